"""pdf: pages, and what has no text."""

from __future__ import annotations

import pytest

from liance.core.errors import DocumentError
from liance.core.language import Language
from liance.plans.documents.pdf import read_pdf
from liance.plans.documents.reading import read_document

from .samples import WRAPPED, codes, pdf_of


def refused(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read_pdf("a.pdf", data)
    (finding,) = caught.value.findings
    return finding.code


def test_pages_have_spans_and_lines_are_those_of_the_page() -> None:
    extract = read_pdf("a.pdf", pdf_of(["一、总体要求", "建设平台。"], ["二、工作目标"]))
    assert extract.hard_wrapped
    assert [extract.text[page.start : page.end] for page in extract.pages] == [
        "一、总体要求\n建设平台。\n",
        "二、工作目标\n",
    ]


def test_a_password_is_asked_for_by_a_finding() -> None:
    assert refused(pdf_of(["密"], password="secret")) == "document.encrypted"


def test_scans_are_told_from_text() -> None:
    assert refused(pdf_of([], [])) == "document.scan"
    document = read_document("a.pdf", pdf_of(["文字"], [], ["文字"], []))
    (finding,) = document.findings
    assert finding.code == "document.pages-without-text"
    assert finding.place.page == 2
    assert "2, 4" in finding.message(Language.EN)
    assert len(document.pages) == 4


def test_a_cut_file_is_damaged_or_still_gives_its_pages() -> None:
    data = pdf_of(WRAPPED.split("\n"))
    assert refused(data[:200]) == "document.damaged"
    assert refused(b"%PDF-1.4\n%%EOF") == "document.damaged"


def test_private_letters_are_reported() -> None:
    document = read_document("a.pdf", pdf_of(["\ue001\ue002\ue003"]))
    assert codes(document.findings) in (["document.garbled"], [])
