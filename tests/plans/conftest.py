"""The development texts beside the clone, for tests marked ``shared_data``."""

from __future__ import annotations

from pathlib import Path

import pytest


def find_shared_data() -> Path | None:
    """Return ``shared/data`` beside the clone (or beside the folder that holds the working trees)."""
    root = Path(__file__).resolve().parents[2]
    folders = [folder / "shared" / "data" for folder in (root.parent, root.parent.parent)]
    return next((folder for folder in folders if folder.is_dir()), None)


@pytest.fixture
def shared_data() -> Path:
    found = find_shared_data()
    assert found is not None, "tests that need the folder are deselected where it is absent"
    return found


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that need the development texts where these are absent."""
    if find_shared_data() is not None:
        return
    absent = [item for item in items if item.get_closest_marker("shared_data")]
    if absent:
        config.hook.pytest_deselected(items=absent)
        items[:] = [item for item in items if item not in absent]
