"""Cut a text into statements: sentences, list items and table cells, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from liance.plans.structure.model import StatementKind

#: Longest quotation or bracket that keeps its sentences together.
_KEPT_TOGETHER: Final = 300

_SIGNS: Final = re.compile(r"[。！？!?；;“”《》（）()「」『』]")
_OPENERS: Final = {"“": "”", "《": "》", "（": "）", "(": ")", "「": "」", "『": "』"}
_CLOSERS: Final = {"”": "“", "》": "《", "）": "（(", ")": "(（", "」": "「", "』": "『"}
_ENDS: Final = "。！？!?；;"
_AFTER_END: Final = re.compile(r"[。！？!?；;…]*")
_BULLET: Final = re.compile(r"(?:—{1,2}|-{1,2}|–|－{1,2}|[●•■◆▪·▲★◇□○※➢►]|[*+](?=\s))\s*(?=\S)")
_ENUMERATED: Final = re.compile(r"(?:[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十]{1,2}[，,、])")
_RUN_ON: Final = (
    re.compile(r"([①-⑳])"),
    re.compile(r"[（(](\d{1,2})[）)]"),
    re.compile(r"(?<=[：:。；;])\s*(\d{1,2})\s?[.．、﹒](?!\d)"),
)
#: What every such mark has; it opens with a set of signs, which the search can skip to.
_COUNTED: Final = re.compile(r"[①-⑳（(\d](?:(?<=[①-⑳])|(?<=[（(])\d|(?<=\d)\s?[.．、﹒])")


def cut_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int, StatementKind]]:
    """Yield the statements of the paragraph ``text[start:end]`` as view ranges, in order.

    Sentences end with 。！？； (or their Latin forms) outside closed quotations and brackets. Items are the
    parts of a paragraph that opens with a bullet, that counts on (①...②..., （1）...（2）..., 1....2....) or
    that say 一是, 第一. The ranges cover every character of the paragraph but the space around statements.
    """
    marks = _run_on_marks(text, start, end)
    bullet = _BULLET.match(text, start, end) is not None
    last = start
    for cut in [*sorted({*_sentence_ends(text, start, end), *marks} - {start, end}), end]:
        left, right = _trimmed(text, last, cut)
        if left < right:
            counted = bool(marks) and left >= marks[0]
            item = bullet or counted or _ENUMERATED.match(text, left, right) is not None
            yield left, right, StatementKind.ITEM if item else StatementKind.SENTENCE
        last = cut


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _sentence_ends(text: str, start: int, end: int) -> list[int]:
    """Return the offsets after which a new sentence begins."""
    signs = list(_SIGNS.finditer(text, start, end))
    kept = _kept_together(text, signs)
    ends: list[int] = []
    inside = 0  # end of the outermost quotation or bracket that is open
    for match in signs:
        place = match.start()
        if place in kept and place >= inside:
            inside = kept[place]
        if match[0] not in _ENDS or (ends and place < ends[-1]):
            continue
        if place >= inside:
            after = _AFTER_END.match(text, place + 1, end)
            ends.append(after.end() if after else place + 1)
        elif place + 2 == inside and match[0] not in "；;" and text[place + 1] in "”」』":
            ends.append(inside)
    return ends


def _kept_together(text: str, signs: list[re.Match[str]]) -> dict[int, int]:
    """Return the end of every closed quotation or bracket by its start."""
    kept: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    for match in signs:
        sign, place = match[0], match.start()
        if sign in _OPENERS:
            opened.append((sign, place))
        elif sign in _CLOSERS:
            for depth in range(len(opened) - 1, -1, -1):
                opener, since = opened[depth]
                if place + 1 - since > _KEPT_TOGETHER:
                    break
                if opener in _CLOSERS[sign]:
                    kept[since] = place + 1
                    del opened[depth:]
                    break
    return kept


def _run_on_marks(text: str, start: int, end: int) -> list[int]:
    """Return where the items of a list that runs on within the paragraph begin: 1, 2, 3 ... at least two."""
    if not _COUNTED.search(text, start, end):
        return []
    for pattern in _RUN_ON:
        places: list[int] = []
        for match in pattern.finditer(text, start, end):
            number = ord(match[1]) - 0x245F if match[1] in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" else int(match[1])
            if number == len(places) + 1:
                places.append(match.start())
        if len(places) >= 2:
            return places
    return []
