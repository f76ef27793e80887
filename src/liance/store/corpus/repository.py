"""Read and write the corpus; frozen records in, frozen records out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from liance.core.findings import Finding
from liance.core.language import Text
from liance.core.limits import MAX_METADATA_CHARACTERS, MAX_PAGE_ROWS
from liance.core.spans import Span
from liance.plans.documents.model import Document, Level, Metadata, Origin, Table
from liance.store.corpus.models import Blob, ComputedResult, Plan, PlanVersion, StoredDocument
from liance.store.errors import NotInStoreError
from liance.store.findings import findings_from_rows, findings_to_rows
from liance.store.journal import repository as journal

#: The columns of a version that hold metadata.
METADATA_FIELDS: Final = (
    "title",
    "issuer",
    "document_number",
    "published",
    "region",
    "region_code",
    "level",
    "subject",
    "period_start",
    "period_end",
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a plan, without its text. ``digest`` is that of the file's bytes."""

    plan: int
    number: int
    is_newest: bool
    digest: str
    source: str
    media_type: str
    metadata: Metadata
    findings: tuple[Finding, ...]
    note: str
    added_at: datetime
    added_by: str

    @property
    def name(self) -> str:
        """What the plan is called in listings: its title, else the name of its file."""
        return self.metadata.title or self.source


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a longer listing; ``total`` counts all."""

    rows: tuple[Version, ...]
    total: int


def keep_blob(digest: str, data: bytes) -> None:
    """Keep ``data`` under ``digest``; twice is the same as once."""
    Blob.objects.get_or_create(digest=digest, defaults={"size": len(data), "content": data})


def blob(digest: str) -> bytes:
    """Return the bytes kept under ``digest``.

    Raises:
        NotInStoreError: there are none.
    """
    found = Blob.objects.filter(pk=digest).values_list("content", flat=True).first()
    if found is None:
        raise NotInStoreError(Text(zh="文件", en="file"), digest)
    return bytes(found)


def keep_document(document: Document, data: bytes) -> None:
    """Keep a document as read, with the bytes it was read from; twice is the same as once."""
    keep_blob(document.digest, data)
    StoredDocument.objects.get_or_create(
        pk=document.digest,
        defaults={
            "source": document.source,
            "media_type": document.media_type,
            "text": document.text,
            "layout": _layout(document),
            "findings": findings_to_rows(document.findings),
        },
    )


def add_plan(
    document: Document,
    data: bytes,
    *,
    at: datetime,
    actor: str,
    findings: Sequence[Finding] = (),
    note: str = "",
) -> Version:
    """Keep a document as the first version of a new plan.

    Args:
        document: as read, with the plan's metadata.
        data: the bytes of the file.
        at: the instant, with time zone.
        actor: who adds it.
        findings: on the metadata.
        note: what the user says of the version.
    """
    with transaction.atomic():
        plan = Plan.objects.create(added_at=at, added_by=actor)
        return _add_version(plan, 1, document, data, at, actor, findings, note)


def add_version(
    plan: int,
    document: Document,
    data: bytes,
    *,
    at: datetime,
    actor: str,
    findings: Sequence[Finding] = (),
    note: str = "",
) -> Version:
    """Keep a document as the next version of ``plan``.

    Raises:
        NotInStoreError: there is no such plan.
    """
    with transaction.atomic():
        row = Plan.objects.select_for_update().filter(pk=plan, removed_at=None).first()
        if row is None:
            raise NotInStoreError(_PLAN, str(plan))
        last = row.versions.order_by("-number").values_list("number", flat=True).first() or 0
        row.versions.update(is_newest=False)
        return _add_version(row, last + 1, document, data, at, actor, findings, note)


#: What the journal calls the changes of the corpus.
_CHANGES: Final = ("plan.added", "plan.metadata_edited", "plan.removed")
_PLAN: Final = Text(zh="规划", en="plan")


def _add_version(
    plan: Plan,
    number: int,
    document: Document,
    data: bytes,
    at: datetime,
    actor: str,
    findings: Sequence[Finding],
    note: str,
) -> Version:
    keep_document(document, data)
    row = PlanVersion.objects.create(
        plan=plan,
        number=number,
        document_id=document.digest,
        note=note[:MAX_METADATA_CHARACTERS],
        added_at=at,
        added_by=actor,
        findings=findings_to_rows(findings),
        **_metadata_columns(document.metadata),
    )
    journal.record(
        at,
        actor,
        "plan.added",
        f"plan:{plan.pk}",
        version=number,
        document=document.digest,
        source=document.source,
    )
    return _version(row)


def _metadata_columns(metadata: Metadata) -> dict[str, Any]:
    return {
        **{name: getattr(metadata, name) for name in METADATA_FIELDS},
        "origins": {name: origin.value for name, origin in metadata.origins.items()},
    }


def edit_metadata(
    plan: int, values: Mapping[str, Any], *, at: datetime, actor: str, findings: Sequence[Finding] = ()
) -> Version:
    """Replace metadata of the newest version; the journal keeps what stood there before.

    Args:
        plan: the plan.
        values: checked values by field of ``METADATA_FIELDS``; None empties a field.
        at: the instant.
        actor: who edits.
        findings: on the metadata as they are now.

    Raises:
        NotInStoreError: there is no such plan.
        ValueError: a name is no field of the metadata.
    """
    if not set(values) <= set(METADATA_FIELDS):
        raise ValueError(f"no such metadata: {sorted(set(values) - set(METADATA_FIELDS))}")
    with transaction.atomic():
        row = _newest().select_for_update(of=("self",)).filter(plan=plan).first()
        if row is None:
            raise NotInStoreError(_PLAN, str(plan))
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
            row.origins[name] = Origin.OPTION.value
        row.findings = findings_to_rows(findings)
        row.save()
        journal.record(
            at,
            actor,
            "plan.metadata_edited",
            f"plan:{plan}",
            version=row.number,
            before=before,
            after=dict(values),
        )
    return _version(row)


def remove_plan(plan: int, *, at: datetime, actor: str) -> None:
    """Take a plan out of all listings; its versions and results stay for those who cite them.

    Raises:
        NotInStoreError: there is no such plan.
    """
    with transaction.atomic():
        if not Plan.objects.filter(pk=plan, removed_at=None).update(removed_at=at):
            raise NotInStoreError(_PLAN, str(plan))
        journal.record(at, actor, "plan.removed", f"plan:{plan}")


def _newest() -> QuerySet[PlanVersion]:
    return (
        PlanVersion.objects.filter(is_newest=True, plan__removed_at=None)
        .select_related("document")
        .defer("document__text", "document__layout")
    )


def plans(
    *,
    search: str = "",
    level: Level | None = None,
    region_code: str | None = None,
    subject: str | None = None,
    year: int | None = None,
    start: int = 0,
    limit: int = MAX_PAGE_ROWS,
) -> Page:
    """Return the newest versions of plans, newest publication first.

    Args:
        search: words that must stand in title, issuer, region, file name or text; all of them.
        level: of the issuer.
        region_code: six digits; one that ends in zeros takes in what lies below it.
        subject: the technology.
        year: of publication.
        start: rows passed over.
        limit: most rows returned.
    """
    found = _newest()
    for word in search.split()[:20]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(issuer__icontains=word)
            | Q(region__icontains=word)
            | Q(document__source__icontains=word)
            | Q(document__text__icontains=word)
        )
    if level is not None:
        found = found.filter(level=level.value)
    if region_code:
        found = found.filter(region_code__startswith=_stem(region_code))
    if subject:
        found = found.filter(subject=subject)
    if year is not None:
        found = found.filter(published__startswith=str(year))
    ordered = found.order_by("-published", "-plan_id")
    chosen = ordered[start : start + min(limit, MAX_PAGE_ROWS)]
    return Page(tuple(_version(row) for row in chosen), found.count())


def _stem(region_code: str) -> str:
    """Drop the pairs of zeros at the end of a division code: 140000 holds all codes from 14."""
    stem = region_code
    while len(stem) > 2 and stem.endswith("00"):
        stem = stem[:-2]
    return stem


def plan_version(plan: int, number: int | None = None) -> Version:
    """Return one version of a plan, the newest by default.

    Raises:
        NotInStoreError: there is none.
    """
    rows = PlanVersion.objects.select_related("document").defer("document__text", "document__layout")
    found = rows.filter(plan=plan, plan__removed_at=None)
    found = found.filter(is_newest=True) if number is None else found.filter(number=number)
    row = found.first()
    if row is None:
        raise NotInStoreError(_PLAN, str(plan) if number is None else f"{plan}/{number}")
    return _version(row)


def versions(plan: int) -> tuple[Version, ...]:
    """Return all versions of a plan, oldest first."""
    rows = PlanVersion.objects.select_related("document").defer("document__text", "document__layout")
    return tuple(_version(row) for row in rows.filter(plan=plan, plan__removed_at=None).order_by("number"))


def plans_with_document(digest: str) -> tuple[Version, ...]:
    """Return the versions that show the document with this digest."""
    rows = PlanVersion.objects.select_related("document").defer("document__text", "document__layout")
    return tuple(_version(row) for row in rows.filter(document_id=digest, plan__removed_at=None))


def newest_with_documents(digests: Sequence[str]) -> tuple[Version, ...]:
    """Return the newest versions of plans that show one of these documents, by plan."""
    return tuple(_version(row) for row in _newest().filter(document__in=list(digests)).order_by("plan_id"))


def document(digest: str) -> Document:
    """Return a document as it was read, without a plan's metadata.

    Raises:
        NotInStoreError: there is none.
    """
    row = StoredDocument.objects.filter(pk=digest).first()
    if row is None:
        raise NotInStoreError(Text(zh="文件", en="document"), digest)
    layout = row.layout
    return Document(
        source=row.source,
        digest=row.pk,
        media_type=row.media_type,
        text=row.text,
        pages=tuple(Span(*page) for page in layout["pages"]),
        tables=tuple(
            Table(Span(*span), tuple(tuple(Span(*cell) for cell in line) for line in lines))
            for span, lines in layout["tables"]
        ),
        hard_wrapped=layout["hard_wrapped"],
        front_matter=Span(*layout["front_matter"]) if layout["front_matter"] else None,
        findings=findings_from_rows(row.findings),
    )


def plan_document(plan: int, number: int | None = None) -> Document:
    """Return the document of a version of a plan, with the plan's metadata.

    Raises:
        NotInStoreError: there is none.
    """
    version = plan_version(plan, number)
    return replace(document(version.digest), metadata=version.metadata)


def _layout(document: Document) -> dict[str, Any]:
    front = document.front_matter
    return {
        "pages": [[page.start, page.end] for page in document.pages],
        "tables": [
            [
                [table.span.start, table.span.end],
                [[[cell.start, cell.end] for cell in line] for line in table.rows],
            ]
            for table in document.tables
        ],
        "hard_wrapped": document.hard_wrapped,
        "front_matter": [front.start, front.end] if front else None,
    }


def _version(row: PlanVersion) -> Version:
    known = {name: getattr(row, name) for name in METADATA_FIELDS}
    known["level"] = Level(known["level"]) if known["level"] else None
    origins = {name: Origin(origin) for name, origin in row.origins.items()}
    return Version(
        plan=row.plan_id,
        number=row.number,
        is_newest=row.is_newest,
        digest=row.document_id,
        source=row.document.source,
        media_type=row.document.media_type,
        metadata=Metadata(**known, origins=origins),
        findings=findings_from_rows(row.findings),
        note=row.note,
        added_at=row.added_at,
        added_by=row.added_by,
    )


def state() -> str:
    """Return a digest that changes whenever a plan is added, edited or removed; no other store has it for other plans."""
    return journal.last_digest(_CHANGES)


def followed_name(plan: int) -> str:
    """Return the name under which the targets of a plan are followed: that of its first file.

    Later versions keep it whatever their files are called; where an older plan has the name already, the plan's number
    is added, so that two offices' ``plan.docx`` are two plans.
    """
    firsts = PlanVersion.objects.filter(number=1)
    source = firsts.filter(plan=plan).values_list("document__source", flat=True).first()
    if source is None:
        raise NotInStoreError(_PLAN, str(plan))
    return f"{source}#{plan}" if firsts.filter(document__source=source, plan__lt=plan).exists() else source


def plan_followed_as(name: str) -> int | None:
    """Return the number of the plan whose targets are followed under a name, None where there is none now."""
    plan = followed_plans().get(name)
    there = plan is not None and Plan.objects.filter(pk=plan, removed_at=None).exists()
    return plan if there else None


def followed_plans() -> dict[str, int]:
    """Return the number of every plan by the name under which its targets are followed (``followed_name``)."""
    firsts = (
        PlanVersion.objects.filter(number=1).order_by("plan_id").values_list("plan_id", "document__source")
    )
    names: dict[str, int] = {}
    for plan, source in firsts:
        names[f"{source}#{plan}" if source in names else source] = plan
    return names


def keep_result(digest: str, kind: str, pins: str, data: Any, *, at: datetime) -> None:
    """Keep what was computed from a document.

    Args:
        digest: of the document.
        kind: such as ``scorecard``.
        pins: digest of all that the result depends on besides the document (rubric, rater, options).
        data: JSON-ready.
        at: the instant.
    """
    ComputedResult.objects.update_or_create(
        document_id=digest, kind=kind, pins=pins, defaults={"data": data, "made_at": at}
    )


def result(digest: str, kind: str, pins: str) -> Any | None:
    """Return what ``keep_result`` kept, or None."""
    found = ComputedResult.objects.filter(document_id=digest, kind=kind, pins=pins)
    return found.values_list("data", flat=True).first()


def results(digests: Sequence[str], kind: str, pins: str) -> dict[str, Any]:
    """Return the results of many documents by their digest; those without one are left out."""
    found: dict[str, Any] = {}
    for first in range(0, len(digests), 500):
        rows = ComputedResult.objects.filter(
            document_id__in=digests[first : first + 500], kind=kind, pins=pins
        )
        found.update(rows.values_list("document_id", "data"))
    return found


def results_at(keys: Sequence[tuple[str, str]], kind: str) -> dict[tuple[str, str], Any]:
    """Return results by digest and pins, each document with pins of its own; those that are not kept are left out."""
    found: dict[tuple[str, str], Any] = {}
    for first in range(0, len(keys), 250):
        some = keys[first : first + 250]
        rows = ComputedResult.objects.filter(
            document_id__in=[digest for digest, _ in some], kind=kind, pins__in={pins for _, pins in some}
        )
        found |= {
            (digest, pins): data for digest, pins, data in rows.values_list("document_id", "pins", "data")
        }
    return found


def newest_digests() -> tuple[str, ...]:
    """Return the digests of the documents that the plans' newest versions show, sorted."""
    found = PlanVersion.objects.filter(is_newest=True, plan__removed_at=None)
    return tuple(sorted(set(found.values_list("document_id", flat=True))))
