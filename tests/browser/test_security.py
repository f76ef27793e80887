"""What strangers may try: scripts in plans, paths in names, floods, forged and stolen sessions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests
from tests.browser.conftest import Server, Visitor

HOSTILE = '<script>window.broken=1</script>"><img src=x onerror="window.broken=1">{{7*7}}</textarea>'
PLAN = (
    f"{HOSTILE}市区块链行动计划\n一、发展目标{HOSTILE}\n到2027年底，培育区块链企业50家{HOSTILE}，建成平台3个。\n"
    f"二、重点任务\n（一）技术攻关。突破共识机制{HOSTILE}等关键技术。\n"
)


def session(server: Server, name: str, password: str | None = None) -> requests.Session:
    """Sign in without a browser."""
    one = requests.Session()
    page = one.get(f"{server.url}/accounts/login/", timeout=30).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    answer = one.post(
        f"{server.url}/accounts/login/",
        data={"login": name, "password": password or server.password, "csrfmiddlewaretoken": token[1]},
        headers={"Referer": server.url},
        timeout=30,
    )
    assert "/accounts/login/" not in answer.url, answer.text[:2_000]
    return one


def post(one: requests.Session, server: Server, path: str, **more: object) -> requests.Response:
    """Send a form with the right token."""
    headers = {"X-CSRFToken": one.cookies["liance_csrf"], "Referer": server.url, "Accept-Language": "zh"}
    return one.post(server.url + path, headers=headers, timeout=60, **more)  # type: ignore[arg-type]


def test_scripts_in_text_name_and_metadata_never_run(
    visitor: Visitor, server: Server, tmp_path: Path
) -> None:
    analyst = session(server, "demo")
    name = '"><svg onload=window.broken=1>.txt'
    added = post(analyst, server, "/plans/upload/", files={"file": (name, PLAN.encode())})
    assert added.status_code == 201, added.text
    number = added.json()["plan"]
    values = {
        "title": HOSTILE,
        "issuer": HOSTILE,
        "region": HOSTILE,
        "subject": HOSTILE,
        "document_number": HOSTILE,
    }
    assert post(analyst, server, f"/plans/{number}/metadata/", data=values).status_code == 200
    item = f"/plans/{number}/?item=goal"
    assert post(
        analyst, server, f"/plans/{number}/rate/", data={"item": "goal", "score": "2", "note": HOSTILE}
    ).ok
    assert post(analyst, server, "/drafts/add/", data={"text": PLAN, "title": HOSTILE, "subject": HOSTILE}).ok
    visitor.sign_in("demo")
    paths = [item, *(f"/plans/{number}/{part}/" for part in ("text", "targets", "metadata", "history"))]
    for path in [*paths, "/plans/", "/plans/?q=" + HOSTILE, "/drafts/", "/drafts/1/", "/journal/", "/"]:
        assert visitor.open(path) == 200, path
        assert visitor.page.evaluate("window.broken") is None, path
        assert visitor.page.locator("main img, main script, main svg[onload]").count() == 0, path
    raw = visitor.page.request.get(f"{server.url}/plans/{number}/text/").text()
    assert "&lt;script&gt;window.broken" in raw


def test_every_answer_forbids_inline_scripts_and_frames(server: Server) -> None:
    for path in ("/accounts/login/", "/nope", "/static/liance/app.css", "/api/v1/plans", "/healthz"):
        headers = requests.get(server.url + path, timeout=30).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.txt", "..\\..\\boot.txt", "/root/.ssh/id.txt", "a/../../b.txt"]
)
def test_a_path_in_a_files_name_leads_nowhere(server: Server, name: str) -> None:
    analyst = session(server, "analyst")
    body = f"一、发展目标\n到2027年，建成区块链平台{len(name)}个，{name.encode().hex()}。\n".encode()
    added = post(analyst, server, "/plans/upload/", files={"file": (name, body)})
    assert added.status_code in {200, 201}, added.text
    page = analyst.get(f"{server.url}/plans/{added.json()['plan']}/file/", timeout=30)
    assert page.content == body
    disposition = page.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "/" not in disposition.replace("UTF-8''", "")
    assert "\\" not in disposition


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/static/..%2fserver.py",
        "/static/liance/../../urls.py",
    ],
)
def test_nothing_outside_the_static_folder_is_served(server: Server, path: str) -> None:
    import http.client
    from urllib.parse import urlsplit

    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status in {302, 400, 404}
    assert b"SECRET_KEY" not in answer.read()
    connection.close()


def test_a_file_beyond_the_bound_is_refused_in_words_and_the_server_lives_on(server: Server) -> None:
    analyst = session(server, "analyst")
    files = {"file": ("big.txt", b"x" * (65 * 1024 * 1024))}
    answer = post(analyst, server, "/plans/upload/", files=files)
    assert answer.status_code == 413
    assert "64 MB" in answer.json()["error"]
    assert requests.get(f"{server.url}/healthz", timeout=30).ok


def test_a_form_without_its_token_changes_nothing(server: Server) -> None:
    analyst = session(server, "analyst")
    answer = analyst.post(f"{server.url}/plans/1/remove/", timeout=30, headers={"Accept-Language": "zh"})
    assert answer.status_code == 403
    assert "没有生效" in answer.text
    assert analyst.get(f"{server.url}/plans/1/text/", timeout=30).ok
    foreign = {"X-CSRFToken": analyst.cookies["liance_csrf"], "Origin": "https://evil.example"}
    assert analyst.post(f"{server.url}/plans/1/remove/", headers=foreign, timeout=30).status_code == 403


def test_a_session_set_before_signing_in_is_not_the_one_after(server: Server) -> None:
    planted = "a" * 32
    one = requests.Session()
    one.cookies.set("liance_session", planted)
    page = one.get(f"{server.url}/accounts/login/", timeout=30).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    data = {"login": "auditor", "password": server.password, "csrfmiddlewaretoken": token[1]}
    one.post(f"{server.url}/accounts/login/", data=data, headers={"Referer": server.url}, timeout=30)
    issued = [cookie.value for cookie in one.cookies if cookie.name == "liance_session"]
    assert planted not in issued or len(set(issued)) > 1
    thief = requests.get(f"{server.url}/plans/", cookies={"liance_session": planted}, timeout=30)
    assert "/accounts/login/" in thief.url


def test_signing_out_ends_the_session_on_the_server(server: Server) -> None:
    one = session(server, "auditor")
    stolen = one.cookies["liance_session"]
    post(one, server, "/accounts/logout/")
    again = requests.get(f"{server.url}/plans/", cookies={"liance_session": stolen}, timeout=30)
    assert "/accounts/login/" in again.url


def test_guessing_a_password_is_stopped_and_logged(server: Server) -> None:
    one = requests.Session()
    texts = []
    for number in range(7):
        page = one.get(f"{server.url}/accounts/login/", timeout=30, headers={"Accept-Language": "zh"})
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token
        data = {"login": "supervisor", "password": f"guess{number}", "csrfmiddlewaretoken": token[1]}
        headers = {"Referer": server.url, "Accept-Language": "zh"}
        texts.append(one.post(f"{server.url}/accounts/login/", data=data, headers=headers, timeout=30).text)
    assert "登录失败次数过多" in texts[-1]
    right = {"login": "supervisor", "password": server.password, "csrfmiddlewaretoken": token[1]}
    late = one.post(f"{server.url}/accounts/login/", data=right, headers={"Referer": server.url}, timeout=30)
    assert "/accounts/login/" in late.url, "the limit holds for the right password too"
    auditor = session(server, "auditor")
    journal = auditor.get(f"{server.url}/journal/?action=session.refused", timeout=30).text
    assert "supervisor" in journal
    assert "guess" not in journal


def test_nobody_signs_up_and_the_first_run_page_is_closed(server: Server) -> None:
    page = requests.get(f"{server.url}/accounts/signup/", timeout=30, headers={"Accept-Language": "zh"})
    assert "账号由管理员建立" in page.text
    assert "/accounts/login/" in requests.get(f"{server.url}/setup/", timeout=30).url


@pytest.mark.parametrize(
    "path",
    [
        "/plans/?q=%00",
        "/plans/?page=99999999999999999999",
        "/plans/999999999/",
        "/plans/?year=٢٠٢٤",
        "/journal/?before=%F0",
    ],
)
def test_odd_addresses_are_answered_with_a_page(server: Server, path: str) -> None:
    answer = session(server, "demo").get(server.url + path, timeout=30)
    assert answer.status_code in {200, 400, 404}


def test_a_host_name_that_is_not_ours_is_refused(server: Server) -> None:
    answer = requests.get(f"{server.url}/accounts/login/", headers={"Host": "evil.example"}, timeout=30)
    assert answer.status_code == 400
