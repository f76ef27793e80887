"""Inspection of an embedded ledger's file: everything in it follows from its entries, or is named.

The entries are replayed one by one, signatures and all, and every table is compared with what replay gives; the
log and the state are compared with every signed checkpoint. Memory grows with the state, not with the log. A
flipped byte is therefore found, or it stood where no content is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.ledger.audit import (
    BAD_CHECKPOINT,
    BAD_ROOT,
    BAD_STATE,
    BAD_TIME,
    REFUSED,
    unknown_signatures,
)
from liance.ledger.drivers.storage import FORMAT, Lock, Reader, event_rows, is_ledger_file, operation_row
from liance.ledger.errors import LedgerError, NotALedgerError
from liance.ledger.evidence import state_root_of
from liance.ledger.kinds import ENGINES
from liance.ledger.log.errors import LogError, QuorumError
from liance.ledger.log.merkle import Frontier, Hash, leaf_hash
from liance.ledger.log.notes import parse_note
from liance.ledger.log.policies import Policy, TrustedCheckpoint, check_checkpoint
from liance.ledger.log.tiles import TILE_WIDTH, grow_tiles
from liance.ledger.machine import Engines, Machine, parse_genesis
from liance.ledger.operations import OperationError
from liance.ledger.state import (
    BUCKET_BITS,
    Changes,
    Leaf,
    MemoryState,
    bucket_of,
    state_leaf,
    state_root,
    subtree,
)

_ADVICE = Text(
    zh="请停止使用该文件，从副本或导出恢复，并与见证人的检查点核对",
    en="stop using the file, restore it from a copy or an export, and compare it with the witnesses",
)
UNREADABLE = FindingKind(
    "ledger.unreadable",
    Severity.ERROR,
    Text(zh="账本文件无法读取：{why_zh}", en="the ledger's file cannot be read: {why_en}"),
    _ADVICE,
)
BAD_ROW = FindingKind(
    "ledger.row",
    Severity.ERROR,
    Text(zh="表 {table} 中键为 {key} 的行被改动", en="the row {key} of the table {table} was changed"),
    _ADVICE,
)
NO_CHECKPOINT = FindingKind(
    "ledger.no-checkpoint",
    Severity.WARNING,
    Text(zh="没有检查点，无法与签名核对", en="there is no checkpoint to compare with"),
    Text(zh="请先生成检查点", en="make a checkpoint first"),
)

FEW_WITNESSES = FindingKind(
    "ledger.few-witnesses",
    Severity.WARNING,
    Text(
        zh="规模 {size} 的检查点只有 {seen} 个见证，未达见证门槛",
        en="the checkpoint of size {size} has {seen} witnesses, fewer than its quorum",
    ),
    Text(zh="请交见证人 cosign，再 collect", en="have witnesses cosign it, then collect"),
)


def inspect_ledger(path: Path, policy: Policy, engines: Engines = ENGINES) -> tuple[Finding, ...]:
    """Return what is wrong with a closed ledger's file, nothing if all is well.

    Args:
        path: the file; no driver has it open.
        policy: whom to trust for its checkpoints.
        engines: the kinds of operation of each engine version.

    Raises:
        LedgerBusyError: if a driver has it open.
        NotALedgerError: if it is no ledger file at all.
    """
    if not path.is_file() or not is_ledger_file(path):
        raise NotALedgerError(path.name, Text(zh="不是账本文件", en="this is not a ledger file"))
    with closing(_Held(path)):
        try:
            with closing(Reader(path)) as reader:
                return tuple(_inspect(path.name, reader, policy, engines))
        except (LedgerError, LogError, sqlite3.Error) as error:
            return (_unreadable(path.name, error),)


class _Held:
    """The ledger's lock, as something to close."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock(path)

    def close(self) -> None:
        self._lock.release()


def _unreadable(name: str, error: Exception) -> Finding:
    why = {"why_zh": str(error), "why_en": str(error)}
    if isinstance(error, LedgerError | LogError):
        why = {"why_zh": error.message(Language.ZH), "why_en": error.message(Language.EN)}
    return UNREADABLE.at(Place(source=name), **why)


def _inspect(name: str, reader: Reader, policy: Policy, engines: Engines) -> Iterator[Finding]:
    complaint = reader.integrity()
    if complaint != "ok":
        yield UNREADABLE.at(Place(source=name), why_zh=complaint, why_en=complaint)
    reader.check_format(name)
    genesis = parse_genesis(reader.entry(0) or b"")
    machine = Machine(genesis, engines)
    heads: dict[int, TrustedCheckpoint] = {}
    yield from _checkpoints(name, reader, policy, heads)
    state = _Remembering()
    state.commit(genesis.changes())
    whole = yield from _replay(name, reader, machine, heads, state)
    if not whole:
        return
    meta = _Rows(name, "meta", reader)
    yield from meta.expect([("format", FORMAT)])
    yield from meta.end()
    values = _Rows(name, "state", reader)
    yield from values.expect((key, state.values[key]) for key in sorted(state.values, key=str.encode))
    yield from values.end()
    yield from _compare_tree(name, reader, machine, state)


class _Remembering(MemoryState):
    """A state that remembers which keys it once had."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: set[str] = set()

    def commit(self, changes: Changes, /) -> None:
        """Write ``changes``."""
        super().commit(changes)
        self.gone.update(key for key, value in changes.items() if value is None)


class _Rows:
    """A table's rows in the order of their key, beside what they should be; names the first that differs."""

    def __init__(self, name: str, table: str, reader: Reader) -> None:
        self._name, self._table = name, table
        self._rows: Iterator[tuple[object, ...]] | None = reader.each(table)

    def expect(self, expected: Iterable[tuple[object, ...]]) -> Iterator[Finding]:
        """Compare the next rows; silent after the first difference."""
        for row in expected:
            if self._rows is not None and next(self._rows, None) != row:
                self._rows = None
                yield _row(self._name, self._table, row[0])

    def end(self) -> Iterator[Finding]:
        """Name a row too many."""
        more = None if self._rows is None else next(self._rows, None)
        if more is not None:
            yield _row(self._name, self._table, more[0])


def _replay(
    name: str,
    reader: Reader,
    machine: Machine,
    heads: Mapping[int, TrustedCheckpoint],
    state: _Remembering,
) -> Generator[Finding, None, bool]:
    """Replay the entries in order into ``state``, compare what follows from them; False if that ends early."""
    hash_ = machine.suite.hash
    time = machine.genesis.time
    frontier = Frontier()
    tiles = _Tiles(name, reader, hash_)
    receipts, operations = _Rows(name, "receipts", reader), _Rows(name, "operations", reader)
    run: list[tuple[int, int | None, int]] = []
    events = 0
    for expected, (height, entry) in enumerate(reader.each("entries")):
        if height != expected or not isinstance(entry, bytes):
            yield _row(name, "entries", expected)
            return False
        leaf = leaf_hash(hash_, entry)
        yield from tiles.take(leaf)
        frontier = frontier.append(hash_, [leaf])
        head = heads.get(expected + 1)
        if head is not None and frontier.root(hash_) != head.checkpoint.root:
            yield BAD_ROOT.at(Place(source=name))
        if expected:
            try:
                receipt = machine.replay(state, expected, entry)
            except OperationError as error:
                why = {"why_zh": error.message(Language.ZH), "why_en": error.message(Language.EN)}
                yield REFUSED.at(Place(source=name), height=expected, **why)
                return False
            if receipt.refusal is not None:
                texts = receipt.refusal.text
                yield REFUSED.at(Place(source=name), height=expected, why_zh=texts.zh, why_en=texts.en)
            if receipt.time < time:
                yield BAD_TIME.at(Place(source=name), height=expected)
            time = max(time, receipt.time)
            yield from receipts.expect([(expected, receipt.format())])
            row = operation_row(receipt)
            if run and run[0][0] != row[0]:
                yield from operations.expect(sorted(run))
                run.clear()
            run.append(row)
            for happened in sorted(set(event_rows(receipt))):
                events += 1
                if not reader.has_event(*happened):
                    yield _row(name, "events", happened[0])
        yield from _compare_state(name, machine, head, state)
    yield from operations.expect(sorted(run))
    for table in (receipts, operations):
        yield from table.end()
    yield from tiles.end()
    if reader.count("events") != events:
        yield from _extra_events(name, reader)
    return True


def _extra_events(name: str, reader: Reader) -> Iterator[Finding]:
    """Name the first row of the events that no receipt has."""
    for row in reader.each("events"):
        height = row[2] if isinstance(row[2], int) else -1
        if all(row not in set(event_rows(receipt)) for receipt in reader.receipts(height, height + 1)):
            yield _row(name, "events", row[0])
            return


class _Tiles:
    """Grows the tiles of the log and compares each with the kept one, as soon as it is full."""

    def __init__(self, name: str, reader: Reader, hash_: Hash) -> None:
        self._name, self._reader, self._hash = name, reader, hash_
        self._open: dict[tuple[int, int], bytes] = {}
        self._leaves: list[bytes] = []
        self._size = self._count = 0
        self._differs = False

    def take(self, leaf: bytes) -> Iterator[Finding]:
        """Take the next leaf of the log."""
        self._leaves.append(leaf)
        if len(self._leaves) == TILE_WIDTH:
            yield from self._grow()

    def _grow(self) -> Iterator[Finding]:
        grown = grow_tiles(
            self._hash, lambda level, number: self._open.get((level, number), b""), self._size, self._leaves
        )
        self._size += len(self._leaves)
        self._leaves.clear()
        self._open.update(grown)
        for place in [place for place, data in grown.items() if len(data) == TILE_WIDTH * 32]:
            yield from self._compare(place, self._open.pop(place))

    def _compare(self, place: tuple[int, int], data: bytes) -> Iterator[Finding]:
        self._count += 1
        if self._reader.tile(*place) != data and not self._differs:
            self._differs = True
            yield _row(self._name, "tiles", place[0])

    def end(self) -> Iterator[Finding]:
        """Compare the tiles that are not full, and name a tile too many."""
        if self._leaves:
            yield from self._grow()
        for place, data in sorted(self._open.items()):
            yield from self._compare(place, data)
        if self._reader.count("tiles") != self._count and not self._differs:
            yield _row(self._name, "tiles", self._count)


def _row(name: str, table: str, key: object) -> Finding:
    return BAD_ROW.at(Place(source=name), table=table, key=key)


def _checkpoints(
    name: str, reader: Reader, policy: Policy, heads: dict[int, TrustedCheckpoint]
) -> Iterator[Finding]:
    """Put the checkpoints that can be trusted into ``heads`` by size; yield what is wrong with others."""
    rows = reader.rows("checkpoints")
    if not rows:
        yield NO_CHECKPOINT.at(Place(source=name))
    for size, data in rows:
        try:
            note = parse_note(data if isinstance(data, bytes) else b"")
            try:
                head = check_checkpoint(policy, note)
            except QuorumError as error:
                # The log's own signature binds it all the same; witnesses may be on their way.
                yield FEW_WITNESSES.at(Place(source=name), size=size, seen=len(error.witnesses))
                head = check_checkpoint(replace(policy, quorum="none"), note)
        except LogError as error:
            why = {"why_zh": error.message(Language.ZH), "why_en": error.message(Language.EN)}
            yield BAD_CHECKPOINT.at(Place(source=name), **why)
            continue
        yield from unknown_signatures(policy, note, name)
        heads[head.checkpoint.size] = head
        if head.checkpoint.size != size or head.checkpoint.size > reader.height() + 1:
            yield _row(name, "checkpoints", size)


def _compare_state(
    name: str, machine: Machine, head: TrustedCheckpoint | None, state: MemoryState
) -> Iterator[Finding]:
    """Compare the state with a checkpoint, when replay has come to its size."""
    if head is None:
        return
    with suppress(LogError):
        if state_root_of(head) == state_root(machine.suite.hash, state.values):
            return
    yield BAD_STATE.at(Place(source=name))


def _compare_tree(name: str, reader: Reader, machine: Machine, state: _Remembering) -> Iterator[Finding]:
    """Compare the state's tree: keys in their buckets, and the nodes of buckets that have not changed since."""
    hash_ = machine.suite.hash
    changed = reader.changed_keys(hash_)
    marked = {key for keys in changed.values() for key in keys}
    yield from (_row(name, "changed_keys", key) for key in sorted(marked - state.values.keys() - state.gone))
    leaves: dict[int, list[Leaf]] = {}
    places: list[tuple[int, bytes]] = []
    for key, value in state.values.items():
        leaf = state_leaf(hash_, key, value)
        leaves.setdefault(bucket_of(leaf[0]), []).append(leaf)
        if key not in marked:
            places.append((bucket_of(leaf[0]), key.encode()))
    places.sort()
    expected = iter(places)
    for bucket, place in reader.each("bucket_keys"):
        key_bytes = place.encode() if isinstance(place, str) else b""
        own = (bucket_of(hash_(key_bytes)), key_bytes)
        if (own if place in marked else next(expected, None)) != (bucket, key_bytes):
            yield _row(name, "bucket_keys", bucket)
            break
    else:
        yield from (_row(name, "bucket_keys", bucket) for bucket, _ in islice(expected, 1))
    kept = reader.buckets()
    for number in sorted((kept.keys() | leaves.keys()) - changed.keys()):
        node = subtree(hash_, sorted(leaves.get(number, ())), BUCKET_BITS)
        if kept.get(number) != node:
            yield _row(name, "buckets", number)
