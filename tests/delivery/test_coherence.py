"""Cities held against their province."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.delivery.coherence import Coherence, compare_plans
from liance.delivery.indicators import IndicatorFinder, series_of
from liance.delivery.targets import find_targets
from liance.packs.library import Library
from liance.plans.documents.reading import read_document
from liance.plans.structure import outline

FINDER = IndicatorFinder(Library().indicators("plan-indicators"), ["区块链"])


def plan(sentence: str, name: str = "a.txt"):
    text = f"一、发展目标\n到2025年，{sentence}。\n"
    return series_of(find_targets(outline(read_document(name, text.encode())))[0], FINDER)


def compare(parent: str, *children: str, complete: bool = True):
    named = {f"市{number}": plan(child, f"{number}.txt") for number, child in enumerate(children)}
    return compare_plans(plan(parent), named, complete=complete)


@pytest.mark.parametrize(
    ("parent", "children", "verdict"),
    [
        ("培育企业100家", ("培育企业60家", "培育企业50户"), Coherence.COVERED),
        ("培育企业100家", ("培育企业40家", "培育企业50家"), Coherence.SHORT),
        ("培育企业100家", ("培育企业140家",), Coherence.ABOVE),
        ("培育企业100家", ("建设实验室3个",), Coherence.NOT_SHARED),
        ("城镇化率达到65%", ("城镇化率达到60%", "城镇化率达到70%"), Coherence.OPEN),
        ("城镇化率达到65%", ("城镇化率达到60%", "城镇化率达到62%"), Coherence.SHORT),
        ("城镇化率达到65%", ("城镇化率达到66%", "城镇化率达到70%"), Coherence.COVERED),
        (
            "智能算力规模达到4EFLOPS",
            ("智能算力规模达到2000PFLOPS", "智能算力规模达到2EFLOPS"),
            Coherence.COVERED,
        ),
    ],
)
def test_children_make_the_parents_value_or_not(
    parent: str, children: tuple[str, ...], verdict: Coherence
) -> None:
    (line,), findings = compare(parent, *children)
    assert line.verdict is verdict
    expected = {
        Coherence.SHORT: "coherence.children_fall_short",
        Coherence.ABOVE: "coherence.child_above_parent",
    }
    assert [finding.code for finding in findings] == ([expected[verdict]] if verdict in expected else [])


def test_children_that_are_not_all_known_leave_it_open() -> None:
    (line,), findings = compare("培育企业100家", "培育企业40家", complete=False)
    assert line.verdict is Coherence.OPEN
    assert line.combined == 40
    assert findings == ()


def test_another_year_is_another_promise() -> None:
    child = series_of(
        find_targets(outline(read_document("c.txt", "一、目标\n到2023年，培育企业99家。\n".encode())))[0],
        FINDER,
    )
    (line,), _ = compare_plans(plan("培育企业100家"), {"市": child}, complete=True)
    assert line.verdict is Coherence.NOT_SHARED


@given(st.lists(st.integers(1, 50), min_size=1, max_size=5), st.integers(51, 200))
def test_a_sum_covers_exactly_when_it_reaches(values: list[int], goal: int) -> None:
    (line,), _ = compare(f"培育企业{goal}家", *[f"培育企业{value}家" for value in values])
    assert (line.verdict is Coherence.COVERED) == (sum(values) >= goal)
    assert line.combined == sum(values)
