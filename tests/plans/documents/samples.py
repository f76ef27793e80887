"""Makers of real files in every format, from text."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import docx
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from liance.core.findings import Finding

from .ofd_samples import zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

#: A short plan whose lines a page of 20 Chinese characters broke.
WRAPPED = """\
　　为加快区块链技术在我市政务服务中的
应用，推动数据共享和业务协同，结合本市
实际，制定本行动计划。
　　一、总体要求
　　坚持政府引导、企业主体、市场运作，分
步推进区块链基础设施建设和示范应用，着
力营造开放包容的产业生态，力争走在全省
前列。
　　二、工作目标
　　到2027年，建成全市统一的区块链底层平
台，接入单位超过60家，打造30个以上典型
应用场景，培育10家骨干企业，引进200名
专业人才，产业规模达到50亿元。
"""

#: The same plan as its author wrote it.
PARAGRAPHS = """\
某市区块链应用行动计划

为加快区块链技术在我市政务服务中的应用，推动数据共享和业务协同，结合本市实际，制定本行动计划。

一、总体要求

坚持政府引导、企业主体、市场运作，分步推进区块链基础设施建设和示范应用。

二、工作目标

到2027年，建成全市统一的区块链底层平台，接入单位超过60家，打造30个以上典型应用场景。
"""

#: A plan with a head.
HEADED = "---\ntitle: 某市区块链应用行动计划\n发布日期: 2027-01-05\n---\n" + PARAGRAPHS


def docx_of(paragraphs: Sequence[str]) -> bytes:
    """A docx as python-docx writes it."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _part(root: str, inner: str) -> str:
    spaces = (
        f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {spaces}>{inner}</w:{root}>'


def raw_docx(body: str, *, doctype: str = "", **parts: str) -> bytes:
    """A docx whose body, and whose numbering, styles, footnotes ... parts, are given as markup."""
    links = "".join(
        f'<Relationship Id="r{name}" Type="{_RELATIONS}/{name}" Target="{name}.xml"/>' for name in parts
    )
    relations = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    document = _part("document", f"<w:body>{body}</w:body>").replace("?><", f"?>{doctype}<", 1)
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": f'{relations}relationships"><Relationship Id="r1" '
            f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'{relations}relationships">{links}</Relationships>',
            "word/document.xml": document,
            **{f"word/{name}.xml": _part(name, inner) for name, inner in parts.items()},
        }
    )


def paragraph(text: str, properties: str = "") -> str:
    """Markup of a docx paragraph with one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(text: str, level: int = 0, list_id: int = 1) -> str:
    """Markup of a docx paragraph with an automatic number."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def numbering_level(level: int, style: str, pattern: str, more: str = "") -> str:
    """Markup of one level of a list definition."""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def one_list(*levels: str) -> str:
    """Markup of a numbering part with one list (id 1) of the given levels."""
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )


def pdf_of(*pages: Sequence[str], password: str = "", width: float = 595) -> bytes:
    """A pdf of pages given as lines; a page of ``None``-like emptiness draws a picture-like box only."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    encrypt = StandardEncryption(password, ownerPassword="owner") if password else None
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(width, 842), invariant=True, encrypt=encrypt)
    for lines in pages:
        canvas.setFont("STSong-Light", 16)
        for number, line in enumerate(lines):
            canvas.drawString(72, 770 - 28 * number, line)
        if not lines:
            canvas.rect(100, 100, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def codes(findings: Sequence[Finding]) -> list[str]:
    """The codes of findings, in order."""
    return [finding.code for finding in findings]
