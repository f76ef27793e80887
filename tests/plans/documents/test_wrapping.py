"""Lines broken by a page are told from paragraphs by one stated rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.plans.documents.reading import read_document
from liance.plans.documents.wrapping import (
    Line,
    columns,
    ends_sentence,
    goes_on,
    is_hard_wrapped,
    lines_of,
    measure_of,
    opens_paragraph,
)

from .samples import PARAGRAPHS, WRAPPED


@pytest.mark.parametrize(
    "line",
    [
        *("一、总体要求", "（一）指导思想", "(二)目标", "1. 平台", "1、平台", "（3）应用", "①平台"),
        *("第一章 总则", "第十二条 本办法", "专栏2 重点工程", "表 3 分工", "附件1"),
        *("● 要点", "- 要点", "—— 到2027年", "\uf0b7 要点"),
    ],
)
def test_marks_open_paragraphs(line: str) -> None:
    assert opens_paragraph(line)


@pytest.mark.parametrize(
    "line", ["3.5亿元以上", "一是加快建设", "2027年底", "（含县级）单位", "第一批试点", "专业人才"]
)
def test_ordinary_beginnings_do_not(line: str) -> None:
    assert not opens_paragraph(line)


def test_sentences_end_before_quotes_and_brackets() -> None:
    assert all(map(ends_sentence, ("完成。", "完成。”", "如下：", "well.)")))
    assert not any(map(ends_sentence, ("（2020年）", "平台，", "")))


def test_the_measure_is_the_commonest_full_width() -> None:
    assert measure_of(lines_of(WRAPPED)) in (38, 40)
    assert measure_of([]) == 0
    assert columns("链 a１。") == 8


def test_wrapped_and_unwrapped_texts() -> None:
    assert is_hard_wrapped(WRAPPED)
    assert is_hard_wrapped(WRAPPED.replace("\u3000", "").replace("\n", "\n\n"))
    assert not is_hard_wrapped(PARAGRAPHS * 3)
    assert not is_hard_wrapped("")


def test_lists_of_like_items_are_not_wrapped() -> None:
    items = "".join(f"{n}. 建设第{n}批区块链应用示范平台和服务站点\n" for n in range(1, 10))
    assert not is_hard_wrapped(items * 3)
    assert not is_hard_wrapped("推进区块链在政务服务领域的应用和推广。\n" * 30)


def line(text: str, indent: int = 0) -> Line:
    return Line(0, indent, indent + len(text), indent + len(text), indent, columns(text), text)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("推动数据共享和业务协同，结合本市", "实际，制定方案。", True),
        ("推动数据共享和业务协同结合本市。", "实际，制定方案。", False),
        ("推动数据共享和业务协同，结合本市", "二、工作目标", False),
        ("总体要求", "推动数据共享和业务协同，结合本市", False),
        ("推动数据共享，", "结合本市", True),
        ("推动", "，结合本市", True),
        ("（一）指导思想和基本原则", "推动数据共享和业务协同，结合本市", False),
        ("用于推动数据共享和业务协同", "结合本市实际", True),
        ("The office keeps a ledger of", "filings and reports", True),
    ],
)
def test_where_paragraphs_go_on(before: str, after: str, expected: bool) -> None:
    assert goes_on(line(before), line(after), 32, 0, first=True) is expected


def test_an_indent_opens_a_paragraph() -> None:
    full = line("推动数据共享和业务协同，结合本市")
    assert not goes_on(full, line("实际推进", indent=4), 32, 0, first=False)
    assert goes_on(full, line("实际推进", indent=1), 32, 0, first=False)


@given(st.text(alphabet="链策，。 \n\u3000一、1.a-—", max_size=200))
def test_lines_are_places(text: str) -> None:
    for found in lines_of(text):
        assert text[found.start : found.end] == found.text
        assert text[found.begin : found.start].strip() == ""
        assert found.stop == len(text) or text[found.stop] in "\n\f"
    assert is_hard_wrapped(text) in (True, False)


@pytest.mark.shared_data
def test_the_development_texts(shared_texts: Path) -> None:
    plans = sorted((shared_texts / "data" / "plans").glob("*.txt"))
    assert len(plans) == 12
    assert [plan.name for plan in plans if read_document(plan.name, plan.read_bytes()).hard_wrapped] == []
    (paper,) = (shared_texts / "seeds").glob("000_*.txt")
    assert read_document(paper.name, paper.read_bytes()).hard_wrapped
