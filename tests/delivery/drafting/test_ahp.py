"""AHP: known results, the random index drawn again, and laws of weights and groups."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liance.core.numbers import round_half_up
from liance.delivery.drafting.ahp import (
    RANDOM_INDEX,
    aggregate_judges,
    group,
    judged_matrix,
    priorities,
)

SCALE = [Fraction(1, number) for number in range(9, 1, -1)] + [Fraction(number) for number in range(1, 10)]


def reciprocal(upper: list[list[Fraction]]) -> list[list[Fraction]]:
    size = len(upper) + 1
    matrix = [[Fraction(1)] * size for _ in range(size)]
    for row, values in enumerate(upper):
        for place, value in enumerate(values):
            column = row + 1 + place
            matrix[row][column], matrix[column][row] = value, 1 / value
    return matrix


def drawn(size: int, source: random.Random) -> list[list[Fraction]]:
    return reciprocal([[source.choice(SCALE) for _ in range(size - 1 - row)] for row in range(size - 1)])


@pytest.mark.parametrize("size", [3, 5, 7])
def test_random_matrices_have_the_random_index_of_the_table(size: int) -> None:
    """The mean of 2,000 random matrices lies within 0.05 of the tabled value."""
    source = random.Random(20_250_101 + size)
    indices = []
    for _ in range(2_000):
        matrix = np.array([[float(value) for value in line] for line in drawn(size, source)])
        largest = max(np.linalg.eigvals(matrix).real)
        indices.append((largest - size) / (size - 1))
    assert abs(float(np.mean(indices)) - float(RANDOM_INDEX[size])) < 0.05


def test_weights_are_the_principal_eigenvector() -> None:
    source = random.Random(7)
    for size in (2, 3, 5, 8, 10):
        matrix = drawn(size, source)
        ours = priorities([str(place) for place in range(size)], matrix)
        values, vectors = np.linalg.eig(np.array([[float(cell) for cell in line] for line in matrix]))
        place = int(np.argmax(values.real))
        expected = np.abs(vectors[:, place].real) / np.abs(vectors[:, place].real).sum()
        assert [float(weight) for weight in ours.weights.values()] == pytest.approx(list(expected), abs=1e-9)
        assert float(ours.largest) == pytest.approx(values.real[place], abs=1e-9)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=6))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_consistent_judgements_give_back_their_weights(raw: list[int]) -> None:
    matrix = [[Fraction(one, other) for other in raw] for one in raw]
    names = [str(place) for place in range(len(raw))]
    found = priorities(names, matrix)
    assert abs(found.ratio) < Fraction(1, 10**9)
    assert found.worst is None
    for name, number in zip(names, raw, strict=True):
        assert abs(found.weights[name] - Fraction(number, sum(raw))) < Fraction(1, 10**10)


def test_a_group_stays_reciprocal_and_a_group_of_one_is_its_judge() -> None:
    source = random.Random(3)
    first, second = drawn(4, source), drawn(4, source)
    together = group([first, second])
    assert all(together[row][column] * together[column][row] == 1 for row in range(4) for column in range(4))
    assert abs(together[0][1] ** 2 - first[0][1] * second[0][1]) < Fraction(1, 10**6)
    assert group([first]) == first


NAMES = ("a", "b", "c")
LABELS = {"a": "甲", "b": "乙", "c": "丙"}


def test_an_inconsistent_judge_is_told_which_pair_to_look_at_and_left_out() -> None:
    together, singly, findings = aggregate_judges(
        NAMES, [("张", {"a/b": 5, "b/c": 5, "a/c": "1/5"}), ("李", {"a/b": 2, "b/c": 2, "a/c": 4})], LABELS
    )
    assert not singly["张"].is_consistent
    assert [finding.code for finding in findings] == ["ahp.inconsistent"]
    assert {findings[0].details["first"], findings[0].details["second"]} <= set(LABELS.values())
    assert together is not None
    assert [round_half_up(weight, 3) for weight in together.weights.values()] == pytest.approx(
        [round_half_up(Fraction(number, 7), 3) for number in (4, 2, 1)]
    )


@pytest.mark.parametrize(
    ("judgements", "code"),
    [
        ({"a/b": 3}, "ahp.incomplete"),
        ({"a/b": 3, "b/a": 3, "a/c": 1, "b/c": 1}, "ahp.contradicts"),
        ({"a/x": 3, "a/b": 1, "a/c": 1, "b/c": 1}, "ahp.unknown_criterion"),
    ],
)
def test_what_is_wrong_with_a_judge_is_told(judgements: dict[str, int | str], code: str) -> None:
    assert code in [finding.code for finding in judged_matrix(NAMES, "张", judgements)[1]]


def test_where_nobody_can_be_used_it_is_said() -> None:
    together, _, findings = aggregate_judges(NAMES, [("张", {"a/b": 3})], LABELS)
    assert together is None
    assert [finding.code for finding in findings] == ["ahp.incomplete", "ahp.nobody"]


def test_matrices_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        priorities([str(place) for place in range(11)], drawn(11, random.Random(1)))
    with pytest.raises(ValueError, match="reciprocal"):
        priorities(["a", "b"], [[Fraction(1), Fraction(2)], [Fraction(2), Fraction(1)]])
    with pytest.raises(ValueError, match="square"):
        priorities(["a", "b"], [[Fraction(1)]])
