"""Write and read drafts in the making: a worksheet and its tables, shared by the office.

Every writing function runs in one transaction with its entry in the journal. What is saved from an older revision
than the present one is refused, so that two planners never overwrite each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from liance.core.canonical import digest_bytes
from liance.core.language import Text
from liance.core.limits import MAX_DRAFT_TABLES
from liance.store.drafts.models import DraftProject, DraftTable
from liance.store.errors import NotInStoreError, StoreError
from liance.store.journal import repository as journal

_PROJECT: Final = Text(zh="起草项目", en="draft project")
_TABLE: Final = Text(zh="数据表", en="table")


class ProjectChangedError(StoreError):
    """A project was saved from elsewhere since it was opened."""

    def __init__(self, by: str) -> None:
        super().__init__(
            Text(
                zh="这个项目已由“{by}”在别处保存过，本次没有覆盖。请刷新页面，看过新的内容再改",
                en="the project was saved by '{by}' from elsewhere since; nothing was overwritten. Reload the page, "
                "look at what is new, and change it again",
            ),
            by=by,
        )


class ProjectNameError(StoreError):
    """Another project has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                zh="已有名为“{name}”的起草项目，请换一个名称",
                en="there is a draft project '{name}' already; choose another name",
            ),
            name=name,
        )


class TooManyTablesError(StoreError):
    """A project has as many tables as it may have."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="一个项目最多 MAX_DRAFT_TABLES = {bound} 张数据表，请合并或移除后再上传",
                en="a project has at most MAX_DRAFT_TABLES = {bound} tables; join or remove some first",
            ),
            bound=MAX_DRAFT_TABLES,
        )


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table of a project: its name and digest."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class KeptProject:
    """A project; ``worksheet`` is empty in listings."""

    id: int
    name: str
    worksheet: str
    tables: tuple[KeptTable, ...]
    revision: int
    saved_at: datetime
    saved_by: str


def projects(limit: int = 200) -> tuple[KeptProject, ...]:
    """Return the projects, last saved first, without their worksheets."""
    rows = DraftProject.objects.filter(removed_at=None).defer("worksheet")[:limit]
    return tuple(
        KeptProject(row.pk, row.name, "", (), row.revision, row.saved_at, row.saved_by) for row in rows
    )


def project(number: int) -> KeptProject:
    """Return one project.

    Raises:
        NotInStoreError: there is none of that number.
    """
    row = DraftProject.objects.filter(pk=number, removed_at=None).first()
    if row is None:
        raise NotInStoreError(_PROJECT, str(number))
    tables = tuple(KeptTable(*found) for found in row.tables.values_list("name", "digest"))
    return KeptProject(row.pk, row.name, row.worksheet, tables, row.revision, row.saved_at, row.saved_by)


def add_project(name: str, worksheet: str, at: datetime, by: str) -> KeptProject:
    """Begin a project.

    Raises:
        ProjectNameError: another one has this name.
    """
    try:
        with transaction.atomic():
            row = DraftProject.objects.create(name=name, worksheet=worksheet, saved_at=at, saved_by=by)
            journal.record(at, by, "drafting.added", f"drafting:{row.pk}", name=name)
    except IntegrityError as error:
        raise ProjectNameError(name) from error
    return project(row.pk)


def save_worksheet(number: int, worksheet: str, revision: int, at: datetime, by: str) -> KeptProject:
    """Save a worksheet over the revision that was opened.

    Raises:
        NotInStoreError: there is no such project.
        ProjectChangedError: it was saved from elsewhere since.
    """
    with transaction.atomic():
        _next(number, revision, at, by, worksheet=worksheet)
        digest = digest_bytes(worksheet.encode())
        journal.record(at, by, "drafting.saved", f"drafting:{number}", revision=revision + 1, digest=digest)
    return project(number)


def put_table(number: int, name: str, content: bytes, at: datetime, by: str) -> KeptProject:
    """Add a table, or replace the one of the same name.

    Raises:
        NotInStoreError: there is no such project.
        TooManyTablesError: it has as many as it may have.
    """
    with transaction.atomic():
        kept = project(number)
        if name not in {one.name for one in kept.tables} and len(kept.tables) >= MAX_DRAFT_TABLES:
            raise TooManyTablesError
        digest = digest_bytes(content)
        DraftTable.objects.update_or_create(
            project_id=number, name=name, defaults={"digest": digest, "content": content}
        )
        _next(number, kept.revision, at, by)
        journal.record(at, by, "drafting.table_added", f"drafting:{number}", name=name, digest=digest)
    return project(number)


def drop_table(number: int, name: str, at: datetime, by: str) -> KeptProject:
    """Take a table out of a project.

    Raises:
        NotInStoreError: there is no such project or table.
    """
    with transaction.atomic():
        kept = project(number)
        if not DraftTable.objects.filter(project_id=number, name=name).delete()[0]:
            raise NotInStoreError(_TABLE, name)
        _next(number, kept.revision, at, by)
        journal.record(at, by, "drafting.table_removed", f"drafting:{number}", name=name)
    return project(number)


def tables(number: int) -> tuple[tuple[str, bytes], ...]:
    """Return the tables of a project: name and bytes, in the order they came in."""
    found = DraftTable.objects.filter(project_id=number).values_list("name", "content")
    return tuple((name, bytes(content)) for name, content in found)


def remove_project(number: int, at: datetime, by: str) -> None:
    """Take a project out of the listing; its kept versions stay.

    Raises:
        NotInStoreError: there is no such project.
    """
    with transaction.atomic():
        if not DraftProject.objects.filter(pk=number, removed_at=None).update(removed_at=at):
            raise NotInStoreError(_PROJECT, str(number))
        journal.record(at, by, "drafting.removed", f"drafting:{number}")


def _next(number: int, revision: int, at: datetime, by: str, **changes: str) -> None:
    changed = DraftProject.objects.filter(pk=number, removed_at=None, revision=revision).update(
        revision=revision + 1, saved_at=at, saved_by=by, **changes
    )
    if not changed:
        raise ProjectChangedError(project(number).saved_by)
