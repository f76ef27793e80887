"""``liance lint``: what the next level asks for."""

from __future__ import annotations

from pathlib import Path

from .conftest import Liance


def test_each_item_says_what_the_next_level_asks_for(liance: Liance, plan: Path) -> None:
    outcome = liance("lint", plan, "--json")
    assert outcome.code == 0
    items = {item["name"]: item for item in outcome.data["items"]}
    assert len(items) == 9
    top = items["规划目标"]
    assert (top["score"], top["next_level"], top["asks"]) == (4, None, [])
    open_item = items["系统生态"]
    assert (open_item["score"], open_item["next_level"]) == (0, 1)
    assert open_item["next_text"] == "提出要完善系统生态"
    assert open_item["example"]
    assert open_item["counter_example"]
    talent = items["人才要素"]
    assert talent["next_level"] == talent["score"] + 1
    assert talent["evidence"][0]["quote"]


def test_the_subject_stands_in_what_is_asked(liance: Liance, plan: Path) -> None:
    items = liance("lint", plan, "--json", "--subject", "物联网").data["items"]
    assert not any("{subject}" in str(item) for item in items)


def test_the_screen_is_in_one_language(liance: Liance, plan: Path) -> None:
    shown = liance("lint", plan).out
    assert "下一档（1 分）要求：提出要完善系统生态" in shown
    assert "写法示例：" in shown
    assert "level 1 asks for" in liance("lint", plan, "--lang", "en").out


def test_a_text_that_is_no_plan_is_exit_code_1(liance: Liance, news: Path) -> None:
    outcome = liance("lint", news)
    assert outcome.code == 1
    assert "不像一份规划" in outcome.err
