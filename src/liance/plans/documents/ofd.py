"""ofd (GB/T 33190-2016) -> text, page by page.

An ofd says where each piece of text stands, not in what order it is read. Pieces are put on lines by
their baselines, lines go from top to bottom, pieces in a line from left to right. Page templates belong
to the page; signatures, seals and annotations do not.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liance.core import limits
from liance.core.findings import Finding, Place
from liance.core.spans import Span
from liance.plans.documents.archive import Archive
from liance.plans.documents.extract import Extract, TextBuilder
from liance.plans.documents.markup import Data, Event, MarkupReader, Start
from liance.plans.documents.problems import (
    DAMAGED,
    PAGES_WITHOUT_TEXT,
    SCAN,
    TOO_MANY_PAGES,
    page_list,
    refuse,
)

#: Baselines nearer than this share of the letter size are one line.
LINE_TOLERANCE = 0.5
#: A gap wider than this share of the letter size is shown as a space.
SPACE_GAP = 0.6

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?")
_FARTHEST = 1e7


def _numbers(text: str | None) -> list[float]:
    """Return the numbers of an ``ST_Array`` attribute; what is not a number, or absurd, is 0."""
    values = []
    for word in (text or "").split():
        value = float(word) if len(word) < 40 and _NUMBER.fullmatch(word) else 0.0
        values.append(value if abs(value) < _FARTHEST else 0.0)
    return values


def _deltas(text: str | None) -> float:
    """Return the sum of a ``DeltaX`` array, in which ``g n d`` stands for n times d (8.3 of GB/T 33190)."""
    words = (text or "").split()
    total = 0.0
    place = 0
    while place < len(words):
        if words[place] == "g" and place + 2 < len(words):
            times, step = _numbers(" ".join(words[place + 1 : place + 3]))
            total += times * step
            place += 3
        else:
            total += _numbers(words[place])[0]
            place += 1
    return total if abs(total) < _FARTHEST else 0.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text on a page, in millimetres from the upper left corner."""

    left: float
    right: float
    baseline: float
    size: float
    text: str


def _read_content(events: Iterable[Event]) -> tuple[list[_Piece], list[str]]:
    """Return the visible text pieces of a page or template, and the ids of the templates it uses."""
    pieces: list[_Piece] = []
    templates: list[str] = []
    box = [0.0, 0.0]
    matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    size = 0.0
    visible = False
    code: dict[str, str] = {}
    inside = False
    held: list[str] = []
    for event in events:
        if isinstance(event, Data):
            if inside:
                held.append(event.text)
        elif isinstance(event, Start):
            attributes = event.attributes
            if event.name == "TextObject":
                box = [*_numbers(attributes.get("Boundary")), 0.0, 0.0][:2]
                found = _numbers(attributes.get("CTM"))
                matrix = found if len(found) == 6 else [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
                size = abs([*_numbers(attributes.get("Size")), 0.0][0])
                visible = attributes.get("Visible", "true") not in ("false", "0")
            elif event.name == "TextCode":
                # X and Y may be left out: the text then goes on where the last one stood.
                code = {**code, **attributes, "DeltaX": attributes.get("DeltaX", "")}
                inside = visible
                held = []
            elif event.name == "Template":
                templates.append(attributes.get("TemplateID", ""))
        elif event.name == "TextCode" and inside:
            inside = False
            text = "".join(held).strip("\r\n")
            if text.strip():
                pieces.append(_place(text, code, box, matrix, size))
        elif event.name == "TextObject":
            code = {}
            visible = False
    return pieces, templates


def _place(
    text: str, code: dict[str, str], box: Sequence[float], matrix: Sequence[float], size: float
) -> _Piece:
    x = [*_numbers(code.get("X")), 0.0][0]
    y = [*_numbers(code.get("Y")), 0.0][0]
    a, b, c, d, e, f = matrix
    left = box[0] + a * x + c * y + e
    baseline = box[1] + b * x + d * y + f
    shown_size = size * max(abs(a), abs(b), 0.01) or 1.0
    width = a * _deltas(code["DeltaX"]) if code["DeltaX"] else shown_size * (len(text) - 1)
    return _Piece(left, left + width + shown_size, baseline, size * max(abs(d), abs(c), 0.01) or 1.0, text)


def _lines(pieces: list[_Piece]) -> list[str]:
    """Return the page's lines from top to bottom."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.baseline):
        row = rows[-1] if rows else []
        if row and piece.baseline - row[0].baseline <= LINE_TOLERANCE * max(piece.size, row[0].size):
            row.append(piece)
        else:
            rows.append([piece])
    lines = []
    for row in rows:
        line = ""
        right = None
        for piece in sorted(row, key=lambda piece: piece.left):
            if right is not None and piece.left - right > SPACE_GAP * piece.size and not line.endswith(" "):
                line += " "
            line += piece.text
            right = piece.right
        lines.append(line)
    return lines


class _Package:
    """The parts of one ofd file."""

    def __init__(self, source: str, data: bytes) -> None:
        self._archive = Archive(source, "ofd", data)
        self._markup = MarkupReader(source, "ofd")
        self._source = source
        self._templates: dict[str, list[_Piece]] = {}

    def events(self, part: str) -> Iterable[Event]:
        return self._markup.events(part, self._archive.chunks(part))

    def has(self, part: str) -> bool:
        return part in self._archive

    @staticmethod
    def resolve(base: str, location: str) -> str:
        """Return the part that ``ST_Loc`` names, seen from the part ``base``."""
        path = posixpath.join("/", posixpath.dirname(base), location.strip())
        return posixpath.normpath(path).lstrip("/")

    def roots(self) -> list[str]:
        """Return the parts that hold the document roots, in order."""
        roots: list[str] = []
        inside = False
        held: list[str] = []
        for event in self.events("OFD.xml"):
            if isinstance(event, Data):
                if inside:
                    held.append(event.text)
            elif event.name == "DocRoot":
                inside = isinstance(event, Start)
                if inside:
                    held = []
                else:
                    roots.append(self.resolve("OFD.xml", "".join(held)))
        return roots

    def contents(self, root: str) -> tuple[dict[str, str], list[str]]:
        """Return the templates by id and the pages in order, as parts, of the document at ``root``."""
        templates: dict[str, str] = {}
        pages: list[str] = []
        for event in self.events(root):
            if not isinstance(event, Start):
                continue
            location = event.attributes.get("BaseLoc")
            if location is None:
                continue
            if event.name == "TemplatePage":
                templates[event.attributes.get("ID", "")] = self.resolve(root, location)
            elif event.name == "Page":
                pages.append(self.resolve(root, location))
        return templates, pages

    def page(self, part: str, templates: dict[str, str]) -> list[str]:
        """Return the lines of the page at ``part`` with those of its templates."""
        pieces, names = _read_content(self.events(part))
        for name in dict.fromkeys(names):  # a page uses a template once, however often it names it
            pieces.extend(self._template(templates.get(name, "")))
        return _lines(pieces)

    def _template(self, part: str) -> list[_Piece]:
        if part not in self._templates:
            self._templates[part] = _read_content(self.events(part))[0] if self.has(part) else []
        return self._templates[part]


def read_ofd(source: str, data: bytes) -> Extract:
    """Return the text of an ofd file; every page ends with a line end and has its span.

    Args:
        source: The file's name, for findings.
        data: The file's bytes.

    Raises:
        DocumentError: if the file is damaged, encrypted, has too many pages, or holds no text.
    """
    package = _Package(source, data)
    documents = [package.contents(root) for root in package.roots()]
    count = sum(len(pages) for _, pages in documents)
    if count == 0:
        refuse(DAMAGED, source, format="ofd", reason="Pages")
    if count > limits.MAX_PAGES:
        refuse(TOO_MANY_PAGES, source, pages=count, limit=limits.MAX_PAGES)
    builder = TextBuilder(source)
    pages: list[Span] = []
    silent: list[int] = []
    for templates, parts in documents:
        for part in parts:
            lines = package.page(part, templates) if package.has(part) else []
            if not lines:
                silent.append(len(pages) + 1)
            pages.append(builder.add("\n".join(lines) + "\n"))
    text = builder.text()
    if not text.strip():
        refuse(SCAN, source, pages=count)
    findings: list[Finding] = []
    if silent:
        place = Place(source=source, page=silent[0])
        findings.append(PAGES_WITHOUT_TEXT.at(place, pages=page_list(silent)))
    return Extract(text, pages=tuple(pages), hard_wrapped=True, findings=tuple(findings))
