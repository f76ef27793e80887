"""Open calls: what the rules forbid is refused with a reason; history is all there is."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liance.core.language import Language
from liance.delivery.drafting.supply import (
    Applied,
    Call,
    CallRefusedError,
    CallState,
    Closed,
    Demand,
    Event,
    Opened,
    Published,
    Rated,
    Resulted,
    Selected,
    Supplier,
    Withdrawn,
    after,
    call_of,
    cases,
    match,
    published,
)
from liance.packs.worksheet import SupplyFill

DEMAND = Demand(
    year=2026,
    scenario="energy",
    name="一单通",
    unit="铁山市",
    need="一次录入",
    conditions=("有系统", "有检测"),
    manner="call",
)
LISTED = Published(on=date(2026, 1, 1), demand=DEMAND)
OPENED = Opened(on=date(2026, 2, 1), until=date(2026, 3, 1), criteria={"方案": 60, "报价": 40})
CLOSED = Closed(on=date(2026, 3, 2))


def applied(name: str, *meets: int) -> Applied:
    return Applied(on=date(2026, 2, 2), name=name, meets=dict.fromkeys(meets, "证明"))


def rated(name: str, judge: str, plan: int, price: int) -> Rated:
    return Rated(on=date(2026, 3, 3), name=name, judge=judge, scores={"方案": plan, "报价": price})


def selected(*names: str, reason: str = "") -> Selected:
    return Selected(on=date(2026, 3, 4), names=names, reason=reason)


REVIEWED: tuple[Event, ...] = (
    LISTED, OPENED, applied("甲", 1, 2), applied("乙", 1, 2), applied("丙", 1), CLOSED,
    rated("甲", "一", 80, 60), rated("甲", "二", 90, 70), rated("乙", "一", 60, 60), rated("丙", "一", 100, 100),
)  # fmt: skip


def test_totals_are_weighted_means_of_the_judges_and_the_ineligible_stand_last() -> None:
    standings = call_of(REVIEWED).standings()
    assert [(one.applicant.name, one.is_eligible, one.total) for one in standings] == [
        ("甲", True, Fraction(85 * 60 + 65 * 40, 100)),
        ("乙", True, Fraction(60)),
        ("丙", False, Fraction(100)),
    ]
    assert standings[2].missing == ("有检测",)


def test_a_judge_s_later_scores_replace_earlier_ones() -> None:
    call = call_of([*REVIEWED, rated("乙", "一", 70, 70)])
    assert next(one.total for one in call.standings() if one.applicant.name == "乙") == 70


@pytest.mark.parametrize(
    ("events", "event", "says"),
    [
        ((), OPENED, "先列入"),
        ((LISTED,), LISTED, "已在清单"),
        ((LISTED,), applied("甲"), "张榜中"),
        ((LISTED,), Opened(on=date(2026, 2, 1), until=date(2026, 1, 1), criteria={"方案": 1}), "早于"),
        ((LISTED,), Opened(on=date(2026, 2, 1), until=date(2026, 3, 1), criteria={}), "准则"),
        ((LISTED, OPENED), Applied(on=date(2026, 3, 9), name="迟"), "截止日期"),
        ((LISTED, OPENED, applied("甲")), applied("甲"), "已经申报"),
        ((LISTED, OPENED), applied("甲", 3), "第 3 项"),
        ((LISTED, OPENED), rated("甲", "一", 1, 1), "待评审"),
        (REVIEWED, rated("丁", "一", 1, 1), "没有申报"),
        (REVIEWED, Rated(on=date(2026, 3, 3), name="甲", judge="一", scores={"美观": 3}), "没有准则"),
        (REVIEWED, selected("丙"), "不满足条件：有检测"),
        (REVIEWED, selected("乙"), "得分更高"),
        (REVIEWED, selected(), "原因"),
        (REVIEWED[:6], selected("甲"), "还没有评完"),
        (REVIEWED, Closed(on=date(2026, 1, 1)), "早于上一步"),
        (REVIEWED, Resulted(on=date(2026, 4, 1), accepted=True, facts="好", source="报告"), "实施中"),
    ],
)
def test_what_the_rules_forbid_is_refused_with_a_reason(
    events: tuple[Event, ...], event: Event, says: str
) -> None:
    with pytest.raises(CallRefusedError) as refusal:
        call_of([*events, event])
    assert says in refusal.value.message(Language.ZH)
    assert refusal.value.message(Language.EN)


def test_a_list_item_is_never_opened() -> None:
    item = Published(on=date(2026, 1, 1), demand=DEMAND.model_copy(update={"manner": "list"}))
    with pytest.raises(CallRefusedError, match="list item"):
        call_of([item, OPENED])


def test_the_second_best_may_be_chosen_with_a_reason_and_nobody_too() -> None:
    assert call_of([*REVIEWED, selected("乙", reason="甲退出")]).state is CallState.AWARDED
    assert call_of([*REVIEWED, selected(reason="均不成熟")]).state is CallState.FAILED


def test_only_accepted_results_with_materials_are_cases() -> None:
    done = Resulted(
        on=date(2026, 9, 1), accepted=True, facts="4次减为1次", source="验收报告", materials=("接口",)
    )
    base = [*REVIEWED, selected("甲")]
    kept = call_of([*base, done])
    bare = call_of([*base, done.model_copy(update={"materials": ()})])
    refused = call_of([*base, done.model_copy(update={"accepted": False})])
    assert refused.state is CallState.REFUSED
    (case,) = cases([kept, bare, refused])
    assert (case.by, case.facts) == (("甲",), "4次减为1次")
    with pytest.raises(CallRefusedError, match="over"):
        after(kept, Withdrawn(on=date(2026, 9, 2), reason="误列"))


def test_a_worksheet_s_list_is_published_once_and_without_demand_never() -> None:
    fills = [
        SupplyFill(
            year=2026, scenario="energy", name="一单通", unit="铁山市", demand="一次录入", manner="call"
        ),
        SupplyFill(year=2026, scenario="energy", name="空需求", unit="铁山市"),
        SupplyFill(year=2026, scenario="energy", name="已列", unit="铁山市", demand="录入"),
    ]
    listed = [DEMAND.model_copy(update={"name": "已列"})]
    events, findings = published(fills, listed, date(2026, 1, 1))
    assert [event.demand.name for event in events] == ["一单通"]
    assert [finding.code for finding in findings] == [
        "supply.no_conditions", "supply.no_demand", "supply.already_listed",
    ]  # fmt: skip


def test_matching_counts_conditions_twice_and_projects_up_to_three() -> None:
    call = call_of([LISTED])
    full = Supplier("全", ("energy",), ("有系统", "有检测"), 9)
    half = Supplier("半", ("energy", "justice"), ("有系统",), 0)
    other = Supplier("他", ("justice",), ("有系统", "有检测"), 9)
    found = match([call, call_of([LISTED, OPENED, CLOSED])], [half, other, full])
    assert [(one.supplier.name, one.value) for one in found] == [("全", 1), ("半", Fraction(1, 3))]


EVENTS = st.sampled_from(
    [LISTED, OPENED, CLOSED, applied("甲", 1, 2), applied("丙", 1), rated("甲", "一", 80, 60), rated("丙", "一", 99, 99),
     selected("甲"), selected("丙"), selected(reason="无"), Withdrawn(on=date(2026, 3, 5), reason="误列")]
)  # fmt: skip


@given(st.lists(EVENTS, max_size=12))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_tried_nobody_ineligible_or_unheard_is_ever_chosen(tried: list[Any]) -> None:
    call: Call | None = None
    for event in tried:
        try:
            call = after(call, event)
        except CallRefusedError:
            continue
    if call is None:
        return
    assert call_of(call.events) == call
    if call.state is CallState.AWARDED:
        assert call.selected is not None
        chosen = {one.applicant.name: one for one in call.standings()}
        assert all(
            chosen[name].is_eligible and chosen[name].total is not None for name in call.selected.names
        )
