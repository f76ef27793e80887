"""A draft as Word with remarks where they belong."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import docx

from liance.core.spans import Span
from liance.reports.commented_docx import Remark, commented_docx

AT = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
TEXT = "关于目标\n一、发展目标\n到2027年，培育企业50家。\n\n二、任务"


def test_each_remark_stands_at_the_paragraph_that_holds_its_place() -> None:
    remarks = [Remark(TEXT.index("50家"), "没有责任单位"), Remark(0, "整体\n意见"), Remark(9_999, "文末")]
    headings = [Span(5, 11)]
    data = commented_docx("草案", TEXT, headings, remarks, "张工", AT)
    document = docx.Document(io.BytesIO(data))
    assert [comment.text for comment in document.comments] == ["整体\n意见", "没有责任单位", "文末"]
    assert {comment.author for comment in document.comments} == {"张工"}
    body = document.element.body.xml
    assert body.index("commentRangeStart") < body.index("关于目标")
    bold = [paragraph.text for paragraph in document.paragraphs if paragraph.runs[0].bold]
    assert bold == ["一、发展目标"]


def test_what_xml_cannot_hold_is_dropped() -> None:
    data = commented_docx("a\x00b", "甲\x0b乙\ud800", [], [Remark(0, "\x01备注")], "x", AT)
    document = docx.Document(io.BytesIO(data))
    assert document.paragraphs[0].text == "甲乙"
    assert next(iter(document.comments)).text == "备注"
