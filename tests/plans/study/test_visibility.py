"""Whose cells are seen, and when."""

import pytest

from liance.plans.study.model import Role, Stage
from liance.plans.study.visibility import has_ended, may_see_cells_of_others


@pytest.mark.parametrize("stage", list(Stage))
def test_others_cells_open_when_their_stage_is_over_and_never_for_issuers(stage: Stage) -> None:
    after_blind = stage in (Stage.REVEALED, Stage.CONSENSUS, Stage.CLOSED)
    after_calibration = after_blind or stage is Stage.BLIND
    for role in (Role.CHAIR, Role.EXPERT):
        assert may_see_cells_of_others(stage, [role], calibration=False) is after_blind
        assert may_see_cells_of_others(stage, [role], calibration=True) is after_calibration
    for role in (Role.ISSUER, Role.MACHINE):
        assert not may_see_cells_of_others(stage, [role], calibration=False)
        assert not may_see_cells_of_others(stage, [role], calibration=True)


def test_a_stage_has_ended_when_a_later_one_is_reached() -> None:
    assert has_ended(Stage.BLIND, Stage.REVEALED)
    assert not has_ended(Stage.BLIND, Stage.BLIND)
