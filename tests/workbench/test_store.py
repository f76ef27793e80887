"""Which store is opened, and who acts."""

from pathlib import Path

import pytest

from liance.workbench.store import actor_name, close, now, open_store, store_address


def test_the_option_wins_over_the_environment_and_that_over_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = Path.cwd()
    monkeypatch.delenv("LIANCE_STORE", raising=False)
    assert store_address().name == str(here / "liance.sqlite3")
    monkeypatch.setenv("LIANCE_STORE", "b.sqlite3")
    assert store_address().name == str(here / "b.sqlite3")
    assert store_address("a.sqlite3").name == str(here / "a.sqlite3")


def test_opening_makes_the_file_and_opening_again_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    assert open_store(str(path)).name == str(path)
    from liance.store.journal import repository as journal

    journal.record(now(), "张工", "store.opened", "store")
    open_store(str(path))
    assert [entry.actor for entry in journal.entries()] == ["张工"]
    close()


def test_who_acts_is_stated_or_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANCE_ACTOR", "张工")
    assert actor_name() == "张工"
    assert actor_name("李工") == "李工"
    monkeypatch.delenv("LIANCE_ACTOR")
    assert actor_name()


def test_the_clock_has_a_time_zone() -> None:
    assert now().tzinfo is not None
