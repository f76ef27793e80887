"""Amounts known from print: what was printed, and every value it may have been rounded from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from liance.core.numbers import round_half_up
from liance.packs.study import Printed


class Rounding(StrEnum):
    """How a number may have been brought to its printed decimals."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    TRUNCATION = "truncation"


#: Roundings to the nearest printable number.
NEAREST = (Rounding.HALF_UP, Rounding.HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with the bounds its printing leaves: ``low <= true value <= high``.

    ``value`` is computed from the printed digits. For exact amounts all three are equal.
    """

    value: Fraction
    low: Fraction
    high: Fraction

    @classmethod
    def exactly(cls, value: Fraction | int) -> Amount:
        """Return an exact amount."""
        number = Fraction(value)
        return cls(number, number, number)

    @property
    def is_exact(self) -> bool:
        """Whether printing leaves no doubt about the value."""
        return self.low == self.high

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.value + other.value, self.low + other.low, self.high + other.high)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.value - other.value, self.low - other.high, self.high - other.low)

    def times(self, factor: Fraction | int) -> Amount:
        """Return the amount times an exact factor of zero or more."""
        return Amount(self.value * factor, self.low * factor, self.high * factor)

    def over(self, other: Amount) -> Amount | None:
        """Return the quotient, or None where the divisor may be zero or of either sign."""
        if other.low <= 0 <= other.high:
            return None
        bounds = [top / bottom for top in (self.low, self.high) for bottom in (other.low, other.high)]
        return Amount(self.value / other.value, min(bounds), max(bounds))

    def meets(self, other: Amount) -> bool:
        """Whether both may be the same number."""
        return self.low <= other.high and other.low <= self.high


def total(amounts: Iterable[Amount]) -> Amount:
    """Return the sum of amounts, zero for none."""
    result = Amount.exactly(0)
    for amount in amounts:
        result += amount
    return result


def rounded(value: Fraction, decimals: int, how: Rounding) -> Fraction:
    """Return ``value`` brought to so many decimals.

    >>> [str(rounded(Fraction(5, 2), 0, how)) for how in Rounding]
    ['3', '2', '2']
    """
    if how is Rounding.HALF_UP:
        return Fraction(round_half_up(value, decimals))
    scaled = value * 10**decimals
    whole = round(scaled) if how is Rounding.HALF_EVEN else math.trunc(scaled)
    return Fraction(whole, 10**decimals)


def prints_as(amount: Amount, printed: Printed) -> tuple[Rounding, ...]:
    """Return the roundings under which some value within ``amount`` is printed as ``printed``."""
    if amount.is_exact:
        return tuple(how for how in Rounding if rounded(amount.low, printed.decimals, how) == printed.value)
    half = Fraction(1, 2 * 10**printed.decimals)
    found: list[Rounding] = []
    if amount.low < printed.value + half and printed.value - half < amount.high:
        found += NEAREST
    lowest, highest = _truncated_from(printed)
    if amount.low < highest and lowest < amount.high:
        found.append(Rounding.TRUNCATION)
    return tuple(found)


def _truncated_from(printed: Printed) -> tuple[Fraction, Fraction]:
    step = Fraction(1, 10**printed.decimals)
    if printed.value > 0:
        return printed.value, printed.value + step
    if printed.value < 0:
        return printed.value - step, printed.value
    return -step, step


def whole_sums(printed: Printed, n: int, how: Iterable[Rounding] = Rounding) -> range:
    """Return the whole sums of ``n`` numbers whose mean is printed so, under any of the roundings.

    The sums of one printed mean are consecutive; an empty range says that no mean of ``n`` whole numbers can be
    printed so (the GRIM test, Brown and Heathers 2017).
    """
    ranges = [sums for way in how if (sums := _whole_sums(printed, n, way))]
    if not ranges:
        return range(0)
    return range(min(sums[0] for sums in ranges), max(sums[-1] for sums in ranges) + 1)


def _whole_sums(printed: Printed, n: int, how: Rounding) -> range:
    if how is Rounding.TRUNCATION:
        low, high = _truncated_from(printed)
    else:
        half = Fraction(1, 2 * 10**printed.decimals)
        low, high = printed.value - half, printed.value + half
    first, last = math.ceil(low * n), math.floor(high * n)
    # Only the ends of the interval may be brought to a neighbouring number.
    if first <= last and rounded(Fraction(first, n), printed.decimals, how) != printed.value:
        first += 1
    if first <= last and rounded(Fraction(last, n), printed.decimals, how) != printed.value:
        last -= 1
    return range(first, last + 1)


def amount_of(printed: Printed, *, is_exact: bool, n: int | None) -> Amount:
    """Return what is known of a printed cell.

    With ``n`` the mean is one of the few that ``n`` whole numbers can have; where none can (the cell is
    impossible), and without ``n``, it lies within half a unit of the last printed digit.
    """
    if is_exact:
        return Amount.exactly(printed.value)
    half = Fraction(1, 2 * 10**printed.decimals)
    if n is not None:
        sums = whole_sums(printed, n, NEAREST) or whole_sums(printed, n)
        if sums:
            low, high = Fraction(sums[0], n), Fraction(sums[-1], n)
            return Amount(low if low == high else printed.value, low, high)
    return Amount(printed.value, printed.value - half, printed.value + half)


def show(value: Fraction, decimals: int) -> str:
    """Return ``value`` half-up with so many decimals, without an exponent."""
    return f"{round_half_up(value, min(decimals, 12)):f}"
