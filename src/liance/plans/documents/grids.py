"""Bytes of a csv or xlsx table -> grids of cells, each cell at the place where a person finds it.

Nothing is repaired: a merged range keeps its value in its first cell only and is listed, so that whoever reads
the grid can refuse it. Numbers are exact: what a spreadsheet stores as 0.1 is 1/10.
"""

from __future__ import annotations

import csv
import datetime
import io
import math
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from liance.core import limits
from liance.core.errors import DocumentError
from liance.core.findings import FindingKind, Place, Severity
from liance.core.language import Text
from liance.plans.documents.archive import Archive
from liance.plans.documents.plain import decode
from liance.plans.documents.problems import DAMAGED, EMPTY, ENCRYPTED, refuse

NOT_A_TABLE = FindingKind(
    "grid.not_a_table",
    Severity.ERROR,
    says=Text(
        zh="不是可以读取的表格：应为 xlsx，或 UTF-8、GB18030 编码的 CSV",
        en="it is no table that can be read: expected xlsx, or CSV in UTF-8 or GB18030",
    ),
    advice=Text(zh="请在表格软件中另存为 xlsx 或 CSV", en="save it as xlsx or CSV in a spreadsheet program"),
)
OLD_WORKBOOK = FindingKind(
    "grid.old_workbook",
    Severity.ERROR,
    says=Text(zh="是旧格式的表格（xls、et）或加密的表格", en="it is an old (xls, et) or encrypted workbook"),
    advice=Text(zh="请去掉密码并另存为 xlsx", en="take the password off and save it as xlsx"),
)
TOO_LARGE = FindingKind(
    "grid.too_large",
    Severity.ERROR,
    says=Text(zh="表格超过上限 {bound}", en="the table exceeds {bound}"),
    advice=Text(
        zh="请把表格拆成几份，或删去末尾的空行空列",
        en="split it, or delete empty rows and columns at its end",
    ),
)
BROKEN_QUOTES = FindingKind(
    "grid.broken_quotes",
    Severity.ERROR,
    says=Text(
        zh="这一行的双引号不成对，以下各行无法分清",
        en="the quotes of this row do not pair, so that the rows below cannot be told apart",
    ),
    advice=Text(zh="请检查这一行的双引号", en="check the row's double quotes"),
)
NO_XLSX_READER = FindingKind(
    "grid.no_xlsx_reader",
    Severity.ERROR,
    says=Text(zh="读取 xlsx 需要 openpyxl", en="reading xlsx needs openpyxl"),
    advice=Text(zh="请安装 liance[xlsx]，或另存为 CSV", en="install liance[xlsx], or save it as CSV"),
)

Cell = str | Fraction | datetime.date | None
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range: first and last row and column, all from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def label(self) -> str:
        """Return the range as spreadsheets write it.

        >>> Merge(3, 2, 5, 2).label()
        'B3:B5'
        """
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one table.

    ``rows`` are pairs of row number (from 1) and cells; rows without any value are left out. ``sheet`` is None
    for csv. A cell is text without spaces at its ends, an exact number, a date, or None where empty.
    """

    source: str
    sheet: str | None
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    merges: tuple[Merge, ...] = ()

    def place(self, row: int, column: int | None = None) -> Place:
        """Return the place of a row, or of the cell at ``column`` (from 1) in it."""
        letters = None if column is None else column_letters(column)
        return Place(self.source, line=row, sheet=self.sheet, column=letters)


def column_letters(column: int) -> str:
    """Return the letters of a column, counted from 1.

    >>> column_letters(1), column_letters(27), column_letters(703)
    ('A', 'AA', 'AAA')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_grids(source: str, data: bytes) -> tuple[Grid, ...]:
    """Return the tables in ``data``: one for csv, one per sheet that holds anything for xlsx.

    Raises:
        DocumentError: it is no table, or larger than the limits; the findings say why.
    """
    if len(data) > limits.MAX_TABLE_BYTES:
        refuse(TOO_LARGE, source, bound=f"MAX_TABLE_BYTES = {limits.MAX_TABLE_BYTES}")
    if not data.strip():
        refuse(EMPTY, source)
    if data.startswith(_ZIP):
        return _workbook(source, data)
    if data.startswith(_OLE):
        refuse(OLD_WORKBOOK, source)
    return (_csv(source, data),)


def _csv(source: str, data: bytes) -> Grid:
    decoded = decode(data)
    if decoded is None:
        refuse(NOT_A_TABLE, source)
    text = decoded.text.removeprefix("\ufeff")
    head = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise DocumentError(source, [BROKEN_QUOTES.at(Place(source, line=line))]) from error
        if cells is None:
            return Grid(source, None, tuple(rows))
        _bound_row(source, len(rows), len(cells))
        if any(cell.strip() for cell in cells):
            rows.append((line, tuple(" ".join(cell.split()) or None for cell in cells)))
        line = reader.line_num + 1


def _bound_row(source: str, rows: int, columns: int) -> None:
    if rows >= limits.MAX_TABLE_ROWS:
        refuse(TOO_LARGE, source, bound=f"MAX_TABLE_ROWS = {limits.MAX_TABLE_ROWS}")
    if columns > limits.MAX_TABLE_COLUMNS:
        refuse(TOO_LARGE, source, bound=f"MAX_TABLE_COLUMNS = {limits.MAX_TABLE_COLUMNS}")


def _workbook(source: str, data: bytes) -> tuple[Grid, ...]:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise DocumentError(source, [NO_XLSX_READER.at(Place(source))]) from error
    _check_container(source, data)
    try:
        with warnings.catch_warnings():
            # What openpyxl leaves out (styles, validations) does not matter here.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except Exception as error:
        raise DocumentError(source, [DAMAGED.at(Place(source), format="xlsx", reason="xlsx")]) from error
    grids = [_sheet(source, sheet) for sheet in book.worksheets]
    return tuple(grid for grid in grids if grid.rows)


def _check_container(source: str, data: bytes) -> None:
    """Refuse what unpacks to too much and what declares document types, before anything is parsed."""
    archive = Archive(source, "xlsx", data)
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        infos = container.infolist()
    if any(info.flag_bits & 0x1 for info in infos):
        refuse(ENCRYPTED, source, format="xlsx")
    total = sum(info.file_size for info in infos)
    if total > limits.MAX_TABLE_BYTES:
        refuse(TOO_LARGE, source, bound=f"MAX_TABLE_BYTES = {limits.MAX_TABLE_BYTES}")
    for info in infos:
        if info.filename.lower().endswith((".xml", ".rels")):
            part = b"".join(archive.chunks(info.filename.replace("\\", "/").lstrip("/")))
            if b"<!DOCTYPE" in part.replace(b"\0", b""):
                refuse(DAMAGED, source, format="xlsx", reason="DOCTYPE")


def _sheet(source: str, sheet: Any) -> Grid:
    _bound_row(source, sheet.max_row - 1, sheet.max_column)
    read = ((number, tuple(_values(raw))) for number, raw in enumerate(sheet.iter_rows(values_only=True), 1))
    rows = tuple((number, cells) for number, cells in read if any(cell is not None for cell in cells))
    merges = sorted((one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges)
    return Grid(source, sheet.title, rows, tuple(Merge(*one) for one in merges))


def _values(raw: tuple[object, ...]) -> Iterator[Cell]:
    for value in raw:
        if isinstance(value, bool):
            yield str(value).lower()
        elif isinstance(value, int):
            yield Fraction(value)
        elif isinstance(value, float):
            # repr is the shortest decimal that is stored as this number: what the person typed.
            yield Fraction(repr(value)) if math.isfinite(value) else str(value)
        elif isinstance(value, datetime.datetime):
            yield value.date() if value.time() == datetime.time() else value.isoformat(sep=" ")
        elif isinstance(value, datetime.date):
            yield value
        elif value is None:
            yield None
        else:
            yield " ".join(str(value).split()) or None
