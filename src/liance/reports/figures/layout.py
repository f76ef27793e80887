"""A draft's layout -> a tile map of kinds: core, belt, block. The Word file and the web draw the same one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from liance.core.language import Language, Text
from liance.delivery.drafting.layout import PlacedTile
from liance.reports.figures.model import Point, Tile, TileKind, TileMap

_TITLE: Final = Text(zh="空间布局示意", en="Layout")
_AXIS: Final = Text(zh="种类", en="kind")
#: The kinds of parts, the strongest first: a place of several kinds is coloured by its first.
_KINDS: Final = {
    "core": (Text(zh="核心", en="core"), "#9c1c1c", True),
    "belt": (Text(zh="带", en="belt"), "#bfd7ea", False),
    "block": (Text(zh="板块", en="block"), "#d9e8c9", False),
}


def layout_map(tiles: Sequence[PlacedTile], language: Language) -> TileMap | None:
    """Return the map of a layout, moved to the upper left; None where no place has a square."""
    if not tiles:
        return None
    left = min(tile.place.column for tile in tiles)
    top = min(tile.place.row for tile in tiles)
    places = {kind: number for number, kind in enumerate(_KINDS)}
    shown = tuple(
        Tile(
            tile.place.code,
            tile.place.name.render(language),
            tile.place.column - left,
            tile.place.row - top,
            Point(
                Fraction(places[tile.kinds[0]]) if tile.kinds else None,
                "·".join(_KINDS[kind][0].render(language) for kind in tile.kinds),
            ),
        )
        for tile in tiles
    )
    kinds = tuple(TileKind(name.render(language), colour, dark) for name, colour, dark in _KINDS.values())
    return TileMap(
        "layout", _TITLE.render(language), _AXIS.render(language), shown, Fraction(len(kinds)), kinds
    )
