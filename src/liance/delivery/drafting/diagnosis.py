"""Gaps and peers' plans -> shortcomings by rule, each with its figures and sources.

The rule is data (``RegionalProfile``): an indicator is weak below a share of the peers' median, a dimension is a
shortcoming where at least half of its compared indicators are weak. Nothing is judged from nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from liance.core.findings import Finding, FindingKind, Severity
from liance.core.language import Text
from liance.delivery.drafting.peers import Gap
from liance.delivery.drafting.profile import ProfileBook, named
from liance.delivery.targets import Target
from liance.packs.drafting import Dimension
from liance.plans.evidence import Evidence
from liance.plans.scoring import ScoredPlan

CANNOT_JUDGE = FindingKind(
    "diagnosis.cannot_judge",
    Severity.WARNING,
    says=Text(
        zh="“{name}”只有 {present} 项指标可比，少于 {needs} 项，不作判断",
        en="'{name}' has {present} comparable indicators, fewer than {needs}; it is not judged",
    ),
    advice=Text(zh="请补充本地和同类地区的数据", en="add figures of the region and its peers"),
)
NO_PLANS = FindingKind(
    "diagnosis.no_plans",
    Severity.INFO,
    says=Text(
        zh="没有主题为“{subject}”的同类规划可对照", en="there is no plan on '{subject}' to compare with"
    ),
    advice=Text(zh="请用 --corpus 指明规划文件夹", en="name a folder of plans with --corpus"),
)


class Verdict(StrEnum):
    """What a dimension is: a grave shortcoming, a shortcoming, not behind, or not judged."""

    GRAVE = "grave"
    WEAK = "weak"
    LEVEL = "level"
    UNKNOWN = "unknown"


VERDICTS: Mapping[Verdict, Text] = {
    Verdict.GRAVE: Text(zh="明显不足", en="grave shortcoming"),
    Verdict.WEAK: Text(zh="不足", en="shortcoming"),
    Verdict.LEVEL: Text(zh="不弱于同类", en="not behind"),
    Verdict.UNKNOWN: Text(zh="无法判断", en="cannot judge"),
}


@dataclass(frozen=True, slots=True)
class PeerPlan:
    """A plan of another region, scored and with its targets."""

    plan: ScoredPlan
    targets: tuple[Target, ...]

    @property
    def name(self) -> str:
        """The region, or the file's name where it is unknown."""
        return self.plan.document.metadata.region or self.plan.document.source

    @property
    def title(self) -> str:
        """The plan's title, or its file."""
        return self.plan.document.metadata.title or self.plan.document.source


@dataclass(frozen=True, slots=True)
class Practice:
    """What peers' plans do about one rubric item: scores by plan, and the clearest passage with its plan."""

    item: str
    scores: tuple[tuple[PeerPlan, int], ...]
    best: PeerPlan | None
    evidence: Evidence | None

    @property
    def clear(self) -> int:
        """How many plans reach level 3."""
        return sum(score >= 3 for _, score in self.scores)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One dimension: its verdict, the gaps it rests on (weak ones first), and what peers' plans do about it."""

    dimension: Dimension
    verdict: Verdict
    weak: tuple[Gap, ...]
    grave: tuple[Gap, ...]
    level: tuple[Gap, ...]
    practice: tuple[Practice, ...]

    @property
    def judged(self) -> int:
        """How many indicators could be compared."""
        return len(self.weak) + len(self.level)


def diagnose(
    found: Sequence[Gap], plans: Sequence[PeerPlan], book: ProfileBook, subject: str
) -> tuple[tuple[Diagnosis, ...], list[Finding]]:
    """Return a diagnosis of every dimension, in the order of the profile."""
    weak_below = Fraction(book.profile.weak_below)
    grave_below = Fraction(book.profile.serious_below)
    findings: list[Finding] = []
    result: list[Diagnosis] = []
    for dimension in book.profile.dimensions:
        own = [gap for gap in found if book.entries[gap.key].dimension == dimension.id]
        weak = [gap for gap in own if gap.ratio is not None and gap.ratio < weak_below]
        grave = [gap for gap in weak if gap.ratio is not None and gap.ratio < grave_below]
        level = [gap for gap in own if gap not in weak]
        if len(own) < dimension.needs:
            name = named(dimension.name.zh, dimension.name.en)
            findings.append(CANNOT_JUDGE.at(name=name, present=len(own), needs=dimension.needs))
            verdict = Verdict.UNKNOWN
        elif 2 * len(grave) >= len(own):
            verdict = Verdict.GRAVE
        elif 2 * len(weak) >= len(own):
            verdict = Verdict.WEAK
        else:
            verdict = Verdict.LEVEL
        weak.sort(key=lambda gap: (gap.ratio if gap.ratio is not None else Fraction(1), gap.key))
        practice = tuple(_practice(item, plans) for item in dimension.items)
        result.append(Diagnosis(dimension, verdict, tuple(weak), tuple(grave), tuple(level), practice))
    if not plans:
        findings.append(NO_PLANS.at(subject=subject))
    return tuple(result), findings


def _practice(item: str, plans: Sequence[PeerPlan]) -> Practice:
    scores: list[tuple[PeerPlan, int]] = []
    best: tuple[int, PeerPlan, Evidence] | None = None
    for one in sorted(plans, key=lambda one: one.plan.document.source):
        rating = next((rating for rating in one.plan.scorecard.ratings if rating.item == item), None)
        if rating is None or rating.score is None:
            continue
        scores.append((one, rating.score))
        evidence = rating.best_evidence()
        if evidence and (best is None or rating.score > best[0]):
            best = (rating.score, one, evidence[0])
    return Practice(item, tuple(scores), best[1] if best else None, best[2] if best else None)
