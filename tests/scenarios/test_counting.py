"""Hooks count what fell into their days, by whom and of which kind."""

from __future__ import annotations

import json

import pytest

from liance.packs.charter import IndicatorHook
from liance.packs.model import Bilingual
from liance.scenarios.counting import Acted, Count, count_hook

DAY = 86_400_000


def counted(function: str = "live_demonstration.v1", **more: object) -> Count:
    hook = IndicatorHook.model_validate(
        {
            "id": "live",
            "indicator": "demonstration",
            "title": Bilingual(zh="示范", en="demonstration"),
            "function": function,
            "operations": 3,
            "members": 2,
            "days": 10,
            **more,
        }
    )
    acted = [Acted(n + 1, n * DAY, "ab"[n % 2], f"x.{'pq'[n % 2]}") for n in range(30)]
    return count_hook(hook, acted, 20 * DAY, ledger="l", scenario="s", charter="c")


@pytest.mark.parametrize(
    ("more", "value"), [({}, 1), ({"operations": 11}, 0), ({"members": 3}, 0), ({"actions": ("x.p",)}, 0)]
)
def test_a_demonstration_is_live_while_enough_is_done_by_enough(more: dict[str, object], value: int) -> None:
    assert counted(**more).value == value


def test_operations_are_counted_within_the_days_up_to_the_instant() -> None:
    count = counted("operations.v1")
    assert (count.value, count.first, count.last, count.members) == (10, 12, 21, 2)
    assert counted("operations.v1", actions=("x.p",)).value == 5


def test_organisations_that_acted_are_counted_once_each() -> None:
    assert counted("members.v1").value == 2
    assert counted("members.v1", actions=("x.p",)).value == 1


def test_a_statement_is_canonical() -> None:
    count = counted()
    value = json.loads(count.statement())
    assert value["format"] == "liance-count/v1"
    assert count.statement() == counted().statement()
    assert list(value) == sorted(value)
