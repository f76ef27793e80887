"""Bootstrap intervals and the stability of ranks, held against plain loops over the same draws."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from liance.plans.agreement.undefined import Undefined
from liance.plans.comparison.resampling import Resampler, interval_of, rank_spreads, ranks_of


def plain_means(name: str, strata: list[list[Fraction | None]], draws: int, seed: int) -> list[float | None]:
    """The same bootstrap of one measure, drawn and averaged one number at a time."""
    found: list[list[float | None]] = []
    for number, plans in enumerate(strata):
        digest = hashlib.sha256(f"{seed}/{name}/{number}".encode()).digest()
        stream = np.random.PCG64(int.from_bytes(digest[:8], "big"))
        means: list[float | None] = []
        for _ in range(draws):
            picked = [plans[int(raw) % len(plans)] for raw in stream.random_raw(len(plans))]
            known = [float(value) for value in picked if value is not None]
            means.append(sum(known) / len(known) if known else None)
        found.append(means)
    return [
        None if None in parts else sum(part for part in parts if part is not None) / len(parts)
        for parts in zip(*found, strict=True)
    ]


@pytest.mark.parametrize(
    "strata",
    [
        [[Fraction(1), Fraction(7, 3), None, Fraction(4), Fraction(5, 2)]],
        [[Fraction(1), Fraction(3), Fraction(2)], [Fraction(4), Fraction(7, 4)], [Fraction(0)]],
    ],
)
def test_means_and_interval_are_those_of_plain_loops(strata: list[list[Fraction | None]]) -> None:
    values = Resampler(400, 7).values("x", [[[value] for value in part] for part in strata], 1)[:, 0]
    plain = plain_means("x", strata, 400, 7)
    assert values == pytest.approx(
        [np.nan if mean is None else mean for mean in plain], abs=1e-9, nan_ok=True
    )
    interval = interval_of(values, sum(map(len, strata)))
    known = sorted(mean for mean in plain if mean is not None)
    low, high = (stats.mstats.mquantiles(known, [tail], 1, 1)[0] for tail in (0.025, 0.975))
    assert interval.low == pytest.approx(low, abs=1e-9)
    assert interval.high == pytest.approx(high, abs=1e-9)


def test_an_empty_stratum_of_a_measure_does_not_count_for_it() -> None:
    strata: list[list[list[Fraction | None]]] = [[[Fraction(2), Fraction(1)]], [[None, Fraction(3)]]]
    values = Resampler(5, 1).values("x", strata, 2)
    assert values.tolist() == [[2.0, 2.0]] * 5


def test_no_interval_without_a_reason() -> None:
    assert interval_of(np.array([1.0, 2.0]), 1).reason is Undefined.FEW_UNITS
    assert interval_of(np.empty(0), 5).reason is Undefined.FEW_UNITS
    assert interval_of(np.array([2.0] * 50), 5).reason is Undefined.SAME_RESAMPLES
    assert interval_of(np.array([np.nan] * 10 + [1.0, 2.0] * 20), 5).reason is Undefined.UNDEFINED_RESAMPLES


def test_ranks_are_competition_ranks() -> None:
    values = np.array([[2.0, 3.0, 3.0, 1.0], [0.1 + 0.2, 0.3, 0.0, 4.0]])
    assert ranks_of(values).tolist() == [[3, 1, 1, 4], [2, 2, 4, 1]]
    drawn = np.random.default_rng(0).integers(0, 5, (50, 6)).astype(float)
    assert ranks_of(drawn).tolist() == stats.rankdata(-drawn, method="min", axis=1).astype(int).tolist()


def test_spread_holds_the_middle_of_the_ranks() -> None:
    draws = np.array([[3.0, 2.0, 1.0]] * 90 + [[2.0, 3.0, 1.0]] * 10)
    spreads = rank_spreads([Fraction(3), Fraction(2), Fraction(1)], draws)
    first, second, third = (spread for spread in spreads if spread)
    assert (first.low, first.high, first.kept) == (1, 2, Fraction(9, 10))
    assert (second.low, second.high) == (1, 2)
    assert (third.low, third.high, third.kept) == (3, 3, 1)
    assert rank_spreads([Fraction(1)], np.full((10, 1), np.nan)) == [None]
