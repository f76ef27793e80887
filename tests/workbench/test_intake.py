"""Files of strangers are read in a process of their own, within bounds."""

from __future__ import annotations

from copy import deepcopy
from importlib.resources import files
from io import BytesIO

import docx
import pytest

from liance.core import limits
from liance.core.errors import DocumentError
from liance.plans.documents.reading import read_document
from liance.workbench import intake

EXAMPLES = files("liance") / "data" / "examples" / "plans"


@pytest.mark.parametrize("name", ["yunling-province-blockchain.docx", "songlan-city-ai.pdf"])
def test_the_child_reads_exactly_what_the_parent_would(name: str) -> None:
    data = (EXAMPLES / name).read_bytes()
    assert intake.read_in_child(name, data, name.rsplit(".", 1)[-1]) == read_document(name, data)


def test_a_name_that_leads_elsewhere_keeps_its_last_part_only() -> None:
    document, _ = intake.read_upload("..\\..\\etc/../../passwd.txt", "一、目标\n建成平台3个。\n".encode())
    assert document.source == "passwd.txt"


def test_a_file_beyond_the_bound_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_FILE_BYTES", 10)
    with pytest.raises(DocumentError) as caught:
        intake.read_upload("a.txt", b"x" * 11)
    assert "MAX_FILE_BYTES" in str(caught.value)


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
    monkeypatch.setattr(intake, "MAX_READING_BYTES", 20 * limits.MEBIBYTE)
    with pytest.raises(DocumentError) as caught:
        intake.read_in_child("a.docx", data, "docx")
    assert caught.value.findings[0].code == "intake.too_heavy"
    monkeypatch.undo()
    monkeypatch.setattr(intake, "MAX_READING_SECONDS", 0.01)
    with pytest.raises(DocumentError):
        intake.read_in_child("a.docx", data, "docx")


def test_what_the_child_refuses_comes_back_as_findings() -> None:
    with pytest.raises(DocumentError) as caught:
        intake.read_upload("a.pdf", b"%PDF-1.7\nnonsense")
    assert caught.value.findings[0].code.startswith("document.")
