"""Calls, projects, matches and cases as rows and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from liance.core.language import Language, Text
from liance.core.numbers import decimal_text, round_half_up
from liance.delivery.drafting.supply import STATES, Call, Case, Event, Match

if TYPE_CHECKING:
    from datetime import datetime

#: Columns of ``calls.csv``: the yearly list and the project list in one.
CALL_COLUMNS = (
    "call", "year", "scenario", "name", "unit", "need", "conditions", "manner", "state", "until",
    "applicants", "selected", "reason", "accepted", "facts", "source",
)  # fmt: skip
#: Columns of ``cases.csv``.
CASE_COLUMNS = ("scenario", "name", "unit", "by", "facts", "source", "materials", "on")
_MANNERS = {
    "list": Text(zh="清单发布", en="list"),
    "call": Text(zh="揭榜挂帅", en="open call"),
}
EVENTS = {
    "published": Text(zh="列入清单", en="listed"),
    "opened": Text(zh="张榜", en="opened"),
    "applied": Text(zh="申报", en="applied"),
    "rated": Text(zh="评分", en="scored"),
    "closed": Text(zh="截止", en="closed"),
    "selected": Text(zh="选定", en="selected"),
    "resulted": Text(zh="验收", en="result"),
    "withdrawn": Text(zh="撤回", en="withdrawn"),
}


def call_row(number: str, call: Call) -> tuple[str, ...]:
    """Return one row of ``calls.csv``."""
    demand, result = call.demand, call.result
    return (
        number,
        str(demand.year),
        demand.scenario,
        demand.name,
        demand.unit,
        demand.need,
        "；".join(demand.conditions),
        demand.manner,
        call.state.value,
        "" if call.until is None else call.until.isoformat(),
        str(len(call.applicants)),
        "；".join(call.selected.names) if call.selected else "",
        call.selected.reason if call.selected else "",
        "" if result is None else str(result.accepted).lower(),
        "" if result is None else result.facts,
        "" if result is None else result.source,
    )


def call_screen_row(number: str, call: Call, language: Language) -> tuple[str, ...]:
    """Return number, manner, name, demander, state, applicants, who was chosen."""
    return (
        number,
        _MANNERS[call.demand.manner].render(language),
        call.demand.name,
        call.demand.unit,
        STATES[call.state].render(language),
        str(len(call.applicants)),
        "、".join(call.selected.names) if call.selected and call.selected.names else "—",
    )


def call_data(number: str, call: Call, language: Language) -> dict[str, object]:
    """Return a call with standings and history."""
    return {
        "call": number,
        "demand": call.demand.model_dump(mode="json"),
        "state": call.state.value,
        "says": STATES[call.state].render(language),
        "until": None if call.until is None else call.until.isoformat(),
        "criteria": dict(call.criteria or {}),
        "standings": [
            {
                "name": one.applicant.name,
                "on": one.applicant.on.isoformat(),
                "offer": one.applicant.offer,
                "eligible": one.is_eligible,
                "missing": list(one.missing),
                "total": None if one.total is None else decimal_text(one.total),
                "scores": {judge: dict(scores) for judge, scores in sorted(one.applicant.scores.items())},
            }
            for one in call.standings()
        ],
        "selected": None if call.selected is None else call.selected.model_dump(mode="json"),
        "result": None if call.result is None else call.result.model_dump(mode="json"),
        "events": [event.model_dump(mode="json") for event in call.events],
    }


def calls_data(calls: Mapping[str, Call], language: Language) -> list[dict[str, object]]:
    """Return all calls."""
    return [call_data(number, call, language) for number, call in sorted(calls.items())]


def standing_rows(call: Call, language: Language) -> list[tuple[str, ...]]:
    """Return a row per applicant: name, total, whether eligible or what is missing."""
    yes = Text(zh="满足条件", en="eligible")
    no = Text(zh="缺：{missing}", en="lacks: {missing}")
    return [
        (
            one.applicant.name,
            "—" if one.total is None else str(round_half_up(one.total, 1)),
            yes.render(language) if one.is_eligible else no.render(language, missing="；".join(one.missing)),
        )
        for one in call.standings()
    ]


def event_row(number: int, event: Event, at: datetime, by: str, language: Language) -> tuple[str, ...]:
    """Return number, day, what happened, to whom, and who entered it when."""
    who = ""
    if event.kind in ("applied", "rated"):
        who = event.name
    elif event.kind == "selected":
        who = "、".join(event.names)
    elif event.kind == "resulted":
        who = event.facts
    return (
        str(number),
        event.on.isoformat(),
        EVENTS[event.kind].render(language),
        who,
        by,
        at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def match_row(match: Match, language: Language) -> tuple[str, ...]:
    """Return demand, supplier, value, reasons."""
    joiner = "；" if language is Language.ZH else "; "
    return (
        match.call.demand.name,
        match.supplier.name,
        str(round_half_up(match.value, 2)),
        joiner.join(reason.render(language) for reason in match.reasons),
    )


def match_data(matches: Iterable[Match], language: Language) -> list[dict[str, object]]:
    """Return matches with reasons."""
    return [
        {
            "demand": one.call.demand.name,
            "year": one.call.demand.year,
            "supplier": one.supplier.name,
            "value": decimal_text(one.value),
            "reasons": [reason.render(language) for reason in one.reasons],
        }
        for one in matches
    ]


def case_row(case: Case) -> tuple[str, ...]:
    """Return one row of ``cases.csv``."""
    return (
        case.scenario,
        case.name,
        case.unit,
        "；".join(case.by),
        case.facts,
        case.source,
        "；".join(case.materials),
        case.on.isoformat(),
    )
