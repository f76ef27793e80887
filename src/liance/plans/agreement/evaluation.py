"""How well one rater's scores, usually a machine's, follow an expert's.

Scores are mappings from (document, item) to a level. The chief figure is the quadratic weighted kappa over
all cells, with exact agreement and agreement within one level; documents, not cells, are resampled. It means
something only beside its baselines: a constant per item, which knows the expert's scores but reads no text,
and another person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median_low

from liance.core.language import Text
from liance.core.numbers import round_half_up
from liance.plans.agreement.cells import Cells, cells_of
from liance.plans.agreement.kappas import cohen_kappa, percent_agreement
from liance.plans.agreement.measures import Measure, measure
from liance.plans.agreement.weights import Weights

#: Scores by document and item.
Scores = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Agreement of two raters over some cells of ``documents`` documents."""

    cells: int
    documents: int
    kappa: Measure
    exact: Measure
    within_one: Measure

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "cells": self.cells,
            "documents": self.documents,
            "quadratic_kappa": self.kappa.as_data(),
            "exact_agreement": self.exact.as_data(),
            "agreement_within_1": self.within_one.as_data(),
        }


@dataclass(frozen=True, slots=True)
class RatingAgreement:
    """Agreement of a rater with the expert, over all cells and per item.

    ``unrated`` counts cells that only the expert scored, ``unexpected`` cells that only the rater scored;
    neither is in any figure.
    """

    overall: PairAgreement
    items: Mapping[str, PairAgreement]
    unrated: int
    unexpected: int

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "overall": self.overall.as_data(),
            "items": {item: agreement.as_data() for item, agreement in self.items.items()},
            "unrated": self.unrated,
            "unexpected": self.unexpected,
        }


class ConstantRule(StrEnum):
    """How a constant level per item is chosen from the expert's scores of the item.

    ``MODE`` (lowest of equals) makes exact agreement greatest, ``MEDIAN`` (the lower one) the mean distance
    least, ``MEAN`` (rounded half up to a level) the mean squared distance least, and ``BEST`` the quadratic
    weighted kappa over all cells greatest.
    """

    MODE = "mode"
    MEDIAN = "median"
    MEAN = "mean"
    BEST = "best"

    @property
    def label(self) -> Text:
        """What the baseline is called."""
        return _RULES[self]


_RULES = {
    ConstantRule.MODE: Text(
        zh="每项取专家评分的众数（使完全一致的比例最大）",
        en="the expert's modal level of each item (maximises exact agreement)",
    ),
    ConstantRule.MEDIAN: Text(
        zh="每项取专家评分的中位数（使平均相差最小）",
        en="the expert's median level of each item (minimises the mean distance)",
    ),
    ConstantRule.MEAN: Text(
        zh="每项取专家评分均值四舍五入（使平均平方差最小）",
        en="the expert's mean of each item, rounded to a level (minimises the mean squared distance)",
    ),
    ConstantRule.BEST: Text(
        zh="每项取使总体平方加权 κ 最大的级别",
        en="the levels that maximise the overall quadratic weighted kappa",
    ),
}


@dataclass(frozen=True, slots=True)
class ConstantBaseline:
    """What giving each item one and the same level would reach.

    The levels are taken from the very scores they are held against, so the figures flatter the baseline.
    """

    rule: ConstantRule
    levels: Mapping[str, int]
    agreement: RatingAgreement

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "rule": self.rule.value,
            "levels": dict(self.levels),
            "agreement": self.agreement.as_data(),
        }


@dataclass(frozen=True, slots=True)
class RatingEvaluation:
    """A rater held against the expert, beside the constant baselines and other raters."""

    agreement: RatingAgreement
    baselines: tuple[ConstantBaseline, ...]
    others: Mapping[str, RatingAgreement]

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "agreement": self.agreement.as_data(),
            "baselines": [baseline.as_data() for baseline in self.baselines],
            "others": {name: agreement.as_data() for name, agreement in self.others.items()},
        }


def rating_agreement(
    machine: Scores, expert: Scores, levels: Sequence[int], *, seed: int = 0, draws: int = 2_000
) -> RatingAgreement:
    """Return how well ``machine`` follows ``expert`` over the cells that both scored.

    Args:
        machine: levels by (document, item).
        expert: levels by (document, item).
        levels: the whole scale.
        seed: of the bootstrap over documents.
        draws: how many resamples; 0 leaves out bootstrap intervals.

    Raises:
        ValueError: a score is not on the scale.
    """
    common = sorted(machine.keys() & expert.keys())

    def over(keys: Sequence[tuple[str, str]]) -> PairAgreement:
        return _pair_agreement(_pairs(machine, expert, keys, levels), seed, draws)

    items = sorted({item for _, item in common})
    return RatingAgreement(
        overall=over(common),
        items={item: over([key for key in common if key[1] == item]) for item in items},
        unrated=len(expert.keys() - machine.keys()),
        unexpected=len(machine.keys() - expert.keys()),
    )


def evaluate_ratings(
    machine: Scores,
    expert: Scores,
    levels: Sequence[int],
    *,
    others: Mapping[str, Scores] | None = None,
    seed: int = 0,
    draws: int = 2_000,
) -> RatingEvaluation:
    """Return ``rating_agreement`` of machine and expert with all constant baselines and other raters.

    Baselines are held against the expert over the cells that machine and expert both scored.
    """
    shared = {key: expert[key] for key in machine.keys() & expert.keys()}
    baselines = []
    for rule in ConstantRule:
        constant = constant_levels(shared, rule, levels)
        scores = {key: constant[key[1]] for key in shared}
        agreement = rating_agreement(scores, shared, levels, seed=seed, draws=draws)
        baselines.append(ConstantBaseline(rule, constant, agreement))
    return RatingEvaluation(
        agreement=rating_agreement(machine, expert, levels, seed=seed, draws=draws),
        baselines=tuple(baselines),
        others={
            name: rating_agreement(scores, expert, levels, seed=seed, draws=draws)
            for name, scores in sorted((others or {}).items())
        },
    )


def constant_levels(expert: Scores, rule: ConstantRule, levels: Sequence[int]) -> dict[str, int]:
    """Return one level per item, chosen from the expert's scores by ``rule``."""
    by_item: dict[str, list[int]] = {}
    for (_, item), score in sorted(expert.items()):
        by_item.setdefault(item, []).append(score)
    if rule is ConstantRule.BEST:
        return _best_levels(by_item, sorted(levels))
    return {item: _constant(scores, rule, levels) for item, scores in by_item.items()}


def _constant(scores: Sequence[int], rule: ConstantRule, levels: Sequence[int]) -> int:
    if rule is ConstantRule.MODE:
        return Counter(sorted(scores)).most_common(1)[0][0]
    if rule is ConstantRule.MEDIAN:
        return median_low(scores)
    mean = Fraction(sum(scores), len(scores))
    rounded = int(round_half_up(mean, 0))
    return min(sorted(levels), key=lambda level: (abs(level - rounded), abs(level - mean)))


def _best_levels(by_item: Mapping[str, Sequence[int]], levels: Sequence[int]) -> dict[str, int]:
    """Return the levels per item with the greatest overall quadratic kappa.

    1 - kappa is a ratio of two sums over cells, observed (c - y)^2 and expected (c^2 - 2 c m + mean of y^2)
    with m the expert's overall mean, so Dinkelbach's method finds its least value: for a guess of the ratio
    each item picks its own level, and the ratio that results is the next guess. Exact in fractions.
    """
    scores = [score for of_item in by_item.values() for score in of_item]
    if not scores:
        return {}
    mean = Fraction(sum(scores), len(scores))
    square = Fraction(sum(score * score for score in scores), len(scores))

    def excess(item: str, level: int, guess: Fraction) -> Fraction:
        observed = sum((level - score) ** 2 for score in by_item[item])
        expected = len(by_item[item]) * (level * level - 2 * level * mean + square)
        return observed - guess * expected

    best = {item: _constant(of_item, ConstantRule.MEAN, levels) for item, of_item in by_item.items()}
    while True:
        observed = sum((excess(item, level, Fraction(0)) for item, level in best.items()), Fraction(0))
        expected = observed - sum(
            (excess(item, level, Fraction(1)) for item, level in best.items()), Fraction(0)
        )
        if not expected:
            return best
        guess = observed / expected
        excesses = {item: [excess(item, level, guess) for level in levels] for item in by_item}
        if sum((min(of_item) for of_item in excesses.values()), Fraction(0)) >= 0:
            return best
        best = {item: levels[of_item.index(min(of_item))] for item, of_item in excesses.items()}


def _pairs(machine: Scores, expert: Scores, keys: Sequence[tuple[str, str]], levels: Sequence[int]) -> Cells:
    documents = {document: number for number, document in enumerate(sorted({key[0] for key in keys}))}
    return cells_of(
        [(machine[key], expert[key]) for key in keys],
        levels,
        clusters=[documents[document] for document, _ in keys],
    )


def _pair_agreement(cells: Cells, seed: int, draws: int) -> PairAgreement:
    return PairAgreement(
        cells=len(cells.codes),
        documents=cells.units,
        kappa=measure(cohen_kappa(cells, Weights.QUADRATIC), seed=seed, draws=draws),
        exact=measure(percent_agreement(cells), seed=seed, draws=draws),
        within_one=measure(percent_agreement(cells, within=1), seed=seed, draws=draws),
    )
