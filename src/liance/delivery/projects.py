"""Target -> Project: what is followed, by whom, from where to where by when; and what was observed of it.

A project line joins the targets of one indicator in one plan: each dated target is a stage. How it is followed
(its ``Manner``) comes from the words and the kind of its targets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from liance.core.canonical import digest_value
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.numbers import decimal_text
from liance.core.quantities import Kind, Op, find_dates, find_quantities
from liance.delivery.indicators import Series
from liance.delivery.targets import Target

DUE_BEFORE_START = FindingKind(
    "project.due_before_start",
    Severity.WARNING,
    says=Text(
        zh="指标“{indicator}”的期限 {due} 不晚于起点 {start}",
        en="the deadline {due} of indicator '{indicator}' is not after its start {start}",
    ),
    advice=Text(zh="请核实规划日期与期限", en="check the plan's date and the deadline"),
)
CONTRADICTING_STAGES = FindingKind(
    "project.contradicting_stages",
    Severity.WARNING,
    says=Text(
        zh="指标“{indicator}”同一期限 {due} 有不同的目标值：“{first}”与“{second}”，均不采用",
        en="indicator '{indicator}' has different values for {due}: '{first}' and '{second}'; neither is used",
    ),
    advice=Text(zh="请核实以哪一处为准", en="check which of the two holds"),
)
STAGES_FALL_BACK = FindingKind(
    "project.stages_fall_back",
    Severity.WARNING,
    says=Text(
        zh="指标“{indicator}”后一阶段（{second}）的目标不如前一阶段（{first}）",
        en="the target of indicator '{indicator}' for {second} lies behind that for {first}",
    ),
    advice=Text(zh="请核实两处目标的口径是否一致", en="check whether both count the same thing"),
)
NO_DEADLINE = FindingKind(
    "project.no_deadline",
    Severity.INFO,
    says=Text(
        zh="目标“{quote}”没有期限，无法按期跟踪", en="target '{quote}' has no deadline and cannot be followed"
    ),
    advice=Text(zh="请由责任部门补充期限", en="let the owner add a deadline"),
)

GOAL_BEHIND_BASELINE = FindingKind(
    "project.goal_behind_baseline",
    Severity.WARNING,
    says=Text(
        zh="指标“{indicator}”{due} 的目标值 {goal}{unit} 不优于基数 {baseline}{unit}",
        en="the target {goal}{unit} of indicator '{indicator}' for {due} is no better than its baseline {baseline}{unit}",
    ),
    advice=Text(
        zh="请核实基数与目标的口径；若意在保持，按保持类跟踪",
        en="check what both count; if it is meant to be kept, it is followed as kept",
    ),
)


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Manner(StrEnum):
    """How a target is followed.

    ``PATH``: from a baseline to a value. ``KEEP``: kept at or within a value the whole time. ``YEARLY``: reached
    anew every year from zero. ``RATE``: the rate of the year itself, reached or not. ``RANK``: a place.
    """

    PATH = "path"
    KEEP = "keep"
    YEARLY = "yearly"
    RATE = "rate"
    RANK = "rank"


@dataclass(frozen=True, slots=True)
class Stage:
    """A value to be reached by ``due`` (its last day), and the quote that promises it."""

    due: date
    op: Op
    value: Fraction
    value_max: Fraction | None = None
    source: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """A target that is no stage yet: it has no deadline (``due`` is None), or another contradicts it."""

    due: date | None
    op: Op
    value: Fraction
    value_max: Fraction | None = None
    source: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""

    def stage(self, due: date) -> Stage:
        """Return the stage it becomes once its deadline is settled."""
        return Stage(due, self.op, self.value, self.value_max, self.source, self.start, self.end, self.quote)


@dataclass(frozen=True, slots=True)
class Observation:
    """A value seen on a day: the stock at its end, or what was added since the start of its period.

    ``source`` says who reported it, ``evidence`` is the digest of the file that shows it, if any.
    """

    on: date
    value: Fraction
    unit: str
    source: str = ""
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """One indicator of one plan that somebody delivers.

    ``stages`` are in order of ``due``. ``baseline`` is the value at ``baseline_on``, None where unknown; for
    what is added (新增) it is 0 at the start. ``binding`` is true for 约束性, false for 预期性, None where the
    plan does not say. ``units`` are other units with what one of them is in ``unit``. ``asides`` are targets that
    cannot be followed as they stand: without a deadline, or contradicting each other.
    """

    id: str
    indicator: str
    unit: str
    kind: Kind
    manner: Manner
    direction: Direction
    stages: tuple[Stage, ...]
    baseline: Fraction | None = None
    baseline_on: date | None = None
    binding: bool | None = None
    owner: str | None = None
    units: Mapping[str, Fraction] = field(default_factory=dict)
    asides: tuple[Aside, ...] = ()


class Verdict(StrEnum):
    """How far delivery has come, in planners' words (``VERDICTS``)."""

    EARLY = "early"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    WARNING = "warning"
    UNKNOWN = "unknown"


VERDICTS: Mapping[Verdict, Text] = {
    Verdict.EARLY: Text(zh="提前实现", en="achieved early"),
    Verdict.ON_TRACK: Text(zh="达到预期进度", en="on track"),
    Verdict.BEHIND: Text(zh="滞后", en="behind"),
    Verdict.WARNING: Text(zh="预警", en="warning"),
    Verdict.UNKNOWN: Text(zh="无法判断", en="cannot judge"),
}


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule says: its figure (a ratio or a gap, None where it does not apply) and why."""

    rule: str
    verdict: Verdict
    figure: Fraction | None
    reason: Text


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """Where a stage of a project stands on a day, with every rule side by side.

    ``expected`` is the value on the straight path on the day of the observation, ``gap`` what is expected to be
    missing at the deadline as a share of the whole way (negative: more than promised); None where unknown.
    """

    project: str
    stage: Stage
    today: date
    verdict: Verdict
    observation: Observation | None
    results: tuple[RuleResult, ...]
    reason: Text
    expected: Fraction | None = None
    gap: Fraction | None = None
    findings: tuple[Finding, ...] = ()


_KEEP = re.compile(r"保持|稳定|维持|控制在|以内|不突破")
_BARE = re.compile(r"[\d,.]+")
_HEAD_UNIT = re.compile(r"[（(]([^（）()，,；;\d\s]+)")
_YEAR = re.compile(r"^\D{0,2}\d{4}年")


def projects_of(
    series: Sequence[Series], start: date | None = None
) -> tuple[tuple[Project, ...], tuple[Finding, ...]]:
    """Return one project per indicator and plan, in order of plan and indicator.

    Args:
        series: the targets by indicator (``series_of``); targets of several plans become several projects.
        start: the day the plans speak from, used as the start where a target names none.
    """
    projects: list[Project] = []
    findings: list[Finding] = []
    for one in series:
        by_plan: dict[tuple[str, str], list[Target]] = {}
        for target in one.targets:
            by_plan.setdefault((target.source, _scope(target)), []).append(target)
        for _, targets in sorted(by_plan.items()):
            project, problems = _project(one, targets, start)
            projects.append(project)
            findings += problems
    projects.sort(key=lambda project: (_source(project), project.indicator, project.id))
    return tuple(projects), tuple(findings)


def _scope(target: Target) -> str:
    """Return the scope of a target; one that its indicator names anyway (规模以上企业) narrows nothing."""
    scope = target.scope or ""
    return "" if scope in target.indicator else scope


def _source(project: Project) -> str:
    return project.stages[0].source if project.stages else ""


def _project(
    series: Series, targets: Sequence[Target], start: date | None
) -> tuple[Project, tuple[Finding, ...]]:
    first = targets[0]
    units = {
        unit: Fraction(text) for unit, text in (series.indicator.units if series.indicator else {}).items()
    }
    converts = series.key.dimension not in ("growth", "rank", "other") and series.indicator is not None
    direction = _direction(series, first)
    based = next((target for target in targets if target.baseline), first)
    baseline, baseline_on = _baseline(based, start, units if converts else {}, key_unit=series.key.unit)
    stages, asides, findings = _stages(targets, series, units if converts else {})
    findings += _order_findings(first.indicator, stages, direction)
    if baseline_on is not None:
        findings += [
            DUE_BEFORE_START.at(_place(stage), indicator=first.indicator, due=stage.due, start=baseline_on)
            for stage in stages
            if stage.due <= baseline_on
        ]
    key = series.key
    identity = {
        "source": first.source,
        "scope": _scope(first) or None,
        "key": [key.key, key.qualifier, key.dimension, key.unit, key.per_year],
    }
    project = Project(
        id="project-" + digest_value(identity).removeprefix("sha256:")[:12],
        indicator=first.indicator,
        unit=key.unit,
        kind=first.kind,
        manner=_manner(first, baseline),
        direction=direction,
        stages=tuple(stages),
        baseline=baseline,
        baseline_on=baseline_on,
        binding=next((target.binding for target in targets if target.binding is not None), None),
        units=units if converts else {},
        asides=tuple(asides),
    )
    return project, (*findings, *baseline_findings(project))


def baseline_findings(project: Project) -> tuple[Finding, ...]:
    """Return a finding for each stage of a path that asks for no more than the baseline."""
    base = project.baseline
    if base is None or project.manner is not Manner.PATH:
        return ()
    sign = 1 if project.direction is Direction.UP else -1
    return tuple(
        GOAL_BEHIND_BASELINE.at(
            _place(stage),
            indicator=project.indicator,
            due=stage.due,
            goal=decimal_text(stage.value),
            baseline=decimal_text(base),
            unit=project.unit,
        )
        for stage in project.stages
        if sign * stage.value <= sign * base
    )


def _manner(target: Target, baseline: Fraction | None) -> Manner:
    if target.kind is Kind.RANK:
        return Manner.RANK
    if target.per_year:
        return Manner.RATE if target.kind is Kind.GROWTH else Manner.YEARLY
    if target.kind is Kind.GROWTH:
        return Manner.PATH if baseline is not None else Manner.RATE
    if _KEEP.search(target.quote) or (target.op is Op.AT_MOST and baseline is None):
        return Manner.KEEP
    return Manner.PATH


def _direction(series: Series, target: Target) -> Direction:
    if target.kind is Kind.RANK or target.op is Op.AT_MOST:
        return Direction.DOWN
    if target.op is Op.AT_LEAST or series.indicator is None:
        return Direction.UP
    if target.kind is Kind.GROWTH and re.search(r"下降|降低|减少|压减|节约", target.quote):
        return Direction.UP
    return Direction(series.indicator.direction)


def _baseline(
    target: Target, start: date | None, units: Mapping[str, Fraction], key_unit: str
) -> tuple[Fraction | None, date | None]:
    printed = target.baseline or ""
    if _YEAR.match(printed):
        (year,) = {item.year for item in find_dates(printed)} or {None}
        since = date(year, 12, 31) if year is not None else start
        return (Fraction(0) if target.kind is Kind.GROWTH else None), since
    if target.kind is Kind.INCREMENT:
        return Fraction(0), start
    if _BARE.fullmatch(printed.strip()):
        # A cell of a table, whose unit stands in the head of its row: 营业收入（亿元） 21 45.
        unit = _HEAD_UNIT.search(target.quote)
        printed = printed.strip() + (unit[1] if unit else target.unit)
    found = find_quantities(printed)
    if not found:
        return None, start
    value, unit_read = found[0].value, found[0].unit
    if unit_read in (key_unit, "") or unit_read not in units:
        return value if unit_read in (key_unit, target.unit, "") else None, start
    return value * units[unit_read], start


def _stages(
    targets: Sequence[Target], series: Series, units: Mapping[str, Fraction]
) -> tuple[list[Stage], list[Aside], list[Finding]]:
    by_due: dict[date, list[Aside]] = {}
    stages: list[Stage] = []
    asides: list[Aside] = []
    findings: list[Finding] = []
    for target in targets:
        one = _aside(target, series, units)
        if one.due is None:
            asides.append(one)
            findings.append(NO_DEADLINE.at(_place(one), quote=target.quote))
        else:
            by_due.setdefault(one.due, []).append(one)
    for due, same in sorted(by_due.items()):
        first = same[0]
        other = next(
            (one for one in same if (one.value, one.value_max) != (first.value, first.value_max)), None
        )
        if other is None:
            stages.append(first.stage(due))
            continue
        asides += same
        findings.append(
            CONTRADICTING_STAGES.at(
                _place(other),
                indicator=targets[0].indicator,
                due=due,
                first=first.quote,
                second=other.quote,
            )
        )
    return stages, asides, findings


def _aside(target: Target, series: Series, units: Mapping[str, Fraction]) -> Aside:
    factor = units.get(target.unit, Fraction(1)) if target.unit != series.key.unit else Fraction(1)
    return Aside(
        due=None if target.year is None else date(target.year, 12, 31),
        op=target.op,
        value=target.value * factor,
        value_max=None if target.value_max is None else target.value_max * factor,
        source=target.source,
        start=target.start,
        end=target.end,
        quote=target.quote,
    )


def _order_findings(indicator: str, stages: Sequence[Stage], direction: Direction) -> list[Finding]:
    sign = 1 if direction is Direction.UP else -1
    return [
        STAGES_FALL_BACK.at(_place(later), indicator=indicator, first=earlier.due, second=later.due)
        for earlier, later in pairwise(stages)
        if sign * later.value < sign * earlier.value
    ]


def _place(stage: Stage | Aside) -> Place:
    return Place(stage.source, start=stage.start, end=stage.end)
