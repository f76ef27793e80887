"""Workbooks: no cell runs, numbers stay numbers, the same tables give the same bytes."""

from __future__ import annotations

import io
import sys

import openpyxl
import pytest

from liance.reports.spreadsheet import SpreadsheetError, workbook


def read(data: bytes) -> list[list[openpyxl.cell.cell.Cell]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()]


def test_a_workbook_reads_back_and_no_cell_is_a_formula() -> None:
    data = workbook("表", ["甲", "乙"], [["=1+1", 3], ["a\x0bb", None], [10**16, 2.5]])
    rows = read(data)
    assert [cell.value for cell in rows[0]] == ["甲", "乙"]
    assert rows[1][0].value == "=1+1"
    assert rows[1][0].data_type == "s"
    assert [cell.value for cell in rows[2]] == ["a b", None]
    assert [cell.value for cell in rows[3]] == ["10000000000000000", 2.5]
    assert data == workbook("表", ["甲", "乙"], [["=1+1", 3], ["a\x0bb", None], [10**16, 2.5]])


def test_without_the_library_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(SpreadsheetError, match=r"liance\[xlsx\]"):
        workbook("t", ["a"], [])
