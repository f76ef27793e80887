"""Restoring an embedded ledger from exported files, bound to a checkpoint that a policy trusts.

The new file appears under its name only when everything in it leads to the checkpoint: the log to its root,
the replayed state to its state root. What is not covered by the checkpoint is not restored. Memory does not
grow with the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from liance.core.language import Language, Text
from liance.ledger.audit import CHECKPOINT_PATH, Files
from liance.ledger.drivers.storage import Lock, Writer
from liance.ledger.errors import NotALedgerError, RestoreError
from liance.ledger.evidence import state_root_of
from liance.ledger.kinds import ENGINES
from liance.ledger.log.errors import LogError
from liance.ledger.log.merkle import Frontier, leaf_hash
from liance.ledger.log.notes import parse_note
from liance.ledger.log.policies import Policy, TrustedCheckpoint, check_checkpoint
from liance.ledger.log.tiles import TILE_WIDTH, Tile, grow_tiles, parse_bundle, tiles_of
from liance.ledger.machine import Engines, Genesis, GenesisError, Machine, Receipt, parse_genesis
from liance.ledger.operations import OperationError
from liance.ledger.state import Leaf, Overlay, StateTree

#: Bundles after which SQLite's write-ahead log is moved into the file.
_BUNDLES_MOVED: Final = 16
_MISSING: Final = Text(zh="缺少文件 {path}", en="the file {path} is missing")
_BAD_CHECKPOINT: Final = Text(zh="检查点不可信：{zh}", en="the checkpoint cannot be trusted: {en}")
_BAD_BUNDLE: Final = Text(zh="条目文件 {path} 有误", en="the entry file {path} is damaged")
_BAD_GENESIS: Final = Text(zh="首条不是创世文件", en="the first entry is not a genesis document")
_REFUSED: Final = Text(
    zh="高度 {height} 的操作应被拒绝", en="the operation at height {height} had to be refused"
)
_BAD_ROOT: Final = Text(zh="条目得不出检查点的根", en="the entries do not lead to the checkpoint's root")
_BAD_STATE: Final = Text(
    zh="重放所得状态根与检查点不符", en="the replayed state does not have the checkpoint's state root"
)
_EXISTS: Final = Text(zh="文件已存在", en="the file exists already")


def _because(text: Text, **fields: object) -> RestoreError:
    """Return the error with a reason that is filled in; braces of foreign names stay what they are."""
    zh, en = (
        text.render(language, **fields).replace("{", "{{").replace("}", "}}")
        for language in (Language.ZH, Language.EN)
    )
    return RestoreError(Text(zh=zh, en=en))


def restore_ledger(
    path: Path,
    policy: Policy,
    files: Files,
    *,
    check_signatures: bool = False,
    engines: Engines = ENGINES,
    progress: Callable[[int, int], object] = lambda _done, _size: None,
) -> TrustedCheckpoint:
    """Write a new ledger file from the files of an export, up to the export's checkpoint.

    Args:
        path: the new file; it does not exist.
        policy: whom to trust for the checkpoint.
        files: returns an exported file's bytes by its path.
        check_signatures: check every author's signature again, although the checkpoint vouches for them.
        engines: the kinds of operation of each engine version.
        progress: is told how many of how many entries are done.

    Returns:
        The checkpoint that was restored to.

    Raises:
        RestoreError: if the files do not lead to a checkpoint that can be trusted.
        NotALedgerError: if ``path`` exists.
        StorageError: if it cannot be written.
    """
    data = files(CHECKPOINT_PATH)
    if data is None:
        raise _because(_MISSING, path=CHECKPOINT_PATH)
    try:
        note = parse_note(data)
        trusted = check_checkpoint(policy, note)
        expected = state_root_of(trusted)
    except LogError as error:
        raise _because(_BAD_CHECKPOINT, zh=error.message("zh"), en=error.message("en")) from None
    if path.exists():
        raise NotALedgerError(path.name, _EXISTS)
    part = path.with_name(path.name + ".part")
    lock = Lock(path)
    try:
        _forget(part)
        genesis = _genesis(files, trusted.checkpoint.size)
        with closing(Writer(part, genesis.suite.hash)) as writer:
            filling = _Filling(writer, genesis, engines, check_signatures)
            for bundle in _bundles(files, trusted.checkpoint.size):
                filling.take(bundle)
                progress(filling.frontier.size, trusted.checkpoint.size)
            if filling.frontier.root(genesis.suite.hash) != trusted.checkpoint.root:
                raise _because(_BAD_ROOT)
            if filling.state_root() != expected:
                raise _because(_BAD_STATE)
            with writer.transaction():
                writer.write_checkpoint(trusted.checkpoint.size, data)
        part.rename(path)
    except BaseException:
        _forget(part)
        raise
    finally:
        lock.release()
    return trusted


def _forget(part: Path) -> None:
    for name in (part.name, part.name + "-wal", part.name + "-shm"):
        part.with_name(name).unlink(missing_ok=True)


def _bundles(files: Files, size: int) -> Iterator[tuple[bytes, ...]]:
    for tile in (tile for tile in tiles_of(size) if tile.level == 0):
        path = Tile(-1, tile.index, tile.width).path()
        data = files(path)
        if data is None:
            raise _because(_MISSING, path=path)
        try:
            bundle = parse_bundle(data)
        except LogError:
            bundle = ()
        if len(bundle) != tile.width:
            raise _because(_BAD_BUNDLE, path=path)
        yield bundle


def _genesis(files: Files, size: int) -> Genesis:
    first = next(_bundles(files, size), (b"",))[0]
    try:
        return parse_genesis(first)
    except GenesisError:
        raise _because(_BAD_GENESIS) from None


class _Filling:
    """A ledger file on its way: takes entries, replays them, writes what follows."""

    def __init__(self, writer: Writer, genesis: Genesis, engines: Engines, check: bool) -> None:
        self._writer = writer
        self._hash = genesis.suite.hash
        self._machine = Machine(genesis, engines)
        self._verify = None if check else lambda *_: True
        self.frontier = Frontier()
        self._time = genesis.time

    def take(self, entries: tuple[bytes, ...]) -> None:
        """Replay the next entries and write them with all that follows, in one transaction."""
        height = self.frontier.size
        leaves = [leaf_hash(self._hash, entry) for entry in entries]
        overlay = Overlay(self._writer)
        with self._writer.transaction():
            if height == 0:
                self._writer.create()
                overlay.commit(self._machine.genesis.changes())
            receipts = [
                self._replay(overlay, height + place, entry)
                for place, entry in enumerate(entries)
                if height + place
            ]
            tiles = grow_tiles(self._hash, self._writer.tile if height else _nothing, height, leaves)
            self._writer.write_entries(height, entries, receipts, tiles)
            self._writer.write_state(overlay.changes)
        self._writer.committed(overlay.changes)
        if height // TILE_WIDTH % _BUNDLES_MOVED == 0:
            self._writer.move_log()
        self.frontier = self.frontier.append(self._hash, leaves)

    def _replay(self, overlay: Overlay, height: int, entry: bytes) -> Receipt:
        try:
            receipt = self._machine.replay(overlay, height, entry, self._verify)
        except OperationError:
            raise _because(_REFUSED, height=height) from None
        if receipt.code or receipt.time < self._time:
            raise _because(_REFUSED, height=height)
        self._time = receipt.time
        return receipt

    def state_root(self) -> bytes:
        """Renew the state's tree, keep its nodes and return its root."""
        tree = StateTree(self._hash, self._read_bucket, {})
        with self._writer.transaction():
            self._writer.write_buckets(tree.renew(self._writer.settle_keys()))
        return tree.root

    def _read_bucket(self, number: int) -> list[Leaf]:
        return self._writer.bucket(self._hash, number)


def _nothing(_level: int, _number: int) -> bytes:
    return b""
