"""Inspection of an embedded ledger's file: everything in it follows from its entries, or is named.

The entries are replayed, signatures and all, and every table is compared with what replay gives; the log and
the state are compared with the last signed checkpoint. A flipped byte is therefore found, or it stood where
no content is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.ledger.audit import BAD_CHECKPOINT, BAD_ROOT, BAD_STATE, BAD_TIME, REFUSED, rebuild_tiles
from liance.ledger.drivers.storage import Lock, Reader, is_ledger_file
from liance.ledger.errors import LedgerError, NotALedgerError
from liance.ledger.evidence import state_root_of
from liance.ledger.kinds import ENGINES
from liance.ledger.log.errors import LogError
from liance.ledger.log.merkle import Frontier, leaf_hash
from liance.ledger.log.notes import parse_note
from liance.ledger.log.policies import Policy, TrustedCheckpoint, check_checkpoint
from liance.ledger.machine import Engines, Machine, Receipt, parse_genesis
from liance.ledger.operations import OperationError
from liance.ledger.state import BUCKET_BITS, Leaf, MemoryState, bucket_of, state_leaf, state_root, subtree

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
    stored = reader.rows("entries")
    for height, row in enumerate(stored):
        if row[0] != height or not isinstance(row[1], bytes):
            yield _row(name, "entries", height)
            return
    entries = [entry for _, entry in stored if isinstance(entry, bytes)]
    genesis = parse_genesis(entries[0] if entries else b"")
    machine = Machine(genesis, engines)
    hash_ = genesis.suite.hash
    heads: dict[int, TrustedCheckpoint] = {}
    yield from _checkpoints(name, reader, policy, heads)
    state = MemoryState()
    state.commit(genesis.changes())
    receipts: list[Receipt] = []
    time = genesis.time
    leaves = [leaf_hash(hash_, entry) for entry in entries]
    frontier = Frontier()
    for height, leaf in enumerate(leaves):
        frontier = frontier.append(hash_, [leaf])
        if height + 1 in heads and frontier.root(hash_) != heads[height + 1].checkpoint.root:
            yield BAD_ROOT.at(Place(source=name))
    yield from _compare_state(name, machine, heads.get(1), state)
    for height, entry in enumerate(entries[1:], start=1):
        try:
            receipt = machine.replay(state, height, entry)
        except OperationError as error:
            why = {"why_zh": error.message(Language.ZH), "why_en": error.message(Language.EN)}
            yield REFUSED.at(Place(source=name), height=height, **why)
            return
        if receipt.refusal is not None:
            texts = receipt.refusal.text
            yield REFUSED.at(Place(source=name), height=height, why_zh=texts.zh, why_en=texts.en)
        if receipt.time < time:
            yield BAD_TIME.at(Place(source=name), height=height)
        time = max(time, receipt.time)
        receipts.append(receipt)
        yield from _compare_state(name, machine, heads.get(height + 1), state)
    expected: Mapping[str, Sequence[tuple[object, ...]]] = {
        "meta": [("format", "liance-ledger/v1")],
        "receipts": [(item.height, item.operation, item.format()) for item in receipts],
        "events": sorted(
            {
                (f"{event.type}.{attribute}", value, item.height)
                for item in receipts
                for event in item.events
                for attribute, value in event.attributes
            }
        ),
        "state": [
            (key, bucket_of(hash_(key.encode())), hash_(key.encode()), value)
            for key, value in sorted(state.values.items(), key=lambda pair: pair[0].encode())
        ],
        "tiles": [(*place, data) for place, data in sorted(rebuild_tiles(hash_, leaves).items())],
    }
    for table, rows in expected.items():
        yield from _compare(name, table, reader.rows(table), rows)
    yield from _compare_buckets(name, reader, machine, state)


def _row(name: str, table: str, key: object) -> Finding:
    return BAD_ROW.at(Place(source=name), table=table, key=key)


def _compare(
    name: str, table: str, found: Sequence[tuple[object, ...]], expected: Sequence[tuple[object, ...]]
) -> Iterator[Finding]:
    """Name the first row in which a table differs."""
    if list(found) == list(expected):
        return
    pairs = zip(found, expected, strict=False)
    place = next(
        (at for at, (one, other) in enumerate(pairs) if one != other), min(len(found), len(expected))
    )
    nearest = (expected[place] if place < len(expected) else found[place])[0]
    yield _row(name, table, nearest)


def _checkpoints(
    name: str, reader: Reader, policy: Policy, heads: dict[int, TrustedCheckpoint]
) -> Iterator[Finding]:
    """Put the checkpoints that can be trusted into ``heads`` by size; yield what is wrong with others."""
    rows = reader.rows("checkpoints")
    if not rows:
        yield NO_CHECKPOINT.at(Place(source=name))
    for size, data in rows:
        try:
            head = check_checkpoint(policy, parse_note(data if isinstance(data, bytes) else b""))
        except LogError as error:
            why = {"why_zh": error.message(Language.ZH), "why_en": error.message(Language.EN)}
            yield BAD_CHECKPOINT.at(Place(source=name), **why)
            continue
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


def _compare_buckets(name: str, reader: Reader, machine: Machine, state: MemoryState) -> Iterator[Finding]:
    """Compare the kept nodes of all buckets that have not changed since."""
    hash_ = machine.suite.hash
    leaves: dict[int, list[Leaf]] = {}
    for key, value in state.values.items():
        leaf = state_leaf(hash_, key, value)
        leaves.setdefault(bucket_of(leaf[0]), []).append(leaf)
    dirty = set(reader.dirty_buckets())
    kept = reader.buckets()
    for number in sorted((kept.keys() | leaves.keys()) - dirty):
        node = subtree(hash_, sorted(leaves.get(number, ())), BUCKET_BITS)
        if kept.get(number) != node:
            yield _row(name, "buckets", number)
    yield from (_row(name, "dirty_buckets", number) for number in sorted(dirty - leaves.keys() - kept.keys()))
