"""Oversight rules: each finds what it should and no more, ids stay, and nothing later takes an alert back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.language import Language
from liance.delivery.oversight import (
    Alert,
    Deed,
    Duty,
    Gravity,
    Remark,
    Step,
    Watched,
    alerts,
    deviation,
    median,
)
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

ANN, BOB = "city/tax/office/officer/ann", "city/fund/office/officer/bob"
TEXT = Bilingual(zh="{who}", en="{who}")


def at(day: str, hour: int = 10, minute: int = 0) -> int:
    """An instant on the Chinese clock."""
    moment = datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=UTC) - timedelta(hours=8)
    return int(moment.timestamp()) * 1_000


def deed(height: int, time: int, author: str = ANN, **more: Any) -> Deed:
    return Deed(height, time, author, "sharing", "access.open", f"sharing/access/{height}", **more)


def watched(deeds: Sequence[Deed], now: str = "2026-06-30", **more: Any) -> Watched:
    facts: dict[str, Any] = {
        "ledger": "sm3:1",
        "at": at(now),
        "began": deeds[0].time if deeds else at(now),
        "deeds": deeds,
        "duties": (),
        "organisations": (),
        "is_worked": lambda day: day.weekday() < 5,
        "titles": {},
    }
    return Watched(**{**facts, **more})


def found(rule: Rule, seen: Watched, remarks: Sequence[Remark] = ()) -> tuple[Alert, ...]:
    return alerts(OversightRules(rules=(rule,)), seen, remarks)


def base(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": "r", "kind": kind, "name": TEXT, "says": TEXT, "advice": TEXT, **more}


@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=40))
def test_median_and_deviation_are_those_of_the_definition(values: list[int]) -> None:
    middle = median(sorted(values))
    assert sum(value < middle for value in values) <= len(values) / 2
    assert sum(value > middle for value in values) <= len(values) / 2
    assert deviation(values) == median(sorted(abs(Fraction(value) - middle) for value in values))
    assert deviation([value + 7 for value in values]) == deviation(values)


def test_volume_is_judged_by_the_days_before_without_the_day_itself() -> None:
    rule = VolumeRule(**base("volume", least=5, factor=3, known=8, grave_from=4))
    days = [(date(2026, 3, 2) + timedelta(days=n)).isoformat() for n in range(10)]
    deeds = [deed(n * 10 + k, at(day, 9, k)) for n, day in enumerate(days) for k in range(2 + n % 2)]
    assert found(rule, watched(deeds)) == ()
    burst = [deed(900 + k, at("2026-03-12", 10, k), BOB) for k in range(9)]
    (alert,) = found(rule, watched(deeds + burst))
    # median 5/2, deviation 1/2: the bound is 5/2 + 3/2 = 4, and at least 5 count
    assert (alert.about, alert.count, alert.gravity) == (BOB, 9, Gravity.WARNING)
    assert alert.heights == tuple(range(900, 909))
    later = [deed(2_000 + k, at("2026-03-13", 10, k), BOB) for k in range(50)]
    assert {alert.id} < {one.id for one in found(rule, watched(deeds + burst + later))}
    assert [one.gravity for one in found(rule, watched(deeds + burst + later))][-1] is Gravity.GRAVE


def test_too_little_is_known_to_judge_a_volume() -> None:
    rule = VolumeRule(**base("volume", least=5, known=8))
    assert found(rule, watched([deed(n, at("2026-03-02", 10, n)) for n in range(50)])) == ()


@pytest.mark.parametrize(
    ("day", "hour", "odd"),
    [("2026-03-02", 8, 0), ("2026-03-02", 7, 1), ("2026-03-02", 18, 1), ("2026-03-07", 10, 1)],
)
def test_hours_end_at_the_end_and_days_off_are_off(day: str, hour: int, odd: int) -> None:
    rule = HoursRule(**base("hours", start="08:00", end="18:00"))
    assert len(found(rule, watched([deed(1, at(day, hour))]))) == odd


def test_programs_and_other_actions_are_left_out() -> None:
    night = [deed(1, at("2026-03-02", 3))]
    assert found(HoursRule(**base("hours", except_roles=("officer",))), watched(night)) == ()
    assert found(HoursRule(**base("hours", actions=("access.deliver",))), watched(night)) == ()
    assert found(HoursRule(**base("hours", scenarios=("evidence",))), watched(night)) == ()


def test_refused_attempts_count_by_month_from_a_share_on() -> None:
    rule = RefusedRule(**base("refused", share="1/2", least=4))
    deeds = [deed(n, at("2026-03-02", 10, n), refused=1205 * (n < 2)) for n in range(4)]
    (alert,) = found(rule, watched(deeds))
    assert alert.heights == (0, 1)
    assert found(rule, watched([*deeds, deed(5, at("2026-03-03"))])) == ()
    assert found(rule, watched([*deeds[:3], deed(5, at("2026-04-03"))])) == ()


def test_a_member_sleeps_after_the_days_since_his_last_deed_or_the_beginning() -> None:
    rule = DormantRule(**base("dormant", days=30, grave_from=100))
    deeds = [deed(1, at("2026-03-01")), deed(2, at("2026-06-01"), BOB)]
    seen = watched(deeds, "2026-06-30", organisations=("city/tax", "city/fund", "city/new"))
    assert {(one.about, one.gravity, one.heights) for one in found(rule, seen)} == {
        ("city/new", Gravity.GRAVE, ()),
        ("city/tax", Gravity.GRAVE, (1,)),
    }
    assert found(rule, watched(deeds, "2026-03-31", organisations=("city/tax",))) == ()
    assert len(found(rule, watched(deeds, "2026-04-01", organisations=("city/tax",)))) == 1


def test_an_overdue_duty_keeps_its_id_when_it_is_done_late() -> None:
    rule = DeadlineRule(**base("deadline", grave_from=3))
    due = at("2026-03-06")
    open_duty = Duty("sharing", "sharing/request/1", "request.accept", due, "city/fund", 7)
    (overdue,) = found(rule, watched([], "2026-03-07", duties=(open_duty,)))
    done = Deed(
        9,
        due + 86_400_001,
        ANN,
        "sharing",
        "request.accept",
        "sharing/request/1",
        0,
        86_400_001,
        "request.accept",
    )
    (late,) = found(rule, watched([done]))
    assert overdue.id == late.id
    assert (overdue.gravity, overdue.about, late.about) == (Gravity.WARNING, "", "city/tax")
    assert found(rule, watched([], "2026-03-06", duties=(open_duty,))) == ()
    assert found(rule, watched([], "2026-03-09", duties=(open_duty,)))[0].gravity is Gravity.GRAVE
    other = watched([done], ledger="sm3:2")
    assert found(rule, other)[0].id != late.id


def test_remarks_lead_on_and_nobody_writes_in_his_own_case() -> None:
    rule = HoursRule(**base("hours"))
    seen = watched([deed(1, at("2026-03-02", 3))])
    (alert,) = found(rule, seen)

    def remark(step: Step, author: str, height: int) -> Remark:
        return Remark(alert.id, step, author, "checked", height, 0)

    own = remark(Step.CLOSED, ANN, 2)
    assert found(rule, seen, [own])[0].step is Step.OPEN
    taken = remark(Step.ACKNOWLEDGED, BOB, 3)
    closed = remark(Step.CLOSED, BOB, 4)
    assert found(rule, seen, [taken, own])[0].step is Step.ACKNOWLEDGED
    (ended,) = found(rule, seen, [closed, taken, own, remark(Step.ACKNOWLEDGED, BOB, 5)])
    assert (ended.step, [one.height for one in ended.remarks]) == (Step.CLOSED, [3, 4])
    data = ended.as_data(Language.ZH)
    assert (data["state"], data["heights"]) == ("closed", [1])


@given(
    st.lists(
        st.tuples(st.integers(0, 120), st.integers(0, 23), st.sampled_from([ANN, BOB]), st.booleans()),
        max_size=60,
    ),
    st.integers(0, 60),
)
def test_what_was_found_of_persons_stays_found(acts: list[tuple[int, int, str, bool]], cut: int) -> None:
    """Alerts about days that are over are the same when more days follow."""
    acts.sort()
    deeds = [
        deed(n, at((date(2026, 1, 1) + timedelta(days=day)).isoformat(), hour), who, refused=1205 * bad)
        for n, (day, hour, who, bad) in enumerate(acts)
    ]
    rules: tuple[Rule, ...] = (
        VolumeRule(**base("volume", least=2, factor=1, known=3)),
        HoursRule(**base("hours") | {"id": "h"}),
    )
    early = [
        one for one in deeds if one.time <= at((date(2026, 1, 1) + timedelta(days=cut)).isoformat(), 23, 59)
    ]
    before = {one.id for one in alerts(OversightRules(rules=rules), watched(early))}
    assert before <= {one.id for one in alerts(OversightRules(rules=rules), watched(deeds))}
