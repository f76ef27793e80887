"""A report as a Word document (ECMA-376): real styles, captions that count themselves, contents, links to bookmarks.

The body is written as elements, not through the object model, which takes seconds for tables of thousands of
fields. The same report gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from lxml import etree

from liance.core.language import Language
from liance.reports.figures.model import Picture
from liance.reports.html import clean
from liance.reports.report.model import (
    Align,
    Block,
    Bullets,
    FigureBlock,
    Inline,
    Paragraph,
    Report,
    Run,
    Section,
    Table,
    TableCell,
)
from liance.reports.report.tints import tint
from liance.reports.spreadsheet import EPOCH, dated

#: Fonts that every office has; a system without them puts its own in their place.
_LATIN, _SONG, _HEI = "Times New Roman", "宋体", "黑体"
_LATIN_SANS = "Arial"
_INK, _SOFT, _LINK = "1C2733", "5B6B7B", "1A4F8B"
_PAGE_CM, _MARGIN_CM = (21.0, 29.7), 2.4
_TEXT_CM = _PAGE_CM[0] - 2 * _MARGIN_CM
#: Twentieths of a point in a centimetre.
_TWIPS = 567
#: Styles of ours, by the style that they are based on.
_APPENDIX, _QUOTED, _NOTE, _FIELD = "Liance Appendix", "Liance Quotation", "Liance Note", "Liance Field"


def docx_bytes(report: Report, pictures: Mapping[str, Picture]) -> bytes:
    """Return the report as docx; ``pictures`` are its drawn figures, by id."""
    document = Document()
    _styles(document)
    _page(document, report)
    properties = document.core_properties
    properties.title = clean(report.title)
    properties.author = properties.last_modified_by = "Liance"
    properties.comments = ""
    properties.language = "zh-CN" if report.language is Language.ZH else "en-GB"
    properties.created = properties.modified = EPOCH
    _Body(document, report, pictures).write()
    written = io.BytesIO()
    document.save(written)
    return dated(written.getvalue())


# -- styles and page -------------------------------------------------------------------------------------


def _styles(document: WordDocument) -> None:
    styles = document.styles
    _font(styles["Normal"], _LATIN, _SONG, 10.5, _INK)
    _spacing(styles["Normal"], before=0, after=6, line=1.35)
    _font(styles["Title"], _LATIN_SANS, _HEI, 25, _INK, bold=True)
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    _font(styles["Subtitle"], _LATIN_SANS, _HEI, 13, _SOFT)
    for name, size, before, after in (("Heading 1", 15, 20, 10), ("Heading 2", 12, 14, 8)):
        _font(styles[name], _LATIN_SANS, _HEI, size, _INK, bold=True)
        _spacing(styles[name], before=before, after=after, line=1.2)
    _font(styles["Caption"], _LATIN_SANS, _HEI, 9.5, _INK, bold=False)
    _spacing(styles["Caption"], before=6, after=6, line=1.15)
    _spacing(styles["List Bullet"], before=0, after=4, line=1.35)
    _font(_new(document, _QUOTED, "Normal"), _LATIN, _SONG, 9.5, _INK)
    _font(_new(document, _NOTE, "Normal"), _LATIN, _SONG, 9, _SOFT)
    _font(_new(document, _FIELD, "Normal"), _LATIN_SANS, _HEI, 8.5, _INK)
    _spacing(styles[_FIELD], before=0, after=1, line=1.1)
    styles[_QUOTED].paragraph_format.left_indent = Cm(0.8)
    appendix = _new(document, _APPENDIX, "Heading 2")
    etree.SubElement(appendix.element.get_or_add_pPr(), qn("w:outlineLvl")).set(qn("w:val"), "1")
    for level, indent in ((1, 0.0), (2, 0.8)):
        style = _new(document, f"toc {level}", "Normal")
        _font(style, _LATIN_SANS, _HEI, 11 if level == 1 else 10.5, _INK)
        style.paragraph_format.left_indent = Cm(indent)
    tongue = etree.SubElement(styles["Normal"].element.get_or_add_rPr(), qn("w:lang"))
    tongue.set(qn("w:val"), "en-GB")
    tongue.set(qn("w:eastAsia"), "zh-CN")


def _new(document: WordDocument, name: str, base: str) -> ParagraphStyle:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = document.styles[base]
    return style


def _font(
    style: BaseStyle, latin: str, chinese: str, size: float, colour: str, *, bold: bool | None = None
) -> None:
    assert isinstance(style, ParagraphStyle)
    font = style.font
    font.size = Pt(size)
    font.color.rgb = RGBColor.from_string(colour)
    font.italic = False
    if bold is not None:
        font.bold = bold
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for side in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{side}"), latin)
    fonts.set(qn("w:eastAsia"), chinese)


def _spacing(style: BaseStyle, *, before: float, after: float, line: float) -> None:
    assert isinstance(style, ParagraphStyle)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(before), Pt(after)
    spacing.line_spacing = line


def _page(document: WordDocument, report: Report) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(_PAGE_CM[0]), Cm(_PAGE_CM[1])
    section.left_margin = section.right_margin = Cm(_MARGIN_CM)
    section.top_margin = section.bottom_margin = Cm(2.5)
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    head.style = document.styles[_NOTE]
    head.add_run(clean(report.title))
    foot = section.footer.paragraphs[0]
    foot.style = document.styles[_NOTE]
    foot.alignment = 1
    foot._p.extend([*_text("— "), *_code_field("PAGE", "1"), *_text(" —")])


# -- elements --------------------------------------------------------------------------------------------


def _element(tag: str, **attributes: str) -> Any:
    made = etree.Element(qn(f"w:{tag}"))
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    made = _element(tag, **attributes)
    parent.append(made)
    return made


def _text(text: str, *, bold: bool = False, colour: str = "", half_points: int = 0) -> list[Any]:
    run = _element("r")
    if bold or colour or half_points:
        properties = _add(run, "rPr")
        if bold:
            _add(properties, "b")
        if colour:
            _add(properties, "color", val=colour)
        if half_points:
            _add(properties, "sz", val=str(half_points))
    held = _add(run, "t")
    held.text = clean(text)
    held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [run]


def _field_sign(kind: str) -> Any:
    run = _element("r")
    _add(run, "fldChar", fldCharType=kind)
    return run


def _code_field(code: str, shown: str) -> list[Any]:
    """Return a field with the value it has now."""
    instruction = _element("r")
    held = _add(instruction, "instrText")
    held.text = f" {code} "
    held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [_field_sign("begin"), instruction, _field_sign("separate"), *_text(shown), _field_sign("end")]


class _Body:
    """Writes the body; keeps the numbers of bookmarks."""

    def __init__(self, document: WordDocument, report: Report, pictures: Mapping[str, Picture]) -> None:
        self.document = document
        self.report = report
        self.pictures = pictures
        self.body = document.element.body
        self.end = self.body.sectPr
        self.marks = 0
        self.ids = {style.name: style.style_id for style in document.styles}

    def write(self) -> None:
        self.title_page()
        self.contents()
        for place, section in enumerate(self.report.sections):
            self.heading(section, new_page=place == 0)
            for number, block in enumerate(section.blocks):
                following = section.blocks[number + 1 : number + 2]
                self.block(block, before_table=bool(following) and isinstance(following[0], Table))

    def put(self, element: Any) -> None:
        self.end.addprevious(element)

    def paragraph(
        self,
        runs: Sequence[Any],
        style: str = "Normal",
        *,
        align: Align | None = None,
        keep: bool = False,
        indent: bool = False,
        new_page: bool = False,
        before: int | None = None,
        left: int | None = None,
    ) -> Any:
        made = _element("p")
        properties = _add(made, "pPr")
        _add(properties, "pStyle", val=self.ids[style])
        if keep:
            _add(properties, "keepNext")
        if new_page:
            _add(properties, "pageBreakBefore")
        if before is not None:
            _add(properties, "spacing", before=str(before))
        if left is not None:
            _add(properties, "ind", left=str(left))
        if indent:
            _add(properties, "ind", firstLineChars="200", firstLine="420")
        if align:
            _add(properties, "jc", val=align)
        made.extend(runs)
        return made

    def mark(self, anchor: str) -> list[Any]:
        """Return the two ends of a bookmark around nothing, in front of what it names."""
        if not anchor:
            return []
        self.marks += 1
        number = str(self.marks)
        return [_element("bookmarkStart", id=number, name=anchor), _element("bookmarkEnd", id=number)]

    def runs(self, inline: Inline, colour: str = "") -> list[Any]:
        made: list[Any] = []
        for run in inline:
            made += self.run(run, colour)
        return made

    def run(self, run: Run, colour: str) -> list[Any]:
        text = _text(run.text, bold=run.strong, colour=colour or (_LINK if run.link else ""))
        if not run.link:
            return text
        link = _element("hyperlink", anchor=run.link, history="1")
        link.extend(text)
        return [link]

    def title_page(self) -> None:
        report = self.report
        self.put(self.paragraph(_text(report.title), "Title", align="center", before=4200))
        self.put(self.paragraph(_text(report.subtitle), "Subtitle", align="center"))
        for place, (name, value) in enumerate(report.facts):
            runs = [*_text(f"{name}　", colour=_SOFT), *_text(value)]
            self.put(self.paragraph(runs, before=4800 if place == 0 else 0, left=2400))

    def contents(self) -> None:
        """Write the table of contents, filled in: links to the headings, without pages that no one has counted."""
        heading = _text(self.report.contents, bold=True)
        self.put(self.paragraph(heading, "toc 1", new_page=True))
        listed = [section for section in self.report.sections if section.listed]
        begin = [_field_sign("begin"), _element("r"), _field_sign("separate")]
        code = _add(begin[1], "instrText")
        code.text = ' TOC \\o "1-2" \\n \\h '
        code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        for place, section in enumerate(listed):
            runs: list[Any] = list(begin) if place == 0 else []
            link = _element("hyperlink", anchor=section.anchor, history="1")
            link.extend(_text(section.heading))
            runs.append(link)
            if place == len(listed) - 1:
                runs.append(_field_sign("end"))
            self.put(self.paragraph(runs, f"toc {section.depth}"))

    def heading(self, section: Section, *, new_page: bool) -> None:
        style = f"Heading {section.depth}" if section.listed else _APPENDIX
        runs = [*self.mark(section.anchor), *_text(section.heading)]
        self.put(self.paragraph(runs, style, new_page=new_page))

    def block(self, block: Block, *, before_table: bool) -> None:
        match block:
            case Paragraph():
                style = {"note": _NOTE, "quote": _QUOTED}.get(block.kind, "Normal")
                indent = block.kind == "body" and self.report.language is Language.ZH
                self.put(
                    self.paragraph(
                        self.runs(block.runs), style, indent=indent, keep=before_table or block.kind == "lead"
                    )
                )
            case Bullets():
                for item in block.items:
                    self.put(self.paragraph(self.runs(item), "List Bullet"))
            case Table():
                if block.label:
                    self.put(self.caption(block.anchor, block.label, block.caption, keep=True))
                self.put(self.table(block))
                # A table needs a paragraph behind it: two in a row would grow together.
                self.put(self.paragraph([], _FIELD))
            case FigureBlock():
                self.picture(block)
                self.put(self.caption(block.anchor, block.label, block.caption, keep=False))

    def caption(self, anchor: str, label: str, caption: str, *, keep: bool) -> Any:
        """Return a caption whose number is a SEQ field, so that Word can list and renumber captions."""
        word, _, number = label.rpartition(" ")
        runs = [
            *self.mark(anchor),
            *_text(f"{word} "),
            *_code_field(f"SEQ {word} \\* ARABIC", number),
            *_text(f"　{caption}"),
        ]
        return self.paragraph(runs, "Caption", align="center", keep=keep)

    def picture(self, block: FigureBlock) -> None:
        picture = self.pictures[block.figure.id]
        paragraph = self.document.add_paragraph()
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Cm(_TEXT_CM))
        named = shape._inline.docPr
        named.set("descr", clean(f"{block.label} {block.caption}"))
        named.set("title", block.label)
        made = paragraph._p
        properties = made.get_or_add_pPr()
        _add(properties, "keepNext")
        _add(properties, "spacing", before="120", line="240", lineRule="auto")
        _add(properties, "jc", val="center")
        self.put(made)

    def table(self, block: Table) -> Any:
        total = sum(column.width for column in block.columns)
        widths = [int(column.width * _TEXT_CM * _TWIPS / total) for column in block.columns]
        made = _element("tbl")
        properties = _add(made, "tblPr")
        _add(properties, "tblW", w=str(sum(widths)), type="dxa")
        borders = _add(properties, "tblBorders")
        for side in ("top", "bottom"):
            _add(borders, side, val="single", sz="10", space="0", color=_INK)
        _add(properties, "tblLayout", type="fixed")
        margins = _add(properties, "tblCellMar")
        narrow = "30" if len(widths) > 8 else "70"
        for side, width in (("top", "30"), ("left", narrow), ("bottom", "30"), ("right", narrow)):
            _add(margins, side, w=width, type="dxa")
        grid = _add(made, "tblGrid")
        for twips in widths:
            _add(grid, "gridCol", w=str(twips))
        made.append(self.head(block, widths))
        short = bool(block.label) and len(block.rows) <= 18
        for place, row in enumerate(block.rows):
            made.append(self.row(row, block, widths, keep=short and place < len(block.rows) - 1))
        return made

    def head(self, block: Table, widths: Sequence[int]) -> Any:
        cells = [TableCell(((Run(column.name, strong=True),),)) for column in block.columns]
        made = self.row(cells, block, widths, head=True)
        if len(widths) > 8 and self.report.language is Language.EN:
            # Whole English words must fit into the narrow columns of a matrix.
            for held, column in zip(made.iter(qn("w:p")), block.columns, strict=True):
                held.remove(held.find(qn("w:r")))
                held.extend(_text(column.name, bold=True, half_points=12))
        return made

    def row(
        self,
        cells: Sequence[TableCell],
        block: Table,
        widths: Sequence[int],
        *,
        head: bool = False,
        keep: bool = False,
    ) -> Any:
        made = _element("tr")
        properties = _add(made, "trPr")
        if head or keep:
            _add(properties, "cantSplit")
        if head:
            _add(properties, "tblHeader")
        for cell, column, width in zip(cells, block.columns, widths, strict=True):
            held = _add(made, "tc")
            about = _add(held, "tcPr")
            _add(about, "tcW", w=str(width), type="dxa")
            if head:
                _add(_add(about, "tcBorders"), "bottom", val="single", sz="5", space="0", color=_INK)
            fill, ink = tint(cell.level, block.top)
            if fill:
                _add(about, "shd", val="clear", color="auto", fill=fill[1:].upper())
            _add(about, "vAlign", val="center")
            held.extend(
                self.lines(
                    cell,
                    "center" if head else column.align,
                    ink[1:].upper() if fill else "",
                    keep=keep or head,
                )
            )
        return made

    def lines(self, cell: TableCell, align: Align, colour: str, *, keep: bool) -> Iterator[Any]:
        for place, line in enumerate(cell.lines or ((),)):
            runs = [*(self.mark(cell.anchor) if place == 0 else []), *self.runs(line, colour)]
            yield self.paragraph(runs, _FIELD, align=align, keep=keep)
