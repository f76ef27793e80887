"""What scenarios keep in the ledger's state, and the questions that can be asked of it.

===============================================  =====================================================
``scenario/NAME``                                charter (canonical text), digest, pack version, height
``scenario/NAME/KIND/RECORD``                    one record
``scenario/NAME/unique/KIND/FIELD/HASH``         the record that holds a unique value
``calendar/YEAR``                                days off and weekend days worked
===============================================  =====================================================
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from liance.core.canonical import canonical_json
from liance.ledger.state import View, read_value
from liance.packs.charter import OWN_FACTS
from liance.scenarios.calendar import Year, parse_year
from liance.scenarios.rules import Rules, compile_charter


def scenario_key(scenario: str) -> str:
    """Return the state key of an installed scenario."""
    return f"scenario/{scenario}"


def scenario_record_key(scenario: str, kind: str, record: str) -> str:
    """Return the state key of a record of a scenario."""
    return f"scenario/{scenario}/{kind}/{record}"


def unique_key(scenario: str, kind: str, field: str, value: object) -> str:
    """Return the state key that says who holds a unique value."""
    digest = hashlib.sha256(canonical_json(value)).hexdigest()
    return f"scenario/{scenario}/unique/{kind}/{field}/{digest}"


def calendar_key(year: int) -> str:
    """Return the state key of a year's calendar."""
    return f"calendar/{year}"


@dataclass(frozen=True, slots=True)
class Installed:
    """A scenario in force: its rules, the pack's id and version, the charter's digest, since which height."""

    rules: Rules
    pack: str
    version: str
    digest: str
    height: int


def read_installed(view: View, scenario: str) -> Installed | None:
    """Return the scenario of that name, or None."""
    data = view.get(scenario_key(scenario))
    return None if data is None else _installed(data)


@lru_cache(maxsize=256)
def _installed(data: bytes) -> Installed | None:
    value = json.loads(data)
    rules = compile_charter(value["charter"])
    if rules is None:
        return None
    return Installed(rules, value["pack"], value["version"], value["digest"], value["height"])


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands.

    ``entered`` and ``due`` are POSIX milliseconds (``due`` 0 without a deadline, ``duty`` the action then
    due); ``reason`` is the code for which an attempt was refused, 0 otherwise.
    """

    kind: str
    name: str
    state: str
    fields: dict[str, Any]
    owner: str
    department: str
    author: str
    created: int
    entered: int
    due: int
    duty: str
    reason: int
    revision: int

    def as_data(self) -> dict[str, object]:
        """Return the record as the state holds it."""
        return {
            "author": self.author,
            "created": self.created,
            "department": self.department,
            "due": self.due,
            "duty": self.duty,
            "entered": self.entered,
            "fields": self.fields,
            "owner": self.owner,
            "reason": self.reason,
            "revision": self.revision,
            "state": self.state,
        }

    def for_expressions(self, keys: frozenset[str] | None) -> dict[str, object]:
        """Return what expressions see of the record, or of it the ``keys`` that they select.

        No field has the name of an own fact (``OWN_FACTS``).
        """
        seen = (self.fields.keys() | OWN_FACTS) if keys is None else keys
        return {
            key: getattr(self, key) if key in OWN_FACTS else self.fields[key]
            for key in seen
            if key in OWN_FACTS or key in self.fields
        }


def read_record(view: View, scenario: str, kind: str, name: str) -> Record | None:
    """Return a record of a scenario, or None."""
    value = read_value(view, scenario_record_key(scenario, kind, name))
    return None if value is None else Record(kind=kind, name=name, **value)  # type: ignore[arg-type]


def read_year(view: View, year: int) -> Year | None:
    """Return the calendar voted in for a year, or None."""
    data = view.get(calendar_key(year))
    return None if data is None else _year(year, data)


@lru_cache(maxsize=64)
def _year(year: int, data: bytes) -> Year | None:
    return parse_year(year, json.loads(data))
