"""Automatic list numbers, written as word processors write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.plans.documents.numbering import chinese_number, format_number


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("decimal", ["1", "2", "10", "11", "27"]),
        ("chineseCounting", ["一", "二", "十", "十一", "二十七"]),
        ("chineseCountingThousand", ["一", "二", "十", "十一", "二十七"]),
        ("japaneseCounting", ["一", "二", "十", "十一", "二十七"]),
        ("ideographDigital", ["一", "二", "一〇", "一一", "二七"]),
        ("chineseLegalSimplified", ["壹", "贰", "壹拾", "壹拾壹", "贰拾柒"]),
        ("ideographTraditional", ["甲", "乙", "癸", "甲", "庚"]),
        ("upperLetter", ["A", "B", "J", "K", "AA"]),
        ("lowerLetter", ["a", "b", "j", "k", "aa"]),
        ("upperRoman", ["I", "II", "X", "XI", "XXVII"]),
        ("lowerRoman", ["i", "ii", "x", "xi", "xxvii"]),
        ("decimalZero", ["01", "02", "10", "11", "27"]),
        ("decimalFullWidth", ["１", "２", "１０", "１１", "２７"]),
        ("decimalEnclosedCircle", ["①", "②", "⑩", "⑪", "27"]),
        ("ideographEnclosedCircle", ["㊀", "㊁", "㊉", "11", "27"]),
        ("none", ["", "", "", "", ""]),
        ("styleOfTomorrow", ["1", "2", "10", "11", "27"]),
    ],
)
def test_formats(style: str, written: list[str]) -> None:
    assert [format_number(number, style) for number in (1, 2, 10, 11, 27)] == written


def test_chinese_numbers_fill_gaps_with_zero() -> None:
    assert [chinese_number(number) for number in (0, 100, 101, 110, 1001, 1010, 9999)] == [
        "零", "一百", "一百零一", "一百一十", "一千零一", "一千零一十", "九千九百九十九",
    ]  # fmt: skip


@given(st.integers(1, 9999))
def test_chinese_numbers_differ(number: int) -> None:
    assert chinese_number(number) != chinese_number(number % 9999 + 1)


@given(st.integers(-5, 10**9), st.sampled_from(["lowerRoman", "upperLetter", "chineseCounting"]))
def test_every_number_is_written(number: int, style: str) -> None:
    assert 0 < len(format_number(number, style)) < 400
