"""Blocks become a page that needs nothing else and a Word file with real styles; foreign text stays text."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document
from lxml import html

from liance.core.language import Language
from liance.reports.blocks import (
    TONES,
    Bar,
    BlockReport,
    Bullets,
    DataTable,
    Heading,
    Paragraph,
    TableCell,
    cell_of,
    shares,
)
from liance.reports.blocks_docx import docx_report
from liance.reports.blocks_html import html_report

NASTY = "<script>alert(1)</script>\x07\ud800{0}"
REPORT = BlockReport(
    "落实情况",
    "截至 2026 年",
    (
        Heading("总体情况"),
        Paragraph("共 3 项。"),
        Paragraph("小字。", note=True),
        Bar("状态", (("提前实现", 1, "early"), ("滞后", 2, "behind"), ("预警", 0, "warning"))),
        Bar("空", ()),
        Heading("第二节"),
        Heading("分节", 2),
        Bullets(("甲", NASTY)),
        DataTable(
            "进度",
            ("指标", "值"),
            (("企业", "3"), (NASTY, TableCell("滞后", "behind"))),
            (3, 1),
            frozenset({1}),
        ),
    ),
)
DAY = date(2026, 6, 30)


def test_the_page_is_self_contained_and_linked() -> None:
    page = html_report(REPORT, Language.ZH)
    tree = html.fromstring(page)
    assert tree.get("lang") == "zh-CN"
    assert tree.xpath("//script") == []
    assert tree.xpath("//*[@src] | //link | //img") == []
    assert tree.xpath("//nav/a/@href") == ["#s1", "#s2"]
    assert [element.get("id") for element in tree.xpath("//h2")] == ["s1", "s2"]
    assert tree.xpath("//figcaption/text()")[-1] == "表 1　进度"
    assert len(tree.xpath("//th[@scope='col']")) == 2
    assert tree.xpath("//div[@role='img']/@aria-label")[0] == "提前实现 1，滞后 2，预警 0"
    assert "alert(1)" in tree.xpath("//li")[1].text
    assert "Table 1. " in html_report(REPORT, Language.EN)


def test_the_word_file_has_styles_captions_and_a_head_row_that_repeats() -> None:
    data = docx_report(REPORT, DAY, Language.ZH)
    word = Document(io.BytesIO(data))
    styles = [paragraph.style.name for paragraph in word.paragraphs]  # type: ignore[union-attr]
    assert styles[:2] == ["Title", "Subtitle"]
    assert styles.count("Heading 1") == 2
    assert "Heading 2" in styles
    assert "Caption" in styles
    captions = [one.text for one in word.paragraphs if one.style.name == "Caption"]  # type: ignore[union-attr]
    assert captions[-1] == "表 1　进度"
    table = word.tables[-1]
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert table.rows[2].cells[1].text == "滞后"
    code = "".join(element.text or "" for element in word.element.body.iter("{*}instrText"))
    assert "TOC" in code
    assert "SEQ Table" in code
    assert word.core_properties.created is not None
    assert word.core_properties.created.date() == DAY
    assert len(word.tables) == 2


@pytest.mark.parametrize("language", Language)
def test_the_same_report_gives_the_same_bytes(language: Language) -> None:
    assert docx_report(REPORT, DAY, language) == docx_report(REPORT, DAY, language)
    assert html_report(REPORT, language) == html_report(REPORT, language)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("tone", TONES)
def test_tones_can_be_read(tone: str) -> None:
    back, ink = (luminance(colour) for colour in TONES[tone])
    assert (back + 0.05) / (ink + 0.05) >= 4.5


def test_small_parts() -> None:
    assert cell_of("x") == TableCell("x")
    assert cell_of(TableCell("x", "early")).tone == "early"
    assert shares((1, 3)) == [0.25, 0.75]
