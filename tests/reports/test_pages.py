"""The HTML pages: complete, safe, and every quote leads to its place."""

from __future__ import annotations

import re

import lxml.html
import pytest

from liance.core.canonical import digest_bytes
from liance.core.findings import FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.packs.library import Library
from liance.plans.documents.model import Document, Metadata, Origin
from liance.plans.scoring import ScoredPlan
from liance.reports.html import clean
from liance.reports.scoreboard_page import row_of, scoreboard_page
from liance.reports.scorecard_page import scorecard_page
from liance.workbench.scoring import Scorer

TEXT = """\
甲市区块链规划 <b>&amp;</b>
一、发展目标
到2024年，引进企业20家。到2026年，建成平台3个，产业规模达到10亿元，技术水平明显提升。
二、重点任务
发布技术攻关清单，引进区块链领域高层次人才。
三、保障措施
探索监管沙盒。
"""
SCORER = Scorer(Library())
FINDING = FindingKind(
    "test.page", Severity.WARNING, says=Text(zh="有<问题>", en="a <problem>"), advice=Text(zh="改", en="mend")
).at(Place("p.txt"))


@pytest.fixture(scope="module")
def plan() -> ScoredPlan:
    """A small scored plan with a hostile title."""
    metadata = Metadata().overridden(
        Origin.INDEX, {"title": "甲市<script>alert(1)</script>规划", "subject": "区块链\x00\x1b"}
    )
    return SCORER.score(Document("p.txt", digest_bytes(TEXT.encode()), "txt", TEXT, metadata=metadata))


def test_every_quote_leads_to_its_place_in_the_text(plan: ScoredPlan) -> None:
    page = lxml.html.fromstring(scorecard_page(plan, SCORER.pack.rubric, [], Language.ZH))
    targets = {mark.get("id") for mark in page.iter("mark")}
    links = [link for link in page.iter("a") if (link.get("href") or "").startswith("#t")]
    assert links
    for link in links:
        assert link.get("href")[1:] in targets
    assert page.xpath("//div[@class='text']")[0].text_content() == TEXT


def test_all_nine_items_are_there_with_their_states(plan: ScoredPlan) -> None:
    page = lxml.html.fromstring(scorecard_page(plan, SCORER.pack.rubric, [FINDING], Language.ZH))
    assert len(page.xpath("//a[contains(@class,'cell')]")) == 9
    text = page.text_content()
    assert "未涉及" in text
    assert "有<问题>" in text
    assert "机器评分只是一位评分者的意见" in text


@pytest.mark.parametrize("language", list(Language))
def test_pages_are_in_one_language_and_hold_no_code(plan: ScoredPlan, language: Language) -> None:
    card = scorecard_page(plan, SCORER.pack.rubric, [FINDING], language)
    board = scoreboard_page([row_of(plan, "x.html")], SCORER.pack.rubric, [FINDING], language)
    for page in (card, board):
        assert page.startswith("<!DOCTYPE html>")
        assert "<script" not in page
        assert not re.search(r'(?:src|href)="(?!#|x\.html|scorecards/)', page), (
            "nothing is fetched from elsewhere"
        )
        tree = lxml.html.fromstring(page)
        assert tree.get("lang") == ("zh-CN" if language is Language.ZH else "en")
        words = " ".join(tree.xpath("//h2//text() | //th//text() | //dt//text() | //summary//text()"))
        assert bool(re.search("[一-龥]", words)) == (language is Language.ZH)


def test_no_control_signs_reach_a_page() -> None:
    assert clean("a\x00\x1b\ud800\uffffb\n\t") == "ab\n\t"
