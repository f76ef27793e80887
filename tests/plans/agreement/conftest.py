"""Tables of ratings with the shapes that break statistics."""

from __future__ import annotations

import random

import pytest

Rows = list[list[int | None]]


def _case(seed: int) -> tuple[Rows, list[int]]:
    chance = random.Random(seed)
    scale = chance.choice([[0, 1], [1, 2, 3], [0, 1, 2, 3, 4], [1, 2, 4, 8], [-2, -1, 0, 1, 2]])
    used = chance.sample(scale, chance.randint(1, len(scale)))
    raters, units = chance.randint(1, 6), chance.randint(1, 14)
    missing = chance.choice([0.0, 0.0, 0.1, 0.4, 0.8])
    noise = chance.choice([0.0, 0.2, 0.6, 1.0])
    rows: Rows = []
    for _ in range(units):
        true = chance.choice(used)
        row: list[int | None] = [
            true if chance.random() >= noise else chance.choice(used) for _ in range(raters)
        ]
        rows.append([None if chance.random() < missing else score for score in row])
    if chance.random() < 0.2:
        constant = chance.choice(used)
        for row in rows:
            row[0] = constant
    if chance.random() < 0.2:
        rows.append([None] * raters)
    return rows, scale


@pytest.fixture(scope="session")
def awkward_tables() -> list[tuple[Rows, list[int]]]:
    """700 tables with their scales: missing cells, unused levels, one rater, one level, empty units."""
    tables = [_case(seed) for seed in range(700)]
    assert any(len(rows[0]) == 1 for rows, _ in tables)
    assert any(len({score for row in rows for score in row if score is not None}) == 1 for rows, _ in tables)
    assert any(any(score is None for score in row) for rows, _ in tables for row in rows)
    return tables
