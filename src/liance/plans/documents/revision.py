"""What changed from one version of a text to the next: line by line, and inside changed lines sign by sign."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

#: Longest text that is compared, in code points.
MAX_COMPARED_CHARACTERS: Final = 400_000
#: Longest pair of lines that is compared sign by sign (product of their lengths).
_MAX_LINE_PRODUCT: Final = 4_000_000
#: Lines that have less than this in common are shown as one taken out and one put in.
_ALIKE: Final = 0.4


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what became of it."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: its pieces in the old and in the new version; empty where there is none."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing changed in the line."""
        return all(piece.change is Change.SAME for piece in (*self.old, *self.new))


def revise(old: str, new: str) -> tuple[Row, ...]:
    """Return both texts line by line, blank lines left out.

    Raises:
        ValueError: a text is longer than ``MAX_COMPARED_CHARACTERS``.
    """
    if max(len(old), len(new)) > MAX_COMPARED_CHARACTERS:
        raise ValueError("the text is longer than MAX_COMPARED_CHARACTERS")
    before = [line.strip() for line in old.split("\n") if line.strip()]
    after = [line.strip() for line in new.split("\n") if line.strip()]
    rows: list[Row] = []
    for kind, a_start, a_end, b_start, b_end in SequenceMatcher(
        None, before, after, autojunk=True
    ).get_opcodes():
        if kind == "equal":
            rows += [_same(line) for line in before[a_start:a_end]]
            continue
        left, right = before[a_start:a_end], after[b_start:b_end]
        for number in range(max(len(left), len(right))):
            rows += _changed(
                left[number] if number < len(left) else "", right[number] if number < len(right) else ""
            )
    return tuple(rows)


def _same(line: str) -> Row:
    piece = (Piece(Change.SAME, line),)
    return Row(piece, piece)


def _changed(old: str, new: str) -> list[Row]:
    if old and new and len(old) * len(new) <= _MAX_LINE_PRODUCT:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
            left: list[Piece] = []
            right: list[Piece] = []
            for kind, a_start, a_end, b_start, b_end in matcher.get_opcodes():
                if a_end > a_start:
                    change = Change.SAME if kind == "equal" else Change.REMOVED
                    left.append(Piece(change, old[a_start:a_end]))
                if b_end > b_start:
                    change = Change.SAME if kind == "equal" else Change.ADDED
                    right.append(Piece(change, new[b_start:b_end]))
            return [Row(tuple(left), tuple(right))]
    rows = [Row((Piece(Change.REMOVED, old),), ())] if old else []
    return rows + ([Row((), (Piece(Change.ADDED, new),))] if new else [])
