"""Means of a block under every plausible weighting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from liance.core.language import Text
from liance.packs.model import Bilingual
from liance.plans.tables.amounts import Amount, total
from liance.plans.tables.blocks import Block, Cell, Tables
from liance.plans.tables.verdicts import listed, said

EQUAL_CELLS = Text(zh="每格等权", en="equal cells")
_EQUAL = Text(zh="各{what}等权", en="equal {what}")
_BY_N = Text(zh="按 n 加权", en="weighted by n")


@dataclass(frozen=True, slots=True)
class Weighting:
    """How cells count towards a mean.

    The mean is that of the means of parts, which the groups (of rows and of columns, either may be None) make;
    ``by_n`` lets a cell count as often as it has observations behind it.
    """

    row_group: str | None = None
    col_group: str | None = None
    by_n: bool = False

    def label(self, tables: Tables, block: Block) -> Text:
        """Say the weighting in words."""
        table = block.table
        words = [tables.name(group) for group in (self.row_group, self.col_group) if group]
        across = block.cols if table.units == "rows" else block.rows
        if not words and table.unit and len(block.units) > 1:
            words.append(_text(table.unit))
        if self.by_n and table.observation:
            words.append(_text(table.observation))
        elif table.item and len(across) > 1:
            words.append(_text(table.item))
        parts = [said(_EQUAL, what=word) for word in words] or [EQUAL_CELLS]
        if self.by_n and not table.observation:
            parts.append(_BY_N)
        return listed(tuple(parts))


def _text(name: Bilingual) -> Text:
    return Text(zh=name.zh, en=name.en)


def weightings(tables: Tables, block: Block) -> tuple[Weighting, ...]:
    """Return the plausible weightings of a block, the plainest first.

    Equal cells; cells by their n where it differs; equal parts of every group that divides its rows or its
    columns into more than one part; and two of these at once.
    """
    by_n = len({cell.n for cell in block.cells}) > 1
    row_groups = _dividing(tables, block.rows)
    col_groups = _dividing(tables, block.cols)
    found = [
        Weighting(row_group, col_group, counted)
        for counted in ((False, True) if by_n else (False,))
        for row_group in (None, *row_groups)
        for col_group in (None, *col_groups)
    ]
    return tuple(found)


def _dividing(tables: Tables, names: tuple[str, ...]) -> tuple[str, ...]:
    study = tables.study
    return tuple(
        group for group in study.groups_over(names) if 1 < len(study.parts(group, names)) < len(names)
    )


def mean(tables: Tables, block: Block, weighting: Weighting = Weighting()) -> Amount:
    """Return the mean of a block that has at least one cell; missing cells never count."""
    rows = _part_of(tables, weighting.row_group, block.rows)
    cols = _part_of(tables, weighting.col_group, block.cols)
    parts: dict[tuple[str, str], list[Cell]] = {}
    for cell in block.cells:
        parts.setdefault((rows.get(cell.row, ""), cols.get(cell.col, "")), []).append(cell)
    means = []
    for cells in parts.values():
        weights = [cell.n if weighting.by_n else 1 for cell in cells]
        whole = total(cell.amount.times(weight) for cell, weight in zip(cells, weights, strict=True))
        means.append(whole.times(Fraction(1, sum(weights))))
    return total(means).times(Fraction(1, len(means)))


def _part_of(tables: Tables, group: str | None, names: tuple[str, ...]) -> Mapping[str, str]:
    if group is None:
        return {}
    return {name: part for part, members in tables.study.parts(group, names).items() for name in members}
