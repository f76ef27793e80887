"""Score plans: files in, scorecards out, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from liance import __version__
from liance.core.canonical import digest_value
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.packs.library import Library, RubricPack
from liance.packs.model import Item, Rubric, Vocabulary
from liance.plans.concepts import lexicon_finder, subject_finder, subject_words
from liance.plans.documents.model import Document
from liance.plans.evidence import EvidenceFinder, concepts_of
from liance.plans.ratings import Rater, RaterKind, machine_ratings
from liance.plans.scoring import Scorecard, ScoredPlan, aggregate
from liance.plans.structure import outline
from liance.plans.subjects import SubjectChoice, choose_subject
from liance.reports.data import scorecard_data
from liance.reports.scoreboard_page import Row, row_of
from liance.workbench.corpus import Batch, ReadFile, expand, with_option_subject

__all__ = [
    "DEFAULT_RUBRIC",
    "Item",
    "PlanResult",
    "Row",
    "Rubric",
    "ScoredPlan",
    "Scorer",
    "expand",
    "row_of",
    "score_batch",
    "score_file",
    "scorecard_data",
]

DEFAULT_RUBRIC = "technology-plan"
NOT_A_PLAN = "outline.not_a_plan"

CANNOT_SCORE = FindingKind(
    "score.not_a_plan",
    Severity.ERROR,
    says=Text(
        zh="这不像一份规划（没有规划的章节与标题），各项均记为“无法判断”",
        en="this does not look like a plan (it has none of a plan's sections); every item is 'cannot judge'",
    ),
    advice=Text(
        zh="请确认文件是规划正文；新闻报道、论文不参与评分",
        en="make sure that the file is a plan; news and papers are not scored",
    ),
)


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What came of one file: the scored plan, or the findings that say why there is none."""

    path: Path
    plan: ScoredPlan | None
    findings: tuple[Finding, ...]

    @property
    def is_scored(self) -> bool:
        """Whether the file came out as a scored plan."""
        return self.plan is not None and all(
            finding.severity is not Severity.ERROR for finding in self.findings
        )


#: Compiled subjects kept at a time; a corpus rarely has more.
_FINDERS_KEPT = 32


class Scorer:
    """Scores documents with one rubric; keeps what depends on the subject alone, to be fast."""

    def __init__(self, library: Library, rubric: str = DEFAULT_RUBRIC, subject: str | None = None) -> None:
        """Load the rubric and the vocabularies.

        Raises:
            UnknownNameError: there is no such rubric.
            PackError: a pack that is needed is broken.
        """
        self._pack: RubricPack = library.rubric(rubric)
        self._vocabularies: Mapping[str, Vocabulary] = library.vocabularies
        self._subject = subject
        self._wanted = concepts_of(self._pack.cues)
        self._lexicon_finder = lexicon_finder(self._pack.lexicon, self._wanted)
        self._finders: dict[tuple[str, str | None], tuple[EvidenceFinder, Rater]] = {}

    @property
    def pack(self) -> RubricPack:
        """The rubric with its examples."""
        return self._pack

    def score(self, document: Document) -> ScoredPlan:
        """Score one document (pure but for the cache of compiled cues)."""
        plan = outline(document)
        choice = self._choose(document)
        finder, rater = self._finder(choice)
        is_plan = all(finding.code != NOT_A_PLAN for finding in plan.findings)
        ratings = machine_ratings(
            plan,
            self._pack.rubric,
            self._pack.digest,
            self._pack.cues,
            finder.find(plan),
            rater,
            is_plan=is_plan,
        )
        card = Scorecard(
            rubric_id=self._pack.id,
            rubric_version=self._pack.version,
            rubric_digest=self._pack.digest,
            item_names={item.id: item.name for item in self._pack.rubric.items},
            ratings=ratings,
            aggregates=aggregate(self._pack.rubric, ratings),
        )
        findings = [*document.findings, *plan.findings, *choice.findings]
        if not is_plan:
            findings.append(CANNOT_SCORE.at(Place(document.source)))
        return ScoredPlan(document, plan, choice, card, tuple(findings))

    def _choose(self, document: Document) -> SubjectChoice:
        fixed = self._pack.rubric.subject
        metadata = with_option_subject(document.metadata, fixed or self._subject)
        return choose_subject(metadata, document.text, self._vocabularies, document.source)

    def _finder(self, choice: SubjectChoice) -> tuple[EvidenceFinder, Rater]:
        key = (choice.name, choice.vocabulary_id)
        if key not in self._finders:
            if len(self._finders) >= _FINDERS_KEPT:
                self._finders.clear()
            vocabulary = self._vocabularies.get(choice.vocabulary_id or "")
            words = subject_words((choice.name, *choice.words), vocabulary, self._vocabularies)
            own = subject_finder(self._pack.lexicon, words, self._wanted)
            finder = EvidenceFinder(self._pack.cues, [self._lexicon_finder, own])
            digest = digest_value(
                {
                    "engine": __version__,
                    "cues": self._pack.cues_digest,
                    "subject": {name: list(terms) for name, terms in words.items()},
                }
            )
            self._finders[key] = (finder, Rater("liance.cues", RaterKind.MACHINE, digest))
        return self._finders[key]


def score_batch(batch: Batch, scorer: Scorer) -> Iterator[PlanResult]:
    """Score the files of a batch one after the other; nothing is kept of a file once it is yielded."""
    for file in batch.read():
        yield score_file(file, scorer)


def score_file(file: ReadFile, scorer: Scorer) -> PlanResult:
    """Score one file that was read."""
    if file.document is None:
        return PlanResult(file.path, None, file.findings)
    plan = scorer.score(file.document)
    return PlanResult(file.path, plan, (*file.findings, *plan.findings))
