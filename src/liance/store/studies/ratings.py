"""Cells of raters: written by their raters alone, and read by others only once the stage is over.

There is no function here that takes a rater's name beside the actor's: what leaves is the actor's own, or what
``visibility`` opens to the actor at the study's stage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from liance.plans.ratings import State
from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell, Judgement, RatedCell, Role, Stage, judgement_from_data
from liance.plans.study.sealing import Opening, Seal, opening_from_data
from liance.plans.study.sealing import seal as make_seal
from liance.plans.study.stages import Act, examples
from liance.plans.study.visibility import may_see_cells_of_others
from liance.store.studies.models import Assignment, CellRevision, CellSeal, Member, Study, StudyPlan
from liance.store.studies.seats import Seat, cell_names, iso, machines, raters, take_seat


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing cells.

    ``replaced`` maps cells that had been changed elsewhere meanwhile to what stood there; all revisions stay.
    """

    taken: tuple[Cell, ...]
    unchanged: tuple[Cell, ...]
    replaced: Mapping[Cell, Judgement]


@dataclass(frozen=True, slots=True)
class Filled:
    """How far a rater is: numbers only."""

    rater: str
    role: Role
    assigned: int
    filled: int
    sealed_at: str | None
    digest: str | None


def assigned_plans(study: str, actor: str) -> tuple[str, ...]:
    """Return the plans that ``actor`` rates in the present stage, calibration plans in calibration only.

    Raises:
        RefusedError: ``actor`` is no rater of the study.
    """
    seat = take_seat(study, actor)
    return tuple(plan.key for plan in _assigned(seat, seat.rater()))


def _assigned(seat: Seat, member: Member) -> list[StudyPlan]:
    return list(
        StudyPlan.objects.filter(
            assignments__member=member, calibration=seat.stage is Stage.CALIBRATION
        ).order_by("id")
    )


def put_cells(
    study: str,
    cells: Mapping[Cell, Judgement],
    *,
    bases: Mapping[Cell, int] | None = None,
    source: str = "",
    at: datetime,
    actor: str,
) -> Written:
    """Write cells of ``actor`` as new revisions; what says the same as before is left alone.

    Args:
        study: which.
        cells: what to write.
        bases: the revision each cell was written upon; without it the newest.
        source: digest of the packet they come from.
        at: the instant.
        actor: the rater.

    Raises:
        RefusedError: not now, sealed already, or a plan that is not assigned.
    """
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.RATE)
        member = seat.rater()
        if CellSeal.objects.filter(member=member).exists():
            raise RefusedError("study.sealed", name=actor)
        plans = {plan.key: plan for plan in _assigned(seat, member)}
        known = {item.id for item in seat.rubric().items}
        present = _newest(member)
        taken: list[CellRevision] = []
        written: list[Cell] = []
        unchanged: list[Cell] = []
        replaced: dict[Cell, Judgement] = {}
        for cell, judgement in cells.items():
            if cell.plan not in plans:
                seat.plan(cell.plan)
                raise RefusedError("study.not_assigned_cell", plan=cell.plan, name=actor)
            if cell.item not in known:
                seat.item(cell.item)
            before = present.get(cell)
            if before is not None and before.judgement == judgement:
                unchanged.append(cell)
                continue
            revision = before.revision if before else 0
            if before is not None and bases is not None and bases.get(cell, 0) != revision:
                replaced[cell] = before.judgement
            written.append(cell)
            taken.append(
                CellRevision(
                    member=member,
                    plan=plans[cell.plan],
                    item=cell.item,
                    revision=revision + 1,
                    state=judgement.state.value,
                    score=judgement.score,
                    judgement=judgement.as_data(),
                    at=at,
                    source=source,
                )
            )
        CellRevision.objects.bulk_create(taken)
        if written:
            seat.record(at, "rated", **cell_names(written), source=source)
    return Written(tuple(written), tuple(unchanged), replaced)


def _newest(member: Member) -> dict[Cell, RatedCell]:
    found: dict[Cell, RatedCell] = {}
    rows = CellRevision.objects.filter(member=member).order_by("revision")
    for key, item, revision, judgement, at in rows.values_list(
        "plan__key", "item", "revision", "judgement", "at"
    ):
        cell = Cell(key, item)
        found[cell] = RatedCell(member.name, cell, judgement_from_data(judgement), revision, iso(at))
    return found


def own_cells(study: str, actor: str) -> dict[Cell, RatedCell]:
    """Return what ``actor`` entered, the newest revision of each cell.

    Raises:
        RefusedError: ``actor`` is no rater of the study.
    """
    return _newest(take_seat(study, actor).rater())


def own_revisions(study: str, actor: str) -> dict[Cell, tuple[RatedCell, ...]]:
    """Return every revision of every cell of ``actor``, oldest first.

    Raises:
        RefusedError: ``actor`` is no rater of the study.
    """
    member = take_seat(study, actor).rater()
    found: dict[Cell, tuple[RatedCell, ...]] = {}
    rows = CellRevision.objects.filter(member=member).order_by("revision")
    for key, item, revision, judgement, at in rows.values_list(
        "plan__key", "item", "revision", "judgement", "at"
    ):
        cell = Cell(key, item)
        one = RatedCell(member.name, cell, judgement_from_data(judgement), revision, iso(at))
        found[cell] = (*found.get(cell, ()), one)
    return found


def seal(study: str, salt: Callable[[], str], *, at: datetime, actor: str) -> Seal:
    """Seal all blind cells of ``actor``; from then on they stay as they are.

    Args:
        study: which.
        salt: returns 32 fresh random bytes as hexadecimal digits.
        at: the instant.
        actor: the rater.

    Raises:
        RefusedError: not now, sealed already, or cells are empty.
    """
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.SEAL)
        member = seat.rater()
        if CellSeal.objects.filter(member=member).exists():
            raise RefusedError("study.sealed", name=actor)
        present = _newest(member)
        items = [item.id for item in seat.rubric().items]
        wanted = [Cell(plan.key, item) for plan in _assigned(seat, member) for item in items]
        missing = [cell for cell in wanted if cell not in present]
        if missing:
            raise RefusedError("study.seal_incomplete", count=len(missing), examples=examples(missing))
        openings = [Opening(cell, present[cell].judgement, salt()) for cell in wanted]
        made = make_seal(study, actor, openings, iso(at))
        CellSeal.objects.create(
            member=member,
            digest=made.digest,
            commitments=made.as_data()["commitments"],
            openings=[opening.as_data() for opening in openings],
            at=at,
        )
        seat.record(at, "sealed", digest=made.digest, cells=len(openings))
    return made


def seals(study: str, actor: str) -> tuple[Seal, ...]:
    """Return all seals made so far: commitments tell nothing of scores, so every member may have them.

    Raises:
        RefusedError: ``study.unknown_study``.
    """
    row = take_seat(study, actor).row
    return tuple(_seal(study, one) for one in _seals(row))


def _seals(row: Study) -> Any:
    return CellSeal.objects.filter(member__in=raters(row)).select_related("member").order_by("member_id")


def _seal(study: str, row: CellSeal) -> Seal:
    commitments = {Cell(one["plan"], one["item"]): one["commitment"] for one in row.commitments}
    return Seal(study, row.member.name, commitments, row.digest, iso(row.at))


def openings(study: str, *, at: datetime, actor: str) -> dict[str, tuple[Opening, ...]]:
    """Return the openings of all seals that ``actor`` may see, by rater: the own ones, and all after the blind stage.

    Raises:
        RefusedError: ``study.unknown_study``, or there is nothing that the actor may see.
    """
    with transaction.atomic():
        seat = take_seat(study, actor)
        rows = _seals(seat.row)
        if not may_see_cells_of_others(seat.stage, seat.roles, calibration=False):
            rows = rows.filter(member=seat.rater())
        seat.record(at, "openings_seen")
        return {row.member.name: tuple(opening_from_data(one) for one in row.openings) for row in rows}


def progress(study: str, actor: str) -> tuple[Filled, ...]:
    """Return how far each rater is: how many cells, never which scores.

    Raises:
        RefusedError: ``actor`` may not see it.
    """
    seat = take_seat(study, actor)
    seat.may(Act.READ_LOG)
    calibration = seat.stage is Stage.CALIBRATION
    items = len(seat.rubric().items)
    found = []
    for member in raters(seat.row).order_by("id"):
        mine = {"member": member, "plan__calibration": calibration}
        assigned = Assignment.objects.filter(**mine).count() * items
        filled = CellRevision.objects.filter(**mine, revision=1).count()
        row = CellSeal.objects.filter(member=member).first()
        found.append(
            Filled(
                member.name,
                Role(member.role),
                assigned,
                filled,
                iso(row.at) if row else None,
                row.digest if row else None,
            )
        )
    return tuple(found)


def shown_cells(
    study: str, *, calibration: bool = False, plan: str | None = None, at: datetime, actor: str
) -> dict[Cell, dict[str, RatedCell]]:
    """Return by cell and rater what ``actor`` may see: the own cells, and all once their stage is over.

    People come before machines. The journal tells that others' cells were seen.

    Args:
        study: which.
        calibration: cells of calibration plans instead of the others.
        plan: of this plan only.
        at: the instant.
        actor: who asks.

    Raises:
        RefusedError: ``study.unknown_study``; ``study.not_allowed`` for those who neither rate nor lead.
    """
    with transaction.atomic():
        seat = take_seat(study, actor)
        rows = _visible(seat, calibration)
        if plan is not None:
            rows = rows.filter(plan=seat.plan(plan))
        found: dict[Cell, dict[str, RatedCell]] = {}
        for key, item, rater, revision, judgement, when in rows.values_list(
            "plan__key", "item", "member__name", "revision", "judgement", "at"
        ):
            cell = Cell(key, item)
            found.setdefault(cell, {})[rater] = RatedCell(
                rater, cell, judgement_from_data(judgement), revision, iso(when)
            )
        seat.record(at, "cells_seen", calibration=calibration, plan=plan or "", cells=len(found))
    order = {item.id: place for place, item in enumerate(seat.rubric().items)}
    places = {key: place for place, key in enumerate(seat.row.plans.values_list("key", flat=True))}
    return {
        cell: found[cell]
        for cell in sorted(found, key=lambda one: (places[one.plan], order.get(one.item, 0)))
    }


def _visible(seat: Seat, calibration: bool) -> Any:
    """Return the revisions that a seat may see, so ordered that people come first and the newest come last."""
    rows = CellRevision.objects.filter(member__in=raters(seat.row), plan__calibration=calibration)
    if not may_see_cells_of_others(seat.stage, seat.roles, calibration=calibration):
        rows = rows.filter(member__name=seat.name)
        if not {Role.EXPERT, Role.MACHINE} & set(seat.roles):
            if Role.CHAIR in seat.roles:
                raise RefusedError("study.still_blind")
            seat.may(Act.SEE_QUEUE)
    return rows.order_by("member__role", "member_id", "revision")


_VERDICTS: dict[tuple[str, int | None], Judgement] = {}


def verdict(state: str, score: int | None) -> Judgement:
    """Return a judgement that holds a verdict and nothing else; equal ones are one object."""
    found = _VERDICTS.get((state, score))
    if found is None:
        found = _VERDICTS[state, score] = Judgement(State(state), score)
    return found


def verdicts(study: str, *, at: datetime, actor: str) -> dict[Cell, dict[str, Judgement]]:
    """Return the blind verdicts of all raters, without criteria, quotes and reasons: quick for large studies.

    Raises:
        RefusedError: the blind stage is not over, or ``actor`` may not see them.
    """
    with transaction.atomic():
        seat = take_seat(study, actor)
        seat.may(Act.SEE_QUEUE)
        # Ids, not names, come from the database: thousands of rows need no joins then.
        keys = dict(seat.row.plans.filter(calibration=False).values_list("id", "key"))
        names = dict(raters(seat.row).order_by("role", "id").values_list("id", "name"))
        rows = CellRevision.objects.filter(plan__in=list(keys), member__in=list(names))
        by_place: dict[tuple[int, str], dict[int, Judgement]] = {}
        for plan_id, item, member_id, state, score in rows.order_by("revision").values_list(
            "plan_id", "item", "member_id", "state", "score"
        ):
            of_cell = by_place.get((plan_id, item))
            if of_cell is None:
                of_cell = by_place[plan_id, item] = {}
            of_cell[member_id] = verdict(state, score)
        found = {
            Cell(keys[plan_id], item): {
                name: of_cell[member_id] for member_id, name in names.items() if member_id in of_cell
            }
            for (plan_id, item), of_cell in by_place.items()
        }
        seat.record(at, "verdicts_seen", cells=len(found))
    return found


def machine_names(study: str, actor: str) -> frozenset[str]:
    """Return the names of the study's machine raters.

    Raises:
        RefusedError: ``study.unknown_study``.
    """
    return machines(take_seat(study, actor).row)


def rated_cells(row: Study) -> set[Cell]:
    """Return the cells that anybody rated; which, not how."""
    return {
        Cell(key, item)
        for key, item in CellRevision.objects.filter(
            member__in=raters(row), plan__calibration=False, revision=1
        ).values_list("plan__key", "item")
    }
