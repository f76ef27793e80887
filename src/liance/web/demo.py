"""The demonstration: example plans and one account per role, made only where the store is empty."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import make_password

from liance.web.office import shelf
from liance.web.permissions import Role
from liance.web.views import drafting
from liance.web.views.people import is_first_run, make_person
from liance.workbench import desk, shelf_delivery
from liance.workbench.calls import publish_text
from liance.workbench.serving import example_files, note, today
from liance.workbench.shelf import DEFAULT_RUBRIC, shared_library
from liance.workbench.studies import examples

#: The accounts of the demonstration.
ACCOUNTS: dict[str, list[Role]] = {
    "demo": [Role.ADMINISTRATOR, Role.ANALYST, Role.PLANNER, Role.CHAIR],
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
    encoded = make_password(password)  # slow by design: once is enough for accounts that share a password
    for name, roles in ACCOUNTS.items():
        user = make_person(name, None, roles)
        user.password = encoded
        user.save(update_fields=["password"])
        note("demo", "person.added", f"person:{user.pk}", name=name, roles=[role.value for role in roles])
    versions = [shelf().add(name, data, "demo").version for name, data in example_files()]
    shelf_delivery.fill_examples(versions, today(), "demo")
    examples.fill_examples(
        [version.plan for version in versions],
        shared_library(),
        chair="chair",
        second_chair="demo",
        experts=("expert1", "expert2", "expert3"),
        issuer="planner",
    )
    draft = next(data for name, data in example_files() if name.startswith("lindu"))
    desk.add_draft(
        "demo", "临渡区区块链产业园建设工作方案（修改稿）", draft.decode("utf-8"), "区块链", DEFAULT_RUBRIC
    )
    project = drafting.desk().add_example("demo")
    publish_text(project.name, project.worksheet, today(), "demo")
    return password
