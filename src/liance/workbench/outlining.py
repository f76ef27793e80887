"""The outline of one file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from liance.core.errors import DocumentError
from liance.core.findings import Finding
from liance.core.language import Language
from liance.packs.library import Library
from liance.plans.documents.model import Origin
from liance.plans.structure import Outline, Role, outline
from liance.plans.subjects import choose_subject
from liance.reports.data import outline_data
from liance.reports.words import ROLES
from liance.workbench.corpus import open_batch

__all__ = ["OutlinedFile", "outline_data", "outline_file", "role_word"]


@dataclass(frozen=True, slots=True)
class OutlinedFile:
    """An outline with all findings made on the way to it."""

    outline: Outline
    findings: tuple[Finding, ...]


def outline_file(path: Path, index: Path | None = None) -> OutlinedFile:
    """Read and outline one file.

    Raises:
        DocumentError: it cannot be read.
    """
    batch = open_batch([path], index)
    file = next(batch.read())
    if file.document is None:
        raise DocumentError(path.name, file.findings)
    choice = choose_subject(file.document.metadata, file.document.text, Library().vocabularies, path.name)
    document = replace(
        file.document,
        metadata=file.document.metadata.overridden(choice.origin or Origin.TEXT, {"subject": choice.name}),
    )
    result = outline(document)
    findings = (*batch.index_findings, *file.findings, *file.document.findings, *result.findings)
    return OutlinedFile(result, findings)


def role_word(role: Role, language: Language) -> str:
    """Return the word for a role."""
    return ROLES[role.value].render(language)
