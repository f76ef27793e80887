"""RatingTable -> AgreementReport: every coefficient with its intervals, per item and over all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.plans.agreement.alpha import krippendorff_alpha
from liance.plans.agreement.cells import MISSING, Cells
from liance.plans.agreement.concordance import kendall_w
from liance.plans.agreement.icc import IccForm, icc, icc_interval
from liance.plans.agreement.kappas import (
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    observed_disagreement,
    percent_agreement,
)
from liance.plans.agreement.measures import Measure, measure
from liance.plans.agreement.rater_model import RaterModel, rater_model
from liance.plans.agreement.raters import conformity, severity
from liance.plans.agreement.table import RatingTable
from liance.plans.agreement.weights import Metric, Weights, disagreement_weights

#: With more raters the kappas of all pairs are left out; the coefficients over all raters say it shorter.
RATERS_IN_PAIRS_MAX = 10
#: Alpha and AC2 nearer to each other than this are said to agree.
_NEAR = 0.1
#: Share of ratings at one level from which levels are called skewed.
_SKEWED = 0.5


@dataclass(frozen=True, slots=True)
class RaterProfile:
    """One rater beside the others: how many cells, how strict, how conformable."""

    rater: str
    ratings: int
    severity: Measure
    conformity: Measure

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "rater": self.rater,
            "ratings": self.ratings,
            "severity": self.severity.as_data(),
            "conformity": self.conformity.as_data(),
        }


@dataclass(frozen=True, slots=True)
class PairKappa:
    """Cohen's weighted kappa of two raters."""

    first: str
    second: str
    kappa: Measure

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {"first": self.first, "second": self.second, "kappa": self.kappa.as_data()}


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """Agreement on one item, or over all where ``item`` is None.

    ``cells`` counts rated rows (a unit's item), ``paired`` those with two ratings or more, ``complete``
    those that every rater rated; ``missing`` counts ratings that are absent from rated rows. ``levels``
    counts ratings at each level of the scale. ``measures`` go from alpha to percent agreement, which comes
    last because it knows no chance. ``why_differ`` says why alpha and AC2 differ, None where either is
    undefined.
    """

    item: str | None
    units: int
    raters: tuple[str, ...]
    cells: int
    paired: int
    complete: int
    ratings: int
    missing: int
    levels: Mapping[int, int]
    measures: tuple[Measure, ...]
    pairs: tuple[PairKappa, ...]
    profiles: tuple[RaterProfile, ...]
    why_differ: Text | None

    def measure(self, name: str) -> Measure:
        """Return the measure called ``name``.

        Raises:
            KeyError: there is none.
        """
        found = {one.name: one for one in self.measures}
        return found[name]

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        why = self.why_differ
        return {
            "item": self.item,
            "units": self.units,
            "raters": list(self.raters),
            "cells": self.cells,
            "paired": self.paired,
            "complete": self.complete,
            "ratings": self.ratings,
            "missing": self.missing,
            "levels": {str(level): count for level, count in self.levels.items()},
            "measures": [one.as_data() for one in self.measures],
            "pairs": [pair.as_data() for pair in self.pairs],
            "profiles": [profile.as_data() for profile in self.profiles],
            "why_differ": {"zh": why.zh, "en": why.en} if why else None,
        }


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """All that is said of a table of ratings, with what it takes to make it again.

    The figures over all items pool the cells of all items; their intervals resample units with all their
    cells, since a unit's cells are not independent. ``model`` is the ordinal rater model over all, where asked for.
    """

    items: tuple[ItemAgreement, ...]
    overall: ItemAgreement
    levels: tuple[int, ...]
    levels_declared: bool
    weights: Weights
    seed: int
    draws: int
    level: float
    findings: tuple[Finding, ...] = ()
    model: RaterModel | None = None

    def as_data(self, language: Language = Language.ZH) -> dict[str, object]:
        """Return JSON-ready data; the sentences of findings are in ``language``, all others in both."""
        return {
            "scale": list(self.levels),
            "scale_declared": self.levels_declared,
            "weights": self.weights.value,
            "seed": self.seed,
            "draws": self.draws,
            "level": self.level,
            "overall": self.overall.as_data(),
            "items": [item.as_data() for item in self.items],
            "model": self.model.as_data() if self.model else None,
            "findings": [finding.as_data(language) for finding in self.findings],
        }


def agreement_report(
    table: RatingTable,
    *,
    weights: Weights = Weights.QUADRATIC,
    seed: int = 0,
    draws: int = 2_000,
    level: float = 0.95,
    model: bool = False,
    findings: tuple[Finding, ...] = (),
) -> AgreementReport:
    """Return every coefficient per item and over all items.

    Args:
        table: the ratings.
        weights: agreement weights of AC2, the kappas and conformity.
        seed: of the bootstrap.
        draws: resamples per coefficient, 0 to ``MAX_BOOTSTRAP_DRAWS``.
        level: nominal coverage of intervals.
        model: whether to fit the ordinal rater model to the cells of all items.
        findings: what was found when the table was read, passed on.
    """

    def of(item: str | None) -> ItemAgreement:
        return _item_agreement(item, table.cells(item), weights, seed=seed, draws=draws, level=level)

    return AgreementReport(
        items=tuple(of(item) for item in table.items),
        overall=of(None),
        levels=table.levels,
        levels_declared=table.levels_declared,
        weights=weights,
        seed=seed,
        draws=draws,
        level=level,
        findings=findings,
        model=rater_model(table.cells()) if model else None,
    )


def _item_agreement(
    item: str | None, cells: Cells, weights: Weights, *, seed: int, draws: int, level: float
) -> ItemAgreement:
    coefficients = [
        *(krippendorff_alpha(cells, metric) for metric in (Metric.ORDINAL, Metric.INTERVAL, Metric.NOMINAL)),
        gwet_ac1(cells),
        *([gwet_ac2(cells, weights)] if weights is not Weights.IDENTITY else []),
        conger_kappa(cells, weights),
        fleiss_kappa(cells, weights),
        kendall_w(cells),
        percent_agreement(cells),
        percent_agreement(cells, within=1),
    ]
    measures = [measure(one, seed=seed, draws=draws, level=level) for one in coefficients]
    # The F intervals take rows as independent, which the cells of one unit are not.
    independent = len(cells.codes) == cells.units
    correlations = [
        measure(
            icc(cells, form),
            seed=seed,
            draws=draws,
            level=level,
            exact=[icc_interval(cells, form, level)] if independent else [],
        )
        for form in IccForm
    ]
    raters = range(len(cells.raters))
    pairs = combinations(raters, 2) if len(raters) <= RATERS_IN_PAIRS_MAX else ()
    rated = cells.codes != MISSING
    per_row = rated.sum(axis=1)
    by_level = cells.counts.sum(axis=0)
    return ItemAgreement(
        item=item,
        units=cells.units,
        raters=cells.raters,
        cells=len(cells.codes),
        paired=int((per_row >= 2).sum()),
        complete=int((per_row == len(raters)).sum()) if raters else 0,
        ratings=int(per_row.sum()),
        missing=int((~rated).sum()),
        levels={one: int(count) for one, count in zip(cells.levels, by_level, strict=True)},
        measures=(*measures[:-2], *correlations, *measures[-2:]),
        pairs=tuple(
            PairKappa(
                cells.raters[first],
                cells.raters[second],
                measure(cohen_kappa(cells, weights, first, second), seed=seed, draws=draws, level=level),
            )
            for first, second in pairs
        ),
        profiles=tuple(
            RaterProfile(
                rater=cells.raters[rater],
                ratings=int(rated[:, rater].sum()),
                severity=measure(severity(cells, rater), seed=seed, draws=draws, level=level),
                conformity=measure(conformity(cells, rater, weights), seed=seed, draws=draws, level=level),
            )
            for rater in raters
        ),
        why_differ=why_alpha_and_ac2_differ(cells, weights),
    )


def why_alpha_and_ac2_differ(cells: Cells, weights: Weights) -> Text | None:
    """Return one sentence on why ordinal alpha and AC2 differ on these data, None where one is undefined.

    Both start from the same observed agreement; they differ in what they expect by chance. Alpha expects
    what two ratings drawn from all would give, which is much where one level prevails; AC2 expects little
    there (Feinstein & Cicchetti 1990; Gwet 2008). Chance agreement is shown under the same weights for both.
    """
    alpha, ac2 = krippendorff_alpha(cells).value, gwet_ac2(cells, weights).value
    fleiss = fleiss_kappa(cells, weights).value
    observed = _observed(cells, weights)
    if alpha is None or ac2 is None or fleiss is None or observed is None:
        return None
    by_level = cells.counts.sum(axis=0)
    order = np.argsort(-by_level, kind="stable")
    share = float(by_level[order[0]] / by_level.sum())
    level, next_level = cells.levels[order[0]], cells.levels[order[1]]
    both = float(by_level[order[:2]].sum() / by_level.sum())
    facts = f"α = {alpha:.2f}, AC2 = {ac2:.2f}"
    if abs(alpha - ac2) < _NEAR:
        return Text(
            zh=f"{facts}：两者接近，评分的分布对结论影响不大。",
            en=f"{facts}: they are close, so the distribution of levels hardly matters here.",
        )
    # Both coefficients are 1 - (1 - observed) / (1 - chance).
    drawn, guessed = (1 - (1 - observed) / (1 - value) if value < 1 else 0.0 for value in (fleiss, ac2))
    if drawn > guessed and ac2 > alpha:
        use = (
            Text(zh=f"{share:.0%} 的评分为 {level} 级，分布偏斜", en=f"{share:.0%} are at level {level}")
            if share >= _SKEWED
            else Text(
                zh=f"评分集中在 {level} 级和 {next_level} 级（合计 {both:.0%}）",
                en=f"{both:.0%} are at levels {level} and {next_level}",
            )
        )
        return Text(
            zh=(
                f"{facts}：{use.zh}。按同样的权重，α 认为从全部评分中任取两个就有 {drawn:.0%} 的一致，"
                f"AC2 只把 {guessed:.0%} 归于机会；观察到的一致为 {observed:.0%}。"
            ),
            en=(
                f"{facts}: of the ratings {use.en}. Under the same weights alpha expects {drawn:.0%} agreement"
                f" of any two ratings, AC2 puts only {guessed:.0%} down to chance; observed is {observed:.0%}."
            ),
        )
    return Text(
        zh=(
            f"{facts}：机会一致分别按 {drawn:.0%} 和 {guessed:.0%} 估计（观察到的一致为 {observed:.0%}），"
            "且 α 按名次计距离，AC2 按所选权重计距离。"
        ),
        en=(
            f"{facts}: they put {drawn:.0%} and {guessed:.0%} down to chance (observed agreement"
            f" {observed:.0%}), and alpha measures distance by ranks, AC2 by the weights chosen."
        ),
    )


def _observed(cells: Cells, weights: Weights) -> float | None:
    totals = observed_disagreement(cells, disagreement_weights(weights, cells.levels)).sum(axis=0)
    return float(1 - totals[0] / totals[1]) if totals[1] else None
