"""Claims that state numbers."""

from __future__ import annotations

import pytest

from liance.core.language import Language
from liance.plans.tables import ClaimAudit
from liance.plans.tables.numbers import swaps
from liance.plans.tables.verdicts import Verdict

from .conftest import audit_of

TABLES = """\
groups:
  level: {parts: {province: [甲, 乙], city: [丙, 丁, 戊]}}
tables:
  - {id: goals, rows: [甲, 乙, 丙, 丁, 戊], cells: [1, 2, 4, 4, 3]}
  - {id: listed, rows: [甲, 乙, 丙, 丁], cols: [年], cells: [2020, 2020, 2021, 2021]}
  - {id: money, rows: [起, 止], cells: [4869, 48991]}
  - {id: cases, rows: [合计, 今年], cells: [606, 336]}
  - {id: shares, rows: [东, 西, 中], cells: [33.3, 33.3, 33.4]}
claims:
"""


def claim(body: str) -> ClaimAudit:
    return audit_of(TABLES + f"  - {{id: c, text: 断言, {body}}}\n").claims[0]


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("kind: mean, of: goals, value: 2.80", "match"),
        ("kind: mean, of: goals/province, value: 1.5", "match"),
        ("kind: mean, of: {table: goals, each: level}, value: [1.50, 3.67]", "match"),
        ("kind: mean, of: goals, value: 2.58", "match"),  # equal levels: 2.583
        ("kind: mean, of: goals, value: 2.4", "mismatch"),
        ("kind: sum, of: goals, value: 14", "match"),
        ("kind: sum, of: shares, value: 100.0", "match"),
        ("kind: sum, of: shares, value: 99.9", "match"),  # within what three roundings leave open
        ("kind: sum, of: shares, value: 98.9", "mismatch"),
        ("kind: count, of: goals, value: 5", "match"),
        ("kind: count, of: goals, value: 6", "mismatch"),
        ("kind: count, of: {table: goals, each: level}, value: [2, 3]", "match"),
        ("kind: threshold_count, of: goals, when: '>= 3', value: 3", "match"),
        ("kind: threshold_count, of: goals, when: [< 3, '>= 3'], value: [2, 3]", "match"),
        ("kind: difference, of: [money/止, money/起], value: 44122", "match"),
        ("kind: difference, of: [goals/city, goals/province], value: 2.2", "match"),
        ("kind: share, of: [money/起, money/止], value: 9.9%", "match"),
        ("kind: growth, of: [money/起, money/止], value: 906", "match"),
        ("kind: growth, of: [money/起, money/止], value: 880", "mismatch"),
        ("kind: growth_within_total, of: [cases/合计, cases/今年], value: 24.4", "match"),
        ("kind: growth_within_total, of: [cases/合计, cases/今年], value: 12.1", "mismatch"),
        ("kind: given, value: 三位", "given"),
    ],
)
def test_the_verdict(body: str, verdict: str) -> None:
    assert claim(body).verdict.value == verdict


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ("kind: threshold_count, of: goals, when: [< 3, '>= 3'], value: [2, 2]", "also in listed"),
        ("kind: mean, of: goals, value: 3.67", "only city"),
        ("kind: difference, of: [money/起, money/止], value: 44122", "second minus first"),
        ("kind: growth, of: [money/起, money/止], value: 1006", "ratio taken for growth"),
        ("kind: growth, of: [money/起, money/止], value: 90.1", "/ later"),
        ("kind: growth, of: [money/起, money/止], value: 901", "4869 was meant as 4896"),
        ("kind: sum, of: money, value: 58360", "58360 was meant as 53860"),
        ("kind: share, of: [cases/今年, cases/合计], value: 35.7", "part plus whole"),
    ],
)
def test_the_reading_that_explains(body: str, how: str) -> None:
    found = claim(body)
    assert found.verdict is Verdict.EXPLAINED
    assert found.best is not None
    assert how in found.best.how.render(Language.EN)
    assert found.best.fits
    assert "a fit, not a proof" in [note.render(Language.EN) for note in found.notes]
    assert found.tried >= len(found.readings)


def test_a_sum_that_forgot_a_row_is_explained_by_the_row() -> None:
    rows = ", ".join(f"r{number}" for number in range(8))
    cells = ", ".join(str(1000 + 137 * number**2) for number in range(8))
    text = f"tables:\n  - {{id: t, rows: [{rows}], cells: [{cells}]}}\nclaims:\n"
    whole = sum(1000 + 137 * number**2 for number in range(8))
    found = audit_of(
        text + f"  - {{id: c, text: x, kind: sum, of: t, value: {whole - 1000 - 137 * 25}}}\n"
    ).claims[0]
    assert found.verdict is Verdict.EXPLAINED
    assert found.best is not None
    assert found.best.left_out == ("r5",)
    assert found.subsets is not None
    assert found.subsets.tried == 255


def test_a_value_that_many_subsets_give_is_not_explained_by_one() -> None:
    rows = ", ".join(f"r{number}" for number in range(12))
    text = f"tables:\n  - {{id: t, rows: [{rows}], cells: [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]}}\nclaims:\n"
    found = audit_of(text + "  - {id: c, text: x, kind: mean, of: t, value: 2.7}\n").claims[0]
    assert found.verdict is Verdict.MISMATCH
    assert found.subsets is not None
    assert found.subsets.fitting > 100


def test_one_truncated_number_among_rounded_ones_is_told() -> None:
    rounded = "  - {id: a, text: x, kind: mean, of: goals/city, value: 3.67}\n"
    cut = "  - {id: b, text: x, kind: growth, of: [money/止, money/起], value: -90.0}\n"
    assert audit_of(TABLES + rounded + cut).claim("b").verdict is Verdict.EXPLAINED
    assert audit_of(TABLES + cut).claim("b").verdict is Verdict.MATCH, "a text may cut off throughout"


def test_the_growth_of_a_part_says_what_total_it_implies() -> None:
    text = TABLES.replace("606, 336", "1154, 336")
    found = audit_of(
        text + "  - {id: c, text: x, kind: growth_within_total, of: [cases/合计, cases/今年], value: 24.6}\n"
    ).claims[0]
    notes = " ".join(note.render(Language.EN) for note in found.notes)
    assert "the total about 606" in notes
    assert "269 gives 24.9%, 270 gives 24.4%" in notes


@pytest.mark.parametrize(
    "body",
    [
        "kind: growth, of: [goals/甲, goals], value: [1, 2]",
        "kind: mean, of: {table: goals, each: cols}, value: [1, 2]",
        "kind: mean, of: {table: listed, each: level}, value: 1",
        "kind: granularity, of: goals, value: 1.5",
    ],
)
def test_what_cannot_be_computed_is_undecidable_with_a_reason(body: str) -> None:
    found = claim(body)
    assert found.verdict is Verdict.UNDECIDABLE
    assert found.notes


def test_a_zero_base_has_no_growth() -> None:
    text = "tables:\n  - {id: t, rows: [a, b], cells: [0, 5]}\nclaims:\n"
    found = audit_of(text + "  - {id: c, text: x, kind: growth, of: [t/a, t/b], value: 5}\n").claims[0]
    assert found.verdict is Verdict.UNDECIDABLE
    assert found.notes[0].render(Language.EN) == "the divisor is zero"


def test_neighbouring_digits_are_swapped_one_pair_at_a_time() -> None:
    assert list(swaps("4869")) == ["8469", "4689", "4896"]
    assert list(swaps("2.55")) == []
