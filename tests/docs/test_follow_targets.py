"""The commands of the how-to on following targets run as they are written, one after the other."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from liance.cli.main import run

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "how-to" / "follow-targets.md").read_text(encoding="utf-8")
SECTION = TEXT.partition("## From plan to report\n")[2].partition("\n## ")[0]
LINES = re.findall(r"(?m)^    (liance delivery .+)$", SECTION)


@pytest.mark.slow
def test_every_command_from_plan_to_report_works(
    sqlite_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "src" / "liance" / "data" / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIANCE_STORE", sqlite_store)
    monkeypatch.setenv("LIANCE_LANG", "zh")
    assert len(LINES) >= 10
    for line in LINES:
        assert run(shlex.split(line)[1:]) == 0, (line, capsys.readouterr().err)
    assert (tmp_path / "report.docx").read_bytes().startswith(b"PK")
