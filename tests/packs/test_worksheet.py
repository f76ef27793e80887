"""The worksheet: strict, with lines; numbers exact."""

from __future__ import annotations

from fractions import Fraction

import pytest

from liance.core.language import Language
from liance.packs.reading import read_shape
from liance.packs.worksheet import Worksheet, exact, exact_values

HEAD = "region: 甲省\nsubject: 区块链\nperiod: {start: 2026, end: 2030}\n"


def test_everything_but_region_subject_and_period_has_a_default() -> None:
    sheet, file, findings = read_shape(Worksheet, "w.yaml", HEAD.encode())
    assert findings == []
    assert file is not None
    assert sheet is not None
    assert sheet.choice.take == 6


def test_numbers_are_exact() -> None:
    assert exact("1.1") == Fraction(11, 10)
    assert exact_values({"2030": "2.5", "2027": 1}) == {2027: 1, 2030: Fraction(5, 2)}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("visoin: 愿景\n", "pack.unknown_key", 4),
        ("stages:\n  - {name: 近期}\n", "pack.missing_key", 5),
        ("stages:\n  - {name: 近期, year: 3027}\n", "pack.bad_value", 5),
        ("targets:\n  - {indicator: 备案, values: {27: 3}}\n", "pack.bad_value", 5),
        ("targets:\n  - {indicator: 备案, rule: luck}\n", "pack.bad_value", 5),
        ("choice:\n  pairwise:\n    - {judge: 张, judgements: {a/b: 1/12}}\n", "pack.bad_value", 6),
        ("choice: {scenarios: [{scenario: energy, scores: {data: {score: 7}}}]}\n", "pack.bad_value", 4),
        ("layout:\n  - {kind: heart, name: 核}\n", "pack.bad_value", 5),
        ("stages: [\n", "pack.bad_yaml", 5),
    ],
)
def test_a_bad_worksheet_says_where(text: str, code: str, line: int) -> None:
    sheet, _, findings = read_shape(Worksheet, "w.yaml", (HEAD + text).encode())
    assert sheet is None
    assert (findings[0].code, findings[0].place.line) == (code, line)
    assert findings[0].message(Language.ZH)
