"""Find the headings of a plan and how they nest.

A heading is a line that opens with a number mark; where text follows on the same line (a run-in heading)
it ends before the first full stop. Its level is the depth at which its kind of mark nests in this very
document. Tables of contents, lists of annexes and numbered items of an inset (专栏) are no headings. A
heading whose number was lost is found again where the numbering around it leaves exactly its place open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from liance.plans.structure.entries import BARE, CJK, FULL_STOP, SHORT, Entry, Layout, Line, head_end
from liance.plans.structure.lost import bare_parts, lost_headings
from liance.plans.structure.marks import MARK_SIGNS, Mark, rank_of, read_mark

#: Longest line of a table of contents, and longest title of an inset.
_LISTED: Final = 60
#: Kinds of marks that papers use and tables imitate: they count only as a whole series.
_WEAK: Final = "1 "

_MARKDOWN: Final = re.compile(r"(#{1,6})\s*(?=[^#\s])")
_LEADERS: Final = re.compile(r"(?:\.{3,}|…+|·{3,}|\s)\s*[-—]?\s*\d{1,3}\s*[-—]?$")
_DOT_LEADERS: Final = re.compile(r"(?:\.{4,}|…{2,}|·{4,})\s*\d*$")
_CONTENTS: Final = re.compile(r"[#*\s]*目\s*[录次]\s*[*]*")
_BOX: Final = re.compile(r"[#*【\s]*(专\s?栏\s?[\d一二三四五六七八九十]{0,3}.*?)[*】\s]*")
#: The first sign of a line that may open with a mark.
_CAN_OPEN: Final = re.compile(rf"[#*附{MARK_SIGNS}]")
_ANNEXES: Final = re.compile(r"附\s?件\s?[：:]\s*(?:(\d{1,2})\s?[.．、])?")


@dataclass(slots=True)
class _Frame:
    """An open level of the nesting: its kind of mark, the last number seen, and the level."""

    kind: str
    number: int
    level: int


def find_headings(text: str, lines: Sequence[Line]) -> Layout:
    """Return the headings, insets and contents among ``lines`` of the view's ``text``."""
    contents = _contents(text, lines)
    marked = _marked(text, lines, contents)
    boxes = {
        index: title
        for index, line in enumerate(lines)
        if index not in marked and (title := box_title(text, line.start, line.end)) is not None
    }
    marked.pop(_title(marked), None)
    candidates = _series_only(text, lines, marked)
    entries = _nested(candidates, boxes)
    free = set(range(len(lines))) - contents - _inset_lines(len(lines), boxes, entries) - marked.keys()
    lost = lost_headings(text, lines, entries, free)
    if lost:
        entries = _nested(sorted([*candidates, *lost], key=lambda entry: entry.line), boxes)
    bare = bare_parts(text, lines, free - {entry.line for entry in entries})
    if not entries:
        entries, bare = bare, []
    items = frozenset(marked) - {entry.line for entry in entries}
    return Layout(tuple(entries), tuple(bare), items, boxes, contents)


def box_title(text: str, start: int, end: int) -> str | None:
    """Return the title of an inset (专栏) if ``text[start:end]`` is one."""
    match = _BOX.fullmatch(text, start, end) if end - start <= _LISTED else None
    return match[1] if match and not FULL_STOP.search(match[1]) else None


def _inset_lines(count: int, boxes: dict[int, str], entries: Sequence[Entry]) -> set[int]:
    """Return the lines of insets: from their titles to the next heading."""
    ends = {entry.line for entry in entries}
    inside: set[int] = set()
    open_now = False
    for index in range(count):
        open_now = index in boxes or (open_now and index not in ends)
        if open_now:
            inside.add(index)
    return inside


def _contents(text: str, lines: Sequence[Line]) -> frozenset[int]:
    """Return the lines of the table of contents: from 目录 to where its first entry stands again."""
    for index, line in enumerate(lines[:200]):
        if not _CONTENTS.fullmatch(text, line.start, line.end):
            continue
        if index + 1 == len(lines):
            break
        first = _listed(text, lines[index + 1])
        stop = index + 1
        for later in range(index + 1, len(lines)):
            if lines[later].end - lines[later].start > _LISTED:
                break
            if later > index + 1 and _listed(text, lines[later]) == first:
                return frozenset(range(index, later))
            if _LEADERS.search(text[lines[later].start : lines[later].end]):
                stop = later + 1
        return frozenset(range(index, stop))
    return frozenset()


def _listed(text: str, line: Line) -> str:
    return re.sub(r"\s", "", _LEADERS.sub("", text[line.start : min(line.end, line.start + _LISTED)]))


def _marked(text: str, lines: Sequence[Line], contents: frozenset[int]) -> dict[int, Entry]:
    """Return the lines that open with a mark, as entries without level."""
    marked: dict[int, Entry] = {}
    annex: int | None = None
    for index, line in enumerate(lines):
        if index in contents:
            continue
        if _CAN_OPEN.match(text, line.start) is None:
            annex = None
            continue
        shown = text[line.start : line.end]
        if match := _ANNEXES.match(shown):
            annex = int(match[1] or 0)
            continue
        prefix = _MARKDOWN.match(shown)
        skipped = prefix.end() if prefix else 0
        if shown.startswith("**", skipped):
            skipped += 2
        mark = read_mark(shown[skipped:])
        if mark is None and prefix and CJK.search(shown):
            mark = Mark(prefix[1], 0, 0)
        if mark is None or _DOT_LEADERS.search(shown[-_LISTED:]):
            annex = None
            continue
        if annex is not None and mark.kind == "1." and mark.number == annex + 1:
            annex = mark.number
            continue
        annex = None
        title = line.start + skipped + mark.length
        title += len(text[title : line.end]) - len(text[title : line.end].lstrip())
        end = head_end(text, title, line.end)
        marked[index] = Entry(index, line.start + skipped, title, end, mark.kind, mark.number)
    return marked


def _title(marked: dict[int, Entry]) -> int:
    """Return the line of a Markdown title (unnumbered, first, alone at its depth), -1 where there is none."""
    first = min(marked, default=-1)
    if first < 0 or not marked[first].kind.startswith("#"):
        return -1
    depth = len(marked[first].kind)
    others = (entry for line, entry in marked.items() if line != first)
    return -1 if any(entry.kind.startswith("#") and len(entry.kind) <= depth for entry in others) else first


def _series_only(text: str, lines: Sequence[Line], marked: dict[int, Entry]) -> list[Entry]:
    """Drop marks of weak kinds that are not part of a series 0, 1, 2 ... of short lines.

    Where decimals follow (3.1), the whole number is the last one that stands before them.
    """
    entries = [marked[index] for index in sorted(marked)]
    sure: dict[int, int] = {}  # by number, the last entry that decimals follow
    strong: Entry | None = None
    for place in range(len(entries) - 1, -1, -1):
        entry = entries[place]
        if entry.kind != _WEAK:
            strong = entry
        elif strong is not None and text.startswith(f"{entry.number}.1", strong.start):
            sure.setdefault(entry.number, place)
    kept: list[Entry] = []
    expected: int | None = None
    for place, entry in enumerate(entries):
        if entry.kind != _WEAK:
            kept.append(entry)
            continue
        line = lines[entry.line]
        fits = entry.number in ((0, 1) if expected is None else (expected,))
        short = line.end - line.start <= SHORT and BARE.fullmatch(text, line.start, line.end)
        if fits and short and sure.get(entry.number, place) <= place:
            expected = entry.number + 1
            kept.append(entry)
    return kept


def _nested(candidates: Sequence[Entry], boxes: dict[int, str]) -> list[Entry]:
    """Give every candidate its level, and leave out the numbered items of insets."""
    entries: list[Entry] = []
    frames: list[_Frame] = []
    remembered: dict[str, int] = {}
    running: dict[str, int] = {}
    box: tuple[str, int] | None = None  # kind and last number of the list inside an inset
    for place, entry in enumerate(candidates):
        number = entry.number
        held = next((frame for frame in reversed(frames) if frame.kind == entry.kind), None)
        goes_on = held is not None and held.number + 1 == number
        if entry.line - 1 in boxes and number == 1 and not goes_on:
            box = (entry.kind, 1)
            continue
        if box == (entry.kind, number - 1) and not goes_on:
            box = (entry.kind, number)
            continue
        box = None
        expected = _expected(entry, held, running)
        level = _place(candidates, place, frames, remembered)
        restarts = level == 1 and held is not None and number <= 1 < held.number
        frames.append(_Frame(entry.kind, number, level))
        remembered[entry.kind] = level
        running[entry.kind] = number
        entries.append(entry._replace(level=level, restarts=restarts, expected=expected))
    return entries


def _expected(entry: Entry, held: _Frame | None, running: dict[str, int]) -> int | None:
    """Return the number the series wanted, None where ``entry`` has a number that fits."""
    if entry.kind.startswith("#") or entry.kind == _WEAK or entry.number <= 1:
        return None
    last = held.number if held else 0
    through = running.get(entry.kind, 0)  # numbers may run on through the parts of a plan
    if entry.number in (last + 1, through + 1):
        return None
    return through + 1 if held is None and entry.number == through + 2 else last + 1


def _place(entries: Sequence[Entry], place: int, frames: list[_Frame], remembered: dict[str, int]) -> int:
    """Close the levels that end before ``entries[place]`` and return its level."""
    kind = entries[place].kind
    if any(frame.kind == kind for frame in frames):
        while frames[-1].kind != kind:
            frames.pop()
        return frames.pop().level
    if kind.startswith("#"):
        while frames and frames[-1].kind.startswith("#") and len(frames[-1].kind) >= len(kind):
            frames.pop()
    known = remembered.get(kind)
    while frames and (
        frames[-1].level >= known
        if known is not None and _outer(kind, frames[-1].kind)
        else _ends_before(frames[-1], entries, place)
    ):
        frames.pop()
    below = frames[-1].level + 1 if frames else 1
    return max(below, known or 0) if frames else below


def _outer(kind: str, other: str) -> bool:
    return rank_of(kind) < rank_of(other)


def _ends_before(frame: _Frame, entries: Sequence[Entry], place: int) -> bool:
    """Whether ``entries[place]``, first of its kind, closes ``frame``.

    It does where its kind usually stands outside and it begins no list within the frame's series.
    """
    entry = entries[place]
    if not _outer(entry.kind, frame.kind):
        return False
    later = (entries[index] for index in range(place + 1, len(entries)))
    following = next((other for other in later if other.kind == frame.kind), None)
    return entry.number > 1 or following is None or following.number != frame.number + 1
