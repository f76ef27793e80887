"""The story of docs/tour.md in a real browser, role by role; every main page without serious faults of accessibility."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from tests.browser.conftest import Server, Visitor

#: Every main page, as the account that uses it.
PAGES = [
    ("demo", "/"),
    ("demo", "/plans/"),
    ("demo", "/plans/7/?item=goal"),
    ("demo", "/plans/7/text/"),
    ("demo", "/plans/7/targets/"),
    ("demo", "/plans/7/metadata/"),
    ("demo", "/plans/7/history/"),
    ("demo", "/plans/alike/"),
    ("demo", "/drafts/"),
    ("demo", "/drafts/1/"),
    ("demo", "/comparison/"),
    ("demo", "/comparison/cells/?measure=goal&scope="),
    ("demo", "/audits/"),
    ("demo", "/audits/wang-li-2021/"),
    ("demo", "/targets/"),
    ("demo", "/targets/warnings/"),
    ("demo", "/targets/map/"),
    ("demo", "/targets/map/?layout=7"),
    ("demo", "/targets/tree/"),
    ("demo", "/tracker/"),
    ("demo", "/tracker/?stance=encourage"),
    ("demo", "/people/"),
    ("demo", "/people/add/"),
    ("demo", "/journal/"),
    ("demo", "/tokens/"),
    ("demo", "/studies/"),
    ("demo", "/studies/示例：独立评分/"),
    ("demo", "/studies/示例：揭示会商/queue/"),
    ("demo", "/studies/示例：揭示会商/cells/lanjiang-province-measures/research/"),
    ("demo", "/studies/示例：揭示会商/results/"),
    ("expert1", "/studies/示例：独立评分/plans/yunling-province-blockchain/"),
    ("expert1", "/plans/"),
]


@pytest.mark.slow
def test_no_main_page_has_a_serious_fault_of_accessibility_or_is_wider_than_a_telephone(
    chromium: Any, server: Server
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found: list[str] = []
    for account in ("demo", "expert1"):
        one = Visitor(chromium, server).sign_in(account)
        for owner, path in PAGES:
            if owner != account:
                continue
            assert one.open(path) == 200, path
            result = Axe().run(one.page)
            for fault in result.response["violations"]:
                if fault["impact"] in {"serious", "critical"}:
                    nodes = [node["html"][:160] for node in fault["nodes"][:2]]
                    found.append(f"{path} {fault['id']} {nodes}")
            one.page.set_viewport_size({"width": 400, "height": 860})
            if one.page.evaluate("document.documentElement.scrollWidth") > 400:
                found.append(f"{path} is wider than the screen")
            one.page.set_viewport_size({"width": 1280, "height": 900})
        one.context.close()
    assert found == []


def test_a_drafter_sees_scores_follow_the_text_and_takes_word_home(visitor: Visitor) -> None:
    page = visitor.sign_in("planner").page
    visitor.open("/drafts/")
    page.fill(
        "#text",
        "一、发展目标\n到2027年底，培育区块链企业50家。\n二、重点任务\n（一）技术攻关。突破共识机制。\n",
    )
    page.locator("button", has_text="打开草稿").click()
    page.locator("#advice-platforms, #advice details").first.wait_for()
    before = page.locator("#advice").inner_text()
    page.fill(
        "#text",
        page.input_value("#text") + "（二）创新平台。建设区块链省级重点实验室2个、工程研究中心3个。\n",
    )
    page.wait_for_function("text => document.querySelector('#advice').innerText !== text", arg=before)
    assert page.input_value("#revision") == "2"
    with page.expect_download() as download:
        page.locator("a", has_text="导出 Word").click()
    data = download.value.path().read_bytes()
    assert len(list(docx.Document(io.BytesIO(data)).comments)) > 3
    page.reload()
    assert "创新平台" in page.input_value("#text")
    assert visitor.trouble == []


def test_a_draft_open_in_two_windows_is_never_overwritten(visitor: Visitor) -> None:
    page = visitor.sign_in("planner").page
    visitor.open("/drafts/")
    page.fill("#text", "一、目标\n到2027年，建成平台3个。\n")
    page.locator("button", has_text="打开草稿").click()
    page.wait_for_url("**/drafts/*/")
    other = visitor.context.new_page()
    other.goto(page.url)
    other.fill("#text", "一、目标\n第二个窗口先保存。\n")
    other.locator("#revision[value='2']").wait_for(state="attached")
    page.fill("#text", "一、目标\n第一个窗口后保存。\n")
    page.locator("#advice .alert.bad").wait_for()
    assert "另一个窗口" in page.locator("#advice").inner_text()
    other.reload()
    assert "第二个窗口" in other.input_value("#text")


def test_a_supervisor_walks_from_a_mean_to_its_sentence(visitor: Visitor) -> None:
    page = visitor.sign_in("supervisor").page
    visitor.open("/comparison/")
    page.locator("#figure option").first.wait_for(state="attached")
    assert page.locator("#chart svg").count() == 1
    page.locator("tr", has_text="规划目标").locator("a").first.click()
    page.locator("td a.score").first.click()
    page.locator("#reading mark").first.wait_for()
    assert page.locator(".criterion").count() > 2
    assert visitor.trouble == []


def test_a_supervisor_walks_from_a_number_of_the_tracker_to_its_sentence(visitor: Visitor) -> None:
    page = visitor.sign_in("supervisor").page
    visitor.open("/tracker/")
    page.locator("#chart svg").wait_for()
    row = page.locator("tr", has_text="司法存证")
    count = row.locator("a").inner_text().split(" / ")[0]
    row.locator("a").click()
    page.locator("#behind").wait_for()
    assert page.locator("#behind tbody tr").count() == int(count)
    quote = page.locator("#behind tbody td p a").first
    words = quote.inner_text()
    quote.click()
    assert words[:6] in page.locator("#here").inner_text().replace("\n", "")
    visitor.open("/tracker/?subject=无此技术")
    assert "没有符合条件的文本" in page.locator(".empty").inner_text()
    assert visitor.trouble == []


def test_a_supervisor_sees_where_delivery_stands_and_how_plans_fit_together(visitor: Visitor) -> None:
    page = visitor.sign_in("supervisor").page
    visitor.open("/targets/map/")
    tile = page.locator("a.plantile", has_text="云岭省")
    total = tile.inner_text().split("条目标")[0].split()[-1]
    assert page.locator(".part").count() == 8, "一核两带五板块"
    tile.click()
    assert f"共 {total} 条" in page.locator("caption", has_text="共").inner_text()
    visitor.open("/targets/tree/")
    row = page.locator("tbody tr", has_text="望潮市").first
    assert "20亿元" in row.inner_text()
    row.locator("p a").first.click()
    assert "20亿元" in page.locator("#here").inner_text()
    assert visitor.trouble == []


@pytest.mark.slow
def test_the_report_downloads_in_every_format(visitor: Visitor, server: Server) -> None:
    visitor.sign_in("analyst")
    for form, head in (("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("html", b"<!DOCTYPE")):
        answer = visitor.page.request.get(f"{server.url}/comparison/report.{form}", timeout=120_000)
        assert answer.status == 200, form
        assert answer.body().startswith(head)
        assert "attachment" in answer.headers["content-disposition"]


def test_an_operator_records_progress_and_a_wrong_value_is_told(visitor: Visitor) -> None:
    page = visitor.sign_in("operator").page
    visitor.open("/targets/")
    page.locator("section a", has_text="规模以上企业").first.click()
    page.fill("#on", "2026-09-30")
    page.fill("#value", "很多")
    page.fill("#source", "省统计局")
    page.locator("button", has_text="登记").click()
    assert "没有登记" in page.locator(".alert.bad").inner_text()
    page.fill("#value", "44")
    page.fill("#on", "2026-09-30")
    page.set_input_files("#evidence", {"name": "名录.txt", "mimeType": "text/plain", "buffer": b"44"})
    page.locator("button", has_text="登记").click()
    page.wait_for_load_state()
    row = page.locator("tr", has_text="2026年9月30日")
    assert "44" in row.inner_text()
    assert "sha256:" in row.inner_text()
    assert page.locator("#owner").count() == 0, "an operator settles no owner"


def test_an_auditor_finds_every_step_in_a_log_that_verifies(visitor: Visitor) -> None:
    page = visitor.sign_in("auditor").page
    visitor.open("/journal/?check")
    assert "核验通过" in page.locator(".alert.good").inner_text()
    assert page.locator("tbody tr").count() > 5
    visitor.open("/plans/")
    assert page.locator("#drop").count() == 0


def test_the_administrator_adds_people_and_the_last_one_cannot_leave(visitor: Visitor) -> None:
    page = visitor.sign_in("demo").page
    visitor.open("/people/add/")
    page.fill("#id_name", "wang")
    page.fill("#id_password", "12345")
    page.locator("input[value=analyst]").check()
    page.locator("main button", has_text="保存").click()
    assert page.locator(".errorlist").count() > 0
    page.fill("#id_password", "gutes-langes-wort-9")
    page.locator("main button", has_text="保存").click()
    page.locator("td a", has_text="wang").wait_for()
    page.locator("td a", has_text="demo").click()
    page.locator("input[value=administrator]").uncheck()
    page.locator("main button", has_text="保存").click()
    assert "最后一个" in page.locator(".alert.bad").inner_text()
