"""Draft -> a Word file in the form of official documents, as far as a skeleton goes.

Page, fonts and sizes follow GB/T 9704-2012 (A4; margins 37 mm above and 28 mm at the binding edge, type area 156 by
225 mm; title in 2-size Xiaobiaosong, text in 3-size Fangsong, chapters in Heiti, sections in Kaiti; 22 lines a page;
page numbers in 4-size Songti outside). Fonts are named, not embedded. Sources are endnotes, what people must decide
are comments on a marked blank. The same draft gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import docx
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree

from liance.core.language import Language
from liance.delivery.drafting.skeleton import Box, Draft, Grid, LayoutMap, Paragraph, Piece, Style
from liance.reports.figures.layout import layout_map
from liance.reports.figures.model import Tile, TileKind
from liance.reports.html import clean

#: The name under which comments are written.
AUTHOR: Final = "链策"
#: The date written into every file: the same draft gives the same bytes.
_EPOCH: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - the format has no zone
_UNUSED_PARTS: Final = ("/stylesWithEffects", "/thumbnail")
_FANGSONG, _HEITI, _KAITI, _SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
_TITLE_FONT: Final = "方正小标宋简体"
#: Signs of the title that fit one line.
_TITLE_SIGNS: Final = 20
#: 22 lines on 225 mm.
_LINE: Final = Pt(28.95)
_SIZE_2, _SIZE_3, _SIZE_4, _SIZE_5 = Pt(22), Pt(16), Pt(14), Pt(10.5)
_STYLE_NAMES: Final = {
    Style.TITLE: "Title",
    Style.CHAPTER: "Heading 1",
    Style.SECTION: "Heading 2",
    Style.CAPTION: "Caption",
}
_KEPT_STYLES: Final = (
    *_STYLE_NAMES.values(),
    *("Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid", "Footer"),
)
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ENDNOTES: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml"
_EMPTY_TILE: Final = "F2F2F2"


def official_docx(draft: Draft) -> bytes:
    """Return the draft as a docx file."""
    return _Writer(draft).write()


class _Writer:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.document: Any = docx.Document()
        self.notes: list[str] = []
        self.breaks = False

    def write(self) -> bytes:
        self._strip_template()
        self._page()
        self._styles()
        for block in self.draft.blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            elif isinstance(block, Grid):
                self._grid(block)
            elif isinstance(block, Box):
                self._box(block)
            elif isinstance(block, LayoutMap):
                self._tiles(block)
            else:
                self.breaks = True
        if self.notes:
            self._endnotes()
        self._properties()
        buffer = io.BytesIO()
        self.document.save(buffer)
        return _settled(buffer.getvalue())

    # The page

    def _strip_template(self) -> None:
        """Leave of the template only what is used: it brings 160 styles and a picture of itself."""
        for rels in (self.document.part.rels, self.document.part.package.rels):
            for name in [name for name, rel in rels.items() if rel.reltype.endswith(_UNUSED_PARTS)]:
                del rels[name]
        styles = self.document.styles.element
        kept = {self.document.styles[name].style_id for name in _KEPT_STYLES}
        for style in styles.findall(qn("w:style")):
            if style.get(qn("w:styleId")) not in kept:
                styles.remove(style)
            for link in style.findall(qn("w:link")):
                style.remove(link)

    def _page(self) -> None:
        section = self.document.sections[0]
        section.start_type = WD_SECTION.NEW_PAGE
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(25)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), "579")
        self.document.settings.odd_and_even_pages_header_footer = True
        self._page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
        self._page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)

    def _page_number(self, footer: Any, side: Any) -> None:
        """Write — 1 — with one blank sign outside."""
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        indent = {"firstLineChars": "0", "leftChars": "100", "rightChars": "100"}
        self._indent(paragraph, indent)
        for text in ("— ", None, " —"):
            run = paragraph.add_run(text or "")
            self._font(run, _SONG, _SIZE_4)
            if text is None:
                for kind in ("begin", "instr", "separate", "shown", "end"):
                    run._r.append(_field(kind))

    def _styles(self) -> None:
        for name, font, size in (
            ("Normal", _FANGSONG, _SIZE_3),
            ("Title", _TITLE_FONT, _SIZE_2),
            ("Heading 1", _HEITI, _SIZE_3),
            ("Heading 2", _KAITI, _SIZE_3),
            ("Caption", _HEITI, _SIZE_4),
            ("Footer", _SONG, _SIZE_4),
        ):
            style = self.document.styles[name]
            style.font.size = size
            style.font.bold = False
            style.font.color.rgb = RGBColor(0, 0, 0)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            for script in ("ascii", "hAnsi", "eastAsia"):
                fonts.set(qn(f"w:{script}"), font)
            layout = style.paragraph_format
            layout.space_before = layout.space_after = Pt(0)
            layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            layout.line_spacing = Pt(36) if name == "Title" else _LINE
            for border in style.element.findall(f".//{qn('w:pBdr')}"):
                border.getparent().remove(border)
        for name in ("Heading 1", "Heading 2"):
            self.document.styles[name].paragraph_format.keep_with_next = True

    # Blocks

    def _paragraph(self, block: Paragraph) -> None:
        paragraph = self.document.add_paragraph(style=_STYLE_NAMES.get(block.style))
        if self.breaks:
            paragraph.paragraph_format.page_break_before = True
            self.breaks = False
        if block.style in (Style.TITLE, Style.NUMBER, Style.CAPTION):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif block.style is Style.ANNEX:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            self._indent(paragraph, {"firstLineChars": "200", "firstLine": "640"})
        if block.style is Style.TITLE:
            paragraph.paragraph_format.space_after = Pt(14)
        if block.style is Style.CAPTION:
            paragraph.paragraph_format.space_before = Pt(8)
            paragraph.paragraph_format.keep_with_next = not block.text.startswith("图")
        pieces = _broken_title(block.pieces) if block.style is Style.TITLE else block.pieces
        self._pieces(paragraph, pieces, font=_HEITI if block.style is Style.ANNEX else None)

    def _grid(self, block: Grid) -> None:
        table = self.document.add_table(rows=len(block.rows) + 1, cols=len(block.heads), style="Table Grid")
        self._fix(table, [Mm(156 * share / sum(block.widths)) for share in block.widths])
        for cell, head in zip(table.rows[0].cells, block.heads, strict=True):
            self._cell(cell, (Piece(head, strong=True),), font=_HEITI)
        repeated = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
        for row, cells in zip(table.rows[1:], block.rows, strict=True):
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            named = [
                (head, piece.note) for head, cell in zip(block.heads, cells, strict=True) for piece in cell
            ]
            note = merged_note([(head, text) for head, text in named if text])
            for place, (cell, pieces) in enumerate(zip(row.cells, cells, strict=True)):
                self._cell(cell, pieces, note=note if place == min(1, len(cells) - 1) else "")
        self._gap()

    def _gap(self) -> None:
        self._tight(self.document.add_paragraph(), 10)

    def _fix(self, table: Any, widths: Sequence[Any]) -> None:
        table.autofit = False
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "57")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        if look is not None:
            look.addprevious(margins)
        else:
            table._tbl.tblPr.append(margins)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for place, width in enumerate(widths):
            for row in table.rows:
                row.cells[place].width = width
            table.columns[place].width = width

    def _cell(self, cell: Any, pieces: Sequence[Piece], font: str | None = None, note: str = "") -> None:
        paragraph = cell.paragraphs[0]
        self._tight(paragraph, 16)
        words = "".join(piece.text for piece in pieces)
        short = len(words) <= 8
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if short else WD_ALIGN_PARAGRAPH.LEFT
        cell.vertical_alignment = 1
        self._pieces(paragraph, pieces, font=font, size=_SIZE_5, note=note)

    def _tight(self, paragraph: Any, points: int) -> None:
        """Set a line distance of its own, off the grid of the page."""
        paragraph.paragraph_format.line_spacing = Pt(points)
        snap = OxmlElement("w:snapToGrid")
        snap.set(qn("w:val"), "0")
        paragraph._p.get_or_add_pPr().insert_element_before(
            snap, "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
        )

    def _box(self, block: Box) -> None:
        table = self.document.add_table(rows=1, cols=1, style="Table Grid")
        self._fix(table, [Mm(156)])
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cell = table.cell(0, 0)
        for place, piece in enumerate(block.lines):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            self._tight(paragraph, 22)
            self._pieces(paragraph, (piece,), size=_SIZE_4, font=_HEITI if place == 0 else None)
        self._gap()

    def _tiles(self, block: LayoutMap) -> None:
        figure = layout_map(block.tiles, Language.ZH)
        if figure is None:
            return
        height = max(tile.row for tile in figure.tiles) + 1
        width = max(tile.column for tile in figure.tiles) + 1
        table = self.document.add_table(rows=height, cols=width)
        self._fix(table, [Mm(min(26, 150 / width))] * width)
        for row in table.rows:
            row.height = Mm(17)
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for tile in figure.tiles:
            self._tile(table.cell(tile.row, tile.column), tile, figure.kind_of(tile))
        for row in table.rows:
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    self._tight(paragraph, 16)
                    paragraph.paragraph_format.keep_with_next = True

    def _tile(self, cell: Any, tile: Tile, kind: TileKind | None) -> None:
        properties = cell._tc.get_or_add_tcPr()
        borders = OxmlElement("w:tcBorders")
        for side in ("top", "left", "bottom", "right"):
            line = OxmlElement(f"w:{side}")
            for key, value in (("val", "single"), ("sz", "12"), ("color", "FFFFFF")):
                line.set(qn(f"w:{key}"), value)
            borders.append(line)
        properties.append(borders)
        shade = OxmlElement("w:shd")
        for key, value in (
            ("val", "clear"),
            ("color", "auto"),
            ("fill", kind.colour.lstrip("#").upper() if kind else _EMPTY_TILE),
        ):
            shade.set(qn(f"w:{key}"), value)
        properties.append(shade)
        cell.vertical_alignment = 1
        lines = [tile.name, tile.point.display] if tile.point.display else [tile.name]
        for place, line_words in enumerate(lines):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run(clean(line_words))
            self._font(run, _HEITI if place == 0 else _FANGSONG, _SIZE_5)
            if kind is not None and kind.is_dark:
                run.font.color.rgb = RGBColor(255, 255, 255)

    # Runs

    def _pieces(
        self,
        paragraph: Any,
        pieces: Sequence[Piece],
        *,
        font: str | None = None,
        size: Any = None,
        note: str | None = None,
    ) -> None:
        """Write runs; the sources of a paragraph become one endnote behind the last figure (``note`` overrides it)."""
        noted = [place for place, piece in enumerate(pieces) if piece.note]
        text = merged_note([(_lead(piece.text), piece.note) for piece in pieces if piece.note])
        if note is not None:
            noted, text = [len(pieces) - 1] if note else [], note
        for place, piece in enumerate(pieces):
            run = paragraph.add_run(clean(piece.text))
            if font is not None or size is not None:
                self._font(run, font, size)
            if piece.strong:
                run.bold = True
            if piece.is_blank:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            if piece.comment:
                comment = self.document.add_comment(
                    run, text=clean(piece.comment), author=AUTHOR, initials="链"
                )
                comment._comment_elm.attrib.pop(qn("w:date"), None)
            if noted and place == noted[-1]:
                self._reference(paragraph, text)

    def _font(self, run: Any, font: str | None, size: Any) -> None:
        if size is not None:
            run.font.size = size
        if font is not None:
            fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
            for script in ("ascii", "hAnsi", "eastAsia"):
                fonts.set(qn(f"w:{script}"), font)

    def _indent(self, paragraph: Any, values: dict[str, str]) -> None:
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        for name, value in values.items():
            indent.set(qn(f"w:{name}"), value)

    # Endnotes

    def _reference(self, paragraph: Any, note: str) -> None:
        self.notes.append(note)
        run = paragraph.add_run()
        run.font.superscript = True
        run.font.size = _SIZE_5
        mark = OxmlElement("w:endnoteReference")
        mark.set(qn("w:id"), str(len(self.notes)))
        run._r.append(mark)

    def _endnotes(self) -> None:
        root = etree.Element(f"{{{_W}}}endnotes", nsmap={"w": _W})
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            note = _sub(root, "endnote", type=kind, id=str(number))
            paragraph = _sub(note, "p")
            if number == -1:
                _sub(_sub(paragraph, "r"), "t").text = "资料来源"
                paragraph = _sub(note, "p")
            _sub(_sub(paragraph, "r"), kind)
        for number, text in enumerate(self.notes, 1):
            paragraph = _sub(_sub(root, "endnote", id=str(number)), "p")
            properties = _sub(paragraph, "pPr")
            _sub(properties, "snapToGrid", val="0")
            _sub(properties, "spacing", line="320", lineRule="exact")
            mark = _sub(paragraph, "r")
            look = _sub(mark, "rPr")
            _sub(look, "sz", val="21")
            _sub(look, "vertAlign", val="superscript")
            _sub(mark, "endnoteRef")
            run = _sub(paragraph, "r")
            _sub(_sub(run, "rPr"), "sz", val="21")
            words = _sub(run, "t")
            words.text = f" {clean(text)}"
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/endnotes.xml"), _ENDNOTES, data, self.document.part.package)
        self.document.part.relate_to(part, RELATIONSHIP_TYPE.ENDNOTES)
        settings = self.document.settings.element
        kinds = OxmlElement("w:endnotePr")
        form = OxmlElement("w:numFmt")
        form.set(qn("w:val"), "decimal")
        kinds.append(form)
        for separator in ("-1", "0"):
            note = OxmlElement("w:endnote")
            note.set(qn("w:id"), separator)
            kinds.append(note)
        own = OxmlElement("w:endnotePr")
        form = OxmlElement("w:numFmt")
        form.set(qn("w:val"), "decimal")
        own.append(form)
        size = self.document.sections[0]._sectPr.find(qn("w:pgSz"))
        size.addprevious(own)
        compat = settings.find(qn("w:compat"))
        if compat is not None:
            compat.addprevious(kinds)
        else:
            settings.append(kinds)

    def _properties(self) -> None:
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = clean(self.draft.title)[:255], AUTHOR, ""
        properties.last_modified_by = AUTHOR
        properties.created = properties.modified = _EPOCH
        properties.language = "zh-CN"


def merged_note(notes: Sequence[tuple[str, str]]) -> str:
    """Return several sources as one note: each source once, behind what it stands for.

    >>> merged_note([("专利38件", "台账")])
    '台账'
    >>> merged_note([("专利38件", "台账"), ("平台2个", "台账"), ("企业40家", "名录")])
    '专利38件、平台2个：台账。企业40家：名录'
    """
    by_note: dict[str, list[str]] = {}
    for lead, note in notes:
        by_note.setdefault(note.rstrip("。"), []).append(lead)
    if len(by_note) == 1:
        return next(iter(by_note))
    return "。".join(f"{'、'.join(dict.fromkeys(leads))}：{note}" for note, leads in by_note.items())


def _lead(text: str) -> str:
    """Return the words by which a figure is known in a note, without the figure, which would stand there twice.

    >>> _lead("，区块链专利达到80件"), _lead("截至2024年底，产业园区1个")
    ('区块链专利', '产业园区')
    """
    words = re.sub(r"^(?:[，；。、]|截至\d{4}年底，)+", "", text)
    lead = re.split(r"[（，：；。]", words)[0][:24]
    return re.sub(r"(?:达到)?\d.*$", "", lead) or lead


def _broken_title(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Return a long title with its bracket on a line of its own, so that no word is cut."""
    first = pieces[0]
    head, bracket, tail = first.text.partition("（")
    if len(pieces) > 1 or not bracket or len(first.text) <= _TITLE_SIGNS:
        return pieces
    return (replace(first, text=f"{head}\n{bracket}{tail}"),)


def _field(kind: str) -> Any:
    """Return one element of a PAGE field."""
    if kind == "instr":
        element = OxmlElement("w:instrText")
        element.text = "PAGE"
        return element
    if kind == "shown":
        element = OxmlElement("w:t")
        element.text = "1"
        return element
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def _sub(parent: Any, tag: str, **attributes: str) -> Any:
    """Append an element of WordprocessingML."""
    return etree.SubElement(
        parent, f"{{{_W}}}{tag}", {f"{{{_W}}}{name}": value for name, value in attributes.items()}
    )


def _settled(data: bytes) -> bytes:
    """Return the container with a fixed time on every entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as copy:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, source.read(name))
    return out.getvalue()
