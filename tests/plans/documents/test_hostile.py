"""Whatever the bytes, a file is read or refused with findings: nothing else comes out."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liance.core.errors import DocumentError
from liance.core.language import Language
from liance.plans.documents.model import Document
from liance.plans.documents.reading import detect_format, read_document
from liance.plans.documents.views import reading_view

from .ofd_samples import simple_ofd
from .samples import (
    HEADED,
    PARAGRAPHS,
    WRAPPED,
    docx_of,
    numbered,
    numbering_level,
    one_list,
    pdf_of,
    raw_docx,
)
from .test_views import assert_lawful

SAMPLES = {
    "a.txt": WRAPPED.encode(),
    "b.txt": PARAGRAPHS.encode("utf-16"),
    "c.txt": PARAGRAPHS.encode("gb18030"),
    "a.md": HEADED.encode(),
    "a.html": f"<html><head><title>规划</title></head><body><div><h1>规划</h1><p>{PARAGRAPHS}</p>"
    "<table><tr><td>a<td>b<tr><td>c<td>d</table></div></body></html>".encode(),
    "a.docx": docx_of(PARAGRAPHS.split("\n")),
    "b.docx": raw_docx(numbered("要求"), numbering=one_list(numbering_level(0, "chineseCounting", "%1、"))),
    "a.pdf": pdf_of(WRAPPED.split("\n"), ["— 2 —"]),
    "a.ofd": simple_ofd(WRAPPED.split("\n"), ["二"]),
}


def read_or_refused(name: str, data: bytes) -> Document | DocumentError:
    try:
        return read_document(name, data, lambda given, _suffix: given[8:])
    except DocumentError as error:
        return error


def assert_read_or_refused(name: str, data: bytes) -> None:
    document = read_or_refused(name, data)
    if isinstance(document, DocumentError):
        assert document.findings
        for finding in document.findings:
            assert finding.code.startswith("document.")
            assert finding.place.source == name
            assert all(finding.message(language) and finding.advice(language) for language in Language)
        return
    document.text.encode()
    assert document.text.strip()
    assert "\r" not in document.text
    assert_lawful(document, reading_view(document))
    assert all(page.end <= len(document.text) for page in document.pages)
    for table in document.tables:
        assert table.span.end <= len(document.text)
        assert all(table.span.contains(cell) for row in table.rows for cell in row)


BEGINNINGS = [
    *(b"", b"PK\x03\x04", b"%PDF-1.7\n", b"{\\rtf", b"<html>", b"---\n", b"\xff\xfe", b"\xef\xbb\xbf"),
    bytes.fromhex("d0cf11e0a1b11ae1"),
]


@given(st.binary(max_size=400), st.sampled_from(BEGINNINGS))
def test_random_bytes(data: bytes, head: bytes) -> None:
    assert_read_or_refused("a.txt", head + data)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_files(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SAMPLES)))
    mutated = bytearray(SAMPLES[name])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(mutated) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "insert", "repeat"])):
            case "flip":
                mutated[place] ^= data.draw(st.integers(1, 255))
            case "cut":
                del mutated[place : place + data.draw(st.integers(0, 200))]
            case "insert":
                mutated[place:place] = data.draw(st.binary(max_size=8))
            case _:
                mutated[place:place] = mutated[place : place + 100]
        if not mutated:
            break
    assert_read_or_refused(name, bytes(mutated))


def test_the_samples_themselves_are_read() -> None:
    for name, data in SAMPLES.items():
        document = read_document(name, data)
        assert_lawful(document, reading_view(document))


def test_a_row_of_comments_is_not_tried_in_every_way() -> None:
    """Without possessive repeats this takes longer than anybody waits."""
    for tail in ("", "<p>x", "<html><body><p>甲市规划</p></body></html>"):
        text = "<!---->" * 400 + tail
        assert detect_format("p.txt", text.encode()) == ("html" if "<html" in tail else "txt")
