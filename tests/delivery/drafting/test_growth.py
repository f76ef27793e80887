"""Growth: laws, and the bounds of what has a rate."""

from __future__ import annotations

import doctest
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liance.delivery.drafting import growth
from liance.delivery.drafting.growth import grown, part_way, yearly_growth

POSITIVE = st.integers(1, 10**9).map(Fraction)


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(growth).failed == 0


@given(POSITIVE, POSITIVE, st.integers(1, 20))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_growing_by_the_rate_comes_back(first: Fraction, last: Fraction, years: int) -> None:
    rate = yearly_growth(first, last, years)
    assert rate is not None
    assert abs(grown(first, rate, years) - last) <= last * Fraction(years, 10**5) + years * first / 10**6 * 2


@given(POSITIVE, POSITIVE, st.integers(1, 9), st.integers(1, 9))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_part_way_lies_between_and_ends_at_the_end(
    first: Fraction, last: Fraction, years: int, of: int
) -> None:
    value = part_way(first, last, years, of)
    low, high = min(first, last), max(first, last)
    assert low * (1 - Fraction(1, 10**9)) <= value <= high * (1 + Fraction(1, 10**9))
    assert part_way(first, last, of, of) == last


def test_from_nothing_and_to_nothing_there_is_no_rate() -> None:
    assert yearly_growth(Fraction(0), Fraction(5), 2) is None
    assert yearly_growth(Fraction(5), Fraction(0), 2) is None
    assert yearly_growth(Fraction(5), Fraction(9), 0) is None
    assert yearly_growth(Fraction(10), Fraction(5), 1) == Decimal("-0.500000")
