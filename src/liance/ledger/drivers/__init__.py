"""Drivers: each puts signed operations in one order and keeps what follows; none knows what they mean.

In: operation bytes. Out: durable receipts, entries, state, tiles.
Must not know: kinds of operation, scenarios, plans.
Start reading at ``Driver``; ``embedded.py`` is the one for a single operator. A new driver runs the contract
suite in ``tests/contracts``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import Protocol, TypeVar

from liance.ledger.machine import Genesis, Receipt
from liance.ledger.state import View

T = TypeVar("T")


class Driver(Protocol):
    """One ledger, ordered."""

    @property
    def genesis(self) -> Genesis:
        """How the ledger began."""

    @property
    def height(self) -> int:
        """The height of the last durable entry (genesis is 0)."""

    def submit(self, operation: bytes) -> Future[Receipt]:
        """Order an operation; the future has its receipt once that is durable, or once it is refused.

        An operation that is in the ledger already gives its first receipt again.
        """

    def evaluate(self, question: Callable[[View], T]) -> T:
        """Return the answer to a question about one durable state."""

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """Return the log entries from height ``start`` up to, not including, ``end``."""

    def receipts(self, start: int, end: int) -> Sequence[Receipt]:
        """Return the receipts from height ``start`` (at least 1) up to, not including, ``end``."""

    def receipt_of(self, operation: str) -> Receipt | None:
        """Return the receipt of an operation in the ledger by its id."""

    def wait_beyond(self, height: int, timeout: float) -> bool:
        """Wait up to ``timeout`` seconds until the ledger is higher than ``height``; whether it is."""

    def close(self) -> None:
        """Finish what was submitted and let go of everything."""


def subscribe(driver: Driver, height: int, patience: float) -> Iterator[Receipt]:
    """Yield every receipt from ``height`` on, in order, none left out and none twice.

    Ends when nothing new came for ``patience`` seconds.
    """
    following = max(height, 1)
    while driver.wait_beyond(following - 1, patience):
        for receipt in driver.receipts(following, following + 1_000):
            yield receipt
            following = receipt.height + 1
