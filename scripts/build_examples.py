"""Build the shipped example plans from their sources; same input, same bytes.

Each plan is written once, as ``src/liance/data/examples/plans/sources/<id>.md``, and built into one format::

    python scripts/build_examples.py            # write the files
    python scripts/build_examples.py --check    # exit 1 where a file differs from what would be written

Nothing depends on clock, chance, locale, installed fonts or the compression library: dates come from the
plans, containers are stored uncompressed, and the pdf names a standard CID font instead of embedding one.
"""

from __future__ import annotations

import argparse
import html
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph
    from lxml.etree import _Element

PLANS = Path(__file__).resolve().parents[1] / "src" / "liance" / "data" / "examples" / "plans"


class Kind(StrEnum):
    """What a line of a source is."""

    TITLE = "title"
    NUMBER = "number"
    ADDRESSEE = "addressee"
    CHAPTER = "chapter"
    SECTION = "section"
    CAPTION = "caption"
    TEXT = "text"
    BOX = "box"
    TABLE = "table"
    SIGNATURE = "signature"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, box or table; ``lines`` are a box's lines, ``rows`` a table's cells."""

    kind: Kind
    text: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A source as read: its blocks and the metadata that stand in them."""

    title: str
    number: str
    issuer: str
    published: datetime
    blocks: tuple[Block, ...]


_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_NUMBER = re.compile(r"\S+〔\d{4}〕\d+号")
_CHAPTER = re.compile(r"[一二三四五六七八九十]+、")
_SECTION = re.compile(r"（[一二三四五六七八九十]+）")
_ITEM = re.compile(r"\d+\. ")
_CAPTION = re.compile(r"表\d+　")
_SENTENCE = re.compile(r"[。；！？]")


def _kind_of(line: str, place: int) -> Kind:
    if place == 1 and _NUMBER.fullmatch(line):
        return Kind.NUMBER
    if place == 2 and line.endswith("："):
        return Kind.ADDRESSEE
    if _CAPTION.match(line):
        return Kind.CAPTION
    if line.startswith("（本文为虚构示例"):
        return Kind.NOTE
    if not _SENTENCE.search(line):
        if _CHAPTER.match(line):
            return Kind.CHAPTER
        if _SECTION.match(line):
            return Kind.SECTION
    return Kind.TEXT


def read_plan(source: str) -> Plan:
    """Read a source: ``# `` title, plain paragraphs, ``> `` box lines, ``| `` table rows.

    Raises:
        ValueError: The source lacks a title, a document number or a signature with date.
    """
    blocks: list[Block] = []
    for paragraph in re.split(r"\n{2,}", source.strip()):
        lines = paragraph.split("\n")
        if lines[0].startswith("# "):
            blocks.append(Block(Kind.TITLE, lines[0].removeprefix("# ")))
        elif lines[0].startswith("> "):
            blocks.append(Block(Kind.BOX, lines=tuple(line.removeprefix("> ") for line in lines)))
        elif lines[0].startswith("| "):
            rows = tuple(tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in lines)
            blocks.append(Block(Kind.TABLE, rows=rows))
        else:
            blocks += [Block(_kind_of(line, len(blocks)), line) for line in lines]
    dated = next((at for at in reversed(range(len(blocks))) if _DATE.fullmatch(blocks[at].text)), 0)
    if not dated or blocks[0].kind is not Kind.TITLE or blocks[1].kind is not Kind.NUMBER:
        raise ValueError("a source needs a title, a document number and a signature with its date")
    for at in (dated - 1, dated):
        blocks[at] = Block(Kind.SIGNATURE, blocks[at].text)
    year, month, day = (int(part) for part in re.findall(r"\d+", blocks[dated].text))
    return Plan(
        title=blocks[0].text,
        number=blocks[1].text,
        issuer=blocks[dated - 1].text,
        published=datetime(year, month, day, 9, tzinfo=UTC),
        blocks=tuple(blocks),
    )


def _run_in(text: str) -> tuple[str, str]:
    """Split 「（一）加强领导。成立…」 and 「1. 加强领导。成立…」 after the run-in heading."""
    if _SECTION.match(text) or _ITEM.match(text) or text.startswith("——"):
        end = re.search(r"[。：]", text)
        if end and end.start() <= 24:
            return text[: end.end()], text[end.end() :]
    return "", text


# --- txt and md ---------------------------------------------------------------------------------------


def _plain_lines(plan: Plan, indent: str) -> Iterator[str]:
    for block in plan.blocks:
        if block.kind is Kind.BOX:
            yield from block.lines
        elif block.kind is Kind.TABLE:
            yield from ("\t".join(row) for row in block.rows)
        elif block.kind in {Kind.TITLE, Kind.NUMBER, Kind.ADDRESSEE, Kind.SIGNATURE}:
            yield block.text
        else:
            yield indent + block.text


def build_txt(plan: Plan) -> bytes:
    """UTF-8, one paragraph a line, indented as Chinese texts are."""
    return ("\n".join(_plain_lines(plan, "　　")) + "\n").encode("utf-8")


def build_txt_gb18030(plan: Plan) -> bytes:
    """GB 18030 with the line ends of an office computer and blank lines between paragraphs."""
    return ("\r\n\r\n".join(_plain_lines(plan, "    ")) + "\r\n").encode("gb18030")


# --- html ---------------------------------------------------------------------------------------------

_STYLE = """body{font:16px/1.9 "Songti SC","SimSun",serif;margin:0;color:#222}
.nav,.crumbs,.foot{background:#f3f5f8;padding:8px 5%}.nav a{margin-right:1.5em}
.main{width:86%;max-width:900px;margin:24px auto}h1{text-align:center;font-size:24px}
.box{border:1px solid #888;padding:6px 16px;margin:12px 0}.sign{text-align:right}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:4px 8px}"""


def _html_table(rows: tuple[tuple[str, ...], ...]) -> str:
    def row(cells: tuple[str, ...], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    return "<table>" + row(rows[0], "th") + "".join(row(cells, "td") for cells in rows[1:]) + "</table>"


def _html_block(block: Block) -> str:
    text = html.escape(block.text)
    match block.kind:
        case Kind.TITLE:
            return f"<h1>{text}</h1>"
        case Kind.CHAPTER:
            return f"<h2>{text}</h2>"
        case Kind.SECTION:
            return f"<h3>{text}</h3>"
        case Kind.BOX:
            lines = "".join(f"<p>{html.escape(line)}</p>" for line in block.lines)
            return f'<div class="box">{lines}</div>'
        case Kind.TABLE:
            return _html_table(block.rows)
        case Kind.SIGNATURE:
            return f'<p class="sign">{text}</p>'
        case _:
            head, rest = _run_in(block.text)
            return f"<p>　　{f'<strong>{html.escape(head)}</strong>' if head else ''}{html.escape(rest)}</p>"


def build_html_portal(plan: Plan) -> bytes:
    """A page of a present-day government portal: UTF-8, meta tags and a table of particulars."""
    day = plan.published.strftime("%Y-%m-%d")
    site = plan.issuer.removesuffix("办公室").removesuffix("人民政府") + "人民政府"
    particulars = (
        ("发文机关", plan.issuer, "发文字号", plan.number),
        ("成文日期", day, "公开方式", "主动公开"),
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in particulars
    )
    body = "\n".join(
        _html_block(block)
        if block.kind is not Kind.TITLE
        else f'{_html_block(block)}\n<p class="tools">发布时间：{day}　来源：{html.escape(plan.issuer)}'
        "　字号：[大] [中] [小]　[打印] [关闭]</p>"
        for block in plan.blocks
    )
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{html.escape(plan.title)}_{site}</title>
<meta name="SiteName" content="{site}">
<meta name="ArticleTitle" content="{html.escape(plan.title)}">
<meta name="PubDate" content="{day}">
<meta name="ContentSource" content="{html.escape(plan.issuer)}">
<style>{_STYLE}</style>
</head>
<body>
<div class="nav"><a href="#">首页</a><a href="#">政务公开</a><a href="#">政务服务</a>
<a href="#">互动交流</a><a href="#">走进{site[:2]}</a><a href="#">人才招聘</a></div>
<div class="crumbs">当前位置：<a href="#">首页</a> &gt; <a href="#">政务公开</a>
&gt; <a href="#">政策文件</a> &gt; 正文</div>
<div class="main">
<table class="particulars">{rows}</table>
{body}
</div>
<div class="related"><h4>相关阅读</h4><ul><li><a href="#">一图读懂：重点工作安排</a></li><li><a
 href="#">新闻发布会实录</a></li></ul></div>
<div class="foot"><p>主办：{html.escape(plan.issuer)}　网站标识码：0000000000</p>
<p>建议使用1280×800以上分辨率浏览</p></div>
</body>
</html>
""".encode()


def build_html_plain(plan: Plan) -> bytes:
    """A page of an older site: GBK, layout by tables, paragraphs divided by line breaks."""
    day = plan.published.strftime("%Y-%m-%d")
    pieces: list[str] = []
    for block in plan.blocks:
        if block.kind in {Kind.TITLE, Kind.SIGNATURE}:
            continue
        if block.kind is Kind.BOX:
            lines = "<br>".join(html.escape(line) for line in block.lines)
            pieces.append(f'<table border="1" width="95%"><tr><td>{lines}</td></tr></table>')
        elif block.kind is Kind.TABLE:
            pieces.append(_html_table(block.rows))
        else:
            bold = block.kind in {Kind.CHAPTER, Kind.SECTION}
            text = html.escape(block.text)
            pieces.append(f"&nbsp;&nbsp;&nbsp;&nbsp;{f'<b>{text}</b>' if bold else text}<br><br>")
    signature = "<br>".join(html.escape(block.text) for block in plan.blocks if block.kind is Kind.SIGNATURE)
    content = "\n".join(pieces[:-1])
    page = f"""<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gbk">
<title>{html.escape(plan.title)}</title>
</head>
<body>
<table width="980" align="center"><tr><td>
<a href="#">网站首页</a> | <a href="#">信息公开</a> | <a href="#">办事指南</a>
 | <a href="#">领导信箱</a> | <a href="#">企业服务</a></td></tr></table>
<table width="980" align="center"><tr><td>
您的位置：<a href="#">首页</a> &gt;&gt; <a href="#">规范性文件</a></td></tr></table>
<table width="980" align="center">
<tr><td align="center"><font size="5"><b>{html.escape(plan.title)}</b></font></td></tr>
<tr><td align="center">日期：{day}　浏览次数：<span id="hits"></span>　【<a href="#">收藏</a>】</td></tr>
<tr><td class="content">
{content}
<div align="right">{signature}</div>
{pieces[-1]}
</td></tr>
</table>
<table width="980" align="center"><tr><td>上一篇：没有了<br>下一篇：没有了</td></tr></table>
<table width="980" align="center"><tr><td align="center">{html.escape(plan.issuer)} 版权所有</td></tr></table>
</body>
</html>
"""
    return page.encode("gbk")


# --- docx ---------------------------------------------------------------------------------------------

_NUMBER_FORMATS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3. "),
)
_LIST_ID = "1"
_STYLES = {
    Kind.TITLE: "Title",
    Kind.CHAPTER: "Heading 1",
    Kind.SECTION: "Heading 2",
    Kind.CAPTION: "Caption",
}
_KEPT_STYLES = (
    *_STYLES.values(),
    *("Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid"),
)
_UNUSED_PARTS = ("/stylesWithEffects", "/thumbnail")


def _element(tag: str, **attributes: str) -> _Element:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _strip_template(document: Document) -> None:
    """Leave of the template only what the plans use: it brings 160 styles and a picture of itself."""
    for rels in (document.part.rels, document.part.package.rels):
        for name in [name for name, rel in rels.items() if rel.reltype.endswith(_UNUSED_PARTS)]:
            del rels[name]
    styles = document.styles.element
    kept = {document.styles[name].style_id for name in _KEPT_STYLES}
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in kept:
            styles.remove(style)
        for link in style.findall(qn("w:link")):
            style.remove(link)
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)


def _define_numbering(document: Document) -> None:
    """Add the list 一、（一）1. of three levels."""
    abstract = _element("w:abstractNum", abstractNumId=_LIST_ID)
    abstract.append(_element("w:multiLevelType", val="multilevel"))
    for place, (form, pattern) in enumerate(_NUMBER_FORMATS):
        level = _element("w:lvl", ilvl=str(place))
        level.append(_element("w:start", val="1"))
        level.append(_element("w:numFmt", val=form))
        level.append(_element("w:suff", val="nothing"))
        level.append(_element("w:lvlText", val=pattern))
        level.append(_element("w:lvlJc", val="left"))
        abstract.append(level)
    numbering = document.part.numbering_part.element
    numbering.append(abstract)
    num = _element("w:num", numId=_LIST_ID)
    num.append(_element("w:abstractNumId", val=_LIST_ID))
    numbering.append(num)
    for place, name in enumerate(("Heading 1", "Heading 2")):
        _number(document.styles[name].element.get_or_add_pPr(), place)


def _number(properties: Any, place: int) -> None:
    """Set ``w:numPr`` of a ``w:pPr`` (python-docx makes the accessors at run time)."""
    numbers = properties.get_or_add_numPr()
    numbers.get_or_add_ilvl().val = place
    numbers.get_or_add_numId().val = int(_LIST_ID)


def _prepare_styles(document: Document) -> None:
    for name, font, size, bold in (
        ("Normal", "仿宋", 16, False),
        ("Title", "方正小标宋简体", 22, False),
        ("Heading 1", "黑体", 16, False),
        ("Heading 2", "楷体", 16, True),
        ("Caption", "黑体", 12, False),
    ):
        style = document.styles[name]
        style.font.name = "Times New Roman"
        style.font.size = Pt(size)
        style.font.bold = bold
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), font)
        style.paragraph_format.space_after = Pt(0)


def _place_of(text: str) -> int | None:
    for place, pattern in enumerate((_CHAPTER, _SECTION, _ITEM)):
        if pattern.match(text):
            return place
    return None


def _without_number(text: str) -> str:
    return re.sub(f"^(?:{_CHAPTER.pattern}|{_SECTION.pattern}|{_ITEM.pattern})", "", text)


def _write_paragraph(paragraph: Paragraph, block: Block, numbered: bool) -> None:
    head, rest = _run_in(block.text)
    place = _place_of(block.text)
    if numbered and place is not None:
        if block.kind is Kind.TEXT:
            _number(paragraph._p.get_or_add_pPr(), place)
        text = _without_number(head) if head else ""
        rest = rest if head else _without_number(rest)
        head = text
    if head:
        paragraph.add_run(head).bold = True
    paragraph.add_run(rest)
    if block.kind in {Kind.TEXT, Kind.NOTE}:
        paragraph.paragraph_format.first_line_indent = Pt(32)


def _write_table(document: Document, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.paragraphs[0].add_run(text).font.size = Pt(10.5)


def _write_box(cell: _Cell, lines: tuple[str, ...]) -> None:
    cell.paragraphs[0].add_run(lines[0]).bold = True
    for line in lines[1:]:
        cell.add_paragraph(line)


def _write_blocks(document: Document, plan: Plan, numbered: bool) -> None:
    for block in plan.blocks:
        if block.kind is Kind.TABLE:
            _write_table(document, block.rows)
        elif block.kind is Kind.BOX:
            _write_box(document.add_table(rows=1, cols=1, style="Table Grid").cell(0, 0), block.lines)
        else:
            paragraph = document.add_paragraph(style=_STYLES.get(block.kind))
            _write_paragraph(paragraph, block, numbered)
            if block.kind in {Kind.TITLE, Kind.NUMBER, Kind.CAPTION}:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif block.kind is Kind.SIGNATURE:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _write_docx(plan: Plan, numbered: bool) -> bytes:
    document = docx.Document()
    _strip_template(document)
    _prepare_styles(document)
    if numbered:
        _define_numbering(document)
    _write_blocks(document, plan, numbered)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = plan.title, plan.issuer, ""
    properties.last_modified_by = plan.issuer
    properties.created = properties.modified = plan.published
    properties.language = "zh-CN"
    buffer = io.BytesIO()
    document.save(buffer)
    return _settled_zip(buffer.getvalue())


def _settled_zip(data: bytes) -> bytes:
    """Rewrite a zip with fixed dates and no compression, so that no clock and no zlib shows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(buffer, "w") as settled:
        for entry in given.infolist():
            info = zipfile.ZipInfo(entry.filename, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o644 << 16
            settled.writestr(info, given.read(entry))
    return buffer.getvalue()


def build_docx(plan: Plan) -> bytes:
    """Word styles for title and headings; the numbers are typed."""
    return _write_docx(plan, numbered=False)


def build_docx_numbered(plan: Plan) -> bytes:
    """Word styles for title and headings; the numbers 一、（一）1. are counted by Word."""
    return _write_docx(plan, numbered=True)


# --- pdf ----------------------------------------------------------------------------------------------

_PAGE_WIDTH, _PAGE_HEIGHT = 595, 842
_MARGIN_LEFT, _MARGIN_TOP, _MARGIN_BOTTOM = 80, 92, 90
_LINE_UNITS = 54
_SIZE, _LEADING = 16, 29
_NO_START = "、。，；：！？）》〕”’…—"
_NO_END = "（《〔“‘"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    x: float
    size: float = _SIZE
    boxed: bool = False


def _units(text: str) -> int:
    """Width in half signs: a Latin sign takes one, any other two."""
    return sum(1 if ord(sign) < 0x80 else 2 for sign in text)


def _wrap(text: str, units: int) -> Iterator[str]:
    """Break lines as print does: no closing mark first, no opening mark last, numbers whole."""
    line: list[str] = []
    for piece in re.findall(r"[!-~]+|.", text):
        line.append(piece)
        if _units("".join(line)) <= units:
            continue
        cut = len(line) - 1
        while cut > 1 and (line[cut] in _NO_START or line[cut - 1] in _NO_END):
            cut -= 1
        yield "".join(line[:cut])
        line = line[cut:]
    yield "".join(line)


def _centred(text: str, size: float) -> Iterator[_Line]:
    for line in _wrap(text, int(_LINE_UNITS * _SIZE / size)):
        yield _Line(line, (_PAGE_WIDTH - _units(line) * size / 2) / 2, size)


def _pdf_lines(plan: Plan) -> Iterator[_Line]:
    for block in plan.blocks:
        match block.kind:
            case Kind.TITLE:
                yield from _centred(block.text, 22)
            case Kind.NUMBER:
                yield from _centred(block.text, _SIZE)
            case Kind.SIGNATURE:
                yield _Line(block.text, _PAGE_WIDTH - _MARGIN_LEFT - (_units(block.text) + 4) * _SIZE / 2)
            case Kind.BOX:
                for text in block.lines:
                    for line in _wrap(text, _LINE_UNITS - 4):
                        yield _Line(line, _MARGIN_LEFT + _SIZE, boxed=True)
            case Kind.TABLE:
                raise ValueError("tables are not laid out in pdf examples")
            case _:
                indent = "" if block.kind is Kind.ADDRESSEE else "　　"
                for line in _wrap(indent + block.text, _LINE_UNITS):
                    shift = (_units(line) - _units(line.lstrip("　"))) * _SIZE / 2
                    yield _Line(line.lstrip("　"), _MARGIN_LEFT + shift)


def _show(text: str, x: float, y: float, size: float) -> str:
    return f"BT /F1 {size:g} Tf {x:g} {y:g} Td <{text.encode('utf-16-be').hex().upper()}> Tj ET"


def _pdf_pages(plan: Plan, running_head: bool) -> Iterator[str]:
    """The content streams of the pages: running head, lines, frames of boxes, page number."""
    room = (_PAGE_HEIGHT - _MARGIN_TOP - _MARGIN_BOTTOM) // _LEADING
    lines = list(_pdf_lines(plan))
    for page, first in enumerate(range(0, len(lines), room), 1):
        marks: list[str] = []
        if running_head:
            x = (_PAGE_WIDTH - _units(plan.title) * 5.25) / 2
            marks.append(_show(plan.title, x, _PAGE_HEIGHT - 52, 10.5))
        for place, line in enumerate(lines[first : first + room]):
            y = _PAGE_HEIGHT - _MARGIN_TOP - place * _LEADING
            if line.boxed:
                left, right = _MARGIN_LEFT - 4, _PAGE_WIDTH - _MARGIN_LEFT + 4
                marks += [f"{x} {y - 9} m {x} {y + 20} l S" for x in (left, right)]
            if line.text:
                marks.append(_show(line.text, line.x, y, line.size))
        marks.append(_show(f"— {page} —", _PAGE_WIDTH / 2 - 28, 48, 14))
        yield "\n".join(marks)


#: Objects 4 to 6: every viewer has the encoding, and a substitute for the font.
_PDF_FONT = (
    """<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H
/DescendantFonts [5 0 R] >>""",
    """<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 6 0 R
/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /W [1 95 500] >>""",
    """<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]
/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 737 /StemV 58 >>""",
)


def _pdf_text(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _write_pdf(plan: Plan, running_head: bool) -> bytes:
    """A pdf 1.4 by hand (ISO 32000-1, 7.5 and 9.7): the text stays text, the font is a standard CID font."""
    streams = list(_pdf_pages(plan, running_head))
    pages = [f"{7 + 2 * place} 0 R" for place in range(len(streams))]
    day = plan.published.strftime("D:%Y%m%d%H%M%SZ")
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (zh-CN) >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(pages)}] >>",
        f"<< /Title {_pdf_text(plan.title)} /Author {_pdf_text(plan.issuer)} /CreationDate ({day}) >>",
        *_PDF_FONT,
    ]
    for place, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_PAGE_WIDTH} {_PAGE_HEIGHT}]"
            f" /Resources << /Font << /F1 4 0 R >> >> /Contents {8 + 2 * place} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body = "%PDF-1.4\n"
    offsets: list[int] = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    body += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    body += f"trailer\n<< /Size {size} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{body.index('xref')}\n%%EOF\n"
    return body.encode("ascii")


def build_pdf(plan: Plan) -> bytes:
    """Pages with page numbers only."""
    return _write_pdf(plan, running_head=False)


def build_pdf_headed(plan: Plan) -> bytes:
    """Pages with the title as running head and page numbers."""
    return _write_pdf(plan, running_head=True)


#: File name of each example and how it is built; the source is ``sources/<stem>.md``.
EXAMPLES: dict[str, Callable[[Plan], bytes]] = {
    "lanjiang-province-measures.pdf": build_pdf,
    "lindu-district-blockchain-park.txt": build_txt,
    "luping-district-industrial-internet.docx": build_docx,
    "songlan-city-ai.pdf": build_pdf_headed,
    "wangchao-city-blockchain.html": build_html_portal,
    "yanhu-district-sandbox.html": build_html_plain,
    "yunling-province-blockchain.docx": build_docx_numbered,
    "zechuan-city-blockchain.txt": build_txt_gb18030,
}


def build_all(plans: Path = PLANS) -> dict[str, bytes]:
    """Return the bytes of every example by file name."""
    built = {}
    for name, build in EXAMPLES.items():
        source = plans / "sources" / f"{Path(name).stem}.md"
        built[name] = build(read_plan(source.read_text(encoding="utf-8")))
    return built


def main(arguments: list[str] | None = None) -> int:
    """Write the examples, or with ``--check`` compare them; return the exit code."""
    parser = argparse.ArgumentParser(description="生成示例规划 / build the example plans")
    parser.add_argument("--check", action="store_true", help="只比较，不写入 / compare, write nothing")
    check = parser.parse_args(arguments).check
    stale = []
    for name, data in build_all().items():
        target = PLANS / name
        if target.is_file() and target.read_bytes() == data:
            continue
        stale.append(name)
        if not check:
            target.write_bytes(data)
    for name in stale:
        sys.stdout.write(f"{'不一致 / differs' if check else '已写入 / written'}: {name}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
