"""Compare plans: scored files in, one comparison out, with findings by the rules of a diagnosis pack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from liance.core.findings import Finding, Severity
from liance.core.language import Language, Text
from liance.packs.diagnosis import CopiedRule, Diagnosis
from liance.packs.library import Library
from liance.packs.regions import Regions, shipped_regions
from liance.plans.comparison.collecting import compared_plan, measures_of
from liance.plans.comparison.comparing import AXIS_NAMES, Settings, compare, with_copies
from liance.plans.comparison.copies import CopySource, copy_source, find_copies
from liance.plans.comparison.model import (
    ALL,
    Axis,
    ComparedPlan,
    Comparison,
    Group,
    GroupTest,
    Mean,
    Measure,
    RuleFinding,
    RuleKind,
    Weighting,
)
from liance.plans.comparison.resampling import Resampler
from liance.plans.comparison.rules import diagnose
from liance.plans.documents.model import Metadata
from liance.reports.comparison_data import comparison_data
from liance.reports.comparison_tables import (
    CELL_HEADS,
    COPY_HEADS,
    FINDING_HEADS,
    MEAN_COLUMNS,
    MEAN_HEADS,
    METHODS,
    TEST_HEADS,
    TEST_NAMES,
    WEIGHTINGS,
    cell_rows,
    copy_rows,
    finding_rows,
    interval_text,
    mean_rows,
    scope_name,
    shown,
    test_rows,
)
from liance.reports.data import findings_data
from liance.reports.spreadsheet import Sheet, workbook_of
from liance.reports.tables import csv_text
from liance.workbench.output import write_whole_bytes
from liance.workbench.scoring import PlanResult, Scorer

__all__ = [
    "ALL",
    "AXIS_NAMES",
    "DEFAULT_RULES",
    "METHODS",
    "TEST_NAMES",
    "WEIGHTINGS",
    "Axis",
    "ComparedPlan",
    "Comparison",
    "ComparisonRun",
    "Group",
    "GroupTest",
    "Mean",
    "Measure",
    "RuleFinding",
    "RuleKind",
    "Weighting",
    "compare_results",
    "interval_text",
    "scope_name",
    "shown",
]

DEFAULT_RULES = "plan-diagnosis"
_SHEETS = (
    Text(zh="均值", en="means"),
    Text(zh="各格分数", en="cells"),
    Text(zh="检验", en="tests"),
    Text(zh="发现与建议", en="findings"),
    Text(zh="雷同段落", en="copied passages"),
)


@dataclass(frozen=True, slots=True)
class ComparisonRun:
    """A comparison, everything that was found wrong on the way, and how many files could and could not be scored."""

    comparison: Comparison
    findings: tuple[Finding, ...]
    done: int
    failed: int

    @property
    def is_sound(self) -> bool:
        """Whether every file was scored and nothing had to be left out."""
        return not self.failed and all(finding.severity is not Severity.ERROR for finding in self.findings)

    def as_data(self, language: Language) -> dict[str, object]:
        """Return the documented JSON."""
        data = comparison_data(self.comparison, language)
        return data | {"findings": findings_data(self.findings, language)}

    def csv(self, language: Language) -> str:
        """Return the table of means as CSV."""
        rows = ([str(value) for value in row] for row in mean_rows(self.comparison, language))
        return csv_text(MEAN_COLUMNS, rows)

    def write_workbook(self, path: Path, language: Language) -> None:
        """Write the tables as a spreadsheet.

        Raises:
            OutputError: it cannot be written.
            SpreadsheetError: openpyxl is not installed.
        """
        comparison = self.comparison
        tables = (
            ([MEAN_HEADS[name] for name in MEAN_COLUMNS], mean_rows(comparison, language)),
            (CELL_HEADS, cell_rows(comparison, language)),
            (TEST_HEADS, test_rows(comparison, language)),
            (FINDING_HEADS, finding_rows(comparison, language)),
            (COPY_HEADS, copy_rows(comparison)),
        )
        sheets = [
            Sheet(name.render(language), [head.render(language) for head in heads], rows)
            for name, (heads, rows) in zip(_SHEETS, tables, strict=True)
        ]
        write_whole_bytes(path, workbook_of(sheets))


def compare_results(
    results: Iterable[PlanResult],
    scorer: Scorer,
    library: Library,
    *,
    by: Axis = Axis.LEVEL,
    threshold: Fraction = Fraction(3),
    rules: str = DEFAULT_RULES,
    draws: int = 2_000,
    seed: int = 2021,
    given: Iterable[Finding] = (),
) -> ComparisonRun:
    """Compare plans as they are scored; of each only what comparisons need is kept.

    Files that are no plans or cannot be read are in the findings and in no number.

    Args:
        results: scored files (``scoring.score_batch``).
        scorer: by which they were scored.
        library: where the rules are.
        by: how plans are grouped.
        threshold: score from which an item counts as clear.
        rules: name of the diagnosis pack.
        draws: resamples of the intervals; 0 gives none.
        seed: of resamples and sampled arrangements.
        given: what is known to be wrong before (of an index).

    Raises:
        UnknownNameError: there is no such diagnosis pack.
        PackError: it is broken.
    """
    diagnosis = library.diagnosis(rules)
    copied = _copied_rule(diagnosis)
    plans: list[ComparedPlan] = []
    sources: list[CopySource] = []
    findings = list(given)
    names: dict[str, int] = {}
    done = failed = 0
    for result in results:
        findings += result.findings
        if result.plan is None or not result.is_scored:
            failed += 1
            continue
        done += 1
        document = result.plan.document
        key = free_key(document.source, names)
        plans.append(
            compared_plan(
                key,
                document,
                result.plan.subject.name,
                result.plan.scorecard,
                province_of(document.metadata, shipped_regions()),
            )
        )
        if copied is not None:
            sources.append(copy_source(key, result.plan.outline, copied.roles))
    settings = Settings(by, threshold, Resampler(draws, seed))
    comparison = compare(plans, measures_of(scorer.pack.rubric), settings)
    kept = {plan.key for plan in comparison.plans}
    if copied is not None:
        copies = find_copies(
            [source for source in sources if source.key in kept],
            copied.characters,
            Fraction(copied.similarity),
        )
        comparison = with_copies(comparison, copies)
    findings += comparison.findings
    return ComparisonRun(diagnose(comparison, diagnosis), tuple(findings), done, failed)


def _copied_rule(diagnosis: Diagnosis) -> CopiedRule | None:
    return next((rule for rule in diagnosis.rules if isinstance(rule, CopiedRule)), None)


def free_key(source: str, names: dict[str, int]) -> str:
    """Return a file's name as key, with ``#2`` for the second file of that name; ``names`` counts them."""
    names[source] = names.get(source, 0) + 1
    return source if names[source] == 1 else f"{source}#{names[source]}"


def province_of(metadata: Metadata, regions: Regions) -> str | None:
    """Return the name of the province-level division that holds the plan's region, where it is known."""
    code = metadata.region_code
    division = regions.get(code) if code else None
    return regions.path(division)[0].name if division is not None else None
