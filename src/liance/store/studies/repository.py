"""Make and lead studies: members, plans, assignment, stages, packets' signatures, the log."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from liance.core.findings import Finding
from liance.core.language import Text
from liance.core.limits import MAX_MEMBER_LABEL_CHARACTERS, MAX_RATED_UNITS, MAX_RATERS, MAX_REASON_CHARACTERS
from liance.packs.model import Rubric
from liance.plans.study.assignment import Plan as Share
from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell, Design, Role, Stage
from liance.plans.study.packets import Head
from liance.plans.study.stages import Act, Progress, next_stage, require_stage
from liance.plans.study.words import ROLES
from liance.store.corpus import repository as corpus
from liance.store.findings import findings_from_rows, findings_to_rows
from liance.store.journal import repository as journal
from liance.store.studies.models import (
    Assignment,
    CellDecision,
    IssuerComment,
    Member,
    PacketImport,
    SealAnchor,
    Study,
    StudyPlan,
)
from liance.store.studies.seats import Seat, iso, raters, take_seat

_STUDY = Text(zh="研究", en="study")
_PLAN = Text(zh="规划", en="plan")
_MEMBER = Text(zh="成员", en="member")


@dataclass(frozen=True, slots=True)
class RubricRecord:
    """A rubric as a study keeps it."""

    id: str
    version: str
    digest: str
    rubric: Rubric

    @property
    def label(self) -> str:
        """What it is called on screens."""
        return f"{self.id} {self.version}"


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan in a study; ``level`` is that of its issuer's government, empty where unknown."""

    key: str
    title: str
    level: str
    digest: str
    calibration: bool
    issuer: str


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A member; ``withdrawn`` says why somebody left, empty for all others."""

    name: str
    role: Role
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class StudyView:
    """A study as one member may see it.

    ``assignment`` maps plan keys to raters: all of it for a chair, the own part for an expert. An issuer sees
    its own plans and no rater.
    """

    name: str
    title: str
    stage: Stage
    roles: tuple[Role, ...]
    rubric: RubricRecord
    share: Share
    plans: tuple[PlanRecord, ...]
    members: tuple[MemberRecord, ...]
    assignment: Mapping[str, tuple[str, ...]]
    created_at: str

    def plan(self, key: str) -> PlanRecord:
        """Return the plan ``key``.

        Raises:
            RefusedError: ``study.unknown_plan``.
        """
        for plan in self.plans:
            if plan.key == key:
                return plan
        known = "、".join(plan.key for plan in self.plans[:10]) or "—"
        raise RefusedError("study.unknown_plan", plan=key, known=known)


def checked_name(name: str) -> str:
    """Return a name of a study, plan or member without spaces at its ends.

    Raises:
        RefusedError: ``study.bad_name``.
    """
    name = name.strip()
    if not 0 < len(name) <= MAX_MEMBER_LABEL_CHARACTERS or not name.isprintable():
        shown = "".join(sign if sign.isprintable() else " " for sign in name[:MAX_MEMBER_LABEL_CHARACTERS])
        raise RefusedError("study.bad_name", name=shown, bound=MAX_MEMBER_LABEL_CHARACTERS)
    return name


def checked_text(text: str, *, needed: bool = True) -> str:
    """Return a reason, remark or comment without spaces at its ends.

    Raises:
        RefusedError: ``study.reason_needed`` or ``study.text_too_long``.
    """
    text = text.strip()
    if needed and not text:
        raise RefusedError("study.reason_needed")
    if len(text) > MAX_REASON_CHARACTERS:
        raise RefusedError("study.text_too_long", bound=MAX_REASON_CHARACTERS)
    return text


def create(
    name: str, title: str, rubric: RubricRecord, *, secret: bytes, at: datetime, actor: str
) -> StudyView:
    """Make a study, led by ``actor``.

    Args:
        name: short name, unique in the store.
        title: what it is about.
        rubric: kept whole, so that a later change of the pack changes nothing.
        secret: 32 random bytes that sign packets.
        at: the instant.
        actor: becomes chair.

    Raises:
        RefusedError: the name is taken or does not fit.
    """
    name, actor = checked_name(name), checked_name(actor)
    with transaction.atomic():
        if Study.objects.filter(name=name).exists():
            raise RefusedError("study.exists", name=name, what=_STUDY)
        row = Study.objects.create(
            name=name,
            title=checked_text(title)[:200],
            stage=Stage.SETUP.value,
            rubric_id=rubric.id,
            rubric_version=rubric.version,
            rubric_digest=rubric.digest,
            rubric=rubric.rubric.model_dump(mode="json"),
            secret=secret,
            created_at=at,
        )
        Member.objects.create(study=row, name=actor, role=Role.CHAIR.value)
        seat = take_seat(name, actor)
        seat.record(at, "created", title=row.title, rubric=rubric.digest)
    return view(name, actor)


def names(actor: str) -> tuple[str, ...]:
    """Return the studies in which ``actor`` is a member."""
    return tuple(
        Study.objects.filter(members__name=actor, members__withdrawn_at=None)
        .order_by("name")
        .values_list("name", flat=True)
        .distinct()
    )


def view(study: str, actor: str) -> StudyView:
    """Return a study as ``actor`` may see it.

    Raises:
        RefusedError: ``study.unknown_study``.
    """
    seat = take_seat(study, actor)
    row = seat.row
    plans = row.plans.all()
    members = row.members.all()
    teams: dict[str, tuple[str, ...]] = {}
    assigned = Assignment.objects.filter(plan__study=row).order_by("plan_id", "member_id")
    if Role.CHAIR not in seat.roles:
        assigned = assigned.filter(member__name=actor)
        if Role.EXPERT not in seat.roles:
            plans = plans.filter(issuer=actor)
            members = members.filter(role=Role.CHAIR.value)
    for key, name in assigned.values_list("plan__key", "member__name"):
        teams[key] = (*teams.get(key, ()), name)
    design = row.design or {}
    return StudyView(
        name=row.name,
        title=row.title,
        stage=seat.stage,
        roles=seat.roles,
        rubric=RubricRecord(row.rubric_id, row.rubric_version, row.rubric_digest, seat.rubric()),
        share=Share(
            Design(design.get("design", Design.FULL.value)),
            design.get("per_plan", 2),
            design.get("bridges", 0),
            design.get("seed", 0),
        ),
        plans=tuple(
            PlanRecord(plan.key, plan.title, plan.level, plan.document_id, plan.calibration, plan.issuer)
            for plan in plans
        ),
        members=tuple(
            MemberRecord(member.name, Role(member.role), member.withdrawn_why if member.withdrawn_at else "")
            for member in members
        ),
        assignment=teams,
        created_at=iso(row.created_at),
    )


def add_plan(
    study: str,
    key: str,
    digest: str,
    *,
    title: str,
    level: str = "",
    calibration: bool = False,
    issuer: str = "",
    at: datetime,
    actor: str,
) -> None:
    """Add a document of the corpus to a study.

    Raises:
        RefusedError: not now, not by this member, or the key is taken.
        NotInStoreError: the corpus has no such document.
    """
    key = checked_name(key)
    corpus.document(digest)
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.CONFIGURE)
        if seat.row.plans.filter(key=key).exists():
            raise RefusedError("study.exists", name=key, what=_PLAN)
        if seat.row.plans.count() >= MAX_RATED_UNITS:
            raise RefusedError("study.too_many", what=_PLAN, bound=f"MAX_RATED_UNITS = {MAX_RATED_UNITS}")
        StudyPlan.objects.create(
            study=seat.row,
            key=key,
            title=title[:1_000],
            level=level,
            document_id=digest,
            calibration=calibration,
            issuer=checked_name(issuer) if issuer else "",
        )
        if issuer:
            Member.objects.get_or_create(study=seat.row, name=checked_name(issuer), role=Role.ISSUER.value)
        Assignment.objects.filter(plan__study=seat.row).delete()
        seat.record(at, "plan_added", plan=key, document=digest, calibration=calibration, issuer=issuer)


def add_member(study: str, name: str, role: Role, *, digest: str = "", at: datetime, actor: str) -> None:
    """Add a member; ``digest`` pins the rules of a machine rater.

    Raises:
        RefusedError: not now, not by this member, or the member has the role already.
    """
    name = checked_name(name)
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.CONFIGURE)
        taken = seat.row.members.filter(name=name)
        exclusive = {Role.MACHINE.value, Role.ISSUER.value} & {
            role.value,
            *taken.values_list("role", flat=True),
        }
        if taken.filter(role=role.value).exists() or (taken.exists() and exclusive):
            raise RefusedError("study.exists", name=name, what=_MEMBER)
        if raters(seat.row).count() >= MAX_RATERS:
            raise RefusedError("study.too_many", what=_MEMBER, bound=f"MAX_RATERS = {MAX_RATERS}")
        Member.objects.create(study=seat.row, name=name, role=role.value, digest=digest)
        Assignment.objects.filter(plan__study=seat.row).delete()
        seat.record(at, "member_added", member=name, role=role.value)


def set_assignment(
    study: str, share: Share, teams: Mapping[str, tuple[str, ...]], *, at: datetime, actor: str
) -> None:
    """Put raters on plans, in place of what was assigned before.

    Args:
        study: which.
        share: how the work was shared out, kept for the report.
        teams: raters of each plan, by key.
        at: the instant.
        actor: the chair.

    Raises:
        RefusedError: not now, not by this member, or a plan or rater is unknown.
    """
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.CONFIGURE)
        rows = {member.name: member for member in raters(seat.row)}
        plans = {plan.key: plan for plan in seat.row.plans.all()}
        for key, team in teams.items():
            if key not in plans:
                seat.plan(key)
            for name in team:
                if name not in rows:
                    raise RefusedError("study.unknown_rater", name=name, known="、".join(sorted(rows)) or "—")
        Assignment.objects.filter(plan__study=seat.row).delete()
        Assignment.objects.bulk_create(
            Assignment(plan=plans[key], member=rows[name]) for key, team in teams.items() for name in team
        )
        seat.row.design = {
            "design": share.design.value,
            "per_plan": share.per_plan,
            "bridges": share.bridges,
            "seed": share.seed,
        }
        seat.row.save(update_fields=["design"])
        seat.record(at, "assigned", plans=len(teams), **seat.row.design)


def renew_rubric(study: str, rubric: RubricRecord, *, at: datetime, actor: str) -> None:
    """Put another rubric, or another version of it, in place; packets of the old one are refused from then on.

    Raises:
        RefusedError: not now (blind rating has begun) or not by this member.
    """
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.RENEW_RUBRIC)
        row = seat.row
        before = row.rubric_digest
        row.rubric_id, row.rubric_version, row.rubric_digest = rubric.id, rubric.version, rubric.digest
        row.rubric = rubric.rubric.model_dump(mode="json")
        row.save(update_fields=["rubric_id", "rubric_version", "rubric_digest", "rubric"])
        seat.record(at, "rubric_renewed", before=before, after=rubric.digest)


def withdraw(study: str, rater: str, reason: str, *, at: datetime, actor: str) -> None:
    """Let a rater leave: what was entered stays in the store but counts nowhere.

    Raises:
        RefusedError: not now, not by this member, no reason, no such rater, or too few would stay.
    """
    reason = checked_text(reason)
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.WITHDRAW)
        rows = raters(seat.row)
        row = rows.filter(name=rater).first()
        if row is None:
            known = "、".join(rows.values_list("name", flat=True))
            raise RefusedError("study.unknown_rater", name=rater, known=known)
        if rows.count() <= 2:
            raise RefusedError("study.few_raters", count=rows.count() - 1)
        row.withdrawn_at, row.withdrawn_why = at, reason
        row.save(update_fields=["withdrawn_at", "withdrawn_why"])
        seat.record(at, "member_withdrawn", member=rater, reason=reason)


def advance(study: str, *, begins: Stage | None = None, at: datetime, actor: str) -> Stage:
    """Take a study to its next stage and return that.

    Args:
        study: which.
        begins: the stage at which this step begins; None for the next step, whatever it is.
        at: the instant.
        actor: the chair.

    Raises:
        RefusedError: not by this member, the study stands elsewhere, or something is missing.
    """
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.ADVANCE)
        if begins is not None:
            require_stage(begins, seat.stage)
        stage = next_stage(seat.stage, _progress(seat))
        before = seat.row.stage
        seat.row.stage = stage.value
        seat.row.save(update_fields=["stage"])
        seat.record(at, "stage", before=before, after=stage.value)
    return stage


def _progress(seat: Seat) -> Progress:
    row = seat.row
    members = raters(row)
    undecided: tuple[Cell, ...] = ()
    unanswered: tuple[int, ...] = ()
    if seat.stage is Stage.CONSENSUS:
        from liance.store.studies.ratings import rated_cells

        decided = {
            Cell(key, item)
            for key, item in CellDecision.objects.filter(plan__study=row).values_list("plan__key", "item")
        }
        undecided = tuple(sorted(rated_cells(row) - decided))
        unanswered = tuple(
            IssuerComment.objects.filter(plan__study=row, reply="")
            .order_by("number")
            .values_list("number", flat=True)
        )
    return Progress(
        plans=row.plans.filter(calibration=False).count(),
        calibration_plans=row.plans.filter(calibration=True).count(),
        raters=members.count(),
        assigned=Assignment.objects.filter(plan__study=row).exists(),
        unsealed=_unsealed(row),
        undecided=undecided,
        unanswered=unanswered,
    )


def _unsealed(row: Study) -> tuple[str, ...]:
    """Return who has not sealed; machines, which rate at the reveal, only where all people have."""
    waiting = raters(row).filter(seal=None).order_by("id")
    people = tuple(waiting.filter(role=Role.EXPERT.value).values_list("name", flat=True))
    return people or tuple(waiting.values_list("name", flat=True))


def sign_packet(study: str, head: Head, *, form: str, at: datetime, actor: str) -> str:
    """Return the signature of a packet, made by its rater or handed out by a chair; the log tells.

    Raises:
        RefusedError: ``actor`` is neither, or not now.
    """
    with transaction.atomic():
        seat = take_seat(study, actor)
        seat.may(Act.HAND_OUT)
        if head.rater != actor and Role.CHAIR not in seat.roles:
            raise RefusedError(
                "study.not_allowed", name=actor, role=ROLES[Role.EXPERT], act=Act.HAND_OUT.says
            )
        signature = _signature(seat.row, head)
        seat.record(
            at, "packet_made", rater=head.rater, form=form, cells=len(head.cells), signature=signature
        )
    return signature


def signature_holds(study: str, head: Head, signature: str, *, actor: str) -> bool:
    """Whether the store signed this head for this study."""
    return hmac.compare_digest(
        _signature(take_seat(study, actor).row, head).encode(), signature.encode("utf-8", "replace")
    )


def _signature(row: Study, head: Head) -> str:
    return hmac.new(bytes(row.secret), head.signed_bytes(), hashlib.sha256).hexdigest()


def keep_import(
    study: str,
    digest: str,
    data: bytes,
    *,
    source: str,
    taken: int,
    findings: tuple[Finding, ...],
    at: datetime,
    actor: str,
) -> None:
    """Keep a packet file as it came, taken in or refused, and what was found in it.

    Raises:
        RefusedError: ``actor`` is no rater of the study.
    """
    with transaction.atomic():
        seat = take_seat(study, actor)
        corpus.keep_blob(digest, data)
        PacketImport.objects.create(
            member=seat.rater(),
            digest=digest,
            source=source[:300],
            at=at,
            taken=taken,
            findings=findings_to_rows(findings),
        )
        seat.record(
            at,
            "packet_imported" if taken or not findings else "packet_read",
            source=source[:300],
            file=digest,
            taken=taken,
            findings=[finding.code for finding in findings][:50],
        )


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """A packet that was read in."""

    digest: str
    source: str
    at: str
    taken: int
    findings: tuple[Finding, ...]


def imports(study: str, actor: str) -> tuple[ImportRecord, ...]:
    """Return the packets that ``actor`` imported.

    Raises:
        RefusedError: ``actor`` is no rater of the study.
    """
    rows = PacketImport.objects.filter(member=take_seat(study, actor).rater()).order_by("id")
    return tuple(
        ImportRecord(row.digest, row.source, iso(row.at), row.taken, findings_from_rows(row.findings))
        for row in rows
    )


def anchor(study: str, digest: str, reference: str, *, at: datetime, actor: str) -> None:
    """Note where the seal document with this digest was anchored.

    Raises:
        RefusedError: not by this member, or no reference.
    """
    reference = checked_text(reference)
    with transaction.atomic():
        seat = take_seat(study, actor)
        if Role.CHAIR not in seat.roles:
            seat.may(Act.ADVANCE)
        SealAnchor.objects.create(study=seat.row, digest=digest, reference=reference, at=at)
        seat.record(at, "seals_anchored", digest=digest, reference=reference)


@dataclass(frozen=True, slots=True)
class AnchorRecord:
    """Where the seals of a study are anchored."""

    digest: str
    reference: str
    at: str


def anchors(study: str, actor: str) -> tuple[AnchorRecord, ...]:
    """Return where the study's seals were anchored.

    Raises:
        RefusedError: ``study.unknown_study``.
    """
    rows = SealAnchor.objects.filter(study=take_seat(study, actor).row).order_by("id")
    return tuple(AnchorRecord(row.digest, row.reference, iso(row.at)) for row in rows)


def log(study: str, actor: str, *, after: int = 0, limit: int = 1_000) -> tuple[journal.Entry, ...]:
    """Return what was done in the study and by whom; entries never hold scores.

    Raises:
        RefusedError: ``actor`` may not read it.
    """
    seat = take_seat(study, actor)
    seat.may(Act.READ_LOG)
    return journal.entries(subject=seat.subject, after=after, limit=limit)


def note_refused(study: str, act: str, code: str, *, at: datetime, actor: str) -> None:
    """Write into the journal that ``actor``, a member or not, was refused something; nothing where there is no such study."""
    row = Study.objects.filter(name=study).first()
    if row is not None:
        Seat(row, actor, ()).record(at, "refused", act=act, rule=code)


def note_seen(study: str, what: str, *, at: datetime, actor: str, **detail: Any) -> None:
    """Write into the journal that ``actor`` saw something.

    Raises:
        RefusedError: ``study.unknown_study``.
    """
    take_seat(study, actor).record(at, what, **detail)
