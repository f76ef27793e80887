"""Near-identical passages: found whatever was changed in them, told by date, and quick for many plans."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liance.core.language import Language
from liance.plans.comparison import comparing
from liance.plans.comparison.copies import CopySource, came_before, copy_source, find_copies
from liance.plans.documents.model import Document, Metadata
from liance.plans.structure import outline

ROLES = ("goal", "task", "safeguard", "other")
PASSAGE = (
    "依托云岭高新技术产业开发区，建设区块链产业园区，集聚上下游企业20家以上，设立总规模5亿元的产业引导基金，"
    "对入驻企业给予连续三年的租金补助，并为重点项目配备服务专员。"
)
CHANGED = PASSAGE.replace("云岭", "澜江").replace("20家", "35家").replace("5亿元", "12亿元")
#: Signs from which unrelated text is drawn.
SIGNS = (
    "推进建设完善提升强化构建支持引导发展应用平台体系机制服务企业人才技术数据安全标准示范项目资金协同创新融合"
)


def filler(seed: int, length: int = 400) -> str:
    """Text that shares nothing with any other seed's: drawn sign by sign."""
    drawn = random.Random(seed)
    return (
        "".join(drawn.choice(SIGNS) + ("，" if number % 17 == 16 else "") for number in range(length)) + "。"
    )


def source(key: str, body: str, published: str | None = None, roles: tuple[str, ...] = ROLES) -> CopySource:
    text = f"某市区块链产业发展行动计划\n\n一、发展背景\n{filler(7)}\n\n二、重点任务\n{body}\n"
    document = Document(f"{key}.txt", f"sha256:{key}", "txt", text, metadata=Metadata(published=published))
    return copy_source(key, outline(document), roles)


def test_a_changed_passage_is_found_with_its_places_and_its_direction() -> None:
    one = source("b", filler(1) + PASSAGE + filler(2), "2022-03")
    two = source("a", filler(3) + CHANGED + filler(4), "2023-01-05")
    (copy,) = find_copies([two, one])
    assert (copy.earlier, copy.later, copy.dated) == ("b", "a", True)
    assert copy.later_quote.text == two.document.quote(copy.later_quote.span)
    assert copy.earlier_quote.text == one.document.quote(copy.earlier_quote.span)
    assert "引导基金" in copy.earlier_quote.text
    assert "35家" in copy.later_quote.text
    assert copy.characters >= 60
    assert Fraction(4, 5) <= copy.similarity < 1


def test_shared_background_titles_and_short_phrases_are_no_copies() -> None:
    title = "《关于加快推动区块链技术应用和产业发展以及数据要素市场建设的若干指导意见的通知》"
    plans = [
        source(str(number), filler(number) + title + "推进区块链技术应用和产业发展。") for number in range(3)
    ]
    assert find_copies(plans) == ()
    with_background = [
        source(str(number), filler(number), None, (*ROLES, "background")) for number in range(2)
    ]
    assert len(find_copies(with_background)) == 1


def test_without_dates_the_order_is_not_known() -> None:
    plans = [source("a", PASSAGE, "2020"), source("b", PASSAGE, "2020-07")]
    assert [copy.dated for copy in find_copies(plans)] == [False]
    assert [copy.dated for copy in find_copies([replace(plans[0], published=None), plans[1]])] == [False]


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2020", "2021", True),
        ("2020-05", "2020-05-02", False),
        ("2020-12-31", "2021-01", True),
        ("2021", "2020", False),
    ],
)
def test_dates_are_compared_as_far_as_known(first: str, second: str, before: bool) -> None:
    assert came_before(first, second) is before


@given(st.integers(0, 10_000), st.integers(0, 3), st.integers(120, 200))
@settings(max_examples=25, deadline=None)
def test_any_copied_stretch_is_found_whatever_stands_around_it(seed: int, edits: int, length: int) -> None:
    # Between three edits of 120 signs one stretch of 25 is left: two fingerprints for certain, which make a seed.
    drawn = random.Random(seed)
    passage = filler(seed + 50_000, length)
    changed = list(passage)
    for place in sorted(drawn.sample(range(20, length - 20), edits)):
        changed[place] = "变"
    one = source("a", filler(seed + 1) + passage + filler(seed + 2), "2020")
    two = source("b", filler(seed + 3) + "".join(changed) + filler(seed + 4), "2021")
    copies = find_copies([one, two])
    assert copies
    assert all(copy.similarity >= Fraction(4, 5) and copy.characters >= 30 for copy in copies)
    assert sum(copy.characters for copy in copies) >= (length - length // 17) * 0.6
    assert find_copies([source("a", filler(seed + 1)), source("b", filler(seed + 3))]) == ()


def test_many_plans_with_one_passage_are_tied_to_the_first() -> None:
    plans = [source(f"p{year}", filler(year) + PASSAGE, str(year)) for year in range(2001, 2017)]
    copies = find_copies(plans)
    assert {copy.later for copy in copies if copy.earlier == "p2001"} == {
        f"p{year}" for year in range(2002, 2017)
    }
    assert all(copy.earlier < copy.later for copy in copies)


def test_a_whole_plan_that_many_copied_is_no_common_language() -> None:
    """Stock phrases stand in many plans; a long passage that stands in all of them was still copied."""
    long = filler(99, 300)
    plans = [source(f"p{year}", filler(year) + long, str(year)) for year in range(2001, 2031)]
    copies = find_copies(plans)
    assert {(copy.earlier, copy.later) for copy in copies if copy.characters >= 200} == {
        ("p2001", f"p{year}") for year in range(2002, 2031)
    }
    phrase = filler(98, 60)
    assert (
        find_copies([source(f"p{year}", filler(year) + phrase, str(year)) for year in range(2001, 2031)])
        == ()
    )


def test_passages_beyond_the_bound_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MAX_COPIED_PASSAGES", 3)
    plans = [source(f"p{year}", filler(year) + PASSAGE, str(year)) for year in range(2001, 2005)]
    copies = find_copies(plans)
    assert len(copies) == 6
    made = comparing.with_copies(comparing.compare([], ()), copies)
    assert made.copies == copies[:3]
    (finding,) = (one for one in made.findings if one.code == "comparison.too_many_copies")
    assert "3" in finding.message(Language.ZH)
    assert (
        comparing.with_copies(comparing.compare([], ()), copies[:3]).findings
        == comparing.compare([], ()).findings
    )


def test_empty_and_tiny_plans_have_no_copies() -> None:
    assert find_copies([]) == ()
    assert find_copies([source("a", "短。"), source("b", "短。")]) == ()
