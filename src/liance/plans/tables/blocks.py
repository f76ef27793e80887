"""Study -> blocks of cells: selections resolved, each cell with what is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.core.limits import MAX_SUBSET_SEARCHES
from liance.packs.study import (
    Operand,
    Printed,
    Selection,
    Study,
    StudyTable,
    UnknownPartError,
    axis_places,
    cell_rows,
    is_usable,
    margins_of,
    parse_number,
    selection_of,
)
from liance.plans.tables.amounts import Amount, amount_of
from liance.plans.tables.verdicts import listed, plain, said

_PART = Text(zh="{table}“{part}”", en="{table}, {part}")
_NO_CELLS = Text(zh="“{table}”的单元格没有公布", en="the cells of {table} were not published")
_EMPTY = Text(zh="“{table}”中没有可用的数", en="no usable number in {table}")
_UNUSABLE = Text(zh="“{table}”的写法有误，不能使用", en="{table} is not written as it must be")
_NOT_NUMBERS = Text(zh="“{table}”中有的格不是数", en="some cells of {table} are no numbers")
_BAD_EACH = Text(zh="“{name}”不能划分所选单元格", en="'{name}' does not divide the chosen cells")


class UndecidableError(LianceError):
    """A claim that cannot be checked, with the reason. Caught by the audit, never seen outside."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell: its place, what was printed, what is known of it, and the n behind it."""

    row: str
    col: str
    printed: Printed
    amount: Amount
    n: int

    def name_on(self, axis: str) -> str:
        """Return the cell's name on ``rows`` or ``cols``."""
        return self.row if axis == "rows" else self.col


@dataclass(frozen=True, slots=True)
class Block:
    """Chosen cells of one table, missing ones left out."""

    table: StudyTable
    rows: tuple[str, ...]
    cols: tuple[str, ...]
    cells: tuple[Cell, ...]
    label: Text

    @property
    def units(self) -> tuple[str, ...]:
        """The names on the axis of the things that were studied."""
        return self.axis(self.table.units)

    def axis(self, name: str) -> tuple[str, ...]:
        """Return the names on ``rows`` or ``cols``."""
        return self.rows if name == "rows" else self.cols

    @property
    def missing(self) -> int:
        """How many chosen cells have no number."""
        return len(self.rows) * len(self.cols) - len(self.cells)

    def only(self, axis: str, names: Sequence[str], label: Text | None = None) -> Block:
        """Return the part of the block with these names on ``axis``."""
        kept = tuple(name for name in self.axis(axis) if name in names)
        cells = tuple(cell for cell in self.cells if cell.name_on(axis) in kept)
        rows, cols = (kept, self.cols) if axis == "rows" else (self.rows, kept)
        return Block(self.table, rows, cols, cells, label or self.label)


class Tables:
    """The tables of a study, ready for claims to be checked against them."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._searches_left = MAX_SUBSET_SEARCHES

    def may_search(self) -> bool:
        """Whether another search of subsets is within the bound of one study; asking uses one up."""
        self._searches_left -= 1
        return self._searches_left >= 0

    @cached_property
    def _cells(self) -> Mapping[str, Mapping[tuple[str, str], Cell | None]]:
        return {table.id: _cells_of(table) for table in reversed(self.study.tables) if is_usable(table)}

    def name(self, name: str) -> Text:
        """Return a name (of a row, part, group, ...) in both languages."""
        label = self.study.labels.get(name)
        return plain(label.zh, label.en) if label else plain(name, name)

    def names(self, names: Sequence[str]) -> Text:
        """Return several names in both languages."""
        return listed(tuple(self.name(name) for name in names))

    def title(self, table: StudyTable) -> Text:
        """Return the short name of a table: where it stands, else its title, else its id."""
        label = self.study.labels.get(table.id) or table.title
        return plain(label.zh, label.en) if label else plain(table.id, table.id)

    def table(self, name: str) -> StudyTable:
        """Return the table ``name``; references were checked before."""
        table = self.study.table(name)
        if table is None:
            raise UndecidableError(plain(f"没有表“{name}”", f"there is no table '{name}'"))
        return table

    def block(self, operand: Operand, *, may_be_hidden: bool = False) -> Block:
        """Return the cells that an operand names.

        Raises:
            UndecidableError: the cells were not published, are all missing, or a name does not exist.
        """
        selection = selection_of(operand)
        table = self.table(selection.table)
        margins = tuple(margin.name for margin in margins_of(table))
        try:
            rows = [
                table.rows[place] for place in axis_places(self.study, table.rows, selection.rows, margins)
            ]
            cols = [
                table.cols[place] for place in axis_places(self.study, table.cols, selection.cols, margins)
            ]
        except UnknownPartError as error:
            reason = plain(f"没有“{error.name}”", f"there is no '{error.name}'")
            raise UndecidableError(reason) from error
        if not is_usable(table):
            raise UndecidableError(said(_UNUSABLE, table=self.title(table)))
        known = self._cells[table.id]
        if any(number is None for (row, col), number in known.items() if row in rows and col in cols):
            raise UndecidableError(said(_NOT_NUMBERS, table=self._label(table, selection)))
        cells = tuple(cell for row in rows for col in cols if (cell := known.get((row, col))) is not None)
        label = self._label(table, selection)
        if not cells and not may_be_hidden:
            raise UndecidableError(said(_NO_CELLS if table.cells is None else _EMPTY, table=label))
        return Block(table, tuple(rows), tuple(cols), cells, label)

    def _label(self, table: StudyTable, selection: Selection) -> Text:
        parts = []
        for chosen in (selection.rows, selection.cols):
            if chosen:
                parts.append(self.names((chosen,) if isinstance(chosen, str) else chosen))
        title = self.title(table)
        return said(_PART, table=title, part=listed(tuple(parts))) if parts else title

    def split(self, block: Block, each: str | None) -> tuple[tuple[str, Block], ...]:
        """Return the blocks that ``each`` makes of a block, by name; the block itself where it is None."""
        if each is None:
            return (("", block),)
        if each not in ("rows", "cols", *self.study.groups):
            raise UndecidableError(said(_BAD_EACH, name=each))
        if each in ("rows", "cols"):
            return tuple((name, block.only(each, (name,))) for name in block.axis(each))
        for axis in ("rows", "cols"):
            if each in self.study.groups_over(block.axis(axis)):
                parts = self.study.parts(each, block.axis(axis))
                return tuple((part, block.only(axis, names)) for part, names in parts.items())
        raise UndecidableError(said(_BAD_EACH, name=each))


def _cells_of(table: StudyTable) -> dict[tuple[str, str], Cell | None]:
    """Return the cells by name; None where something stands that is no number. Missing cells are left out."""
    rows = cell_rows(table)
    found: dict[tuple[str, str], Printed] = {}
    cells: dict[tuple[str, str], Cell | None] = {}
    for name, row in zip(table.rows, rows, strict=False):
        for col, value in zip(table.cols, row, strict=False):
            if value is None:
                continue
            printed = parse_number(value)
            if printed is None:
                cells[name, col] = None
            else:
                found[name, col] = printed
    # A table that prints 3.25 beside 3 has dropped the zeros of 3.00.
    decimals = max((printed.decimals for printed in found.values()), default=0)
    decimals = decimals if table.decimals is None else table.decimals
    is_exact = decimals == 0 if table.exact is None else table.exact
    for (row_name, col), printed in found.items():
        full = Printed(printed.value, max(decimals, printed.decimals))
        n = _n_of(table, row_name, col)
        amount = amount_of(full, is_exact=is_exact, n=n)
        cells[row_name, col] = Cell(row_name, col, full, amount, n or 1)
    return cells


def _n_of(table: StudyTable, row: str, col: str) -> int | None:
    if isinstance(table.n, dict):
        return table.n.get(row, table.n.get(col))
    return table.n
