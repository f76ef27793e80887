"""The granularity test against brute force, and the paper's table 7."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from liance.core.numbers import round_half_up
from liance.packs.study import Printed, parse_number
from liance.plans.tables.granularity import granularity, means_of_parts, smallest_n


def means(*texts: str) -> list[Printed]:
    return [number for text in texts if (number := parse_number(text)) is not None]


TABLE_7 = means("2.06", "2.40", "2.90", "2.67", "2.30", "2.47", "3.26", "3.17")


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60))
def test_a_true_mean_is_always_possible(scores: list[int]) -> None:
    mean = Fraction(sum(scores), len(scores))
    test = granularity(means(str(round_half_up(mean, 2))), len(scores), (0, 4))
    assert test.is_possible
    smallest = smallest_n(means(str(round_half_up(mean, 2))), (0, 4))
    assert smallest is not None
    assert smallest.n <= len(scores)


def test_table_7_cannot_be_means_of_thirteen_plans() -> None:
    at_13 = granularity(TABLE_7, 13, (0, 4))
    assert at_13.possible == (False, False, False, False, True, False, False, False)
    assert not granularity(TABLE_7, 12).is_possible
    assert not granularity(TABLE_7, 39).is_possible, "three experts do not help"


def test_thirty_is_the_smallest_n_and_two_values_must_be_cut_off() -> None:
    best = smallest_n(TABLE_7, (0, 4))
    assert best is not None
    assert best.n == 30
    assert [TABLE_7[place].value for place in best.must_be_truncated] == [Fraction("2.06"), Fraction("3.26")]
    rounded_only = smallest_n(TABLE_7, (0, 4), may_truncate=False)
    assert rounded_only is not None
    assert rounded_only.n == 70


def test_the_scale_counts() -> None:
    assert granularity(means("4.50"), 2).is_possible
    assert not granularity(means("4.50"), 2, (0, 4)).is_possible
    assert smallest_n(means("4.50"), (0, 4)) is None


def test_equal_parts_allow_finer_means() -> None:
    values = means_of_parts([2, 1], (0, 1))
    assert values == {Fraction(number, 4) for number in range(5)}
    levels = means_of_parts([6, 5, 2], (0, 4))
    assert levels is not None
    assert all(value.denominator in (1, 2, 3, 5, 6, 9, 10, 15, 18, 30, 45, 90) for value in levels)
    assert means_of_parts([1000, 1000], (0, 4)) is None
