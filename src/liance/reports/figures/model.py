"""What figures are: plain values with their texts in one language, and behind each point its cells.

A figure holds exact numbers; how they are drawn is said in ``options``. A point without a value is drawn as a
gap, never as a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal, Protocol

from liance.core.numbers import round_half_up

NO_VALUE = "—"


class Ref(Protocol):
    """The way to a cell: the key of a plan and the id of an item."""

    @property
    def plan(self) -> str:
        """Key of the plan."""

    @property
    def item(self) -> str:
        """Id of the item."""


@dataclass(frozen=True, slots=True)
class Point:
    """One data point: its exact value (None: there is none), how it is shown, and the cells it rests on."""

    value: Fraction | None
    display: str
    cells: tuple[Ref, ...] = ()


def point(value: Fraction | int | None, places: int = 2, cells: Sequence[Ref] = ()) -> Point:
    """Return a point shown with ``places`` decimals, half-up."""
    if value is None:
        return Point(None, NO_VALUE, tuple(cells))
    exact = Fraction(value)
    return Point(exact, str(round_half_up(exact, places)), tuple(cells))


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one name, one for each category, axis or step of the figure."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars by category; several series stand beside each other. ``top`` is the end of the scale.

    ``mark`` is a value to draw a line at (a mean, a threshold), with its name.
    """

    id: str
    title: str
    axis: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    top: Fraction | None = None
    mark: tuple[str, Point] | None = None


@dataclass(frozen=True, slots=True)
class Radar:
    """Values around a circle: one axis per item, each from 0 to ``top``."""

    id: str
    title: str
    axes: tuple[str, ...]
    series: tuple[Series, ...]
    top: Fraction


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Whole-number scores by row and column; ``rows[r].points[c]`` belongs to ``columns[c]``."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Series, ...]
    top: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One place as a square of a grid; ``column`` and ``row`` from 0, row 0 in the north."""

    code: str
    name: str
    column: int
    row: int
    point: Point


@dataclass(frozen=True, slots=True)
class TileKind:
    """What a tile may be instead of a value on a scale: its name and colour, and whether text on it is white."""

    name: str
    colour: str
    is_dark: bool = False


@dataclass(frozen=True, slots=True)
class TileMap:
    """Places as equal squares, about where they lie. It shows no boundary and claims none.

    Points are values up to ``top``; where ``kinds`` are given, a point's value is the place of its kind among them.
    """

    id: str
    title: str
    axis: str
    tiles: tuple[Tile, ...]
    top: Fraction
    kinds: tuple[TileKind, ...] = ()

    def kind_of(self, tile: Tile) -> TileKind | None:
        """Return the kind of a tile; None without kinds, or for a tile without a value."""
        value = tile.point.value
        return None if value is None or not self.kinds else self.kinds[int(value)]


@dataclass(frozen=True, slots=True)
class Region:
    """A region of a boundary map: ``code`` as in its shapes, ``name`` as shown."""

    code: str
    name: str
    point: Point


@dataclass(frozen=True, slots=True)
class BoundaryMap:
    """Regions in shapes that the user supplies: GeoJSON text whose features are named by code.

    Maps of China that are made public need a review number (审图号); ``review`` is printed with the map.
    """

    id: str
    title: str
    axis: str
    shapes: str
    regions: tuple[Region, ...]
    top: Fraction
    review: str = ""


class TrendKind(StrEnum):
    """How the points of a trend are drawn."""

    LINE = "line"
    SCATTER = "scatter"


@dataclass(frozen=True, slots=True)
class Trend:
    """Values over steps of time, as lines or as points."""

    id: str
    title: str
    axis: str
    steps: tuple[str, ...]
    series: tuple[Series, ...]
    kind: TrendKind = TrendKind.LINE


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of a network; the point's value is its weight."""

    name: str
    point: Point


@dataclass(frozen=True, slots=True)
class Link:
    """A tie between two nodes (their places in ``nodes``); the point's value is its weight."""

    source: int
    target: int
    point: Point


@dataclass(frozen=True, slots=True)
class Network:
    """Things and ties between them, in a circle."""

    id: str
    title: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


Figure = Bars | Radar | HeatMap | TileMap | BoundaryMap | Trend | Network
FigureKind = Literal["bars", "radar", "heat_map", "tile_map", "boundary_map", "trend", "network"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn figure: SVG and PNG, the size in CSS pixels, and a title for readers who do not see it."""

    svg: str
    png: bytes
    width: int
    height: int
    title: str
