"""Scenarios on a ledger folder: install by vote, act, look at records, follow a trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from liance.core.errors import UnknownNameError
from liance.core.language import Language, Text
from liance.core.limits import MAX_NEAR_NAMES
from liance.ledger.drivers.archive import Archive
from liance.ledger.log.suite import Signer
from liance.ledger.machine import Receipt, engine_version
from liance.ledger.members import read_member
from liance.ledger.state import View
from liance.packs.charter import Charter
from liance.packs.library import SCENARIO
from liance.packs.reading import Pack
from liance.scenarios.records import Installed, Record, calendar_key, read_installed, read_record
from liance.scenarios.rules import charter_text
from liance.workbench.ledger.acting import Author, Done, entry_line, submit_with
from liance.workbench.ledger.folder import open_archive
from liance.workbench.scenarios.calendars import decrees
from liance.workbench.scenarios.rehearsing import china_time, reason_text

#: A trace is counted up to here: what an office reads line by line; counting on would cost more than the page itself.
MOST_COUNTED: Final = 10_000
_RECORD = Text(zh="记录", en="record")
_ORGANISATION = Text(zh="部门（组织）", en="organisation")


def propose_installation(folder: Path, signer: Signer, pack: Pack, first_year: int) -> tuple[str, Done]:
    """Propose the next thing that an installation lacks: the engine, a year's calendar, then the charter.

    Each is voted on and enacted (``liance ledger vote``, ``enact``) before the next can be proposed.

    Args:
        folder: the ledger.
        signer: a key with the power ``govern``.
        pack: the scenario.
        first_year: calendars before it are not needed.

    Returns:
        The action proposed, and what became of the proposal.
    """
    proposed: list[str] = []

    def ask(archive: Archive, _author: Author) -> tuple[str, Mapping[str, object]]:
        height = archive.height
        action, arguments = archive.evaluate(lambda view: _lacking(view, height, pack, first_year))
        proposed.append(action)
        return "governance.propose", {"action": action, "arguments": arguments}

    done = submit_with(folder, signer, ask)
    return proposed[0], done


def _lacking(view: View, height: int, pack: Pack, first_year: int) -> tuple[str, dict[str, object]]:
    if engine_version(view, height + 1) < 2:
        return "engine.set", {"version": 2, "height": height + 1}
    for year, decree in decrees(first_year):
        if view.get(calendar_key(year)) is None:
            return "calendar.set", {"year": year, **decree}
    return "scenario.install", {
        "scenario": pack.manifest.id,
        "pack": pack.manifest.id,
        "version": pack.manifest.version,
        "charter": charter_text(pack.part("charter.yaml", Charter)),
    }


def take_action(
    folder: Path, signer: Signer, scenario: str, action: str, record: str, fields: Mapping[str, object]
) -> Done:
    """Take an action as the holder of a key and wait until it is durable."""
    payload = {"scenario": scenario, "action": action, "record": record, "fields": dict(fields)}
    return submit_with(folder, signer, lambda _archive, _author: ("scenario.act", payload))


def kept_reason(done: Done) -> int:
    """Return the charter's code for which an accepted operation keeps a refused attempt, 0 for none."""
    for happened in done.receipt.events:
        if happened.type == "scenario.acted":
            return int(dict(happened.attributes).get("refused", "0"))
    return 0


def charter_in_force(folder: Path, scenario: str) -> Charter | None:
    """Return the charter of a scenario, None where it is not installed."""
    with open_archive(folder) as archive:
        installed = archive.evaluate(lambda view: read_installed(view, scenario))
    return installed.rules.charter if installed is not None else None


def refusal_text(folder: Path, scenario: str, code: int, language: Language) -> str:
    """Return the sentence of a refusal, the charter's own or the machine's."""
    charter = charter_in_force(folder, scenario)
    return reason_text(charter, code, language) if charter is not None else ""


@dataclass(frozen=True, slots=True)
class ScenarioState:
    """A scenario as it stands: its charter, and how many records are in which state."""

    name: str
    installed: Installed
    counts: Mapping[tuple[str, str], int]
    overdue: tuple[Record, ...]

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "scenario": self.name,
            "pack": self.installed.pack,
            "version": self.installed.version,
            "charter": self.installed.digest,
            "height": self.installed.height,
            "records": [
                {"kind": kind, "state": state, "count": count}
                for (kind, state), count in sorted(self.counts.items())
            ],
            "overdue": [f"{record.kind}/{record.name}" for record in self.overdue],
        }


def scenario_state(folder: Path, scenario: str, now: int) -> ScenarioState:
    """Return how a scenario stands.

    Args:
        folder: the ledger.
        scenario: its name.
        now: POSIX milliseconds, to tell what is overdue.

    Raises:
        UnknownNameError: no such scenario is installed.
    """
    with open_archive(folder) as archive:
        installed = archive.evaluate(lambda view: read_installed(view, scenario))
        if installed is None:
            raise UnknownNameError(SCENARIO, scenario, installed_scenarios(archive))
        counts: Counter[tuple[str, str]] = Counter()
        overdue: list[Record] = []
        for kind in installed.rules.charter.records:
            prefix = f"scenario/{scenario}/{kind}/"
            names = [key.removeprefix(prefix) for key in archive.state_keys(prefix)]

            def read(view: View, kind: str = kind, names: list[str] = names) -> list[Record]:
                return [record for name in names if (record := read_record(view, scenario, kind, name))]

            for record in archive.evaluate(read):
                counts[kind, record.state] += 1
                if record.due and now > record.due:
                    overdue.append(record)
    return ScenarioState(scenario, installed, counts, tuple(overdue))


def installed_scenarios(archive: Archive) -> list[str]:
    """Return the names of the scenarios in force."""
    return [key.removeprefix("scenario/") for key in archive.state_children("scenario/")]


def scenario_record(folder: Path, scenario: str, kind: str, name: str) -> Record:
    """Return one record.

    Raises:
        UnknownNameError: there is none.
    """
    with open_archive(folder) as archive:
        record = archive.evaluate(lambda view: read_record(view, scenario, kind, name))
        if record is None:
            known = archive.state_keys(f"scenario/{scenario}/{kind}/", MAX_NEAR_NAMES)
            raise UnknownNameError(
                _RECORD, f"{kind}/{name}", [key.removeprefix(f"scenario/{scenario}/") for key in known]
            )
    return record


def _must_be_member(archive: Archive, organisation: str) -> None:
    """Raise UnknownNameError unless the ledger has, or had, the organisation."""
    if archive.evaluate(lambda view: read_member(view, organisation)) is None:
        paths = (key.removeprefix("member/") for key in archive.state_keys("member/"))
        raise UnknownNameError(_ORGANISATION, organisation, [path for path in paths if path.count("/") == 1])


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One action found in a trace."""

    height: int
    time: int
    author: str
    action: str
    record: str
    state: str
    refused: int
    fields: Mapping[str, object]

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "height": self.height,
            "time": self.time,
            "at": china_time(self.time),
            "author": self.author,
            "action": self.action,
            "record": self.record,
            "state": self.state,
            "refused": self.refused,
            "fields": dict(self.fields),
        }


@dataclass(frozen=True, slots=True)
class Trace:
    """A page of a trace, oldest first.

    ``total`` counts the whole trace up to ``MOST_COUNTED``; where there are more, ``is_exact`` is false. ``following``
    is the height after which the next page begins, None on the last page.
    """

    lines: tuple[TraceLine, ...]
    total: int
    is_exact: bool
    following: int | None

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "total": self.total,
            "is_exact": self.is_exact,
            "following": self.following,
            "trace": [line.as_data() for line in self.lines],
        }


def trace(
    folder: Path, scenario: str, attribute: str, value: str, *, after: int = 0, limit: int = 1_000
) -> Trace:
    """Return a page of the actions of a scenario with an attribute, refused attempts that are kept among them.

    "Who saw record X" is ``field.subject``, "what was done under grant G" is ``field.grant``, "what did
    department D do" is ``organisation``.

    Args:
        folder: the ledger.
        scenario: its name.
        attribute: of the event ``scenario.acted``: ``record``, ``organisation``, ``author``, ``action``, or
            ``field.NAME`` for a field that the action's ``index`` names.
        value: the value sought.
        after: a height; the page begins behind it.
        limit: most actions returned, at least 1.

    Raises:
        UnknownNameError: no such scenario is installed, or the organisation is not in the ledger.
    """
    with open_archive(folder) as archive:
        if archive.evaluate(lambda view: read_installed(view, scenario)) is None:
            raise UnknownNameError(SCENARIO, scenario, installed_scenarios(archive))
        if attribute == "organisation":
            _must_be_member(archive, value)
        sought, also = f"scenario.acted.{attribute}", ("scenario.acted.scenario", scenario)
        heights = archive.heights_with(sought, value, limit + 1, after=after, also=also)
        counted = archive.count_with(sought, value, MOST_COUNTED + 1, also=also)
        page = heights[:limit]
        lines = tuple(_trace_line(archive, scenario, receipt) for receipt in archive.receipts_at(page))
    following = page[-1] if len(heights) > limit else None
    return Trace(lines, min(counted, MOST_COUNTED), counted <= MOST_COUNTED, following)


def _trace_line(archive: Archive, scenario: str, receipt: Receipt) -> TraceLine:
    entry = entry_line(archive, receipt.height)
    assert entry is not None
    attributes = next(dict(one.attributes) for one in receipt.events if one.type == "scenario.acted")
    fields = entry.payload["fields"]
    return TraceLine(
        receipt.height,
        entry.time,
        entry.author,
        attributes["action"],
        attributes["record"].removeprefix(f"{scenario}/"),
        attributes["state"],
        int(attributes.get("refused", "0")),
        fields if isinstance(fields, dict) else {},
    )
