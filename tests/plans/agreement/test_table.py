"""Long records become a table; what is wrong with them is said."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.limits import MAX_RATED_UNITS, MAX_RATERS, MAX_SCORE
from liance.plans.agreement.table import RatingRecord, tabulate


def record(unit, rater, item, score, line=None):
    return RatingRecord(unit, rater, item, score, line)


def test_records_become_units_by_raters_per_item():
    table, findings = tabulate(
        [
            record("乙", "b", "目标", 2),
            record("甲", "a", "目标", 4),
            record("甲", "b", "目标", None),
            record("甲", "a", "技术", 1),
        ],
        range(5),
    )
    assert findings == ()
    assert (table.units, table.raters, table.items) == (("乙", "甲"), ("a", "b"), ("技术", "目标"))
    assert table.scores == (((None, None), (1, None)), ((None, 2), (4, None)))
    assert table.levels == (0, 1, 2, 3, 4)
    assert table.levels_declared


def test_scale_not_declared_runs_from_lowest_to_highest_score():
    table, _ = tabulate([record("甲", "a", "目标", 1), record("甲", "b", "目标", 4)])
    assert table.levels == (1, 2, 3, 4)
    assert not table.levels_declared


def test_repeats_are_merged_and_said_once():
    table, findings = tabulate([record("甲", "a", "目标", 3, line) for line in (2, 3, 4)], range(5), "r.csv")
    assert table.scores == (((3,),),)
    assert [(one.code, one.place.line, one.details["rows"]) for one in findings] == [
        ("agreement.repeated_cell", 3, 2)
    ]


def test_contradicting_rows_leave_the_cell_missing_and_name_the_line():
    table, findings = tabulate(
        [record("甲", "a", "目标", 3, 2), record("甲", "a", "目标", 1, 5)], range(5), "r.csv"
    )
    assert table.scores == (((None,),),)
    assert [(one.code, one.place.line, one.details["scores"]) for one in findings] == [
        ("agreement.conflicting_cell", 5, "3, 1")
    ]


@pytest.mark.parametrize(
    ("score", "levels", "scale"),
    [
        (5, range(5), "0..4"),
        (-1, range(5), "0..4"),
        (3, (1, 2, 4), "1, 2, 4"),
        (MAX_SCORE + 1, None, "-100..100"),
    ],
)
def test_scores_off_the_scale_are_left_out(score, levels, scale):
    table, findings = tabulate(
        [record("甲", "a", "目标", score, 2), record("甲", "b", "目标", 2, 3)], levels, "r.csv"
    )
    assert table.scores == (((None, 2),),)
    assert [(one.code, one.place.line, one.details["scale"]) for one in findings] == [
        ("agreement.off_scale", 2, scale)
    ]


def test_units_and_raters_are_bounded():
    table, findings = tabulate(
        [record(f"{n:05}", "a", "目标", 1) for n in range(MAX_RATED_UNITS + 2)], range(5)
    )
    assert len(table.units) == MAX_RATED_UNITS
    assert [(one.code, one.details["rows"]) for one in findings] == [("agreement.too_many_units", 2)]
    table, findings = tabulate([record("甲", f"{n:05}", "目标", 1) for n in range(MAX_RATERS + 3)], range(5))
    assert len(table.raters) == MAX_RATERS
    assert [(one.code, one.details["rows"]) for one in findings] == [("agreement.too_many_raters", 3)]


def test_nothing_gives_an_empty_table():
    table, findings = tabulate([])
    assert (table.units, table.levels, table.scores, findings) == ((), (), (), ())
    assert table.cells().units == 0


def test_cells_over_all_items_keep_a_units_cells_together():
    table, _ = tabulate(
        [record(unit, rater, item, 1) for unit in "甲乙" for rater in "ab" for item in ("目标", "技术")],
        range(5),
    )
    assert table.cells().codes.shape == (4, 2)
    assert table.cells().clusters.tolist() == [0, 1, 0, 1]
    assert table.cells("目标").clusters.tolist() == [0, 1]
    with pytest.raises(ValueError, match="not in"):
        table.cells("没有")


@given(
    st.lists(
        st.builds(
            record,
            st.sampled_from("甲乙丙"),
            st.sampled_from("ab"),
            st.sampled_from("xy"),
            st.sampled_from([None, 0, 1]),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_order_of_rows_does_not_change_the_table(records, chance: random.Random):
    assert tabulate(records, range(3))[0] == tabulate(chance.sample(records, len(records)), range(3))[0]
