"""Audit: what a stranger finds out from exported files, without our database and without trust in it.

An export is a C2SP tlog-tiles folder: ``checkpoint``, ``tile/<level>/...`` and ``tile/entries/...``. There
are two depths:

* *structure* (``audit_structure``): every entry hashed afresh, every tile rebuilt, the root compared with the
  signed checkpoint. Shares only hashing and parsing with the code that writes.
* *replay* (``audit_replay``): every operation through the machine again, signatures checked, and the state's
  root compared with the one the checkpoint commits to.

What is wrong comes back as findings that name the file and its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from liance.core import limits
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.ledger.evidence import state_root_of
from liance.ledger.kinds import ENGINES
from liance.ledger.log.bounds import HASH_BYTES
from liance.ledger.log.errors import LogError
from liance.ledger.log.merkle import (
    Frontier,
    Hash,
    SubtreeReader,
    fold_complete,
    leaf_hash,
    read_root,
)
from liance.ledger.log.notes import Note, parse_note
from liance.ledger.log.policies import Policy, TrustedCheckpoint, check_checkpoint
from liance.ledger.log.tiles import TILE_WIDTH, Tile, format_bundle, parse_bundle, tiles_of
from liance.ledger.machine import Engines, GenesisError, Machine, Receipt, Refusal, parse_genesis
from liance.ledger.operations import OperationError
from liance.ledger.state import MemoryState, state_root
from liance.ledger.suites import CryptoSuite

#: Returns the bytes of a file of the export by its path, or None.
Files = Callable[[str], bytes | None]
CHECKPOINT_PATH: Final = "checkpoint"

_AGAIN: Final = Text(
    zh="请从另一份副本取回该文件，并向见证人核对检查点",
    en="fetch the file from another copy and compare the checkpoint with the witnesses",
)


def _kind(code: str, zh: str, en: str, severity: Severity = Severity.ERROR) -> FindingKind:
    return FindingKind(f"ledger.{code}", severity, Text(zh=zh, en=en), _AGAIN)


MISSING = _kind("missing", "缺少文件", "the file is missing")
BAD_CHECKPOINT = _kind("checkpoint", "检查点不可信：{why_zh}", "the checkpoint cannot be trusted: {why_en}")
UNKNOWN_SIGNATURE = _kind(
    "unknown-signature",
    "“{name}”的签名不属于信任策略中的任何密钥（字节 {first}–{last}），未计入见证",
    "the signature by '{name}' is of no key in the policy (bytes {first}–{last}) and was not counted",
    Severity.WARNING,
)
BAD_BUNDLE = _kind(
    "bundle",
    "条目文件格式错误（字节 {first}–{last}）：{why_zh}",
    "the entry file is malformed (bytes {first}–{last}): {why_en}",
)
BAD_ENTRY = _kind(
    "entry",
    "高度 {height} 的条目被改动（字节 {first}–{last}）",
    "the entry at height {height} was changed (bytes {first}–{last})",
)
BAD_TILE = _kind("tile", "瓦片被改动（字节 {first}–{last}）", "the tile was changed (bytes {first}–{last})")
BAD_LENGTH = _kind(
    "length", "瓦片有 {found} 字节，应为 {expected}", "the tile has {found} bytes instead of {expected}"
)
BAD_ROOT = _kind(
    "root",
    "条目与瓦片都得不出检查点的根",
    "neither the entries nor the tiles lead to the checkpoint's root",
)
BAD_GENESIS = _kind("genesis", "首条不是创世文件", "the first entry is not a genesis document")
REFUSED = _kind(
    "refused",
    "高度 {height} 的操作按规则应被拒绝：{why_zh}",
    "the operation at height {height} had to be refused: {why_en}",
)
BAD_TIME = _kind(
    "time", "高度 {height} 的时间早于前一条", "the time at height {height} is before the one above it"
)
BAD_STATE = _kind(
    "state",
    "重放所得状态根与检查点不符",
    "the state after replay does not have the root that the checkpoint commits to",
)
NO_STATE = _kind("no-state", "检查点没有状态根：{why_zh}", "the checkpoint has no state root: {why_en}")


@dataclass(frozen=True, slots=True)
class Structure:
    """What the structure audit found: the checkpoint if it can be trusted, the entries if all could be read.

    ``entries`` reads the files again each time it is gone through, so that a long log need not fit into memory.
    """

    trusted: TrustedCheckpoint | None
    entries: Iterable[bytes]
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong; a warning is not."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def size(self) -> int:
        """How many entries could be read."""
        return self.trusted.checkpoint.size if self.trusted is not None and self.entries else 0


@dataclass(slots=True)
class _Report:
    findings: list[Finding] = field(default_factory=list)

    def add(self, kind: FindingKind, path: str, **details: object) -> None:
        if len(self.findings) < limits.MAX_AUDIT_FINDINGS:
            self.findings.append(kind.at(Place(source=path), **details))


def _why(reason: LogError | OperationError | Refusal) -> dict[str, str]:
    return {"why_zh": reason.message(Language.ZH), "why_en": reason.message(Language.EN)}


def audit_structure(suite: CryptoSuite, policy: Policy, files: Files) -> Structure:
    """Check an export's checkpoint, entries and tiles against each other.

    The parts are held against the checkpoint's root: when the entries lead to it, a tile that differs is the
    changed one; when the tiles lead to it, an entry that differs is.
    """
    report, ignored = _Report(), _Report()
    trusted = _read_checkpoint(policy, files, report)
    if trusted is None:
        return Structure(None, (), tuple(report.findings))
    size, root = trusted.checkpoint.size, trusted.checkpoint.root
    tiles = tiles_of(size)
    lowest = [tile for tile in tiles if tile.level == 0]
    # What is wrong with an entry file is said below, beside the tile that tells where it begins.
    rows = [_read_leaves(suite.hash, tile, files, ignored) for tile in lowest]
    complete = None not in rows
    if complete and _root_over(suite.hash, rows) == root:
        rebuilt = _rebuild_tiles(suite.hash, rows)
        for tile in tiles:
            data, expected = _read_tile(tile, files, report), rebuilt[tile.level, tile.index]
            if data is not None and data != expected:
                first, last = _difference(data, expected)
                report.add(BAD_TILE, tile.path(), first=first, last=last)
    else:
        stored = {tile: _read_tile(tile, files, report) for tile in tiles}
        _blame_entries(suite.hash, root, lowest, [stored[tile] for tile in lowest], rows, files, report)
    entries: Iterable[bytes] = _Entries(tuple(lowest), files) if complete else ()
    return Structure(trusted, entries, tuple(report.findings))


@dataclass(frozen=True, slots=True)
class _Entries:
    """Entries of an export, read one file at a time."""

    tiles: tuple[Tile, ...]
    files: Files

    def __iter__(self) -> Iterator[bytes]:
        # What has changed since the structure was checked leads to another root, which replay compares.
        for tile in self.tiles:
            yield from _read_bundle(tile, self.files, _Report()) or ()


def _read_leaves(hash_: Hash, tile: Tile, files: Files, report: _Report) -> bytes | None:
    """Return the leaf hashes of an entry file, side by side as in a tile."""
    bundle = _read_bundle(tile, files, report)
    return None if bundle is None else b"".join(leaf_hash(hash_, entry) for entry in bundle)


def _hashes(row: bytes) -> list[bytes]:
    return [row[at : at + HASH_BYTES] for at in range(0, len(row), HASH_BYTES)]


def _root_over(hash_: Hash, rows: Iterable[bytes | None]) -> bytes:
    """Return the root over rows of leaf hashes."""
    frontier = Frontier()
    for row in rows:
        frontier = frontier.append(hash_, _hashes(row or b""))
    return frontier.root(hash_)


def _read_checkpoint(policy: Policy, files: Files, report: _Report) -> TrustedCheckpoint | None:
    data = files(CHECKPOINT_PATH)
    if data is None:
        report.add(MISSING, CHECKPOINT_PATH)
        return None
    try:
        note = parse_note(data)
        trusted = check_checkpoint(policy, note)
    except LogError as error:
        report.add(BAD_CHECKPOINT, CHECKPOINT_PATH, **_why(error))
        return None
    report.findings += unknown_signatures(policy, note, CHECKPOINT_PATH)
    return trusted


def unknown_signatures(policy: Policy, note: Note, source: str) -> Iterator[Finding]:
    """Yield a warning for each signature under a checkpoint that is of no key in the policy, with its bytes.

    Such a signature counts for nothing; but a changed name or id of a known key looks like one.
    """
    keys = [*(log.key for log in policy.logs), *(witness.key for witness in policy.witnesses)]
    known = {(key.name, key.key_id) for key in keys}
    position = len(note.text.encode()) + 1
    for signature in note.signatures:
        first, position = position, position + len(signature.format().encode())
        if (signature.name, signature.key_id) not in known:
            details = {"name": signature.name, "first": first, "last": position - 1}
            yield UNKNOWN_SIGNATURE.at(Place(source=source), **details)


def _read_tile(tile: Tile, files: Files, report: _Report) -> bytes | None:
    data = files(tile.path())
    if data is None:
        report.add(MISSING, tile.path())
    elif len(data) != tile.width * HASH_BYTES:
        report.add(BAD_LENGTH, tile.path(), found=len(data), expected=tile.width * HASH_BYTES)
        return None
    return data


def _read_bundle(
    tile: Tile, files: Files, report: _Report, unchanged: Callable[[bytes], int] = lambda _data: 0
) -> tuple[bytes, ...] | None:
    """Return a bundle's entries, or None with what is wrong; ``unchanged`` tells how many bytes of it are right."""
    path = Tile(-1, tile.index, tile.width).path()
    data = files(path)
    if data is None:
        report.add(MISSING, path)
        return None
    place = {"first": unchanged(data), "last": max(len(data) - 1, 0)}
    try:
        entries = parse_bundle(data)
    except LogError as error:
        report.add(BAD_BUNDLE, path, **place, **_why(error))
        return None
    if len(entries) != tile.width:
        count = len(entries)
        why = {
            "why_zh": f"{count} 条而非 {tile.width} 条",
            "why_en": f"{count} entries instead of {tile.width}",
        }
        report.add(BAD_BUNDLE, path, **place, **why)
        return None
    return entries


def _unchanged_bytes(hash_: Hash, data: bytes, hashes: Sequence[bytes]) -> int:
    """Return how many bytes of a bundle are whole entries with these leaf hashes, from its beginning."""
    position = 0
    for expected in hashes:
        end = position + 2 + int.from_bytes(data[position : position + 2], "big")
        if end > len(data) or leaf_hash(hash_, data[position + 2 : end]) != expected:
            break
        position = end
    return min(position, max(len(data) - 1, 0))


def _rebuild_tiles(hash_: Hash, rows: Sequence[bytes | None]) -> Mapping[tuple[int, int], bytes]:
    """Return all tiles over rows of leaf hashes by (level, index), straight from the definition."""
    found: dict[tuple[int, int], bytes] = {}
    level, pieces = 0, [row or b"" for row in rows]
    while pieces:
        found.update({(level, number): piece for number, piece in enumerate(pieces)})
        whole = TILE_WIDTH * HASH_BYTES
        above = b"".join(fold_complete(hash_, _hashes(piece)) for piece in pieces if len(piece) == whole)
        pieces = [above[at : at + whole] for at in range(0, len(above), whole)]
        level += 1
    return found


def _difference(found: bytes, expected: bytes) -> tuple[int, int]:
    """Return the first and last byte where two strings of one length differ."""
    differing = [at for at, (a, b) in enumerate(zip(found, expected, strict=True)) if a != b]
    return differing[0], differing[-1]


def _blame_entries(
    hash_: Hash,
    root: bytes,
    places: Sequence[Tile],
    lowest: Sequence[bytes | None],
    rows: Sequence[bytes | None],
    files: Files,
    report: _Report,
) -> None:
    """Name the entries that differ from the lowest tiles, after checking those against the root."""
    if None in lowest or _root_over(hash_, lowest) != root:
        report.add(BAD_ROOT, CHECKPOINT_PATH)
    for tile, row, data in zip(places, rows, lowest, strict=True):
        if row is not None and (data is None or row == data):
            continue
        hashes = _hashes(data or b"")
        entries = _read_bundle(tile, files, report, partial(_unchanged_bytes, hash_, hashes=hashes))
        position = 0
        for place, (entry, expected) in enumerate(zip(entries or (), hashes, strict=False)):
            first, position = position, position + 2 + len(entry)
            if leaf_hash(hash_, entry) != expected:
                height = tile.index * TILE_WIDTH + place
                path = Tile(-1, tile.index, tile.width).path()
                report.add(BAD_ENTRY, path, height=height, first=first, last=position - 1)


@dataclass(frozen=True, slots=True)
class Replay:
    """What replay found: how many entries there are, the state, and what is wrong."""

    entries: int
    state: MemoryState
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def audit_replay(
    structure: Structure,
    engines: Engines = ENGINES,
    *,
    each: Callable[[Receipt], object] = lambda _receipt: None,
) -> Replay:
    """Run the entries of a sound structure through the machine again and compare log and state with the roots.

    Every signature is checked. An operation that the rules refuse has no place in an embedded ledger's log.
    Memory grows with the state, not with the log.

    Args:
        structure: what ``audit_structure`` returned.
        engines: the kinds of operation of each engine version.
        each: is given the receipt of each entry from height 1 on.
    """
    report, state = _Report(), MemoryState()
    entries = iter(structure.entries)
    first = next(entries, None)
    if structure.trusted is None or first is None:
        report.add(BAD_GENESIS, CHECKPOINT_PATH)
        return Replay(0, state, tuple(report.findings))
    size = structure.trusted.checkpoint.size
    try:
        genesis = parse_genesis(first)
    except GenesisError:
        report.add(BAD_GENESIS, _bundle_path(0, size))
        return Replay(1, state, tuple(report.findings))
    machine = Machine(genesis, engines)
    hash_ = machine.suite.hash
    state.commit(genesis.changes())
    frontier = Frontier().append(hash_, [leaf_hash(hash_, first)])
    time = genesis.time
    for height, entry in enumerate(entries, start=1):
        path = _bundle_path(height, size)
        frontier = frontier.append(hash_, [leaf_hash(hash_, entry)])
        try:
            receipt = machine.replay(state, height, entry)
        except OperationError as error:
            report.add(REFUSED, path, height=height, **_why(error))
            continue
        if receipt.refusal is not None:
            report.add(REFUSED, path, height=height, **_why(receipt.refusal))
        if receipt.time < time:
            report.add(BAD_TIME, path, height=height)
        time = max(time, receipt.time)
        each(receipt)
    if frontier.root(hash_) != structure.trusted.checkpoint.root:
        report.add(BAD_ROOT, CHECKPOINT_PATH)
    try:
        if state_root(hash_, state.values) != state_root_of(structure.trusted):
            report.add(BAD_STATE, CHECKPOINT_PATH)
    except LogError as error:
        report.add(NO_STATE, CHECKPOINT_PATH, **_why(error))
    return Replay(frontier.size, state, tuple(report.findings))


def _bundle_path(height: int, size: int) -> str:
    number = height // TILE_WIDTH
    return Tile(-1, number, min(TILE_WIDTH, size - number * TILE_WIDTH)).path()


def first_difference(
    hash_: Hash, one: SubtreeReader, one_size: int, other: SubtreeReader, other_size: int
) -> int | None:
    """Return the height of the first entry in which two replicas differ, or None if one extends the other.

    Bisects over the roots of common sizes: a few hundred hashes for millions of entries.
    """
    low, high = 0, min(one_size, other_size)
    if read_root(hash_, one, high) == read_root(hash_, other, high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if read_root(hash_, one, middle) == read_root(hash_, other, middle):
            low = middle
        else:
            high = middle
    return low


def export_files(
    checkpoint: bytes,
    size: int,
    tile: Callable[[int, int], bytes],
    entries: Callable[[int, int], Sequence[bytes]],
) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every file of an export of the first ``size`` entries.

    Args:
        checkpoint: the signed checkpoint of that size.
        size: how many entries.
        tile: returns a tile's hashes; longer ones are cut to ``size``.
        entries: returns the entries of a range of heights.
    """
    yield CHECKPOINT_PATH, checkpoint
    for place in tiles_of(size):
        yield place.path(), tile(place.level, place.index)[: place.width * HASH_BYTES]
        if place.level == 0:
            start = place.index * TILE_WIDTH
            bundle = format_bundle(entries(start, start + place.width))
            yield Tile(-1, place.index, place.width).path(), bundle
