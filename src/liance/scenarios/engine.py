"""Engine version 2 of the ledger: scenarios.

==================  ==========  =====================================================================
kind                power       payload
==================  ==========  =====================================================================
scenario.act        submit      scenario, action, record, fields
==================  ==========  =====================================================================

and two more actions that can be voted on: ``scenario.install`` (scenario, pack, version, charter) and
``calendar.set`` (year, off, worked).

An action is checked in this order, and the first that fails gives the code: scenario, action, role, record and
its state, shape of the fields, references, the charter's own conditions as written, organisations named,
uniqueness. Where the
charter says ``otherwise``, an attempt that its conditions refuse is kept: accepted as an operation, with the
record in that state and the reason beside it, so that refusals leave a trace.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, Final

from liance.core import limits
from liance.ledger.governance import ACTIONS, Action, Arguments, governance_kinds
from liance.ledger.kinds import ENGINE_1
from liance.ledger.machine import Case, Engines, Event, Kind, Refusal, event
from liance.ledger.members import Power, is_active_organisation, organisation_of, parent_of
from liance.ledger.operations import Body, digest_text
from liance.ledger.state import Changes, View, read_value, write_value
from liance.scenarios.calendar import deadline, parse_year
from liance.scenarios.records import (
    Installed,
    Record,
    calendar_key,
    read_installed,
    read_record,
    read_year,
    scenario_key,
    scenario_record_key,
    unique_key,
)
from liance.scenarios.rules import ActionRules, ExpressionError, Facts, compile_charter

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_RECORD: Final = re.compile(r"[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*")
_VERSION: Final = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")
#: What an action's payload holds.
_PAYLOAD: Final = ("scenario", "action", "record", "fields")
_PAYLOAD_KEYS: Final = frozenset(_PAYLOAD)
_FIRST_YEAR: Final = 1949
_LAST_YEAR: Final = 2200


def is_scenario_name(name: object) -> bool:
    """Whether ``name`` may name a scenario: lower-case words joined by hyphens."""
    return isinstance(name, str) and len(name) <= 64 and _NAME.fullmatch(name) is not None


def is_record_name(name: object) -> bool:
    """Whether ``name`` may name a record: lower-case segments joined by slashes."""
    return (
        isinstance(name, str)
        and len(name) <= limits.MAX_RECORD_NAME_CHARACTERS
        and _RECORD.fullmatch(name) is not None
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an accepted action does."""

    changes: Mapping[str, bytes | None]
    events: tuple[Event, ...]


class _Planned(threading.local):
    """The plan of the case that was checked last, for the change that follows the check of the very same case."""

    case: Case | None = None
    plan: _Plan | None = None


_PLANNED: Final = _Planned()


def _reads(view: View, body: Body) -> Iterator[str]:
    """Yield the keys of the record, of those it refers to and of unique values."""
    scenario, name, record, fields = (body.payload.get(key) for key in _PAYLOAD)
    if not (is_scenario_name(scenario) and isinstance(name, str) and isinstance(fields, dict)):
        return
    installed = read_installed(view, str(scenario))
    rules = installed.rules.actions.get(name) if installed is not None else None
    if installed is None or rules is None or not is_record_name(record):
        return
    kind = name.split(".")[0]
    yield scenario_record_key(str(scenario), kind, str(record))
    for reference in rules.action.refs.values():
        other = fields.get(reference.field)
        if is_record_name(other):
            yield scenario_record_key(str(scenario), reference.record, str(other))
    for field in installed.rules.charter.records[kind].unique:
        if isinstance(fields.get(field), str | int):
            with suppress(ValueError):  # a text that is not Unicode
                yield unique_key(str(scenario), kind, field, fields[field])


def _selected(facts: dict[str, Any], keys: frozenset[str] | None) -> dict[str, Any]:
    return facts if keys is None else {key: facts[key] for key in keys if key in facts}


@lru_cache(maxsize=4_096)
def _author_facts(author: str) -> dict[str, Any]:
    """Return what expressions see of an author; kept, so nobody may change it."""
    return {
        "department": parent_of(parent_of(author)),
        "organisation": organisation_of(author),
        "path": author,
        "role": author.split("/")[3],
    }


def _check_act(case: Case) -> int | None:
    outcome = _plan(case)
    if isinstance(outcome, int):
        return outcome
    _PLANNED.case, _PLANNED.plan = case, outcome
    return None


def _apply_act(case: Case) -> tuple[Changes, tuple[Event, ...]]:
    known = _PLANNED.plan if _PLANNED.case is case else None
    _PLANNED.case = _PLANNED.plan = None
    outcome = known or _plan(case)
    if isinstance(outcome, int):
        raise TypeError("apply follows a check that accepts")
    return outcome.changes, outcome.events


def _plan(case: Case) -> _Plan | int:
    """Return what the action does, or the code of why it may not be done."""
    payload = case.payload
    if payload.keys() != _PAYLOAD_KEYS:
        return Refusal.WRONG_PAYLOAD
    scenario, name, record, fields = (payload[key] for key in _PAYLOAD)
    if not (is_scenario_name(scenario) and isinstance(name, str) and is_record_name(record)):
        return Refusal.WRONG_PAYLOAD
    if not isinstance(fields, dict):
        return Refusal.WRONG_PAYLOAD
    installed = read_installed(case.view, str(scenario))
    if installed is None:
        return Refusal.UNKNOWN_SCENARIO
    rules = installed.rules.actions.get(name)
    if rules is None:
        return Refusal.UNKNOWN_ACTION
    if case.author.split("/")[3] not in rules.action.by:
        return Refusal.WRONG_ROLE
    return _Act(case, str(scenario), installed, name, rules, str(record), fields).plan()


@dataclass(frozen=True, slots=True)
class _Act:
    """One action on one record, with all that was looked up for it."""

    case: Case
    scenario: str
    installed: Installed
    name: str
    rules: ActionRules
    record: str
    fields: dict[str, Any]

    @property
    def kind(self) -> str:
        return self.name.split(".")[0]

    def plan(self) -> _Plan | int:
        action = self.rules.action
        present = read_record(self.case.view, self.scenario, self.kind, self.record)
        if action.start:
            if present is None:
                return Refusal.UNKNOWN_RECORD
            if present.state not in action.start:
                return Refusal.WRONG_STATE
        elif present is not None:
            return Refusal.RECORD_EXISTS
        if not self.rules.fields.is_valid(self.fields):
            return Refusal.WRONG_FIELDS
        references = self._references()
        if isinstance(references, int):
            return references
        try:
            facts = self.rules.facts(self._shown(present, references))
        except ExpressionError:
            return Refusal.NO_RESULT
        refused = next((code for needs, code in self.rules.when if not needs.is_true(facts)), 0)
        if refused and action.otherwise is None:
            return refused
        return self._moved(present, references, facts, refused)

    def _references(self) -> dict[str, Record] | int:
        found: dict[str, Record] = {}
        for label, reference in self.rules.action.refs.items():
            name = self.fields.get(reference.field)
            record = (
                read_record(self.case.view, self.scenario, reference.record, str(name))
                if is_record_name(name)
                else None
            )
            if record is None or self._changed_twice(record, found):
                return Refusal.UNKNOWN_REFERENCE
            # An attempt that is kept even when refused says so in a condition of its own.
            if record.state not in reference.states and self.rules.action.otherwise is None:
                return Refusal.UNKNOWN_REFERENCE
            found[label] = record
        return found

    def _changed_twice(self, record: Record, found: Mapping[str, Record]) -> bool:
        """Whether a record referred to is the one acted on, or another reference's, and one of them would be lost."""
        if (record.kind, record.name) == (self.kind, self.record):
            return True
        twins = [
            label for label, other in found.items() if (other.kind, other.name) == (record.kind, record.name)
        ]
        return bool(twins) and any(reference.assign for reference in self.rules.action.refs.values())

    def _shown(self, present: Record | None, references: Mapping[str, Record]) -> dict[str, Any]:
        """Return what the action's expressions see, and no more: every value costs a conversion."""
        records = references if present is None else {**references, "record": present}
        shown: dict[str, Any] = {}
        for name, keys in self.rules.seen.items():
            if name in records:
                shown[name] = records[name].for_expressions(keys)
            elif name == "fields":
                shown[name] = _selected(self.fields, keys)
            elif name == "author":
                shown[name] = _selected(_author_facts(self.case.author), keys)
            elif name == "now":
                shown[name] = self.case.context.time
        return shown

    def _moved(
        self,
        present: Record | None,
        references: Mapping[str, Record],
        facts: Facts,
        refused: int,
    ) -> _Plan | int:
        action = self.rules.action
        state = action.otherwise if refused and action.otherwise else action.to
        try:
            own = {} if refused else {f: e.value(facts) for f, e in self.rules.assign.items()}
            others = (
                {}
                if refused
                else {
                    label: replace(
                        record,
                        fields={
                            **record.fields,
                            **{f: e.value(facts) for f, e in self.rules.refs[label].items()},
                        },
                        revision=record.revision + 1,
                    )
                    for label, record in references.items()
                    if self.rules.refs[label]
                }
            )
        except ExpressionError:
            return Refusal.NO_RESULT
        before = present.fields if present is not None else {}
        fields = {**before, **self.fields, **own}
        moved = self._record(present, state, fields, refused)
        if not self.installed.rules.records[self.kind].is_valid(fields):
            return Refusal.WRONG_FIELDS
        if any(
            not self.installed.rules.records[record.kind].is_valid(record.fields)
            for record in others.values()
        ):
            return Refusal.WRONG_FIELDS
        if not self._organisations_stand(before, fields):
            return Refusal.UNKNOWN_ORGANISATION
        unique = self._unique(present, moved)
        if isinstance(unique, int):
            return unique
        changes: dict[str, bytes | None] = {
            self._key(moved): write_value(moved.as_data()),
            **{self._key(record): write_value(record.as_data()) for record in others.values()},
            **unique,
        }
        return _Plan(changes, self._events(present, moved, refused))

    def _organisations_stand(self, before: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
        """Whether the organisations that this action names are in the ledger and active."""
        named = (
            fields[field]
            for field in self.installed.rules.charter.records[self.kind].members
            if field in fields and fields[field] != before.get(field)
        )
        return all(is_active_organisation(self.case.view, path) for path in named)

    def _key(self, record: Record) -> str:
        return scenario_record_key(self.scenario, record.kind, record.name)

    def _record(self, present: Record | None, state: str, fields: dict[str, Any], refused: int) -> Record:
        case = self.case
        due, duty = self._due(state)
        if present is None:
            return Record(
                kind=self.kind,
                name=self.record,
                state=state,
                fields=fields,
                owner=organisation_of(case.author),
                department=parent_of(parent_of(case.author)),
                author=case.author,
                created=case.context.height,
                entered=case.context.time,
                due=due,
                duty=duty,
                reason=refused,
                revision=1,
            )
        moved = replace(present, state=state, fields=fields, revision=present.revision + 1)
        if present.state == state:  # a deadline runs on while the state stays
            return moved
        return replace(moved, entered=case.context.time, due=due, duty=duty)

    def _due(self, state: str) -> tuple[int, str]:
        spec = self.installed.rules.charter.records[self.kind].states[state].deadline
        if spec is None:
            return 0, ""
        calendar = partial(read_year, self.case.view)
        return deadline(self.case.context.time, spec.days, calendar, working=spec.working), spec.action

    def _unique(self, present: Record | None, moved: Record) -> dict[str, bytes | None] | int:
        kind = self.installed.rules.charter.records[self.kind]
        changes: dict[str, bytes | None] = {}
        for field in kind.unique:
            if present is not None and field in present.fields:
                changes[unique_key(self.scenario, self.kind, field, present.fields[field])] = None
            if field not in moved.fields or kind.states[moved.state].final:
                continue
            key = unique_key(self.scenario, self.kind, field, moved.fields[field])
            holder = read_value(self.case.view, key)
            if holder is not None and holder["record"] != self.record:
                return Refusal.NOT_UNIQUE
            changes[key] = write_value({"record": self.record})
        return changes

    def _events(self, present: Record | None, moved: Record, refused: int) -> tuple[Event, ...]:
        attributes = {
            "action": self.name,
            "author": self.case.author,
            "organisation": organisation_of(self.case.author),
            "record": f"{self.scenario}/{self.kind}/{self.record}",
            "scenario": self.scenario,
            "state": moved.state,
        }
        for field in self.rules.action.index:
            if field in self.fields:
                attributes[f"field.{field}"] = str(self.fields[field])
        if refused:
            attributes["refused"] = str(refused)
        events = [event("scenario.acted", **attributes)]
        if present is not None and present.due and self.case.context.time > present.due:
            late = self.case.context.time - present.due
            events.append(
                event(
                    "scenario.late",
                    duty=present.duty,
                    late=str(late),
                    organisation=organisation_of(self.case.author),
                    record=attributes["record"],
                    scenario=self.scenario,
                )
            )
        return tuple(events)


# What is voted on.


def _install_is_shaped(_case: Case, arguments: Arguments) -> bool:
    return (
        arguments.keys() == {"scenario", "pack", "version", "charter"}
        and is_scenario_name(arguments["scenario"])
        and is_scenario_name(arguments["pack"])
        and isinstance(arguments["version"], str)
        and _VERSION.fullmatch(arguments["version"]) is not None
        and isinstance(arguments["charter"], str)
        and compile_charter(arguments["charter"]) is not None
    )


def _install_check(case: Case, arguments: Arguments) -> Refusal | None:
    present = read_installed(case.view, str(arguments["scenario"]))
    if present is not None and (
        present.pack != arguments["pack"] or _numbers(present.version) >= _numbers(str(arguments["version"]))
    ):
        return Refusal.SCENARIO_EXISTS
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _install_apply(case: Case, arguments: Arguments) -> Changes:
    charter = str(arguments["charter"])
    value = {
        "charter": charter,
        "digest": digest_text(case.suite, charter.encode()),
        "height": case.context.height,
        "pack": arguments["pack"],
        "version": arguments["version"],
    }
    return {scenario_key(str(arguments["scenario"])): write_value(value)}


def _calendar_is_shaped(_case: Case, arguments: Arguments) -> bool:
    if arguments.keys() != {"year", "off", "worked"}:
        return False
    year = arguments["year"]
    if type(year) is not int or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return False
    return parse_year(year, {"off": arguments["off"], "worked": arguments["worked"]}) is not None


def _calendar_check(_case: Case, _arguments: Arguments) -> None:
    return None


def _calendar_apply(_case: Case, arguments: Arguments) -> Changes:
    year = arguments["year"]
    assert isinstance(year, int)
    return {calendar_key(year): write_value({"off": arguments["off"], "worked": arguments["worked"]})}


#: What can be voted on where scenarios run.
SCENARIO_ACTIONS: Final = {
    **ACTIONS,
    "scenario.install": Action(_install_is_shaped, _install_check, _install_apply),
    "calendar.set": Action(_calendar_is_shaped, _calendar_check, _calendar_apply),
}

#: The kinds of engine version 2.
ENGINE_2: Final[Mapping[str, Kind]] = {
    **ENGINE_1,
    **governance_kinds(SCENARIO_ACTIONS),
    "scenario.act": Kind(Power.SUBMIT, _check_act, _apply_act, _reads),
}

#: The engine versions of a ledger on which scenarios may be installed.
SCENARIO_ENGINES: Final[Engines] = {1: ENGINE_1, 2: ENGINE_2}
