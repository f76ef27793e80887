"""What of a scenario counts for an indicator of plans: registered pure functions over what the ledger holds.

A statement is the canonical JSON of one count; whoever has the ledger computes it again and gets the same bytes,
so its digest in a delivery record is a proof that a stranger can check.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from liance.core.canonical import canonical_json
from liance.packs.charter import IndicatorHook

FORMAT: Final = "liance-count/v1"
#: Milliseconds of a day.
DAY: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Acted:
    """One accepted action of a scenario: height, time (POSIX milliseconds), whose organisation acted, and what."""

    height: int
    time: int
    organisation: str
    action: str


@dataclass(frozen=True, slots=True)
class Count:
    """What a hook counted at an instant.

    ``value`` is the count for the indicator; ``operations`` and ``members`` tell what it rests on, with the
    heights of the first and last action counted (0 where there is none).
    """

    ledger: str
    scenario: str
    charter: str
    hook: str
    indicator: str
    function: str
    at: int
    since: int
    operations: int
    members: int
    first: int
    last: int
    value: int

    def statement(self) -> bytes:
        """Return the count as canonical JSON and a line end."""
        return (
            canonical_json(
                {
                    "at": self.at,
                    "charter": self.charter,
                    "first": self.first,
                    "format": FORMAT,
                    "function": self.function,
                    "hook": self.hook,
                    "indicator": self.indicator,
                    "last": self.last,
                    "ledger": self.ledger,
                    "members": self.members,
                    "operations": self.operations,
                    "scenario": self.scenario,
                    "since": self.since,
                    "value": self.value,
                }
            )
            + b"\n"
        )


def count_hook(
    hook: IndicatorHook,
    acted: Iterable[Acted],
    at: int,
    *,
    ledger: str,
    scenario: str,
    charter: str,
) -> Count:
    """Return what a hook counts at ``at``.

    ``live_demonstration.v1`` gives 1 while at least ``hook.operations`` actions by at least ``hook.members``
    organisations fell into the last ``hook.days`` days, otherwise 0; ``operations.v1`` gives how many actions
    did, ``members.v1`` how many organisations acted.

    Args:
        hook: of the charter.
        acted: the scenario's actions, in order of height.
        at: POSIX milliseconds; later actions do not count.
        ledger: its id.
        scenario: its name.
        charter: digest of the charter in force.
    """
    since = at - hook.days * DAY
    counted = [
        one for one in acted if since < one.time <= at and (not hook.actions or one.action in hook.actions)
    ]
    members = len({one.organisation for one in counted})
    match hook.function:
        case "operations.v1":
            value = len(counted)
        case "members.v1":
            value = members
        case "live_demonstration.v1":
            value = int(len(counted) >= hook.operations and members >= hook.members)
    return Count(
        ledger=ledger,
        scenario=scenario,
        charter=charter,
        hook=hook.id,
        indicator=hook.indicator,
        function=hook.function,
        at=at,
        since=since,
        operations=len(counted),
        members=members,
        first=counted[0].height if counted else 0,
        last=counted[-1].height if counted else 0,
        value=value,
    )
