"""Krippendorff's alpha against his own example, a plain loop, and its laws."""

import random

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.plans.agreement.alpha import krippendorff_alpha
from liance.plans.agreement.cells import cells_of
from liance.plans.agreement.undefined import Undefined
from liance.plans.agreement.weights import Metric

N = None
#: Krippendorff (2011), section C: four observers, twelve units, missing data.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]
UNITS = [list(row) for row in zip(*OBSERVERS, strict=True)]


def alpha_by_loops(rows, scale, metric):
    """Krippendorff (2011), pair by pair of values in each unit."""
    units = [[score for score in row if score is not None] for row in rows]
    units = [unit for unit in units if len(unit) >= 2]
    values = [score for unit in units for score in unit]
    count = {level: values.count(level) for level in scale}

    def distance(one, other):
        if one == other:
            return 0.0
        if metric is Metric.NOMINAL:
            return 1.0
        if metric is Metric.INTERVAL:
            return float((one - other) ** 2)
        low, high = sorted((one, other))
        between = sum(count[level] for level in scale if low <= level <= high)
        return (between - (count[low] + count[high]) / 2) ** 2

    total = len(values)
    observed = sum(
        distance(one, other) / (len(unit) - 1)
        for unit in units
        for i, one in enumerate(unit)
        for j, other in enumerate(unit)
        if i != j
    )
    expected = sum(
        distance(one, other) for i, one in enumerate(values) for j, other in enumerate(values) if i != j
    )
    return 1 - (total - 1) * observed / expected if expected else None


@pytest.mark.parametrize(
    ("metric", "published"), [(Metric.NOMINAL, 0.743), (Metric.ORDINAL, 0.815), (Metric.INTERVAL, 0.849)]
)
def test_krippendorffs_worked_example(metric, published):
    assert krippendorff_alpha(cells_of(UNITS), metric).value == pytest.approx(published, abs=5e-4)


@pytest.mark.parametrize("metric", list(Metric))
def test_equals_the_plain_loop_on_awkward_tables(awkward_tables, metric):
    defined = 0
    for rows, scale in awkward_tables:
        expected = alpha_by_loops(rows, scale, metric)
        found = krippendorff_alpha(cells_of(rows, scale), metric)
        if expected is None:
            assert found.value is None
            assert found.reason in set(Undefined)
        else:
            defined += 1
            assert found.value == pytest.approx(expected, abs=1e-9)
    assert defined >= 200


@pytest.mark.parametrize("metric", list(Metric))
def test_equals_an_independent_library_on_awkward_tables(awkward_tables, metric):
    compared = 0
    for rows, scale in awkward_tables:
        found = krippendorff_alpha(cells_of(rows, scale), metric)
        if found.value is None:
            continue
        table = np.array([[np.nan if score is None else score for score in row] for row in rows]).T
        oracle = krippendorff.alpha(table, value_domain=scale, level_of_measurement=metric.value)
        assert found.value == pytest.approx(oracle, abs=1e-9)
        compared += 1
    assert compared >= 200


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], Undefined.NO_RATINGS),
        ([[N, N]], Undefined.NO_RATINGS),
        ([[1], [2]], Undefined.ONE_RATER),
        ([[1, N], [2, N]], Undefined.ONE_RATER),
        ([[1, N], [N, 2]], Undefined.NO_PAIRS),
        ([[2, 2], [2, 2]], Undefined.ONE_LEVEL),
        ([[2, 2], [1, N]], Undefined.ONE_LEVEL),
    ],
)
def test_says_why_it_is_undefined(rows, reason):
    found = krippendorff_alpha(cells_of(rows, range(5)))
    assert (found.value, found.reason) == (None, reason)


def test_perfect_agreement_is_exactly_one():
    for metric in Metric:
        assert krippendorff_alpha(cells_of([[0, 0, 0], [3, 3, N], [4, 4, 4]], range(5)), metric).value == 1.0


TABLES = st.lists(
    st.lists(st.sampled_from([N, 0, 1, 2, 3, 4]), min_size=3, max_size=3), min_size=2, max_size=9
)


@given(TABLES, st.randoms(use_true_random=False), st.sampled_from(list(Metric)))
def test_order_of_units_and_raters_and_empty_units_change_nothing(rows, chance: random.Random, metric):
    shuffled = [*chance.sample(rows, len(rows)), [N, N, N]]
    order = chance.sample(range(3), 3)
    turned = [[row[rater] for rater in order] for row in shuffled]
    one = krippendorff_alpha(cells_of(rows, range(5)), metric)
    other = krippendorff_alpha(cells_of(turned, range(5)), metric)
    assert one.reason == other.reason
    assert one.units == other.units
    assert one.value == pytest.approx(other.value, abs=1e-12)


@given(TABLES)
def test_ordinal_alpha_knows_only_the_order_of_levels(rows):
    stretched = {None: None, 0: -5, 1: 1, 2: 2, 3: 40, 4: 41}
    one = krippendorff_alpha(cells_of(rows, range(5)))
    other = krippendorff_alpha(cells_of([[stretched[score] for score in row] for row in rows]))
    assert one.value == pytest.approx(other.value, abs=1e-12)


@given(TABLES, st.sampled_from(list(Metric)))
def test_a_scale_turned_upside_down_gives_the_same_alpha(rows, metric):
    turned = [[None if score is None else 4 - score for score in row] for row in rows]
    one = krippendorff_alpha(cells_of(rows, range(5)), metric).value
    assert one == pytest.approx(krippendorff_alpha(cells_of(turned, range(5)), metric).value, abs=1e-12)
