"""Printed numbers: roundings, what they may have been rounded from, and the sums behind printed means."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.packs.study import Printed, parse_number
from liance.plans.tables.amounts import Amount, Rounding, amount_of, prints_as, rounded, show, whole_sums

DECIMAL = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.TRUNCATION: ROUND_DOWN,
}


def printed(text: str) -> Printed:
    number = parse_number(text)
    assert number is not None
    return number


@given(st.integers(-(10**6), 10**6), st.integers(0, 4), st.sampled_from(list(Rounding)))
def test_rounding_agrees_with_decimal(thousandths: int, places: int, how: Rounding) -> None:
    expected = (Decimal(thousandths) / 1000).quantize(Decimal(1).scaleb(-places), DECIMAL[how])
    assert rounded(Fraction(thousandths, 1000), places, how) == Fraction(expected)


@given(st.integers(0, 400), st.integers(1, 200), st.integers(0, 3), st.sampled_from(list(Rounding)))
def test_the_sums_behind_a_printed_mean_are_those_that_print_so(
    hundredths: int, n: int, places: int, how: Rounding
) -> None:
    mean = printed(str((Decimal(hundredths) / 100).quantize(Decimal(1).scaleb(-places))))
    expected = [
        total for total in range(5 * n + 1) if rounded(Fraction(total, n), mean.decimals, how) == mean.value
    ]
    found = [total for total in whole_sums(mean, n, (how,)) if 0 <= total <= 5 * n]
    assert found == expected


def test_whole_sums_cope_with_a_huge_n() -> None:
    assert whole_sums(printed("2.06"), 10**15)


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        (Fraction(29, 13), "2.23", ["half_up", "half_even", "truncation"]),
        (Fraction(49, 22), "2.22", ["truncation"]),
        (Fraction(5, 2), "2", ["half_even", "truncation"]),
        (Fraction(5, 2), "3", ["half_up"]),
        (Fraction(5, 2), "4", []),
        (Fraction(-5, 2), "-3", ["half_up"]),
    ],
)
def test_a_value_is_printed_under_some_roundings(value: Fraction, text: str, expected: list[str]) -> None:
    assert [how.value for how in prints_as(Amount.exactly(value), printed(text))] == expected


def test_a_rounded_cell_leaves_half_a_unit_open_unless_n_decides() -> None:
    loose = amount_of(printed("2.06"), is_exact=False, n=None)
    assert (loose.low, loose.high) == (Fraction("2.055"), Fraction("2.065"))
    quarter = amount_of(printed("3.25"), is_exact=False, n=4)
    assert quarter.is_exact
    assert quarter.value == Fraction(13, 4)
    third = amount_of(printed("0.33"), is_exact=False, n=3)
    assert third.value == Fraction(1, 3)
    impossible = amount_of(printed("2.06"), is_exact=False, n=13)
    assert not impossible.is_exact


@given(st.lists(st.integers(0, 50), min_size=2, max_size=2), st.integers(1, 9))
def test_bounds_hold_through_arithmetic(numbers: list[int], half: int) -> None:
    first, second = (
        Amount(Fraction(n), Fraction(n) - Fraction(half, 10), Fraction(n) + Fraction(half, 10))
        for n in numbers
    )
    for result in (first + second, first - second, first.over(second)):
        assert result is None or result.low <= result.value <= result.high
    assert first.over(Amount.exactly(0)) is None


def test_numbers_are_shown_without_exponent() -> None:
    assert show(Fraction(10**18), 0) == "1" + "0" * 18
    assert show(Fraction(5, 2), 2) == "2.50"
