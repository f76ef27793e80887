"""What the views of one server share: the corpus with its comparer and trackers, each made once."""

from __future__ import annotations

from functools import cache

from liance.workbench.preparing import prepare
from liance.workbench.shelf import Added, Shelf
from liance.workbench.shelf_comparison import Comparer
from liance.workbench.shelf_tracking import TrackerDesk


@cache
def shelf() -> Shelf:
    """Return the corpus of this server."""
    return Shelf()


@cache
def comparer() -> Comparer:
    """Return the comparer of this server."""
    return Comparer(shelf())


@cache
def trackers() -> TrackerDesk:
    """Return the tracker desk of this server."""
    return TrackerDesk(shelf())


def take(name: str, data: bytes, actor: str, *, plan: int | None = None, note: str = "") -> Added:
    """Read and score an uploaded file, keep it, and make ready what pages of many plans show of it.

    Raises:
        DocumentError: it cannot be read.
        NotInStoreError: there is no such plan.
    """
    added = shelf().add(name, data, actor, plan=plan, note=note)
    if added.is_new:
        prepare(shelf(), comparer(), trackers(), added.version)
    return added
