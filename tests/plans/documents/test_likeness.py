"""Sketches tell how much two texts have in common."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from liance.plans.documents.likeness import RUN, SKETCH_SIZE, likeness, near, sketch


def numbered(first: int, last: int) -> str:
    return "".join(
        f"第{number}项任务由第{number * 7}号单位在第{number * 3}年完成。" for number in range(first, last)
    )


def test_the_estimate_is_near_the_true_share() -> None:
    one, other = numbered(0, 400), numbered(100, 500)

    def runs(text: str) -> set[str]:
        signs = "".join(sign for sign in text if sign.isalnum())
        return {signs[place : place + RUN] for place in range(len(signs) - RUN + 1)}

    true = Fraction(len(runs(one) & runs(other)), len(runs(one) | runs(other)))
    assert abs(likeness(sketch(one), sketch(other)) - true) < Fraction(12, 100)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_likeness_is_a_symmetric_share_and_one_for_the_same_text(one: str, other: str) -> None:
    left, right = sketch(one), sketch(other)
    assert len(left) <= SKETCH_SIZE
    assert likeness(left, right) == likeness(right, left)
    assert 0 <= likeness(left, right) <= 1
    assert likeness(left, left) == (1 if left else 0)


def test_only_near_texts_are_returned_most_alike_first() -> None:
    own = sketch(numbered(0, 300))
    others = {"same": own, "half": sketch(numbered(40, 340)), "other": sketch(numbered(5_000, 5_300))}
    assert list(near(own, others)) == ["same", "half"]
