"""Rules of oversight over what scenarios do on a ledger: what an ``oversight`` pack holds.

Each rule has a kind, what it looks at, and the sentences in which it speaks; ``delivery.oversight`` carries them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from liance.core.findings import Finding, Place
from liance.packs.charter import ActionName, RoleSegment
from liance.packs.diagnosis import BAD_FIELD, BAD_RULE, bad_fields
from liance.packs.model import Bilingual, LocalId, PackId, _Frozen
from liance.packs.yamlfile import YamlFile

#: A time of day on the Chinese clock: 08:30.
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
#: A share of a whole, exact: 1/3.
Share = Annotated[str, StringConstraints(pattern=r"^\d{1,3}/[1-9]\d{0,2}$")]
Days = Annotated[int, Field(ge=1, le=3_660)]
Many = Annotated[int, Field(ge=1, le=1_000_000)]


class _Rule(_Frozen):
    """What all rules have.

    ``scenarios``, ``actions`` and ``except_roles`` say what the rule looks at; empty lists leave nothing out. What it
    finds has the severity ``severity``, and is grave from ``grave_from`` on, in the unit of its kind.
    """

    id: LocalId
    name: Bilingual
    says: Bilingual
    advice: Bilingual
    severity: Literal["notice", "warning"] = "warning"
    grave_from: Many | None = None
    scenarios: tuple[PackId, ...] = ()
    actions: tuple[ActionName, ...] = ()
    except_roles: tuple[RoleSegment, ...] = ()


class DeadlineRule(_Rule):
    """What was done after its deadline, or is not done though its deadline has passed.

    ``grave_from`` counts days (24 hours begun) after the deadline.
    """

    kind: Literal["deadline"]


class VolumeRule(_Rule):
    """A person's actions in one day that are far above what is usual.

    Usual are the counts of all persons on single days (days without any left out) of the ``days`` before. More than
    the median and ``factor`` times the median absolute deviation from it, and at least ``least``, is unusual. With
    fewer than ``known`` counts before, nothing is judged. ``grave_from`` counts multiples of that bound.
    """

    kind: Literal["volume"]
    least: Many = 20
    factor: Annotated[int, Field(ge=1, le=100)] = 5
    days: Days = 90
    known: Many = 10


class HoursRule(_Rule):
    """A person's actions outside ``start`` to ``end`` of working days, by day. ``grave_from`` counts actions."""

    kind: Literal["hours"]
    start: TimeOfDay = "08:00"
    end: TimeOfDay = "18:30"
    least: Many = 1


class DormantRule(_Rule):
    """Organisations without an action for more than ``days``. ``grave_from`` counts days."""

    kind: Literal["dormant"]
    days: Days = 90


class RefusedRule(_Rule):
    """A person's attempts in one month of which the share ``share`` or more was refused and kept.

    With fewer than ``least`` attempts nothing is judged. ``grave_from`` counts refused attempts.
    """

    kind: Literal["refused"]
    share: Share = "1/3"
    least: Many = 5


Rule = Annotated[
    DeadlineRule | VolumeRule | HoursRule | DormantRule | RefusedRule,
    Field(discriminator="kind"),
]

#: The fields that each kind of rule fills in.
FIELDS: dict[str, tuple[str, ...]] = {
    "deadline": ("record", "duty", "due", "days", "who"),
    "volume": ("who", "day", "count", "bound", "median", "deviation", "known"),
    "hours": ("who", "day", "count", "first", "last"),
    "dormant": ("who", "days", "last"),
    "refused": ("who", "month", "refused", "attempts", "share"),
}


class OversightRules(_Frozen):
    """``oversight.yaml``: rules in the order in which what they find is shown."""

    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=100)]


def check_oversight(rules: BaseModel, file: YamlFile) -> Iterator[Finding]:
    """Yield what the shapes alone do not show: ids used twice, hours that end before they begin, fields of texts."""
    assert isinstance(rules, OversightRules)
    known: set[str] = set()
    for index, rule in enumerate(rules.rules):
        place = Place(file.name, line=file.line_of(("rules", index)))
        if rule.id in known:
            yield BAD_RULE.at(place, rule=rule.id, name=rule.id)
        known.add(rule.id)
        if isinstance(rule, HoursRule) and rule.end <= rule.start:
            yield BAD_RULE.at(place, rule=rule.id, name=f"{rule.start}-{rule.end}")
        if isinstance(rule, RefusedRule) and not _is_share(rule.share):
            yield BAD_RULE.at(place, rule=rule.id, name=rule.share)
        for key, text in (("says", rule.says), ("advice", rule.advice)):
            for language, template in (("zh", text.zh), ("en", text.en)):
                for field in bad_fields(template, FIELDS[rule.kind]):
                    line = file.line_of(("rules", index, key, language))
                    fields = ", ".join(FIELDS[rule.kind])
                    yield BAD_FIELD.at(Place(file.name, line=line), text=template, field=field, known=fields)


def _is_share(share: str) -> bool:
    part, whole = share.split("/")
    return 0 < int(part) <= int(whole)
