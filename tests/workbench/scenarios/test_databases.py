"""Sources: SQLite, PostgreSQL and CSV, read only, with limits, and nothing of a request in SQL."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from liance.core.errors import PackError
from liance.core.language import Language
from liance.packs.sources import Source
from liance.workbench.ledger.folder import LedgerInputError
from liance.workbench.scenarios import databases
from liance.workbench.scenarios.databases import open_table, plain_value, query, read_sources


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "civil.sqlite"
    connection = sqlite3.connect(path)
    connection.execute('CREATE TABLE "婚姻" (person TEXT, "状态" TEXT, n INTEGER)')
    connection.executemany(
        'INSERT INTO "婚姻" VALUES (?, ?, ?)', [(f"p{i % 7}", "已婚", i) for i in range(70)]
    )
    connection.commit()
    connection.close()
    return path


def source(path: Path, **changed: object) -> Source:
    facts: dict[str, object] = {
        "database": str(path),
        "table": "婚姻",
        "subject": "person",
        "fields": {"state": "状态", "n": "n"},
    }
    return Source.model_validate(facts | changed)


def test_a_query_shows_the_fields_asked_for(file: Path) -> None:
    found = query(source(file), ["n"], "p3")
    assert found.fields == ("n",)
    assert len(found.rows) == 10
    assert query(source(file), ["state"], "nobody").rows == ()


def test_a_sqlite_source_is_never_written(file: Path) -> None:
    before = file.read_bytes()
    with open_table(source(file)) as table:
        connection = table.connection  # type: ignore[attr-defined]
        for statement in ("DELETE FROM 婚姻", "CREATE TABLE x (a)", "PRAGMA user_version = 3"):
            with pytest.raises(sqlite3.OperationalError):
                connection.execute(statement)
    assert file.read_bytes() == before


def test_limits_on_rows_and_time_hold(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "MAX_ANSWER_ROWS", 9)
    with pytest.raises(LedgerInputError) as caught:
        query(source(file), ["n"], "p3")
    assert caught.value.code == "source.too_many_rows"
    connection = sqlite3.connect(file)
    connection.execute(
        "CREATE VIEW slow AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 100000000)"
        " SELECT 'p' || x AS person, x AS n FROM c"
    )
    connection.commit()
    connection.close()
    slow = source(file, table="slow", fields={"n": "n"})
    with pytest.raises(LedgerInputError) as caught, open_table(slow, 1) as table:
        table.find(["n"], "person", "q", 5)
    assert caught.value.code == "source.unreachable"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"table": "nothing"}, "source.no_table"),
        ({"subject": "nobody"}, "source.no_column"),
        ({"fields": {"state": "rowid2"}}, "source.no_column"),
        ({"fields": {"n": "n"}}, "source.no_field"),
        ({"database": "/nowhere/else.sqlite"}, "source.unreachable"),
    ],
)
def test_what_a_source_lacks_is_told(file: Path, changed: dict[str, object], code: str) -> None:
    with pytest.raises(LedgerInputError) as caught:
        query(source(file, **changed), ["state"], "p1")
    assert caught.value.code == code
    assert caught.value.message(Language.ZH) != caught.value.message(Language.EN)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "junk.sqlite"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(LedgerInputError) as caught:
        query(source(path), ["state"], "p1")
    assert caught.value.code == "source.unreachable"


def test_postgresql_is_read_only_bounded_and_bound(postgresql_database: str) -> None:
    import psycopg

    with psycopg.connect(postgresql_database) as connection:
        connection.execute(
            'CREATE SCHEMA civil; CREATE TABLE civil."婚姻" (person text, "状态" text, n numeric)'
        )
        connection.execute(
            """INSERT INTO civil."婚姻" VALUES ('p1', '已婚', 1.50), ('x'' OR true --', '注入', 2)"""
        )
        connection.execute("CREATE VIEW slow AS SELECT 'p1'::text AS person, pg_sleep(30)::text AS n")
    where = source(Path(), database=postgresql_database, table="civil.婚姻")
    assert query(where, ["state", "n"], "p1").rows == (("已婚", "1.50"),)
    assert query(where, ["state"], "x' OR true --").rows == (("注入",),)
    with open_table(where) as table:
        assert sorted(len(row) for row in table.rows()) == [3, 3]
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            table.connection.execute("DELETE FROM civil.婚姻")  # type: ignore[attr-defined]
    slow = source(Path(), database=postgresql_database, table="slow", fields={"n": "n"})
    with pytest.raises(LedgerInputError) as caught, open_table(slow, 1) as table:
        table.find(["n"], "person", "p1", 5)
    assert caught.value.code == "source.unreachable"
    gone = source(Path(), database="postgresql://user:hush@127.0.0.1:1/none")
    with pytest.raises(LedgerInputError) as caught:
        query(gone, ["state"], "p1")
    assert "hush" not in caught.value.message(Language.EN) + repr(caught.value)


def test_sources_are_read_with_their_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(
        "sources:\n  a: {database: civil.sqlite, table: t}\n  b: {csv: b.csv}\n  c: {database: 'env:WHERE', table: t}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("WHERE", "postgresql://u:p@h/d")
    read = read_sources(path)
    assert read["a"].database == str(tmp_path / "civil.sqlite")
    assert read["b"].csv == str(tmp_path / "b.csv")
    assert read["c"].database == "postgresql://u:p@h/d"
    monkeypatch.delenv("WHERE")
    with pytest.raises(LedgerInputError) as caught:
        read_sources(path)
    assert caught.value.code == "source.no_variable"
    path.write_text("sources:\n  a: {table: t}\n")
    with pytest.raises(LedgerInputError) as caught:
        read_sources(path)
    assert caught.value.code == "source.no_place"
    for text in ("sources:\n  a: {database: x, table: 't; DROP TABLE t'}\n", "sources: 3\n", "[", "a: 1\n"):
        path.write_text(text)
        with pytest.raises(PackError):
            read_sources(path)


def test_values_become_what_canonical_json_holds() -> None:
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    values = [None, True, 3, 2**60, 1.5, Decimal("1.50"), date(2026, 1, 2), moment, b"\x01", "x"]
    assert [plain_value(value) for value in values] == [
        None, True, 3, str(2**60), "1.5", "1.50", "2026-01-02", "2026-01-02T03:04:00+00:00", "01", "x",
    ]  # fmt: skip
