"""docx -> text: paragraphs, tables, text boxes and notes in reading order, list numbers written out.

Read straight from the parts of the container (ECMA-376 part 1) as a stream of events, so that memory is
bounded by the text and not by the markup. What a reader of the printed page would not see is left out:
deleted and moved-away text of tracked changes, hidden text, field codes, comments, headers and footers.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from liance.core import limits
from liance.plans.documents.archive import Archive
from liance.plans.documents.extract import Block, Extract, Grid, TextBuilder, write_blocks
from liance.plans.documents.markup import Data, End, Event, MarkupReader, Start
from liance.plans.documents.numbering import (
    ListCounter,
    ListDefinitions,
    is_on,
    read_definitions,
    whole_number,
)
from liance.plans.documents.problems import NO_TEXT, TEXT_TOO_LONG, refuse

#: Elements whose whole content a reader of the page does not see.
_UNSEEN = frozenset(
    {"del", "moveFrom", "Fallback", "sectPr", "rt", "instrText", "delText", "delInstrText", "fldData"}
    | {f"{part}Change" for part in ("rPr", "pPr", "sectPr", "tblPr", "trPr", "tcPr")}
)
_TEXT_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTE_MARKS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


@dataclass(slots=True)
class _Style:
    """What a style says that changes the text: its list, its level, whether it hides."""

    based_on: str = ""
    list_id: str | None = None
    level: int | None = None
    hidden: bool | None = None


@dataclass(slots=True)
class _Paragraph:
    pieces: list[str] = field(default_factory=list)
    style: str = ""
    list_id: str | None = None
    level: int | None = None
    joined_to_next: bool = False
    boxes: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Flow:
    """Something that holds paragraphs and tables: the body, a cell, a text box, a note."""

    blocks: list[Block] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    cells: list[list[Block]] = field(default_factory=list)
    deleted: bool = False


def _read_styles(events: Iterable[Event]) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    style = _Style()
    unseen = 0
    for event in events:
        if isinstance(event, End) and event.name in _UNSEEN:
            unseen -= 1
        if not isinstance(event, Start):
            continue
        unseen += event.name in _UNSEEN
        value = event.attributes.get("val", "")
        match event.name:
            case _ if unseen:
                continue
            case "style":
                style = styles[event.attributes.get("styleId", "")] = _Style()
            case "basedOn":
                style.based_on = value
            case "numId":
                style.list_id = value
            case "ilvl":
                style.level = whole_number(value)
            case "vanish":
                style.hidden = is_on(event.attributes)
            case _:
                pass
    return styles


class _Styles:
    """Styles with what they inherit; chains that bite their own tail end there."""

    def __init__(self, styles: Mapping[str, _Style]) -> None:
        self._styles = styles
        self.lists = {name: style.list_id for name, style in styles.items() if style.list_id is not None}

    def _chain(self, name: str) -> Iterable[tuple[str, _Style]]:
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield name, self._styles[name]
            name = self._styles[name].based_on

    def list_of(self, name: str) -> tuple[str | None, int | None, str]:
        """Return list id, level and the style that names them; ids are None where there is no list."""
        for owner, style in self._chain(name):
            if style.list_id is not None:
                return style.list_id, style.level, owner
        return None, None, name

    def hides(self, name: str) -> bool:
        """Whether text in this style is hidden."""
        for _, style in self._chain(name):
            if style.hidden is not None:
                return style.hidden
        return False


class _Body:
    """Turns the events of a document part into blocks."""

    def __init__(self, source: str, styles: _Styles, counter: ListCounter) -> None:
        self._source = source
        self._styles = styles
        self._counter = counter
        self._path: list[str] = []
        self._unseen = 0
        self._root = _Flow()
        self._flows = [self._root]
        self._paragraphs: list[_Paragraph] = []
        self._tables: list[Grid] = []
        self._rows: list[_Row] = []
        self._hidden_runs: list[bool] = []
        self._characters = 0

    def read(self, events: Iterable[Event]) -> list[Block]:
        """Return the blocks of one part."""
        for event in events:
            if isinstance(event, Start):
                self._open(event)
            elif isinstance(event, End):
                self._close(event)
            elif not self._unseen and self._path and self._path[-1] == "t":
                self._write(event)
        blocks = self._root.blocks
        if self._root.carried:
            blocks.append("".join(self._root.carried))
        self._root = _Flow()
        self._flows = [self._root]
        return blocks

    def _open(self, event: Start) -> None:
        name = event.name
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if self._unseen:
            self._unseen += 1
            return
        note = name in ("footnote", "endnote") and event.attributes.get("type") in _NOTE_MARKS
        if name in _UNSEEN or note:
            self._mark_deletion(name, parent)
            self._unseen = 1
            return
        match name:
            case "p":
                self._paragraphs.append(_Paragraph())
            case "r":
                self._hidden_runs.append(False)
            case "txbxContent" | "tc":
                self._flows.append(_Flow())
            case "tbl":
                self._tables.append([])
            case "tr":
                self._rows.append(_Row())
            case _ if parent == "r" and name in _TEXT_SIGNS:
                self._write(Data(_TEXT_SIGNS[name]))
            case "sym" if parent == "r":
                code = event.attributes.get("char", "")
                sign = chr(int(code, 16)) if code.isalnum() and _is_hexadecimal(code) else ""
                # Surrogates are no characters, and private ones only mean something in their font.
                self._write(Data("" if not sign or "\ud800" <= sign <= "\uf8ff" else sign))
            case _:
                self._read_property(name, event.attributes)

    def _mark_deletion(self, name: str, parent: str) -> None:
        if name not in ("del", "moveFrom"):
            return
        above = self._path[-3] if len(self._path) > 2 else ""
        if parent == "rPr" and above == "pPr" and self._paragraphs:
            self._paragraphs[-1].joined_to_next = True
        elif parent == "trPr" and self._rows:
            self._rows[-1].deleted = True

    def _read_property(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._paragraphs:
            return
        paragraph = self._paragraphs[-1]
        above = self._path[-3] if len(self._path) > 2 else ""
        value = attributes.get("val", "")
        match name:
            case "pStyle":
                paragraph.style = value
            case "numId":
                paragraph.list_id = value
            case "ilvl":
                paragraph.level = whole_number(value)
            case "vanish" if above == "r" and self._hidden_runs:
                self._hidden_runs[-1] = is_on(attributes)
            case "rStyle" if above == "r" and self._hidden_runs and self._styles.hides(value):
                self._hidden_runs[-1] = True
            case _:
                pass

    def _write(self, data: Data) -> None:
        if not self._paragraphs or (self._hidden_runs and self._hidden_runs[-1]):
            return
        self._characters += len(data.text)
        if self._characters > limits.MAX_TEXT_CHARACTERS:
            refuse(TEXT_TOO_LONG, self._source, limit=limits.MAX_TEXT_CHARACTERS)
        self._paragraphs[-1].pieces.append(data.text)

    def _close(self, event: End) -> None:
        self._path.pop()
        if self._unseen:
            self._unseen -= 1
            return
        match event.name:
            case "p" if self._paragraphs:
                self._end_paragraph(self._paragraphs.pop())
            case "r":
                self._hidden_runs.pop()
            case "txbxContent":
                box = self._flows.pop()
                target = self._paragraphs[-1].boxes if self._paragraphs else self._flows[-1].blocks
                target.extend(box.blocks)
            case "tc":
                cell = self._flows.pop()
                if self._rows:
                    self._rows[-1].cells.append(cell.blocks)
            case "tr":
                row = self._rows.pop()
                if self._tables and row.cells and not row.deleted:
                    self._tables[-1].append(row.cells)
            case "tbl":
                table = self._tables.pop()
                if table:
                    self._flows[-1].blocks.append(table)
            case _:
                pass

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        flow = self._flows[-1]
        text = "".join(paragraph.pieces)
        if self._styles.hides(paragraph.style):
            text = ""
        flow.carried += (self._label(paragraph, text), text)
        if not paragraph.joined_to_next:
            flow.blocks.append("".join(flow.carried))
            flow.carried = []
        flow.blocks.extend(paragraph.boxes)

    def _label(self, paragraph: _Paragraph, text: str) -> str:
        list_id, level, owner = paragraph.list_id, paragraph.level, paragraph.style
        if list_id is None:
            list_id, style_level, owner = self._styles.list_of(paragraph.style)
            level = style_level if level is None else level
            if list_id is not None and level is None:
                level = self._counter.level_of_style(list_id, owner)
        if list_id is None:
            return ""
        label = self._counter.next_label(list_id, level or 0)
        return label if text.strip() else ""


def _is_hexadecimal(code: str) -> bool:
    return 0 < len(code) <= 4 and all(sign in "0123456789abcdefABCDEF" for sign in code)


def _relations(events: Iterable[Event], folder: str) -> dict[str, str]:
    """Return the inner targets of a relationship part by the last word of their type."""
    targets: dict[str, str] = {}
    for event in events:
        if not isinstance(event, Start) or event.name != "Relationship":
            continue
        attributes = event.attributes
        if attributes.get("TargetMode") == "External":
            continue
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
        targets.setdefault(kind, target.lstrip("/"))
    return targets


def read_docx(source: str, data: bytes) -> Extract:
    """Return the text of a docx file.

    Args:
        source: The file's name, for findings.
        data: The file's bytes.

    Raises:
        DocumentError: if the file is damaged, encrypted, exceeds a bound, or holds no text.
    """
    archive = Archive(source, "docx", data)
    markup = MarkupReader(source, "docx")

    def events(part: str) -> Iterable[Event]:
        return markup.events(part, archive.chunks(part)) if part in archive else ()

    main = _relations(events("_rels/.rels"), "").get("officeDocument", "word/document.xml")
    folder, base = posixpath.split(main)
    parts = _relations(events(posixpath.join(folder, "_rels", f"{base}.rels")), folder)
    styles = _Styles(_read_styles(events(parts.get("styles", "word/styles.xml"))))
    lists = read_definitions(events(parts["numbering"])) if "numbering" in parts else ListDefinitions()
    body = _Body(source, styles, ListCounter(lists, styles.lists))
    builder = TextBuilder(source)
    write_blocks(builder, body.read(markup.events(main, archive.chunks(main))))
    for notes in ("footnotes", "endnotes"):
        if notes in parts:
            blocks = body.read(events(parts[notes]))
            write_blocks(builder, [block for block in blocks if not isinstance(block, str) or block.strip()])
    text = builder.text()
    if not text.strip():
        refuse(NO_TEXT, source)
    return Extract(text, tables=tuple(builder.tables))
