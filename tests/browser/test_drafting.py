"""The draft desk's projects in a real browser: from a table of figures to a Word file, and an open call to its end."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from tests.browser.conftest import Server, Visitor

from liance.workbench.drafting import example_sources

BASE = "/drafts/projects/1/"
#: Every page of a project and of the supply.
PAGES = [
    "/drafts/projects/",
    *(
        BASE + name
        for name in (
            "", "diagnosis/", "scenarios/", "targets/", "layout/", "texts/", "draft/", "worksheet/"
        )
    ),
    "/calls/",
    "/calls/2026-01/",
    "/calls/cases/",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_no_page_has_a_serious_fault_of_accessibility_or_a_word_of_the_other_language(
    chromium: Any, server: Server, locale: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    one = Visitor(chromium, server, locale).sign_in("demo")
    found: list[str] = []
    for path in PAGES:
        assert one.open(path) == 200, path
        for fault in Axe().run(one.page).response["violations"]:
            if fault["impact"] in {"serious", "critical"}:
                found.append(f"{path} {fault['id']} {[node['html'][:120] for node in fault['nodes'][:2]]}")
        heads = one.page.locator("th, h2, label, button:not(.plain)").all_inner_texts()
        if locale == "en-GB":
            # Names of the example's own (an invented province) stay; ours are English.
            own = ("禾", "石渡", "铁山", "云岫", "省", "专家组", "市", "装备", "板块", "90", "场景", "联票")
            found += [f"{path} {text}" for text in heads if any(0x4E00 <= ord(sign) <= 0x9FFF for sign in text)
                      and not any(word in text for word in own)]  # fmt: skip
    one.context.close()
    assert found == []
    assert one.trouble == []


@pytest.mark.slow
def test_a_planner_comes_from_a_table_to_a_word_file(visitor: Visitor) -> None:
    page = visitor.sign_in("planner").page
    base = begin_with_tables(visitor)
    name_a_target(visitor, base)
    page.goto(base + "scenarios/")
    page.fill("#w-demand", "3")
    page.fill("#w-data", "1")
    page.locator("button", has_text="保存权重").click()
    page.locator(".alert.good").wait_for()
    assert "75.0%" in page.locator("section", has_text="权重").first.inner_text()
    page.locator("#judge-0 summary").click()
    page.fill("#j-0", "甲")
    page.select_option("#j-0-1", value="9")
    page.locator("button", has_text="保存比较").click()
    page.locator(".tag", has_text="不完整").wait_for()
    page.goto(base + "draft/")
    page.locator("button", has_text="存为新版本").click()
    page.locator(".alert.good", has_text="第 1 版").wait_for()
    with page.expect_download() as download:
        page.locator("a", has_text="公文格式").click()
    document = docx.Document(io.BytesIO(download.value.path().read_bytes()))
    assert len(list(document.comments)) > 3
    assert "禾川省" in "".join(paragraph.text for paragraph in document.paragraphs[:6])
    assert [line for line in visitor.trouble if "422" not in line] == []


def begin_with_tables(visitor: Visitor) -> str:
    page = visitor.page
    visitor.open("/drafts/projects/")
    page.fill("#region", "禾川省")
    page.fill("#start", "2027")
    page.fill("#end", "2031")
    page.locator("main button", has_text="新建").first.click()
    page.wait_for_url("**/drafts/projects/*/")
    base = page.url
    assert "还没有" in page.locator(".empty").inner_text()
    for path in example_sources().profiles:
        page.set_input_files("#file", str(path))
        page.locator("button", has_text="上传").click()
        page.locator(".outline li", has_text=path.name).wait_for()
    row = page.locator("tr", has_text="信息服务备案").first
    row.locator("summary").click()
    assert "peers.csv 第" in row.inner_text()
    assert "落后" in page.locator("section", has_text="与同类地区的差距").inner_text()
    return base


def name_a_target(visitor: Visitor, base: str) -> None:
    page = visitor.page
    page.goto(base + "texts/")
    page.fill("#a-0-name", "近期")
    page.fill("#a-0-year", "2031")
    page.locator("section", has_text="愿景与阶段").locator("button").click()
    page.goto(base + "targets/")
    page.select_option("[name='targets.#0.indicator']", label="信息服务备案")
    page.fill("[name='targets.#0.values.2031']", "很多")
    page.locator("button", has_text="保存目标").click()
    assert "没有保存" in page.locator("h1").inner_text()
    page.go_back()
    page.fill("[name='targets.#0.values.2031']", "45")
    page.fill("[name='targets.#0.owner']", "省委网信办")
    page.locator("button", has_text="保存目标").click()
    shown = page.locator("section", has_text="目标与所需增速")
    shown.locator("td", has_text="45项").wait_for()
    assert "不高于本地以往" in shown.inner_text()
    assert "没有写明依据" in page.locator("section", has_text="需要处理的问题").inner_text()


@pytest.mark.slow
def test_weights_and_judges_move_the_ranking_and_the_map_is_drawn(visitor: Visitor) -> None:
    page = visitor.sign_in("demo").page
    visitor.open(BASE + "layout/")
    page.locator("#chart svg text", has_text="禾都市").wait_for()
    assert "核心" in page.locator("#chart svg").text_content()
    visitor.open(BASE + "scenarios/")
    taken = page.locator("td .tag.good", has_text="入选")
    assert taken.count() == 6
    assert "CR = 0.002" in page.locator("main").inner_text()
    page.locator("#judge-0 summary").click()
    page.select_option("#j-0-1", value="9")
    page.select_option("#j-0-6", value="9")
    page.select_option("#j-0-2", value="1/9")
    page.locator("button", has_text="保存比较").click()
    page.locator("#judge-0 .tag.bad").wait_for()
    assert "先复核" in page.locator("#judge-0").text_content()
    page.fill("#take", "3")
    page.locator("button", has_text="保存权重").click()
    page.locator(".alert.good").wait_for()
    assert taken.count() == 3
    visitor.open(BASE + "worksheet/")
    text = page.input_value("#text")
    page.fill("#text", text + "\nmoon: 1\n")
    page.locator("main button", has_text="保存").click()
    assert "moon" in page.locator(".alert.bad").inner_text()
    assert page.input_value("#text").endswith("moon: 1\n"), "what was written is not lost"


@pytest.mark.slow
def test_a_call_goes_its_way_and_its_rules_are_told(visitor: Visitor) -> None:
    page = visitor.sign_in("planner").page
    visitor.open("/calls/2026-01/")
    page.fill("#until", "2027-03-01")
    page.fill("#criteria", "技术方案=很多")
    page.locator("button", has_text="张榜").click()
    assert page.locator(".alert.bad").inner_text()
    page.fill("#until", "2027-03-01")
    page.fill("#criteria", "技术方案=60\n报价＝40")
    page.locator("button", has_text="张榜").click()
    page.locator("h1 .tag", has_text="张榜中").wait_for()
    page.fill("#name", "某公司")
    page.fill("#meets-1", "运行报告")
    page.locator("main button", has_text="登记").first.click()
    page.locator("td", has_text="缺少").wait_for()
    page.fill("#name", "另一公司")
    page.fill("#meets-1", "运行报告")
    page.fill("#meets-2", "检测报告")
    page.locator("main button", has_text="登记").first.click()
    page.locator("td", has_text="另一公司").first.wait_for()
    page.locator("button", has_text="截止，进入评审").click()
    page.locator("h1 .tag", has_text="待评审").wait_for()
    page.locator("input[name=names][value=某公司]").check()
    page.locator("button", has_text="选定").click()
    assert page.locator(".alert.bad").inner_text()
    page.fill("#judge", "专家甲")
    page.select_option("#rated", "另一公司")
    page.fill("#score-1", "85")
    page.fill("#score-2", "70")
    page.locator("button", has_text="登记评分").click()
    page.locator("td", has_text="79").first.wait_for()
    page.locator("input[name=names][value=另一公司]").check()
    page.locator("button", has_text="选定").click()
    page.locator("h1 .tag", has_text="实施中").wait_for()
    page.fill("#facts", "单据录入由4次减为1次")
    page.fill("#source", "验收报告")
    page.fill("#materials", "接口说明\n数据标准")
    page.locator("main button", has_text="登记").click()
    page.locator("h1 .tag", has_text="已验收").wait_for()
    visitor.open("/calls/cases/")
    assert "接口说明" in page.locator("tbody").inner_text()
    with page.expect_download() as download:
        page.locator("a", has_text="CSV").click()
    assert "另一公司" in download.value.path().read_text(encoding="utf-8-sig")


def test_whoever_only_reads_the_supply_changes_nothing(visitor: Visitor) -> None:
    page = visitor.sign_in("auditor").page
    assert visitor.open("/calls/2026-02/") == 200
    assert page.locator("main button").count() == 0
    assert visitor.open(BASE) == 403
