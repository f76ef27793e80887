"""``liance report``, as an office would use it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from .conftest import Liance

PLANS = Path(str(files("liance") / "data" / "examples" / "plans"))
PLAN = "甲市区块链规划\n一、发展目标\n到2025年，引进区块链企业20家。\n二、重点任务\n引进高层次人才。\n"


def test_one_plan_gives_a_report_that_says_it_is_one(liance: Liance, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    done = liance("report", tmp_path / "plan.txt", "--out", tmp_path / "out" / "r.html", "--office", "甲室")
    assert done.code == 0
    assert done.out == ""
    assert "比较了 1 份规划，未能评分 0 份。" in done.err
    assert "只有一份规划" in done.err
    page = (tmp_path / "out" / "r.html").read_text(encoding="utf-8")
    assert "区块链规划文本量化评估报告" in page
    assert "甲室" in page


@pytest.mark.slow
def test_the_example_plans_give_every_format_in_both_languages(liance: Liance, tmp_path: Path) -> None:
    outs = [tmp_path / f"r.{suffix}" for suffix in ("docx", "pdf", "html", "xlsx")]
    flags = [flag for path in outs for flag in ("--out", path)]
    done = liance("report", PLANS, "--index", PLANS / "index.csv", *flags)
    assert done.code == 0
    assert all(path.stat().st_size > 10_000 for path in outs)
    first = [path.read_bytes() for path in outs]
    assert liance("report", PLANS, "--index", PLANS / "index.csv", *flags).code == 0
    assert [path.read_bytes() for path in outs] == first
    english = liance("report", PLANS, "--lang", "en", "--by", "subject", "--out", outs[2])
    assert english.code == 0
    assert "8 plans compared" in english.err
    assert "Comparison by subject" in outs[2].read_text(encoding="utf-8")


def test_bad_input_is_told_before_the_work_or_after_it(liance: Liance, tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    wrong = liance("report", plan, "--out", tmp_path / "r.odt")
    assert wrong.code == 2
    assert ".docx" in wrong.err
    assert liance("report", plan).code == 2
    assert liance("report", plan, "--out", "").code == 2
    assert liance("report", plan, "--out", plan / "r.html").code == 2
    assert liance("report", plan, "--out", tmp_path / "r.html", "--by", "moon").code == 2
    missing = liance("report", tmp_path / "none.txt", "--out", tmp_path / "r.html")
    assert missing.code == 1
    assert "文件不存在" in missing.err
    assert "没有生成报告" in missing.err
    assert not (tmp_path / "r.html").exists()
    news = tmp_path / "news.txt"
    news.write_text("今日新闻：区块链企业开业。\n", encoding="utf-8")
    mixed = liance("report", plan, news, "--out", tmp_path / "r.html")
    assert mixed.code == 1, "one file was not scored, and the rest still make a report"
    assert (tmp_path / "r.html").exists()


def test_the_experts_scores_take_the_place_of_the_machines(liance: Liance, tmp_path: Path) -> None:
    """Means are those of the table; quotes are found in the plan; the report says that experts agreed on it."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(PLAN.replace("甲", name), encoding="utf-8")
    table = tmp_path / "ratings.csv"
    rows = ["doc,rater,item,score,quote"]
    rows += [
        "a,共识,规划目标,4,到2025年，引进区块链企业20家",
        "b.txt,共识,goal,2,没有的话",
        "b.txt,共识,人才要素,0,",
    ]
    rows += ["a,乙,规划目标,1,", "a,共识,人才要素,,"]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    out = tmp_path / "r.html"
    flags = ("--ratings", table, "--out", out)
    needed = liance("report", tmp_path / "a.txt", tmp_path / "b.txt", *flags)
    assert needed.code == 2
    assert "共识, 乙" in needed.err
    done = liance(
        "report", tmp_path / "a.txt", tmp_path / "b.txt", *flags, "--rater", "共识", "--threshold", "2.5"
    )
    assert done.code == 0, done.err
    assert "在文件中找不到：没有的话" in done.err
    page = out.read_text(encoding="utf-8")
    assert "专家商定分数" in page
    assert "机器评分，未经专家商定" not in page
    assert "到2025年，引进区块链企业20家" in page
    assert ">3.00<" in page, "the mean of 4 and 2"
    assert "≥2.5 分" in page


def test_faults_of_a_table_of_scores_are_told(liance: Liance, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(PLAN.replace("甲", name), encoding="utf-8")
    table = tmp_path / "ratings.csv"
    rows = ["unit,rater,item,score", "a,x,规划目标,3", "a,x,月亮,3", "a,x,人才要素,9", "a,x,政府治理,多"]
    rows += ["b,x,规划目标,3", "b,x,规划目标,2", "b,x,规划目标,2", "z,x,规划目标,2"]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    plans = [tmp_path / f"{name}.txt" for name in ("a", "b", "c")]
    done = liance("report", *plans, "--ratings", table, "--out", tmp_path / "r.xlsx")
    assert done.code == 1
    for words in ("没有“月亮”这一项", "0 到 4 之间，9 不计", "“多”不是整数", "两个不同的分数（3、2）"):
        assert words in done.err
    assert "评分表中没有这份规划的分数" in done.err
    assert "“z”没有对应的文件" in done.err
    assert "比较了 2 份规划，未能评分 1 份" in done.err
    for wrong in (
        ("--ratings", tmp_path / "none.csv"),
        ("--ratings", table, "--rater", "y"),
        ("--threshold", "三"),
    ):
        assert liance("report", *plans, *wrong, "--out", tmp_path / "r.xlsx").code in (1, 2)
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    assert (
        "表头缺少"
        in liance("report", *plans, "--ratings", tmp_path / "empty.csv", "--out", tmp_path / "r.xlsx").err
    )
