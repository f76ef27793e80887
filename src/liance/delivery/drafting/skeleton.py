"""The typed shape of a draft in official form: headings 一、（一）1., paragraphs, tables, blanks, notes and comments.

A blank is the one word 【待填】 with a comment that says what is to be decided, so that a blank never looks like
content, neither to a reader nor to a rater. A figure carries its source as a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from liance.delivery.drafting.layout import NUMERALS, PlacedTile

#: What stands where something is still to be filled in.
BLANK: Final = "【待填】"


class Style(StrEnum):
    """What a paragraph is; reports map it to fonts and sizes."""

    TITLE = "title"
    NUMBER = "number"
    CHAPTER = "chapter"
    SECTION = "section"
    ITEM = "item"
    BODY = "body"
    CAPTION = "caption"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. ``note`` is the source of what it says, ``comment`` what people must decide or check here."""

    text: str
    note: str = ""
    comment: str = ""
    strong: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it stands for something to be filled in."""
        return self.text == BLANK


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of one style; headings carry their number in the first piece."""

    style: Style
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(piece.text for piece in self.pieces)


Cell = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: heads, rows of cells, and the share of the width of each column."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A 专栏: a framed list under a title."""

    lines: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class LayoutMap:
    """Places as tiles in a grid, marked by what they carry."""

    tiles: tuple[PlacedTile, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A new page (before an annex)."""


Block = Paragraph | Grid | Box | LayoutMap | Break


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole draft."""

    title: str
    region: str
    subject: str
    blocks: tuple[Block, ...]

    def pieces(self) -> Iterator[Piece]:
        """Yield every piece in order."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.pieces
            elif isinstance(block, Box):
                yield from block.lines
            elif isinstance(block, Grid):
                for row in block.rows:
                    for cell in row:
                        yield from cell

    @property
    def blanks(self) -> tuple[Piece, ...]:
        """Everything that is still to be filled in."""
        return tuple(piece for piece in self.pieces() if piece.is_blank)

    def text(self) -> str:
        """Return the draft as plain text, one paragraph or table row a line: what a rater reads."""
        lines: list[str] = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            elif isinstance(block, Box):
                lines += [piece.text for piece in block.lines]
            elif isinstance(block, Grid):
                lines.append("| " + " | ".join(block.heads) + " |")
                lines += [
                    "| " + " | ".join("".join(piece.text for piece in cell) for cell in row) + " |"
                    for row in block.rows
                ]
        return "\n".join(lines) + "\n"


def numeral(number: int) -> str:
    """Return a number from 1 to 99 in Chinese.

    >>> numeral(3), numeral(10), numeral(12), numeral(20), numeral(21)
    ('三', '十', '十二', '二十', '二十一')
    """
    if not 1 <= number <= 99:
        raise ValueError(f"not from 1 to 99: {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十"
    return head + (NUMERALS[ones] if ones else "")


def blank(comment: str) -> Piece:
    """Return a blank with what is to be decided there."""
    return Piece(BLANK, comment=comment)


@dataclass(slots=True)
class Writer:
    """Collects blocks and numbers the headings."""

    blocks: list[Block] = field(default_factory=list)
    _counts: list[int] = field(default_factory=lambda: [0, 0, 0])

    def chapter(self, text: str) -> None:
        """Begin a chapter 一、."""
        self._counts = [self._counts[0] + 1, 0, 0]
        self.paragraph(Style.CHAPTER, [Piece(f"{numeral(self._counts[0])}、{text}")])

    def section(self, text: str) -> None:
        """Begin a section （一）."""
        self.paragraph(Style.SECTION, [Piece(self._section_number() + text)])

    def empty_section(self, piece: Piece) -> None:
        """Begin a section of which nothing is written yet, not even its name."""
        self.paragraph(Style.SECTION, [Piece(self._section_number()), piece])

    def _section_number(self) -> str:
        self._counts = [self._counts[0], self._counts[1] + 1, 0]
        return f"（{numeral(self._counts[1])}）"

    def item(self, lead: str, pieces: Sequence[Piece]) -> None:
        """Write an item 1. with its opening words in bold."""
        self._counts[2] += 1
        head = f"{self._counts[2]}. " + (lead.rstrip("。") + "。" if lead else "")
        self.paragraph(Style.ITEM, [Piece(head, strong=bool(lead)), *pieces])

    def body(self, *pieces: Piece) -> None:
        """Write a paragraph of text."""
        self.paragraph(Style.BODY, pieces)

    def paragraph(self, style: Style, pieces: Sequence[Piece]) -> None:
        """Write a paragraph."""
        self.blocks.append(Paragraph(style, tuple(piece for piece in pieces if piece.text)))

    def add(self, block: Block) -> None:
        """Add any other block."""
        self.blocks.append(block)
