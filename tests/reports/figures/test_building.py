"""Figures of a comparison: their points are its numbers, with the same cells."""

from __future__ import annotations

from fractions import Fraction

from tests.plans.comparison.samples import MEASURES, made_plan
from tests.reports.report.samples import comparison

from liance.core.language import Language
from liance.packs.tiles import shipped_grid
from liance.plans.comparison.comparing import compare
from liance.plans.comparison.model import CellRef
from liance.reports.figures import building
from liance.reports.figures.model import NO_VALUE

ZH = Language.ZH


def test_bars_of_items_are_the_means_with_their_cells() -> None:
    bars = building.item_bars(comparison(), ZH)
    means = [comparison().mean(item.id) for item in comparison().items]
    assert [point.value for point in bars.series[0].points] == [mean.value for mean in means]
    assert [point.cells for point in bars.series[0].points] == [mean.cells for mean in means]
    assert bars.top == 4


def test_plans_and_types_show_each_plan_once() -> None:
    (goals,) = building.plan_bars(comparison(), comparison().measure("goal"), ZH)
    assert [point.display for point in goals.series[0].points] == ["4", "2", "3", "0", "1"]
    assert goals.categories[0] == "1 北京市"
    (types,) = building.type_bars(comparison(), ZH)
    assert [series.name for series in types.series] == ["技术任务", "产业任务", "环境任务"]
    assert types.series[0].points[0].value == Fraction(5, 2)
    assert types.series[0].points[0].cells == (CellRef("a", "research"), CellRef("a", "platform"))


def test_a_radar_has_a_line_for_each_plan_of_a_small_group() -> None:
    radar = building.group_radar(comparison(), comparison().groups[0], 1, ZH)
    assert [series.name for series in radar.series] == ["均值", "1 北京市", "2 江苏省"]
    assert len(radar.axes) == 8
    assert radar.series[2].points[1].display == NO_VALUE


def test_a_radar_of_a_large_group_shows_its_range() -> None:
    many = compare([made_plan(f"p{n}", (n % 5,) * 9) for n in range(8)], MEASURES)
    radar = building.group_radar(many, many.groups[0], 1, ZH)
    assert [series.name for series in radar.series] == ["均值", "最低", "最高"]
    assert radar.series[1].points[0].value == 0
    assert radar.series[1].points[0].cells == (CellRef("p0", "research"), CellRef("p5", "research"))


def test_heat_maps_keep_what_has_no_score_apart_from_zero() -> None:
    (heat,) = building.heat_maps(comparison(), ZH)
    assert heat.rows[1].points[2].value is None
    assert heat.rows[3].points[0].value == 0


def test_provinces_take_in_the_plans_of_their_cities() -> None:
    tiles = building.province_tiles(comparison(), comparison().measure("goal"), shipped_grid(), ZH)
    assert tiles is not None
    known = {tile.code: tile.point for tile in tiles.tiles if tile.point.value is not None}
    assert known["320000"].value == Fraction(5, 2)
    assert known["320000"].cells == (CellRef("b", "goal"), CellRef("c", "goal"))
    assert set(known) == {"110000", "320000"}
    nowhere = compare([made_plan("x", (1,) * 9)], MEASURES)
    assert building.province_tiles(nowhere, nowhere.measure("goal"), shipped_grid(), ZH) is None
    assert building.province_boundaries(nowhere, nowhere.measure("goal"), "{}", (), "", ZH) is None


def test_long_titles_are_cut_to_a_label() -> None:
    long = made_plan("x", (1,) * 9)
    label = building.plan_label(7, long)
    assert label == "7 x规划"
    from dataclasses import replace

    assert building.plan_label(1, replace(long, title="很" * 40)) == "1 " + "很" * 10 + "…"
