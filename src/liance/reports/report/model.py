"""What a report is made of: text with links, tables, figures and sections, all in one language.

A link names the anchor of a section, table, figure or table cell. Numbers link to the entry in the appendix that
says what they are made of, and the entry links to the cells with their quotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from liance.core.language import Language
from liance.reports.figures.model import Figure


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; ``link`` is an anchor, empty where it leads nowhere."""

    text: str
    link: str = ""
    strong: bool = False


Inline = tuple[Run, ...]
Align = Literal["left", "center", "right"]


def plain(text: str) -> Inline:
    """Return text without links."""
    return (Run(text),) if text else ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: running text, a line that leads what follows, a remark in small print, or a quotation."""

    runs: Inline
    kind: Literal["body", "lead", "note", "quote"] = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    items: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``width`` is its share of the table's, in any unit."""

    name: str
    width: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A field of a table: lines of text. ``anchor`` is where links to it lead; ``level`` tints it as a score."""

    lines: tuple[Inline, ...]
    anchor: str = ""
    level: int | None = None


def field(text: str, link: str = "", *, anchor: str = "", level: int | None = None) -> TableCell:
    """Return a table cell of one line."""
    return TableCell(((Run(text, link),),), anchor, level)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``label`` and ``caption`` are empty where it needs none. ``top`` is the highest level of tints."""

    anchor: str
    label: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    top: int = 4


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure with its label and caption."""

    anchor: str
    label: str
    caption: str
    figure: Figure


Block = Paragraph | Bullets | Table | FigureBlock


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (``depth`` 1 or 2) and what stands under it; ``listed`` ones are in the table of contents."""

    anchor: str
    heading: str
    depth: Literal[1, 2]
    blocks: tuple[Block, ...] = ()
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``facts`` are the lines of the title page, ``contents`` heads the table of contents."""

    language: Language
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    contents: str
    sections: tuple[Section, ...]

    def blocks(self) -> Iterator[Block]:
        """Yield every block in order."""
        for section in self.sections:
            yield from section.blocks

    def figures(self) -> tuple[Figure, ...]:
        """Return the figures in order."""
        return tuple(block.figure for block in self.blocks() if isinstance(block, FigureBlock))

    def anchors(self) -> frozenset[str]:
        """Return every place a link may lead to."""
        found = {section.anchor for section in self.sections}
        for block in self.blocks():
            if isinstance(block, Table | FigureBlock):
                found.add(block.anchor)
            if isinstance(block, Table):
                found |= {cell.anchor for row in block.rows for cell in row if cell.anchor}
        return frozenset(found)

    def links(self) -> frozenset[str]:
        """Return every anchor that something links to."""
        found: set[str] = set()
        for block in self.blocks():
            if isinstance(block, Paragraph):
                found |= {run.link for run in block.runs}
            elif isinstance(block, Bullets):
                found |= {run.link for item in block.items for run in item}
            elif isinstance(block, Table):
                found |= {
                    run.link for row in block.rows for cell in row for line in cell.lines for run in line
                }
        return frozenset(found - {""})
