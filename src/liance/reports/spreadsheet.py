"""Tables as an Excel workbook (ECMA-376), for offices that read nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.core.limits import MAX_SHEET_ROWS

#: The date written into every workbook: the same tables give the same bytes.
_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - the format has no zone
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


def workbook(sheet: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet with a frozen, filtered head row.

    No cell is ever a formula. Rows beyond ``MAX_SHEET_ROWS``, which is what the format holds, are left out.

    Raises:
        SpreadsheetError: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter
        from openpyxl.writer.excel import ExcelWriter
    except ImportError as error:
        raise SpreadsheetError from error
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    widths = [0] * len(heads)
    table = [heads, *islice(rows, MAX_SHEET_ROWS - 1)]
    for number, row in enumerate(table, 1):
        for column, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell = page.cell(number, column)
            if isinstance(value, int | float) and abs(value) < _EXACT_UP_TO:
                cell.value = value
            else:
                cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", str(value))
                cell.data_type = "s"
            if number == 1:
                cell.font = Font(bold=True)
            shown = sum(2 if ord(sign) > 0x2E7F else 1 for sign in str(value))
            widths[column - 1] = max(widths[column - 1], min(shown, _WIDEST))
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(table)}"
    for column, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width + 2
    book.properties.created = book.properties.modified = _EPOCH
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        # Workbook.save would write the present time into the properties.
        ExcelWriter(book, archive).write_data()
    return _dated(written.getvalue())


def _dated(data: bytes) -> bytes:
    """Return the container with a fixed time on every entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as copy:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, source.read(name))
    return out.getvalue()
