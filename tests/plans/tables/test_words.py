"""Claims in words, entered as rules."""

from __future__ import annotations

import pytest

from liance.core.language import Language
from liance.plans.tables import ClaimAudit, Verdict

from .conftest import audit_of

TABLES = """\
tables:
  - id: t
    rows: [技术, 产业, 环境]
    cols: [甲, 乙, 丙, 丁, 戊]
    units: cols
    cells:
      - [1, 2, 1, 3, 2]
      - [2, 3, 1, 3, 3]
      - [4, 3, 4, 4, 2]
  - {id: other, rows: [甲, 乙, 丙, 己], cols: [年], cells: [1, 2, 3, 4]}
  - {id: rounded, rows: [技术, 产业, 环境], cells: [1.8, 2.4, 3.4]}
claims:
  - {id: list-a, text: 甲单, kind: items, of: t, when: '>= 2', value: [环境]}
  - {id: list-b, text: 乙单, kind: items, share: mostly, of: t, when: '>= 3', value: [产业, 环境]}
  - {id: list-c, text: 丙单, kind: given, value: [技术]}
"""


def claim(body: str) -> ClaimAudit:
    return audit_of(TABLES + f"  - {{id: c, text: 断言, {body}}}\n").claim("c")


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("kind: all, of: t/环境, when: '>= 2'", "match"),
        ("kind: all, of: t/环境, when: '>= 2, < 4'", "mismatch"),
        ("kind: mostly, of: t/产业, when: '>= 3'", "match"),
        ("kind: mostly, of: t/技术, when: '>= 3'", "mismatch"),
        ("kind: lowest, of: t, value: [技术]", "match"),
        ("kind: lowest, of: t, value: [产业]", "mismatch"),
        ("kind: highest, of: {table: t, each: cols}, value: [丁]", "match"),
        ("kind: highest, of: t, value: [环境, 产业]", "match"),
        ("kind: highest, of: t, value: [没有]", "undecidable"),
        ("kind: order, of: [t/环境, t/产业, t/技术], when: '>'", "match"),
        ("kind: order, of: [t/产业, t/环境], when: '>'", "mismatch"),
        ("kind: order, of: [{table: t, rows: 技术, each: cols}, t/产业], when: <, share: mostly", "match"),
        ("kind: order, of: [{table: t, rows: 技术, each: cols}, t/产业], when: <", "mismatch"),
        (
            "kind: order, of: [{table: t, rows: 技术, each: cols}, t/产业, t/环境], when: <, share: mostly",
            "undecidable",  # below each in most plans, below both at once in two of five
        ),
        (
            "kind: order, measure: spread, of: [{table: t, cols: 甲}, {table: t, cols: 丁}], when: '>'",
            "undecidable",
        ),
        ("kind: items, of: t, when: '>= 2', value: [环境]", "match"),
        ("kind: items, of: t, when: '>= 2', value: [环境, 产业]", "mismatch"),
        ("kind: common_items, of: [list-a, list-b], value: [环境]", "match"),
        ("kind: common_items, of: [list-a, list-b, list-c], value: [环境]", "explained"),
        ("kind: common_items, of: [list-a, list-b], value: [技术]", "mismatch"),
        ("kind: same_items, of: [t, other]", "mismatch"),
        ("kind: same_items, of: [t, t]", "match"),
        ("kind: names, of: t, value: [技术, 产业]", "match"),
        ("kind: names, of: t, value: [科技]", "mismatch"),
        ("kind: same_value, of: [{table: t, each: rows}, {table: rounded, each: rows}]", "match"),
        ("kind: same_value, of: [t/环境, rounded/产业]", "mismatch"),
        ("kind: opposites, of: [list-a, list-b]", "mismatch"),
    ],
)
def test_the_verdict(body: str, verdict: str) -> None:
    assert claim(body).verdict.value == verdict


def test_what_does_not_meet_a_condition_is_named() -> None:
    notes = claim("kind: all, of: t/产业, when: '>= 2'").notes
    assert [note.render(Language.EN) for note in notes] == ["not so: 丙"]


def test_a_list_left_out_explains_what_is_common() -> None:
    found = claim("kind: common_items, of: [list-a, list-b, list-c], value: [环境]")
    assert found.best is not None
    assert found.best.left_out == ("list-c",)


def test_units_on_one_side_only_are_named() -> None:
    notes = claim("kind: same_items, of: [t, other]").notes
    assert [note.render(Language.ZH) for note in notes] == ["只在t：丁、戊", "只在other：己"]


def test_ties_are_told() -> None:
    found = audit_of(
        "tables:\n  - {id: t, rows: [a, b], cells: [1, 1]}\nclaims:\n"
        "  - {id: c, text: x, kind: lowest, of: t, value: [b]}\n"
    ).claims[0]
    assert found.verdict is Verdict.MATCH
    assert [note.render(Language.EN) for note in found.notes] == ["tied with others: a"]
