"""A study led in a real browser, and blindness: every address and every path of the API as everybody else."""

from __future__ import annotations

import io
import json
import re
import zipfile
from itertools import product
from typing import Any

import pytest
import requests
from tests.browser.conftest import Server, Visitor
from tests.browser.study_kit import Member, at, fill, items_of, make_study, part, upload
from tests.browser.test_security import post, session

HOSTILE = '<img src=x onerror="window.broken=1"></textarea><script>window.broken=1</script>{{7*7}}'
PLAN = "云市区块链行动计划{n}\n\n一、发展目标\n到2026年，引进企业20家，产值达到10亿元。\n二、重点任务\n（一）发布技术攻关清单。\n"


@pytest.mark.slow
def test_a_chair_leads_a_study_from_its_beginning_to_its_report(chromium: Any, server: Server) -> None:
    chair = Visitor(chromium, server).sign_in("chair")
    _set_up(chair)
    _rate_and_seal(chromium, chair)
    cell = _discuss(chromium, chair)
    _decide(chair, cell)
    _comment(chromium, chair)
    _take_home(chair)
    _untroubled(chair)


def _untroubled(visitor: Visitor) -> None:
    """Nothing ran that should not have; a refusal is a page with its code, which the browser notes as an error."""
    assert visitor.page.evaluate("window.broken") is None
    assert visitor.page.locator("main img, main script").count() == 0
    assert [line for line in visitor.trouble if "status of 4" not in line] == []
    visitor.context.close()


def _set_up(chair: Visitor) -> None:
    page = chair.page
    upload(chair.server, "chair-plan.txt", PLAN.format(n="甲"))
    chair.open("/studies/")
    page.fill("#name", "全程")
    page.fill("#title", f"全程{HOSTILE}")
    page.locator("button", has_text="新建").click()
    page.locator("label", has_text="云市区块链行动计划甲").locator("input").check()
    page.fill("#issuer", "planner")
    page.locator("button", has_text="加入所选规划").click()
    for name in ("expert1", "expert2", "expert3"):
        page.fill("#member", name)
        page.locator("button", has_text=re.compile("^加入$")).click()
        page.locator("li", has_text=name).wait_for()
    page.locator("button", has_text="分配").click()
    page.locator(".alert.good", has_text="任务已分配").wait_for()
    page.locator("button", has_text="开始评分").click()
    page.locator("li[aria-current=step]", has_text="独立评分").wait_for()


def _rate_and_seal(chromium: Any, chair: Visitor) -> None:
    page, server = chair.page, chair.server
    assert page.locator("button", has_text="揭示评分").is_disabled()
    for name, level in (("expert1", 1), ("expert2", 3), ("expert3", 3)):
        fill(server, "全程", "chair-plan", name, level, reason=HOSTILE, quotes=[HOSTILE, "引进企业20家"])
    page.reload()
    assert "9 / 9" in page.locator("tr", has_text="expert2").first.inner_text()
    early = post(session(server, "chair"), server, at("全程", "advance"), data={"begins": "blind"})
    assert early.status_code == 409
    assert "尚未封存" in early.text
    for name in ("expert1", "expert2", "expert3"):
        one = Visitor(chromium, server).sign_in(name)
        one.open(at("全程"))
        one.page.locator("button", has_text="封存我的评分").click()
        one.page.locator(".alert.good").first.wait_for()
        one.context.close()
    page.reload()
    page.locator("button", has_text="揭示评分").click()


def _discuss(chromium: Any, chair: Visitor) -> str:
    """Open the first disagreement, speak, let an expert vote anew; return the address of the cell."""
    page = chair.page
    page.locator("a", has_text="分歧与会商").click()
    page.locator("td.title a").first.click()
    page.locator("main mark", has_text="引进企业20家").wait_for()
    page.fill("#text", f"请看清单{HOSTILE}")
    page.locator("form button", has_text="发言").click()
    page.locator(".criterion", has_text="请看清单").wait_for()
    cell = page.url.removeprefix(chair.server.url)
    expert = Visitor(chromium, chair.server).sign_in("expert1")
    expert.open(cell)
    expert.page.select_option("#level", "2")
    expert.page.select_option("#error_class", "overlooked")
    expert.page.fill("#why", f"漏看清单{HOSTILE}")
    expert.page.locator("button", has_text="投票").click()
    expert.page.locator(".criterion", has_text="漏看清单").wait_for()
    _untroubled(expert)
    return cell


def _decide(chair: Visitor, cell: str) -> None:
    page = chair.page
    chair.open(at("全程"))
    page.locator("button", has_text="进入共识").click()
    page.locator("li[aria-current=step]", has_text="共识").wait_for()
    chair.open(cell)
    page.select_option("#decided", "3")
    page.locator("button", has_text="定为共识").click()
    page.locator("text=请写明理由").wait_for()
    chair.open(cell)
    page.select_option("#decided", "3")
    page.fill("#because", f"清单在第二节{HOSTILE}")
    page.locator("button", has_text="定为共识").click()
    assert "expert1" in page.locator(".alert.good", has_text="保留不同意见").first.inner_text()
    member = Member(chair.server, "chair")
    for one in member.must(f"/{part('全程')}/queue", "GET")["items"]:
        if at("全程", "cells", one["plan"], one["item"]) != cell:
            path = f"/{part('全程')}/cells/{part(one['plan'])}/{one['item']}/decision"
            member.must(path, level="1", why="从严")


def _comment(chromium: Any, chair: Visitor) -> None:
    page = chair.page
    issuer = Visitor(chromium, chair.server).sign_in("planner")
    issuer.open(at("全程", "consensus"))
    issuer.page.fill("#comment", f"第二节有清单{HOSTILE}")
    issuer.page.locator("button", has_text="提交意见").click()
    issuer.page.locator(".alert.good", has_text="意见已提交").wait_for()
    assert "expert1" not in issuer.page.locator("main").inner_text(), "issuers never see who scored what"
    _untroubled(issuer)
    chair.open(at("全程"))
    page.locator("button", has_text="结束研究").click()
    page.locator("text=没有答复").wait_for()
    chair.open(at("全程", "consensus"))
    page.fill("#reply-1", "已核对")
    page.locator("button", has_text="答复").click()
    chair.open(at("全程"))
    page.locator("button", has_text="结束研究").click()
    page.locator("li[aria-current=step]", has_text="结束").wait_for()


def _take_home(chair: Visitor) -> None:
    page = chair.page
    page.locator("a", has_text="结果与报告").click()
    page.locator("td", has_text="Krippendorff").first.wait_for()
    for words in ("报告 DOCX", "全部表格 CSV"):
        with page.expect_download() as download:
            page.locator("a", has_text=words).click()
        assert download.value.path().read_bytes()[:2] == b"PK"
    chair.open(at("全程", "log"))
    said = page.locator("main").inner_text()
    assert "被拒绝" in said
    assert "study." not in said
    assert "漏看清单" not in said


def test_packets_go_out_and_come_back_through_the_browser(
    chromium: Any, server: Server, tmp_path: Any
) -> None:
    make_study(server, "评分包", [upload(server, "packet-plan.txt", PLAN.format(n="乙"))])
    one = Visitor(chromium, server).sign_in("expert1")
    one.open(at("评分包"))
    with one.page.expect_download() as download:
        one.page.locator("a", has_text="JSON").click()
    packet = json.loads(download.value.path().read_text(encoding="utf-8"))
    for cell in packet["cells"][:4]:
        cell["level"] = "2"
    packet["cells"][4]["level"] = "9"
    path = tmp_path / "back.json"
    path.write_text(json.dumps(packet, ensure_ascii=False), encoding="utf-8")
    one.page.set_input_files("#file", path)
    one.page.locator("button", has_text="交回").click()
    one.page.locator(".alert.good", has_text="采用 4 格").wait_for()
    assert "不是可以填的分数" in one.page.locator(".alert.bad").inner_text()
    packet["plans"][0]["text"] += "改"
    path.write_text(json.dumps(packet, ensure_ascii=False), encoding="utf-8")
    one.page.set_input_files("#file", path)
    one.page.locator("button", has_text="交回").click()
    assert one.page.locator("h1").inner_text() == "内容无法使用"
    two = session(server, "expert2")
    answer = post(two, server, at("评分包", "packet"), files={"file": ("x.json", path.read_bytes())})
    assert answer.status_code == 422
    one.context.close()


# -- blindness

STUDY, MARK = "盲评走查", "ZQ7-MARKER"
OTHERS = ("expert1", "expert3", "chair", "planner", "demo", "auditor")
#: What differs from one answer to the next whatever experts say.
MASKS = (
    (re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+'), ""),
    (re.compile(r"\d{4}[-年]\d+[-月]\d+日?[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?"), ""),
    (re.compile(r'"signature": ?"\w+"'), ""),
)


def opened(answer: requests.Response) -> str:
    """Return all that an answer says: archives and workbooks are unpacked, but for the log, which grows by itself."""
    data = answer.content
    if not data.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(
            archive.read(name).decode("utf-8", "replace")
            for name in archive.namelist()
            if not name.startswith("log.")
        )


def masked(text: str) -> str:
    for pattern, new in MASKS:
        text = pattern.sub(new, text)
    return text


def filled_in(route: str, plans: list[str], items: list[str]) -> list[str]:
    """Return the address of a route for every study, plan, item and form that fits."""
    choices: list[list[tuple[str, str]]] = []
    for whole, _kind, name in re.findall(r"(<(\w+):(\w+)>)", route):
        values = {
            "study": [part(STUDY)],
            "plan": [part(plan) for plan in plans] if "name:plan" in whole else ["9", "10"],
            "item": items[:1],
            "form": ["json", "xlsx", "html", "csv", "jsonl", "docx"],
            "number": ["1"],
        }.get(name, ["1"])
        choices.append([(whole, value) for value in values])
    found = []
    for chosen in product(*choices):
        path = route
        for whole, value in chosen:
            path = path.replace(whole, value, 1)
        found.append("/" + path)
    return found


def pages(addresses: list[dict[str, Any]], plans: list[str], items: list[str]) -> list[str]:
    routes = [
        one["route"]
        for one in addresses
        if one["module"].startswith("liance.web")
        and (one["route"].startswith("studies/") or "<" not in one["route"])
        and not one["route"].startswith(("api/", "comparison/report", "setup"))
    ]
    found = [path for route in routes for path in filled_in(route, plans, items)]
    return found + [path + "?rater=expert2&actor=expert2&blind=yes" for path in found if part(STUDY) in path]


def api_paths(
    server: Server, plans: list[str], items: list[str]
) -> list[tuple[str, str, dict[str, Any] | None]]:
    """Return every method, path and body that the API's own description names below the studies, and its lists."""
    spec = requests.get(f"{server.url}/api/v1/openapi.json", timeout=30).json()
    body = {
        "level": "1",
        "text": "x",
        "why": "x",
        "error_class": "view",
        "begins": "blind",
        "name": "expert1",
        "title": "x",
        "plans": [1],
        "plan": plans[0],
        "design": "full",
        "reason": "x",
    }
    found: list[tuple[str, str, dict[str, Any] | None]] = []
    for path, methods in spec["paths"].items():
        short = path.removeprefix("/api/v1")
        if "/studies" not in short and "{" in short:
            continue
        route = re.sub(r"\{(\w+)\}", r"<name:\1>", short.lstrip("/"))
        for method, said in methods.items():
            wanted = None
            if "requestBody" in said:
                schema = said["requestBody"]["content"].get("application/json", {}).get("schema", {})
                name = schema.get("$ref", "").rpartition("/")[2]
                known = spec["components"]["schemas"].get(name, {}).get("properties", {})
                wanted = {key: value for key, value in body.items() if key in known}
            found += [(method.upper(), one, wanted) for one in filled_in(route, plans, items)]
    return found


@pytest.fixture(scope="module")
def blind(server: Server) -> tuple[list[str], list[str]]:
    """A study in its blind stage in which expert2 has entered everything, marked."""
    numbers = [upload(server, f"blind-{n}.txt", PLAN.format(n=n)) for n in ("丙", "丁")]
    plans = make_study(server, STUDY, numbers, ("expert1", "expert2", "expert3"))
    items = items_of(server, STUDY, plans[0])
    for plan in plans:
        fill(
            server,
            STUDY,
            plan,
            "expert2",
            1,
            reason=f"{MARK}-note",
            quotes=[f"{MARK}-quote"],
            confidence="高",
        )
    fill(server, STUDY, plans[0], "expert1", 2)
    return plans, items


@pytest.mark.slow
def test_no_page_tells_another_member_what_an_expert_entered(
    server: Server,
    blind: tuple[list[str], list[str]],
    addresses: list[dict[str, Any]],
) -> None:
    plans, items = blind
    paths = pages(addresses, plans, items)
    assert len(paths) > 80
    sessions = {name: session(server, name) for name in OTHERS}

    def snapshot() -> dict[tuple[str, str], str]:
        seen = {}
        for name, one in sessions.items():
            insider = name in ("expert1", "expert3", "chair", "planner")
            for path in paths:
                if not insider and "?" in path:
                    continue
                answer = one.get(server.url + path, timeout=60)
                assert answer.status_code < 500, (name, path)
                said = opened(answer)
                assert MARK not in said, (name, path)
                is_growing = path.startswith("/journal") or "/export.xlsx" in path or "/log/" in path
                seen[name, path] = "" if is_growing else masked(said)
        return seen

    before = snapshot()
    fill(server, STUDY, plans[0], "expert2", 4, reason=f"{MARK}-again", quotes=[f"{MARK}-quote"])
    after = snapshot()
    leaks = [key for key, text in before.items() if after[key] != text]
    assert leaks == [], "what expert2 entered changed what others see"
    own = session(server, "expert2").get(server.url + at(STUDY, "plans", plans[0]), timeout=30).text
    assert f"{MARK}-again" in own, "the marker is there to be found"


@pytest.mark.slow
def test_no_path_of_the_api_tells_it_either_nor_changes_it(
    server: Server, blind: tuple[list[str], list[str]]
) -> None:
    plans, items = blind
    paths = api_paths(server, plans, items)
    assert {method for method, _, _ in paths} >= {"GET", "POST", "PUT"}
    assert len([path for _, path, _ in paths if "/studies/" in path]) > 30
    before = Member(server, "expert2").must(f"/{part(STUDY)}/cells", "GET")
    assert MARK in json.dumps(before)
    for name in ("expert1", "expert3", "planner", "chair"):
        member = Member(server, name)
        for method, path, body in paths:
            for query in ("", "?rater=expert2&actor=expert2&blind=true"):
                answer = requests.request(
                    method,
                    f"{server.url}/api/v1{path}{query}",
                    headers={"Authorization": f"Bearer {member.token}"},
                    **({"json": body} if body is not None else {}),
                    timeout=60,
                )
                assert answer.status_code < 500, (name, method, path, answer.text[:300])
                assert MARK not in answer.text, (name, method, path)
    assert Member(server, "expert2").must(f"/{part(STUDY)}/cells", "GET") == before


@pytest.mark.slow
def test_no_form_sent_as_another_expert_changes_or_tells_it(
    server: Server,
    blind: tuple[list[str], list[str]],
    addresses: list[dict[str, Any]],
) -> None:
    plans, items = blind
    before = Member(server, "expert2").must(f"/{part(STUDY)}/cells", "GET")
    form = {
        "level": "0",
        "rater": "expert2",
        "actor": "expert2",
        "reason": "x",
        "text": "x",
        "why": "x",
        "error_class": "view",
        "begins": "blind",
        "plan": plans[0],
        "name": "expert9",
        "role": "chair",
        "design": "full",
        "reference": "x",
    }
    for name in ("expert1", "planner"):
        one = session(server, name)
        for path in pages(addresses, plans, items):
            if not path.startswith("/studies/") or "?" in path:
                continue
            answer = post(one, server, path, data=form)
            assert answer.status_code < 500, path
            assert MARK not in answer.text, path
    assert Member(server, "expert2").must(f"/{part(STUDY)}/cells", "GET") == before
    assert Member(server, "chair").must(f"/{part(STUDY)}", "GET")["stage"] == "blind"
