"""How each rater stands to the others: how strict, and how conformable."""

from __future__ import annotations

import numpy as np

from liance.core.language import Text
from liance.plans.agreement.cells import MISSING, Cells, Coefficient, FloatArray, lacks_pairs, ratio
from liance.plans.agreement.undefined import Undefined
from liance.plans.agreement.weights import Weights, disagreement_weights


def severity(cells: Cells, rater: int) -> Coefficient:
    """Return how many levels a rater scores below the others, on average; negative for a lenient rater.

    The mean, over rows that the rater and another rated, of the mean score of the others less the rater's.
    """
    scores = np.asarray(cells.levels, dtype=np.float64)
    rated = cells.codes != MISSING
    values = np.where(rated, scores[cells.codes] if len(scores) else 0.0, 0.0)
    own = values[:, rater]
    others = rated.sum(axis=1) - rated[:, rater]
    mean = (values.sum(axis=1) - own) / np.maximum(others, 1)
    return _mean_over_shared(
        cells,
        rater,
        mean - own,
        name="severity",
        label=Text(
            zh="严格程度（其他人的均分减去本人评分）", en="severity (mean of the others less own score)"
        ),
        bounded=False,
    )


def conformity(cells: Cells, rater: int, weights: Weights = Weights.QUADRATIC) -> Coefficient:
    """Return how far a rater's scores agree with the others', in [0, 1].

    The mean, over rows that the rater and another rated, of the mean agreement weight (``Weights``) between
    the rater's score and each of the others'; 1 where all agree. Not corrected for chance.
    """
    apart = disagreement_weights(weights, cells.levels)
    rated = cells.codes != MISSING
    # The rater's own rating is among the counts but at distance 0 from itself.
    own = np.where(rated[:, rater], cells.codes[:, rater], 0)
    others = rated.sum(axis=1) - rated[:, rater]
    distance = (apart[own] * cells.counts).sum(axis=1) / np.maximum(others, 1)
    return _mean_over_shared(
        cells,
        rater,
        1.0 - distance,
        name="conformity",
        label=Text(
            zh=f"与其他人的一致程度（{weights.label.zh}）",
            en=f"agreement with the others ({weights.label.en})",
        ),
        bounded=True,
    )


def _mean_over_shared(
    cells: Cells, rater: int, values: FloatArray, *, name: str, label: Text, bounded: bool
) -> Coefficient:
    """Return the mean of ``values`` (rows) over the rows that ``rater`` and somebody else rated."""
    rated = cells.codes != MISSING
    shared = rated[:, rater] & (rated.sum(axis=1) >= 2)
    kept = cells.keep(shared)
    sums = kept.by_unit(np.stack([values[shared], np.ones(int(shared.sum()))], axis=1))

    def at(weights: FloatArray) -> FloatArray:
        totals = weights @ sums
        return ratio(totals[:, 0], totals[:, 1])

    return Coefficient(
        name=name,
        label=label,
        units=kept.units,
        at=at,
        reason=lacks_pairs(cells) or (None if kept.units else Undefined.NO_PAIRS),
        fisher=bounded,
        low=0.0 if bounded else -np.inf,
    )
