"""Oversight of a ledger: read what scenarios did, run the rules, and keep what is written about alerts.

What is acknowledged or closed is a record of its writer's organisation on the same ledger (``oversight/ALERT``), signed and
append-only like everything else there; it can be proved and audited by the commands for ledgers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from liance.core.errors import LianceError, UnknownNameError
from liance.core.language import Language, Text
from liance.core.limits import MAX_NOTE_CHARACTERS
from liance.delivery.oversight import (
    FORMAT,
    GRAVITIES,
    STEPS,
    Alert,
    Deed,
    Duty,
    Gravity,
    Remark,
    Step,
    Watched,
    alerts,
    leads_on,
    said,
)
from liance.ledger.drivers.archive import Archive
from liance.ledger.drivers.embedded import system_clock
from liance.ledger.log.suite import Signer
from liance.ledger.members import Level, is_active_organisation, level_of
from liance.ledger.operations import parse_entry, parse_operation
from liance.ledger.state import View
from liance.packs.library import Library
from liance.packs.model import Bilingual
from liance.scenarios.calendar import Year, is_working_day, parse_year
from liance.scenarios.records import read_installed, read_record, read_year
from liance.workbench.ledger.acting import Done, author_of, put_record
from liance.workbench.ledger.folder import open_archive
from liance.workbench.scenarios.acting import installed_scenarios
from liance.workbench.scenarios.calendars import decrees

__all__ = [
    "GRAVITIES",
    "STEPS",
    "Alert",
    "Gravity",
    "Library",
    "Overview",
    "Step",
    "oversee",
    "remark_on",
    "said",
    "shown_alerts",
]

DEFAULT_RULES: Final = "consortium-oversight"
_ALERT: Final = Text(zh="预警", en="alert")
_PREFIX: Final = "oversight"
#: Heights whose receipts are read at a time.
_PIECE: Final = 1_000


class OversightError(LianceError):
    """A remark that cannot be written: ``code`` is stable."""

    def __init__(self, code: str, text: Text, **fields: object) -> None:
        self.code = code
        super().__init__(text, **fields)


@dataclass(frozen=True, slots=True)
class Overview:
    """What the rules find on a ledger at an instant (POSIX milliseconds), with the number of deeds looked at."""

    rules: str
    at: int
    deeds: int
    alerts: tuple[Alert, ...]

    def count(self, *, gravity: Gravity | None = None, step: Step | None = None) -> int:
        """Return how many alerts have this gravity and state."""
        return sum(gravity in {None, one.gravity} and step in {None, one.step} for one in self.alerts)

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "rules": self.rules,
            "at": self.at,
            "deeds": self.deeds,
            "open": self.count(step=Step.OPEN),
            "alerts": [one.as_data(language) for one in self.alerts],
        }


def oversee(folder: Path, library: Library, rules: str = DEFAULT_RULES, at: int | None = None) -> Overview:
    """Run the rules of a pack over a ledger.

    Args:
        folder: the ledger.
        library: of packs.
        rules: the pack's name.
        at: POSIX milliseconds, now by default; later entries do not count, what is overdue is told from the
            present state.

    Raises:
        LedgerInputError: there is no ledger.
        UnknownNameError: there are no such rules.
        PackError: they are broken.
    """
    known = library.oversight(rules)
    now = system_clock() if at is None else at
    with open_archive(folder) as archive:
        watched = _watched(archive, now)
        remarks = list(_remarks(archive))
    return Overview(rules, now, len(watched.deeds), alerts(known, watched, remarks))


def _watched(archive: Archive, at: int) -> Watched:
    names = installed_scenarios(archive)
    titles: dict[str, Bilingual] = {}
    duties: list[Duty] = []
    for name in names:
        installed = archive.evaluate(lambda view, name=name: read_installed(view, name))  # type: ignore[misc]
        if installed is None:
            continue
        charter = installed.rules.charter
        titles |= {f"{name}/{action}": spec.title for action, spec in charter.actions.items()}
        for kind, record in charter.records.items():
            if any(state.deadline for state in record.states.values()):
                duties += _duties(archive, name, kind)
    deeds = tuple(deed for deed in _deeds(archive) if deed.time <= at)
    return Watched(
        ledger=archive.genesis.ledger,
        at=at,
        began=deeds[0].time if deeds else at,
        deeds=deeds,
        duties=tuple(duties),
        organisations=_organisations(archive),
        is_worked=_WorkingDays(archive),
        titles=titles,
    )


def _duties(archive: Archive, scenario: str, kind: str) -> list[Duty]:
    prefix = f"scenario/{scenario}/{kind}/"
    names = [key.removeprefix(prefix) for key in archive.state_keys(prefix)]

    def read(view: View) -> list[Duty]:
        found = []
        for name in names:
            record = read_record(view, scenario, kind, name)
            if record is not None and record.due:
                whole = f"{scenario}/{kind}/{name}"
                found.append(Duty(scenario, whole, record.duty, record.due, record.owner, record.created))
        return found

    return archive.evaluate(read)


def _deeds(archive: Archive) -> Iterator[Deed]:
    """Yield every action of every scenario, with how late it was."""
    height = archive.height
    for low in range(1, height + 1, _PIECE):
        for receipt in archive.receipts(low, low + _PIECE):
            facts: dict[str, Mapping[str, str]] = {one.type: dict(one.attributes) for one in receipt.events}
            acted, late = facts.get("scenario.acted"), facts.get("scenario.late", {})
            if acted is not None:
                yield Deed(
                    height=receipt.height,
                    time=receipt.time,
                    author=acted["author"],
                    scenario=acted["scenario"],
                    action=acted["action"],
                    record=acted["record"],
                    refused=int(acted.get("refused", "0")),
                    late=int(late.get("late", "0")),
                    duty=late.get("duty", ""),
                )


def _organisations(archive: Archive) -> tuple[str, ...]:
    paths = [key.removeprefix("member/") for key in archive.state_keys("member/")]
    named = [path for path in paths if level_of(path) is Level.ORGANISATION]
    return tuple(archive.evaluate(lambda view: [one for one in named if is_active_organisation(view, one)]))


class _WorkingDays:
    """Working days by the calendars that the ledger's members voted in, by the shipped decrees in other years."""

    def __init__(self, archive: Archive) -> None:
        shipped = {year: parse_year(year, dict(decree)) for year, decree in decrees()}
        voted = {
            int(key.removeprefix("calendar/")): archive.evaluate(
                lambda view, key=key: read_year(view, int(key.removeprefix("calendar/")))  # type: ignore[misc]
            )
            for key in archive.state_keys("calendar/")
        }
        self._years: dict[int, Year | None] = {**shipped, **voted}

    def __call__(self, day: date) -> bool:
        return is_working_day(day, self._years.get)


def _remarks(archive: Archive) -> Iterator[Remark]:
    """Yield what members wrote about alerts, in the order of the log."""
    for height in sorted(archive.heights_under("record.put.record", f"{_PREFIX}/")):
        time, data = parse_entry(next(iter(archive.entries(height, height + 1))))
        body = parse_operation(data).body
        value = body.payload.get("value")
        record = str(body.payload.get("record"))
        # Anyone may name a record so; what has another shape says nothing.
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            continue
        step, note, alert = value.get("state"), value.get("note"), value.get("alert")
        if (
            step in (Step.ACKNOWLEDGED, Step.CLOSED)
            and isinstance(note, str)
            and record == f"{_PREFIX}/{alert}"
        ):
            yield Remark(str(alert), Step(step), body.author, note[:MAX_NOTE_CHARACTERS], height, time)


def remark_on(
    folder: Path,
    library: Library,
    signer: Signer,
    alert: str,
    step: Step,
    note: str,
    *,
    rules: str,
    at: int | None,
) -> Done:
    """Acknowledge or close an alert: write a remark about it on the ledger.

    Args:
        folder: the ledger.
        library: of packs.
        signer: a key with the power ``submit``.
        alert: its id.
        step: ``ACKNOWLEDGED`` or ``CLOSED``.
        note: what was found or done; may not be empty.
        rules: the pack of rules that finds the alert.
        at: as for ``oversee``.

    Raises:
        OversightError: the note is empty or too long, the alert has this state or is closed, or it is about the
            holder of the key.
        UnknownNameError: the rules find no such alert.
    """
    words = note.strip()
    if not 1 <= len(words) <= MAX_NOTE_CHARACTERS:
        raise OversightError(
            "oversight.note",
            Text(
                zh="请用 --note 写明情况，1 至 {bound} 个字",
                en="say with --note what was found, in 1 to {bound} characters",
            ),
            bound=MAX_NOTE_CHARACTERS,
        )
    overview = oversee(folder, library, rules, at)
    found = next((one for one in overview.alerts if one.id == alert), None)
    if found is None:
        raise UnknownNameError(_ALERT, alert, [one.id for one in overview.alerts])
    if not leads_on(found.step, step):
        raise OversightError(
            "oversight.state",
            Text(
                zh="预警 {alert} 现为“{zh}”，不能再这样处理",
                en="alert {alert} is {en}; this can no longer be done",
            ),
            alert=alert,
            zh=STEPS[found.step].zh,
            en=STEPS[found.step].en,
        )
    with open_archive(folder) as archive:
        author = author_of(archive, signer).path
    if found.concerns(author):
        raise OversightError(
            "oversight.own_case",
            Text(
                zh="预警 {alert} 涉及本人或本组织（{about}），应由其他成员处理",
                en="alert {alert} is about you or your organisation ({about}); another member must deal with it",
            ),
            alert=alert,
            about=found.about,
        )
    value: dict[str, object] = {
        "alert": alert,
        "format": FORMAT,
        "heights": list(found.heights),
        "note": words,
        "rule": f"{rules}/{found.rule.id}",
        "says": {"en": found.says.en, "zh": found.says.zh},
        "state": step.value,
    }
    return put_record(folder, signer, f"{_PREFIX}/{alert}", value)


def shown_alerts(overview: Overview, *, every: bool) -> Sequence[Alert]:
    """Return the alerts to show: those not closed, or every one."""
    return [one for one in overview.alerts if every or one.step is not Step.CLOSED]
