"""What may happen when, and by whom."""

import pytest

from liance.core.language import Language
from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell, Role, Stage
from liance.plans.study.stages import RULES, Act, Progress, next_stage, require, require_stage

READY = Progress(plans=1, raters=2, assigned=True)


def test_the_stages_follow_each_other() -> None:
    stage = Stage.SETUP
    seen = [stage]
    while stage is not Stage.CLOSED:
        stage = next_stage(stage, Progress(plans=1, calibration_plans=1, raters=2, assigned=True))
        seen.append(stage)
    assert seen == list(Stage)
    assert next_stage(Stage.SETUP, READY) is Stage.BLIND


@pytest.mark.parametrize(
    ("stage", "progress", "code"),
    [
        (Stage.SETUP, Progress(), "study.no_plans"),
        (Stage.SETUP, Progress(plans=1, raters=1), "study.few_raters"),
        (Stage.SETUP, Progress(plans=1, raters=2), "study.not_assigned"),
        (Stage.BLIND, Progress(raters=1), "study.few_raters"),
        (Stage.BLIND, Progress(raters=2, unsealed=("甲{}",)), "study.reveal_too_early"),
        (Stage.CONSENSUS, Progress(undecided=(Cell("p", "i"),)), "study.undecided"),
        (Stage.CONSENSUS, Progress(unanswered=(3,)), "study.unanswered"),
        (Stage.CLOSED, READY, "study.no_next_stage"),
    ],
)
def test_a_step_that_lacks_something_is_refused_with_its_code(
    stage: Stage, progress: Progress, code: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        next_stage(stage, progress)
    assert caught.value.code == code
    for language in Language:
        assert caught.value.message(language)
    if progress.unsealed:
        assert "甲{}" in caught.value.message(Language.ZH)


@pytest.mark.parametrize("act", list(Act))
def test_each_act_is_allowed_exactly_where_its_rule_says(act: Act) -> None:
    stages, roles = RULES[act]
    for stage in Stage:
        for role in Role:
            if stage in stages and role in roles:
                require(act, stage, "甲", [role])
                continue
            with pytest.raises(RefusedError) as caught:
                require(act, stage, "甲", [role])
            assert caught.value.code in {"study.not_allowed", "study.wrong_stage", "study.no_next_stage"}
            assert caught.value.message(Language.ZH)
            assert caught.value.message(Language.EN)


def test_nobody_sees_disagreements_or_votes_before_the_reveal() -> None:
    for act in (Act.SEE_QUEUE, Act.VOTE, Act.DISCUSS, Act.REPORT, Act.DECIDE, Act.SEE_CONSENSUS):
        assert not {Stage.SETUP, Stage.CALIBRATION, Stage.BLIND} & set(RULES[act][0])


def test_a_step_begins_where_it_begins() -> None:
    require_stage(Stage.BLIND, Stage.BLIND)
    with pytest.raises(RefusedError):
        require_stage(Stage.BLIND, Stage.SETUP)
