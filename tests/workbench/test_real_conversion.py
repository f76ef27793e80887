"""Old Word files through the real LibreOffice, which ``make test`` installs where it may."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from liance.workbench.corpus import load_document

pytestmark = pytest.mark.slow

PARAGRAPHS = [
    "甲市区块链发展规划",
    "一、发展目标",
    "到2025年，引进区块链企业20家。",
    "二、重点任务",
    "建设创新平台。",
]


@pytest.fixture(scope="module")
def old_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A .doc written by LibreOffice itself."""
    office = shutil.which("soffice")
    assert office is not None, (
        "LibreOffice is missing: run `make test`, or apt-get install libreoffice-writer-nogui"
    )
    folder = tmp_path_factory.mktemp("doc")
    document = docx.Document()
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    document.save(str(folder / "plan.docx"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        str(folder),
        str(folder / "plan.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "plan.doc"


@pytest.mark.parametrize(("name", "media_type"), [("plan.doc", "doc"), ("plan.wps", "wps")])
def test_an_old_file_is_read_with_all_its_paragraphs(
    old_file: Path, tmp_path: Path, name: str, media_type: str
) -> None:
    path = tmp_path / name
    path.write_bytes(old_file.read_bytes())
    document = load_document(path)
    assert document.media_type == media_type
    assert [line for line in document.text.splitlines() if line.strip()] == PARAGRAPHS
