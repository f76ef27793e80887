"""Intraclass correlations, with intervals from F."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from liance.core.language import Text
from liance.plans.agreement.cells import (
    Cells,
    Coefficient,
    FloatArray,
    lacks_complete,
    ratio,
    settled,
)
from liance.plans.agreement.distributions import f_quantile
from liance.plans.agreement.intervals import Interval, IntervalMethod
from liance.plans.agreement.undefined import Undefined


class IccForm(StrEnum):
    """A form of Shrout & Fleiss (1979): model (1 one-way, 2 two-way random, 3 two-way fixed), then unit.

    ``1`` is the reliability of one rater's score, ``k`` that of the mean of all raters.
    """

    ICC_1_1 = "icc_1_1"
    ICC_2_1 = "icc_2_1"
    ICC_3_1 = "icc_3_1"
    ICC_1_K = "icc_1_k"
    ICC_2_K = "icc_2_k"
    ICC_3_K = "icc_3_k"

    @property
    def label(self) -> Text:
        """What the form is called."""
        model, unit = self.value[4], self.value[6]
        name = f"ICC({model},{unit})"
        kinds = {
            "1": ("单向随机", "one-way random"),
            "2": ("双向随机，绝对一致", "two-way random, absolute agreement"),
            "3": ("双向混合，相对一致", "two-way mixed, consistency"),
        }
        zh, en = kinds[model]
        return Text(zh=f"{name}（{zh}）", en=f"{name} ({en})")


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of the rows-by-raters table: rows, raters, error, and within rows; ``n`` rows.

    Each is an array over draws. They come from whole-number sums, so that a mean square that is nought is
    exactly 0.
    """

    rows: FloatArray
    raters: FloatArray
    error: FloatArray
    within: FloatArray
    n: FloatArray


def mean_squares(totals: FloatArray, raters: int) -> MeanSquares:
    """Return the mean squares for weighted ``totals`` (draws x columns, as ``_sums`` gives them per unit)."""
    n, of_squares, of_row_squares = totals[:, 0], totals[:, 1], totals[:, 2]
    of_raters = totals[:, 3:]
    grand = of_raters.sum(axis=1) ** 2
    # Sums of squares, each times n * raters.
    total = n * raters * of_squares - grand
    between_rows = n * of_row_squares - grand
    between_raters = raters * (of_raters**2).sum(axis=1) - grand
    scale = np.maximum(n * raters, 1.0)
    free = np.maximum(n - 1, 1.0)
    return MeanSquares(
        rows=between_rows / scale / free,
        raters=between_raters / scale / (raters - 1),
        error=(total - between_rows - between_raters) / scale / (free * (raters - 1)),
        within=(total - between_rows) / scale / np.maximum(n * (raters - 1), 1.0),
        n=n,
    )


def _sums(complete: Cells) -> FloatArray:
    """Return per unit: rows, sum of squared scores, sum of squared row sums, sum of each rater's scores."""
    scores = np.asarray(complete.levels, dtype=np.float64)[complete.codes]
    columns = [
        np.ones((len(scores), 1)),
        (scores**2).sum(axis=1, keepdims=True),
        scores.sum(axis=1, keepdims=True) ** 2,
        scores,
    ]
    return complete.by_unit(np.concatenate(columns, axis=1))


def icc(cells: Cells, form: IccForm) -> Coefficient:
    """Return an intraclass correlation over the rows that every rater rated, in (-inf, 1].

    Shrout & Fleiss (1979), Psychological Bulletin 86; the same as McGraw & Wong (1996), Psychological
    Methods 1, table 4: ICC(1), ICC(A,1), ICC(C,1) and their k forms. Scores are taken as numbers on an
    interval scale.
    """
    lacking = lacks_complete(cells, 2)
    complete = cells.complete() if lacking is None else cells
    raters = max(len(complete.raters), 2)
    sums = _sums(complete) if lacking is None else np.zeros((complete.units, 3 + raters))

    def at(weights: FloatArray) -> FloatArray:
        squares = mean_squares(weights @ sums, raters)
        noise = squares.within if form in (IccForm.ICC_1_1, IccForm.ICC_1_K) else squares.error
        below = squares.rows.copy()
        if form in (IccForm.ICC_2_1, IccForm.ICC_2_K):
            share = raters if form is IccForm.ICC_2_1 else 1
            below += share * (squares.raters - squares.error) / np.maximum(squares.n, 1.0)
        if form in (IccForm.ICC_1_1, IccForm.ICC_2_1, IccForm.ICC_3_1):
            below += (raters - 1) * noise
        return np.where(squares.n >= 2, ratio(squares.rows - noise, below), np.nan)

    return settled(
        Coefficient(
            name=form.value,
            label=form.label,
            units=complete.units,
            at=at,
            reason=lacking,
            width=3 + raters,
        ),
        Undefined.NO_VARIATION,
    )


def icc_interval(cells: Cells, form: IccForm, level: float = 0.95) -> Interval:
    """Return the interval of ``icc`` from the F distribution.

    McGraw & Wong (1996), table 7. For absolute agreement the degrees of freedom of the error are
    Satterthwaite's; the k forms step the bounds up by Spearman and Brown. Rows are taken as independent and
    normal: where several rows belong to one plan, or with few levels, prefer a resampled interval.
    """
    coefficient = icc(cells, form)
    estimate = coefficient.value

    def without(reason: Undefined | None) -> Interval:
        return Interval(IntervalMethod.F, level, None, None, reason)

    if estimate is None:
        return without(coefficient.reason)
    complete = cells.complete()
    raters, rows = len(complete.raters), len(complete.codes)
    squares = mean_squares(_sums(complete).sum(axis=0, keepdims=True), raters)
    between, judges = float(squares.rows[0]), float(squares.raters[0])
    error, within = float(squares.error[0]), float(squares.within[0])
    one_way = form in (IccForm.ICC_1_1, IccForm.ICC_1_K)
    noise = within if one_way else error
    upper_tail = (1 + level) / 2
    if between <= 0 or noise <= 0:
        return without(Undefined.NO_VARIATION)
    if form in (IccForm.ICC_2_1, IccForm.ICC_2_K):
        single = icc(cells, IccForm.ICC_2_1).value
        if single is None or single >= 1:
            return without(Undefined.NO_VARIATION)
        a = raters * single / (rows * (1 - single))
        b = 1 + raters * single * (rows - 1) / (rows * (1 - single))
        spread = (a * judges) ** 2 / (raters - 1) + (b * error) ** 2 / ((rows - 1) * (raters - 1))
        free = (a * judges + b * error) ** 2 / spread if spread > 0 else 0.0
        if free <= 0:
            return without(Undefined.NO_VARIATION)
        above, below = f_quantile(upper_tail, rows - 1, free), f_quantile(upper_tail, free, rows - 1)
        rest = raters * judges + (raters * rows - raters - rows) * error
        low = rows * (between - above * error) / (above * rest + rows * between)
        high = rows * (below * between - error) / (rest + rows * below * between)
    else:
        free = rows * (raters - 1) if one_way else (rows - 1) * (raters - 1)
        observed = between / noise
        least = observed / f_quantile(upper_tail, rows - 1, free)
        most = observed * f_quantile(upper_tail, free, rows - 1)
        low, high = ((bound - 1) / (bound + raters - 1) for bound in (least, most))
    if form in (IccForm.ICC_1_K, IccForm.ICC_2_K, IccForm.ICC_3_K):
        if 1 + (raters - 1) * low <= 0:
            return without(Undefined.NO_APPROXIMATION)
        low, high = (raters * bound / (1 + (raters - 1) * bound) for bound in (low, high))
    # With few rows and no agreement Satterthwaite's degrees of freedom shrink to nearly none.
    if not low <= estimate <= high:
        return without(Undefined.NO_APPROXIMATION)
    return Interval(IntervalMethod.F, level, low, high)
