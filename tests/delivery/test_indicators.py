"""Printed names of indicators against the shipped catalogue."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.quantities import Kind
from liance.delivery.indicators import (
    MATCH_AT_LEAST,
    IndicatorFinder,
    in_base_unit,
    series_key,
    series_of,
)
from liance.packs.library import Library

CATALOGUE = Library().indicators("plan-indicators")
FINDER = IndicatorFinder(CATALOGUE, ["区块链", "人工智能"])
ENTRIES = {indicator.id: indicator for indicator in CATALOGUE.indicators}

CASES = [
    # name, unit, kind, entry, qualifier
    ("区块链企业", "家", Kind.LEVEL, "enterprise", ""),
    ("全省规模以上区块链企业", "家", Kind.LEVEL, "enterprise", "规模以上区块链"),
    ("区块链产业龙头企业", "家", Kind.LEVEL, "enterprise.leading", ""),
    ("国内领军企业", "户", Kind.LEVEL, "enterprise.leading", ""),
    ("专精特新“小巨人”企业", "家", Kind.INCREMENT, "enterprise.little-giant", ""),
    ("新增高新技术企业", "家", Kind.INCREMENT, "enterprise.high-tech", ""),
    ("企业接入工业互联网平台", "家", Kind.LEVEL, "enterprise", ""),
    ("省级产业园（基地）", "个", Kind.LEVEL, "park", "省级"),
    ("重点实验室", "个", Kind.LEVEL, "laboratory", ""),
    ("城镇新增就业", "人", Kind.INCREMENT, "jobs.urban", ""),
    ("数字经济核心产业增加值占地区生产总值的比重", "%", Kind.SHARE, "gdp.share", ""),
    ("单位国内生产总值能耗", "%", Kind.GROWTH, "energy.intensity", ""),
    ("软件业务收入年均增速", "%", Kind.GROWTH, "revenue.software", ""),
    ("相关产业营业收入", "元", Kind.LEVEL, "revenue", ""),
    ("智能算力规模", "PFLOPS", Kind.LEVEL, "computing", ""),
    ("5G基站总数", "座", Kind.LEVEL, "base-station", ""),
    ("区块链信息服务备案", "个", Kind.LEVEL, "filing", ""),
    ("地区生产总值", "元", Kind.LEVEL, "gdp", ""),
]


@pytest.mark.parametrize(("name", "unit", "kind", "entry", "qualifier"), CASES)
def test_a_name_is_found_with_its_qualifier(
    name: str, unit: str, kind: Kind, entry: str, qualifier: str
) -> None:
    match = FINDER.match(name, unit, kind)
    assert (match.key, match.qualifier) == (entry, qualifier)
    assert match.confidence >= MATCH_AT_LEAST
    assert match.reason.zh
    assert match.reason.en


@pytest.mark.parametrize("name", ["服务器产销量", "满意度评分", "粮食综合生产能力", ""])
def test_an_unknown_indicator_stays_as_written(name: str) -> None:
    match = FINDER.match(name, "分", Kind.LEVEL)
    assert match.indicator is None
    assert match.key == f"‹{name}›"
    assert match.confidence == 0


def test_a_unit_of_another_kind_lowers_the_confidence_and_is_said() -> None:
    good = FINDER.match("专利", "件", Kind.LEVEL)
    odd = FINDER.match("专利", "元", Kind.LEVEL)
    assert odd.confidence == good.confidence / 2
    assert "元" in odd.reason.zh
    assert FINDER.match("企业专利", "元", Kind.LEVEL).indicator is None
    assert FINDER.match("专利", "%", Kind.GROWTH).confidence == 1, "a growth rate fits any indicator"


def test_units_convert_exactly_and_only_within_the_indicator() -> None:
    computing = ENTRIES["computing"]
    assert in_base_unit(computing, Fraction(3500), "PFLOPS") == Fraction(7, 2)
    assert in_base_unit(computing, Fraction(3), "EFLOPS") == 3
    assert in_base_unit(computing, Fraction(3), "个") is None


def test_one_indicator_is_one_series_over_plans_and_years(targets_of) -> None:
    province = targets_of(
        "一、发展目标\n到2023年，引进区块链企业50家。到2025年，引进区块链企业200家。\n", "a.txt"
    )
    city = targets_of("一、发展目标\n到2025年，培育企业30户，企业数量增长20%。\n", "b.txt")
    series = {one.key: one for one in series_of([*city, *province], FINDER)}
    counts = next(one for key, one in series.items() if (key.key, key.dimension) == ("enterprise", "count"))
    assert [(one.source, one.year, one.value) for one in counts.targets] == [
        ("a.txt", 2023, 50),
        ("a.txt", 2025, 200),
        ("b.txt", 2025, 30),
    ]
    assert counts.key.unit == "家"
    assert {key.dimension for key in series} == {"count", "growth"}


@given(
    st.text(alphabet="区块链企业平台省级的新增个数GDP（）“”增速{}", max_size=14),
    st.sampled_from(["家", "元", "%", ""]),
)
def test_any_name_has_an_answer_and_the_same_one_again(name: str, unit: str) -> None:
    match = FINDER.match(name, unit, Kind.LEVEL)
    assert match == FINDER.match(name, unit, Kind.LEVEL)
    assert 0 <= match.confidence <= 1
    assert (match.indicator is None) == (match.confidence == 0)
    series_key(match, unit, Kind.LEVEL)


@given(st.sampled_from([name for one in CATALOGUE.indicators for name in (one.name.zh, *one.synonyms)]))
def test_every_name_of_the_catalogue_finds_its_own_entry(name: str) -> None:
    (entry,) = [one for one in CATALOGUE.indicators if name in (one.name.zh, *one.synonyms)]
    match = FINDER.match(name, entry.unit, Kind.LEVEL)
    assert match.key == entry.id
    assert match.confidence == 1
