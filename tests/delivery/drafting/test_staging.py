"""Staged targets: values by rule, growth needed against growth seen, and what is never silently empty."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from liance.delivery.drafting.peers import choose_peers, gaps
from liance.delivery.drafting.profile import ProfileBook
from liance.delivery.drafting.staging import Feasibility, Proposal, check_stages, propose
from liance.delivery.indicators import IndicatorFinder
from liance.packs.worksheet import StageFill, TargetFill

from .conftest import LIBRARY, Read, rows

STAGES = (StageFill(name="近期", year=2026), StageFill(name="远期", year=2028))
FINDER = IndicatorFinder(LIBRARY.indicators("plan-indicators"), ["区块链"])
TABLE = (
    rows("甲省", "备案", {2022: 100, 2024: 121}, "项")
    + rows("乙省", "备案", {2022: 100, 2024: 144}, "项")
    + rows("丙省", "备案", {2022: 200, 2024: 400}, "项")
)


def proposed(
    read: Read, book: ProfileBook, fill: dict[str, Any], table: str = TABLE
) -> tuple[Proposal, set[str]]:
    (own, *others), _ = read(table)
    peers, _ = choose_peers(own, others, book)
    found, _ = gaps(own, peers, book)
    made, findings = propose(own, peers, found, (), STAGES, [TargetFill.model_validate(fill)], book, FINDER)
    return made[0], {finding.code for finding in findings}


FULL = {"indicator": "备案", "owner": "网信办", "source": "测算"}


def test_what_a_value_needs_is_held_against_what_has_been_seen(read: Read, book: ProfileBook) -> None:
    made, codes = proposed(read, book, FULL | {"values": {"2026": 146, "2028": 300}})
    assert made.records.own == Decimal("0.100000")
    assert [name for name, _ in made.records.peers] == ["乙省", "丙省"]
    near, far = made.stages
    assert near.needed == Decimal("0.098459")
    assert near.feasibility is Feasibility.OWN
    assert far.feasibility is Feasibility.PEERS
    assert codes == set()


def test_rules_offer_values_and_people_take_one(read: Read, book: ProfileBook) -> None:
    made, codes = proposed(read, book, FULL | {"rule": "trend"})
    assert [one.value for one in made.stages] == [146, 177]
    assert dict(made.stages[1].options)["median"] == 272
    assert made.stages[0].rule == "trend"
    assert codes == set()


@pytest.mark.parametrize(
    ("fill", "code"),
    [
        (FULL | {"values": {"2026": 110, "2028": 200}}, "staging.no_growth"),
        (FULL | {"values": {"2026": 200, "2028": 150}}, "staging.falls_back"),
        (FULL | {"values": {"2026": 900, "2028": 1000}}, "staging.beyond"),
        (FULL | {"values": {"2026": 130}}, "staging.no_value"),
        (FULL | {"values": {"2027": 130, "2026": 130, "2028": 150}}, "staging.not_a_stage"),
        (FULL | {"values": {"2026": 130, "2028": 150}, "unit": "亿元"}, "staging.bad_unit"),
        ({"indicator": "备案", "values": {"2026": 130, "2028": 150}}, "staging.no_owner"),
        ({"indicator": "备案", "values": {"2026": 130, "2028": 150}}, "staging.no_source"),
        (FULL | {"rule": "plans"}, "staging.rule_fails"),
        (FULL | {"indicator": "企业", "rule": "trend"}, "staging.no_baseline"),
    ],
)
def test_what_is_wrong_with_a_target_is_told(
    read: Read, book: ProfileBook, fill: dict[str, Any], code: str
) -> None:
    assert code in proposed(read, book, fill)[1]


def test_from_zero_there_is_no_rate_and_no_verdict(read: Read, book: ProfileBook) -> None:
    table = TABLE.replace("甲省,省级,2022,备案,100", "甲省,省级,2022,备案,0").replace(
        "甲省,省级,2024,备案,121", "甲省,省级,2024,备案,0"
    )
    made, codes = proposed(read, book, FULL | {"values": {"2026": 3, "2028": 9}}, table)
    assert made.stages[0].needed is None
    assert made.stages[0].feasibility is Feasibility.UNKNOWN
    assert made.records.own is None
    assert codes == set()


def test_growth_from_a_low_start_is_not_carried_above_the_best_peer(read: Read, book: ProfileBook) -> None:
    table = TABLE.replace("甲省,省级,2022,备案,100", "甲省,省级,2022,备案,10")
    _, codes = proposed(read, book, FULL | {"rule": "trend"}, table)
    assert "staging.above_best" in codes


def test_an_unknown_target_is_told(read: Read, book: ProfileBook) -> None:
    (own, *_), _ = read(TABLE)
    made, findings = propose(own, (), (), (), STAGES, [TargetFill(indicator="幸福感")], book, FINDER)
    assert made == ()
    assert [finding.code for finding in findings] == ["staging.unknown_indicator"]


def test_stages_are_in_order_and_within_the_period() -> None:
    assert [finding.code for finding in check_stages((), 2025, 2030)] == ["staging.no_stages"]
    assert check_stages(STAGES, 2025, 2030) == []
    late = (StageFill(name="远期", year=2028), StageFill(name="近期", year=2026))
    assert [finding.code for finding in check_stages(late, 2025, 2030)] == ["staging.stage_order"]
    assert [finding.code for finding in check_stages(STAGES, 2025, 2027)] == ["staging.stage_order"]
