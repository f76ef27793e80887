"""Exact numbers and half-up display."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.language import Language
from liance.core.numbers import decimal_text, number_words, round_half_up


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        ("5/2", 0, "3"),
        ("35/12", 2, "2.92"),
        ("1/8", 2, "0.13"),
        ("-1/8", 2, "-0.13"),
        ("2", 2, "2.00"),
        ("0", 1, "0.0"),
    ],
)
def test_rounding_is_half_away_from_zero(value: str, places: int, shown: str) -> None:
    assert str(round_half_up(Fraction(value), places)) == shown


@given(st.fractions(min_value=-100, max_value=100), st.integers(0, 6))
def test_rounding_moves_by_at_most_half_a_unit(value: Fraction, places: int) -> None:
    moved = abs(Fraction(round_half_up(value, places)) - value)
    assert moved <= Fraction(1, 2 * 10**places)


def test_places_are_bounded() -> None:
    with pytest.raises(ValueError, match="places"):
        round_half_up(Fraction(1), 13)


def test_a_half_is_rounded_up() -> None:
    assert round_half_up(Fraction(1, 2), 0) == Decimal(1)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0", "0"), ("-7/2", "-3.5"), ("1/80", "0.0125"), ("240000000", "240000000"), ("2/3", "2/3")],
)
def test_decimals_are_written_out_where_they_end(value: str, shown: str) -> None:
    assert decimal_text(Fraction(value)) == shown


@given(st.integers(-(10**12), 10**12), st.integers(0, 9))
def test_written_out_decimals_read_back(digits: int, places: int) -> None:
    value = Fraction(digits, 10**places)
    assert Fraction(decimal_text(value)) == value


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("2000000000000", "2万亿", "2,000,000,000,000"),
        ("15000", "1.5万", "15,000"),
        ("120", "120", "120"),
        ("123456789", "12345.6789万", "123,456,789"),
        ("5/2", "2.5", "2.5"),
        ("1/3", "1/3", "1/3"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: str, zh: str, en: str) -> None:
    assert number_words(Fraction(value), Language.ZH) == zh
    assert number_words(Fraction(value), Language.EN) == en
