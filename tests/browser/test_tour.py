"""The ten steps of docs/tour.md in the browser, one after the other, as a visitor takes them: none may fail or keep one waiting."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.browser.conftest import Server, Visitor

#: Seconds the server may keep a visitor waiting over the whole tour of ten minutes: the rest is for reading.
MOST_WAITING = 240
OWN_PLAN = "石门市区块链行动计划（2025—2027年）\n石门市人民政府\n2025年3月1日\n一、发展目标\n到2027年底，培育区块链企业50家。\n"


def part(page: Any, name: str) -> None:
    """Open a part of the office by its name in the head of the page."""
    page.locator("header nav a", has_text=name).click()


def tab(page: Any, name: str) -> None:
    page.locator(".tabs a", has_text=name).click()
    page.locator(".tabs a[aria-current=page]", has_text=name).wait_for()


def plans_and_scores(page: Any) -> None:
    """Steps 1 to 3."""
    part(page, "规划语料")
    assert page.locator("#plan-table tbody tr").count() == 8
    page.set_input_files(
        "#files", {"name": "我的规划.txt", "mimeType": "text/plain", "buffer": OWN_PLAN.encode()}
    )
    page.locator("#drop li .tag", has_text="完成").wait_for()
    page.locator("#plan-table a", has_text="石门市").wait_for()
    page.locator("#plan-table a", has_text="云岭省").click()
    page.locator("a.cell", has_text="规划目标").click()
    page.locator("#reading blockquote a").first.click()
    page.locator("mark.lit").first.wait_for()
    page.select_option("#own-score", "3")
    page.fill("#own-note", "阶段目标不全")
    page.locator("button", has_text="保存我的评分").click()
    page.locator("td", has_text="阶段目标不全").first.wait_for()
    for name in ("提纲与原文", "元数据", "版本"):
        tab(page, name)


def drafts(page: Any) -> None:
    """Steps 4 and 5."""
    part(page, "起草台")
    page.locator("main a", has_text="临渡区").first.click()
    page.locator("#advice details summary").first.click()
    page.locator("button, summary", has_text="看看别的规划怎么写").first.click()
    page.locator("#advice blockquote a[href*='/plans/']").first.wait_for()
    before = page.locator("#advice").inner_text()
    page.fill("#text", page.input_value("#text") + "\n（六）攻关。发布区块链攻关技术清单，突破共识机制。\n")
    page.wait_for_function("text => document.querySelector('#advice').innerText !== text", arg=before)
    with page.expect_download():
        page.locator("a", has_text="导出 Word").click()
    part(page, "起草台")
    page.locator("a", has_text="从数据起草规划").first.click()
    page.locator("main a", has_text="禾川省").first.click()
    tab(page, "场景选择")
    taken = page.locator("td .tag.good", has_text="入选")
    was = taken.count()
    page.fill("#take", str(was - 1))
    page.locator("button", has_text="保存权重").click()
    page.locator(f"#take[value='{was - 1}']").wait_for()
    assert taken.count() == was - 1
    tab(page, "空间布局")
    tab(page, "草案与版本")
    with page.expect_download():
        page.locator("a", has_text="下载草案 Word").first.click()
    part(page, "起草台")
    page.locator("a", has_text="场景清单与揭榜").first.click()
    page.locator("main td a").first.click()
    assert "煤炭运销" in page.locator("h1").inner_text()


def comparison_and_tracker(page: Any) -> None:
    """Steps 6 and 7."""
    part(page, "比较与报告")
    page.locator("#chart svg").wait_for()
    page.locator("td a").first.click()
    page.locator("td a.score").first.click()
    page.locator("#reading mark").first.wait_for()
    part(page, "比较与报告")
    with page.expect_download(timeout=120_000) as report:
        page.locator("a", has_text="下载报告 Word").click()
    assert report.value.path().read_bytes()[:2] == b"PK"
    part(page, "政策追踪")
    page.locator("#chart svg").wait_for()
    page.locator("tr", has_text="司法存证").locator("a").click()
    page.locator("#behind tbody td p a").first.wait_for()
    part(page, "论文核验")
    page.locator("main a", has_text="2021").first.click()
    assert page.locator("td .tag", has_text="不一致").count() > 3


def targets(page: Any) -> None:
    """Step 8."""
    part(page, "目标与兑现")
    for name in ("预警", "地图与布局", "上下级衔接"):
        tab(page, name)
    part(page, "目标与兑现")
    page.locator("section a", has_text="规模以上企业").first.click()
    page.fill("#on", "2026-09-30")
    page.fill("#value", "44")
    page.fill("#source", "省统计局")
    page.set_input_files("#evidence", {"name": "名录.txt", "mimeType": "text/plain", "buffer": b"44"})
    page.locator("button", has_text="登记").click()
    page.locator("tr", has_text="2026年9月30日").wait_for()


def studies(page: Any, expert: Any) -> None:
    """Step 9, as chair and as expert."""
    part(page, "专家评分")
    page.locator("main a", has_text="揭示会商").click()
    tab(page, "分歧与会商")
    page.locator("td a").first.click()
    page.fill("#text", "请看第三段")
    page.locator("button", has_text="发言").click()
    page.locator("p", has_text="请看第三段").wait_for()
    tab(page, "结果与报告")
    part(expert, "专家评分")
    expert.locator("main a", has_text="独立评分").click()
    row = expert.locator("tr", has=expert.locator("a.button")).filter(has_not_text="9 / 9").first
    row.locator("a.button").click()
    expert.locator("summary", has_text="键盘操作").wait_for()
    for key in ("n", "Tab", "t", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "q"):
        expert.keyboard.press(key)
    expert.locator("#status[data-state=saved]").wait_for()
    part(page, "专家评分")
    page.locator("main a", has_text="独立评分").click()
    page.locator("td", has_text="expert1").first.wait_for()
    assert page.locator("main .score").count() == 0, "before the reveal the chair sees numbers of cells alone"


def log(page: Any, expert: Any) -> None:
    """Step 10."""
    page.locator("summary", has_text="管理").click()
    page.locator(".menu a", has_text="操作日志").click()
    page.locator("a", has_text="核验整条日志").click()
    page.locator(".alert.good").wait_for()
    done = page.locator("tbody").inner_text()
    for word in ("上传规划", "分析员评分", "登记进展", "下载报告", "发言"):
        assert word in done
    part(expert, "规划语料")
    assert expert.locator(".score").count() == 0


@pytest.mark.slow
def test_a_visitor_walks_the_tour_without_being_kept_waiting(chromium: Any, server: Server) -> None:
    begun = time.monotonic()
    visitor = Visitor(chromium, server).sign_in("demo")
    other = Visitor(chromium, server).sign_in("expert1")
    page, expert = visitor.page, other.page
    plans_and_scores(page)
    drafts(page)
    comparison_and_tracker(page)
    targets(page)
    studies(page, expert)
    log(page, expert)
    assert visitor.trouble == []
    assert other.trouble == []
    assert time.monotonic() - begun < MOST_WAITING
    visitor.context.close()
    other.context.close()
