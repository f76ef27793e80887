"""Aggregates: exact, with weighting, rounding, n and stage."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.packs.library import Library
from liance.plans.ratings import Rater, RaterKind, Rating, State
from liance.plans.scoring import Aggregate, aggregate, mean

RUBRIC = Library().rubric("technology-plan").rubric
TASKS = [item.id for item in RUBRIC.items if item.id != "goal"]
RATER = Rater("r", RaterKind.PERSON)


def rating(item: str, score: int | None, stage: str = "blind") -> Rating:
    state = State.CANNOT_JUDGE if score is None else State.SCORED if score else State.NOT_COVERED
    return Rating(item, state, score, (), RATER, "d", "r", stage)


def by_id(scores: dict[str, int | None]) -> dict[str, Aggregate]:
    return {
        made.id: made for made in aggregate(RUBRIC, [rating(item, score) for item, score in scores.items()])
    }


def test_both_weightings_are_exact() -> None:
    """技术 3 3, 产业 4 3 3 3, 环境 4 1: types weigh alike or sub-tasks weigh alike."""
    made = by_id(dict(zip(TASKS, (3, 3, 4, 3, 3, 3, 4, 1), strict=True)) | {"goal": 2})
    assert made["type.industry"].as_data() == {
        "id": "type.industry",
        "value": "13/4",
        "display": "3.25",
        "n": 4,
        "weighting": "equal_items",
        "rounding": "half_up.2",
        "stage": "blind",
    }
    assert made["tasks"].value == Fraction(35, 12)
    assert made["tasks"].display == "2.92"
    assert made["tasks"].weighting == "equal_types"
    assert made["tasks.by-items"].value == Fraction(24, 8)
    assert made["tasks.by-items"].n == 8


def test_cells_that_cannot_be_judged_are_no_zeros() -> None:
    made = by_id(dict.fromkeys(TASKS, None) | {"talent": 4, "governance": 0})
    assert made["type.technology"].value is None
    assert made["type.technology"].display is None
    assert made["type.technology"].n == 0
    assert made["type.environment"].value == 2
    assert made["tasks"].value == 2
    assert made["tasks"].n == 2


def test_stages_do_not_mix() -> None:
    with pytest.raises(ValueError, match="stages"):
        aggregate(RUBRIC, [rating("talent", 1, "blind"), rating("governance", 1, "consensus")])


@given(st.lists(st.integers(0, 4), min_size=8, max_size=8))
def test_a_mean_lies_between_its_parts_and_order_does_not_matter(scores: list[int]) -> None:
    made = by_id(dict(zip(TASKS, scores, strict=True)))
    value = made["tasks.by-items"].value
    assert value is not None
    assert min(scores) <= value <= max(scores)
    assert value == mean([Fraction(score) for score in reversed(scores)])
