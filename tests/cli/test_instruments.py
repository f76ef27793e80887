"""``liance instruments``: its JSON, table and screen."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from .conftest import Liance

TEXT = """\
甲市区块链产业扶持措施

一、重点任务
（一）支持平台。对新认定的国家级平台，按研发投入的30%给予补助，单个项目最高500万元。（责任单位：市科技局）
（二）支持企业。到2025年，培育企业100家。对入驻企业给予前三年租金减免。
二、附则
本措施有效期至2027年12月31日。
"""


@pytest.fixture
def measures(tmp_path: Path) -> Path:
    path = tmp_path / "measures.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_json_is_as_documented(liance: Liance, measures: Path) -> None:
    outcome = liance("instruments", measures, "--json")
    assert outcome.code == 0
    first, second = outcome.data["instruments"]
    assert first["quote"] == TEXT[first["start"] : first["end"]]
    assert (first["kinds"], first["recipient"], first["condition"]) == (["subsidy"], "国家级平台", "新认定")
    assert (first["owner"], first["valid_until"]) == ("市科技局", 2027)
    assert [(one["role"], one["value"], one["unit"], one["per"], one["of"]) for one in first["amounts"]] == [
        ("rate", 30, "%", None, "研发投入"),
        ("cap", 5_000_000, "元", "单个项目", None),
    ]
    for amount in first["amounts"]:
        assert TEXT[amount["start"] : amount["end"]] in first["quote"]
    assert (second["kinds"], second["years"]) == (["premises"], 3)
    assert outcome.data["summary"][0] == {
        "source": "measures.txt",
        "kind": "subsidy",
        "count": 1,
        "largest": 5_000_000,
    }


def test_the_screen_and_the_table(liance: Liance, measures: Path, plan: Path) -> None:
    shown = liance("instruments", measures).out
    assert "最高500万元/单个项目" in shown
    assert "按文件与种类比较" in shown
    assert "up to 5,000,000元" in liance("--lang", "en", "instruments", measures).out
    table = liance("instruments", measures, "--csv").out
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert [row["recipient"] for row in rows] == ["国家级平台", "入驻企业"]
    assert "没有找到政策工具" in liance("instruments", plan).out


def test_bad_files_are_named_and_two_outputs_refused(liance: Liance, measures: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.docx").write_bytes(b"PK\x03\x04 no zip")
    outcome = liance("instruments", tmp_path / "bad.docx", measures, "--json")
    assert outcome.code == 1
    assert len(outcome.data["instruments"]) == 2
    assert liance("instruments", measures, "--json", "--csv").code == 2
