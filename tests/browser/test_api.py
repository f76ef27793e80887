"""The API: tokens, one shape of errors, pages, and whatever schemathesis can think of."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from tests.browser.conftest import Server
from tests.browser.test_security import post, session


def token_of(server: Server, name: str, *, write: bool = False) -> str:
    """Make a token on the page, as its owner would."""
    one = session(server, name)
    form = {"name": "test", "days": "5", **({"may_write": "yes"} if write else {})}
    secret = re.search(r"lia_[\w-]{40,}", post(one, server, "/tokens/", data=form).text)
    assert secret
    return secret[0]


def ask(server: Server, token: str, path: str, method: str = "GET", **more: object) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "zh"}
    return requests.request(method, f"{server.url}/api/v1{path}", headers=headers, timeout=60, **more)  # type: ignore[arg-type]


def test_plans_come_in_pages_and_lead_to_scorecards_with_quotes(server: Server) -> None:
    token = token_of(server, "analyst")
    first = ask(server, token, "/plans?limit=3").json()
    assert (first["count"], len(first["items"])) == (8, 3)
    rest = ask(server, token, "/plans?limit=200&offset=3").json()
    assert len({one["id"] for one in first["items"] + rest["items"]}) == 8
    number = first["items"][0]["id"]
    card = ask(server, token, f"/plans/{number}/scorecard").json()
    text = ask(server, token, f"/plans/{number}/text").json()["text"]
    quotes = [piece for item in card["items"] for one in item["criteria"] for piece in one["evidence"]]
    assert quotes
    assert all(text[one["start"] : one["end"]] == one["quote"] for one in quotes)


def test_a_text_is_scored_without_being_kept(server: Server) -> None:
    token = token_of(server, "planner")
    body = {"text": "一、发展目标\n到2027年，培育区块链企业50家。\n", "subject": "区块链"}
    card = ask(server, token, "/score", "POST", json=body).json()
    assert next(item for item in card["items"] if item["id"] == "goal")["score"] >= 1
    assert ask(server, token, "/plans").json()["count"] == 8


def test_a_token_does_no_more_than_its_owner_and_a_reading_one_changes_nothing(server: Server) -> None:
    reading, writing = token_of(server, "analyst"), token_of(server, "analyst", write=True)
    expert = token_of(server, "expert1", write=True)
    file = {"file": ("a.txt", "一、发展目标\n到2028年，建成平台7个。\n".encode())}
    for token, path, method in (
        (reading, "/plans", "POST"),
        (expert, "/plans/1/scorecard", "GET"),
        (expert, "/plans", "GET"),
        (writing, "/journal", "GET"),
    ):
        answer = ask(server, token, path, method, **({"files": file} if method == "POST" else {}))
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    added = ask(server, writing, "/plans", "POST", files=file)
    assert added.status_code == 201
    number = added.json()["plan"]["id"]
    assert (
        ask(server, writing, f"/plans/{number}", "PATCH", json={"region": "石门市"}).json()["region"]
        == "石门市"
    )
    refused = ask(server, writing, f"/plans/{number}", "PATCH", json={"published": "nie"})
    assert refused.status_code == 422
    assert refused.json()["error"]["findings"][0]["code"] == "shelf.bad_field"


@pytest.mark.parametrize("token", ["", "lia_wrong", "x" * 5_000, "lia_" + "a" * 43])
def test_without_a_valid_token_the_answer_says_what_to_do(server: Server, token: str) -> None:
    answer = ask(server, token, "/plans")
    assert answer.status_code == 401
    assert "接口令牌" in answer.json()["error"]["message"]


def test_errors_have_one_shape(server: Server) -> None:
    token = token_of(server, "analyst", write=True)
    for path, method, more, status in (
        ("/plans/999999", "GET", {}, 404),
        ("/plans/0", "GET", {}, 422),
        ("/plans?limit=0", "GET", {}, 422),
        ("/plans/1/scorecard?rubric=none", "GET", {}, 404),
        ("/score", "POST", {"data": b"{"}, 400),
        ("/plans", "POST", {"files": {"file": ("a.docx", b"PK\x03\x04")}}, 422),
    ):
        answer = ask(server, token, path, method, **more)
        assert answer.status_code == status, (path, answer.text)
        assert set(answer.json()["error"]) == {"code", "message", "findings"}


def test_the_examples_in_the_docs_run(server: Server, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    assert len(blocks) >= 3
    shutil.copytree(
        Path(__file__).parents[2] / "src" / "liance" / "data" / "examples" / "plans", tmp_path / "plans"
    )
    environment = {
        "PATH": "/usr/bin:/bin",
        "LIANCE": server.url,
        "TOKEN": token_of(server, "analyst", write=True),
    }
    for block in blocks:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (block, done.stderr, done.stdout)
        assert '"error"' not in done.stdout, (block, done.stdout)


@pytest.mark.slow
def test_schemathesis_finds_no_server_error_and_no_undocumented_answer(server: Server) -> None:
    token = token_of(server, "demo", write=True)
    program = Path(sys.executable).parent / "schemathesis"
    done = subprocess.run(
        [
            str(program), "run", f"{server.url}/api/v1/openapi.json",
            "--header", f"Authorization: Bearer {token}",
            "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
            "--phases", "examples,coverage,fuzzing", "--max-examples", "12", "--seed", "20241124", "--no-color",
            "--request-timeout", "30",
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6_000:]
