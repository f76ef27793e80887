"""The whole report: every coefficient, per item and over all, on any table."""

import json

import pytest

from liance.core.language import Language
from liance.plans.agreement.cells import cells_of
from liance.plans.agreement.report import agreement_report, why_alpha_and_ac2_differ
from liance.plans.agreement.table import RatingRecord, tabulate
from liance.plans.agreement.undefined import Undefined
from liance.plans.agreement.weights import Weights

N = None


def table_of(items, levels=range(5)):
    """Tables by item, as a mapping of item to rows, units numbered."""
    records = [
        RatingRecord(f"{unit:02}", f"r{rater}", item, score)
        for item, rows in items.items()
        for unit, row in enumerate(rows)
        for rater, score in enumerate(row)
    ]
    return tabulate(records, levels)[0]


GOAL = [[4, 4, 3], [3, 3, 2], [1, 2, 1], [0, 1, 0], [4, 3, 4], [2, 2, N], [3, 4, 3]]
SKEWED = [[4, 4, 4], [4, 4, 3], [4, 4, 4], [4, 3, 4], [4, 4, 4], [4, 4, 4], [3, 4, 4]]


def test_every_coefficient_is_there_per_item_and_over_all():
    report = agreement_report(table_of({"目标": GOAL, "技术": SKEWED}), draws=200)
    assert [item.item for item in report.items] == ["技术", "目标"]
    assert [one.name for one in report.overall.measures] == [
        "alpha_ordinal",
        "alpha_interval",
        "alpha_nominal",
        "ac1",
        "ac2_quadratic",
        "conger_kappa_quadratic",
        "fleiss_kappa_quadratic",
        "kendall_w",
        "icc_1_1",
        "icc_2_1",
        "icc_3_1",
        "icc_1_k",
        "icc_2_k",
        "icc_3_k",
        "exact_agreement",
        "agreement_within_1",
    ]
    goal = report.items[1]
    assert (goal.units, goal.cells, goal.paired, goal.complete, goal.ratings, goal.missing) == (
        7,
        7,
        7,
        6,
        20,
        1,
    )
    assert goal.levels == {0: 2, 1: 3, 2: 4, 3: 6, 4: 5}
    assert [(pair.first, pair.second) for pair in goal.pairs] == [("r0", "r1"), ("r0", "r2"), ("r1", "r2")]
    assert [profile.ratings for profile in goal.profiles] == [7, 7, 6]
    assert report.overall.units == 7
    assert report.overall.cells == 14


def test_each_value_stands_with_its_interval():
    report = agreement_report(table_of({"目标": GOAL}), draws=500)
    for one in report.overall.measures:
        assert one.value is not None
        if one.value == 1.0:
            assert one.interval.reason is Undefined.SAME_RESAMPLES
            continue
        assert one.interval.low <= one.value <= one.interval.high
        assert {interval.method.value for interval in one.intervals} >= {"jackknife_t", "bca", "percentile"}
    assert "f" in {interval.method.value for interval in report.items[0].measure("icc_2_1").intervals}


def test_f_intervals_are_left_out_where_rows_are_not_independent():
    report = agreement_report(table_of({"目标": GOAL, "技术": SKEWED}), draws=50)
    assert "f" not in {interval.method.value for interval in report.overall.measure("icc_2_1").intervals}


def test_any_table_gives_plain_json_without_a_warning(awkward_tables):
    for rows, scale in awkward_tables[::20]:
        report = agreement_report(table_of({"目标": rows}, scale), draws=60, weights=Weights.ORDINAL)
        json.dumps(report.as_data(), allow_nan=False)
        for one in report.overall.measures:
            assert (one.value is None) == (one.reason is not None)
            assert one.interval.low is not None or one.interval.reason is not None


def test_empty_table_gives_reasons():
    report = agreement_report(tabulate([])[0], draws=10)
    assert report.items == ()
    assert {one.reason.value for one in report.overall.measures} == {"no_ratings"}
    json.dumps(report.as_data(Language.EN), allow_nan=False)


def test_same_seed_gives_the_same_bytes():
    table = table_of({"目标": GOAL})

    def run(seed):
        return json.dumps(agreement_report(table, seed=seed, draws=200).as_data())

    assert run(5) == run(5)
    assert run(5) != run(6)


def test_reasons_have_a_sentence_in_both_languages():
    report = agreement_report(table_of({"目标": [[3, 3], [3, 3]]}), draws=10)
    alpha = report.overall.measure("alpha_ordinal")
    assert alpha.reason.says.zh
    assert alpha.reason.says.en
    assert report.overall.measure("ac1").value == 1.0
    assert report.overall.measure("ac1").interval.reason is not None


def test_draws_are_bounded():
    with pytest.raises(ValueError, match="draws"):
        agreement_report(table_of({"目标": GOAL}), draws=10**9)
    with pytest.raises(KeyError):
        agreement_report(table_of({"目标": GOAL}), draws=0).overall.measure("kappa")


def test_sentence_blames_skew_only_where_there_is_some():
    skewed = why_alpha_and_ac2_differ(cells_of(SKEWED, range(5)), Weights.QUADRATIC)
    assert "86% 的评分为 4 级" in skewed.zh
    assert "86% are at level 4" in skewed.en
    even = [[level, level, min(4, level + step)] for level in range(5) for step in (0, 0, 1)]
    assert "接近" in why_alpha_and_ac2_differ(cells_of(even, range(5)), Weights.ORDINAL).zh
    assert why_alpha_and_ac2_differ(cells_of([[2, 2]], range(5)), Weights.QUADRATIC) is None


def test_sentence_states_the_chance_agreement_of_both():
    """Gwet's two abstractors in other words: both coefficients follow from the shares in the sentence."""
    cells = cells_of(SKEWED, range(5))
    said = why_alpha_and_ac2_differ(cells, Weights.IDENTITY).en
    pairs = [sum(a == b for a, b in ((r[0], r[1]), (r[0], r[2]), (r[1], r[2]))) / 3 for r in SKEWED]
    assert f"observed is {sum(pairs) / 7:.0%}" in said
    assert f"alpha expects {(18 / 21) ** 2 + (3 / 21) ** 2:.0%}" in said
    assert f"AC2 puts only {2 * (18 / 21) * (3 / 21) / 4:.0%}" in said


def test_the_rater_model_is_fitted_where_asked_for():
    table = table_of({"目标": GOAL, "技术": SKEWED})
    assert agreement_report(table, draws=0).model is None
    report = agreement_report(table, draws=0, model=True)
    assert [rater.rater for rater in report.model.raters] == ["r0", "r1", "r2"]
    assert report.as_data()["model"]["cautions"] == ["few_raters", "few_rows"]
