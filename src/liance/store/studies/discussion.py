"""After the reveal: votes, remarks, consensus, and what issuers say; everything is added, nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from liance.plans.study.errors import RefusedError
from liance.plans.study.model import (
    Cell,
    Comment,
    Decision,
    ErrorClass,
    Judgement,
    Note,
    Role,
    Vote,
    judgement_from_data,
)
from liance.plans.study.stages import Act
from liance.store.studies.models import (
    Assignment,
    CellDecision,
    CellNote,
    CellRevision,
    CellVote,
    IssuerComment,
    StudyPlan,
)
from liance.store.studies.ratings import verdict
from liance.store.studies.repository import checked_text
from liance.store.studies.seats import Seat, iso, raters, take_seat


def vote(
    study: str,
    cell: Cell,
    judgement: Judgement,
    *,
    reason: str,
    error_class: ErrorClass,
    at: datetime,
    actor: str,
) -> None:
    """Cast a new vote of ``actor`` on a cell that it rated; the blind judgement stays.

    Raises:
        RefusedError: not now, not by this member, no reason, or ``actor`` did not rate the cell.
    """
    reason = checked_text(reason)
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.VOTE)
        plan, item = _discussed(seat, cell)
        member = seat.rater()
        if not Assignment.objects.filter(plan=plan, member=member).exists():
            raise RefusedError("study.not_assigned_cell", plan=plan.key, name=actor)
        CellVote.objects.create(
            member=member,
            plan=plan,
            item=item,
            state=judgement.state.value,
            score=judgement.score,
            judgement=judgement.as_data(),
            reason=reason,
            error_class=error_class.value,
            at=at,
        )
        seat.record(at, "voted", plan=plan.key, item=item, error_class=error_class.value)


def _discussed(seat: Seat, cell: Cell) -> tuple[StudyPlan, str]:
    """Return plan and item of a cell that somebody rated blind."""
    plan, item = seat.plan(cell.plan), seat.item(cell.item).id
    if (
        plan.calibration
        or not CellRevision.objects.filter(member__in=raters(seat.row), plan=plan, item=item).exists()
    ):
        raise RefusedError("study.not_in_discussion", plan=cell.plan, item=cell.item)
    return plan, item


def votes(study: str, *, at: datetime, actor: str) -> tuple[Vote, ...]:
    """Return all votes in the order in which they were cast.

    Raises:
        RefusedError: the blind stage is not over, or ``actor`` may not see them.
    """
    with transaction.atomic():
        seat = take_seat(study, actor)
        seat.may(Act.SEE_QUEUE)
        rows = CellVote.objects.filter(member__in=raters(seat.row)).order_by("id")
        found = tuple(
            Vote(rater, Cell(key, item), judgement_from_data(data), reason, ErrorClass(error), iso(when))
            for rater, key, item, data, reason, error, when in rows.values_list(
                "member__name", "plan__key", "item", "judgement", "reason", "error_class", "at"
            )
        )
        seat.record(at, "votes_seen", votes=len(found))
    return found


def last_verdicts(study: str, actor: str) -> dict[Cell, dict[str, Judgement]]:
    """Return the verdicts of each rater's last votes, without reasons.

    Raises:
        RefusedError: the blind stage is not over, or ``actor`` may not see them.
    """
    seat = take_seat(study, actor)
    seat.may(Act.SEE_QUEUE)
    found: dict[Cell, dict[str, Judgement]] = {}
    rows = CellVote.objects.filter(member__in=raters(seat.row)).order_by("id")
    for rater, key, item, state, score in rows.values_list(
        "member__name", "plan__key", "item", "state", "score"
    ):
        found.setdefault(Cell(key, item), {})[rater] = verdict(state, score)
    return found


def note(study: str, cell: Cell, text: str, *, at: datetime, actor: str) -> None:
    """Add a remark to the discussion of a cell.

    Raises:
        RefusedError: not now, not by this member, or there is nothing to discuss.
    """
    text = checked_text(text)
    with transaction.atomic():
        seat = take_seat(study, actor)
        seat.may(Act.DISCUSS)
        plan, item = _discussed(seat, cell)
        CellNote.objects.create(plan=plan, item=item, author=actor, text=text, at=at)
        seat.record(at, "discussed", plan=plan.key, item=item)


def notes(study: str, actor: str) -> tuple[Note, ...]:
    """Return all remarks, oldest first.

    Raises:
        RefusedError: the blind stage is not over, or ``actor`` may not see them.
    """
    seat = take_seat(study, actor)
    seat.may(Act.SEE_QUEUE)
    rows = CellNote.objects.filter(plan__study=seat.row).order_by("id")
    return tuple(
        Note(author, Cell(key, item), text, iso(when))
        for author, key, item, text, when in rows.values_list("author", "plan__key", "item", "text", "at")
    )


def add_decisions(study: str, decisions: Sequence[Decision], *, at: datetime, actor: str) -> None:
    """Add consensus on cells; an earlier decision on a cell stays in the store beside the new one.

    Raises:
        RefusedError: not now, not by this member, or a cell was not rated.
    """
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.DECIDE)
        plans = {plan.key: plan for plan in seat.row.plans.filter(calibration=False)}
        rows = []
        for one in decisions:
            if len(decisions) == 1:
                _discussed(seat, one.cell)
            rows.append(
                CellDecision(
                    plan=plans[one.cell.plan],
                    item=one.cell.item,
                    judgement=one.judgement.as_data(),
                    unanimous=one.unanimous,
                    reason=one.reason,
                    author=actor,
                    dissent=list(one.dissent),
                    at=at,
                )
            )
        CellDecision.objects.bulk_create(rows)
        seat.record(
            at,
            "decided",
            cells=len(rows),
            unanimous=sum(row.unanimous for row in rows),
            first=[[one.cell.plan, one.cell.item] for one in decisions[:20]],
        )


def decisions(study: str, actor: str) -> tuple[Decision, ...]:
    """Return the consensus, the last decision on each cell; an issuer sees its own plans, and no names of raters.

    Raises:
        RefusedError: the consensus stage has not begun.
    """
    seat = take_seat(study, actor)
    seat.may(Act.SEE_CONSENSUS)
    insider = bool({Role.CHAIR, Role.EXPERT} & set(seat.roles))
    rows = CellDecision.objects.filter(plan__study=seat.row).order_by("plan_id", "id")
    if not insider:
        rows = rows.filter(plan__issuer=actor)
    last: dict[Cell, Decision] = {}
    for key, item, judgement, unanimous, reason, author, dissent, when in rows.values_list(
        "plan__key", "item", "judgement", "unanimous", "reason", "author", "dissent", "at"
    ):
        cell = Cell(key, item)
        last[cell] = Decision(
            cell,
            judgement_from_data(judgement),
            unanimous,
            reason,
            author,
            tuple(dissent) if insider else (),
            iso(when),
        )
    order = {item.id: place for place, item in enumerate(seat.rubric().items)}
    places = {key: place for place, key in enumerate(seat.row.plans.values_list("key", flat=True))}
    return tuple(
        last[cell] for cell in sorted(last, key=lambda one: (places[one.plan], order.get(one.item, 0)))
    )


def comment(study: str, plan: str, item: str | None, text: str, *, at: datetime, actor: str) -> int:
    """Add what an issuer says of its plan's consensus and return the comment's number.

    Raises:
        RefusedError: not now, not by this member, or not its plan.
    """
    text = checked_text(text)
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.COMMENT)
        own = seat.row.plans.filter(issuer=actor)
        row = own.filter(key=plan).first()
        if row is None:
            raise RefusedError(
                "study.other_plan", name=actor, plans="、".join(own.values_list("key", flat=True)) or "—"
            )
        number = IssuerComment.objects.filter(plan__study=seat.row).count() + 1
        IssuerComment.objects.create(
            plan=row,
            item=seat.item(item).id if item else "",
            number=number,
            author=actor,
            text=text,
            at=at,
        )
        seat.record(at, "commented", plan=plan, item=item or "", number=number)
    return number


def reply(study: str, number: int, text: str, *, at: datetime, actor: str) -> None:
    """Answer an issuer's comment.

    Raises:
        RefusedError: not now, not by this member, or there is no such comment.
    """
    text = checked_text(text)
    with transaction.atomic():
        seat = take_seat(study, actor, lock=True)
        seat.may(Act.REPLY)
        changed = IssuerComment.objects.filter(plan__study=seat.row, number=number, reply="").update(
            reply=text, reply_at=at
        )
        if not changed:
            raise RefusedError("study.no_comment", number=number)
        seat.record(at, "replied", number=number)


def comments(study: str, actor: str) -> tuple[Comment, ...]:
    """Return the issuers' comments; an issuer sees those on its own plans.

    Raises:
        RefusedError: the consensus stage has not begun.
    """
    seat = take_seat(study, actor)
    seat.may(Act.SEE_CONSENSUS)
    rows = IssuerComment.objects.filter(plan__study=seat.row).select_related("plan").order_by("number")
    if not {Role.CHAIR, Role.EXPERT} & set(seat.roles):
        rows = rows.filter(plan__issuer=actor)
    return tuple(
        Comment(
            row.number,
            row.author,
            row.plan.key,
            row.item or None,
            row.text,
            iso(row.at),
            row.reply or None,
            iso(row.reply_at) if row.reply_at else None,
        )
        for row in rows
    )
