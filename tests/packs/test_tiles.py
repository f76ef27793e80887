"""The tile grid holds every division of province level once."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from liance.packs.regions import shipped_regions
from liance.packs.tiles import grid_from_csv, shipped_grid


def test_every_province_has_one_square() -> None:
    table = (files("liance") / "data" / "regions" / "divisions.csv").read_text(encoding="utf-8")
    provinces = {row["code"] for row in csv.DictReader(table.splitlines()) if row["level"] == "province"}
    assert {place.code for place in shipped_grid()} == provinces
    for place in shipped_grid():
        division = shipped_regions().get(place.code)
        assert division is not None
        assert division.name.startswith(place.name.zh)


@pytest.mark.parametrize("second", ["110000,b,b,1,0", "120000,b,b,0,0"])
def test_a_grid_with_two_divisions_in_one_place_is_refused(second: str) -> None:
    with pytest.raises(ValueError, match="share"):
        grid_from_csv(f"code,zh,en,column,row\n110000,a,a,0,0\n{second}\n")
