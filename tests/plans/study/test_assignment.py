"""Who rates what: balanced, linked, and the same for the same seed."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.plans.study.assignment import Plan, assign
from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Design

SIZES = st.tuples(st.integers(1, 25), st.integers(2, 7), st.integers(2, 7), st.integers(0, 5))


def named(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(count)]


def test_full_puts_everybody_on_everything() -> None:
    assert assign(["p", "q"], ["a", "b"], Plan()) == {"p": ("a", "b"), "q": ("a", "b")}


@given(SIZES)
def test_overlapping_is_balanced_whatever_the_numbers(sizes: tuple[int, int, int, int]) -> None:
    plans, raters, per_plan, seed = sizes
    how = Plan(Design.OVERLAPPING, min(per_plan, raters), seed=seed)
    # A chain of shared plans needs so many of them at least; with fewer no design links all raters.
    if plans * (how.per_plan - 1) < raters - 1:
        with pytest.raises(RefusedError):
            assign(named("p", plans), named("r", raters), how)
        return
    teams = assign(named("p", plans), named("r", raters), how)
    assert list(teams) == named("p", plans)
    assert all(len(set(team)) == how.per_plan for team in teams.values())
    loads = [sum(rater in team for team in teams.values()) for rater in named("r", raters)]
    assert max(loads) - min(loads) <= 1
    assert assign(named("p", plans), named("r", raters), how) == teams


def test_pairs_meet_about_equally_often() -> None:
    teams = assign(named("p", 30), named("r", 5), Plan(Design.OVERLAPPING, 2))
    met = [
        sum({one, other} <= set(team) for team in teams.values())
        for one, other in combinations(named("r", 5), 2)
    ]
    assert max(met) - min(met) <= 1


@given(st.integers(2, 20), st.integers(2, 5), st.integers(1, 20), st.integers(0, 3))
def test_bridges_are_rated_by_all_and_the_rest_by_one(
    plans: int, raters: int, bridges: int, seed: int
) -> None:
    how = Plan(Design.BRIDGE, bridges=min(bridges, plans), seed=seed)
    teams = assign(named("p", plans), named("r", raters), how)
    assert sum(len(team) == raters for team in teams.values()) >= how.bridges
    alone = [team[0] for team in teams.values() if len(team) == 1]
    loads = [alone.count(rater) for rater in named("r", raters)]
    assert max(loads) - min(loads) <= 1


def test_a_seed_changes_the_assignment() -> None:
    one, other = (
        assign(named("p", 12), named("r", 4), Plan(Design.OVERLAPPING, 2, seed=seed)) for seed in (0, 1)
    )
    assert one != other


@pytest.mark.parametrize(
    ("plans", "raters", "how", "code"),
    [
        ([], ["a", "b"], Plan(), "study.no_plans"),
        (["p"], ["a"], Plan(), "study.few_raters"),
        (["p"], ["a", "b"], Plan(Design.OVERLAPPING, 3), "study.bad_design"),
        (["p"], ["a", "b"], Plan(Design.OVERLAPPING, 1), "study.bad_design"),
        (["p"], ["a", "b"], Plan(Design.BRIDGE, bridges=0), "study.bad_design"),
        (["p"], ["a", "b"], Plan(Design.BRIDGE, bridges=2), "study.bad_design"),
        (["p", "q"], ["a", "b", "c", "d"], Plan(Design.OVERLAPPING, 2), "study.bad_design"),
    ],
)
def test_what_does_not_work_is_refused(plans: list[str], raters: list[str], how: Plan, code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        assign(plans, raters, how)
    assert caught.value.code == code
