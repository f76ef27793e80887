"""The words of a study: stages, roles, cells, judgements, votes, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from liance.plans.ratings import State


class Stage(StrEnum):
    """Where a study stands; ``SETUP`` comes before the first stage."""

    SETUP = "setup"
    CALIBRATION = "calibration"
    BLIND = "blind"
    REVEALED = "revealed"
    CONSENSUS = "consensus"
    CLOSED = "closed"


class Role(StrEnum):
    """What a member of a study is: a chair leads and decides, experts and the machine rate, an issuer comments."""

    CHAIR = "chair"
    EXPERT = "expert"
    MACHINE = "machine"
    ISSUER = "issuer"

    @property
    def rates(self) -> bool:
        """Whether the role fills in cells."""
        return self in (Role.EXPERT, Role.MACHINE)


class Design(StrEnum):
    """Who rates what: everybody everything, each plan several raters, or shared bridge plans and one rater else."""

    FULL = "full"
    OVERLAPPING = "overlapping"
    BRIDGE = "bridge"


class Confidence(StrEnum):
    """How sure a rater is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ErrorClass(StrEnum):
    """Why a vote differs from the blind score: what went wrong, or that nothing did."""

    OVERLOOKED = "overlooked"
    MISREAD = "misread"
    CRITERION = "criterion"
    SLIP = "slip"
    RUBRIC = "rubric"
    VIEW = "view"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One item of one plan."""

    plan: str
    item: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the plan; ``start`` and ``end`` are offsets into its text, None where the words were not found.

    ``criterion`` is the id of the criterion that the words speak for, None where they speak for the item.
    """

    text: str
    start: int | None = None
    end: int | None = None
    criterion: str | None = None

    def as_data(self) -> dict[str, Any]:
        """Return JSON-ready data; the criterion is left out where there is none, so that older seals still hold."""
        data: dict[str, Any] = {"text": self.text, "start": self.start, "end": self.end}
        return data if self.criterion is None else {**data, "criterion": self.criterion}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one rater says of one cell.

    ``score`` is None where the state is cannot judge or section missing. ``criteria`` are the ids of the
    criteria marked as met. ``reason`` says why the rater cannot judge, or why the level is not the one that the
    criteria make.
    """

    state: State
    score: int | None
    criteria: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    confidence: Confidence | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        judged = self.state in (State.SCORED, State.NOT_COVERED)
        if (self.score is not None) != judged or (self.state is State.NOT_COVERED) != (self.score == 0):
            raise ValueError(f"state {self.state} does not go with score {self.score}")

    @property
    def verdict(self) -> tuple[State, int | None]:
        """What counts when two judgements are compared."""
        return self.state, self.score

    def as_data(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "state": self.state.value,
            "score": self.score,
            "criteria": list(self.criteria),
            "quotes": [quote.as_data() for quote in self.quotes],
            "confidence": self.confidence.value if self.confidence else None,
            "reason": self.reason,
        }


def judgement_from_data(data: Mapping[str, Any]) -> Judgement:
    """Return what ``Judgement.as_data`` wrote."""
    return Judgement(
        state=State(data["state"]),
        score=data["score"],
        criteria=tuple(data["criteria"]),
        quotes=tuple(Quote(**quote) for quote in data["quotes"]),
        confidence=Confidence(data["confidence"]) if data["confidence"] else None,
        reason=data["reason"],
    )


@dataclass(frozen=True, slots=True)
class RatedCell:
    """One rater's current judgement of a cell; ``revision`` counts what the rater entered before, from 1."""

    rater: str
    cell: Cell
    judgement: Judgement
    revision: int
    at: str


@dataclass(frozen=True, slots=True)
class Vote:
    """A judgement after the discussion, beside the blind one, which stays."""

    rater: str
    cell: Cell
    judgement: Judgement
    reason: str
    error_class: ErrorClass
    at: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in the discussion of a cell."""

    author: str
    cell: Cell
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The consensus on a cell: what all votes say, or what the chair decides; ``dissent`` are votes that differ."""

    cell: Cell
    judgement: Judgement
    unanimous: bool
    reason: str
    author: str
    dissent: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What the issuer of a plan says of its consensus scores; ``reply`` is the chair's answer."""

    number: int
    author: str
    plan: str
    item: str | None
    text: str
    at: str
    reply: str | None = None
    reply_at: str | None = None
