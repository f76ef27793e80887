"""Addresses of stores, and opening them."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from liance.core.language import Language
from liance.store.database import StoreAddress, open_store, parse_address
from liance.store.errors import StoreNewerError, StoreUnreachableError, StoreUrlError


def test_a_path_is_a_sqlite_store() -> None:
    absolute = str(Path.cwd() / "office.sqlite3")
    assert parse_address("office.sqlite3") == StoreAddress("sqlite", absolute, "office.sqlite3")
    assert parse_address("sqlite:///srv/office.sqlite3").name == "/srv/office.sqlite3"
    assert parse_address("sqlite:a.db").name == str(Path.cwd() / "a.db")
    assert parse_address("sqlite::memory:").name == ":memory:"


def test_a_relative_path_names_the_same_file_after_the_process_has_changed_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path)
    address = parse_address("office.sqlite3")
    monkeypatch.chdir(tmp_path / "other")
    open_store(address)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")
        assert Path(cursor.fetchone()[2]) == tmp_path / "office.sqlite3"
    # The same words in another folder are another file.
    open_store(parse_address("office.sqlite3"))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")
        assert Path(cursor.fetchone()[2]) == tmp_path / "other" / "office.sqlite3"


def test_a_postgresql_address_is_read_and_its_password_never_shown() -> None:
    address = parse_address("postgresql://zh%40ng:s%3Acret@db.local:5433/office?sslmode=require")
    assert (address.user, address.password, address.host, address.port) == (
        "zh@ng",
        "s:cret",
        "db.local",
        "5433",
    )
    assert address.options == {"sslmode": "require"}
    assert "s:cret" not in repr(address) + address.shown
    assert "s%3Acret" not in repr(address) + address.shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mysql://root:pass@h/x",
        "postgresql://u:pass@h",
        "postgresql://u:pass@h/a/b",
        "postgresql://u:pass@h:port/a",
        "postgresql://u:pass@h/a?options=-c%20x",
    ],
)
def test_other_addresses_are_refused_without_showing_a_password(text: str) -> None:
    with pytest.raises(StoreUrlError) as caught:
        parse_address(text)
    for language in Language:
        assert "pass@" not in caught.value.message(language)


def test_a_store_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError, match="no such folder"):
        open_store(parse_address(str(tmp_path / "none" / "a.sqlite3")))
    (tmp_path / "text.sqlite3").write_text("this is no database, it is a text of some length" * 40)
    with pytest.raises(StoreUnreachableError, match="not a database"):
        open_store(parse_address(str(tmp_path / "text.sqlite3")))


def test_a_server_that_does_not_answer_is_said_without_the_password() -> None:
    with pytest.raises(StoreUnreachableError) as caught:
        open_store(parse_address("postgresql://u:topsecret@127.0.0.1:9/none"))
    assert "topsecret" not in str(caught.value)


def test_a_store_of_a_newer_version_is_not_touched(sqlite_store: str) -> None:
    with sqlite3.connect(sqlite_store) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('liance_corpus', '9999_later', '2030-01-01')"
        )
    with pytest.raises(StoreNewerError, match="9999_later"):
        open_store(parse_address(sqlite_store))


def test_sqlite_writes_are_durable(sqlite_store: str) -> None:
    with connection.cursor() as cursor:
        found = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert found == ["wal", 2]


def test_a_process_may_change_from_one_store_to_another(tmp_path: Path, sqlite_store: str) -> None:
    from liance.store.journal.models import JournalEntry

    other = str(tmp_path / "other.sqlite3")
    open_store(parse_address(other))
    assert connection.settings_dict["NAME"] == other
    assert JournalEntry.objects.count() == 0
    open_store(parse_address(sqlite_store))
    assert connection.settings_dict["NAME"] == sqlite_store
