"""The layout as tiles of kinds: one figure for the Word file and the web."""

from __future__ import annotations

from liance.core.language import Language, Text
from liance.delivery.drafting.layout import PlacedTile
from liance.packs.tiles import GridPlace
from liance.reports.figures.layout import layout_map
from liance.reports.figures.options import drawing


def tile(code: str, column: int, row: int, *kinds: str) -> PlacedTile:
    return PlacedTile(GridPlace(code, Text.same("甲{市}"), column, row), kinds, ())


def test_a_layout_is_drawn_by_kind_with_its_key() -> None:
    figure = layout_map(
        [tile("990100", 3, 5, "core", "belt"), tile("990200", 4, 5, "block"), tile("1", 3, 6)], Language.ZH
    )
    assert figure is not None
    assert [(one.name, one.column, one.row, one.point.display) for one in figure.tiles] == [
        ("甲{市}", 0, 0, "核心·带"),
        ("甲{市}", 1, 0, "板块"),
        ("甲{市}", 0, 1, ""),
    ]
    kinds = [figure.kind_of(one) for one in figure.tiles]
    assert [kind.name if kind else None for kind in kinds] == ["核心", "板块", None]
    option = drawing(figure).option
    assert [piece["label"] for piece in option["visualMap"]["pieces"]] == ["核心", "带", "板块"]
    core, block = option["series"][0]["data"]
    assert (core["itemStyle"]["color"], core["label"]["color"]) == ("#9c1c1c", "#ffffff")
    assert block["itemStyle"]["color"] == "#d9e8c9"
    assert len(option["series"][1]["data"]) == 1


def test_nothing_is_drawn_where_no_place_has_a_square() -> None:
    assert layout_map([], Language.EN) is None
