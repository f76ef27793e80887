"""The targets of plans: files in, promises out, one plan at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.delivery.indicators import IndicatorFinder, IndicatorMatch
from liance.delivery.targets import Target, find_targets
from liance.packs.library import Library
from liance.plans.documents.model import Metadata
from liance.plans.structure import outline
from liance.reports.spreadsheet import SpreadsheetError, workbook
from liance.reports.tables import csv_text
from liance.reports.target_data import targets_data
from liance.reports.target_tables import (
    KINDS,
    SECTIONS,
    TARGET_COLUMNS,
    deadline_words,
    sheet_heads,
    target_row,
    target_sheet_row,
    value_words,
)
from liance.workbench.corpus import Batch, ReadFile
from liance.workbench.output import write_whole, write_whole_bytes

__all__ = [
    "PlanTargets",
    "Target",
    "TargetCollection",
    "deadline_words",
    "find_batch",
    "find_file",
    "indicator_finder",
    "kind_word",
    "section_word",
    "value_words",
]

#: The shipped indicator catalogue.
CATALOGUE = "plan-indicators"
_SHEET = Text(zh="目标", en="targets")


@dataclass(frozen=True, slots=True)
class PlanTargets:
    """The targets of one file; ``is_read`` is false where it could not be read (the findings say why)."""

    path: Path
    is_read: bool
    metadata: Metadata
    targets: tuple[Target, ...]
    findings: tuple[Finding, ...]


def find_batch(batch: Batch) -> Iterator[PlanTargets]:
    """Find the targets of the files of a batch, one after the other; a bad file never stops it."""
    for file in batch.read():
        yield find_file(file)


def find_file(file: ReadFile) -> PlanTargets:
    """Find the targets of one file that was read.

    Deadlines come from the text alone: what the index says of a plan is kept for tables and never read here.
    """
    if file.document is None:
        return PlanTargets(file.path, False, Metadata(), (), file.findings)
    plan = outline(replace(file.document, metadata=file.own_metadata))
    targets, findings = find_targets(plan)
    every = (*file.findings, *file.document.findings, *plan.findings, *findings)
    return PlanTargets(file.path, True, file.document.metadata, targets, every)


def kind_word(target: Target, language: Language) -> str:
    """Return the word for what a target measures."""
    return KINDS[target.kind.value].render(language)


def section_word(target: Target, language: Language) -> str:
    """Return the word for the section a target stands in."""
    return SECTIONS[target.section].render(language)


def indicator_finder(library: Library, catalogue: str = CATALOGUE) -> IndicatorFinder:
    """Return the finder of a catalogue's indicators; the vocabularies' names count as subjects.

    Raises:
        UnknownNameError: there is no such catalogue.
        PackError: it, or a vocabulary, is broken.
    """
    subjects = [name for vocabulary in library.vocabularies.values() for name in vocabulary.names]
    return IndicatorFinder(library.indicators(catalogue), subjects)


@dataclass(slots=True)
class TargetCollection:
    """The targets of one run, to be written as files."""

    language: Language
    finder: IndicatorFinder
    plans: list[PlanTargets] = field(default_factory=list)

    def add(self, plan: PlanTargets) -> None:
        """Keep the targets of one file."""
        self.plans.append(plan)

    @property
    def _rows(self) -> list[tuple[Target, Metadata, IndicatorMatch]]:
        return [
            (target, plan.metadata, self.finder.of(target)) for plan in self.plans for target in plan.targets
        ]

    def csv(self) -> str:
        """Return all targets as a CSV table."""
        return csv_text(TARGET_COLUMNS, [target_row(*row) for row in self._rows])

    def xlsx(self) -> bytes:
        """Return all targets as a workbook.

        Raises:
            SpreadsheetError: openpyxl is not installed.
        """
        rows = [target_sheet_row(*row, self.language) for row in self._rows]
        return workbook(_SHEET.render(self.language), sheet_heads(self.language), rows)

    def json(self, findings: Sequence[Finding] = ()) -> str:
        """Return all targets and findings as the documented JSON."""
        targets = [target for plan in self.plans for target in plan.targets]
        every = [*(finding for plan in self.plans for finding in plan.findings), *findings]
        return json.dumps(targets_data(targets, every, self.language), ensure_ascii=False, indent=2) + "\n"

    def write_workbook(self, path: Path) -> None:
        """Write the workbook to ``path``.

        Raises:
            SpreadsheetError: openpyxl is not installed.
            OutputError: the file cannot be written.
        """
        write_whole_bytes(path, self.xlsx())

    def write_folder(self, folder: Path, findings: Sequence[Finding] = ()) -> None:
        """Write ``targets.json``, ``targets.csv`` and, where openpyxl is installed, ``targets.xlsx``.

        Raises:
            OutputError: the folder cannot be written.
        """
        write_whole(folder / "targets.json", self.json(findings))
        write_whole(folder / "targets.csv", self.csv())
        try:
            self.write_workbook(folder / "targets.xlsx")
        except SpreadsheetError:
            return
