"""Packets: what must not change is told by its digest; what is written is read as it stands."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liance.core.language import Language
from liance.packs.library import Library
from liance.plans.study.judging import Entry
from liance.plans.study.model import Cell, Stage
from liance.plans.study.packets import (
    Head,
    Packet,
    PacketError,
    PacketPlan,
    content_digest,
    distinct_entries,
    packet_json,
    read_packet,
    rubric_lines,
)
from liance.reports.study_packet_sheet import packet_sheet

ITEMS = Library().rubric("technology-plan").rubric.items[:2]


def packet(text: str, entries: dict[Cell, Entry]) -> Packet:
    plans = (PacketPlan("p", "规划", text),)
    head = Head(
        "s",
        "研究",
        "甲",
        Stage.BLIND,
        "r 1.0.0",
        "sha256:r",
        content_digest(ITEMS, plans),
        dict.fromkeys(entries, 0),
    )
    return Packet(head, "签名", ITEMS, plans, entries)


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
WRITTEN = st.text(alphabet="甲乙丙 ab<>&\"'=+-，。", max_size=12).map(lambda text: " ".join(text.split()))
ENTRIES = st.builds(
    Entry,
    level=st.sampled_from(["", "0", "3", "无法判断"]),
    criteria=st.sampled_from(["", "goal.1.vision"]),
    quotes=st.lists(WRITTEN.filter(bool), max_size=3).map(tuple),
    confidence=st.sampled_from(["", "高"]),
    reason=WRITTEN,
)


@settings(deadline=None, max_examples=40)
@given(TEXTS, st.lists(ENTRIES, min_size=2, max_size=2))
def test_both_forms_come_back_as_they_went(text: str, entries: list[Entry]) -> None:
    cells = {Cell("p", item.id): entry for item, entry in zip(ITEMS, entries, strict=True)}
    made = packet(text, cells)
    for data in (packet_json(made), packet_sheet(made, Language.ZH)):
        read = read_packet("x", data)
        assert read.head == made.head
        assert read.signature == made.signature
        assert read.content_digest == made.head.content_digest
        taken, _ = distinct_entries(read)
        assert {cell: entry for cell, (entry, _) in taken.items()} == {
            cell: entry for cell, entry in cells.items() if not entry.is_blank
        }


@given(st.text(alphabet="甲乙 \n", max_size=20), st.text(alphabet="甲乙 \n", max_size=20))
def test_the_digest_tells_texts_apart_but_for_white_space(one: str, other: str) -> None:
    same = "".join(one.split()) == "".join(other.split())
    digests = {content_digest(ITEMS, [PacketPlan("p", "", text)]) for text in (one, other)}
    assert (len(digests) == 1) is same


def test_the_digest_covers_the_rubric_and_which_plan_is_which() -> None:
    plans = [PacketPlan("p", "", "甲"), PacketPlan("q", "", "乙")]
    swapped = [replace(plans[0], text="乙"), replace(plans[1], text="甲")]
    assert len({content_digest(ITEMS, one) for one in (plans, swapped)}) == 2
    assert content_digest(ITEMS, plans) != content_digest(ITEMS[:1], plans)
    assert all("{subject}" not in line.text for line in rubric_lines(ITEMS[1]))


def test_a_packet_of_wrong_shape_is_none() -> None:
    made = json.loads(packet_json(packet("x", {Cell("p", "goal"): Entry("1")})))
    for part in ("head", "signature", "rubric", "plans", "cells"):
        with pytest.raises(PacketError):
            read_packet("x", json.dumps({key: value for key, value in made.items() if key != part}).encode())
    for wrong in (
        {**made, "signature": ["x"]},
        {**made, "cells": [{**made["cells"][0], "level": 1.5}]},
        {**made, "head": {**made["head"], "format": "v2"}},
        {**made, "head": {**made["head"], "stage": "party"}},
        {**made, "cells": 7},
    ):
        with pytest.raises(PacketError):
            read_packet("x", json.dumps(wrong).encode())
