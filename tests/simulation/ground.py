"""A real ledger to do faults to: its load of signed operations, and what was acknowledged so far."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.ledger.consortium import TIME, Consortium

from liance.ledger.audit import audit_replay, audit_structure, export_files
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.errors import LedgerError
from liance.ledger.log.notes import Note, VerifierKey, cosign_note
from liance.ledger.log.policies import Group, KnownLog, KnownWitness, Policy

ORIGIN = "liance.example/faults"
#: Operations handed in together by the load.
TOGETHER = 16
#: A child's exit codes: all went well, it crashed, it stopped with an error of ours.
WELL, CRASHED, STOPPED = 0, 1, 3


@dataclass(frozen=True)
class Tried:
    """A fault, how often it was done, and what came of it."""

    fault: str
    times: int
    outcome: str


class Ground:
    """A ledger file with a load of ``count`` signed operations, and what was acknowledged so far by height."""

    def __init__(self, folder: Path, count: int, suite_name: str = "intl") -> None:
        self.path = folder / "ledger"
        self.consortium = Consortium(suite_name)
        self.operations = []
        for number in range(count):
            operation = self.consortium.record(("jinan", "qingdao")[number % 2], name=f"r{number}")
            self.consortium.sequences[operation.body.author] = operation.body.sequence
            self.operations.append(operation.format())
        self.signer = self.consortium.signer()
        key = VerifierKey(
            ORIGIN, self.consortium.suite, self.consortium.suite.note_type, self.signer.public_key
        )
        self.witnesses = {f"w{number}": self.consortium.signer() for number in range(4)}
        known = [
            KnownWitness(
                name, VerifierKey(name, signer.suite, signer.suite.cosignature_type, signer.public_key)
            )
            for name, signer in self.witnesses.items()
        ]
        group = Group("members", 3, tuple(self.witnesses))
        self.policy = Policy((KnownLog(key),), tuple(known), (group,), "members")
        EmbeddedDriver.create(self.path, self.consortium.genesis, processes=0).close()
        self.acknowledged: dict[int, str] = {}
        self._found = 0

    def check(self) -> int:
        """Open the ledger, find what was acknowledged since the last check in its place, and return the height."""
        with EmbeddedDriver.open(self.path, processes=0) as driver:
            self._find(driver, self._found + 1)
            return driver.height

    def _find(self, driver: EmbeddedDriver, start: int) -> None:
        last = max(self.acknowledged, default=0)
        assert driver.height >= last, f"acknowledged up to {last} and lost beyond {driver.height}"
        for low in range(start, last + 1, 1_000):
            for receipt in driver.receipts(low, min(low + 1_000, last + 1)):
                told = self.acknowledged.get(receipt.height, receipt.operation)
                assert receipt.operation == told, f"another operation stands at {receipt.height}"
        self._found = last

    def forget(self, acknowledged: dict[int, str]) -> None:
        """Take back what was acknowledged, as far as it could be lost with the disk's help."""
        self.acknowledged = acknowledged
        self._found = min(self._found, max(acknowledged, default=0))

    def finish(self) -> None:
        """Hand everything in again: each operation stands once, in order, where it was told; then audit the whole."""
        with EmbeddedDriver.open(self.path, processes=0) as driver:
            self._find(driver, 1)
            heights = []
            for start in range(0, len(self.operations), 1_000):
                futures = [driver.submit(operation) for operation in self.operations[start : start + 1_000]]
                heights += [future.result(60).height for future in futures]
            assert heights == list(range(1, len(self.operations) + 1)), "lost or applied twice"
            note = self.sign(driver)
            files = dict(
                export_files(
                    note.format(),
                    driver.height + 1,
                    driver.archive.tile,
                    lambda low, high: list(driver.entries(low, high)),
                )
            )
        structure = audit_structure(self.consortium.suite, self.policy, files.get)
        assert structure.findings == ()
        assert audit_replay(structure).findings == ()

    def sign(self, driver: EmbeddedDriver) -> Note:
        """Return a checkpoint with the cosignatures of all four witnesses, of whom three are enough."""
        note = driver.checkpoint(ORIGIN, self.signer)
        for name, signer in self.witnesses.items():
            signature = cosign_note(note.text, name, signer, TIME // 1_000)
            note = driver.add_cosignature(driver.height + 1, signature)
        return note

    def child(self, work: Callable[[EmbeddedDriver, int], None]) -> tuple[int, int]:
        """Run ``work`` on the opened ledger in a forked process; return its process and the end of a pipe to read."""
        near, far = os.pipe()
        process = os.fork()
        if process:
            os.close(far)
            return process, near
        code = CRASHED
        try:
            os.close(near)
            driver = EmbeddedDriver.open(self.path, processes=0)
            work(driver, far)
            driver.close()
            code = WELL
        except LedgerError:
            code = STOPPED
        finally:
            os._exit(code)

    def submit_and_tell(self, driver: EmbeddedDriver, pipe: int, *, moves: bool = True) -> None:
        """Submit what is not in yet, a few at a time, and tell each acknowledgement once it is durable.

        Between them, signs checkpoints (which renew the state's tree) and, if ``moves``, moves the write-ahead log
        into the file, so that a kill can fall into these, too.
        """
        os.write(pipe, b"ready\n")
        for turn, start in enumerate(range(driver.height, len(self.operations), TOGETHER)):
            for future in [
                driver.submit(operation) for operation in self.operations[start : start + TOGETHER]
            ]:
                receipt = future.result(60)
                size = Path(f"{self.path}-wal").stat().st_size
                os.write(pipe, f"{receipt.height} {receipt.operation} {size}\n".encode())
            if turn % 4 == 1:
                driver.checkpoint(ORIGIN, self.signer)
            if moves and turn % 4 == 3:
                driver._ask(driver._writer.move_log)

    def take(self, pipe: int) -> list[tuple[int, str, int]]:
        """Read what a child told: height, operation, and the size that the write-ahead log had by then."""
        told = []
        with os.fdopen(pipe, "rb") as stream:
            for line in stream.read().decode().splitlines(keepends=True):
                # The last line may be cut off by a kill.
                if line.endswith("\n") and line != "ready\n":
                    height, operation, seen = line.split()
                    told.append((int(height), operation, int(seen)))
        self.acknowledged |= {height: operation for height, operation, _ in told}
        return told
