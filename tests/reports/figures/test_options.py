"""Each figure becomes one option of plain JSON, whose points lead back to their cells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reports.figures.samples import figures, value

from liance.reports.figures.model import NO_VALUE, Bars, Figure, HeatMap, Series, point
from liance.reports.figures.options import NO_SCORE, SCALE, drawing, scale_colour


def items_of(option: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for series in option["series"]:
        for name in ("data", "links"):
            yield from (item for item in series.get(name, []) if isinstance(item, dict))


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.id)
def test_an_option_is_plain_json_and_every_point_leads_to_its_cells(figure: Figure) -> None:
    made = drawing(figure)
    data = made.as_data()
    assert json.loads(json.dumps(data, ensure_ascii=False, allow_nan=False)) == data
    items = list(items_of(made.option))
    assert items
    assert all("cells" in item for item in items)
    flat = json.dumps([item["cells"] for item in items])
    assert '["a.docx", "research"]' in flat or figure.id == "heat"


def test_a_missing_value_is_a_gap_and_never_a_zero() -> None:
    bars = drawing(Bars("b", "t", "x", ("甲", "乙"), (Series("s", (value(None), value(0))),), Fraction(4)))
    gap, zero = bars.option["series"][0]["data"]
    assert gap["value"] is None
    assert gap["display"] == NO_VALUE
    assert zero["value"] == 0.0
    assert bars.option["series"][1]["data"] == [[0, 0]], "a sign stands in the gap"
    heat = drawing(HeatMap("h", "t", ("甲", "乙"), (Series("s", (point(None, 0), point(0, 0))),), 4))
    missing, covered = heat.option["series"][0]["data"]
    assert missing["label"]["formatter"] == NO_VALUE
    assert covered["label"]["formatter"] == "0"
    colours = {piece["value"]: piece["color"] for piece in heat.option["visualMap"]["pieces"]}
    assert colours[missing["value"][2]] == NO_SCORE
    assert colours[covered["value"][2]] == SCALE[0]


def test_numbers_are_shown_as_rounded_half_up() -> None:
    exact = Fraction(2225, 1000)
    bars = drawing(Bars("b", "t", "x", ("甲",), (Series("s", (point(exact),)),)))
    (item,) = bars.option["series"][0]["data"]
    assert item["label"]["formatter"] == item["display"] == "2.23"


def test_a_name_with_braces_is_no_template() -> None:
    shown = drawing(Bars("b", "t", "x", ("甲",), (Series("s", (value(1),)),), None, ("{b}", value(1))))
    assert "{" not in shown.option["series"][0]["markLine"]["label"]["formatter"]


@given(st.fractions(min_value=-1, max_value=5))
def test_colours_stay_on_the_scale_and_its_ends_are_exact(share: Fraction) -> None:
    colour = scale_colour(share, Fraction(4))
    assert len(colour) == 7
    if share <= 0:
        assert colour == SCALE[0]
    if share >= 4:
        assert colour == SCALE[-1]
