"""Whole-number cells behind published means: decided exactly, with witness or reason."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from liance.core.language import Language, Text
from liance.core.limits import MAX_UNKNOWN_CELLS
from liance.plans.tables.cells import CellProblem, Choice, feasible_cells


def names(prefix: str, count: int) -> tuple[Text, ...]:
    return tuple(Text(zh=f"{prefix}{place}", en=f"{prefix}{place}") for place in range(count))


def problem(rows: int, cols: int, **known: object) -> CellProblem:
    whole = {"parts": (tuple(range(rows)),), "part_names": names("p", 1)} | known
    return CellProblem(names("r", rows), names("c", cols), (0, 2), **whole)  # type: ignore[arg-type]  # by name


Sums = st.tuples(
    st.lists(st.integers(0, 4), min_size=3, max_size=3), st.lists(st.integers(0, 6), min_size=2, max_size=2)
)


@settings(max_examples=150, deadline=None)
@given(
    Sums,
    st.dictionaries(
        st.tuples(st.integers(0, 1), st.integers(0, 2)), st.sampled_from([(0, 1), (1, 2), (2, 2)])
    ),
)
def test_it_agrees_with_trying_all_cells(
    sums: tuple[list[int], list[int]], tighter: dict[tuple[int, int], tuple[int, int]]
) -> None:
    by_col, by_row = sums

    def holds(cells: tuple[int, ...]) -> bool:
        grid = (cells[:3], cells[3:])
        return (
            all(sum(row[col] for row in grid) == by_col[col] for col in range(3))
            and all(sum(grid[row]) == by_row[row] for row in range(2))
            and all(low <= grid[row][col] <= high for (row, col), (low, high) in tighter.items())
        )

    expected = any(holds(cells) for cells in product(range(3), repeat=6))
    result = feasible_cells(
        problem(
            2,
            3,
            part_sums={(0, col): (total, total) for col, total in enumerate(by_col)},
            row_sums={row: (total, total) for row, total in enumerate(by_row)},
            tighter=tighter,
        )
    )
    assert result.is_possible is expected
    if expected:
        assert result.witness is not None
        assert holds((*result.witness[0], *result.witness[1]))
    else:
        assert result.reasons


def test_a_choice_of_cells_is_tried_out() -> None:
    most_low = Choice(row=0, cols=(0, 1, 2), count=2, inside=(0, 0))
    known = {"part_sums": {(0, col): (3, 3) for col in range(3)}, "choices": (most_low,)}
    assert feasible_cells(problem(2, 3, **known)).is_possible is False
    result = feasible_cells(problem(3, 3, **known))
    assert result.witness is not None
    assert sum(cell == 0 for cell in result.witness[0]) >= 2
    exactly = Choice(row=0, cols=(0, 1, 2), count=1, inside=(2, 2), otherwise=(0, 1))
    result = feasible_cells(problem(2, 3, choices=(exactly,)))
    assert result.witness is not None
    assert sorted(cell == 2 for cell in result.witness[0]) == [False, False, True]


def test_the_reason_names_the_column_or_the_totals() -> None:
    column = feasible_cells(problem(2, 2, part_sums={(0, 0): (5, 5)}))
    assert column.reasons[0].render(Language.EN) == (
        "p0, c0: the cells add up to at most 4, the published mean asks for 5"
    )
    totals = feasible_cells(
        problem(2, 2, part_sums={(0, 0): (4, 4), (0, 1): (4, 4)}, row_sums={0: (3, 3), 1: (4, 4)})
    )
    assert totals.reasons[0].render(Language.EN) == "p0: by columns at least 8, by rows at most 7"


def test_too_much_is_left_undecided_with_the_bound() -> None:
    large = feasible_cells(problem(2, MAX_UNKNOWN_CELLS))
    assert large.is_possible is None
    assert "MAX_UNKNOWN_CELLS" in large.reasons[0].en
    wide = Choice(row=0, cols=tuple(range(30)), count=15, inside=(0, 0))
    many = feasible_cells(problem(1, 30, choices=(wide,)))
    assert many.is_possible is None
    assert "MAX_CELL_CHOICES" in many.reasons[0].en
