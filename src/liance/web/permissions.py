"""Who may do what: roles and rights as one table.

A person has any number of roles; a right is held if one of them holds it. Experts who rate blind see neither the
machine's scores nor comparisons: whoever gives an expert a second role lifts that for this person. A right for studies
opens the pages only; what a person sees of a study follows from being its member, and the store decides that. Planners
join as issuers of plans, who comment on the consensus.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from liance.core.language import Text


class Role(StrEnum):
    """What a person is in the office."""

    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    EXPERT = "expert"
    CHAIR = "chair"
    PLANNER = "planner"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"


class Right(StrEnum):
    """Something that can be allowed."""

    READ_PLANS = "plans.read"
    CHANGE_PLANS = "plans.change"
    READ_SCORES = "scores.read"
    RATE_AS_ANALYST = "scores.rate"
    USE_DRAFTS = "drafts.use"
    READ_REPORTS = "reports.read"
    READ_TARGETS = "targets.read"
    PLAN_TARGETS = "targets.plan"
    OBSERVE_TARGETS = "targets.observe"
    JOIN_STUDIES = "study.join"
    RATE_BLIND = "study.rate"
    CHAIR_STUDY = "study.chair"
    READ_JOURNAL = "journal.read"
    MANAGE_PEOPLE = "people.manage"
    USE_TOKENS = "tokens.use"


ROLE_NAMES: Final = {
    Role.ADMINISTRATOR: Text(zh="管理员", en="Administrator"),
    Role.ANALYST: Text(zh="分析员", en="Analyst"),
    Role.EXPERT: Text(zh="专家", en="Expert"),
    Role.CHAIR: Text(zh="评审主持人", en="Chair"),
    Role.PLANNER: Text(zh="规划人员", en="Planner"),
    Role.OPERATOR: Text(zh="业务操作员", en="Operator"),
    Role.SUPERVISOR: Text(zh="监管人员", en="Supervisor"),
    Role.AUDITOR: Text(zh="审计人员", en="Auditor"),
}
ROLE_WORK: Final = {
    Role.ADMINISTRATOR: Text(zh="管理账号与语料，查看操作日志", en="accounts, corpus, log of actions"),
    Role.ANALYST: Text(zh="上传规划、评分、比较、出报告", en="uploads, scores, compares, reports"),
    Role.EXPERT: Text(zh="独立盲评；看不到机器评分", en="rates blind; does not see machine scores"),
    Role.CHAIR: Text(zh="主持评审与会商", en="leads the rating and its adjudication"),
    Role.PLANNER: Text(zh="起草规划，管理目标与责任", en="drafts plans, manages targets and owners"),
    Role.OPERATOR: Text(zh="填报目标进展与依据", en="enters progress with its evidence"),
    Role.SUPERVISOR: Text(zh="查看评分、报告与目标预警", en="reads scores, reports, warnings"),
    Role.AUDITOR: Text(
        zh="查看一切结果与操作日志，不改动", en="reads all results and the log, changes nothing"
    ),
}

_EVERYONE: Final = frozenset(Role)
_READERS: Final = _EVERYONE - {Role.EXPERT}

RIGHTS: Final[dict[Right, frozenset[Role]]] = {
    Right.READ_PLANS: _EVERYONE,
    Right.CHANGE_PLANS: frozenset({Role.ADMINISTRATOR, Role.ANALYST, Role.PLANNER}),
    Right.READ_SCORES: _READERS,
    Right.RATE_AS_ANALYST: frozenset({Role.ANALYST}),
    Right.USE_DRAFTS: frozenset({Role.ANALYST, Role.PLANNER}),
    Right.READ_REPORTS: _READERS,
    Right.READ_TARGETS: _READERS,
    Right.PLAN_TARGETS: frozenset({Role.PLANNER}),
    Right.OBSERVE_TARGETS: frozenset({Role.PLANNER, Role.OPERATOR}),
    Right.JOIN_STUDIES: frozenset({Role.EXPERT, Role.CHAIR, Role.PLANNER}),
    Right.RATE_BLIND: frozenset({Role.EXPERT}),
    Right.CHAIR_STUDY: frozenset({Role.CHAIR}),
    Right.READ_JOURNAL: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Right.MANAGE_PEOPLE: frozenset({Role.ADMINISTRATOR}),
    Right.USE_TOKENS: _EVERYONE,
}


def roles_named(names: Collection[str]) -> frozenset[Role]:
    """Return the roles of these names; names that are no roles of ours are passed over."""
    return frozenset(role for role in Role if role.value in names)


def rights_of(roles: Collection[Role]) -> frozenset[Right]:
    """Return every right that one of the roles holds."""
    return frozenset(right for right, holders in RIGHTS.items() if holders & set(roles))
