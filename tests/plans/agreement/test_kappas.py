"""Percent agreement, AC1/AC2 and the kappas against published values, plain loops, and their laws."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.plans.agreement.cells import cells_of
from liance.plans.agreement.kappas import (
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    percent_agreement,
)
from liance.plans.agreement.undefined import Undefined
from liance.plans.agreement.weights import Weights

N = None
#: The example of Gwet (2014) with four raters: cac.raw4raters of irrCAC, values as its documentation prints them.
FOUR_RATERS = [
    [1, 1, N, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [N, 5, 5, 5],
    [N, N, 1, 1],
    [N, N, 3, N],
]
#: Fifteen of the patients of Fleiss (1971): distrib.6raters of irrCAC, values as its overview prints them.
FLEISS_1971 = [
    [0, 0, 0, 6, 0],
    [0, 3, 0, 0, 3],
    [0, 1, 4, 0, 1],
    [0, 0, 0, 0, 6],
    [0, 3, 0, 3, 0],
    [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2],
    [2, 0, 3, 1, 0],
    [2, 0, 0, 4, 0],
    [0, 0, 0, 0, 6],
    [1, 0, 0, 5, 0],
    [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0],
    [1, 0, 0, 5, 0],
    [0, 2, 0, 3, 1],
]
#: Gwet (2014): two abstractors classify 100 pregnancies: cont3x3abstractors of irrCAC, likewise.
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
#: Cohen (1968), table 1: 200 cases, in per cent.
COHEN_1968 = [[44, 7, 9], [5, 20, 5], [1, 3, 6]]
#: Agresti (1990), table 2.12: husbands and wives; kappas as vcd for R prints them for its SexualFun.
HUSBANDS_AND_WIVES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]


def pairs_of(table):
    return [[i, j] for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]


def rows_of(distribution):
    return [[level for level, count in enumerate(row) for _ in range(count)] for row in distribution]


# Plain loops, from the papers.


def weight(weights, scale, one, other):
    if len(scale) < 2 or one == other:
        return 1.0
    width = max(scale) - min(scale)
    if weights is Weights.IDENTITY:
        return 0.0
    if weights is Weights.LINEAR:
        return 1 - abs(one - other) / width
    if weights is Weights.QUADRATIC:
        return 1 - ((one - other) / width) ** 2
    steps = abs(scale.index(one) - scale.index(other)) + 1
    return 1 - (steps * (steps - 1) / 2) / (len(scale) * (len(scale) - 1) / 2)


def observed_by_loops(rows, agree):
    shares = []
    for row in rows:
        given_scores = [score for score in row if score is not None]
        if len(given_scores) >= 2:
            pairs = list(combinations(given_scores, 2))
            shares.append(sum(agree(one, other) for one, other in pairs) / len(pairs))
    return sum(shares) / len(shares) if shares else None


def prevalence_by_loops(rows, scale):
    rated = [[score for score in row if score is not None] for row in rows]
    rated = [row for row in rated if row]
    return {level: sum(row.count(level) / len(row) for row in rated) / len(rated) for level in scale}


def corrected(observed, chance):
    return None if observed is None or 1 - chance < 1e-12 else (observed - chance) / (1 - chance)


def ac2_by_loops(rows, scale, weights):
    observed = observed_by_loops(rows, lambda one, other: weight(weights, scale, one, other))
    if observed is None or len(scale) < 2:
        return None
    shares = prevalence_by_loops(rows, scale)
    total = sum(weight(weights, scale, one, other) for one in scale for other in scale)
    chance = total / (len(scale) * (len(scale) - 1)) * sum(share * (1 - share) for share in shares.values())
    return corrected(observed, chance)


def fleiss_by_loops(rows, scale, weights):
    observed = observed_by_loops(rows, lambda one, other: weight(weights, scale, one, other))
    if observed is None:
        return None
    shares = prevalence_by_loops(rows, scale)
    chance = sum(weight(weights, scale, k, m) * shares[k] * shares[m] for k in scale for m in scale)
    return corrected(observed, chance)


def conger_by_loops(rows, scale, weights):
    observed = observed_by_loops(rows, lambda one, other: weight(weights, scale, one, other))
    if observed is None:
        return None
    columns = [[score for score in column if score is not None] for column in zip(*rows, strict=True)]
    columns = [column for column in columns if column]
    expected = []
    for one, other in combinations(columns, 2):
        agree = sum(weight(weights, scale, x, y) for x in one for y in other)
        expected.append(agree / len(one) / len(other))
    return corrected(observed, sum(expected) / len(expected))


def cohen_by_loops(rows, scale, weights):
    # The first two raters who rated anything at all.
    rated = [column for column in zip(*rows, strict=True) if any(score is not None for score in column)]
    both = [pair for pair in zip(*rated[:2], strict=True) if None not in pair]
    if len(rated) < 2 or not both:
        return None
    observed = sum(weight(weights, scale, one, other) for one, other in both) / len(both)
    chance = sum(weight(weights, scale, one, other) for one, _ in both for _, other in both) / len(both) ** 2
    return corrected(observed, chance)


@pytest.mark.parametrize(
    ("coefficient", "published"),
    [(percent_agreement, 0.8181818), (gwet_ac1, 0.77544)],
)
def test_gwets_four_raters_unweighted(coefficient, published):
    assert coefficient(cells_of(FOUR_RATERS)).value == pytest.approx(published, abs=5e-6)


@pytest.mark.parametrize(
    ("coefficient", "weights", "published"),
    [
        (fleiss_kappa, Weights.IDENTITY, 0.76117),
        (conger_kappa, Weights.IDENTITY, 0.76282),
        (gwet_ac2, Weights.LINEAR, 0.859),
        (gwet_ac2, Weights.ORDINAL, 0.899),
        (gwet_ac2, Weights.QUADRATIC, 0.914),
        (conger_kappa, Weights.LINEAR, 0.814),
        (conger_kappa, Weights.ORDINAL, 0.844),
        (conger_kappa, Weights.QUADRATIC, 0.858),
    ],
)
def test_gwets_four_raters_weighted(coefficient, weights, published):
    places = 5e-6 if weights is Weights.IDENTITY else 5e-4
    assert coefficient(cells_of(FOUR_RATERS), weights).value == pytest.approx(published, abs=places)


def test_gwets_two_abstractors():
    cells = cells_of(pairs_of(ABSTRACTORS))
    assert cohen_kappa(cells, Weights.IDENTITY).value == pytest.approx(0.7964094, abs=5e-8)
    assert fleiss_kappa(cells, Weights.IDENTITY).value == pytest.approx(0.7962397, abs=5e-8)
    assert gwet_ac1(cells).value == pytest.approx(0.8493305, abs=5e-8)
    assert percent_agreement(cells).value == pytest.approx(0.89)


def test_fleiss_1971():
    cells = cells_of(rows_of(FLEISS_1971))
    assert fleiss_kappa(cells, Weights.IDENTITY).value == pytest.approx(0.4139265, abs=5e-8)
    assert gwet_ac1(cells).value == pytest.approx(0.4448007, abs=5e-8)
    assert percent_agreement(cells).value == pytest.approx(0.5511111, abs=5e-8)


def test_cohen_1968_unweighted_and_agrestis_linear_weights():
    assert cohen_kappa(cells_of(pairs_of(COHEN_1968)), Weights.IDENTITY).value == pytest.approx(
        0.492, abs=5e-4
    )
    cells = cells_of(pairs_of(HUSBANDS_AND_WIVES))
    assert cohen_kappa(cells, Weights.IDENTITY).value == pytest.approx(0.1293, abs=5e-5)
    assert cohen_kappa(cells, Weights.LINEAR).value == pytest.approx(0.2374, abs=5e-5)


@pytest.mark.parametrize("weights", list(Weights))
@pytest.mark.parametrize(
    ("coefficient", "by_loops"),
    [
        (gwet_ac2, ac2_by_loops),
        (fleiss_kappa, fleiss_by_loops),
        (conger_kappa, conger_by_loops),
        (cohen_kappa, cohen_by_loops),
    ],
)
def test_equals_the_plain_loop_on_awkward_tables(awkward_tables, coefficient, by_loops, weights):
    defined = 0
    for rows, scale in awkward_tables:
        expected = by_loops(rows, scale, weights)
        found = coefficient(cells_of(rows, scale), weights)
        if expected is None:
            assert found.value is None
            assert found.reason in set(Undefined)
        else:
            defined += 1
            assert found.value == pytest.approx(expected, abs=1e-9)
    assert defined >= 200


@pytest.mark.parametrize("within", [0, 1, 2])
def test_percent_agreement_equals_the_plain_loop(awkward_tables, within):
    for rows, scale in awkward_tables:
        expected = observed_by_loops(
            rows, lambda one, other, scale=scale: abs(scale.index(one) - scale.index(other)) <= within
        )
        assert percent_agreement(cells_of(rows, scale), within).value == pytest.approx(expected, abs=1e-9)


def test_one_level_of_several_is_full_agreement_for_ac_and_undefined_for_kappas():
    cells = cells_of([[3, 3], [3, 3]], range(5))
    assert gwet_ac1(cells).value == 1.0
    assert gwet_ac2(cells).value == 1.0
    assert percent_agreement(cells).value == 1.0
    for kappa in (fleiss_kappa, conger_kappa, cohen_kappa):
        assert (kappa(cells).value, kappa(cells).reason) == (None, Undefined.ONE_LEVEL)
    of_one = cells_of([[3, 3], [3, 3]])
    assert gwet_ac2(of_one).reason is Undefined.ONE_LEVEL


def test_levels_that_nobody_used_lower_what_ac_expects_by_chance():
    rows = [[1, 1], [2, 2], [1, 2]]
    assert gwet_ac1(cells_of(rows, range(5))).value > gwet_ac1(cells_of(rows, (1, 2))).value
    assert fleiss_kappa(cells_of(rows, range(5)), Weights.IDENTITY).value == pytest.approx(
        fleiss_kappa(cells_of(rows, (1, 2)), Weights.IDENTITY).value
    )


def test_pair_without_a_common_row_has_no_kappa():
    cells = cells_of([[1, N, 1], [N, 2, 2], [3, N, 3]], range(5))
    assert cohen_kappa(cells, first=0, second=1).reason is Undefined.NO_PAIRS
    assert cohen_kappa(cells, first=0, second=2).value == 1.0


COMPLETE = st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=10)
TABLES = st.lists(
    st.lists(st.sampled_from([N, 0, 1, 2, 3, 4]), min_size=3, max_size=3), min_size=2, max_size=9
)


@given(COMPLETE, st.sampled_from(list(Weights)))
def test_of_two_raters_with_all_cells_conger_is_cohen(rows, weights):
    cells = cells_of(rows, range(5))
    assert conger_kappa(cells, weights).value == pytest.approx(cohen_kappa(cells, weights).value, abs=1e-12)


@given(TABLES, st.randoms(use_true_random=False), st.sampled_from(list(Weights)))
def test_order_and_empty_units_change_nothing(rows, chance, weights):
    order = chance.sample(range(3), 3)
    turned = [[row[rater] for rater in order] for row in chance.sample(rows, len(rows))]
    turned.append([N, N, N])
    one, other = cells_of(rows, range(5)), cells_of(turned, range(5))
    for coefficient in (gwet_ac2, fleiss_kappa, conger_kappa):
        assert coefficient(one, weights).value == pytest.approx(coefficient(other, weights).value, abs=1e-9)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=8).filter(lambda levels: len(set(levels)) > 1))
def test_perfect_agreement_is_one(levels):
    cells = cells_of([[level] * 3 for level in levels], range(5))
    for coefficient in (gwet_ac2, fleiss_kappa, conger_kappa, cohen_kappa):
        assert coefficient(cells).value == 1.0
