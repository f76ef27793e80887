"""Stories play to the letter; ``scripts/record_transcripts.py`` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from .story import STORIES, play


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
@pytest.mark.slow
def test_the_story_plays(path: Path, tmp_path: Path) -> None:
    expected = path.read_text(encoding="utf-8")
    assert play(expected, tmp_path) == expected


def test_there_are_stories_of_both_suites() -> None:
    assert {"ledger-guomi-zh", "ledger-intl-en"} <= {path.stem for path in STORIES}
