"""After the reveal: votes, remarks, consensus, comments; everything is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from liance.plans.study.adjudication import decide
from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell, ErrorClass, Stage
from liance.store.studies import discussion, ratings

from .conftest import AT, ITEMS, PLANS, Panel, says

CELL = Cell("p", ITEMS[0])


def refused(code: str, action: Callable[[], object]) -> None:
    with pytest.raises(RefusedError) as caught, transaction.atomic():
        action()
    assert caught.value.code == code


def vote(score: int, actor: str = "乙", cell: Cell = CELL, reason: str = "看漏一句") -> None:
    discussion.vote(
        "s", cell, says(score), reason=reason, error_class=ErrorClass.OVERLOOKED, at=AT, actor=actor
    )


def test_votes_stand_beside_the_blind_scores(panel: Panel) -> None:
    panel.to(Stage.REVEALED)
    vote(2)
    vote(3)
    votes = discussion.votes("s", at=AT, actor="甲")
    assert [one.judgement.score for one in votes] == [2, 3]
    assert discussion.last_verdicts("s", "甲")[CELL] == {"乙": says(3)}
    assert ratings.shown_cells("s", at=AT, actor="甲")[CELL]["乙"].judgement.score == 1
    refused("study.reason_needed", lambda: vote(2, reason=" "))
    refused("study.not_allowed", lambda: vote(2, actor="主持人"))
    refused("study.not_in_discussion", lambda: vote(2, cell=Cell("practice", ITEMS[0])))
    refused("study.unknown_plan", lambda: vote(2, cell=Cell("z", ITEMS[0])))


def test_remarks_are_kept_in_order(panel: Panel) -> None:
    panel.to(Stage.REVEALED)
    discussion.note("s", CELL, "先看第二段", at=AT, actor="主持人")
    discussion.note("s", CELL, "同意", at=AT, actor="甲")
    assert [(one.author, one.text) for one in discussion.notes("s", "乙")] == [
        ("主持人", "先看第二段"),
        ("甲", "同意"),
    ]
    refused("study.not_allowed", lambda: discussion.note("s", CELL, "x", at=AT, actor="发布机构"))


def test_consensus_comments_and_the_end(panel: Panel) -> None:
    panel.to(Stage.REVEALED)
    refused("study.wrong_stage", lambda: discussion.decisions("s", "甲"))
    panel.advance()
    refused("study.wrong_stage", lambda: vote(2))
    refused("study.undecided", panel.advance)
    made = [
        decide(
            Cell(plan, item),
            {"甲": says(3), "乙": says(1)},
            says(3),
            reason="依据充分",
            author="主持人",
            at="t",
        )
        for plan in PLANS
        for item in ITEMS
    ]
    refused("study.not_allowed", lambda: discussion.add_decisions("s", made, at=AT, actor="甲"))
    discussion.add_decisions("s", made, at=AT, actor="主持人")
    again = decide(CELL, {"甲": says(3), "乙": says(1)}, says(2), reason="折中", author="主持人", at="t")
    discussion.add_decisions("s", [again], at=AT, actor="主持人")
    decided = discussion.decisions("s", "甲")
    assert len(decided) == len(PLANS) * len(ITEMS)
    assert (decided[0].judgement.score, decided[0].dissent) == (2, ("甲", "乙"))
    own = discussion.decisions("s", "发布机构")
    assert {one.cell.plan for one in own} == {"p"}
    assert all(one.dissent == () for one in own)
    assert discussion.comment("s", "p", ITEMS[0], "请看附件", at=AT, actor="发布机构") == 1
    refused("study.other_plan", lambda: discussion.comment("s", "q", None, "x", at=AT, actor="发布机构"))
    refused("study.not_allowed", lambda: discussion.comment("s", "p", None, "x", at=AT, actor="甲"))
    refused("study.unanswered", panel.advance)
    refused("study.no_comment", lambda: discussion.reply("s", 2, "x", at=AT, actor="主持人"))
    discussion.reply("s", 1, "附件不是正文", at=AT, actor="主持人")
    refused("study.no_comment", lambda: discussion.reply("s", 1, "再答", at=AT, actor="主持人"))
    assert discussion.comments("s", "发布机构")[0].reply == "附件不是正文"
    assert panel.advance() is Stage.CLOSED
    refused("study.no_next_stage", panel.advance)
