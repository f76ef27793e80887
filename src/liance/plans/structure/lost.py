"""Find headings whose number was lost, by the numbering around them and by the words of their parts.

The rules never guess a heading from its look alone: either the numbers leave exactly its place open, or
a list starts again right behind it, or it is the one more paragraph of a list of run-in headings, or a
plain name of a part (保障措施) in a series of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from liance.plans.structure.entries import BARE, CJK, FULL_STOP, SHORT, Entry, Line, head_end
from liance.plans.structure.model import Role
from liance.plans.structure.roles import is_plain, role_said

#: Kinds of marks that are no series of numbers.
_UNNUMBERED: Final = "#"
#: Longest head with commas that counts where it is the only line its number could belong to.
_LONGER: Final = 40
_PARTS_OF_OPENING: Final = frozenset({Role.PRINCIPLE, Role.GOAL})
_WITH_COMMAS: Final = re.compile(rf"[^。；：！？…\n]{{2,{_LONGER}}}")


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a heading, as indices.

    ``parent`` is the heading around it, ``before`` the one of its kind before it under that heading, and
    ``after`` the first behind it that is not inside it.
    """

    parent: int | None
    before: int | None
    after: int | None


def lost_headings(text: str, lines: Sequence[Line], entries: Sequence[Entry], free: set[int]) -> list[Entry]:
    """Return the headings among the ``free`` lines whose number was lost, as entries without level."""
    found: dict[int, Entry] = {}
    surroundings = _surroundings(entries)
    for place, (entry, around) in enumerate(zip(entries, surroundings, strict=True)):
        if entry.expected is not None and entry.number == entry.expected + 1:
            first, until = _gap(entries, place, around)
            region = [index for index in range(first, until) if index in free]
            line = _in_gap(text, lines, region, entry, around)
            if line is not None:
                found[line] = _without_mark(text, lines[line], entry, line, entry.expected)
        elif around.parent is not None and around.before is not None and entry.number == 1:
            # The list starts again under the same heading: the line right before it opens a new one.
            line, parent = entry.line - 1, entries[around.parent]
            looks = _look_of(text, lines[parent.line], parent)
            fits = line in free and (_is_bare(text, lines[line]) or looks(text, lines[line]))
            if fits and not _goes_on_numbered(entries, around.parent, surroundings):
                found[line] = _without_mark(text, lines[line], parent, line, parent.number + 1)
    for lost in (
        *_last_of_lists(text, lines, entries, free),
        *_named_parts(text, lines, entries, free, surroundings),
    ):
        found.setdefault(lost.line, lost)
    return [found[line] for line in sorted(found)]


def bare_parts(text: str, lines: Sequence[Line], free: set[int]) -> list[Entry]:
    """Return the ``free`` lines made of role words only, as entries of level 1 without a kind."""
    return [
        Entry(index, lines[index].start, lines[index].start, lines[index].end, "", 0, level=1)
        for index in sorted(free)
        if _is_bare(text, lines[index]) and is_plain(_head(text, lines[index]))
    ]


def _surroundings(entries: Sequence[Entry]) -> list[_Around]:
    parents: list[int | None] = []
    before: list[int | None] = []
    after: list[int | None] = [None] * len(entries)
    held: list[int] = []
    last: list[dict[str, int]] = [{}]  # for the text and every heading held, the last inside by kind
    for index, entry in enumerate(entries):
        while held and entries[held[-1]].level >= entry.level:
            after[held.pop()] = index
            last.pop()
        parents.append(held[-1] if held else None)
        before.append(last[-1].get(entry.kind))
        last[-1][entry.kind] = index
        held.append(index)
        last.append({})
    return [_Around(*indices) for indices in zip(parents, before, after, strict=True)]


def _gap(entries: Sequence[Entry], place: int, around: _Around) -> tuple[int, int]:
    """Return the range of lines in which the number missing before ``entries[place]`` must have stood."""
    if around.before is not None:
        return entries[around.before].line + 1, entries[place].line
    if around.parent is None:
        return 0, entries[place].line
    # The first of a list stands before the headings inside it, right behind the heading around it.
    return entries[around.parent].line + 1, entries[around.parent + 1].line


def _in_gap(
    text: str, lines: Sequence[Line], region: Sequence[int], entry: Entry, around: _Around
) -> int | None:
    """Return the line in ``region`` that the one number missing before ``entry`` belongs to."""
    looks = _look_of(text, lines[entry.line], entry)
    fitting = [index for index in region if looks(text, lines[index]) or is_plain(_head(text, lines[index]))]
    if around.parent is None and around.before is None:
        named = [index for index in fitting if _names_opening(_head(text, lines[index]))]
        return named[-1] if named else None
    if around.before is None and region and region[0] in fitting:
        return region[0]
    if len(fitting) == 1:
        return fitting[0]
    alone = len(region) == 1 and _WITH_COMMAS.fullmatch(_head(text, lines[region[0]])) is not None
    return region[0] if alone else None


def _names_opening(head: str) -> bool:
    """Whether ``head`` can name the first part of a plan, and is not the title of the plan itself."""
    return is_plain(head) or role_said(head) in {Role.BACKGROUND, Role.PRINCIPLE, Role.GOAL}


def _last_of_lists(text: str, lines: Sequence[Line], entries: Sequence[Entry], free: set[int]) -> list[Entry]:
    """Return the one more paragraph behind a list of run-in headings that have one paragraph each."""
    found = []
    run = 1  # how many headings in a row are next siblings on neighbouring lines
    for place, entry in enumerate(entries):
        before = entries[place - 1] if place else None
        follows = before is not None and before.kind == entry.kind and before.number + 1 == entry.number
        run = run + 1 if follows and before is not None and before.line + 1 == entry.line else 1
        after = entries[place + 1] if place + 1 < len(entries) else None
        index = entry.line + 1
        alone = (after.line if after else len(lines)) == index + 1 and index in free
        ends = after is None or after.level < entry.level
        if run < 2 or not alone or not ends or not _goes_on(text, lines[entry.line], entry.end):
            continue
        if _is_run_in(text, lines[index]) and _goes_on(text, lines[index], lines[index].start):
            found.append(_without_mark(text, lines[index], entry, index, entry.number + 1))
    return found


def _goes_on(text: str, line: Line, start: int) -> bool:
    """Whether text follows the first full stop behind ``start`` on its line."""
    stop = FULL_STOP.search(text, start, line.end)
    return stop is not None and stop.end() < line.end


def _named_parts(
    text: str,
    lines: Sequence[Line],
    entries: Sequence[Entry],
    free: set[int],
    surroundings: Sequence[_Around],
) -> list[Entry]:
    """Return plain names of parts that carry a series on, such as 发展目标 behind （一）指导思想."""
    found = []
    place = -1  # the last heading before the line
    for index in sorted(free):
        while place + 1 < len(entries) and entries[place + 1].line < index:
            place += 1
        line = lines[index]
        if place < 0:
            continue
        head = _head(text, line)
        if len(head) > SHORT or not is_plain(head) or role_said(head) is Role.OTHER:
            continue
        if not (_is_bare(text, line) or _is_run_in(text, line)):
            continue
        series = _series_for(entries, place, role_said(head), surroundings)
        if series is not None and _look_of(text, lines[series.line], series)(text, line):
            found.append(_without_mark(text, line, series, index, series.number + 1))
    return found


def _series_for(
    entries: Sequence[Entry], place: int, role: Role | None, surroundings: Sequence[_Around]
) -> Entry | None:
    """Return the last entry of the series that a part of ``role`` behind ``entries[place]`` goes on with."""
    wanted = 2 if role in _PARTS_OF_OPENING else 1
    last: int | None = place
    while last is not None and entries[last].level > wanted:
        last = surroundings[last].parent
    if last is None or entries[last].level != wanted or entries[last].kind.startswith(_UNNUMBERED):
        return None
    return None if _goes_on_numbered(entries, last, surroundings) else entries[last]


def _goes_on_numbered(entries: Sequence[Entry], index: int, surroundings: Sequence[_Around]) -> bool:
    """Whether the heading behind ``entries[index]`` and what is inside it has the next number."""
    after = surroundings[index].after
    if after is None:
        return False
    return entries[after].kind == entries[index].kind and entries[after].number == entries[index].number + 1


def _without_mark(text: str, line: Line, sibling: Entry, index: int, number: int) -> Entry:
    end = head_end(text, line.start, line.end)
    return Entry(index, line.start, line.start, end, sibling.kind, number, lost=True)


def _head(text: str, line: Line) -> str:
    return text[line.start : head_end(text, line.start, line.end)]


def _look_of(text: str, line: Line, entry: Entry) -> Callable[[str, Line], bool]:
    """Return the test that a line without its mark looks like ``entry``: run in, or on a line of its own."""
    return _is_run_in if FULL_STOP.search(text, entry.end, line.end) else _is_bare


def _is_bare(text: str, line: Line) -> bool:
    """Whether the line is short, has Chinese words and no sentence mark."""
    return (
        2 <= line.end - line.start <= SHORT
        and BARE.fullmatch(text, line.start, line.end) is not None
        and CJK.search(text, line.start, line.end) is not None
    )


def _is_run_in(text: str, line: Line) -> bool:
    """Whether the line opens with a short phrase that a full stop ends."""
    stop = FULL_STOP.search(text, line.start, line.end)
    return (
        stop is not None
        and 4 <= stop.start() - line.start <= SHORT
        and BARE.fullmatch(text, line.start, stop.start()) is not None
    )
