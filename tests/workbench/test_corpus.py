"""Files to documents, one at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.core.errors import DocumentError
from liance.core.limits import MAX_FILE_BYTES
from liance.workbench.corpus import FileMissingError, load_document, open_batch
from liance.workbench.scoring import expand


def test_a_file_larger_than_the_bound_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    with pytest.raises(DocumentError) as caught:
        load_document(path)
    (finding,) = caught.value.findings
    assert finding.code == "corpus.file_too_large"
    assert finding.details["bound"] == MAX_FILE_BYTES


def test_a_folder_a_missing_file_and_a_device_are_findings(tmp_path: Path) -> None:
    codes = []
    for path in (tmp_path, tmp_path / "absent.txt", Path("/dev/null")):
        with pytest.raises(DocumentError) as caught:
            load_document(path)
        codes += [finding.code for finding in caught.value.findings]
    assert codes == ["corpus.not_a_file", "corpus.no_such_file", "corpus.not_a_file"]


def test_a_batch_reads_in_order_and_goes_on_after_a_bad_file(tmp_path: Path) -> None:
    for name, text in (
        ("b.txt", "乙市规划\n一、目标\n建成。\n"),
        ("a.txt", ""),
        ("c.md", "丙市规划\n一、目标\n建成。\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = list(open_batch([tmp_path / "b.txt", tmp_path / "a.txt", tmp_path / "c.md"]).read())
    assert [file.path.name for file in files] == ["b.txt", "a.txt", "c.md"]
    assert [file.document is None for file in files] == [False, True, False]
    assert files[1].findings[0].place.source == "a.txt"


def test_an_index_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        open_batch([], tmp_path / "index.csv")


def test_a_folder_stands_for_the_plans_in_it(tmp_path: Path) -> None:
    for name in ("b.txt", "a.pdf", "index.csv", ".hidden.txt", "notes.log"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "inner").mkdir()
    assert [path.name for path in expand([tmp_path])] == ["a.pdf", "b.txt"]
    assert expand([tmp_path / "absent.txt"]) == (tmp_path / "absent.txt",)
