"""Evidence: what a cue finds in a plan, and what never counts."""

import json
from typing import Any

import pytest

from liance.core.canonical import digest_bytes
from liance.core.language import Language
from liance.packs.model import CueSet, Lexicon
from liance.plans.concepts import lexicon_finder
from liance.plans.documents.model import Document
from liance.plans.evidence import Evidence, EvidenceFinder, concepts_of
from liance.plans.structure import outline

LEXICON = Lexicon.model_validate_json(
    json.dumps(
        {
            "concepts": {
                "masked": {"note": "titles", "patterns": ["《[^《》]{1,60}》"]},
                "negation": {"note": "no", "terms": ["暂不", "不得"]},
                "sham_negation": {"note": "no no", "terms": ["不得不"]},
                "lack": {"note": "lack", "terms": ["不足"]},
                "build": {"note": "build", "terms": ["建设", "打造"]},
                "lab": {"note": "labs", "terms": ["实验室", "研究院", "研发中心"]},
                "sandbox": {"note": "sandbox", "terms": ["监管沙盒"]},
                "year": {"note": "years", "patterns": [r"\d{4}年"]},
            }
        }
    )
)
HEAD = "云岭省区块链发展规划\n一、发展背景\n技术兴起。\n二、重点任务\n"


def evidence(body: str, head: str = HEAD, **cue: Any) -> list[Evidence]:
    """Return the evidence that one cue finds in a plan whose tasks are ``body``."""
    whole = {"all": ["build", "lab"], "gap": 8, "reason": {"zh": "提出建设{1}", "en": "proposes {1}"}} | cue
    cues = {"items": [{"item": "i", "roles": ["task"], "criteria": [{"criterion": "c", "cues": [whole]}]}]}
    text = head + body
    document = Document("p.txt", digest_bytes(text.encode()), "txt", text)
    cue_set = CueSet.model_validate_json(json.dumps(cues))
    finder = EvidenceFinder(cue_set, [lexicon_finder(LEXICON, concepts_of(cue_set))])
    found = list(finder.find(outline(document)))
    for piece in found:
        assert piece.quote == text[piece.span.start : piece.span.end], "a quote stands where it says"
    return found


def quotes(body: str, **cue: Any) -> list[str]:
    return [piece.quote for piece in evidence(body, **cue)]


def test_a_cue_finds_its_parts_in_one_clause_and_says_why() -> None:
    (piece,) = evidence("推动产业发展，建设省级实验室，引进人才。")
    assert piece.quote == "建设省级实验室"
    assert piece.matched == ("建设", "实验室")
    assert piece.reason.render(Language.ZH) == "提出建设实验室"
    assert piece.reason.render(Language.EN) == "proposes 实验室"


def test_each_clause_gives_one_piece() -> None:
    assert quotes("建设实验室，打造研究院。建设研发中心。") == ["建设实验室", "打造研究院", "建设研发中心"]


@pytest.mark.parametrize(
    "body",
    [
        "暂不建设实验室。",
        "不得建设实验室。",
        "实验室建设不足，建设力度不足的实验室数量不足。",
        "落实《关于建设实验室的意见》。",
        "建设园区，办好实验室。",
        "建设一二三四五六七八九实验室。",
    ],
)
def test_negated_lacking_quoted_or_distant_words_do_not_count(body: str) -> None:
    assert quotes(body) == []


def test_a_sham_negation_is_none() -> None:
    assert quotes("不得不建设实验室。") == ["不得不建设实验室"]


def test_a_law_that_names_a_sandbox_is_no_sandbox() -> None:
    cue = {"all": ["sandbox"], "reason": {"zh": "采用{0}", "en": "{0}"}}
    assert quotes("贯彻《金融科技监管沙盒管理办法》，暂不开展监管沙盒试点。", **cue) == []
    assert quotes("探索监管沙盒。", **cue) == ["探索监管沙盒"]


def test_only_the_sections_of_the_item_are_read() -> None:
    head = "云岭省区块链发展规划\n一、发展背景\n已建设实验室。\n二、重点任务\n"
    assert [piece.quote for piece in evidence("办好园区。", head=head)] == []


def test_without_headings_every_section_is_read() -> None:
    assert [piece.quote for piece in evidence("建设实验室。\n", head="")] == ["建设实验室"]


def test_a_list_needs_as_many_words_as_asked_for() -> None:
    assert quotes("建设实验室、研究院。", terms=3) == []
    assert quotes("建设实验室、研究院、研发中心。", terms=3) == ["建设实验室、研究院、研发中心"]


def test_near_must_stand_in_the_statement_and_unless_must_not() -> None:
    assert quotes("到2025年，建设实验室。", near=["year"]) == ["建设实验室"]
    assert quotes("建设实验室。", near=["year"]) == []
    assert quotes("到2025年，建设实验室。", unless=["year"]) == []


def test_parts_may_be_alternatives_and_stand_in_any_order() -> None:
    assert quotes("实验室加快建设。", ordered=False) == ["实验室加快建设"]
    assert quotes("建设监管沙盒。", all=["build", "lab|sandbox"]) == ["建设监管沙盒"]


def test_a_statement_wide_cue_crosses_commas() -> None:
    assert quotes("建设园区，办好实验室。", within="statement") == ["建设园区，办好实验室"]


def test_a_quote_shows_the_source_as_it_stands() -> None:
    (piece,) = evidence("到２０２５年建设实验室。", near=["year"])
    assert piece.quote == "到２０２５年建设实验室"
    assert piece.matched == ("建设", "实验室")


def test_evidence_of_one_cue_is_bounded() -> None:
    assert len(quotes("建设实验室。" * 50)) == 8


@pytest.mark.parametrize(
    "unit", ["建设实验室", "暂不建设实验室，", "建设不足，实验室，", "实验室建设", "截至今年，建设实验室，"]
)
@pytest.mark.parametrize(
    "cue", [{"gap": 0}, {"ordered": False}, {"terms": 3}, {"within": "statement", "gap": 200}]
)
def test_one_endless_sentence_is_read_in_its_stride(unit: str, cue: dict[str, Any]) -> None:
    """With every word held against every other this would take minutes."""
    evidence(unit * 8_000, **cue)
