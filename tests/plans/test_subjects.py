"""Which technology a plan is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.language import Language
from liance.packs.library import Library
from liance.packs.model import Vocabulary
from liance.plans.documents.model import Metadata, Origin
from liance.plans.subjects import SubjectChoice, choose_subject, own_words, vocabulary_in

SHIPPED = Library().vocabularies


def known(title: str | None = None, **subjects: str) -> Metadata:
    metadata = Metadata().overridden(Origin.TEXT, {"title": title})
    for origin, subject in subjects.items():
        metadata = metadata.overridden(Origin(origin), {"subject": subject})
    return metadata


def codes(choice: SubjectChoice) -> list[str]:
    return [finding.code for finding in choice.findings]


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("人工智能（防震减灾领域）", "artificial-intelligence"),
        ("新一代人工智能", "artificial-intelligence"),
        ("工业大数据", "big-data"),
        ("服务业数字化转型（数字技术）", "digital-transformation"),
        ("新一代信息技术（智慧城市、物联网）", "next-generation-it"),
        ("智慧城市（物联网）", "internet-of-things"),
        ("大数据（工业互联网方向）", "big-data"),
        ("智能传感器", "sensors"),
        ("５Ｇ", "mobile-communications"),
        ("ai", "artificial-intelligence"),
        ("big-data", "big-data"),
        ("数字经济", None),
        ("能源数字化智能化技术", None),
        ("", None),
    ],
)
def test_the_longest_name_wins_and_what_stands_before_brackets(name: str, identifier: str | None) -> None:
    assert vocabulary_in(name, SHIPPED) == identifier


def test_every_name_leads_to_its_own_vocabulary() -> None:
    for identifier, vocabulary in SHIPPED.items():
        for name in vocabulary.names:
            assert vocabulary_in(name, SHIPPED) == identifier, name


def test_a_stated_subject_goes_before_title_and_text() -> None:
    choice = choose_subject(known("某市大数据规划", index="区块链"), "人工智能" * 50, SHIPPED)
    assert choice == SubjectChoice("区块链", "blockchain", Origin.INDEX, ("区块链",))
    choice = choose_subject(known(index="区块链", option="量子信息"), "", SHIPPED)
    assert (choice.name, choice.vocabulary_id, choice.origin) == (
        "量子信息",
        "quantum-information",
        Origin.OPTION,
    )


def test_the_title_goes_before_the_text() -> None:
    choice = choose_subject(known("某市工业互联网和人工智能方案"), "大数据" * 50, SHIPPED)
    assert (choice.name, choice.vocabulary_id, choice.findings) == ("工业互联网", "industrial-internet", ())


def test_a_subject_without_vocabulary_keeps_its_words() -> None:
    choice = choose_subject(known(index="数字经济（数字技术）"), "大数据" * 50, SHIPPED, "a.txt")
    assert (choice.name, choice.vocabulary_id) == ("数字经济（数字技术）", None)
    assert choice.words == ("数字经济（数字技术）", "数字经济")
    assert codes(choice) == ["subject.no_vocabulary"]
    assert "区块链" in choice.findings[0].message(Language.ZH) + choice.findings[0].advice(Language.ZH)


def test_a_title_names_a_subject_that_has_no_vocabulary() -> None:
    metadata = known("济南市加快数字经济高质量发展行动计划（2021—2023年）").overridden(
        Origin.TEXT, {"region": "济南市"}
    )
    choice = choose_subject(
        metadata, "数字经济是方向。数字经济与大数据。发展数字经济。大数据，大数据。", SHIPPED
    )
    assert (choice.name, choice.vocabulary_id, codes(choice)) == ("数字经济", None, ["subject.no_vocabulary"])
    choice = choose_subject(metadata, "大数据平台。大数据中心。大数据产业。", SHIPPED)
    assert choice.vocabulary_id == "big-data", "the text does not use the words of the title"


def test_the_text_decides_where_nobody_names_the_subject() -> None:
    text = "一、发展区块链\n人工智能和大数据都重要。人工智能有用。\n二、区块链平台\n建设平台。\n"
    choice = choose_subject(known(), text, SHIPPED)
    assert (choice.name, choice.vocabulary_id, codes(choice)) == (
        "区块链",
        "blockchain",
        ["subject.from_text"],
    )
    assert choice.origin is Origin.TEXT


def test_a_place_counts_for_the_longest_name_only() -> None:
    packs = {
        "a": Vocabulary(names=("数据",), components=(), problems=(), products=()),
        "b": Vocabulary(names=("大数据",), components=(), problems=(), products=()),
    }
    assert choose_subject(known(), "大数据，大数据，大数据，数据。", packs).vocabulary_id == "b"


def test_nothing_found() -> None:
    for text in ("", "区块链与区块链。", "为加快发展，制定本方案。"):
        choice = choose_subject(known(), text, SHIPPED)
        assert (choice.name, choice.vocabulary_id, choice.origin) == ("", None, None)
        assert codes(choice) == ["subject.unknown"]
    assert choose_subject(known(), "区块链" * 9, {}).name == ""


def test_own_words() -> None:
    assert own_words("区块链") == ("区块链",)
    assert own_words("（数字技术）") == ("（数字技术）",)


@given(st.text(alphabet="区块链大数据人工智能5G（）关于方案规划。\n", max_size=80), st.booleans())
def test_any_title_and_text_give_a_choice_with_a_reason(text: str, titled: bool) -> None:
    choice = choose_subject(known(text or None) if titled else known(), text, SHIPPED)
    assert (choice.vocabulary_id is None) == bool(
        {"subject.unknown", "subject.no_vocabulary"} & set(codes(choice))
    )
    assert choice == choose_subject(known(text or None) if titled else known(), text, SHIPPED)
