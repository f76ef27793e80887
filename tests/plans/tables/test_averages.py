"""Means under every plausible weighting."""

from __future__ import annotations

from fractions import Fraction

from liance.core.language import Language
from liance.plans.tables.averages import Weighting, mean, weightings
from liance.plans.tables.blocks import Tables

from .conftest import study_of

STUDY = """\
groups:
  level: {title: {zh: 层级, en: levels}, parts: {province: [甲, 乙], city: [丙]}}
labels:
  level: {zh: 层级, en: levels}
tables:
  - id: t
    units: cols
    unit: {zh: 规划, en: plans}
    rows: [技术, 产业]
    cols: [甲, 乙, 丙]
    cells: [[1, 2, null], [2.5, 3, 4]]
    n: {技术: 2, 产业: 4}
"""


def test_equal_cells_equal_levels_and_by_n() -> None:
    tables = Tables(study_of(STUDY))
    block = tables.block("t")
    found = {way: mean(tables, block, way).value for way in weightings(tables, block)}
    assert found == {
        Weighting(): Fraction(25, 10),
        Weighting(col_group="level"): Fraction(Fraction(85, 10) / 4 + 4) / 2,
        Weighting(by_n=True): Fraction(2 * 3 + 4 * Fraction(95, 10), 16),
        Weighting(col_group="level", by_n=True): Fraction(Fraction(2 * 3 + 4 * Fraction(55, 10)) / 12 + 4)
        / 2,
    }
    assert block.missing == 1
    assert Weighting(col_group="level").label(tables, block).render(Language.EN) == "equal levels"
    assert Weighting().label(tables, block).render(Language.ZH) == "各规划等权"


def test_a_group_that_does_not_divide_all_is_no_weighting() -> None:
    tables = Tables(study_of(STUDY.replace("city: [丙]", "city: []")))
    assert {way.col_group for way in weightings(tables, tables.block("t"))} == {None}


def test_whole_numbers_are_exact_unless_said_otherwise() -> None:
    text = "tables:\n  - {id: t, rows: [a, b], cells: [1, 2], n: 13}\n  - {id: u, rows: [a, b], cells: [33, 67], exact: false}\n"
    tables = Tables(study_of(text))
    assert mean(tables, tables.block("t")).is_exact
    assert mean(tables, tables.block("u")).high == Fraction(101, 2)
