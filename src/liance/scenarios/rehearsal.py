"""A script unrolled: who does what to which record at what time, and what it must come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from liance.packs.model import Bilingual
from liance.packs.script import Expected, Script, Step

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE: Final = 60_000
_DAY: Final = 24 * 60 * _MINUTE


@dataclass(frozen=True, slots=True)
class Act:
    """One action of a rehearsal.

    ``role`` is a path of organisation, department and role; ``time`` POSIX milliseconds; ``bulk`` tells that
    it is one of many alike, which transcripts count rather than list.
    """

    role: str
    action: str
    record: str
    fields: dict[str, Any]
    time: int
    expect: Expected
    says: Bilingual | None
    step: int
    bulk: bool


def roles_of(script: Script) -> tuple[tuple[str, str], ...]:
    """Return (path of organisation/department/role, name of the organisation) of all roles, sorted."""
    return tuple(
        sorted(
            (f"{script.instance}/{segment}/{organisation.department}/{role}", organisation.name)
            for segment, organisation in script.organisations.items()
            for role in organisation.roles
        )
    )


def start_of(script: Script) -> int:
    """Return the beginning in POSIX milliseconds."""
    return (datetime.fromisoformat(script.start) - _EPOCH) // timedelta(milliseconds=1)


def acts_of(script: Script, entries: int | None = None) -> Iterator[Act]:
    """Yield the actions of a script in order.

    Args:
        script: the rehearsal.
        entries: the number of operations wanted: the step marked by the largest ``times`` is repeated more or
            less often, so that the whole comes near to it; None keeps the script as written.
    """
    clock = start_of(script)
    grown = _grown(script, entries)
    for number, step in enumerate(script.steps):
        clock += step.days * _DAY
        times = grown.get(number, step.times)
        places = _places(script, step)
        bulk = times * len(places) > 1
        for count in range(1, times + 1):
            for organisation in places:
                clock += step.wait * _MINUTE
                words = {"n": str(count), "org": organisation}
                yield Act(
                    role=f"{script.instance}/{_filled(step.who, words)}",
                    action=step.do,
                    record=_filled(step.record, words),
                    fields={name: _filled(value, words) for name, value in step.fields.items()},
                    time=clock,
                    expect=step.expect,
                    says=step.says,
                    step=number,
                    bulk=bulk,
                )


def _places(script: Script, step: Step) -> tuple[str, ...]:
    """Return the organisations a step is repeated for: those with the role, or all where one actor serves all."""
    if not step.everywhere:
        return ("",)
    where, department, role = step.who.split("/")
    if where != "{org}":
        return tuple(script.organisations)
    return tuple(
        segment
        for segment, organisation in script.organisations.items()
        if role in organisation.roles and organisation.department == department
    )


def _grown(script: Script, entries: int | None) -> Mapping[int, int]:
    if entries is None:
        return {}
    counts = [step.times * len(_places(script, step)) for step in script.steps]
    largest = max(range(len(counts)), key=lambda number: script.steps[number].times)
    rest = sum(counts) - counts[largest]
    per_time = max(1, counts[largest] // script.steps[largest].times)
    return {largest: max(1, (entries - rest) // per_time)}


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    """Replace {n} and {org} in texts; {n} alone as a whole value becomes the number."""
    if isinstance(value, str):
        if value == "{n}":
            return int(words["n"])
        for name, word in words.items():
            value = value.replace("{" + name + "}", word)
        return value
    if isinstance(value, (list, tuple)):
        return [_filled(inner, words) for inner in value]
    if isinstance(value, dict):
        return {name: _filled(inner, words) for name, inner in value.items()}
    return value
