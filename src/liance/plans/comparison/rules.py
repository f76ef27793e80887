"""A comparison + the rules of a diagnosis pack -> findings, each with its cells, quotes, values and advice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from statistics import median
from typing import Any

from liance.core.language import Text
from liance.core.limits import MAX_QUOTES_PER_FINDING, MAX_RULE_FINDINGS
from liance.core.numbers import round_half_up
from liance.packs.diagnosis import (
    ClearRule,
    CopiedRule,
    Diagnosis,
    ImbalanceRule,
    OutlierRule,
    Rule,
    SharedRule,
    StagesRule,
    VagueRule,
    exact,
)
from liance.packs.model import Bilingual
from liance.plans.comparison.model import (
    ALL,
    UNKNOWN,
    CellRef,
    ComparedPlan,
    Comparison,
    CopiedPassage,
    FoundQuote,
    Measure,
    MeasureKind,
    RuleFinding,
    RuleKind,
)

Numbers = Mapping[str, Fraction | int | str]
_HALF = Fraction(1, 2)
_ALL_PLANS = Text(zh="全部规划", en="all plans")
_DATED = Text(zh="前者发布在后", en="the former was published later")
_UNDATED = Text(zh="发布先后不明", en="which came first is not known")


def diagnose(comparison: Comparison, diagnosis: Diagnosis) -> Comparison:
    """Return the comparison with what the rules find in it, in the rules' order.

    Groups of plans of which the attribute is unknown are passed over. At most ``MAX_RULE_FINDINGS`` findings are kept.
    """
    found: list[RuleFinding] = []
    for rule in diagnosis.rules:
        name = Text(_plain(rule.name.zh), _plain(rule.name.en))
        found += [replace(finding, name=name) for finding in _RULES[type(rule)](comparison, rule, found)]
    return replace(comparison, rule_findings=tuple(found[:MAX_RULE_FINDINGS]))


# -- clear and vague -------------------------------------------------------------------------------------


def _clear(comparison: Comparison, rule: ClearRule, _before: Sequence[RuleFinding]) -> Iterator[RuleFinding]:
    def enough(score: Fraction) -> bool:
        return score >= rule.at_least

    yield from _graded(comparison, rule, rule.at_least, enough)


def _vague(comparison: Comparison, rule: VagueRule, _before: Sequence[RuleFinding]) -> Iterator[RuleFinding]:
    def enough(score: Fraction) -> bool:
        return score <= rule.at_most

    yield from _graded(comparison, rule, rule.at_most, enough)


def _graded(
    comparison: Comparison, rule: ClearRule | VagueRule, threshold: int, enough: Callable[[Fraction], bool]
) -> Iterator[RuleFinding]:
    """Yield the items of each group of which all, or most, plans are ``enough``.

    For ``clear`` most excludes all, which has its own rule; for ``vague`` most includes it.
    """
    for group in _known_groups(comparison):
        for item in comparison.items:
            values = _values(comparison, group, item.id)
            count = sum(enough(value) for value in values.values())
            n = len(values)
            if n < rule.min_plans or not _holds(rule, count, n):
                continue
            mean = sum(values.values(), Fraction(0)) / n
            numbers: Numbers = {"n": n, "count": count, "threshold": threshold, "mean": mean}
            yield _finding(
                comparison, rule, group, numbers, {"item": item.name, "mean": _shown(mean)}, values, [item]
            )


def _holds(rule: ClearRule | VagueRule, count: int, n: int) -> bool:
    if rule.share == "all":
        return count == n
    return count > n * _HALF and (rule.kind == "vague" or count < n)


def _shared(comparison: Comparison, rule: SharedRule, before: Sequence[RuleFinding]) -> Iterator[RuleFinding]:
    for item in comparison.items:
        parts = [finding for finding in before if finding.rule == rule.of and finding.measures == (item.id,)]
        if len(parts) < rule.min_groups:
            continue
        names = [_scope_name(comparison, part.scope) for part in parts]
        joined = Text(zh="、".join(name.zh for name in names), en=", ".join(name.en for name in names))
        says, advice = _texts(rule, item.id, {"scopes": joined, "item": item.name, "count": len(parts)})
        yield RuleFinding(
            rule=rule.id,
            kind=RuleKind(rule.kind),
            scope=ALL,
            says=says,
            advice=advice,
            values={"count": len(parts), "groups": len(_known_groups(comparison))},
            plans=tuple(plan for part in parts for plan in part.plans),
            measures=(item.id,),
            scopes=tuple(part.scope for part in parts),
            cells=tuple(cell for part in parts for cell in part.cells),
            quotes=tuple(quote for part in parts for quote in part.quotes)[:MAX_QUOTES_PER_FINDING],
        )


# -- goals, balance, outliers ----------------------------------------------------------------------------


def _stages(
    comparison: Comparison, rule: StagesRule, _before: Sequence[RuleFinding]
) -> Iterator[RuleFinding]:
    item = next((measure for measure in comparison.items if measure.id == rule.item), None)
    if item is None:
        return
    for scope in (ALL, *_known_groups(comparison)):
        stated = {key: value for key, value in _values(comparison, scope, rule.item).items() if value > 0}
        without = {
            key: value
            for key, value in stated.items()
            if value < rule.level and not _meets(comparison.plan(key), rule)
        }
        n, count = len(stated), len(without)
        if n >= rule.min_plans and (count == n if rule.share == "all" else count > n * _HALF):
            yield _finding(
                comparison, rule, scope, {"n": n, "count": count}, {"item": item.name}, without, [item]
            )


def _meets(plan: ComparedPlan, rule: StagesRule) -> bool:
    cell = plan.cell(rule.item)
    return cell is not None and any(criterion in cell.met for criterion in rule.criteria)


def _imbalance(
    comparison: Comparison, rule: ImbalanceRule, _before: Sequence[RuleFinding]
) -> Iterator[RuleFinding]:
    gap = exact(rule.gap)
    scopes = [ALL] if rule.per == "plan" else _known_groups(comparison)
    for scope in scopes:
        plans = comparison.plans_of(scope)
        parts = [(plan,) for plan in plans] if rule.per == "plan" else [plans]
        for part in parts:
            means = {}
            for measure in comparison.types:
                values = [value for plan in part if (value := plan.values.get(measure.id)) is not None]
                if len(values) >= rule.min_plans:
                    means[measure.id] = sum(values, Fraction(0)) / len(values)
            if len(means) < 2:
                continue
            high = max(means, key=lambda name: means[name])
            low = min(means, key=lambda name: means[name])
            apart = means[high] - means[low]
            if apart < gap:
                continue
            strongest, weakest = comparison.measure(high), comparison.measure(low)
            words: dict[str, object] = {
                "strongest": strongest.name,
                "weakest": weakest.name,
                "high": _shown(means[high]),
                "low": _shown(means[low]),
                "gap": _shown(apart),
                "plan": part[0].title,
            }
            numbers: Numbers = {"high": means[high], "low": means[low], "gap": apart, "n": len(part)}
            concerned = {plan.key: Fraction(0) for plan in part}
            yield _finding(comparison, rule, scope, numbers, words, concerned, [strongest, weakest])


def _outliers(
    comparison: Comparison, rule: OutlierRule, _before: Sequence[RuleFinding]
) -> Iterator[RuleFinding]:
    for scope in _known_groups(comparison):
        for measure in _chosen(comparison, rule):
            values = _values(comparison, scope, measure.id)
            if len(values) < rule.min_plans:
                continue
            middle = Fraction(median(values.values()))
            spread = Fraction(median(abs(value - middle) for value in values.values()))
            for key, value in values.items():
                away = abs(value - middle)
                if away < exact(rule.distance) or away <= exact(rule.factor) * spread:
                    continue
                words: dict[str, object] = {
                    "plan": comparison.plan(key).title,
                    "item": measure.name,
                    "value": _shown(value),
                    "median": _shown(middle),
                }
                numbers: Numbers = {"value": value, "median": middle, "spread": spread, "n": len(values)}
                yield _finding(comparison, rule, scope, numbers, words, {key: value}, [measure])


def _chosen(comparison: Comparison, rule: OutlierRule) -> list[Measure]:
    types = {measure.id for measure in comparison.types}
    return [
        measure
        for measure in comparison.measures
        if ("items" in rule.of and measure.kind is MeasureKind.ITEM)
        or ("types" in rule.of and measure.id in types)
        or ("totals" in rule.of and measure.kind is MeasureKind.AGGREGATE and measure.id not in types)
    ]


# -- copies ----------------------------------------------------------------------------------------------


def _copied(
    comparison: Comparison, rule: CopiedRule, _before: Sequence[RuleFinding]
) -> Iterator[RuleFinding]:
    pairs: dict[tuple[str, str], list[CopiedPassage]] = {}
    for copy in comparison.copies:
        pairs.setdefault((copy.earlier, copy.later), []).append(copy)
    ranked = sorted(pairs.items(), key=lambda entry: (-sum(copy.characters for copy in entry[1]), entry[0]))
    for (earlier, later), copies in ranked:
        one, two = comparison.plan(earlier), comparison.plan(later)
        characters = sum(copy.characters for copy in copies)
        words: dict[str, object] = {
            "earlier": _dated_title(one),
            "later": _dated_title(two),
            "count": len(copies),
            "characters": characters,
            "dates": _DATED if copies[0].dated else _UNDATED,
        }
        says, advice = _texts(rule, "", words)
        yield RuleFinding(
            rule=rule.id,
            kind=RuleKind.COPIED,
            scope=ALL,
            says=says,
            advice=advice,
            values={"count": len(copies), "characters": characters},
            plans=(earlier, later),
            quotes=tuple(
                FoundQuote(plan, "", quote)
                for copy in copies
                for plan, quote in ((earlier, copy.earlier_quote), (later, copy.later_quote))
            )[:MAX_QUOTES_PER_FINDING],
            copies=tuple(copies),
        )


def _dated_title(plan: ComparedPlan) -> str:
    return f"{plan.title}（{plan.published}）" if plan.published else plan.title


# -- what all rules use ----------------------------------------------------------------------------------


def _known_groups(comparison: Comparison) -> list[str]:
    return [group.key for group in comparison.groups if group.key != UNKNOWN]


def _values(comparison: Comparison, scope: str, measure: str) -> dict[str, Fraction]:
    """Return the values of the plans of a scope that have one."""
    return {
        plan.key: value
        for plan in comparison.plans_of(scope)
        if (value := plan.values.get(measure)) is not None
    }


def _finding(
    comparison: Comparison,
    rule: Rule,
    scope: str,
    numbers: Numbers,
    words: Mapping[str, object],
    plans: Mapping[str, Fraction],
    measures: Sequence[Measure],
) -> RuleFinding:
    item = measures[0].id if len(measures) == 1 else ""
    fields = {"scope": _scope_name(comparison, scope), **numbers, **words}
    says, advice = _texts(rule, item, fields)
    cells = tuple(CellRef(plan, item) for measure in measures for item in measure.items for plan in plans)
    return RuleFinding(
        rule=rule.id,
        kind=RuleKind(rule.kind),
        scope=scope,
        says=says,
        advice=advice,
        values=numbers,
        plans=tuple(plans),
        measures=tuple(measure.id for measure in measures),
        cells=cells,
        quotes=tuple(_quotes(comparison, cells))[:MAX_QUOTES_PER_FINDING],
    )


def _quotes(comparison: Comparison, cells: Sequence[CellRef]) -> Iterator[FoundQuote]:
    """Yield the first quote of each cell, then the others."""
    found = [(ref, cell.quotes) for ref in cells if (cell := comparison.cell(ref)) is not None]
    for ref, quotes in found:
        if quotes:
            yield FoundQuote(ref.plan, ref.item, quotes[0])
    for ref, quotes in found:
        for quote in quotes[1:]:
            yield FoundQuote(ref.plan, ref.item, quote)


def _scope_name(comparison: Comparison, scope: str) -> Text:
    return _ALL_PLANS if scope == ALL else comparison.group(scope).name


def _texts(rule: Rule, item: str, fields: Mapping[str, object]) -> tuple[Text, Text]:
    advice = rule.advice_by_item.get(item, rule.advice)
    return _filled(rule.says, fields), _filled(advice, fields)


def _filled(template: Bilingual, fields: Mapping[str, object]) -> Text:
    """Fill a template of the pack; what comes out is a text without fields."""
    chinese = {name: value.zh if isinstance(value, Text) else value for name, value in fields.items()}
    english = {name: value.en if isinstance(value, Text) else value for name, value in fields.items()}
    return Text(_plain(template.zh.format(**chinese)), _plain(template.en.format(**english)))


def _plain(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _shown(value: Fraction) -> str:
    return str(round_half_up(value, 2))


_RULES: dict[type, Callable[[Comparison, Any, Sequence[RuleFinding]], Iterator[RuleFinding]]] = {
    ClearRule: _clear,
    VagueRule: _vague,
    SharedRule: _shared,
    StagesRule: _stages,
    ImbalanceRule: _imbalance,
    OutlierRule: _outliers,
    CopiedRule: _copied,
}
