"""An index table: what the owner of a folder of plans knows of them, one row per file.

The table is CSV (RFC 4180; commas, semicolons or tabs) with a head. One column names the files, by their
name with or without suffix; the others are fields of ``Metadata``, in Chinese or English. A bad value costs
only itself: the row keeps its other values.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from liance.core import limits
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.plans.documents.fields import NAMES, reader_of

UNREADABLE = FindingKind(
    "index.unreadable",
    Severity.ERROR,
    says=Text(
        zh="索引表无法读取：不是 UTF-8 或 GB18030 编码的 CSV 文本",
        en="the index cannot be read: it is not CSV text in UTF-8 or GB18030",
    ),
    advice=Text(zh="请在表格软件中另存为“CSV UTF-8”", en="save it as 'CSV UTF-8' in a spreadsheet program"),
)
TOO_LARGE = FindingKind(
    "index.too_large",
    Severity.ERROR,
    says=Text(
        zh="索引表超过上限 {bound}，超出部分没有读取", en="the index exceeds {bound}; the rest was not read"
    ),
    advice=Text(zh="请把索引表拆成几份", en="split the index"),
)
NO_FILE_COLUMN = FindingKind(
    "index.no_file_column",
    Severity.ERROR,
    says=Text(
        zh="索引表没有文件名一列（doc、file 或 文件），无法与文件对应",
        en="the index has no column for the file (doc, file or 文件), so no row can be joined",
    ),
    advice=Text(zh="请在第一行加上列名“文件”", en="add the heading 'file' to the first line"),
)
UNKNOWN_COLUMN = FindingKind(
    "index.unknown_column",
    Severity.INFO,
    says=Text(zh="索引表中的列“{column}”没有用到", en="the column '{column}' of the index is not used"),
    advice=Text(zh="可用的列名：{known}", en="known columns: {known}"),
)
REPEATED_COLUMN = FindingKind(
    "index.repeated_column",
    Severity.WARNING,
    says=Text(
        zh="列“{column}”与前面的列含义相同，已忽略",
        en="the column '{column}' means the same as one before it and was ignored",
    ),
    advice=Text(zh="请只保留一列", en="keep one of them"),
)
BAD_VALUE = FindingKind(
    "index.bad_value",
    Severity.WARNING,
    says=Text(
        zh="“{doc}”的“{column}”值“{value}”无法使用，已忽略",
        en="the value '{value}' of '{column}' for '{doc}' cannot be used and was ignored",
    ),
    advice=Text(zh="应为：{expected_zh}", en="expected: {expected_en}"),
)
DUPLICATE_ROW = FindingKind(
    "index.duplicate_row",
    Severity.WARNING,
    says=Text(
        zh="“{doc}”在索引表中重复出现（首次在第 {first} 行），只用第一次的内容",
        en="'{doc}' stands in the index twice (first in line {first}); the first is used",
    ),
    advice=Text(zh="请删除多余的行", en="delete the other row"),
)
NO_FILE = FindingKind(
    "index.no_file",
    Severity.WARNING,
    says=Text(zh="这一行没有文件名，已忽略", en="the row names no file and was ignored"),
    advice=Text(zh="请填写文件名", en="fill in the file's name"),
)
EXTRA_CELLS = FindingKind(
    "index.extra_cells",
    Severity.WARNING,
    says=Text(
        zh="“{doc}”一行比表头多 {extra} 格，多出的内容没有用到",
        en="the row of '{doc}' has {extra} cells more than the head; they were not used",
    ),
    advice=Text(zh="值中含有逗号时请用双引号括起来", en="put values that hold commas between double quotes"),
)

OVER_LINES = FindingKind(
    "index.over_lines",
    Severity.WARNING,
    says=Text(
        zh="这一行的“{value}”跨了几行，可能缺一个双引号，把下面的行并了进来",
        en="'{value}' in this row runs over several lines; a missing quote may have swallowed the rows below",
    ),
    advice=Text(zh="请检查这一行的双引号是否成对", en="check that the row's double quotes come in pairs"),
)

_FILE_COLUMNS = ("doc", "file", "文件", "文件名")
#: Suffixes that a file's name in the table may carry.
_SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".doc", ".wps", ".pdf", ".ofd", ".rtf")
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Index:
    """The rows of an index by file stem; values as in ``Metadata``."""

    rows: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def metadata_for(self, stem: str) -> Mapping[str, object]:
        """Return what the index says of the file with this stem, empty where it says nothing."""
        return self.rows.get(_stem(stem), MappingProxyType({}))

    def unused(self, stems: Collection[str]) -> tuple[str, ...]:
        """Return the stems of rows for which no file is among ``stems``, sorted."""
        return tuple(sorted(set(self.rows) - {_stem(stem) for stem in stems}))


def read_index(name: str, data: bytes) -> tuple[Index, list[Finding]]:
    """Return the index in ``data`` and what is wrong with it.

    Args:
        name: The file's name, for findings.
        data: Its bytes; at most ``MAX_TABLE_BYTES`` and ``MAX_TABLE_ROWS`` rows are read.
    """
    if len(data) > limits.MAX_TABLE_BYTES:
        bound = f"MAX_TABLE_BYTES = {limits.MAX_TABLE_BYTES}"
        return Index(), [TOO_LARGE.at(Place(name), bound=bound)]
    text = _decoded(data)
    if text is None:
        return Index(), [UNREADABLE.at(Place(name))]
    findings: list[Finding] = []
    records = _records(name, text, findings)
    head = next(records, None)
    if head is None:
        return Index(), findings or [NO_FILE_COLUMN.at(Place(name, line=1))]
    columns, file_column = _columns(name, *head, findings)
    if file_column is None:
        return Index(), [NO_FILE_COLUMN.at(Place(name, line=head[0])), *findings]
    rows: dict[str, Mapping[str, object]] = {}
    lines: dict[str, int] = {}
    for number, (line, cells) in enumerate(records):
        place = Place(name, line=line)
        if number >= limits.MAX_TABLE_ROWS:
            findings.append(TOO_LARGE.at(place, bound=f"MAX_TABLE_ROWS = {limits.MAX_TABLE_ROWS}"))
            break
        doc = _stem(cells[file_column]) if file_column < len(cells) else ""
        if not doc:
            findings.append(NO_FILE.at(place))
        elif doc in rows:
            findings.append(DUPLICATE_ROW.at(place, doc=doc, first=lines[doc]))
        else:
            if any(cell.strip() for cell in cells[len(head[1]) :]):
                findings.append(EXTRA_CELLS.at(place, doc=doc, extra=len(cells) - len(head[1])))
            rows[doc] = MappingProxyType(_values(place, doc, head[1], columns, cells, findings))
            lines[doc] = line
    return Index(MappingProxyType(rows)), findings


def _decoded(data: bytes) -> str | None:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _records(name: str, text: str, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that hold anything, each with the line it begins in."""
    head = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            # A field without end, or beyond what csv reads: what follows cannot be told apart.
            findings.append(UNREADABLE.at(Place(name, line=line)))
            return
        if cells is None:
            return
        broken = next((cell for cell in cells if "\n" in cell or "\r" in cell), None)
        if broken is not None:
            findings.append(OVER_LINES.at(Place(name, line=line), value=" ".join(broken.split())[:80]))
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _columns(
    name: str, line: int, head: list[str], findings: list[Finding]
) -> tuple[dict[int, str], int | None]:
    """Return the field of each column that has one, and the column that names the file."""
    columns: dict[int, str] = {}
    file_column: int | None = None
    place = Place(name, line=line)
    for number, cell in enumerate(head):
        key = " ".join(cell.split()).lower()
        known = NAMES.get(key)
        if key in _FILE_COLUMNS and file_column is None:
            file_column = number
        elif known in columns.values() or key in _FILE_COLUMNS:
            findings.append(REPEATED_COLUMN.at(place, column=cell[:80]))
        elif known is not None:
            columns[number] = known
        elif key:
            names = "、".join((*_FILE_COLUMNS, *NAMES))
            findings.append(UNKNOWN_COLUMN.at(place, column=cell[:80], known=names))
    return columns, file_column


def _values(
    place: Place,
    doc: str,
    head: list[str],
    columns: Mapping[int, str],
    cells: list[str],
    findings: list[Finding],
) -> dict[str, object]:
    values: dict[str, object] = {}

    def refuse(column: str, value: object, expected_zh: str, expected_en: str) -> None:
        details = {"doc": doc, "column": column, "value": str(value)[:80]}
        findings.append(BAD_VALUE.at(place, **details, expected_zh=expected_zh, expected_en=expected_en))

    for number, known in columns.items():
        value = " ".join(cells[number].split()) if number < len(cells) else ""
        if not value:
            continue
        reader = reader_of(known)
        read = reader.read(value)
        if read is None:
            refuse(head[number], value, reader.expected_zh, reader.expected_en)
        else:
            values[known] = read
    start, end = values.get("period_start"), values.get("period_end")
    if isinstance(start, int) and isinstance(end, int) and start > end:
        del values["period_end"]
        refuse("period_end", end, "不早于规划起始年", "not before period_start")
    return values


def _stem(name: str) -> str:
    """Return a file's name without folder and known suffix, composed (NFC) as most systems write it."""
    base = unicodedata.normalize("NFC", name.strip()).replace("\\", "/").rsplit("/", 1)[-1]
    for suffix in _SUFFIXES:
        if base.lower().endswith(suffix):
            return base[: -len(suffix)].strip()
    return base
