"""Claims about cells that were not published: can any whole numbers satisfy them and the published means?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from liance.core.language import Text
from liance.core.limits import MAX_SCALE_WIDTH
from liance.packs.study import Claim, Condition, Link, StudyTable, parse_condition
from liance.plans.tables.amounts import Rounding, show, whole_sums
from liance.plans.tables.blocks import Cell, Tables, UndecidableError
from liance.plans.tables.cells import (
    Bounds,
    CellProblem,
    Choice,
    Feasibility,
    feasible_cells,
    impossible_mean,
    sums_range,
)
from liance.plans.tables.numbers import Checked, published
from liance.plans.tables.verdicts import Reading, Verdict, listed, plain, said

_UNDER = Text(zh="整数单元格须满足：{names}", en="whole-number cells under: {names}")
_EXISTS = Text(zh="存在", en="exist")
_NONE = Text(zh="不存在", en="do not exist")
_OPEN = Text(zh="未定", en="undecided")
_COLUMNS = Text(zh="例如（列依次为{names}）", en="for example (columns: {names})")
_NO_SCALE = Text(zh="没有量表，或量表过宽", en="there is no scale, or it is too wide")
_NOT_PRINTED = Text(
    zh="单元格未公布；与{names}不矛盾，但不能由其推出",
    en="the cells were not published; {names} neither rule it out nor prove it",
)
_RULED_OUT = Text(zh="与{names}矛盾", en="ruled out by {names}")
_TOTALS = Text(
    zh="{what}：按列的均值合计为 {cols}，按行的均值合计为 {rows}",
    en="{what}: the means by column add up to {cols}, the means by row to {rows}",
)
_SET_ASIDE = Text(zh="{name}自身已不可能，未用", en="{name} is impossible by itself and was set aside")
_WITHOUT_LOWEST = Text(
    zh="若最低分为 {low}，则不可能：{reason}", en="impossible if the lowest score were {low}: {reason}"
)
_NO_GROUP = Text(zh="没有分组“{name}”", en="there is no group '{name}'")
_UNSUPPORTED = Text(
    zh="这类断言不能用于未公布的单元格", en="this kind of claim cannot be used on unpublished cells"
)


@dataclass(slots=True)
class _Known:
    """What is known of the cells of an unpublished table, gathered link by link and claim by claim."""

    table: StudyTable
    scale: Bounds
    parts: list[tuple[int, ...]] = field(default_factory=list)
    part_names: list[str] = field(default_factory=list)
    part_sums: dict[tuple[int, int], Bounds] = field(default_factory=dict)
    row_sums: dict[int, Bounds] = field(default_factory=dict)
    tighter: dict[tuple[int, int], Bounds] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    impossible: list[Text] = field(default_factory=list)
    row_ranges: dict[int, tuple[Fraction, Fraction]] = field(default_factory=dict)

    def problem(self, tables: Tables) -> CellProblem:
        return CellProblem(
            rows=tuple(tables.name(row) for row in self.table.rows),
            cols=tuple(tables.name(col) for col in self.table.cols),
            scale=self.scale,
            parts=tuple(self.parts),
            part_names=tuple(tables.name(part) for part in self.part_names),
            part_sums=self.part_sums,
            row_sums=self.row_sums,
            tighter=self.tighter,
            choices=tuple(self.choices),
            impossible=tuple(self.impossible),
        )


def check_feasible(tables: Tables, claim: Claim) -> Checked:
    """Say whether any whole-number cells satisfy the tables and claims of ``under`` (all known tables by default)."""
    block = tables.block(claim.operands()[0], may_be_hidden=True)
    under = claim.under or tuple(link.table for link in block.table.known_by)
    result = solve(tables, block.table, under, claim.scale)
    how = said(_UNDER, names=_labels(tables, under))
    word = {True: _EXISTS, False: _NONE, None: _OPEN}[result.is_possible]
    entry = Reading(block.label, how, (word,), result.is_possible is True)
    verdict = {True: Verdict.MATCH, False: Verdict.IMPOSSIBLE, None: Verdict.UNDECIDABLE}[result.is_possible]
    notes = [*result.reasons]
    if result.witness is not None:
        notes += _witness_lines(tables, block.table, result.witness)
    return Checked(verdict, (entry,), entry, max(result.tried, 1), notes=tuple(notes))


def _labels(tables: Tables, names: Sequence[str]) -> Text:
    labels = []
    for name in names:
        table = tables.study.table(name)
        claim = tables.study.claim(name)
        if table is not None:
            labels.append(tables.title(table))
        elif claim is not None:
            labels.append(tables.name(name))
    return listed(tuple(labels))


def _witness_lines(tables: Tables, table: StudyTable, witness: Sequence[Sequence[int]]) -> list[Text]:
    lines = [said(_COLUMNS, names=tables.names(table.cols))]
    for row, cells in zip(table.rows, witness, strict=True):
        name, shown = tables.name(row), " ".join(str(cell) for cell in cells)
        lines.append(plain(f"{name.zh}：{shown}", f"{name.en}: {shown}"))
    return lines


def solve(
    tables: Tables, table: StudyTable, under: Sequence[str], scale: Bounds | None = None
) -> Feasibility:
    """Decide whether whole-number cells of ``table`` can satisfy tables and claims, by name."""
    bounds = scale or table.scale
    if bounds is None or bounds[1] - bounds[0] > MAX_SCALE_WIDTH:
        raise UndecidableError(_NO_SCALE)
    known = _Known(table, bounds)
    links = {link.table: link for link in table.known_by}
    for name in under:
        if name in links:
            _use_link(tables, known, links[name])
        elif (claim := tables.study.claim(name)) is not None:
            _use_claim(tables, known, claim)
    known.impossible += _totals_apart(tables, known)
    return feasible_cells(known.problem(tables))


def _use_link(tables: Tables, known: _Known, link: Link) -> None:
    table = known.table
    source = tables.block(link.table)
    printed = {(cell.row, cell.col): cell for cell in source.cells}
    if link.mean_of == "cols":
        for place, row in enumerate(table.rows):
            cell = next((cell for cell in source.cells if cell.row == row), None)
            if cell is not None:
                known.row_ranges[place] = _sum_range(cell, len(table.cols))
                sums = _sums(known, tables.name(row), cell, len(table.cols))
                if sums is not None:
                    known.row_sums[place] = sums
        return
    if link.mean_of not in tables.study.groups:
        raise UndecidableError(said(_NO_GROUP, name=link.mean_of))
    for part, members in tables.study.parts(link.mean_of, table.rows).items():
        number = len(known.parts)
        known.parts.append(tuple(table.rows.index(member) for member in members))
        known.part_names.append(part)
        for place, col in enumerate(table.cols):
            cell = printed.get((part, col))
            if cell is not None:
                label, name = tables.name(part), tables.name(col)
                what = plain(f"{label.zh}·{name.zh}", f"{label.en}, {name.en}")
                sums = _sums(known, what, cell, len(members))
                if sums is not None:
                    known.part_sums[number, place] = sums


def _sums(known: _Known, what: Text, cell: Cell, n: int) -> Bounds | None:
    sums = sums_range(whole_sums(cell.printed, n, Rounding))
    if sums is None:
        mean = show(cell.printed.value, cell.printed.decimals)
        known.impossible.append(impossible_mean(what, mean, n))
    return sums


def _sum_range(cell: Cell, n: int) -> tuple[Fraction, Fraction]:
    """Return the bounds of a sum whose mean was rounded or cut off to what is printed, whole or not."""
    step = Fraction(1, 10**cell.printed.decimals)
    return (cell.printed.value - step / 2) * n, (cell.printed.value + step) * n


def _totals_apart(tables: Tables, known: _Known) -> list[Text]:
    """Say for which parts the printed row means and the printed part means add up to different totals.

    That holds whatever is thought of whole numbers.
    """
    reasons = []
    for number, rows in enumerate(known.parts):
        by_col = [known.part_sums.get((number, col)) for col in range(len(known.table.cols))]
        by_row = [known.row_ranges.get(row) for row in rows]
        if None in by_col or None in by_row:
            continue
        low, high = (sum(pair[end] for pair in by_col if pair) for end in (0, 1))
        least = sum((pair[0] for pair in by_row if pair), Fraction(0))
        most = sum((pair[1] for pair in by_row if pair), Fraction(0))
        if most < low or least > high:
            cols = str(low) if low == high else f"{low}—{high}"
            rows_text = f"{show(least, 2)}—{show(most, 2)}"
            reasons.append(
                said(_TOTALS, what=tables.name(known.part_names[number]), cols=cols, rows=rows_text)
            )
    return reasons


def _use_claim(tables: Tables, known: _Known, claim: Claim) -> None:
    """Add what a worded claim says of single cells.

    Only what a list affirms is used (these items meet the condition), not that all others do not.
    """
    block = tables.block(claim.operands()[0], may_be_hidden=True)
    if block.table.id != known.table.id or claim.kind not in ("all", "mostly", "items", "threshold_count"):
        raise UndecidableError(_UNSUPPORTED)
    condition = parse_condition(claim.conditions()[0])
    inside = _inside(condition, known.scale)
    rows = block.rows
    if claim.kind == "items":
        rows = tuple(row for row in block.rows if row in {str(value) for value in claim.values()})
    cols = tuple(known.table.cols.index(col) for col in block.cols)
    is_most = claim.kind == "mostly" or (claim.kind == "items" and claim.share == "mostly")
    for row in rows:
        place = known.table.rows.index(row)
        if claim.kind == "threshold_count":
            count = int(published(claim)[0].value)
            if len(rows) != 1 or not 0 <= count <= len(cols):
                raise UndecidableError(_UNSUPPORTED)
            rest = _outside(inside, known.scale)
            known.choices.append(Choice(place, cols, count, inside, rest))
        elif is_most:
            known.choices.append(Choice(place, cols, len(cols) // 2 + 1, inside))
        else:
            for col in cols:
                low, high = known.tighter.get((place, col), known.scale)
                known.tighter[place, col] = (max(low, inside[0]), min(high, inside[1]))


def _inside(condition: Condition | None, scale: Bounds) -> Bounds:
    if condition is None:
        raise UndecidableError(_UNSUPPORTED)
    good = [value for value in range(scale[0], scale[1] + 1) if condition.holds(Fraction(value))]
    if not good:
        return (scale[1] + 1, scale[1])
    return (good[0], good[-1])


def _outside(inside: Bounds, scale: Bounds) -> Bounds:
    """Return the values outside a condition; only one side can be used."""
    if inside[0] <= scale[0] and inside[1] < scale[1]:
        return (inside[1] + 1, scale[1])
    if inside[1] >= scale[1] and inside[0] > scale[0]:
        return (scale[0], inside[0] - 1)
    raise UndecidableError(_UNSUPPORTED)


def check_hidden(tables: Tables, claim: Claim) -> Checked:
    """Check a worded claim about unpublished cells against the means that were published.

    Printed tables that are impossible by themselves are set aside, with a note.
    """
    block = tables.block(claim.operands()[0], may_be_hidden=True)
    table = block.table
    used: list[str] = []
    notes: list[Text] = []
    for link in table.known_by:
        if solve(tables, table, [*used, link.table]).is_possible:
            used.append(link.table)
        else:
            notes.append(said(_SET_ASIDE, name=_labels(tables, (link.table,))))
    names = _labels(tables, used)
    result = solve(tables, table, [*used, claim.id])
    how = said(_UNDER, names=names)
    word = {True: _EXISTS, False: _NONE, None: _OPEN}[result.is_possible]
    entry = Reading(block.label, how, (word,), result.is_possible is True)
    if result.is_possible is False:
        told = (said(_RULED_OUT, names=names), *result.reasons, *notes)
        return Checked(Verdict.IMPOSSIBLE, (entry,), entry, result.tried, notes=told)
    notes.insert(0, said(_NOT_PRINTED, names=names))
    low, high = table.scale or (0, 0)
    if low < high:
        stricter = solve(tables, table, [*used, claim.id], (low + 1, high))
        if stricter.is_possible is False and solve(tables, table, used, (low + 1, high)).is_possible:
            notes.append(said(_WITHOUT_LOWEST, low=low + 1, reason=listed(stricter.reasons)))
    return Checked(Verdict.UNDECIDABLE, (entry,), entry, result.tried, notes=tuple(notes))
