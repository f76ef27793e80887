"""Claims about cells that were not published."""

from __future__ import annotations

from liance.core.language import Language
from liance.plans.tables import ClaimAudit, Verdict
from liance.plans.tables.blocks import Tables
from liance.plans.tables.hidden import solve

from .conftest import audit_of, study_of

TABLES = """\
groups:
  type: {{parts: {{技术: [攻关, 平台], 环境: [人才, 治理]}}}}
tables:
  - {{id: by-type, units: cols, rows: [技术, 环境], cols: [甲, 乙], cells: [[1.5, 2], [4, {last}]]}}
  - {{id: by-item, rows: [攻关, 平台, 人才, 治理], cells: [{items}]}}
  - id: hidden
    units: cols
    rows: [攻关, 平台, 人才, 治理]
    cols: [甲, 乙]
    scale: [0, 4]
    known_by: [{{table: by-type, mean_of: type}}, {{table: by-item, mean_of: cols}}]
claims:
"""


def tables(items: str = "1.0, 2.5, 3.5, 3.5", last: str = "3") -> str:
    return TABLES.format(items=items, last=last)


def claim(body: str, **known: str) -> ClaimAudit:
    return audit_of(tables(**known) + f"  - {{id: c, text: 断言, {body}}}\n").claim("c")


def test_cells_exist_and_a_witness_shows_it() -> None:
    found = claim("kind: feasible, of: hidden")
    assert found.verdict is Verdict.MATCH
    study = study_of(tables() + "  []\n")
    witness = solve(Tables(study), study.tables[2], ["by-type", "by-item"]).witness
    assert witness is not None
    columns = list(zip(*witness, strict=True))
    assert [(sum(column[:2]), sum(column[2:])) for column in columns] == [(3, 8), (4, 6)]
    assert [sum(row) for row in witness] == [2, 5, 7, 7]


def test_totals_that_are_apart_are_the_reason() -> None:
    found = claim("kind: feasible, of: hidden", items="1.0, 2.0, 3.5, 3.5")
    assert found.verdict is Verdict.IMPOSSIBLE
    assert "技术: the means by column add up to 7, the means by row to 5.80—6.40" in [
        note.render(Language.EN) for note in found.notes
    ]


def test_a_mean_that_no_whole_numbers_have_is_the_reason() -> None:
    found = claim("kind: feasible, of: hidden, under: [by-type]", last="3.3")
    assert found.notes[0].render(Language.ZH) == "环境·乙：印出的 3.3 不可能是 2 个整数的平均"


def test_a_worded_claim_is_ruled_out_or_left_open() -> None:
    assert claim("kind: all, of: hidden/平台, when: '>= 4'").verdict is Verdict.IMPOSSIBLE
    left_open = claim("kind: all, of: hidden/平台, when: '>= 2'")
    assert left_open.verdict is Verdict.UNDECIDABLE
    assert (
        claim("kind: threshold_count, of: hidden/治理, when: '>= 3', value: 2").verdict is Verdict.UNDECIDABLE
    )
    assert claim("kind: mostly, of: hidden/治理, when: <= 1").verdict is Verdict.IMPOSSIBLE


def test_a_table_that_is_impossible_by_itself_is_set_aside() -> None:
    found = claim("kind: all, of: hidden/平台, when: '>= 2'", items="1.0, 2.3, 3.5, 3.5")
    assert found.verdict is Verdict.UNDECIDABLE
    assert "by-item is impossible by itself and was set aside" in [
        note.render(Language.EN) for note in found.notes
    ]


def test_a_claim_that_needs_a_zero_says_so() -> None:
    found = claim("kind: all, of: hidden/平台, when: '>= 3'", items="1.0, 2.5, 3.5, 3.3")
    assert any("impossible if the lowest score were 1" in note.render(Language.EN) for note in found.notes)


def test_claims_are_taken_together() -> None:
    both = (
        tables()
        + "  - {id: a, text: x, kind: items, of: hidden, when: '>= 3', value: [人才, 治理]}\n"
        + "  - {id: b, text: x, kind: all, of: hidden/治理, when: <= 2}\n"
        + "  - {id: c, text: x, kind: feasible, of: hidden, under: [by-type, a, b]}\n"
    )
    assert audit_of(both).claim("c").verdict is Verdict.IMPOSSIBLE


def test_means_of_unpublished_cells_are_undecidable() -> None:
    assert claim("kind: mean, of: hidden, value: 2").verdict is Verdict.UNDECIDABLE
