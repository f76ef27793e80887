"""Tables from strangers become cells with their places; what cannot be a table is refused with its reason."""

from __future__ import annotations

import contextlib
import datetime
import io
import zipfile
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from liance.core import limits
from liance.core.errors import DocumentError
from liance.plans.documents.grids import column_letters, read_grids


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def codes(data: bytes) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        read_grids("values.xlsx", data)
    return [finding.code for finding in caught.value.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_every_usual_encoding(encoding: str) -> None:
    text = "项目编号,观测日期,观测值\n项目一,2026-06-30, 12 \n\n项目二,2026-06-30,\n"
    (grid,) = read_grids("values.csv", text.encode(encoding))
    assert grid.sheet is None
    assert [row for row, _ in grid.rows] == [1, 2, 4]
    assert grid.rows[1][1] == ("项目一", "2026-06-30", "12")
    assert grid.rows[2][1][2] is None
    assert grid.place(4, 3).label() == "values.csv!C4"


def test_a_workbook_keeps_sheets_types_and_merged_ranges() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "上半年"
    page.append(["项目", "日期", "值"])
    page.append(["甲", datetime.date(2026, 6, 30), 0.1])
    page.append([None, datetime.datetime(2026, 6, 30, 8, 5), True])  # noqa: DTZ001
    page.merge_cells("A2:A3")
    book.create_sheet("空表")
    (grid,) = read_grids("values.xlsx", saved(book))
    assert grid.sheet == "上半年"
    assert grid.rows[1] == (2, ("甲", datetime.date(2026, 6, 30), Fraction(1, 10)))
    assert grid.rows[2] == (3, (None, "2026-06-30 08:05:00", "true"))
    assert [merge.label() for merge in grid.merges] == ["A2:A3"]
    assert grid.place(2, 1).label() == "values.xlsx[上半年]!A2"


def test_what_is_no_table_is_refused() -> None:
    assert codes(b"") == ["document.empty"]
    assert codes(b"\xd0\xcf\x11\xe0" + b"\0" * 600) == ["grid.old_workbook"]
    assert codes(bytes(range(128, 256)) * 9) == ["grid.not_a_table"]
    assert codes(b"PK\x03\x04 broken") == ["document.damaged"]
    assert codes(b'a,b\n1,"2\n3,4\n') == ["grid.broken_quotes"]
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    assert codes(empty.getvalue()) == ["document.damaged"]


def test_bounds_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TABLE_ROWS", 2)
    assert codes(b"a,b\n1,2\n3,4\n") == ["grid.too_large"]
    assert codes((",".join("x" * 300) + "\n").encode()) == ["grid.too_large"]
    book = Workbook()
    page = book.active
    assert page is not None
    page.cell(9, 1, "far")
    assert codes(saved(book)) == ["grid.too_large"]
    monkeypatch.setattr(limits, "MAX_TABLE_BYTES", 5)
    assert codes(b"a,b\n1,2\n") == ["grid.too_large"]


def test_a_workbook_that_unpacks_to_too_much_or_declares_a_type_is_not_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["甲"])
    source = io.BytesIO(saved(book))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "xl/workbook.xml":
                body = b'<!DOCTYPE x [<!ENTITY e "e">]>' + body
            new.writestr(name, body)
    assert codes(out.getvalue()) == ["document.damaged"]
    monkeypatch.setattr(limits, "MAX_TABLE_BYTES", len(source.getvalue()) + 10)
    assert codes(source.getvalue()) == ["grid.too_large"]


@given(st.integers(min_value=1, max_value=limits.MAX_TABLE_COLUMNS * 80))
def test_column_letters_count_up_as_spreadsheets_do(column: int) -> None:
    number = 0
    for letter in column_letters(column):
        number = number * 26 + ord(letter) - ord("A") + 1
    assert number == column


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_refusal(data: bytes) -> None:
    for mark in (b"", b"PK\x03\x04"):
        with contextlib.suppress(DocumentError):
            read_grids("any", mark + data)
