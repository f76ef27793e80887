"""A figure -> its ECharts option: plain JSON without functions, the same in a browser and without one.

Each data item carries ``cells``, the list of ``[plan, item]`` it rests on, so that a click leads back to them.
Colours are of the Okabe-Ito set and of one sequential scale, told apart by readers with colour blindness and in
grey print; numbers are written beside them, so that no figure rests on colour alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from functools import singledispatch
from typing import Any

from liance.reports.figures.model import (
    NO_VALUE,
    Bars,
    BoundaryMap,
    Figure,
    HeatMap,
    Network,
    Point,
    Radar,
    Series,
    Tile,
    TileMap,
    Trend,
    TrendKind,
)

Option = dict[str, Any]

#: Fonts with Chinese signs, in order of preference; what a browser looks for.
FONT_FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
PALETTE = ("#1f5a96", "#d98e1f", "#2f8f6b", "#a8467d", "#5aa5d6", "#8a6a3b", "#6f6f6f", "#c4553b")
#: Scores 0 to 4, light to dark, and cells without a score.
SCALE = ("#f6e3d3", "#d5e5f2", "#9cc4e4", "#3a78b5", "#174a80")
NO_SCORE = "#e3e6ea"
_INK, _SOFT, _LINE = "#1c2733", "#5b6b7b", "#d9e0e7"
#: More bars than this lie on their side, so that names and numbers can be read.
_UPRIGHT_CATEGORIES, _UPRIGHT_BARS = 12, 24
#: Share of the scale from which a field is so dark that its text is white.
DARK_FROM = Fraction(7, 10)
_WIDTH = 760


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is needed to draw a figure: the option, the size in CSS pixels, and the maps it names."""

    id: str
    title: str
    option: Option
    width: int
    height: int
    maps: dict[str, Any]

    def as_data(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "id": self.id,
            "title": self.title,
            "option": self.option,
            "width": self.width,
            "height": self.height,
            "maps": self.maps,
        }


def drawing(figure: Figure, families: tuple[str, ...] = FONT_FAMILIES) -> Drawing:
    """Return how to draw a figure; ``families`` are the fonts to write it in, first choice first."""
    option, height = _option(figure)
    text = {"fontFamily": ", ".join(families), "color": _INK, "fontSize": 13}
    base: Option = {
        "animation": False,
        "backgroundColor": "#ffffff",
        "color": list(PALETTE),
        "textStyle": text,
        "aria": {"enabled": True, "label": {"description": figure.title}},
    }
    maps = {figure.id: json.loads(figure.shapes)} if isinstance(figure, BoundaryMap) else {}
    return Drawing(figure.id, figure.title, base | option, _WIDTH, height, maps)


def _number(value: Fraction | None) -> float | None:
    """Return a value as the nearest double: pixels need no more, and what is read is ``display``."""
    return None if value is None else float(value)


def _item(point: Point, value: Any = None) -> Option:
    return {
        "value": _number(point.value) if value is None else value,
        "cells": [[ref.plan, ref.item] for ref in point.cells],
        "display": point.display,
    }


def _labelled(point: Point, value: Any = None) -> Option:
    """Return a data item that shows its number as it was rounded, not as the browser would."""
    return _item(point, value) | {"label": {"formatter": _escaped(point.display)}}


def _escaped(text: str) -> str:
    # A formatter's {a}, {b}, {c} are fields; numbers have no braces, names may.
    return text.replace("{", "｛").replace("}", "｝")


def _category_axis(names: tuple[str, ...], **more: Any) -> Option:
    return {
        "type": "category",
        "data": list(names),
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": _LINE}},
        "axisLabel": {"color": _INK, "interval": 0, "fontSize": 12} | more.pop("axisLabel", {}),
    } | more


def _value_axis(name: str, top: Fraction | None, **more: Any) -> Option:
    axis: Option = {
        "type": "value",
        "name": name,
        "nameTextStyle": {"color": _SOFT},
        "min": 0,
        "axisLabel": {"color": _SOFT},
        "splitLine": {"lineStyle": {"color": _LINE}},
    }
    if top is not None:
        axis |= {"max": _number(top), "interval": 1}
    return axis | more


def _legend(shown: bool) -> Option:
    return {"show": shown, "top": 0, "left": "center", "itemWidth": 16, "itemHeight": 10, "icon": "roundRect"}


@singledispatch
def _option(figure: Any) -> tuple[Option, int]:
    raise TypeError(f"not a figure: {type(figure).__name__}")


@_option.register
def _bars(figure: Bars) -> tuple[Option, int]:
    grouped = len(figure.series) > 1
    upright = (
        len(figure.categories) <= _UPRIGHT_CATEGORIES
        and len(figure.categories) * len(figure.series) <= _UPRIGHT_BARS
    )
    series: list[Option] = [
        {
            "type": "bar",
            "name": one.name,
            "barMaxWidth": 46 if not grouped else 24,
            "barGap": "12%",
            "label": {
                "show": True,
                "position": "top" if upright else "right",
                "fontSize": 11 if grouped else 12,
                "color": _INK,
                "textBorderColor": "#ffffff",
                "textBorderWidth": 3,
            },
            "itemStyle": {"borderRadius": [3, 3, 0, 0] if upright else [0, 3, 3, 0]},
            "data": [_labelled(point) for point in one.points],
        }
        for one in figure.series
    ]
    if figure.mark is not None and figure.mark[1].value is not None and series:
        name, mark = figure.mark
        series[0]["markLine"] = {
            "symbol": "none",
            "silent": True,
            "lineStyle": {"color": _SOFT, "type": "dashed"},
            "label": {
                "formatter": f"{_escaped(name)} {mark.display}",
                "color": _SOFT,
                "position": "end",
            },
            "data": [{"yAxis" if upright else "xAxis": _number(mark.value)}],
        }
    if not grouped and series:
        series.append(_gaps(figure.series[0], upright))
    head = 34 if grouped else 10
    if upright:
        names = _category_axis(figure.categories, axisLabel=_wrapped(len(figure.categories)))
        option = {
            "grid": {"left": 46, "right": 96 if figure.mark else 24, "top": head + 30, "bottom": 56},
            "xAxis": names,
            "yAxis": _value_axis(figure.axis, figure.top, nameLocation="end"),
        }
        height = 380
    else:
        step = 16 * len(figure.series) + 10
        left = min(260, 24 + 13 * max(_cells(name) for name in figure.categories) // 2)
        option = {
            "grid": {"left": left, "right": 60, "top": head + 16, "bottom": 44},
            "xAxis": _value_axis(figure.axis, figure.top, nameLocation="middle", nameGap=26),
            "yAxis": _category_axis(
                figure.categories, inverse=True, axisLabel={"width": left - 12, "overflow": "truncate"}
            ),
        }
        height = head + 60 + step * len(figure.categories)
    return option | {"legend": _legend(grouped), "tooltip": {"trigger": "item"}, "series": series}, height


def _gaps(one: Series, upright: bool) -> Option:
    """Return the signs that stand where a bar has no value."""
    places = [place for place, point in enumerate(one.points) if point.value is None]
    return {
        "type": "scatter",
        "name": NO_VALUE,
        "silent": True,
        "symbolSize": 0,
        "label": {
            "show": True,
            "formatter": NO_VALUE,
            "color": _SOFT,
            "position": "top" if upright else "right",
        },
        "data": [[place, 0] if upright else [0, place] for place in places],
    }


def _wrapped(count: int) -> Option:
    """Return axis labels that break into lines within the room that each of ``count`` categories has."""
    return {"width": (_WIDTH - 70) // max(count, 1) - 6, "overflow": "break", "lineHeight": 15}


def _cells(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


_LINE_TYPES = ("solid", "dashed", "dotted")
_SYMBOLS = ("circle", "rect", "triangle", "diamond")


@_option.register
def _radar(figure: Radar) -> tuple[Option, int]:
    data = [
        {
            "name": one.name,
            "value": [_number(point.value) for point in one.points],
            "displays": [point.display for point in one.points],
            "cells": [[[ref.plan, ref.item] for ref in point.cells] for point in one.points],
            "symbol": _SYMBOLS[place % len(_SYMBOLS)],
            "symbolSize": 6,
            "lineStyle": {"width": 2, "type": _LINE_TYPES[place // len(PALETTE) % len(_LINE_TYPES)]},
            "areaStyle": {"opacity": 0.16 if len(figure.series) == 1 else 0.05},
        }
        for place, one in enumerate(figure.series)
    ]
    option = {
        "legend": {**_legend(True), "top": "middle", "left": 530, "orient": "vertical", "itemGap": 14}
        | {"textStyle": {"width": 190, "overflow": "truncate"}},
        "tooltip": {"trigger": "item"},
        "radar": {
            "center": [275, 215],
            "radius": 150,
            "splitNumber": int(figure.top),
            "axisName": {"color": _INK, "fontSize": 13},
            "splitArea": {"show": False},
            "splitLine": {"lineStyle": {"color": _LINE}},
            "axisLine": {"lineStyle": {"color": _LINE}},
            "indicator": [
                {"name": name, "min": 0, "max": _number(figure.top), "axisLabel": {"show": place == 0}}
                for place, name in enumerate(figure.axes)
            ],
        },
        "series": [{"type": "radar", "data": data}],
    }
    return option, 430


#: What stands for "no score" where ECharts needs a number to draw a field; it is never shown.
_NO_LEVEL = -1


@_option.register
def _heat_map(figure: HeatMap) -> tuple[Option, int]:
    pieces = [
        {"value": level, "label": str(level), "color": scale_colour(Fraction(level), Fraction(figure.top))}
        for level in range(figure.top + 1)
    ]
    data = []
    for row, one in enumerate(figure.rows):
        for column, point in enumerate(one.points):
            level = _NO_LEVEL if point.value is None else int(point.value)
            dark = level > DARK_FROM * figure.top
            item = _labelled(point, [column, row, level])
            item["label"] |= {"color": "#ffffff" if dark else _INK}
            data.append(item)
    left = min(280, 24 + 13 * max((_cells(one.name) for one in figure.rows), default=0) // 2)
    option = {
        "grid": {"left": left, "right": 20, "top": 64, "bottom": 40},
        "tooltip": {"trigger": "item"},
        "xAxis": _category_axis(
            figure.columns,
            position="top",
            axisLabel={
                "width": max(40, (_WIDTH - left - 20) // max(len(figure.columns), 1) - 4),
                "overflow": "break",
                "lineHeight": 15,
                # Whole English words must fit above their columns.
                "fontSize": 12
                if all(_cells(word) <= 8 for name in figure.columns for word in name.split())
                else 10,
            },
        ),
        "yAxis": _category_axis(
            tuple(one.name for one in figure.rows),
            inverse=True,
            axisLabel={"width": left - 12, "overflow": "truncate"},
        ),
        "visualMap": {
            "type": "piecewise",
            "pieces": [*pieces, {"value": _NO_LEVEL, "label": NO_VALUE, "color": NO_SCORE}],
            "dimension": 2,
            "orient": "horizontal",
            "left": "center",
            "bottom": 4,
            "itemWidth": 16,
            "itemHeight": 12,
            "itemSymbol": "roundRect",
        },
        "series": [
            {
                "type": "heatmap",
                "data": data,
                "label": {"show": True, "fontSize": 13},
                "itemStyle": {"borderColor": "#ffffff", "borderWidth": 2},
            }
        ],
    }
    return option, 64 + 44 + 28 * max(len(figure.rows), 1)


def scale_colour(value: Fraction, top: Fraction) -> str:
    """Return the colour of a value between 0 and ``top`` on the sequential scale, mixed exactly."""
    place = min(max(value / top, Fraction(0)), Fraction(1)) * (len(SCALE) - 1)
    lower = min(int(place), len(SCALE) - 2)
    share = place - lower
    mixed = [
        round(
            int(SCALE[lower][at : at + 2], 16) * (1 - share) + int(SCALE[lower + 1][at : at + 2], 16) * share
        )
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _continuous(top: Fraction, axis: str) -> Option:
    return {
        "type": "continuous",
        "min": 0,
        "max": _number(top),
        "inRange": {"color": list(SCALE)},
        "text": [f"{top} {axis}", "0"],
        "textStyle": {"color": _SOFT},
        "calculable": False,
        "orient": "horizontal",
        "left": 30,
        "bottom": 8,
        "itemWidth": 12,
        "itemHeight": 160,
    }


@_option.register
def _tile_map(figure: TileMap) -> tuple[Option, int]:
    side, gap = 62, 4
    columns = max((tile.column for tile in figure.tiles), default=0) + 1
    rows = max((tile.row for tile in figure.tiles), default=0) + 1

    def item(tile: Tile) -> Option:
        value = tile.point.value
        text = _escaped(tile.name) + (f"\n{tile.point.display}" if value is not None else "")
        kind = figure.kind_of(tile)
        if kind is not None:
            colour, dark = kind.colour, kind.is_dark
        else:
            colour = NO_SCORE if value is None else scale_colour(value, figure.top)
            dark = value is not None and value > DARK_FROM * figure.top
        return _item(tile.point, [tile.column, tile.row, _number(value)]) | {
            "name": tile.name,
            "code": tile.code,
            "itemStyle": {"color": colour, "opacity": 1},
            "label": {
                "formatter": text,
                "color": "#ffffff" if dark else _INK if value is not None else _SOFT,
            },
        }

    known = [tile for tile in figure.tiles if tile.point.value is not None]
    empty = [tile for tile in figure.tiles if tile.point.value is None]
    width = columns * (side + gap)
    hidden = {"type": "value", "show": False, "min": -0.5}
    on_values = {"seriesIndex": 0, "dimension": 2}
    common = {
        "type": "scatter",
        "symbol": "roundRect",
        "symbolSize": side,
        "itemStyle": {"opacity": 1},
        # Words too long for a square (core · belt) break within it.
        "label": {"show": True, "fontSize": 13, "lineHeight": 17, "width": side - 6, "overflow": "break"},
    }
    option = {
        "grid": {"left": "center", "width": width, "top": 10, "height": rows * (side + gap)},
        "tooltip": {"trigger": "item"},
        "xAxis": hidden | {"max": columns - 0.5},
        "yAxis": hidden | {"max": rows - 0.5, "inverse": True},
        "visualMap": _kinds(figure) if figure.kinds else _continuous(figure.top, figure.axis) | on_values,
        "series": [
            common | {"data": [item(tile) for tile in known]},
            common | {"silent": True, "data": [item(tile) for tile in empty]},
        ],
    }
    return option, 10 + rows * (side + gap) + 50


def _kinds(figure: TileMap) -> Option:
    """Return the key of a map of kinds."""
    return {
        "type": "piecewise",
        "seriesIndex": 0,
        "dimension": 2,
        "pieces": [
            {"value": place, "label": kind.name, "color": kind.colour}
            for place, kind in enumerate(figure.kinds)
        ],
        "textStyle": {"color": _INK},
        "selectedMode": False,
        "orient": "horizontal",
        "left": 30,
        "bottom": 8,
    }


@_option.register
def _boundary_map(figure: BoundaryMap) -> tuple[Option, int]:
    data = [
        _item(region.point)
        | {
            "name": region.code,
            "label": {
                "show": True,
                "formatter": f"{_escaped(region.name)} {region.point.display}",
                "color": _INK,
                "fontSize": 11,
            },
        }
        for region in figure.regions
    ]
    option: Option = {
        "tooltip": {"trigger": "item"},
        "visualMap": _continuous(figure.top, figure.axis),
        "series": [
            {
                "type": "map",
                "map": figure.id,
                "data": data,
                "roam": False,
                "label": {"show": False},
                "itemStyle": {"areaColor": NO_SCORE, "borderColor": "#9aa7b4"},
                "top": 10,
                "bottom": 60,
            }
        ],
    }
    if figure.review:
        option["graphic"] = [
            {
                "type": "text",
                "right": 20,
                "bottom": 12,
                "style": {"text": figure.review, "fill": _SOFT, "fontSize": 12},
            }
        ]
    return option, 640


@_option.register
def _trend(figure: Trend) -> tuple[Option, int]:
    series = [
        {
            "type": figure.kind.value,
            "name": one.name,
            "symbol": _SYMBOLS[place % len(_SYMBOLS)],
            "symbolSize": 8 if figure.kind is TrendKind.LINE else 11,
            "connectNulls": False,
            "label": {"show": len(figure.series) == 1, "position": "top", "fontSize": 11, "color": _INK},
            "data": [_labelled(point) for point in one.points],
        }
        for place, one in enumerate(figure.series)
    ]
    option = {
        "legend": _legend(len(figure.series) > 1),
        "tooltip": {"trigger": "item"},
        "grid": {"left": 70, "right": 30, "top": 64, "bottom": 40},
        "xAxis": _category_axis(figure.steps, boundaryGap=figure.kind is TrendKind.SCATTER),
        "yAxis": _value_axis(figure.axis, None, nameLocation="end"),
        "series": series,
    }
    return option, 400


@_option.register
def _network(figure: Network) -> tuple[Option, int]:
    heaviest = max(
        (node.point.value or Fraction(0) for node in figure.nodes), default=Fraction(1)
    ) or Fraction(1)
    strongest = max(
        (link.point.value or Fraction(0) for link in figure.links), default=Fraction(1)
    ) or Fraction(1)

    def share(point: Point, of: Fraction) -> float:
        return float((point.value or Fraction(0)) / of)

    option = {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "graph",
                "layout": "circular",
                # Labels point outwards: upright ones touch where nodes stand close above and below.
                "circular": {"rotateLabel": True},
                "left": 170,
                "right": 170,
                "top": 100,
                "bottom": 100,
                "label": {"show": True, "position": "right", "color": _INK, "fontSize": 12},
                "itemStyle": {"color": PALETTE[0]},
                "data": [
                    _item(node.point)
                    | {
                        "id": str(place),
                        "name": node.name,
                        "symbolSize": round(8 + 30 * share(node.point, heaviest), 1),
                    }
                    for place, node in enumerate(figure.nodes)
                ],
                "links": [
                    _item(link.point)
                    | {
                        "source": str(link.source),
                        "target": str(link.target),
                        "lineStyle": {
                            "width": round(0.5 + 5 * share(link.point, strongest), 2),
                            "color": "#9db4cb",
                            "opacity": 0.7,
                            "curveness": 0.15,
                        },
                    }
                    for link in figure.links
                ],
            }
        ],
    }
    return option, 620
