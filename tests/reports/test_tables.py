"""CSV tables for spreadsheets."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.reports.tables import csv_text

PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.lists(PRINTABLE, min_size=2, max_size=2), max_size=5))
def test_a_table_reads_back_and_no_cell_is_a_formula(rows: list[list[str]]) -> None:
    text = csv_text(["a", "b"], rows)
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in read[1:]] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in read[1:] for cell in row)


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-x", "@cmd", "\t=1"])
def test_a_cell_that_would_run_is_led_by_an_apostrophe(cell: str) -> None:
    assert f"'{cell}" in csv_text(["a"], [[cell]])
