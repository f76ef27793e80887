"""Every address as every role: what opens is exactly what the table of rights allows."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from tests.browser.conftest import Server
from tests.browser.test_security import session

from liance.web.permissions import RIGHTS, Right, Role

ACCOUNTS = {Role.ADMINISTRATOR: "root"} | {
    role: role.value if role is not Role.EXPERT else "expert1"
    for role in Role
    if role is not Role.ADMINISTRATOR
}


def ours(addresses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in addresses if one["module"].startswith("liance.web")]


def test_every_view_of_ours_declares_its_right(addresses: list[dict[str, Any]]) -> None:
    assert len(ours(addresses)) > 25
    assert [one["route"] for one in ours(addresses) if one["right"] == "none" and not one["open"]] == []
    assert {one["name"] for one in ours(addresses) if one["open"]} == {
        "health",
        "language",
        "openid_connect_callback",
        "openid_connect_login",
        "setup",
    }


def concrete(route: str) -> str:
    import re

    return "/" + re.sub(r"<\w+:\w+>", "1", route)


@pytest.mark.slow
def test_each_role_opens_exactly_what_it_may(server: Server, addresses: list[dict[str, Any]]) -> None:
    demo = session(server, "demo")
    form = {"name": "root", "password": "nur-verwalten-1", "roles": "administrator", "full_name": ""}
    headers = {"X-CSRFToken": demo.cookies["liance_csrf"], "Referer": server.url}
    assert demo.post(f"{server.url}/people/add/", data=form, headers=headers, timeout=30).ok
    wrong: list[str] = []
    for role, name in ACCOUNTS.items():
        one = session(server, name, "nur-verwalten-1" if name == "root" else None)
        for address in ours(addresses):
            if address["open"]:
                continue
            path = concrete(address["route"])
            answer = one.get(server.url + path, timeout=60, allow_redirects=False)
            allowed = address["right"] is None or role in RIGHTS[Right(address["right"])]
            # Allowed: a page, a redirect, nothing there (404), or a form's address asked with the wrong method (405).
            opened = answer.status_code in {200, 302, 404, 405}
            if opened != allowed:
                wrong.append(f"{role} {path} {answer.status_code}")
    assert wrong == []


def test_a_stranger_sees_nothing(server: Server, addresses: list[dict[str, Any]]) -> None:
    wrong = []
    for address in addresses:
        if address["open"] or "api/" in address["route"] or "^" in address["route"]:
            continue
        answer = requests.get(server.url + concrete(address["route"]), timeout=30, allow_redirects=False)
        target = answer.headers.get("Location", "")
        if not (answer.status_code == 302 and target.startswith("/accounts/login/")):
            wrong.append((address["name"], answer.status_code))
    allowed = {name for name, _ in wrong}
    assert allowed <= {
        "account_login",
        "account_signup",
        "account_inactive",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "socialaccount_signup",
        "openid_connect_login",
        "openid_connect_callback",
    }, wrong
