"""Containers from strangers: bombs, lies and damage."""

from __future__ import annotations

import struct
import subprocess
import sys
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

import liance
from liance.core import limits
from liance.core.errors import DocumentError
from liance.plans.documents.archive import Archive
from liance.plans.documents.word import read_docx

from .ofd_samples import zipped
from .samples import codes, paragraph, raw_docx


def refused(data: bytes, part: str = "a") -> list[str]:
    with pytest.raises(DocumentError) as caught:
        list(Archive("a.docx", "docx", data).chunks(part))
    return codes(caught.value.findings)


def test_parts_come_in_chunks() -> None:
    archive = Archive("a.docx", "docx", zipped({"a": "x" * 200_000, "b\\c": "y"}))
    chunks = list(archive.chunks("a"))
    assert b"".join(chunks) == b"x" * 200_000
    assert max(map(len, chunks)) <= 64 * 1024
    assert "b/c" in archive
    assert "missing" not in archive


def test_bombs_are_refused_by_what_they_declare(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(zipped({"a": "0" * (limits.MEBIBYTE + 1)})) == ["document.zip-bomb"]
    with monkeypatch.context() as bounds:
        bounds.setattr(limits, "MAX_UNPACKED_BYTES", 100)
        assert refused(zipped({"a": "01" * 30, "b": "ab" * 30})) == ["document.zip-bomb"]
    with monkeypatch.context() as bounds:
        bounds.setattr(limits, "MAX_ZIP_ENTRIES", 2)
        assert refused(zipped(dict.fromkeys("abc", ""))) == ["document.zip-bomb"]


def test_a_bomb_that_lies_of_its_size_gives_no_more_than_it_declares() -> None:
    data = bytearray(zipped({"a": "0" * 30 * limits.MEBIBYTE}))
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 1000)
    tracemalloc.start()
    assert refused(bytes(data)) == ["document.damaged"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * limits.MEBIBYTE


def test_damage_and_passwords_are_told_apart() -> None:
    data = zipped({"a": "text of a part" * 20})
    assert refused(data, "missing") == ["document.damaged"]
    assert refused(data[:-30]) == ["document.damaged"]
    broken = bytearray(data)
    broken[40] ^= 0xFF
    assert refused(bytes(broken)) == ["document.damaged"]
    locked = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + offset] |= 1
    assert refused(bytes(locked)) == ["document.encrypted"]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", "text")
    assert list(Archive("a", "docx", buffer.getvalue()).chunks("a")) == [b"text"]


def test_markup_of_many_elements_costs_little_memory() -> None:
    """A docx of a million empty elements is read, or refused, in bounded memory."""
    script = (
        "import sys, resource\n"
        "from liance.core.errors import DocumentError\n"
        "from liance.plans.documents.word import read_docx\n"
        "data = sys.stdin.buffer.read()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    read_docx('a.docx', data)\nexcept DocumentError as error:\n"
        "    print(error.findings[0].code, end=' ')\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    # Names that differ keep the ratio below what a bomb would have.
    filler = "".join(f"<w:a{number:x}/>" for number in range(700_000))
    data = raw_docx(paragraph("文") + filler)
    child = subprocess.run(
        [sys.executable, "-c", script],
        input=data,
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(Path(liance.__file__).parents[1])},
    )
    grown = int(child.stdout.split()[-1])
    assert grown < 200, f"memory grew by {grown} MiB"


def test_more_elements_than_the_bound_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_MARKUP_ELEMENTS", 100)
    with pytest.raises(DocumentError) as caught:
        read_docx("a.docx", raw_docx("<w:p/>" * 200))
    assert codes(caught.value.findings) == ["document.too-much-markup"]
