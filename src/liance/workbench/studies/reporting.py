"""What came of a study: results, the report, and everything as tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liance.core.findings import Finding
from liance.core.language import Language
from liance.plans.study.adjudication import Disagreement, final_judgements, queue
from liance.plans.study.model import Cell, Comment, Decision, Judgement, Note, Role, Stage, Vote
from liance.plans.study.results import (
    BeforeAndAfter,
    Change,
    PlanResult,
    agreement,
    changes,
    consensus_results,
)
from liance.reports.report.docx import docx_bytes
from liance.reports.report.page import report_page
from liance.reports.spreadsheet import Sheet, workbook_of
from liance.reports.study_paper import study_paper
from liance.reports.study_report import StudyReport
from liance.reports.study_tables import LogRow, StudyRecords, dictionary_rows, study_tables
from liance.reports.tables import csv_text
from liance.store.studies import discussion, ratings, repository
from liance.store.studies.seats import iso
from liance.workbench.output import write_whole_bytes
from liance.workbench.store import now
from liance.workbench.studies.rating import check_seals
from liance.workbench.studies.recording import refusals_on_record

__all__ = [
    "EXPORT_FORMS",
    "REPORT_FORMS",
    "BeforeAndAfter",
    "Change",
    "Disagreement",
    "PlanResult",
    "StudyReport",
    "agreement_rows",
    "export_files",
    "export_study",
    "report_bytes",
    "study_records",
    "study_report",
    "write_report",
]

EXPORT_FORMS = ("csv", "xlsx", "jsonl")
REPORT_FORMS = ("html", "docx", "json")
_AFTER = (Stage.REVEALED, Stage.CONSENSUS, Stage.CLOSED)


@dataclass(frozen=True, slots=True)
class _Said:
    """Blind and final judgements of people, and those of machines apart."""

    blind: Mapping[Cell, Mapping[str, Judgement]]
    final: Mapping[Cell, Mapping[str, Judgement]]
    machine: Mapping[Cell, Mapping[str, Judgement]]
    votes: tuple[Vote, ...]


def _said(study: str, actor: str) -> _Said:
    machines = ratings.machine_names(study, actor)
    shown = ratings.shown_cells(study, at=now(), actor=actor)
    votes = discussion.votes(study, at=now(), actor=actor)

    def of(is_machine: bool) -> dict[Cell, dict[str, Judgement]]:
        return {
            cell: chosen
            for cell, of_cell in shown.items()
            if (
                chosen := {
                    rater: one.judgement
                    for rater, one in of_cell.items()
                    if (rater in machines) is is_machine
                }
            )
        }

    blind = of(is_machine=False)
    return _Said(blind, final_judgements(blind, votes), of(is_machine=True), votes)


@refusals_on_record
def study_report(study: str, *, seed: int = 0, draws: int = 2_000, actor: str) -> StudyReport:
    """Return the results of a study after the reveal: agreement before and after, changes, consensus, dissent.

    Args:
        study: which.
        seed: of the bootstrap.
        draws: resamples per coefficient.
        actor: who asks.

    Raises:
        RefusedError: the blind stage is not over, or ``actor`` may not see scores.
    """
    view = repository.view(study, actor)
    said = _said(study, actor)
    rubric = view.rubric.rubric
    decided: tuple[Decision, ...] = ()
    comments: tuple[Comment, ...] = ()
    if view.stage in (Stage.CONSENSUS, Stage.CLOSED):
        decided = discussion.decisions(study, actor)
        comments = discussion.comments(study, actor)
    groups = {plan.key: plan.level or None for plan in view.plans}
    with_machine = {cell: {**of_cell, **said.machine.get(cell, {})} for cell, of_cell in said.blind.items()}
    report = StudyReport(
        name=view.name,
        title=view.title,
        stage=view.stage,
        rubric_label=view.rubric.label,
        rubric_digest=view.rubric.digest,
        rubric=rubric,
        share=view.share,
        plans={plan.key: (plan.title, plan.level) for plan in view.plans if not plan.calibration},
        raters=tuple(
            (member.name, member.role, member.withdrawn) for member in view.members if member.role.rates
        ),
        stages=tuple(
            (str(entry.detail["after"]), iso(entry.at))
            for entry in repository.log(study, actor, limit=100_000)
            if entry.action == "study.stage"
        ),
        blind=said.blind,
        final=said.final,
        machine=said.machine,
        agreement=BeforeAndAfter(
            agreement(said.blind, rubric, seed=seed, draws=draws),
            agreement(said.final, rubric, seed=seed, draws=draws),
            agreement(with_machine, rubric, seed=seed, draws=draws) if said.machine else None,
        ),
        disagreements=queue(said.blind, groups),
        changes=changes(said.blind, said.votes),
        results=consensus_results(
            decided, {plan.key: plan.digest for plan in view.plans}, rubric, view.rubric.digest
        ),
        comments=comments,
        seals={seal.rater: (seal.digest, seal.at) for seal in ratings.seals(study, actor)},
        broken_seals=check_seals(study, actor=actor),
        anchors=tuple((one.digest, one.reference, one.at) for one in repository.anchors(study, actor)),
    )
    repository.note_seen(study, "report_made", at=now(), actor=actor)
    return report


def agreement_rows(report: StudyReport, language: Language) -> list[dict[str, str]]:
    """Return agreement over all items as rows of name, value before and value after, with intervals."""
    before, after = report.agreement.before.overall, report.agreement.after.overall
    return [
        {"name": one.label.render(language), "before": _with_interval(one), "after": _with_interval(other)}
        for one, other in zip(before.measures, after.measures, strict=True)
    ]


def _with_interval(measure: Any) -> str:
    if measure.value is None:
        return "—"
    low, high = measure.interval.low, measure.interval.high
    span = "" if low is None or high is None else f"  [{low:.2f}, {high:.2f}]"
    return f"{measure.value:.3f}{span}"


def report_bytes(report: StudyReport, form: str, language: Language) -> bytes:
    """Return the report in one of ``REPORT_FORMS``.

    Raises:
        ValueError: ``form`` is not one of them.
    """
    if form == "json":
        return (json.dumps(report.as_data(language), ensure_ascii=False, indent=2) + "\n").encode()
    shown = study_paper(report, language)
    if form == "html":
        return report_page(shown, {}, "", {}).encode()
    if form == "docx":
        return docx_bytes(shown, {})
    raise ValueError(f"unknown form: {form}")


def write_report(
    study: str, folder: Path, language: Language, *, seed: int = 0, draws: int = 2_000, actor: str
) -> tuple[tuple[Path, ...], StudyReport, tuple[Finding, ...]]:
    """Write the report in all forms; return the files, the report, and the findings of the statistics.

    Raises:
        RefusedError: the blind stage is not over, or ``actor`` may not see scores.
        OutputError: the folder cannot be written.
    """
    report = study_report(study, seed=seed, draws=draws, actor=actor)
    paths = {form: folder / f"report.{form}" for form in REPORT_FORMS}
    for form, path in paths.items():
        write_whole_bytes(path, report_bytes(report, form, language))
    return tuple(paths.values()), report, report.agreement.findings


@refusals_on_record
def study_records(study: str, *, actor: str) -> StudyRecords:
    """Return everything of a study that ``actor`` may see, for export.

    Before the reveal these are the actor's own cells only.

    Raises:
        RefusedError: there is no such study, or ``actor`` may not export.
    """
    view = repository.view(study, actor)
    insider = bool({Role.CHAIR, Role.EXPERT} & set(view.roles))
    revealed = view.stage in _AFTER and insider
    rates = any(role.rates for role in view.roles)
    cells = []
    if revealed or rates:
        for calibration in (True, False):
            shown = ratings.shown_cells(study, calibration=calibration, at=now(), actor=actor)
            cells += [(calibration, one) for of_cell in shown.values() for one in of_cell.values()]
    votes: tuple[Vote, ...] = ()
    notes: tuple[Note, ...] = ()
    if revealed:
        votes = discussion.votes(study, at=now(), actor=actor)
        notes = discussion.notes(study, actor)
    has_consensus = view.stage in (Stage.CONSENSUS, Stage.CLOSED)
    records = StudyRecords(
        name=view.name,
        stage=view.stage,
        rubric=view.rubric.rubric,
        rubric_digest=view.rubric.digest,
        plans=tuple(
            (plan.key, plan.title, plan.level, plan.digest, plan.calibration, plan.issuer)
            for plan in view.plans
        ),
        members=tuple((member.name, member.role, member.withdrawn) for member in view.members),
        assignment=view.assignment,
        cells=tuple(cells),
        votes=votes,
        notes=notes,
        decisions=discussion.decisions(study, actor) if has_consensus else (),
        comments=discussion.comments(study, actor) if has_consensus else (),
        seals=ratings.seals(study, actor) if insider else (),
        openings=ratings.openings(study, at=now(), actor=actor) if revealed else {},
        log=tuple(
            LogRow(
                entry.number,
                iso(entry.at),
                entry.actor,
                entry.action,
                entry.detail,
                entry.digest,
            )
            for entry in (repository.log(study, actor, limit=100_000) if insider else ())
        ),
    )
    repository.note_seen(study, "exported", at=now(), actor=actor)
    return records


def export_files(study: str, form: str, language: Language, *, actor: str) -> dict[str, bytes]:
    """Return all tables with their data dictionary as files by name: CSV, JSONL, or one workbook.

    Raises:
        RefusedError: there is no such study, or ``actor`` may not export.
        SpreadsheetError: xlsx needs a library that is not installed.
        ValueError: ``form`` is not one of ``EXPORT_FORMS``.
    """
    if form not in EXPORT_FORMS:
        raise ValueError(f"unknown form: {form}")
    tables = study_tables(study_records(study, actor=actor))
    heads, rows = dictionary_rows(language)
    if form == "xlsx":
        sheets = [Sheet(name, table.columns, list(table.text_rows())) for name, table in tables.items()]
        return {f"{study}.xlsx": workbook_of([*sheets, Sheet("dictionary", heads, rows)])}
    files: dict[str, str] = {}
    for name, table in tables.items():
        if form == "csv":
            files[f"{name}.csv"] = csv_text(table.columns, table.text_rows())
        else:
            lines = (
                json.dumps(dict(zip(table.columns, row, strict=True)), ensure_ascii=False)
                for row in table.rows
            )
            files[f"{name}.jsonl"] = "".join(line + "\n" for line in lines)
    files["dictionary.csv"] = csv_text(heads, rows)
    return {name: text.encode() for name, text in files.items()}


def export_study(study: str, folder: Path, form: str, language: Language, *, actor: str) -> tuple[Path, ...]:
    """Write what ``export_files`` returns into a folder; return the files.

    Raises:
        RefusedError: there is no such study, or ``actor`` may not export.
        OutputError: the folder cannot be written.
        SpreadsheetError: xlsx needs a library that is not installed.
        ValueError: ``form`` is not one of ``EXPORT_FORMS``.
    """
    written: list[Path] = []
    for name, data in export_files(study, form, language, actor=actor).items():
        written.append(folder / name.replace("/", "_"))
        write_whole_bytes(written[-1], data)
    return tuple(written)
