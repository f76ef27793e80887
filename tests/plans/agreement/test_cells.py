"""Matrices of scores become codes; empty rows and raters vanish; units stay together."""

import pytest

from liance.plans.agreement.cells import MISSING, cells_of

N = None


def test_rows_and_raters_without_any_rating_are_left_out():
    cells = cells_of([[1, N, 4], [N, N, N], [2, N, N]], (1, 2, 4), clusters=[7, 8, 9], raters=("a", "b", "c"))
    assert cells.codes.tolist() == [[0, 2], [1, MISSING]]
    assert cells.raters == ("a", "c")
    assert cells.clusters.tolist() == [0, 1]
    assert cells.units == 2
    assert cells.counts.tolist() == [[1, 0, 1], [0, 1, 0]]


def test_scale_is_every_whole_number_between_where_it_is_not_given():
    assert cells_of([[1, 4]]).levels == (1, 2, 3, 4)
    assert cells_of([]).levels == ()
    assert cells_of([[N]]).units == 0


def test_pairable_and_complete_rows_renumber_their_units():
    cells = cells_of([[1, N, N], [1, 2, N], [3, 3, 3]], range(5), clusters=[0, 1, 2])
    assert cells.pairable().clusters.tolist() == [0, 1]
    assert cells.complete().codes.tolist() == [[3, 3, 3]]
    assert cells.of_raters(0, 1).codes.tolist() == [[1, 2], [3, 3]]


def test_ragged_rows_and_scores_off_the_scale_are_refused():
    with pytest.raises(ValueError, match="row 1"):
        cells_of([[1, 2], [1]])
    with pytest.raises(ValueError, match="off the scale"):
        cells_of([[1, 2]], (1, 3))
