"""``liance pack``: list, show, check."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from .conftest import Liance

SHIPPED = Path(str(files("liance") / "data"))


def test_all_packs_are_listed_rubrics_first(liance: Liance) -> None:
    rows = liance("pack", "list", "--json").data["packs"]
    assert [row["kind"] for row in rows][:2] == ["rubric", "rubric"]
    assert {"technology-plan", "blockchain-plan-2021", "blockchain", "plan-language"} <= {
        row["id"] for row in rows
    }
    assert "技术规划量化表" in liance("pack", "list").out


def test_a_broken_pack_does_not_hide_the_others(liance: Liance, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "pack.yaml").write_text("id: bad\n", encoding="utf-8")
    outcome = liance("pack", "list", "--packs", tmp_path, "--json")
    assert outcome.code == 1
    assert outcome.data["broken"] == ["bad"]
    assert len(outcome.data["packs"]) > 15


def test_a_rubric_for_people_only_is_judged_by_no_machine(liance: Liance, tmp_path: Path, plan: Path) -> None:
    folder = tmp_path / "packs" / "people"
    shutil.copytree(SHIPPED / "rubrics" / "technology-plan", folder)
    (folder / "cues.yaml").unlink()
    assert liance("pack", "check", folder).code == 0
    cards = liance("score", plan, "--packs", tmp_path / "packs", "--rubric", "people", "--json").data[
        "scorecards"
    ]
    assert {item["state"] for item in cards[0]["items"]} == {"cannot_judge"}


def test_what_is_wrong_with_a_value_is_said_in_chinese(liance: Liance, rubric: Path) -> None:
    path = rubric / "rubric.yaml"
    text = path.read_text(encoding="utf-8").replace("logic: cumulative", "logic: guess", 1)
    path.write_text(text.replace("level: 1\n", "level: one\n", 1), encoding="utf-8")
    shown = liance("pack", "check", rubric).out
    assert "只能是" in shown
    assert "应为整数" in shown
    assert "Input should" not in shown


def test_a_rubric_is_shown_as_the_paper_prints_it(liance: Liance) -> None:
    shown = liance("pack", "show", "blockchain-plan-2021").out
    assert "4  在已有以下内容的基础上，提出分阶段目标" in shown
    assert "10.3772/j.issn.1674-1544.2021.04.003" in shown
    data = liance("pack", "show", "blockchain-plan-2021", "--json").data
    assert data["manifest"]["id"] == "blockchain-plan-2021"
    assert data["digest"].startswith("sha256:")


def test_an_unknown_pack_is_wrong_usage(liance: Liance) -> None:
    outcome = liance("pack", "show", "blokchain")
    assert outcome.code == 2
    assert "blockchain" in outcome.err


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    """A copy of the shipped rubric, to be broken."""
    return Path(shutil.copytree(SHIPPED / "rubrics" / "technology-plan", tmp_path / "mine"))


BREAKAGES = [
    ("rubric.yaml", "logic: cumulative", "logic: cumulativ", "items.0.logic"),
    ("rubric.yaml", "    name: 规划目标", "    nmae: 规划目标", "nmae"),
    ("cues.yaml", "all: [vision_verb, vision_end]", "all: [vision_verb, vision_nd]", "vision_nd"),
    ("cues.yaml", "zh: '提出愿景：{0}……{1}'", "zh: '提出愿景：{0}……{7}'", "{7}"),
    ("cues.yaml", "criterion: goal.1.vision", "criterion: goal.1.visions", "goal.1.visions"),
    ("pack.yaml", "version: 1.0.0", "version: one", "version"),
    ("examples.yaml", "examples:", "exmaples:", "exmaples"),
    ("rubric.yaml", "lexicon: plan-language", "lexicon: plan-langage", "plan-langage"),
    ("rubric.yaml", "lexicon: plan-language", "lexicon: blockchain", "blockchain"),
    ("rubric.yaml", "function: mean.v1", "function: mean.v9", "function"),
    ("rubric.yaml", "      - level: 1", "      - level: !!int '²'", "level"),
    ("cues.yaml", "zh: '提出愿景：{0}……{1}'", "zh: '提出愿景：{0:>99999999}'", "{0:>"),
]


@pytest.mark.parametrize(("file", "old", "new", "named"), BREAKAGES)
def test_what_is_broken_is_named_with_file_and_line(
    liance: Liance, rubric: Path, file: str, old: str, new: str, named: str
) -> None:
    sound = liance("pack", "check", rubric)
    assert sound.code == 0
    path = rubric / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    outcome = liance("pack", "check", rubric, "--json")
    assert outcome.code == 1
    findings = outcome.data["packs"][0]["findings"]
    hits = [finding for finding in findings if named in finding["message"]]
    assert hits
    assert hits[0]["place"]["source"] == f"mine/{file}"
    assert abs(hits[0]["place"]["line"] - line) <= 1


def test_a_missing_or_wrong_example_is_a_warning(liance: Liance, rubric: Path) -> None:
    (rubric / "examples.yaml").write_text(
        "examples:\n  - {item: goal, level: 4, text: 加强组织领导。}\n  - {item: talent, level: 0, text: 引进高层次人才。}\n",
        encoding="utf-8",
    )
    outcome = liance("pack", "check", rubric, "--json")
    assert outcome.code == 0
    codes = [finding["code"] for finding in outcome.data["packs"][0]["findings"]]
    assert {"pack.example_missing", "pack.example_misses", "pack.counter_scores"} <= set(codes)


def test_a_pack_cannot_bring_code_or_grow(liance: Liance, rubric: Path) -> None:
    (rubric / "rubric.yaml").write_text("a: !!python/object/apply:os.system ['true']\n", encoding="utf-8")
    assert "pack.not_allowed" in liance("pack", "check", rubric, "--json").out
    (rubric / "rubric.yaml").write_text("a: &a [x, x]\nb: [*a, *a]\n", encoding="utf-8")
    assert "pack.bad_yaml" in liance("pack", "check", rubric, "--json").out


def test_the_life_cycles_of_a_scenario_are_drawn(liance: Liance, tmp_path: Path) -> None:
    drawn = liance("pack", "graph", "sharing", "--lang", "en")
    assert "● filed  ⏱ 2 working days" in drawn.out
    folder = SHIPPED / "scenarios" / "sharing"
    assert liance("pack", "graph", folder, "--lang", "en").out == drawn.out
    assert liance("pack", "graph", "sharing", "--mermaid").out.count("stateDiagram-v2") == 7
    records = liance("pack", "graph", "sharing", "--json").data["records"]
    (opened,) = (one for one in records if one["kind"] == "access")
    assert [(one["to"], one["kept"]) for one in opened["transitions"] if one["start"] is None] == [
        ("logged", False),
        ("refused", True),
    ]
    assert liance("pack", "graph", "technology-plan").code == 2
    assert liance("pack", "graph", "no-such-pack").code == 2


def test_a_broken_charter_is_not_drawn_but_told_with_its_line(liance: Liance, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "scenarios" / "evidence", tmp_path / "evidence")
    path = tmp_path / "evidence" / "charter.yaml"
    text = path.read_text(encoding="utf-8")
    line = text.splitlines().index("    by: [court]") + 1
    path.write_text(text.replace("    by: [court]", "    by: [tribunal]", 1), encoding="utf-8")
    outcome = liance("pack", "graph", tmp_path / "evidence")
    assert outcome.code == 1
    assert f"evidence/charter.yaml:{line}" in outcome.err.replace(
        " ", ""
    ) or f"第{line}行" in outcome.err.replace(" ", "")
    assert outcome.out == ""
