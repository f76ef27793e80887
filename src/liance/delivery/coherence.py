"""A child plan (city) held against its parent (province): the same indicator, the same year, values added up.

Counts and sums of money add up over children; of ratios the largest counts; shares and rates neither add up nor
have one rule, but where every child aims below the parent, the parent's value cannot come about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.delivery.indicators import Series, SeriesKey, in_base_unit
from liance.delivery.targets import Target

CHILDREN_FALL_SHORT = FindingKind(
    "coherence.children_fall_short",
    Severity.WARNING,
    says=Text(
        zh="“{indicator}”{year} 年：下级目标合起来为 {combined}{unit}，不到上级的 {parent}{unit}",
        en="'{indicator}' {year}: the children's targets make {combined}{unit}, the parent's is {parent}{unit}",
    ),
    advice=Text(
        zh="请核实分解方案，或补充未列入的下级规划",
        en="check how the target is shared out, or add missing plans",
    ),
)
CHILD_ABOVE_PARENT = FindingKind(
    "coherence.child_above_parent",
    Severity.WARNING,
    says=Text(
        zh="“{indicator}”{year} 年：{child} 一地的目标 {value}{unit} 已超过上级的 {parent}{unit}",
        en="'{indicator}' {year}: the target of {child} alone, {value}{unit}, exceeds the parent's {parent}{unit}",
    ),
    advice=Text(zh="请核实两级口径是否一致", en="check whether both count the same thing"),
)


class Coherence(StrEnum):
    """What the children's targets make of the parent's.

    ``COVERED``: they reach it. ``SHORT``: they do not, and all children are known. ``OPEN``: they do not, but
    not all children are known, or the values do not decide it. ``ABOVE``: one child alone exceeds the parent.
    ``NOT_SHARED``: no child has the indicator for that year.
    """

    COVERED = "covered"
    SHORT = "short"
    OPEN = "open"
    ABOVE = "above"
    NOT_SHARED = "not_shared"


@dataclass(frozen=True, slots=True)
class CoherenceLine:
    """One target of the parent with the children's for the same indicator and year.

    ``combined`` is their sum or largest value in the indicator's base unit, by ``rule`` (``sum``, ``maximum``
    or ``none``).
    """

    key: SeriesKey
    year: int
    parent: Target
    children: tuple[tuple[str, Target], ...]
    rule: str
    combined: Fraction | None
    verdict: Coherence


def compare_plans(
    parent: Sequence[Series], children: Mapping[str, Sequence[Series]], *, complete: bool
) -> tuple[tuple[CoherenceLine, ...], tuple[Finding, ...]]:
    """Return a line per dated target of the parent, and the contradictions.

    Args:
        parent: the parent's targets by indicator.
        children: each child's name and its targets by indicator.
        complete: whether these are all the children there are; only then can they fall short.
    """
    lines: list[CoherenceLine] = []
    findings: list[Finding] = []
    for series in parent:
        for target in series.targets:
            if target.year is None:
                continue
            line = _line(series, target, children, complete=complete)
            lines.append(line)
            findings += _findings(series, line)
    return tuple(lines), tuple(findings)


def _line(
    series: Series, target: Target, children: Mapping[str, Sequence[Series]], *, complete: bool
) -> CoherenceLine:
    assert target.year is not None
    shared = [
        (name, one)
        for name in sorted(children)
        if (one := _only(children[name], series.key, target.year)) is not None
    ]
    rule = _rule(series)
    if not shared:
        return CoherenceLine(series.key, target.year, target, (), rule, None, Coherence.NOT_SHARED)
    goal = _value(series, target)
    values = [_value(series, one) for _, one in shared]
    combined = sum(values, Fraction(0)) if rule == "sum" else max(values)
    if rule != "none" and max(values) > goal:
        verdict = Coherence.ABOVE
    elif combined >= goal and (rule != "none" or min(values) >= goal):
        verdict = Coherence.COVERED
    elif combined < goal and complete:
        verdict = Coherence.SHORT
    else:
        verdict = Coherence.OPEN
    return CoherenceLine(series.key, target.year, target, tuple(shared), rule, combined, verdict)


def _rule(series: Series) -> str:
    if series.key.dimension in ("count", "money", "increment"):
        return series.indicator.combine if series.indicator is not None else "sum"
    if series.key.dimension == "ratio" and series.indicator is not None:
        return series.indicator.combine
    return "none"


def _only(series: Sequence[Series], key: SeriesKey, year: int) -> Target | None:
    """Return the child's one target of the indicator and year; none where it contradicts itself."""
    found = [target for one in series if one.key == key for target in one.targets if target.year == year]
    same = len({(target.value, target.unit) for target in found}) == 1
    return found[0] if found and same else None


def _value(series: Series, target: Target) -> Fraction:
    if series.indicator is None or target.unit == series.key.unit:
        return target.value
    value = in_base_unit(series.indicator, target.value, target.unit)
    return target.value if value is None else value


def _findings(series: Series, line: CoherenceLine) -> list[Finding]:
    parent = line.parent
    place = Place(parent.source, start=parent.start, end=parent.end)
    goal = _value(series, parent)
    common = {
        "indicator": parent.indicator,
        "year": line.year,
        "unit": line.key.unit,
        "parent": goal,
    }
    if line.verdict is Coherence.SHORT and line.combined is not None:
        return [CHILDREN_FALL_SHORT.at(place, combined=line.combined, **common)]
    if line.verdict is not Coherence.ABOVE:
        return []
    return [
        CHILD_ABOVE_PARENT.at(
            Place(target.source, start=target.start, end=target.end),
            child=name,
            value=_value(series, target),
            **common,
        )
        for name, target in line.children
        if _value(series, target) > goal
    ]
