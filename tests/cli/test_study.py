"""``liance study``: a whole study by commands alone, on both databases, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from liance.cli.main import build
from liance.cli.study_discussion import CLASSES
from liance.cli.study_rating import PACKET_FORMS as OFFERED_PACKETS
from liance.cli.study_results import EXPORT_FORMS as OFFERED_EXPORTS
from liance.cli.study_setup import DESIGNS, ROLES
from liance.core.language import Language
from liance.plans.study.model import Design, ErrorClass, Role
from liance.workbench.studies.rating import PACKET_FORMS
from liance.workbench.studies.reporting import EXPORT_FORMS

from .conftest import Liance
from .study_play import play

GOLDEN = Path(__file__).parent / "studies" / "whole-study-zh.txt"


@pytest.mark.slow
def test_a_whole_study_by_commands_alone(
    database: str, liance: Liance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIANCE_STORE", database)

    def run(words: list[str]) -> tuple[int, str, str]:
        outcome = liance(*words)
        return outcome.code, outcome.out, outcome.err

    assert list(play(run)) == GOLDEN.read_text(encoding="utf-8").splitlines()
    report = json.loads((tmp_path / "报告" / "report.json").read_text(encoding="utf-8"))
    before, after = report["agreement"]["before"]["overall"], report["agreement"]["after"]["overall"]
    alpha = {side["measures"][0]["name"]: side["measures"][0]["value"] for side in (before,)}
    assert alpha.keys() == {"alpha_ordinal"}
    assert after["measures"][0]["value"] > before["measures"][0]["value"] > 0.8
    page = (tmp_path / "报告" / "report.html").read_text(encoding="utf-8")
    assert "讨论前后的一致性" in page
    assert "看漏了突破口一句" in page
    assert (tmp_path / "报告" / "report.docx").read_bytes()[:2] == b"PK"
    _the_log_tells_all_and_no_score(liance)
    _an_expert_cannot_get_more_by_any_command_of_another(liance)


def _the_log_tells_all_and_no_score(liance: Liance) -> None:
    entries = liance("study", "log", "示例", "--json", "--actor", "主持人").data["entries"]
    actions = [entry["action"] for entry in entries]
    for action in (
        "study.created",
        "study.packet_made",
        "study.packet_imported",
        "study.packet_read",
        "study.rated",
        "study.sealed",
        "study.seals_anchored",
        "study.stage",
        "study.cells_seen",
        "study.voted",
        "study.decided",
        "study.report_made",
        "study.exported",
    ):
        assert action in actions, action
    assert not re.search(r'"(score|level|judgement)"', json.dumps([entry["detail"] for entry in entries]))
    shown = liance("study", "log", "示例", "--actor", "甲").out
    assert "study." not in shown
    assert "封存评分" in shown


def _an_expert_cannot_get_more_by_any_command_of_another(liance: Liance) -> None:
    assert liance("study", "status", "示例", "--actor", "外人").code == 2
    assert "不是其成员" in liance("study", "log", "示例", "--actor", "外人").err
    assert liance("study", "list", "--actor", "外人").out.strip() == "没有参加任何研究"
    assert "八份示例规划" in liance("study", "list", "--actor", "甲").out


def test_choices_are_those_of_the_study() -> None:
    assert {*DESIGNS} == {design.value for design in Design}
    assert {*ROLES} == {role.value for role in Role}
    assert {*CLASSES} == {error.value for error in ErrorClass}
    assert {*OFFERED_PACKETS} == {*PACKET_FORMS}
    assert {*OFFERED_EXPORTS} == {*EXPORT_FORMS}


def test_every_command_helps_in_both_languages() -> None:
    for language in Language:
        group = build(language).commands["study"]
        names = list(group.commands)  # type: ignore[attr-defined]
        assert len(names) == 31
        for name in names:
            assert group.commands[name].help  # type: ignore[attr-defined]


def test_english_screens_hold_no_chinese_words_of_ours(
    sqlite_store: str, liance: Liance, monkeypatch: pytest.MonkeyPatch, plan: Path
) -> None:
    monkeypatch.setenv("LIANCE_STORE", sqlite_store)
    monkeypatch.setenv("LIANCE_LANG", "en")
    chair = ("--actor", "chair")
    assert liance("study", "create", "pilot", *chair).code == 0
    assert liance("study", "add-plans", "pilot", plan, *chair).code == 0
    for name in ("a", "b"):
        assert liance("study", "add-rater", "pilot", name, *chair).code == 0
    assert liance("study", "assign", "pilot", *chair).code == 0
    assert liance("study", "open", "pilot", *chair).code == 0
    shown = liance("study", "status", "pilot", *chair)
    assert "blind rating" in shown.out
    assert not re.search(r"[\u4e00-\u9fff]", shown.out.replace("云岭市", ""))
    refused = liance("study", "queue", "pilot", *chair)
    assert refused.code == 2
    assert "does not allow" in refused.err
    assert liance("study", "rate", "pilot", "plan", "goal", "--level", "2", "--actor", "c").code == 2
