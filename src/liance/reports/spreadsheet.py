"""Tables as an Excel workbook (ECMA-376), for offices that read nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.core.limits import MAX_SHEET_ROWS

if TYPE_CHECKING:
    from openpyxl import Workbook

#: The date written into every office file: the same content gives the same bytes.
EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - the format has no zone
_WIDEST = 60
#: Whole numbers above this lose digits in a spreadsheet and are written as text.
_EXACT_UP_TO = 10**15


class SpreadsheetError(LianceError):
    """Spreadsheets need a library that is not installed."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="写 xlsx 需要 openpyxl，请安装 liance[xlsx]；也可改用 --csv",
                en="xlsx needs openpyxl; install liance[xlsx], or use --csv",
            )
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A field that is more than its value: a number shown with ``places`` decimals, or a link to a row of a sheet."""

    value: object
    places: int | None = None
    to: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name (at most 31 characters, none of them a slash, bracket, colon, star or question mark), heads, rows."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[object]]


def workbook(sheet: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet; see ``workbook_of``."""
    return workbook_of([Sheet(sheet, heads, rows)])


def workbook_of(sheets: Sequence[Sheet], title: str = "") -> bytes:
    """Return a workbook of sheets, each with a frozen, filtered head row.

    No field is ever a formula. Rows beyond ``MAX_SHEET_ROWS``, which is what the format holds, are left out.

    Raises:
        SpreadsheetError: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise SpreadsheetError from error
    book = Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    if title:
        book.properties.title = title
    return workbook_bytes(book)


def workbook_bytes(book: Workbook) -> bytes:
    """Return a workbook as the same bytes each time: no present time is in them."""
    from openpyxl.writer.excel import ExcelWriter

    book.properties.created = book.properties.modified = EPOCH
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        # Workbook.save would write the present time into the properties.
        ExcelWriter(book, archive).write_data()
    return dated(written.getvalue())


def _fill(page: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    widths = [0] * len(sheet.heads)
    count = 0
    for number, row in enumerate((sheet.heads, *islice(sheet.rows, MAX_SHEET_ROWS - 1)), 1):
        count = number
        for column, given in enumerate(row, 1):
            entry = given if isinstance(given, Entry) else Entry(given)
            if entry.value is None or entry.value == "":
                continue
            cell = page.cell(number, column)
            shown = _put(cell, entry)
            if number == 1:
                cell.font = Font(bold=True)
            cells = sum(2 if ord(sign) > 0x2E7F else 1 for sign in shown)
            widths[column - 1] = max(widths[column - 1], min(cells, _WIDEST))
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.heads))}{count}"
    for column, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width + 2


def _put(cell: Any, entry: Entry) -> str:
    """Write one field and return how it is shown."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.worksheet.hyperlink import Hyperlink

    value = float(entry.value) if isinstance(entry.value, Fraction) else entry.value
    if isinstance(value, int | float) and abs(value) < _EXACT_UP_TO:
        cell.value = value
        if entry.places is not None:
            cell.number_format = f"0.{'0' * entry.places}" if entry.places else "0"
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", str(value))
        cell.data_type = "s"
    if entry.to is not None:
        sheet, row = entry.to
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!A{row}")
        cell.style = "Hyperlink"
    return str(entry.value) if entry.places is None else "0" * (entry.places + 2)


def dated(data: bytes) -> bytes:
    """Return the container with a fixed time on every entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as copy:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, source.read(name))
    return out.getvalue()
