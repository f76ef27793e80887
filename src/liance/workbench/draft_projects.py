"""Drafts in the making that an office shares: a worksheet and tables in the store, the peers' plans on the shelf.

What is worked out is kept in memory under the digests of all it was made from, so that pages that only show it
answer at once. The store is opened by the caller; modules of the store are imported late.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from liance.core.canonical import digest_bytes, digest_value
from liance.core.errors import LianceError
from liance.core.findings import Finding, FindingKind, Severity
from liance.core.language import Language, Text
from liance.core.limits import MAX_PACK_FILE_BYTES, MAX_TABLE_BYTES
from liance.delivery.drafting.diagnosis import PeerPlan
from liance.delivery.drafting.profile import ProfileBook, merged
from liance.delivery.drafting.versions import Changes, compare
from liance.packs.worksheet import Worksheet
from liance.plans.documents.grids import read_grids
from liance.workbench.drafting import (
    TABLE_MISSING,
    DraftResult,
    Studied,
    example_sources,
    make_draft,
    peer_plan,
    profile_book,
    read_table,
    read_worksheet,
    study_material,
    worksheet_yaml,
)
from liance.workbench.shelf import DEFAULT_RUBRIC, Shelf, shared_library
from liance.workbench.store import now
from liance.workbench.worksheet_forms import filled

__all__ = ["DraftDesk", "Opened", "ProjectError"]

#: Plans of peers that a draft on the web is compared with at most; each takes about a second to read at first.
MOST_PLANS: Final = 40
_KEPT: Final = 8
_SHEET: Final = "worksheet.yaml"

PLANS_LEFT_OUT = FindingKind(
    "draft.plans_left_out",
    Severity.INFO,
    says=Text(
        zh="语料中同一主题的规划有 {count} 份，只与最近的 {most} 份对照",
        en="the corpus has {count} plans on this subject; the draft is compared with the newest {most}",
    ),
    advice=Text(
        zh="如需全部对照，请用命令 liance draft",
        en="use the command liance draft to compare with all of them",
    ),
)


class ProjectError(LianceError):
    """What was sent does not make a draft project."""


@dataclass(frozen=True)
class Opened:
    """A project as it stands, with everything worked out; ``plan_numbers`` leads from documents to plans of the shelf."""

    project: Any
    sheet: Worksheet
    studied: Studied
    plan_numbers: Mapping[str, int]

    @cached_property
    def result(self) -> DraftResult | None:
        """The draft with its scores; None where the region has no profile."""
        return make_draft(self.studied)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, those of the draft included where it was made."""
        return self.studied.findings


@dataclass(slots=True)
class DraftDesk:
    """The draft projects of one office; safe to use from several threads."""

    shelf: Shelf
    _opened: OrderedDict[str, Opened] = field(default_factory=OrderedDict)
    _plans: OrderedDict[tuple[str, ...], PeerPlan | None] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # -- projects

    def projects(self) -> tuple[Any, ...]:
        """Return the projects, last saved first."""
        from liance.store.drafts import projects

        return projects.projects()

    def project(self, number: int) -> Any:
        """Return one project without working anything out.

        Raises:
            NotInStoreError: there is none.
        """
        from liance.store.drafts import projects

        return projects.project(number)

    def add(self, region: str, subject: str, start: str, end: str, actor: str) -> Any:
        """Begin a project with an empty worksheet.

        Raises:
            ProjectError: a field is missing.
            WorksheetError: a field does not fit.
            ProjectNameError: there is such a project already.
        """
        region, subject = " ".join(region.split()), " ".join(subject.split())
        if not region or not subject or not start.strip() or not end.strip():
            raise ProjectError(
                Text(
                    zh="请填写地区、主题技术和规划起止年",
                    en="fill in the region, the subject technology, and the first and last year",
                )
            )
        years = [int(year) if year.strip().isdecimal() and len(year) < 9 else year for year in (start, end)]
        data = {"region": region, "subject": subject, "period": {"start": years[0], "end": years[1]}}
        return self._add(worksheet_yaml(data).encode(), (), actor)

    def add_file(self, worksheet: bytes, actor: str) -> Any:
        """Begin a project from a worksheet file.

        Raises:
            WorksheetError: it cannot be used.
            ProjectNameError: there is such a project already.
        """
        return self._add(worksheet, (), actor)

    def add_example(self, actor: str) -> Any:
        """Begin a project from the shipped example: worksheet and tables of an invented province.

        Raises:
            ProjectNameError: there is such a project already.
        """
        sources = example_sources()
        tables = [(path.name, path.read_bytes()) for path in sources.profiles]
        return self._add(sources.worksheet.read_bytes(), tables, actor)

    def _add(self, worksheet: bytes, tables: Sequence[tuple[str, bytes]], actor: str) -> Any:
        from liance.store.drafts import projects

        sheet = read_worksheet(_SHEET, worksheet)
        name = f"{sheet.region} {sheet.subject} {sheet.period.start}—{sheet.period.end}"[:100]
        kept = projects.add_project(name, worksheet.decode("utf-8-sig"), now(), actor)
        for table, data in tables:
            kept = projects.put_table(kept.id, table, data, now(), actor)
        return kept

    def remove(self, number: int, actor: str) -> None:
        """Take a project away; versions kept of it stay.

        Raises:
            NotInStoreError: there is none.
        """
        from liance.store.drafts import projects

        projects.remove_project(number, now(), actor)

    # -- changing

    def put_table(self, number: int, name: str, data: bytes, actor: str) -> Any:
        """Add a table of figures, or replace the one of this name.

        Raises:
            DocumentError: it is no table.
            NotInStoreError, TooManyTablesError: it cannot be kept.
        """
        from liance.store.drafts import projects

        name = name.replace("\\", "/").rsplit("/", 1)[-1][-200:] or "table.csv"
        read_grids(name, data[: MAX_TABLE_BYTES + 1])
        return projects.put_table(number, name, data, now(), actor)

    def drop_table(self, number: int, name: str, actor: str) -> Any:
        """Take a table away.

        Raises:
            NotInStoreError: there is no such project or table.
        """
        from liance.store.drafts import projects

        return projects.drop_table(number, name, now(), actor)

    def save(self, number: int, text: str, revision: int, actor: str) -> Any:
        """Save a worksheet written by hand.

        Raises:
            WorksheetError: it cannot be used; nothing is saved.
            ProjectChangedError: it was saved from elsewhere since.
        """
        from liance.store.drafts import projects

        text = text.replace("\r\n", "\n")
        read_worksheet(_SHEET, text.encode()[: MAX_PACK_FILE_BYTES + 1])
        return projects.save_worksheet(number, text, revision, now(), actor)

    def fill(
        self, number: int, part: str, fields: Iterable[tuple[str, str]], revision: int, actor: str
    ) -> Any:
        """Save one part of the worksheet from a form (see ``worksheet_forms``).

        Raises:
            FormError, WorksheetError: the form cannot be used; nothing is saved.
            ProjectChangedError: it was saved from elsewhere since.
        """
        sheet = read_worksheet(_SHEET, self.project(number).worksheet.encode())
        return self.save(number, filled(sheet, part, fields), revision, actor)

    # -- working out

    def open(self, number: int, rubric: str = DEFAULT_RUBRIC) -> Opened:
        """Work out every step of a project.

        Raises:
            NotInStoreError: there is none.
            WorksheetError: its worksheet cannot be used any more (a newer program may ask for more).
        """
        from liance.store.corpus import repository as corpus
        from liance.store.drafts import projects

        kept = projects.project(number)
        versions = list(corpus.plans(limit=1_000).rows)
        pins = [(version.digest, repr(version.metadata)) for version in versions]
        tables = [(one.name, one.digest) for one in kept.tables]
        key = digest_value([number, kept.worksheet, tables, pins, rubric])
        with self._lock:
            if key in self._opened:
                self._opened.move_to_end(key)
                return self._opened[key]
            made = self._work_out(kept, versions, rubric)
            self._opened[key] = made
            while len(self._opened) > _KEPT:
                self._opened.popitem(last=False)
            return made

    def _work_out(self, kept: Any, versions: Sequence[Any], rubric: str) -> Opened:
        from liance.store.drafts import projects

        sheet = read_worksheet(_SHEET, kept.worksheet.encode())
        library = shared_library()
        book = profile_book(library)
        findings: list[Finding] = [] if kept.tables else [TABLE_MISSING.at()]
        found = []
        for name, data in projects.tables(kept.id):
            profiles, problems = read_table(name, data, book)
            found += profiles
            findings += problems
        cards = self.shelf.cards(versions, rubric)
        wanted = [version for version in versions if cards[version.plan].subject == sheet.subject]
        if len(wanted) > MOST_PLANS:
            findings.append(PLANS_LEFT_OUT.at(count=len(wanted), most=MOST_PLANS))
        plans = [self._peer_plan(version, sheet, rubric) for version in wanted[:MOST_PLANS]]
        studied = study_material(
            sheet,
            merged(found),
            tuple(plan for plan in plans if plan is not None),
            library,
            book,
            self.shelf.scorer(rubric),
            findings,
        )
        return Opened(kept, sheet, studied, {version.digest: version.plan for version in wanted})

    def _peer_plan(self, version: Any, sheet: Worksheet, rubric: str) -> PeerPlan | None:
        key = (version.digest, repr(version.metadata), rubric, sheet.subject, sheet.region)
        if key not in self._plans:
            self._plans[key] = peer_plan(self.shelf.scored(version, rubric), sheet)
            while len(self._plans) > 2 * MOST_PLANS:
                self._plans.popitem(last=False)
        return self._plans[key]

    # -- versions

    def keep(self, opened: Opened, actor: str) -> int:
        """Keep the draft as the next version under the project's name; return its number.

        Raises:
            ProjectError: there is no draft yet.
        """
        from liance.store.drafts import repository

        if opened.result is None:
            raise ProjectError(
                Text(
                    zh="还没有本地数据，没有草案可存。请先在“画像与差距”上传数据表",
                    en="there are no own figures and no draft yet; upload a table first",
                )
            )
        name = opened.project.name
        digest = digest_bytes(opened.result.docx)
        kept = repository.keep_version(
            name, opened.result.snapshot, opened.project.worksheet, digest, now(), actor
        )
        return kept.number

    def versions(self, opened: Opened) -> tuple[Any, ...]:
        """Return the kept versions of a project, oldest first."""
        from liance.store.drafts import repository

        return repository.versions(opened.project.name)

    def changes(self, opened: Opened, old: int, new: int | None) -> Changes | None:
        """Return what changed from a kept version to another one, or to the draft as it stands (None).

        Raises:
            NotInStoreError: there is no such version.
        """
        from liance.store.drafts import repository

        name = opened.project.name
        before = repository.version(name, old).snapshot
        if new is not None:
            return compare(before, repository.version(name, new).snapshot)
        return None if opened.result is None else compare(before, opened.result.snapshot)


def project_book() -> ProfileBook:
    """Return the catalogue that projects use."""
    return profile_book(shared_library())


def label_of(key: str, language: Language) -> str:
    """Return the name of an indicator of the catalogue; an unknown one as it is."""
    book = project_book()
    known = book.key(key)
    return key if known is None else book.label(known, language)
