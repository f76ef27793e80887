"""Write and read versions of drafts and events of calls.

Every writing function runs in one transaction with its entry in the journal, one writer at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from pydantic import TypeAdapter

from liance.core.canonical import canonical_json
from liance.core.language import Text
from liance.delivery.drafting.supply import Call, Demand, Event, Published, after, call_of
from liance.delivery.drafting.versions import Snapshot
from liance.store.drafts.models import CallEvent, DraftVersion
from liance.store.errors import NotInStoreError
from liance.store.journal import repository as journal

_VERSION: Final = Text(zh="草案版本", en="version of a draft")
_CALL: Final = Text(zh="榜单编号", en="call")
#: The advisory lock (PostgreSQL) of those who read, decide and write; SQLite has one writer anyway.
_QUEUE: Final = 7_215_407_743
_EVENT: Final[TypeAdapter[Event]] = TypeAdapter(Event)


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version of a draft as it was kept."""

    name: str
    number: int
    snapshot: Snapshot
    worksheet: str
    document: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event of a call as it was kept."""

    number: int
    event: Event
    recorded_at: datetime
    recorded_by: str


@contextmanager
def _writing() -> Iterator[None]:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_QUEUE])
        yield


def keep_version(
    name: str, snapshot: Snapshot, worksheet: str, document: str, at: datetime, by: str
) -> KeptVersion:
    """Keep the next version of a draft; one that equals the last in text and worksheet is not kept again."""
    with _writing():
        last = DraftVersion.objects.filter(name=name).order_by("-number").first()
        data = snapshot.as_data()
        if last is not None and last.snapshot == data and last.worksheet == worksheet:
            return _version(last)
        row = DraftVersion.objects.create(
            name=name,
            number=1 if last is None else last.number + 1,
            snapshot=data,
            worksheet=worksheet,
            document=document,
            recorded_at=at,
            recorded_by=by,
        )
        journal.record(
            at,
            by,
            "draft.kept",
            f"draft:{name}",
            number=row.number,
            digest=snapshot.digest,
            document=document,
        )
        return _version(row)


def versions(name: str | None = None) -> tuple[KeptVersion, ...]:
    """Return the versions of one draft or of all, by name and number."""
    rows = DraftVersion.objects.all() if name is None else DraftVersion.objects.filter(name=name)
    return tuple(_version(row) for row in rows.order_by("name", "number"))


def version(name: str, number: int) -> KeptVersion:
    """Return one version.

    Raises:
        NotInStoreError: there is none.
    """
    row = DraftVersion.objects.filter(name=name, number=number).first()
    if row is None:
        raise NotInStoreError(_VERSION, f"{name}@{number}")
    return _version(row)


def _version(row: DraftVersion) -> KeptVersion:
    return KeptVersion(
        row.name,
        row.number,
        Snapshot.from_json(canonical_json(row.snapshot)),
        row.worksheet,
        row.document,
        row.recorded_at,
        row.recorded_by,
    )


def list_demand(event: Published, at: datetime, by: str) -> str:
    """Put a demand on the yearly list and return its number, such as 2026-03."""
    with _writing():
        year = event.demand.year
        used = CallEvent.objects.filter(call__startswith=f"{year}-", number=1).count()
        call = f"{year}-{used + 1:02d}"
        _add(call, 1, after(None, event), at, by)
        return call


def record_event(call: str, event: Event, at: datetime, by: str) -> Call:
    """Add an event to a call and return the call as it stands.

    Raises:
        NotInStoreError: there is no such call.
        CallRefusedError: the rules forbid the event.
    """
    with _writing():
        rows = list(CallEvent.objects.filter(call=call).order_by("number"))
        if not rows:
            raise NotInStoreError(_CALL, call)
        changed = after(call_of(_EVENT.validate_python(row.event) for row in rows), event)
        _add(call, rows[-1].number + 1, changed, at, by)
        return changed


def _add(call: str, number: int, changed: Call, at: datetime, by: str) -> None:
    event = changed.events[-1]
    CallEvent.objects.create(
        call=call, number=number, event=event.model_dump(mode="json"), recorded_at=at, recorded_by=by
    )
    journal.record(at, by, f"call.{event.kind}", f"call:{call}", number=number, state=changed.state.value)


def calls(year: int | None = None) -> Mapping[str, Call]:
    """Return the calls by number, as they stand."""
    rows = CallEvent.objects.all() if year is None else CallEvent.objects.filter(call__startswith=f"{year}-")
    events: dict[str, list[Event]] = {}
    for row in rows.order_by("call", "number"):
        events.setdefault(row.call, []).append(_EVENT.validate_python(row.event))
    return {call: call_of(found) for call, found in events.items()}


def call_events(call: str) -> tuple[KeptEvent, ...]:
    """Return the history of a call.

    Raises:
        NotInStoreError: there is no such call.
    """
    rows = CallEvent.objects.filter(call=call).order_by("number")
    found = tuple(
        KeptEvent(row.number, _EVENT.validate_python(row.event), row.recorded_at, row.recorded_by)
        for row in rows
    )
    if not found:
        raise NotInStoreError(_CALL, call)
    return found


def listed() -> tuple[Demand, ...]:
    """Return every demand on the list, those withdrawn left out."""
    return tuple(call.demand for call in calls().values() if call.state.value != "withdrawn")
