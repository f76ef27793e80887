"""Where the development texts lie, and what to do in a clone without them."""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).resolve()
#: Beside the clone, or beside the folder that holds its worktrees.
_PLACES = (_HERE.parents[4] / "shared", _HERE.parents[5] / "shared")
_SHARED = next((place for place in _PLACES if (place / "data" / "plans").is_dir()), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what reads the development texts where there are none."""
    if _SHARED is not None:
        return
    folder = _HERE.parent
    left_out = [
        item for item in items if item.get_closest_marker("shared_data") and folder in item.path.parents
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def shared_texts() -> Path:
    """The folder of development texts."""
    assert _SHARED is not None
    return _SHARED
