"""Targets in tables of indicators."""

from __future__ import annotations

import pytest

HEAD = ["序号", "指标名称", "单位", "2022年", "2025年", "2027年", "属性"]
ROWS = [
    ["1", "政务服务事项网上可办率", "%", "85", "95", "98", "约束性"],
    ["2", "数字经济核心产业增加值", "亿元", "120", "200", "300", "预期性"],
    ["3", "公共数据开放集（个）", "", "500", "≥1000", "≥2000", "预期性"],
    ["4", "示范场景", "个", "-", "〔20〕", "〔50〕", "预期性"],
]


def _page(rows, title="东港市数字政府建设规划（2023—2027年）"):
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"<html><body><h1>{title}</h1><p>一、主要目标</p><p>主要指标如下表。</p>"
        f"<table>{body}</table><p>二、重点任务</p><p>建设数据中心3个。</p></body></html>"
    )


def test_a_row_gives_a_target_for_every_year_after_the_baseline(targets_of):
    found = [
        (
            target.indicator,
            target.op.value,
            target.value,
            target.unit,
            target.year,
            target.baseline,
            target.binding,
        )
        for target in targets_of(_page([HEAD, *ROWS]), "plan.html")
        if "中心" not in target.indicator
    ]
    assert found == [
        ("政务服务事项网上可办率", "=", 95, "%", 2025, "85", True),
        ("政务服务事项网上可办率", "=", 98, "%", 2027, "85", True),
        ("数字经济核心产业增加值", "=", 200 * 10**8, "元", 2025, "120", False),
        ("数字经济核心产业增加值", "=", 300 * 10**8, "元", 2027, "120", False),
        ("公共数据开放集", ">=", 1000, "个", 2025, "500", False),
        ("公共数据开放集", ">=", 2000, "个", 2027, "500", False),
        ("示范场景", "=", 20, "个", 2025, None, False),
        ("示范场景", "=", 50, "个", 2027, None, False),
    ]


def test_bracketed_sums_are_increments(targets_of):
    kinds = {target.indicator: target.kind.value for target in targets_of(_page([HEAD, *ROWS]), "plan.html")}
    assert kinds["示范场景"] == "increment"
    assert kinds["公共数据开放集"] == "level"


def test_first_year_is_a_target_where_the_plan_begins_before_it(targets_of):
    rows = [["指标", "2025年", "2030年"], ["森林覆盖率（%）", "30.5", "32"]]
    found = targets_of(_page(rows, "西山县发展规划（2021—2030年）"), "plan.html")
    assert [(target.year, str(target.value)) for target in found[:2]] == [(2025, "61/2"), (2030, "32")]


def test_column_of_goals_takes_the_year_of_the_plan(targets_of):
    rows = [["指标", "现状值", "目标值"], ["上云企业（万家）", "1.2", "3"]]
    first = targets_of(_page(rows), "plan.html")[0]
    assert (first.value, first.unit, first.year, first.deadline_source) == (30000, "家", 2027, "inherited")
    assert first.baseline == "1.2"


def test_table_without_indicators_is_read_as_sentences(targets_of):
    rows = [["专栏1 重点工程"], ["到2025年，建成算力中心4个。"]]
    found = [(target.indicator, target.year) for target in targets_of(_page(rows), "plan.html")]
    assert found == [("算力中心", 2025), ("数据中心", 2027)]


@pytest.mark.parametrize("head", ["单位", "计量单位", "计算单位", "指标值（单位）"])
def test_a_column_of_units_gives_the_unit(targets_of, head):
    rows = [["序号", "指标名称", head, "2025年", "2027年"], ["1", "示范场景", "个", "20", "50"]]
    assert _units_of_scenes(targets_of(_page(rows), "a.html")) == {"个"}


@pytest.mark.parametrize("head", ["责任单位", "牵头单位", "填报单位"])
def test_a_column_of_responsible_bodies_is_no_column_of_units(targets_of, head):
    rows = [["序号", "指标名称", head, "2025年", "2027年"], ["1", "示范场景（个）", "市数据局", "20", "50"]]
    assert _units_of_scenes(targets_of(_page(rows), "a.html")) == {"个"}


def _units_of_scenes(found):
    return {target.unit for target in found if target.indicator == "示范场景"}
