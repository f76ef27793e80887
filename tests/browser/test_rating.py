"""An expert rates in a real browser, by keyboard and by mouse; nothing is lost, whatever happens to the line or the window."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.conftest import Server, Visitor
from tests.browser.study_kit import Member, at, make_study, part, upload

PLAN = (
    "𠮷云市区块链产业发展行动计划\n\n一、发展目标\n到2026年，引进企业20家，产值达到10亿元。𠮷祥如意。\n"
    "二、重点任务\n（一）突破关键技术。发布技术攻关清单；建设重点实验室2个。\n"
)
HOSTILE = '<img src=x onerror="window.broken=1"></textarea><script>window.broken=1</script>'


@pytest.fixture(scope="module")
def study(server: Server) -> tuple[str, str]:
    """A study with one plan, and the plan's key."""
    number = upload(server, "rating-plan.txt", PLAN)
    return "研究/一", make_study(server, "研究/一", [number])[0]


def cells(server: Server, study: str, name: str = "expert1") -> dict[str, Any]:
    found = Member(server, name).must(f"/{part(study)}/cells", "GET")["items"]
    return {one["item"]: one for one in found}


def saved(visitor: Visitor) -> None:
    visitor.page.locator("#status[data-state=saved]").wait_for()


@pytest.fixture
def rater(visitor: Visitor, study: tuple[str, str]) -> Visitor:
    visitor.sign_in("expert1")
    assert visitor.open(at(study[0], "plans", study[1])) == 200
    return visitor


@pytest.mark.slow
def test_an_expert_rates_by_keyboard_alone(rater: Visitor, server: Server, study: tuple[str, str]) -> None:
    page, keys = rater.page, rater.page.keyboard
    keys.press("n")
    keys.press("Tab")
    keys.press("Space")
    criterion = page.locator("#item-goal input[name=criteria]").first.get_attribute("value")
    assert page.locator("#item-goal input[name=criteria]").first.is_checked()
    keys.press("t")
    for _ in range(2):
        keys.press("ArrowDown")
    keys.press("Shift+ArrowDown")
    keys.press("q")
    page.locator("#item-goal .quotes .quote").first.wait_for()
    keys.press("Escape")
    keys.press("n")
    keys.press("3")
    keys.press("n")
    keys.press("x")
    keys.insert_text(f"原文缺页{HOSTILE}")
    keys.press("Escape")
    saved(rater)
    page.reload()
    assert page.locator("#item-goal .quotes .quote").count() == 1
    assert page.locator("#item-research input[name=level]:checked").get_attribute("value") == "3"
    assert page.input_value("#reason-platform") == f"原文缺页{HOSTILE}"
    assert page.evaluate("window.broken") is None
    kept = cells(server, study[0])
    quote = kept["goal"]["quotes"][0]
    assert quote["criterion"] == criterion
    assert PLAN.strip()[quote["start"] : quote["end"]] == quote["text"]
    assert quote["text"] == "一、发展目标\n到2026年，引进企业20家，产值达到10亿元。"
    assert (kept["research"]["score"], kept["platform"]["state"]) == (3, "cannot_judge")
    assert rater.trouble == []


def test_an_expert_rates_by_mouse_and_offsets_count_code_points(
    rater: Visitor, server: Server, study: tuple[str, str]
) -> None:
    page = rater.page
    line = page.locator("#plan-text p", has_text="产值达到")
    box = line.evaluate(
        """line => { const node = line.firstChild, at = node.data.indexOf("𠮷祥"), range = document.createRange();
        range.setStart(node, at); range.setEnd(node, at + 5);
        const box = range.getBoundingClientRect(); return [box.left, box.right, (box.top + box.bottom) / 2]; }"""
    )
    page.mouse.move(box[0] + 1, box[2])
    page.mouse.down()
    page.mouse.move(box[1] - 1, box[2], steps=5)
    page.mouse.up()
    card = page.locator("#item-scenario")
    card.locator("button.attach").first.click()
    card.locator("input[name=confidence][value=high]").check()
    saved(rater)
    page.reload()
    assert card.locator(".quote .place").inner_text() == "𠮷祥如意"
    kept = cells(server, study[0])["scenario"]
    assert kept["confidence"] == "high"
    assert kept["quotes"][0]["start"] == PLAN.index("𠮷祥")
    assert (
        page.evaluate("CSS.highlights.get('quotes-other').size + CSS.highlights.get('quotes-active').size")
        > 0
    )
    card.locator(".quote .remove").click()
    card.locator("input[name=level][value='1']").check()
    saved(rater)
    assert cells(server, study[0])["scenario"]["quotes"] == []


def test_what_a_lost_connection_kept_back_is_saved_later(
    rater: Visitor, server: Server, study: tuple[str, str]
) -> None:
    page = rater.page
    rater.context.set_offline(True)
    page.locator("#item-enterprise input[name=level][value='2']").check()
    page.locator("#status[data-state=offline]").wait_for()
    page.close()
    rater.context.set_offline(False)
    assert "enterprise" not in cells(server, study[0])
    again = rater.context.new_page()
    again.goto(server.url + at(study[0], "plans", study[1]))
    assert "已恢复" in again.locator("#item-enterprise .said").inner_text()
    again.locator("#status[data-state=saved]").wait_for()
    assert cells(server, study[0])["enterprise"]["score"] == 2


def test_what_is_typed_as_the_window_closes_is_kept(
    rater: Visitor, server: Server, study: tuple[str, str]
) -> None:
    page = rater.page
    page.locator("#item-enterprise input[name=level][value='3']").check()
    page.fill("#reason-enterprise", "刚写完就离开")
    page.goto(f"{server.url}/studies/")
    page.goto(server.url + at(study[0], "plans", study[1]))
    assert page.input_value("#reason-enterprise") == "刚写完就离开"
    saved(rater)
    assert cells(server, study[0])["enterprise"]["reason"] == "刚写完就离开"


def test_an_entry_that_does_not_fit_says_why_and_stays_on_the_page(rater: Visitor, server: Server) -> None:
    page = rater.page
    card = page.locator("#item-policy, .rate-card").last
    identity = card.get_attribute("data-item")
    card.locator("input[name=criteria]").first.check()
    card.locator("input[name=level][value='4']").check()
    card.locator(".said .alert.bad").wait_for()
    assert "没有写理由" in card.locator(".said").inner_text()
    page.reload()
    assert page.locator(f"#item-{identity} input[name=level]:checked").get_attribute("value") == "4"
    page.fill(f"#reason-{identity}", "条目之外另有实施细则")
    saved(rater)


def test_two_windows_keep_both_and_say_so(rater: Visitor, server: Server, study: tuple[str, str]) -> None:
    other = rater.context.new_page()
    other.goto(rater.page.url)
    rater.page.locator("#item-research input[name=level][value='1']").check()
    saved(rater)
    other.locator("#item-research input[name=level][value='2']").check()
    other.locator("#item-research .said .alert").wait_for()
    assert "两次都留有记录" in other.locator("#item-research .said").inner_text()
    assert cells(server, study[0])["research"]["score"] == 2


def test_without_scripts_the_page_is_a_form(chromium: Any, server: Server, study: tuple[str, str]) -> None:
    one = Visitor(chromium, server)
    one.context.close()
    one.context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    one.page = one.context.new_page()
    one.sign_in("expert2")
    one.open(at(study[0], "plans", study[1]))
    one.page.check("#item-goal input[name=level][value='2']")
    one.page.fill("#quotes-goal", "引进企业20家\n产值达到10亿元")
    one.page.locator("#item-goal .plain-save").click()
    assert one.page.locator("#item-goal input[name=level]:checked").get_attribute("value") == "2"
    kept = cells(server, study[0], "expert2")["goal"]
    assert [quote["text"] for quote in kept["quotes"]] == ["引进企业20家", "产值达到10亿元"]
    one.context.close()


@pytest.mark.slow
def test_thirty_thousand_characters_do_not_lag(chromium: Any, server: Server) -> None:
    from benchmarks.rating_page import long_plan, measure

    text = long_plan(30_000)
    key = make_study(server, "长文", [upload(server, "long-plan.txt", text)])[0]
    one = Visitor(chromium, server).sign_in("expert1")
    one.open(at("长文", "plans", key))
    times = measure(one.page)
    assert len(times) > 40
    assert sorted(times)[int(len(times) * 0.95)] < 200, times
    assert one.trouble == []
    one.context.close()
