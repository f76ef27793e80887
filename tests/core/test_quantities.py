"""Quantities and dates: the table of hard cases, and the laws behind it."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.quantities import (
    DateRole,
    DateSource,
    Kind,
    Op,
    find_dates,
    find_quantities,
    fold_width,
    parse_number,
)

_SPEC = importlib.util.spec_from_file_location(
    "quantity_cases", Path(__file__).with_name("quantity_cases.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
table = importlib.util.module_from_spec(_SPEC)
sys.modules["quantity_cases"] = table
_SPEC.loader.exec_module(table)

CASES = table.load_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_reads_hard_case(case):
    found = tuple(table.describe_quantity(case.text, quantity) for quantity in find_quantities(case.text))
    dates = tuple(table.describe_deadline(case.text, item) for item in find_dates(case.text, case.base))
    assert (found, dates) == (case.quantities, case.dates), case.why


def test_the_table_is_large_varied_and_gives_reasons():
    assert len(CASES) >= 700
    assert len({(case.text, case.base) for case in CASES}) == len(CASES)
    assert all(case.why for case in CASES)
    assert sum(not case.quantities and not case.dates for case in CASES) >= 50


def test_the_short_form_tells_every_part_apart():
    """The table would notice a change in any part of a quantity."""
    (quantity,) = find_quantities("每年新增企业30—50家")
    text = "每年新增企业30—50家"
    shown = table.describe_quantity(text, quantity)
    changes = {
        "value": Fraction(31),
        "value_max": None,
        "op": Op.EXACT,
        "unit": "个",
        "kind": Kind.LEVEL,
        "per_year": False,
        "approximate": True,
        "size_class": True,
        "baseline": Fraction(1),
        "implied": True,
    }
    for name, value in changes.items():
        assert table.describe_quantity(text, replace(quantity, **{name: value})) != shown, name


def _chinese(number: int) -> str:
    """Write a whole number below 10^12 in Chinese, independently of the reader."""
    digits = "零一二三四五六七八九"
    if number >= 10**8:
        high, low = divmod(number, 10**8)
        return _chinese(high) + "亿" + _rest(low, 10**7)
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        return _chinese(high) + "万" + _rest(low, 10**3)
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            high, low = divmod(number, unit)
            return digits[high] + name + _rest(low, unit // 10)
    return digits[number]


def _rest(low: int, place: int) -> str:
    if low == 0:
        return ""
    return ("零" if low < place else "") + _chinese(low)


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_reads_back_every_chinese_numeral(number):
    parsed = parse_number(_chinese(number))
    assert parsed is not None
    assert (parsed.value, parsed.high) == (number, None)


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["", "万", "亿", "万亿"]))
def test_arabic_figures_with_multiplier_are_exact(number, word):
    factor = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[word]
    parsed = parse_number(f"{number / 100:.2f}{word}" if number < 10**6 else f"{number:,}{word}")
    assert parsed is not None
    expected = Fraction(f"{number / 100:.2f}") if number < 10**6 else Fraction(number)
    assert parsed.value == expected * factor


@given(st.sampled_from([case.text for case in CASES]), st.sampled_from(["", "同时，", "经研究，", "（"]))
def test_a_clause_in_front_moves_offsets_and_nothing_else(text, head):
    """Reading is local: what stands in an earlier clause does not change what is read."""
    if text[0].isdigit() or text[0] in '①（“"一二三四五六七八九十百千万':
        return
    plain = [table.describe_quantity(text, quantity) for quantity in find_quantities(text)]
    moved = [table.describe_quantity(head + text, quantity) for quantity in find_quantities(head + text)]
    assert moved == plain


@given(
    st.text(
        alphabet="0123456789.,%-—~至到一二三十百千万亿几数余多个家年月日前第超约以上内“”五级成倍番翻增长每 \n",
        max_size=40,
    )
)
def test_any_text_is_read_without_error_and_spans_lie_in_order(text):
    position = 0
    for quantity in find_quantities(text):
        assert position <= quantity.span.start <= quantity.number.start
        assert quantity.number.end <= quantity.span.end <= len(text)
        assert quantity.value_max is None or quantity.value_max > quantity.value
        position = quantity.span.end
    position = 0
    for deadline in find_dates(text, date(2024, 1, 1)):
        assert position <= deadline.span.start < deadline.span.end <= len(text)
        assert not (deadline.corrupt and deadline.year is not None)
        position = deadline.span.end


@given(st.sampled_from([case.text for case in CASES]))
def test_full_width_figures_read_like_half_width(text):
    wide = text.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})
    assert fold_width(wide) == fold_width(text)
    assert find_quantities(wide) == find_quantities(text)


def test_values_are_exact_fractions():
    (quantity,) = find_quantities("三分之一以上的乡镇")
    assert quantity.value == Fraction(100, 3)
    assert isinstance(quantity.value, Fraction)


def test_relative_deadline_waits_for_its_base():
    (open_end,) = find_dates("三年内建成")
    assert (open_end.year, open_end.years_ahead, open_end.source) == (None, 3, DateSource.RELATIVE)
    assert open_end.resolved(date(2021, 6, 1)).year == 2024
    assert open_end.resolved(None) == open_end


def test_corrupt_year_keeps_what_is_printed():
    (deadline,) = find_dates("到3134年底建成")
    assert (deadline.corrupt, deadline.year, deadline.printed) == (True, None, "3134年底")
    assert deadline.role is DateRole.BY
