"""Layout: every part on known places, with its reason."""

from __future__ import annotations

import doctest
from typing import Any

import pytest

from liance.delivery.drafting import layout
from liance.delivery.drafting.layout import lay_out
from liance.packs.regions import shipped_regions
from liance.packs.worksheet import LayoutPart, PlaceFill

CORE = {"kind": "core", "name": "核", "places": ("140100",), "reason": "人才集中"}
PLACES = (
    PlaceFill(code="140100", name="太原市", row=1, column=1),
    PlaceFill(code="990001", name="河口", row=1, column=2),
)


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(layout).failed == 0


def made(*parts: dict[str, Any], places: tuple[PlaceFill, ...] = PLACES) -> tuple[layout.Layout, set[str]]:
    laid, findings = lay_out([LayoutPart.model_validate(part) for part in parts], places, shipped_regions())
    return laid, {finding.code for finding in findings}


def test_places_are_named_by_the_worksheet_or_by_their_division() -> None:
    belt = {"kind": "belt", "name": "带", "places": ("990001", "140200"), "reason": "沿线"}
    laid, codes = made(CORE, belt)
    assert [part.names for part in laid.parts] == [("太原市",), ("河口", "大同市")]
    assert laid.name == "一核一带"
    shown = [(tile.place.name.zh, tile.kinds) for tile in laid.tiles]
    assert shown == [("太原市", ("core",)), ("河口", ("belt",))]
    assert codes == set()


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((), "layout.none"),
        ((CORE, CORE), "layout.cores"),
        (({**CORE, "kind": "block"},), "layout.cores"),
        (({**CORE, "places": ("999999",)},), "layout.unknown_place"),
        (({**CORE, "places": ()},), "layout.no_place"),
        (({**CORE, "reason": ""},), "layout.no_reason"),
        ((CORE,), "layout.outside"),
    ],
)
def test_what_is_wrong_with_a_layout_is_told(parts: tuple[dict[str, Any], ...], code: str) -> None:
    assert code in made(*parts)[1]


def test_a_layout_over_provinces_stands_on_the_shipped_grid() -> None:
    laid, _ = made({**CORE, "places": ("140000",)}, places=())
    kinds = {tile.place.name.zh: tile.kinds for tile in laid.tiles}
    assert kinds["山西"] == ("core",)
    assert kinds["北京"] == ()
    assert made({**CORE, "places": ("140000", "140100")}, places=())[0].tiles == ()


def test_two_places_on_one_tile_are_told() -> None:
    clash = (PLACES[0], PlaceFill(code="990001", name="河口", row=1, column=1))
    assert "layout.same_tile" in made(CORE, places=clash)[1]
