"""How far means and ranks depend on which plans happen to be in the comparison: bootstrap over plans.

Plans are drawn with all their cells, within each stratum (a level, where levels weigh alike). The draws come from
``agreement.intervals.resamples``: a seed gives the same draws on every machine. Values are scaled to whole numbers
before they are summed, so that no order of adding changes a digit.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from liance.plans.agreement.cells import FloatArray
from liance.plans.agreement.intervals import Interval, IntervalMethod, resamples
from liance.plans.agreement.undefined import Undefined

#: Decimals to which two resampled means are told apart; sums of rounded parts differ beyond.
_PLACES = 9
#: Largest common denominator of the values that are summed as whole numbers.
_LARGEST_SCALE = 10**6
#: Largest share of undefined resamples with which an interval is still given.
_UNDEFINED_SHARE_MAX = 0.05


@dataclass(frozen=True, slots=True)
class Resampler:
    """How often and from which seed is drawn. ``draws`` 0 gives no intervals."""

    draws: int = 2_000
    seed: int = 2021

    def values(
        self, name: str, strata: Sequence[Sequence[Sequence[Fraction | None]]], measures: int
    ) -> FloatArray:
        """Return resampled means (draws x measures), NaN where a stratum that has values draws none of them.

        Args:
            name: of the scope; it goes into the seed, so that a scope's draws depend on no other scope.
            strata: for each stratum its plans, each with its value of every measure; strata weigh alike, and one
                in which no plan has a value of a measure does not count for that measure.
            measures: how many there are.
        """
        total = np.zeros((self.draws, measures))
        counted = np.zeros(measures)
        for number, plans in enumerate(strata):
            if not plans:
                continue
            scale, whole, known = _scaled(plans)
            has = known.any(axis=0)
            sums = np.empty((self.draws, measures))
            done = 0
            for weights in resamples(len(plans), self.draws, self._seed(name, number), len(plans)):
                with np.errstate(invalid="ignore", divide="ignore"):
                    sums[done : done + len(weights)] = (weights @ whole) / (weights @ known)
                done += len(weights)
            total[:, has] += sums[:, has] / scale
            counted += has
        with np.errstate(invalid="ignore", divide="ignore"):
            means: FloatArray = total / counted
        return means

    def _seed(self, name: str, stratum: int) -> int:
        digest = hashlib.sha256(f"{self.seed}/{name}/{stratum}".encode()).digest()
        return int.from_bytes(digest[:8], "big")


def _scaled(plans: Sequence[Sequence[Fraction | None]]) -> tuple[float, FloatArray, FloatArray]:
    """Return the common denominator, the values times it (0 where there is none) and where there is one."""
    scale = math.lcm(*(value.denominator for row in plans for value in row if value is not None))
    if scale > _LARGEST_SCALE:
        scale = 1
    whole = np.array([[0.0 if value is None else float(value * scale) for value in row] for row in plans])
    known = np.array([[float(value is not None) for value in row] for row in plans])
    return float(scale), whole, known


def interval_of(draws: FloatArray, plans: int, level: float = 0.95) -> Interval:
    """Return the percentile interval of resampled means (Efron & Tibshirani 1993, section 13.3).

    Args:
        draws: resampled values of one measure.
        plans: how many plans have a value.
        level: nominal coverage.
    """
    method = IntervalMethod.PERCENTILE
    if plans < 2 or not len(draws):
        return Interval(method, level, None, None, Undefined.FEW_UNITS)
    defined = draws[~np.isnan(draws)]
    if len(defined) < (1 - _UNDEFINED_SHARE_MAX) * len(draws):
        return Interval(method, level, None, None, Undefined.UNDEFINED_RESAMPLES)
    if np.ptp(defined) <= 10**-_PLACES:
        return Interval(method, level, None, None, Undefined.SAME_RESAMPLES)
    tail = (1 - level) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return Interval(method, level, float(low), float(high))


@dataclass(frozen=True, slots=True)
class RankSpread:
    """The ranks of one thing in resamples: the middle 95 % of them, and the share equal to its rank."""

    low: int
    high: int
    kept: Fraction


def ranks_of(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return competition ranks by row, 1 the highest; equal values share the best rank (1, 2, 2, 4)."""
    rounded = np.round(values, _PLACES)
    order = np.argsort(-rounded, axis=1, kind="stable")
    ordered = np.take_along_axis(rounded, order, axis=1)
    places = np.arange(1, values.shape[1] + 1)
    fresh = np.ones(values.shape, dtype=bool)
    fresh[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    ranks = np.maximum.accumulate(np.where(fresh, places, 0), axis=1)
    found = np.empty(values.shape, dtype=np.int64)
    np.put_along_axis(found, order, ranks, axis=1)
    return found


def rank_spreads(estimates: Sequence[Fraction], draws: FloatArray) -> list[RankSpread | None]:
    """Return how the ranks of each column (draws x things) spread around those of the estimates.

    Resamples in which a thing has no value are left out; where more than one in twenty is, there is no spread.
    """
    sound = ~np.isnan(draws).any(axis=1)
    if not len(draws) or sound.sum() < (1 - _UNDEFINED_SHARE_MAX) * len(draws):
        return [None] * len(estimates)
    own = ranks_of(np.array([[float(value) for value in estimates]]))[0]
    ranks = ranks_of(draws[sound])
    tail = (1 - 0.95) / 2
    found: list[RankSpread | None] = []
    for column, rank in enumerate(own):
        spread = np.sort(ranks[:, column])
        count = len(spread)
        low = spread[min(count - 1, math.floor(tail * count))]
        high = spread[max(0, math.ceil((1 - tail) * count) - 1)]
        kept = Fraction(int((spread == rank).sum()), count)
        found.append(RankSpread(int(low), int(high), kept))
    return found
