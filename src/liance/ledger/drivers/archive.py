"""The read side of an embedded ledger's file: entries, receipts, state, checkpoints and proofs.

Reads what is durable, also while a driver of another process writes. The driver itself reads through one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from liance.core.language import Text
from liance.ledger.drivers.storage import Reader, in_pieces, is_ledger_file
from liance.ledger.errors import NotALedgerError
from liance.ledger.log.merkle import prove_consistency, prove_inclusion
from liance.ledger.log.notes import Note, parse_note
from liance.ledger.log.tiles import TileReader
from liance.ledger.machine import Genesis, Receipt, parse_genesis
from liance.ledger.state import Leaf, StateProof, StateTree, View

T = TypeVar("T")
#: Heights read together.
_PAGE: Final = 1_000
#: Above every height that SQLite can hold.
_NO_HEIGHT: Final = 2**63 - 1


class Archive:
    """One ledger file, read through a connection of its own; safe for several threads.

    Raises:
        NotALedgerError: if the file is missing or no ledger.
        StorageError: if it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file() or not is_ledger_file(path):
            raise NotALedgerError(path.name, Text(zh="不是账本文件", en="this is not a ledger file"))
        self._reader = Reader(path)
        self._lock = threading.Lock()
        try:
            self._reader.check_format(path.name)
            self.genesis: Genesis = parse_genesis(self._reader.entry(0) or b"")
        except BaseException:
            self._reader.close()
            raise
        self._hash = self.genesis.suite.hash

    @property
    def height(self) -> int:
        """The height of the last durable entry."""
        with self._lock:
            return self._reader.height()

    def evaluate(self, question: Callable[[View], T]) -> T:
        """Return the answer to a question about one durable state."""
        with self._lock, self._reader.snapshot():
            return question(self._reader)

    def state_keys(self, prefix: str, limit: int = -1) -> list[str]:
        """Return the keys of the state that begin with ``prefix``, sorted; at most ``limit``, -1 for all."""
        with self._lock:
            return self._reader.state_keys(prefix, limit)

    def state_children(self, prefix: str) -> list[str]:
        """Return the keys that continue ``prefix`` without another ``/``, sorted."""
        with self._lock:
            return self._reader.state_children(prefix)

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """Return log entries by height."""
        for low, high in in_pieces(start, end, 1_000):
            with self._lock:
                piece = self._reader.entries(low, high)
            yield from piece

    def receipts(self, start: int, end: int) -> Sequence[Receipt]:
        """Return receipts by height."""
        with self._lock:
            return self._reader.receipts(start, end)

    def receipts_at(self, heights: Iterable[int]) -> Iterator[Receipt]:
        """Yield the receipts at some heights in the order given."""
        rest = iter(heights)
        while page := tuple(islice(rest, _PAGE)):
            with self._lock:
                found = {receipt.height: receipt for receipt in self._reader.receipts_at(page)}
            yield from (found[height] for height in page if height in found)

    def receipt_of(self, operation: str) -> Receipt | None:
        """Return the receipt of an operation in the ledger."""
        with self._lock:
            return self._reader.receipt_of(operation)

    def heights_with(
        self, attribute: str, value: str, limit: int, *, after: int = -1, also: tuple[str, str] | None = None
    ) -> list[int]:
        """Return a page of the heights at which an event's ``type.attribute`` had ``value``, the oldest first.

        Args:
            attribute: the event's type and the attribute's name.
            value: of the attribute.
            limit: most heights returned.
            after: the last height of the page before.
            also: another attribute and value that an event of the same height must have too.
        """
        with self._lock:
            return self._reader.heights_with(attribute, value, after + 1, _NO_HEIGHT, limit, also=also)

    def each_height(
        self, attribute: str, value: str, *, also: tuple[str, str] | None = None, newest_first: bool = False
    ) -> Iterator[int]:
        """Yield every height that ``heights_with`` finds, page by page; ``newest_first`` from the last one down."""
        low, high = 0, _NO_HEIGHT
        while True:
            with self._lock:
                page = self._reader.heights_with(
                    attribute, value, low, high, _PAGE, also=also, newest_first=newest_first
                )
            yield from page
            if len(page) < _PAGE:
                return
            low, high = (low, page[-1]) if newest_first else (page[-1] + 1, high)

    def count_with(
        self, attribute: str, value: str, most: int, *, also: tuple[str, str] | None = None
    ) -> int:
        """Return how many heights ``heights_with`` finds in all, ``most`` if there are as many or more."""
        with self._lock:
            return self._reader.count_with(attribute, value, most, also=also)

    def heights_under(self, attribute: str, prefix: str) -> Iterator[int]:
        """Yield the heights at which an event's ``type.attribute`` began with ``prefix``, by value and then height."""
        after = ("", -1)
        while True:
            with self._lock:
                page = self._reader.events_under(attribute, prefix, after, _PAGE)
            yield from (height for _, height in page)
            if len(page) < _PAGE:
                return
            after = page[-1]

    def checkpoint(self, size: int | None = None) -> Note | None:
        """Return the kept checkpoint of ``size``, or the latest, with its cosignatures."""
        with self._lock:
            data = self._reader.checkpoint(size)
        return None if data is None else parse_note(data)

    def checkpoint_sizes(self) -> list[int]:
        """Return the sizes of all kept checkpoints, the largest first."""
        with self._lock:
            return self._reader.checkpoint_sizes()

    def tile(self, level: int, number: int) -> bytes:
        """Return a tile's hashes."""
        with self._lock:
            return self._reader.tile(level, number)

    def prove_entry(self, height: int, size: int) -> tuple[bytes, ...]:
        """Return the inclusion proof of the entry at ``height`` in the tree of ``size`` entries."""
        with self._lock, self._reader.snapshot():
            return prove_inclusion(self._hash, TileReader(self._hash, self._reader.tile), height, size)

    def prove_growth(self, old: int, new: int) -> tuple[bytes, ...]:
        """Return the consistency proof between two sizes."""
        with self._lock, self._reader.snapshot():
            return prove_consistency(self._hash, TileReader(self._hash, self._reader.tile), old, new)

    def prove_state(self, key: str) -> tuple[int, bytes | None, StateProof]:
        """Return the size of the log, the value under ``key`` or None, and the proof, all of one state."""
        with self._lock, self._reader.snapshot():
            changed = self._reader.changed_keys(self._hash)

            def read(number: int) -> list[Leaf]:
                return self._reader.bucket(self._hash, number, changed.get(number, ()))

            tree = StateTree(self._hash, read, self._reader.buckets())
            tree.renew(changed)
            return self._reader.height() + 1, self._reader.get(key), tree.prove(key)

    def close(self) -> None:
        """Close the connection."""
        self._reader.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
