"""Typesetting in a process of its own gives what it gives here; every way to fail has its words."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from liance.core.language import Language
from liance.reports.figures.drawing import EngineMissingError
from liance.reports.report.pdf import TypesettingError, typeset
from liance.workbench import processes
from liance.workbench.fonts import chinese_fonts
from liance.workbench.typesetting import typeset_in_child


def job(template: str, make: str = "pages") -> dict[str, Any]:
    return {"template": template, "fonts": list(chinese_fonts().folders), "inputs": {}, "make": make}


def test_the_child_makes_the_same_bytes() -> None:
    small = job("#set page(width: 9cm, height: 4cm)\n链策：规划评估")
    made = typeset_in_child(small)
    assert made.startswith(b"%PDF")
    assert made == typeset(small)
    places = job('#metadata((1, "链"))<places>', "places")
    assert typeset_in_child(places) == typeset(places)
    assert json.loads(typeset(places)) == [1, "链"]


def test_why_typst_refused_is_told() -> None:
    with pytest.raises(TypesettingError) as caught:
        typeset_in_child(job('#panic("缺字")'))
    assert "缺字" in caught.value.message(Language.ZH)


def test_a_run_that_takes_too_long_is_ended() -> None:
    with pytest.raises(TypesettingError) as caught:
        typeset_in_child(job("#for i in range(100000000) { calc.pow(2, 10) }"), seconds=2)
    assert "2 s" in caught.value.message(Language.EN)


def test_a_run_that_takes_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = f"import sys; from liance.workbench import typesetting as t; t.MAX_TYPESETTING_BYTES = {600 << 20}; sys.exit(t.main())"
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{code}'\n")
    program.chmod(0o755)
    monkeypatch.setattr(processes.sys, "executable", str(program))
    assert typeset_in_child(job("链")).startswith(b"%PDF"), "the bound itself is no hindrance"
    with pytest.raises(TypesettingError) as caught:
        typeset_in_child(job('#let x = "a" * 100000000\n#let y = range(9).map(i => x + str(i))\n#y.len()'))
    assert "MB" in caught.value.message(Language.EN)


def test_a_child_without_typst_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "python"
    program.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c \'import sys; sys.modules["typst"] = None; '
        "from liance.workbench.typesetting import main; sys.exit(main())'\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(processes.sys, "executable", str(program))
    with pytest.raises(EngineMissingError):
        typeset_in_child(job("链", "pages"))
