"""The skeleton: numbering of official documents, blanks, plain text."""

from __future__ import annotations

import doctest

import pytest

from liance.delivery.drafting import skeleton
from liance.delivery.drafting.skeleton import Box, Draft, Grid, Piece, Writer, blank, numeral


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(skeleton).failed == 0


def test_headings_are_numbered_and_begin_anew_in_each_part() -> None:
    writer = Writer()
    writer.chapter("基础")
    writer.section("现状")
    writer.item("一条", [Piece("文字。")])
    writer.item("", [Piece("文字。")])
    writer.section("不足")
    writer.item("又一条。", [Piece("文字。")])
    writer.chapter("任务")
    writer.section("攻关")
    draft = Draft("题", "甲省", "区块链", tuple(writer.blocks))
    assert draft.text().splitlines() == [
        "一、基础",
        "（一）现状",
        "1. 一条。文字。",
        "2. 文字。",
        "（二）不足",
        "1. 又一条。文字。",
        "二、任务",
        "（一）攻关",
    ]


def test_blanks_are_found_everywhere_and_say_what_to_decide() -> None:
    writer = Writer()
    writer.body(Piece("依据"), blank("哪份文件？"))
    writer.add(Grid(("一", "二"), (((Piece("3"),), (blank("谁？"),)),), (1, 1)))
    writer.add(Box((blank("清单？"),)))
    draft = Draft("题", "甲省", "区块链", tuple(writer.blocks))
    assert [piece.comment for piece in draft.blanks] == ["哪份文件？", "谁？", "清单？"]
    assert "| 3 | 【待填】 |" in draft.text()


def test_numerals_end_at_99() -> None:
    with pytest.raises(ValueError, match="100"):
        numeral(100)
