"""Compute at the upload of a plan what pages of many plans need of it, so that nobody waits for a thousand later."""

from __future__ import annotations

from typing import Any

from liance.core.language import Language
from liance.workbench.shelf import Shelf
from liance.workbench.shelf_comparison import Comparer
from liance.workbench.shelf_map import frame_of_version
from liance.workbench.shelf_tracking import TrackerDesk


def prepare(shelf: Shelf, comparer: Comparer, trackers: TrackerDesk, version: Any) -> None:
    """Keep the cells, topics, frame and targets of a version in the store."""
    comparer.prepare(version)
    trackers.prepare(version)
    frame_of_version(shelf, version)
    shelf.targets(version, Language.ZH)
