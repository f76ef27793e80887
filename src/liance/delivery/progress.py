"""Project + observations -> DeliveryStatus, by three rules side by side.

1. ``growth``: the yearly growth observed over the yearly growth required. Cuts at 95 % and 60 %; below 0 the value
   moves away (Eurostat, Sustainable development in the EU, annex on method; Open SDG takes the same cuts).
2. ``pace``: the share of the way that is covered over the share of the time that has passed (序时进度). Cuts at 1 and
   60 %.
3. ``path``: the straight line through the baseline and all observations, carried on to the deadline; what will then
   be missing, as a share of the whole way. Cuts at 10 % (UN ESCAP, Anticipated Progress Index) and 40 %.

An expected (预期性) target takes the verdict that most rules reach at least, a binding (约束性) one the gravest of any
rule; where the plan does not say, the target counts as expected. All figures are exact fractions but the growth
rates, which are roots: they are worked out to 50 digits and their ratio is rounded to 12.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from math import lcm

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.numbers import decimal_text
from liance.core.quantities import Kind, Op
from liance.delivery.projects import (
    DeliveryStatus,
    Direction,
    Manner,
    Observation,
    Project,
    RuleResult,
    Stage,
    Verdict,
)

UNIT_MISMATCH = FindingKind(
    "observation.unit_mismatch",
    Severity.ERROR,
    says=Text(
        zh="{on} 的观测值单位是“{unit}”，指标“{indicator}”的单位是“{own}”，未采用",
        en="the observation of {on} is in '{unit}', indicator '{indicator}' in '{own}'; it is not used",
    ),
    advice=Text(zh="请换算后重新填报", en="convert it and report it again"),
)
FUTURE_DATED = FindingKind(
    "observation.future_dated",
    Severity.ERROR,
    says=Text(
        zh="观测日期 {on} 晚于今天 {today}，未采用",
        en="the observation of {on} lies after {today}; it is not used",
    ),
    advice=Text(zh="请核实日期", en="check the date"),
)
DUPLICATE = FindingKind(
    "observation.duplicate",
    Severity.WARNING,
    says=Text(
        zh="{on} 的观测值 {value} 重复填报，只计一次",
        en="the value {value} of {on} is reported twice and counts once",
    ),
    advice=Text(zh="请删除重复的一条", en="delete one of them"),
)
CONFLICTING = FindingKind(
    "observation.conflicting",
    Severity.ERROR,
    says=Text(
        zh="{on} 有不同的观测值：{values}，均未采用",
        en="there are different values for {on}: {values}; none is used",
    ),
    advice=Text(zh="请核实以哪一个为准", en="check which one holds"),
)
OUT_OF_RANGE = FindingKind(
    "observation.out_of_range",
    Severity.ERROR,
    says=Text(
        zh="{on} 的观测值 {value}% 不可能是占比，未采用",
        en="{value} % on {on} cannot be a share; it is not used",
    ),
    advice=Text(zh="请核实数值", en="check the value"),
)
BEHIND_BASELINE = FindingKind(
    "observation.behind_baseline",
    Severity.WARNING,
    says=Text(
        zh="{on} 的观测值 {value} 不如基数 {baseline}",
        en="the value {value} of {on} lies behind the baseline {baseline}",
    ),
    advice=Text(zh="请核实数值与统计口径", en="check the value and what it counts"),
)
NO_RESULT = FindingKind(
    "project.no_result",
    Severity.WARNING,
    says=Text(
        zh="指标“{indicator}”的期限 {due} 已过，没有期末数据",
        en="the deadline {due} of indicator '{indicator}' has passed without a final value",
    ),
    advice=Text(zh="请责任部门补报期末数据", en="let the owner report the final value"),
)
NOT_AHEAD = FindingKind(
    "project.not_ahead",
    Severity.WARNING,
    says=Text(
        zh="指标“{indicator}”的期限 {due} 不晚于基期 {base}，无法判断",
        en="the deadline {due} of indicator '{indicator}' is not after the base date {base}; it cannot be judged",
    ),
    advice=Text(zh="请核实期限与基期", en="check both dates"),
)

#: How much short of 左右 a value may be and still meet it.
APPROXIMATE_TOLERANCE = Fraction(1, 20)
_GRAVITY = {Verdict.EARLY: 0, Verdict.ON_TRACK: 1, Verdict.BEHIND: 2, Verdict.WARNING: 3}
_EXACT = Context(prec=50, Emax=MAX_EMAX, Emin=MIN_EMIN)
_YEAR_DAYS = Decimal("365.2425")
_RATIO_PLACES = 12
#: A ratio beyond this says no more than one at it.
_RATIO_BOUND = Decimal(10**12)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The cuts of the rules: at or above ``_on`` is on track, at or above ``_behind`` is behind, below is a warning.

    For the path rule the gap must be at or below ``gap_on`` or ``gap_behind``.
    """

    growth_on: Fraction = Fraction(95, 100)
    growth_behind: Fraction = Fraction(60, 100)
    pace_on: Fraction = Fraction(1)
    pace_behind: Fraction = Fraction(60, 100)
    gap_on: Fraction = Fraction(10, 100)
    gap_behind: Fraction = Fraction(40, 100)


DEFAULTS = Thresholds()

_MET_EARLY = Text(zh="期限前已达到目标值", en="the value was reached before the deadline")
_MET = Text(zh="期末达到目标值", en="the value was reached at the deadline")
_MISSED = Text(zh="到期未达到目标值", en="the value was not reached by the deadline")
_NO_OBSERVATION = Text(zh="没有可用的观测值", en="there is no observation that can be used")
_NO_BASELINE = Text(
    zh="没有基数，且观测少于两期，无法判断进度", en="no baseline and fewer than two observations"
)
_NO_SPAN = Text(zh="期限不晚于基期", en="the deadline is not after the base date")
_NOT_SINCE = Text(zh="基期之后没有观测值", en="no observation after the base date")
_NO_FINAL = Text(zh="已到期而没有期末数据", en="the deadline has passed without a final value")
_BY_RULES = Text(zh="多数规则的判断（预期性）", en="what most rules say (expected target)")
_BY_ANY = Text(zh="最严重的一条规则（约束性）", en="the gravest rule (binding target)")
_NO_RULE = Text(zh="没有一条规则适用", en="no rule applies")
_FIRST_AS_BASE = Text(zh="（以首期观测为基数）", en=" (the first observation is the baseline)")


def assess(
    project: Project,
    observations: Iterable[Observation],
    today: date,
    thresholds: Thresholds = DEFAULTS,
) -> tuple[DeliveryStatus, ...]:
    """Return the status of every stage of a project on a day, in order of deadline.

    Observations that cannot be used become findings of the first status; nothing is guessed from them.
    """
    used, findings = usable(project, observations, today)
    statuses = [_status(project, stage, used, today, thresholds) for stage in project.stages]
    if statuses:
        statuses[0] = replace(statuses[0], findings=(*findings, *statuses[0].findings))
    return tuple(statuses)


def current(statuses: Sequence[DeliveryStatus]) -> DeliveryStatus | None:
    """Return the status of the stage that is due next, else of the last one; None where there is none."""
    return next((one for one in statuses if one.stage.due >= one.today), statuses[-1] if statuses else None)


def usable(
    project: Project, observations: Iterable[Observation], today: date
) -> tuple[tuple[Observation, ...], tuple[Finding, ...]]:
    """Return the observations that can be used, in the project's unit and in order of date, and what is wrong."""
    findings: list[Finding] = []
    by_day: dict[date, list[Observation]] = {}
    for seen in sorted(observations, key=_in_order):
        value, problems = in_project_unit(project, seen, today)
        findings += [kind.at(Place(seen.source), **details) for kind, details in problems]
        if value is not None:
            same_unit = seen.unit == project.unit
            one = seen if same_unit else replace(seen, value=value, unit=project.unit)
            by_day.setdefault(seen.on, []).append(one)
    kept: list[Observation] = []
    for on, same in sorted(by_day.items()):
        if len(same) == 1:
            kept.append(same[0])
            continue
        values = sorted({seen.value for seen in same})
        first = min(same, key=lambda seen: (seen.source, seen.evidence or ""))
        if len(values) > 1:
            shown = ", ".join(decimal_text(value) for value in values)
            findings.append(CONFLICTING.at(Place(first.source), on=on, values=shown))
            continue
        findings.append(DUPLICATE.at(Place(first.source), on=on, value=decimal_text(first.value)))
        kept.append(first)
    return tuple(kept), tuple(findings)


def _in_order(seen: Observation) -> tuple[date, str, str, str, Fraction]:
    return (seen.on, seen.source, seen.evidence or "", seen.unit, seen.value)


def in_project_unit(
    project: Project, seen: Observation, today: date
) -> tuple[Fraction | None, tuple[tuple[FindingKind, dict[str, object]], ...]]:
    """Return an observation's value in the project's unit, None where it cannot be used, and what is wrong with it."""
    if seen.on > today:
        return None, ((FUTURE_DATED, {"on": seen.on, "today": today}),)
    same_unit = seen.unit == project.unit
    factor = None if same_unit else project.units.get(seen.unit)
    if factor is None and not same_unit:
        details: dict[str, object] = {"on": seen.on, "unit": seen.unit}
        return None, ((UNIT_MISMATCH, details | {"indicator": project.indicator, "own": project.unit}),)
    value = seen.value if factor is None else seen.value * factor
    if project.kind is Kind.SHARE and project.unit == "%" and not 0 <= value <= 100:
        return None, ((OUT_OF_RANGE, {"on": seen.on, "value": decimal_text(value)}),)
    base = project.baseline
    if (
        project.manner is Manner.PATH
        and base is not None
        and (project.baseline_on is None or seen.on >= project.baseline_on)
        and (value < base if project.direction is Direction.UP else value > base)
    ):
        shown = {"on": seen.on, "value": decimal_text(value), "baseline": decimal_text(base)}
        return value, ((BEHIND_BASELINE, shown),)
    return value, ()


def goal_of(stage: Stage, direction: Direction) -> Fraction:
    """Return the value that meets a stage: the nearer end of a range, and 左右 with its tolerance."""
    if stage.op is Op.RANGE and stage.value_max is not None:
        low, high = sorted((stage.value, stage.value_max))
        return low if direction is Direction.UP else high
    if stage.op is Op.ABOUT:
        slack = abs(stage.value) * APPROXIMATE_TOLERANCE
        return stage.value - slack if direction is Direction.UP else stage.value + slack
    return stage.value


def _sign(project: Project) -> int:
    return 1 if project.direction is Direction.UP else -1


def meets(project: Project, stage: Stage, value: Fraction) -> bool:
    """Return whether a value (in the project's unit) meets a stage."""
    goal = goal_of(stage, project.direction)
    return value >= goal if project.direction is Direction.UP else value <= goal


def _status(
    project: Project, stage: Stage, used: Sequence[Observation], today: date, cuts: Thresholds
) -> DeliveryStatus:
    seen = [one for one in used if one.on <= stage.due]
    empty = DeliveryStatus(project.id, stage, today, Verdict.UNKNOWN, None, (), _NO_OBSERVATION)
    if not seen:
        return _with_missing_result(empty, project)
    status = replace(empty, observation=seen[-1])
    if project.manner is Manner.RANK:
        status = _of_rank(project, status)
    elif project.manner is Manner.KEEP:
        status = _of_keeping(project, status, seen)
    elif project.manner is Manner.RATE:
        status = _of_rate(project, status, seen, cuts)
    elif project.manner is Manner.YEARLY:
        status = _of_years(project, status, seen, cuts)
    else:
        status = _of_path(project, status, seen, cuts)
    return _with_missing_result(status, project)


def _with_missing_result(status: DeliveryStatus, project: Project) -> DeliveryStatus:
    """Where the deadline has passed and the last value is older, only a value that met the target counts."""
    due = status.stage.due
    final = status.observation is not None and status.observation.on >= due
    if status.today <= due or final or status.verdict is Verdict.EARLY:
        return status
    finding = NO_RESULT.at(
        Place(status.stage.source, start=status.stage.start, end=status.stage.end),
        indicator=project.indicator,
        due=due,
    )
    return replace(status, verdict=Verdict.UNKNOWN, reason=_NO_FINAL, findings=(*status.findings, finding))


def _of_path(
    project: Project, status: DeliveryStatus, seen: Sequence[Observation], cuts: Thresholds
) -> DeliveryStatus:
    stage, last = status.stage, seen[-1]
    met = meets(project, stage, last.value)
    base = _base(project, seen)
    results: tuple[RuleResult, ...] = ()
    reason: Text | None = None
    if base is None:
        reason = _NO_BASELINE
    elif stage.due <= base.on:
        reason = _NO_SPAN
        finding = NOT_AHEAD.at(
            Place(stage.source, start=stage.start, end=stage.end),
            indicator=project.indicator,
            due=stage.due,
            base=base.on,
        )
        status = replace(status, findings=(*status.findings, finding))
    elif last.on <= base.on:
        reason = _NOT_SINCE
    elif _sign(project) * (goal_of(stage, project.direction) - base.value) <= 0:
        # A baseline that already meets the target is kept, not reached; a first report that does reached it early.
        if project.baseline is not None or not met:
            return _of_keeping(project, status, [one for one in seen if one.on > base.on])
    else:
        since = [one for one in seen if one.on > base.on]
        results = _rules(project, stage, base, since, cuts)
        goal = goal_of(stage, project.direction)
        share = Fraction((last.on - base.on).days, (stage.due - base.on).days)
        status = replace(status, expected=base.value + (goal - base.value) * share, gap=results[2].figure)
    status = replace(status, results=results)
    if met:
        early = last.on < stage.due
        return replace(
            status,
            verdict=Verdict.EARLY if early else Verdict.ON_TRACK,
            reason=_MET_EARLY if early else _MET,
        )
    if reason is not None:
        return replace(status, reason=reason)
    status = _combined(project, status)
    if project.baseline is None or project.baseline_on is None:
        status = replace(status, reason=_joined(status.reason, _FIRST_AS_BASE))
    return _at_the_end(project, status) if last.on >= stage.due else status


def _base(project: Project, seen: Sequence[Observation]) -> Observation | None:
    if project.baseline is not None and project.baseline_on is not None:
        return Observation(project.baseline_on, project.baseline, project.unit)
    return seen[0] if len(seen) > 1 else None


def _joined(first: Text, second: Text) -> Text:
    return Text(zh=first.zh + second.zh, en=first.en + second.en)


def _at_the_end(project: Project, status: DeliveryStatus) -> DeliveryStatus:
    """A target that is missed when it is due is never on track, and a binding one is a warning."""
    floor = Verdict.WARNING if project.binding else Verdict.BEHIND
    verdict = max(status.verdict, floor, key=lambda one: _GRAVITY.get(one, 0))
    return replace(status, verdict=verdict, reason=_MISSED)


def _combined(project: Project, status: DeliveryStatus) -> DeliveryStatus:
    judged = sorted(
        (result.verdict for result in status.results if result.verdict is not Verdict.UNKNOWN),
        key=lambda verdict: _GRAVITY[verdict],
    )
    if not judged:
        return replace(status, verdict=Verdict.UNKNOWN, reason=_NO_RULE)
    if project.binding:
        return replace(status, verdict=judged[-1], reason=_BY_ANY)
    return replace(status, verdict=judged[(len(judged) - 1) // 2], reason=_BY_RULES)


def _rules(
    project: Project, stage: Stage, base: Observation, since: Sequence[Observation], cuts: Thresholds
) -> tuple[RuleResult, RuleResult, RuleResult]:
    goal = goal_of(stage, project.direction)
    return (
        growth_rule(project.kind, base, since[-1], goal, stage.due, cuts),
        pace_rule(base, since[-1], goal, stage.due, cuts),
        path_rule(base, since, goal, stage.due, cuts),
    )


def growth_rule(
    kind: Kind, base: Observation, last: Observation, goal: Fraction, due: date, cuts: Thresholds = DEFAULTS
) -> RuleResult:
    """Return yearly growth observed over yearly growth required.

    It does not apply to shares and rates, whose growth rates say nothing, nor where a value is not above zero.
    """
    if kind in (Kind.SHARE, Kind.GROWTH) or min(base.value, last.value, goal) <= 0 or goal == base.value:
        reason = Text(
            zh="增速法不适用（占比、增幅，或有不大于零的值）",
            en="growth rates do not apply (a share, a rate, or a value not above zero)",
        )
        return RuleResult("growth", Verdict.UNKNOWN, None, reason)
    observed = _yearly_growth(base.value, last.value, (last.on - base.on).days)
    required = _yearly_growth(base.value, goal, (due - base.on).days)
    quotient = max(-_RATIO_BOUND, min(_RATIO_BOUND, _EXACT.divide(observed, required)))
    ratio = Fraction(_EXACT.quantize(quotient, Decimal(1).scaleb(-_RATIO_PLACES)))
    shown = _percent(ratio)
    away = Text(zh="，与目标方向相反", en=", away from the target") if ratio < 0 else Text(zh="", en="")
    reason = Text(
        zh=f"年均增速为所需的 {shown}{away.zh}",
        en=f"yearly growth is {shown} of what is required{away.en}",
    )
    return RuleResult("growth", _cut(ratio, cuts.growth_on, cuts.growth_behind), ratio, reason)


def _yearly_growth(first: Fraction, last: Fraction, days: int) -> Decimal:
    ratio = last / first
    years = _EXACT.divide(Decimal(days), _YEAR_DAYS)
    log = _EXACT.ln(_EXACT.divide(Decimal(ratio.numerator), Decimal(ratio.denominator)))
    return _EXACT.subtract(_EXACT.exp(_EXACT.divide(log, years)), Decimal(1))


def pace_rule(
    base: Observation, last: Observation, goal: Fraction, due: date, cuts: Thresholds = DEFAULTS
) -> RuleResult:
    """Return the share of the way over the share of the time; ``goal`` is not the baseline, ``due`` lies after it."""
    way = (last.value - base.value) / (goal - base.value)
    time = Fraction((last.on - base.on).days, (due - base.on).days)
    pace = way / time
    passed, covered = _percent(time), _percent(way)
    reason = Text(
        zh=f"时间过 {passed}，任务过 {covered}",
        en=f"{covered} of the way in {passed} of the time",
    )
    return RuleResult("pace", _cut(pace, cuts.pace_on, cuts.pace_behind), pace, reason)


def path_rule(
    base: Observation,
    since: Sequence[Observation],
    goal: Fraction,
    due: date,
    cuts: Thresholds = DEFAULTS,
) -> RuleResult:
    """Return what the straight line through baseline and observations will miss at the deadline, of the whole way."""
    reached = _projected([base, *since], due)
    gap = (goal - reached) / (goal - base.value)
    verdict = (
        Verdict.ON_TRACK
        if gap <= cuts.gap_on
        else (Verdict.BEHIND if gap <= cuts.gap_behind else Verdict.WARNING)
    )
    missing = _percent(gap)
    reason = Text(
        zh=f"按现有趋势，到期差全程的 {missing}" if gap > 0 else "按现有趋势，到期可达到",
        en=f"on this line {missing} of the way will be missing" if gap > 0 else "on this line it is reached",
    )
    return RuleResult("path", verdict, gap, reason)


def _projected(seen: Sequence[Observation], due: date) -> Fraction:
    """Return the value at ``due`` on the least-squares line through the observations (at least two dates)."""
    # Whole numbers throughout: days from the first date, values over their common denominator.
    first = seen[0].on.toordinal()
    days = [one.on.toordinal() - first for one in seen]
    scale = lcm(*(one.value.denominator for one in seen))
    values = [one.value.numerator * (scale // one.value.denominator) for one in seen]
    count, day_sum, value_sum = len(seen), sum(days), sum(values)
    products = sum(day * value for day, value in zip(days, values, strict=True))
    spread = count * sum(day * day for day in days) - day_sum**2
    rise = count * products - day_sum * value_sum
    ahead = count * (due.toordinal() - first) - day_sum
    return Fraction(value_sum * spread + rise * ahead, count * spread * scale)


def _cut(figure: Fraction, on_track: Fraction, behind: Fraction) -> Verdict:
    if figure >= on_track:
        return Verdict.ON_TRACK
    return Verdict.BEHIND if figure >= behind else Verdict.WARNING


def _percent(share: Fraction) -> str:
    """Return a share in per cent with one decimal, rounded half up."""
    tenths = (2000 * abs(share).numerator + share.denominator) // (2 * share.denominator)
    return f"{'-' if share < 0 and tenths else ''}{tenths // 10}.{tenths % 10}%"


def _of_rank(project: Project, status: DeliveryStatus) -> DeliveryStatus:
    """A rank is reached or not; before the deadline a rank no worse than at the start is only behind."""
    assert status.observation is not None
    rank, due = status.observation.value, status.stage.due
    if meets(project, status.stage, rank):
        early = status.observation.on < due
        return replace(
            status,
            verdict=Verdict.EARLY if early else Verdict.ON_TRACK,
            reason=_MET_EARLY if early else _MET,
        )
    if status.observation.on >= due:
        return _at_the_end(project, status)
    if project.baseline is None:
        return replace(status, reason=_NO_BASELINE)
    worse = rank > project.baseline
    return replace(
        status,
        verdict=Verdict.WARNING
        if worse or (project.binding and rank == project.baseline)
        else Verdict.BEHIND,
        reason=Text(zh="位次后移", en="the rank has fallen")
        if worse
        else Text(zh="尚未进入目标位次", en="the rank is not yet reached"),
    )


def _of_keeping(project: Project, status: DeliveryStatus, seen: Sequence[Observation]) -> DeliveryStatus:
    """What is to be kept must hold at every observation; it can never be achieved early."""
    if not seen:
        return replace(status, reason=_NO_OBSERVATION)
    kept = [meets(project, status.stage, one.value) for one in seen]
    if all(kept):
        return replace(
            status,
            verdict=Verdict.ON_TRACK,
            reason=Text(zh="各期均保持在目标内", en="kept at every observation"),
        )
    if kept[-1]:
        earlier = Text(zh="现已回到目标内，此前曾超出", en="kept now, but not at an earlier observation")
        return replace(status, verdict=Verdict.WARNING if project.binding else Verdict.BEHIND, reason=earlier)
    return replace(status, verdict=Verdict.WARNING, reason=Text(zh="已超出目标", en="no longer kept"))


def _of_rate(
    project: Project, status: DeliveryStatus, seen: Sequence[Observation], cuts: Thresholds
) -> DeliveryStatus:
    """A rate of the year is compared with the rate of that year, never with its way there."""
    year = status.stage.due.year
    own = [one for one in seen if one.on.year == year]
    if not own:
        return replace(status, observation=None, reason=_NO_OBSERVATION)
    status = replace(status, observation=own[-1])
    if meets(project, status.stage, own[-1].value):
        return replace(
            status, verdict=Verdict.ON_TRACK, reason=Text(zh="达到目标增幅", en="the rate is reached")
        )
    goal = goal_of(status.stage, project.direction)
    share = None
    if goal > 0 and own[-1].value > 0:
        share = own[-1].value / goal if project.direction is Direction.UP else goal / own[-1].value
    near = share is not None and share >= cuts.growth_behind
    verdict = Verdict.BEHIND if near and not project.binding else Verdict.WARNING
    return replace(status, verdict=verdict, reason=Text(zh="未达到目标增幅", en="the rate is not reached"))


def _of_years(
    project: Project, status: DeliveryStatus, seen: Sequence[Observation], cuts: Thresholds
) -> DeliveryStatus:
    """What is due every year starts from zero each January; a year that ended short is remembered."""
    last = seen[-1]
    end = date(last.on.year, 12, 31)
    begun = Observation(date(last.on.year - 1, 12, 31), Fraction(0), project.unit)
    finals = {one.on.year: one for one in seen if one.on.month == 12 and one.on.day == 31}
    missed = [
        year
        for year, one in sorted(finals.items())
        if year < last.on.year and not meets(project, status.stage, one.value)
    ]
    goal = goal_of(status.stage, project.direction)
    if meets(project, status.stage, last.value):
        verdict = Verdict.EARLY if last.on < end else Verdict.ON_TRACK
        status = replace(status, verdict=verdict, reason=_MET_EARLY if last.on < end else _MET)
    elif goal <= 0:
        return replace(status, reason=_NO_RULE)
    else:
        since = [one for one in seen if one.on.year == last.on.year]
        results = (pace_rule(begun, last, goal, end, cuts), path_rule(begun, since, goal, end, cuts))
        share = Fraction((last.on - begun.on).days, (end - begun.on).days)
        status = replace(status, results=results, expected=goal * share, gap=results[1].figure)
        status = _combined(project, status)
        if last.on >= end:
            status = _at_the_end(project, status)
    if missed:
        years = "、".join(str(year) for year in missed)
        reason = Text(zh=f"{status.reason.zh}；{years} 年未完成", en=f"{status.reason.en}; missed in {years}")
        floor = Verdict.BEHIND if project.binding else status.verdict
        status = replace(
            status,
            verdict=max(status.verdict, floor, key=lambda one: _GRAVITY.get(one, 0)),
            reason=reason,
        )
    return status
