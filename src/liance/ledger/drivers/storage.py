"""The embedded ledger's file: SQLite with write-ahead log, synced at every commit.

One transaction holds everything that follows from a batch of operations: entries, receipts, events, state and
tiles. So whatever survives a crash is whole, and the tables never contradict each other.

Hashes fall anywhere in an index, and each would cost a page of the write-ahead log for every operation. So
nothing is kept in the order of hashes at every commit: operation ids are indexed in runs of 2,048 heights, each
run a few pages, and a state key goes into its bucket when the state's tree is renewed, many at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from liance.core import limits
from liance.core.language import Text
from liance.ledger.errors import LedgerBusyError, NotALedgerError, StorageError
from liance.ledger.log.merkle import Hash
from liance.ledger.machine import Receipt, parse_receipt
from liance.ledger.operations import is_digest
from liance.ledger.state import Changes, Leaf, Node, bucket_of, state_leaf

FORMAT: Final = "liance-ledger/v2"
#: Pages that the writing connection keeps: what a batch touches stands there already.
_CACHE_KIBIBYTES: Final = 65_536
#: Stands for a value that is not known; no value is empty.
_UNKNOWN: Final = b""
#: Sorts behind every text that continues another.
_LAST: Final = "\U0010ffff"
#: Sorts behind all that continues a key after "/".
_BEHIND_SLASH: Final = chr(ord("/") + 1)
#: SQLite's application id of a ledger file: "LiaL". It stands in the file's header from its first write on.
_APPLICATION: Final = 0x4C69614C
_SCHEMA: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (height INTEGER PRIMARY KEY, entry BLOB NOT NULL);
CREATE TABLE receipts (height INTEGER PRIMARY KEY, receipt BLOB NOT NULL);
CREATE TABLE operations (
    run INTEGER NOT NULL, mark INTEGER NOT NULL, height INTEGER NOT NULL, PRIMARY KEY (run, mark, height)
) WITHOUT ROWID;
CREATE TABLE events (
    attribute TEXT NOT NULL, value TEXT NOT NULL, height INTEGER NOT NULL,
    PRIMARY KEY (attribute, value, height)
) WITHOUT ROWID;
CREATE TABLE state (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE changed_keys (key TEXT NOT NULL);
CREATE TABLE bucket_keys (bucket INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (bucket, key)) WITHOUT ROWID;
CREATE TABLE buckets (bucket INTEGER PRIMARY KEY, hash BLOB NOT NULL, keys INTEGER NOT NULL);
CREATE TABLE tiles (level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL,
    PRIMARY KEY (level, number)) WITHOUT ROWID;
CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note BLOB NOT NULL);
"""


#: Heights in a run of operation ids, as a power of two.
_RUN_BITS: Final = 11
#: Bytes of an operation id that its index holds.
_MARK_BYTES: Final = 7
#: Rows that one statement looks for.
_ROWS_TOGETHER: Final = 64
#: Keys that go into their buckets together.
_KEYS_TOGETHER: Final = 50_000

_KEYS: Final = {
    "meta": "name",
    "entries": "height",
    "receipts": "height",
    "operations": "run, mark, height",
    "events": "attribute, value, height",
    "state": "key",
    "tiles": "level, number",
    "buckets": "bucket",
    "changed_keys": "key",
    "bucket_keys": "bucket, key",
    "checkpoints": "size",
}


@contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # A damaged file can make SQLite complain in bytes that are no text.
        raise StorageError(str(error)) from error


def is_ledger_file(path: Path) -> bool:
    """Whether the file's header says that it is a ledger, begun at least.

    Raises:
        StorageError: if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            header = file.read(72)
    except OSError as error:
        raise StorageError(error.strerror or str(error)) from error
    return header.startswith(b"SQLite format 3\x00") and header[68:] == _APPLICATION.to_bytes(4, "big")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    if not path.stat().st_size:
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _typed(rows: Iterable[tuple[object, ...]], *types: type) -> list[tuple[Any, ...]]:
    """Return rows whose columns are of ``types``; SQLite itself does not insist on them.

    Raises:
        StorageError: for a row of other types, as a damaged file can hold.
    """
    found = list(rows)
    if any([type(value) for value in row] != list(types) for row in found):
        raise StorageError("a row has a value of another type")
    return found


def mark_of(operation: str) -> int | None:
    """Return the number under which an operation id is indexed, or None for another text."""
    if not is_digest(operation):
        return None
    return int(operation.rpartition(":")[2][: 2 * _MARK_BYTES], 16)


def operation_row(receipt: Receipt) -> tuple[int, int | None, int]:
    """Return the row by which a receipt is found by its operation."""
    return receipt.height >> _RUN_BITS, mark_of(receipt.operation), receipt.height


def event_rows(receipt: Receipt) -> Iterator[tuple[str, str, int]]:
    """Return the rows by which a receipt is found by its events."""
    for event in receipt.events:
        for name, value in event.attributes:
            yield f"{event.type}.{name}", value, receipt.height


#: Looks into every run of operation ids up to one.
_RECEIPTS_MARKED: Final = """
WITH RECURSIVE runs (run) AS (SELECT 0 UNION ALL SELECT run + 1 FROM runs WHERE run < ?)
SELECT receipt FROM runs CROSS JOIN operations USING (run) JOIN receipts USING (height) WHERE mark = ?
"""

_NEXT_KEY: Final = "SELECT key FROM state WHERE key >= ? AND key <= ? ORDER BY key LIMIT 1"

_SAME_HEIGHT: Final = (
    " AND EXISTS (SELECT 1 FROM events AS other"
    " WHERE other.attribute = ? AND other.value = ? AND other.height = events.height)"
)


def _same_height(also: tuple[str, str] | None) -> tuple[str, tuple[str, ...]]:
    """Return the condition that an event of the same height has ``also``, and its values."""
    if also is None:
        return "", ()
    return _SAME_HEIGHT, also


class Lock:
    """Holds a ledger for one driver: an exclusive transaction on a file beside it, gone with the process."""

    def __init__(self, path: Path) -> None:
        with _storage_errors():
            self._connection = sqlite3.connect(
                path.with_name(path.name + ".lock"), isolation_level=None, check_same_thread=False, timeout=0
            )
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._connection.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise LedgerBusyError(path.name) from None
            raise StorageError(str(error)) from error

    def release(self) -> None:
        """Let the ledger go."""
        self._connection.close()


class Reader:
    """Reads one ledger file through its own connection; a state ``View``."""

    def __init__(self, path: Path) -> None:
        with _storage_errors():
            self._connection = _connect(path)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Hold one durable state for several reads."""
        with _storage_errors():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def _one(self, sql: str, *values: object) -> tuple[object, ...] | None:
        with _storage_errors():
            row: tuple[object, ...] | None = self._connection.execute(sql, values).fetchone()
        return row

    def _bytes(self, sql: str, *values: object) -> bytes | None:
        row = self._one(sql, *values)
        return None if row is None or not isinstance(row[0], bytes) else row[0]

    def move_log(self) -> None:
        """Move what stands in SQLite's write-ahead log into the file, as far as nobody reads it."""
        with _storage_errors():
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def is_blank(self) -> bool:
        """Whether the file was begun and has no tables yet."""
        return self._one("SELECT count(*) FROM sqlite_master") == (0,)

    def check_format(self, name: str) -> None:
        """Refuse a file of another format.

        Raises:
            NotALedgerError: if it is not one of ours.
        """
        if self.is_blank() or self._one("SELECT value FROM meta WHERE name = 'format'") != (FORMAT,):
            raise NotALedgerError(
                name, Text(zh="不是本版本的账本文件", en="it is not a ledger file of this version")
            )

    def get(self, key: str, /) -> bytes | None:
        """Return the canonical value under ``key``, or None."""
        return self._bytes("SELECT value FROM state WHERE key = ?", key)

    def height(self) -> int:
        """Return the height of the last entry, -1 in an empty file."""
        row = self._one("SELECT max(height) FROM entries")
        return row[0] if row is not None and isinstance(row[0], int) else -1

    def entry(self, height: int) -> bytes | None:
        """Return one log entry."""
        return self._bytes("SELECT entry FROM entries WHERE height = ?", height)

    def entries(self, start: int, end: int) -> list[bytes]:
        """Return log entries by height."""
        with _storage_errors():
            rows = self._connection.execute(
                "SELECT entry FROM entries WHERE height >= ? AND height < ? ORDER BY height", (start, end)
            ).fetchall()
        return [entry for (entry,) in _typed(rows, bytes)]

    def receipts(self, start: int, end: int) -> list[Receipt]:
        """Return receipts by height."""
        with _storage_errors():
            rows = self._connection.execute(
                "SELECT receipt FROM receipts WHERE height >= ? AND height < ? ORDER BY height", (start, end)
            ).fetchall()
        return [parse_receipt(data) for (data,) in _typed(rows, bytes)]

    def receipts_at(self, heights: Sequence[int]) -> list[Receipt]:
        """Return the receipts at some heights, by height."""
        marks = ", ".join("?" * len(heights))
        with _storage_errors():
            rows = self._connection.execute(
                f"SELECT receipt FROM receipts WHERE height IN ({marks}) ORDER BY height",  # noqa: S608 - marks
                heights,
            ).fetchall()
        return [parse_receipt(data) for (data,) in _typed(rows, bytes)]

    def receipt_of(self, operation: str) -> Receipt | None:
        """Return the receipt of an operation."""
        mark = mark_of(operation)
        if mark is None:
            return None
        with _storage_errors():
            rows = self._connection.execute(_RECEIPTS_MARKED, (self.height() >> _RUN_BITS, mark)).fetchall()
        receipts = (parse_receipt(data) for (data,) in _typed(rows, bytes))
        return next((receipt for receipt in receipts if receipt.operation == operation), None)

    def heights_with(
        self,
        attribute: str,
        value: str,
        low: int,
        high: int,
        limit: int,
        *,
        also: tuple[str, str] | None = None,
        newest_first: bool = False,
    ) -> list[int]:
        """Return a page of the heights at which an event's ``type.attribute`` had ``value``.

        Args:
            attribute: the event's type and the attribute's name.
            value: of the attribute.
            low: the first height that counts.
            high: the first height that counts no more.
            limit: most heights returned.
            also: another attribute and value that an event of the same height must have too.
            newest_first: from the end of the range down.
        """
        condition, values = _same_height(also)
        order = "DESC" if newest_first else "ASC"
        with _storage_errors():
            rows = self._connection.execute(
                "SELECT height FROM events "  # noqa: S608 - conditions of ours
                "WHERE attribute = ? AND value = ? AND height >= ? AND height < ?"
                f"{condition} ORDER BY height {order} LIMIT ?",
                (attribute, value, low, high, *values, limit),
            ).fetchall()
        return [height for (height,) in _typed(rows, int)]

    def count_with(
        self, attribute: str, value: str, most: int, *, also: tuple[str, str] | None = None
    ) -> int:
        """Return how many heights ``heights_with`` would find in the whole log, ``most`` if there are as many or more."""
        condition, values = _same_height(also)
        row = self._one(
            "SELECT count(*) FROM "  # noqa: S608 - one of two conditions of ours
            f"(SELECT 1 FROM events WHERE attribute = ? AND value = ?{condition} LIMIT ?)",
            *(attribute, value, *values, most),
        )
        return row[0] if row is not None and isinstance(row[0], int) else 0

    def events_under(
        self, attribute: str, prefix: str, after: tuple[str, int], limit: int
    ) -> list[tuple[str, int]]:
        """Return a page of values that begin with ``prefix``, each with its height, by value and height.

        Args:
            attribute: the event's type and the attribute's name.
            prefix: of its value.
            after: the last value and height of the page before; ``("", -1)`` for the first.
            limit: most pairs returned.
        """
        with _storage_errors():
            rows = self._connection.execute(
                "SELECT value, height FROM events WHERE attribute = ? AND value BETWEEN ? AND ? "
                "AND (value, height) > (?, ?) ORDER BY value, height LIMIT ?",
                (attribute, max(prefix, after[0]), prefix + _LAST, *after, limit),
            ).fetchall()
        return _typed(rows, str, int)

    def state_keys(self, prefix: str, limit: int = -1) -> list[str]:
        """Return the keys of the state that begin with ``prefix``, sorted; at most ``limit``, -1 for all."""
        with _storage_errors():
            rows = self._connection.execute(
                "SELECT key FROM state WHERE key BETWEEN ? AND ? ORDER BY key LIMIT ?",
                (prefix, prefix + _LAST, limit),
            ).fetchall()
        return [key for (key,) in _typed(rows, str)]

    def state_children(self, prefix: str) -> list[str]:
        """Return the keys that continue ``prefix`` without another ``/``, sorted; what stands below is skipped."""
        found = []
        at = prefix
        while (row := self._one(_NEXT_KEY, at, prefix + _LAST)) is not None:
            (key,) = _typed([row], str)[0]
            name, slash, _ = key.removeprefix(prefix).partition("/")
            if slash:
                at = f"{prefix}{name}{_BEHIND_SLASH}"
            else:
                found.append(key)
                at = f"{key}\0"
        return found

    def checkpoint_sizes(self) -> list[int]:
        """Return the sizes of all kept checkpoints, the largest first."""
        with _storage_errors():
            rows = self._connection.execute("SELECT size FROM checkpoints ORDER BY size DESC").fetchall()
        return [size for (size,) in _typed(rows, int)]

    def tile(self, level: int, number: int) -> bytes:
        """Return a tile's hashes, none if it does not stand here."""
        sql = "SELECT hashes FROM tiles WHERE level = ? AND number = ?"
        return self._bytes(sql, level, number) or b""

    def bucket(self, hash_: Hash, number: int, changed: Collection[str] = ()) -> list[Leaf]:
        """Return the sorted leaves of a bucket, every value hashed afresh.

        Args:
            hash_: the suite's hash.
            number: the bucket.
            changed: keys of the bucket that changed since the tree was renewed.
        """
        with _storage_errors():
            rows = self._connection.execute(
                "SELECT key, value FROM bucket_keys JOIN state USING (key) WHERE bucket = ?", (number,)
            ).fetchall()
        values: dict[str, bytes] = dict(_typed(rows, str, bytes))
        for key in changed:
            value = self._bytes("SELECT value FROM state WHERE key = ?", key)
            if value is not None:
                values[key] = value
        return sorted(state_leaf(hash_, key, value) for key, value in values.items())

    def buckets(self) -> dict[int, Node]:
        """Return the kept nodes of all buckets."""
        with _storage_errors():
            rows = self._connection.execute("SELECT bucket, hash, keys FROM buckets").fetchall()
        return {bucket: Node(hash_, keys) for bucket, hash_, keys in _typed(rows, int, bytes, int)}

    def changed_keys(self, hash_: Hash) -> dict[int, list[str]]:
        """Return the keys that changed since the tree was renewed, by bucket."""
        with _storage_errors():
            rows = self._connection.execute("SELECT DISTINCT key FROM changed_keys ORDER BY key").fetchall()
        buckets: dict[int, list[str]] = {}
        for (key,) in _typed(rows, str):
            buckets.setdefault(bucket_of(hash_(key.encode())), []).append(key)
        return buckets

    def rows(self, table: str) -> list[tuple[object, ...]]:
        """Return every row of one of our tables in the order of its key."""
        return list(self.each(table))

    def each(self, table: str) -> Iterator[tuple[object, ...]]:
        """Yield every row of one of our tables in the order of its key."""
        if table not in _KEYS:
            raise ValueError(f"not a table: {table}")
        sql = f"SELECT * FROM {table} ORDER BY {_KEYS[table]}"  # noqa: S608 - both are names of ours
        with _storage_errors():
            cursor = self._connection.execute(sql)
        while True:
            with _storage_errors():
                rows = cursor.fetchmany(_ROWS_TOGETHER)
            if not rows:
                return
            yield from rows

    def count(self, table: str) -> int:
        """Return how many rows one of our tables has."""
        if table not in _KEYS:
            raise ValueError(f"not a table: {table}")
        row = self._one(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours
        return row[0] if row is not None and isinstance(row[0], int) else 0

    def has_event(self, attribute: str, value: str, height: int) -> bool:
        """Whether the event is indexed."""
        sql = "SELECT 1 FROM events WHERE attribute = ? AND value = ? AND height = ?"
        return self._one(sql, attribute, value, height) is not None

    def integrity(self) -> str:
        """Return what SQLite itself says of the file: ``ok``, or its first complaint."""
        row = self._one("PRAGMA integrity_check(1)")
        return "ok" if row == ("ok",) else str(row)

    def checkpoint(self, size: int | None = None) -> bytes | None:
        """Return the checkpoint of ``size``, or the largest."""
        if size is None:
            return self._bytes("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1")
        return self._bytes("SELECT note FROM checkpoints WHERE size = ?", size)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Writer(Reader):
    """The one connection that writes, with a cache of state values in front of its reads."""

    def __init__(self, path: Path, hash_: Hash) -> None:
        super().__init__(path)
        self._hash = hash_
        #: Keys that are marked as changed in the file; a transaction that fails ends the writer, so it may run ahead.
        self._marked: set[str] = set()
        # Two generations: what is asked for moves into the young one; when that is full, the old one is forgotten.
        self._young: dict[str, bytes | None] = {}
        self._old: dict[str, bytes | None] = {}
        with _storage_errors():
            self._connection.execute(f"PRAGMA cache_size = {-_CACHE_KIBIBYTES}")
            # Moving the write-ahead log into the file is the driver's business, beside the commits.
            self._connection.execute("PRAGMA wal_autocheckpoint = 0")

    def get(self, key: str, /) -> bytes | None:
        """Return the canonical value under ``key``, or None."""
        value = self._young.get(key, _UNKNOWN)
        if value != _UNKNOWN:
            return value
        value = self._old.get(key, _UNKNOWN)
        if value == _UNKNOWN:
            value = super().get(key)
        self._remember(key, value)
        return value

    def foresee(self, keys: Iterable[str]) -> None:
        """Read values that will be asked for into the cache, all together."""
        unknown = [key for key in dict.fromkeys(keys) if key not in self._young and key not in self._old]
        for at in range(0, len(unknown), _ROWS_TOGETHER):
            part = unknown[at : at + _ROWS_TOGETHER]
            marks = ", ".join("?" * len(part))
            with _storage_errors():
                rows = self._connection.execute(
                    f"SELECT key, value FROM state WHERE key IN ({marks})",  # noqa: S608 - question marks
                    part,
                ).fetchall()
            values: dict[str, bytes] = dict(_typed(rows, str, bytes))
            for key in part:
                self._remember(key, values.get(key))

    def _remember(self, key: str, value: bytes | None) -> None:
        self._young[key] = value
        if len(self._young) > limits.MAX_CACHED_VALUES // 2:
            self._old, self._young = self._young, {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything written inside, or nothing."""
        with _storage_errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def create(self) -> None:
        """Make the tables, inside a transaction."""
        for statement in _SCHEMA.split(";"):
            self._connection.execute(statement)
        self._connection.execute("INSERT INTO meta VALUES ('format', ?)", (FORMAT,))

    def write_entries(
        self,
        height: int,
        entries: Sequence[bytes],
        receipts: Sequence[Receipt],
        tiles: Mapping[tuple[int, int], bytes],
    ) -> None:
        """Write a batch of entries from ``height`` on, their receipts with events, and the changed tiles."""
        self._insert("INSERT INTO entries VALUES", list(enumerate(entries, start=height)))
        self._insert(
            "INSERT INTO receipts VALUES", [(receipt.height, receipt.format()) for receipt in receipts]
        )
        self._insert("INSERT INTO operations VALUES", sorted(operation_row(receipt) for receipt in receipts))
        self._insert(
            "INSERT OR IGNORE INTO events VALUES",
            sorted(row for receipt in receipts for row in event_rows(receipt)),
        )
        self._insert(
            "INSERT OR REPLACE INTO tiles VALUES",
            [(level, number, data) for (level, number), data in tiles.items()],
        )

    def _insert(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"{statement} ({marks})", rows)

    def write_state(self, changes: Changes) -> None:
        """Write changed values and mark their keys."""
        keys = sorted(changes)
        gone = [(key,) for key in keys if changes[key] is None]
        if gone:
            self._connection.executemany("DELETE FROM state WHERE key = ?", gone)
        self._insert(
            "INSERT OR REPLACE INTO state VALUES",
            [(key, changes[key]) for key in keys if changes[key] is not None],
        )
        new = [key for key in keys if key not in self._marked]
        self._insert("INSERT INTO changed_keys VALUES", [(key,) for key in new])
        if len(self._marked) > limits.MAX_CACHED_VALUES:
            self._marked.clear()
        self._marked.update(new)

    def committed(self, changes: Changes) -> None:
        """Take changes into the cache, after their transaction is durable."""
        for key, value in changes.items():
            self._remember(key, value)

    def settle_keys(self) -> list[int]:
        """Put the changed keys into their buckets, inside a transaction, and return these buckets."""
        buckets: set[int] = set()
        last = 0
        while True:
            rows = self._connection.execute(
                "SELECT changed_keys.rowid, changed_keys.key, state.key IS NOT NULL "
                "FROM changed_keys LEFT JOIN state USING (key) "
                "WHERE changed_keys.rowid > ? ORDER BY changed_keys.rowid LIMIT ?",
                (last, _KEYS_TOGETHER),
            ).fetchall()
            if not rows:
                break
            last = _typed(rows, int, str, int)[-1][0]
            places = sorted((bucket_of(self._hash(key.encode())), key, there) for _, key, there in rows)
            buckets.update(bucket for bucket, _, _ in places)
            self._insert(
                "INSERT OR IGNORE INTO bucket_keys VALUES",
                [(bucket, key) for bucket, key, there in places if there],
            )
            self._connection.executemany(
                "DELETE FROM bucket_keys WHERE bucket = ? AND key = ?",
                [(bucket, key) for bucket, key, there in places if not there],
            )
        self._connection.execute("DELETE FROM changed_keys")
        self._marked.clear()
        return sorted(buckets)

    def write_buckets(self, nodes: Mapping[int, Node]) -> None:
        """Keep the nodes of renewed buckets."""
        self._insert(
            "INSERT OR REPLACE INTO buckets VALUES",
            [(bucket, node.hash, node.keys) for bucket, node in nodes.items()],
        )

    def write_checkpoint(self, size: int, note: bytes) -> None:
        """Keep a checkpoint, in place of one of the same size."""
        self._connection.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?)", (size, note))


def in_pieces(start: int, end: int, step: int) -> Iterable[tuple[int, int]]:
    """Return the ranges of at most ``step`` that ``start`` to ``end`` splits into."""
    return ((at, min(at + step, end)) for at in range(start, end, step))
