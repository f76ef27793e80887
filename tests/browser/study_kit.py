"""Studies made through the API, for the browser to work on."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

import requests
from tests.browser.conftest import Server
from tests.browser.test_api import ask, token_of
from tests.browser.test_security import post, session

ITEMS = ("goal", "research", "platform", "scenario", "enterprise", "policy")


class Member:
    """One account at the API; tokens are made once per server and account."""

    _tokens: ClassVar[dict[tuple[str, str], str]] = {}

    def __init__(self, server: Server, name: str) -> None:
        self.server, self.name = server, name
        key = (server.url, name)
        if key not in self._tokens:
            self._tokens[key] = token_of(server, name, write=True)
        self.token = self._tokens[key]

    def ask(self, path: str, method: str = "GET", **body: Any) -> requests.Response:
        """Ask for something below the studies."""
        more = {"json": body} if method != "GET" else {}
        return ask(self.server, self.token, f"/studies{path}", method, **more)

    def must(self, path: str, method: str = "POST", **body: Any) -> Any:
        """Ask, and take nothing but success."""
        answer = self.ask(path, method, **body)
        assert answer.ok, (path, answer.status_code, answer.text[:500])
        return answer.json()


def upload(server: Server, name: str, text: str) -> int:
    """Put a plan into the corpus and return its number."""
    added = post(session(server, "analyst"), server, "/plans/upload/", files={"file": (name, text.encode())})
    assert added.status_code in {200, 201}, added.text[:300]
    number: int = added.json()["plan"]
    return number


def part(name: str) -> str:
    """Return a name as it stands in an address."""
    return quote(name.replace("~", "~0").replace("/", "~1"), safe="")


def at(study: str, *more: str) -> str:
    """Return the address of a page of a study."""
    return "/studies/" + "/".join(part(one) for one in (study, *more)) + "/"


def make_study(
    server: Server, name: str, plans: list[int], experts: tuple[str, ...] = ("expert1", "expert2")
) -> list[str]:
    """Make a study in its blind stage and return the keys of its plans."""
    chair, study = Member(server, "chair"), "/" + part(name)
    chair.must("", name=name, title=f"研究{name}")
    keys: list[str] = chair.must(f"{study}/plans", plans=plans, issuer="planner")["keys"]
    for expert in experts:
        chair.must(f"{study}/members", name=expert)
    chair.must(f"{study}/assignment")
    chair.must(f"{study}/advance", begins="setup")
    return keys


def items_of(server: Server, name: str, plan: str, expert: str = "expert1") -> list[str]:
    """Return the ids of the rubric's items."""
    given = Member(server, expert).must(f"/{part(name)}/plans/{part(plan)}", "GET")
    return [item["id"] for item in given["items"]]


def fill(server: Server, name: str, plan: str, expert: str, level: int, **more: Any) -> None:
    """Give one level everywhere."""
    member = Member(server, expert)
    for item in items_of(server, name, plan, expert):
        member.must(
            f"/{part(name)}/plans/{part(plan)}/items/{item}",
            "PUT",
            level=str(level),
            **more,
        )
