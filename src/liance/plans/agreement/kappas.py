"""Percent agreement and the coefficients that correct it for chance.

All share one observed disagreement (Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., chapters 2-4):
the mean, over rows rated at least twice, of the mean disagreement weight of the row's pairs of ratings. They
differ in the disagreement they expect by chance, and each is 1 - observed / expected.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from liance.core.language import Text
from liance.plans.agreement.cells import (
    Cells,
    Coefficient,
    FloatArray,
    cells_of,
    lacks_pairs,
    ratio,
    settled,
)
from liance.plans.agreement.undefined import Undefined
from liance.plans.agreement.weights import Weights, beyond, disagreement_weights


def observed_disagreement(cells: Cells, apart: FloatArray) -> FloatArray:
    """Return, per unit, the summed disagreement of its rows rated twice or more and the number of them.

    A row's disagreement is sum_k r_k (sum_l apart_kl r_l) / (r (r - 1)): 1 - p_a of Gwet (2014), eq. 3.20,
    per row. The result is units x 2.
    """
    counts = cells.counts
    ratings = counts.sum(axis=1)
    disagreement = (counts * (counts @ apart)).sum(axis=1) / np.maximum(ratings * (ratings - 1), 1)
    return cells.by_unit(np.stack([disagreement, ratings >= 2], axis=1))


def percent_agreement(cells: Cells, within: int = 0) -> Coefficient:
    """Return the share of pairs of ratings at most ``within`` levels apart, in [0, 1].

    The mean over rows rated twice or more of the row's share of such pairs; not corrected for chance.
    """
    paired = cells.pairable()
    sums = observed_disagreement(paired, beyond(within, cells.levels))

    def at(weights: FloatArray) -> FloatArray:
        totals = weights @ sums
        return np.asarray(1.0 - ratio(totals[:, 0], totals[:, 1]))

    label = (
        Text(zh="完全一致的比例", en="exact agreement")
        if within == 0
        else Text(zh=f"相差不超过 {within} 级的比例", en=f"agreement within {within} level(s)")
    )
    return Coefficient(
        name="exact_agreement" if within == 0 else f"agreement_within_{within}",
        label=label,
        units=paired.units,
        at=at,
        reason=lacks_pairs(cells),
        low=0.0,
    )


def gwet_ac1(cells: Cells) -> Coefficient:
    """Return Gwet's AC1, the unweighted AC2 (Gwet 2008, British J. Math. Stat. Psychol. 61, eq. 7)."""
    return gwet_ac2(cells, Weights.IDENTITY)


def gwet_ac2(cells: Cells, weights: Weights = Weights.QUADRATIC) -> Coefficient:
    """Return Gwet's AC2, in (-inf, 1].

    Gwet (2014), section 4.4: p_e = T_w / (q (q - 1)) sum_k pi_k (1 - pi_k) with T_w the sum of all weights,
    q the levels of the whole scale, used or not, and pi_k the mean over rated rows of the share of ratings
    at level k. With all ratings at one level of several p_e is 0 and AC2 is 1.
    """
    apart = disagreement_weights(weights, cells.levels)
    sums, shares = observed_disagreement(cells, apart), _shares(cells)
    count = len(cells.levels)
    scale = (1.0 - apart).sum() / max(count * (count - 1), 1)

    def at(draws: FloatArray) -> FloatArray:
        totals, prevalence = draws @ sums, _prevalence(draws, shares)
        expected = 1.0 - scale * (prevalence * (1.0 - prevalence)).sum(axis=1)
        return np.asarray(1.0 - ratio(ratio(totals[:, 0], totals[:, 1]), expected))

    is_ac1 = weights is Weights.IDENTITY
    return Coefficient(
        name="ac1" if is_ac1 else f"ac2_{weights}",
        label=Text(zh="Gwet AC1", en="Gwet's AC1")
        if is_ac1
        else Text(zh=f"Gwet AC2（{weights.label.zh}）", en=f"Gwet's AC2 ({weights.label.en})"),
        units=cells.units,
        at=at,
        reason=lacks_pairs(cells) or (Undefined.ONE_LEVEL if count < 2 else None),
        width=max(1, count),
    )


def fleiss_kappa(cells: Cells, weights: Weights = Weights.QUADRATIC) -> Coefficient:
    """Return Fleiss' kappa, generalised to weights and missing ratings, in (-inf, 1].

    Fleiss (1971), Psychological Bulletin 76, and Gwet (2014), section 4.3: chance agreement is
    sum_kl w_kl pi_k pi_l. Undefined where all ratings are at one level.
    """
    apart = disagreement_weights(weights, cells.levels)
    sums, shares = observed_disagreement(cells, apart), _shares(cells)

    def at(draws: FloatArray) -> FloatArray:
        totals, prevalence = draws @ sums, _prevalence(draws, shares)
        expected = ((prevalence @ apart) * prevalence).sum(axis=1)
        return np.asarray(1.0 - ratio(ratio(totals[:, 0], totals[:, 1]), expected))

    return settled(
        Coefficient(
            name=f"fleiss_kappa_{weights}",
            label=Text(zh=f"Fleiss κ（{weights.label.zh}）", en=f"Fleiss' kappa ({weights.label.en})"),
            units=cells.units,
            at=at,
            reason=lacks_pairs(cells),
            width=max(1, len(cells.levels)),
        ),
        Undefined.ONE_LEVEL,
    )


def conger_kappa(cells: Cells, weights: Weights = Weights.QUADRATIC) -> Coefficient:
    """Return Conger's kappa, generalised to weights and missing ratings, in (-inf, 1].

    Conger (1980), Psychological Bulletin 88, and Gwet (2014), section 4.3: the expected disagreement is the
    mean over pairs of raters of what their own distributions of levels give. With two raters and no missing
    rating it is Cohen's kappa. Undefined where all ratings are at one level.
    """
    apart = disagreement_weights(weights, cells.levels)
    sums = observed_disagreement(cells, apart)
    raters, count = len(cells.raters), len(cells.levels)
    rated = (cells.codes[:, :, None] == np.arange(count)).astype(np.float64)
    levels_of_raters = cells.by_unit(rated.reshape(len(rated), raters * count))

    def at(draws: FloatArray) -> FloatArray:
        totals = draws @ sums
        levels = (draws @ levels_of_raters).reshape(len(draws), raters, count)
        rated_by = levels.sum(axis=2, keepdims=True)
        shares = levels / np.maximum(rated_by, 1)
        active = (rated_by[:, :, 0] > 0).sum(axis=1)
        mean = shares.sum(axis=1)
        among_all = ((mean @ apart) * mean).sum(axis=1)
        with_self = ((shares @ apart) * shares).sum(axis=(1, 2))
        expected = ratio(among_all - with_self, (active * (active - 1)).astype(np.float64))
        return np.asarray(1.0 - ratio(ratio(totals[:, 0], totals[:, 1]), expected))

    return settled(
        Coefficient(
            name=f"conger_kappa_{weights}",
            label=Text(zh=f"Conger κ（{weights.label.zh}）", en=f"Conger's kappa ({weights.label.en})"),
            units=cells.units,
            at=at,
            reason=lacks_pairs(cells),
            width=max(1, raters * count),
        ),
        Undefined.ONE_LEVEL,
    )


def cohen_kappa(
    cells: Cells, weights: Weights = Weights.QUADRATIC, first: int = 0, second: int = 1
) -> Coefficient:
    """Return Cohen's weighted kappa of two raters over the rows that both rated, in [-1, 1].

    Cohen (1968), Psychological Bulletin 70: 1 - sum v_ij p_oij / sum v_ij p_i. p_.j. Undefined where both
    raters use one and the same level only.

    Args:
        cells: ratings of two raters or more.
        weights: agreement weights.
        first: index of the one rater.
        second: index of the other.
    """
    lacking = lacks_pairs(cells)
    both = cells.of_raters(first, second) if lacking is None else cells
    if lacking is None and not both.units:
        lacking = Undefined.NO_PAIRS
    apart = disagreement_weights(weights, cells.levels)
    count = len(cells.levels)
    if lacking is None:
        one, two = both.codes.T
        rows = np.concatenate([np.eye(count)[one], np.eye(count)[two], apart[one, two][:, None]], axis=1)
        sums = both.by_unit(rows)
    else:
        sums = np.zeros((both.units, 2 * count + 1))

    def at(draws: FloatArray) -> FloatArray:
        totals = draws @ sums
        ones, twos = totals[:, :count], totals[:, count : 2 * count]
        expected = ((ones @ apart) * twos).sum(axis=1)
        return np.asarray(1.0 - ratio(totals[:, -1] * ones.sum(axis=1), expected))

    return settled(
        Coefficient(
            name=f"cohen_kappa_{weights}",
            label=Text(zh=f"Cohen κ（{weights.label.zh}）", en=f"Cohen's kappa ({weights.label.en})"),
            units=both.units,
            at=at,
            reason=lacking,
            width=2 * count + 1,
        ),
        Undefined.ONE_LEVEL,
    )


def quadratic_kappa(pairs: Sequence[tuple[int, int]], levels: Sequence[int]) -> float | None:
    """Return the quadratic weighted kappa of pairs of scores; None where both sides use one same level.

    >>> quadratic_kappa([(1, 1), (2, 2), (3, 4), (4, 4)], range(5))
    0.9166666666666666
    """
    return cohen_kappa(cells_of(pairs, levels)).value


def _shares(cells: Cells) -> FloatArray:
    """Return, per unit, the summed shares of each level in its rated rows (units x levels)."""
    counts = cells.counts
    return cells.by_unit(counts / counts.sum(axis=1, keepdims=True))


def _prevalence(draws: FloatArray, shares: FloatArray) -> FloatArray:
    totals = draws @ shares
    rows = totals.sum(axis=1, keepdims=True)
    return np.asarray(totals / np.maximum(rows, 1.0))
