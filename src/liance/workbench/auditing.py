"""Audit the published tables of a paper: a study pack, or a file that a user wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.core.limits import MAX_PACK_FILE_BYTES
from liance.packs.library import Library
from liance.packs.reading import read_study
from liance.packs.study import TOO_MANY, Study, StudyTable, cell_rows, study_problems
from liance.packs.yamlfile import YamlFile
from liance.plans.tables import Audit, ClaimAudit, Reading, Verdict, audit_study
from liance.plans.tables.verdicts import CONTRADICTIONS
from liance.workbench.corpus import FileMissingError

__all__ = [
    "CONTRADICTIONS",
    "AuditedStudy",
    "ClaimAudit",
    "Reading",
    "StudyTable",
    "Verdict",
    "audit",
    "audit_data",
    "cell_rows",
    "replicate",
    "replication_data",
]

CONTRADICTION = FindingKind(
    "audit.contradiction",
    Severity.WARNING,
    says=Text(
        zh="“{claim}”与表中数字不符（{verdict}）", en="'{claim}' disagrees with the tables ({verdict})"
    ),
    advice=Text(zh="请对照各种读法核对原文", en="compare the readings with the source"),
)
_STUDY_FILE = "study.yaml"


@dataclass(frozen=True, slots=True)
class AuditedStudy:
    """An audit with the study it is of. ``findings`` holds what is wrong with the file, then each contradiction."""

    name: str
    title: Text
    study: Study | None
    audit: Audit
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything in the file could be used."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What is wrong with the file itself."""
        return tuple(finding for finding in self.findings if finding.kind is not CONTRADICTION)


def audit(target: Path | str, library: Library) -> AuditedStudy:
    """Audit a study pack by name, or a file.

    A file with mistakes is audited as far as it goes; its findings name the lines.

    Raises:
        UnknownNameError: there is neither such a pack nor such a file.
        FileMissingError: a path leads nowhere.
        PackError: the pack is broken.
    """
    name = str(target)
    path = Path(target)
    if name not in library.names():
        if path.is_file():
            return _audit_file(path)
        if path.suffix in (".yaml", ".yml") or len(path.parts) > 1:
            raise FileMissingError(name)
    return replicate(name, library)


def replicate(study: str, library: Library) -> AuditedStudy:
    """Recompute everything that a study pack holds.

    Raises:
        UnknownNameError: there is no such study.
        PackError: it is broken.
    """
    pack = library.study(study)
    title = Text(zh=pack.manifest.title.zh, en=pack.manifest.title.en)
    file = pack.files[_STUDY_FILE]
    return _audited(study, title, pack.part(_STUDY_FILE, Study), file, [])


def _audit_file(path: Path) -> AuditedStudy:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_PACK_FILE_BYTES + 1)
    except OSError as error:
        raise FileMissingError(str(path)) from error
    study, file, findings = read_study(path.name, data)
    title = Text(zh=path.name, en=path.name)
    if study is None or file is None:
        return AuditedStudy(path.name, title, None, Audit(()), tuple(findings))
    if study.title is not None:
        title = Text(zh=study.title.zh, en=study.title.en)
    return _audited(path.name, title, study, file, findings)


def _audited(name: str, title: Text, study: Study, file: YamlFile, findings: list[Finding]) -> AuditedStudy:
    if any(finding.kind is TOO_MANY for finding in findings):
        return AuditedStudy(name, title, study, Audit(()), tuple(findings))
    broken = {
        problem.claim
        for problem in study_problems(study)
        if problem.claim is not None and problem.finding.severity is Severity.ERROR
    }
    result = audit_study(study, broken)
    lines = {claim.id: file.line_of(("claims", place)) for place, claim in enumerate(study.claims)}
    tables = {table.id: file.line_of(("tables", place)) for place, table in enumerate(study.tables)}
    told = [
        CONTRADICTION.at(
            Place(file.name, line=lines.get(claim.id) or tables.get(claim.id.partition(".")[0])),
            claim=claim.id,
            verdict=claim.verdict.value,
        )
        for claim in result.of(*CONTRADICTIONS)
    ]
    return AuditedStudy(name, title, study, result, (*findings, *told))


def audit_data(audited: AuditedStudy, language: Language) -> dict[str, object]:
    """Return JSON-ready data of an audit."""
    return {
        "study": audited.name,
        "claims": [claim.as_data(language) for claim in audited.audit.claims],
        "findings": [finding.as_data(language) for finding in audited.findings],
    }


def replication_data(audited: AuditedStudy, language: Language) -> dict[str, object]:
    """Return JSON-ready data of a replication: the input as given, then what derives from it."""
    tables = audited.study.tables if audited.study is not None else ()
    return {
        "study": audited.name,
        "given": [
            {
                "id": table.id,
                "place": table.place,
                "rows": list(table.rows),
                "cols": list(table.cols),
                "cells": [list(row) for row in cell_rows(table)],
                "verdict": Verdict.GIVEN.value,
            }
            for table in tables
            if table.cells is not None
        ],
        "derived": [claim.as_data(language) for claim in audited.audit.claims if claim.kind != "feasible"],
        "feasibility": [
            claim.as_data(language) for claim in audited.audit.claims if claim.kind == "feasible"
        ],
        "findings": [finding.as_data(language) for finding in audited.findings],
    }


def list_studies(library: Library) -> tuple[tuple[str, Text], ...]:
    """Return the id and title of every study, sorted by id."""
    return tuple(
        (
            name,
            Text(
                title.zh.replace("{", "{{").replace("}", "}}"), title.en.replace("{", "{{").replace("}", "}}")
            ),
        )
        for name in library.names_of("study")
        for title in (library.pack(name).manifest.title,)
    )
