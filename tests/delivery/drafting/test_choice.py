"""Choice of scenarios: exact totals, holes that are no zeros, and how far weights may move."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liance.delivery.drafting.choice import choose, weigh
from liance.delivery.drafting.profile import Profile
from liance.packs.drafting import CandidateSet
from liance.packs.worksheet import ChoiceFill

from .conftest import LIBRARY

PACK = LIBRARY.candidates("application-scenarios")
OWN = Profile("甲省", "province", (), {"industries": ("煤炭", "文化旅游")})


def scores(data: int, demand: int, effect: int, effort: int, source: str = "调研") -> dict[str, Any]:
    values = {"data": data, "demand": demand, "effect": effect, "effort": effort}
    return {name: {"score": score, "source": source} for name, score in values.items()}


def fill(*scenarios: tuple[str, dict[str, Any]], **more: Any) -> ChoiceFill:
    rows = tuple({"scenario": name, "scores": given_scores} for name, given_scores in scenarios)
    return ChoiceFill.model_validate({"scenarios": rows} | more)


WEIGHTS = {"industry": 2, "data": 1, "demand": 3, "effect": 2, "effort": 1, "experience": 1}


def test_a_total_is_the_weighted_sum_and_effort_counts_down() -> None:
    choice, findings = choose(PACK, OWN, (), fill(("energy", scores(2, 4, 3, 1)), weights=WEIGHTS))
    (only,) = [one for one in choice.ranking if one.place is not None]
    # industry 1/3, data 1/2, demand 1, effect 3/4, effort 1 - 1/4, experience 0
    assert only.total == (
        2 * Fraction(1, 3) + Fraction(1, 2) + 3 + 2 * Fraction(3, 4) + Fraction(3, 4)
    ) / Fraction(10)
    assert only.taken
    assert findings == []


def test_a_hole_is_no_zero_and_no_demand_takes_a_scenario_out() -> None:
    some = scores(2, 4, 3, 1)
    del some["effect"]
    choice, findings = choose(
        PACK, OWN, (), fill(("energy", some), ("tourism", scores(4, 0, 4, 0)), weights=WEIGHTS)
    )
    assert all(one.place is None for one in choice.ranking)
    assert [finding.code for finding in findings] == [
        "choice.no_demand",
        "choice.no_score",
        "choice.nothing_ranked",
    ]


@pytest.mark.parametrize(
    ("more", "code", "manner"),
    [
        ({}, "choice.equal_weights", "equal"),
        ({"weights": {"data": -1, "demand": 2}}, "choice.bad_weights", "equal"),
        ({"weights": {"data": 0}}, "choice.bad_weights", "equal"),
        ({"weights": {"data": 1, "beauty": 2}}, "choice.unknown_weight", "given"),
        ({"pairwise": [{"judge": "张", "judgements": {"data/demand": 3}}]}, "ahp.nobody", "equal"),
    ],
)
def test_odd_weights_are_told(more: dict[str, Any], code: str, manner: str) -> None:
    if "pairwise" in more:
        more = {"pairwise": tuple(more["pairwise"])}
    weighting, findings = weigh(PACK, ChoiceFill.model_validate(more))
    assert code in [finding.code for finding in findings]
    assert weighting.manner == manner
    assert sum(weighting.weights.values()) == 1


def test_a_score_without_source_and_an_unknown_scenario_are_told() -> None:
    _, findings = choose(
        PACK, OWN, (), fill(("energy", scores(2, 4, 3, 1, "")), ("moon", {}), weights=WEIGHTS)
    )
    assert {"choice.score_without_source", "choice.unknown_scenario"} <= {
        finding.code for finding in findings
    }


def ranked(pack: CandidateSet, given: ChoiceFill) -> tuple[str, ...]:
    return tuple(one.candidate.id for one in choose(pack, OWN, (), given)[0].ranking if one.taken)


@given(
    st.lists(st.tuples(*[st.integers(1, 4)] * 4), min_size=4, max_size=5), st.sampled_from(sorted(WEIGHTS))
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_scenarios_taken_stay_within_the_bounds_and_change_beyond(
    given_scores: list[tuple[int, int, int, int]], criterion: str
) -> None:
    """The law of steadiness: inside the interval nothing changes; just beyond a bound something does."""
    names = ("energy", "tourism", "licence", "agriculture", "justice")
    rows = [(name, scores(*values)) for name, values in zip(names, given_scores, strict=False)]
    base = fill(*rows, weights=WEIGHTS, take=2)
    choice, _ = choose(PACK, OWN, (), base)
    steady = next(one for one in choice.steadiness if one.criterion == criterion)
    totals = [one.total for one in choice.ranking if one.total is not None]
    if len(set(totals)) != len(totals):
        return
    taken = {one.candidate.id for one in choice.ranking if one.taken}

    def at(weight: Fraction) -> set[str]:
        rest = sum(value for name, value in WEIGHTS.items() if name != criterion)
        weights = {
            name: weight if name == criterion else (1 - weight) * Fraction(value, rest)
            for name, value in WEIGHTS.items()
        }
        scale = 10**6
        whole = {name: round(value * scale) for name, value in weights.items()}
        return set(ranked(PACK, fill(*rows, weights=whole, take=2)))

    for share in (Fraction(1, 7), Fraction(1, 2), Fraction(6, 7)):
        assert at(steady.low + (steady.high - steady.low) * share) == taken
    step = Fraction(1, 1_000)
    if steady.high < 1 - step:
        assert at(steady.high + step) != taken
    if steady.low > step:
        assert at(steady.low - step) != taken
