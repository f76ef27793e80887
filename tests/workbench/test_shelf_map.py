"""Delivery as tiles: every target is on one tile, provinces where they are known, layouts with the targets of their places."""

from __future__ import annotations

from datetime import date

import pytest

from liance.core.language import Language
from liance.workbench import shelf_delivery as delivery
from liance.workbench.shelf import Shelf
from liance.workbench.shelf_map import delivery_map, layout_of, province_sources, study_layouts

TODAY = date(2026, 6, 30)
PLAN = (
    "山西省区块链产业发展规划（2024—2027年）\n山西省人民政府办公厅\n2024年3月1日\n一、发展目标\n"
    "到2027年底，全省培育区块链企业50家，太原市建成平台3个。\n二、空间布局\n构建“一核两带”的空间布局。\n"
    "（一）一核。以太原市为核心，建设技术研发高地。\n（二）两带。大同市、朔州市建设能源应用带，运城市、临汾市建设农业应用带。\n"
)


@pytest.mark.usefixtures("database")
def test_targets_stand_on_the_tile_of_their_plan_and_province() -> None:
    shelf = Shelf()
    version = shelf.add("山西.txt", PLAN.encode(), "张工").version
    other = shelf.add(
        "石门.txt", PLAN.replace("山西", "石门").replace("太原", "石门").encode(), "张工"
    ).version
    assert delivery_map(shelf, TODAY, Language.ZH).levels == ()
    delivery.follow([version, other], "张工")
    made = delivery_map(shelf, TODAY, Language.ZH)
    tiles = [tile for _, some, _ in made.levels for tile in some]
    assert sum(tile.total for tile in tiles) == len(delivery.board(TODAY).lines)
    shelf.edit(version.plan, {"region_code": "140000", "level": "province"}, "张工")
    made = delivery_map(shelf, TODAY, Language.ZH)
    placed = [tile for tile in made.provinces if tile.total]
    assert [(tile.code, tile.name) for tile in placed] == [("140000", "山西")]
    assert len({(tile.column, tile.row) for tile in made.provinces}) == len(made.provinces) >= 31
    assert made.unplaced == 1
    sources = province_sources(shelf, "140000")
    assert sources == {"山西.txt"}
    shown = delivery.board(TODAY, sources=sources)
    assert len(shown.lines) == placed[0].total


@pytest.mark.usefixtures("sqlite_store")
def test_a_layout_names_its_places_and_a_plan_without_one_has_none() -> None:
    shelf = Shelf()
    version = shelf.add("山西.txt", PLAN.encode(), "张工").version
    view = layout_of(shelf, version, Language.ZH)
    assert view is not None
    assert "核" in view.formula
    names = {place.name for part in view.parts for place in part.places}
    assert "太原市" in names
    targets = [target for part in view.parts for place in part.places for target in place.targets]
    text = shelf.outline(version).document.text
    assert all(quote[:4] in text for _, quote in targets)
    plain = shelf.add("平.txt", "一、目标\n到2027年，建成区块链平台3个。\n".encode(), "张工").version
    assert layout_of(shelf, plain, Language.ZH) is None


def test_the_shipped_study_has_a_layout() -> None:
    (view,) = study_layouts(Language.ZH)
    assert view.formula == "一核两带五板块"
    assert [part.unit for part in view.parts] == ["核", "带", "带", *["板块"] * 5]
