"""What a rater writes -> a judgement, or the reason why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.findings import Place
from liance.packs.library import Library
from liance.plans.ratings import State
from liance.plans.study.judging import Entry, entries_equal, entry_of, judge, locate
from liance.plans.study.model import Confidence, Judgement, Quote

ITEM = next(item for item in Library().rubric("technology-plan").rubric.items if item.id == "goal")
TEXT = "到2025年，引进企业\n20家。到2026年，收入达到10亿元。"


def judged(entry: Entry) -> tuple[Judgement | None, list[str]]:
    judgement, findings = judge(entry, ITEM, TEXT, "p/规划目标", Place("x"))
    return judgement, [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("entry", "state", "score"),
    [
        (Entry("3"), State.SCORED, 3),
        (Entry("0"), State.NOT_COVERED, 0),
        (Entry("未涉及"), State.NOT_COVERED, 0),
        (Entry("无法判断", reason="缺页"), State.CANNOT_JUDGE, None),
        (Entry("Cannot judge", reason="x"), State.CANNOT_JUDGE, None),
        (Entry("section_missing"), State.SECTION_MISSING, None),
        (Entry(criteria="goal.1.vision"), State.SCORED, 1),
        (Entry(criteria="goal.1.vision、goal.2.partial"), State.SCORED, 2),
        (Entry(criteria="goal.4.staged"), State.NOT_COVERED, 0),
        (Entry("2", "goal.1.vision", reason="另有表格"), State.SCORED, 2),
    ],
)
def test_levels_and_states(entry: Entry, state: State, score: int | None) -> None:
    judgement, codes = judged(entry)
    assert judgement is not None
    assert (judgement.state, judgement.score, codes) == (state, score, [])


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (Entry("5"), "study.out_of_range"),
        (Entry("-1"), "study.out_of_range"),
        (Entry("3.5"), "study.out_of_range"),
        (Entry("=1+1"), "study.out_of_range"),
        (Entry("３"), "study.out_of_range"),
        (Entry("", reason="只写了理由"), "study.out_of_range"),
        (Entry("无法判断"), "study.reason_missing"),
        (Entry("2", "goal.9.x"), "study.unknown_criterion"),
        (Entry("2", "goal.1.vision"), "study.override_without_reason"),
        (Entry("2", reason="x" * 3_000), "study.entry_too_long"),
        (Entry("2", quotes=("x",) * 21), "study.entry_too_long"),
    ],
)
def test_what_is_not_taken_says_why(entry: Entry, code: str) -> None:
    assert judged(entry) == (None, [code])


def test_quotes_get_their_place_or_a_finding() -> None:
    judgement, codes = judged(Entry("3", quotes=("引进企业20家", "没有这句话"), confidence="高"))
    assert judgement is not None
    assert codes == ["study.quote_not_found"]
    assert judgement.confidence is Confidence.HIGH
    found, strange = judgement.quotes
    assert TEXT[found.start : found.end] == found.text == "引进企业\n20家"
    assert strange == Quote("没有这句话")


def test_a_strange_confidence_is_left_out_with_a_finding() -> None:
    judgement, codes = judged(Entry("3", confidence="九成"))
    assert judgement is not None
    assert judgement.confidence is None
    assert codes == ["study.unknown_confidence"]


@given(st.text(max_size=30), st.text(max_size=80))
def test_a_quote_that_is_found_is_text_at_its_place(quote: str, text: str) -> None:
    found = locate(quote, text)
    if found.start is not None:
        assert text[found.start : found.end] == found.text


def test_what_comes_out_goes_in_again() -> None:
    for entry in (
        Entry("2", "goal.1.vision goal.2.partial", ("到2025年",), "中", ""),
        Entry("无法判断", reason="缺页"),
        Entry("0"),
    ):
        judgement, _ = judged(entry)
        again, _ = judged(entry_of(judgement))
        assert again == judgement
    assert entry_of(None).is_blank
    assert entries_equal(Entry("2", quotes=("a b",)), Entry("2", quotes=("a\nb",)))
    assert not entries_equal(Entry("2"), Entry("3"))


@pytest.mark.parametrize(
    ("written", "quote"),
    [
        ("[goal.2.quantified] 10亿元", Quote("10亿元", 27, 31, "goal.2.quantified")),
        ("[goal.2.quantified@16]到20", Quote("到20", 16, 19, "goal.2.quantified")),
        ("[@16] 到20", Quote("到20", 16, 19)),
        ("[@99] 到20", Quote("到20", 0, 3)),
        ("[goal.9.x] 10亿元", Quote("[goal.9.x] 10亿元")),
        ("[2025] 到20", Quote("[2025] 到20")),
        ("[goal.2.quantified]", Quote("[goal.2.quantified]")),
    ],
)
def test_a_quote_says_its_criterion_and_its_place(written: str, quote: Quote) -> None:
    assert TEXT[16:19] == "到20"
    judgement, _ = judged(Entry("3", quotes=(written,)))
    assert judgement is not None
    assert judgement.quotes == (quote,)
    again, _ = judged(entry_of(judgement, places=True))
    assert again == judgement
