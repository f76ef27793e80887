"""The scenarios that are there, and what a charter says."""

from __future__ import annotations

from dataclasses import dataclass

from liance.packs.charter import Charter
from liance.packs.library import Library
from liance.packs.model import Bilingual
from liance.workbench.scenarios.rehearsing import scenario_pack

__all__ = [
    "Bilingual",
    "Charter",
    "ScenarioRow",
    "charter_data",
    "scenario_charter",
    "scenarios",
]


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """One scenario of the library."""

    name: str
    version: str
    title: Bilingual
    about: Bilingual

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "name": self.name,
            "version": self.version,
            "title": self.title.model_dump(),
            "about": self.about.model_dump(),
        }


def scenarios(library: Library) -> tuple[ScenarioRow, ...]:
    """Return all sound scenarios by name."""
    rows = []
    for name in library.names_of("scenario"):
        pack = library.pack(name)
        charter = pack.part("charter.yaml", Charter)
        rows.append(ScenarioRow(name, pack.manifest.version, pack.manifest.title, charter.about))
    return tuple(rows)


def scenario_charter(library: Library, name: str) -> Charter:
    """Return the charter of a scenario.

    Raises:
        UnknownNameError: there is no such scenario.
        PackError: it is broken.
    """
    return scenario_pack(library, name).part("charter.yaml", Charter)


def charter_data(library: Library, name: str) -> dict[str, object]:
    """Return a scenario's charter as JSON-ready data."""
    pack = scenario_pack(library, name)
    return {
        "name": name,
        "version": pack.manifest.version,
        "charter": pack.part("charter.yaml", Charter).model_dump(mode="json"),
    }
