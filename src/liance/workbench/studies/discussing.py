"""After the reveal: the queue of disagreements, the discussion of a cell, votes, consensus, issuers' comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liance.core.findings import Finding, Place
from liance.packs.model import Item
from liance.plans.study.adjudication import (
    Disagreement,
    decide,
    final_judgements,
    queue,
    settled_cells,
)
from liance.plans.study.errors import RefusedError
from liance.plans.study.judging import Entry, judge
from liance.plans.study.model import (
    Cell,
    Comment,
    Decision,
    ErrorClass,
    Judgement,
    Note,
    RatedCell,
    Vote,
)
from liance.store.corpus import repository as corpus
from liance.store.studies import discussion, ratings, repository
from liance.store.studies.repository import StudyView
from liance.store.studies.seats import iso
from liance.workbench.store import now
from liance.workbench.studies.rating import item_named
from liance.workbench.studies.recording import note_bad_entry, refusals_on_record

__all__ = [
    "Cell",
    "CellRoom",
    "Disagreement",
    "ErrorClass",
    "Queue",
    "cast_vote",
    "cell_room",
    "comment_on_plan",
    "comments_of",
    "consensus_of",
    "decide_cell",
    "disagreements",
    "discuss_cell",
    "reply_to_comment",
    "settle_agreed",
]


@dataclass(frozen=True, slots=True)
class Queue:
    """Disagreements, gravest first, on what people say now; ``machine`` holds the machine's verdicts beside them."""

    study: StudyView
    cells: int
    disagreements: tuple[Disagreement, ...]
    machine: Mapping[Cell, Judgement]


@dataclass(frozen=True, slots=True)
class CellRoom:
    """All that is said of a cell: blind judgements (people first), votes, remarks, consensus, and the text.

    ``machines`` names the raters that are machines.
    """

    study: StudyView
    cell: Cell
    item: Item
    title: str
    text: str
    blind: Mapping[str, RatedCell]
    votes: tuple[Vote, ...]
    notes: tuple[Note, ...]
    decision: Decision | None
    machines: frozenset[str]


@refusals_on_record
def disagreements(study: str, *, blind: bool = False, actor: str) -> Queue:
    """Return the cells on which people differ.

    Args:
        study: which.
        blind: on the blind scores; otherwise on what raters say now, votes included.
        actor: who asks.

    Raises:
        RefusedError: the blind stage is not over, or ``actor`` may not see scores.
    """
    view = repository.view(study, actor)
    machines = ratings.machine_names(study, actor)
    all_verdicts = ratings.verdicts(study, at=now(), actor=actor)
    people = (
        {
            cell: {rater: one for rater, one in of_cell.items() if rater not in machines}
            for cell, of_cell in all_verdicts.items()
        }
        if machines
        else dict(all_verdicts)
    )
    if not blind:
        for cell, voted in discussion.last_verdicts(study, actor).items():
            people[cell] = {**people[cell], **voted}
    machine = {
        cell: one
        for cell, of_cell in all_verdicts.items()
        for rater, one in of_cell.items()
        if rater in machines
    }
    groups = {plan.key: plan.level or None for plan in view.plans}
    return Queue(view, len(people), queue(people, groups), machine)


@refusals_on_record
def cell_room(study: str, plan: str, item: str, *, actor: str) -> CellRoom:
    """Return everything on one cell, for its discussion.

    Raises:
        RefusedError: the blind stage is not over, or there is no such cell.
    """
    view = repository.view(study, actor)
    spec = item_named(view, item)
    record = view.plan(plan)
    cell = Cell(plan, spec.id)
    votes = [vote for vote in discussion.votes(study, at=now(), actor=actor) if vote.cell == cell]
    blind = ratings.shown_cells(study, plan=plan, at=now(), actor=actor).get(cell)
    if blind is None:
        raise RefusedError("study.not_in_discussion", plan=plan, item=item)
    return CellRoom(
        view,
        cell,
        spec,
        record.title,
        corpus.document(record.digest).text,
        blind,
        tuple(votes),
        tuple(note for note in discussion.notes(study, actor) if note.cell == cell),
        next((one for one in _decisions(study, view, actor) if one.cell == cell), None),
        ratings.machine_names(study, actor),
    )


def _decisions(study: str, view: StudyView, actor: str) -> tuple[Decision, ...]:
    return discussion.decisions(study, actor) if view.stage.value in ("consensus", "closed") else ()


@refusals_on_record
def discuss_cell(study: str, plan: str, item: str, text: str, *, actor: str) -> None:
    """Add a remark to the discussion of a cell.

    Raises:
        RefusedError: not now, not by this member, or there is nothing to discuss.
    """
    spec = item_named(repository.view(study, actor), item)
    discussion.note(study, Cell(plan, spec.id), text, at=now(), actor=actor)


@refusals_on_record
def cast_vote(
    study: str,
    plan: str,
    item: str,
    entry: Entry,
    *,
    reason: str,
    error_class: ErrorClass,
    actor: str,
) -> tuple[Judgement | None, tuple[Finding, ...]]:
    """Cast a new vote on a cell; the blind score stays. A bad entry casts none and says why.

    Raises:
        RefusedError: not now, not by this member, no reason, or a cell that ``actor`` did not rate.
    """
    view = repository.view(study, actor)
    spec = item_named(view, item)
    text = corpus.document(view.plan(plan).digest).text
    judgement, findings = judge(entry, spec, text, f"{plan}/{spec.name}", Place())
    if judgement is None:
        note_bad_entry(study, Cell(plan, spec.id), findings, actor=actor)
    else:
        discussion.vote(
            study,
            Cell(plan, spec.id),
            judgement,
            reason=reason,
            error_class=error_class,
            at=now(),
            actor=actor,
        )
    return judgement, tuple(findings)


def _final(study: str, actor: str) -> tuple[dict[Cell, dict[str, Judgement]], frozenset[str]]:
    shown = ratings.shown_cells(study, at=now(), actor=actor)
    blind = {
        cell: {rater: one.judgement for rater, one in of_cell.items()} for cell, of_cell in shown.items()
    }
    return (
        final_judgements(blind, discussion.votes(study, at=now(), actor=actor)),
        ratings.machine_names(study, actor),
    )


@refusals_on_record
def settle_agreed(study: str, *, actor: str) -> int:
    """Take as consensus what all people say now, on every cell without consensus; return how many cells.

    Raises:
        RefusedError: not now, or not by this member.
    """
    final, machines = _final(study, actor)
    decided = {one.cell for one in discussion.decisions(study, actor)}
    at = now()
    made = [
        decide(cell, final[cell], None, reason="", author=actor, at=iso(at), machines=machines)
        for cell in settled_cells(final, machines)
        if cell not in decided
    ]
    if made:
        discussion.add_decisions(study, made, at=at, actor=actor)
    return len(made)


@refusals_on_record
def decide_cell(
    study: str, plan: str, item: str, entry: Entry, *, reason: str, actor: str
) -> tuple[Decision | None, tuple[Finding, ...]]:
    """Decide on a cell as chair; votes that differ are kept as dissent, and then a reason is needed.

    Raises:
        RefusedError: not now, not by this member, no reason, or there is no such cell.
    """
    view = repository.view(study, actor)
    spec = item_named(view, item)
    text = corpus.document(view.plan(plan).digest).text
    cell = Cell(plan, spec.id)
    judgement, findings = judge(entry, spec, text, f"{plan}/{spec.name}", Place())
    if judgement is None:
        note_bad_entry(study, cell, findings, actor=actor)
        return None, tuple(findings)
    final, machines = _final(study, actor)
    if cell not in final:
        raise RefusedError("study.not_in_discussion", plan=plan, item=item)
    at = now()
    made = decide(
        cell,
        final[cell],
        judgement,
        reason=repository.checked_text(reason, needed=False),
        author=actor,
        at=iso(at),
        machines=machines,
    )
    discussion.add_decisions(study, [made], at=at, actor=actor)
    return made, tuple(findings)


@refusals_on_record
def consensus_of(study: str, *, actor: str) -> tuple[Decision, ...]:
    """Return the consensus so far; an issuer sees its own plans.

    Raises:
        RefusedError: the consensus stage has not begun.
    """
    return discussion.decisions(study, actor)


@refusals_on_record
def comment_on_plan(study: str, plan: str, item: str | None, text: str, *, actor: str) -> int:
    """Comment as issuer on the consensus on a plan; return the comment's number.

    Raises:
        RefusedError: not now, not by this member, or not its plan.
    """
    name = item_named(repository.view(study, actor), item).id if item else None
    return discussion.comment(study, plan, name, text, at=now(), actor=actor)


@refusals_on_record
def reply_to_comment(study: str, number: int, text: str, *, actor: str) -> None:
    """Answer an issuer's comment as chair.

    Raises:
        RefusedError: not now, not by this member, or there is no such comment without a reply.
    """
    discussion.reply(study, number, text, at=now(), actor=actor)


@refusals_on_record
def comments_of(study: str, *, actor: str) -> tuple[Comment, ...]:
    """Return the issuers' comments with replies.

    Raises:
        RefusedError: the consensus stage has not begun.
    """
    return discussion.comments(study, actor)
