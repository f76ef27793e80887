"""The measure of found targets against labels."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.quantities import Kind, Op
from liance.delivery.target_measure import (
    MEASURES,
    Score,
    measure_targets,
    pair_targets,
    read_labels,
    same_indicator,
    wilson_interval,
)
from liance.delivery.targets import Target

LINE = {
    "doc": "A", "quote": "建成平台10个", "start": 0, "end": 7, "indicator": "平台", "op": "=", "value": 10,
    "value_max": None, "unit": "个", "kind": "level", "year": 2025, "per_year": False,
    "section": "goal", "deadline_source": "explicit",
}  # fmt: skip


def _label(**changes):
    (label,), findings = read_labels(json.dumps({**LINE, **changes}, ensure_ascii=False))
    assert findings == ()
    return label


def _target(**changes):
    target = Target(
        source="A.txt", quote="建成平台10个", start=0, end=7, indicator="平台", op=Op.EXACT, value=Fraction(10),
        value_max=None, unit="个", kind=Kind.LEVEL, year=2025, section="goal", deadline_source="explicit",
    )  # fmt: skip
    return replace(target, **changes)


def test_a_perfect_answer_scores_one():
    measure = measure_targets([_label()], {"A": [_target()]})
    assert {name: score.f1 for name, score in measure.scores.items()} == dict.fromkeys(MEASURES, 1)
    assert measure.misses == ()


@pytest.mark.parametrize(
    ("field", "value", "hurt"),
    [
        ("value", Fraction(11), {"value", "comparison", "whole"}),
        ("value_max", Fraction(12), {"value", "comparison", "whole"}),
        ("op", Op.ABOUT, {"comparison", "whole"}),
        ("unit", "家", {"comparison", "whole"}),
        ("year", None, {"deadline", "whole"}),
        ("per_year", True, {"deadline", "whole"}),
        ("kind", Kind.INCREMENT, {"kind", "whole"}),
        ("indicator", "发明专利授权量", {"indicator"}),
        ("section", "task", {"section"}),
        ("deadline_source", None, {"source"}),
    ],
)
def test_each_wrong_field_lowers_its_own_measures_only(field, value, hurt):
    measure = measure_targets([_label()], {"A": [_target(**{field: value})]})
    assert {name for name, score in measure.scores.items() if score.right == 0} == hurt
    assert measure.misses[0].wrong == (field,)


def test_a_field_that_is_not_labelled_is_not_measured():
    (label,), _ = read_labels(
        json.dumps({key: LINE[key] for key in LINE if key not in ("section", "deadline_source")})
    )
    measure = measure_targets([label], {"A": [_target(section="task", deadline_source=None)]})
    assert (measure.scores["section"].right, measure.scores["source"].right) == (1, 1)


def test_missed_and_surplus_targets_count_against():
    labels = [_label(), _label(start=50, end=60)]
    measure = measure_targets(labels, {"A": [_target(), _target(start=90, end=95)]})
    score = measure.scores["whole"]
    assert (score.right, score.found, score.labelled) == (1, 2, 2)
    assert (score.precision, score.recall, score.f1) == (Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))
    assert [(miss.label is None, miss.target is None) for miss in measure.misses] == [
        (False, True),
        (True, False),
    ]


def test_documents_without_labels_do_not_count():
    measure = measure_targets([_label()], {"A": [_target()], "B": [_target(), _target()]})
    assert measure.scores["passage"] == Score(1, 1, 1)


def test_labelled_document_without_answer_counts_as_missed():
    assert measure_targets([_label()], {}).scores["whole"] == Score(0, 0, 1)
    assert measure_targets([_label()], {}).scores["whole"].precision is None


def test_nested_labels_are_paired_by_their_closest_spans():
    short, long = _label(start=0, end=18), _label(start=0, end=28, value=5)
    first, second = _target(start=0, end=18), _target(start=19, end=28, value=Fraction(5))
    assert pair_targets([short, long], [second, first]) == ((short, first), (long, second))


def test_spans_that_only_touch_are_no_pair():
    assert pair_targets([_label(start=0, end=5)], [_target(start=5, end=9)]) == ()


def test_indicators_agree_by_their_letters():
    assert same_indicator("企业达到3级标准", "达到3级标准企业")
    assert same_indicator("以智能制造为代表的先进制造业规模", "以智能制造为代表先进制造业规模")
    assert not same_indicator("软件业务收入", "发明专利")
    assert same_indicator("", "")
    assert not same_indicator("平", "台")


def test_a_broken_line_is_a_finding_with_its_number():
    good = json.dumps(LINE, ensure_ascii=False)
    labels, findings = read_labels(f"{good}\n\nnot json\n{{}}\n", "targets.jsonl")
    assert len(labels) == 1
    assert [(finding.code, finding.place.line) for finding in findings] == [
        ("targets.bad_label", 3),
        ("targets.bad_label", 4),
    ]


def test_decimal_labels_are_read_exactly():
    assert _label(value=2.8).value == Fraction("2.8")


def test_wilson_interval_of_a_published_example():
    """81 right of 263: Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3."""
    low, high = wilson_interval(81, 263)
    assert (round(low, 4), round(high, 4)) == (Decimal("0.2553"), Decimal("0.3662"))


@given(st.integers(min_value=0, max_value=200), st.integers(min_value=0, max_value=100), st.integers(0, 100))
def test_interval_holds_the_score_and_grows_with_it(right, surplus, missed):
    score = Score(right, right + surplus, right + missed)
    interval = score.f1_interval()
    if score.f1 is None:
        assert interval is None
        return
    low, high = interval
    assert 0 <= low <= high <= 1
    assert low <= Decimal(score.f1.numerator) / score.f1.denominator + Decimal("1e-20")
    assert high >= Decimal(score.f1.numerator) / score.f1.denominator - Decimal("1e-20")


@pytest.mark.parametrize("value", ["1e999999999", '"1e999999999"', "true", '"x"', "NaN"])
def test_a_value_that_is_no_plain_number_is_a_finding(value: str) -> None:
    line = json.dumps({**LINE, "value": 1}, ensure_ascii=False).replace('"value": 1', f'"value": {value}')
    labels, (finding,) = read_labels(line)
    assert labels == ()
    assert finding.code == "targets.bad_label"


def test_intervals_hold_their_shares() -> None:
    score = Score(30, 40, 35)
    for share, interval in (
        (score.precision, score.precision_interval()),
        (score.recall, score.recall_interval()),
    ):
        assert interval[0] < Decimal(share.numerator) / share.denominator < interval[1]
    assert Score(0, 0, 0).precision_interval() is None
    assert Score(0, 0, 0).recall_interval() is None
