"""The demonstration: example plans and one account per role, made only where the store is empty."""

from __future__ import annotations

import secrets

from liance.web.permissions import Role
from liance.web.views.people import is_first_run, make_person
from liance.web.views.plans import shelf
from liance.workbench.serving import example_files, note

#: The accounts of the demonstration.
ACCOUNTS: dict[str, list[Role]] = {
    "demo": [Role.ADMINISTRATOR, Role.ANALYST, Role.PLANNER],
    "analyst": [Role.ANALYST],
    "planner": [Role.PLANNER],
    "operator": [Role.OPERATOR],
    "supervisor": [Role.SUPERVISOR],
    "auditor": [Role.AUDITOR],
    "chair": [Role.CHAIR],
    "expert1": [Role.EXPERT],
    "expert2": [Role.EXPERT],
    "expert3": [Role.EXPERT],
}


def fill() -> str:
    """Fill an empty store; return the password of the accounts, empty where there were accounts already."""
    if not is_first_run():
        return ""
    password = secrets.token_urlsafe(9)
    for name, roles in ACCOUNTS.items():
        user = make_person(name, password, roles)
        note("demo", "person.added", f"person:{user.pk}", name=name, roles=[role.value for role in roles])
    for name, data in example_files():
        shelf().add(name, data, "demo")
    return password
