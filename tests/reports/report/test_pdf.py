"""The PDF: set by Typst from data; foreign text is never markup."""

from __future__ import annotations

import ctypes
from importlib.resources import files

import pypdfium2
import pytest
from pypdfium2 import raw
from tests.reports.report.samples import HOSTILE, hostile_report, pictures, report

from liance.core.language import Language
from liance.reports.report.model import Report
from liance.reports.report.pdf import TypesettingError, pdf_bytes
from liance.workbench.figures import draw_all
from liance.workbench.fonts import chinese_fonts

TEMPLATE = (files("liance") / "data" / "report" / "report.typ").read_text(encoding="utf-8")


def set_up(made: Report, template: str = TEMPLATE) -> bytes:
    fonts = chinese_fonts()
    drawn = pictures() if made is report() else draw_all(made.figures())
    return pdf_bytes(made, drawn, template, (fonts.sans, fonts.serif), fonts.folders)


def text_of(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    pdf.close()
    return "".join(text.split())


def test_the_text_reads_back_and_the_bytes_are_the_same() -> None:
    data = set_up(report())
    assert data == set_up(report())
    flat = text_of(data)
    for section in report().sections:
        assert "".join(section.heading.split()) in flat
    assert "请列出攻关清单" in flat


def test_headings_are_bookmarks_of_the_pdf() -> None:
    pdf = pypdfium2.PdfDocument(set_up(report()))
    titles = [mark.get_title() for mark in pdf.get_toc()]
    pdf.close()
    assert [section.heading for section in report().sections if section.listed] == [
        title
        for title in titles
        if title in {section.heading for section in report().sections if section.listed}
    ]


def test_a_link_leads_to_the_page_of_its_anchor() -> None:
    """Links are places found by a first run: the headings they lead to must still stand there in the second."""
    pdf = pypdfium2.PdfDocument(set_up(report()))
    pages = ["".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
    found: set[str] = set()
    for page in pdf:
        place, link = ctypes.c_int(0), raw.FPDF_LINK()
        while raw.FPDFLink_Enumerate(page, place, link):
            number = raw.FPDFDest_GetDestPageIndex(pdf, raw.FPDFLink_GetDest(pdf, link))
            assert 0 <= number < len(pages)
            found |= {
                section.anchor
                for section in report().sections
                if "".join(section.heading.split()) in pages[number]
            }
    pdf.close()
    assert {"s_corpus", "s_evidence", "s_numbers", "p_1", "p_5"} <= found


def test_markup_in_titles_and_quotes_is_set_as_text() -> None:
    flat = text_of(set_up(hostile_report()))
    assert "".join(HOSTILE.split()) in flat
    assert flat.count('#panic("x")') >= 9, "title, corpus and quotes"


def test_a_template_that_fails_is_told() -> None:
    with pytest.raises(TypesettingError) as caught:
        set_up(report(), "#panic(1)")
    assert "docx" in caught.value.message(Language.ZH)


def test_a_template_reaches_no_file_of_the_machine() -> None:
    with pytest.raises(TypesettingError):
        set_up(report(), '#read("/etc/hostname")')
