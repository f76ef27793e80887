"""The door: what a file is, and what is refused."""

from __future__ import annotations

import hashlib
import tracemalloc

import pytest

from liance.core import limits
from liance.core.errors import DocumentError
from liance.core.findings import Finding, Place
from liance.core.language import Language
from liance.core.spans import Span
from liance.plans.documents.model import Origin
from liance.plans.documents.problems import DAMAGED
from liance.plans.documents.reading import read_document

from .ofd_samples import simple_ofd, zipped
from .samples import PARAGRAPHS, WRAPPED, codes, docx_of, pdf_of

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def refused(name: str, data: bytes) -> Finding:
    with pytest.raises(DocumentError) as caught:
        read_document(name, data)
    (finding,) = caught.value.findings
    assert finding.place.source == name
    assert finding.message(Language.ZH)
    assert finding.advice(Language.EN)
    return finding


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.txt", PARAGRAPHS.encode(), "txt"),
        ("a.md", PARAGRAPHS.encode(), "md"),
        ("a.html", f"<html><body><p>{PARAGRAPHS}</p></body></html>".encode(), "html"),
        ("a.docx", docx_of(PARAGRAPHS.split("\n")), "docx"),
        ("a.pdf", pdf_of(PARAGRAPHS.split("\n")), "pdf"),
        ("a.ofd", simple_ofd(PARAGRAPHS.split("\n")), "ofd"),
    ],
)
def test_every_format_gives_its_sentences(name: str, data: bytes, form: str) -> None:
    document = read_document(name, data)
    assert document.media_type == form
    assert document.findings == ()
    assert document.digest == "sha256:" + hashlib.sha256(data).hexdigest()
    assert "到2027年，建成全市统一的区块链底层平台" in document.text.replace("\n", "")


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (docx_of(["一、总体要求"]), "docx"),
        (pdf_of(["一、总体要求"]), "pdf"),
        (simple_ofd(["一、总体要求"]), "ofd"),
        (b"<!DOCTYPE html><html><body><p>One plan.</p></body></html>", "html"),
    ],
)
def test_the_bytes_decide_and_a_wrong_suffix_is_a_warning(data: bytes, form: str) -> None:
    document = read_document("a.doc", data)
    assert document.media_type == form
    assert codes(document.findings) == ["document.wrong-suffix"]
    assert codes(read_document(f"a.{form.upper()}", data).findings) == []
    assert codes(read_document("a.unknown", data).findings) == []


def test_only_the_last_part_of_a_path_is_kept() -> None:
    assert read_document(r"C:\plans\规划.txt", "文".encode()).source == "规划.txt"
    assert read_document("/srv/plans/规划.txt", "文".encode()).source == "规划.txt"


def test_text_is_unchanged_but_for_mark_and_line_ends() -> None:
    document = read_document("a.txt", "\ufeff 一、 目标\r\n\t２０２７年\r末\u3000".encode())
    assert document.text == " 一、 目标\n\t２０２７年\n末\u3000"


def test_empty_and_blank_files_are_refused() -> None:
    assert refused("a.txt", b"").code == "document.empty"
    assert refused("a.txt", " \r\n\u3000".encode()).code == "document.no-text"
    assert refused("a.docx", docx_of([""])).code == "document.no-text"


def test_a_file_over_the_limit_is_refused_without_decoding_it() -> None:
    data = b"a" * (200 * limits.MEBIBYTE)
    tracemalloc.start()
    finding = refused("a.txt", data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert finding.code == "document.file-too-large"
    assert "MAX_FILE_BYTES" in finding.message(Language.EN)
    assert peak < limits.MEBIBYTE


def test_a_text_over_the_limit_is_refused_whatever_the_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TEXT_CHARACTERS", 40)
    lines = ["区块链行动计划"] * 10
    page = f"<html><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>"
    for name, data in (
        ("a.txt", "\n".join(lines).encode()),
        ("b.txt", b"a" * 161),
        ("a.html", page.encode()),
        ("a.docx", docx_of(lines)),
        ("a.pdf", pdf_of(lines)),
        ("a.ofd", simple_ofd(lines)),
    ):
        finding = refused(name, data)
        assert finding.code == "document.text-too-long", name
        assert "MAX_TEXT_CHARACTERS" in finding.message(Language.ZH)


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PAGES", 2)
    pages = [["一页"], ["二页"], ["三页"]]
    assert refused("a.pdf", pdf_of(*pages)).code == "document.too-many-pages"
    assert refused("a.ofd", simple_ofd(*pages)).code == "document.too-many-pages"
    assert len(read_document("a.pdf", pdf_of(*pages[:2])).pages) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "document.not-text"),
        (zipped({"xl/workbook.xml": "", "[Content_Types].xml": ""}), "document.unsupported"),
        (zipped({"readme": "x"}), "document.unsupported"),
        (OLE + "Workbook".encode("utf-16-le"), "document.unsupported"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "document.encrypted"),
        (OLE + "WordDocument".encode("utf-16-le"), "document.no-converter"),
        (b"{\\rtf1 plan}", "document.no-converter"),
        (b"%PDF-1.7 nothing more", "document.damaged"),
        (docx_of(["a"])[:-40], "document.damaged"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    assert refused("a.bin", data).code == code


def test_old_files_go_through_the_converter() -> None:
    calls = []

    def convert(data: bytes, suffix: str) -> bytes:
        calls.append((data, suffix))
        return docx_of(["一、总体要求"])

    old = OLE + "WordDocument".encode("utf-16-le")
    for name, form in (("a.doc", "doc"), ("a.wps", "wps"), ("a.bin", "doc")):
        document = read_document(name, old, convert)
        assert (document.media_type, document.text) == (form, "一、总体要求\n")
        assert document.digest == "sha256:" + hashlib.sha256(old).hexdigest()
    assert read_document("a.doc", b"{\\rtf1 }", convert).media_type == "doc"
    assert [suffix for _, suffix in calls] == ["doc", "wps", "doc", "rtf"]


def test_a_converter_that_fails_or_lies_is_a_finding_of_the_file() -> None:
    def fail(_data: bytes, _suffix: str) -> bytes:
        raise DocumentError("", [DAMAGED.at(Place(), format="doc", reason="x")])

    old = OLE + "WordDocument".encode("utf-16-le")
    for convert in (fail, lambda _data, _suffix: b"PK\x03\x04 no docx"):
        with pytest.raises(DocumentError) as caught:
            read_document("a.doc", old, convert)
        assert codes(caught.value.findings) == ["document.damaged"]
        assert caught.value.findings[0].place.source == "a.doc"


def test_a_head_gives_metadata_and_stays_in_the_text() -> None:
    text = "---\ntitle: 某市行动计划\n级别: 市级\ncolour: red\n---\n正文。\n"
    document = read_document("a.md", text.encode())
    assert document.text == text
    assert document.front_matter == Span(0, text.index("正文"))
    assert document.metadata.title == "某市行动计划"
    assert document.metadata.origins["title"] is Origin.FRONT_MATTER
    assert codes(document.findings) == ["document.front-matter-key"]
    assert document.findings[0].place.line == 4


def test_a_wrapped_text_is_told_from_paragraphs() -> None:
    assert read_document("a.txt", WRAPPED.encode()).hard_wrapped
    assert read_document("a.txt", WRAPPED.replace("\n", "\n\n").encode()).hard_wrapped
    assert not read_document("a.txt", PARAGRAPHS.encode()).hard_wrapped


def test_form_feeds_part_pages() -> None:
    document = read_document("a.txt", "一\f二\n\f".encode())
    assert [document.quote(page) for page in document.pages] == ["一\f", "二\n\f"]
    assert document.page_of(2) == 2
