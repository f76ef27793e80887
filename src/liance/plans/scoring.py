"""Rubric + ratings -> scorecard: cells, and exact sums of them with their weighting, rounding, n and stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from liance.core.findings import Finding
from liance.core.numbers import round_half_up
from liance.packs.model import AggregateSpec, Rubric
from liance.plans.documents.model import Document
from liance.plans.ratings import Rating
from liance.plans.structure import Outline
from liance.plans.subjects import SubjectChoice


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A number made from cells.

    ``value`` is exact, None where no part has a value; ``n`` is the number of item cells behind it, so that
    missing and "cannot judge" cells never turn into zeros. ``rounding`` names how ``display`` was made.
    """

    id: str
    value: Fraction | None
    display: str | None
    n: int
    weighting: str
    rounding: str
    stage: str

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data; the exact value as ``n/d``."""
        return {
            "id": self.id,
            "value": None if self.value is None else str(self.value),
            "display": self.display,
            "n": self.n,
            "weighting": self.weighting,
            "rounding": self.rounding,
            "stage": self.stage,
        }


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The ratings of one plan by one rater and what they add up to."""

    rubric_id: str
    rubric_version: str
    rubric_digest: str
    item_names: Mapping[str, str]
    ratings: tuple[Rating, ...]
    aggregates: tuple[Aggregate, ...]

    def score(self, item: str) -> int | None:
        """Return the score of an item, None where it has none."""
        return next(rating.score for rating in self.ratings if rating.item == item)

    def aggregate(self, name: str) -> Aggregate:
        """Return the aggregate ``name``."""
        return next(aggregate for aggregate in self.aggregates if aggregate.id == name)


@dataclass(frozen=True, slots=True)
class ScoredPlan:
    """One plan with its outline, subject, scorecard and all findings made on the way."""

    document: Document
    outline: Outline
    subject: SubjectChoice
    scorecard: Scorecard
    findings: tuple[Finding, ...]


def mean(values: Sequence[Fraction]) -> Fraction:
    """Return the arithmetic mean of at least one value (``mean.v1``)."""
    return sum(values, Fraction(0)) / len(values)


#: Functions that packs may name. A changed meaning is a new version.
FUNCTIONS: Mapping[str, Callable[[Sequence[Fraction]], Fraction]] = {"mean.v1": mean}


def aggregate(rubric: Rubric, ratings: Sequence[Rating]) -> tuple[Aggregate, ...]:
    """Return the aggregates that the rubric declares, in its order.

    Parts without a value are left out of a mean, and ``n`` tells how many cells remain. All ratings must be
    of one stage.

    Raises:
        ValueError: ratings of several stages.
    """
    stages = {rating.stage for rating in ratings}
    if len(stages) > 1:
        raise ValueError(f"ratings of several stages: {sorted(stages)}")
    stage = stages.pop() if stages else "none"
    values: dict[str, Fraction | None] = {
        rating.item: None if rating.score is None else Fraction(rating.score) for rating in ratings
    }
    counts = {name: int(value is not None) for name, value in values.items()}
    made: list[Aggregate] = []
    for spec in rubric.aggregates:
        value = _value(spec, values)
        values[spec.id] = value
        counts[spec.id] = sum(counts.get(part, 0) for part in spec.of)
        made.append(
            Aggregate(
                id=spec.id,
                value=value,
                display=None if value is None else str(round_half_up(value, spec.places)),
                n=counts[spec.id],
                weighting=spec.weighting,
                rounding=f"half_up.{spec.places}",
                stage=stage,
            )
        )
    return tuple(made)


def _value(spec: AggregateSpec, values: Mapping[str, Fraction | None]) -> Fraction | None:
    present = [value for part in spec.of if (value := values.get(part)) is not None]
    return FUNCTIONS[spec.function](present) if present else None
