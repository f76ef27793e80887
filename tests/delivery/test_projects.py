"""Targets become project lines: stages, baseline, manner, direction, and what is wrong with them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from liance.core.quantities import Kind
from liance.delivery.indicators import IndicatorFinder, series_of
from liance.delivery.projects import Direction, Manner, Project, projects_of
from liance.packs.library import Library

FINDER = IndicatorFinder(Library().indicators("plan-indicators"), ["区块链"])
START = date(2021, 3, 1)


@pytest.fixture
def projects(targets_of):
    def read(*sentences: str, start: date | None = START):
        text = "一、发展目标\n" + "".join(f"{sentence}\n" for sentence in sentences)
        return projects_of(series_of(targets_of(text), FINDER), start)

    return read


def only(found: tuple[tuple[Project, ...], object]) -> Project:
    (project,) = found[0]
    return project


def test_the_years_of_one_indicator_are_stages_of_one_project(projects) -> None:
    project = only(projects("到2023年，培育区块链企业50家。", "到2025年，培育区块链企业200户以上。"))
    assert [(stage.due, stage.value) for stage in project.stages] == [
        (date(2023, 12, 31), 50),
        (date(2025, 12, 31), 200),
    ]
    assert project.unit == "家"
    assert project.units["户"] == 1
    assert project.manner is Manner.PATH
    assert project.direction is Direction.UP
    assert project.stages[0].quote
    assert project.id.startswith("project-")
    assert (
        project.id
        == only(projects("到2023年，培育区块链企业50家。", "到2025年，培育区块链企业200户以上。")).id
    )


def test_units_are_converted_to_the_indicators_own(projects) -> None:
    project = only(projects("到2025年，智能算力规模达到3500PFLOPS。"))
    assert (project.unit, project.stages[0].value) == ("EFLOPS", Fraction(7, 2))


@pytest.mark.parametrize(
    ("sentence", "manner", "direction", "baseline"),
    [
        ("到2025年，新增高新技术企业100家。", Manner.PATH, Direction.UP, 0),
        ("到2025年，每年新增高新技术企业100家。", Manner.YEARLY, Direction.UP, 0),
        ("到2025年，软件业务收入增长10%以上。", Manner.RATE, Direction.UP, None),
        ("到2025年，软件业务收入较2020年增长50%以上。", Manner.PATH, Direction.UP, 0),
        ("到2025年，城镇登记失业率控制在4.5%以内。", Manner.KEEP, Direction.DOWN, None),
        ("到2025年，城镇化率从60%提高到65%。", Manner.PATH, Direction.UP, 60),
        ("到2025年，产业规模进入全国前3位。", Manner.RANK, Direction.DOWN, None),
        ("到2025年，单位地区生产总值能耗下降13%以上。", Manner.RATE, Direction.UP, None),
    ],
)
def test_the_manner_follows_from_words_and_kind(
    projects, sentence: str, manner: Manner, direction: Direction, baseline: int | None
) -> None:
    project = only(projects(sentence))
    assert (project.manner, project.direction, project.baseline) == (manner, direction, baseline)


def test_a_named_year_is_the_date_of_the_baseline(projects) -> None:
    project = only(projects("到2025年，软件业务收入较2020年增长50%以上。"))
    assert project.baseline_on == date(2020, 12, 31)
    assert project.kind is Kind.GROWTH


def test_contradicting_stages_are_a_finding_and_neither_is_used(projects) -> None:
    made, findings = projects("到2025年，区块链企业达到50家。", "到2025年，区块链企业达到80家。")
    assert made[0].stages == ()
    assert [finding.code for finding in findings] == ["project.contradicting_stages"]


def test_a_later_stage_that_falls_back_is_a_finding(projects) -> None:
    _, findings = projects("到2023年，区块链企业达到80家。", "到2025年，区块链企业达到50家。")
    assert [finding.code for finding in findings] == ["project.stages_fall_back"]


def test_a_deadline_before_the_start_is_a_finding(projects) -> None:
    _, findings = projects("到2025年，区块链企业达到80家。", start=date(2026, 1, 1))
    assert [finding.code for finding in findings] == ["project.due_before_start"]


def test_a_target_without_deadline_stays_as_a_project_without_stage(projects) -> None:
    made, findings = projects("培育区块链企业80家。")
    assert made[0].stages == ()
    assert [finding.code for finding in findings] == ["project.no_deadline"]


def test_binding_targets_are_marked(projects) -> None:
    assert only(projects("约束性指标：到2025年，区块链企业达到80家。")).binding is True
    assert only(projects("到2025年，区块链企业达到80家。")).binding is None
