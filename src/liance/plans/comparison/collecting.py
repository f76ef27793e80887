"""A scored plan -> what a comparison keeps of it: its cells with their quotes, and its exact values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from liance.core.language import Text
from liance.packs.model import Rubric
from liance.plans.comparison.model import Cell, ComparedPlan, Measure, MeasureKind, Quote, RubricRef
from liance.plans.documents.model import Document
from liance.plans.ratings import Rating
from liance.plans.scoring import Scorecard


def measures_of(rubric: Rubric) -> tuple[Measure, ...]:
    """Return the measures of a rubric: its items, then its aggregates, in its order."""
    top = {item.id: len(item.levels) for item in rubric.items}
    made = [
        Measure(
            item.id,
            MeasureKind.ITEM,
            Text(_plain(item.name), _plain(item.name_en)),
            (item.id,),
            (),
            top[item.id],
        )
        for item in rubric.items
    ]
    behind: dict[str, tuple[str, ...]] = {item.id: (item.id,) for item in rubric.items}
    for spec in rubric.aggregates:
        behind[spec.id] = tuple(item for part in spec.of for item in behind[part])
        made.append(
            Measure(
                spec.id,
                MeasureKind.AGGREGATE,
                Text(_plain(spec.name.zh), _plain(spec.name.en)),
                behind[spec.id],
                spec.of,
                max(top[item] for item in behind[spec.id]),
                spec.places,
            )
        )
    return tuple(made)


def _plain(text: str) -> str:
    """Return a name of a pack as a template that holds no fields."""
    return text.replace("{", "{{").replace("}", "}}")


def compared_plan(
    key: str, document: Document, subject: str | None, scorecard: Scorecard, province: str | None = None
) -> ComparedPlan:
    """Return what a comparison keeps of one scored plan.

    Args:
        key: its name within the comparison.
        document: the plan, with its metadata.
        subject: the technology it was scored for.
        scorecard: its ratings, of one stage, with the aggregates made from them.
        province: the province-level division that holds its region, where known.
    """
    metadata = document.metadata
    values: dict[str, Fraction | None] = {
        rating.item: None if rating.score is None else Fraction(rating.score) for rating in scorecard.ratings
    }
    values |= {aggregate.id: aggregate.value for aggregate in scorecard.aggregates}
    first = scorecard.ratings[0] if scorecard.ratings else None
    return ComparedPlan(
        key=key,
        source=document.source,
        digest=document.digest,
        title=metadata.title or document.source,
        issuer=metadata.issuer,
        region=metadata.region,
        region_code=metadata.region_code,
        province=province,
        level=metadata.level,
        published=metadata.published,
        subject=subject or None,
        rubric=RubricRef(scorecard.rubric_id, scorecard.rubric_version, scorecard.rubric_digest),
        rater=first.rater.id if first else "",
        stage=first.stage if first else "none",
        cells=tuple(_cell(key, rating, document) for rating in scorecard.ratings),
        values=values,
    )


def _cell(key: str, rating: Rating, document: Document) -> Cell:
    criteria: Mapping[int, str] = {
        piece.span.start: mark.criterion for mark in rating.marks if mark.met for piece in mark.evidence
    }
    quotes = tuple(
        Quote(piece.span, piece.quote, document.page_of(piece.span.start), criteria.get(piece.span.start, ""))
        for piece in rating.best_evidence()
    )
    # People may give a level and quotes without saying which criterion is met.
    met = tuple(mark.criterion for mark in rating.marks if mark.met and mark.criterion)
    return Cell(key, rating.item, rating.state, rating.score, quotes, met)
