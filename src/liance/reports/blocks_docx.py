"""Blocks as a Word file with real styles: headings, captions with numbers, a table of contents, repeated head rows."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any

from liance.core.language import Language, Text
from liance.reports.blocks import (
    TONES,
    Bar,
    Block,
    BlockReport,
    Bullets,
    DataTable,
    Heading,
    Paragraph,
    TableCell,
    cell_of,
    shares,
)
from liance.reports.html import clean
from liance.reports.spreadsheet import dated

_CONTENTS = Text(zh="目录", en="Contents")
_TABLE = Text(zh="表 ", en="Table ")
_PAGE = Text(zh="第 {number} 页", en="page {number}")
_LATIN, _HAN, _HAN_HEAD = "Times New Roman", "宋体", "黑体"
#: Width of the text on landscape A4 with margins of 2 cm, in centimetres.
_TEXT_CM = 25.7
_BAR_SLOTS = 40


def docx_report(report: BlockReport, day: date, language: Language) -> bytes:
    """Return the report as a Word file (ECMA-376); ``day`` is the date in its properties."""
    from docx import Document

    word = Document()
    _prepare(word, report, day, language)
    word.add_paragraph(clean(report.title), style="Title")
    word.add_paragraph(clean(report.subtitle), style="Subtitle")
    _contents(word, report, language)
    table = 0
    for block in report.blocks:
        if isinstance(block, DataTable):
            table += 1
            _table(word, block, table, language)
        else:
            _block(word, block)
    out = io.BytesIO()
    word.save(out)
    return dated(out.getvalue())


def _prepare(word: Any, report: BlockReport, day: date, language: Language) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt, RGBColor

    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    sizes = {"Normal": 10.5, "Title": 20, "Subtitle": 11, "Heading 1": 15, "Heading 2": 12.5, "Caption": 9.5}
    for name, size in sizes.items():
        style = word.styles[name]
        heading = name.startswith(("Heading", "Title"))
        _font(style, _HAN_HEAD if heading or name == "Caption" else _HAN)
        style.font.size = Pt(size)
        style.font.italic = False
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1A, 0x4F, 0x8B) if heading else RGBColor(0x33, 0x3F, 0x4C)
    word.styles["Normal"].paragraph_format.space_after = Pt(4)
    word.styles["Caption"].paragraph_format.keep_with_next = True
    properties = word.core_properties
    properties.title, properties.author, properties.comments = clean(report.title), "Liance", ""
    properties.language = "zh-CN" if language is Language.ZH else "en"
    moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the format has no zone
    properties.created = properties.modified = moment
    properties.last_modified_by = "Liance"
    footer = section.footer.paragraphs[0]
    footer.alignment = 1
    before, _, after = _PAGE.render(language, number="\n").partition("\n")
    footer.add_run(before)
    _field(footer, "PAGE", "1")
    footer.add_run(after)


def _font(style: Any, han: str) -> None:
    from docx.oxml.ns import qn

    style.font.name = _LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), han)


def _field(paragraph: Any, code: str, shown: str) -> None:
    """Append a field with the text that is shown until a program computes it anew."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", None, "separate", "text", "end"):
        run = paragraph.add_run()
        if kind == "text":
            run.text = shown
        elif kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {code} "
            run._r.append(element)
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)


def _contents(word: Any, report: BlockReport, language: Language) -> None:
    """A table of contents field; until it is computed it lists the headings without page numbers."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    head = word.add_paragraph(_CONTENTS.render(language))
    head.runs[0].bold = True
    names = [clean(block.text) for block in report.blocks if isinstance(block, Heading) and block.level == 1]
    paragraphs = [word.add_paragraph() for _ in names or [""]]
    first, last = paragraphs[0], paragraphs[-1]

    def mark(paragraph: Any, kind: str) -> None:
        element = OxmlElement("w:fldChar")
        element.set(qn("w:fldCharType"), kind)
        paragraph.add_run()._r.append(element)

    mark(first, "begin")
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = ' TOC \\o "1-1" \\h \\z \\u '
    first.add_run()._r.append(code)
    mark(first, "separate")
    for paragraph, name in zip(paragraphs, names, strict=False):
        paragraph.add_run(name)
    mark(last, "end")


def _block(word: Any, block: Block) -> None:
    from docx.shared import Pt

    if isinstance(block, Heading):
        word.add_heading(clean(block.text), level=block.level)
    elif isinstance(block, Paragraph):
        paragraph = word.add_paragraph(clean(block.text))
        if block.note:
            for run in paragraph.runs:
                run.font.size = Pt(9)
    elif isinstance(block, Bullets):
        for item in block.items:
            word.add_paragraph(clean(item), style="List Bullet")
    elif isinstance(block, Bar):
        _bar(word, block)


def _bar(word: Any, bar: Bar) -> None:
    """A bar is a table of one row whose cells are as wide as their counts."""
    from docx.shared import Cm

    word.add_paragraph(clean(bar.caption), style="Caption")
    parts = [part for part in bar.parts if part[1]]
    whole = sum(count for _, count, _ in parts)
    if not whole:
        return
    table = word.add_table(rows=1, cols=len(parts))
    table.style = "Table Grid"
    table.autofit = False
    least = _TEXT_CM / _BAR_SLOTS
    widths = [max(least, _TEXT_CM * count / whole) for _, count, _ in parts]
    for place, (label, count, tone) in enumerate(parts):
        cell = table.rows[0].cells[place]
        cell.width = table.columns[place].width = Cm(widths[place] * _TEXT_CM / sum(widths))
        room = widths[place] > 0.45 * (len(label) + 3)
        _fill(cell, TableCell(f"{label} {count}" if room else str(count), tone), centred=True)
    word.add_paragraph(clean("　".join(f"{label} {count}" for label, count, _ in bar.parts)))


def _table(word: Any, block: DataTable, number: int, language: Language) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    caption = word.add_paragraph(style="Caption")
    caption.add_run(_TABLE.render(language))
    _field(caption, "SEQ Table \\* ARABIC", str(number))
    caption.add_run(("　" if language is Language.ZH else ". ") + clean(block.caption))
    table = word.add_table(rows=1 + len(block.rows), cols=len(block.heads))
    table.style = "Table Grid"
    table.autofit = False
    widths = [Cm(_TEXT_CM * share) for share in shares(block.widths)]
    for place, width in enumerate(widths):
        table.columns[place].width = width
    lines: list[tuple[str | TableCell, ...]] = [block.heads, *block.rows]
    for index, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if index == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for place, (cell, raw) in enumerate(zip(row.cells, line, strict=True)):
            cell.width = widths[place]
            _fill(cell, cell_of(raw), head=index == 0, right=place in block.numeric)
    word.add_paragraph()


def _fill(
    cell: Any, content: TableCell, *, head: bool = False, right: bool = False, centred: bool = False
) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    paragraph.alignment = 1 if centred else (2 if right else 0)
    run = paragraph.add_run(re.sub(r"\s+", " ", clean(content.text)))
    run.font.size = Pt(8.5)
    run.bold = head
    back = "E8EEF5" if head else (TONES[content.tone][0] if content.tone else None)
    if content.tone:
        run.font.color.rgb = RGBColor.from_string(TONES[content.tone][1])
    if back:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:color"), "auto")
        shade.set(qn("w:fill"), back)
        cell._tc.get_or_add_tcPr().append(shade)
