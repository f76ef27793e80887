"""A report as blocks: headings, paragraphs, tables, bars. Renderers make a page or a Word file of the same blocks.

A ``tone`` colours a cell or a part of a bar; the word always stands beside the colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: Tone -> background and ink, as RRGGBB; contrast is at least 4.5 (WCAG 2.2, 1.4.3).
TONES: Final = {
    "early": ("CDEBDA", "0B5D3B"),
    "on_track": ("E3F2E6", "216E39"),
    "behind": ("FFF0CC", "7A4B00"),
    "warning": ("FBDAD6", "96281B"),
    "unknown": ("EBEFF3", "4A5968"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a ``note`` is set smaller."""

    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with a tone."""

    text: str
    tone: str | None = None


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table with a caption; ``widths`` are shares of the page's width, ``numeric`` columns stand right."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | TableCell, ...], ...]
    widths: tuple[int, ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Bar:
    """Counts that make a whole, as one bar: label, count, tone of each part."""

    caption: str
    parts: tuple[tuple[str, int, str], ...]


Block = Heading | Paragraph | Bullets | DataTable | Bar


@dataclass(frozen=True, slots=True)
class BlockReport:
    """A report: its title, a line below it, and its blocks."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]


def cell_of(cell: str | TableCell) -> TableCell:
    """Return a cell with its tone."""
    return cell if isinstance(cell, TableCell) else TableCell(cell)


def shares(widths: Sequence[int]) -> list[float]:
    """Return widths as shares of 1."""
    whole = sum(widths)
    return [width / whole for width in widths]
