"""Intervals by resampling units: percentile and BCa bootstrap, and the jackknife on Fisher's z.

Units (plans) are drawn, with all their cells: cells of one plan are not independent. Draws come from the
raw stream of PCG64, which numpy keeps the same across versions, so a seed gives the same draws everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np

from liance.plans.agreement.cells import Coefficient, FloatArray
from liance.plans.agreement.distributions import t_quantile
from liance.plans.agreement.undefined import Undefined

#: Numbers held at a time while resampling.
_PIECE = 1 << 21
#: Largest share of undefined resamples with which an interval is still given.
_UNDEFINED_SHARE_MAX = 0.05


class IntervalMethod(StrEnum):
    """How an interval was made."""

    PERCENTILE = "percentile"
    BCA = "bca"
    JACKKNIFE_T = "jackknife_t"
    F = "f"


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval, or the reason why there is none. ``level`` is its nominal coverage."""

    method: IntervalMethod
    level: float
    low: float | None
    high: float | None
    reason: Undefined | None = None

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data, rounded to six decimals."""
        data: dict[str, object] = {
            "method": self.method.value,
            "level": self.level,
            "low": rounded(self.low),
            "high": rounded(self.high),
        }
        return data | ({"reason": self.reason.value} if self.reason else {})


def rounded(value: float | None) -> float | None:
    """Return ``value`` to six decimals, beyond which machines may differ."""
    return None if value is None else round(value, 6) + 0.0


def resamples(units: int, draws: int, seed: int, width: int) -> Iterator[FloatArray]:
    """Yield the counts of units in each resample (draws x units), in pieces."""
    stream = np.random.PCG64(seed)
    piece = max(1, _PIECE // max(units, width))
    for start in range(0, draws, piece):
        count = min(piece, draws - start)
        drawn = (stream.random_raw(count * units) % np.uint64(units)).astype(np.int64)
        drawn += np.repeat(np.arange(count) * units, units)
        yield np.bincount(drawn, minlength=count * units).reshape(count, units).astype(np.float64)


def bootstrap(coefficient: Coefficient, draws: int, seed: int) -> FloatArray:
    """Return the coefficient's value in each resample (draws), NaN where it is undefined."""
    pieces = [
        coefficient.at(weights) for weights in resamples(coefficient.units, draws, seed, coefficient.width)
    ]
    return np.concatenate(pieces) if pieces else np.empty(0)


def jackknife(coefficient: Coefficient) -> FloatArray:
    """Return the coefficient's value with each unit left out in turn (units)."""
    units = coefficient.units
    piece = max(1, _PIECE // max(units, coefficient.width))
    values = []
    for start in range(0, units, piece):
        left_out = np.arange(start, min(units, start + piece))
        weights = np.ones((len(left_out), units))
        weights[np.arange(len(left_out)), left_out] = 0.0
        values.append(coefficient.at(weights))
    return np.concatenate(values) if values else np.empty(0)


def percentile_interval(coefficient: Coefficient, values: FloatArray, level: float = 0.95) -> Interval:
    """Return the percentile interval of bootstrap ``values`` (Efron & Tibshirani 1993, section 13.3)."""
    method = IntervalMethod.PERCENTILE
    if reason := _unusable(coefficient, values):
        return Interval(method, level, None, None, reason)
    tail = (1 - level) / 2
    low, high = np.quantile(values[~np.isnan(values)], [tail, 1 - tail])
    return _clipped(coefficient, method, level, float(low), float(high))


def bca_interval(
    coefficient: Coefficient, values: FloatArray, left_out: FloatArray, level: float = 0.95
) -> Interval:
    """Return the bias-corrected and accelerated interval (Efron 1987; Efron & Tibshirani 1993, eq. 14.10).

    Args:
        coefficient: what the interval is of.
        values: its bootstrap values.
        left_out: its jackknife values, from which the acceleration comes (eq. 14.15).
        level: nominal coverage.
    """
    method, estimate = IntervalMethod.BCA, coefficient.value
    reason = _unusable(coefficient, values)
    if reason is None and bool(np.isnan(left_out).any()):
        reason = Undefined.UNDEFINED_RESAMPLES
    if reason is not None or estimate is None:
        return Interval(method, level, None, None, reason)
    defined = values[~np.isnan(values)]
    normal = NormalDist()
    # Resamples are discrete: ties with the estimate count half, up to the rounding of sums.
    slack = 1e-12 * max(1.0, abs(estimate))
    below = float((defined < estimate - slack).mean())
    share = below + float((np.abs(defined - estimate) <= slack).mean()) / 2
    bias = normal.inv_cdf(min(max(share, 0.5 / len(defined)), 1 - 0.5 / len(defined)))
    deviation = left_out.mean() - left_out
    spread = float((deviation**2).sum())
    acceleration = float((deviation**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0

    def place(tail: float) -> float:
        z = bias + normal.inv_cdf(tail)
        return normal.cdf(bias + z / max(1 - acceleration * z, 1e-9))

    tail = (1 - level) / 2
    low, high = np.quantile(defined, [place(tail), place(1 - tail)])
    return _clipped(coefficient, method, level, float(low), float(high))


def jackknife_t_interval(coefficient: Coefficient, left_out: FloatArray, level: float = 0.95) -> Interval:
    """Return the jackknife interval with Student's t on n - 1 degrees, on Fisher's z where it suits.

    z = atanh of the coefficient; the standard error is that of the pseudo-values (Tukey 1958; Efron &
    Tibshirani 1993, eq. 11.5). On z the sampling distribution of a coefficient near 1 is about symmetric,
    and t widens the interval as few units demand.
    """
    method, estimate = IntervalMethod.JACKKNIFE_T, coefficient.value
    reason = coefficient.reason
    if reason is None:
        reason = _unfit_for_z(coefficient, left_out)
    if reason is not None or estimate is None:
        return Interval(method, level, None, None, reason)
    values, centre = left_out, estimate
    if coefficient.fisher:
        values, centre = np.arctanh(left_out), math.atanh(estimate)
    units = coefficient.units
    error = math.sqrt((units - 1) / units * float(((values - values.mean()) ** 2).sum()))
    reach = t_quantile((1 + level) / 2, units - 1) * error
    low, high = centre - reach, centre + reach
    if coefficient.fisher:
        low, high = math.tanh(low), math.tanh(high)
    return _clipped(coefficient, method, level, low, high)


def _unfit_for_z(coefficient: Coefficient, left_out: FloatArray) -> Undefined | None:
    if coefficient.units < 3:
        return Undefined.FEW_UNITS
    if np.isnan(left_out).any():
        return Undefined.UNDEFINED_RESAMPLES
    if np.ptp(left_out) <= 1e-12:
        return Undefined.SAME_RESAMPLES
    estimate = coefficient.value
    beyond = estimate is not None and abs(estimate) >= 1
    if coefficient.fisher and (beyond or bool((np.abs(left_out) >= 1 - 1e-12).any())):
        return Undefined.AT_BOUND
    return None


def _unusable(coefficient: Coefficient, values: FloatArray) -> Undefined | None:
    if coefficient.reason is not None:
        return coefficient.reason
    if coefficient.units < 2 or not len(values):
        return Undefined.FEW_UNITS
    if np.isnan(values).mean() > _UNDEFINED_SHARE_MAX:
        return Undefined.UNDEFINED_RESAMPLES
    if np.ptp(values[~np.isnan(values)]) <= 1e-12:
        return Undefined.SAME_RESAMPLES
    return None


def _clipped(
    coefficient: Coefficient, method: IntervalMethod, level: float, low: float, high: float
) -> Interval:
    return Interval(method, level, max(low, coefficient.low), high)
