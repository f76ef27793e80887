"""The Word file: real styles, captions with fields, contents, links with bookmarks; LibreOffice opens it as it is."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from tests.reports.report.samples import HOSTILE, hostile_report, pictures, report

from liance.reports.report.docx import docx_bytes
from liance.reports.report.model import FigureBlock, Section, Table
from liance.workbench.figures import draw_all


@pytest.fixture(scope="module")
def data() -> bytes:
    return docx_bytes(report(), pictures())


def test_headings_captions_and_contents_are_what_word_knows(data: bytes) -> None:
    document = Document(io.BytesIO(data))
    by_style: dict[str, list[str]] = {}
    for paragraph in document.paragraphs:
        by_style.setdefault(str(paragraph.style.name if paragraph.style else ""), []).append(paragraph.text)
    listed: list[Section] = [section for section in report().sections if section.listed]
    assert by_style["Heading 1"] == [section.heading for section in listed if section.depth == 1]
    assert by_style["Heading 2"] == [section.heading for section in listed if section.depth == 2]
    assert len(by_style["Liance Appendix"]) == 5
    contents = [*by_style["toc 1"], *by_style["toc 2"]]
    assert set(contents) == {"目录", *(section.heading for section in listed)}
    captions = [
        f"{block.label}　{block.caption}"
        for block in report().blocks()
        if isinstance(block, Table | FigureBlock) and block.label
    ]
    assert by_style["Caption"] == captions


def test_every_caption_counts_itself_and_every_link_has_its_bookmark(data: bytes) -> None:
    body = Document(io.BytesIO(data)).element.body
    codes = [element.text.strip() for element in body.iter(qn("w:instrText"))]
    assert codes[0].startswith('TOC \\o "1-2"')
    labelled = [
        block for block in report().blocks() if isinstance(block, Table | FigureBlock) and block.label
    ]
    assert sum(code.startswith("SEQ") for code in codes) == len(labelled)
    kinds = [element.get(qn("w:fldCharType")) for element in body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate") == len(codes)
    marks = [element.get(qn("w:name")) for element in body.iter(qn("w:bookmarkStart"))]
    assert len(marks) == len(set(marks))
    assert all(len(mark) <= 40 for mark in marks)
    targets = {element.get(qn("w:anchor")) for element in body.iter(qn("w:hyperlink"))}
    assert targets <= set(marks)
    assert targets >= report().links()


def test_elements_stand_in_the_order_that_the_format_asks_for(data: bytes) -> None:
    """Word refuses files whose properties stand in another order (CT_PPr, CT_TcPr of ECMA-376)."""
    orders = {
        "pPr": ["pStyle", "keepNext", "pageBreakBefore", "spacing", "ind", "jc"],
        "tcPr": ["tcW", "tcBorders", "shd", "vAlign"],
        "tblPr": ["tblW", "tblBorders", "tblLayout", "tblCellMar"],
        "trPr": ["cantSplit", "tblHeader"],
    }
    body = Document(io.BytesIO(data)).element.body
    for name, order in orders.items():
        for element in body.iter(qn(f"w:{name}")):
            found = [etree.QName(child).localname for child in element]
            assert found == sorted(found, key=order.index), (name, found)


def test_pictures_have_words_for_those_who_do_not_see_them(data: bytes) -> None:
    document = Document(io.BytesIO(data))
    assert len(document.inline_shapes) == len(report().figures())
    for shape in document.inline_shapes:
        assert shape._inline.docPr.get("descr")


def test_the_same_report_gives_the_same_bytes(data: bytes) -> None:
    assert docx_bytes(report(), pictures()) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_hostile_texts_are_texts() -> None:
    data = docx_bytes(hostile_report(), draw_all(hostile_report().figures()))
    document = Document(io.BytesIO(data))
    assert document.paragraphs[0].text == HOSTILE
    assert document.core_properties.title == HOSTILE


@pytest.mark.slow
def test_libreoffice_opens_it_and_the_text_reads_back(data: bytes, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed: apt-get install libreoffice-writer-nogui"
    (tmp_path / "report.docx").write_bytes(data)
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "report.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pdf = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    pdf.close()
    flat = "".join(text.split())
    for expected in (
        "区块链规划文本量化评估报告",
        "目录",
        "一、方法",
        "表1",
        "图1",
        "附录二",
        "无法判断",
        "请列出攻关清单",
    ):
        assert expected in flat, expected
    for section in report().sections:
        assert "".join(section.heading.split()) in flat
