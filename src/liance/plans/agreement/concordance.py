"""Kendall's coefficient of concordance."""

from __future__ import annotations

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
from liance.plans.agreement.undefined import Undefined


def kendall_w(cells: Cells) -> Coefficient:
    """Return Kendall's W over the rows that every rater rated, corrected for ties, in [0, 1].

    Kendall & Gibbons (1990), Rank Correlation Methods, eq. 6.6; Siegel & Castellan (1988), eq. 9.17b:
    W = 12 sum (R_i - mean R)^2 / (m^2 (n^3 - n) - m sum_j T_j) with mid-ranks and T_j = sum (t^3 - t) over
    rater j's groups of ties. It compares the order of units only: a rater who is always stricter by one
    level agrees in full. In a resample the ranks are those of the resample.
    """
    lacking = lacks_complete(cells, 2)
    complete = cells.complete() if lacking is None else cells
    raters, count = len(complete.raters), len(complete.levels)
    at_level = (complete.codes[:, :, None] == np.arange(count)).astype(np.float64)
    by_unit = complete.by_unit(at_level.reshape(len(at_level), raters * count))

    def at(weights: FloatArray) -> FloatArray:
        tied = (weights @ by_unit).reshape(len(weights), raters, count)
        n = tied[:, :1].sum(axis=(1, 2))
        mid_ranks = tied.cumsum(axis=2) - (tied - 1) / 2
        sums = np.zeros((len(weights), len(complete.codes)))
        for rater in range(raters):
            sums += mid_ranks[:, rater, complete.codes[:, rater]]
        deviation = sums - (raters * (n + 1) / 2)[:, None]
        of_rows = weights[:, complete.clusters]
        above = 12 * (of_rows * deviation**2).sum(axis=1)
        ties = (tied**3 - tied).sum(axis=(1, 2))
        return ratio(above, raters**2 * (n**3 - n) - raters * ties)

    return settled(
        Coefficient(
            name="kendall_w",
            label=Text(zh="Kendall W（已作同分校正）", en="Kendall's W (corrected for ties)"),
            units=complete.units,
            at=at,
            reason=lacking,
            width=max(1, len(complete.codes), raters * count),
            low=0.0,
        ),
        Undefined.NO_VARIATION,
    )
