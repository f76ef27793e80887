"""Study files: numbers as printed, references checked, every mistake with its line."""

from __future__ import annotations

from fractions import Fraction

import pytest

from liance.core.limits import MAX_STUDY_CLAIMS
from liance.packs.library import Library
from liance.packs.reading import read_study
from liance.packs.study import (
    Printed,
    Selection,
    StudyTable,
    margins_of,
    parse_condition,
    parse_number,
    selection_of,
    study_problems,
)

SOUND = """\
groups:
  level: {parts: {province: [甲, 乙], city: [丙]}}
tables:
  - id: t
    rows: [甲, 乙, 丙]
    cols: [分]
    cells: [1, 2.50, null]
    scale: [0, 4]
claims:
  - {id: a, text: 均值, kind: mean, of: t/province, value: 1.75}
"""


def test_a_sound_file_has_no_findings() -> None:
    study, file, findings = read_study("s.yaml", SOUND.encode())
    assert findings == []
    assert study is not None
    assert file is not None
    assert study.groups_over(["甲", "乙", "丙"]) == ("level",)
    assert study.groups_over(["甲", "丁"]) == ()
    assert study.parts("level", ["乙", "丙"]) == {"province": ("乙",), "city": ("丙",)}


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("2.50", Fraction(5, 2), 2),
        ("48,991", Fraction(48991), 0),
        ("-3", Fraction(-3), 0),
        ("901%", Fraction(901), 0),
        (13, Fraction(13), 0),
    ],
)
def test_numbers_keep_their_decimals(text: str | int, value: Fraction, decimals: int) -> None:
    assert parse_number(text) == Printed(value, decimals)


@pytest.mark.parametrize(
    "text", ["", "NaN", ".inf", "1e5", "1,15", "十三", "2.", "１３", "9" * 19, "0." + "1" * 11]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


def test_conditions_are_comparisons_that_all_hold() -> None:
    condition = parse_condition(">= 2, < 3")
    assert condition is not None
    assert [condition.holds(Fraction(value)) for value in (1, 2, 3)] == [False, True, False]
    assert parse_condition("≥3") is not None
    for text in ("3", ">= drei", "", "=> 3"):
        assert parse_condition(text) is None


def test_a_short_selection_is_table_rows_and_columns() -> None:
    assert selection_of("t") == Selection(table="t")
    assert selection_of("t/甲") == Selection(table="t", rows="甲")
    assert selection_of("t/*/分") == Selection(table="t", cols="分")


BREAKAGES = [
    ("[1, 2.50, null]", "[1, 两分, null]", "study.not_a_number", 7),
    ("[1, 2.50, null]", "[1, .nan, null]", "study.not_a_number", 7),
    ("[1, 2.50, null]", "[1, 99999999999999999999, null]", "study.not_a_number", 7),
    ("[1, 2.50, null]", "[1, 5, null]", "study.out_of_scale", 7),
    ("[1, 2.50, null]", "[1, 2]", "study.ragged_table", 7),
    ("[1, 2.50, null]", "[null, null, null]", "study.empty_table", 4),
    ("[1, 2.50, null]", "[]", "study.empty_table", 4),
    ("rows: [甲, 乙, 丙]", "rows: [甲, 甲, 丙]", "study.duplicate_id", 5),
    ("kind: mean", "kind: meen", "study.unknown_kind", 10),
    ("of: t/province", "of: u", "study.unknown_reference", 10),
    ("of: t/province", "of: t/丁", "study.unknown_reference", 10),
    ("of: t/province", "of: {table: t, each: typ}", "study.unknown_reference", 10),
    (", value: 1.75", "", "study.missing_field", 10),
    ("value: 1.75", "value: 好", "study.not_a_number", 10),
    ("kind: mean", "kind: all, when: 多", "study.bad_condition", 10),
    ("kind: mean", "kind: growth_within_total", "study.missing_field", 10),
    ("kind: mean", "kind: opposites", "study.unknown_reference", 10),
    ("scale: [0, 4]", "n: 0", "study.not_a_number", 8),
    ("scale: [0, 4]", "n: {丁: 2}", "study.unknown_reference", 8),
    ("scale: [0, 4]", "margins: [{name: 合计, kind: sum}]", "study.unknown_reference", 8),
    ("scale: [0, 4]", "known_by: [{table: u, mean_of: cols}]", "study.unknown_reference", 8),
    ("scale: [0, 4]", "sclae: [0, 4]", "study.unknown_key", 8),
    ("tables:", "tables: 3\nother:", "pack.bad_value", 3),
]


@pytest.mark.parametrize(("old", "new", "code", "line"), BREAKAGES)
def test_a_mistake_is_a_finding_with_its_line(old: str, new: str, code: str, line: int) -> None:
    assert old in SOUND
    _, _, findings = read_study("s.yaml", SOUND.replace(old, new, 1).encode())
    assert (code, line) in {(finding.code, finding.place.line) for finding in findings}


def test_too_many_claims_name_the_bound() -> None:
    claims = "".join(
        f"  - {{id: c{number}, text: x, kind: given, value: 1}}\n" for number in range(MAX_STUDY_CLAIMS + 1)
    )
    study, _, _ = read_study("s.yaml", (SOUND + claims).encode())
    assert study is not None
    (problem,) = study_problems(study)
    assert "MAX_STUDY_CLAIMS" in str(problem.finding.details["bound"])


def test_the_shipped_studies_are_sound() -> None:
    library = Library()
    names = library.names_of("study")
    assert {"wang-li-2021", "blockchain-industry-figures", "shanxi-blockchain-2022"} <= set(names)
    for name in names:
        assert library.study(name).manifest.kind == "study"


LENIENT = """\
title: 一篇论文
source: 某刊
tables:
  - {id: y, rows: [2019, 2021], columns: [家], cells: [[10], [30]], n: [1, 2], scale: 0-40, remark: 批注}
  - {id: broken, rows: 3}
claims:
  - {id: g, text: 增长, kind: growth_rate, of: {table: y, row: [2019, 2021]}, value: 200}
  - {id: a, text: 平均, kind: average, of: [y/2019, y/2021], value: 20}
  - {id: c, text: 个数, kind: count, of: y, when: '>= 20', value: 1}
  - {id: no-text, kind: mean, of: y, value: {}}
"""


def test_other_words_and_single_faults_leave_the_rest_usable() -> None:
    study, file, findings = read_study("s.yaml", LENIENT.encode())
    assert study is not None
    assert file is not None
    assert [claim.kind for claim in study.claims] == ["growth", "mean", "threshold_count"]
    table = study.tables[0]
    assert (table.rows, table.cols, table.n, table.scale) == (
        ("2019", "2021"),
        ("家",),
        {"2019": 1, "2021": 2},
        (0, 40),
    )
    assert {(finding.code, finding.place.line) for finding in findings} >= {
        ("study.unknown_key", 4),
        ("pack.bad_value", 5),
        ("pack.missing_key", 10),
    }
    assert file.line_of(("claims", 2)) == 9


def test_margins_are_told_by_their_names_at_the_end_of_an_axis() -> None:
    def margins(*rows: str) -> list[tuple[str, str]]:
        table = StudyTable(id="t", rows=rows)
        return [(margin.name, margin.kind) for margin in margins_of(table)]

    assert margins("a", "b", "合计") == [("合计", "sum")]
    assert margins("Average", "a", "b") == [("Average", "mean")]
    assert margins("a", "合计", "b") == []
    assert margins("a", "合计") == []
