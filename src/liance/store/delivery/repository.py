"""Write and read what is followed: ``delivery.records.DeliveryRecords`` over the tables of this application.

Every writing function runs in one transaction with its entry in the journal. Whoever reads, decides and then
writes does so inside ``writing``, so that two offices cannot both decide on what they saw before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from liance.core.canonical import digest_value
from liance.core.language import Text
from liance.core.numbers import decimal_text
from liance.delivery.projects import Observation
from liance.delivery.records import (
    Cause,
    Entry,
    Followed,
    ImportChanges,
    PlanSource,
    Revision,
    project_data,
    project_from,
    settled_data,
    settled_from,
)
from liance.store.delivery.models import (
    FollowedPlan,
    LineRevision,
    ObservationRow,
    ProjectLine,
    Withdrawal,
)
from liance.store.errors import NotInStoreError
from liance.store.journal import repository as journal

_ENTRY: Final = Text(zh="登记号", en="entry")
#: The advisory lock (PostgreSQL) of those who read, decide and write; SQLite has one writer anyway.
_QUEUE: Final = 7_215_407_742
_BATCH: Final = 500


#: What the journal calls the changes of delivery.
_CHANGES: Final = ("delivery.imported", "delivery.settled", "delivery.observed")


def state() -> str:
    """Return a digest that changes whenever something of delivery is recorded; no other store has it for other records."""
    return journal.last_digest(_CHANGES)


class StoredDelivery:
    """The records of delivery in the open store; with a plan's file name or a line's id, those of it alone.

    Who writes one line or one plan needs no other: reading all of a province's takes seconds in which others wait.
    """

    def __init__(self, *, source: str | None = None, line: str | None = None) -> None:
        self._source = source
        self._line = line

    def _own(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self._line is not None:
            rows = rows.filter(line=self._line)
        return rows if self._source is None else rows.filter(plan__source=self._source)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the records still: nobody else writes them until the block ends; an exception undoes it whole."""
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_QUEUE])
            yield

    def plans(self, known_at: datetime | None = None) -> tuple[PlanSource, ...]:
        """Return the plans followed, by file name; of each the version read last."""
        rows = _known(FollowedPlan.objects.all(), known_at)
        newest = rows.order_by().values("source").annotate(last=Max("id")).values("last")
        return tuple(_plan(row) for row in FollowedPlan.objects.filter(pk__in=newest).order_by("source"))

    def lines(self, known_at: datetime | None = None) -> tuple[Followed, ...]:
        """Return the project lines as they stood, in order of plan and indicator."""
        rows = _known(self._own(LineRevision.objects.all()), known_at)
        newest = rows.order_by().values("line").annotate(last=Max("id")).values("last")
        plans: dict[int, PlanSource] = {}
        found = LineRevision.objects.filter(pk__in=newest).select_related("plan").order_by("id")
        lines = [_followed(row, plans) for row in found.iterator(chunk_size=2_000)]
        return tuple(sorted(lines, key=lambda line: (line.plan.source, line.promise.indicator, line.id)))

    def entries(self, known_at: datetime | None = None) -> tuple[Entry, ...]:
        """Return the observations that counted, in order of entry."""
        rows = _known(ObservationRow.objects.all(), known_at)
        if self._line is not None:
            rows = rows.filter(line=self._line)
        taken_back = Q(withdrawal__isnull=False)
        if known_at is not None:
            taken_back &= Q(withdrawal__recorded_at__lte=known_at)
        return tuple(
            _entry(row) for row in rows.exclude(taken_back).order_by("id").iterator(chunk_size=2_000)
        )

    def revisions(self, project: str) -> tuple[Revision, ...]:
        """Return every state of a line, oldest first."""
        plans: dict[int, PlanSource] = {}
        rows = LineRevision.objects.filter(line_id=project).select_related("plan").order_by("number")
        return tuple(
            Revision(_followed(row, plans), row.number, Cause(row.cause), row.recorded_at, row.recorded_by)
            for row in rows
        )

    def observations_of(self, project: str) -> tuple[Entry, ...]:
        """Return every observation of a line, withdrawn ones too, in order of entry."""
        rows = ObservationRow.objects.filter(line_id=project).select_related("withdrawal").order_by("id")
        return tuple(_entry(row, getattr(row, "withdrawal", None)) for row in rows)

    def save_import(self, changes: ImportChanges, at: datetime, by: str) -> None:
        """Keep what reading a plan changed, whole or not at all."""
        if changes.is_empty:
            return
        with self.writing():
            plan = _plan_row(changes.plan, at, by)
            ProjectLine.objects.bulk_create(
                [ProjectLine(id=line.id) for line in changes.added], batch_size=_BATCH, ignore_conflicts=True
            )
            _add_revisions(changes.added, Cause.IMPORTED, plan, at, by)
            _add_revisions([new for _, new in changes.changed], Cause.REREAD, plan, at, by)
            _add_revisions(changes.dropped, Cause.DROPPED, plan, at, by)
            journal.record(
                at,
                by,
                "delivery.imported",
                _subject(changes.plan.source),
                digest=changes.plan.digest,
                added=len(changes.added),
                changed=len(changes.changed),
                dropped=len(changes.dropped),
                same=len(changes.same),
            )

    def save_settled(self, lines: Sequence[Followed], at: datetime, by: str) -> None:
        """Keep new states of lines that people settled, whole or not at all."""
        if not lines:
            return
        with self.writing():
            _add_revisions(lines, Cause.SETTLED, None, at, by)
            news = [[line.id, settled_data(line.settled)] for line in lines]
            subject = (
                _subject(lines[0].plan.source)
                if len({line.plan.source for line in lines}) == 1
                else "delivery"
            )
            journal.record(at, by, "delivery.settled", subject, lines=len(lines), digest=digest_value(news))

    def save_entries(
        self, entries: Sequence[Entry], at: datetime, by: str, withdrawn: Mapping[int, str] | None = None
    ) -> None:
        """Keep observations and withdraw others (number -> reason), whole or not at all.

        Raises:
            NotInStoreError: an observation to withdraw is not there, or is withdrawn already.
        """
        reasons = dict(withdrawn or {})
        if not entries and not reasons:
            return
        with self.writing():
            open_rows = ObservationRow.objects.filter(pk__in=list(reasons), withdrawal__isnull=True)
            there = set(open_rows.values_list("pk", flat=True))
            for number in sorted(reasons):
                if number not in there:
                    raise NotInStoreError(_ENTRY, str(number))
            Withdrawal.objects.bulk_create(
                [
                    Withdrawal(observation_id=number, why=why, recorded_at=at, recorded_by=by)
                    for number, why in sorted(reasons.items())
                ],
                batch_size=_BATCH,
            )
            ObservationRow.objects.bulk_create(
                [_entry_row(entry, at, by) for entry in entries], batch_size=_BATCH
            )
            kept = [
                [entry.project, entry.observation.on.isoformat(), decimal_text(entry.observation.value)]
                for entry in entries
            ]
            journal.record(
                at,
                by,
                "delivery.observed",
                "delivery",
                added=len(entries),
                withdrawn=sorted(reasons)[:1_000],
                digest=digest_value(kept),
            )


def _subject(source: str) -> str:
    return f"delivery:{source}"[:300]


def _known(rows: QuerySet[Any], known_at: datetime | None) -> QuerySet[Any]:
    return rows if known_at is None else rows.filter(recorded_at__lte=known_at)


def _plan(row: FollowedPlan) -> PlanSource:
    return PlanSource(row.source, row.title, row.digest, row.published, row.region)


def _plan_row(plan: PlanSource, at: datetime, by: str) -> FollowedPlan:
    """Return the row of this reading of a plan: the newest where it is the same, else a new one."""
    last = FollowedPlan.objects.filter(source=plan.source).order_by("-id").first()
    if last is not None and _plan(last) == plan:
        return last
    return FollowedPlan.objects.create(
        source=plan.source,
        title=plan.title,
        digest=plan.digest,
        published=plan.published,
        region=plan.region,
        recorded_at=at,
        recorded_by=by,
    )


def _followed(row: LineRevision, plans: dict[int, PlanSource]) -> Followed:
    plan = plans.setdefault(row.plan_id, _plan(row.plan))
    return Followed(plan, project_from(row.promise), settled_from(row.settled), row.in_plan)


def _add_revisions(
    lines: Sequence[Followed], cause: Cause, plan: FollowedPlan | None, at: datetime, by: str
) -> None:
    """Append one state per line; without ``plan`` it belongs to the reading of the state before."""
    last: dict[str, tuple[int, int]] = {}
    ids = [line.id for line in lines]
    for start in range(0, len(ids), _BATCH):
        rows = LineRevision.objects.filter(line_id__in=ids[start : start + _BATCH]).order_by("number")
        last |= {line: (number, of) for line, number, of in rows.values_list("line_id", "number", "plan_id")}
    LineRevision.objects.bulk_create(
        [
            LineRevision(
                line_id=line.id,
                number=last.get(line.id, (0, 0))[0] + 1,
                plan_id=last[line.id][1] if plan is None else plan.pk,
                cause=cause.value,
                promise=project_data(line.promise),
                settled=settled_data(line.settled),
                in_plan=line.in_plan,
                recorded_at=at,
                recorded_by=by,
            )
            for line in lines
        ],
        batch_size=_BATCH,
    )


def _entry_row(entry: Entry, at: datetime, by: str) -> ObservationRow:
    seen = entry.observation
    return ObservationRow(
        line_id=entry.project,
        on=seen.on,
        value=decimal_text(seen.value),
        unit=seen.unit,
        source=seen.source,
        evidence=seen.evidence,
        note=entry.note,
        recorded_at=at,
        recorded_by=by,
    )


def _entry(row: ObservationRow, taken_back: Withdrawal | None = None) -> Entry:
    return Entry(
        project=row.line_id,
        observation=Observation(row.on, Fraction(row.value), row.unit, row.source, row.evidence),
        note=row.note,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        number=row.pk,
        withdrawn_at=taken_back.recorded_at if taken_back else None,
        withdrawn_by=taken_back.recorded_by if taken_back else "",
        withdrawn_why=taken_back.why if taken_back else None,
    )
