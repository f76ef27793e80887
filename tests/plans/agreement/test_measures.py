"""A value and its intervals: which is shown, and that none is shown without a reason."""

import json

import pytest

from liance.core.limits import MAX_BOOTSTRAP_DRAWS
from liance.plans.agreement.alpha import krippendorff_alpha
from liance.plans.agreement.cells import cells_of
from liance.plans.agreement.intervals import IntervalMethod
from liance.plans.agreement.measures import measure
from liance.plans.agreement.undefined import Undefined

ROWS = [[4, 4], [3, 2], [1, 1], [0, 1], [4, 3], [2, 2], [3, 4], [1, 2]]


def test_jackknife_is_shown_and_the_others_stand_beside_it():
    shown = measure(krippendorff_alpha(cells_of(ROWS, range(5))), draws=300)
    assert shown.interval.method is IntervalMethod.JACKKNIFE_T
    assert [one.method.value for one in shown.intervals] == ["jackknife_t", "bca", "percentile"]
    assert all(one.low <= shown.value <= one.high for one in shown.intervals)


def test_bca_is_shown_where_the_jackknife_cannot_be():
    one_apart = [[1, 1], [2, 2], [3, 4], [0, 0], [1, 1]]
    shown = measure(krippendorff_alpha(cells_of(one_apart, range(5))), draws=300)
    assert shown.intervals[0].reason is Undefined.AT_BOUND
    assert shown.interval.method is IntervalMethod.BCA
    assert shown.interval.low is not None


def test_without_draws_there_is_the_jackknife_alone():
    shown = measure(krippendorff_alpha(cells_of(ROWS, range(5))), draws=0)
    assert [one.method for one in shown.intervals] == [IntervalMethod.JACKKNIFE_T]


def test_undefined_value_gives_its_reason_to_the_interval():
    shown = measure(krippendorff_alpha(cells_of([[1, 1], [1, 1]])), draws=10)
    assert (shown.value, shown.reason, shown.interval.reason) == (
        None,
        Undefined.ONE_LEVEL,
        Undefined.ONE_LEVEL,
    )
    assert json.loads(json.dumps(shown.as_data(), allow_nan=False))["reason"] == "one_level"


def test_a_higher_level_is_wider():
    alpha = krippendorff_alpha(cells_of(ROWS, range(5)))
    narrow, wide = measure(alpha, draws=0, level=0.8).interval, measure(alpha, draws=0, level=0.99).interval
    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize(
    "bad", [{"draws": -1}, {"draws": MAX_BOOTSTRAP_DRAWS + 1}, {"level": 0.0}, {"level": 1.0}]
)
def test_draws_and_level_are_bounded(bad):
    with pytest.raises(ValueError, match="out of range"):
        measure(krippendorff_alpha(cells_of(ROWS)), **bad)
