"""What callers hand to the applying thread of the embedded driver: operations in order, bounded, and errands."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing import Pipe
from typing import Final

from liance.core import limits
from liance.ledger.errors import LedgerClosedError
from liance.ledger.machine import Receipt, Refusal
from liance.ledger.operations import Operation

#: Most operations that are taken together: one piece of work for a checking process.
MAX_TAKEN: Final = 64


@dataclass(slots=True)
class Waiting:
    """An operation on its way: its bytes, what admission found, and who waits for it."""

    data: bytes
    future: Future[Receipt]
    operation: Operation | None = None
    refusal: Refusal | None = None
    public_key: bytes = b""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Errand:
    """Something else that the applying thread does between batches."""

    run: Callable[[], object]
    future: Future[object]


class Inbox:
    """Operations and errands for one thread that takes them.

    It is closed for operations first and for errands at the end; what lies in it is still given out. ``bell`` can
    be read when something has come since the applying thread lay down to sleep.
    """

    def __init__(self) -> None:
        self._operations: deque[Waiting] = deque()
        self._errands: deque[Errand] = deque()
        self._changed = threading.Condition()
        self._takes_operations = True
        self._takes_errands = True
        self._asleep = self._wants_operations = False
        self.bell, self._rope = Pipe(duplex=False)

    def put(self, item: Waiting) -> None:
        """Add an operation; waits while too many wait.

        Raises:
            LedgerClosedError: if it is closed for operations.
        """
        with self._changed:
            while self._takes_operations and len(self._operations) >= limits.MAX_WAITING_OPERATIONS:
                self._changed.wait()
            if not self._takes_operations:
                raise LedgerClosedError
            self._operations.append(item)
            if self._wants_operations:
                self._ring()

    def ask(self, errand: Errand) -> None:
        """Add an errand.

        Raises:
            LedgerClosedError: if it is closed for errands.
        """
        with self._changed:
            if not self._takes_errands:
                raise LedgerClosedError
            self._errands.append(errand)
            self._ring()

    def _ring(self) -> None:
        if self._asleep:
            self._asleep = self._wants_operations = False
            self._rope.send_bytes(b".")

    def lie_down(self, *, wants_operations: bool) -> bool:
        """Whether the applying thread may sleep until the bell rings: nothing has come that it could take."""
        with self._changed:
            has_news = self._errands or not self._takes_errands or (wants_operations and self._operations)
            self._asleep = not has_news
            self._wants_operations = self._asleep and wants_operations
            return self._asleep

    def get_up(self) -> None:
        """Hear the bell, if it rang."""
        with self._changed:
            self._asleep = self._wants_operations = False
            while self.bell.poll():
                self.bell.recv_bytes()

    def take(self, pieces: int) -> list[Waiting]:
        """Return the first of those that wait: an equal part, as if all were dealt into ``pieces``, within the bounds.

        Few when few wait, for the sake of who waits; many when many do, for the sake of all.
        """
        with self._changed:
            if len(self._operations) >= limits.MAX_WAITING_OPERATIONS:
                self._changed.notify_all()
            count = min(-(-len(self._operations) // pieces), MAX_TAKEN)
            taken: list[Waiting] = []
            size = 0
            while len(taken) < count and size < limits.MAX_OPERATION_BYTES:
                taken.append(self._operations.popleft())
                size += len(taken[-1].data)
            return taken

    def take_errand(self) -> Errand | None:
        """Return the next errand, or None."""
        with self._changed:
            return self._errands.popleft() if self._errands else None

    def close(self) -> None:
        """Take no more operations."""
        with self._changed:
            self._takes_operations = False
            self._changed.notify_all()

    def drain(self) -> list[Waiting]:
        """Take no more operations, and return all that wait."""
        self.close()
        with self._changed:
            waiting = list(self._operations)
            self._operations.clear()
            return waiting

    def end(self) -> None:
        """Take nothing more."""
        self.close()
        with self._changed:
            self._takes_errands = False
            self._ring()

    def is_done(self) -> bool:
        """Whether nothing will come and nothing lies here."""
        with self._changed:
            return not (self._takes_errands or self._operations or self._errands)

    def discard(self) -> None:
        """Let the bell go, when no thread listens any more."""
        self.bell.close()
        self._rope.close()
