"""Tables of a plan as rows of cells: those the file has, and those that its text only shows.

A copied text keeps a table as lines with tabs or bars, or as one cell a line behind 序号. Such a table is read only
where its shape is beyond doubt: the same number of cells in every row, or rows numbered 1, 2, 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from liance.core.spans import Span
from liance.plans.structure import Outline

_RULE = re.compile(r"[\s|:：+\-—─━=]+")
_NUMBERED = re.compile(r"序号|编号")
#: What every table in a text has.
_SHOWS_TABLE = re.compile(r"[\t|]|序号|编号")
_ENDS_HEAD = re.compile(r"1[.、．]?|[（(]1[)）]|一")
#: Longest cell and most columns of a table that stands as one cell a line.
_CELL_CHARACTERS = 40
_COLUMNS = 10
_SENTENCE = re.compile(r"[。；！？]")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its span, and its rows of cells, the first of them the head."""

    span: Span
    rows: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def find_grids(outline: Outline) -> tuple[Grid, ...]:
    """Return the tables of a plan in the order of the text."""
    known = [Grid(table.span, table.rows) for table in outline.tables]
    taken = [grid.span for grid in known]
    shown = [
        grid
        for grid in _in_text(outline.document.text)
        if not any(span.start < grid.span.end and grid.span.start < span.end for span in taken)
    ]
    return tuple(sorted((*known, *shown), key=lambda grid: (grid.span.start, grid.span.end)))


def _in_text(text: str) -> Iterator[Grid]:
    if not _SHOWS_TABLE.search(text):
        return
    lines: list[_Line] = []
    start = 0
    for line in text.split("\n"):
        lines.append(_Line(start, line))
        start += len(line) + 1
    yield from _parted(lines)
    yield from _one_cell_a_line(lines)


def _parted(lines: Sequence[_Line]) -> Iterator[Grid]:
    """Yield runs of lines whose cells are parted by tabs or bars."""
    for mark in ("\t", "|"):
        if not any(mark in line.text for line in lines):
            continue
        rows: list[tuple[Span, ...]] = []
        for line in (*lines, _Line(0, "")):
            if line.text.count(mark) >= 1:
                if mark != "|" or not _RULE.fullmatch(line.text):
                    rows.append(_cells(line, mark))
                continue
            if len(rows) > 1 and len(rows[0]) > 2:
                yield Grid(Span(rows[0][0].start, rows[-1][-1].end), tuple(rows))
            rows = []


def _cells(line: _Line, mark: str) -> tuple[Span, ...]:
    start, text = line.start, line.text
    if mark == "|":
        lead = len(text) - len(text.lstrip(" \u3000"))
        start, text = start + lead, text.strip(" \u3000")
        if text.startswith("|"):
            start, text = start + 1, text[1:]
        text = text.removesuffix("|")
    cells = []
    for cell in text.split(mark):
        cells.append(Span(start, start + len(cell)))
        start += len(cell) + 1
    return tuple(cells)


def _one_cell_a_line(lines: Sequence[_Line]) -> Iterator[Grid]:
    """Yield tables of one cell a line: a head from 序号 on, then rows numbered from 1."""
    filled = [line for line in lines if line.text.strip()]
    place = 0
    while place < len(filled):
        width = _head_width(filled, place)
        if width is None:
            place += 1
            continue
        rows = [_row(filled, place, width)]
        at = place + width
        while at + width <= len(filled) and _is_number(filled[at], len(rows)):
            if not all(_is_cell(line) for line in filled[at : at + width]):
                break
            rows.append(_row(filled, at, width))
            at += width
        if len(rows) > 1:
            yield Grid(Span(rows[0][0].start, rows[-1][-1].end), tuple(rows))
        place = at


def _head_width(lines: Sequence[_Line], place: int) -> int | None:
    if not _NUMBERED.fullmatch(lines[place].text.strip()):
        return None
    for width in range(1, _COLUMNS + 1):
        if place + width >= len(lines) or not _is_cell(lines[place + width]):
            return None
        if _ENDS_HEAD.fullmatch(lines[place + width].text.strip()):
            return width if width > 2 else None
    return None


def _row(lines: Sequence[_Line], place: int, width: int) -> tuple[Span, ...]:
    return tuple(Span(line.start, line.end) for line in lines[place : place + width])


def _is_number(line: _Line, number: int) -> bool:
    return line.text.strip(" \t\u3000.、．（）()") == str(number)


def _is_cell(line: _Line) -> bool:
    return len(line.text.strip()) <= _CELL_CHARACTERS and not _SENTENCE.search(line.text)
