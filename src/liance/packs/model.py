"""What data packs hold, as frozen values. The YAML of a pack is read into exactly these shapes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

#: Lower-case words joined by hyphens: safe as a name, a folder and a part of an address.
PackId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
#: A name inside a pack: like a pack id, with dots between its parts.
LocalId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=64)]
#: A concept: the name of a list of words.
ConceptName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]*$", max_length=64)]
Version = Annotated[str, StringConstraints(pattern=r"^\d{1,4}\.\d{1,4}\.\d{1,4}$")]
Term = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
#: Concepts that a subject's vocabulary fills: a lexicon may include but not define them.
SUBJECT_CONCEPTS = ("subject.name", "subject.component", "subject.problem", "subject.product")
RoleName = Literal["background", "principle", "goal", "task", "safeguard", "other"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Bilingual(_Frozen):
    """A text in both languages."""

    zh: Sentence
    en: Sentence


class Source(_Frozen):
    """Where facts of a pack come from: a paper, a standard, a regulation."""

    title: Sentence
    place: str = ""
    year: int | None = None


class Manifest(_Frozen):
    """``pack.yaml``: the head of every pack.

    ``engine`` is the lowest version of Liance that reads the pack.
    """

    id: PackId
    kind: Literal[
        "rubric",
        "vocabulary",
        "lexicon",
        "indicators",
        "study",
        "diagnosis",
        "topics",
        "profile",
        "candidates",
        "series",
        "scenario",
        "oversight",
    ]
    version: Version
    title: Bilingual
    language: Literal["zh", "en"]
    licence: str
    engine: Version
    sources: tuple[Source, ...] = ()


class Vocabulary(_Frozen):
    """``vocabulary.yaml``: the words of one subject technology.

    ``names`` are what the subject itself is called (the first is the usual name), ``components`` the parts
    and forms it consists of (组成部分), ``problems`` the key technical problems within those parts
    (关键性技术问题), ``products`` the words for its products and services. ``broader`` names other
    vocabularies whose components, problems and products also count.
    """

    names: Annotated[tuple[Term, ...], Field(min_length=1)]
    components: tuple[Term, ...]
    problems: tuple[Term, ...]
    products: tuple[Term, ...]
    broader: tuple[PackId, ...] = ()


class Concept(_Frozen):
    """A named list of words that mean the same thing for a rule.

    ``terms`` are found as they stand, ``patterns`` are regular expressions without unbounded repeats,
    ``includes`` names other concepts whose words belong here too. ``before`` lets a pattern's hit take up to
    that many letters, digits and Chinese signs that stand before it, and asks for at least two of them: a
    pattern for 技术 with ``before: 12`` finds 隐私计算技术 as one name.
    """

    note: Sentence
    terms: tuple[Term, ...] = ()
    patterns: tuple[Annotated[str, StringConstraints(min_length=1, max_length=400)], ...] = ()
    before: Annotated[int, Field(ge=2, le=30)] | None = None
    includes: tuple[ConceptName, ...] = ()


class Lexicon(_Frozen):
    """``lexicon.yaml``: the general language of plans, as concepts by name."""

    concepts: dict[ConceptName, Concept]


class Criterion(_Frozen):
    """One checkable statement of a level.

    ``text`` holds ``{subject}`` where the technology is named. A ``core`` criterion must be met for its
    level; the others strengthen it.
    """

    id: LocalId
    text: Sentence
    text_en: Sentence
    core: bool = True


class LevelSpec(_Frozen):
    """One level of an item, as printed (``text``) and as criteria.

    ``met`` says whether the level asks for all of its core criteria or for any (a printed "或").
    """

    level: Annotated[int, Field(ge=1, le=9)]
    text: Sentence
    met: Literal["all", "any"] = "all"
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class Item(_Frozen):
    """A rubric item.

    ``logic`` says how criteria make a level: ``cumulative`` needs every level below it, ``highest`` takes
    the highest level met (lower ones count as implied unless the text plainly lacks them), ``any`` takes
    the highest level of which any criterion is met.
    """

    id: LocalId
    name: Term
    name_en: Sentence
    meaning: Sentence
    logic: Literal["cumulative", "highest", "any"]
    section: RoleName | None = None
    levels: Annotated[tuple[LevelSpec, ...], Field(min_length=1)]

    def criteria(self) -> tuple[Criterion, ...]:
        """Return the criteria of all levels, lowest level first."""
        return tuple(criterion for level in self.levels for criterion in level.criteria)


class AggregateSpec(_Frozen):
    """A number made from items or from other aggregates, by a registered function."""

    id: LocalId
    name: Bilingual
    function: Literal["mean.v1"]
    of: Annotated[tuple[LocalId, ...], Field(min_length=1)]
    weighting: Literal["equal_items", "equal_types"]
    places: Annotated[int, Field(ge=0, le=6)] = 2


class Rubric(_Frozen):
    """``rubric.yaml``: items, levels, criteria and how scores are added up.

    ``subject`` is the fixed subject technology, or None where it is a parameter. ``cues_of`` names the
    rubric pack whose machine cues are used where this pack has none of its own.
    """

    subject: Term | None = None
    cues_of: PackId | None = None
    lexicon: PackId
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    aggregates: tuple[AggregateSpec, ...] = ()


class Cue(_Frozen):
    """A pattern of concepts that speaks for a criterion.

    The parts of ``all`` stand in this order in one clause or statement with at most ``gap`` characters
    between two of them; a part is a concept or several joined by ``|``. ``terms`` asks for that many different words
    of the last part in the statement (a list). ``near`` must also stand somewhere in the statement, ``unless``
    must not. ``decisive`` evidence proves a criterion alone, whatever the criterion asks for otherwise; of the
    others ``strong`` evidence counts as one place, ``weak`` as half of one.
    """

    all: Annotated[tuple[str, ...], Field(min_length=1, max_length=4)]
    gap: Annotated[int, Field(ge=0, le=200)] = 16
    within: Literal["clause", "statement"] = "clause"
    ordered: bool = True
    terms: Annotated[int, Field(ge=1, le=20)] = 1
    near: tuple[str, ...] = ()
    unless: tuple[ConceptName, ...] = ()
    roles: tuple[RoleName, ...] | None = None
    headings: bool = True
    strength: Literal["decisive", "strong", "weak"] = "strong"
    reason: Bilingual


class CriterionCues(_Frozen):
    """The cues of one criterion, and how much evidence it needs.

    ``places`` different clauses must give evidence (strong ones count 1, weak ones 1/2). ``facets``
    different cues must have fired (technology and industry and application). ``distinct`` asks for that many
    different values of a cue's first part over the whole plan (two target years).
    """

    criterion: LocalId
    cues: Annotated[tuple[Cue, ...], Field(min_length=1)]
    places: Annotated[int, Field(ge=1, le=50)] = 1
    facets: Annotated[int, Field(ge=1, le=20)] = 1
    distinct: Annotated[int, Field(ge=1, le=20)] = 1


class ItemCues(_Frozen):
    """The cues of one item; ``roles`` are the sections in which its evidence is sought."""

    item: LocalId
    roles: Annotated[tuple[RoleName, ...], Field(min_length=1)]
    criteria: Annotated[tuple[CriterionCues, ...], Field(min_length=1)]


class CueSet(_Frozen):
    """``cues.yaml``: what the machine rater looks for, by item."""

    items: tuple[ItemCues, ...]


class Example(_Frozen):
    """``examples.yaml``, one entry: a text that earns ``level`` for ``item`` (0: a counter-example)."""

    item: LocalId
    level: Annotated[int, Field(ge=0, le=9)]
    text: Sentence
    why: str = ""


class Examples(_Frozen):
    """``examples.yaml``: one example per level and one counter-example per item."""

    examples: tuple[Example, ...]


class Indicator(_Frozen):
    """An indicator that plans promise and offices report.

    ``measure`` is what kind of number it is: a count, a sum of money, a share of something, a rate of growth or
    a ratio. ``unit`` is the base unit; ``units`` are other units of the same thing with what one of them is in
    the base unit (``1/1000``). ``direction`` says which way is better. ``combine`` says how the values of parts
    (cities) make that of the whole (province): their sum, their maximum, or neither. ``synonyms`` are other
    names for it.
    """

    id: LocalId
    name: Bilingual
    measure: Literal["count", "money", "share", "growth", "ratio"]
    unit: Annotated[str, StringConstraints(max_length=20)]
    units: dict[Term, Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,8}(/[1-9]\d{0,8})?$")]] = {}
    direction: Literal["up", "down"]
    combine: Literal["sum", "maximum", "none"]
    synonyms: tuple[Term, ...] = ()


class IndicatorCatalogue(_Frozen):
    """``indicators.yaml``: indicators with all their names.

    ``rewrites`` are words that mean the same inside any name (地区生产总值: GDP), made alike before names are
    compared. ``dropped`` are words at the beginning of a name that say nothing of the indicator (全省), ``linked``
    words between a subject and the indicator (产业 in 区块链产业龙头企业).
    """

    rewrites: dict[Term, Term] = {}
    dropped: tuple[Term, ...] = ()
    linked: tuple[Term, ...] = ()
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]
