"""What a plan is drafted from, as data: the catalogue of a regional profile, candidate scenarios with criteria.

``profile.yaml`` says which indicators describe a region, in which dimension each counts and when a gap is a
shortcoming; ``candidates.yaml`` lists scenarios a region may choose and the criteria by which it chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.packs.model import Bilingual, Indicator, LocalId, PackId, Sentence, Term
from liance.packs.yamlfile import YamlFile, YamlPath

NAMED_TWICE = FindingKind(
    "drafting.named_twice",
    Severity.ERROR,
    says=Text(zh="“{name}”出现了两次", en="'{name}' stands twice"),
    advice=Text(zh="请删除或改名", en="delete or rename one"),
)
NOT_DEFINED = FindingKind(
    "drafting.not_defined",
    Severity.ERROR,
    says=Text(zh="引用了没有定义的“{name}”", en="'{name}' is used but not defined"),
    advice=Text(zh="请检查拼写，或先定义它", en="check the spelling or define it first"),
)

#: An exact ratio such as 1 or 1/2.
Ratio = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,3}(/[1-9]\d{0,3})?$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Dimension(_Frozen):
    """One side of a region's state, such as technology or talent.

    ``items`` are the rubric items that show what plans do about it. It is judged where at least ``needs`` of
    its indicators can be compared.
    """

    id: LocalId
    name: Bilingual
    lacking: Bilingual
    items: Annotated[tuple[LocalId, ...], Field(min_length=1)]
    needs: Annotated[int, Field(ge=1, le=20)] = 1


class ProfileEntry(_Frozen):
    """An indicator of the profile: one of the catalogue or of ``indicators``.

    ``dimension`` is where a gap counts; ``size`` marks what tells how alike two regions are. ``definition`` says
    what is counted, so that regions count the same.
    """

    indicator: LocalId
    label: Bilingual
    dimension: LocalId | None = None
    size: bool = False
    definition: Sentence


class Trait(_Frozen):
    """A list of words that describes a region, such as its leading industries; ``alike`` counts for similarity."""

    id: LocalId
    name: Bilingual
    synonyms: tuple[Term, ...] = ()
    alike: bool = False


class RegionalProfile(_Frozen):
    """``profile.yaml``.

    An indicator is weak below ``weak_below`` of the peers' median and seriously weak below ``serious_below``; a
    dimension is a shortcoming where at least half of its compared indicators are weak.
    """

    catalogue: PackId
    indicators: tuple[Indicator, ...] = ()
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)]
    entries: Annotated[tuple[ProfileEntry, ...], Field(min_length=1)]
    traits: tuple[Trait, ...] = ()
    weak_below: Ratio = "1"
    serious_below: Ratio = "1/2"


class ChoiceCriterion(_Frozen):
    """One thing by which scenarios are chosen.

    ``kind``: ``industry`` and ``experience`` are computed (share of the scenario's industries that the region
    has; share of peers' plans that take the scenario up), ``judged`` is a score from 0 to 4 by people.
    ``direction`` is ``down`` where less is better. ``asks`` is the question people answer.
    """

    id: LocalId
    name: Bilingual
    kind: Literal["industry", "experience", "judged"]
    direction: Literal["up", "down"] = "up"
    asks: Bilingual


class Candidate(_Frozen):
    """A scenario a region may choose.

    ``words`` find it in plans, ``industries`` are the local industries it serves (empty: no industry of its own, as
    with government services; it then counts one half), ``links`` the usual links of its work chain, to be checked by the drafter.
    """

    id: LocalId
    name: Bilingual
    words: Annotated[tuple[Term, ...], Field(min_length=1)]
    industries: tuple[Term, ...] = ()
    links: tuple[Term, ...] = ()


class CandidateSet(_Frozen):
    """``candidates.yaml``."""

    criteria: Annotated[tuple[ChoiceCriterion, ...], Field(min_length=2, max_length=10)]
    candidates: Annotated[tuple[Candidate, ...], Field(min_length=1)]


def check_profile(profile: BaseModel, file: YamlFile) -> Iterator[Finding]:
    """Yield what is wrong between the parts of a profile catalogue."""
    assert isinstance(profile, RegionalProfile)
    for key in ("dimensions", "traits", "indicators"):
        yield from _twice((one.id for one in getattr(profile, key)), file, key)
    yield from _twice((entry.indicator for entry in profile.entries), file, "entries")
    known = {dimension.id for dimension in profile.dimensions}
    for index, entry in enumerate(profile.entries):
        if entry.dimension is not None and entry.dimension not in known:
            yield NOT_DEFINED.at(_place(file, ("entries", index)), name=entry.dimension)


def check_candidates(candidates: BaseModel, file: YamlFile) -> Iterator[Finding]:
    """Yield what is wrong between the parts of a set of candidates."""
    assert isinstance(candidates, CandidateSet)
    for key in ("criteria", "candidates"):
        yield from _twice((one.id for one in getattr(candidates, key)), file, key)


def _twice(names: Iterable[str], file: YamlFile, key: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield NAMED_TWICE.at(_place(file, (key, index)), name=name)
        seen.add(name)


def _place(file: YamlFile, path: YamlPath) -> Place:
    return Place(file.name, line=file.line_of(path))
