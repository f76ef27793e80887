"""Scenario supply: the yearly list, open calls (揭榜挂帅) and what came of them, as events and their sum.

A call is what its events make of it: ``after(call, event)`` is the only way it changes, and it refuses what the
rules of an open call forbid. Nothing is overwritten; whoever keeps the events keeps the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from liance.core.errors import LianceError
from liance.core.findings import Finding, FindingKind, Severity
from liance.core.language import Text
from liance.core.limits import MAX_APPLICANTS
from liance.packs.worksheet import SupplyFill

NO_DEMAND = FindingKind(
    "supply.no_demand",
    Severity.ERROR,
    says=Text(
        zh="场景“{name}”没有写明需求单位或需求，没有列入",
        en="'{name}' names no demander or no demand; it is not listed",
    ),
    advice=Text(zh="请在 supply 写明 unit 和 demand", en="fill in 'unit' and 'demand' of the supply line"),
)
NO_CONDITIONS = FindingKind(
    "supply.no_conditions",
    Severity.WARNING,
    says=Text(
        zh="榜单“{name}”没有申报条件，任何单位都可揭榜",
        en="the call '{name}' has no conditions; anybody may apply",
    ),
    advice=Text(zh="如非有意，请补充条件", en="add conditions unless this is meant"),
)
ALREADY_LISTED = FindingKind(
    "supply.already_listed",
    Severity.INFO,
    says=Text(zh="“{name}”（{year}年）已在清单中，没有重复列入", en="'{name}' ({year}) is listed already"),
    advice=Text(zh="如内容有变，请撤回后重新列入", en="withdraw it and list it anew where it has changed"),
)

Phrase = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Paragraph = Annotated[str, StringConstraints(max_length=2_000)]
Score = Annotated[int, Field(ge=0, le=100)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Demand(_Frozen):
    """What is asked for, by whom, on which conditions."""

    year: int
    scenario: Phrase
    name: Phrase
    unit: Phrase
    need: Phrase
    conditions: tuple[Phrase, ...] = ()
    manner: Literal["list", "call"] = "list"


class Published(_Frozen):
    """The demand is put on the yearly list."""

    kind: Literal["published"] = "published"
    on: date
    demand: Demand


class Opened(_Frozen):
    """The call is opened until a day, with criteria and their weights."""

    kind: Literal["opened"] = "opened"
    on: date
    until: date
    criteria: dict[Phrase, Annotated[int, Field(ge=1, le=1_000)]]


class Applied(_Frozen):
    """Somebody applies; ``meets`` are the numbers (from 1) of the conditions shown to be met, with their proof."""

    kind: Literal["applied"] = "applied"
    on: date
    name: Phrase
    meets: dict[int, Paragraph] = {}
    offer: Paragraph = ""


class Rated(_Frozen):
    """A judge scores an applicant from 0 to 100 by criterion; a judge's later scores replace earlier ones."""

    kind: Literal["rated"] = "rated"
    on: date
    name: Phrase
    judge: Phrase
    scores: dict[Phrase, Score]


class Closed(_Frozen):
    """No more applications."""

    kind: Literal["closed"] = "closed"
    on: date


class Selected(_Frozen):
    """One applicant or more are chosen, with the reason; none means that the call failed (流标)."""

    kind: Literal["selected"] = "selected"
    on: date
    names: tuple[Phrase, ...]
    reason: Paragraph = ""


class Resulted(_Frozen):
    """What came of it: whether it was accepted, by what facts, from which source, and what others can reuse."""

    kind: Literal["resulted"] = "resulted"
    on: date
    accepted: bool
    facts: Phrase
    source: Phrase
    materials: tuple[Phrase, ...] = ()


class Withdrawn(_Frozen):
    """The demand is taken back."""

    kind: Literal["withdrawn"] = "withdrawn"
    on: date
    reason: Phrase


Event = Annotated[
    Published | Opened | Applied | Rated | Closed | Selected | Resulted | Withdrawn,
    Field(discriminator="kind"),
]


class CallState(StrEnum):
    """How far a call has come."""

    LISTED = "listed"
    OPEN = "open"
    CLOSED = "closed"
    AWARDED = "awarded"
    FAILED = "failed"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATES: Mapping[CallState, Text] = {
    CallState.LISTED: Text(zh="已列入清单", en="listed"),
    CallState.OPEN: Text(zh="张榜中", en="open"),
    CallState.CLOSED: Text(zh="已截止，待评审", en="closed, under review"),
    CallState.AWARDED: Text(zh="已揭榜，实施中", en="awarded, under way"),
    CallState.FAILED: Text(zh="流标", en="failed"),
    CallState.DONE: Text(zh="已验收", en="accepted"),
    CallState.REFUSED: Text(zh="未通过验收", en="not accepted"),
    CallState.WITHDRAWN: Text(zh="已撤回", en="withdrawn"),
}


class CallRefusedError(LianceError):
    """The rules of an open call forbid this step."""


def _refused(zh: str, en: str, **fields: object) -> CallRefusedError:
    return CallRefusedError(Text(zh=zh, en=en), **fields)


@dataclass(frozen=True, slots=True)
class Applicant:
    """An applicant with its proofs by condition and the judges' scores."""

    name: str
    on: date
    meets: Mapping[int, str]
    offer: str
    scores: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an applicant stands: whether it meets every condition, its mean total (0 to 100), what is missing.

    ``total`` is None where a criterion has no score yet.
    """

    applicant: Applicant
    is_eligible: bool
    missing: tuple[str, ...]
    total: Fraction | None


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the yearly list with all that happened to it."""

    demand: Demand
    state: CallState
    events: tuple[Event, ...]
    until: date | None = None
    criteria: Mapping[str, int] | None = None
    applicants: tuple[Applicant, ...] = ()
    selected: Selected | None = None
    result: Resulted | None = None

    def standings(self) -> tuple[Standing, ...]:
        """Return the applicants, eligible ones first, then by total, then by name."""
        found = [self._standing(applicant) for applicant in self.applicants]
        found.sort(
            key=lambda one: (
                not one.is_eligible,
                -(one.total if one.total is not None else Fraction(-1)),
                one.applicant.name,
            )
        )
        return tuple(found)

    def _standing(self, applicant: Applicant) -> Standing:
        missing = tuple(
            condition
            for number, condition in enumerate(self.demand.conditions, 1)
            if not applicant.meets.get(number, "").strip()
        )
        return Standing(applicant, not missing, missing, self._total(applicant))

    def _total(self, applicant: Applicant) -> Fraction | None:
        """Return the weighted mean over criteria of the judges' mean scores."""
        if not self.criteria:
            return None
        total = Fraction(0)
        for name, weight in self.criteria.items():
            given = [scores[name] for scores in applicant.scores.values() if name in scores]
            if not given:
                return None
            total += Fraction(sum(given), len(given)) * weight
        return total / sum(self.criteria.values())


def published(
    supply: Sequence[SupplyFill], listed: Iterable[Demand], on: date
) -> tuple[tuple[Published, ...], list[Finding]]:
    """Return an event for each line of a worksheet's yearly list that is not listed yet."""
    known = {(demand.year, demand.name) for demand in listed}
    events: list[Published] = []
    findings: list[Finding] = []
    for line in supply:
        if not line.unit or not line.demand:
            findings.append(NO_DEMAND.at(name=line.name))
            continue
        if (line.year, line.name) in known:
            findings.append(ALREADY_LISTED.at(name=line.name, year=line.year))
            continue
        known.add((line.year, line.name))
        if line.manner == "call" and not line.conditions:
            findings.append(NO_CONDITIONS.at(name=line.name))
        demand = Demand(
            year=line.year,
            scenario=line.scenario,
            name=line.name,
            unit=line.unit[:200],
            need=line.demand[:200],
            conditions=tuple(condition[:200] for condition in line.conditions),
            manner=line.manner,
        )
        events.append(Published(on=on, demand=demand))
    return tuple(events), findings


def call_of(events: Iterable[Event]) -> Call:
    """Return what events make of a call.

    Raises:
        CallRefusedError: they cannot have happened in this order.
    """
    call: Call | None = None
    for event in events:
        call = after(call, event)
    if call is None:
        raise _refused("没有任何记录", "there are no events")
    return call


def after(call: Call | None, event: Event) -> Call:
    """Return the call after one more event.

    Raises:
        CallRefusedError: the rules forbid it; the message says what to do.
    """
    if call is None:
        if not isinstance(event, Published):
            raise _refused("应先列入清单", "it must be listed first")
        return Call(event.demand, CallState.LISTED, (event,))
    if isinstance(event, Published):
        raise _refused("“{name}”已在清单中", "'{name}' is listed already", name=call.demand.name)
    if event.on < call.events[-1].on:
        raise _refused(
            "日期 {on} 早于上一步的 {last}，请核对",
            "the date {on} lies before the last step, {last}; check it",
            on=event.on,
            last=call.events[-1].on,
        )
    changed = _changed(call, event)
    return replace(changed, events=(*call.events, event))


def _changed(call: Call, event: Event) -> Call:
    match event:
        case Opened():
            return _open(call, event)
        case Applied():
            return _apply(call, event)
        case Rated():
            return _rate(call, event)
        case Closed():
            _need(call, CallState.OPEN)
            return replace(call, state=CallState.CLOSED)
        case Selected():
            return _select(call, event)
        case Resulted():
            _need(call, CallState.AWARDED)
            return replace(call, state=CallState.DONE if event.accepted else CallState.REFUSED, result=event)
        case Withdrawn():
            if call.state in (CallState.DONE, CallState.REFUSED, CallState.WITHDRAWN):
                raise _refused("已经结束，不能撤回", "it is over and cannot be withdrawn")
            return replace(call, state=CallState.WITHDRAWN)
        case _:
            raise AssertionError(event)


def _need(call: Call, *states: CallState) -> None:
    if call.state not in states:
        wanted_zh = "、".join(STATES[state].zh for state in states)
        wanted_en = ", ".join(STATES[state].en for state in states)
        raise CallRefusedError(
            Text(
                zh=f"“{{name}}”现在是“{STATES[call.state].zh}”，这一步要求“{wanted_zh}”",
                en=f"'{{name}}' is {STATES[call.state].en}; this step needs it {wanted_en}",
            ),
            name=call.demand.name,
        )


def _open(call: Call, event: Opened) -> Call:
    _need(call, CallState.LISTED)
    if call.demand.manner != "call":
        raise _refused(
            "“{name}”按清单发布，不张榜；如要张榜，请把 manner 改为 call",
            "'{name}' is published as a list item; set its manner to call to open it",
            name=call.demand.name,
        )
    if event.until < event.on:
        raise _refused("截止日期早于开始日期", "it would close before it opens")
    if not event.criteria:
        raise _refused(
            "请写明评审准则和权重，如 技术方案=40", "name criteria with weights, such as quality=40"
        )
    return replace(call, state=CallState.OPEN, until=event.until, criteria=dict(event.criteria))


def _apply(call: Call, event: Applied) -> Call:
    _need(call, CallState.OPEN)
    assert call.until is not None
    if event.on > call.until:
        raise _refused("已过截止日期 {until}", "the call closed on {until}", until=call.until)
    if any(one.name == event.name for one in call.applicants):
        raise _refused("“{name}”已经申报", "'{name}' has applied already", name=event.name)
    if len(call.applicants) >= MAX_APPLICANTS:
        raise _refused("申报单位超过上限 MAX_APPLICANTS", "more applicants than MAX_APPLICANTS")
    wrong = sorted(number for number in event.meets if not 1 <= number <= len(call.demand.conditions))
    if wrong:
        raise _refused(
            "没有第 {number} 项条件，共 {count} 项",
            "there is no condition {number}; there are {count}",
            number=wrong[0],
            count=len(call.demand.conditions),
        )
    applicant = Applicant(event.name, event.on, dict(event.meets), event.offer, {})
    return replace(call, applicants=(*call.applicants, applicant))


def _rate(call: Call, event: Rated) -> Call:
    _need(call, CallState.CLOSED)
    _known(call, event.name)
    unknown = sorted(set(event.scores) - set(call.criteria or {}))
    if unknown:
        raise _refused(
            "没有准则“{name}”；可用的有：{known}",
            "there is no criterion '{name}'; criteria are: {known}",
            name=unknown[0],
            known="、".join(call.criteria or {}),
        )
    return replace(
        call,
        applicants=tuple(
            replace(
                one, scores={**one.scores, event.judge: {**one.scores.get(event.judge, {}), **event.scores}}
            )
            if one.name == event.name
            else one
            for one in call.applicants
        ),
    )


def _known(call: Call, name: str) -> None:
    if all(one.name != name for one in call.applicants):
        raise _refused("“{name}”没有申报", "'{name}' has not applied", name=name)


def _select(call: Call, event: Selected) -> Call:
    _need(call, CallState.CLOSED)
    if not event.names:
        if not event.reason:
            raise _refused("没有选出单位时要写明原因", "say why nobody is chosen")
        return replace(call, state=CallState.FAILED, selected=event)
    standings = {one.applicant.name: one for one in call.standings()}
    for name in event.names:
        _known(call, name)
        one = standings[name]
        if not one.is_eligible:
            raise _refused(
                "“{name}”不满足条件：{missing}",
                "'{name}' does not meet: {missing}",
                name=name,
                missing="；".join(one.missing),
            )
        if one.total is None:
            raise _refused("“{name}”还没有评完", "'{name}' has not been scored in full", name=name)
    worst = min(total for name in event.names if (total := standings[name].total) is not None)
    better = [
        one.applicant.name
        for one in standings.values()
        if one.is_eligible and one.applicant.name not in event.names and (one.total or Fraction(0)) > worst
    ]
    if better and not event.reason:
        raise _refused(
            "“{better}”得分更高而未选，要写明原因",
            "'{better}' scored higher and is not chosen; say why",
            better=better[0],
        )
    return replace(call, state=CallState.AWARDED, selected=event)


@dataclass(frozen=True, slots=True)
class Case:
    """A demonstration others can repeat: an accepted result that leaves materials."""

    scenario: str
    name: str
    unit: str
    by: tuple[str, ...]
    facts: str
    source: str
    materials: tuple[str, ...]
    on: date


def cases(calls: Iterable[Call]) -> tuple[Case, ...]:
    """Return the case library: accepted results with materials, by scenario and day."""
    found = [
        Case(
            call.demand.scenario,
            call.demand.name,
            call.demand.unit,
            call.selected.names if call.selected else (),
            call.result.facts,
            call.result.source,
            call.result.materials,
            call.result.on,
        )
        for call in calls
        if call.state is CallState.DONE and call.result is not None and call.result.materials
    ]
    return tuple(sorted(found, key=lambda case: (case.scenario, case.on, case.name)))


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who offers solutions: scenarios served, conditions it says it meets, places it works in."""

    name: str
    scenarios: tuple[str, ...]
    meets: tuple[str, ...]
    delivered: int


@dataclass(frozen=True, slots=True)
class Match:
    """How well a supplier fits a demand: 0 to 1, with reasons."""

    call: Call
    supplier: Supplier
    value: Fraction
    reasons: tuple[Text, ...]


_FITS = Text(zh="服务该场景", en="serves the scenario")
_MEETS = Text(zh="声明满足 {met}/{all} 项条件", en="says it meets {met} of {all} conditions")
_DELIVERED = Text(zh="同类项目 {count} 个", en="{count} projects of the kind")
#: Weights of the declared criteria of matching: conditions met, projects delivered (full from three on).
MATCH_WEIGHTS: Mapping[str, int] = {"conditions": 2, "delivered": 1}
_FULL = 3


def match(calls: Iterable[Call], suppliers: Iterable[Supplier]) -> tuple[Match, ...]:
    """Return the suppliers that serve the scenario of each demand still without a solver, best first.

    The value is the weighted mean of the share of conditions met and of projects delivered (three count in full).
    """
    open_calls = [call for call in calls if call.state in (CallState.LISTED, CallState.OPEN)]
    found: list[Match] = []
    everyone = tuple(suppliers)
    for call in open_calls:
        for supplier in everyone:
            if call.demand.scenario not in supplier.scenarios:
                continue
            conditions = call.demand.conditions
            met = sum(condition in supplier.meets for condition in conditions)
            share = Fraction(met, len(conditions)) if conditions else Fraction(1)
            done = Fraction(min(supplier.delivered, _FULL), _FULL)
            weight = sum(MATCH_WEIGHTS.values())
            value = (share * MATCH_WEIGHTS["conditions"] + done * MATCH_WEIGHTS["delivered"]) / weight
            reasons = (
                _FITS,
                Text(
                    zh=_MEETS.zh.format(met=met, all=len(conditions)),
                    en=_MEETS.en.format(met=met, all=len(conditions)),
                ),
                Text(
                    zh=_DELIVERED.zh.format(count=supplier.delivered),
                    en=_DELIVERED.en.format(count=supplier.delivered),
                ),
            )
            found.append(Match(call, supplier, value, reasons))
    found.sort(key=lambda one: (one.call.demand.year, one.call.demand.name, -one.value, one.supplier.name))
    return tuple(found)
