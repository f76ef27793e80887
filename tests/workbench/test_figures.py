"""Pictures of figures: real fonts, real pixels."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.reports.figures.samples import figures

from liance.core.language import Language
from liance.workbench import figures as module
from liance.workbench.figures import ChartsMissingError, charts_path, charts_text, draw_all


def test_pictures_have_the_size_asked_for_and_the_same_bytes() -> None:
    chosen = figures()[:1]
    first, second = draw_all(chosen)["bars"], draw_all(chosen)["bars"]
    assert first == second
    assert first.png.startswith(b"\x89PNG")
    assert int.from_bytes(first.png[16:20], "big") == 2 * first.width


def test_a_package_without_the_library_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert charts_path().name == "echarts.min.js"
    monkeypatch.setattr(module, "files", lambda name: tmp_path)
    charts_text.cache_clear()
    with pytest.raises(ChartsMissingError) as caught:
        charts_text()
    assert "npm" in caught.value.message(Language.ZH)
    assert "npm" in caught.value.message(Language.EN)
