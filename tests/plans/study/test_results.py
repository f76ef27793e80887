"""Agreement before and after, changes, and consensus as scorecards."""

from __future__ import annotations

from liance.packs.library import Library
from liance.plans.ratings import Rater, RaterKind, State
from liance.plans.study.model import Cell, Decision, ErrorClass, Judgement, Quote, Vote
from liance.plans.study.results import agreement, changes, consensus_results, levels_of, rating_of

RUBRIC = Library().rubric("technology-plan").rubric
GOAL = RUBRIC.items[0]


def says(score: int | None) -> Judgement:
    if score is None:
        return Judgement(State.CANNOT_JUDGE, None, reason="缺页")
    return Judgement(State.SCORED if score else State.NOT_COVERED, score)


def test_what_cannot_be_judged_is_missing_and_never_zero() -> None:
    table = {
        Cell(plan, "goal"): {"a": says(one), "b": says(other)}
        for plan, one, other in (("p", 1, 1), ("q", 3, 4), ("r", None, 2), ("s", 0, 0))
    }
    report = agreement(table, RUBRIC, draws=20)
    assert report.levels == levels_of(RUBRIC) == (0, 1, 2, 3, 4)
    assert (report.overall.ratings, report.overall.missing) == (7, 1)
    assert report.overall.levels[0] == 2


def test_only_last_votes_that_differ_are_changes() -> None:
    cell = Cell("p", "goal")
    blind = {cell: {"a": says(1), "b": says(2)}}
    votes = [
        Vote("a", cell, says(3), "x", ErrorClass.SLIP, "1"),
        Vote("a", cell, says(2), "y", ErrorClass.MISREAD, "2"),
        Vote("b", cell, says(2), "z", ErrorClass.VIEW, "3"),
    ]
    assert [(one.vote.rater, one.vote.reason, one.blind.score) for one in changes(blind, votes)] == [
        ("a", "y", 1)
    ]


def test_a_judgement_becomes_a_rating_with_its_quotes_as_evidence() -> None:
    judgement = Judgement(State.SCORED, 2, ("goal.2.quantified",), (Quote("20家", 5, 8), Quote("没有找到")))
    rating = rating_of(
        Cell("p", "goal"),
        judgement,
        Rater("甲", RaterKind.PERSON),
        RUBRIC,
        document_digest="d",
        rubric_digest="r",
        stage="blind",
        time="t",
    )
    assert [(piece.quote, piece.span.start) for piece in rating.best_evidence()] == [("20家", 5)]
    assert [mark.criterion for mark in rating.marks if mark.met] == ["goal.2.quantified"]


def test_consensus_adds_up_as_the_rubric_says() -> None:
    decisions = [
        Decision(Cell("p", item.id), says(score), True, "", "c", (), "t")
        for item, score in zip(RUBRIC.items, (2, 4, 3, 1, 2, 3, None, 0, 4), strict=True)
    ]
    (result,) = consensus_results(decisions, {"p": "sha256:0", "q": "sha256:1"}, RUBRIC, "sha256:r")
    assert len(result.decisions) == 9
    assert all(one.stage == "consensus" for one in result.aggregates)
    assert any(one.n < 9 for one in result.aggregates)
