"""Packs of oversight rules: the shipped one is sound, faults are told with file and line."""

from __future__ import annotations

from importlib.resources import files

import pytest

from liance import __version__
from liance.packs.library import Library
from liance.packs.reading import read_pack

FOLDER = files("liance") / "data" / "oversight" / "consortium-oversight"
MANIFEST = (FOLDER / "pack.yaml").read_bytes()
RULES = (FOLDER / "oversight.yaml").read_text(encoding="utf-8")


def test_the_shipped_rules_are_of_every_kind() -> None:
    rules = Library().oversight("consortium-oversight").rules
    assert {rule.kind for rule in rules} == {"deadline", "volume", "hours", "refused", "dormant"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("id: many-queries", "id: late", "pack.bad_rule"),
        ('end: "18:30"', 'end: "07:00"', "pack.bad_rule"),
        ("share: 1/3", "share: 4/3", "pack.bad_rule"),
        ("share: 1/3", "share: 0/3", "pack.bad_rule"),
        ("{share}）", "{shore}）", "pack.bad_field"),
        ("{share}）", "{share:>99999999}）", "pack.bad_field"),
        ("{share}）", "{share.__class__}）", "pack.bad_field"),
        ("{share}）", "{share[0]}）", "pack.bad_field"),
        ("{share}）", "{share!r}）", "pack.bad_field"),
        ("{share}）", "{}）", "pack.bad_field"),
        ("{share}）", "{share）", "pack.bad_field"),
        ("factor: 5", "factor: 5.5", "pack.bad_value"),
        ("kind: dormant", "kind: asleep", "pack.bad_value"),
        ("days: 90\n    says", "daze: 90\n    says", "pack.unknown_key"),
    ],
)
def test_each_fault_is_told_with_its_line(old: str, new: str, code: str) -> None:
    assert RULES.count(old) == 1
    text = RULES.replace(old, new)
    pack, findings = read_pack({"pack.yaml": MANIFEST, "oversight.yaml": text.encode()}, __version__)
    assert pack is None
    assert [finding.code for finding in findings] == [code]
    assert (findings[0].place.line or 0) > 1
