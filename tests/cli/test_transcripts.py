"""Transcripts: what the commands print, to the letter; lines of standard error begin with ``!``.

``scripts/record_transcripts.py`` writes them anew.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from .conftest import Liance

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
def test_the_command_prints_its_transcript(liance: Liance, path: Path) -> None:
    first, *expected = path.read_text(encoding="utf-8").splitlines()
    outcome = liance(*shlex.split(first.removeprefix("$ "))[1:])
    shown = [line.rstrip() for line in outcome.out.splitlines()]
    told = [f"! {line}".rstrip() for line in outcome.err.splitlines()]
    assert [*shown, *told, f"[{outcome.code}]"] == expected


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 4
