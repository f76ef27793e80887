"""Permutation tests against enumeration, scipy and worked values."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from liance.plans.comparison import differences
from liance.plans.comparison.differences import (
    ALL_EQUAL,
    ONE_GROUP,
    cliffs_delta,
    holm,
    kruskal_wallis_test,
    midranks,
    rank_sum_test,
)

scores = st.lists(st.integers(0, 4), min_size=1, max_size=5)


def fractions(values: list[int]) -> list[Fraction]:
    return [Fraction(value) for value in values]


@given(scores, scores)
@settings(max_examples=60, deadline=None)
def test_rank_sum_is_the_share_of_all_arrangements(first: list[int], second: list[int]) -> None:
    result = rank_sum_test(fractions(first), fractions(second))
    pooled = [*first, *second]
    if len(set(pooled)) == 1:
        assert result.reason == ALL_EQUAL
        return
    ranks = stats.rankdata(pooled)
    centre = len(first) * (len(pooled) + 1) / 2
    observed = abs(ranks[: len(first)].sum() - centre)
    sums = [sum(ranks[list(chosen)]) for chosen in combinations(range(len(pooled)), len(first))]
    assert result.method == "exact"
    assert result.arrangements == len(sums)
    share = sum(abs(total - centre) >= observed - 1e-9 for total in sums) / len(sums)
    assert float(result.p or 0) == pytest.approx(share, abs=1e-9)
    u, _ = stats.mannwhitneyu(first, second)
    assert float(result.statistic or 0) == pytest.approx(u, abs=1e-9)
    wins = sum((a > b) - (a < b) for a in first for b in second) / (len(first) * len(second))
    assert float(result.effect or 0) == pytest.approx(wins, abs=1e-9)


@given(st.lists(scores, min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_kruskal_wallis_statistic_is_scipys(groups: list[list[int]]) -> None:
    result = kruskal_wallis_test([fractions(group) for group in groups])
    if len({value for group in groups for value in group}) == 1:
        assert result.reason == ALL_EQUAL
        return
    expected = stats.kruskal(*groups).statistic
    assert float(result.statistic or 0) == pytest.approx(expected, abs=1e-9)
    total = sum(map(len, groups))
    assert float(result.effect or 0) == pytest.approx(expected * (total + 1) / (total**2 - 1), abs=1e-9)


def test_kruskal_wallis_probability_is_scipys_exact_one() -> None:
    groups = [[3, 3, 2, 1], [4, 4, 3], [1, 2]]
    result = kruskal_wallis_test([fractions(group) for group in groups])
    exact = stats.permutation_test(
        groups,
        lambda *parts: stats.kruskal(*parts).statistic,
        permutation_type="independent",
        alternative="greater",
        n_resamples=np.inf,
    )
    assert result.method == "exact"
    assert result.arrangements == 1260
    assert float(result.p or 0) == pytest.approx(exact.pvalue, abs=1e-9)


def test_sampled_arrangements_come_near_the_counted_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = fractions([1, 2, 2, 3, 1]), fractions([3, 4, 4, 2]), fractions([2, 4, 4])
    counted = rank_sum_test(first, second), kruskal_wallis_test([first, second, third])
    monkeypatch.setattr(differences, "MAX_PERMUTATION_STEPS", 1)
    sampled = rank_sum_test(first, second), kruskal_wallis_test([first, second, third])
    for one, other in zip(counted, sampled, strict=True):
        assert other.method == "monte_carlo"
        assert other.arrangements == 9_999
        assert float(other.p or 0) == pytest.approx(float(one.p or 0), abs=0.02)
        assert other.statistic == one.statistic
    assert rank_sum_test(first, second) == sampled[0]


def test_large_groups_are_sampled_and_seeded() -> None:
    first = [Fraction(number % 7, 3) for number in range(300)]
    second = [Fraction(number % 5, 2) for number in range(300)]
    one = rank_sum_test(first, second, draws=199, seed=5)
    assert one.method == "monte_carlo"
    assert one == rank_sum_test(first, second, draws=199, seed=5)
    assert one.p is not None
    assert one.p.denominator in (1, 2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 200)


def test_reasons_stand_where_there_is_no_test() -> None:
    two, three = fractions([2, 2]), fractions([3])
    assert rank_sum_test(two, []).reason == ONE_GROUP
    assert rank_sum_test(two, two).reason == ALL_EQUAL
    assert kruskal_wallis_test([two, [], []]).reason == ONE_GROUP
    assert kruskal_wallis_test([two, two, []]).reason == ALL_EQUAL
    assert kruskal_wallis_test([two, three, []]).p == Fraction(1, 3)


def test_midranks_and_delta_by_hand() -> None:
    assert midranks(fractions([1, 2, 2, 5])) == [2, 5, 5, 8]
    assert cliffs_delta(fractions([3, 3]), fractions([1, 3])) == Fraction(1, 2)


def test_holm_by_hand() -> None:
    """Holm 1979: 0.01, 0.04, 0.03 of three become 0.03, 0.06, 0.06."""
    given_p = [Fraction(1, 100), Fraction(4, 100), Fraction(3, 100)]
    assert holm(given_p) == [Fraction(3, 100), Fraction(6, 100), Fraction(6, 100)]
    assert holm([Fraction(1, 2), Fraction(3, 4)]) == [Fraction(1), Fraction(1)]
