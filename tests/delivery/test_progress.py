"""Progress by three rules: worked examples, laws that must hold, special manners, bad observations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.language import Language
from liance.core.quantities import Kind, Op
from liance.delivery.progress import APPROXIMATE_TOLERANCE, assess, current, goal_of, usable
from liance.delivery.projects import VERDICTS, Direction, Manner, Observation, Project, Stage, Verdict

START, DUE = date(2020, 12, 31), date(2025, 12, 31)
TODAY = date(2024, 1, 1)
GRAVITY = {verdict: place for place, verdict in enumerate(Verdict)}


def project(value: object = 200, **fields: object) -> Project:
    stage = Stage(DUE, fields.pop("op", Op.AT_LEAST), Fraction(str(value)), fields.pop("value_max", None))  # type: ignore[arg-type]
    common: dict[str, object] = {
        "id": "project-1", "indicator": "企业", "unit": "家", "kind": Kind.LEVEL, "manner": Manner.PATH,
        "direction": Direction.UP, "stages": (stage,), "baseline": Fraction(100), "baseline_on": START,
    }  # fmt: skip
    return Project(**(common | fields))  # type: ignore[arg-type]


def seen(
    value: object, on: date = date(2023, 12, 31), unit: str = "家", source: str = "统计局"
) -> Observation:
    return Observation(on, Fraction(str(value)), unit, source)


def status(one: Project, *observations: Observation, today: date = TODAY):
    (found,) = assess(one, observations, today)
    return found


def test_three_rules_stand_side_by_side() -> None:
    found = status(project(), seen(150))
    assert [result.rule for result in found.results] == ["growth", "pace", "path"]
    growth, pace, path = found.results
    # 1.5 ** (1/2.998) - 1 = 14.48 % a year where 2 ** (1/4.9994) - 1 = 14.87 % are required (years by days).
    assert growth.figure is not None
    assert round(float(growth.figure), 3) == 0.974
    assert growth.verdict is Verdict.ON_TRACK
    assert pace.figure == Fraction(1, 2) / Fraction(1095, 1826)
    assert pace.verdict is Verdict.BEHIND
    assert path.figure == 1 - pace.figure
    assert path.verdict is Verdict.BEHIND
    assert found.verdict is Verdict.BEHIND
    assert found.expected == 100 + 100 * Fraction(1095, 1826)
    assert found.gap == path.figure
    assert "50.0%" in pace.reason.render(Language.ZH)


@pytest.mark.parametrize(
    ("value", "on", "expected", "binding"),
    [
        (200, date(2023, 12, 31), Verdict.EARLY, Verdict.EARLY),
        (200, DUE, Verdict.ON_TRACK, Verdict.ON_TRACK),
        (161, date(2023, 12, 31), Verdict.ON_TRACK, Verdict.ON_TRACK),
        (158, date(2023, 12, 31), Verdict.ON_TRACK, Verdict.BEHIND),
        (140, date(2023, 12, 31), Verdict.BEHIND, Verdict.BEHIND),
        (134, date(2023, 12, 31), Verdict.WARNING, Verdict.WARNING),
        (90, date(2023, 12, 31), Verdict.WARNING, Verdict.WARNING),
        (199, DUE, Verdict.BEHIND, Verdict.WARNING),
    ],
)
def test_the_words_of_planners(value: int, on: date, expected: Verdict, binding: Verdict) -> None:
    today = max(TODAY, on)
    assert status(project(), seen(value, on), today=today).verdict is expected
    assert status(project(binding=True), seen(value, on), today=today).verdict is binding


def test_every_verdict_has_its_word() -> None:
    words = [VERDICTS[verdict].zh for verdict in Verdict]
    assert words == ["提前实现", "达到预期进度", "滞后", "预警", "无法判断"]


values = st.integers(1, 400).map(Fraction)
days = st.integers(1, 1825).map(lambda day: date.fromordinal(START.toordinal() + day))


@given(values, values, days, st.booleans(), st.integers(101, 300))
def test_a_better_value_never_earns_a_graver_word(
    one: Fraction, other: Fraction, on: date, binding: bool, goal: int
) -> None:
    low, high = sorted((one, other))
    up = project(goal, binding=binding)
    assert (
        GRAVITY[status(up, seen(high, on), today=on).verdict]
        <= GRAVITY[status(up, seen(low, on), today=on).verdict]
    )
    down = replace(up, direction=Direction.DOWN, baseline=Fraction(goal + 100))
    assert (
        GRAVITY[status(down, seen(low, on), today=on).verdict]
        <= GRAVITY[status(down, seen(high, on), today=on).verdict]
    )


@given(values, days, st.integers(101, 300))
def test_a_binding_target_is_never_judged_more_mildly(value: Fraction, on: date, goal: int) -> None:
    mild = status(project(goal), seen(value, on), today=on).verdict
    strict = status(project(goal, binding=True), seen(value, on), today=on).verdict
    assert GRAVITY[strict] >= GRAVITY[mild]


@given(values, days, st.integers(1, 1000), st.integers(1, 1000))
def test_the_unit_does_not_matter(value: Fraction, on: date, over: int, under: int) -> None:
    scale = Fraction(over, under)
    plain = status(project(), seen(value, on), today=on)
    stage = replace(project().stages[0], value=200 * scale)
    scaled = status(project(stages=(stage,), baseline=100 * scale), seen(value * scale, on), today=on)
    assert [result.figure for result in scaled.results] == [result.figure for result in plain.results]
    assert scaled.verdict is plain.verdict


@given(values, days)
def test_down_is_the_mirror_of_up_for_way_and_path(value: Fraction, on: date) -> None:
    up = status(project(), seen(value, on), today=on)
    stage = replace(project().stages[0], value=Fraction(800), op=Op.AT_MOST)
    mirrored = project(stages=(stage,), direction=Direction.DOWN, baseline=Fraction(900))
    down = status(mirrored, seen(1000 - value, on), today=on)
    assert [result.figure for result in down.results[1:]] == [result.figure for result in up.results[1:]]


@given(days, st.integers(101, 300))
def test_a_value_on_the_straight_path_is_on_track(on: date, goal: int) -> None:
    share = Fraction((on - START).days, (DUE - START).days)
    found = status(project(goal), seen(100 + (goal - 100) * share, on), today=on)
    assert found.results[1].figure == 1
    assert found.gap == 0
    assert found.observation is not None
    assert found.expected == found.observation.value
    assert found.verdict is Verdict.ON_TRACK


@given(
    st.lists(st.tuples(days, values), min_size=2, max_size=6, unique_by=lambda pair: pair[0]), st.randoms()
)
def test_the_order_of_reports_does_not_matter(pairs: list[tuple[date, Fraction]], random) -> None:
    observations = [seen(value, on) for on, value in pairs]
    shuffled = list(observations)
    random.shuffle(shuffled)
    assert assess(project(), observations, DUE) == assess(project(), shuffled, DUE)


def test_growth_on_the_compound_path_is_what_is_required() -> None:
    half = project(400, baseline_on=date(2020, 1, 1))
    stage = replace(half.stages[0], due=date(2030, 1, 1))
    middle = date.fromordinal((date(2020, 1, 1).toordinal() + date(2030, 1, 1).toordinal()) // 2)
    found = status(replace(half, stages=(stage,)), seen(200, middle), today=middle)
    assert found.results[0].figure is not None
    assert abs(found.results[0].figure - 1) < Fraction(1, 1000)


def test_the_path_follows_the_trend_of_all_observations() -> None:
    found = status(project(), seen(110, date(2021, 12, 31)), seen(125, date(2022, 12, 31)), seen(145))
    assert found.results[2].figure != 1 - found.results[1].figure
    assert found.gap is not None
    assert 0 < found.gap < 1


@pytest.mark.parametrize("kind", [Kind.SHARE, Kind.GROWTH])
def test_growth_rates_say_nothing_of_shares_and_rates(kind: Kind) -> None:
    share = project(60, kind=kind, unit="%", baseline=Fraction(40))
    growth, pace, _ = status(share, seen(52, unit="%")).results
    assert growth.verdict is Verdict.UNKNOWN
    assert growth.figure is None
    assert pace.figure is not None


def test_from_zero_only_way_and_path_judge() -> None:
    added = project(100, kind=Kind.INCREMENT, baseline=Fraction(0))
    found = status(added, seen(70))
    assert found.results[0].verdict is Verdict.UNKNOWN
    assert found.verdict is Verdict.ON_TRACK


def test_without_a_baseline_the_first_observation_takes_its_place_or_nothing_does() -> None:
    bare = project(baseline=None, baseline_on=None)
    assert status(bare, seen(150)).verdict is Verdict.UNKNOWN
    assert status(bare, seen(230)).verdict is Verdict.EARLY
    found = status(bare, seen(100, START), seen(165))
    assert found.verdict is Verdict.ON_TRACK
    assert "首期观测" in found.reason.zh


def test_what_is_kept_must_hold_every_time() -> None:
    keep = project(5, op=Op.AT_MOST, manner=Manner.KEEP, direction=Direction.DOWN, baseline=None, unit="%")
    earlier = date(2022, 12, 31)
    assert status(keep, seen(4, unit="%")).verdict is Verdict.ON_TRACK, "never achieved early"
    assert status(keep, seen(6, earlier, "%"), seen(4, unit="%")).verdict is Verdict.BEHIND
    assert (
        status(replace(keep, binding=True), seen(6, earlier, "%"), seen(4, unit="%")).verdict
        is Verdict.WARNING
    )
    assert status(keep, seen(4, earlier, "%"), seen(6, unit="%")).verdict is Verdict.WARNING


def test_a_baseline_that_meets_the_target_makes_it_one_to_keep() -> None:
    assert status(project(100), seen(120)).verdict is Verdict.ON_TRACK
    assert status(project(100), seen(90)).verdict is Verdict.WARNING


def test_a_first_report_that_meets_the_target_reached_it_early() -> None:
    one = project(baseline=None, baseline_on=None)
    first = seen(260, date(2022, 12, 31))
    assert status(one, first, seen(253)).verdict is Verdict.EARLY
    assert status(one, first, seen(190)).verdict is not Verdict.EARLY


def test_a_rank_is_reached_or_not() -> None:
    rank = project(
        3,
        op=Op.RANK,
        kind=Kind.RANK,
        manner=Manner.RANK,
        direction=Direction.DOWN,
        unit="位",
        baseline=Fraction(6),
    )
    for place, verdict in (
        (3, Verdict.EARLY),
        (5, Verdict.BEHIND),
        (6, Verdict.BEHIND),
        (8, Verdict.WARNING),
    ):
        assert status(rank, seen(place, unit="位")).verdict is verdict
    assert status(replace(rank, binding=True), seen(6, unit="位")).verdict is Verdict.WARNING
    assert status(replace(rank, baseline=None), seen(5, unit="位")).verdict is Verdict.UNKNOWN
    assert status(rank, seen(4, DUE, "位"), today=DUE).verdict is Verdict.BEHIND


def test_what_is_due_every_year_begins_anew() -> None:
    yearly = project(100, manner=Manner.YEARLY, kind=Kind.INCREMENT, baseline=Fraction(0))
    half = date(2024, 7, 1)
    assert status(yearly, seen(100, half), today=half).verdict is Verdict.EARLY
    assert status(yearly, seen(50, half), today=half).verdict is Verdict.ON_TRACK
    assert status(yearly, seen(20, half), today=half).verdict is Verdict.WARNING
    missed = (seen(60, date(2023, 12, 31)), seen(55, half))
    assert "2023 年未完成" in status(yearly, *missed, today=half).reason.zh
    assert status(yearly, *missed, today=half).verdict is Verdict.ON_TRACK
    assert status(replace(yearly, binding=True), *missed, today=half).verdict is Verdict.BEHIND


def test_a_rate_is_compared_with_the_rate_of_its_year() -> None:
    rate = project("7", op=Op.ABOUT, kind=Kind.GROWTH, manner=Manner.RATE, unit="%", baseline=None)
    end = DUE
    assert status(rate, seen("6.9", end, "%"), today=end).verdict is Verdict.ON_TRACK
    assert status(rate, seen("6", end, "%"), today=end).verdict is Verdict.BEHIND
    assert status(rate, seen("1", end, "%"), today=end).verdict is Verdict.WARNING
    assert status(rate, seen("9", date(2023, 12, 31), "%")).verdict is Verdict.UNKNOWN, "another year's rate"
    price = replace(rate, direction=Direction.DOWN)
    assert status(price, seen("2", end, "%"), today=end).verdict is Verdict.ON_TRACK
    assert status(price, seen("9", end, "%"), today=end).verdict is Verdict.BEHIND


@pytest.mark.parametrize(
    ("op", "value_max", "direction", "goal"),
    [
        (Op.AT_LEAST, None, Direction.UP, Fraction(200)),
        (Op.RANGE, Fraction(300), Direction.UP, Fraction(200)),
        (Op.RANGE, Fraction(300), Direction.DOWN, Fraction(300)),
        (Op.ABOUT, None, Direction.UP, 200 * (1 - APPROXIMATE_TOLERANCE)),
        (Op.ABOUT, None, Direction.DOWN, 200 * (1 + APPROXIMATE_TOLERANCE)),
    ],
)
def test_what_meets_a_target(
    op: Op, value_max: Fraction | None, direction: Direction, goal: Fraction
) -> None:
    assert goal_of(Stage(DUE, op, Fraction(200), value_max), direction) == goal


def test_bad_observations_are_named_and_not_used() -> None:
    one = project(units={"万家": Fraction(10_000)})
    kept, findings = usable(
        one,
        [
            seen(120, date(2022, 1, 1), source="b"),
            seen(120, date(2022, 1, 1), source="a"),
            seen(130, date(2022, 6, 1)),
            seen(131, date(2022, 6, 1)),
            seen(150, date(2030, 1, 1)),
            seen(150, unit="元"),
            seen("0.014", date(2022, 9, 1), "万家"),
            seen(90, date(2021, 6, 1)),
        ],
        TODAY,
    )
    assert [(item.on.isoformat(), item.value) for item in kept] == [
        ("2021-06-01", 90),
        ("2022-01-01", 120),
        ("2022-09-01", 140),
    ]
    assert kept[1].source == "a"
    assert sorted(finding.code for finding in findings) == [
        "observation.behind_baseline",
        "observation.conflicting",
        "observation.duplicate",
        "observation.future_dated",
        "observation.unit_mismatch",
    ]
    share = project(60, kind=Kind.SHARE, unit="%", baseline=Fraction(40))
    assert [finding.code for finding in usable(share, [seen(140, unit="%")], TODAY)[1]] == [
        "observation.out_of_range"
    ]
    found = status(one, seen(150, unit="元"))
    assert found.verdict is Verdict.UNKNOWN
    assert [finding.code for finding in found.findings] == ["observation.unit_mismatch"]


def test_a_deadline_without_a_final_value_cannot_be_judged() -> None:
    late = status(project(), seen(150), today=date(2026, 6, 1))
    assert late.verdict is Verdict.UNKNOWN
    assert [finding.code for finding in late.findings] == ["project.no_result"]
    assert status(project(), seen(250), today=date(2026, 6, 1)).verdict is Verdict.EARLY
    assert status(project(), today=date(2026, 6, 1)).findings[0].code == "project.no_result"
    assert status(project()).verdict is Verdict.UNKNOWN
    assert status(project()).findings == ()


def test_a_deadline_before_the_base_date_cannot_be_judged() -> None:
    found = status(project(baseline_on=date(2026, 1, 1)), seen(150))
    assert found.verdict is Verdict.UNKNOWN
    assert [finding.code for finding in found.findings] == ["project.not_ahead"]
    assert status(project(), seen(150, date(2020, 6, 1))).verdict is Verdict.UNKNOWN


def test_each_stage_has_its_status_and_the_next_one_is_current() -> None:
    near, far = Stage(date(2023, 12, 31), Op.AT_LEAST, Fraction(150)), Stage(DUE, Op.AT_LEAST, Fraction(200))
    statuses = assess(project(stages=(near, far)), [seen(155)], TODAY)
    assert [one.verdict for one in statuses] == [Verdict.ON_TRACK, Verdict.ON_TRACK]
    assert current(statuses) is statuses[1]
    assert current(()) is None
    assert current(assess(project(stages=(near,)), [seen(155)], TODAY)) is not None


@given(st.integers(1, 10**30), st.integers(1, 10**30), st.integers(1, 10**30), days)
def test_extreme_values_are_judged_without_an_error(base: int, value: int, goal: int, on: date) -> None:
    for one in assess(project(goal, baseline=Fraction(base)), [seen(value, on)], on):
        assert one.verdict in Verdict
