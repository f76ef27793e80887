"""Make a study and lead it from stage to stage."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liance.core.canonical import digest_bytes
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.core.limits import MAX_MEMBER_LABEL_CHARACTERS
from liance.packs.library import Library, RubricPack
from liance.plans.study.assignment import Plan as Share
from liance.plans.study.assignment import assign
from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell, Design, Judgement, Quote, Role, Stage
from liance.plans.study.sealing import SALT_BYTES, Seal
from liance.plans.study.words import ACTIONS, CONFIDENCES, DESIGNS, ERROR_CLASSES, ROLES, STAGES, STATES
from liance.store.corpus import repository as corpus
from liance.store.journal.repository import Entry as LogEntry
from liance.store.studies import ratings, repository
from liance.store.studies.ratings import Filled
from liance.store.studies.repository import MemberRecord, PlanRecord, RubricRecord, StudyView
from liance.workbench.corpus import expand, open_batch
from liance.workbench.scoring import Scorer
from liance.workbench.store import now
from liance.workbench.studies.recording import refusals_on_record

__all__ = [
    "ACTIONS",
    "CONFIDENCES",
    "DESIGNS",
    "ERROR_CLASSES",
    "ROLES",
    "STAGES",
    "STATES",
    "Added",
    "Design",
    "Filled",
    "LogEntry",
    "MemberRecord",
    "PlanRecord",
    "Role",
    "Share",
    "Stage",
    "Status",
    "StudyView",
    "add_kept_plans",
    "add_member",
    "add_plans",
    "advance_study",
    "assign_work",
    "create_study",
    "renew_rubric",
    "status_data",
    "studies_of",
    "study_data",
    "study_log",
    "study_seals",
    "study_status",
    "verdict_words",
    "view_study",
    "withdraw_rater",
]

KEY_SHORTENED = FindingKind(
    "study.key_shortened",
    Severity.INFO,
    says=Text(zh="规划在研究中的编号为“{key}”", en="the plan is called '{key}' in the study"),
    advice=Text(zh="无需处理", en="nothing to do"),
)
#: Most quotes that are kept of the machine for one cell.
_MACHINE_QUOTES = 5


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding plans: their keys and all findings on the files."""

    keys: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """A study with how far each rater is; ``progress`` is empty for issuers."""

    study: StudyView
    progress: tuple[Filled, ...]


def study_data(view: StudyView) -> dict[str, Any]:
    """Return JSON-ready data of a study as its member sees it: rubric, design, plans with their raters, members."""
    rubric, share = view.rubric, view.share
    return {
        "name": view.name,
        "title": view.title,
        "stage": view.stage.value,
        "roles": [role.value for role in view.roles],
        "rubric": {"id": rubric.id, "version": rubric.version, "digest": rubric.digest},
        "design": {
            "design": share.design.value,
            "per_plan": share.per_plan,
            "bridges": share.bridges,
            "seed": share.seed,
        },
        "plans": [
            {
                "key": plan.key,
                "title": plan.title,
                "level": plan.level or None,
                "digest": plan.digest,
                "calibration": plan.calibration,
                "raters": list(view.assignment.get(plan.key, ())),
            }
            for plan in view.plans
        ],
        "members": [
            {"name": member.name, "role": member.role.value, "withdrawn": member.withdrawn or None}
            for member in view.members
        ],
    }


def status_data(status: Status) -> dict[str, Any]:
    """Return JSON-ready data of a study with how far each rater is: ``study_data`` and ``progress``."""
    return study_data(status.study) | {
        "progress": [
            {
                "rater": one.rater,
                "role": one.role.value,
                "assigned": one.assigned,
                "filled": one.filled,
                "sealed_at": one.sealed_at,
                "seal": one.digest,
            }
            for one in status.progress
        ]
    }


def rubric_record(pack: RubricPack) -> RubricRecord:
    """Return a rubric pack as a study keeps it."""
    return RubricRecord(pack.id, pack.version, pack.digest, pack.rubric)


@refusals_on_record
def create_study(name: str, title: str, library: Library, rubric: str, *, actor: str) -> StudyView:
    """Make a study with ``actor`` as chair.

    Raises:
        RefusedError: the name is taken or does not fit.
        UnknownNameError: there is no such rubric.
        PackError: the rubric is broken.
    """
    record = rubric_record(library.rubric(rubric))
    return repository.create(name, title, record, secret=secrets.token_bytes(32), at=now(), actor=actor)


@refusals_on_record
def add_plans(
    study: str,
    paths: Sequence[Path],
    *,
    index: Path | None = None,
    calibration: bool = False,
    issuer: str = "",
    actor: str,
) -> Added:
    """Read plan files, keep them in the corpus and add them to a study; a file that cannot be read is a finding.

    Args:
        study: which.
        paths: files and folders.
        index: of metadata, joined by file name.
        calibration: whether they are for practice only.
        issuer: the member that may comment on them.
        actor: the chair.

    Raises:
        RefusedError: not now, not by this member, or a key is taken.
        FileMissingError: the index is not there.
    """
    batch = open_batch(expand(paths), index)
    findings = [*batch.index_findings]
    keys: list[str] = []
    for file in batch.read():
        findings += file.findings
        if file.document is None:
            continue
        document = file.document
        key = _key(file.path.stem)
        if len(file.path.stem.strip()) > MAX_MEMBER_LABEL_CHARACTERS:
            findings.append(KEY_SHORTENED.at(Place(file.path.name), key=key))
        data = file.path.read_bytes()
        if digest_bytes(data) != document.digest:
            continue  # changed between two reads; the next run takes it
        corpus.keep_document(document, data)
        metadata = document.metadata
        repository.add_plan(
            study,
            key,
            document.digest,
            title=metadata.title or document.source,
            level=metadata.level.value if metadata.level else "",
            calibration=calibration,
            issuer=issuer,
            at=now(),
            actor=actor,
        )
        keys.append(key)
    return Added(tuple(keys), tuple(findings))


@refusals_on_record
def add_kept_plans(
    study: str, plans: Sequence[int], *, calibration: bool = False, issuer: str = "", actor: str
) -> tuple[str, ...]:
    """Add plans of the corpus, by number, to a study in their newest version; return their keys there.

    Raises:
        RefusedError: not now, or not by this member.
        NotInStoreError: there is no such plan.
    """
    taken = {plan.key for plan in repository.view(study, actor).plans}
    keys: list[str] = []
    for number in plans:
        version = corpus.plan_version(number)
        key = _key(Path(version.source).stem) or str(number)
        if key in taken:
            key = f"{key[: MAX_MEMBER_LABEL_CHARACTERS - 12]}-{number}"
        level = version.metadata.level
        repository.add_plan(
            study,
            key,
            version.digest,
            title=version.name,
            level=level.value if level else "",
            calibration=calibration,
            issuer=issuer,
            at=now(),
            actor=actor,
        )
        taken.add(key)
        keys.append(key)
    return tuple(keys)


def _key(stem: str) -> str:
    """Return a file's name as the key of its plan."""
    key = "".join(sign if sign.isprintable() else "_" for sign in stem).strip()
    return key[:MAX_MEMBER_LABEL_CHARACTERS].strip()


@refusals_on_record
def add_member(study: str, name: str, role: Role, *, library: Library | None = None, actor: str) -> None:
    """Add an expert, a further chair, an issuer, or the machine as one more rater.

    Args:
        study: which.
        name: of the member.
        role: what it does.
        library: holds the study's rubric; needed for a machine.
        actor: the chair.

    Raises:
        RefusedError: not now, not by this member, there already, or the machine has no rules for the rubric.
    """
    digest = ""
    if role is Role.MACHINE:
        assert library is not None
        pack = _machine_pack(repository.view(study, actor), library)
        digest = pack.cues_digest
    repository.add_member(study, name, role, digest=digest, at=now(), actor=actor)


def _machine_pack(study: StudyView, library: Library) -> RubricPack:
    pack = library.rubric(study.rubric.id)
    if not pack.cues.items or pack.digest != study.rubric.digest:
        raise RefusedError("study.machine_needs_cues", rubric=study.rubric.label)
    return pack


@refusals_on_record
def assign_work(study: str, share: Share, *, actor: str) -> StudyView:
    """Share the plans out among the raters; everybody and the machine rate calibration plans.

    Raises:
        RefusedError: not now, not by this member, or the design does not work.
    """
    view = repository.view(study, actor)
    people = [member.name for member in view.members if member.role is Role.EXPERT and not member.withdrawn]
    machines = tuple(
        member.name for member in view.members if member.role is Role.MACHINE and not member.withdrawn
    )
    real = [plan.key for plan in view.plans if not plan.calibration]
    teams = {key: (*team, *machines) for key, team in assign(real, people, share).items()}
    teams |= {plan.key: tuple(people) for plan in view.plans if plan.calibration}
    repository.set_assignment(study, share, teams, at=now(), actor=actor)
    return repository.view(study, actor)


@refusals_on_record
def renew_rubric(study: str, library: Library, rubric: str, *, actor: str) -> StudyView:
    """Put another rubric, or the present version of it, in place; packets handed out before are refused afterwards.

    Raises:
        RefusedError: blind rating has begun, or not by this member.
        UnknownNameError: there is no such rubric.
    """
    repository.renew_rubric(study, rubric_record(library.rubric(rubric)), at=now(), actor=actor)
    return repository.view(study, actor)


@refusals_on_record
def withdraw_rater(study: str, rater: str, reason: str, *, actor: str) -> None:
    """Let a rater leave, with the reason; fewer than two may not stay.

    Raises:
        RefusedError: not now, not by this member, or no such rater.
    """
    repository.withdraw(study, rater, reason, at=now(), actor=actor)


@refusals_on_record
def advance_study(study: str, library: Library, *, begins: Stage | None = None, actor: str) -> Stage:
    """Take a study to its next stage; before the reveal the machine rates and seals, if it is a rater.

    So nothing of the machine exists while people rate.

    Args:
        study: which.
        library: holds the machine's rules.
        begins: the stage at which this step begins (``BLIND`` for the reveal); None for the next step.
        actor: the chair.

    Raises:
        RefusedError: something is missing, the study stands elsewhere, or not by this member.
    """
    view = repository.view(study, actor)
    if view.stage is Stage.BLIND and Role.CHAIR in view.roles:
        waiting = [one for one in ratings.progress(study, actor) if one.sealed_at is None]
        if all(one.role is Role.MACHINE for one in waiting):
            for one in waiting:
                _let_machine_rate(view, one.rater, library, actor)
    return repository.advance(study, begins=begins, at=now(), actor=actor)


def _let_machine_rate(study: StudyView, machine: str, library: Library, actor: str) -> None:
    scorer = Scorer(library, _machine_pack(study, library).id)
    cells: dict[Cell, Judgement] = {}
    for plan in study.plans:
        if machine not in study.assignment.get(plan.key, ()):
            continue
        card = scorer.score(corpus.document(plan.digest)).scorecard
        for rating in card.ratings:
            cells[Cell(plan.key, rating.item)] = Judgement(
                state=rating.state,
                score=rating.score,
                criteria=tuple(mark.criterion for mark in rating.marks if mark.met),
                quotes=tuple(
                    Quote(piece.quote, piece.span.start, piece.span.end)
                    for piece in rating.best_evidence()[:_MACHINE_QUOTES]
                ),
                reason="" if rating.score is not None else (rating.rater.digest or machine),
            )
    ratings.put_cells(study.name, cells, at=now(), actor=machine)
    ratings.seal(study.name, new_salt, at=now(), actor=machine)


def verdict_words(judgement: Judgement, language: Language) -> str:
    """Return a judgement's score, or its state in words."""
    return STATES[judgement.state].render(language) if judgement.score is None else str(judgement.score)


def new_salt() -> str:
    """Return fresh random bytes for one sealed cell, as hexadecimal digits."""
    return secrets.token_hex(SALT_BYTES)


def studies_of(actor: str) -> tuple[StudyView, ...]:
    """Return the studies in which ``actor`` is a member."""
    return tuple(repository.view(name, actor) for name in repository.names(actor))


@refusals_on_record
def view_study(study: str, *, actor: str) -> StudyView:
    """Return a study as ``actor`` may see it.

    Raises:
        RefusedError: there is none, or ``actor`` is no member.
    """
    return repository.view(study, actor)


@refusals_on_record
def study_status(study: str, *, actor: str) -> Status:
    """Return a study and how far its raters are: numbers of cells, never scores.

    Raises:
        RefusedError: there is none, or ``actor`` is no member.
    """
    view = repository.view(study, actor)
    insider = {Role.CHAIR, Role.EXPERT} & set(view.roles)
    return Status(view, ratings.progress(study, actor) if insider else ())


@refusals_on_record
def study_seals(study: str, *, actor: str) -> tuple[Seal, ...]:
    """Return the seals made so far.

    Raises:
        RefusedError: there is no such study, or ``actor`` is no member.
    """
    return ratings.seals(study, actor)


@refusals_on_record
def study_log(study: str, *, after: int = 0, limit: int = 1_000, actor: str) -> tuple[LogEntry, ...]:
    """Return who did and saw what when; no entry holds a score.

    Raises:
        RefusedError: ``actor`` may not read it.
    """
    return repository.log(study, actor, after=after, limit=limit)
