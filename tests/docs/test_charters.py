"""The skeletons of charters to come are sound and play as written, by the engine as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.packs.library import Library, check_folder
from liance.workbench.scenarios.rehearsing import rehearse

FOLDER = Path(__file__).parents[2] / "docs" / "explanation" / "charters"


@pytest.mark.parametrize("name", ["licence", "credit", "trace", "energy"])
def test_a_skeleton_passes_the_check_and_plays(name: str) -> None:
    pack, findings = check_folder(FOLDER / name)
    assert pack is not None, findings
    assert findings == []
    with rehearse(Library([FOLDER]), name, suite="intl", processes=0) as rehearsal:
        assert all(passage.is_expected for passage in rehearsal.passages())
        ending = rehearsal.ending()
    assert ending.is_as_written
    assert ending.refused + ending.kept >= 1
