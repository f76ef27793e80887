"""The shapes of an outline: headings, sections, statements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from liance.core.findings import Finding
from liance.core.spans import Span
from liance.plans.documents.model import Document, Table
from liance.plans.documents.views import View


class Role(StrEnum):
    """What a section of a plan is for."""

    BACKGROUND = "background"
    PRINCIPLE = "principle"
    GOAL = "goal"
    TASK = "task"
    SAFEGUARD = "safeguard"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading line; ``level`` is its nesting depth from 1."""

    span: Span
    level: int
    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it, up to the next heading of any level.

    ``heading`` and ``parent`` are indices into the outline's headings and sections, None for the text
    before the first heading and for top sections. ``span`` includes the heading.
    """

    heading: int | None
    parent: int | None
    role: Role
    span: Span


class StatementKind(StrEnum):
    """What kind of text a statement is."""

    SENTENCE = "sentence"
    ITEM = "item"
    HEADING = "heading"
    TITLE = "title"
    CELL = "cell"


class Statement(NamedTuple):
    """A sentence, list item, heading or table cell: the smallest unit that evidence is sought in.

    ``view_start`` and ``view_end`` are its place in the outline's view, ``span`` its place in the document.
    ``box`` is the title of the 专栏 (inset) it stands in, if any.
    """

    span: Span
    view_start: int
    view_end: int
    section: int
    kind: StatementKind
    box: str | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """A document cut into sections and statements, with the view that rules read."""

    document: Document
    view: View
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    statements: tuple[Statement, ...]
    tables: tuple[Table, ...] = ()
    findings: tuple[Finding, ...] = ()

    def shown(self, statement: Statement) -> str:
        """Return the statement as the view shows it: widths folded, broken lines joined."""
        return self.view.text[statement.view_start : statement.view_end]

    def role_of(self, statement: Statement) -> Role:
        """Return the role of the section that holds ``statement``."""
        return self.sections[statement.section].role
