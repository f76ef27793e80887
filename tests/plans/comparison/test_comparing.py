"""Means, counts, ranks and tests of a comparison, and what bad input becomes."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plans.comparison.samples import ITEMS, MEASURES, made_plan, thirteen

from liance.core.findings import Finding
from liance.plans.comparison.comparing import Settings, compare
from liance.plans.comparison.model import (
    ALL,
    UNKNOWN,
    Axis,
    CellRef,
    ComparedPlan,
    RubricRef,
    Weighting,
)
from liance.plans.comparison.resampling import Resampler
from liance.plans.documents.model import Level

QUICK = Settings(resampler=Resampler(200), test_draws=199)
TYPES = {"type.technology": (1, 2), "type.industry": (3, 4, 5, 6), "type.environment": (7, 8)}


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def naive_value(scores: list[int | None], measure: str) -> float | None:
    """A plan's value, computed apart from the rubric's aggregates."""
    if measure in ITEMS:
        score = scores[ITEMS.index(measure)]
        return None if score is None else float(score)
    if measure in TYPES:
        known = [score for place in TYPES[measure] if (score := scores[place]) is not None]
        return fmean(known) if known else None
    parts = (
        [naive_value(scores, name) for name in TYPES]
        if measure == "tasks"
        else [None if score is None else float(score) for score in scores[1:]]
    )
    present = [part for part in parts if part is not None]
    return fmean(present) if present else None


row = st.lists(st.one_of(st.integers(0, 4), st.none()), min_size=9, max_size=9)


@given(st.lists(st.tuples(row, st.sampled_from([*Level, None])), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_all_means_agree_with_an_independent_computation(
    rows: list[tuple[list[int | None], Level | None]],
) -> None:
    plans = [made_plan(f"p{number}", scores, level) for number, (scores, level) in enumerate(rows)]
    made = compare(plans, MEASURES, Settings(resampler=Resampler(0), test_draws=9))
    if all(score is None for scores, _ in rows for score in scores):
        assert made.means == () or all(mean.value is None for mean in made.means)
        return
    for measure in MEASURES:
        for scope in made.scopes:
            chosen = [
                (scores, level) for scores, level in rows if scope in (ALL, level.value if level else UNKNOWN)
            ]
            known = [
                (value, level)
                for scores, level in chosen
                if (value := naive_value(scores, measure.id)) is not None
            ]
            mean = made.mean(measure.id, scope)
            assert mean.n == len(known)
            assert (mean.value is None) == (not known)
            if known:
                assert float(mean.value or 0) == pytest.approx(fmean(value for value, _ in known), abs=1e-9)
            by_level = [
                fmean(values) for level in Level if (values := [value for value, at in known if at is level])
            ]
            alike = made.mean(measure.id, scope, Weighting.EQUAL_LEVELS)
            assert (alike.value is None) == (not by_level)
            if by_level:
                assert float(alike.value or 0) == pytest.approx(fmean(by_level), abs=1e-9)
            count = made.count(measure.id, scope)
            assert len(count.at_least) == sum(value >= 3 for value, _ in known)
            assert len(count.below) == sum(value < 3 for value, _ in known)
            assert len(count.without) == len(chosen) - len(known)


def test_two_weightings_differ_and_carry_n_and_stage() -> None:
    made = compare(thirteen(), MEASURES, QUICK)
    plans, levels = made.mean("goal"), made.mean("goal", weighting=Weighting.EQUAL_LEVELS)
    assert plans.value == Fraction(29, 13)
    assert plans.display == "2.23"
    assert levels.value == (Fraction(2) + Fraction(12, 5) + Fraction(5, 2)) / 3
    assert (plans.n, plans.stage, plans.rounding) == (13, "machine", "half_up.2")
    assert made.mean("goal", "province").display == "2.00"
    assert plans.interval is not None
    assert plans.interval.low is not None
    assert plans.interval.low < 29 / 13 < (plans.interval.high or 0)


def test_every_number_walks_back_to_its_quotes() -> None:
    made = compare(thirteen(), MEASURES, QUICK)
    mean = made.mean("type.environment", "district")
    assert mean.cells == tuple(
        CellRef(plan, item) for plan in ("p12", "p13") for item in ("talent", "governance")
    )
    found = [made.cell(ref) for ref in mean.cells]
    assert [cell.score for cell in found if cell] == [3, 1, 3, 3]
    assert all(cell.quotes[0].text == f"{cell.plan}{cell.item}" for cell in found if cell)


def test_missing_cells_are_no_zeros_and_are_counted() -> None:
    plans = [
        made_plan("a", [None, 4, *[None] * 7]),
        made_plan("b", [0, 2, *[3] * 7]),
        made_plan("c", [3] * 9),
    ]
    made = compare(plans, MEASURES, QUICK)
    goal = made.mean("goal")
    assert goal.value == Fraction(3, 2)
    assert (goal.n, goal.states.not_covered, goal.states.cannot_judge) == (2, 1, 1)
    assert made.mean("type.technology").states.cannot_judge == 1
    assert made.count("goal").without == ("a",)


def test_ranks_and_tests_stand_for_every_scope() -> None:
    made = compare(thirteen(), MEASURES, QUICK)
    items = next(
        ranking
        for ranking in made.rankings
        if ranking.of == "items" and ranking.scope == ALL and ranking.weighting is Weighting.EQUAL_PLANS
    )
    assert [entry.rank for entry in items.entries] == sorted(entry.rank for entry in items.entries)
    assert items.entries[0].id in ("scenario", "talent")
    assert all(entry.low <= entry.rank <= entry.high for entry in items.entries if entry.low and entry.high)
    of_groups = next(ranking for ranking in made.rankings if ranking.of == "tasks")
    assert {entry.id for entry in of_groups.entries} == {"province", "city", "district"}
    omnibus = [test for test in made.tests if test.name == "kruskal_wallis"]
    assert [test.measure for test in omnibus] == [measure.id for measure in MEASURES]
    assert all(test.method == "exact" and test.n == (6, 5, 2) for test in omnibus)
    pairs = [test for test in made.tests if test.name == "rank_sum"]
    assert len(pairs) == 3 * len(MEASURES)
    assert all(test.p is None or (test.adjusted or 0) >= test.p for test in made.tests)


@pytest.mark.parametrize("by", list(Axis))
def test_every_axis_groups_all_plans_once(by: Axis) -> None:
    plans = [
        made_plan(
            "a",
            [3] * 9,
            Level.CITY,
            "2021",
            region="青岛市",
            province="山东省",
            region_code="370200",
            issuer="甲",
        ),
        made_plan(
            "b",
            [2] * 9,
            Level.PROVINCE,
            "2020",
            region="山东省",
            province="山东省",
            region_code="370000",
            issuer="乙",
        ),
        made_plan("c", [1] * 9, None, None, subject=None),
    ]
    made = compare(plans, MEASURES, replace(QUICK, by=by))
    assert sorted(key for group in made.groups for key in group.plans) == ["a", "b", "c"]
    assert made.groups[-1].plans == ("c",)
    assert made.groups[-1].key == UNKNOWN
    if by is Axis.REGION:
        assert made.groups[0].plans == ("a", "b")
    if by is Axis.YEAR:
        assert [group.name.zh for group in made.groups] == ["2020年", "2021年", "不明"]
    assert "comparison.unknown_group" in codes(made.findings)


def with_score(score: int) -> list[ComparedPlan]:
    return [made_plan("a", [score] * 9), made_plan("b", [score] * 9, Level.PROVINCE)]


OTHER = RubricRef("technology-plan", "0.9.0", "sha256:older")
BAD = {
    "nothing": ([], ["comparison.nothing"], 0),
    "only unjudged": ([made_plan("a", [None] * 9)], ["comparison.not_rated", "comparison.nothing"], 0),
    "one plan": ([made_plan("a", [1, 2, 3, 4, 0, 1, 2, 3, 4])], ["comparison.one_plan"], 1),
    "one level": (
        [made_plan("a", [1, 2, 3, 4, 0, 1, 2, 3, 4]), made_plan("b", [2] * 9)],
        ["comparison.one_group"],
        2,
    ),
    "mixed rubrics": (
        [*thirteen(), made_plan("z", [2] * 9, rubric=OTHER)],
        ["comparison.mixed_rubrics", "comparison.small_group"],
        13,
    ),
    "mixed stages": (
        [*thirteen(), made_plan("z", [2] * 9, stage="consensus")],
        ["comparison.mixed_stages", "comparison.small_group"],
        13,
    ),
    "all equal": (
        with_score(3),
        ["comparison.all_equal", "comparison.small_group", "comparison.small_group"],
        2,
    ),
    "same file": (
        [*thirteen(), replace(thirteen()[0], key="again", source="again.txt")],
        ["comparison.same_plan", "comparison.small_group"],
        13,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_finding_never_a_crash_or_nan(name: str) -> None:
    plans, expected, count = BAD[name]
    made = compare(plans, MEASURES, QUICK)
    assert codes(made.findings) == expected
    assert len(made.plans) == count
    for mean in made.means:
        assert mean.value is None or not math.isnan(float(mean.value))
        assert mean.interval is not None
        assert mean.interval.low is not None or mean.interval.reason is not None
    for test in made.tests:
        assert (test.p is None) == (test.reason is not None)


def test_the_same_input_gives_the_same_comparison() -> None:
    assert compare(thirteen(), MEASURES, QUICK) == compare(thirteen(), MEASURES, QUICK)
