"""Real tables held against the ledger: SQLite, PostgreSQL and CSV change, the catalogue does not, and that shows."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from tests.workbench.scenario_kit import ScenarioKit

from liance.core.errors import UnknownNameError
from liance.core.language import Language
from liance.packs.sources import Source
from liance.workbench.ledger.folder import LedgerInputError
from liance.workbench.scenarios import watching
from liance.workbench.scenarios.acting import scenario_record
from liance.workbench.scenarios.databases import open_table
from liance.workbench.scenarios.watching import (
    Standing,
    Watched,
    completeness_report,
    dcat_export,
    fingerprint,
    watch,
)

ROWS = [(1, "甲", 1.5), (2, "乙", None), (2, "乙", None)]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> ScenarioKit:
    """A directory chain with one published entry of civil affairs."""
    made = ScenarioKit(tmp_path_factory.mktemp("directory"), "directory")
    duty = {"title": "婚姻登记", "holder": "city/civil", "basis": "职责规定（示例）"}
    made.must("staff/office/registrar", "duty.register", "civil/records", duty)
    entry = {"title": "婚姻登记信息", "duty": "civil/records", "datum": "marriage", "sharing": "conditional"}
    clerk = "civil/office/clerk"
    made.must(clerk, "catalogue.draft", "civil/basic", {**entry, "condition": "经申请", "update_days": 30})
    made.must(clerk, "catalogue.submit", "civil/basic")
    made.must("data/office/reviewer", "catalogue.approve", "civil/basic")
    return made


def sqlite_source(path: Path) -> Source:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE marriage (id INTEGER, name TEXT, amount REAL)")
    connection.executemany("INSERT INTO marriage VALUES (?, ?, ?)", ROWS)
    connection.commit()
    connection.close()
    return Source(database=str(path), table="marriage")


def mount(kit: ScenarioKit, name: str, source: Source) -> None:
    with open_table(source) as table:
        found = fingerprint(table)
    fields = {"title": "库表", "catalogue": "civil/basic", "form": "table", "digest": found.digest}
    kit.must(
        "civil/office/clerk", "resource.mount", name, {**fields, "columns": found.columns, "rows": found.rows}
    )


def look(kit: ScenarioKit, name: str, source: Source, *, report: bool = False) -> Watched:
    signer = kit.signers[kit.key("data/office/watcher")] if report else None
    (one,) = watch(kit.chain, "directory", {name: source}, signer)
    return one


def test_a_sqlite_table_that_changes_while_its_entry_does_not_is_reported(
    kit: ScenarioKit, tmp_path: Path
) -> None:
    name, path = "civil/basic/t1", tmp_path / "a.sqlite"
    source = sqlite_source(path)
    assert look(kit, name, source).standing is Standing.NOT_MOUNTED
    mount(kit, name, source)
    assert look(kit, name, source, report=True).standing is Standing.UNCHANGED
    connection = sqlite3.connect(path)
    connection.execute("UPDATE marriage SET name = '丙' WHERE id = 1")
    connection.commit()
    assert look(kit, name, source).standing is Standing.CHANGED
    assert scenario_record(kit.chain, "directory", "resource", name).state == "mounted"
    found = look(kit, name, source, report=True)
    assert found.done is not None
    assert found.done.is_accepted
    record = scenario_record(kit.chain, "directory", "resource", name)
    assert (record.state, record.due > 0) == ("drifted", True)
    assert look(kit, name, source, report=True).standing is Standing.REPORTED
    connection.execute("ALTER TABLE marriage ADD COLUMN place TEXT")
    connection.commit()
    connection.close()
    assert look(kit, name, source).standing is Standing.CHANGED_AGAIN
    rows = {row.path: row for row in completeness_report(kit.chain, "directory")}
    assert rows["city/civil"].changed == (name,)
    kit.must("civil/office/clerk", "resource.confirm", name)
    assert look(kit, name, source).standing is Standing.CHANGED
    shown = look(kit, name, source).as_data(Language.ZH)
    assert (shown["columns"], shown["rows"]) == (4, 3)


def test_a_postgresql_table_is_watched_too(kit: ScenarioKit, postgresql_database: str) -> None:
    import psycopg

    with psycopg.connect(postgresql_database) as connection:
        connection.execute("CREATE TABLE marriage (id bigint, name text, day date)")
        connection.execute(
            "INSERT INTO marriage SELECT n, '甲' || n, '2026-01-01' FROM generate_series(1, 2500) n"
        )
    source = Source(database=postgresql_database, table="marriage")
    mount(kit, "civil/basic/pg", source)
    found = look(kit, "civil/basic/pg", source)
    assert (found.standing, found.found.rows if found.found else 0) == (Standing.UNCHANGED, 2500)
    with psycopg.connect(postgresql_database) as connection:
        connection.execute("DELETE FROM marriage WHERE id = 7")
    assert look(kit, "civil/basic/pg", source, report=True).standing is Standing.CHANGED
    assert scenario_record(kit.chain, "directory", "resource", "civil/basic/pg").fields["rows"] == 2499


def test_a_csv_file_is_watched_in_both_encodings(kit: ScenarioKit, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    source = Source(csv=str(path))
    path.write_text("编号,姓名\n1,甲\n2,乙\n", encoding="utf-8-sig")
    mount(kit, "civil/basic/csv", source)
    path.write_bytes("编号,姓名\n2,乙\n1,甲\n".encode("gb18030"))
    assert look(kit, "civil/basic/csv", source).standing is Standing.UNCHANGED
    path.write_text("编号,姓名\n1,甲\n2,乙\n2,乙\n", encoding="utf-8")
    assert look(kit, "civil/basic/csv", source).standing is Standing.CHANGED
    path.write_bytes(b"")
    gone = look(kit, "civil/basic/csv", source)
    assert gone.standing is Standing.UNREADABLE
    assert gone.as_data(Language.EN)["problem"]


def test_order_does_not_count_but_repetition_and_names_do(tmp_path: Path) -> None:
    first = sqlite_source(tmp_path / "a.sqlite")
    with open_table(first) as table:
        before = fingerprint(table)
    connection = sqlite3.connect(tmp_path / "b.sqlite")
    connection.execute("CREATE TABLE marriage (id INTEGER, name TEXT, amount REAL)")
    connection.executemany("INSERT INTO marriage VALUES (?, ?, ?)", reversed(ROWS))
    connection.commit()
    second = Source(database=str(tmp_path / "b.sqlite"), table="marriage")
    with open_table(second) as table:
        assert fingerprint(table) == before
    connection.execute("DELETE FROM marriage WHERE rowid = 1")
    connection.commit()
    with open_table(second) as table:
        assert fingerprint(table).digest != before.digest
    connection.execute("INSERT INTO marriage VALUES (2, '乙', NULL)")
    connection.execute("ALTER TABLE marriage RENAME COLUMN name TO title")
    connection.commit()
    connection.close()
    with open_table(second) as table:
        assert (fingerprint(table).rows, fingerprint(table).digest != before.digest) == (3, True)


def test_a_table_beyond_the_bound_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MAX_WATCH_ROWS", 2)
    with pytest.raises(LedgerInputError) as caught, open_table(sqlite_source(tmp_path / "a.sqlite")) as table:
        fingerprint(table)
    assert caught.value.code == "source.too_large"


def test_only_the_watcher_reports(kit: ScenarioKit, tmp_path: Path) -> None:
    source = sqlite_source(tmp_path / "a.sqlite")
    mount(kit, "civil/basic/w", source)
    connection = sqlite3.connect(tmp_path / "a.sqlite")
    connection.execute("DELETE FROM marriage")
    connection.commit()
    connection.close()
    signer = kit.signers[kit.key("civil/office/clerk")]
    (one,) = watch(kit.chain, "directory", {"civil/basic/w": source}, signer)
    assert one.done is not None
    assert one.done.receipt.code == 63


def test_53_departments_are_in_the_report(kit: ScenarioKit) -> None:
    rows = completeness_report(kit.chain, "directory")
    assert len(rows) == 53
    assert sum(row.duties == 0 for row in rows) == 52


def test_the_dcat_export_is_the_same_every_time(kit: ScenarioKit) -> None:
    base = "https://data.example.gov.cn/catalogue/"
    data = dcat_export(kit.chain, "directory", base, "city/data")
    assert data == dcat_export(kit.chain, "directory", base.rstrip("/"), "city/data")
    value = json.loads(data)
    assert value["dcat:dataset"][0]["dcterms:publisher"]["foaf:name"]["@value"] == "民政局"
    with pytest.raises(LedgerInputError):
        dcat_export(kit.chain, "directory", "not an address", "city/data")
    with pytest.raises(UnknownNameError):
        dcat_export(kit.chain, "directory", base, "city/nowhere")


def test_another_scenario_is_no_directory(tmp_path: Path) -> None:
    kit = ScenarioKit(tmp_path, "evidence")
    for scenario, error in (("evidence", LedgerInputError), ("nothing", UnknownNameError)):
        with pytest.raises(error):
            completeness_report(kit.chain, scenario)
        with pytest.raises(error):
            list(watch(kit.chain, scenario, {"a": Source(csv="a.csv")}))
