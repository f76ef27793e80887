"""What a comparison of scored plans is. Reports, figures and screens read these shapes and nothing else.

The way back from every number::

    Mean, ThresholdCount, RuleFinding ... .cells -> CellRef -> Comparison.cell(ref) -> Cell.quotes -> Quote
        (the plan's digest and offsets into its text)

A cell that is missing, cannot be judged or lacks its section has no score and is in no mean; how many there are
stands beside every ``n``. 0 (``not_covered``) is a score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from liance.core.findings import Finding
from liance.core.language import Text
from liance.core.spans import Span
from liance.plans.agreement.intervals import Interval
from liance.plans.documents.model import Level
from liance.plans.ratings import State

#: The scope of all plans together; other scopes are keys of groups.
ALL = ""
#: Key of the group of plans of which the attribute is not known.
UNKNOWN = "?"


class Axis(StrEnum):
    """By what plans are grouped."""

    LEVEL = "level"
    REGION = "region"
    SUBJECT = "subject"
    YEAR = "year"
    ISSUER = "issuer"


class Weighting(StrEnum):
    """How plans weigh in the mean of a scope.

    ``EQUAL_PLANS``: each plan counts one. ``EQUAL_LEVELS``: the mean of the means of the levels of government
    that are in the scope; plans of unknown level are left out. Two districts against six provinces change
    every mean, so both are always given.
    """

    EQUAL_PLANS = "equal_plans"
    EQUAL_LEVELS = "equal_levels"


class MeasureKind(StrEnum):
    """What a measure is."""

    ITEM = "item"
    AGGREGATE = "aggregate"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something of which each plan has one value: an item of the rubric or one of its aggregates.

    ``items`` are the items behind it (itself for an item); ``parts`` what it is the mean of, in one step (types
    for the mean of all tasks; empty for an item). ``top`` is the highest level of its items, ``places`` the
    decimals that are shown.
    """

    id: str
    kind: MeasureKind
    name: Text
    items: tuple[str, ...]
    parts: tuple[str, ...] = ()
    top: int = 4
    places: int = 2


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of a plan: ``text == document.text[span.start:span.end]``; ``page`` from 1 where there are pages.

    ``criterion`` is the criterion for which it speaks, empty where it speaks for none (copied passages).
    """

    span: Span
    text: str
    page: int | None = None
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One item of one plan: ``score`` is None unless ``state`` is scored or not covered (0).

    ``met`` are the criteria marked as met, ``quotes`` the evidence that earns the score.
    """

    plan: str
    item: str
    state: State
    score: int | None
    quotes: tuple[Quote, ...] = ()
    met: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class CellRef:
    """The way to a cell: key of the plan and id of the item."""

    plan: str
    item: str


@dataclass(frozen=True, slots=True)
class ComparedPlan:
    """One scored plan as far as comparisons need it.

    ``key`` is its name within the comparison (the file's name, with ``#2`` for a second file of that name);
    ``digest`` that of the file, into whose text the quotes' offsets lead. ``published`` is an ISO date or its known
    part. ``province`` is the province-level division that holds the region, where the table of divisions knows it.
    ``values`` holds the exact value of every measure of the rubric, None where it has none.
    """

    key: str
    source: str
    digest: str
    title: str
    issuer: str | None
    region: str | None
    region_code: str | None
    province: str | None
    level: Level | None
    published: str | None
    subject: str | None
    rubric: RubricRef
    rater: str
    stage: str
    cells: tuple[Cell, ...]
    values: Mapping[str, Fraction | None]

    @property
    def year(self) -> str | None:
        """The year of publication."""
        return self.published[:4] if self.published else None

    def cell(self, item: str) -> Cell | None:
        """Return the cell of an item, None where the plan was not rated on it."""
        return next((cell for cell in self.cells if cell.item == item), None)


@dataclass(frozen=True, slots=True)
class RubricRef:
    """Which rubric a plan was scored by; scores of different digests are never put into one mean."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Group:
    """The plans that have the same value on the axis, in the comparison's order of plans."""

    axis: Axis
    key: str
    name: Text
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class States:
    """How many item cells of a scope are in which state; ``absent``: the plan was not rated on the item."""

    scored: int = 0
    not_covered: int = 0
    cannot_judge: int = 0
    section_missing: int = 0
    absent: int = 0

    @property
    def counted(self) -> int:
        """Cells that are in means."""
        return self.scored + self.not_covered


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a measure over the plans of a scope.

    Steps: item scores -> the plan's value (by the rubric) -> this mean. ``n`` is the number of plans with a value,
    ``states`` counts the item cells behind it, ``plans`` are the plans with a value. ``value`` is exact, None where
    no plan has a value; ``display`` is rounded as ``rounding`` says. ``interval`` is of the bootstrap over plans.
    """

    measure: str
    scope: str
    weighting: Weighting
    value: Fraction | None
    display: str | None
    rounding: str
    stage: str
    n: int
    states: States
    plans: tuple[str, ...]
    items: tuple[str, ...]
    interval: Interval | None = None

    @property
    def cells(self) -> tuple[CellRef, ...]:
        """The cells behind the mean, by plan and item."""
        return tuple(CellRef(plan, item) for plan in self.plans for item in self.items)


@dataclass(frozen=True, slots=True)
class ThresholdCount:
    """How many plans of a scope reach the threshold on a measure; ``without`` have no value and are in neither."""

    measure: str
    scope: str
    threshold: Fraction
    stage: str
    at_least: tuple[str, ...]
    below: tuple[str, ...]
    without: tuple[str, ...]
    items: tuple[str, ...]

    @property
    def n(self) -> int:
        """Plans with a value."""
        return len(self.at_least) + len(self.below)

    @property
    def cells(self) -> tuple[CellRef, ...]:
        """The cells behind the count."""
        return tuple(CellRef(plan, item) for plan in (*self.at_least, *self.below) for item in self.items)


@dataclass(frozen=True, slots=True)
class RankEntry:
    """One place of a ranking, 1 the highest value; ties share the best rank (1, 2, 2, 4).

    ``low`` and ``high`` hold 95 % of the ranks in resamples, ``kept`` is the share of resamples with the same rank.
    """

    id: str
    value: Fraction
    rank: int
    low: int | None
    high: int | None
    kept: Fraction | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The items or types of a scope (``of`` = "items", "types"), or the groups on a measure (``of`` = measure id)."""

    of: str
    scope: str
    weighting: Weighting
    entries: tuple[RankEntry, ...]
    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class GroupTest:
    """A test of whether groups differ on a measure.

    ``name`` is ``rank_sum`` (two groups: Wilcoxon's rank sum, effect Cliff's delta) or ``kruskal_wallis`` (effect epsilon
    squared). ``p`` is the permutation probability: ``method`` says whether all ``arrangements`` were counted (``exact``,
    p is an exact fraction) or a seeded sample of them (``monte_carlo``). ``adjusted`` is p after Holm over the
    comparison's tests of the same name. Where there is no test ``reason`` says why and the numbers are None.
    """

    name: str
    measure: str
    groups: tuple[str, ...]
    n: tuple[int, ...]
    statistic: Fraction | None = None
    p: Fraction | None = None
    adjusted: Fraction | None = None
    method: str | None = None
    arrangements: int | None = None
    effect: Fraction | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CopiedPassage:
    """A near-identical passage of two plans.

    ``earlier`` was published before ``later`` where ``dated`` is true; otherwise their order is not known and the names
    mean nothing. ``characters`` are signs in common without blanks and punctuation, ``similarity`` their share of the
    longer of the two passages.
    """

    earlier: str
    later: str
    dated: bool
    earlier_quote: Quote
    later_quote: Quote
    characters: int
    similarity: Fraction


class RuleKind(StrEnum):
    """What a rule of a diagnosis pack looks for."""

    CLEAR = "clear"
    VAGUE = "vague"
    SHARED_CLEAR = "shared_clear"
    SHARED_VAGUE = "shared_vague"
    GOALS_WITHOUT_STAGES = "goals_without_stages"
    IMBALANCE = "imbalance"
    OUTLIER = "outlier"
    COPIED = "copied"


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """A quote with its plan; ``item`` is empty where it belongs to no item."""

    plan: str
    item: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """What a rule found: where, in which cells, by which quotes and values, and what to do about it.

    ``scope`` is a group's key or ``ALL``; ``scopes`` are the groups of a finding that several share. ``items`` and
    ``measures`` are what it is about, ``plans`` whom it concerns. ``values`` are the numbers it rests on, exact, by
    name. ``says`` and ``advice`` come from the pack, filled in, and ``name`` is the rule's.
    """

    rule: str
    kind: RuleKind
    scope: str
    says: Text
    advice: Text
    values: Mapping[str, Fraction | int | str]
    plans: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    cells: tuple[CellRef, ...] = ()
    quotes: tuple[FoundQuote, ...] = ()
    copies: tuple[CopiedPassage, ...] = ()
    name: Text = field(default_factory=lambda: Text(zh="", en=""))


@dataclass(frozen=True)
class Comparison:
    """Everything that many scorecards say together.

    ``means`` hold every measure x scope (``ALL`` and each group) x weighting, ``counts`` every measure x scope,
    ``rankings`` the items and types of each scope and the groups on each aggregate, ``tests`` every measure between all groups and
    between each two. ``findings`` are what is wrong with the input; ``rule_findings`` what the rules found.
    """

    by: Axis
    threshold: Fraction
    rubric: RubricRef | None
    stage: str
    plans: tuple[ComparedPlan, ...]
    measures: tuple[Measure, ...]
    groups: tuple[Group, ...]
    means: tuple[Mean, ...]
    counts: tuple[ThresholdCount, ...]
    rankings: tuple[Ranking, ...] = ()
    tests: tuple[GroupTest, ...] = ()
    copies: tuple[CopiedPassage, ...] = ()
    rule_findings: tuple[RuleFinding, ...] = ()
    findings: tuple[Finding, ...] = ()
    levels: tuple[Level, ...] = field(default=())

    @cached_property
    def _plans(self) -> dict[str, ComparedPlan]:
        return {plan.key: plan for plan in self.plans}

    @cached_property
    def _means(self) -> dict[tuple[str, str, Weighting], Mean]:
        return {(mean.measure, mean.scope, mean.weighting): mean for mean in self.means}

    @cached_property
    def _counts(self) -> dict[tuple[str, str], ThresholdCount]:
        return {(count.measure, count.scope): count for count in self.counts}

    @property
    def items(self) -> tuple[Measure, ...]:
        """The measures that are items, in the rubric's order."""
        return tuple(measure for measure in self.measures if measure.kind is MeasureKind.ITEM)

    @property
    def aggregates(self) -> tuple[Measure, ...]:
        """The measures that are aggregates, in the rubric's order."""
        return tuple(measure for measure in self.measures if measure.kind is MeasureKind.AGGREGATE)

    @property
    def types(self) -> tuple[Measure, ...]:
        """The aggregates that are made of items and are parts of another one: the types of tasks."""
        parts = {part for measure in self.measures for part in measure.parts}
        return tuple(measure for measure in self.aggregates if measure.id in parts)

    @property
    def scopes(self) -> tuple[str, ...]:
        """All plans, then each group."""
        return (ALL, *(group.key for group in self.groups))

    def measure(self, name: str) -> Measure:
        """Return the measure ``name``; KeyError where there is none."""
        for measure in self.measures:
            if measure.id == name:
                return measure
        raise KeyError(name)

    def group(self, key: str) -> Group:
        """Return the group of that key; KeyError where there is none."""
        for group in self.groups:
            if group.key == key:
                return group
        raise KeyError(key)

    def plan(self, key: str) -> ComparedPlan:
        """Return the plan of that key; KeyError where there is none."""
        return self._plans[key]

    def cell(self, ref: CellRef) -> Cell | None:
        """Return the cell, None where the plan was not rated on the item."""
        return self._plans[ref.plan].cell(ref.item)

    def plans_of(self, scope: str) -> tuple[ComparedPlan, ...]:
        """Return the plans of a scope in order."""
        return self.plans if scope == ALL else tuple(self._plans[key] for key in self.group(scope).plans)

    def mean(self, measure: str, scope: str = ALL, weighting: Weighting = Weighting.EQUAL_PLANS) -> Mean:
        """Return one mean; KeyError where there is none."""
        return self._means[measure, scope, weighting]

    def count(self, measure: str, scope: str = ALL) -> ThresholdCount:
        """Return the count at the threshold; KeyError where there is none."""
        return self._counts[measure, scope]
