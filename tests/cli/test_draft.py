"""``liance draft``: JSON of every step, exit codes; what the screens show stands in the stories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from liance.workbench.drafting import example_sources

from .conftest import Liance


@pytest.mark.parametrize("step", ["peers", "diagnose", "scenarios", "targets", "layout"])
def test_every_step_gives_the_whole_workings_as_json(liance: Liance, step: str) -> None:
    outcome = liance("draft", step, "--example", "--json")
    assert outcome.code == 0
    assert outcome.err == ""
    assert set(outcome.data) == {
        "region", "subject", "profile", "peers", "gaps", "diagnosis", "choice", "targets", "layout", "findings",
    }  # fmt: skip


def test_a_draft_is_written_and_scored(liance: Liance, tmp_path: Path) -> None:
    outcome = liance("draft", "write", "--example", "--out", tmp_path / "d.docx", "--json")
    assert outcome.code == 0
    assert outcome.data["scores"]["goal"] == 4
    again = liance("score", tmp_path / "d.docx", "--json").data["scorecards"][0]
    assert {one["id"]: one["score"] for one in again["items"]} == outcome.data["scores"]
    assert liance("draft", "score", "--example", "--json").data["scores"] == outcome.data["scores"]


def test_a_region_without_figures_is_no_draft(liance: Liance, tmp_path: Path) -> None:
    sheet = tmp_path / "w.yaml"
    sheet.write_text("region: 戊省\nsubject: 区块链\nperiod: {start: 2026, end: 2030}\n", encoding="utf-8")
    outcome = liance("draft", "write", sheet, "--example", "--out", tmp_path / "d.docx")
    assert outcome.code == 1
    assert "没有“戊省”" in outcome.err
    assert not (tmp_path / "d.docx").exists()


def test_a_profile_is_checked_cell_by_cell(liance: Liance, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(
        "地区,级别,年份,指标,数值,单位,来源\n甲省,省级,2024,备案,约9,项,台账\n", encoding="utf-8"
    )
    outcome = liance("draft", "profile", table)
    assert "t.csv!E2" in outcome.err
    assert liance("draft", "profile", table, "--json").data["findings"][0]["code"] == "profile.bad_number"


def test_a_broken_worksheet_is_told_with_its_line(liance: Liance, tmp_path: Path) -> None:
    sheet = tmp_path / "w.yaml"
    sheet.write_text("region: 甲省\nsubjekt: 区块链\n", encoding="utf-8")
    outcome = liance("draft", "peers", sheet, "--profile", example_sources().profiles[0])
    assert outcome.code == 1
    assert "w.yaml:2" in outcome.err


def test_lists_of_versions_and_calls_are_json_too(liance: Liance, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite3"
    assert liance("draft", "versions", "--store", store).out == "数据库中还没有草案。\n"
    assert (
        liance(
            "draft", "write", "--example", "--out", tmp_path / "d.docx", "--keep", "甲", "--store", store
        ).code
        == 0
    )
    assert liance("draft", "versions", "--store", store, "--json").data[0]["number"] == 1
    assert liance("draft", "compare", "甲@1", "甲@1", "--store", store, "--json").data["targets"] == []
    assert liance("draft", "call", "list", "--store", store, "--json").data == []
    assert liance("draft", "call", "cases", "--store", store).out == "案例库还是空的。\n"
    assert liance("draft", "call", "publish", example_sources().worksheet, "--store", store).code == 0
    assert liance("draft", "call", "show", "2026-01", "--store", store, "--json").data["state"] == "listed"
    assert liance(
        "draft",
        "call",
        "match",
        example_sources().worksheet.with_name("suppliers.csv"),
        "--store",
        store,
        "--json",
    ).data
    assert liance("draft", "call", "withdraw", "2026-01", "--reason", "误列", "--store", store).code == 0


def test_a_finished_draft_goes_straight_on_to_delivery(liance: Liance, tmp_path: Path) -> None:
    sources = example_sources()
    tables = [word for path in sources.profiles for word in ("--profile", path)]
    out, store = tmp_path / "out", tmp_path / "s.sqlite3"
    done = liance("draft", "export", sources.worksheet, *tables, "--out", out, "--json")
    assert done.data["files"] == ["draft.docx", "frame.yaml", "targets.yaml", "owners.csv"]
    assert liance("frame", out / "frame.yaml", "--json").code == 0
    imported = liance("delivery", "import-targets", out / "draft.docx", "--store", store, "--json")
    assert imported.data["plans"][0]["imported"]
    assert liance("delivery", "assign", out / "owners.csv", "--store", store).code == 0
    liance("delivery", "export", "--out", tmp_path / "board.json", "--store", store)
    board = json.loads((tmp_path / "board.json").read_text(encoding="utf-8"))
    projects = {one["indicator"]: one for one in board["lines"]}
    promised = yaml.safe_load((out / "targets.yaml").read_text(encoding="utf-8"))["targets"]
    assert len(promised) == 18
    for target in promised:
        project = projects[target["indicator"]]
        stages = {stage["due"][:4]: (stage["op"], stage["value"]) for stage in project["stages"]}
        value = str(int(target["value"]) * (10**8 if target["unit"] == "亿元" else 1))
        assert stages[str(target["year"])] == (target["op"], value), target
        assert project["owner"]
        assert project["baseline"] is not None
