"""Follow what was promised: the targets of yearly reports against the results of the next year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.delivery.national import DeliveryLine, Figure, delivery_table, read_report
from liance.delivery.projects import VERDICTS, Verdict
from liance.packs.library import Library
from liance.plans.structure import outline
from liance.reports.delivery_tables import (
    NATIONAL_COLUMNS,
    figure_words,
    line_reason,
    national_data,
    national_rows,
)
from liance.reports.tables import csv_text
from liance.workbench.corpus import Batch, FileMissingError, expand
from liance.workbench.targets import CATALOGUE

__all__ = [
    "DeliveryLine",
    "Figure",
    "NationalDelivery",
    "figure_words",
    "line_reason",
    "national_delivery",
    "verdict_word",
]

NO_YEAR = FindingKind(
    "national.no_year",
    Severity.WARNING,
    says=Text(
        zh="文件名不是年份，不知道是哪一年的报告，未使用",
        en="the file's name is no year, so that its report's year is unknown; it is not used",
    ),
    advice=Text(zh="请以报告的年份命名，如 2019.txt", en="name it by the report's year, such as 2019.txt"),
)
SAME_YEAR = FindingKind(
    "national.same_year",
    Severity.WARNING,
    says=Text(
        zh="{year} 年的报告有两份，只用“{first}”", en="there are two reports of {year}; '{first}' is used"
    ),
    advice=Text(zh="请只保留一份", en="keep one of them"),
)
NO_NEXT = FindingKind(
    "national.no_next",
    Severity.INFO,
    says=Text(
        zh="没有 {year} 年的报告，上一年的结果未知",
        en="there is no report of {year}: results of the year before are unknown",
    ),
    advice=Text(zh="请补充该年的报告", en="add that report"),
)


@dataclass(frozen=True, slots=True)
class NationalDelivery:
    """The delivery table of a folder of yearly reports."""

    lines: tuple[DeliveryLine, ...]
    documents: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    is_complete: bool

    def as_data(self, language: Language) -> dict[str, object]:
        """Return the documented JSON."""
        return national_data(self.lines, self.documents, self.findings, language)

    def csv(self, language: Language) -> str:
        """Return the table as CSV."""
        return csv_text(NATIONAL_COLUMNS, national_rows(self.lines, language))


def national_delivery(folder: Path, library: Library) -> NationalDelivery:
    """Read yearly reports named by their year (``2019.txt``) and hold targets against the next year's results.

    Raises:
        FileMissingError: the folder is not there.
        PackError: the indicator catalogue is broken.
    """
    if not folder.is_dir():
        raise FileMissingError(str(folder))
    catalogue = library.indicators(CATALOGUE)
    findings: list[Finding] = []
    reports: dict[int, Sequence[Figure]] = {}
    used: dict[int, str] = {}
    documents: list[tuple[str, str]] = []
    is_complete = True
    for file in Batch(expand([folder])).read():
        year = _year_of(file.path)
        if year is None:
            findings.append(NO_YEAR.at(Place(file.path.name)))
        elif file.document is None:
            findings += file.findings
            is_complete = False
        elif year in used:
            findings.append(SAME_YEAR.at(Place(file.path.name), year=year, first=used[year]))
        else:
            used[year] = file.path.name
            reports[year], problems = read_report(outline(file.document), year, catalogue)
            findings += problems
            documents.append((file.document.source, file.document.digest))
    findings += [
        NO_NEXT.at(Place(used[year]), year=year + 1) for year in sorted(used) if year + 1 not in used
    ]
    return NationalDelivery(delivery_table(reports), tuple(documents), tuple(findings), is_complete)


def _year_of(path: Path) -> int | None:
    return int(path.stem) if re.fullmatch(r"(?:19|20)\d\d", path.stem, re.ASCII) else None


def verdict_word(verdict: Verdict, language: Language) -> str:
    """Return a verdict in planners' words."""
    return VERDICTS[verdict].render(language)
