"""The tour runs as it is written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from liance.cli.main import run

ROOT = Path(__file__).parents[2]
LINES = re.findall(r"(?m)^\$ (liance .+)$", (ROOT / "docs" / "tour.md").read_text(encoding="utf-8"))


def test_the_tour_has_steps() -> None:
    assert len(LINES) >= 8


@pytest.mark.parametrize("line", LINES)
def test_each_step_of_the_tour_works(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "src").symlink_to(ROOT / "src")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIANCE_LANG", "zh")
    assert run(shlex.split(line)[1:]) == 0, capsys.readouterr().err
    assert capsys.readouterr().out.strip()
