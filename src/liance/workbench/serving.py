"""What the web server needs of the store: opening it with the web's own tables, its errors, and the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from liance.plans.study.errors import RefusedError
from liance.plans.study.words import ACTIONS as STUDY_ACTIONS
from liance.store.errors import NotInStoreError, StoreError
from liance.store.settings import STORE_APPS
from liance.workbench.store import now, open_store, store_address

__all__ = [
    "STORE_APPS",
    "STUDY_ACTIONS",
    "JournalPage",
    "NotInStoreError",
    "RefusedError",
    "StoreError",
    "example_files",
    "journal_page",
    "key_file",
    "note",
    "now",
    "open_web_store",
    "today",
]

#: Entries of the journal on one page.
JOURNAL_ROWS: Final = 100


def open_web_store(stated: str | None, applications: Sequence[str], more: Mapping[str, Any]) -> str:
    """Open the store with the web's own applications; return its address as it may be shown.

    Raises:
        StoreError: it cannot be opened.
    """
    return open_store(stated, applications=applications, more=more).shown


def key_file(stated: str | None) -> Path:
    """Return where the server's key file lies: beside a SQLite store, else in the user's own folder.

    Raises:
        StoreUrlError: ``stated`` is no address.
    """
    address = store_address(stated)
    if address.engine == "sqlite":
        return Path(address.name + ".key")
    return Path.home() / ".config" / "liance" / f"{address.name}.key"


def note(actor: str, action: str, subject: str, **detail: Any) -> None:
    """Append one entry to the journal, now."""
    from liance.store.journal import repository

    repository.record(now(), actor[:200] or "-", action, subject[:300], **detail)


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Entries of the journal, newest first; ``older`` is where the page before it begins, None at the end."""

    entries: tuple[Any, ...]
    older: int | None
    actors: tuple[str, ...]
    is_whole: bool | None = None


def journal_page(
    *, before: int | None = None, actor: str | None = None, action: str | None = None, check: bool = False
) -> JournalPage:
    """Return a page of the journal.

    Args:
        before: only entries with a smaller number.
        actor: only what this account did.
        action: only actions that begin with this word.
        check: whether to verify the whole chain (``is_whole``); takes time with many entries.
    """
    from liance.store.journal import repository

    rows = repository.newest(before=before, actor=actor, action=action, limit=JOURNAL_ROWS + 1)
    shown = rows[:JOURNAL_ROWS]
    return JournalPage(
        entries=shown,
        older=shown[-1].number if len(rows) > JOURNAL_ROWS else None,
        actors=repository.actors(),
        is_whole=repository.first_break() is None if check else None,
    )


def example_files() -> Iterator[tuple[str, bytes]]:
    """Yield the shipped example plans: name and bytes, sorted by name."""
    folder = files("liance") / "data" / "examples" / "plans"
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_file() and entry.name.rsplit(".", 1)[-1] in {"docx", "pdf", "html", "txt"}:
            yield entry.name, entry.read_bytes()


def today() -> date:
    """Return the present day in China, for files that name their day."""
    return now().astimezone(ZoneInfo("Asia/Shanghai")).date()
