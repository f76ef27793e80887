"""``liance delivery national``: the table, its JSON and CSV, and bad folders."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from .conftest import Liance

FIRST = "一、工作安排\n今年国内生产总值增长8%左右，城镇新增就业90万人以上，城镇登记失业率4.5%以内。\n"
SECOND = "一、2031年工作回顾\n国内生产总值增长7.9%，城镇新增就业80万人。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports of a fictional province."""
    place = tmp_path / "reports"
    place.mkdir()
    (place / "2031.txt").write_text(FIRST, encoding="utf-8")
    (place / "2032.txt").write_text(SECOND, encoding="utf-8")
    return place


def test_the_json_leads_from_each_line_to_both_sentences(liance: Liance, folder: Path) -> None:
    outcome = liance("delivery", "national", folder, "--json")
    assert outcome.code == 0
    lines = {line["indicator"]: line for line in outcome.data["lines"]}
    gdp = lines["gdp"]
    assert (gdp["year"], gdp["target"]["op"], gdp["target"]["value"], gdp["result"]["value"]) == (
        2031,
        "~",
        8,
        7.9,
    )
    assert (gdp["verdict"], gdp["word"]) == ("on_track", "达到预期进度")
    assert FIRST[gdp["target"]["start"] : gdp["target"]["end"]] == gdp["target"]["quote"]
    assert SECOND[gdp["result"]["start"] : gdp["result"]["end"]] == gdp["result"]["quote"]
    assert SECOND[gdp["result"]["sentence_start"] : gdp["result"]["sentence_end"]].endswith("。")
    assert lines["jobs.urban"]["word"] == "滞后"
    assert lines["unemployment.registered"]["result"] is None
    assert lines["unemployment.registered"]["reason"] == "次年报告未说明结果"
    assert lines["price"]["reason"] == "目标与结果均未说明"
    assert [one["source"] for one in outcome.data["documents"]] == ["2031.txt", "2032.txt"]


def test_what_is_not_stated_says_so_on_the_screen_and_in_the_table(liance: Liance, folder: Path) -> None:
    shown = liance("delivery", "national", folder)
    assert "未说明" in shown.out
    assert "≈8%" in shown.out
    assert "2031.txt:" in shown.out
    assert "not stated" in liance("--lang", "en", "delivery", "national", folder).out
    table = liance("delivery", "national", folder, "--csv").out
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert len(rows) == 6
    assert rows[1]["target"] == "未说明"
    assert rows[0]["result_source"] == "2032.txt"


def test_files_that_are_no_yearly_report_are_named_and_left_out(liance: Liance, folder: Path) -> None:
    (folder / "notes.txt").write_text("备忘\n", encoding="utf-8")
    (folder / "2032.md").write_text(SECOND, encoding="utf-8")
    outcome = liance("delivery", "national", folder, "--json")
    assert outcome.code == 0
    codes = {finding["code"] for finding in outcome.data["findings"]}
    assert {"national.no_year", "national.same_year", "national.no_next"} <= codes
    (folder / "2033.docx").write_bytes(b"PK\x03\x04 broken")
    assert liance("delivery", "national", folder, "--json").code == 1


def test_a_folder_without_years_to_compare_says_so(liance: Liance, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    outcome = liance("delivery", "national", empty)
    assert outcome.code == 1
    assert "没有可对照的年份" in outcome.out
    missing = liance("delivery", "national", tmp_path / "none")
    assert missing.code == 2
    assert "none" in missing.err
    assert liance("delivery", "national", empty, "--json", "--csv").code == 2
