"""The example studies: made as members make theirs, one blind, one revealed."""

from __future__ import annotations

import pytest

from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Stage
from liance.workbench.serving import example_files
from liance.workbench.shelf import Shelf
from liance.workbench.studies.discussing import cell_room, disagreements
from liance.workbench.studies.examples import BLIND_STUDY, DISCUSSED_STUDY, fill_examples
from liance.workbench.studies.leading import add_kept_plans, create_study, study_status, view_study
from liance.workbench.studies.rating import check_seals, own_cells

from .conftest import LIBRARY


@pytest.mark.slow
def test_one_study_is_blind_and_one_is_under_discussion(sqlite_store: str) -> None:
    shelf = Shelf()
    plans = [shelf.add(name, data, "demo").version.plan for name, data in example_files()]
    experts = ("e1", "e2", "e3")
    fill_examples(plans, LIBRARY, chair="c", second_chair="d", experts=experts, issuer="i")
    blind = study_status(BLIND_STUDY, actor="d")
    assert [(one.filled, one.sealed_at is not None) for one in blind.progress] == [
        (45, False),
        (72, True),
        (18, False),
    ]
    with pytest.raises(RefusedError, match=r"."):
        disagreements(BLIND_STUDY, actor="c")
    assert len(own_cells(BLIND_STUDY, actor="e1")) == 45
    found = disagreements(DISCUSSED_STUDY, actor="c")
    assert found.study.stage is Stage.REVEALED
    assert len(found.disagreements) > 20
    assert len(found.machine) == 72
    assert not any(check_seals(DISCUSSED_STUDY, actor="e1").values())
    first = found.disagreements[0].cell
    assert len(cell_room(DISCUSSED_STUDY, first.plan, first.item, actor="e2").notes) == 2
    assert [plan.issuer for plan in view_study(DISCUSSED_STUDY, actor="i").plans] == ["i"]


def test_kept_plans_of_the_same_name_get_keys_of_their_own(sqlite_store: str) -> None:
    shelf = Shelf()
    numbers = [
        shelf.add("plan.txt", f"一、发展目标\n到2026年建成平台{n}个。\n".encode(), "x").version.plan
        for n in (1, 2)
    ]
    create_study("k", "k", LIBRARY, "technology-plan", actor="c")
    assert add_kept_plans("k", numbers, actor="c") == ("plan", f"plan-{numbers[1]}")
