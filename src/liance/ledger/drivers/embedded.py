"""The embedded driver: one operator, one SQLite file, order by arrival.

Fault model: the operator could leave out or reorder operations before they are acknowledged, and witnesses
who cosign checkpoints see any change of what was. Signatures are checked once, at admission, in a pool of
processes; one thread deals out that work, applies what is checked and commits in groups. Refused operations take
no height and leave no trace.

After a failed write the driver stops: what was not acknowledged may or may not be in the file, and only
opening it again tells.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from liance.core import limits
from liance.core.language import Text
from liance.ledger.drivers.archive import Archive
from liance.ledger.drivers.inbox import Errand, Inbox, Waiting
from liance.ledger.drivers.storage import Lock, Reader, Writer, is_ledger_file
from liance.ledger.drivers.verification import Answer, Claim, Verifier, Work
from liance.ledger.errors import LedgerClosedError, LedgerError, NotALedgerError, StorageError
from liance.ledger.evidence import STATE_LINE
from liance.ledger.kinds import ENGINES
from liance.ledger.log.checkpoints import Checkpoint, sign_checkpoint
from liance.ledger.log.merkle import Frontier, leaf_hash, read_frontier
from liance.ledger.log.notes import Note, NoteSignature, add_signature, parse_note
from liance.ledger.log.suite import Signer
from liance.ledger.log.text import encode_base64
from liance.ledger.log.tiles import TileReader, grow_tiles
from liance.ledger.machine import Context, Engines, Genesis, Machine, Receipt, Refusal, Verify, parse_genesis
from liance.ledger.members import read_standing
from liance.ledger.operations import (
    OperationError,
    digest_text,
    format_entry,
    parse_entry,
    parse_operation,
    read_operation,
)
from liance.ledger.state import Leaf, Overlay, StateProof, StateTree, View

T = TypeVar("T")
#: Most pieces of work that are being checked, or are checked and not yet applied.
_UNDER_WAY: Final = 64
#: Seconds after which a thread hands the interpreter over, in a process that runs a ledger at speed.
_HAND_OVER: Final = 0.001
#: Entries after which the write-ahead log is moved into the file: about twenty megabytes. A commit counts as so
#: many more: it writes whole pages, however little stands on them (one entry alone 60 kB, a hundred 450 kB).
_MOVED_AFTER: Final = 4_000
_COMMIT_COUNTS: Final = 12
#: Answers that say that bytes are no operation.
_UNREADABLE: Final = {Answer.MALFORMED: Refusal.MALFORMED, Answer.TOO_LARGE: Refusal.TOO_LARGE}
_EXISTS: Final = Text(zh="文件已存在", en="the file exists already")


def system_clock() -> int:
    """Return the time in POSIX milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class _Admitted:
    """A few operations that are being checked, by one process."""

    waiting: Sequence[Waiting]
    claimed: Sequence[Waiting]
    work: Work


class EmbeddedDriver:
    """A ledger in one file; see ``create`` and ``open``."""

    def __init__(
        self,
        path: Path,
        genesis: Genesis | None,
        clock: Callable[[], int],
        processes: int | None,
        engines: Engines,
    ) -> None:
        self._path = path
        self._name = path.name
        self._engines = engines
        self._clock = clock
        self._lock = Lock(path)
        try:
            self._start(path, genesis)
        except BaseException:
            self._lock.release()
            raise
        self._keys: dict[str, bytes] = {}
        self._news = threading.Condition()
        self._verifier = Verifier(self.machine.suite, os.cpu_count() or 1 if processes is None else processes)
        if self._verifier.processes:
            # Those who submit share the interpreter with the applying thread; by default each may keep it for 5 ms.
            sys.setswitchinterval(min(sys.getswitchinterval(), _HAND_OVER))
        self._inbox = Inbox()
        #: What was taken from the inbox: not yet handed to a process, and being checked. The applying thread's.
        self._taken: Sequence[Waiting] = ()
        self._checking: deque[_Admitted] = deque()
        self._gate = threading.Lock()
        self._is_open = True
        self._failure: LedgerError | None = None
        self._unmoved = 0
        self._much_unmoved = threading.Event()
        self._threads = [
            threading.Thread(target=work, name=f"liance-ledger-{work.__name__}", daemon=True)
            for work in (self._apply, self._move)
        ]
        for thread in self._threads:
            thread.start()

    @classmethod
    def create(
        cls,
        path: Path,
        genesis: Genesis,
        *,
        clock: Callable[[], int] = system_clock,
        processes: int | None = None,
        engines: Engines = ENGINES,
    ) -> EmbeddedDriver:
        """Begin a ledger in a new file.

        Args:
            path: the file; its folder exists, it does not.
            genesis: how the ledger begins.
            clock: returns POSIX milliseconds.
            processes: how many processes check signatures; 0 for none but this, None for one a core.
            engines: the kinds of operation of each engine version; more with packs.

        Raises:
            NotALedgerError: if the file exists.
            LedgerBusyError: if another process has it.
            StorageError: if it cannot be written.
        """
        if path.exists() and path.stat().st_size and not is_ledger_file(path):
            raise NotALedgerError(path.name, _EXISTS)
        return cls(path, genesis, clock, processes, engines)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Callable[[], int] = system_clock,
        processes: int | None = None,
        engines: Engines = ENGINES,
    ) -> EmbeddedDriver:
        """Open an existing ledger.

        Raises:
            NotALedgerError: if the file is missing or no ledger.
            LedgerBusyError: if another process has it.
            StorageError: if it cannot be read.
        """
        if not path.is_file() or not is_ledger_file(path):
            raise NotALedgerError(path.name, Text(zh="不是账本文件", en="this is not a ledger file"))
        return cls(path, None, clock, processes, engines)

    def _start(self, path: Path, genesis: Genesis | None) -> None:
        if genesis is None:
            genesis = self._read_genesis(path)
            self._hash = genesis.suite.hash
            self._writer = Writer(path, self._hash)
        else:
            self._hash = genesis.suite.hash
            self._writer = Writer(path, self._hash)
            if not self._writer.is_blank():
                self._writer.close()
                raise NotALedgerError(path.name, _EXISTS)
            self._begin(genesis)
        self.machine = Machine(genesis, self._engines)
        self._archive = Archive(path)
        self._height = self._writer.height()
        tiles = TileReader(self._hash, self._writer.tile)
        self._frontier = read_frontier(tiles, self._height + 1)
        last = self._writer.entry(self._height) or b""
        if tiles(0, self._height) != leaf_hash(self._hash, last):
            raise NotALedgerError(
                path.name,
                Text(zh="日志与树不一致，请审计", en="log and tree contradict each other; audit it"),
            )
        self._time = parse_entry(last)[0] if self._height else genesis.time
        self._tree = StateTree(self._hash, self._read_bucket, self._writer.buckets())

    def _read_bucket(self, number: int) -> list[Leaf]:
        return self._writer.bucket(self._hash, number)

    @staticmethod
    def _read_genesis(path: Path) -> Genesis:
        with closing(Reader(path)) as reader:
            reader.check_format(path.name)
            return parse_genesis(reader.entry(0) or b"")

    def _begin(self, genesis: Genesis) -> None:
        first = genesis.format()
        tiles = grow_tiles(self._hash, lambda _level, _number: b"", 0, [leaf_hash(self._hash, first)])
        with self._writer.transaction():
            self._writer.create()
            self._writer.write_entries(0, [first], [], tiles)
            self._writer.write_state(genesis.changes())

    # What anyone may ask.

    @property
    def genesis(self) -> Genesis:
        """How the ledger began."""
        return self.machine.genesis

    @property
    def height(self) -> int:
        """The height of the last durable entry."""
        return self._height

    def evaluate(self, question: Callable[[View], T]) -> T:
        """Return the answer to a question about one durable state."""
        return self._archive.evaluate(question)

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """Return log entries by height."""
        return self._archive.entries(start, min(end, self._height + 1))

    def receipts(self, start: int, end: int) -> Sequence[Receipt]:
        """Return receipts by height."""
        return self._archive.receipts(start, end)

    def receipt_of(self, operation: str) -> Receipt | None:
        """Return the receipt of an operation in the ledger."""
        return self._archive.receipt_of(operation)

    @property
    def archive(self) -> Archive:
        """What is durable, to be read: entries, checkpoints, proofs, indexes."""
        return self._archive

    def wait_beyond(self, height: int, timeout: float) -> bool:
        """Wait until the ledger is higher than ``height``, for ``timeout`` seconds at most."""
        with self._news:
            return self._news.wait_for(lambda: self._height > height, timeout)

    # Submitting.

    def submit(self, operation: bytes) -> Future[Receipt]:
        """Order an operation; blocks only while too many wait.

        Raises:
            LedgerClosedError: if the ledger is closed or stopped.
        """
        if self._failure is not None:
            raise LedgerClosedError
        future: Future[Receipt] = Future()
        self._inbox.put(Waiting(bytes(operation), future))
        return future

    def _read(self, waiting: Sequence[Waiting]) -> _Admitted:
        claims: list[Claim] = []
        claimed: list[Waiting] = []
        for item in waiting:
            if self._verifier.processes and (operation := read_operation(item.data)) is not None:
                item.public_key = self._recall_key(operation.body.author)
                if item.public_key:
                    item.operation = operation
                    claims.append((item.public_key, item.data))
                    claimed.append(item)
                    continue
            try:
                item.operation = parse_operation(item.data)
            except OperationError as error:
                item.refusal = Refusal.TOO_LARGE if error.too_large else Refusal.MALFORMED
        return _Admitted(waiting, claimed, self._verifier.start(claims))

    def _recall_key(self, author: str) -> bytes:
        """Return an author's public key as last seen, or nothing; applying asks again if it has changed."""
        known = self._keys.get(author)
        if known is None:
            standing = read_standing(self._writer, author)
            if standing is None:
                return b""
            if len(self._keys) >= limits.MAX_CACHED_VALUES:
                self._keys.clear()
            known = self._keys[author] = standing.public_key
        return known

    def _apply(self) -> None:
        """Have operations checked, commit those that are, as many together as are ready; between that run errands.

        All of it in one thread: handing work from thread to thread in one interpreter costs more than the work.
        """
        while not (self._inbox.is_done() and not self._checking):
            group: list[_Admitted] = []
            try:
                self._gather(group)
                # During a commit nobody looks after the checking processes, so they get work to go on with.
                self._admit(2 if group else 1)
                if group:
                    self._commit(group)
            except BaseException as error:  # noqa: BLE001 - the thread must live to tell everyone who waits
                self._stop(error, group)
            if errand := self._inbox.take_errand():
                self._settle(errand.future, errand.run)

    def _gather(self, group: list[_Admitted]) -> None:
        """Move the first pieces into ``group`` as far as they are checked; waits where there is nothing else to do."""
        is_full = self._failure is not None or len(self._checking) >= _UNDER_WAY or not self._verifier.room(1)
        idle = self._inbox.lie_down(wants_operations=not is_full) and not self._is_checked()
        if self._failure is not None:
            if idle:
                self._inbox.bell.poll(None)
            self._inbox.get_up()
            raise LedgerClosedError
        self._verifier.receive(self._inbox.bell, None if idle else 0)
        self._inbox.get_up()
        count = 0
        while self._is_checked() and count < limits.MAX_BATCH_OPERATIONS:
            group.append(self._checking.popleft())
            count += len(group[-1].waiting)

    def _is_checked(self) -> bool:
        return bool(self._checking) and self._checking[0].work.answers is not None

    def _admit(self, each: int) -> None:
        """Read arrivals and have them checked, so that every process has up to ``each`` pieces."""
        while (pieces := self._verifier.room(each)) and len(self._checking) < _UNDER_WAY:
            self._taken = self._inbox.take(pieces)
            if not self._taken:
                return
            self._checking.append(self._read(self._taken))
            self._taken = ()

    def _stop(self, error: BaseException, group: Sequence[_Admitted]) -> None:
        """Take nothing more after an error; tell those who wait, the first time with the reason."""
        found = self._fail(error)
        admitted = [*group, *self._checking]
        waiting = [item for one in admitted for item in one.waiting] + [*self._taken, *self._inbox.drain()]
        self._checking.clear()
        self._taken = ()
        for item in waiting:
            with suppress(InvalidStateError):
                item.future.set_exception(found)

    def _fail(self, error: BaseException) -> LedgerError:
        """Note that the ledger has stopped, the first time with the reason, and take nothing more."""
        found = error if isinstance(error, LedgerError) else StorageError(repr(error))
        if self._failure is None:
            self._failure = found
        self._inbox.close()
        return found

    def _settle(self, future: Future[object], run: Callable[[], object]) -> None:
        try:
            if self._failure is not None:
                raise LedgerClosedError
            future.set_result(run())
        except BaseException as error:  # noqa: BLE001 - whoever waits for the errand gets it
            future.set_exception(error)

    def _commit(self, group: Sequence[_Admitted]) -> None:
        for admitted in group:
            for item, answer in zip(admitted.claimed, admitted.work.answers or (), strict=True):
                item.signed = answer is Answer.SIGNED
                if answer in _UNREADABLE:
                    item.operation, item.refusal = None, _UNREADABLE[answer]
        overlay = Overlay(self._writer)
        now = max(self._time, self._clock())
        entries: list[bytes] = []
        receipts: list[Receipt] = []
        refused: list[tuple[Waiting, Receipt]] = []
        accepted: list[tuple[Waiting, Receipt]] = []
        items = [item for admitted in group for item in admitted.waiting]
        first = Context(self._height + 1, now)
        self._writer.foresee(
            key
            for item in items
            if item.operation is not None
            for key in self.machine.foresee(self._writer, item.operation, first)
        )
        for item in items:
            context = Context(self._height + len(entries) + 1, now)
            receipt = self._execute(item, overlay, context)
            if receipt.code:
                refused.append((item, receipt))
                continue
            entries.append(format_entry(now, item.data))
            receipts.append(receipt)
            accepted.append((item, receipt))
        if entries:
            self._write(entries, receipts, overlay, now)
        for item, receipt in accepted:
            # Who no longer waits has cancelled.
            with suppress(InvalidStateError):
                item.future.set_result(receipt)
        for item, receipt in refused:
            known = None
            if receipt.refusal is Refusal.REPLAYED:
                known = self._writer.receipt_of(receipt.operation)
            with suppress(InvalidStateError):
                item.future.set_result(known or receipt)

    def _execute(self, item: Waiting, overlay: Overlay, context: Context) -> Receipt:
        if item.operation is None:
            identity = digest_text(self.machine.suite, item.data)
            return Receipt(identity, context.height, context.time, item.refusal or Refusal.MALFORMED)
        verify = self._remembered(item)
        outcome = self.machine.execute_operation(overlay, item.operation, context, verify)
        overlay.commit(outcome.changes)
        return outcome.receipt

    def _remembered(self, item: Waiting) -> Verify:
        """Return a check that knows admission's answer, and asks again if the key has changed since."""

        def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
            if public_key == item.public_key:
                return item.signed
            if item.public_key and item.operation is not None:
                self._keys.pop(item.operation.body.author, None)
            return self.machine.suite.verify(public_key, message, signature)

        return verify

    def _write(
        self, entries: Sequence[bytes], receipts: Sequence[Receipt], overlay: Overlay, now: int
    ) -> None:
        leaves = [leaf_hash(self._hash, entry) for entry in entries]
        tiles = grow_tiles(self._hash, self._writer.tile, self._height + 1, leaves)
        with self._writer.transaction():
            self._writer.write_entries(self._height + 1, entries, receipts, tiles)
            self._writer.write_state(overlay.changes)
        self._writer.committed(overlay.changes)
        self._frontier = self._frontier.append(self._hash, leaves)
        self._time = now
        self._unmoved += len(entries) + _COMMIT_COUNTS
        if self._unmoved > _MOVED_AFTER:
            self._unmoved = 0
            self._much_unmoved.set()
        with self._news:
            self._height += len(entries)
            self._news.notify_all()

    def _move(self) -> None:
        """Move the write-ahead log into the file now and then, beside the commits.

        The long part is done here; then little is left, which the applying thread moves between two commits, so
        that the log can begin anew.
        """
        try:
            with closing(Reader(self._path)) as reader:
                while self._much_unmoved.wait() and self._is_open:
                    self._much_unmoved.clear()
                    with suppress(LedgerError):
                        reader.move_log()
                        self._ask(self._writer.move_log)
        except BaseException as error:  # noqa: BLE001 - the write-ahead log must not grow without end
            self._fail(error)

    # Checkpoints and proofs.

    def _ask(self, run: Callable[[], T]) -> T:
        """Run something in the applying thread, between batches."""
        future: Future[object] = Future()
        self._inbox.ask(Errand(run, future))
        return future.result()  # type: ignore[return-value]  # what ``run`` returns

    def checkpoint(self, origin: str, signer: Signer) -> Note:
        """Sign and keep a checkpoint of everything durable now, with the state's root as an extension line.

        Raises:
            LedgerClosedError: if the ledger is closed or stopped.
            StorageError: if it cannot be kept.
        """
        return self._ask(lambda: self._checkpoint(origin, signer))

    def _checkpoint(self, origin: str, signer: Signer) -> Note:
        self._renew_state()
        size = self._height + 1
        kept = self._writer.checkpoint(size)
        state = f"{STATE_LINE} {encode_base64(self._tree.root)}"
        head = Checkpoint(origin, size, self._frontier.root(self._hash), (state,))
        note = sign_checkpoint(head, signer)
        if kept is not None and parse_note(kept).text == note.text:
            note = add_signature(parse_note(kept), note.signatures[0])
        with self._writer.transaction():
            self._writer.write_checkpoint(size, note.format())
        return note

    def _renew_state(self) -> None:
        with self._writer.transaction():
            self._writer.write_buckets(self._tree.renew(self._writer.settle_keys()))

    def add_cosignature(self, size: int, signature: NoteSignature) -> Note:
        """Keep another member's cosignature under the checkpoint of ``size``; the caller has checked it.

        Raises:
            NotALedgerError: if there is no such checkpoint.
        """
        return self._ask(lambda: self._add_cosignature(size, signature))

    def _add_cosignature(self, size: int, signature: NoteSignature) -> Note:
        kept = self._writer.checkpoint(size)
        if kept is None:
            raise NotALedgerError(self._name, Text(zh="没有这个检查点", en="there is no such checkpoint"))
        note = add_signature(parse_note(kept), signature)
        with self._writer.transaction():
            self._writer.write_checkpoint(size, note.format())
        return note

    def prove_state(self, origin: str, signer: Signer, key: str) -> tuple[Note, bytes | None, StateProof]:
        """Return a fresh checkpoint, the value under ``key`` or None, and the proof under its state root."""

        def run() -> tuple[Note, bytes | None, StateProof]:
            note = self._checkpoint(origin, signer)
            return note, self._writer.get(key), self._tree.prove(key)

        return self._ask(run)

    @property
    def frontier(self) -> Frontier:
        """The right edge of the tree."""
        return self._frontier

    def close(self) -> None:
        """Finish what was submitted and let go of file and processes; may be called twice."""
        with self._gate:
            if not self._is_open:
                return
            self._is_open = False
        self._inbox.end()
        self._much_unmoved.set()
        for thread in self._threads:
            thread.join()
        self._inbox.discard()
        self._verifier.close()
        self._archive.close()
        self._writer.close()
        self._lock.release()

    def __enter__(self) -> EmbeddedDriver:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
