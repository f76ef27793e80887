"""Stored plans held against the plan above them: what the children promise together for each target of the parent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.delivery.coherence import Coherence, CoherenceLine, compare_plans
from liance.delivery.indicators import Series, series_of
from liance.delivery.targets import Target, find_targets
from liance.packs.regions import shipped_regions
from liance.plans.documents.model import Level
from liance.reports.coherence_tables import COHERENCE
from liance.workbench.following import coherence_word, combined_words, parent_words
from liance.workbench.keeping import Kept
from liance.workbench.shelf import Shelf, shared_library
from liance.workbench.targets import indicator_finder, value_words

__all__ = ["COHERENCE", "ChildValue", "Family", "FamilyRow", "family", "likely_children", "likely_parent"]

#: Most children of one comparison.
MAX_CHILDREN: Final = 200
_ORDER: Final = (Level.NATIONAL, Level.PROVINCE, Level.CITY, Level.DISTRICT)


@dataclass(frozen=True, slots=True)
class ChildValue:
    """What one child promises: the version, the value in words, and where it stands in the text."""

    version: Any
    value: str
    start: int
    quote: str


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """One target of the parent with what its children promise for it."""

    indicator: str
    year: int
    value: str
    start: int
    quote: str
    combined: str
    verdict: str
    word: str
    children: tuple[ChildValue, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A parent plan with its children: a row per dated target, how many have each verdict, and contradictions."""

    parent: Any
    children: tuple[Any, ...]
    rows: tuple[FamilyRow, ...]
    counts: tuple[tuple[str, Text, int], ...]
    findings: tuple[Finding, ...]


_SERIES: Final[Kept[str, tuple[Series, ...]]] = Kept(256)


def _series(shelf: Shelf, version: Any) -> tuple[Series, ...]:
    def make() -> tuple[Series, ...]:
        targets, _ = find_targets(shelf.outline(version))
        return tuple(series_of(targets, indicator_finder(shared_library())))

    return _SERIES.get(version.digest, make)


def family(
    shelf: Shelf, parent: Any, children: Sequence[Any], language: Language, *, complete: bool = False
) -> Family:
    """Hold the targets of stored plans against those of the plan above them.

    Args:
        shelf: the corpus.
        parent: the version above.
        children: the versions below; of each plan one.
        language: of the words.
        complete: whether these are all the children there are; only then can they fall short.
    """
    by_key = {str(version.plan): version for version in children[:MAX_CHILDREN]}
    lines, findings = compare_plans(
        _series(shelf, parent),
        {key: _series(shelf, version) for key, version in by_key.items()},
        complete=complete,
    )
    # A target that its plan states twice is one row; those that children share come first.
    once: dict[tuple[object, ...], CoherenceLine] = {}
    for line in lines:
        once.setdefault((line.key, line.year, line.parent.op, line.parent.value), line)
    kept = sorted(once.values(), key=lambda line: line.verdict is Coherence.NOT_SHARED)
    rows = tuple(_row(line, by_key, language) for line in kept)
    counts = tuple(
        (one.value, word, sum(row.verdict == one.value for row in rows)) for one, word in COHERENCE.items()
    )
    named = tuple(_named(finding, by_key) for finding in findings)
    return Family(parent, tuple(by_key.values()), rows, counts, named)


def _row(line: CoherenceLine, by_key: dict[str, Any], language: Language) -> FamilyRow:
    return FamilyRow(
        line.parent.indicator,
        line.year,
        parent_words(line, language),
        line.parent.start,
        _plain(line.parent),
        combined_words(line, language),
        line.verdict.value,
        coherence_word(line, language),
        tuple(
            ChildValue(by_key[key], value_words(target, language), target.start, _plain(target))
            for key, target in line.children
        ),
    )


def _plain(target: Target) -> str:
    return " ".join(target.quote.split())


def _named(finding: Finding, by_key: dict[str, Any]) -> Finding:
    """Return a finding that names a child by its title instead of its number."""
    child = by_key.get(str(finding.details.get("child", "")))
    if child is None:
        return finding
    return finding.kind.at(finding.place, **{**finding.details, "child": child.name})


def likely_parent(versions: Sequence[Any]) -> Any | None:
    """Return the plan of the highest level, None where no level is known; of several the newest."""
    for level in _ORDER:
        found = [version for version in versions if version.metadata.level is level]
        if found:
            return found[0]
    return None


def likely_children(parent: Any, versions: Sequence[Any]) -> tuple[Any, ...]:
    """Return the plans that may lie below a plan: of a lower level, within its division or its name where known.

    Where nothing says which plans lie below, all of the next lower levels are offered; a person decides.
    """
    if parent.metadata.level is None:
        return ()
    below = set(_ORDER[_ORDER.index(parent.metadata.level) + 1 :])
    lower = [
        version for version in versions if version.plan != parent.plan and version.metadata.level in below
    ]
    regions = shipped_regions()
    outer = regions.get(parent.metadata.region_code) if parent.metadata.region_code else None
    if outer is not None:
        return tuple(
            version
            for version in lower
            if version.metadata.region_code
            and (inner := regions.get(version.metadata.region_code)) is not None
            and regions.holds(outer, inner)
        )
    stem = parent.metadata.region or ""
    named = [version for version in lower if stem and stem in (version.metadata.issuer or "")]
    return tuple(named or lower)[:MAX_CHILDREN]
