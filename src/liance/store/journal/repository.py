"""Write and read the journal.

Entries form a chain: each digest covers the entry and the digest before it, so that a change to an old
entry shows (``first_break``). The database itself refuses to change or delete entries (triggers in the first
migration); the chain tells when somebody went around the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection, transaction

from liance.core.canonical import digest_value
from liance.core.limits import MAX_JOURNAL_DETAIL_CHARACTERS
from liance.store.journal.models import JournalEntry

#: What the first entry names as the digest before it.
BEGINNING: Final = "sha256:" + "0" * 64
#: The advisory lock (PostgreSQL) that puts writers of the journal in one queue; any fixed number serves.
_QUEUE: Final = 7_215_407_741


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: ``actor`` did ``action`` to ``subject`` at ``at`` (UTC)."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""


def record(at: datetime, actor: str, action: str, subject: str, **detail: Any) -> str:
    """Append one entry and return its digest; call it inside the transaction of what it records.

    Args:
        at: the instant, with time zone.
        actor: who acted: a name of an account or of a person at the command line.
        action: a dotted verb such as ``plan.added``.
        subject: what was acted on, such as ``plan:12``.
        detail: JSON-ready facts without floats.

    Raises:
        ValueError: the instant has no time zone, or the detail is too large.
    """
    if at.tzinfo is None:
        raise ValueError("an instant of the journal has a time zone")
    moment = at.astimezone(UTC)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_QUEUE])
        last = JournalEntry.objects.order_by("-id").values_list("digest", flat=True).first() or BEGINNING
        digest = _digest(last, moment, actor, action, subject, detail)
        if len(str(detail)) > MAX_JOURNAL_DETAIL_CHARACTERS:
            raise ValueError("the detail exceeds MAX_JOURNAL_DETAIL_CHARACTERS")
        JournalEntry.objects.create(
            at=moment,
            actor=actor,
            action=action,
            subject=subject,
            detail=detail,
            previous=last,
            digest=digest,
        )
    return digest


def _digest(
    previous: str, at: datetime, actor: str, action: str, subject: str, detail: Mapping[str, Any]
) -> str:
    return digest_value(
        {
            "previous": previous,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": actor,
            "action": action,
            "subject": subject,
            "detail": dict(detail),
        }
    )


def entries(
    *,
    subject: str | None = None,
    actor: str | None = None,
    action: str | None = None,
    after: int = 0,
    limit: int = 1_000,
) -> tuple[Entry, ...]:
    """Return entries in order, after the given number; ``action`` may end in ``*``."""
    found = JournalEntry.objects.filter(id__gt=after).order_by("id")
    if subject is not None:
        found = found.filter(subject=subject)
    if actor is not None:
        found = found.filter(actor=actor)
    if action is not None:
        stem = action.removesuffix("*")
        found = found.filter(action__startswith=stem) if stem != action else found.filter(action=action)
    return tuple(_entry(row) for row in found[:limit])


def _entry(row: JournalEntry) -> Entry:
    return Entry(row.pk, row.at, row.actor, row.action, row.subject, row.detail, row.digest)


def first_break() -> int | None:
    """Return the number of the first entry that does not fit the chain, or None where all fit."""
    previous = BEGINNING
    for row in _rows():
        wanted = _digest(previous, row.at, row.actor, row.action, row.subject, row.detail)
        if row.previous != previous or row.digest != wanted:
            return row.pk
        previous = row.digest
    return None


def _rows() -> Iterator[JournalEntry]:
    return JournalEntry.objects.order_by("id").iterator(chunk_size=1_000)


def newest(
    *, before: int | None = None, actor: str | None = None, action: str | None = None, limit: int = 100
) -> tuple[Entry, ...]:
    """Return entries, newest first, with smaller numbers than ``before``; ``action`` is how their action begins."""
    found = JournalEntry.objects.order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    if actor is not None:
        found = found.filter(actor=actor)
    if action is not None:
        found = found.filter(action__startswith=action)
    return tuple(_entry(row) for row in found[:limit])


def last_digest(actions: Sequence[str]) -> str:
    """Return the digest of the last entry with one of these actions, empty where there is none.

    It changes with whatever these actions record and is that of no other state of any other store: what was computed from
    the store may be kept under it.
    """
    found = [
        JournalEntry.objects.filter(action=action).order_by("-id").values_list("id", "digest").first()
        for action in actions
    ]
    return max((one for one in found if one is not None), default=(0, ""))[1]


def actors(limit: int = 500) -> tuple[str, ...]:
    """Return who is named in the journal, sorted."""
    names = JournalEntry.objects.order_by("actor").values_list("actor", flat=True).distinct()
    return tuple(names[:limit])
