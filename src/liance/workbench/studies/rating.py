"""What an expert does alone: take a packet, rate, bring it back, seal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from liance.core.canonical import digest_bytes
from liance.core.errors import FindingsError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.core.limits import MAX_CELL_QUOTES, MAX_TABLE_BYTES
from liance.packs.model import Item
from liance.plans.study.errors import RefusedError
from liance.plans.study.judging import Entry, entries_equal, entry_of, judge
from liance.plans.study.model import Cell, Judgement, RatedCell, Role, Stage
from liance.plans.study.packets import (
    EDITED,
    FOREIGN,
    OLD_RUBRIC,
    OTHER_STAGE,
    WRONG_RATER,
    Head,
    Packet,
    PacketError,
    PacketPlan,
    ReturnedPacket,
    content_digest,
    distinct_entries,
    packet_json,
    read_packet,
)
from liance.plans.study.sealing import Seal, broken_cells, seal_document
from liance.plans.study.words import STAGES
from liance.reports.study_packet_page import packet_page
from liance.reports.study_packet_sheet import packet_sheet
from liance.store.corpus import repository as corpus
from liance.store.studies import ratings, repository
from liance.store.studies.repository import AnchorRecord, ImportRecord, StudyView
from liance.workbench.corpus import FileMissingError
from liance.workbench.store import now
from liance.workbench.studies.leading import new_salt
from liance.workbench.studies.recording import note_bad_entry, refusals_on_record

__all__ = [
    "MAX_CELL_QUOTES",
    "PACKET_FORMS",
    "Entry",
    "Imported",
    "PlanToRate",
    "anchor_seals",
    "anchors_of",
    "check_seals",
    "entry_of",
    "import_packet",
    "import_packet_file",
    "imports_of",
    "make_packet",
    "own_cells",
    "plan_to_rate",
    "rate_cell",
    "seal_cells",
    "seals_document",
]

IMPORTED_BEFORE = FindingKind(
    "study.packet_imported_before",
    Severity.WARNING,
    says=Text(
        zh="这份文件已在 {at} 导入过，没有变化", en="this very file was imported at {at}; nothing changed"
    ),
    advice=Text(zh="如有改动，请先保存再导入", en="if you changed something, save it first"),
)
CELL_REPLACED = FindingKind(
    "study.cell_replaced",
    Severity.WARNING,
    says=Text(
        zh="{cell}：领取评分包之后您另填过 {before}，现按评分包改为 {after}；两次都留有记录",
        en="{cell}: you had entered {before} elsewhere since the packet was made; it is {after} now, as in the packet; both are kept",
    ),
    advice=Text(zh="请核对哪一个是对的", en="check which one is right"),
)
CELL_CHANGED_ELSEWHERE = FindingKind(
    "study.cell_changed_elsewhere",
    Severity.WARNING,
    says=Text(
        zh="{cell}：您在另一处（另一窗口或评分包）填过 {before}，现改为 {after}；两次都留有记录",
        en="{cell}: you had entered {before} elsewhere (another window, a packet) meanwhile; it is {after} now, and both are kept",
    ),
    advice=Text(zh="请核对哪一个是对的", en="check which one is right"),
)
#: Forms of a packet.
PACKET_FORMS: Final = ("xlsx", "html", "json")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a packet: cells taken and left alone, cells still empty, and findings."""

    taken: tuple[Cell, ...]
    unchanged: tuple[Cell, ...]
    empty: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PlanToRate:
    """What a rater needs in front of it for one plan: text, rubric, and its own cells by item."""

    study: StudyView
    key: str
    title: str
    text: str
    items: tuple[Item, ...]
    cells: Mapping[str, RatedCell]
    sealed: bool


@refusals_on_record
def plan_to_rate(study: str, plan: str, *, actor: str) -> PlanToRate:
    """Return what ``actor`` needs to rate a plan; nothing of others is in it.

    Raises:
        RefusedError: ``actor`` is no rater, or the plan is not assigned in this stage.
    """
    view = repository.view(study, actor)
    record = view.plan(plan)
    if plan not in ratings.assigned_plans(study, actor):
        raise RefusedError("study.not_assigned_cell", plan=plan, name=actor)
    own = ratings.own_cells(study, actor)
    return PlanToRate(
        view,
        plan,
        record.title,
        corpus.document(record.digest).text,
        view.rubric.rubric.items,
        {cell.item: rated for cell, rated in own.items() if cell.plan == plan},
        any(one.rater == actor for one in ratings.seals(study, actor)),
    )


@refusals_on_record
def own_cells(study: str, *, actor: str) -> Mapping[Cell, RatedCell]:
    """Return what ``actor`` entered so far.

    Raises:
        RefusedError: ``actor`` is no rater.
    """
    return ratings.own_cells(study, actor)


@refusals_on_record
def rate_cell(
    study: str, plan: str, item: str, entry: Entry, *, base: int | None = None, actor: str
) -> tuple[Judgement | None, tuple[Finding, ...]]:
    """Write one cell of ``actor``; a bad entry writes nothing and says why in findings, and in the log.

    Args:
        study: which.
        plan: its key.
        item: id or name.
        entry: what was entered.
        base: the revision that stood before the rater's eyes (0 for none): if another was written meanwhile, a
            finding says so; None does not ask.
        actor: the rater.

    Raises:
        RefusedError: not now, sealed, unknown plan or item, or a plan that is not assigned.
    """
    view = repository.view(study, actor)
    record = view.plan(plan)
    spec = item_named(view, item)
    text = corpus.document(record.digest).text
    judgement, findings = judge(entry, spec, text, f"{plan}/{spec.name}", Place())
    cell = Cell(plan, spec.id)
    if judgement is None:
        note_bad_entry(study, cell, findings, actor=actor)
        return None, tuple(findings)
    bases = None if base is None else {cell: base}
    written = ratings.put_cells(study, {cell: judgement}, bases=bases, at=now(), actor=actor)
    findings += [
        CELL_CHANGED_ELSEWHERE.at(
            Place(), cell=f"{plan}/{spec.name}", before=_shown(old), after=_shown(judgement)
        )
        for old in written.replaced.values()
    ]
    return judgement, tuple(findings)


def item_named(view: StudyView, name: str) -> Item:
    """Return an item of the study's rubric by id or name.

    Raises:
        RefusedError: ``study.unknown_item``.
    """
    items = view.rubric.rubric.items
    for item in items:
        if name in (item.id, item.name, item.name_en):
            return item
    known = "、".join(f"{item.id}（{item.name}）" for item in items)
    raise RefusedError("study.unknown_item", item=name, known=known)


@refusals_on_record
def make_packet(study: str, form: str, language: Language, *, rater: str | None = None, actor: str) -> bytes:
    """Return a packet for the present stage as xlsx, HTML or JSON.

    A rater's own packet holds what it entered so far; one that a chair hands out is blank, so that the chair
    learns nothing.

    Args:
        study: which.
        form: one of ``PACKET_FORMS``.
        language: of headings and instructions.
        rater: whom a chair makes it for; None for the actor itself.
        actor: who asks.

    Raises:
        RefusedError: ``actor`` may not, not now, or there is no such rater.
        SpreadsheetError: xlsx needs a library that is not installed.
        ValueError: ``form`` is not one of ``PACKET_FORMS``.
    """
    view = repository.view(study, actor)
    own: Mapping[Cell, RatedCell] = {}
    if rater is None or rater == actor:
        rater, own = actor, ratings.own_cells(study, actor)
        keys = ratings.assigned_plans(study, actor)
    else:
        known = [member.name for member in view.members if member.role is Role.EXPERT]
        if rater not in known:
            raise RefusedError("study.unknown_rater", name=rater, known="、".join(known) or "—")
        practice = view.stage is Stage.CALIBRATION
        keys = tuple(
            plan.key
            for plan in view.plans
            if rater in view.assignment.get(plan.key, ()) and plan.calibration is practice
        )
    items = view.rubric.rubric.items
    plans = tuple(
        PacketPlan(key, view.plan(key).title, corpus.document(view.plan(key).digest).text) for key in keys
    )
    cells = [Cell(key, item.id) for key in keys for item in items]
    head = Head(
        study=view.name,
        title=view.title,
        rater=rater,
        stage=view.stage,
        rubric=view.rubric.label,
        rubric_digest=view.rubric.digest,
        content_digest=content_digest(items, plans),
        cells={cell: own[cell].revision if cell in own else 0 for cell in cells},
    )
    signature = repository.sign_packet(study, head, form=form, at=now(), actor=actor)
    entries = {cell: entry_of(own[cell].judgement if cell in own else None) for cell in cells}
    packet = Packet(head, signature, items, plans, entries)
    if form == "xlsx":
        return packet_sheet(packet, language)
    if form == "html":
        return packet_page(packet, language).encode()
    if form == "json":
        return packet_json(packet)
    raise ValueError(f"unknown form: {form}")


def import_packet_file(study: str, path: Path, *, actor: str) -> Imported:
    """Take in the packet at ``path``; see ``import_packet``.

    Raises:
        FileMissingError: there is no such file.
    """
    if not path.is_file():
        raise FileMissingError(str(path))
    with path.open("rb") as stream:
        data = stream.read(MAX_TABLE_BYTES + 1)
    return import_packet(study, path.name, data, actor=actor)


@refusals_on_record
def import_packet(study: str, source: str, data: bytes, *, actor: str) -> Imported:
    """Take in a packet that came back: each good cell becomes a revision, each bad one a finding.

    The file is kept as it came, also where it is refused, and the log tells.

    Args:
        study: into which.
        source: the file's name.
        data: its bytes.
        actor: whose packet it is.

    Raises:
        PacketError: the packet is none, edited, foreign, of another rater, an older rubric or a past stage.
        DocumentError: it is a workbook that cannot be read.
        RefusedError: not now, or sealed already.
    """
    view = repository.view(study, actor)
    digest = digest_bytes(data)
    before = [one for one in repository.imports(study, actor) if one.digest == digest and one.taken]
    if before:
        finding = IMPORTED_BEFORE.at(Place(source), at=before[-1].at)
        _keep(study, digest, data, source, 0, (finding,), actor)
        return Imported((), (), _empty(study, view, actor), (finding,))
    try:
        packet = _checked(study, view, source, data, actor)
    except FindingsError as error:
        _keep(study, digest, data, source, 0, error.findings, actor)
        raise
    entries, findings = distinct_entries(packet)
    judged, problems = _judged(view, packet, entries, actor)
    findings += problems
    try:
        written = ratings.put_cells(
            study, judged, bases=packet.head.cells, source=digest, at=now(), actor=actor
        )
    except RefusedError:
        _keep(study, digest, data, source, 0, tuple(findings), actor)
        raise
    names = {item.id: item.name for item in view.rubric.rubric.items}
    findings += [
        CELL_REPLACED.at(
            Place(source),
            cell=f"{cell.plan}/{names[cell.item]}",
            before=_shown(old),
            after=_shown(judged[cell]),
        )
        for cell, old in written.replaced.items()
    ]
    _keep(study, digest, data, source, len(written.taken), tuple(findings), actor)
    return Imported(written.taken, written.unchanged, _empty(study, view, actor), tuple(findings))


def _empty(study: str, view: StudyView, actor: str) -> int:
    """Return how many of the cells that ``actor`` fills in this stage are empty."""
    present = ratings.own_cells(study, actor)
    plans = ratings.assigned_plans(study, actor)
    return sum(Cell(plan, item.id) not in present for plan in plans for item in view.rubric.rubric.items)


def _keep(
    study: str,
    digest: str,
    data: bytes,
    source: str,
    taken: int,
    findings: tuple[Finding, ...],
    actor: str,
) -> None:
    repository.keep_import(
        study, digest, data, source=source, taken=taken, findings=findings, at=now(), actor=actor
    )


def _shown(judgement: Judgement) -> str:
    return "—" if judgement.score is None else str(judgement.score)


def _checked(study: str, view: StudyView, source: str, data: bytes, actor: str) -> ReturnedPacket:
    """Return a packet that the store signed for this rater, stage and rubric, its texts unchanged."""
    packet = read_packet(source, data)
    head, place = packet.head, Place(source)

    def refuse(finding: Finding) -> PacketError:
        return PacketError(source, [finding])

    if head.study != view.name:
        raise refuse(FOREIGN.at(place, study=head.study[:60]))
    signed = repository.signature_holds(study, head, packet.signature, actor=actor)
    if not signed or packet.content_digest != head.content_digest:
        raise refuse(EDITED.at(place))
    if head.rater != actor:
        raise refuse(WRONG_RATER.at(place, rater=head.rater))
    if head.rubric_digest != view.rubric.digest:
        raise refuse(OLD_RUBRIC.at(place, rubric=head.rubric))
    if head.stage is not view.stage:
        raise refuse(OTHER_STAGE.at(place, zh=STAGES[head.stage].zh, en=STAGES[head.stage].en))
    return packet


def _judged(
    view: StudyView, packet: ReturnedPacket, entries: Mapping[Cell, tuple[Entry, Place]], actor: str
) -> tuple[dict[Cell, Judgement], list[Finding]]:
    """Return what the rater changed against what the packet showed, judged; and findings on the rest."""
    revisions = ratings.own_revisions(view.name, actor)
    items = {item.id: item for item in view.rubric.rubric.items}
    texts: dict[str, str] = {}
    judged: dict[Cell, Judgement] = {}
    findings: list[Finding] = []
    for cell, (entry, place) in entries.items():
        shown = packet.head.cells[cell]
        history = revisions.get(cell, ())
        if shown and shown <= len(history) and entries_equal(entry, entry_of(history[shown - 1].judgement)):
            continue
        if cell.plan not in texts:
            texts[cell.plan] = corpus.document(view.plan(cell.plan).digest).text
        item = items[cell.item]
        judgement, problems = judge(entry, item, texts[cell.plan], f"{cell.plan}/{item.name}", place)
        findings += problems
        if judgement is not None:
            judged[cell] = judgement
    return judged, findings


@refusals_on_record
def imports_of(study: str, *, actor: str) -> tuple[ImportRecord, ...]:
    """Return the packets that ``actor`` brought back.

    Raises:
        RefusedError: ``actor`` is no rater.
    """
    return repository.imports(study, actor)


@refusals_on_record
def seal_cells(study: str, *, actor: str) -> Seal:
    """Seal the blind cells of ``actor``; from then on nobody can change them, nor claim that they were changed.

    Raises:
        RefusedError: not now, sealed already, or cells are empty.
    """
    return ratings.seal(study, new_salt, at=now(), actor=actor)


@refusals_on_record
def seals_document(study: str, *, actor: str) -> bytes:
    """Return the document that is anchored outside: the digest of each rater's seal, no score.

    Raises:
        RefusedError: there is no such study, or ``actor`` is no member.
    """
    view = repository.view(study, actor)
    return seal_document(view.name, view.rubric.digest, ratings.seals(study, actor))


@refusals_on_record
def anchor_seals(study: str, reference: str, *, actor: str) -> str:
    """Note where the seals' document was anchored (a ledger's evidence, a deposit) and return its digest.

    Raises:
        RefusedError: not by this member, or no reference.
    """
    digest = digest_bytes(seals_document(study, actor=actor))
    repository.anchor(study, digest, reference, at=now(), actor=actor)
    return digest


@refusals_on_record
def anchors_of(study: str, *, actor: str) -> tuple[AnchorRecord, ...]:
    """Return where the seals were anchored.

    Raises:
        RefusedError: there is no such study, or ``actor`` is no member.
    """
    return repository.anchors(study, actor)


@refusals_on_record
def check_seals(study: str, *, actor: str) -> dict[str, tuple[Cell, ...]]:
    """Return by rater the cells whose present blind score does not fit its seal; all empty where all is well.

    Raises:
        RefusedError: the blind stage is not over, or ``actor`` may not see the cells.
    """
    opened = ratings.openings(study, at=now(), actor=actor)
    present = ratings.shown_cells(study, at=now(), actor=actor)
    broken: dict[str, tuple[Cell, ...]] = {}
    for seal in ratings.seals(study, actor):
        if seal.rater not in opened:
            continue
        of_seal = broken_cells(seal, opened[seal.rater])
        moved = [
            opening.cell
            for opening in opened[seal.rater]
            if present[opening.cell][seal.rater].judgement != opening.judgement
        ]
        broken[seal.rater] = tuple(sorted({*of_seal, *moved}))
    return broken
