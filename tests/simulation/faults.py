"""Faults, done to real ledgers: kills, failing writes, torn writes, flipped bytes, bad clocks, hostile operations.

    python -m tests.simulation.faults          # short, what the test suite runs
    python -m tests.simulation.faults --long   # 1,000 kills, 10,000 flips and so on

Each fault returns how often it was tried and what came of it; a promise that is broken is an assertion. The seed
is printed, and ``--seed`` plays it again.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from tests.ledger.consortium import TIME, Consortium

from liance.ledger.audit import audit_replay, audit_structure, export_files
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.drivers.inspection import inspect_ledger
from liance.ledger.drivers.storage import Reader
from liance.ledger.errors import LedgerBusyError, LedgerError
from liance.ledger.kinds import ENGINES
from liance.ledger.log.notes import VerifierKey
from liance.ledger.log.policies import KnownLog, Policy
from liance.ledger.log.text import encode_base64
from liance.ledger.machine import Context, Machine, Refusal, parse_genesis
from liance.ledger.operations import Body, Operation, OperationError, sign_operation
from liance.ledger.state import MemoryState, StateTree, state_root

ORIGIN = "liance.example/faults"


#: Most seconds of work before a kill.
PATIENCE = 0.15


@dataclass(frozen=True)
class Tried:
    """A fault, how often it was done, and what came of it."""

    fault: str
    times: int
    outcome: str


class Ground:
    """A ledger file with a load of signed operations, and what was acknowledged so far."""

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
        self.policy = Policy((KnownLog(key),), (), (), "none")
        EmbeddedDriver.create(self.path, self.consortium.genesis, processes=0).close()
        self.acknowledged: dict[int, str] = {}

    def check(self) -> int:
        """Open the ledger, find everything acknowledged in its place, and return the height."""
        with EmbeddedDriver.open(self.path, processes=0) as driver:
            assert driver.height >= max(self.acknowledged, default=0), "acknowledged and lost"
            for height, operation in self.acknowledged.items():
                (receipt,) = driver.receipts(height, height + 1)
                assert receipt.operation == operation, "another operation stands in its place"
            return driver.height

    def finish(self) -> None:
        """Hand everything in again: each operation stands once, in order; then audit the whole."""
        with EmbeddedDriver.open(self.path, processes=0) as driver:
            futures = [driver.submit(operation) for operation in self.operations]
            heights = [future.result(60).height for future in futures]
            assert heights == list(range(1, len(self.operations) + 1)), "lost or applied twice"
            note = driver.checkpoint(ORIGIN, self.signer)
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

    def child(self, work: Callable[[EmbeddedDriver, int], None]) -> tuple[int, int]:
        """Run ``work`` on the opened ledger in a forked process; return its process and the end of a pipe to read."""
        near, far = os.pipe()
        process = os.fork()
        if process:
            os.close(far)
            return process, near
        code = 1
        try:
            os.close(near)
            driver = EmbeddedDriver.open(self.path, processes=0)
            work(driver, far)
            driver.close()
            code = 0
        except LedgerError:
            code = 3
        finally:
            os._exit(code)

    def submit_and_tell(self, driver: EmbeddedDriver, pipe: int) -> None:
        """Submit what is not in yet, a few at a time, and tell each acknowledgement once it is durable."""
        os.write(pipe, b"ready\n")
        for start in range(driver.height, len(self.operations), 16):
            for future in [driver.submit(operation) for operation in self.operations[start : start + 16]]:
                receipt = future.result(60)
                size = Path(f"{self.path}-wal").stat().st_size
                os.write(pipe, f"{receipt.height} {receipt.operation} {size}\n".encode())

    def take(self, pipe: int) -> list[tuple[int, str, int]]:
        """Read what a child told: height, operation, and the size that the write-ahead log had by then."""
        told = []
        with os.fdopen(pipe, "rb") as stream:
            for line in stream.read().decode().splitlines(keepends=True):
                if line.endswith("\n") and line != "ready\n":
                    height, operation, seen = line.split()
                    told.append((int(height), operation, int(seen)))
        self.acknowledged |= {height: operation for height, operation, _ in told}
        return told


def kills(folder: Path, dice: random.Random, times: int) -> Tried:
    """Kill with -9 at random points under load."""
    ground = Ground(folder, max(200, times * 60))
    for _ in range(times):
        process, pipe = ground.child(ground.submit_and_tell)
        assert os.read(pipe, 6) == b"ready\n"
        time.sleep(dice.uniform(0, PATIENCE))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        ground.take(pipe)
        ground.check()
    ground.finish()
    return Tried(
        "kill -9 under load", times, f"{len(ground.acknowledged)} acknowledged, none lost, none twice"
    )


def torn_writes(folder: Path, dice: random.Random, times: int) -> Tried:
    """Kill, then tear the write-ahead log anywhere: cut it off there, garble what follows, or zero it.

    What was acknowledged when the log was shorter than that must stand; the rest may be gone, never half there.
    """
    ground = Ground(folder, max(200, times * 60))
    dropped = 0
    for number in range(times):
        safe = dict(ground.acknowledged)
        process, pipe = ground.child(ground.submit_and_tell)
        assert os.read(pipe, 6) == b"ready\n"
        time.sleep(dice.uniform(0, PATIENCE))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        told = ground.take(pipe)
        log = Path(f"{ground.path}-wal")
        if log.exists() and (size := log.stat().st_size):
            cut = dice.randrange(size)
            filling = (b"", dice.randbytes(size - cut), bytes(size - cut))[number % 3]
            with log.open("r+b") as file:
                file.truncate(cut)
                file.seek(cut)
                file.write(filling)
            kept = {height: operation for height, operation, seen in told if seen <= cut}
            dropped += len(told) - len(kept)
            ground.acknowledged = safe | kept
        # What stands in shared memory goes with a power cut.
        Path(f"{ground.path}-shm").unlink(missing_ok=True)
        ground.check()
    ground.finish()
    outcome = f"{dropped} were written behind the tear, all before it stand, none half"
    return Tried("write-ahead log torn anywhere", times, outcome)


def full_disk(folder: Path, _dice: random.Random, times: int) -> Tried:
    """Let the system refuse every write beyond a size (RLIMIT_FSIZE), at sizes that move through the file."""
    ground = Ground(folder, times * 40)
    refused = 0
    for number in range(times):
        limit = Path(ground.path).stat().st_size + 512 + number * 1_777

        def work(driver: EmbeddedDriver, pipe: int, limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            ground.submit_and_tell(driver, pipe)

        process, pipe = ground.child(work)
        _, status = os.waitpid(process, 0)
        ground.take(pipe)
        assert os.WEXITSTATUS(status) in {0, 3}, "a failed write ends in an error of ours, never in a crash"
        refused += os.WEXITSTATUS(status) == 3
        ground.check()
    ground.finish()
    return Tried(
        "writes refused by the system (file size)",
        times,
        f"{refused} runs stopped clearly, {len(ground.acknowledged)} acknowledged, none lost",
    )


#: System calls by which SQLite writes and syncs, and how each may fail.
INJECTED = (
    ("pwrite64", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("fdatasync", "EIO"),
    ("fsync", "EIO"),
    ("ftruncate", "EIO"),
)
WORKER = """
import os, sys
from pathlib import Path
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.errors import LedgerError
operations = Path(sys.argv[2]).read_bytes().split(b"\\x00")
try:
    with EmbeddedDriver.open(Path(sys.argv[1]), processes=0) as driver:
        for operation in operations[driver.height : driver.height + 12]:
            receipt = driver.submit(operation).result(60)
            os.write(1, f"{receipt.height} {receipt.operation}\\n".encode())
        driver._ask(driver._writer.move_log)
except LedgerError as error:
    os.write(2, str(error).encode())
    os._exit(3)
"""


def injected(folder: Path, _dice: random.Random, times: int) -> Tried:
    """Make the n-th write, sync or truncation fail in the kernel (strace), for every n in turn."""
    if shutil.which("strace") is None:
        return Tried("n-th system call fails (strace)", 0, "strace is not installed here")
    ground = Ground(folder, 12 * times * len(INJECTED) + 12)
    load = folder / "operations"
    load.write_bytes(b"\x00".join(ground.operations))
    stopped = tried = 0
    for call, error in INJECTED:
        for number in range(1, times + 1):
            command = [
                "strace",
                "-f",
                "-qq",
                "-o",
                os.devnull,
                "-P",
                str(ground.path),
                "-P",
                f"{ground.path}-wal",
            ]
            command += ["-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={number}"]
            run = subprocess.run(
                [*command, sys.executable, "-c", WORKER, str(ground.path), str(load)],
                capture_output=True,
                text=True,
                check=False,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
            if "ptrace" in run.stderr.lower():
                return Tried("n-th system call fails (strace)", 0, "the system does not allow tracing")
            for line in run.stdout.splitlines():
                height, operation = line.split()
                ground.acknowledged[int(height)] = operation
            assert run.returncode in {0, 3}, run.stderr
            tried += 1
            stopped += run.returncode == 3
            ground.check()
    ground.finish()
    return Tried("n-th write, sync, truncation fails", tried, f"{stopped} stopped with our error, none lost")


def _closed_ledger(folder: Path) -> tuple[Ground, dict[str, bytes]]:
    ground = Ground(folder, 40)
    ground.finish()
    with EmbeddedDriver.open(ground.path, processes=0) as driver:
        note = driver.archive.checkpoint()
        assert note is not None
        exported = export_files(
            note.format(), 41, driver.archive.tile, lambda low, high: list(driver.entries(low, high))
        )
        return ground, dict(exported)


def flips_in_export(folder: Path, dice: random.Random, times: int) -> Tried:
    """Flip one bit of an exported file: every one is named, in its file."""
    ground, files = _closed_ledger(folder)
    names = sorted(files)
    weights = [len(files[name]) for name in names]
    for _ in range(times):
        name = dice.choices(names, weights)[0]
        changed = bytearray(files[name])
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        findings = audit_structure(
            ground.consortium.suite, ground.policy, {**files, name: bytes(changed)}.get
        ).findings
        assert any(finding.place.source in {name, "checkpoint"} for finding in findings), (name, findings)
    return Tried("bits flipped in an export", times, "all named")


def content(path: Path) -> list[object]:
    """Everything that a file says; of the state's tree what it comes to, for parts of it are made anew."""
    tables = ("meta", "entries", "receipts", "operations", "events", "state", "tiles", "checkpoints")
    with closing(Reader(path)) as reader:
        hash_ = parse_genesis(reader.entry(0) or b"").suite.hash
        changed, kept = reader.changed_keys(hash_), reader.buckets()
        leaves = {
            number: reader.bucket(hash_, number, changed.get(number, ()))
            for number in kept.keys() | changed.keys()
        }
        tree = StateTree(hash_, leaves.__getitem__, kept)
        tree.renew(changed)
        return [tree.root, leaves, *(reader.rows(table) for table in tables)]


def flips_in_file(folder: Path, dice: random.Random, times: int) -> Tried:
    """Flip one bit of the database: it is named, or everything the file says is proved unchanged."""
    ground, _ = _closed_ledger(folder)
    original = ground.path.read_bytes()
    copy = folder / "copy"
    copy.write_bytes(original)
    untouched = content(copy)
    named = 0
    for _ in range(times):
        changed = bytearray(original)
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        for leftover in folder.glob("copy*"):
            leftover.unlink()
        copy.write_bytes(changed)
        try:
            findings: object = inspect_ledger(copy, ground.policy)
        except LedgerError as error:
            findings = error
        if findings:
            named += 1
        else:
            assert content(copy) == untouched
    return Tried("bits flipped in the database", times, f"{named} named, {times - named} where no content is")


def bad_clock(folder: Path, dice: random.Random, times: int) -> Tried:
    """Let the clock jump to and fro: time never decreases and everything replays."""
    consortium = Consortium()
    driver = EmbeddedDriver.create(
        folder / "ledger",
        consortium.genesis,
        processes=0,
        clock=lambda: dice.choice((0, TIME - 10**9, TIME, TIME + dice.randrange(10**9), 2**40)),
    )
    with driver:
        receipts = []
        for number in range(times):
            operation = consortium.record(name=f"r{number}")
            consortium.sequences[operation.body.author] = operation.body.sequence
            receipts.append(driver.submit(operation.format()).result(60))
        seen = [receipt.time for receipt in receipts]
        assert seen == sorted(seen)
        assert seen[0] >= TIME
    return Tried("clock jumping back and forth", times, "time never decreased")


def two_processes(folder: Path, _dice: random.Random, times: int) -> Tried:
    """Open a ledger that another process has: refused clearly, and free again once that one is gone."""
    ground = Ground(folder, 4)
    for _ in range(times):

        def hold(_driver: EmbeddedDriver, pipe: int) -> None:
            os.write(pipe, b"ready\n")
            time.sleep(60)

        process, pipe = ground.child(hold)
        assert os.read(pipe, 6) == b"ready\n"
        try:
            EmbeddedDriver.open(ground.path, processes=0).close()
            refused = False
        except LedgerBusyError:
            refused = True
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(pipe)
        assert refused, "two drivers on one ledger"
        ground.check()
    return Tried("second process on one ledger", times, "refused, free after the first was killed")


def _junk(dice: random.Random, depth: int = 0) -> object:
    """Return a random value of JSON."""
    if depth > 3 or dice.random() < 0.6:
        return dice.choice(
            (
                None,
                True,
                0,
                -1,
                2**53 - 1,
                "",
                "a",
                "目录",
                "sd-chain/jinan",
                "\u0000",
                "x" * 300,
                "sm3:" + "0" * 64,
            )
        )
    if dice.random() < 0.5:
        return [_junk(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {
        dice.choice(("path", "name", "record", "value", "é", "")): _junk(dice, depth + 1) for _ in range(3)
    }


def malformed(folder: Path, dice: random.Random, times: int) -> Tried:
    """Hand in operations that are nearly right, truly signed: coded refusals, no crash, no other root.

    One ledger gets them all, through a checking process; another only those that the first accepted.
    """
    consortium = Consortium()
    other = Machine(consortium.genesis, ENGINES)
    state = MemoryState()
    state.commit(consortium.genesis.changes())
    refusals: dict[str, int] = {}
    kinds = [
        "record.put",
        "member.add",
        "member.suspend",
        "key.rotate",
        "governance.propose",
        "governance.vote",
    ]
    kinds += ["governance.enact", "no.kind"]
    fields = ("record", "revision", "value", "path", "name", "powers", "public_key", "possession", "action")
    fields += ("arguments", "proposal", "yes")
    with EmbeddedDriver.create(folder / "ledger", consortium.genesis, processes=1) as driver:
        height = 0
        for tried in range(times):
            author = consortium.key(dice.choice(("jinan", "qingdao", "yantai")))
            payload = {name: _junk(dice) for name in dice.sample(fields, dice.randrange(4))}
            kind = dice.choice(kinds)
            if dice.random() < 0.4:
                kind, payload = (
                    "record.put",
                    {"record": f"r{tried}", "revision": 0, "value": {"名": _junk(dice)}},
                )
            sequence = consortium.sequences.get(author, 0) + dice.choice((1, 1, 1, 1, 0, 2))
            body = Body(consortium.machine.ledger, author, max(sequence, 1), kind, payload)
            if dice.random() < 0.1:
                body = replace(body, ledger="sha256:" + "1" * 64)
            if dice.random() < 0.1:
                body = replace(body, expires=1)
            try:
                operation = sign_operation(body, consortium.signers[author])
            except OperationError:
                refusals["cannot be signed"] = refusals.get("cannot be signed", 0) + 1
                continue
            data = bytearray(operation.format())
            if dice.random() < 0.3:
                data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            receipt = driver.submit(bytes(data)).result(60)
            name = receipt.refusal.name if receipt.refusal else "accepted"
            refusals[name] = refusals.get(name, 0) + 1
            if receipt.code == 0 and receipt.height > height:
                height = receipt.height
                consortium.sequences[author] = body.sequence
                outcome = other.execute(state, bytes(data), Context(height, receipt.time))
                assert outcome.receipt == receipt
                state.commit(outcome.changes)
        hash_ = consortium.suite.hash
        proved = driver.checkpoint(ORIGIN, consortium.signer()).text.splitlines()[3]
        assert proved == f"state {encode_base64(state_root(hash_, state.values))}"
    kinds_seen = sum(name not in {"accepted", "cannot be signed"} for name in refusals)
    return Tried(
        "malformed operations, truly signed",
        times,
        f"{refusals.get('accepted', 0)} accepted, the rest refused with {kinds_seen} codes, roots equal",
    )


def coded(_folder: Path, _dice: random.Random, _times: int) -> Tried:
    """Hand in the wrong suite, instance, number, time and size: each has its code."""
    consortium, guomi = Consortium(), Consortium("guomi")
    good = consortium.record()
    assert consortium.submit(good).receipt.code == 0
    cases: Mapping[Refusal, bytes] = {
        Refusal.WRONG_LEDGER: guomi.record().format(),
        Refusal.UNKNOWN_KEY: _resigned(consortium, author="other/jinan/data/admin/k1"),
        Refusal.REPLAYED: good.format(),
        Refusal.EXPIRED: _resigned(consortium, sequence=2, expires=1),
        Refusal.TOO_LARGE: good.format() + bytes(70_000),
        Refusal.FALSE_SIGNATURE: replace(good, signature=bytes(64)).format(),
        Refusal.OUT_OF_SEQUENCE: _resigned(consortium, sequence=3),
        Refusal.MALFORMED: good.format()[:-1],
    }
    for refusal, data in cases.items():
        outcome = consortium.machine.execute(consortium.state, data, Context(2, TIME))
        assert outcome.receipt.refusal is refusal, (refusal, outcome.receipt)
        assert outcome.changes == {}
    return Tried("wrong suite, instance, number, time, size", len(cases), "each refused with its code")


def _resigned(consortium: Consortium, **fields: object) -> bytes:
    body = Body(
        **{  # type: ignore[arg-type]
            "ledger": consortium.machine.ledger,
            "author": consortium.key("jinan"),
            "sequence": 1,
            "kind": "record.put",
            "payload": {"record": "r", "revision": 0, "value": {}},
            **fields,
        }
    )
    operation: Operation = sign_operation(body, consortium.signers[consortium.key("jinan")])
    return operation.format()


#: Each fault with how often it is done in the short and in the long run.
FAULTS: Sequence[tuple[Callable[[Path, random.Random, int], Tried], int, int]] = (
    (kills, 12, 1_000),
    (torn_writes, 6, 200),
    (full_disk, 8, 120),
    (injected, 0, 25),
    (flips_in_export, 300, 10_000),
    (flips_in_file, 25, 10_000),
    (bad_clock, 40, 2_000),
    (two_processes, 1, 20),
    (malformed, 300, 20_000),
    (coded, 1, 1),
)


def run(seed: int, *, long: bool) -> Iterator[Tried]:
    """Do every fault, each in a folder of its own."""
    for fault, short_times, long_times in FAULTS:
        times = long_times if long else short_times
        if times:
            with tempfile.TemporaryDirectory() as folder:
                yield fault(Path(folder), random.Random(f"{seed} {fault.__name__}"), times)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}\n{'fault':<46}{'times':>8}  outcome\n")
    for tried in run(options.seed, long=options.long):
        sys.stdout.write(f"{tried.fault:<46}{tried.times:>8,}  {tried.outcome}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
