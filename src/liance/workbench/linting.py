"""What would make a draft clearer: per item the present level, its evidence and what the next level asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from liance.core.errors import DocumentError
from liance.core.findings import Finding, Severity
from liance.core.language import Language
from liance.packs.library import Library, RubricPack
from liance.packs.model import Criterion, Item, LevelSpec
from liance.plans.ratings import Rating
from liance.plans.scoring import ScoredPlan
from liance.reports.data import document_data
from liance.workbench.corpus import open_batch
from liance.workbench.scoring import Scorer, score_batch


@dataclass(frozen=True, slots=True)
class Advice:
    """Advice on one item.

    ``following`` is the next level, None at the top. ``asks`` are the criteria that are still open: core ones of
    the levels below it that the text lacks, then its own. ``example`` earns the next level, ``counter`` looks like
    it but earns nothing.
    """

    item: Item
    rating: Rating
    following: LevelSpec | None
    asks: tuple[Criterion, ...]
    example: str | None
    counter: str | None


def advise(plan: ScoredPlan, pack: RubricPack) -> tuple[Advice, ...]:
    """Return advice on every item of the rubric, in its order."""
    examples = {(example.item, example.level): example.text for example in pack.examples.examples}
    return tuple(
        _advice(item, rating, examples)
        for item, rating in zip(pack.rubric.items, plan.scorecard.ratings, strict=True)
    )


def _advice(item: Item, rating: Rating, examples: Mapping[tuple[str, int], str]) -> Advice:
    score = rating.score or 0
    met = {mark.criterion for mark in rating.marks if mark.met}
    following = next((level for level in item.levels if level.level == score + 1), None)
    counter = examples.get((item.id, 0))
    if following is None:
        return Advice(item, rating, None, (), None, counter)
    lower = [
        criterion
        for level in item.levels
        if level.level <= score and level.met == "all"
        for criterion in level.criteria
        if criterion.core and criterion.id not in met
    ]
    own = [criterion for criterion in following.criteria if criterion.id not in met]
    return Advice(item, rating, following, (*lower, *own), examples.get((item.id, following.level)), counter)


def level_text(level: LevelSpec, subject: str, language: Language) -> str:
    """Return what a level asks for, as printed, or as its criteria in English."""
    if language is Language.ZH:
        return with_subject(level.text, subject, language)
    return "; ".join(criterion_text(criterion, subject, language) for criterion in level.criteria)


def criterion_text(criterion: Criterion, subject: str, language: Language) -> str:
    """Return a criterion's text with the subject filled in."""
    return with_subject(criterion.text if language is Language.ZH else criterion.text_en, subject, language)


def with_subject(text: str, subject: str, language: Language) -> str:
    """Return a rubric's text with the subject technology filled in."""
    return text.replace("{subject}", subject or ("该技术" if language is Language.ZH else "the technology"))


def advice_data(advice: Advice, subject: str, language: Language) -> dict[str, object]:
    """Return JSON-ready data of one item's advice."""
    following = advice.following
    return {
        "id": advice.item.id,
        "name": advice.item.name,
        "score": advice.rating.score,
        "state": advice.rating.state.value,
        "evidence": [
            {
                "start": piece.span.start,
                "end": piece.span.end,
                "quote": piece.quote,
                "reason": piece.reason.render(language),
            }
            for piece in advice.rating.best_evidence()
        ],
        "next_level": following.level if following else None,
        "next_text": level_text(following, subject, language) if following else None,
        "asks": [
            {"id": criterion.id, "text": criterion_text(criterion, subject, language)}
            for criterion in advice.asks
        ],
        "example": advice.example,
        "counter_example": advice.counter,
    }


@dataclass(frozen=True, slots=True)
class LintedFile:
    """A draft with advice on every item."""

    plan: ScoredPlan
    advices: tuple[Advice, ...]
    findings: tuple[Finding, ...]

    @property
    def is_scored(self) -> bool:
        """Whether the file was scored as a plan."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def lint_file(
    path: Path, library: Library, rubric: str, subject: str | None = None, index: Path | None = None
) -> LintedFile:
    """Score one draft and say what would make it clearer.

    Raises:
        DocumentError: the file cannot be read.
        UnknownNameError: there is no such rubric.
    """
    scorer = Scorer(library, rubric, subject)
    batch = open_batch([path], index)
    result = next(score_batch(batch, scorer))
    if result.plan is None:
        raise DocumentError(path.name, result.findings)
    findings = (*batch.index_findings, *result.findings)
    return LintedFile(result.plan, advise(result.plan, scorer.pack), findings)


def lint_data(file: LintedFile, language: Language) -> dict[str, object]:
    """Return JSON-ready data of a linted draft."""
    subject = file.plan.subject.name
    return {
        "plan": document_data(file.plan.document) | {"subject": subject or None},
        "items": [advice_data(advice, subject, language) for advice in file.advices],
        "findings": [finding.as_data(language) for finding in file.findings],
    }
