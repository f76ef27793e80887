"""What is made ready at the upload is read, not computed, by the pages of many plans."""

from __future__ import annotations

import pytest

from liance.plans.scoring import ScoredPlan
from liance.workbench.preparing import prepare
from liance.workbench.serving import example_files
from liance.workbench.shelf import Shelf
from liance.workbench.shelf_comparison import Comparer
from liance.workbench.shelf_tracking import TrackerDesk


@pytest.mark.usefixtures("sqlite_store")
def test_a_comparison_of_prepared_plans_scores_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    for name, data in list(example_files())[:3]:
        version = shelf.add(name, data, "张工").version
        prepare(shelf, Comparer(shelf), TrackerDesk(shelf), version)
    fresh = Shelf()
    scored: list[object] = []

    def refuse(_self: Shelf, version: object, *_rubric: str) -> ScoredPlan:
        scored.append(version)
        raise AssertionError("scored again")

    monkeypatch.setattr(Shelf, "scored", refuse)
    made = Comparer(fresh).compare()
    assert made is not None
    assert len(made.comparison.plans) == 3
    assert all(plan.cells and any(cell.quotes for cell in plan.cells) for plan in made.comparison.plans)
    assert TrackerDesk(fresh).tracker() is not None
    assert scored == []
