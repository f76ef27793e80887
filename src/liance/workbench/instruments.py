"""The policy instruments of plans: files in, grants, funds and reliefs out."""

from __future__ import annotations

from dataclasses import dataclass

from liance.core.findings import Finding
from liance.core.language import Language
from liance.core.numbers import number_words
from liance.delivery.instruments import Instrument, InstrumentSummary, find_instruments, summarise
from liance.plans.structure import outline
from liance.reports.instrument_tables import (
    INSTRUMENT_COLUMNS,
    KINDS,
    amounts_words,
    instrument_row,
    instruments_data,
    kind_words,
    term_words,
)
from liance.reports.tables import csv_text
from liance.workbench.corpus import Batch

__all__ = [
    "Instrument",
    "InstrumentCollection",
    "amounts_words",
    "find_batch_instruments",
    "kind_words",
    "summary_cells",
    "term_words",
]


@dataclass(frozen=True, slots=True)
class InstrumentCollection:
    """The instruments of a batch, with the number of files that could and could not be read."""

    instruments: tuple[Instrument, ...]
    summary: tuple[InstrumentSummary, ...]
    findings: tuple[Finding, ...]
    done: int
    failed: int

    def as_data(self, language: Language) -> dict[str, object]:
        """Return the documented JSON."""
        return instruments_data(self.instruments, self.summary, self.findings, language)

    def csv(self, language: Language) -> str:
        """Return the table as CSV."""
        return csv_text(INSTRUMENT_COLUMNS, [instrument_row(one, language) for one in self.instruments])


def find_batch_instruments(batch: Batch) -> InstrumentCollection:
    """Find the instruments of the files of a batch; a bad file never stops it."""
    found: list[Instrument] = []
    findings: list[Finding] = []
    done = failed = 0
    for file in batch.read():
        findings += file.findings
        if file.document is None:
            failed += 1
            continue
        done += 1
        findings += file.document.findings
        found += find_instruments(outline(file.document))
    return InstrumentCollection(tuple(found), summarise(found), tuple(findings), done, failed)


def summary_cells(summary: InstrumentSummary, language: Language) -> tuple[str, str, str, str]:
    """Return a line of the comparison: plan, kind, how many, largest sum."""
    largest = "—" if summary.largest is None else f"{number_words(summary.largest, language)}元"
    return summary.source, KINDS[summary.kind.value].render(language), str(summary.count), largest
