"""What the server needs of the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.workbench.serving import example_files, journal_page, key_file, note


def test_the_key_lies_beside_a_file_and_in_the_users_folder_for_a_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    assert key_file("office.sqlite3") == Path("office.sqlite3.key").absolute()
    assert key_file("postgresql://u:p@h/office") == Path("/somewhere/.config/liance/office.key")


@pytest.mark.usefixtures("database")
def test_the_journal_is_paged_newest_first_and_verified() -> None:
    for number in range(103):
        note("张工" if number % 2 else "李工", "test.done", f"thing:{number}", number=number)
    first = journal_page(check=True)
    assert first.is_whole is True
    assert (len(first.entries), first.entries[0].subject) == (100, "thing:102")
    rest = journal_page(before=first.older)
    assert [entry.subject for entry in rest.entries] == ["thing:2", "thing:1", "thing:0"]
    assert rest.older is None
    assert journal_page(actor="张工", action="test").entries[0].actor == "张工"
    assert journal_page(action="other").entries == ()
    assert first.actors == ("张工", "李工") or set(first.actors) == {"张工", "李工"}


def test_the_examples_are_the_shipped_plans() -> None:
    assert len(list(example_files())) == 8
