"""Where raters disagree, in the order in which it matters; how votes become consensus.

A disagreement is ordered by how many levels lie between its lowest and highest score, then by how many
conclusions hang on it, then by how far it moves its plan's mean. A conclusion is whether the mean of an item,
over all plans or over those of one level of government, is clear (3 and above), vague (2 and below) or between:
the cuts by which the published method reads its tables. A conclusion hangs on a cell when the lowest and the
highest score of that cell put it on different sides, all other cells standing at the mean of their scores.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Final

from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell, Decision, Judgement, Vote

#: A mean at or above this is clear, at or below the other vague.
CLEAR_FROM: Final = 3
VAGUE_TO: Final = 2


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What hangs on a cell: the mean of ``item`` over the plans of ``group`` (None: all plans)."""

    item: str
    group: str | None
    low: str
    high: str

    def as_data(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {"item": self.item, "group": self.group, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A cell on which raters differ.

    ``distance`` counts levels between the lowest and the highest score; ``split`` says that some scored and
    some could not judge or missed the section; ``shift`` is how far the plan's mean over items moves between the
    lowest and the highest score.
    """

    cell: Cell
    judgements: Mapping[str, Judgement]
    distance: int
    split: bool
    conclusions: tuple[Conclusion, ...]
    shift: Fraction

    @property
    def order(self) -> tuple[int, int, Fraction, bool, Cell]:
        """What the queue is sorted by."""
        return (-self.distance, -len(self.conclusions), -self.shift, not self.split, self.cell)


def queue(
    judgements: Mapping[Cell, Mapping[str, Judgement]], groups: Mapping[str, str | None]
) -> tuple[Disagreement, ...]:
    """Return the disagreements, gravest first.

    Args:
        judgements: of each cell, by rater.
        groups: the level of government of each plan, None where unknown.
    """
    standing = _standing(judgements, groups)
    found = [
        _disagreement(cell, of_cell, groups.get(cell.plan), standing)
        for cell, of_cell in judgements.items()
        if len({one.verdict for one in of_cell.values()}) > 1
    ]
    return tuple(sorted(found, key=lambda one: one.order))


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where all cells stand, in units of 1/scale: exact whole numbers, quick for thousands of cells.

    ``centres`` are the means of the cells; ``totals`` their sum and number by item and group; ``items`` counts
    the cells with a score of each plan.
    """

    scale: int
    centres: Mapping[Cell, int]
    totals: Mapping[tuple[str, str | None], tuple[int, int]]
    items: Mapping[str, int]


def _standing(
    judgements: Mapping[Cell, Mapping[str, Judgement]], groups: Mapping[str, str | None]
) -> _Standing:
    scores = {cell: _scores(of_cell) for cell, of_cell in judgements.items()}
    scale = lcm(1, *{len(given) for given in scores.values() if given})
    centres = {cell: sum(given) * scale // len(given) for cell, given in scores.items() if given}
    totals: dict[tuple[str, str | None], tuple[int, int]] = {}
    for cell, centre in centres.items():
        for group in _groups(groups.get(cell.plan)):
            total, count = totals.get((cell.item, group), (0, 0))
            totals[cell.item, group] = (total + centre, count + 1)
    return _Standing(scale, centres, totals, Counter(cell.plan for cell in centres))


def _scores(of_cell: Mapping[str, Judgement]) -> list[int]:
    return [one.score for one in of_cell.values() if one.score is not None]


def _disagreement(
    cell: Cell, of_cell: Mapping[str, Judgement], own_group: str | None, standing: _Standing
) -> Disagreement:
    given = _scores(of_cell)
    low, high = (min(given), max(given)) if given else (0, 0)
    conclusions = []
    for group in _groups(own_group) if high > low else ():
        total, count = standing.totals[cell.item, group]
        rest = total - standing.centres[cell]
        at_low, at_high = (
            _band(rest + score * standing.scale, count * standing.scale) for score in (low, high)
        )
        if at_low != at_high:
            conclusions.append(Conclusion(cell.item, group, at_low, at_high))
    return Disagreement(
        cell=cell,
        judgements=of_cell,
        distance=high - low,
        split=len(given) < len(of_cell),
        conclusions=tuple(conclusions),
        shift=Fraction(high - low, standing.items.get(cell.plan, 1)),
    )


def _groups(group: str | None) -> tuple[str | None, ...]:
    return (None,) if group is None else (None, group)


def _band(total: int, count: int) -> str:
    """Return the side on which a mean of ``total / count`` lies."""
    if total >= CLEAR_FROM * count:
        return "clear"
    return "vague" if total <= VAGUE_TO * count else "between"


def final_judgements(
    blind: Mapping[Cell, Mapping[str, Judgement]], votes: Iterable[Vote]
) -> dict[Cell, dict[str, Judgement]]:
    """Return what each rater says in the end: the last vote where there is one, else the blind judgement."""
    final = {cell: dict(of_cell) for cell, of_cell in blind.items()}
    for vote in votes:
        final[vote.cell][vote.rater] = vote.judgement
    return final


def unanimous(of_cell: Mapping[str, Judgement]) -> Judgement | None:
    """Return the judgement that all raters share, with the criteria and quotes of all; None where they differ."""
    if len({one.verdict for one in of_cell.values()}) != 1:
        return None
    first = next(iter(of_cell.values()))
    return Judgement(
        state=first.state,
        score=first.score,
        criteria=tuple(dict.fromkeys(mark for one in of_cell.values() for mark in one.criteria)),
        quotes=tuple(dict.fromkeys(quote for one in of_cell.values() for quote in one.quotes)),
        reason="；".join(dict.fromkeys(one.reason for one in of_cell.values() if one.reason))
        if first.score is None
        else "",
    )


def decide(
    cell: Cell,
    of_cell: Mapping[str, Judgement],
    judgement: Judgement | None,
    *,
    reason: str,
    author: str,
    at: str,
    machines: frozenset[str] = frozenset(),
) -> Decision:
    """Return the consensus on a cell; every vote of a person that differs is kept as dissent.

    Args:
        cell: which.
        of_cell: final judgements by rater.
        judgement: what the chair decides; None takes what all people say.
        reason: why; needed where not all people say the same.
        author: the chair.
        at: the instant, ISO 8601.
        machines: raters that are machines: they have no say and do not dissent.

    Raises:
        RefusedError: ``study.reason_needed``, or ``study.undecided`` where people differ and nothing was decided.
    """
    people = {rater: one for rater, one in of_cell.items() if rater not in machines}
    shared = unanimous(people) if people else None
    if judgement is None:
        if shared is None:
            raise RefusedError("study.undecided", count=1, examples=f"{cell.plan}/{cell.item}")
        return Decision(cell, shared, True, reason, author, (), at)
    dissent = tuple(rater for rater, one in people.items() if one.verdict != judgement.verdict)
    if dissent and not reason:
        raise RefusedError("study.reason_needed")
    return Decision(cell, judgement, not dissent, reason, author, dissent, at)


def settled_cells(final: Mapping[Cell, Mapping[str, Judgement]], machines: frozenset[str]) -> Sequence[Cell]:
    """Return the cells on which all people say the same in the end."""
    return [
        cell
        for cell, of_cell in final.items()
        if (people := {rater: one for rater, one in of_cell.items() if rater not in machines})
        and unanimous(people) is not None
    ]
