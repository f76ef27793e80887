"""Real databases behind scenarios: read only, bound parameters, limits on rows, bytes and time.

SQLite files are opened with ``mode=ro`` and ``query_only``; PostgreSQL sessions are read-only transactions with
a statement time-out. Identifiers come from the holder's sources file, are looked up in the catalogue of the
database and quoted; values are always parameters. No text of a request ever becomes SQL.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as time_of_day
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote, urlsplit

from liance.core.errors import PackError
from liance.core.language import Text
from liance.core.limits import (
    MAX_ANSWER_ROWS,
    MAX_PACK_FILE_BYTES,
    MAX_QUERY_SECONDS,
    MAX_WATCH_BYTES,
)
from liance.packs.reading import read_shape
from liance.packs.sources import Source, Sources
from liance.workbench.ledger.folder import LedgerInputError, read_bounded

#: Rows fetched at a time.
_PIECE: Final = 1_000
#: Steps of SQLite's machine between looks at the clock.
_STEPS: Final = 10_000


def source_error(code: str, zh: str, en: str, **fields: object) -> LedgerInputError:
    """Return an error about a source; ``code`` is stable."""
    return LedgerInputError(f"source.{code}", Text(zh=zh, en=en), **fields)


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the database declares it."""

    name: str
    type: str


class Table(Protocol):
    """An open table."""

    columns: tuple[Column, ...]

    def rows(self) -> Iterator[Sequence[object]]:
        """Yield all rows, in no order that counts."""

    def find(self, wanted: Sequence[str], subject: str, value: str, limit: int) -> list[Sequence[object]]:
        """Return the wanted columns of at most ``limit`` rows whose ``subject`` column equals ``value``."""


def read_sources(path: Path) -> dict[str, Source]:
    """Return the sources in a file, their paths made absolute.

    Raises:
        LedgerInputError: it cannot be read.
        PackError: it is malformed; the findings name the lines.
    """
    data = read_bounded(path, MAX_PACK_FILE_BYTES)
    read, _, findings = read_shape(Sources, path.name, data)
    if read is None:
        raise PackError(path.name, findings)
    for name, source in read.sources.items():
        if not source.is_sound:
            raise source_error(
                "no_place",
                "数据源“{name}”应写 csv，或写 database 与 table",
                "the source '{name}' needs either csv, or database and table",
                name=name,
            )
    home = path.resolve().parent
    return {name: _placed(source, home) for name, source in read.sources.items()}


def _placed(source: Source, home: Path) -> Source:
    if source.csv is not None:
        return source.model_copy(update={"csv": str(home / source.csv)})
    assert source.database is not None
    where = source.database
    if where.startswith("env:"):
        where = os.environ.get(where.removeprefix("env:"), "")
        if not where:
            raise source_error(
                "no_variable",
                "环境变量 {name} 没有设置，其中应写数据库地址",
                "the variable {name} is not set; it should hold the address of the database",
                name=source.database.removeprefix("env:"),
            )
    if not _is_postgresql(where):
        where = str(home / where.removeprefix("sqlite:"))
    return source.model_copy(update={"database": where})


def _is_postgresql(where: str) -> bool:
    return where.startswith(("postgresql://", "postgres://"))


@contextmanager
def open_table(source: Source, seconds: int = MAX_QUERY_SECONDS) -> Iterator[Table]:
    """Open the table of a source for reading, for at most ``seconds`` a statement.

    Raises:
        LedgerInputError: it cannot be reached or read, or has not the columns that the source names.
    """
    if source.csv is not None:
        yield _Csv(Path(source.csv))
        return
    assert source.database is not None
    assert source.table is not None
    opened = _postgresql if _is_postgresql(source.database) else _sqlite
    with opened(source.database, source.table, seconds) as table:
        known = {column.name for column in table.columns}
        for name in [*source.fields.values(), *([source.subject] if source.subject else [])]:
            if name not in known:
                raise source_error(
                    "no_column",
                    "表 {table} 没有列“{column}”",
                    "the table {table} has no column '{column}'",
                    table=source.table,
                    column=name,
                )
        yield table


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _unreachable(shown: str) -> LedgerInputError:
    return source_error(
        "unreachable",
        "读不到数据源“{shown}”：请检查地址、权限，或查询是否超时",
        "cannot read the source '{shown}': check address and rights, or whether the query took too long",
        shown=shown,
    )


def _no_table(table: str) -> LedgerInputError:
    return source_error(
        "no_table", "数据源里没有表“{table}”", "the source has no table '{table}'", table=table
    )


@dataclass(slots=True)
class _Sqlite:
    connection: sqlite3.Connection
    name: str
    shown: str
    columns: tuple[Column, ...]
    seconds: int

    def rows(self) -> Iterator[Sequence[object]]:
        listed = ", ".join(_quoted(column.name) for column in self.columns)
        return self._run(f"SELECT {listed} FROM {self.name}", ())  # noqa: S608 - looked up, quoted

    def find(self, wanted: Sequence[str], subject: str, value: str, limit: int) -> list[Sequence[object]]:
        listed = ", ".join(map(_quoted, wanted))
        text = f"SELECT {listed} FROM {self.name} WHERE {_quoted(subject)} = ? LIMIT ?"  # noqa: S608 - looked up, quoted
        return list(self._run(text, (value, limit)))

    def _run(self, text: str, values: tuple[object, ...]) -> Iterator[Sequence[object]]:
        end = time.monotonic() + self.seconds
        self.connection.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
        try:
            yield from self.connection.execute(text, values)
        except sqlite3.Error:
            raise _unreachable(self.shown) from None


@contextmanager
def _sqlite(where: str, table: str, seconds: int) -> Iterator[_Sqlite]:
    path = Path(where)
    shown = path.name
    if not path.is_file():
        raise _unreachable(shown)
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=seconds)
    except sqlite3.Error:
        raise _unreachable(shown) from None
    try:
        try:
            connection.execute("PRAGMA query_only=ON")
            name = table.rpartition(".")[2]
            facts = connection.execute("SELECT name, type FROM pragma_table_info(?)", (name,)).fetchall()
        except sqlite3.Error:
            raise _unreachable(shown) from None
        if not facts:
            raise _no_table(table)
        columns = tuple(Column(str(one), str(kind)) for one, kind in facts)
        yield _Sqlite(connection, _quoted(name), shown, columns, seconds)
    finally:
        connection.close()


@dataclass(slots=True)
class _Postgresql:
    connection: Any
    error: type[Exception]
    name: str
    shown: str
    columns: tuple[Column, ...]

    def rows(self) -> Iterator[Sequence[object]]:
        text = f"SELECT {', '.join(_quoted(c.name) for c in self.columns)} FROM {self.name}"  # noqa: S608 - looked up, quoted
        try:
            with self.connection.cursor("liance") as cursor:  # on the server: rows come in pieces
                cursor.itersize = _PIECE
                cursor.execute(text.replace("%", "%%"))
                yield from cursor
        except self.error:
            raise _unreachable(self.shown) from None

    def find(self, wanted: Sequence[str], subject: str, value: str, limit: int) -> list[Sequence[object]]:
        listed = ", ".join(map(_quoted, wanted))
        text = f"SELECT {listed} FROM {self.name} WHERE {_quoted(subject)}::text = %s LIMIT %s"  # noqa: S608 - looked up, quoted
        try:
            return list(self.connection.execute(text, (value, limit)).fetchall())
        except self.error:
            raise _unreachable(self.shown) from None


@contextmanager
def _postgresql(where: str, table: str, seconds: int) -> Iterator[_Postgresql]:
    try:
        psycopg = import_module("psycopg")
    except ImportError:
        raise source_error(
            "no_library",
            "读取 PostgreSQL 缺少程序库，请安装：pip install 'liance[postgresql]'",
            "the library for PostgreSQL is missing; install it with: pip install 'liance[postgresql]'",
        ) from None
    parts = urlsplit(where)
    shown = f"{parts.hostname or ''}{parts.path}"
    try:
        connection = psycopg.connect(
            where,
            connect_timeout=seconds,
            options=f"-c statement_timeout={seconds * 1000} -c default_transaction_read_only=on",
        )
    except psycopg.Error:
        raise _unreachable(shown) from None
    try:
        connection.read_only = True
        schema, _, name = table.rpartition(".")
        try:
            facts = connection.execute(
                "SELECT column_name, data_type, table_schema FROM information_schema.columns WHERE table_name = %s"
                " AND table_schema = COALESCE(NULLIF(%s, ''), current_schema()) ORDER BY ordinal_position",
                (name, schema),
            ).fetchall()
        except psycopg.Error:
            raise _unreachable(shown) from None
        if not facts:
            raise _no_table(table)
        columns = tuple(Column(one, kind) for one, kind, _ in facts)
        whole = f"{_quoted(facts[0][2])}.{_quoted(name)}"
        yield _Postgresql(connection, psycopg.Error, whole, shown, columns)
    finally:
        connection.close()


class _Csv:
    """A CSV file with a head line: UTF-8, or GB 18030 as Chinese spreadsheets write it."""

    def __init__(self, path: Path) -> None:
        self._shown = path.name
        data = read_bounded(path, MAX_WATCH_BYTES)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            try:
                text = data.decode("gb18030")
            except UnicodeDecodeError:
                raise _unreachable(self._shown) from None
        self._rows = csv.reader(text.splitlines(keepends=True))
        try:
            head = next(self._rows, [])
        except csv.Error:
            raise _unreachable(self._shown) from None
        if not head:
            raise _no_table(self._shown)
        self.columns = tuple(Column(name.strip(), "text") for name in head)

    def rows(self) -> Iterator[Sequence[object]]:
        try:
            yield from self._rows
        except csv.Error:
            raise _unreachable(self._shown) from None

    def find(self, wanted: Sequence[str], subject: str, value: str, limit: int) -> list[Sequence[object]]:
        raise source_error(
            "no_queries", "CSV 文件不能作为查询网关的数据源", "a CSV file is no source for live queries"
        )


def plain_value(value: object) -> str | int | bool | None:
    """Return a database value as canonical JSON holds it; decimals, dates and bytes become text."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) < 2**53 else str(value)
        case datetime() | date() | time_of_day():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case float():
            return repr(value)
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query found: fields of the resource, and rows in the same order."""

    fields: tuple[str, ...]
    rows: tuple[tuple[str | int | bool | None, ...], ...]


def query(source: Source, fields: Sequence[str], subject: str) -> Rows:
    """Return some fields of what a source holds about a subject.

    Args:
        source: with ``subject`` and ``fields``.
        fields: of the resource; each must be one that the source maps to a column.
        subject: the value looked up, always as a bound parameter.

    Raises:
        LedgerInputError: the source cannot answer, lacks a field, or finds more than MAX_ANSWER_ROWS rows.
    """
    missing = [field for field in fields if field not in source.fields]
    if source.subject is None or missing:
        raise source_error(
            "no_field",
            "数据源没有说明怎样查询：缺少 subject 或字段“{field}”",
            "the source does not say how to query it: subject, or the field '{field}', is missing",
            field=missing[0] if missing else "",
        )
    with open_table(source) as table:
        found = table.find(
            [source.fields[field] for field in fields], source.subject, subject, MAX_ANSWER_ROWS + 1
        )
    if len(found) > MAX_ANSWER_ROWS:
        raise source_error(
            "too_many_rows",
            "查到的行数超过上限 {bound}",
            "the query finds more than {bound} rows",
            bound=MAX_ANSWER_ROWS,
        )
    rows = [tuple(plain_value(value) for value in row) for row in found]
    return Rows(tuple(fields), tuple(sorted(rows, key=repr)))
