"""The inbox of the applying thread: order, bounds, and a bell that is heard exactly when it matters."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest

from liance.core import limits
from liance.ledger.drivers.inbox import MAX_TAKEN, Errand, Inbox, Waiting
from liance.ledger.errors import LedgerClosedError


def waiting(number: int = 0, size: int = 1) -> Waiting:
    """Return an operation that can be told from others."""
    return Waiting(b"%d" % number + bytes(size), Future())


def test_operations_come_out_in_order_and_in_equal_parts() -> None:
    inbox = Inbox()
    items = [waiting(number) for number in range(10)]
    for item in items:
        inbox.put(item)
    taken = [inbox.take(4) for _ in range(3)]
    assert [len(part) for part in taken] == [3, 2, 2]
    assert [item for part in taken for item in part] == items[:7]
    assert inbox.drain() == items[7:]
    assert inbox.take(1) == []


def test_a_piece_is_bounded_in_operations_and_in_bytes() -> None:
    inbox = Inbox()
    for number in range(MAX_TAKEN + 5):
        inbox.put(waiting(number))
    assert len(inbox.take(1)) == MAX_TAKEN
    inbox.drain()
    inbox = Inbox()
    for number in range(4):
        inbox.put(waiting(number, limits.MAX_OPERATION_BYTES // 2))
    assert len(inbox.take(1)) == 2


def test_the_bell_rings_for_who_sleeps_and_only_for_what_it_wants() -> None:
    inbox = Inbox()
    inbox.put(waiting())
    assert not inbox.bell.poll(), "nobody sleeps"
    assert not inbox.lie_down(wants_operations=True), "one waits already"
    assert inbox.lie_down(wants_operations=False)
    inbox.put(waiting())
    assert not inbox.bell.poll(), "it has no room for operations"
    inbox.ask(Errand(int, Future()))
    assert inbox.bell.poll()
    inbox.get_up()
    assert not inbox.bell.poll()
    assert not inbox.lie_down(wants_operations=False), "an errand waits"
    assert inbox.take_errand()
    inbox.drain()
    inbox = Inbox()
    assert inbox.lie_down(wants_operations=True)
    inbox.put(waiting())
    assert inbox.bell.poll()


def test_it_closes_for_operations_first_and_at_the_end_for_all() -> None:
    inbox = Inbox()
    inbox.put(waiting())
    inbox.close()
    with pytest.raises(LedgerClosedError):
        inbox.put(waiting())
    inbox.ask(Errand(int, Future()))
    assert inbox.lie_down(wants_operations=False) is False
    assert inbox.take_errand()
    assert inbox.lie_down(wants_operations=False)
    inbox.end()
    assert inbox.bell.poll(), "who sleeps learns of the end"
    with pytest.raises(LedgerClosedError):
        inbox.ask(Errand(int, Future()))
    assert not inbox.is_done()
    assert len(inbox.take(1)) == 1
    assert inbox.is_done()


def test_who_submits_too_much_waits_until_some_is_taken_or_it_closes() -> None:
    inbox = Inbox()
    for number in range(limits.MAX_WAITING_OPERATIONS):
        inbox.put(waiting(number))
    done: list[str] = []

    def submit() -> None:
        try:
            inbox.put(waiting())
            done.append("taken")
        except LedgerClosedError:
            done.append("closed")

    threads = [threading.Thread(target=submit) for _ in range(2)]
    threads[0].start()
    threads[0].join(0.05)
    assert not done
    assert len(inbox.take(limits.MAX_WAITING_OPERATIONS)) == 1
    threads[0].join(10)
    assert done == ["taken"]
    threads[1].start()
    inbox.close()
    threads[1].join(10)
    assert done == ["taken", "closed"]
