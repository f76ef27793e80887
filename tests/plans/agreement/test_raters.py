"""Severity and conformity of raters."""

import pytest

from liance.plans.agreement.cells import cells_of
from liance.plans.agreement.raters import conformity, severity
from liance.plans.agreement.undefined import Undefined
from liance.plans.agreement.weights import Weights

N = None


def severity_by_loops(rows, rater):
    gaps = []
    for row in rows:
        others = [score for index, score in enumerate(row) if index != rater and score is not None]
        if row[rater] is not None and others:
            gaps.append(sum(others) / len(others) - row[rater])
    return sum(gaps) / len(gaps) if gaps else None


def conformity_by_loops(rows, rater, scale):
    width = max(scale) - min(scale)
    shares = []
    for row in rows:
        others = [score for index, score in enumerate(row) if index != rater and score is not None]
        if row[rater] is not None and others:
            shares.append(sum(1 - ((score - row[rater]) / width) ** 2 for score in others) / len(others))
    return sum(shares) / len(shares) if shares else None


def test_equals_the_plain_loop_on_awkward_tables(awkward_tables):
    for rows, scale in awkward_tables:
        rated = [index for index in range(len(rows[0])) if any(row[index] is not None for row in rows)]
        cells = cells_of(rows, scale)
        for column, rater in enumerate(rated):
            assert severity(cells, column).value == pytest.approx(severity_by_loops(rows, rater), abs=1e-9)
            assert conformity(cells, column).value == pytest.approx(
                conformity_by_loops(rows, rater, scale), abs=1e-9
            )


def test_severity_of_a_complete_table_adds_up_to_nought_and_strict_is_positive():
    cells = cells_of([[4, 3, 2], [3, 2, 2], [4, 4, 1]], range(5))
    values = [severity(cells, rater).value for rater in range(3)]
    assert sum(values) == pytest.approx(0)
    assert values[2] > 0 > values[0]


def test_conformity_is_one_where_all_agree_and_nought_at_the_ends_of_the_scale():
    assert conformity(cells_of([[4, 4], [1, 1]], range(5)), 0, Weights.ORDINAL).value == 1.0
    assert conformity(cells_of([[4, 0], [0, 4]], range(5)), 0).value == 0.0


def test_rater_alone_with_his_units_has_no_profile():
    cells = cells_of([[1, 2, N], [2, 2, N], [N, N, 3]], range(5))
    for of in (severity, conformity):
        assert (of(cells, 2).value, of(cells, 2).reason) == (None, Undefined.NO_PAIRS)
        assert of(cells_of([[1], [2]], range(5)), 0).reason is Undefined.ONE_RATER
