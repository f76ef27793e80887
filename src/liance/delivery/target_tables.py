"""Targets in tables: a row per indicator, a column per year."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from liance.core.quantities import Deadline, Kind, Quantity, find_dates, find_quantities, fold_width
from liance.core.spans import Span
from liance.plans.documents.model import Table
from liance.plans.structure import Outline

_NAME = re.compile(r"指标|名称|内容|项目")
_UNIT = re.compile(r"单位")
_NATURE = re.compile(r"属性|性质|类型")
_NOW = re.compile(r"现状|基期|基数|实际|完成值|现值")
_BRACKET_UNIT = re.compile(r"[（(]([^（）()]{1,12})[）)]\s*$")
#: Brackets around a value mean a sum over the whole period: 〔15〕, [15].
_SUM = re.compile(r"^[〔\[【](.*)[〕\]】]$")
_VALUE = re.compile(r"\d|[一二三四五六七八九十百千万亿]+[个家项%]")


@dataclass(frozen=True, slots=True)
class CellTarget:
    """A target read from a row: ``span`` reaches from the indicator to the value."""

    span: Span
    indicator: str
    quantity: Quantity
    year: int | None
    corrupt: bool
    printed_date: str | None
    baseline: str | None
    binding: bool | None


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns of a table hold, by the words of its head row."""

    name: int
    unit: int | None
    nature: int | None
    baseline: int | None
    dated: tuple[tuple[int, Deadline], ...]


def find_table_targets(outline: Outline) -> tuple[CellTarget, ...]:
    """Return the targets of every table that has a column of indicators and a column with a target year."""
    return tuple(target for table in outline.tables for target in _read_table(outline, table))


def _read_table(outline: Outline, table: Table) -> list[CellTarget]:
    if len(table.rows) < 2:
        return []
    shown = [[_shown(outline, cell) for cell in row] for row in table.rows]
    columns = _columns(shown[0])
    if columns is None:
        return []
    found = []
    for row, cells in zip(table.rows[1:], shown[1:], strict=True):
        for column, deadline in columns.dated:
            if column < len(cells) and columns.name < len(cells):
                target = _read_cell(row, cells, columns, column, deadline)
                found.extend([target] if target else [])
    return found


def _shown(outline: Outline, cell: Span) -> str:
    return re.sub(r"\s+", "", fold_width(outline.document.quote(cell)))


def _columns(head: list[str]) -> _Columns | None:
    dated = [(place, dates[-1]) for place, cell in enumerate(head) if (dates := find_dates(_with_year(cell)))]
    name = next((place for place, cell in enumerate(head) if _NAME.search(cell) and not _NATURE.search(cell)), None)
    if not dated or name is None:
        return None
    baseline = next((place for place, cell in enumerate(head) if _NOW.search(cell)), None)
    years = [deadline.year for _, deadline in dated]
    if baseline is None and len(dated) > 1 and "目标" not in head[dated[0][0]] and None not in years:
        baseline = dated[0][0]
    return _Columns(
        name=name,
        unit=next((place for place, cell in enumerate(head) if _UNIT.search(cell) and place != name), None),
        nature=next((place for place, cell in enumerate(head) if _NATURE.search(cell)), None),
        baseline=baseline,
        dated=tuple(item for item in dated if item[0] != baseline),
    )


def _with_year(cell: str) -> str:
    return re.sub(r"^(\d{4})(?!年|\d)", r"\1年", cell)


def _read_cell(
    row: tuple[Span, ...], cells: list[str], columns: _Columns, column: int, deadline: Deadline
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
    baseline = cells[columns.baseline] if columns.baseline is not None and columns.baseline < len(cells) else ""
    ends = sorted((row[columns.name], row[column]))
    return CellTarget(
        span=Span(ends[0].start, ends[1].end),
        indicator=name,
        quantity=quantity,
        year=deadline.year,
        corrupt=deadline.corrupt,
        printed_date=deadline.printed,
        baseline=baseline or None,
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
