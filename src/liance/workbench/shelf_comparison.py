"""The stored corpus compared: means by group, figures, findings, and the report, each number leading back to its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.core.spans import Span
from liance.packs.diagnosis import CopiedRule
from liance.packs.library import Library
from liance.packs.regions import shipped_regions
from liance.plans.comparison.collecting import compared_plan, measures_of
from liance.plans.comparison.comparing import Settings, compare, with_copies
from liance.plans.comparison.copies import copy_source, find_copies
from liance.plans.comparison.model import (
    ALL,
    Axis,
    Cell,
    ComparedPlan,
    Comparison,
    Quote,
    RubricRef,
    Weighting,
)
from liance.plans.comparison.resampling import Resampler
from liance.plans.comparison.rules import diagnose
from liance.plans.ratings import State
from liance.reports.comparison_tables import scope_name
from liance.reports.figures.building import name_of
from liance.reports.report.building import build_report
from liance.workbench.comparing import DEFAULT_RULES, province_of
from liance.workbench.figures import drawing
from liance.workbench.keeping import Kept
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
    key: tuple[Any, ...] = ()

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
    _library: Library = field(default_factory=shared_library)
    _made: Kept[tuple[Any, ...], Compared | None] = field(default_factory=lambda: Kept(_COMPARISONS_KEPT))
    _figures: Kept[tuple[Any, ...], tuple[dict[str, Any], ...]] = field(
        default_factory=lambda: Kept(2 * _COMPARISONS_KEPT)
    )

    def compare(
        self, by: str = Axis.LEVEL.value, rubric: str = DEFAULT_RUBRIC, *, level: str = "", subject: str = ""
    ) -> Compared | None:
        """Return the comparison of all stored plans that fit, None where there are none.

        Raises:
            UnknownNameError: there is no such rubric.
        """
        key = (self.shelf.state(), by, rubric, level, subject)
        return self._made.get(key, lambda: self._chosen(key))

    def _chosen(self, key: tuple[Any, ...]) -> Compared | None:
        _, by, rubric, level, subject = key
        rows = self.shelf.list(limit=MAX_COMPARED, rubric=rubric, level=level, subject=subject).rows
        good = [row.version for row in rows if row.card is not None and row.card.is_plan]
        left_out = tuple(row.version for row in rows if row.card is None or not row.card.is_plan)
        if not good:
            return None
        return self._compare(sorted(good, key=lambda version: version.plan), by, rubric, left_out, key)

    def _compare(
        self, versions: Sequence[Any], by: str, rubric: str, left_out: tuple[Any, ...], key: tuple[Any, ...]
    ) -> Compared:
        diagnosis = self._library.diagnosis(DEFAULT_RULES)
        copied = next((rule for rule in diagnosis.rules if isinstance(rule, CopiedRule)), None)
        plans = self._plans(versions, rubric)
        sources = []
        if copied is not None and len(versions) <= _MAX_COPIES:
            sources = [
                copy_source(str(version.plan), self.shelf.outline(version), copied.roles)
                for version in versions
            ]
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
        return Compared(made, by_key, rubric, left_out, made.findings, key)

    def prepare(self, version: Any, rubric: str = DEFAULT_RUBRIC) -> None:
        """Keep the cells of one version now, so that nobody waits for them later."""
        self._plans([version], rubric)

    def _plans(self, versions: Sequence[Any], rubric: str) -> list[ComparedPlan]:
        """Return what a comparison needs of each plan: its cells as kept in the store, its metadata as they are now."""
        kept = self.shelf.kept_results(
            versions,
            "compared",
            rubric,
            lambda version: compared_data(self._compared_plan(version, rubric)),
        )
        return [
            compared_from(kept[version.plan], version, province_of(version.metadata, shipped_regions()))
            for version in versions
        ]

    def _compared_plan(self, version: Any, rubric: str) -> ComparedPlan:
        scored = self.shelf.scored(version, rubric)
        return compared_plan(str(version.plan), scored.document, scored.subject.name, scored.scorecard)

    def figures(self, compared: Compared, language: Language) -> tuple[dict[str, Any], ...]:
        """Return the figures of a comparison, made once."""
        return self._figures.get((*compared.key, language.value), lambda: compared.figures(language))


def compared_data(plan: ComparedPlan) -> dict[str, Any]:
    """Return what scoring found of a plan as JSON-ready data; ``compared_from`` gives it back."""
    return {
        "subject": plan.subject,
        "rubric": [plan.rubric.id, plan.rubric.version, plan.rubric.digest],
        "rater": plan.rater,
        "stage": plan.stage,
        "values": {name: None if value is None else str(value) for name, value in plan.values.items()},
        "cells": [
            [
                cell.item,
                cell.state.value,
                cell.score,
                list(cell.met),
                [[one.span.start, one.span.end, one.text, one.page, one.criterion] for one in cell.quotes],
            ]
            for cell in plan.cells
        ],
    }


def compared_from(data: Mapping[str, Any], version: Any, province: str | None) -> ComparedPlan:
    """Return a plan as comparisons need it, from kept data and a stored version with its metadata."""
    key, metadata = str(version.plan), version.metadata
    return ComparedPlan(
        key=key,
        source=version.source,
        digest=version.digest,
        title=version.name,
        issuer=metadata.issuer,
        region=metadata.region,
        region_code=metadata.region_code,
        province=province,
        level=metadata.level,
        published=metadata.published,
        subject=data["subject"],
        rubric=RubricRef(*data["rubric"]),
        rater=data["rater"],
        stage=data["stage"],
        cells=tuple(
            Cell(
                key,
                item,
                State(state),
                score,
                tuple(Quote(Span(start, end), text, page, one) for start, end, text, page, one in quotes),
                tuple(met),
            )
            for item, state, score, met, quotes in data["cells"]
        ),
        values={name: None if value is None else Fraction(value) for name, value in data["values"].items()},
    )


#: Comparisons that stay in memory.
_COMPARISONS_KEPT: Final = 8

#: Plans up to which copied passages are sought and intervals resampled in full while a page waits.
_MAX_COPIES: Final = 150
