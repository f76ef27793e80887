"""A coefficient with its intervals, as it is shown and stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liance.core.language import Text
from liance.core.limits import MAX_BOOTSTRAP_DRAWS
from liance.plans.agreement.cells import Coefficient
from liance.plans.agreement.intervals import (
    Interval,
    IntervalMethod,
    bca_interval,
    bootstrap,
    jackknife,
    jackknife_t_interval,
    percentile_interval,
    rounded,
)
from liance.plans.agreement.undefined import Undefined

#: The first of these that exists is shown. The jackknife on z covers best, above all below 30 units
#: (benchmarks/agreement_coverage.py); F rests on normal scores.
_SHOWN_FIRST = (
    IntervalMethod.JACKKNIFE_T,
    IntervalMethod.BCA,
    IntervalMethod.PERCENTILE,
    IntervalMethod.F,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A coefficient's value and intervals.

    ``value`` is None where it is not defined, and ``reason`` says why. ``interval`` is the one to show with
    the value: the first that exists of jackknife, BCa, percentile and F.
    """

    name: str
    label: Text
    units: int
    value: float | None
    reason: Undefined | None
    interval: Interval
    intervals: tuple[Interval, ...]

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data, numbers rounded to six decimals."""
        data: dict[str, object] = {
            "name": self.name,
            "label": {"zh": self.label.zh, "en": self.label.en},
            "units": self.units,
            "value": rounded(self.value),
            "interval": self.interval.as_data(),
            "intervals": [interval.as_data() for interval in self.intervals],
        }
        return data | ({"reason": self.reason.value} if self.reason else {})


def measure(
    coefficient: Coefficient,
    *,
    seed: int = 0,
    draws: int = 2_000,
    level: float = 0.95,
    exact: Sequence[Interval] = (),
) -> Measure:
    """Return ``coefficient`` with jackknife, BCa and percentile intervals over units.

    Args:
        coefficient: what to measure.
        seed: of the bootstrap.
        draws: how many resamples (0 to ``MAX_BOOTSTRAP_DRAWS``); with 0 there is the jackknife only.
        level: nominal coverage.
        exact: intervals by formula, to stand beside the resampled ones.

    Raises:
        ValueError: ``draws`` or ``level`` is out of range.
    """
    if not 0 <= draws <= MAX_BOOTSTRAP_DRAWS or not 0 < level < 1:
        raise ValueError(f"draws or level out of range: {draws}, {level}")
    intervals = [*exact]
    if coefficient.reason is None:
        left_out = jackknife(coefficient)
        intervals.append(jackknife_t_interval(coefficient, left_out, level))
        if draws:
            values = bootstrap(coefficient, draws, seed)
            intervals.append(bca_interval(coefficient, values, left_out, level))
            intervals.append(percentile_interval(coefficient, values, level))
    else:
        intervals.append(Interval(IntervalMethod.JACKKNIFE_T, level, None, None, coefficient.reason))
    return Measure(
        name=coefficient.name,
        label=coefficient.label,
        units=coefficient.units,
        value=coefficient.value,
        reason=coefficient.reason,
        interval=_shown(intervals),
        intervals=tuple(intervals),
    )


def _shown(intervals: Sequence[Interval]) -> Interval:
    known = sorted(intervals, key=lambda interval: _SHOWN_FIRST.index(interval.method))
    return next((interval for interval in known if interval.low is not None), known[0])
