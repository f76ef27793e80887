"""The worksheet: what the planner decides and fills in, as one YAML file.

Everything has a default, so that a draft can grow: what is empty becomes a blank in the draft, and no blank is
silent. Places are named by code (GB/T 2260), or by a code of the worksheet's own list of places.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from liance.packs.model import LocalId, Term

#: A decimal number as typed: 12 or "1.5".
Number = int | Annotated[str, StringConstraints(pattern=r"^-?\d{1,15}(\.\d{1,6})?$")]
#: A pairwise judgement on Saaty's scale: 1 to 9, or the inverse of one.
Judgement = Literal[
    1, 2, 3, 4, 5, 6, 7, 8, 9, "1/2", "1/3", "1/4", "1/5", "1/6", "1/7", "1/8", "1/9",
    "1", "2", "3", "4", "5", "6", "7", "8", "9",
]  # fmt: skip
Year = Annotated[int, Field(ge=1990, le=2100)]
YearKey = Annotated[str, StringConstraints(pattern=r"^(19|20|21)\d{2}$")]
Words = Annotated[str, StringConstraints(max_length=2_000)]
Code = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Period(_Frozen):
    """The years a plan is made for."""

    start: Year
    end: Year


class StageFill(_Frozen):
    """A stage of the plan: its name, the year it ends in, and what shall be so by then."""

    name: Term
    year: Year
    text: Words = ""


class TargetFill(_Frozen):
    """A target: ``indicator`` by id or label of the profile; ``values`` by year, in ``unit``.

    Years without a value take ``rule`` where one is named: ``trend`` (own growth goes on), ``median`` (the peers'
    median of today, reached in even growth by the last stage) or ``plans`` (the growth that peers' plans set).
    """

    indicator: Term
    values: dict[YearKey, Number] = {}
    rule: Literal["trend", "median", "plans"] | None = None
    unit: Annotated[str, StringConstraints(max_length=20)] | None = None
    owner: Words = ""
    source: Words = ""
    binding: bool | None = None


class Judged(_Frozen):
    """A score from 0 to 4, and where it comes from."""

    score: Annotated[int, Field(ge=0, le=4)]
    source: Words = ""


class ScenarioFill(_Frozen):
    """A scenario: its judged scores by criterion, and what the draft says of it once it is chosen."""

    scenario: LocalId
    scores: dict[LocalId, Judged] = {}
    links: tuple[Term, ...] = ()
    products: tuple[Term, ...] = ()
    projects: tuple[Term, ...] = ()
    text: Words = ""
    owner: Words = ""
    source: Words = ""


class PairwiseFill(_Frozen):
    """One judge's comparisons of criteria: ``a/b`` -> how much more a weighs than b."""

    judge: Term
    judgements: dict[
        Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+/[a-z0-9.-]+$", max_length=140)], Judgement
    ]


class ChoiceFill(_Frozen):
    """How scenarios are chosen: weights by criterion, or pairwise judgements; the best ``take`` are taken."""

    weights: dict[LocalId, Number] = {}
    pairwise: tuple[PairwiseFill, ...] = ()
    take: Annotated[int, Field(ge=1, le=30)] = 6
    scenarios: tuple[ScenarioFill, ...] = ()


class PlaceFill(_Frozen):
    """A place that may carry part of the layout; ``row`` and ``column`` put it on the tile map."""

    code: Code
    name: Term
    row: Annotated[int, Field(ge=0, le=30)] | None = None
    column: Annotated[int, Field(ge=0, le=30)] | None = None


class LayoutPart(_Frozen):
    """A core, a belt or a block: its places, what it does, and why there."""

    kind: Literal["core", "belt", "block"]
    name: Term
    places: tuple[Code, ...] = ()
    text: Words = ""
    reason: Words = ""
    source: Words = ""


class TextFill(_Frozen):
    """A paragraph the planner has written: ``lead`` opens it, ``owner`` answers for it."""

    lead: Annotated[str, StringConstraints(max_length=60)] = ""
    text: Words
    owner: Words = ""
    source: Words = ""
    box: tuple[Words, ...] = ()
    box_title: Annotated[str, StringConstraints(max_length=60)] = ""


class SupplyFill(_Frozen):
    """One line of the yearly list of application scenarios."""

    year: Year
    scenario: LocalId
    name: Term
    unit: Words = ""
    demand: Words = ""
    conditions: tuple[Words, ...] = ()
    manner: Literal["list", "call"] = "list"


class Worksheet(_Frozen):
    """All that the planner decides; see the fields of each part."""

    region: Term
    subject: Term
    title: Words = ""
    number: Words = ""
    period: Period
    peers: tuple[Term, ...] = ()
    vision: Words = ""
    guiding: Words = ""
    principles: tuple[TextFill, ...] = ()
    stages: tuple[StageFill, ...] = ()
    targets: tuple[TargetFill, ...] = ()
    choice: ChoiceFill = ChoiceFill()
    places: tuple[PlaceFill, ...] = ()
    layout: tuple[LayoutPart, ...] = ()
    tasks: dict[LocalId, tuple[TextFill, ...]] = {}
    supply: tuple[SupplyFill, ...] = ()
    safeguards: tuple[TextFill, ...] = ()


def exact(number: Number) -> Fraction:
    """Return a typed number exactly."""
    return Fraction(number)


def exact_values(values: Mapping[str, Number]) -> dict[int, Fraction]:
    """Return values by year, in order of year."""
    return {int(year): exact(values[year]) for year in sorted(values)}
