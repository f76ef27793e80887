"""The documented JSON of a comparison. Field names and meanings are stable; see docs/reference/json.md."""

from __future__ import annotations

from fractions import Fraction

from liance.core.language import Language
from liance.plans.agreement.intervals import Interval
from liance.plans.comparison.differences import REASONS
from liance.plans.comparison.model import (
    Cell,
    ComparedPlan,
    Comparison,
    CopiedPassage,
    FoundQuote,
    GroupTest,
    Mean,
    Quote,
    Ranking,
    RubricRef,
    RuleFinding,
    ThresholdCount,
)
from liance.reports.data import findings_data


def comparison_data(comparison: Comparison, language: Language) -> dict[str, object]:
    """Return a comparison as JSON-ready data; exact numbers as ``n/d``, texts in ``language``."""
    return {
        "by": comparison.by.value,
        "threshold": str(comparison.threshold),
        "stage": comparison.stage,
        "rubric": _rubric(comparison.rubric),
        "n": len(comparison.plans),
        "measures": [
            {
                "id": measure.id,
                "kind": measure.kind.value,
                "name": measure.name.render(language),
                "items": list(measure.items),
                "parts": list(measure.parts),
            }
            for measure in comparison.measures
        ],
        "groups": [
            {
                "key": group.key,
                "name": group.name.render(language),
                "n": len(group.plans),
                "plans": list(group.plans),
            }
            for group in comparison.groups
        ],
        "plans": [_plan(plan) for plan in comparison.plans],
        "means": [_mean(mean) for mean in comparison.means],
        "counts": [_count(count) for count in comparison.counts],
        "rankings": [_ranking(ranking) for ranking in comparison.rankings],
        "tests": [_test(test, language) for test in comparison.tests],
        "rule_findings": [_rule_finding(finding, language) for finding in comparison.rule_findings],
        "copies": [_copy(copy) for copy in comparison.copies],
        "findings": findings_data(comparison.findings, language),
    }


def _rubric(rubric: RubricRef | None) -> dict[str, str] | None:
    return None if rubric is None else {"id": rubric.id, "version": rubric.version, "digest": rubric.digest}


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _plan(plan: ComparedPlan) -> dict[str, object]:
    return {
        "key": plan.key,
        "source": plan.source,
        "digest": plan.digest,
        "title": plan.title,
        "issuer": plan.issuer,
        "region": plan.region,
        "region_code": plan.region_code,
        "province": plan.province,
        "level": plan.level.value if plan.level else None,
        "published": plan.published,
        "subject": plan.subject,
        "rater": plan.rater,
        "stage": plan.stage,
        "values": {name: _exact(value) for name, value in plan.values.items()},
        "cells": [_cell(cell) for cell in plan.cells],
    }


def _cell(cell: Cell) -> dict[str, object]:
    return {
        "item": cell.item,
        "score": cell.score,
        "state": cell.state.value,
        "met": list(cell.met),
        "quotes": [_quote(quote) for quote in cell.quotes],
    }


def _quote(quote: Quote) -> dict[str, object]:
    data: dict[str, object] = {"start": quote.span.start, "end": quote.span.end, "quote": quote.text}
    if quote.page is not None:
        data["page"] = quote.page
    if quote.criterion:
        data["criterion"] = quote.criterion
    return data


def _mean(mean: Mean) -> dict[str, object]:
    states = mean.states
    return {
        "measure": mean.measure,
        "scope": mean.scope,
        "weighting": mean.weighting.value,
        "value": _exact(mean.value),
        "display": mean.display,
        "rounding": mean.rounding,
        "stage": mean.stage,
        "n": mean.n,
        "cells": {
            "scored": states.scored,
            "not_covered": states.not_covered,
            "cannot_judge": states.cannot_judge,
            "section_missing": states.section_missing,
            "absent": states.absent,
        },
        "interval": None if mean.interval is None else _interval(mean.interval),
        "plans": list(mean.plans),
        "items": list(mean.items),
    }


def _interval(interval: Interval) -> dict[str, object]:
    return interval.as_data()


def _count(count: ThresholdCount) -> dict[str, object]:
    return {
        "measure": count.measure,
        "scope": count.scope,
        "threshold": str(count.threshold),
        "stage": count.stage,
        "n": count.n,
        "at_least": list(count.at_least),
        "below": list(count.below),
        "without": list(count.without),
    }


def _ranking(ranking: Ranking) -> dict[str, object]:
    return {
        "of": ranking.of,
        "scope": ranking.scope,
        "weighting": ranking.weighting.value,
        "draws": ranking.draws,
        "seed": ranking.seed,
        "entries": [
            {
                "id": entry.id,
                "value": str(entry.value),
                "rank": entry.rank,
                "low": entry.low,
                "high": entry.high,
                "kept": _exact(entry.kept),
            }
            for entry in ranking.entries
        ],
    }


def _test(test: GroupTest, language: Language) -> dict[str, object]:
    data: dict[str, object] = {
        "name": test.name,
        "measure": test.measure,
        "groups": list(test.groups),
        "n": list(test.n),
        "statistic": _exact(test.statistic),
        "p": _exact(test.p),
        "adjusted": _exact(test.adjusted),
        "method": test.method,
        "arrangements": test.arrangements,
        "effect": _exact(test.effect),
    }
    if test.reason is not None:
        data |= {"reason": test.reason, "message": REASONS[test.reason].render(language)}
    return data


def _rule_finding(finding: RuleFinding, language: Language) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "kind": finding.kind.value,
        "scope": finding.scope,
        "scopes": list(finding.scopes),
        "measures": list(finding.measures),
        "plans": list(finding.plans),
        "values": {
            name: value if isinstance(value, int) else str(value) for name, value in finding.values.items()
        },
        "message": finding.says.render(language),
        "advice": finding.advice.render(language),
        "cells": [{"plan": cell.plan, "item": cell.item} for cell in finding.cells],
        "quotes": [_found_quote(found) for found in finding.quotes],
    }


def _found_quote(found: FoundQuote) -> dict[str, object]:
    return {"plan": found.plan, "item": found.item, **_quote(found.quote)}


def _copy(copy: CopiedPassage) -> dict[str, object]:
    return {
        "earlier": copy.earlier,
        "later": copy.later,
        "dated": copy.dated,
        "characters": copy.characters,
        "similarity": str(copy.similarity),
        "earlier_quote": _quote(copy.earlier_quote),
        "later_quote": _quote(copy.later_quote),
    }
