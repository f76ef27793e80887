"""Cells of raters: revisions, seals, and who sees what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell, Role, Stage
from liance.plans.study.sealing import broken_cells
from liance.store.studies import ratings, repository

from .conftest import AT, ITEMS, PLANS, Panel, says

CELL = Cell("p", ITEMS[0])


def refused(code: str, action: Callable[[], object]) -> None:
    with pytest.raises(RefusedError) as caught, transaction.atomic():
        action()
    assert caught.value.code == code


def put(cell: Cell, score: int, actor: str = "甲", **more: object) -> ratings.Written:
    return ratings.put_cells("s", {cell: says(score)}, at=AT, actor=actor, **more)  # type: ignore[arg-type]


def test_every_revision_stays_and_the_newest_counts(panel: Panel) -> None:
    panel.to(Stage.BLIND)
    assert put(CELL, 1).taken == (CELL,)
    assert put(CELL, 1).unchanged == (CELL,)
    assert put(CELL, 3).taken == (CELL,)
    assert ratings.own_cells("s", "甲")[CELL].judgement.score == 3
    assert [one.judgement.score for one in ratings.own_revisions("s", "甲")[CELL]] == [1, 3]


def test_a_cell_changed_elsewhere_meanwhile_is_told(panel: Panel) -> None:
    panel.to(Stage.BLIND)
    put(CELL, 1)
    put(CELL, 2)
    written = put(CELL, 4, bases={CELL: 1})
    assert written.replaced == {CELL: says(2)}
    assert put(CELL, 0, bases={CELL: 3}).replaced == {}


def test_only_own_assigned_cells_of_the_stage_are_written(panel: Panel) -> None:
    refused("study.wrong_stage", lambda: put(CELL, 1))
    panel.to(Stage.CALIBRATION)
    assert ratings.assigned_plans("s", "甲") == ("practice",)
    refused("study.not_assigned_cell", lambda: put(CELL, 1))
    panel.fill("甲", 1, ("practice",))
    panel.advance()
    assert ratings.assigned_plans("s", "甲") == PLANS
    refused("study.unknown_plan", lambda: put(Cell("z", ITEMS[0]), 1))
    refused("study.unknown_item", lambda: put(Cell("p", "z"), 1))
    refused("study.not_allowed", lambda: put(CELL, 1, actor="主持人"))


def test_a_seal_needs_all_cells_and_ends_the_rating(panel: Panel) -> None:
    panel.to(Stage.BLIND)
    put(CELL, 1)
    refused("study.seal_incomplete", lambda: panel.seal("甲"))
    panel.fill("甲", 2)
    panel.seal("甲")
    refused("study.sealed", lambda: panel.seal("甲"))
    refused("study.sealed", lambda: put(CELL, 3))
    made = ratings.seals("s", "乙")[0]
    assert (made.rater, len(made.commitments)) == ("甲", len(PLANS) * len(ITEMS))
    own = ratings.openings("s", at=AT, actor="甲")
    assert set(own) == {"甲"}
    assert broken_cells(made, own["甲"]) == ()
    assert ratings.openings("s", at=AT, actor="乙") == {}
    filled = {one.rater: (one.filled, one.assigned, one.role) for one in ratings.progress("s", "主持人")}
    assert filled == {"甲": (18, 18, Role.EXPERT), "乙": (0, 18, Role.EXPERT)}


def test_after_the_reveal_members_see_all_and_the_log_says_so(panel: Panel) -> None:
    panel.to(Stage.REVEALED)
    shown = ratings.shown_cells("s", at=AT, actor="乙")
    assert list(shown)[: len(ITEMS)] == [Cell("p", item) for item in ITEMS]
    assert {rater: one.judgement.score for rater, one in shown[CELL].items()} == {"甲": 3, "乙": 1}
    assert set(ratings.shown_cells("s", plan="q", at=AT, actor="乙")) == {Cell("q", item) for item in ITEMS}
    assert ratings.verdicts("s", at=AT, actor="主持人")[CELL] == {"甲": says(3), "乙": says(1)}
    assert set(ratings.openings("s", at=AT, actor="乙")) == {"甲", "乙"}
    assert ratings.machine_names("s", "乙") == frozenset()
    seen = [(entry.actor, entry.action) for entry in repository.log("s", "主持人")][-4:]
    assert ("乙", "study.cells_seen") in seen
    assert ("乙", "study.openings_seen") in seen
