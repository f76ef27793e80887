"""Mapped views over a document's text: what a reader sees, with the way back to the source.

A view folds full-width letters and digits, drops page numbers, and joins lines that a page broke. Rules
match on the view; ``source_span`` gives the place in ``document.text``.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from liance.core.spans import Span
from liance.plans.documents.model import Document
from liance.plans.documents.wrapping import Line, base_indent, goes_on, lines_of, measure_of

#: Share of the pages, in percent, on which a first or last line stands before it is a running head or
#: foot; below one half because left and right pages may have different ones.
RUNNING_PERCENT = 40
#: Lines from the edge of a page among which page numbers and running heads are sought.
EDGE_LINES = 2
#: Fewest pages from which repetition means anything, and fewest bare numbers that count up.
LEAST_REPEATS = 3

#: Radicals that fonts of pdf files give for whole characters, where Unicode names no equivalent.
_RADICALS = dict(
    zip(
        "⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰",
        "母民西见角贝车长门青页风食马骨鬼鱼鸟麦黄齐齿龙",
        strict=True,
    )
)


def _compatible(codes: Iterable[int]) -> dict[int, int]:
    """Return the single characters that Unicode calls compatible equivalents of ``codes``."""
    pairs = ((code, unicodedata.normalize("NFKC", chr(code))) for code in codes)
    return {code: ord(plain) for code, plain in pairs if len(plain) == 1 and ord(plain) != code}


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
    # Radicals and compatibility ideographs become the characters they stand for.
    **_compatible(range(0x2F00, 0x2FD6)),
    **_compatible(range(0xF900, 0xFAFF)),
    **{ord(radical): ord(character) for radical, character in _RADICALS.items()},
}
#: Few characters of a text fold; finding them is quicker than asking for every one.
_FOLDED = re.compile("[" + re.escape("".join(map(chr, _FOLD))) + "]")


def fold(text: str) -> str:
    """Return ``text`` with full-width letters, digits and spaces made half-width, length unchanged.

    Radicals that stand for whole characters, as pdf files often give, become those characters.
    """
    return _FOLDED.sub(lambda match: chr(_FOLD[ord(match[0])]), text)


@dataclass(frozen=True, slots=True)
class View:
    """A text made of pieces of a source text, with the source offset of every code point.

    ``offsets`` has ``len(text) + 1`` entries; the last is the end of the source piece used last.
    """

    text: str
    offsets: Sequence[int]

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
    parts = list(pieces)
    if len(parts) == 1:
        (part,) = parts
        return View(fold(text[part.start : part.end]), range(part.start, part.end + 1))
    shown: list[str] = []
    offsets: array[int] = array("q")
    end = 0
    for piece in parts:
        shown.append(text[piece.start : piece.end])
        offsets.extend(range(piece.start, piece.end))
        end = piece.end
    offsets.append(end)
    return View(fold("".join(shown)), offsets)


_DASHES = r"[\-—–―─·•~～\s]*"
_COUNT = r"[\d一二三四五六七八九十百]{1,5}"
#: A number that says it is one of a page: ``— 3 —``, ``第 3 页 共 9 页``, ``3/9``, ``Page 3 of 9``.
_PAGE_NUMBER = re.compile(
    rf"""
    [\-—–―─·•~～]{_DASHES}\d{{1,4}}{_DASHES}
  | \d{{1,4}}\s*[\-—–―─·•~～]{_DASHES}
  | 第\s*{_COUNT}\s*页(?:{_DASHES}[,，/／(（]?\s*共\s*{_COUNT}\s*页[)）]?)?
  | [Pp](?:age|AGE)\s*\d{{1,4}}(?:\s*(?:of|OF|/)\s*\d{{1,4}})?
    """,
    re.VERBOSE,
)
_BARE_NUMBER = re.compile(r"\d{1,4}(?:\s*/\s*\d{1,4})?|[ivxIVX]{1,6}")
_WHOLE = re.compile(r"\d{1,4}")
_DIGITS = re.compile(r"\d+")
_LATIN_END = re.compile(r"[!-~]")


class _ViewBuilder:
    """Collects the pieces of a view with their offsets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._shown: list[str] = []
        self._offsets: array[int] = array("q")
        self._end = 0

    def show(self, start: int, end: int) -> None:
        """Show the source from ``start`` to ``end``."""
        self._shown.append(self._text[start:end])
        self._offsets.extend(range(start, end))
        self._end = end

    def space(self, at: int) -> None:
        """Show a space in place of the source character ``at``."""
        self._shown.append(" ")
        self._offsets.append(at)
        self._end = at + 1

    def view(self) -> View:
        """Return the view collected so far."""
        self._offsets.append(self._end)
        return View(fold("".join(self._shown)), self._offsets)


def _pages_of(lines: Sequence[Line], pages: Sequence[Span]) -> list[list[int]]:
    """Return, for every page, the indices of its lines."""
    found: list[list[int]] = [[] for _ in pages]
    page = 0
    for index, line in enumerate(lines):
        while page < len(pages) and pages[page].end <= line.start:
            page += 1
        if page < len(pages) and pages[page].start <= line.start:
            found[page].append(index)
    return found


def _counting_numbers(lines: Sequence[Line]) -> set[int]:
    """Return the lines that are bare numbers counting up by one, as page numbers of a text do.

    Numbers on neighbouring lines are items of a list or cells of a table, not pages.
    """
    runs: list[list[int]] = []
    # The runs that end with a number, the youngest first; few lines stand too near for their run to go on.
    ending: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if not _WHOLE.fullmatch(line.text):
            continue
        number = int(line.text)
        open_runs = ending.get(number - 1, [])
        near: list[int] = []
        while open_runs and index - runs[-open_runs[0]][-1] <= 2 * EDGE_LINES:
            near.append(heappop(open_runs))
        place = -heappop(open_runs) if open_runs else len(runs)
        for run in near:
            heappush(open_runs, run)
        if place == len(runs):
            runs.append([])
        runs[place].append(index)
        heappush(ending.setdefault(number, []), -place)
    return {index for run in runs if len(run) >= LEAST_REPEATS for index in run}


def page_furniture(lines: Sequence[Line], pages: Sequence[Span]) -> set[int]:
    """Return the indices of ``lines`` that belong to the page, not to the text.

    These are lines that say they are page numbers; bare numbers at the edge of a page, or, in a text
    without pages, bare numbers that count up; and first or last lines that stand, digits aside, on at
    least ``RUNNING_PERCENT`` of the pages.
    """
    dropped = {index for index, line in enumerate(lines) if _PAGE_NUMBER.fullmatch(line.text)}
    if not pages:
        return dropped | _counting_numbers(lines)
    by_page = _pages_of(lines, pages)
    edges: Counter[tuple[str, str]] = Counter()
    candidates: list[tuple[int, tuple[str, str]]] = []
    for indices in by_page:
        for edge in (indices[:EDGE_LINES], indices[-EDGE_LINES:]):
            dropped.update(index for index in edge if _BARE_NUMBER.fullmatch(lines[index].text))
        kept = [index for index in indices if index not in dropped]
        keys = {
            (place, index): (place, _DIGITS.sub("#", re.sub(r"\s+", "", lines[index].text)))
            for place, edge in (("head", kept[:EDGE_LINES]), ("foot", kept[-EDGE_LINES:]))
            for index in edge
        }
        edges.update(set(keys.values()))
        candidates.extend((index, key) for (_, index), key in keys.items())
    least = max(LEAST_REPEATS, -(-RUNNING_PERCENT * len(pages) // 100))
    return dropped | {index for index, key in candidates if edges[key] >= least}


def _needs_space(before: str, after: str) -> bool:
    """Whether a joined line end was a space: between Latin words, but not after a hyphen."""
    return bool(_LATIN_END.match(before) and _LATIN_END.match(after)) and before != "-"


def reading_view(document: Document) -> View:
    """Return what a reader sees of ``document``, widths folded.

    The YAML head is left out. In a hard-wrapped document page numbers and running heads are left out too,
    the lines of a paragraph are joined (rule: ``wrapping.goes_on``), and every paragraph stands on one
    line with its indent. A space put between joined Latin words is mapped to the line end it replaces.
    """
    start = document.front_matter.end if document.front_matter is not None else 0
    if not document.hard_wrapped:
        return view_of(document.text, [Span(start, len(document.text))])
    lines = lines_of(document.text, start)
    furniture = page_furniture(lines, document.pages)
    kept = [line for index, line in enumerate(lines) if index not in furniture]
    measure = measure_of(kept)
    indent = base_indent(kept)
    builder = _ViewBuilder(document.text)
    first = True
    for number, line in enumerate(kept):
        before = kept[number - 1] if number else None
        if before is not None and goes_on(before, line, measure, indent, first=first):
            first = False
            if _needs_space(before.text[-1], line.text[0]):
                builder.space(before.stop)
            builder.show(line.start, line.end)
            continue
        if before is not None:
            builder.show(before.stop, before.stop + 1)
        first = True
        builder.show(line.begin, line.end)
    return builder.view()
