"""``liance frame``: a plan, a frame file, a study."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from .conftest import Liance

TEXT = """\
某市区块链规划

一、总体思路
以“融合应用”为主线，优先突破政务、物流两大应用场景，构建“一核一带”的空间布局。
“一核”：以太原为核心。
“一带”：依托“太焦线”。
二、重点任务
（一）攻关技术
推进。
"""


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_json_is_as_documented(liance: Liance, plan_file: Path) -> None:
    outcome = liance("frame", plan_file, "--json")
    assert outcome.code == 0
    frame = outcome.data["frame"]
    assert frame["main_line"]["name"] == "融合应用"
    assert TEXT[frame["main_line"]["start"] : frame["main_line"]["end"]] == "融合应用"
    assert [part["places"][0]["name"] for part in frame["layout"]["parts"]] == ["太原市", "太焦线"]
    assert outcome.data["targets"] == []


def test_a_person_confirms_what_was_read(liance: Liance, plan_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "frame.yaml"
    assert liance("frame", plan_file, "--out", out).code == 0
    kept = yaml.safe_load(out.read_text(encoding="utf-8"))
    kept["confirmed"] = True
    kept["layout"]["parts"][0]["places"][0]["code"] = "110000"
    out.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    wrong = liance("frame", out)
    assert wrong.code == 1
    assert "110000" in wrong.err
    kept["layout"]["parts"][0]["places"][0]["code"] = "140100"
    out.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    right = liance("frame", out)
    assert right.code == 0
    assert "已由人工确认" in right.out


def test_mistakes_are_told(liance: Liance, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("- 1\n", encoding="utf-8")
    assert liance("frame", bad).code == 1
    missing = liance("--lang", "en", "frame", tmp_path / "none.txt")
    assert missing.code != 0
    unknown = liance("--lang", "en", "frame", "wang-li-2021")
    assert "shanxi-blockchain-2022" in unknown.err
