"""Stored plans against the plan above: values lead to sentences, short only where all children are known."""

from __future__ import annotations

import pytest

from liance.core.language import Language
from liance.workbench.shelf import Shelf
from liance.workbench.shelf_coherence import family, likely_children, likely_parent

PLAN = (
    "{place}区块链产业发展行动计划（2024—2027年）\n{place}人民政府办公室\n2024年3月1日\n一、发展目标\n"
    "到2027年底，培育区块链企业{count}家。\n二、重点任务\n（一）应用推广。加强应用。\n"
)


def added(shelf: Shelf, place: str, count: int, level: str, code: str = "") -> int:
    data = PLAN.format(place=place, count=count).encode()
    number: int = shelf.add(f"{place}.txt", data, "张工").version.plan
    shelf.edit(number, {"level": level, **({"region_code": code} if code else {})}, "张工")
    return number


@pytest.mark.usefixtures("sqlite_store")
def test_children_are_added_up_against_their_parent() -> None:
    shelf = Shelf()
    parent = shelf.plan(added(shelf, "山西省", 100, "province", "140000"))
    inside = [added(shelf, "太原市", 40, "city", "140100"), added(shelf, "大同市", 30, "city", "140200")]
    added(shelf, "石家庄市", 90, "city", "130100")
    versions = shelf.newest()
    assert likely_parent(versions) == parent
    children = likely_children(parent, versions)
    assert sorted(child.plan for child in children) == inside
    (row,) = family(shelf, parent, children, Language.ZH).rows
    assert (row.verdict, row.combined) == ("open", "合计70家")
    made = family(shelf, parent, children, Language.ZH, complete=True)
    assert made.rows[0].verdict == "short"
    assert "70" in made.findings[0].message(Language.ZH)
    for child in made.rows[0].children:
        assert child.quote[:6] in shelf.outline(child.version).document.text[child.start :]
    assert {key: count for key, _, count in made.counts}["short"] == 1
    alone = family(shelf, parent, (), Language.EN)
    assert [one.verdict for one in alone.rows] == ["not_shared"]


@pytest.mark.usefixtures("sqlite_store")
def test_a_child_above_its_parent_is_named_by_its_title() -> None:
    shelf = Shelf()
    parent = shelf.plan(added(shelf, "云岭省", 20, "province"))
    added(shelf, "望潮市", 60, "city")
    made = family(shelf, parent, likely_children(parent, shelf.newest()), Language.ZH)
    assert made.rows[0].verdict == "above"
    assert "望潮市区块链产业" in made.findings[0].message(Language.ZH)
    assert likely_parent(()) is None
