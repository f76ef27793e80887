"""What is kept: promises joined with what people settled, plans read again, exact data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from liance.core.quantities import Kind, Op
from liance.delivery.indicators import IndicatorFinder, series_of
from liance.delivery.projects import Aside, Direction, Manner, Project, Stage, projects_of
from liance.delivery.records import (
    Followed,
    PlanSource,
    Settled,
    plan_import,
    project_data,
    project_from,
    settled_data,
    settled_from,
)
from liance.packs.library import Library

FINDER = IndicatorFinder(Library().indicators("plan-indicators"), ["区块链"])
PLAN = PlanSource("plan.txt", "某市规划", "sha256:1", "2024-03-15")
START = date(2024, 3, 15)


def read(targets_of, *sentences: str) -> tuple[Project, ...]:
    text = "一、发展目标\n" + "".join(f"{sentence}\n" for sentence in sentences)
    return projects_of(series_of(targets_of(text), FINDER), START)[0]


def test_reading_a_plan_twice_changes_nothing(targets_of) -> None:
    projects = read(targets_of, "到2026年，培育区块链企业50家。", "到2026年，建成应用场景30个。")
    first, _ = plan_import([], [], PLAN, projects)
    assert first is not None
    assert [line.project.indicator for line in first.added] == [one.indicator for one in projects]
    again, _ = plan_import([PLAN], first.added, PLAN, projects)
    assert again is not None
    assert again.is_empty
    assert len(again.same) == 2


def test_a_new_text_changes_the_promise_and_leaves_what_was_settled(targets_of) -> None:
    old, _ = plan_import(
        [], [], PLAN, read(targets_of, "到2026年，培育区块链企业50家。", "到2026年，建成应用场景30个。")
    )
    assert old is not None
    lines = [replace(line, settled=Settled(owner="市工信局")) for line in old.added]
    newer = replace(PLAN, digest="sha256:2")
    change, _ = plan_import(
        [PLAN],
        lines,
        newer,
        read(targets_of, "到2026年，培育区块链企业60家。", "到2027年，建成算力中心2个。"),
    )
    assert change is not None
    ((before, after),) = change.changed
    assert (before.project.stages[0].value, after.project.stages[0].value) == (50, 60)
    assert after.project.owner == "市工信局"
    assert [line.in_plan for line in change.dropped] == [False]
    assert len(change.added) == 1
    # What was dropped and comes back is a change, with its owner kept.
    back, _ = plan_import([newer], [*change.dropped, after], PLAN, [line.promise for line in lines])
    assert back is not None
    assert all(new.in_plan and new.settled.owner == "市工信局" for _, new in back.changed)


def test_one_plan_under_two_names_is_refused(targets_of) -> None:
    change, findings = plan_import(
        [PLAN], [], replace(PLAN, source="copy.txt"), read(targets_of, "到2026年，建成应用场景30个。")
    )
    assert change is None
    assert [finding.code for finding in findings] == ["delivery.same_content"]
    _, findings = plan_import([], [], PLAN, [])
    assert [finding.code for finding in findings] == ["delivery.no_targets"]


def test_targets_without_a_deadline_or_that_contradict_wait_until_they_are_settled(targets_of) -> None:
    (project,) = read(targets_of, "到2026年，培育区块链企业50家。", "到2026年，培育区块链企业60家。")
    assert project.stages == ()
    assert [(one.due, one.value) for one in project.asides] == [
        (date(2026, 12, 31), 50),
        (date(2026, 12, 31), 60),
    ]
    project = replace(project, asides=(Aside(None, Op.EXACT, Fraction(90)), *project.asides))
    due = date(2026, 12, 31)
    line = Followed(PLAN, project, Settled(goals=((due, Fraction(60)),)))
    assert [stage.value for stage in line.project.stages] == [60]
    assert [one.value for one in line.project.asides] == [90]
    both = line.settled.updated(Settled(goals=((date(2027, 12, 31), Fraction(90)),)))
    settled = replace(line, settled=both).project
    assert [(stage.due.year, stage.value) for stage in settled.stages] == [(2026, 60), (2027, 90)]
    assert settled.asides == ()
    # A value that nobody promised settles nothing.
    assert replace(line, settled=Settled(goals=((due, Fraction(70)),))).project.stages == ()


def test_what_people_settle_adds_up() -> None:
    first = Settled(owner="甲局", baseline=Fraction(11), goals=((date(2026, 1, 1), Fraction(1)),))
    second = first.updated(Settled(owner="乙局", binding=True, goals=((date(2025, 1, 1), Fraction(2)),)))
    assert (second.owner, second.binding, second.baseline) == ("乙局", True, 11)
    assert [due.year for due, _ in second.goals] == [2025, 2026]
    assert first.updated(Settled()) == first


numbers = st.fractions(max_denominator=1000)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
promised = st.fixed_dictionaries(
    {
        "op": st.sampled_from(Op),
        "value": numbers,
        "value_max": st.none() | numbers,
        "quote": st.text(max_size=9),
    }
)
projects = st.builds(
    Project,
    id=st.just("project-1"),
    indicator=st.text(max_size=9),
    unit=st.sampled_from(["家", "%", ""]),
    kind=st.sampled_from(Kind),
    manner=st.sampled_from(Manner),
    direction=st.sampled_from(Direction),
    stages=st.lists(st.builds(lambda due, rest: Stage(due, **rest), days, promised), max_size=3).map(tuple),
    baseline=st.none() | numbers,
    baseline_on=st.none() | days,
    binding=st.none() | st.booleans(),
    owner=st.none() | st.text(max_size=9),
    units=st.dictionaries(st.sampled_from(["户", "万家"]), numbers),
    asides=st.lists(
        st.builds(lambda due, rest: Aside(due, **rest), st.none() | days, promised), max_size=2
    ).map(tuple),
)
settleds = st.builds(
    Settled,
    owner=st.none() | st.text(max_size=9),
    binding=st.none() | st.booleans(),
    baseline=st.none() | numbers,
    baseline_on=st.none() | days,
    goals=st.lists(st.tuples(days, numbers), max_size=2).map(tuple),
)


@given(projects, settleds)
def test_exact_data_come_back_as_they_were(project: Project, settled: Settled) -> None:
    assert project_from(project_data(project)) == project
    assert settled_from(settled_data(settled)) == settled
