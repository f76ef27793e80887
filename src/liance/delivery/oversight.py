"""Oversight: declared rules over what was done on a ledger, giving alerts that cite its entries. Reads only.

Pure: deeds, open duties and organisations come in as values, working days as a function. An alert's id follows from
the ledger, the rule and what it is about, so the same alert has the same id tomorrow and elsewhere; what was
written about it before (acknowledged, closed) stays with it. A day's volume is judged by the days before it
only, so nothing that happens later takes an alert back.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

from liance.core.canonical import digest_value
from liance.core.language import Language, Text
from liance.core.numbers import round_half_up
from liance.packs.model import Bilingual
from liance.packs.oversight import (
    DeadlineRule,
    DormantRule,
    HoursRule,
    OversightRules,
    RefusedRule,
    Rule,
    VolumeRule,
)

FORMAT: Final = "liance-oversight/v1"
#: Heights that an alert cites; ``count`` tells how many there are in all.
MAX_CITED: Final = 20
_DAY: Final = 86_400_000
_CHINA: Final = timedelta(hours=8)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ID_DIGITS: Final = 12


class Gravity(StrEnum):
    """How grave an alert is."""

    NOTICE = "notice"
    WARNING = "warning"
    GRAVE = "grave"


GRAVITIES: Mapping[Gravity, Text] = {
    Gravity.NOTICE: Text(zh="提示", en="notice"),
    Gravity.WARNING: Text(zh="警示", en="warning"),
    Gravity.GRAVE: Text(zh="严重", en="grave"),
}


class Step(StrEnum):
    """What was done about an alert."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


STEPS: Mapping[Step, Text] = {
    Step.OPEN: Text(zh="待处理", en="open"),
    Step.ACKNOWLEDGED: Text(zh="已受理", en="acknowledged"),
    Step.CLOSED: Text(zh="已办结", en="closed"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One accepted action: its entry, who (path of the key), what, to which record.

    ``refused`` is the reason of an attempt that was refused and kept, else 0; ``late`` how many milliseconds after
    the deadline of ``duty`` it came, else 0.
    """

    height: int
    time: int
    author: str
    scenario: str
    action: str
    record: str
    refused: int = 0
    late: int = 0
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is due and not done: the record with its scenario, the action due, until when, whose record it is."""

    scenario: str
    record: str
    action: str
    due: int
    owner: str
    entry: int


@dataclass(frozen=True, slots=True)
class Watched:
    """All that the rules look at, as it was at ``at`` (POSIX milliseconds).

    ``deeds`` are in order of height, ``organisations`` the paths of active members, ``began`` when the ledger's first
    deed was done, ``is_worked`` tells working days, ``titles`` the names of actions (``scenario/action``).
    """

    ledger: str
    at: int
    began: int
    deeds: Sequence[Deed]
    duties: Sequence[Duty]
    organisations: Sequence[str]
    is_worked: Callable[[date], bool]
    titles: Mapping[str, Bilingual]


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote about an alert, as an entry of the ledger."""

    alert: str
    step: Step
    author: str
    note: str
    height: int
    time: int


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that a rule found.

    ``about`` is the path of the member it is about (of a person's key or an organisation), empty where it is about
    a record only; ``subject`` is that member or record; ``heights`` are the entries cited, at most ``MAX_CITED``, of
    ``count``; ``time`` is when it came about; ``remarks`` are those that count, in order.
    """

    id: str
    rule: Rule
    gravity: Gravity
    about: str
    subject: str
    says: Bilingual
    heights: tuple[int, ...]
    count: int
    time: int
    remarks: tuple[Remark, ...] = ()

    @property
    def step(self) -> Step:
        """How far it has been dealt with."""
        return self.remarks[-1].step if self.remarks else Step.OPEN

    def concerns(self, author: str) -> bool:
        """Whether the alert is about this key or its organisation: who may say nothing in his own case."""
        return bool(self.about) and (author + "/").startswith(self.about + "/")

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "id": self.id,
            "rule": self.rule.id,
            "severity": self.gravity.value,
            "about": self.about or None,
            "subject": self.subject,
            "says": said(self.says, language),
            "advice": said(self.rule.advice, language),
            "heights": list(self.heights),
            "entries": self.count,
            "time": self.time,
            "state": self.step.value,
            "remarks": [
                {
                    "state": one.step.value,
                    "author": one.author,
                    "note": one.note,
                    "height": one.height,
                    "time": one.time,
                }
                for one in self.remarks
            ],
        }


def said(text: Bilingual, language: Language) -> str:
    """Return a bilingual text in ``language``."""
    return text.zh if language is Language.ZH else text.en


def alerts(rules: OversightRules, watched: Watched, remarks: Iterable[Remark] = ()) -> tuple[Alert, ...]:
    """Return what the rules find, rule by rule and in order of time, with what was written about it.

    Of the remarks those count that lead on (open, acknowledged, closed) and do not come from whom the alert is about.
    """
    said_of: dict[str, list[Remark]] = defaultdict(list)
    for remark in sorted(remarks, key=lambda one: one.height):
        said_of[remark.alert].append(remark)
    found = []
    for rule in rules.rules:
        finder = _FINDERS[type(rule)]
        for alert in sorted(finder(rule, watched), key=lambda one: (one.time, one.id)):
            found.append(replace(alert, remarks=_counting(alert, said_of.get(alert.id, ()))))
    return tuple(found)


def leads_on(now: Step, then: Step) -> bool:
    """Whether an alert in the state ``now`` may get the state ``then``."""
    return (now, then) in {
        (Step.OPEN, Step.ACKNOWLEDGED),
        (Step.OPEN, Step.CLOSED),
        (Step.ACKNOWLEDGED, Step.CLOSED),
    }


def _counting(alert: Alert, remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    kept: list[Remark] = []
    for remark in remarks:
        now = kept[-1].step if kept else Step.OPEN
        if leads_on(now, remark.step) and not alert.concerns(remark.author):
            kept.append(remark)
    return tuple(kept)


# How alerts are made.


def _alert(
    rule: Rule,
    watched: Watched,
    *,
    about: str,
    key: Sequence[object],
    measure: Fraction | int,
    heights: Sequence[int],
    time: int,
    zh: Mapping[str, object],
    en: Mapping[str, object],
) -> Alert:
    grave = rule.grave_from is not None and measure >= rule.grave_from
    identity = digest_value([FORMAT, watched.ledger, rule.kind, rule.id, about, *key])
    return Alert(
        id=identity.partition(":")[2][:_ID_DIGITS],
        rule=rule,
        gravity=Gravity.GRAVE if grave else Gravity(rule.severity),
        about=about,
        subject=about,
        says=Bilingual(zh=rule.says.zh.format(**zh), en=rule.says.en.format(**en)),
        heights=tuple(heights[:MAX_CITED]),
        count=len(heights),
        time=time,
    )


def _in_view(rule: Rule, deed: Deed) -> bool:
    return (
        (not rule.scenarios or deed.scenario in rule.scenarios)
        and (not rule.actions or deed.action in rule.actions)
        and deed.author.split("/")[3] not in rule.except_roles
    )


def _moment(time: int) -> datetime:
    """Return an instant on the Chinese clock."""
    return _EPOCH + timedelta(milliseconds=time) + _CHINA


def _minute(time: int) -> str:
    return _moment(time).strftime("%Y-%m-%d %H:%M")


def _days_begun(milliseconds: int) -> int:
    return -(-milliseconds // _DAY)


def _late(rule: Rule, watched: Watched) -> Iterator[Alert]:
    """What was done late, and what is overdue; once it is done, the alert keeps its id."""
    for deed in watched.deeds:
        if deed.late and _sees_late(rule, deed.scenario, deed.duty):
            who = "/".join(deed.author.split("/")[:2])
            due = deed.time - deed.late
            yield _deadline_alert(
                rule, watched, deed.record, deed.duty, due, deed.late, who, who, deed.height
            )
    for duty in watched.duties:
        if duty.due < watched.at and _sees_late(rule, duty.scenario, duty.action):
            late = watched.at - duty.due
            yield _deadline_alert(
                rule, watched, duty.record, duty.action, duty.due, late, "", duty.owner, duty.entry
            )


def _sees_late(rule: Rule, scenario: str, duty: str) -> bool:
    return (not rule.scenarios or scenario in rule.scenarios) and (not rule.actions or duty in rule.actions)


def _deadline_alert(
    rule: Rule,
    watched: Watched,
    record: str,
    duty: str,
    due: int,
    late: int,
    about: str,
    who: str,
    height: int,
) -> Alert:
    days = _days_begun(late)
    scenario = record.partition("/")[0]
    title = watched.titles.get(f"{scenario}/{duty}", Bilingual(zh=duty or "—", en=duty or "-"))
    values: dict[str, object] = {"record": record, "due": _minute(due), "days": days, "who": who}
    made = _alert(
        rule,
        watched,
        about="",
        key=[record, due],
        measure=days,
        heights=[height],
        time=due,
        zh={**values, "duty": title.zh},
        en={**values, "duty": title.en},
    )
    return replace(made, about=about, subject=record)


def _by_day(rule: Rule, watched: Watched) -> dict[tuple[date, str], list[Deed]]:
    found: dict[tuple[date, str], list[Deed]] = defaultdict(list)
    for deed in watched.deeds:
        if _in_view(rule, deed):
            found[_moment(deed.time).date(), deed.author].append(deed)
    return found


def median(values: Sequence[int | Fraction]) -> Fraction:
    """Return the median of sorted values, the mean of the two in the middle of an even number.

    Raises:
        ValueError: there are none.
    """
    if not values:
        raise ValueError("no median of nothing")
    middle = len(values) // 2
    if len(values) % 2:
        return Fraction(values[middle])
    return Fraction(values[middle - 1] + values[middle]) / 2


def deviation(values: Sequence[int]) -> Fraction:
    """Return the median absolute deviation from the median (Hampel 1974), unscaled."""
    middle = median(sorted(values))
    return median(sorted(abs(value - middle) for value in values))


def _volume(rule: Rule, watched: Watched) -> Iterator[Alert]:
    assert isinstance(rule, VolumeRule)
    days = _by_day(rule, watched)
    dates = sorted({day for day, _ in days})
    counts: dict[date, list[int]] = defaultdict(list)
    for (day, _), deeds in days.items():
        counts[day].append(len(deeds))
    bounds: dict[date, tuple[Fraction, Fraction, int]] = {}
    for place, day in enumerate(dates):
        first = bisect_left(dates, day - timedelta(days=rule.days))
        before = sorted(count for earlier in dates[first:place] for count in counts[earlier])
        if len(before) >= rule.known:
            bounds[day] = (median(before), deviation(before), len(before))
    for (day, author), deeds in days.items():
        if day not in bounds:
            continue
        middle, spread, known = bounds[day]
        bound = max(middle + rule.factor * spread, Fraction(rule.least - 1))
        if len(deeds) <= bound:
            continue
        values = {
            "who": author,
            "day": day.isoformat(),
            "count": len(deeds),
            "bound": _shown(bound),
            "median": _shown(middle),
            "deviation": _shown(spread),
            "known": known,
        }
        yield _alert(
            rule,
            watched,
            about=author,
            key=[day.isoformat()],
            measure=Fraction(len(deeds)) / bound if bound else Fraction(len(deeds)),
            heights=[deed.height for deed in deeds],
            time=deeds[-1].time,
            zh=values,
            en=values,
        )


def _shown(value: Fraction) -> str:
    return str(round_half_up(value, 0 if value.denominator == 1 else 1))


def _hours(rule: Rule, watched: Watched) -> Iterator[Alert]:
    assert isinstance(rule, HoursRule)
    for (day, author), deeds in _by_day(rule, watched).items():
        is_worked = watched.is_worked(day)
        odd = [
            deed
            for deed in deeds
            if not is_worked or not rule.start <= _moment(deed.time).strftime("%H:%M") < rule.end
        ]
        if len(odd) < rule.least:
            continue
        first, last = (_moment(deed.time).strftime("%H:%M") for deed in (odd[0], odd[-1]))
        values = {"who": author, "day": day.isoformat(), "count": len(odd), "first": first, "last": last}
        yield _alert(
            rule,
            watched,
            about=author,
            key=[day.isoformat()],
            measure=len(odd),
            heights=[deed.height for deed in odd],
            time=odd[-1].time,
            zh=values,
            en=values,
        )


def _dormant(rule: Rule, watched: Watched) -> Iterator[Alert]:
    assert isinstance(rule, DormantRule)
    last: dict[str, Deed] = {}
    for deed in watched.deeds:
        if _in_view(rule, deed):
            last["/".join(deed.author.split("/")[:2])] = deed
    for organisation in watched.organisations:
        latest = last.get(organisation)
        since = latest.time if latest is not None else watched.began
        days = (watched.at - since) // _DAY
        if days <= rule.days:
            continue
        never = Text(zh="从未", en="never")
        values = {"who": organisation, "days": days}
        yield _alert(
            rule,
            watched,
            about=organisation,
            key=[latest.height if latest is not None else 0],
            measure=days,
            heights=[latest.height] if latest is not None else [],
            time=since + (rule.days + 1) * _DAY,
            zh={**values, "last": _minute(since) if latest is not None else never.zh},
            en={**values, "last": _minute(since) if latest is not None else never.en},
        )


def _refused(rule: Rule, watched: Watched) -> Iterator[Alert]:
    assert isinstance(rule, RefusedRule)
    months: dict[tuple[str, str], list[Deed]] = defaultdict(list)
    for deed in watched.deeds:
        if _in_view(rule, deed):
            months[_moment(deed.time).strftime("%Y-%m"), deed.author].append(deed)
    for (month, author), deeds in months.items():
        refused = [deed for deed in deeds if deed.refused]
        share = Fraction(len(refused), len(deeds))
        if len(deeds) < rule.least or share < Fraction(rule.share):
            continue
        values = {
            "who": author,
            "month": month,
            "refused": len(refused),
            "attempts": len(deeds),
            "share": f"{round_half_up(share * 100, 0)}%",
        }
        yield _alert(
            rule,
            watched,
            about=author,
            key=[month],
            measure=len(refused),
            heights=[deed.height for deed in refused],
            time=refused[-1].time,
            zh=values,
            en=values,
        )


_FINDERS: Final[Mapping[type[Rule], Callable[[Rule, Watched], Iterator[Alert]]]] = {
    DeadlineRule: _late,
    VolumeRule: _volume,
    HoursRule: _hours,
    DormantRule: _dormant,
    RefusedRule: _refused,
}
