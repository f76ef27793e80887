"""Bytes of a csv or xlsx table -> rows of text, each cell with the name people know it by (D7)."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass

from liance.core.errors import LianceError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import (
    MAX_METADATA_CHARACTERS,
    MAX_PROFILE_COLUMNS,
    MAX_PROFILE_ROWS,
    MAX_TABLE_BYTES,
    MAX_UNPACKED_BYTES,
    MAX_ZIP_ENTRIES,
)

UNREADABLE = FindingKind(
    "profile.unreadable",
    Severity.ERROR,
    says=Text(
        zh="表格无法读取：不是 UTF-8 或 GB18030 编码的 CSV，也不是完好的 xlsx",
        en="the table cannot be read: neither CSV in UTF-8 or GB18030 nor a sound xlsx",
    ),
    advice=Text(zh="请在表格软件中另存为“CSV UTF-8”或 xlsx", en="save it as 'CSV UTF-8' or xlsx"),
)
TOO_LARGE = FindingKind(
    "profile.too_large",
    Severity.ERROR,
    says=Text(
        zh="表格超过上限 {bound}，超出部分没有读取", en="the table exceeds {bound}; the rest was not read"
    ),
    advice=Text(zh="请拆成几个文件", en="split it into several files"),
)
FORMULA = FindingKind(
    "profile.formula",
    Severity.ERROR,
    says=Text(
        zh="单元格 {cell} 是公式，不是数，未使用", en="cell {cell} is a formula, not a number; it is not used"
    ),
    advice=Text(
        zh="请粘贴为数值，并在来源一列写明算法", en="paste its value and say in the source how it is made"
    ),
)


class SheetsExtraMissingError(LianceError):
    """Reading xlsx needs a library that is not installed."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="读 xlsx 需要 openpyxl，请安装 liance[xlsx]；也可另存为 CSV",
                en="xlsx needs openpyxl; install liance[xlsx], or save as CSV",
            )
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; ``line`` counts from 1."""

    line: int
    cells: tuple[str, ...]


def cell_name(line: int, column: int) -> str:
    """Return the name of a cell; ``line`` from 1, ``column`` from 0.

    >>> cell_name(7, 3), cell_name(1, 26)
    ('D7', 'AA1')
    """
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{line}"


def read_rows(name: str, data: bytes) -> tuple[tuple[Row, ...], list[Finding]]:
    """Return the rows of a table that hold anything, and what is wrong with the file.

    Args:
        name: the file's name, for findings.
        data: a CSV file, or the first sheet of an xlsx file.

    Raises:
        SheetsExtraMissingError: it is an xlsx file and openpyxl is not installed.
    """
    if len(data) > MAX_TABLE_BYTES:
        return (), [TOO_LARGE.at(Place(name), bound=f"MAX_TABLE_BYTES = {MAX_TABLE_BYTES}")]
    rows, findings = _xlsx(name, data) if data[:2] == b"PK" else _csv(name, data)
    kept = tuple(row for row in rows if any(row.cells))
    if len(kept) > MAX_PROFILE_ROWS:
        findings.append(TOO_LARGE.at(Place(name), bound=f"MAX_PROFILE_ROWS = {MAX_PROFILE_ROWS}"))
    return kept[:MAX_PROFILE_ROWS], findings


def _csv(name: str, data: bytes) -> tuple[list[Row], list[Finding]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        head = text.partition("\n")[0]
        sign = max(",;\t", key=head.count)
        try:
            rows = []
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
            for cells in reader:
                rows.append(Row(reader.line_num, tuple(_tidy(cell) for cell in cells[:MAX_PROFILE_COLUMNS])))
                if len(rows) > MAX_PROFILE_ROWS:
                    break
        except csv.Error:
            break
        return rows, []
    return [], [UNREADABLE.at(Place(name))]


def _xlsx(name: str, data: bytes) -> tuple[list[Row], list[Finding]]:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise SheetsExtraMissingError from error
    findings: list[Finding] = []
    rows: list[Row] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ZIP_ENTRIES or sum(one.file_size for one in entries) > MAX_UNPACKED_BYTES:
                bound = f"MAX_UNPACKED_BYTES = {MAX_UNPACKED_BYTES}"
                return [], [TOO_LARGE.at(Place(name), bound=bound)]
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        for line, cells in enumerate(sheet.iter_rows(max_col=MAX_PROFILE_COLUMNS, values_only=True), 1):
            texts = []
            for column, value in enumerate(cells):
                if isinstance(value, str) and value.startswith("="):
                    findings.append(FORMULA.at(Place(name, line=line), cell=cell_name(line, column)))
                    texts.append("")
                    continue
                texts.append(_tidy(_plain(value)))
            rows.append(Row(line, tuple(texts)))
            if len(rows) > MAX_PROFILE_ROWS:
                break
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError):
        return [], [UNREADABLE.at(Place(name))]
    return rows, findings


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _tidy(cell: str) -> str:
    return " ".join(cell.split())[:MAX_METADATA_CHARACTERS]
