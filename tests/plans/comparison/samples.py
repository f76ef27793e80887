"""Plans with given scores, made up for tests of comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from liance.core.spans import Span
from liance.packs.library import Library
from liance.plans.comparison.collecting import measures_of
from liance.plans.comparison.model import Cell, ComparedPlan, Quote, RubricRef
from liance.plans.documents.model import Level
from liance.plans.ratings import Rater, RaterKind, Rating, State
from liance.plans.scoring import aggregate

PACK = Library().rubric("technology-plan")
MEASURES = measures_of(PACK.rubric)
ITEMS = [item.id for item in PACK.rubric.items]
RUBRIC = RubricRef("technology-plan", "1.0.0", "sha256:rubric")


def made_plan(
    key: str,
    scores: Sequence[int | None],
    level: Level | None = Level.CITY,
    published: str | None = "2023-05-01",
    *,
    rubric: RubricRef = RUBRIC,
    stage: str = "machine",
    met: Sequence[str] = (),
    **fields: str | None,
) -> ComparedPlan:
    """Return a plan with the given scores in the order of ``ITEMS``; None cannot be judged."""
    rater = Rater("r", RaterKind.MACHINE)
    ratings = [
        Rating(
            item,
            State.CANNOT_JUDGE if score is None else State.SCORED if score else State.NOT_COVERED,
            score,
            (),
            rater,
            "d",
            "r",
            stage,
        )
        for item, score in zip(ITEMS, scores, strict=True)
    ]
    values: dict[str, Fraction | None] = {
        rating.item: None if rating.score is None else Fraction(rating.score) for rating in ratings
    }
    values |= {made.id: made.value for made in aggregate(PACK.rubric, ratings)}
    cells = tuple(
        Cell(
            key,
            rating.item,
            rating.state,
            rating.score,
            (Quote(Span(0, 2), f"{key}{rating.item}"),) if rating.score else (),
            tuple(criterion for criterion in met if criterion.startswith(f"{rating.item}.")),
        )
        for rating in ratings
    )
    given = {
        "issuer": None,
        "region": None,
        "region_code": None,
        "province": None,
        "subject": "区块链",
    } | fields
    return ComparedPlan(
        key=key,
        source=f"{key}.txt",
        digest=f"sha256:{key}",
        title=f"{key}规划",
        level=level,
        published=published,
        rubric=rubric,
        rater="r",
        stage=stage,
        cells=cells,
        values=values,
        **given,
    )


def thirteen() -> list[ComparedPlan]:
    """Six provinces, five cities and two districts, as in table 1 of the paper, with made-up scores."""
    rows = [
        (1, 3, 3, 4, 3, 3, 3, 4, 3),
        (3, 3, 3, 4, 4, 3, 3, 4, 3),
        (2, 1, 3, 3, 3, 3, 3, 2, 3),
        (2, 0, 3, 4, 3, 2, 2, 4, 3),
        (0, 1, 3, 3, 2, 2, 1, 2, 4),
        (4, 3, 4, 4, 4, 4, 3, 4, 3),
        (2, 1, 2, 3, 3, 2, 2, 3, 3),
        (2, 3, 4, 4, 4, 4, 3, 4, 3),
        (4, 2, 2, 3, 2, 2, 1, 4, 3),
        (2, 1, 1, 3, 3, 3, 2, 4, 3),
        (2, 2, 1, 2, 2, 1, 1, 4, 3),
        (1, 2, 2, 2, 2, 1, 2, 3, 1),
        (4, 4, 3, 4, 3, 2, 2, 3, 3),
    ]
    levels = [Level.PROVINCE] * 6 + [Level.CITY] * 5 + [Level.DISTRICT] * 2
    return [
        made_plan(f"p{number:02}", row, level)
        for number, (row, level) in enumerate(zip(rows, levels, strict=True), 1)
    ]
