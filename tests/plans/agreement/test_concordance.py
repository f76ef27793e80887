"""Kendall's W against published examples, Friedman's statistic, and its laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare, rankdata

from liance.plans.agreement.cells import cells_of
from liance.plans.agreement.concordance import kendall_w
from liance.plans.agreement.undefined import Undefined

#: Wing, tail and bill length of twelve birds, in tenths (Zar 2010, example 20.5).
BIRDS = [
    [104, 74, 170],
    [108, 76, 170],
    [111, 79, 200],
    [102, 72, 145],
    [103, 74, 155],
    [102, 71, 130],
    [107, 74, 195],
    [105, 72, 160],
    [108, 78, 210],
    [112, 77, 200],
    [106, 78, 180],
    [114, 83, 220],
]
#: Rank sums printed for that example (Unistat guide, section 6.5.6).
RANK_SUMS = [14.5, 21, 30.5, 6, 11, 3.5, 20, 11.5, 29, 28.5, 22.5, 36]


def w_by_loops(rows):
    n, m = len(rows), len(rows[0])
    ranks = [rankdata(column) for column in zip(*rows, strict=True)]
    sums = [sum(column[i] for column in ranks) for i in range(n)]
    deviation = sum((total - m * (n + 1) / 2) ** 2 for total in sums)
    ties = sum(
        column.count(x) ** 3 - column.count(x)
        for column in map(list, zip(*rows, strict=True))
        for x in set(column)
    )
    below = m**2 * (n**3 - n) - m * ties
    return 12 * deviation / below if below else None


def test_zars_birds():
    ranks = np.sum([rankdata(column) for column in zip(*BIRDS, strict=True)], axis=0)
    assert ranks.tolist() == RANK_SUMS
    found = kendall_w(cells_of(BIRDS, sorted({x for row in BIRDS for x in row})))
    assert found.value == pytest.approx(w_by_loops(BIRDS), abs=1e-12)
    chi_square = friedmanchisquare(*BIRDS).statistic
    assert found.value == pytest.approx(chi_square / (3 * 11), abs=1e-12)


def test_six_raters_of_four_papers():
    """Rank orders without ties; W = 0.6 (R examples of the course Math 322, Washington University)."""
    papers = [[4, 3, 2, 1], [3, 4, 2, 1], [4, 3, 1, 2], [3, 4, 1, 2], [4, 2, 1, 3], [4, 2, 3, 1]]
    assert kendall_w(cells_of(list(zip(*papers, strict=True)))).value == pytest.approx(0.6)


def test_equals_the_plain_loop_on_awkward_tables(awkward_tables):
    defined = 0
    for rows, scale in awkward_tables:
        cells = cells_of(rows, scale)
        complete = [codes for codes in cells.codes.tolist() if all(code >= 0 for code in codes)]
        found = kendall_w(cells)
        expected = w_by_loops(complete) if len(complete) >= 2 and len(complete[0]) >= 2 else None
        if expected is None:
            assert found.value is None
            assert found.reason in set(Undefined)
        else:
            defined += 1
            assert found.value == pytest.approx(expected, abs=1e-9)
    assert defined >= 200


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=9))
def test_a_stricter_rater_of_the_same_order_changes_nothing(rows):
    stricter = [[row[0], row[1], row[2] + 1] for row in rows]
    one, other = kendall_w(cells_of(rows, range(5))), kendall_w(cells_of(stricter, range(5)))
    assert one.value == pytest.approx(other.value, abs=1e-12)


def test_same_order_is_one_and_no_order_is_undefined():
    assert kendall_w(cells_of([[0, 1, 2], [1, 2, 3], [2, 3, 4]], range(5))).value == 1.0
    assert kendall_w(cells_of([[1, 2], [1, 2]], range(5))).reason is Undefined.NO_VARIATION
    assert kendall_w(cells_of([[1, 2], [1, None]], range(5))).reason is Undefined.FEW_COMPLETE
