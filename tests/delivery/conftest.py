"""Short plans as fixtures, and the development texts beside the clone for tests marked ``shared_data``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from liance.delivery.targets import Target, find_targets
from liance.plans.documents.reading import read_document
from liance.plans.structure import Outline, outline


def find_shared() -> Path | None:
    """Return the folder ``shared`` beside the clone (or beside the folder that holds the working trees)."""
    root = Path(__file__).resolve().parents[2]
    folders = [folder / "shared" for folder in (root.parent, root.parent.parent)]
    return next((folder for folder in folders if (folder / "data").is_dir()), None)


@pytest.fixture
def shared() -> Path:
    found = find_shared()
    assert found is not None, "tests that need the folder are deselected where it is absent"
    return found


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that need the development texts where these are absent."""
    if find_shared() is not None:
        return
    absent = [item for item in items if item.get_closest_marker("shared_data")]
    if absent:
        config.hook.pytest_deselected(items=absent)
        items[:] = [item for item in items if item not in absent]


@pytest.fixture
def outline_of() -> Callable[[str], Outline]:
    def read(text: str, name: str = "plan.txt") -> Outline:
        return outline(read_document(name, text.encode()))

    return read


@pytest.fixture
def targets_of(outline_of) -> Callable[[str], tuple[Target, ...]]:
    def read(text: str, name: str = "plan.txt") -> tuple[Target, ...]:
        return find_targets(outline_of(text, name))[0]

    return read
