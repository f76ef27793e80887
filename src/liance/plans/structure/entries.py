"""Lines and headings as places in the view, and where a heading ends in its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

#: Longest head that a colon or a wide space, instead of a full stop, may end, and longest bare heading.
SHORT: Final = 30
FULL_STOP: Final = re.compile(r"[。！？]")
#: Words without any sentence mark.
BARE: Final = re.compile(r"[^。；：，、！？…\n]{1,40}")
CJK: Final = re.compile(r"[㐀-鿿]")

_HEAD_END: Final = re.compile(r"[：:](?=.)|\s{2,}(?=\S)")
_LINE: Final = re.compile(r"[^\n]+")


class Line(NamedTuple):
    """A line of the view without the space around it."""

    start: int
    end: int


class Entry(NamedTuple):
    """A heading in the view.

    ``line`` is the index of its line; ``start`` and ``end`` bound the heading with its mark, ``title`` is
    where its words begin. ``lost`` tells that the mark is missing in the text and ``number`` the one its
    place asks for. ``expected`` is the number that the series wanted where it wanted another.
    """

    line: int
    start: int
    title: int
    end: int
    kind: str
    number: int
    lost: bool = False
    level: int = 0
    restarts: bool = False
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """What the lines of a document are.

    ``entries`` are the headings in order; ``bare`` are unnumbered lines of role words only, which open a
    section but are no headings; ``items`` are numbered lines that are no headings; ``boxes`` maps the line
    that titles an inset to the title; ``contents`` are the lines of the table of contents.
    """

    entries: tuple[Entry, ...]
    bare: tuple[Entry, ...]
    items: frozenset[int]
    boxes: dict[int, str]
    contents: frozenset[int]


def lines_of(text: str, start: int, end: int) -> list[Line]:
    """Return the non-blank lines of ``text[start:end]``."""
    lines = []
    for match in _LINE.finditer(text, start, end):
        line = match[0]
        kept = line.strip()
        if kept:
            left = match.start() + len(line) - len(line.lstrip())
            lines.append(Line(left, left + len(kept)))
    return lines


def head_end(text: str, title: int, end: int) -> int:
    """Return where the heading that begins at ``title`` ends in its line."""
    stop = FULL_STOP.search(text, title, end)
    last = stop.start() if stop else end
    early = _HEAD_END.search(text, title, min(last, title + SHORT))
    if early and early.end() < end:
        last = early.start()
    return title + len(text[title:last].rstrip(" *#；;：:"))
