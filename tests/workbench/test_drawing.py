"""Drawing in a process of its own gives what it gives here, and says what it cannot draw."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.reports.figures.samples import figures

from liance.core.language import Language
from liance.reports.figures.drawing import DrawingError, Engine, EngineMissingError
from liance.reports.figures.options import Drawing, drawing
from liance.workbench import processes
from liance.workbench.drawing import draw_in_child
from liance.workbench.figures import charts_path, charts_text


def test_the_child_draws_the_same() -> None:
    drawings = [drawing(figure) for figure in figures()[:2]]
    with Engine(charts_text()) as engine:
        assert draw_in_child(charts_path(), drawings) == [(engine.svg(one), b"") for one in drawings]


def test_what_is_no_option_is_told() -> None:
    broken = Drawing("broken", "t", {"series": [{"type": "map", "map": "nowhere"}]}, 100, 100, {})
    with pytest.raises(DrawingError) as caught:
        draw_in_child(charts_path(), [broken])
    assert "broken" in caught.value.message(Language.ZH)


def test_a_child_that_dies_is_told(tmp_path: Path) -> None:
    with pytest.raises(DrawingError) as caught:
        draw_in_child(tmp_path / "nothing.js", [drawing(figures()[0])])
    assert "(1)" in caught.value.message(Language.EN)


def test_a_child_without_the_engine_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "python"
    program.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c \'import sys; sys.modules["py_mini_racer"] = None; '
        "from liance.workbench.drawing import main; sys.exit(main())'\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(processes.sys, "executable", str(program))
    with pytest.raises(EngineMissingError) as caught:
        draw_in_child(charts_path(), [drawing(figures()[0])])
    assert caught.value.name == "mini-racer"
