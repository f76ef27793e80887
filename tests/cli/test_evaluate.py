"""``liance evaluate``: the program against labels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import PLAN, Liance


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Two texts under the names that the labels use."""
    (tmp_path / "P1.txt").write_text(PLAN, encoding="utf-8")
    short = "甲市区块链发展意见\n一、重点任务\n引进区块链人才。\n二、保障措施\n加强领导。\n"
    (tmp_path / "P2.txt").write_text(short, encoding="utf-8")
    return tmp_path


LABELS = """\
doc,rater,item,score,level_met,quote
P1,a,规划目标,4,x,y
P1,a,规划目标,4,x,z
P1,b,规划目标,4,x,y
P1,b,系统生态,0,x,
P1,b,人才要素,2,x,y
P2,b,规划目标,0,x,
P2,b,人才要素,1,x,y
P2,a,人才要素,2,x,y
"""


def test_ratings_are_held_against_one_rater_beside_the_baselines(liance: Liance, texts: Path) -> None:
    labels = texts / "labels.csv"
    labels.write_text(LABELS, encoding="utf-8")
    outcome = liance("evaluate", "ratings", labels, "--texts", texts, "--json")
    assert outcome.code == 0
    data = outcome.data
    assert data["rater"] == "b"
    assert data["cells"] == 5, "rows of one cell with the same score are one cell"
    assert data["documents"] == 2
    assert data["within_one"] == 1.0
    assert data["exact"] == pytest.approx(0.8)
    assert 0.8 < data["quadratic_weighted_kappa"] < 1
    assert set(data["agreement"]["items"]) == {"goal", "ecosystem", "talent"}
    assert set(data["others"]) == {"a"}
    assert data["baselines"]
    shown = liance("evaluate", "ratings", labels, "--texts", texts).out
    assert "平方加权 κ" in shown
    assert "人才要素" in shown


def test_rows_that_do_not_fit_are_named_and_left_out(liance: Liance, texts: Path) -> None:
    labels = texts / "labels.csv"
    labels.write_text(
        LABELS
        + "P1,b,没有的项,2,x,\nP1,b,政府治理,9,x,\nP1,b,人才要素,4,x,\nP9,b,人才要素,1,x,\n../P1,b,人才要素,1,x,\n",
        encoding="utf-8",
    )
    outcome = liance("evaluate", "ratings", labels, "--texts", texts, "--json")
    assert outcome.code == 1
    findings = outcome.data["findings"]
    assert [finding["place"].get("line") for finding in findings if finding["code"] == "labels.bad_row"] == [
        10,
        11,
    ]
    assert [finding["place"]["line"] for finding in findings if finding["code"] == "labels.conflict"] == [12]
    assert sum(finding["code"] == "labels.no_text" for finding in findings) == 2


@pytest.mark.parametrize("text", ["", "doc,item\nP1,规划目标\n", "doc,rater,item,score\nP1,z,规划目标,4\n"])
def test_labels_without_what_is_needed_are_refused(liance: Liance, texts: Path, text: str) -> None:
    labels = texts / "labels.csv"
    labels.write_text(text, encoding="utf-8")
    outcome = liance("evaluate", "ratings", labels, "--texts", texts, "--json")
    assert outcome.code == 1
    assert outcome.out == ""
    assert "labels.csv" in outcome.err


def test_outlines_are_held_against_labels(liance: Liance, texts: Path) -> None:
    start = PLAN.index("二、发展目标")
    rows = [
        {"doc": "P1", "start": start, "end": start + 6, "level": 1, "role": "goal", "text": "二、发展目标"},
        {"doc": "P1", "start": 0, "end": 4, "level": 1, "role": "task", "text": "云岭市区"},
    ]
    labels = texts / "outline.jsonl"
    labels.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n{bad\n", encoding="utf-8"
    )
    outcome = liance("evaluate", "outline", labels, "--texts", texts, "--json")
    assert outcome.code == 1
    overall = outcome.data["overall"]
    assert (overall["recall"]["count"], overall["recall"]["total"]) == (1, 2)
    assert overall["level"]["count"] == overall["role"]["count"] == 1
    assert {one["difference"] for one in outcome.data["disagreements"]} == {"missing", "extra"}
    assert [finding["place"]["line"] for finding in outcome.data["findings"]] == [3]
    shown = liance("evaluate", "outline", labels, "--texts", texts).out
    assert "标题召回率" in shown


def test_a_second_label_at_one_place_is_named_and_labels_cannot_steer_the_terminal(
    liance: Liance, texts: Path
) -> None:
    row = {"doc": "P1", "start": 0, "end": 2, "level": 1, "role": "task", "text": "云\x1b[2J岭"}
    labels = texts / "outline.jsonl"
    labels.write_text("\n".join([json.dumps(row)] * 2), encoding="utf-16")
    outcome = liance("evaluate", "outline", labels, "--texts", texts)
    assert outcome.code == 1
    assert "outline.jsonl:2" in outcome.err
    assert "\x1b" not in outcome.out + outcome.err
