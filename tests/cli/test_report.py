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
