"""Lines and observations -> one board on one day: every status, who proves it, what warns, what has changed.

All views count from the same ``Line`` values: by plan, owner, indicator and year, the early-warning list, the
changes between two boards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from liance.core.findings import Finding
from liance.core.language import Text
from liance.core.numbers import decimal_text
from liance.delivery.progress import DEFAULTS, NO_RESULT, Thresholds, assess, current, goal_of, meets
from liance.delivery.projects import (
    DeliveryStatus,
    Manner,
    Observation,
    Project,
    Verdict,
    baseline_findings,
)
from liance.delivery.proofs import LedgerProof, Prover, Standing, standing_of
from liance.delivery.records import Entry, Followed

_WAITING = Text(
    zh="目标没有期限或相互矛盾，待核定", en="its target has no deadline or is contradicted; to be settled"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One project on a day.

    ``statuses`` are those of all its stages by deadline; ``status`` is that of the stage due next (else the last),
    None where nothing can be followed. ``proved`` is what that status would be from proved observations alone, None
    where none is proved. ``standing`` and ``proof`` are those of the observation that ``status`` rests on.
    ``seen`` counts the observations up to the day.
    """

    followed: Followed
    project: Project
    statuses: tuple[DeliveryStatus, ...]
    status: DeliveryStatus | None
    seen: int
    standing: Standing | None = None
    proof: LedgerProof | None = None
    proved: DeliveryStatus | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict of the stage that counts now."""
        return self.status.verdict if self.status else Verdict.UNKNOWN

    @property
    def reason(self) -> Text:
        """Why it has this verdict."""
        return self.status.reason if self.status else _WAITING

    @property
    def observation(self) -> Observation | None:
        """The observation that the verdict rests on."""
        return self.status.observation if self.status else None

    @property
    def way(self) -> Fraction | None:
        """The share of the way from the baseline to the goal that is covered; None where there is no way."""
        status, base = self.status, self.project.baseline
        if (
            status is None
            or status.observation is None
            or self.project.manner is not Manner.PATH
            or base is None
        ):
            return None
        whole = goal_of(status.stage, self.project.direction) - base
        return None if whole == 0 else (status.observation.value - base) / whole


@dataclass(frozen=True, slots=True)
class Board:
    """All lines on a day, in order of plan and indicator."""

    today: date
    lines: tuple[Line, ...]
    thresholds: Thresholds = DEFAULTS

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with targets and observations."""
        return tuple(finding for line in self.lines for finding in line.findings)

    def where(self, keep: Callable[[Line], bool]) -> Board:
        """Return the board of the lines that ``keep`` accepts."""
        return Board(self.today, tuple(line for line in self.lines if keep(line)), self.thresholds)


def board_of(
    lines: Iterable[Followed],
    entries: Iterable[Entry],
    today: date,
    prover: Prover | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> Board:
    """Return the board on ``today``; observations of later days and withdrawn ones do not count.

    Lines that their plan has dropped are left out.
    """
    by_project: dict[str, list[Observation]] = {}
    for entry in entries:
        if entry.withdrawn_at is None and entry.observation.on <= today:
            by_project.setdefault(entry.project, []).append(entry.observation)
    kept = [
        _line(line, by_project.get(line.id, []), today, prover, thresholds) for line in lines if line.in_plan
    ]
    kept.sort(key=lambda line: (line.followed.plan.source, line.project.indicator, line.followed.id))
    return Board(today, tuple(kept), thresholds)


def _line(
    followed: Followed,
    seen: Sequence[Observation],
    today: date,
    prover: Prover | None,
    thresholds: Thresholds,
) -> Line:
    project = followed.project
    statuses = assess(project, seen, today, thresholds)
    status = current(statuses)
    findings = [
        *baseline_findings(project),
        *(finding for one in statuses for finding in one.findings),
    ]
    if status is None or status.observation is None:
        return Line(followed, project, statuses, status, len(seen), findings=tuple(findings))
    standing, proof = _standing(status.observation, seen, prover)
    return Line(
        followed,
        project,
        statuses,
        status,
        len(seen),
        standing,
        proof,
        _proved(project, seen, status, today, prover, thresholds),
        tuple(findings),
    )


def _standing(
    observation: Observation, seen: Sequence[Observation], prover: Prover | None
) -> tuple[Standing, LedgerProof | None]:
    """Return the best standing of the observations of that day."""
    order = {Standing.PROVED: 0, Standing.FILED: 1, Standing.REPORTED: 2}
    found = [standing_of(one, prover) for one in seen if one.on == observation.on]
    return min(found, key=lambda pair: order[pair[0]])


def _proved(
    project: Project,
    seen: Sequence[Observation],
    status: DeliveryStatus,
    today: date,
    prover: Prover | None,
    thresholds: Thresholds,
) -> DeliveryStatus | None:
    if prover is None:
        return None
    proved = [one for one in seen if standing_of(one, prover)[0] is Standing.PROVED]
    if not proved:
        return None
    found = assess(project, proved, today, thresholds)
    return next(one for one in found if one.stage == status.stage)


# Views.


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of what is counted have which verdict; ``proved`` of them rest on proved observations."""

    counts: Mapping[Verdict, int]
    proved: int = 0

    @property
    def total(self) -> int:
        """All that is counted."""
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        """What has a verdict."""
        return self.total - self.counts.get(Verdict.UNKNOWN, 0)

    @property
    def well(self) -> Fraction | None:
        """The share of those judged that are on track or achieved; None where none is judged."""
        good = self.counts.get(Verdict.EARLY, 0) + self.counts.get(Verdict.ON_TRACK, 0)
        return Fraction(good, self.judged) if self.judged else None


@dataclass(frozen=True, slots=True)
class Group:
    """The lines that share a plan, an owner, an indicator or a year; ``key`` is None where they have none."""

    key: str | None
    tally: Tally
    lines: tuple[Line, ...]


def tally_of(lines: Iterable[Line]) -> Tally:
    """Count lines by the verdict of the stage that counts now."""
    lines = list(lines)
    return _tally([(line.verdict, line.standing) for line in lines])


def _tally(pairs: Sequence[tuple[Verdict, Standing | None]]) -> Tally:
    counts = dict.fromkeys(Verdict, 0)
    for verdict, _ in pairs:
        counts[verdict] += 1
    return Tally(counts, sum(standing is Standing.PROVED for _, standing in pairs))


def by_plan(board: Board) -> tuple[Group, ...]:
    """Return a group per plan, by file name."""
    return _grouped(board, lambda line: line.followed.plan.source)


def by_owner(board: Board) -> tuple[Group, ...]:
    """Return a group per owner, those without owner last."""
    return _grouped(board, lambda line: line.project.owner)


def by_indicator(board: Board) -> tuple[Group, ...]:
    """Return a group per indicator as printed."""
    return _grouped(board, lambda line: line.project.indicator)


def _grouped(board: Board, key: Callable[[Line], str | None]) -> tuple[Group, ...]:
    found: dict[str | None, list[Line]] = {}
    for line in board.lines:
        found.setdefault(key(line), []).append(line)
    order = sorted(found, key=lambda name: (name is None, name or ""))
    return tuple(Group(name, tally_of(found[name]), tuple(found[name])) for name in order)


def by_year(board: Board) -> tuple[Group, ...]:
    """Return a group per year of deadline; here every stage of a line counts by itself."""
    found: dict[int, list[tuple[Line, DeliveryStatus]]] = {}
    for line in board.lines:
        for status in line.statuses:
            found.setdefault(status.stage.due.year, []).append((line, status))
    return tuple(
        Group(
            str(year),
            _tally(
                [
                    (status.verdict, line.standing if status is line.status else None)
                    for line, status in found[year]
                ]
            ),
            tuple(line for line, _ in found[year]),
        )
        for year in sorted(found)
    )


# Early warning.


class Alarm(StrEnum):
    """Why a line is on the early-warning list, gravest first."""

    MISSED = "missed"
    WARNING = "warning"
    NO_RESULT = "no_result"
    BEHIND = "behind"
    DUE_SOON = "due_soon"
    STALE = "stale"
    NEVER_SEEN = "never_seen"
    UNSETTLED = "unsettled"
    NO_OWNER = "no_owner"


ALARMS: Mapping[Alarm, Text] = {
    Alarm.MISSED: Text(zh="到期未实现", en="missed"),
    Alarm.WARNING: Text(zh="预警", en="warning"),
    Alarm.NO_RESULT: Text(zh="到期无期末数据", en="due, no final value"),
    Alarm.BEHIND: Text(zh="滞后", en="behind"),
    Alarm.DUE_SOON: Text(zh="临近期限", en="due soon"),
    Alarm.STALE: Text(zh="久未报送", en="not reported lately"),
    Alarm.NEVER_SEEN: Text(zh="从未报送", en="never reported"),
    Alarm.UNSETTLED: Text(zh="目标待核定", en="target to be settled"),
    Alarm.NO_OWNER: Text(zh="没有责任单位", en="no owner"),
}


@dataclass(frozen=True, slots=True)
class Watch:
    """When silence warns: ``stale_days`` without a report, ``soon_days`` before a deadline not yet met."""

    stale_days: int = 183
    soon_days: int = 90


@dataclass(frozen=True, slots=True)
class Warned:
    """A line on the early-warning list with every alarm, gravest first.

    ``status`` is that of the stage which the gravest alarm is about, ``days`` those to its deadline (negative:
    past); None where no stage can be followed.
    """

    line: Line
    alarms: tuple[Alarm, ...]
    status: DeliveryStatus | None
    days: int | None


_GRAVITY = {alarm: place for place, alarm in enumerate(Alarm)}
_WATCH = Watch()
_BAD = (Verdict.WARNING, Verdict.BEHIND)


def warnings_of(board: Board, watch: Watch = _WATCH) -> tuple[Warned, ...]:
    """Return the lines that need somebody, gravest first; binding ones before expected, then by deadline."""
    found = []
    for line in board.lines:
        raised = sorted(_alarms(line, board.today, watch), key=lambda pair: _GRAVITY[pair[0]])
        if raised:
            status = raised[0][1]
            days = (status.stage.due - board.today).days if status else None
            found.append(Warned(line, tuple(dict.fromkeys(alarm for alarm, _ in raised)), status, days))
    found.sort(
        key=lambda one: (
            _GRAVITY[one.alarms[0]],
            not one.line.project.binding,
            one.days if one.days is not None else 10**6,
            one.line.followed.plan.source,
            one.line.followed.id,
        )
    )
    return tuple(found)


def _alarms(line: Line, today: date, watch: Watch) -> Iterable[tuple[Alarm, DeliveryStatus | None]]:
    status = line.status
    if line.project.asides:
        yield Alarm.UNSETTLED, status
    if line.project.owner is None:
        yield Alarm.NO_OWNER, status
    for one in line.statuses:
        # A stage that is over stays on the list while its result is owed, or was missed and not made up for.
        if one.stage.due < today and any(finding.kind is NO_RESULT for finding in one.findings):
            yield Alarm.NO_RESULT, one
        elif _is_over(one) and one.verdict in _BAD and not _made_up(line, one):
            yield Alarm.MISSED, one
    if status is None:
        return
    if status.verdict in _BAD and not _is_over(status):
        yield (Alarm.WARNING if status.verdict is Verdict.WARNING else Alarm.BEHIND), status
    met = status.observation is not None and meets(line.project, status.stage, status.observation.value)
    if not met and not _is_over(status) and 0 <= (status.stage.due - today).days <= watch.soon_days:
        yield Alarm.DUE_SOON, status
    if line.seen == 0:
        yield Alarm.NEVER_SEEN, status
    elif (
        status.verdict is not Verdict.EARLY
        and status.observation is not None
        and status.stage.due >= today
        and today - status.observation.on > timedelta(days=watch.stale_days)
    ):
        yield Alarm.STALE, status


def _is_over(status: DeliveryStatus) -> bool:
    """Whether the final value of a stage is known."""
    return status.observation is not None and status.observation.on >= status.stage.due


def _made_up(line: Line, status: DeliveryStatus) -> bool:
    """Whether a later value meets a stage that was missed."""
    seen = line.observation
    return (
        seen is not None
        and line.project.manner in (Manner.PATH, Manner.RANK)
        and seen.on > status.stage.due
        and meets(line.project, status.stage, seen.value)
    )


# What has changed.


class ChangeKind(StrEnum):
    """What changed of a line between two boards."""

    ADDED = "added"
    DROPPED = "dropped"
    TARGET = "target"
    OWNER = "owner"
    BINDING = "binding"
    BASELINE = "baseline"
    VALUE = "value"
    STAGE = "stage"
    VERDICT = "verdict"
    PROVED = "proved"


CHANGES: Mapping[ChangeKind, Text] = {
    ChangeKind.ADDED: Text(zh="新列入", en="added"),
    ChangeKind.DROPPED: Text(zh="不再列入", en="dropped"),
    ChangeKind.TARGET: Text(zh="目标调整", en="target changed"),
    ChangeKind.OWNER: Text(zh="责任单位", en="owner"),
    ChangeKind.BINDING: Text(zh="属性", en="binding"),
    ChangeKind.BASELINE: Text(zh="基数", en="baseline"),
    ChangeKind.VALUE: Text(zh="最新数据", en="latest value"),
    ChangeKind.STAGE: Text(zh="进入下一阶段", en="next stage"),
    ChangeKind.VERDICT: Text(zh="状态", en="state"),
    ChangeKind.PROVED: Text(zh="证明", en="proof"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed of a line; ``before`` and ``after`` are the lines, None where it was not there.

    ``is_worse`` is true where the verdict became graver, false where it became better, None elsewhere.
    """

    kind: ChangeKind
    before: Line | None
    after: Line | None
    is_worse: bool | None = None

    @property
    def line(self) -> Line:
        """The newest state of the line."""
        line = self.after or self.before
        assert line is not None
        return line


_RANKS = {Verdict.EARLY: 0, Verdict.ON_TRACK: 1, Verdict.UNKNOWN: 2, Verdict.BEHIND: 3, Verdict.WARNING: 4}


def changes_between(before: Board, after: Board) -> tuple[Change, ...]:
    """Return what changed from one board to another, in order of plan, indicator and kind."""
    old = {line.followed.id: line for line in before.lines}
    new = {line.followed.id: line for line in after.lines}
    found: list[Change] = []
    for line in after.lines:
        earlier = old.get(line.followed.id)
        if earlier is None:
            found.append(Change(ChangeKind.ADDED, None, line))
        else:
            found += _changes(earlier, line)
    found += [Change(ChangeKind.DROPPED, line, None) for line in before.lines if line.followed.id not in new]
    order = {kind: place for place, kind in enumerate(ChangeKind)}
    found.sort(
        key=lambda one: (
            one.line.followed.plan.source,
            one.line.project.indicator,
            one.line.followed.id,
            order[one.kind],
        )
    )
    return tuple(found)


def _changes(old: Line, new: Line) -> Iterable[Change]:
    pairs: tuple[tuple[ChangeKind, Callable[[Line], object]], ...] = (
        (ChangeKind.TARGET, _targets),
        (ChangeKind.OWNER, lambda line: line.project.owner),
        (ChangeKind.BINDING, lambda line: line.project.binding),
        (ChangeKind.BASELINE, lambda line: (line.project.baseline, line.project.baseline_on)),
        (ChangeKind.VALUE, _value),
        (ChangeKind.STAGE, lambda line: line.status.stage.due if line.status else None),
        (ChangeKind.PROVED, lambda line: line.standing is Standing.PROVED),
    )
    for kind, read in pairs:
        if read(old) != read(new):
            yield Change(kind, old, new)
    if old.verdict is not new.verdict:
        yield Change(ChangeKind.VERDICT, old, new, is_worse=_RANKS[new.verdict] > _RANKS[old.verdict])


def _targets(line: Line) -> object:
    return tuple((stage.due, stage.op, stage.value, stage.value_max) for stage in line.project.stages)


def _value(line: Line) -> object:
    seen = line.observation
    return None if seen is None else (seen.on, decimal_text(seen.value))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines a view shows; None shows all. ``year`` is that of any deadline of a line."""

    plan: str | None = None
    owner: str | None = None
    indicator: str | None = None
    year: int | None = None
    verdicts: frozenset[Verdict] = field(default_factory=frozenset)

    def __call__(self, line: Line) -> bool:
        """Whether a line is shown: names may be given in part."""
        plan = line.followed.plan
        return (
            (self.plan is None or self.plan in plan.source or self.plan in plan.title)
            and (self.owner is None or self.owner in (line.project.owner or ""))
            and (self.indicator is None or self.indicator in line.project.indicator)
            and (self.year is None or any(stage.due.year == self.year for stage in line.project.stages))
            and (not self.verdicts or line.verdict in self.verdicts)
        )
