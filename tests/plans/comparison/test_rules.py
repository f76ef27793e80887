"""Findings by rule: what each rule finds, and that every finding lists its cells, quotes and values."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.plans.comparison.samples import MEASURES, made_plan, thirteen

from liance.core.language import Language
from liance.core.spans import Span
from liance.packs.diagnosis import Diagnosis
from liance.packs.library import Library
from liance.plans.comparison.comparing import Settings, compare
from liance.plans.comparison.model import ALL, Comparison, CopiedPassage, Quote, RuleFinding, RuleKind
from liance.plans.comparison.resampling import Resampler
from liance.plans.comparison.rules import diagnose
from liance.plans.documents.model import Level

RULES = Library().diagnosis("plan-diagnosis")
QUICK = Settings(resampler=Resampler(0), test_draws=9)


@pytest.fixture(scope="module")
def found() -> Comparison:
    return diagnose(compare(thirteen(), MEASURES, QUICK), RULES)


def of(found: Comparison, rule: str) -> list[RuleFinding]:
    return [finding for finding in found.rule_findings if finding.rule == rule]


def items(found: Comparison, rule: str, scope: str) -> list[str]:
    return [finding.measures[0] for finding in of(found, rule) if finding.scope == scope]


def test_clear_vague_and_shared_are_those_of_the_scores(found: Comparison) -> None:
    """As in section 3.2 of the paper: all >= 3 is clear, more than half <= 2 is vague."""
    assert items(found, "clear", "province") == ["platform", "scenario", "governance"]
    assert items(found, "clear", "city") == ["talent", "governance"]
    assert items(found, "mostly-clear", "province") == ["enterprise", "cluster", "ecosystem", "talent"]
    assert items(found, "vague", "city") == ["goal", "research", "platform", "cluster", "ecosystem"]
    assert items(found, "vague", "district") == ["cluster", "ecosystem"]
    shared = {finding.measures[0]: finding.scopes for finding in of(found, "shared-clear")}
    assert shared == {"talent": ("city", "district"), "governance": ("province", "city")}
    for finding in of(found, "shared-vague"):
        assert len(finding.scopes) >= 2


def test_every_finding_lists_cells_quotes_and_values(found: Comparison) -> None:
    assert {finding.kind for finding in found.rule_findings} >= {
        RuleKind.CLEAR,
        RuleKind.VAGUE,
        RuleKind.SHARED_CLEAR,
        RuleKind.GOALS_WITHOUT_STAGES,
        RuleKind.IMBALANCE,
    }
    for finding in found.rule_findings:
        assert finding.cells
        assert finding.values
        for language in Language:
            assert finding.says.render(language)
            assert finding.advice.render(language)
            assert "{" not in finding.says.render(language)
        for quote in finding.quotes:
            cell = found.plan(quote.plan).cell(quote.item)
            assert cell is not None
            assert quote.quote in cell.quotes


def test_advice_is_that_of_the_item_where_the_pack_has_one(found: Comparison) -> None:
    vague = next(finding for finding in of(found, "vague") if finding.measures == ("research",))
    assert "攻关清单" in vague.advice.zh
    assert "五" not in vague.says.zh
    assert vague.says.zh.startswith("地市级的5份规划中有4份")


def test_goals_by_stages_count_by_score_or_by_criterion() -> None:
    def stages(met: tuple[str, ...]) -> list[RuleFinding]:
        plans = [made_plan("a", [2] * 9, met=met), made_plan("b", [2] * 9, met=met), made_plan("c", [4] * 9)]
        return of(diagnose(compare(plans, MEASURES, QUICK), RULES), "goals-without-stages")

    whole, group = stages(())
    assert (whole.scope, group.scope) == (ALL, "city")
    assert whole.values == {"n": 3, "count": 2}
    assert whole.plans == ("a", "b")
    assert stages(("goal.4.staged",)) == []


def test_outliers_are_told_with_median_and_spread() -> None:
    plans = [made_plan(f"p{number}", [2] * 9) for number in range(6)] + [made_plan("far", [4] * 9)]
    found = of(diagnose(compare(plans, MEASURES, QUICK), RULES), "outlier")
    assert {finding.plans for finding in found} == {("far",)}
    assert found[0].values == {"value": Fraction(4), "median": Fraction(2), "spread": Fraction(0), "n": 7}


def test_copies_are_one_finding_per_pair_with_both_quotes() -> None:
    plans = [made_plan("a", [2] * 9, published="2020-01"), made_plan("b", [3] * 9, published="2021")]
    quote, other = Quote(Span(0, 4), "一段文字"), Quote(Span(9, 13), "另一段字")
    copy = CopiedPassage("a", "b", True, quote, other, 40, Fraction(9, 10))
    made = replace(compare(plans, MEASURES, QUICK), copies=(copy, replace(copy, characters=50)))
    (finding,) = of(diagnose(made, RULES), "copied")
    assert finding.values == {"count": 2, "characters": 90}
    assert finding.says.zh == "《b规划（2021）》与《a规划（2020-01）》有2处雷同，共90字；前者发布在后"
    assert [found.quote for found in finding.quotes] == [quote, other] * 2


def test_names_with_braces_break_nothing() -> None:
    plans = [
        replace(made_plan(f"p{number}", [1, 4, 4, 1, 1, 1, 1, 4, 4]), title="{0}{x}") for number in range(3)
    ]
    made = diagnose(compare(plans, MEASURES, QUICK), RULES)
    assert any("{0}{x}" in finding.says.render(Language.ZH) for finding in of(made, "imbalance-of-plan"))


def test_nothing_is_found_in_nothing_and_in_one_plan() -> None:
    assert diagnose(compare([], MEASURES, QUICK), RULES).rule_findings == ()
    alone = diagnose(compare([made_plan("a", [2] * 9, Level.CITY)], MEASURES, QUICK), RULES)
    assert alone.rule_findings == ()


def test_rules_for_items_a_rubric_lacks_find_nothing() -> None:
    rule = next(rule for rule in RULES.rules if rule.id == "goals-without-stages")
    other = Diagnosis(rules=(rule.model_copy(update={"item": "nothing"}),))
    assert diagnose(compare(thirteen(), MEASURES, QUICK), other).rule_findings == ()
