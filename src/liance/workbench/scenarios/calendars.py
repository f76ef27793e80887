"""The decrees on working days that come with Liance, to be voted into a ledger."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from liance.packs.yamlfile import parse_yaml
from liance.scenarios.calendar import parse_year


def decrees(first: int = 0) -> tuple[tuple[int, dict[str, list[str]]], ...]:
    """Return (year, days off and weekend days worked) of every year known from ``first`` on, in order."""
    return tuple(pair for pair in _all() if pair[0] >= first)


@cache
def _all() -> tuple[tuple[int, dict[str, list[str]]], ...]:
    data = (files("liance") / "data" / "calendars" / "china.yaml").read_bytes()
    file, findings = parse_yaml("china.yaml", data)
    assert file is not None
    assert not findings, findings
    found = []
    for year, decree in file.value.items():
        listed = {name: list(days) for name, days in decree.items()}
        assert parse_year(int(year), listed) is not None, year
        found.append((int(year), listed))
    return tuple(sorted(found, key=lambda pair: pair[0]))
