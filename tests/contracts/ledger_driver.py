"""The contract of every ledger driver: a test module inherits ``DriverContract`` and adds one fixture.

The fixture ``ledger`` gives a ``LedgerUnderTest``: a fresh ledger with helpers to sign operations and, for
drivers that keep things, to close and open it again.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Protocol

import pytest

from liance.ledger.drivers import Driver, subscribe
from liance.ledger.log.merkle import leaf_hash
from liance.ledger.machine import Receipt, Refusal
from liance.ledger.operations import Operation, parse_entry
from liance.ledger.state import MemoryState, Overlay, View


class Signing(Protocol):
    """What the contract needs of the test consortium."""

    machine: object
    sequences: dict[str, int]

    def key(self, city: str) -> str: ...

    def operation(self, author: str, kind: str, payload: object, **fields: object) -> Operation: ...


@dataclass
class LedgerUnderTest:
    """A driver and the consortium whose ledger it keeps."""

    consortium: Signing
    driver: Driver
    reopen: Callable[[], Driver]

    def record(self, name: str, city: str = "jinan") -> Operation:
        """Sign a record with the author's next sequence number, counted whether or not it is accepted."""
        author = self.consortium.key(city)
        payload = {"record": name, "revision": 0, "value": {"名称": name}}
        operation = self.consortium.operation(author, "record.put", payload)
        self.consortium.sequences[author] = operation.body.sequence
        return operation

    def put(self, name: str, city: str = "jinan") -> Receipt:
        """Submit a record and wait."""
        return self.driver.submit(self.record(name, city).format()).result(60)


def record_value(city: str, name: str) -> Callable[[View], bytes | None]:
    """A question for ``evaluate``."""
    return lambda view: view.get(f"record/sd-chain/{city}/{name}")


class DriverContract:
    """What every driver promises."""

    def test_it_begins_at_genesis(self, ledger: LedgerUnderTest) -> None:
        assert ledger.driver.height == 0
        assert list(ledger.driver.entries(0, 10)) == [ledger.driver.genesis.format()]
        assert list(ledger.driver.receipts(1, 10)) == []

    def test_an_accepted_operation_is_durable_and_readable(self, ledger: LedgerUnderTest) -> None:
        receipt = ledger.put("a")
        assert (receipt.code, receipt.height, ledger.driver.height) == (0, 1, 1)
        assert ledger.driver.receipt_of(receipt.operation) == receipt
        assert ledger.driver.evaluate(record_value("jinan", "a")) is not None
        assert ledger.driver.evaluate(record_value("jinan", "b")) is None
        driver = ledger.reopen()
        assert (driver.height, driver.receipt_of(receipt.operation)) == (1, receipt)
        assert driver.evaluate(record_value("jinan", "a")) is not None

    def test_a_refused_operation_changes_nothing(self, ledger: LedgerUnderTest) -> None:
        ledger.put("a")
        operation = replace(ledger.record("b"), signature=bytes(64))
        receipt = ledger.driver.submit(operation.format()).result(60)
        assert receipt.refusal is Refusal.FALSE_SIGNATURE
        assert ledger.driver.evaluate(record_value("jinan", "b")) is None
        for data, refusal in ((b"", Refusal.MALFORMED), (bytes(60_001), Refusal.TOO_LARGE)):
            assert ledger.driver.submit(data).result(60).refusal is refusal

    def test_the_same_operation_again_gives_its_first_receipt(self, ledger: LedgerUnderTest) -> None:
        operation = ledger.record("a").format()
        first = ledger.driver.submit(operation).result(60)
        ledger.put("b")
        height = ledger.driver.height
        assert ledger.driver.submit(operation).result(60) == first
        assert ledger.driver.height == height

    def test_another_operation_with_a_used_sequence_number_is_refused(self, ledger: LedgerUnderTest) -> None:
        ledger.put("a")
        ledger.consortium.sequences.clear()
        assert ledger.put("b").refusal is Refusal.REPLAYED

    def test_many_at_once_keep_their_order(self, ledger: LedgerUnderTest) -> None:
        operations = [ledger.record(f"r{number}", ("jinan", "qingdao")[number % 2]) for number in range(200)]
        futures: list[Future[Receipt]] = [ledger.driver.submit(item.format()) for item in operations]
        receipts = [future.result(60) for future in futures]
        assert {receipt.code for receipt in receipts} == {0}
        assert [receipt.height for receipt in receipts] == list(range(1, 201))
        assert list(ledger.driver.receipts(1, 201)) == receipts
        entries = list(ledger.driver.entries(1, 201))
        assert [parse_entry(entry)[1] for entry in entries] == [item.format() for item in operations]

    def test_the_log_replays_to_the_same_state_and_receipts(self, ledger: LedgerUnderTest) -> None:
        for number in range(20):
            ledger.put(f"r{number}")
        genesis = ledger.driver.genesis
        state = MemoryState()
        state.commit(genesis.changes())
        overlay = Overlay(state)
        machine = ledger.consortium.machine
        entries = list(ledger.driver.entries(1, 100))
        replayed = [machine.replay(overlay, height, entry) for height, entry in enumerate(entries, 1)]  # type: ignore[attr-defined]
        assert replayed == list(ledger.driver.receipts(1, 100))
        state.commit(overlay.changes)
        for key, value in state.values.items():
            assert ledger.driver.evaluate(lambda view, key=key: view.get(key)) == value
        assert len({leaf_hash(genesis.suite.hash, entry) for entry in entries}) == len(entries)

    def test_a_subscription_gets_every_receipt_once_from_its_height_on(self, ledger: LedgerUnderTest) -> None:
        for number in range(5):
            ledger.put(f"r{number}")
        following = subscribe(ledger.driver, 3, patience=20)
        assert [next(following).height for _ in range(3)] == [3, 4, 5]
        future = ledger.driver.submit(ledger.record("late").format())
        assert next(following) == future.result(60)
        assert [receipt.height for receipt in subscribe(ledger.driver, 0, patience=0)] == [1, 2, 3, 4, 5, 6]
        assert not ledger.driver.wait_beyond(6, 0)

    def test_time_never_runs_backwards(self, ledger: LedgerUnderTest) -> None:
        times = [ledger.put(f"r{number}").time for number in range(5)]
        assert times == sorted(times)
        assert times[0] >= ledger.driver.genesis.time

    def test_closing_finishes_what_was_submitted_and_may_be_repeated(self, ledger: LedgerUnderTest) -> None:
        futures = [ledger.driver.submit(ledger.record(f"r{number}").format()) for number in range(50)]
        ledger.driver.close()
        ledger.driver.close()
        assert [future.result(0).height for future in futures] == list(range(1, 51))
        with pytest.raises(Exception, match="closed"):
            ledger.driver.submit(b"")
        assert ledger.reopen().height == 50
