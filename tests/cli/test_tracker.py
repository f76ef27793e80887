"""``liance tracker``: tables, JSON, spreadsheet, GraphML and picture, and what bad input becomes."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import networkx
import openpyxl
import pytest

from liance.cli.grammar import cells

from .conftest import Liance

PLANS = Path(str(files("liance") / "data" / "examples" / "plans"))


def test_tables_and_files_of_the_examples(
    liance: Liance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, graph = tmp_path / "t.xlsx", tmp_path / "t.graphml"
    monkeypatch.setenv("COLUMNS", "80")
    outcome = liance("tracker", PLANS, "--index", PLANS / "index.csv", "--xlsx", book, "--graphml", graph)
    assert outcome.code == 0
    assert max(cells(line.rstrip()) for line in outcome.out.splitlines()) <= 80
    for word in (
        "政策清单（8 份）",
        "应用场景的覆盖",
        "政府抓手的覆盖",
        "顶层设计",
        "鼓励",
        "最常共现的关键词",
    ):
        assert word in outcome.out
    assert openpyxl.load_workbook(book).sheetnames == ["政策清单", "主题覆盖", "主题依据", "关键词共现"]
    network = networkx.read_graphml(graph)
    assert network.nodes["区块链"]["kind"] == "subject"
    assert all(data["weight"] >= 1 for _, _, data in network.edges(data=True))
    first = graph.read_bytes()
    liance("tracker", PLANS, "--index", PLANS / "index.csv", "--graphml", graph)
    assert graph.read_bytes() == first


def test_json_holds_texts_coverage_stances_and_network(liance: Liance) -> None:
    data = liance(
        "tracker", PLANS / "zechuan-city-blockchain.txt", PLANS / "yanhu-district-sandbox.html", "--json"
    ).data
    assert data["n"] == 2
    assert sum(stance["n"] for stance in data["stances"]) == 2
    assert len({entry["topic"] for entry in data["coverage"] if entry["set"] == "levers"}) == 5
    for entry in data["coverage"]:
        assert entry["n"] == len(entry["texts"])
    nodes = {node["id"] for node in data["network"]["nodes"]}
    assert all({edge["source"], edge["target"]} <= nodes for edge in data["network"]["edges"])
    text = data["texts"][0]
    assert text["published"]
    assert all(topic["quotes"] for topic in text["topics"])


def test_bad_input_is_told(liance: Liance, tmp_path: Path, news: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    outcome = liance("tracker", empty, "--json")
    assert outcome.code == 1
    assert "tracker.no_texts" in {finding["code"] for finding in outcome.data["findings"]}
    copy = tmp_path / "copy.txt"
    copy.write_bytes(news.read_bytes())
    twice = liance("tracker", news, copy, "--json")
    assert twice.data["n"] == 1
    assert "tracker.same_text" in {finding["code"] for finding in twice.data["findings"]}
    absent = liance("tracker", news, "--subject", "量子信息", "--json")
    assert absent.data["texts"][0]["stance"] == "absent"
    assert "tracker.subject_absent" in {finding["code"] for finding in absent.data["findings"]}
    assert liance("tracker", news, "--picture", tmp_path / "x.gif").code == 2
    assert "主题词表" in liance("tracker", news, "--topics", "no-such").err
