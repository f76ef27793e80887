"""Yearly reports: each year's targets against the results stated a year later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from liance.core.quantities import Op
from liance.delivery.national import DeliveryLine, Figure, delivery_table, read_report
from liance.delivery.projects import Verdict
from liance.packs.library import Library
from liance.plans.documents.reading import read_document
from liance.plans.structure import outline

CATALOGUE = Library().indicators("plan-indicators")
GOLDEN = Path(__file__).with_name("national_golden.json")

REPORTS = {
    2031: """\
云岭省政府工作报告

一、过去五年工作回顾
五年来，全省生产稳步发展。国内生产总值年均增长9.1%，居民消费价格年均上涨1.8%，城镇新增就业520万人。单位国内生产总值能耗累计下降16%。
2030年，国内生产总值增长8.4%，服务业增加值占国内生产总值的比重提高2个百分点。
二、2031年工作安排
今年发展的主要预期目标是：

国内生产总值增长8%左右；居民消费价格涨幅3%左右；城镇新增就业90万人以上，城镇登记失业率控制在4.5%以内；单位国内生产总值能耗下降3%以上。
提出国内生产总值增长8%左右，是考虑了多方面因素。到2035年国内生产总值翻一番。今后五年，城镇新增就业480万人。
""",
    2032: """\
云岭省政府工作报告

一、2031年工作回顾
——国内生产总值达到6.2

万亿元，比上年增长7.9%。居民消费价格涨幅控制在3.6%。
——全年城镇新增就业95万人。失业率为多年来最低。上半年，单位国内生产总值能耗下降1.1%。
二、2032年工作安排
（一）总体要求
今年发展的主要预期目标是：国内生产总值增长7%－7.5%，居民消费价格涨幅3%左右，城镇新增就业100万人以上，城镇登记失业率4.5%以内。今年能源消耗强度要降低3.2%以上。
去年国内生产总值增长7.9%，为今年打下基础。
""",
    2033: """\
云岭省政府工作报告

一、2032年工作回顾
2032年是“二十五”规划的最后一年。过去五年，国内生产总值年均增长7.4%。
刚刚过去的2032年，国内生产总值增长5.2%，居民消费价格下降0.3%，城镇新增就业98万人，年末城镇登记失业率4.9%。能耗强度上升0.5%。
""",
}


def read(texts: dict[int, str]) -> tuple[dict[int, Sequence[Figure]], list[str]]:
    figures, codes = {}, []
    for year, text in texts.items():
        figures[year], findings = read_report(
            outline(read_document(f"{year}.txt", text.encode())), year, CATALOGUE
        )
        codes += [finding.code for finding in findings]
    return figures, codes


def table(texts: dict[int, str]) -> dict[tuple[str, int], DeliveryLine]:
    return {(line.indicator.id, line.year): line for line in delivery_table(read(texts)[0])}


LINES = table(REPORTS)


@pytest.mark.parametrize(
    ("indicator", "year", "target", "result", "verdict"),
    [
        ("gdp", 2031, "8", "7.9", Verdict.ON_TRACK),
        ("price", 2031, "3", "3.6", Verdict.BEHIND),
        ("jobs.urban", 2031, "900000", "950000", Verdict.ON_TRACK),
        ("unemployment.registered", 2031, "4.5", None, Verdict.UNKNOWN),
        ("unemployment.surveyed", 2031, None, None, Verdict.UNKNOWN),
        ("energy.intensity", 2031, "3", None, Verdict.UNKNOWN),
        ("gdp", 2032, "7", "5.2", Verdict.BEHIND),
        ("price", 2032, "3", "-0.3", Verdict.ON_TRACK),
        ("jobs.urban", 2032, "1000000", "980000", Verdict.BEHIND),
        ("unemployment.registered", 2032, "4.5", "4.9", Verdict.WARNING),
        ("energy.intensity", 2032, "3.2", "-0.5", Verdict.WARNING),
    ],
)
def test_a_line_holds_the_target_and_the_result_of_its_year(
    indicator: str, year: int, target: str | None, result: str | None, verdict: Verdict
) -> None:
    line = LINES[indicator, year]
    assert (line.target.value if line.target else None) == (Fraction(target) if target else None)
    assert (line.result.value if line.result else None) == (Fraction(result) if result else None)
    assert line.verdict is verdict


def test_every_number_leads_back_to_its_sentence() -> None:
    for line in LINES.values():
        for figure in (line.target, line.result):
            if figure is None:
                continue
            text = REPORTS[int(figure.source.removesuffix(".txt"))]
            assert text[figure.start : figure.end] == figure.quote
            assert figure.sentence_start <= figure.start
            assert figure.end <= figure.sentence_end
            assert figure.digest.startswith("sha256:")


def test_a_year_without_the_next_report_has_no_line() -> None:
    assert {year for _, year in LINES} == {2031, 2032}
    assert table({2033: REPORTS[2033]}) == {}


def test_numbers_of_several_years_or_of_half_a_year_are_no_result_and_are_named() -> None:
    figures, codes = read({2031: REPORTS[2031]})
    assert [(one.indicator, one.value) for one in figures[2031] if one.year == 2030] == [
        ("gdp", Fraction("8.4"))
    ]
    assert codes.count("national.several_years") == 5
    assert read({2032: REPORTS[2032]})[1] == ["national.several_years"]


def test_a_range_keeps_both_ends_and_a_result_is_exact() -> None:
    target = LINES["gdp", 2032].target
    assert target is not None
    assert (target.op, target.value, target.value_max) == (Op.RANGE, 7, Fraction("7.5"))
    price = LINES["price", 2031].result
    assert price is not None
    assert price.op is Op.EXACT


def test_two_values_for_one_year_are_a_finding_and_the_first_is_used() -> None:
    again = REPORTS[2032].replace("去年国内生产总值增长7.9%", "去年国内生产总值增长7.7%")
    figures, codes = read({2032: again})
    assert "national.two_values" in codes
    assert next(one.value for one in figures[2032] if (one.indicator, one.year) == ("gdp", 2031)) == Fraction(
        "7.9"
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "研发经费占国内生产总值比重达到2.5%。",
        "单位国内生产总值用水量、能耗分别下降4%、3%。",
        "把居民消费价格涨幅控制在3.5%左右，是合适的。",
        "国内生产总值和居民收入增长8%。",
        "国内生产总值每增长1个百分点，带动就业170万人。",
        "城镇新增就业超过预期，重点群体50万人就业。",
    ],
)
def test_what_only_names_an_indicator_is_no_number_of_it(sentence: str) -> None:
    figures, _ = read({2032: f"一、2031年工作回顾\n{sentence}\n"})
    assert figures[2032] == ()


@pytest.mark.shared_data
def test_the_table_of_the_national_reports_is_as_checked_by_hand(shared: Path) -> None:
    folder = shared / "data" / "national-reports"
    texts = {year: (folder / f"{year}.txt").read_text(encoding="utf-8") for year in range(2010, 2020)}
    found = []
    for (indicator, year), line in table(texts).items():
        row: dict[str, object] = {"indicator": indicator, "year": year, "unit": line.indicator.unit}
        for name, figure in (("target", line.target), ("result", line.result)):
            row[name] = figure and _golden(figure, texts)
        found.append(row | {"verdict": line.verdict.value})
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))


def _golden(figure: Figure, texts: dict[int, str]) -> dict[str, object]:
    sentence = texts[int(figure.source[:4])][figure.sentence_start : figure.sentence_end]
    return {
        "op": figure.op.value,
        "value": float(figure.value),
        "value_max": None if figure.value_max is None else float(figure.value_max),
        "source": figure.source,
        "start": figure.start,
        "end": figure.end,
        "sentence_start": figure.sentence_start,
        "sentence_end": figure.sentence_end,
        "sentence_digest": "sha256:" + hashlib.sha256(sentence.encode()).hexdigest(),
    }
