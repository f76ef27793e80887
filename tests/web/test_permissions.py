"""Roles and rights: the whole table, cell by cell."""

from __future__ import annotations

import pytest

from liance.web.permissions import RIGHTS, ROLE_NAMES, ROLE_WORK, Right, Role, rights_of, roles_named

#: Role by role: every right it holds, written out by hand.
EXPECTED = {
    "administrator": "plans.read plans.change scores.read reports.read targets.read journal.read people.manage tokens.use",
    "analyst": "plans.read plans.change scores.read scores.rate drafts.use reports.read targets.read tokens.use",
    "expert": "plans.read study.join study.rate tokens.use",
    "chair": "plans.read scores.read reports.read targets.read study.join study.chair tokens.use",
    "planner": "plans.read plans.change scores.read drafts.use reports.read targets.read targets.plan targets.observe "
    "study.join tokens.use",
    "operator": "plans.read scores.read reports.read targets.read targets.observe tokens.use",
    "supervisor": "plans.read scores.read reports.read targets.read tokens.use",
    "auditor": "plans.read scores.read reports.read targets.read journal.read tokens.use",
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("right", list(Right))
def test_each_role_holds_exactly_the_rights_written_here(role: Role, right: Right) -> None:
    assert (right in rights_of([role])) == (right.value in EXPECTED[role.value].split())


def test_every_right_and_role_has_a_row_and_a_name() -> None:
    assert set(RIGHTS) == set(Right)
    assert set(ROLE_NAMES) == set(ROLE_WORK) == set(Role)


def test_roles_add_up_and_unknown_names_give_nothing() -> None:
    both = rights_of([Role.EXPERT, Role.AUDITOR])
    assert both == rights_of([Role.EXPERT]) | rights_of([Role.AUDITOR])
    assert roles_named(["expert", "root", ""]) == {Role.EXPERT}
    assert rights_of([]) == frozenset()
