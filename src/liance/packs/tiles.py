"""The grid of the tile map: where each division of province level stands (``data/regions/tiles.csv``)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from liance.core.language import Text


@dataclass(frozen=True, slots=True)
class GridPlace:
    """A division of province level as a square: ``column`` from the west, ``row`` from the north, both from 0."""

    code: str
    name: Text
    column: int
    row: int


def grid_from_csv(text: str) -> tuple[GridPlace, ...]:
    """Return the places of a table ``code,zh,en,column,row``.

    Raises:
        ValueError: two divisions share a code or a square.
    """
    places = tuple(
        GridPlace(row["code"], Text(row["zh"], row["en"]), int(row["column"]), int(row["row"]))
        for row in csv.DictReader(io.StringIO(text))
    )
    for keys in ([place.code for place in places], [(place.column, place.row) for place in places]):
        if len(set(keys)) < len(keys):
            raise ValueError("two divisions share a code or a square")
    return places


@cache
def shipped_grid() -> tuple[GridPlace, ...]:
    """Return the shipped grid, read once."""
    table = files("liance") / "data" / "regions" / "tiles.csv"
    return grid_from_csv(table.read_text(encoding="utf-8"))
