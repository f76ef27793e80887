"""Draft projects in a real database: nobody overwrites anybody, and the journal knows who changed what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liance.core.limits import MAX_DRAFT_TABLES
from liance.store.drafts import projects
from liance.store.errors import NotInStoreError
from liance.store.journal import repository as journal

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LATER = datetime(2026, 1, 3, tzinfo=UTC)


def test_a_project_is_saved_only_over_the_revision_that_was_opened(database: str) -> None:
    kept = projects.add_project("禾川", "region: 甲省", AT, "规划处")
    saved = projects.save_worksheet(kept.id, "region: 乙省", kept.revision, LATER, "信息处")
    assert (saved.revision, saved.worksheet, saved.saved_by) == (2, "region: 乙省", "信息处")
    with pytest.raises(projects.ProjectChangedError, match="信息处"):
        projects.save_worksheet(kept.id, "region: 丙省", kept.revision, LATER, "规划处")
    assert projects.project(kept.id).worksheet == "region: 乙省"
    assert [one.action for one in journal.newest(limit=5)] == ["drafting.saved", "drafting.added"]


def test_tables_are_kept_byte_for_byte_and_replaced_by_name(database: str) -> None:
    kept = projects.add_project("禾川", "x", AT, "甲")
    projects.put_table(kept.id, "a.csv", b"\x00\xff1", AT, "甲")
    projects.put_table(kept.id, "b.csv", b"2", AT, "甲")
    changed = projects.put_table(kept.id, "a.csv", b"3", AT, "甲")
    assert projects.tables(kept.id) == (("a.csv", b"3"), ("b.csv", b"2"))
    assert changed.revision == 4
    projects.drop_table(kept.id, "b.csv", AT, "甲")
    assert [one.name for one in projects.project(kept.id).tables] == ["a.csv"]
    with pytest.raises(NotInStoreError):
        projects.drop_table(kept.id, "b.csv", AT, "甲")
    with pytest.raises(NotInStoreError):
        projects.put_table(99, "a.csv", b"", AT, "甲")


def test_tables_are_bounded(sqlite_store: str) -> None:
    kept = projects.add_project("禾川", "x", AT, "甲")
    for number in range(MAX_DRAFT_TABLES):
        projects.put_table(kept.id, f"{number}.csv", b"", AT, "甲")
    with pytest.raises(projects.TooManyTablesError, match="MAX_DRAFT_TABLES"):
        projects.put_table(kept.id, "more.csv", b"", AT, "甲")
    projects.put_table(kept.id, "1.csv", b"new", AT, "甲")


def test_a_name_is_used_once_until_its_project_is_removed(database: str) -> None:
    first = projects.add_project("禾川", "x", AT, "甲")
    with pytest.raises(projects.ProjectNameError, match="禾川"):
        projects.add_project("禾川", "x", AT, "甲")
    projects.remove_project(first.id, LATER, "甲")
    with pytest.raises(NotInStoreError):
        projects.project(first.id)
    with pytest.raises(NotInStoreError):
        projects.remove_project(first.id, LATER, "甲")
    again = projects.add_project("禾川", "y", LATER, "乙")
    assert [(one.id, one.worksheet) for one in projects.projects()] == [(again.id, "")]
