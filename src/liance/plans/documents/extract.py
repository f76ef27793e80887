"""What a format's reader hands back, and the bounded text it builds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liance.core import limits
from liance.core.findings import Finding
from liance.core.spans import Span
from liance.plans.documents.model import Table
from liance.plans.documents.problems import TEXT_TOO_LONG, refuse


@dataclass(frozen=True, slots=True)
class Extract:
    """A text taken out of one file, with what only its reader knows (see ``Document``).

    ``title`` is a title that stands outside the text, such as that of a web page's head.
    """

    text: str
    pages: tuple[Span, ...] = ()
    tables: tuple[Table, ...] = ()
    hard_wrapped: bool = False
    title: str | None = None
    findings: tuple[Finding, ...] = ()


class TextBuilder:
    """A text that grows to at most ``MAX_TEXT_CHARACTERS``.

    Args:
        source: The file's name, for findings.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._pieces: list[str] = []
        self.tables: list[Table] = []
        self.length = 0

    def add(self, piece: str) -> Span:
        """Append ``piece`` and return its span.

        Raises:
            DocumentError: if the text grows over ``MAX_TEXT_CHARACTERS``.
        """
        start = self.length
        self.length += len(piece)
        if self.length > limits.MAX_TEXT_CHARACTERS:
            refuse(TEXT_TOO_LONG, self._source, limit=limits.MAX_TEXT_CHARACTERS)
        self._pieces.append(piece)
        return Span(start, self.length)

    def text(self) -> str:
        """Return what was added so far."""
        return "".join(self._pieces)


#: A table inside a block: rows of cells, each cell a list of blocks.
Grid = list[list[list["Block"]]]
#: What a text flows in: a paragraph (which may hold line breaks) or a table.
Block = str | Grid


def _one_line(blocks: Sequence[Block]) -> str:
    """Return a cell as one line, its paragraphs parted by spaces."""
    words: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            words.extend(block.split())
        else:
            words.extend(_one_line(cell) for row in block for cell in row)
    return " ".join(word for word in words if word)


def write_blocks(builder: TextBuilder, blocks: Sequence[Block]) -> None:
    """Append blocks, each on lines of its own.

    A table becomes one line per row with cells parted by tabs. A row of one cell is a frame around text
    (as a 专栏 often is): its paragraphs keep their lines. Paragraphs in a row of several cells are joined
    by a space. The table's spans are recorded in ``builder.tables``.
    """
    for block in blocks:
        if isinstance(block, str):
            builder.add(block + "\n")
            continue
        start = builder.length
        place = len(builder.tables)
        rows: list[tuple[Span, ...]] = []
        for row in block:
            if len(row) == 1:
                cell_start = builder.length
                write_blocks(builder, row[0])
                if builder.length == cell_start:
                    builder.add("\n")
                rows.append((Span(cell_start, builder.length - 1),))
                continue
            spans = []
            for number, cell in enumerate(row):
                if number:
                    builder.add("\t")
                spans.append(builder.add(_one_line(cell)))
            builder.add("\n")
            rows.append(tuple(spans))
        if builder.length > start:
            table = Table(Span(start, builder.length - 1), tuple(rows))
            # Before the tables inside it, so that tables stand in order of their starts.
            builder.tables.insert(place, table)
