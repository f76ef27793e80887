"""One figure of every kind, with cells behind its points."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from liance.packs.tiles import shipped_grid
from liance.reports.figures.model import (
    Bars,
    BoundaryMap,
    Figure,
    HeatMap,
    Link,
    Network,
    Node,
    Point,
    Radar,
    Region,
    Series,
    Tile,
    TileMap,
    Trend,
    point,
)

SHAPES = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"110000"},'
    '"geometry":{"type":"Polygon","coordinates":[[[116,39],[117,39],[117,40],[116,40],[116,39]]]}}]}'
)


@dataclass(frozen=True, slots=True)
class Cell:
    plan: str
    item: str


def value(hundredths: int | None) -> Point:
    exact = None if hundredths is None else Fraction(hundredths, 100)
    return point(exact, cells=[Cell("a.docx", "research"), Cell("b.docx", "research")])


def figures() -> tuple[Figure, ...]:
    names = ("技术攻关", "创新平台", "应用场景")
    one = Series("均值", (value(206), value(None), value(290)))
    two = Series("省级", (value(300), value(100), value(0)))
    top = Fraction(4)
    return (
        Bars("bars", "任务的平均分数", "平均分", names, (one,), top, ("均值", value(248))),
        Bars("grouped", "各类任务", "平均分", names, (one, two), top),
        Bars(
            "many",
            "各规划",
            "分",
            tuple(f"规划{n}" for n in range(30)),
            (Series("目标", (value(200),) * 30),),
            top,
        ),
        Radar("radar", "省级", names, (one, two), top),
        HeatMap("heat", "各项", names, (Series("甲市", (point(0, 0), point(4, 0), point(None, 0))),), 4),
        TileMap(
            "tiles",
            "各省",
            "平均分",
            tuple(
                Tile(
                    place.code, place.name.zh, place.column, place.row, value(250 if place.row == 4 else None)
                )
                for place in shipped_grid()
            ),
            top,
        ),
        BoundaryMap(
            "map", "各省", "平均分", SHAPES, (Region("110000", "北京", value(250)),), top, "审图号：测试"
        ),
        Trend("trend", "企业数", "家", ("2019", "2020"), (Series("企业", (value(100), value(200))),)),
        Network(
            "network", "共现", (Node("政务", value(300)), Node("金融", value(100))), (Link(0, 1, value(100)),)
        ),
    )
