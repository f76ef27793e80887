"""Which subset of the units gives the printed numbers? A bounded, counted search."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from liance.core.limits import MAX_SUBSETS
from liance.packs.study import Printed
from liance.plans.tables.amounts import Amount, prints_as
from liance.plans.tables.verdicts import SubsetSearch

#: A fit found by trying many subsets is told as an explanation where fewer than this would fit by chance.
MOST_BY_CHANCE = 0.05
#: Fits that are kept; all are counted.
MAX_FITS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a claim, unit by unit.

    ``parts`` holds what each unit adds (None where it has no cell) and ``weights`` what it adds to the
    divisor; a sum has no divisor.
    """

    printed: Printed
    parts: tuple[Amount | None, ...]
    weights: tuple[int, ...]
    is_mean: bool


@dataclass(frozen=True, slots=True)
class SubsetFit:
    """A subset of units (by place) that gives all printed values."""

    kept: tuple[int, ...]
    values: tuple[Amount, ...]


def search_subsets(columns: Sequence[Column]) -> tuple[SubsetSearch, tuple[SubsetFit, ...]]:
    """Try subsets of the units for one that gives every column's printed value.

    All subsets are tried where there are at most ``MAX_SUBSETS`` of them, else those that leave out the
    fewest units. The whole set counts as tried but never as a fit.

    Returns:
        The count, and up to ``MAX_FITS_KEPT`` fits, those that leave out fewest first.
    """
    units = len(columns[0].parts)
    scaled = [_Scaled.of(column) for column in columns]
    alone = [0] * len(columns)
    fits: list[SubsetFit] = []
    tried = fitting = 0
    for left_out in _left_out(units):
        tried += 1
        sums = [column.without(left_out) for column in scaled]
        values = [column.fitting(amount) for column, amount in zip(scaled, sums, strict=True)]
        for place, value in enumerate(values):
            alone[place] += value is not None
        found = tuple(value for value in values if value is not None)
        if left_out and len(found) == len(columns):
            fitting += 1
            if len(fits) < MAX_FITS_KEPT:
                kept = tuple(place for place in range(units) if place not in left_out)
                fits.append(SubsetFit(kept, found))
    by_chance = _by_chance(columns, alone, tried)
    return SubsetSearch(tried, fitting, by_chance), tuple(fits)


def _left_out(units: int) -> Iterator[tuple[int, ...]]:
    """Yield what each subset leaves out, fewest first, never all."""
    budget = MAX_SUBSETS
    for size in range(units):
        count = math.comb(units, size)
        if count > budget:
            return
        budget -= count
        yield from combinations(range(units), size)


@dataclass(frozen=True, slots=True)
class _Scaled:
    """A column in whole numbers: ``low``, ``value`` and ``high`` are sums times ``scale``."""

    scale: int
    parts: tuple[tuple[int, int, int], ...]
    weights: tuple[int, ...]
    whole: tuple[int, int, int, int]
    is_mean: bool
    printed: Printed
    near: tuple[Fraction, Fraction]

    @classmethod
    def of(cls, column: Column) -> _Scaled:
        amounts = [part or Amount.exactly(0) for part in column.parts]
        scale = math.lcm(
            *(number.denominator for part in amounts for number in (part.low, part.value, part.high))
        )
        parts = tuple(
            (int(part.low * scale), int(part.value * scale), int(part.high * scale)) for part in amounts
        )
        weights = tuple(
            0 if part is None else weight for part, weight in zip(column.parts, column.weights, strict=True)
        )
        low, value, high = (sum(part[place] for part in parts) for place in range(3))
        step = Fraction(1, 10**column.printed.decimals)
        near = (column.printed.value - step, column.printed.value + step)
        return cls(
            scale, parts, weights, (low, value, high, sum(weights)), column.is_mean, column.printed, near
        )

    def without(self, left_out: Sequence[int]) -> tuple[int, int, int, int]:
        low, value, high, weight = self.whole
        for place in left_out:
            part = self.parts[place]
            low, value, high = low - part[0], value - part[1], high - part[2]
            weight -= self.weights[place]
        return low, value, high, weight

    def fitting(self, sums: tuple[int, int, int, int]) -> Amount | None:
        """Return the value of a subset where it is printed as it should be, else None."""
        low, value, high, weight = sums
        if weight == 0:
            return None
        divisor = self.scale * (weight if self.is_mean else 1)
        # A quick test in whole numbers lets every fit through: within one unit of the last printed digit.
        lowest, highest = self.near
        if (
            low * highest.denominator > highest.numerator * divisor
            or high * lowest.denominator < lowest.numerator * divisor
        ):
            return None
        amount = Amount(Fraction(value, divisor), Fraction(low, divisor), Fraction(high, divisor))
        return amount if prints_as(amount, self.printed) else None


def _by_chance(columns: Sequence[Column], alone: Sequence[int], tried: int) -> float:
    """Return roughly how many subsets would fit if the printed numbers had nothing to do with the data.

    Per value the chance is the width of the printed number over the range that subsets can reach; where
    several values must fit at once, it is the share of subsets with that value where enough have it.
    """
    expected = float(tried)
    for column, hits in zip(columns, alone, strict=True):
        values = [part.value for part in column.parts if part is not None]
        if column.is_mean:
            per_unit = [
                part.value / weight
                for part, weight in zip(column.parts, column.weights, strict=True)
                if part is not None and weight
            ]
            reach = max(per_unit, default=Fraction(0)) - min(per_unit, default=Fraction(0))
        else:
            reach = sum((abs(value) for value in values), Fraction(0))
        width = Fraction(3, 2) * Fraction(1, 10**column.printed.decimals)
        chance = float(min(Fraction(1), width / reach)) if reach else 1.0
        if len(columns) > 1 and hits >= 10:
            chance = hits / tried
        expected *= chance
    return expected
