"""Outline -> Target: every number a plan promises, with indicator, deadline and place."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.quantities import DateRole, Kind, Op, Quantity, find_quantities
from liance.core.spans import Span
from liance.delivery.targets.deadlines import Calendar, Due, Reading
from liance.delivery.targets.promises import Promise, find_promises
from liance.delivery.targets.tables import CellTarget, find_table_targets
from liance.plans.structure import Outline, Role, StatementKind

CORRUPT_DEADLINE = FindingKind(
    "target.corrupt_deadline",
    Severity.WARNING,
    says=Text(
        zh="目标“{quote}”的期限印作“{printed}”，不可能是年份，期限按未知处理",
        en="the deadline of target '{quote}' is printed as '{printed}', which cannot be a year; it is left unknown",
    ),
    advice=Text(zh="请对照原件核实年份", en="check the year against the original"),
)
PAST_DEADLINE = FindingKind(
    "target.deadline_before_plan",
    Severity.WARNING,
    says=Text(
        zh="目标“{quote}”的期限{year}年早于规划的年份{start}年",
        en="the deadline {year} of target '{quote}' lies before the plan's own year {start}",
    ),
    advice=Text(zh="请核实该处是目标还是既有成绩", en="check whether this is a target or a result"),
)
CONTRADICTION = FindingKind(
    "target.contradiction",
    Severity.WARNING,
    says=Text(
        zh="指标“{indicator}”在{year}年有两个不同的目标值：“{first}”与“{second}”",
        en="indicator '{indicator}' has two different target values for {year}: '{first}' and '{second}'",
    ),
    advice=Text(zh="请核实以哪一处为准", en="check which of the two holds"),
)

#: Two values closer than this in one sentence belong to several things that it names (分别降低16%和17%).
_ONE_BREATH = 12
_SENTENCE_ENDS = frozenset("。；！？;\n")
#: Most dates of one clause that are asked for what a growth is measured from.
_CLAUSE_DATES = 8
_SECTIONS = {Role.GOAL: "goal", Role.TASK: "task", Role.SAFEGUARD: "safeguard"}


@dataclass(frozen=True, slots=True)
class Target:
    """A promise that an indicator shall reach, exceed, grow by or be kept at a quantity by a deadline.

    ``quote == document.text[start:end]``, at most 60 code points in sentences. ``value`` and ``value_max`` (of a
    range) are exact, with 万 and 亿 multiplied out; ``unit`` is empty where none is printed. ``year`` is None
    where the text gives none or a corrupt one (``corrupt_date``; then ``printed_date`` keeps what stands
    there). ``deadline_source`` is ``explicit``, ``inherited`` or None; ``section`` is ``goal``, ``task``,
    ``safeguard`` or ``other``. ``binding`` is true for 约束性, false for 预期性, None where not said.
    ``stage`` is a word such as 近期, ``baseline`` what the promise is measured from as printed (2020年, 60%),
    ``scope`` a word such as 全省.
    """

    source: str
    quote: str
    start: int
    end: int
    indicator: str
    op: Op
    value: Fraction
    value_max: Fraction | None
    unit: str
    kind: Kind
    year: int | None = None
    per_year: bool = False
    deadline_source: str | None = None
    section: str = "other"
    binding: bool | None = None
    stage: str | None = None
    baseline: str | None = None
    scope: str | None = None
    corrupt_date: bool = False
    printed_date: str | None = None

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data; numbers that are not whole become the nearest float, for display only."""
        return {
            "source": self.source,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "indicator": self.indicator,
            "op": self.op.value,
            "value": _plain(self.value),
            "value_max": None if self.value_max is None else _plain(self.value_max),
            "unit": self.unit,
            "kind": self.kind.value,
            "year": self.year,
            "per_year": self.per_year,
            "deadline_source": self.deadline_source,
            "section": self.section,
            "binding": self.binding,
            "stage": self.stage,
            "baseline": self.baseline,
            "scope": self.scope,
            "corrupt_date": self.corrupt_date,
        }


def _plain(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


def find_targets(outline: Outline) -> tuple[tuple[Target, ...], tuple[Finding, ...]]:
    """Return the targets of a plan in the order of the text, and what is wrong with them.

    In short: numbers only, promises only, deadlines from the text only. Findings name corrupt deadlines,
    deadlines before the plan, and contradictions.
    """
    calendar = Calendar(outline)
    targets: list[Target] = []
    findings: list[Finding] = []
    cells, tables, left_out = find_table_targets(outline, calendar.start_year, calendar.due_years)
    findings.extend(left_out)
    paragraph = -1
    for index, reading in enumerate(calendar.readings):
        if tables and any(table.contains(reading.statement.span) for table in tables):
            continue
        for found, due in _sentence_targets(outline, calendar, index, reading):
            # 2024年，营收突破1500亿元；2025年，突破1800亿元。
            goes_on = not found.indicator and targets and paragraph == reading.paragraph
            target = replace(found, indicator=targets[-1].indicator) if goes_on else found
            paragraph = reading.paragraph
            targets.append(target)
            findings.extend(_check_deadline(target, due, calendar.start_year))
    targets.extend(_table_target(outline, calendar, cell) for cell in cells)
    targets.sort(key=lambda target: (target.start, target.end))
    findings.extend(_contradictions(outline.document.text, targets))
    return tuple(targets), tuple(findings)


def _sentence_targets(
    outline: Outline, calendar: Calendar, index: int, reading: Reading
) -> list[tuple[Target, Due]]:
    statement = reading.statement
    role = outline.role_of(statement)
    if statement.kind is StatementKind.TITLE:
        return []
    quantities = find_quantities(reading.text, reading.dates)
    if not quantities or (role is Role.BACKGROUND and not _may_promise(outline, calendar, index)):
        return []
    close = bool(reading.due_dates)
    promises = find_promises(reading.text, quantities, reading.dates, goal=role is Role.GOAL, promised=close)
    found = []
    binding = _binding(reading.text)
    for promise in promises:
        due = calendar.due(index, promise.quantity, quantities)
        if due.source == "explicit" and calendar.is_before_plan(due.deadline):
            continue
        found.append((_target(outline, calendar, index, promise, due, binding), due))
    return found


def _may_promise(outline: Outline, calendar: Calendar, index: int) -> bool:
    """Whether a text before the first heading may promise: from the first future deadline on, or without headings."""
    if not outline.headings:
        return True
    section = calendar.readings[index].statement.section
    if outline.sections[section].heading is not None:
        return False
    return any(
        item.role is DateRole.BY and item.month is None
        for reading in calendar.readings[: index + 1]
        if reading.statement.section == section
        for item in reading.due_dates
    )


def _target(
    outline: Outline, calendar: Calendar, index: int, promise: Promise, due: Due, binding: bool | None
) -> Target:
    reading = calendar.readings[index]
    statement = reading.statement
    offset = statement.view_start
    span = outline.view.source_span(offset + promise.span.start, offset + promise.span.end)
    quantity = promise.quantity
    return Target(
        source=outline.document.source,
        quote=outline.document.quote(span),
        start=span.start,
        end=span.end,
        indicator=promise.indicator,
        op=quantity.op,
        value=quantity.value,
        value_max=quantity.value_max,
        unit=quantity.unit,
        kind=quantity.kind,
        year=due.year,
        per_year=quantity.per_year,
        deadline_source=due.source,
        section=_SECTIONS.get(outline.role_of(statement), "other"),
        binding=binding,
        stage=calendar.stage(index),
        baseline=_baseline(reading, quantity),
        scope=promise.scope,
        corrupt_date=due.corrupt,
        printed_date=due.deadline.printed if due.deadline else None,
    )


def _binding(text: str) -> bool | None:
    if "约束性" in text:
        return True
    return False if "预期性" in text else None


def _baseline(reading: Reading, quantity: Quantity) -> str | None:
    """Return what the quantity is measured from, as printed: the X of 从X提高到Y, the year of 较2020年."""
    if quantity.baseline is not None:
        return f"{_plain(quantity.baseline)}{quantity.unit}"
    place = bisect_right(reading.dates, quantity.span.start, key=lambda item: item.span.end)
    for item in reversed(reading.dates[max(0, place - _CLAUSE_DATES) : place]):
        if item.role is DateRole.AGAINST and quantity.kind is Kind.GROWTH:
            between = reading.text[item.span.end : quantity.span.start]
            return None if re.search(r"[，。；,;]", between) else item.printed
    return None


def _table_target(outline: Outline, calendar: Calendar, cell: CellTarget) -> Target:
    quantity = cell.quantity
    due = calendar.of_column(cell.deadline)
    return Target(
        source=outline.document.source,
        quote=outline.document.quote(cell.span),
        start=cell.span.start,
        end=cell.span.end,
        indicator=cell.indicator,
        op=quantity.op,
        value=quantity.value,
        value_max=quantity.value_max,
        unit=quantity.unit,
        kind=quantity.kind,
        year=due.year,
        per_year=quantity.per_year,
        deadline_source=due.source,
        section=_SECTIONS.get(_role_at(outline, cell.span), "other"),
        binding=cell.binding,
        baseline=cell.baseline,
        corrupt_date=due.corrupt,
        printed_date=due.deadline.printed if due.deadline else None,
    )


def _role_at(outline: Outline, span: Span) -> Role:
    for section in reversed(outline.sections):
        if section.span.start <= span.start < section.span.end:
            return section.role
    return Role.OTHER


def _place(target: Target) -> Place:
    return Place(source=target.source, start=target.start, end=target.end)


def _check_deadline(target: Target, due: Due, start: int | None) -> list[Finding]:
    if due.corrupt and due.deadline is not None:
        return [CORRUPT_DEADLINE.at(_place(target), quote=target.quote, printed=due.deadline.printed)]
    if start is not None and target.year is not None and target.year < start:
        return [PAST_DEADLINE.at(_place(target), quote=target.quote, year=target.year, start=start)]
    return []


def _contradictions(text: str, targets: list[Target]) -> list[Finding]:
    """Return a finding for each indicator with two plain values for the same year and unit."""
    seen: dict[tuple[object, ...], Target] = {}
    findings = []
    for target in targets:
        if target.year is None or not target.indicator or target.kind is Kind.INCREMENT:
            continue
        key = (target.indicator, target.year, target.unit, target.kind, target.per_year, target.scope)
        first = seen.setdefault(key, target)
        is_near = target.start - first.end < _ONE_BREATH
        if is_near and _SENTENCE_ENDS.isdisjoint(text[first.end : target.start]):
            continue
        if (first.value, first.value_max) != (target.value, target.value_max):
            findings.append(
                CONTRADICTION.at(
                    _place(target),
                    indicator=target.indicator,
                    year=target.year,
                    first=first.quote,
                    second=target.quote,
                )
            )
    return findings
