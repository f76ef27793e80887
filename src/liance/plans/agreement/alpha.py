"""Krippendorff's alpha."""

from __future__ import annotations

import numpy as np

from liance.core.language import Text
from liance.plans.agreement.cells import Cells, Coefficient, FloatArray, lacks_pairs, ratio, settled
from liance.plans.agreement.undefined import Undefined
from liance.plans.agreement.weights import Metric


def krippendorff_alpha(cells: Cells, metric: Metric = Metric.ORDINAL) -> Coefficient:
    """Return alpha = 1 - D_o / D_e, in (-inf, 1].

    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C and D: coincidences
    o_ck = sum over units of pairs c-k / (m_u - 1), then alpha = 1 - (n - 1) sum o_ck d_ck / sum n_c n_k d_ck.
    Units rated once drop out. The ordinal metric is Krippendorff's own, (sum of n_g from c to k, less half
    of n_c + n_k) squared, which is the squared difference of the levels' mid-ranks; in a resample the ranks
    are those of the resample. With a single level in use alpha is undefined.
    """
    paired = cells.pairable()
    counts = paired.counts
    used = np.flatnonzero(counts.sum(axis=0)) if len(counts) else np.arange(0)
    counts = counts[:, used]
    first, second = np.triu_indices(len(used), k=1)
    per_row = counts[:, first] * counts[:, second] / np.maximum(counts.sum(axis=1, keepdims=True) - 1, 1)
    pairs, totals = paired.by_unit(per_row), paired.by_unit(counts)
    values = np.asarray(cells.levels, dtype=np.float64)[used]

    def at(weights: FloatArray) -> FloatArray:
        level_totals = weights @ totals
        n = level_totals.sum(axis=1)
        if metric is Metric.NOMINAL:
            apart = np.ones((1, len(first)))
        elif metric is Metric.INTERVAL:
            apart = ((values[first] - values[second]) ** 2)[None, :]
        else:
            mid_ranks = level_totals.cumsum(axis=1) - level_totals / 2
            apart = (mid_ranks[:, first] - mid_ranks[:, second]) ** 2
        observed = ((weights @ pairs) * apart).sum(axis=1) * (n - 1)
        expected = (level_totals[:, first] * level_totals[:, second] * apart).sum(axis=1)
        return np.asarray(1.0 - ratio(observed, expected))

    return settled(
        Coefficient(
            name=f"alpha_{metric}",
            label=Text(
                zh=f"Krippendorff α（{metric.label.zh}）", en=f"Krippendorff's alpha ({metric.label.en})"
            ),
            units=paired.units,
            at=at,
            reason=lacks_pairs(cells),
            width=max(1, len(first)),
        ),
        Undefined.ONE_LEVEL,
    )
