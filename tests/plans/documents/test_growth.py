"""Hostile files: four times the size takes about four times the work, never sixteen times."""

from __future__ import annotations

import time

import pytest

from liance.plans.documents.reading import read_document
from liance.plans.documents.views import page_furniture
from liance.plans.documents.wrapping import lines_of

from .samples import raw_docx

#: Linear work gives 4, quadratic 16; half way in between, in proportion, lies 8.
LIMIT = 8


def _work(function, argument) -> float:
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        function(argument)
        best = min(best, time.process_time() - start)
    return best


def _ratio(function, make, size: int) -> float:
    function(make(size))
    return _work(function, make(4 * size)) / max(_work(function, make(size)), 1e-3)


def _page(count: int) -> bytes:
    return f"<html><body><p>规划到2025年建成十个平台。</p>{'<script>x</script>文字' * count}</body></html>".encode()


def _joined(count: int) -> bytes:
    paragraph = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>建设平台，</w:t></w:r></w:p>"
    return raw_docx(paragraph * count)


@pytest.mark.parametrize(("name", "make", "size"), [("a.html", _page, 2_000), ("a.docx", _joined, 1_000)])
def test_reading_grows_with_the_file(name, make, size):
    assert _ratio(lambda data: read_document(name, data), make, size) < LIMIT


@pytest.mark.parametrize(
    "numbers",
    [lambda count: list(range(count)), lambda count: [5] * count + [6] * count, lambda count: [7] * count],
    ids=["counting", "two numbers", "one number"],
)
def test_bare_numbers_grow_with_the_text(numbers):
    def make(count):
        return lines_of("\n文\n字\n文\n字\n".join(str(number % 10_000) for number in numbers(count)), 0)

    assert _ratio(lambda lines: page_furniture(lines, ()), make, 500) < LIMIT


def test_texts_behind_dropped_elements_keep_their_order():
    page = (
        "<html><body><p>甲<script>x</script>乙<!-- y -->丙<b>丁</b>戊<script>z</script>己</p></body></html>"
    )
    assert read_document("a.html", page.encode()).text.strip() == "甲乙丙丁戊己"


def test_joined_paragraphs_become_one():
    assert read_document("a.docx", _joined(3)).text.strip() == "建设平台，建设平台，建设平台，"


def test_page_numbers_are_told_from_rows_of_numbers():
    pages = "\n".join(f"{number}\n一\n二\n三\n四\n五" for number in range(1, 5))
    lines = lines_of(pages, 0)
    assert [lines[index].text for index in sorted(page_furniture(lines, ()))] == ["1", "2", "3", "4"]
    rows = lines_of("\n".join(map(str, range(1, 9))), 0)
    assert page_furniture(rows, ()) == set()
