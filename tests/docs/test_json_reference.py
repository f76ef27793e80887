"""The reference of JSON names every field that a comparison and a tracker give."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from liance.cli.main import run

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
PLANS = str(files("liance") / "data" / "examples" / "plans")
#: Fields whose keys are data: measures, levels, words of a rule.
MAPS = {"values", "by_level"}


def fields(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inside in value.items():
            yield name
            yield from fields(list(inside.values()) if name in MAPS else inside)
    elif isinstance(value, list):
        for one in value:
            yield from fields(one)


@pytest.mark.parametrize("command", ["compare", "tracker"])
def test_every_field_is_named(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--draws", "50"] if command == "compare" else []
    assert run([command, PLANS, "--index", f"{PLANS}/index.csv", "--json", *flags]) == 0
    given = set(fields(json.loads(capsys.readouterr().out)))
    section = REFERENCE.partition(f"## `liance {command} ")[2].partition("\n## ")[0]
    named = set(re.findall(r"[`\"]([a-z_]+)[`\"]", section))
    general = set(
        re.findall(r"`([a-z_]+)`", REFERENCE.partition("* `findings`: `code`")[2].partition("\n\n")[0])
    ) | {"code"}
    assert len(given) > 20
    assert given - named - general == set()
