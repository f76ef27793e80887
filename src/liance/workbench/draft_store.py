"""Versions of drafts in the store: keep, list, compare."""

from __future__ import annotations

import re
from pathlib import Path

from liance.core.canonical import digest_bytes
from liance.core.limits import MAX_PACK_FILE_BYTES
from liance.delivery.drafting.versions import Changes, Snapshot, compare
from liance.reports.draft_tables import changes_data
from liance.workbench.drafting import DraftResult, read_draft_snapshot
from liance.workbench.store import now, open_store

__all__ = ["compare_named", "keep_draft", "version_data", "version_rows"]

#: A version in the store: a draft's name and a number.
_NAMED = re.compile(r"(?P<name>.{1,200})@(?P<number>[1-9]\d{0,5})")


def keep_draft(name: str, result: DraftResult, worksheet: Path, by: str) -> int:
    """Keep a draft as the next version of ``name`` and return its number; the store is open.

    A draft that equals the last version keeps that version's number.
    """
    from liance.store.drafts import repository

    with worksheet.open("rb") as stream:
        text = stream.read(MAX_PACK_FILE_BYTES).decode("utf-8-sig")
    kept = repository.keep_version(name[:200], result.snapshot, text, digest_bytes(result.docx), now(), by)
    return kept.number


def version_rows(name: str | None) -> list[tuple[str, ...]]:
    """Return a row per version: name and number, title, blanks, items at level 3 or more, who and when."""
    from liance.store.drafts import repository

    return [
        (
            f"{one.name}@{one.number}",
            one.snapshot.title,
            str(one.snapshot.blanks),
            f"{sum((score or 0) >= 3 for score in one.snapshot.scores.values())}/{len(one.snapshot.scores)}",
            one.recorded_by,
            one.recorded_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        for one in repository.versions(name)
    ]


def version_data(name: str | None) -> list[dict[str, object]]:
    """Return the versions as JSON-ready data."""
    from liance.store.drafts import repository

    return [
        {
            "name": one.name,
            "number": one.number,
            "snapshot": one.snapshot.as_data(),
            "digest": one.snapshot.digest,
            "document": one.document,
            "recorded_at": one.recorded_at.isoformat(),
            "recorded_by": one.recorded_by,
        }
        for one in repository.versions(name)
    ]


def compare_named(old: str, new: str, store: str | None) -> tuple[Changes, dict[str, object]]:
    """Compare two versions, each a version file or NAME@NUMBER in the store.

    Raises:
        FileMissingError: a file is not there.
        NotADraftError: a file is no version.
        NotInStoreError: the store has no such version.
    """
    changes = compare(_snapshot(old, store), _snapshot(new, store))
    return changes, changes_data(changes)


def _snapshot(name: str, store: str | None) -> Snapshot:
    path = Path(name)
    named = _NAMED.fullmatch(name)
    if named is None or path.is_file():
        return read_draft_snapshot(path)
    open_store(store)
    from liance.store.drafts import repository

    return repository.version(named["name"], int(named["number"])).snapshot
