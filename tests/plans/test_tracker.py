"""The policy tracker: topics, stances and ties are told from statements, with their quotes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from liance.packs.library import Library
from liance.plans.concepts import subject_words
from liance.plans.documents.model import Document, Level, Metadata
from liance.plans.structure import outline
from liance.plans.tracker import Stance, TopicReader, TrackedText, track

LIBRARY = Library()
READER = TopicReader(LIBRARY.topics("policy-tracker"))
WORDS = subject_words((), LIBRARY.vocabularies["blockchain"], LIBRARY.vocabularies)


def read(
    text: str, key: str = "a", level: Level | None = Level.CITY, published: str | None = "2021-03"
) -> TrackedText:
    document = Document(
        f"{key}.txt", f"sha256:{key}", "txt", text, metadata=Metadata(published=published, level=level)
    )
    return READER.read(key, outline(document), "区块链", WORDS)


def covered(text: TrackedText, topic_set: str) -> set[str]:
    return {hits.topic for hits in text.topics if hits.topic_set == topic_set}


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("支持企业开展区块链技术研发。推动区块链应用落地。", Stance.ENCOURAGE),
        ("严禁以区块链名义开展非法集资。坚决防范代币发行融资风险，严格限制虚拟货币挖矿。", Stance.RESTRICT),
        ("本报告介绍了区块链的概念。", Stance.MENTION),
        ("今天天气很好，鼓励大家出游。", Stance.ABSENT),
        ("各部门不得收取区块链服务费用。", Stance.MENTION),
        ("对区块链炒作行为不鼓励、不支持。", Stance.RESTRICT),
        ("取消区块链企业市场准入限制，支持创新。", Stance.ENCOURAGE),
    ],
)
def test_stance_is_that_of_most_statements_on_the_subject(text: str, stance: Stance) -> None:
    found = read(text + "\n")
    assert found.stance is stance
    assert all(quote.text in text for quote in found.stance_quotes)
    assert bool(found.stance_quotes) == (stance in (Stance.ENCOURAGE, Stance.RESTRICT))


def test_topics_are_covered_where_their_words_stand_but_not_in_names_of_departments() -> None:
    found = read(
        "建设政务服务链，推进供应链金融和农产品溯源。\n由市教育局、市交通运输局牵头。\n按照《关于促进旅游发展的意见》执行。\n"
    )
    assert covered(found, "scenarios") == {
        "government",
        "supply-chain",
        "finance",
        "traceability",
        "agriculture",
    }
    hits = next(hits for hits in found.topics if hits.topic == "government")
    assert hits.quotes[0].text == "建设政务服务链，推进供应链金融和农产品溯源。"


def test_all_five_levers_are_told_apart() -> None:
    found = read(
        "成立领导小组，制定路线图。\n建设算力数据中心。\n打造示范项目和产业园。\n培养复合型人才。\n探索监管沙盒。\n"
    )
    assert covered(found, "levers") == {
        "top-level-design",
        "infrastructure",
        "application",
        "talent",
        "governance",
    }


def test_a_corpus_is_counted_by_date_level_topic_and_tie() -> None:
    texts = [
        read("支持区块链在政务和金融领域应用。", "b", Level.PROVINCE, "2022"),
        read("支持区块链在政务领域应用。区块链服务金融。", "a", Level.CITY, "2021-05"),
        read("没有日期。", "c", None, None),
    ]
    tracker = track(texts, READER)
    assert [text.key for text in tracker.texts] == ["a", "b", "c"]
    assert tracker.counted("year", "level") == {("2021", "city"): 1, ("2022", "province"): 1, ("", ""): 1}
    government = next(entry for entry in tracker.coverage if entry.topic == "government")
    assert government.share == Fraction(2, 3)
    assert government.by_level == {"province": (1, 1), "city": (1, 1)}
    assert tracker.stances[Stance.ABSENT] == ("c",)
    ties = {(tie.first, tie.second): (tie.statements, tie.texts) for tie in tracker.ties}
    assert ties["区块链", "金融"] == (2, 2)
    assert ties["政务", "金融"] == (1, 1)
    kinds = {keyword.word: keyword.kind for keyword in tracker.keywords}
    assert (kinds["区块链"], kinds["政务"]) == ("subject", "scenarios")


def test_nothing_makes_an_empty_tracker() -> None:
    tracker = track([], READER)
    assert tracker.texts == ()
    assert all(entry.share is None for entry in tracker.coverage)
