"""Findings: declared once, said in both languages."""

from fractions import Fraction

import pytest

from liance.core.findings import FindingKind, Place, Severity
from liance.core.language import Language, Text

KIND = FindingKind(
    "test.kind",
    Severity.WARNING,
    says=Text(zh="有 {count} 处", en="{count} places"),
    advice=Text(zh="请检查", en="check"),
)


def test_a_finding_speaks_both_languages_and_keeps_its_place() -> None:
    finding = KIND.at(Place("plan.txt", start=3, end=5, line=2), count=4)
    assert finding.message(Language.ZH) == "有 4 处"
    assert finding.as_data(Language.EN) == {
        "code": "test.kind",
        "severity": "warning",
        "place": {"source": "plan.txt", "start": 3, "end": 5, "line": 2},
        "message": "4 places",
        "advice": "check",
    }


def test_a_value_that_holds_braces_is_not_read_as_a_field() -> None:
    kind = FindingKind(
        "test.braces", Severity.INFO, says=Text(zh="{what}", en="{what}"), advice=Text(zh="", en="")
    )
    assert kind.at(what="{0} {count}").message(Language.EN) == "{0} {count}"


def test_one_code_has_one_meaning() -> None:
    with pytest.raises(ValueError, match=r"test\.kind"):
        FindingKind("test.kind", Severity.ERROR, says=KIND.says, advice=KIND.advice)


@pytest.mark.parametrize(
    ("place", "label"),
    [
        (Place("plan.txt"), "plan.txt"),
        (Place("index.csv", line=7), "index.csv:7"),
        (Place("index.csv", line=7, column="B"), "index.csv!B7"),
        (Place("values.xlsx", line=7, sheet="2026", column="D"), "values.xlsx[2026]!D7"),
        (Place("values.xlsx", sheet="2026"), "values.xlsx[2026]"),
    ],
)
def test_a_place_points_to_the_cell(place: Place, label: str) -> None:
    assert place.label() == label


def test_exact_numbers_are_said_as_the_language_writes_them() -> None:
    kind = FindingKind(
        "test.number",
        Severity.WARNING,
        says=Text(zh="共{n}元", en="{n} yuan"),
        advice=Text(zh="无", en="none"),
    )
    finding = kind.at(n=Fraction(2 * 10**12))
    assert finding.message(Language.ZH) == "共2万亿元"
    assert finding.message(Language.EN) == "2,000,000,000,000 yuan"
