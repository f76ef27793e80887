"""Lines that a page broke: how they are told from paragraphs, and where they go on.

Widths are columns: a wide sign (Chinese characters and punctuation) takes two, any other one. The measure
of a text is the width at which its lines were broken.

A text is hard-wrapped when, of its lines that are not blank,

* there are at least ``LEAST_LINES``;
* at least ``FULL_PERCENT`` end within ``BAND_PERCENT`` below one width (the fullest band is taken) between
  ``NARROWEST`` and ``WIDEST`` columns, and hardly any is much wider;
* at least ``BROKEN_PERCENT`` of the lines in that band end without sentence punctuation before a line that
  opens no paragraph.

Paragraphs kept on one line have all widths, and end with punctuation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

LEAST_LINES = 8
FULL_PERCENT = 40
BAND_PERCENT = 15
NARROWEST = 30
WIDEST = 140
BROKEN_PERCENT = 60
#: Share of lines, in percent, that may be half as wide again as the measure.
OVERWIDE_PERCENT = 20
#: Columns by which a full line may fall short: punctuation is not put at the start of a line.
SLACK = 4
#: Columns of a paragraph's first indent (two Chinese characters) where extraction lost it.
LOST_INDENT = 4
#: Columns by which a line stands in before it opens a paragraph (one Chinese character is two).
INDENT = 2

_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
    r"\U00020000-\U0003ffff—…“”‘’·×℃\u2160-\u217f\u2460-\u24ff\u25a0-\u25ff\u2605\u2606]+"
)
#: Marks that open a heading or a list item; symbol fonts put their bullets into the private use area.
_OPENER = re.compile(
    r"""
    [一二三四五六七八九十百]{1,4}、
  | [（(][一二三四五六七八九十百]{1,4}[)）]
  | [（(]\d{1,2}[)）]
  | \d{1,2}(?:[.．](?!\d)|、|[)）])
  | 第[一二三四五六七八九十百零〇\d]{1,5}[章节条篇编部]
  | [专图表]栏?\s?\d{1,2}[\s:：]
  | 专栏
  | 附[件录表]
  | [●○•·■□◆◇▲△★☆※►▶➢✓\-*]\s*\S
  | [①-⑳\uf000-\uf0ff]
  | ——
    """,
    re.VERBOSE,
)
_CLOSERS = "，。、；：！？）》”’】〉…％%,.;:!?)"
_ENDS = "。！？；：.!?;:"
_QUOTES = '”’"）)】》〉'
_NEVER_LAST = "，、（(《“‘〈【,第"
_LINE_END = re.compile("[\n\f]")
_PUNCTUATION = re.compile("[，。；：！？,;:!?]")
_UNIT = re.compile(r"[A-Za-z0-9.,%+/\-]+|.")


class Line(NamedTuple):
    """A line that is not blank.

    ``begin`` is where it begins, ``stop`` the place of its line end or form feed (or the end of the text);
    ``start`` and ``end`` are its place without surrounding white space; ``indent`` and ``width`` are
    columns.
    """

    begin: int
    start: int
    end: int
    stop: int
    indent: int
    width: int
    text: str


def columns(text: str) -> int:
    """Return how many columns ``text`` takes.

    >>> columns("链策 1.0")
    8
    """
    return 2 * len(text) - len(_WIDE.sub("", text))


def lines_of(text: str, start: int = 0) -> list[Line]:
    """Return the lines of ``text`` from ``start`` on that are not blank."""
    lines: list[Line] = []
    place = start
    for raw in _LINE_END.split(text[start:]):
        shown = raw.strip()
        if shown:
            left = len(raw) - len(raw.lstrip())
            first = place + left
            indent = columns(raw[:left].expandtabs(4))
            stop = place + len(raw)
            lines.append(Line(place, first, first + len(shown), stop, indent, columns(shown), shown))
        place += len(raw) + 1
    return lines


def measure_of(lines: Sequence[Line]) -> int:
    """Return the measure: the commonest width in the band of widths that holds most lines, or 0."""
    counts = Counter(line.width for line in lines if NARROWEST <= line.width <= WIDEST)
    widths = sorted(counts)
    best = held = first = 0
    band: list[int] = []
    for place, top in enumerate(widths):
        held += counts[top]
        while widths[first] * 100 < top * (100 - BAND_PERCENT):
            held -= counts[widths[first]]
            first += 1
        if held >= best:
            best, band = held, widths[first : place + 1]
    return max(band, key=lambda width: (counts[width], width), default=0)


def opens_paragraph(text: str) -> bool:
    """Whether a line begins with the mark of a heading or list item.

    >>> opens_paragraph("（一）指导思想"), opens_paragraph("3.5亿元")
    (True, False)
    """
    return _OPENER.match(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether a line ends with the end of a sentence, quotes and brackets aside."""
    return text.rstrip(_QUOTES)[-1:] in tuple(_ENDS)


def base_indent(lines: Sequence[Line]) -> int:
    """Return the indent most lines have (the smaller where two are as common)."""
    counts = Counter(line.indent for line in lines)
    return min(counts, key=lambda indent: (-counts[indent], indent), default=0)


def goes_on(line: Line, following: Line, measure: int, indent: int, *, first: bool) -> bool:
    """Whether a paragraph goes on from ``line`` to ``following``.

    It does where the next word would not have fitted on the line. The first line of a paragraph may be
    shorter by an indent that was lost on the way; a heading (a mark and no punctuation after it) may not.

    Args:
        line: A line.
        following: The next line that is not blank.
        measure: The measure of the text, in columns.
        indent: The indent of its ordinary lines, in columns.
        first: Whether ``line`` is the first of its paragraph.
    """
    if following.text[0] in _CLOSERS:
        return True
    if opens_paragraph(following.text) or following.indent >= indent + INDENT:
        return False
    if line.text[-1] in _NEVER_LAST:
        return True
    if ends_sentence(line.text):
        return False
    unit = _UNIT.match(following.text)
    needed = columns(unit[0]) if unit else 0
    used = max(line.indent - indent, 0) + line.width
    is_heading = opens_paragraph(line.text) and not _PUNCTUATION.search(line.text)
    if first and line.indent < indent + INDENT and not is_heading:
        used += LOST_INDENT
    return used + needed > measure - SLACK


def is_hard_wrapped(text: str, start: int = 0) -> bool:
    """Whether the line ends of ``text`` from ``start`` on are those of a page (rule: see the module)."""
    lines = lines_of(text, start)
    measure = measure_of(lines)
    if len(lines) < LEAST_LINES or measure == 0:
        return False
    full = broken = overwide = 0
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        overwide += 2 * line.width > 3 * measure
        if abs(line.width - measure) * 100 > BAND_PERCENT * measure:
            continue
        full += 1
        opens = following is None or opens_paragraph(following.text)
        broken += not opens and not ends_sentence(line.text)
    return (
        full * 100 >= FULL_PERCENT * len(lines)
        and overwide * 100 <= OVERWIDE_PERCENT * len(lines)
        and broken * 100 >= BROKEN_PERCENT * full
    )
