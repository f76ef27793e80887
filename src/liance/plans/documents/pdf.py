"""pdf -> text, page by page, in the order PDFium gives (tables stay running text)."""

from __future__ import annotations

import re

import pypdfium2 as pdfium
from pypdfium2 import raw

from liance.core import limits
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.spans import Span
from liance.plans.documents.extract import Extract, TextBuilder
from liance.plans.documents.problems import (
    DAMAGED,
    ENCRYPTED,
    PAGES_WITHOUT_TEXT,
    SCAN,
    TOO_MANY_PAGES,
    page_list,
    refuse,
)

GARBLED = FindingKind(
    "document.garbled",
    Severity.WARNING,
    says=Text(
        zh="约 {percent}% 的字无法识别（字体没有附带文字编码），抽取的文字可能不可靠",
        en="about {percent}% of the characters cannot be recognised (the fonts carry no encoding); "
        "the text may be unreliable",
    ),
    advice=Text(
        zh="请改用 docx、ofd 或网页版本，或做文字识别（OCR）",
        en="use the docx, ofd or web version, or run text recognition (OCR)",
    ),
)

#: Share of unrecognisable characters, in percent, from which a text is reported as garbled.
GARBLED_PERCENT = 10

#: U+0002 and U+FFFE mark hyphens that PDFium took out; control characters never belong to a text.
_NOISE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd]")


def _page_text(page: pdfium.PdfPage) -> str:
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
    finally:
        textpage.close()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return _NOISE.sub("", text)


def _garbled(source: str, text: str) -> list[Finding]:
    signs = sum(not sign.isspace() for sign in text)
    percent = 100 * len(_UNKNOWN.findall(text)) // max(signs, 1)
    return [GARBLED.at(Place(source=source), percent=percent)] if percent >= GARBLED_PERCENT else []


def read_pdf(source: str, data: bytes) -> Extract:
    """Return the text of a pdf file; every page ends with a line end and has its span.

    Args:
        source: The file's name, for findings.
        data: The file's bytes.

    Raises:
        DocumentError: if the file is damaged, encrypted, has too many pages, or holds no text.
    """
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            refuse(ENCRYPTED, source, format="pdf")
        refuse(DAMAGED, source, format="pdf", reason=f"PDFium {error.err_code}")
    builder = TextBuilder(source)
    pages: list[Span] = []
    silent: list[int] = []
    with pdf:
        count = len(pdf)
        if count > limits.MAX_PAGES:
            refuse(TOO_MANY_PAGES, source, pages=count, limit=limits.MAX_PAGES)
        for number in range(1, count + 1):
            try:
                page = pdf[number - 1]
            except pdfium.PdfiumError:
                silent.append(number)
                pages.append(builder.add(""))
                continue
            text = _page_text(page)
            # A page without objects is blank and lacks nothing.
            if not text.strip() and raw.FPDFPage_CountObjects(page) > 0:
                silent.append(number)
            page.close()
            pages.append(builder.add(text.rstrip("\n") + "\n"))
    text = builder.text()
    if not text.strip():
        refuse(SCAN, source, pages=count)
    findings = _garbled(source, text)
    if silent:
        place = Place(source=source, page=silent[0])
        findings.append(PAGES_WITHOUT_TEXT.at(place, pages=page_list(silent)))
    return Extract(text, pages=tuple(pages), hard_wrapped=True, findings=tuple(findings))
