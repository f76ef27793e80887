"""What may happen in which stage, and what each step to the next stage asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from liance.core.language import Language, Text
from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell, Role, Stage
from liance.plans.study.words import ROLES, STAGES

_EXAMPLES = 3


class Act(StrEnum):
    """Something a member does."""

    CONFIGURE = "configure"
    RENEW_RUBRIC = "renew_rubric"
    HAND_OUT = "hand_out"
    RATE = "rate"
    SEAL = "seal"
    WITHDRAW = "withdraw"
    SEE_QUEUE = "see_queue"
    DISCUSS = "discuss"
    VOTE = "vote"
    DECIDE = "decide"
    COMMENT = "comment"
    REPLY = "reply"
    ADVANCE = "advance"
    REPORT = "report"
    READ_LOG = "read_log"
    SEE_CONSENSUS = "see_consensus"

    @property
    def says(self) -> Text:
        """The act in words that follow "may not"."""
        return _ACTS[self]


_ACTS: Final = {
    Act.CONFIGURE: Text(zh="更改研究的规划、评分者或分配", en="change plans, raters or assignment"),
    Act.RENEW_RUBRIC: Text(zh="更换评分标准", en="change the rubric"),
    Act.HAND_OUT: Text(zh="发放评分包", en="hand out packets"),
    Act.RATE: Text(zh="填写评分", en="rate"),
    Act.SEAL: Text(zh="封存评分", en="seal scores"),
    Act.WITHDRAW: Text(zh="让评分者退出", en="withdraw raters"),
    Act.SEE_QUEUE: Text(zh="查看分歧", en="see disagreements"),
    Act.DISCUSS: Text(zh="讨论", en="discuss"),
    Act.VOTE: Text(zh="另投新票", en="cast new votes"),
    Act.DECIDE: Text(zh="确定共识", en="decide on consensus"),
    Act.COMMENT: Text(zh="提出意见", en="comment"),
    Act.REPLY: Text(zh="答复意见", en="reply to comments"),
    Act.ADVANCE: Text(zh="推进阶段", en="advance the study"),
    Act.REPORT: Text(zh="生成报告", en="make the report"),
    Act.READ_LOG: Text(zh="查看日志", en="read the log"),
    Act.SEE_CONSENSUS: Text(zh="查看共识", en="see the consensus"),
}
_AFTER_BLIND: Final = (Stage.REVEALED, Stage.CONSENSUS, Stage.CLOSED)
_ANY: Final = tuple(Stage)
_EVERY_READER: Final = frozenset({Role.CHAIR, Role.EXPERT})

#: In which stages and by which roles an act is allowed.
RULES: Final[dict[Act, tuple[tuple[Stage, ...], frozenset[Role]]]] = {
    Act.CONFIGURE: ((Stage.SETUP,), frozenset({Role.CHAIR})),
    Act.RENEW_RUBRIC: ((Stage.SETUP, Stage.CALIBRATION), frozenset({Role.CHAIR})),
    Act.HAND_OUT: ((Stage.CALIBRATION, Stage.BLIND), _EVERY_READER),
    Act.RATE: ((Stage.CALIBRATION, Stage.BLIND), frozenset({Role.EXPERT, Role.MACHINE})),
    Act.SEAL: ((Stage.BLIND,), frozenset({Role.EXPERT, Role.MACHINE})),
    Act.WITHDRAW: ((Stage.CALIBRATION, Stage.BLIND), frozenset({Role.CHAIR})),
    Act.SEE_QUEUE: (_AFTER_BLIND, _EVERY_READER),
    Act.DISCUSS: ((Stage.REVEALED, Stage.CONSENSUS), _EVERY_READER),
    Act.VOTE: ((Stage.REVEALED,), frozenset({Role.EXPERT})),
    Act.DECIDE: ((Stage.CONSENSUS,), frozenset({Role.CHAIR})),
    Act.COMMENT: ((Stage.CONSENSUS,), frozenset({Role.ISSUER})),
    Act.REPLY: ((Stage.CONSENSUS,), frozenset({Role.CHAIR})),
    Act.ADVANCE: (tuple(stage for stage in Stage if stage is not Stage.CLOSED), frozenset({Role.CHAIR})),
    Act.REPORT: (_AFTER_BLIND, _EVERY_READER),
    Act.READ_LOG: (_ANY, _EVERY_READER),
    Act.SEE_CONSENSUS: ((Stage.CONSENSUS, Stage.CLOSED), frozenset(Role)),
}


def require(act: Act, stage: Stage, name: str, roles: Sequence[Role]) -> None:
    """Let ``name``, who has these roles, do ``act`` in ``stage``, or refuse.

    Raises:
        RefusedError: ``study.not_allowed`` or ``study.wrong_stage``.
    """
    stages, allowed = RULES[act]
    if not allowed & set(roles):
        raise RefusedError("study.not_allowed", name=name, role=_roles(roles), act=act.says)
    if stage not in stages:
        if stage is Stage.CLOSED and act is Act.ADVANCE:
            raise RefusedError("study.no_next_stage")
        raise RefusedError("study.wrong_stage", stage=STAGES[stage], act=act.says, allowed=_stages(stages))


def require_stage(wanted: Stage, stage: Stage) -> None:
    """Let a step that begins at ``wanted`` be taken, or refuse.

    Raises:
        RefusedError: ``study.wrong_stage``.
    """
    if stage is not wanted:
        raise RefusedError(
            "study.wrong_stage", stage=STAGES[stage], act=Act.ADVANCE.says, allowed=STAGES[wanted]
        )


def _roles(roles: Sequence[Role]) -> Text:
    return Text(
        zh="、".join(ROLES[role].zh for role in roles), en=" and ".join(ROLES[role].en for role in roles)
    )


def _stages(stages: Sequence[Stage]) -> Text:
    return Text(
        zh="、".join(STAGES[stage].render(Language.ZH) for stage in stages),
        en=", ".join(STAGES[stage].render(Language.EN) for stage in stages),
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """What a step to the next stage looks at.

    ``unsealed`` are raters who have not sealed, ``undecided`` cells without consensus, ``unanswered`` the
    numbers of comments without a reply.
    """

    plans: int = 0
    calibration_plans: int = 0
    raters: int = 0
    assigned: bool = False
    unsealed: tuple[str, ...] = ()
    undecided: tuple[Cell, ...] = ()
    unanswered: tuple[int, ...] = ()


def next_stage(stage: Stage, progress: Progress) -> Stage:
    """Return the stage after ``stage``, or refuse.

    Calibration is passed over where no plan is for calibration.

    Raises:
        RefusedError: something is missing for the step; its code says what.
    """
    if stage is Stage.SETUP:
        if not progress.plans:
            raise RefusedError("study.no_plans")
        if progress.raters < 2:
            raise RefusedError("study.few_raters", count=progress.raters)
        if not progress.assigned:
            raise RefusedError("study.not_assigned")
        return Stage.CALIBRATION if progress.calibration_plans else Stage.BLIND
    if stage is Stage.CALIBRATION:
        return Stage.BLIND
    if stage is Stage.BLIND:
        if progress.raters < 2:
            raise RefusedError("study.few_raters", count=progress.raters)
        if progress.unsealed:
            raise RefusedError("study.reveal_too_early", names=_listed(progress.unsealed))
        return Stage.REVEALED
    if stage is Stage.REVEALED:
        return Stage.CONSENSUS
    if stage is Stage.CONSENSUS:
        if progress.undecided:
            raise RefusedError(
                "study.undecided", count=len(progress.undecided), examples=examples(progress.undecided)
            )
        if progress.unanswered:
            raise RefusedError(
                "study.unanswered",
                count=len(progress.unanswered),
                numbers=_listed([str(number) for number in progress.unanswered]),
            )
        return Stage.CLOSED
    raise RefusedError("study.no_next_stage")


def examples(cells: Sequence[Cell]) -> Text:
    """Return the first few cells in words."""
    return _listed([f"{cell.plan}/{cell.item}" for cell in cells[:_EXAMPLES]])


def _listed(names: Sequence[str]) -> Text:
    return Text(zh=_inert("、".join(names)), en=_inert(", ".join(names)))


def _inert(text: str) -> str:
    """Keep braces of names from being read as fields when the text is rendered."""
    return text.replace("{", "{{").replace("}", "}}")
