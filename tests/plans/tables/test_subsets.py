"""The search over subsets: complete, counted, bounded."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from liance.core.limits import MAX_SUBSETS
from liance.packs.study import parse_number
from liance.plans.tables.amounts import Amount, prints_as
from liance.plans.tables.subsets import Column, search_subsets


def column(text: str, values: list[int], *, is_mean: bool = True) -> Column:
    printed = parse_number(text)
    assert printed is not None
    return Column(printed, tuple(Amount.exactly(value) for value in values), (1,) * len(values), is_mean)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=2, max_size=8), st.integers(0, 40), st.booleans())
def test_it_finds_what_brute_force_finds(values: list[int], tenths: int, is_mean: bool) -> None:
    wanted = column(f"{tenths / 10:.1f}", values, is_mean=is_mean)
    expected = []
    for size in range(1, len(values)):
        for kept in combinations(range(len(values)), size):
            total = Fraction(sum(values[place] for place in kept))
            value = total / size if is_mean else total
            if prints_as(Amount.exactly(value), wanted.printed):
                expected.append(kept)
    search, fits = search_subsets([wanted])
    assert search.tried == 2 ** len(values) - 1
    assert search.fitting == len(expected)
    assert {fit.kept for fit in fits} <= set(expected)
    assert [len(fit.kept) for fit in fits] == sorted((len(fit.kept) for fit in fits), reverse=True)


def test_several_values_must_fit_at_once() -> None:
    first = column("2.0", [1, 2, 3, 9])
    second = column("5.0", [5, 5, 5, 1])
    search, fits = search_subsets([first, second])
    assert (0, 1, 2) in {fit.kept for fit in fits}
    assert search.fitting < search_subsets([first])[0].fitting + search_subsets([second])[0].fitting


def test_many_units_are_searched_within_the_bound() -> None:
    values = list(range(40))
    values[7] = 1000
    search, fits = search_subsets([column(str(sum(values) - 1000), values, is_mean=False)])
    assert search.tried <= MAX_SUBSETS
    assert fits[0].kept == tuple(place for place in range(40) if place != 7)
    assert search.by_chance > 0
