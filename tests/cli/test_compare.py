"""``liance compare``: tables, JSON, CSV and xlsx, and what bad input becomes."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest

from .conftest import NEWS, PLAN, Liance

PLANS = Path(str(files("liance") / "data" / "examples" / "plans"))
INDEX = PLANS / "index.csv"


def test_json_walks_back_from_every_mean_to_the_sentence(liance: Liance) -> None:
    outcome = liance("compare", PLANS, "--index", INDEX, "--json", "--draws", 50)
    data = outcome.data
    assert outcome.code == 0
    assert (data["by"], data["threshold"], data["n"]) == ("level", "3", 8)
    plans = {plan["key"]: plan for plan in data["plans"]}
    assert len(data["means"]) == len(data["measures"]) * (1 + len(data["groups"])) * 2
    for mean in data["means"]:
        values = [plans[key]["values"][mean["measure"]] for key in mean["plans"]]
        assert len(values) == mean["n"]
        if mean["weighting"] == "equal_plans":
            assert Fraction(mean["value"]) == sum(map(Fraction, values)) / len(values)
    plan = plans["zechuan-city-blockchain.txt"]
    text = (PLANS / "zechuan-city-blockchain.txt").read_text(encoding="gb18030")
    quotes = [quote for cell in plan["cells"] for quote in cell["quotes"]]
    assert quotes
    assert all(text[quote["start"] : quote["end"]] == quote["quote"] for quote in quotes)
    for finding in data["rule_findings"]:
        assert finding["message"]
        assert finding["advice"]
        assert finding["cells"] or finding["quotes"]


@pytest.mark.parametrize(("by", "width"), [("level", 80), ("issuer", 80), ("year", 120)])
def test_tables_fit_the_terminal_in_both_languages(
    liance: Liance, monkeypatch: pytest.MonkeyPatch, by: str, width: int
) -> None:
    from liance.cli.grammar import cells

    monkeypatch.setenv("COLUMNS", str(width))
    for language in ("zh", "en"):
        outcome = liance("compare", PLANS / "zechuan-city-blockchain.txt", PLANS / "yanhu-district-sandbox.html",
                         PLANS / "wangchao-city-blockchain.html", "--by", by, "--draws", 20, "--lang", language)  # fmt: skip
        assert outcome.code == 0
        assert max(cells(line.rstrip()) for line in outcome.out.splitlines()) <= width


def test_csv_is_one_row_per_mean(liance: Liance) -> None:
    outcome = liance("compare", PLANS, "--index", INDEX, "--csv", "--draws", 0, "--threshold", "2.5")
    rows = list(csv.DictReader(io.StringIO(outcome.out.removeprefix("\ufeff"))))
    assert len(rows) == 14 * 4 * 2
    assert {row["threshold"] for row in rows} == {"5/2"}
    assert all(int(row["at_least"]) + int(row["below"]) >= int(row["n"]) for row in rows)


def test_xlsx_holds_the_means(liance: Liance, tmp_path: Path) -> None:
    path = tmp_path / "比较.xlsx"
    outcome = liance("compare", PLANS, "--index", INDEX, "--xlsx", path, "--draws", 0)
    assert outcome.code == 0
    assert str(path) in outcome.err
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["均值", "各格分数", "检验", "发现与建议", "雷同段落"]
    assert [book[name].max_row for name in ("均值", "各格分数", "检验")] == [
        14 * 4 * 2 + 1,
        8 * 9 + 1,
        14 * 4 + 1,
    ]


def test_output_is_the_same_every_time(liance: Liance) -> None:
    arguments = (
        "compare",
        PLANS / "zechuan-city-blockchain.txt",
        PLANS / "yanhu-district-sandbox.html",
        "--json",
    )
    assert liance(*arguments).out == liance(*arguments).out


def test_copied_passages_are_told_with_dates(liance: Liance, tmp_path: Path) -> None:
    task = "支持企业建设区块链公共服务平台，对通过验收的平台按照实际投入的百分之三十给予补助，单个平台最高不超过二百万元。"
    for name, place, date in (("one", "云岭", "2021年3月5日"), ("two", "澜江", "2022年6月1日")):
        text = (
            PLAN.replace("云岭", place).replace("三、重点任务\n", f"三、重点任务\n{task}\n")
            + f"\n{place}市人民政府办公室\n{date}\n"
        )
        (tmp_path / f"{name}.txt").write_text(
            text.replace("10家", "9家" if name == "two" else "10家"), encoding="utf-8"
        )
    data = liance("compare", tmp_path, "--json", "--draws", 0).data
    found = [finding for finding in data["rule_findings"] if finding["kind"] == "copied"]
    assert [finding["plans"] for finding in found] == [["one.txt", "two.txt"]]
    assert any(task in copy["later_quote"]["quote"] for copy in data["copies"])
    assert all(copy["dated"] for copy in data["copies"])


def test_bad_input_is_told(liance: Liance, tmp_path: Path, plan: Path, news: Path) -> None:
    alone = liance("compare", plan, "--draws", 20)
    assert alone.code == 0
    assert "只有一份规划" in alone.err
    none = liance("compare", news, "--json")
    assert none.code == 1
    assert {finding["code"] for finding in none.data["findings"]} >= {
        "score.not_a_plan",
        "comparison.nothing",
    }
    assert none.data["means"] == [] or all(mean["value"] is None for mean in none.data["means"])
    empty = tmp_path / "empty"
    empty.mkdir()
    assert liance("compare", empty).code == 1
    assert liance("compare", tmp_path / "nothing.txt").code == 1
    copy = tmp_path / "copy.txt"
    copy.write_bytes(plan.read_bytes())
    twice = liance("compare", plan, copy, "--json", "--draws", 0)
    assert "comparison.same_plan" in {finding["code"] for finding in twice.data["findings"]}
    assert twice.data["n"] == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--threshold", "three"), "应为 0 到 9"),
        (("--threshold", "nan"), "应为 0 到 9"),
        (("--threshold", "-1"), "应为 0 到 9"),
        (("--by", "moon"), "可选"),
        (("--rules", "no-such"), "诊断规则"),
        (("--rubric", "no-such"), "评分标准"),
        (("--json", "--csv"), "只能用一个"),
        (("--draws", "-5"), "draws"),
    ],
)
def test_slips_in_options_are_told(liance: Liance, plan: Path, arguments: tuple[str, ...], word: str) -> None:
    outcome = liance("compare", plan, *arguments)
    assert outcome.code == 2
    assert word in outcome.err


def test_mixed_news_and_plans_compare_the_plans(liance: Liance, tmp_path: Path, plan: Path) -> None:
    (tmp_path / "a.txt").write_text(NEWS, encoding="utf-8")
    other = tmp_path / "b.txt"
    other.write_text(PLAN.replace("云岭市", "云岭省").replace("全市", "全省"), encoding="utf-8")
    outcome = liance("compare", tmp_path, "--json", "--draws", 0)
    assert outcome.code == 1
    assert json.loads(outcome.out)["n"] == 2
