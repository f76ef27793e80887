"""Mapped views over a document's text: what a reader sees, with the way back to the source.

A view folds full-width letters and digits, drops page numbers, and joins lines that a page broke. Rules
match on the view; ``source_span`` gives the place in ``document.text``.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from liance.core.spans import Span

#: Full-width ASCII letters, digits and a few signs become half-width; Chinese punctuation stays Chinese.
_FOLD = {
    **{code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)},
    **{code: code - 0xFEE0 for code in range(0xFF21, 0xFF3B)},
    **{code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)},
    0xFF05: ord("%"),
    0xFF0B: ord("+"),
    0xFF0F: ord("/"),
    0x3000: ord(" "),
    0x00A0: ord(" "),
    0x2002: ord(" "),
    0x2003: ord(" "),
    0x200B: ord(" "),
    0xFEFF: ord(" "),
}


def fold(text: str) -> str:
    """Return ``text`` with full-width letters, digits and spaces made half-width, length unchanged."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class View:
    """A text made of pieces of a source text, with the source offset of every code point.

    ``offsets`` has ``len(text) + 1`` entries; the last is the end of the source piece used last.
    """

    text: str
    offsets: array[int]

    def source_span(self, start: int, end: int) -> Span:
        """Return the source span of ``text[start:end]``.

        The end is one past the source place of the last code point, so that gaps left out by the view at
        the edge of a quote are not quoted.
        """
        if start >= end:
            return Span(self.offsets[start], self.offsets[start])
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def view_of(text: str, pieces: Iterable[Span]) -> View:
    """Return the folded view that shows the given pieces of ``text``, in order."""
    shown: list[str] = []
    offsets: array[int] = array("q")
    end = 0
    for piece in pieces:
        shown.append(text[piece.start : piece.end])
        offsets.extend(range(piece.start, piece.end))
        end = piece.end
    offsets.append(end)
    return View(fold("".join(shown)), offsets)
