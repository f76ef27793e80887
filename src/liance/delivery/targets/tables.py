"""Targets in tables: a row per indicator, a column per year."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.quantities import Deadline, Kind, Quantity, find_dates, find_quantities, fold_width
from liance.core.spans import Span
from liance.delivery.targets.grids import Grid, find_grids
from liance.plans.structure import Outline

SHIFTED_ROW = FindingKind(
    "target.table_row",
    Severity.WARNING,
    says=Text(
        zh="指标表的一行与表头对不上（表头{columns}列，此行{cells}列），未读取：“{quote}”",
        en="a row of a table of indicators does not fit its head ({columns} columns, {cells} cells in the row); "
        "it is left out: '{quote}'",
    ),
    advice=Text(
        zh="请拆分合并单元格、核对列的位置后再试",
        en="split merged cells, check the columns, and try again",
    ),
)
_QUOTED = 60
_NAME = re.compile(r"指标|名称|内容|项目")
#: A column of units; one of responsible bodies (责任单位, 牵头单位) is none.
_UNIT = re.compile(r"(?:^|计量|计算|（)单位")
_NATURE = re.compile(r"属性|性质|类型")
_NOW = re.compile(r"现状|基期|基数|实际|完成值|现值")
_GOAL = re.compile(r"目标")
_BRACKET_UNIT = re.compile(r"[（(]([^（）()]{1,12})[）)]\s*$")
#: Brackets around a value mean a sum over the whole period: 〔15〕, [15].
_SUM = re.compile(r"^[〔\[【](.*)[〕\]】]$")
_HEADING = re.compile(r".{0,4}(?:现状|基期|目标|指标|规划|完成|属性|单位|名称)值?.{0,6}|—|-")
_LETTERS = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_BARE_NUMBER = re.compile(r"[≥≤<>=±]*\d[\d.,%]*")
_NATURE_WORD = re.compile(r"(?:约束|预期|指导)性?(?:指标)?")
_VALUE = re.compile(r"\d|[一二三四五六七八九十百千万亿]+[个家项%]")


@dataclass(frozen=True, slots=True)
class CellTarget:
    """A target read from a row: ``span`` reaches from the indicator to the value."""

    span: Span
    indicator: str
    quantity: Quantity
    deadline: Deadline | None
    baseline: str | None
    binding: bool | None


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns of a table hold, by the words of its head row."""

    name: int
    unit: int | None
    nature: int | None
    baseline: int | None
    dated: tuple[tuple[int, Deadline | None], ...]


def find_table_targets(
    outline: Outline, start_year: int | None, due_years: frozenset[int]
) -> tuple[tuple[CellTarget, ...], tuple[Span, ...], tuple[Finding, ...]]:
    """Return the targets of the tables of indicators, where these tables stand, and the rows left out.

    A table of indicators has a column of names and columns of target values, one for each year or one headed
    目标. The first of several years is the baseline where it lies before ``start_year``, or, if that is
    unknown, where the text sets no deadline for it (``due_years``).
    """
    found: list[CellTarget] = []
    read: list[Span] = []
    findings: list[Finding] = []
    for grid in find_grids(outline):
        targets, left_out = _read_table(outline, grid, start_year, due_years)
        if targets:
            found.extend(targets)
            read.append(grid.span)
            findings.extend(left_out)
    return tuple(found), tuple(read), tuple(findings)


def _read_table(
    outline: Outline, table: Grid, start_year: int | None, due_years: frozenset[int]
) -> tuple[list[CellTarget], list[Finding]]:
    if len(table.rows) < 2:
        return [], []
    shown = [[_shown(outline, cell) for cell in row] for row in table.rows]
    head, first = _head(shown)
    columns = _columns(head, start_year, due_years)
    if columns is None:
        return [], []
    found: list[CellTarget] = []
    findings: list[Finding] = []
    for row, cells in zip(table.rows[first:], shown[first:], strict=True):
        if sum(map(bool, cells)) < 2:
            # A line that names a group of indicators, or nothing.
            continue
        offset = _offset(cells, columns, len(head))
        if offset is None:
            span = Span(row[0].start, row[-1].end)
            quote = outline.document.quote(span)[:_QUOTED].replace("\t", " ").replace("\n", " ")
            place = Place(outline.document.source, span.start, span.end)
            findings.append(SHIFTED_ROW.at(place, columns=len(head), cells=len(cells), quote=quote))
            continue
        # A cell merged over several rows stands in the first of them only: the others begin further left.
        spans, words = row[:1] * offset + row, [""] * offset + cells
        for column, deadline in columns.dated:
            if column < len(words):
                target = _read_cell(spans, words, columns, column, deadline)
                found.extend([target] if target else [])
    return found, findings


def _head(shown: list[list[str]]) -> tuple[list[str], int]:
    """Return the head and the row after it; a second line of years below 目标值 belongs to the head."""
    first, second = shown[0], shown[1]
    under = [cell for cell in second if cell]
    is_head = bool(under) and all(find_dates(_with_year(cell)) or _HEADING.fullmatch(cell) for cell in under)
    if not is_head or len(shown) < 3:
        return first, 1
    if len(first) == len(second):
        return [
            above if above == below else above + below for above, below in zip(first, second, strict=True)
        ], 2
    return first, 1


def _offset(cells: list[str], columns: _Columns, width: int) -> int | None:
    """Return how many cells are merged away before the row's first, None where its cells cannot be placed."""
    fits = [
        offset
        for offset in dict.fromkeys((0, width - len(cells)))
        if offset >= 0 and _fits(cells, columns, offset)
    ]
    return fits[0] if len(fits) == 1 and len(cells) <= width else None


def _fits(cells: list[str], columns: _Columns, offset: int) -> bool:
    """Whether names, units, natures and values stand where the head has them, ``offset`` cells further right."""

    def at(column: int | None) -> str:
        place = -1 if column is None else column - offset
        return cells[place] if 0 <= place < len(cells) else ""

    if columns.name < offset or not _LETTERS.search(at(columns.name)):
        return False
    if _BARE_NUMBER.fullmatch(at(columns.unit)) or _BARE_NUMBER.fullmatch(at(columns.nature)):
        return False
    return all(not _NATURE_WORD.fullmatch(at(column)) for column, _ in columns.dated)


def _shown(outline: Outline, cell: Span) -> str:
    return re.sub(r"\s+", "", fold_width(outline.document.quote(cell)))


def _columns(head: list[str], start_year: int | None, due_years: frozenset[int]) -> _Columns | None:
    name = next(
        (place for place, cell in enumerate(head) if _NAME.search(cell) and not _NATURE.search(cell)), None
    )
    if name is None:
        return None
    baseline = next((place for place, cell in enumerate(head) if _NOW.search(cell)), None)
    dated: list[tuple[int, Deadline | None]] = []
    for place, cell in enumerate(head):
        dates = find_dates(_with_year(cell))
        if place not in (name, baseline) and (dates or _GOAL.search(cell)):
            dated.append((place, dates[-1] if dates else None))
    if (
        baseline is None
        and len(dated) > 1
        and _is_baseline(head[dated[0][0]], dated[0][1], start_year, due_years)
    ):
        baseline = dated.pop(0)[0]
    if not dated:
        return None
    return _Columns(
        name=name,
        unit=next((place for place, cell in enumerate(head) if _UNIT.search(cell) and place != name), None),
        nature=next((place for place, cell in enumerate(head) if _NATURE.search(cell)), None),
        baseline=baseline,
        dated=tuple(dated),
    )


def _is_baseline(
    head: str, deadline: Deadline | None, start_year: int | None, due_years: frozenset[int]
) -> bool:
    if deadline is None or deadline.year is None or _GOAL.search(head):
        return False
    return deadline.year < start_year if start_year is not None else deadline.year not in due_years


def _with_year(cell: str) -> str:
    return re.sub(r"^(\d{4})(?!年|\d)", r"\1年", cell)


def _read_cell(
    row: tuple[Span, ...], cells: list[str], columns: _Columns, column: int, deadline: Deadline | None
) -> CellTarget | None:
    name, value = cells[columns.name], cells[column]
    if not name or not _VALUE.search(value):
        return None
    unit = cells[columns.unit] if columns.unit is not None and columns.unit < len(cells) else ""
    bracket = _BRACKET_UNIT.search(name)
    if not unit and bracket:
        unit = bracket[1]
        name = name[: bracket.start()]
    whole = _SUM.match(value)
    quantity = _quantity(name, whole[1] if whole else value, unit.strip("/-—"))
    if quantity is None:
        return None
    if whole:
        quantity = replace(quantity, kind=Kind.INCREMENT)
    nature = cells[columns.nature] if columns.nature is not None and columns.nature < len(cells) else ""
    baseline = (
        cells[columns.baseline] if columns.baseline is not None and columns.baseline < len(cells) else ""
    )
    ends = sorted((row[columns.name], row[column]))
    return CellTarget(
        span=Span(ends[0].start, ends[1].end),
        indicator=name,
        quantity=quantity,
        deadline=deadline,
        baseline=baseline if _VALUE.search(baseline) else None,
        binding="约束" in nature if re.search("约束|预期", nature) else None,
    )


def _quantity(name: str, value: str, unit: str) -> Quantity | None:
    """Read a cell as the sentence it stands for: 指标达到值单位."""
    bound = re.match(r"^(?:[≥>]=?|[≤<]=?)", value)
    number = value[bound.end() :] if bound else value
    word = "" if bound is None else ("不低于" if bound[0][0] in "≥>" else "不高于")
    for sentence in (f"{name}达到{word}{number}{unit}", f"{name}达到{word}{number}"):
        start = len(name) + 2
        inside = [item for item in find_quantities(sentence) if item.number.start >= start]
        if inside and (unit == "" or inside[0].unit or sentence.endswith(number)):
            return inside[0]
    return None
