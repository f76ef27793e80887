"""What came of a study: agreement before and after, changes, consensus as scorecards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from liance.core.findings import Finding
from liance.core.language import Text
from liance.core.spans import Span
from liance.packs.model import Rubric
from liance.plans.agreement.report import AgreementReport, agreement_report
from liance.plans.agreement.table import RatingRecord, tabulate
from liance.plans.evidence import Evidence
from liance.plans.ratings import CriterionMark, Rater, RaterKind, Rating
from liance.plans.scoring import Aggregate, aggregate
from liance.plans.study.model import Cell, Decision, Judgement, Quote, Vote

_BY_PERSON = Text(zh="评分者引用", en="quoted by the rater")


def agreement(
    judgements: Mapping[Cell, Mapping[str, Judgement]],
    rubric: Rubric,
    *,
    seed: int = 0,
    draws: int = 2_000,
    model: bool = False,
) -> AgreementReport:
    """Return the agreement of the scores; what could not be judged counts as missing."""
    records = [
        RatingRecord(unit=cell.plan, rater=rater, item=cell.item, score=one.score)
        for cell in sorted(judgements)
        for rater, one in sorted(judgements[cell].items())
    ]
    table, findings = tabulate(records, levels_of(rubric))
    return agreement_report(table, seed=seed, draws=draws, model=model, findings=tuple(findings))


def levels_of(rubric: Rubric) -> tuple[int, ...]:
    """Return the scale of a rubric: 0 and every level up to the highest."""
    return tuple(range(max(level.level for item in rubric.items for level in item.levels) + 1))


@dataclass(frozen=True, slots=True)
class Change:
    """A vote that differs from the blind score."""

    vote: Vote
    blind: Judgement


def changes(blind: Mapping[Cell, Mapping[str, Judgement]], votes: Iterable[Vote]) -> tuple[Change, ...]:
    """Return the last vote of each rater on each cell where it differs from the blind judgement."""
    last = {(vote.cell, vote.rater): vote for vote in votes}
    return tuple(
        Change(vote, blind[vote.cell][vote.rater])
        for _, vote in sorted(last.items())
        if vote.judgement.verdict != blind[vote.cell][vote.rater].verdict
    )


def rating_of(
    cell: Cell,
    judgement: Judgement,
    rater: Rater,
    rubric: Rubric,
    *,
    document_digest: str,
    rubric_digest: str,
    stage: str,
    time: str | None,
) -> Rating:
    """Return a judgement in the type that all ratings share, its quotes as evidence of the marked criteria."""
    item = next(one for one in rubric.items if one.id == cell.item)
    evidence = tuple(_evidence(cell.item, quote) for quote in judgement.quotes if quote.start is not None)
    marks = tuple(
        CriterionMark(
            criterion.id,
            level.level,
            criterion.id in judgement.criteria,
            tuple(replace(piece, criterion=criterion.id) for piece in evidence)
            if criterion.id in judgement.criteria
            else (),
        )
        for level in item.levels
        for criterion in level.criteria
    )
    return Rating(
        item=cell.item,
        state=judgement.state,
        score=judgement.score,
        marks=marks,
        rater=rater,
        document_digest=document_digest,
        rubric_digest=rubric_digest,
        stage=stage,
        time=time,
    )


def _evidence(item: str, quote: Quote) -> Evidence:
    assert quote.start is not None
    assert quote.end is not None
    return Evidence(
        item,
        quote.criterion or "",
        Span(quote.start, quote.end),
        quote.text,
        "strong",
        _BY_PERSON,
        -1,
        -1,
        (),
    )


@dataclass(frozen=True, slots=True)
class PlanResult:
    """The consensus on one plan: its cells and what the rubric adds up."""

    plan: str
    decisions: Mapping[str, Decision]
    aggregates: tuple[Aggregate, ...]


def consensus_results(
    decisions: Sequence[Decision], plans: Mapping[str, str], rubric: Rubric, rubric_digest: str
) -> tuple[PlanResult, ...]:
    """Return the consensus by plan, in the order of ``plans`` (key -> document digest)."""
    by_plan: dict[str, dict[str, Decision]] = {}
    for decision in decisions:
        by_plan.setdefault(decision.cell.plan, {})[decision.cell.item] = decision
    rater = Rater("consensus", RaterKind.PERSON)
    return tuple(
        PlanResult(
            plan,
            by_plan[plan],
            aggregate(
                rubric,
                [
                    rating_of(
                        one.cell,
                        one.judgement,
                        rater,
                        rubric,
                        document_digest=digest,
                        rubric_digest=rubric_digest,
                        stage="consensus",
                        time=one.at,
                    )
                    for one in by_plan[plan].values()
                ],
            ),
        )
        for plan, digest in plans.items()
        if plan in by_plan
    )


@dataclass(frozen=True, slots=True)
class BeforeAndAfter:
    """Agreement of people on the blind scores and on what they say in the end.

    ``with_machine`` is that of people and machine on the blind scores, None where no machine rated.
    """

    before: AgreementReport
    after: AgreementReport
    with_machine: AgreementReport | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings of both."""
        return (*self.before.findings, *self.after.findings)
