"""The Word file: what it holds, how it is set, and that the same draft gives the same bytes."""

from __future__ import annotations

import doctest
import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from liance.core.language import Text
from liance.delivery.drafting.layout import PlacedTile
from liance.delivery.drafting.skeleton import Box, Draft, Grid, LayoutMap, Piece, Style, Writer, blank
from liance.packs.tiles import GridPlace
from liance.plans.documents.reading import read_document
from liance.reports import official_docx as module
from liance.reports.official_docx import official_docx


@pytest.fixture(scope="module")
def draft() -> Draft:
    writer = Writer()
    writer.paragraph(Style.TITLE, [Piece("甲省区块链产业发展和应用创新规划（2026—2030年）")])
    writer.chapter("发展基础")
    writer.section("现状")
    writer.body(
        Piece("截至2024年底，专利3件", note="台账；t.csv 第2行"),
        Piece("，企业5家", note="台账；t.csv 第3行"),
        Piece("。"),
    )
    writer.item("原因", [blank("写明原因<&>")])
    writer.paragraph(Style.CAPTION, [Piece("表1 指标")])
    row = ((Piece("1"),), (Piece("专利"),), (Piece("3", note="台账"),))
    writer.add(Grid(("序号", "指标", "2024年"), (row,), (1, 3, 2)))
    writer.add(Box((Piece("专栏1"), Piece("一项\x07"))))
    one, two = GridPlace("990100", Text.same("甲市"), 0, 0), GridPlace("990200", Text.same("乙市"), 1, 1)
    writer.add(LayoutMap((PlacedTile(one, ("core", "belt"), ("核",)), PlacedTile(two, (), ()))))
    return Draft("题", "甲省", "区块链", tuple(writer.blocks))


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(module).failed == 0


def test_the_same_draft_gives_the_same_bytes(draft: Draft) -> None:
    data = official_docx(draft)
    assert data == official_docx(draft)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"w:date=" not in archive.read("word/comments.xml")


def test_page_fonts_and_sizes_follow_the_standard(draft: Draft) -> None:
    document = docx.Document(io.BytesIO(official_docx(draft)))
    section = document.sections[0]
    sides = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(side.mm) for side in sides] == [210, 297, 37, 28]
    assert round((section.page_width - section.left_margin - section.right_margin) / Mm(1)) == 156
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
    }
    assert fonts == {
        "Normal": "仿宋_GB2312",
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
    }
    assert document.styles["Normal"].font.size == Pt(16)
    assert document.styles["Normal"].paragraph_format.line_spacing == Pt(28.95)


def test_blanks_carry_comments_and_figures_one_endnote_a_paragraph(draft: Draft) -> None:
    data = official_docx(draft)
    document = docx.Document(io.BytesIO(data))
    assert [comment.text for comment in document.comments] == ["写明原因<&>"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        notes = archive.read("word/endnotes.xml").decode()
        body = archive.read("word/document.xml").decode()
    assert "专利：台账；t.csv 第2行。企业：台账；t.csv 第3行" in notes
    assert body.count("endnoteReference") == 2


def test_our_own_reader_reads_back_what_a_rater_would(draft: Draft) -> None:
    text = read_document("d.docx", official_docx(draft)).text
    for line in draft.text().splitlines():
        if not line.startswith(("|", "甲省", "一项")):
            assert line in text
    assert "一、发展基础" in text
