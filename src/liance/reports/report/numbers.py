"""The numbers of a report, each registered once: what it is called and which cells it is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from liance.core.language import Language
from liance.core.numbers import decimal_text, round_half_up
from liance.plans.comparison.model import (
    ALL,
    CellRef,
    Comparison,
    GroupTest,
    Mean,
    Measure,
    MeasureKind,
    ThresholdCount,
)
from liance.reports.figures.model import NO_VALUE
from liance.reports.report import words
from liance.reports.report.model import Inline, Run


@dataclass(frozen=True, slots=True)
class NumberEntry:
    """A number of the text: where links to it lead, what it is, and the runs that lead on to its cells."""

    anchor: str
    name: str
    shown: str
    exact: str
    n: str
    made_of: Inline


class Numbers:
    """Gives each number its anchor, in the order in which they are first shown."""

    def __init__(self, comparison: Comparison, language: Language) -> None:
        self._comparison = comparison
        self._language = language
        self._entries: dict[str, NumberEntry] = {}
        self._plans = {plan.key: number for number, plan in enumerate(comparison.plans, 1)}
        self._items = {item.id: number for number, item in enumerate(comparison.items, 1)}

    @property
    def entries(self) -> tuple[NumberEntry, ...]:
        """All numbers registered so far."""
        return tuple(self._entries.values())

    def plan_number(self, key: str) -> int:
        """Return the number of a plan, from 1."""
        return self._plans[key]

    def plan_anchor(self, key: str) -> str:
        """Return the anchor of a plan's part of the appendix."""
        return f"p_{self._plans[key]}"

    def cell_anchor(self, ref: CellRef) -> str:
        """Return the anchor of a cell."""
        return f"c_{self._plans[ref.plan]}_{self._items[ref.item]}"

    def value(self, plan: str, measure: Measure) -> Run:
        """Return a plan's value of a measure, linked to its cell, or to the plan for what is made of several."""
        value = self._comparison.plan(plan).values.get(measure.id)
        if measure.kind is MeasureKind.ITEM:
            shown = NO_VALUE if value is None else str(int(value))
            return Run(shown, self.cell_anchor(CellRef(plan, measure.id)))
        shown = NO_VALUE if value is None else str(round_half_up(value, measure.places))
        return Run(shown, self.plan_anchor(plan))

    def mean(self, mean: Mean) -> Run:
        """Return a mean, linked to what it is made of."""
        measure = self._comparison.measure(mean.measure)
        name = " · ".join(
            (
                self.scope(mean.scope),
                measure.name.render(self._language),
                words.WEIGHTINGS[mean.weighting.value].render(self._language),
            )
        )
        shown = NO_VALUE if mean.value is None else str(round_half_up(mean.value, 2))
        return self._link(
            f"mean/{mean.measure}/{mean.scope}/{mean.weighting}",
            name,
            shown,
            mean.value,
            mean.n,
            lambda: self._values(mean.plans, measure),
        )

    def count(self, count: ThresholdCount, *, below: bool = False) -> Run:
        """Return how many plans reach the threshold (or do not), linked to them."""
        measure = self._comparison.measure(count.measure)
        said = words.COUNT_NAME.render(self._language, threshold=decimal_text(count.threshold))
        name = " · ".join((self.scope(count.scope), measure.name.render(self._language), said))
        key = f"count/{count.measure}/{count.scope}"
        run = self._link(
            key,
            name,
            str(len(count.at_least)),
            Fraction(len(count.at_least)),
            count.n,
            lambda: self._values((*count.at_least, *count.below), measure),
        )
        return Run(str(len(count.below)), run.link) if below else run

    def test(self, test: GroupTest, shown: str) -> Run:
        """Return a number of a test, linked to the values that it compares."""
        measure = self._comparison.measure(test.measure)
        groups = " / ".join(self.scope(group) for group in test.groups)
        name = " · ".join(
            (words.TEST_NAME.render(self._language), measure.name.render(self._language), groups)
        )
        plans = [plan.key for group in test.groups for plan in self._comparison.plans_of(group)]
        return Run(
            shown,
            self._link(
                f"test/{test.name}/{test.measure}/{test.groups}",
                name,
                shown,
                test.p,
                sum(test.n),
                lambda: self._values(plans, measure),
            ).link,
        )

    def cells(self, key: str, name: str, shown: str, cells: Sequence[CellRef]) -> Run:
        """Return a text linked to a list of cells."""
        return self._link(key, name, shown, None, len(cells), lambda: self._refs(cells))

    def scope(self, key: str) -> str:
        """Return the name of a scope."""
        if key == ALL:
            return words.ALL_PLANS.render(self._language)
        return self._comparison.group(key).name.render(self._language)

    def _values(self, plans: Sequence[str], measure: Measure) -> Inline:
        runs: list[Run] = []
        for plan in plans:
            value = self.value(plan, measure)
            if value.text != NO_VALUE:
                runs.append(Run(f"{self._plans[plan]}:{value.text}", value.link))
        return _joined(runs)

    def _refs(self, cells: Sequence[CellRef]) -> Inline:
        runs = []
        for ref in cells:
            value = self.value(ref.plan, self._comparison.measure(ref.item))
            name = self._comparison.measure(ref.item).name.render(self._language)
            runs.append(Run(f"{self._plans[ref.plan]} {name}:{value.text}", value.link))
        return _joined(runs)

    def _link(
        self, key: str, name: str, shown: str, exact: Fraction | None, n: int, made_of: Callable[[], Inline]
    ) -> Run:
        entry = self._entries.get(key)
        if entry is None:
            anchor = f"n_{len(self._entries) + 1}"
            entry = NumberEntry(anchor, name, shown, "" if exact is None else str(exact), str(n), made_of())
            self._entries[key] = entry
        return Run(shown, entry.anchor)


def _joined(runs: Sequence[Run]) -> Inline:
    made: list[Run] = []
    for run in runs:
        if made:
            made.append(Run(" "))
        made.append(run)
    return tuple(made)
