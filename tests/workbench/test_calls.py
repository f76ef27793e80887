"""Calls from files and in the store: suppliers' tables, steps that do not fit, exports."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from liance.core.language import Language
from liance.workbench.calls import (
    BadStepError,
    SuppliersError,
    act,
    export,
    find_matches,
    kept_calls,
    publish,
    read_suppliers,
)
from liance.workbench.corpus import FileMissingError
from liance.workbench.drafting import example_sources

SHEET = example_sources().worksheet


def test_the_example_s_list_is_published_matched_and_exported(sqlite_store: str, tmp_path: Path) -> None:
    made, findings = publish(SHEET, date(2026, 1, 10), "数据局")
    assert list(made) == ["2026-01", "2026-02", "2027-01"]
    assert findings == []
    again, findings = publish(SHEET, date(2026, 1, 11), "数据局")
    assert again == {}
    assert [finding.code for finding in findings] == ["supply.already_listed"] * 3
    found, findings = find_matches(SHEET.with_name("suppliers.csv"))
    assert findings == []
    assert found[0].supplier.name == "禾链科技（虚构）"
    export(tmp_path, Language.ZH)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "calls.csv").read_text("utf-8-sig"))))
    assert [row["call"] for row in rows] == sorted(kept_calls())
    data = json.loads((tmp_path / "calls.json").read_text("utf-8"))
    assert [event["kind"] for event in data[0]["events"]] == ["published"]


def test_steps_that_do_not_fit_are_refused(sqlite_store: str) -> None:
    publish(SHEET, date(2026, 1, 10), "数据局")
    with pytest.raises(BadStepError, match="until"):
        act("2026-01", "opened", "数据局", on=date(2026, 2, 1), until="soon", criteria={"a": 1})
    with pytest.raises(BadStepError, match="scores"):
        act("2026-01", "rated", "数据局", on=date(2026, 2, 1), name="甲", judge="乙", scores={"a": 101})


def test_tables_of_suppliers_are_checked(tmp_path: Path) -> None:
    found, findings = read_suppliers(
        "s.csv", "名称,场景,同类项目数\n甲,energy;justice,两个\n,energy,1\n".encode()
    )
    assert [(one.name, one.scenarios, one.delivered) for one in found] == [("甲", ("energy", "justice"), 0)]
    assert [(finding.code, finding.place.label()) for finding in findings] == [
        ("supply.bad_supplier", "s.csv!C2")
    ]
    with pytest.raises(SuppliersError, match="场景"):
        read_suppliers("s.csv", "名称\n甲\n".encode())
    with pytest.raises(FileMissingError):
        find_matches(tmp_path / "no.csv")


def test_an_empty_list_is_told(sqlite_store: str, tmp_path: Path) -> None:
    sheet = tmp_path / "w.yaml"
    sheet.write_text("region: 甲省\nsubject: 区块链\nperiod: {start: 2026, end: 2030}\n", encoding="utf-8")
    made, findings = publish(sheet, date(2026, 1, 10), "数据局")
    assert made == {}
    assert [finding.code for finding in findings] == ["supply.nothing"]
