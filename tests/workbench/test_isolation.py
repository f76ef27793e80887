"""Files of strangers and pdf files are read in a process of their own, within bounds."""

from __future__ import annotations

import zlib
from copy import deepcopy
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import docx
import pytest

from liance.core import limits
from liance.core.errors import DocumentError
from liance.plans.documents.reading import read_document
from liance.workbench import corpus, isolation

EXAMPLES = files("liance") / "data" / "examples" / "plans"
SONGLAN = "songlan-city-ai.pdf"


@pytest.mark.parametrize("name", ["yunling-province-blockchain.docx", SONGLAN])
def test_the_child_reads_exactly_what_the_parent_would(name: str) -> None:
    data = (EXAMPLES / name).read_bytes()
    assert isolation.read_in_child(name, data, name.rsplit(".", 1)[-1]) == read_document(name, data)


def _long_docx(paragraphs: int) -> bytes:
    """Return a document whose tree takes some hundred megabytes, however little the reader allocated before."""
    document = docx.Document()
    paragraph = document.add_paragraph("建成平台3个。")._p
    for _ in range(paragraphs):
        paragraph.addnext(deepcopy(paragraph))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_reader_that_needs_too_much_memory_or_time_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    data = _long_docx(paragraphs=20_000)
    monkeypatch.setattr(isolation, "MAX_READING_BYTES", 20 * limits.MEBIBYTE)
    with pytest.raises(DocumentError) as caught:
        isolation.read_in_child("a.docx", data, "docx")
    assert caught.value.findings[0].code == "intake.too_heavy"
    monkeypatch.undo()
    monkeypatch.setattr(isolation, "MAX_READING_SECONDS", 0.01)
    with pytest.raises(DocumentError):
        isolation.read_in_child("a.docx", data, "docx")


def _hostile_pdf(megabytes: int) -> bytes:
    """Return a small pdf whose one page unpacks to ``megabytes``: drawing signs without end."""
    packer = zlib.compressobj(9)
    line = b"BT /F1 1 Tf (a) Tj ET\n"
    block = line * (limits.MEBIBYTE // len(line))
    packed = b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
            b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        ),
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    )
    body = b"%PDF-1.4\n"
    for number, content in enumerate(objects, 1):
        body += b"%d 0 obj%s endobj\n" % (number, content)
    return body + b"trailer<</Root 1 0 R/Size 5>>"


@pytest.mark.slow
def test_a_small_pdf_that_unpacks_to_much_is_refused_and_the_next_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = isolation.ReadingProcess(256 * limits.MEBIBYTE)
    monkeypatch.setattr(corpus, "_pdf_process", lambda: process)
    good, bad = tmp_path / "a.pdf", tmp_path / "b.pdf"
    good.write_bytes((EXAMPLES / SONGLAN).read_bytes())
    bad.write_bytes(_hostile_pdf(16))
    assert bad.stat().st_size < limits.MEBIBYTE // 4
    found = list(corpus.open_batch([good, bad, good]).read())
    process.close()
    assert [file.document is None for file in found] == [False, True, False]
    assert [finding.code for finding in found[1].findings] == ["intake.too_heavy"]


def test_one_process_reads_file_after_file() -> None:
    process = isolation.ReadingProcess()
    data = (EXAMPLES / SONGLAN).read_bytes()
    first = process.read("a.pdf", data)
    running = process._process
    assert process.read("b\udcff.pdf", data).text == first.text
    assert process._process is running
    process.close()
    assert running is not None
    assert running.poll() is not None
