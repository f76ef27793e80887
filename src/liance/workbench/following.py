"""Follow the targets of plans: import, assign, observe, look, warn, report; every change with who and when.

The functions take the records (``open_records``), the instant and the actor as arguments; ``today_of`` turns the one
clock of the workbench into the day on which things are judged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from liance.core.errors import FindingsError, LianceError, UnknownNameError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.core.limits import MAX_EVIDENCE_FILES, MAX_FILE_BYTES, MAX_TABLE_BYTES
from liance.core.numbers import decimal_text
from liance.delivery.board import (
    Board,
    Change,
    Filter,
    Line,
    Warned,
    Watch,
    board_of,
    changes_between,
    tally_of,
    warnings_of,
)
from liance.delivery.coherence import CoherenceLine, compare_plans
from liance.delivery.indicators import Series, series_of
from liance.delivery.intake import (
    OBSERVATION_COLUMNS,
    SETTLED_COLUMNS,
    Assigned,
    Column,
    Observed,
    read_assignments,
    read_day,
    read_observations,
)
from liance.delivery.projects import VERDICTS, Project, Verdict, projects_of
from liance.delivery.proofs import Prover
from liance.delivery.records import (
    DeliveryRecords,
    Entry,
    Followed,
    ImportChanges,
    PlanSource,
    Revision,
    plan_import,
    project_data,
)
from liance.packs.library import Library
from liance.plans.documents.grids import Cell, Grid, read_grids
from liance.reports.blocks_docx import docx_report
from liance.reports.blocks_html import html_report
from liance.reports.coherence_tables import (
    COHERENCE_COLUMNS,
    children_words,
    coherence_data,
    coherence_rows,
    coherence_word,
    combined_words,
    parent_words,
)
from liance.reports.delivery_blocks import delivery_blocks
from liance.reports.delivery_report import (
    DeliveryReport,
    alarm_words,
    board_data,
    change_data,
    change_word,
    change_words,
    day_words,
    delivery_report,
    lines_sheet,
    percent_words,
    report_data,
    report_sheets,
    seen_words,
    stage_words,
    standing_words,
    value_only,
    verdict_words,
    warned_data,
    why_words,
)
from liance.reports.spreadsheet import workbook_of
from liance.reports.tables import csv_text
from liance.workbench.corpus import Batch, FileMissingError, ReadFile
from liance.workbench.output import write_whole, write_whole_bytes
from liance.workbench.targets import find_file, indicator_finder

__all__ = [
    "Assigned",
    "Board",
    "Change",
    "Filter",
    "Line",
    "Observed",
    "Verdict",
    "Warned",
    "Watch",
    "alarm_words",
    "change_word",
    "change_words",
    "children_words",
    "coherence_word",
    "combined_words",
    "day_words",
    "parent_words",
    "percent_words",
    "seen_words",
    "stage_words",
    "standing_words",
    "value_only",
    "verdict_words",
    "why_words",
]

NO_DATE = FindingKind(
    "delivery.no_date",
    Severity.WARNING,
    says=Text(
        zh="规划没有发布日期，“新增”类目标没有起点",
        en="the plan has no date, so that what is added has no start",
    ),
    advice=Text(
        zh="请用 --index 补充发布日期，或用 assign 填写基期",
        en="give its date with --index, or settle the baseline's date",
    ),
)
_PROJECT = Text(zh="项目", en="project")
_FORMAT = Text(zh="报告格式", en="report format")
_FORMATS = ("docx", "html", "xlsx", "json")


class TableRefusedError(FindingsError):
    """A table, or a single value, was not taken in, because something in it is wrong; nothing was kept."""

    def __init__(self, source: str, findings: Sequence[Finding]) -> None:
        table = Text(
            zh="“{source}”没有登记任何一行，请改正下列问题后重新导入：",
            en="nothing of '{source}' was recorded; mend these and import it again:",
        )
        single = Text(zh="没有登记，请改正：", en="nothing was recorded; mend this:")
        self._source = source
        super().__init__(table if source else single, findings, source=source)

    def message(self, language: Language) -> str:
        """Say what failed, then each fault with its cell and what to do."""
        colon, stop = ("：", "。") if language is Language.ZH else (": ", ". ")
        lines = [self._text.render(language, **self._fields)]
        for finding in self.findings:
            where = f"{finding.place.label()}{colon}" if self._source else ""
            lines.append(f"  {where}{finding.message(language)}{stop}{finding.advice(language)}")
        return "\n".join(lines)


class DayError(LianceError):
    """A day given by the user is none."""

    def __init__(self, value: str) -> None:
        super().__init__(
            Text(
                zh="“{value}”不是日期，应如 2026-06-30",
                en="'{value}' is no day; expected one such as 2026-06-30",
            ),
            value=value,
        )


def open_records(*, source: str | None = None, line: str | None = None) -> DeliveryRecords:
    """Return the records of the open store (``workbench.store.open_store`` comes first), or one plan's or line's alone."""
    from liance.store.delivery.repository import StoredDelivery

    return StoredDelivery(source=source, line=line)


def today_of(now: datetime, stated: str | None = None) -> date:
    """Return the day that counts as today: ``stated``, else that of ``now`` where this computer stands.

    Raises:
        DayError: what is stated is no day.
    """
    return now.astimezone().date() if stated is None else day_of(stated)


def day_of(text: str) -> date:
    """Return a day as people write it (2026-06-30, 2026年6月30日).

    Raises:
        DayError: it is none.
    """
    day = read_day(text)
    if day is None:
        raise DayError(text[:40])
    return day


# Import.


@dataclass(frozen=True, slots=True)
class PlanImported:
    """What importing one file did; ``changes`` is None where it could not be followed (the findings say why)."""

    path: Path
    changes: ImportChanges | None
    findings: tuple[Finding, ...]


def import_plans(
    records: DeliveryRecords, batch: Batch, library: Library, at: datetime, by: str
) -> Iterator[PlanImported]:
    """Follow the targets of plan files, one file after the other; importing again shows and keeps what changed.

    Raises:
        PackError: the indicator catalogue is broken.
    """
    finder = indicator_finder(library)
    for file in batch.read():
        found = find_file(file)
        if file.document is None:
            yield PlanImported(file.path, None, found.findings)
            continue
        projects, findings = projects_of(series_of(found.targets, finder), _start(file))
        every = [*found.findings, *findings]
        if file.document.metadata.published is None and projects:
            every.append(NO_DATE.at(Place(file.document.source)))
        metadata = file.document.metadata
        plan = PlanSource(
            file.document.source,
            metadata.title or file.document.source,
            file.document.digest,
            metadata.published,
            metadata.region,
        )
        with records.writing():
            changes, problems = plan_import(records.plans(), records.lines(), plan, projects)
            if changes is not None:
                records.save_import(changes, at, by)
        yield PlanImported(file.path, changes, (*every, *problems))


def _start(file: ReadFile) -> date | None:
    """Return the first day that the plan's date may mean (2024-03 is its first day), None where it has none."""
    published = file.document.metadata.published if file.document else None
    if published is None:
        return None
    year, month, day = (*(int(part) for part in published.split("-")), 1, 1)[:3]
    return date(year, month, day)


# Tables and single values.


class EvidenceFolder(Mapping[str, str]):
    """The files of a folder by name, each with the digest of its bytes, which are read only when asked for.

    No path is made of a name: names are looked up in the folder's own listing.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise FileMissingError(str(folder))
        files = sorted(entry for entry in folder.iterdir() if entry.is_file())[:MAX_EVIDENCE_FILES]
        self._files = {entry.name: entry for entry in files}

    def __getitem__(self, name: str) -> str:
        return evidence_digest(self._files[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def evidence_digest(path: Path) -> str:
    """Return ``sha256:`` and the digest of a file's bytes.

    Raises:
        FileMissingError: it is not there, or larger than ``MAX_FILE_BYTES``.
    """
    digest = hashlib.sha256()
    try:
        if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            raise FileMissingError(str(path))
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        raise FileMissingError(str(path)) from error
    return "sha256:" + digest.hexdigest()


def read_table(path: Path) -> tuple[Grid, ...]:
    """Return the tables of a csv or xlsx file.

    Raises:
        FileMissingError: there is no such file.
        DocumentError: it is no table.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_TABLE_BYTES + 1)
    except OSError as error:
        raise FileMissingError(str(path)) from error
    return read_grids(path.name, data)


def one_row(columns: Sequence[Column], values: Mapping[str, Cell]) -> tuple[Grid, ...]:
    """Return a table of one row, so that a single value passes the same checks as a table."""
    keys = [column for column in columns if column.required or values.get(column.key) is not None]
    heads = tuple(column.key for column in keys)
    return (Grid("", None, ((1, heads), (2, tuple(values.get(column.key) for column in keys)))),)


def observe(
    records: DeliveryRecords,
    grids: Sequence[Grid],
    today: date,
    at: datetime,
    by: str,
    *,
    evidence: Mapping[str, str] | None = None,
    correct: str | None = None,
) -> Observed:
    """Take in observations: all of them, or none and every fault.

    Args:
        records: the records.
        grids: a table (``read_table``) or a single value (``one_row`` over ``OBSERVATION_COLUMNS``).
        today: later observations are faults.
        at: the instant.
        by: who.
        evidence: names of evidence files with their digests (``EvidenceFolder``).
        correct: the reason with which recorded values may be replaced; the old ones stay on record.

    Raises:
        TableRefusedError: something is wrong; nothing was kept.
    """
    with records.writing():
        observed = read_observations(
            grids, records.lines(), records.entries(), today, evidence=evidence, correct=correct
        )
        if not observed.is_clean:
            raise TableRefusedError(*_refused(grids, observed.findings))
        records.save_entries(observed.entries, at, by, observed.replaced)
    return observed


def assign(
    records: DeliveryRecords, grids: Sequence[Grid], at: datetime, by: str
) -> tuple[tuple[tuple[Followed, Followed], ...], tuple[Finding, ...]]:
    """Settle owners, attributes, baselines and deadlines; return each changed line before and after.

    Raises:
        TableRefusedError: something is wrong; nothing was kept.
    """
    with records.writing():
        lines = {line.id: line for line in records.lines()}
        assigned = read_assignments(grids, list(lines.values()))
        if not assigned.is_clean:
            raise TableRefusedError(*_refused(grids, assigned.findings))
        changed = []
        for key, news in sorted(assigned.settled.items()):
            old = lines[key]
            new = replace(old, settled=old.settled.updated(_only_news(old.project, news)))
            if new != old:
                changed.append((old, new))
        records.save_settled([new for _, new in changed], at, by)
    return tuple(changed), assigned.findings


def _only_news(project: Project, news: Any) -> Any:
    """Leave out what the line says anyway, so that a table that was exported settles nothing when it comes back."""
    same = {
        name: None
        for name in ("owner", "binding", "baseline", "baseline_on")
        if getattr(news, name) == getattr(project, name)
    }
    return replace(news, **same)


def _refused(grids: Sequence[Grid], findings: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """Return the source and the errors; a single value has no place in a table."""
    source = grids[0].source if grids else ""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if not source:
        errors = [replace(finding, place=Place()) for finding in errors]
    return source, errors


def withdraw(records: DeliveryRecords, number: int, why: str, at: datetime, by: str) -> None:
    """Take one observation back, with the reason; it stays on record.

    Raises:
        NotInStoreError: there is none of that number that counts.
    """
    with records.writing():
        records.save_entries([], at, by, {number: why})


# Views.


def board_at(
    records: DeliveryRecords,
    today: date,
    keep: Filter | None = None,
    *,
    known_at: datetime | None = None,
    prover: Prover | None = None,
) -> Board:
    """Return the board of a day, from what was known at ``known_at`` (None: all that is known)."""
    board = board_of(records.lines(known_at), records.entries(known_at), today, prover)
    return board.where(keep) if keep else board


def board_since(
    records: DeliveryRecords, since: date, keep: Filter | None = None, prover: Prover | None = None
) -> Board:
    """Return the board as it was known at the end of the day ``since``, judged on that day."""
    end = datetime.combine(since + timedelta(days=1), time()).astimezone() - timedelta(microseconds=1)
    return board_at(records, since, keep, known_at=end, prover=prover)


def report_at(
    records: DeliveryRecords,
    today: date,
    *,
    since: date | None = None,
    keep: Filter | None = None,
    watch: Watch | None = None,
    prover: Prover | None = None,
) -> DeliveryReport:
    """Return the report of a day, with what changed ``since`` another day."""
    before = board_since(records, since, keep, prover) if since else None
    return delivery_report(board_at(records, today, keep, prover=prover), before, watch)


def write_report(report: DeliveryReport, path: Path, language: Language, title: str | None = None) -> None:
    """Write a report as docx, html, xlsx or json, by the name's ending.

    Raises:
        UnknownNameError: it has another ending.
        SpreadsheetError: xlsx needs openpyxl.
        OutputError: the file cannot be written.
    """
    form = path.suffix.lower().lstrip(".")
    if form == "docx":
        day = report.board.today
        write_whole_bytes(path, docx_report(delivery_blocks(report, language, title), day, language))
    elif form == "html":
        write_whole(path, html_report(delivery_blocks(report, language, title), language))
    elif form == "xlsx":
        write_whole_bytes(path, workbook_of(report_sheets(report, language)))
    elif form == "json":
        write_whole(path, json_text(report_data(report, language)))
    else:
        raise UnknownNameError(_FORMAT, form, _FORMATS)


def json_text(data: object) -> str:
    """Return readable, deterministic JSON."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def write_export(board: Board, path: Path, language: Language) -> None:
    """Write the table of projects as csv, xlsx or json, by the name's ending; its first columns go back into ``assign``.

    Raises:
        UnknownNameError: it has another ending.
        OutputError: the file cannot be written.
    """
    form = path.suffix.lower().lstrip(".")
    if form == "csv":
        write_whole(path, export_csv(board, language))
    elif form == "xlsx":
        write_whole_bytes(path, workbook_of([lines_sheet(board.lines, language)]))
    elif form == "json":
        write_whole(path, json_text(board_data(board, language)))
    else:
        raise UnknownNameError(_FORMAT, form, ("csv", "xlsx", "json"))


def export_csv(board: Board, language: Language) -> str:
    """Return the table of projects as CSV."""
    sheet = lines_sheet(board.lines, language)
    return csv_text(sheet.heads, [["" if cell is None else str(cell) for cell in row] for row in sheet.rows])


def warnings_at(board: Board, watch: Watch | None = None) -> tuple[Warned, ...]:
    """Return the early-warning list of a board."""
    return warnings_of(board, watch or Watch())


def changes_of(before: Board, after: Board) -> tuple[Change, ...]:
    """Return what changed between two boards."""
    return changes_between(before, after)


@dataclass(frozen=True, slots=True)
class History:
    """Every state of one line and every observation of it, withdrawn ones too."""

    revisions: tuple[Revision, ...]
    entries: tuple[Entry, ...]


def history_of(records: DeliveryRecords, project: str) -> History:
    """Return the history of a line.

    Raises:
        UnknownNameError: there is no such line.
    """
    if not project.startswith("project-"):
        project = f"project-{project}"
    revisions = records.revisions(project)
    if not revisions:
        raise UnknownNameError(_PROJECT, project, [line.id for line in records.lines()])
    return History(revisions, records.observations_of(project))


# Coherence.


@dataclass(frozen=True, slots=True)
class PlansCompared:
    """Child plans against their parent; ``is_complete`` is false where a file could not be read."""

    parent: str
    children: tuple[str, ...]
    lines: tuple[CoherenceLine, ...]
    findings: tuple[Finding, ...]
    is_complete: bool

    def as_data(self, language: Language) -> dict[str, object]:
        """Return the documented JSON."""
        return coherence_data(self.parent, self.children, self.lines, self.findings, language)

    def csv(self, language: Language) -> str:
        """Return the comparison as CSV."""
        return csv_text(COHERENCE_COLUMNS, coherence_rows(self.lines, language))


def compare_files(
    parent: Path, children: Sequence[Path], library: Library, *, complete: bool
) -> PlansCompared:
    """Hold the targets of child plans against those of their parent; ``complete``: these are all children there are.

    Raises:
        PackError: the indicator catalogue is broken.
    """
    finder = indicator_finder(library)
    findings: list[Finding] = []
    series: list[tuple[str, Sequence[Series]]] = []
    is_read = True
    for file in Batch([parent, *children]).read():
        found = find_file(file)
        is_read = is_read and found.is_read
        findings += found.findings
        series.append((file.path.name, series_of(found.targets, finder)))
    (name, own), *others = series
    lines, problems = compare_plans(own, dict(others), complete=complete and is_read)
    return PlansCompared(name, tuple(child for child, _ in others), lines, (*findings, *problems), is_read)


def observation_row(values: Mapping[str, Cell]) -> tuple[Grid, ...]:
    """Return a single observation as a table of one row."""
    return one_row(OBSERVATION_COLUMNS, values)


def assignment_row(values: Mapping[str, Cell]) -> tuple[Grid, ...]:
    """Return what is settled of a single line as a table of one row."""
    return one_row(SETTLED_COLUMNS, values)


def board_json(board: Board, language: Language) -> dict[str, Any]:
    """Return a board as documented JSON."""
    return board_data(board, language)


def warnings_json(warned: Sequence[Warned], board: Board, language: Language) -> dict[str, Any]:
    """Return an early-warning list as documented JSON."""
    return {
        "as_of": board.today.isoformat(),
        "warnings": [warned_data(one, language) for one in warned],
    }


def changes_json(changes: Sequence[Change], since: date, today: date, language: Language) -> dict[str, Any]:
    """Return changes as documented JSON."""
    return {
        "since": since.isoformat(),
        "as_of": today.isoformat(),
        "changes": [change_data(one, language) for one in changes],
    }


def summary_words(board: Board, language: Language) -> str:
    """Return how many projects of a board have which state, in one line."""
    counts = tally_of(board.lines).counts
    joiner = "，" if language is Language.ZH else ", "
    return joiner.join(f"{word.render(language)} {counts[verdict]}" for verdict, word in VERDICTS.items())


def history_json(history: History) -> dict[str, Any]:
    """Return a history as documented JSON; numbers are exact text."""
    return {
        "revisions": [
            {
                "number": one.number,
                "cause": one.cause.value,
                "at": one.at.isoformat(),
                "by": one.by,
                "in_plan": one.line.in_plan,
                "plan": one.line.plan.source,
                "plan_digest": one.line.plan.digest,
                "project": project_data(one.line.project),
            }
            for one in history.revisions
        ],
        "observations": [
            {
                "number": entry.number,
                "on": entry.observation.on.isoformat(),
                "value": decimal_text(entry.observation.value),
                "unit": entry.observation.unit,
                "source": entry.observation.source,
                "evidence": entry.observation.evidence,
                "note": entry.note,
                "at": entry.recorded_at.isoformat() if entry.recorded_at else None,
                "by": entry.recorded_by,
                "withdrawn_at": entry.withdrawn_at.isoformat() if entry.withdrawn_at else None,
                "withdrawn_why": entry.withdrawn_why,
            }
            for entry in history.entries
        ],
    }
