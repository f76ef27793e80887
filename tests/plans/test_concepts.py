"""Concepts: words found in one pass, the longest of each concept kept."""

import json

from hypothesis import given
from hypothesis import strategies as st

from liance.packs.model import Lexicon, Vocabulary
from liance.plans.concepts import ConceptFinder, find_all, lexicon_finder, subject_finder, subject_words

LEXICON = Lexicon.model_validate_json(
    json.dumps(
        {
            "concepts": {
                "lab": {"note": "laboratories", "terms": ["实验室", "重点实验室"]},
                "body": {"note": "bodies", "terms": ["联盟"], "includes": ["lab", "subject.product"]},
                "named": {"note": "named", "patterns": ["(?<!关键)技术"], "before": 6},
                "year": {"note": "years", "patterns": [r"\d{4}年"]},
            }
        }
    )
)
WANTED = {"lab", "body", "year", "named", "subject.name", "subject.product"}
CHAIN = Vocabulary(names=("区块链",), components=("智能合约",), problems=("跨链",), products=("存证平台",))
CLOUD = Vocabulary(
    names=("云计算",), components=("虚拟化",), problems=("调度",), products=("云主机",), broader=("chain",)
)


def found(text: str) -> dict[str, list[str]]:
    words = subject_words(["区块链"], CHAIN, {"chain": CHAIN})
    hits = find_all(text, [lexicon_finder(LEXICON, WANTED), subject_finder(LEXICON, words, WANTED)])
    return {name: [text[hit.start : hit.end] for hit in its] for name, its in sorted(hits.items()) if its}


def test_the_longest_word_of_a_concept_counts_once() -> None:
    assert found("建设重点实验室和实验室") == {
        "body": ["重点实验室", "实验室"],
        "lab": ["重点实验室", "实验室"],
    }


def test_a_concept_holds_what_it_includes_subject_words_too() -> None:
    assert found("到2025年，区块链存证平台与联盟") == {
        "body": ["存证平台", "联盟"],
        "subject.name": ["区块链"],
        "subject.product": ["存证平台"],
        "year": ["2025年"],
    }


def test_a_name_takes_the_signs_before_it() -> None:
    assert found("突破隐私计算技术、关键技术，技术、超导AI芯片与跨链技术")["named"] == [
        "突破隐私计算技术",
        "I芯片与跨链技术",
    ]


def test_broader_vocabularies_lend_their_words() -> None:
    words = subject_words(["政务云"], CLOUD, {"chain": CHAIN, "cloud": CLOUD})
    assert words["subject.name"] == ("云计算", "区块链", "政务云")
    assert words["subject.component"] == ("智能合约", "虚拟化")


def test_a_subject_without_vocabulary_is_known_by_its_own_name() -> None:
    assert subject_words(["数字经济"], None, {})["subject.name"] == ("数字经济",)
    assert subject_words([""], None, {})["subject.name"] == ()


@given(
    st.lists(st.text("甲乙丙", min_size=1, max_size=3), max_size=6, unique=True),
    st.text("甲乙丙丁", max_size=30),
)
def test_every_occurrence_lies_in_a_hit_and_no_hit_lies_in_another(words: list[str], text: str) -> None:
    hits = find_all(text, [ConceptFinder({"c": words}, {})]).get("c", [])
    spans = [(hit.start, hit.end) for hit in hits]
    assert spans == sorted(spans)
    assert all(text[start:end] in words for start, end in spans)
    for word in words:
        at = text.find(word)
        while at >= 0:
            assert any(start <= at and at + len(word) <= end for start, end in spans)
            at = text.find(word, at + 1)
    for left in spans:
        assert not any(left != right and right[0] <= left[0] and left[1] <= right[1] for right in spans)
