"""People's and machines' judgements on evidence: one type for all.

A rating marks criteria with evidence; the level follows from the item's logic. A machine is one rater among
others; its scores are machine scores, never results.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from liance.packs.model import CriterionCues, CueSet, Item, LevelSpec, Rubric
from liance.plans.evidence import Evidence
from liance.plans.structure import Outline, Role, StatementKind


class State(StrEnum):
    """What a cell of a scorecard is.

    0 (the text does not touch the item), "cannot judge" and "section missing" are three different things.
    """

    SCORED = "scored"
    NOT_COVERED = "not_covered"
    CANNOT_JUDGE = "cannot_judge"
    SECTION_MISSING = "section_missing"


class RaterKind(StrEnum):
    """Whether a person or a program rated."""

    PERSON = "person"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Rater:
    """Who rated: an id, its kind, and for a machine the digest of its rules."""

    id: str
    kind: RaterKind
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class CriterionMark:
    """Whether a criterion is met, and by what evidence."""

    criterion: str
    level: int
    met: bool
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's judgement of one item of one plan.

    ``score`` is the level (0 for not covered), None where the state is cannot judge or section missing.
    ``time`` is an ISO 8601 instant for people; machine ratings depend on no clock and have none.
    """

    item: str
    state: State
    score: int | None
    marks: tuple[CriterionMark, ...]
    rater: Rater
    document_digest: str
    rubric_digest: str
    stage: str
    time: str | None = None

    def best_evidence(self) -> tuple[Evidence, ...]:
        """Return the evidence that earns the score, one piece per place.

        That is the evidence of the met criteria of its level; where lower levels hold a higher one back
        (``held_back``) and none is met at the score's own level, that of all criteria met.
        """
        by_place: dict[int, Evidence] = {}
        own = any(mark.met and mark.level == self.score for mark in self.marks)
        for mark in self.marks:
            if mark.met and (mark.level == self.score or not own) and self.score:
                for piece in mark.evidence:
                    by_place.setdefault(piece.span.start, piece)
        return tuple(by_place.values())

    def __post_init__(self) -> None:
        judged = self.state in (State.SCORED, State.NOT_COVERED)
        if (self.score is not None) != judged or (self.state is State.NOT_COVERED) != (self.score == 0):
            raise ValueError(f"state {self.state} does not go with score {self.score}")


def level_of(item: Item, met: Iterable[str]) -> int:
    """Return the level that the met criteria make, by the item's logic (0 where none is met).

    ``cumulative``: the highest level up to which every level is met. ``any``: the highest level of which a
    criterion is met. ``highest``: the highest level met unless the text plainly lacks what is below it, that
    is unless more than one lower level is without any met criterion; where that holds of every level met,
    each level that the text touches counts one.
    """
    marked = set(met)
    reached = [_level_met(level, marked) for level in item.levels]
    touched = [any(criterion.id in marked for criterion in level.criteria) for level in item.levels]
    if item.logic == "cumulative":
        best = 0
        for level, is_met in zip(item.levels, reached, strict=True):
            if not is_met:
                break
            best = level.level
        return best
    if item.logic == "any":
        return max(
            (level.level for level, is_touched in zip(item.levels, touched, strict=True) if is_touched),
            default=0,
        )
    for index in reversed(range(len(item.levels))):
        if reached[index] and touched[:index].count(False) <= 1:
            return item.levels[index].level
    return sum(touched) if any(reached) else 0


def held_back(item: Item, rating: Rating) -> int | None:
    """Return the level that the text meets but that lower levels hold back, None where there is none."""
    met = {mark.criterion for mark in rating.marks if mark.met}
    best = max((level.level for level in item.levels if _level_met(level, met)), default=0)
    return best if rating.score is not None and best > rating.score else None


def _level_met(level: LevelSpec, marked: set[str]) -> bool:
    core = [criterion.id in marked for criterion in level.criteria if criterion.core]
    return all(core) if level.met == "all" else any(core)


def machine_ratings(
    outline: Outline,
    rubric: Rubric,
    rubric_digest: str,
    cues: CueSet,
    evidence: Sequence[Evidence],
    rater: Rater,
    *,
    is_plan: bool = True,
) -> tuple[Rating, ...]:
    """Return the machine's rating of every item of the rubric.

    Args:
        outline: the plan.
        rubric: the rubric, with its digest.
        rubric_digest: the digest of the rubric pack.
        cues: the cues by which ``evidence`` was found.
        evidence: all evidence found in the outline.
        rater: the machine rater.
        is_plan: False where the text is no plan; then every item is "cannot judge".
    """
    needs = {criterion.criterion: criterion for item in cues.items for criterion in item.criteria}
    known = {item.item for item in cues.items}
    by_criterion: dict[str, list[Evidence]] = {}
    for piece in evidence:
        by_criterion.setdefault(piece.criterion, []).append(piece)
    ratings: list[Rating] = []
    for item in rubric.items:
        marks = tuple(
            CriterionMark(
                criterion=criterion.id,
                level=level.level,
                met=criterion.id in needs
                and _enough(needs[criterion.id], by_criterion.get(criterion.id, [])),
                evidence=tuple(by_criterion.get(criterion.id, [])),
            )
            for level in item.levels
            for criterion in level.criteria
        )
        state, score = State.CANNOT_JUDGE, None
        if is_plan and item.id in known:
            level = level_of(item, [mark.criterion for mark in marks if mark.met])
            if level:
                state, score = State.SCORED, level
            elif item.section is not None and _section_is_empty(outline, Role(item.section)):
                state = State.SECTION_MISSING
            else:
                state, score = State.NOT_COVERED, 0
        ratings.append(
            Rating(
                item.id, state, score, marks, rater, outline.document.digest, rubric_digest, stage="machine"
            )
        )
    return tuple(ratings)


_WEIGHTS = {"strong": Fraction(1), "weak": Fraction(1, 2)}


def _enough(need: CriterionCues, evidence: Sequence[Evidence]) -> bool:
    """Whether the evidence is as much as the criterion needs (see ``CriterionCues``)."""
    if any(piece.strength == "decisive" for piece in evidence):
        return True
    by_place: dict[int, Fraction] = {}
    for piece in evidence:
        weight = _WEIGHTS[piece.strength]
        by_place[piece.span.start] = max(weight, by_place.get(piece.span.start, Fraction(0)))
    return (
        sum(by_place.values(), Fraction(0)) >= need.places
        and len({piece.cue for piece in evidence}) >= need.facets
        and len({_value_of(piece.matched[0]) for piece in evidence}) >= need.distinct
    )


def _value_of(word: str) -> str:
    """Return what tells one matched word from another: its number where it has one (到2025年, 2025年底)."""
    return "".join(sign for sign in word if sign.isdigit()) or word


def _section_is_empty(outline: Outline, role: Role) -> bool:
    """Whether the plan announces sections of that role whose text is not there."""
    sections = {index for index, section in enumerate(outline.sections) if section.role is role}
    filled = {
        statement.section
        for statement in outline.statements
        if statement.kind not in (StatementKind.HEADING, StatementKind.TITLE)
    }
    return bool(sections) and not sections & filled
