"""The stored corpus compared: means by group, figures, findings, and the report, each number leading back to its cells."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.packs.diagnosis import CopiedRule
from liance.packs.library import Library
from liance.packs.regions import shipped_regions
from liance.plans.comparison.collecting import compared_plan, measures_of
from liance.plans.comparison.comparing import Settings, compare, with_copies
from liance.plans.comparison.copies import copy_source, find_copies
from liance.plans.comparison.model import ALL, Axis, Comparison, Weighting
from liance.plans.comparison.resampling import Resampler
from liance.plans.comparison.rules import diagnose
from liance.reports.comparison_tables import scope_name
from liance.reports.figures.building import name_of
from liance.reports.report.building import build_report
from liance.workbench.comparing import DEFAULT_RULES, province_of
from liance.workbench.figures import drawing
from liance.workbench.reporting import FORMATS, frame_of, render
from liance.workbench.shelf import DEFAULT_RUBRIC, Shelf, shared_library

__all__ = ["ALL", "AXES", "FORMATS", "Compared", "Comparer", "MeanCell"]

#: By what plans may be grouped.
AXES: Final = {
    Axis.LEVEL.value: Text(zh="级别", en="level"),
    Axis.REGION.value: Text(zh="地区", en="region"),
    Axis.YEAR.value: Text(zh="年份", en="year"),
    Axis.SUBJECT.value: Text(zh="主题技术", en="subject"),
}
#: Resamples of intervals: enough for two digits, and quick.
_DRAWS: Final = 1_000
#: Most plans of one comparison.
MAX_COMPARED: Final = 1_000


@dataclass(frozen=True, slots=True)
class MeanCell:
    """A mean as shown, with its interval, how many plans are behind it, and where its cells are."""

    display: str
    low: str
    high: str
    n: int
    measure: str
    scope: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison of stored plans; ``versions`` are the plans by their key in the comparison (their number)."""

    comparison: Comparison
    versions: dict[str, Any]
    rubric: str
    left_out: tuple[Any, ...]
    findings: tuple[Finding, ...]

    def scopes(self, language: Language) -> tuple[tuple[str, str, int], ...]:
        """Return all plans and each group: key, name, number of plans."""
        made = self.comparison
        return tuple(
            (scope, scope_name(made, scope, language), len(made.plans_of(scope))) for scope in made.scopes
        )

    def rows(self, language: Language) -> tuple[tuple[str, str, bool, tuple[MeanCell, ...]], ...]:
        """Return one row per measure: id, name, whether it is an item, and its mean in every scope."""
        made = self.comparison
        means = {
            (mean.measure, mean.scope): mean for mean in made.means if mean.weighting is Weighting.EQUAL_PLANS
        }
        rows = []
        for measure in made.measures:
            cells = []
            for scope in made.scopes:
                mean = means[measure.id, scope]
                interval = mean.interval
                low = high = ""
                if interval is not None and interval.low is not None and interval.high is not None:
                    low, high = f"{float(interval.low):.2f}", f"{float(interval.high):.2f}"
                cells.append(MeanCell(mean.display or "—", low, high, mean.n, measure.id, scope))
            rows.append((measure.id, name_of(measure, language), measure.kind.value == "item", tuple(cells)))
        return tuple(rows)

    def cells(
        self, measure: str, scope: str, language: Language
    ) -> tuple[tuple[Any, str, tuple[Any, ...]], ...]:
        """Return the cells behind one mean: version, the plan's value, and its cells with names and quotes.

        Raises:
            KeyError: there is no such measure or scope.
        """
        made = self.comparison
        wanted = made.measure(measure)
        rows = []
        for plan in made.plans_of(scope):
            value = plan.values.get(measure)
            shown = "—" if value is None else f"{float(value):.{0 if value.denominator == 1 else 2}f}"
            cells = tuple((name_of(made.measure(item), language), plan.cell(item)) for item in wanted.items)
            rows.append((self.versions[plan.key], shown, cells))
        return tuple(rows)

    def figures(self, language: Language) -> tuple[dict[str, Any], ...]:
        """Return every figure of the report, as an ECharts option with its size."""
        report = build_report(
            self.comparison, _rubric(self.rubric), frame_of(shared_library(), self.rubric), language
        )
        return tuple(drawing(figure).as_data() for figure in report.figures())

    def report(self, form: str, language: Language, *, office: str, day: date) -> bytes:
        """Return the report as docx, pdf, html or xlsx.

        Raises:
            FontMissingError, EngineMissingError, ChartsMissingError: what the format needs is not there.
        """
        frame = frame_of(shared_library(), self.rubric, office=office, date=day.isoformat())
        return render(self.comparison, _rubric(self.rubric), frame, language, [form])[form]


def _rubric(name: str) -> Any:
    return shared_library().rubric(name).rubric


@dataclass(slots=True)
class Comparer:
    """Compares the shelf; the last comparisons stay in memory as long as no plan has changed."""

    shelf: Shelf
    kept: int = 8
    _library: Library = field(default_factory=shared_library)
    _made: OrderedDict[tuple[Any, ...], Compared] = field(default_factory=OrderedDict)
    _figures: OrderedDict[tuple[int, str], tuple[dict[str, Any], ...]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def compare(
        self, by: str = Axis.LEVEL.value, rubric: str = DEFAULT_RUBRIC, *, level: str = "", subject: str = ""
    ) -> Compared | None:
        """Return the comparison of all stored plans that fit, None where there are none.

        Raises:
            UnknownNameError: there is no such rubric.
        """
        rows = self.shelf.list(limit=MAX_COMPARED, rubric=rubric, level=level, subject=subject).rows
        key = (
            by,
            rubric,
            tuple((row.version.plan, row.version.digest, repr(row.version.metadata)) for row in rows),
        )
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        good = [row.version for row in rows if row.card is not None and row.card.is_plan]
        left_out = tuple(row.version for row in rows if row.card is None or not row.card.is_plan)
        if not good:
            return None
        made = self._compare(sorted(good, key=lambda version: version.plan), by, rubric, left_out)
        with self._lock:
            self._made[key] = made
            while len(self._made) > self.kept:
                self._made.popitem(last=False)
        return made

    def _compare(self, versions: Sequence[Any], by: str, rubric: str, left_out: tuple[Any, ...]) -> Compared:
        diagnosis = self._library.diagnosis(DEFAULT_RULES)
        copied = next((rule for rule in diagnosis.rules if isinstance(rule, CopiedRule)), None)
        plans, sources = [], []
        for version in versions:
            scored = self.shelf.scored(version, rubric)
            document, card = scored.document, scored.scorecard
            province = province_of(document, shipped_regions())
            plans.append(compared_plan(str(version.plan), document, scored.subject.name, card, province))
            if copied is not None and len(versions) <= _MAX_COPIES:
                sources.append(copy_source(str(version.plan), scored.outline, copied.roles))
        settings = Settings(
            by=Axis(by), resampler=Resampler(_DRAWS if len(plans) <= _MAX_COPIES else 200, 2021)
        )
        made = compare(plans, measures_of(self.shelf.scorer(rubric).pack.rubric), settings)
        if copied is not None and sources:
            kept = {plan.key for plan in made.plans}
            made = with_copies(
                made,
                find_copies(
                    [source for source in sources if source.key in kept],
                    copied.characters,
                    Fraction(copied.similarity),
                ),
            )
        made = diagnose(made, diagnosis)
        by_key = {str(version.plan): version for version in versions}
        return Compared(made, by_key, rubric, left_out, made.findings)

    def figures(self, compared: Compared, language: Language) -> tuple[dict[str, Any], ...]:
        """Return the figures of a comparison, made once."""
        key = (id(compared), language.value)
        with self._lock:
            if key in self._figures:
                return self._figures[key]
        made = compared.figures(language)
        with self._lock:
            self._figures[key] = made
            while len(self._figures) > 2 * self.kept:
                self._figures.popitem(last=False)
        return made


#: Plans up to which copied passages are sought and intervals resampled in full while a page waits.
_MAX_COPIES: Final = 150
