"""Document -> Outline, joining headings, roles and statements."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from liance.core.spans import Span
from liance.plans.documents.model import Document
from liance.plans.documents.views import View, reading_view
from liance.plans.structure.checks import check_outline
from liance.plans.structure.entries import Entry, Layout, Line, lines_of
from liance.plans.structure.headings import box_title, find_headings
from liance.plans.structure.model import Heading, Outline, Role, Section, Statement, StatementKind
from liance.plans.structure.roles import Part, assign_roles
from liance.plans.structure.statements import cut_paragraph

_TITLE: Final = re.compile(
    r".*(?:规划|计划|方案|意见|纲要|办法|通知|措施|政策|规定|条例|行动|要点|路线图|指南|指引|战略|决定)(?:[（(].*[）)])?"
)
_HEAD_END: Final = re.compile(r"[\s*#。！？；;：:]*")
_NOT_TITLE: Final = re.compile(r"[。；！？：:，]\W*$|〔\d{4}〕|^\d{4}年")
#: Longest line that is taken for a title, and how many lines may stand before it.
_TITLE_LENGTH: Final = 60
_TITLE_WITHIN: Final = 12
#: Longest first line that is a title without a word for a kind of plan.
_HEADLINE_LENGTH: Final = 40


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a table in the view, in order."""

    start: int
    end: int
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document on its way to an outline.

    ``blocks`` are the lines and tables in order, ``lines`` the lines among them; ``openings`` are the
    headings and bare lines that open a section, in order, and ``opens_heading`` tells which are headings.
    """

    document: Document
    view: View
    blocks: tuple[Line | _Cells, ...]
    lines: tuple[Line, ...]
    layout: Layout
    openings: tuple[Entry, ...]
    opens_heading: tuple[bool, ...]


def outline(document: Document) -> Outline:
    """Cut ``document`` into sections and statements.

    Every character of the view that is no space belongs to exactly one statement, in order; only the rules
    between the cells of a table belong to none. The text before the first heading is a section of its own.
    Findings tell impossible years, jumps in the numbering, and texts that do not look like plans.
    """
    reading = _read(document)
    view, openings = reading.view, reading.openings
    parents = _parents(reading)
    roles = _roles(view, openings, parents)
    headings = tuple(
        Heading(
            view.source_span(entry.start, entry.end), entry.level, role, view.text[entry.start : entry.end]
        )
        for entry, role, is_heading in zip(openings, roles, reading.opens_heading, strict=True)
        if is_heading
    )
    return Outline(
        document=document,
        view=view,
        headings=headings,
        sections=_sections(reading, parents, roles),
        statements=tuple(_statements(reading)),
        tables=document.tables,
        findings=check_outline(document, view, reading.layout),
    )


def _read(document: Document) -> _Reading:
    view = reading_view(document)
    blocks = _blocks(document, view)
    lines = tuple(block for block in blocks if isinstance(block, Line))
    layout = find_headings(view.text, lines)
    openings = sorted(
        [*((entry, True) for entry in layout.entries), *((entry, False) for entry in layout.bare)],
        key=lambda opening: opening[0].start,
    )
    return _Reading(
        document,
        view,
        tuple(blocks),
        lines,
        layout,
        openings=tuple(entry for entry, _ in openings),
        opens_heading=tuple(is_heading for _, is_heading in openings),
    )


def _blocks(document: Document, view: View) -> list[Line | _Cells]:
    """Return the lines and tables of the view, in order."""
    blocks: list[Line | _Cells] = []
    done = 0
    for table in sorted(document.tables, key=lambda table: table.span):
        start, end = _shown_range(view, table.span)
        if start < done or start == end:
            continue
        cells: list[tuple[int, int]] = []
        for span in sorted(span for row in table.rows for span in row):
            left, right = _shown_range(view, span)
            shown = view.text[left:right]
            left, right = left + len(shown) - len(shown.lstrip()), left + len(shown.rstrip())
            if left < right and (not cells or left >= cells[-1][1]):
                cells.append((left, right))
        blocks.extend(lines_of(view.text, done, start))
        blocks.append(_Cells(start, end, tuple(cells)))
        done = end
    blocks.extend(lines_of(view.text, done, len(view.text)))
    return blocks


def _shown_range(view: View, span: Span) -> tuple[int, int]:
    count = len(view.text)
    return (
        bisect_left(view.offsets, span.start, 0, count),
        bisect_left(view.offsets, span.end, 0, count),
    )


def _parents(reading: _Reading) -> list[int | None]:
    """Return for each opening the index of the one around it; bare lines stand inside the last top."""
    parents: list[int | None] = []
    held: list[int] = []
    for index, (entry, is_heading) in enumerate(zip(reading.openings, reading.opens_heading, strict=True)):
        if not is_heading:
            parents.append(held[0] if held else None)
            continue
        while held and reading.openings[held[-1]].level >= entry.level:
            held.pop()
        parents.append(held[-1] if held else None)
        held.append(index)
    return parents


def _roles(view: View, openings: Sequence[Entry], parents: Sequence[int | None]) -> list[Role]:
    parts = []
    for index, entry in enumerate(openings):
        until = openings[index + 1].start if index + 1 < len(openings) else len(view.text)
        parts.append(
            Part(
                title=view.text[entry.title : entry.end],
                body=view.text[entry.end : until],
                parent=parents[index],
                restarts=entry.restarts,
            )
        )
    return assign_roles(parts)


def _sections(reading: _Reading, parents: Sequence[int | None], roles: Sequence[Role]) -> tuple[Section, ...]:
    """Return the sections: the text before the first heading, then one per opening."""
    text_end = len(reading.document.text)
    starts = [reading.view.offsets[reading.lines[entry.line].start] for entry in reading.openings]
    sections = [Section(None, None, Role.BACKGROUND, Span(0, starts[0] if starts else text_end))]
    heading = 0
    for index, is_heading in enumerate(reading.opens_heading):
        parent = parents[index]
        sections.append(
            Section(
                heading=heading if is_heading else None,
                parent=None if parent is None else parent + 1,
                role=roles[index],
                span=Span(starts[index], starts[index + 1] if index + 1 < len(starts) else text_end),
            )
        )
        heading += is_heading
    return tuple(sections)


def _statements(reading: _Reading) -> Iterator[Statement]:
    view, layout = reading.view, reading.layout
    opened = {entry.line: entry for entry in reading.openings}
    titles = _titles(reading)
    section = 0
    box: str | None = None
    index = -1
    for block in reading.blocks:
        if isinstance(block, _Cells):
            # An inset is often printed as a table under its title, or with the title in its first cell.
            if box is None and block.cells:
                box = box_title(view.text, *block.cells[0])
            for start, end in block.cells:
                yield Statement(view.source_span(start, end), start, end, section, StatementKind.CELL, box)
            box = None
            continue
        index += 1
        start, end = block.start, block.end
        entry = opened.get(index)
        if entry is not None:
            section += 1
            box = None
            start = _after_head(view.text, entry.end, end)
            yield Statement(
                view.source_span(block.start, start), block.start, start, section, StatementKind.HEADING
            )
        elif index in layout.boxes:
            box = layout.boxes[index]
        whole = index in titles or index in layout.contents or index in layout.boxes
        parts: Iterator[tuple[int, int, StatementKind]] = (
            iter([(start, end, StatementKind.TITLE)]) if whole else cut_paragraph(view.text, start, end)
        )
        numbered = entry is None and index in layout.items
        for left, right, kind in parts:
            yield Statement(
                view.source_span(left, right),
                left,
                right,
                section,
                StatementKind.ITEM if numbered and kind is StatementKind.SENTENCE else kind,
                box,
            )


def _after_head(text: str, start: int, end: int) -> int:
    """Return where the text after a run-in heading begins: past the sign that ends the heading."""
    match = _HEAD_END.match(text, start, end)
    after = match.end() if match else start
    return after if after == end else start + len(text[start:after].rstrip())


def _titles(reading: _Reading) -> frozenset[int]:
    """Return the lines that state the document's title, all before its first heading."""
    lines, text = reading.lines, reading.view.text
    first = min((entry.line for entry in reading.openings), default=len(lines))
    head = [index for index in range(first) if index not in reading.layout.contents]
    shown = {index: text[lines[index].start : lines[index].end].lstrip("# ") for index in head}
    can = [i for i in head if len(shown[i]) <= _TITLE_LENGTH and not _NOT_TITLE.search(shown[i])]
    known = reading.document.metadata.title
    named = next((i for i in can[:_TITLE_WITHIN] if shown[i] == known), None)
    if named is None:
        named = next((i for i in can[:_TITLE_WITHIN] if _TITLE.fullmatch(shown[i])), None)
    if named is None:  # a news article: a short first line
        return frozenset(i for i in can[:1] if i == head[0] and len(shown[i]) <= _HEADLINE_LENGTH)
    # A title set in two lines (the issuer, then 关于...的意见) belongs together.
    first_line = named - 1 if named - 1 in can and shown[named].startswith("关于") else named
    return frozenset(range(first_line, named + 1))
