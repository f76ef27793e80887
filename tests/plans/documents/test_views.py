"""Views: what a reader sees, with the way back to the source."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from liance.core.spans import Span
from liance.plans.documents.model import Document
from liance.plans.documents.reading import read_document
from liance.plans.documents.views import View, fold, reading_view, view_of

from .ofd_samples import simple_ofd
from .samples import PARAGRAPHS, WRAPPED, pdf_of


def assert_lawful(document: Document, view: View) -> None:
    """Every character shown is the folded one at its place; an inserted space stands for a line end."""
    assert len(view.offsets) == len(view.text) + 1
    assert list(view.offsets) == sorted(view.offsets)
    for sign, place in zip(view.text, view.offsets, strict=False):
        source = document.text[place]
        assert sign == fold(source) or (sign == " " and source in "\n\f")


def paged(*pages: str) -> Document:
    text = ""
    spans = []
    for page in pages:
        spans.append(Span(len(text), len(text) + len(page)))
        text += page
    return Document("a.pdf", "sha256:", "pdf", text, pages=tuple(spans), hard_wrapped=True)


def test_folding_keeps_the_length() -> None:
    assert fold("２０２７年５０％ＡＩ\u3000（一）") == "2027年50%AI （一）"
    assert fold("⼯业⾦融⻓期⻔户") == "工业金融长期门户"
    assert len(fold("㈱豈⼀")) == 3


def test_a_text_with_paragraphs_is_shown_as_it_stands_without_its_head() -> None:
    head = "---\ntitle: 行动计划\n---\n"
    document = read_document("a.md", (head + PARAGRAPHS).encode())
    view = reading_view(document)
    assert view.text == fold(PARAGRAPHS)
    assert view.source_span(0, 3) == Span(len(head), len(head) + 3)
    assert_lawful(document, view)


def test_broken_lines_become_paragraphs() -> None:
    for text in (WRAPPED, WRAPPED.replace("\n", "\n\n"), WRAPPED.replace("\u3000", "")):
        document = read_document("a.txt", text.encode())
        view = reading_view(document)
        assert [line.strip() for line in view.text.split("\n")] == [
            "为加快区块链技术在我市政务服务中的应用，推动数据共享和业务协同，结合本市实际，制定本行动计划。",
            "一、总体要求",
            "坚持政府引导、企业主体、市场运作，分步推进区块链基础设施建设和示范应用，着力营造开放包容的产业生态，力争走在全省前列。",
            "二、工作目标",
            "到2027年，建成全市统一的区块链底层平台，接入单位超过60家，打造30个以上典型应用场景，培育10家骨干企业，引进200名专业人才，产业规模达到50亿元。",
        ]
        assert_lawful(document, view)


def test_a_quote_over_a_broken_line_is_the_source_s_words() -> None:
    document = read_document("a.txt", WRAPPED.encode())
    view = reading_view(document)
    start = view.text.index("底层平台")
    assert document.quote(view.source_span(start, start + 4)) == "底层平\n台"


def test_latin_words_keep_a_space_that_stands_for_the_line_end() -> None:
    text = "".join(
        f"the consortium ledger keeps every promise{n}\nof the plan and of its yearly reports today\n"
        for n in "abcdefgh"
    )
    document = Document("a.txt", "sha256:", "txt", text, hard_wrapped=True)
    view = reading_view(document)
    assert view.text.startswith("the consortium ledger keeps every promisea of the plan")
    assert_lawful(document, view)


def test_page_numbers_and_running_heads_are_left_out() -> None:
    body = WRAPPED.split("\n")
    pages = [
        "某市人民政府公报 2027年第3期\n" + "\n".join(body[3 * n : 3 * n + 3]) + f"\n{mark}\n"
        for n, mark in enumerate(["— 1 —", "- 2 -", "3", "第4页 共5页", "·5·"])
    ]
    document = paged(*pages)
    view = reading_view(document)
    assert "公报" not in view.text
    assert "页" not in view.text
    assert "分步推进区块链基础设施建设和示范应用，着力营造" in view.text
    assert view.text.count("\n") == 4
    assert_lawful(document, view)


def test_numbers_of_the_text_are_not_page_numbers() -> None:
    pages = [f"表1 目标\n指标\n{n * 7}\n单位\n家\n第{n}行\n说明文字\n" for n in range(1, 4)]
    view = reading_view(paged(*pages))
    assert [str(n * 7) in view.text for n in range(1, 4)] == [True, True, True]


def test_bare_numbers_that_count_up_part_pages_of_a_text_without_pages() -> None:
    lines = WRAPPED.strip("\n").split("\n") * 3
    with_numbers = []
    for number, shown in enumerate(lines):
        with_numbers.append(shown)
        if number % 9 == 4:
            with_numbers.append(str(number // 9 + 7))
    document = Document("a.txt", "sha256:", "txt", "\n".join(with_numbers), hard_wrapped=True)
    clean = Document("a.txt", "sha256:", "txt", "\n".join(lines), hard_wrapped=True)
    assert reading_view(document).text == reading_view(clean).text
    column = replace(clean, text="\n".join([*lines[:4], "1", "2", "3", *lines[4:]]))
    assert "\n2\n" in reading_view(column).text


def test_pdf_and_ofd_show_the_same_paragraphs() -> None:
    lines = WRAPPED.strip("\n").split("\n")
    shown = [
        reading_view(read_document(name, data)).text.replace("\u3000", "").replace(" ", "")
        for name, data in (
            ("a.pdf", pdf_of([*lines[:6], "— 1 —"], [*lines[6:], "— 2 —"])),
            ("a.ofd", simple_ofd([*lines[:6], "— 1 —"], [*lines[6:], "— 2 —"])),
        )
    ]
    assert shown[0] == shown[1]
    assert "分步推进区块链基础设施建设和示范应用，着力营造" in shown[0]


@given(
    st.text(alphabet="链策２，。 \n\u3000\f一、1.a-—页第", max_size=300),
    st.lists(st.integers(0, 300), max_size=5),
)
def test_the_law_of_offsets(text: str, cuts: list[int]) -> None:
    edges = [0, *sorted({cut for cut in cuts if 0 < cut < len(text)}), len(text)]
    pages = tuple(Span(start, end) for start, end in itertools.pairwise(edges))
    for wrapped in (True, False):
        document = Document("a", "sha256:", "txt", text, pages=pages, hard_wrapped=wrapped)
        assert_lawful(document, reading_view(document))


def test_pieces_keep_their_places() -> None:
    view = view_of("0123456789", [Span(2, 4), Span(7, 9)])
    assert view.text == "2378"
    assert view.source_span(1, 3) == Span(3, 8)
    assert view.source_span(2, 2) == Span(7, 7)
