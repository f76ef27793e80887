"""Versions: what changed, and files that are none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liance.delivery.drafting.versions import Change, Snapshot, compare

OLD = Snapshot(
    "题", "甲省", "区块链", ("一、基础", "旧句。", ""), {"filing": {"2027": "20项"}}, ("能源电力",), "一核", 5,
    {"goal": 3, "talent": None},
)  # fmt: skip


def test_what_changed_is_named() -> None:
    new = replace(
        OLD,
        lines=("一、基础", "新句。", ""),
        targets={"filing": {"2027": "25项", "2030": "40项"}},
        scenarios=("电子证照",),
        layout="一核两带",
        blanks=2,
        scores={"goal": 4, "talent": 0},
    )
    changes = compare(OLD, new)
    assert changes.targets == (Change("filing 2027", "20项", "25项"), Change("filing 2030", "", "40项"))
    assert changes.scores == (Change("goal", "3", "4"), Change("talent", "—", "0"))
    assert (changes.entered, changes.left) == (("电子证照",), ("能源电力",))
    assert changes.layout == Change("layout", "一核", "一核两带")
    assert (changes.added, changes.dropped, changes.blanks) == (("新句。",), ("旧句。",), (5, 2))
    assert not changes.is_same


def test_a_version_is_itself_after_a_journey_through_bytes() -> None:
    assert Snapshot.from_json(OLD.to_json()) == OLD
    assert compare(OLD, OLD).is_same


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff\xfe", b'{"format": "liance-draft-version/1"}', b"[" * 9_999]
)
def test_what_is_no_version_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Snapshot.from_json(data)


@given(st.lists(st.text(max_size=5), max_size=6), st.lists(st.text(max_size=5), max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_lines_added_and_dropped_account_for_the_difference(old: list[str], new: list[str]) -> None:
    changes = compare(replace(OLD, lines=tuple(old)), replace(OLD, lines=tuple(new)))
    count = len([line for line in new if line.strip()]) - len([line for line in old if line.strip()])
    assert len(changes.added) - len(changes.dropped) == count
