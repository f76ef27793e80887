"""Studies as JSON: the functions of ``workbench.studies`` as whoever the token belongs to, under the rules of the pages."""

from __future__ import annotations

from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import ConfigDict, Field, StringConstraints, field_validator

from liance.core.limits import MAX_MEMBER_LABEL_CHARACTERS, MAX_REASON_CHARACTERS
from liance.web.addresses import unescaped
from liance.web.api_base import FAILURES, MAX_ROWS, Token, asker, failure
from liance.web.language import current
from liance.web.permissions import Right
from liance.web.views.studies import entry_from_lists, item_name
from liance.workbench.shelf import shared_library
from liance.workbench.studies import discussing, leading, rating, reporting

router = Router(tags=["studies"])

Name = Annotated[
    str,
    Path(
        min_length=1,
        max_length=2 * MAX_MEMBER_LABEL_CHARACTERS,
        description="A name within the study; a slash in it is written ~1, a tilde ~0.",
    ),
]
_READS: Final = Token(Right.JOIN_STUDIES)
_WRITES: Final = Token(Right.JOIN_STUDIES, writes=True)
_RATES: Final = Token(Right.RATE_BLIND, writes=True)
_CHAIRS: Final = Token(Right.CHAIR_STUDY, writes=True)
LongText = Annotated[str, StringConstraints(max_length=MAX_REASON_CHARACTERS)]
Label = Annotated[str, StringConstraints(max_length=MAX_MEMBER_LABEL_CHARACTERS)]


class _Body(Schema):
    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        if isinstance(value, str):
            return value.encode("utf-8", "replace").decode().replace("\0", "")
        return [cls._plain(one) for one in value] if isinstance(value, list) else value


class StudyIn(_Body):
    """A new study; whoever makes it is its chair."""

    name: Label
    title: LongText = ""
    rubric: Annotated[str, StringConstraints(max_length=64)] = "technology-plan"


class CellIn(_Body):
    """What a rater says of a cell.

    ``level`` is a whole number, ``cannot_judge`` or ``section_missing``; empty where it follows from ``criteria``. A
    quote may begin with the criterion it speaks for: ``[goal.2.quantified] words``. ``base`` is the revision that was
    read before; if there is a newer one, a finding says so.
    """

    level: Annotated[str, StringConstraints(max_length=40)] = ""
    criteria: Annotated[list[Label], Field(max_length=200)] = Field(default_factory=list)
    quotes: Annotated[list[LongText], Field(max_length=50)] = Field(default_factory=list)
    confidence: Annotated[str, StringConstraints(max_length=20)] = ""
    reason: LongText = ""
    base: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class VoteIn(CellIn):
    """A new vote after the discussion."""

    why: LongText
    error_class: discussing.ErrorClass


class DecisionIn(CellIn):
    """What the chair decides."""

    why: LongText = ""


class NoteIn(_Body):
    """A remark, comment or reply."""

    text: LongText


class CommentIn(NoteIn):
    """What an issuer says of a plan, or of one item of it."""

    plan: Label
    item: Label | None = None


class PlansIn(_Body):
    """Plans of the corpus, by number."""

    plans: Annotated[list[Annotated[int, Field(ge=1, le=2**31 - 1)]], Field(min_length=1, max_length=1_000)]
    calibration: bool = False
    issuer: Label = ""


class MemberIn(_Body):
    """A member and what it does."""

    name: Label
    role: leading.Role = leading.Role.EXPERT


class ShareIn(_Body):
    """How the work is shared out."""

    design: leading.Design = leading.Design.FULL
    per_plan: Annotated[int, Field(ge=0, le=1_000)] = 2
    bridges: Annotated[int, Field(ge=0, le=100_000)] = 0
    seed: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class StepIn(_Body):
    """The stage from which a study goes on."""

    begins: leading.Stage


class QueueFilter(Schema):
    """Which disagreements."""

    blind: bool = False
    limit: Annotated[int, Field(ge=1, le=MAX_ROWS)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class LogFilter(Schema):
    """Which entries of the log."""

    after: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    limit: Annotated[int, Field(ge=1, le=1_000)] = 200


def _cell(cell: Any) -> dict[str, str]:
    return {"plan": cell.plan, "item": cell.item}


def _rated(one: Any) -> dict[str, Any]:
    return {
        **_cell(one.cell),
        "rater": one.rater,
        "revision": one.revision,
        "at": one.at,
        **one.judgement.as_data(),
    }


def _decision(one: Any) -> dict[str, Any]:
    return {
        **_cell(one.cell),
        "judgement": one.judgement.as_data(),
        "unanimous": one.unanimous,
        "reason": one.reason,
        "author": one.author,
        "dissent": list(one.dissent),
        "at": one.at,
    }


def _taken(value: Any, findings: Any) -> Any:
    """Answer with what was taken, or with the findings that say why nothing was."""
    if value is None:
        return failure(422, findings[0].message(current()), tuple(findings))
    return {**value, "findings": [one.as_data(current()) for one in findings]}


_ANSWER: Final = {200: dict[str, Any], **FAILURES}


@router.get("", response=_ANSWER, auth=_READS)
def list_studies(request: HttpRequest) -> Any:
    """List the studies in which the token's owner is a member."""
    found = leading.studies_of(asker(request))
    return {"items": [leading.study_data(one) for one in found], "count": len(found)}


@router.post("", response={201: dict[str, Any], **FAILURES}, auth=_CHAIRS)
def create_study(request: HttpRequest, body: StudyIn) -> Any:
    """Make a study with the token's owner as chair."""
    view = leading.create_study(
        body.name, body.title or body.name, shared_library(), body.rubric, actor=asker(request)
    )
    return 201, leading.study_data(view)


@router.get("/{study}", response=_ANSWER, auth=_READS)
def get_study(request: HttpRequest, study: Name) -> Any:
    """Return a study as its member may see it, and how far its raters are: numbers of cells, no scores."""
    return leading.status_data(leading.study_status(unescaped(study), actor=asker(request)))


@router.post("/{study}/plans", response=_ANSWER, auth=_CHAIRS)
def add_plans(request: HttpRequest, study: Name, body: PlansIn) -> Any:
    """Put plans of the corpus into a study."""
    keys = leading.add_kept_plans(
        unescaped(study),
        body.plans,
        calibration=body.calibration,
        issuer=body.issuer,
        actor=asker(request),
    )
    return {"keys": list(keys)}


@router.post("/{study}/members", response=_ANSWER, auth=_CHAIRS)
def add_member(request: HttpRequest, study: Name, body: MemberIn) -> Any:
    """Put an expert, the machine, a further chair or an issuer into a study."""
    name = unescaped(study)
    leading.add_member(name, body.name, body.role, library=shared_library(), actor=asker(request))
    return leading.study_data(leading.view_study(name, actor=asker(request)))


@router.post("/{study}/assignment", response=_ANSWER, auth=_CHAIRS)
def assign(request: HttpRequest, study: Name, body: ShareIn) -> Any:
    """Share the plans out among the raters."""
    share = leading.Share(body.design, body.per_plan, body.bridges, body.seed)
    return leading.study_data(leading.assign_work(unescaped(study), share, actor=asker(request)))


@router.post("/{study}/advance", response=_ANSWER, auth=_CHAIRS)
def advance(request: HttpRequest, study: Name, body: StepIn) -> Any:
    """Take a study from this stage to the next; from ``blind`` that is the reveal."""
    stage = leading.advance_study(
        unescaped(study), shared_library(), begins=body.begins, actor=asker(request)
    )
    return {"stage": stage.value}


@router.get("/{study}/plans/{plan}", response=_ANSWER, auth=_READS)
def get_plan_to_rate(request: HttpRequest, study: Name, plan: Name) -> Any:
    """Return a plan's text, the rubric's items, and what the rater entered so far."""
    given = rating.plan_to_rate(unescaped(study), unescaped(plan), actor=asker(request))
    return {
        "key": given.key,
        "title": given.title,
        "text": given.text,
        "sealed": given.sealed,
        "items": [
            {
                "id": item.id,
                "name": item_name(item),
                "criteria": [
                    {"id": one.id, "level": level.level, "text": one.text}
                    for level in item.levels
                    for one in level.criteria
                ],
            }
            for item in given.items
        ],
        "cells": [_rated(one) for one in given.cells.values()],
    }


@router.get("/{study}/cells", response=_ANSWER, auth=_READS)
def list_own_cells(request: HttpRequest, study: Name) -> Any:
    """Return the rater's own cells."""
    return {
        "items": [_rated(one) for one in rating.own_cells(unescaped(study), actor=asker(request)).values()]
    }


@router.put("/{study}/plans/{plan}/items/{item}", response=_ANSWER, auth=_RATES)
def put_cell(request: HttpRequest, study: Name, plan: Name, item: Name, body: CellIn) -> Any:
    """Write one of the rater's own cells."""
    judgement, findings = rating.rate_cell(
        unescaped(study), unescaped(plan), unescaped(item), _entry(body), base=body.base, actor=asker(request)
    )
    return _taken(judgement and judgement.as_data(), findings)


def _entry(body: CellIn) -> rating.Entry:
    return entry_from_lists(body.level, body.criteria, body.quotes, body.confidence, body.reason)


@router.post("/{study}/seal", response=_ANSWER, auth=_RATES)
def seal(request: HttpRequest, study: Name) -> Any:
    """Seal the rater's own blind cells; nobody can change them afterwards."""
    made = rating.seal_cells(unescaped(study), actor=asker(request))
    return {"digest": made.digest, "at": made.at, "cells": len(made.commitments)}


@router.get("/{study}/seals", response=_ANSWER, auth=_READS)
def list_seals(request: HttpRequest, study: Name) -> Any:
    """Return the seals made so far, and where they are anchored."""
    name = unescaped(study)
    return {
        "items": [
            {"rater": one.rater, "digest": one.digest, "at": one.at}
            for one in leading.study_seals(name, actor=asker(request))
        ],
        "anchors": [
            {"digest": one.digest, "reference": one.reference, "at": one.at}
            for one in rating.anchors_of(name, actor=asker(request))
        ],
    }


@router.get("/{study}/queue", response=_ANSWER, auth=_READS)
def list_disagreements(request: HttpRequest, study: Name, query: Query[QueueFilter]) -> Any:
    """Return the cells on which people differ, gravest first."""
    found = discussing.disagreements(unescaped(study), blind=query.blind, actor=asker(request))
    rows = found.disagreements[query.offset : query.offset + query.limit]
    return {
        "items": [
            {
                **_cell(one.cell),
                "distance": one.distance,
                "split": one.split,
                "conclusions": [conclusion.as_data() for conclusion in one.conclusions],
                "scores": {
                    rater: {"state": judgement.state.value, "score": judgement.score}
                    for rater, judgement in one.judgements.items()
                },
            }
            for one in rows
        ],
        "count": len(found.disagreements),
        "cells": found.cells,
        "limit": query.limit,
        "offset": query.offset,
    }


@router.get("/{study}/cells/{plan}/{item}", response=_ANSWER, auth=_READS)
def get_cell(request: HttpRequest, study: Name, plan: Name, item: Name) -> Any:
    """Return all that was said of a cell, once it is revealed."""
    room = discussing.cell_room(unescaped(study), unescaped(plan), unescaped(item), actor=asker(request))
    return {
        **_cell(room.cell),
        "blind": [_rated(one) for one in room.blind.values()],
        "votes": [
            {
                "rater": one.rater,
                "at": one.at,
                "why": one.reason,
                "error_class": one.error_class.value,
                "judgement": one.judgement.as_data(),
            }
            for one in room.votes
        ],
        "notes": [{"author": one.author, "at": one.at, "text": one.text} for one in room.notes],
        "decision": None if room.decision is None else _decision(room.decision),
    }


@router.post("/{study}/cells/{plan}/{item}/notes", response=_ANSWER, auth=_WRITES)
def add_note(request: HttpRequest, study: Name, plan: Name, item: Name, body: NoteIn) -> Any:
    """Add a remark to the discussion of a cell."""
    discussing.discuss_cell(
        unescaped(study), unescaped(plan), unescaped(item), body.text, actor=asker(request)
    )
    return {"taken": True}


@router.post("/{study}/cells/{plan}/{item}/votes", response=_ANSWER, auth=_RATES)
def add_vote(request: HttpRequest, study: Name, plan: Name, item: Name, body: VoteIn) -> Any:
    """Cast a new vote; the blind score stays."""
    judgement, findings = discussing.cast_vote(
        unescaped(study),
        unescaped(plan),
        unescaped(item),
        _entry(body),
        reason=body.why,
        error_class=body.error_class,
        actor=asker(request),
    )
    return _taken(judgement and judgement.as_data(), findings)


@router.post("/{study}/cells/{plan}/{item}/decision", response=_ANSWER, auth=_CHAIRS)
def decide(request: HttpRequest, study: Name, plan: Name, item: Name, body: DecisionIn) -> Any:
    """Decide on a cell as chair; votes that differ are kept as dissent."""
    made, findings = discussing.decide_cell(
        unescaped(study),
        unescaped(plan),
        unescaped(item),
        _entry(body),
        reason=body.why,
        actor=asker(request),
    )
    return _taken(made and _decision(made), findings)


@router.post("/{study}/settle", response=_ANSWER, auth=_CHAIRS)
def settle(request: HttpRequest, study: Name) -> Any:
    """Take as consensus what all people agree on."""
    return {"settled": discussing.settle_agreed(unescaped(study), actor=asker(request))}


@router.get("/{study}/consensus", response=_ANSWER, auth=_READS)
def list_consensus(request: HttpRequest, study: Name) -> Any:
    """Return the consensus; an issuer sees its own plans."""
    found = discussing.consensus_of(unescaped(study), actor=asker(request))
    return {"items": [_decision(one) for one in found]}


@router.get("/{study}/comments", response=_ANSWER, auth=_READS)
def list_comments(request: HttpRequest, study: Name) -> Any:
    """Return the issuers' comments with replies."""
    found = discussing.comments_of(unescaped(study), actor=asker(request))
    return {
        "items": [
            {
                "number": one.number,
                "author": one.author,
                "plan": one.plan,
                "item": one.item,
                "text": one.text,
                "at": one.at,
                "reply": one.reply,
            }
            for one in found
        ]
    }


@router.post("/{study}/comments", response=_ANSWER, auth=_WRITES)
def add_comment(request: HttpRequest, study: Name, body: CommentIn) -> Any:
    """Comment as issuer on the consensus on a plan."""
    number = discussing.comment_on_plan(
        unescaped(study), body.plan, body.item, body.text, actor=asker(request)
    )
    return {"number": number}


@router.post("/{study}/comments/{number}/reply", response=_ANSWER, auth=_CHAIRS)
def add_reply(
    request: HttpRequest, study: Name, number: Annotated[int, Path(ge=1, le=2**31 - 1)], body: NoteIn
) -> Any:
    """Answer a comment as chair."""
    discussing.reply_to_comment(unescaped(study), number, body.text, actor=asker(request))
    return {"taken": True}


@router.get("/{study}/report", response=_ANSWER, auth=_READS)
def get_report(request: HttpRequest, study: Name) -> Any:
    """Return the report: agreement before and after, changes, consensus, dissent, check of the seals."""
    return reporting.study_report(unescaped(study), actor=asker(request)).as_data(current())


@router.get("/{study}/log", response=_ANSWER, auth=_READS)
def list_log(request: HttpRequest, study: Name, query: Query[LogFilter]) -> Any:
    """Return who did and saw what when; no entry holds a score."""
    found = leading.study_log(unescaped(study), after=query.after, limit=query.limit, actor=asker(request))
    return {
        "items": [
            {
                "number": one.number,
                "at": one.at.isoformat(),
                "actor": one.actor,
                "action": one.action,
                "detail": dict(one.detail),
                "digest": one.digest,
            }
            for one in found
        ]
    }


@router.get("/{study}/packet.{form}", auth=_READS, response={200: None, **FAILURES})
def get_packet(request: HttpRequest, study: Name, form: Annotated[str, Path(max_length=10)]) -> Any:
    """Return the rater's own packet as json, xlsx or html."""
    from liance.web.views.studies import download

    if form not in rating.PACKET_FORMS:
        return failure(404, "/".join(rating.PACKET_FORMS))
    name = unescaped(study)
    data = rating.make_packet(name, form, current(), actor=asker(request))
    answer: HttpResponse = download(data, f"{name}-{asker(request)}", form)
    return answer
