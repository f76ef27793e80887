"""The embedded driver: the contract, and what a file and a process add to it."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contracts.ledger_driver import DriverContract, LedgerUnderTest

from liance.core.language import Language
from liance.ledger.drivers import embedded, storage
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.errors import (
    LedgerBusyError,
    LedgerClosedError,
    LedgerError,
    NotALedgerError,
    StorageError,
)
from liance.ledger.log.checkpoints import parse_checkpoint
from liance.ledger.log.merkle import leaf_hash, verify_consistency, verify_inclusion
from liance.ledger.log.notes import VerifierKey, cosign_note, open_note
from liance.ledger.log.text import decode_hash
from liance.ledger.machine import Refusal
from liance.ledger.state import state_root, verify_absence, verify_presence

ORIGIN = "liance.example/test"


class Clock:
    """A clock that shows what it is told."""

    def __init__(self, now: int = 1_800_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def open_ledgers(tmp_path: Path, make_consortium) -> Iterator[Callable[..., LedgerUnderTest]]:
    """Make ledgers in a folder of their own; closed at the end."""
    drivers: list[EmbeddedDriver] = []

    def make(suite_name: str = "intl", processes: int = 0, clock: Clock | None = None) -> LedgerUnderTest:
        consortium = make_consortium(suite_name)
        path = tmp_path / f"{len(drivers)}.ledger"
        clock = clock or Clock()
        drivers.append(EmbeddedDriver.create(path, consortium.genesis, clock=clock, processes=processes))
        ledger = LedgerUnderTest(consortium, drivers[-1], lambda: drivers[-1])

        def reopen() -> EmbeddedDriver:
            drivers[-1].close()
            drivers.append(EmbeddedDriver.open(path, clock=clock, processes=processes))
            ledger.driver = drivers[-1]
            return drivers[-1]

        ledger.reopen = reopen
        return ledger

    yield make
    for driver in drivers:
        driver.close()


class TestEmbeddedInOneProcess(DriverContract):
    """The contract without a pool, in both suites."""

    @pytest.fixture
    def ledger(self, open_ledgers, suite_name: str) -> LedgerUnderTest:
        return open_ledgers(suite_name)


class TestEmbeddedWithAPool(DriverContract):
    """The contract with signatures checked in another process."""

    @pytest.fixture
    def ledger(self, open_ledgers) -> LedgerUnderTest:
        return open_ledgers("guomi", processes=1)


def test_the_ledger_goes_on_when_the_checking_processes_die(open_ledgers) -> None:
    ledger = open_ledgers(processes=1)
    ledger.put("a")
    for child in multiprocessing.active_children():
        child.kill()
        child.join()
    assert [ledger.put(f"r{number}").code for number in range(5)] == [0] * 5
    forged = replace(ledger.record("b"), signature=bytes(64))
    assert ledger.driver.submit(forged.format()).result(60).refusal is Refusal.FALSE_SIGNATURE


def test_a_second_driver_is_refused_clearly(open_ledgers, tmp_path: Path) -> None:
    ledger = open_ledgers()
    with pytest.raises(LedgerBusyError) as caught:
        EmbeddedDriver.open(tmp_path / "0.ledger")
    assert "另一进程" in caught.value.message(Language.ZH)
    ledger.driver.close()
    EmbeddedDriver.open(tmp_path / "0.ledger", processes=0).close()


def test_a_second_process_is_refused_clearly(open_ledgers, tmp_path: Path) -> None:
    open_ledgers()
    code = (
        "import sys; from pathlib import Path; from liance.ledger.drivers.embedded import EmbeddedDriver\n"
        "from liance.ledger.errors import LedgerBusyError\n"
        "try:\n    EmbeddedDriver.open(Path(sys.argv[1]))\nexcept LedgerBusyError:\n    print('busy')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "0.ledger")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert run.stdout == "busy\n"


def test_files_that_are_no_ledger_are_refused(open_ledgers, tmp_path: Path, consortium) -> None:
    other = tmp_path / "other"
    with pytest.raises(NotALedgerError):
        EmbeddedDriver.open(other)
    other.write_bytes(b"not a database" * 100)
    with pytest.raises(NotALedgerError):
        EmbeddedDriver.open(other)
    with pytest.raises(NotALedgerError):
        EmbeddedDriver.create(other, consortium.genesis)
    foreign = tmp_path / "foreign"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t (x)")
    before = foreign.read_bytes()
    for attempt in (
        lambda: EmbeddedDriver.open(foreign),
        lambda: EmbeddedDriver.create(foreign, consortium.genesis),
    ):
        with pytest.raises(NotALedgerError):
            attempt()
    assert foreign.read_bytes() == before
    open_ledgers().driver.close()
    with pytest.raises(NotALedgerError, match="exists"):
        EmbeddedDriver.create(tmp_path / "0.ledger", consortium.genesis)


def test_a_ledger_that_was_begun_and_not_finished_can_be_begun_again(tmp_path: Path, consortium) -> None:
    path = tmp_path / "begun"
    path.touch()
    storage.Reader(path).close()
    assert storage.is_ledger_file(path)
    with pytest.raises(NotALedgerError):
        EmbeddedDriver.open(path)
    EmbeddedDriver.create(path, consortium.genesis, processes=0).close()
    EmbeddedDriver.open(path, processes=0).close()


def test_a_clock_that_goes_back_does_not_turn_time_back(open_ledgers) -> None:
    clock = Clock()
    ledger = open_ledgers(clock=clock)
    first = ledger.put("a").time
    clock.now -= 10_000
    assert ledger.put("b").time == first
    ledger.reopen()
    assert ledger.put("c").time == first
    clock.now += 20_000
    assert ledger.put("d").time == clock.now


def test_a_rotated_key_is_checked_anew(open_ledgers) -> None:
    ledger = open_ledgers()
    consortium = ledger.consortium
    author = consortium.key("jinan")
    ledger.put("a")
    new = consortium.signer()
    rotate = consortium.operation(author, "key.rotate", consortium.possession(author, new))
    consortium.sequences[author] = rotate.body.sequence
    old = consortium.signers[author]
    consortium.signers[author] = new
    by_new = ledger.record("b")
    futures = [ledger.driver.submit(item.format()) for item in (rotate, by_new)]
    assert [future.result(60).code for future in futures] == [0, 0]
    consortium.signers[author] = old
    assert ledger.put("c").refusal is Refusal.FALSE_SIGNATURE


def test_events_are_found_page_by_page(open_ledgers, monkeypatch) -> None:
    monkeypatch.setattr("liance.ledger.drivers.archive._PAGE", 2)
    ledger = open_ledgers()
    for number in range(10):
        ledger.put(f"r{number}", ("jinan", "qingdao")[number % 2])
    archive = ledger.driver.archive
    theirs = ("record.put.organisation", "sd-chain/qingdao")
    assert archive.heights_with(*theirs, 3) == [2, 4, 6]
    assert archive.heights_with(*theirs, 3, after=6) == [8, 10]
    assert archive.heights_with("record.put.record", "none", 3) == []
    assert list(archive.each_height(*theirs)) == [2, 4, 6, 8, 10]
    assert list(archive.each_height(*theirs, newest_first=True)) == [10, 8, 6, 4, 2]
    assert [receipt.height for receipt in archive.receipts_at([10, 2, 99, 4])] == [10, 2, 4]
    assert (archive.count_with(*theirs, 4), archive.count_with(*theirs, 9)) == (4, 5)
    own = ("record.put.record", "r3")
    assert list(archive.each_height(*theirs, also=own)) == [4]
    assert archive.count_with(*theirs, 9, also=own) == 1
    assert archive.count_with(*theirs, 9, also=("record.put.record", "r2")) == 0
    assert list(archive.heights_under("record.put.record", "r")) == list(range(1, 11))
    assert list(archive.heights_under("record.put.record", "r7")) == [8]


def test_keys_of_the_state_are_found_without_what_stands_below_them(open_ledgers) -> None:
    ledger = open_ledgers()
    names = ("a", "a-b", "a/b", "a/b/c", "a0", "b/c", "c")
    for name in names:
        ledger.put(name)
    archive = ledger.driver.archive
    prefix = archive.state_keys("record/")[0][: -len("a")]
    assert [key.removeprefix(prefix) for key in archive.state_keys(prefix)] == sorted(names)
    assert archive.state_children(prefix) == [f"{prefix}{name}" for name in ("a", "a-b", "a0", "c")]
    assert archive.state_keys(prefix, 2) == [f"{prefix}a", f"{prefix}a-b"]


def test_checkpoints_commit_to_log_and_state_and_their_proofs_hold(open_ledgers, suite_name: str) -> None:
    ledger = open_ledgers(suite_name)
    driver, suite = ledger.driver, ledger.consortium.suite
    signer = suite.signer(*suite.generate())
    key = VerifierKey(ORIGIN, suite, suite.note_type, signer.public_key)
    heads = []
    for number in range(30):
        ledger.put(f"r{number}")
        if number % 10 == 9:
            note = driver.checkpoint(ORIGIN, signer)
            heads.append(parse_checkpoint(open_note(note, [key]).text))
            assert driver.archive.checkpoint() == note
    old, new = heads[0], heads[-1]
    assert (old.size, new.size) == (11, 31)
    verify_consistency(
        suite.hash,
        old.size,
        new.size,
        driver.archive.prove_growth(11, 31),
        old_root=old.root,
        new_root=new.root,
    )
    for height, entry in enumerate(driver.entries(0, 31)):
        proof = driver.archive.prove_entry(height, 31)
        verify_inclusion(suite.hash, height, 31, leaf_hash(suite.hash, entry), proof, root=new.root)
    note, value, proof = driver.prove_state(ORIGIN, signer, "record/sd-chain/jinan/r7")
    root = decode_hash(parse_checkpoint(note.text).extensions[0].removeprefix("state "), "root")
    assert value is not None
    verify_presence(suite.hash, root, "record/sd-chain/jinan/r7", value, proof)
    _, nothing, proof = driver.prove_state(ORIGIN, signer, "record/sd-chain/jinan/none")
    assert nothing is None
    verify_absence(suite.hash, root, "record/sd-chain/jinan/none", proof)
    reopened = ledger.reopen()
    assert reopened.checkpoint(ORIGIN, signer).text == note.text


def test_the_state_root_follows_from_the_state_alone(open_ledgers) -> None:
    ledger = open_ledgers()
    signer = ledger.consortium.signer()
    for number in range(20):
        operation = ledger.record(f"r{number}")
        ledger.driver.submit(operation.format()).result(60)
        outcome = ledger.consortium.submit(
            operation, time=ledger.driver.receipts(number + 1, number + 2)[0].time
        )
        assert outcome.receipt.code == 0
        if number % 7 == 0:
            ledger.driver.checkpoint(ORIGIN, signer)
    note = ledger.driver.checkpoint(ORIGIN, signer)
    root = state_root(ledger.consortium.suite.hash, ledger.consortium.state.values)
    line = parse_checkpoint(note.text).extensions[0]
    assert decode_hash(line.removeprefix("state "), "root") == root


def test_cosignatures_are_kept_with_their_checkpoint(open_ledgers) -> None:
    ledger = open_ledgers()
    signer, witness = ledger.consortium.signer(), ledger.consortium.signer()
    note = ledger.driver.checkpoint(ORIGIN, signer)
    both = ledger.driver.add_cosignature(1, cosign_note(note.text, "w", witness, 5))
    assert len(both.signatures) == 2
    assert {s.name for s in ledger.driver.checkpoint(ORIGIN, signer).signatures} == {ORIGIN, "w"}
    assert {s.name for s in ledger.reopen().archive.checkpoint(1).signatures} == {ORIGIN, "w"}
    with pytest.raises(NotALedgerError, match="checkpoint"):
        ledger.driver.add_cosignature(99, note.signatures[0])


def test_a_failed_write_stops_the_ledger_and_loses_nothing_acknowledged(
    open_ledgers, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = open_ledgers()
    ledger.put("a")

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(storage.Writer, "write_state", fail)
    with pytest.raises(StorageError, match="disk is full"):
        ledger.put("b")
    with pytest.raises(LedgerClosedError):
        ledger.put("c")
    with pytest.raises(LedgerClosedError):
        ledger.driver.checkpoint(ORIGIN, ledger.consortium.signer())
    monkeypatch.undo()
    driver = ledger.reopen()
    assert driver.height == 1
    ledger.consortium.sequences[ledger.consortium.key("jinan")] = 1
    assert ledger.put("b").height == 2


@pytest.mark.parametrize("step", ["grow_tiles", "write_entries", "write_state", "after all writes"])
def test_every_step_of_a_commit_may_fail_and_nothing_is_half_done(
    open_ledgers, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    ledger = open_ledgers()
    ledger.put("a")

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    if step == "grow_tiles":
        monkeypatch.setattr(embedded, step, fail)
    elif step == "after all writes":
        write = storage.Writer.write_state

        def write_then_fail(self: storage.Writer, changes: object) -> None:
            write(self, changes)  # type: ignore[arg-type]
            raise sqlite3.OperationalError("disk I/O error")

        monkeypatch.setattr(storage.Writer, "write_state", write_then_fail)
    else:
        monkeypatch.setattr(storage.Writer, step, fail)
    with pytest.raises(StorageError, match="disk I/O"):
        ledger.put("b")
    monkeypatch.undo()
    driver = ledger.reopen()
    assert driver.height == 1
    assert len(list(driver.entries(0, 9))) == 2
    ledger.consortium.sequences[ledger.consortium.key("jinan")] = 1
    assert ledger.put("b").height == 2


@pytest.mark.parametrize(
    ("where", "name"),
    [
        (EmbeddedDriver, "_read"),
        (EmbeddedDriver, "_gather"),
        (EmbeddedDriver, "_execute"),
        (embedded.Verifier, "start"),
        (embedded.Verifier, "receive"),
    ],
)
@pytest.mark.parametrize("error", [RuntimeError("broken inside"), SystemExit(3)])
def test_a_thread_that_fails_anywhere_leaves_no_one_waiting(
    open_ledgers, monkeypatch: pytest.MonkeyPatch, where: type, name: str, error: BaseException
) -> None:
    ledger = open_ledgers()
    ledger.put("a")
    operations = [ledger.consortium.record(city, name="b").format() for city in ("qingdao", "yantai") * 40]

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(where, name, fail)
    futures = []
    with suppress(LedgerClosedError):
        for operation in operations:
            futures.append(ledger.driver.submit(operation))
    assert futures
    errors = [future.exception(30) for future in futures]
    assert all(isinstance(found, LedgerError) for found in errors)
    assert any(type(error).__name__ in str(found) for found in errors), "the reason is told"
    with pytest.raises(LedgerClosedError):
        ledger.driver.submit(operations[0])
    with pytest.raises(LedgerClosedError):
        ledger.driver.checkpoint(ORIGIN, ledger.consortium.signer())
    monkeypatch.undo()
    assert ledger.reopen().height == 1


def test_a_log_that_can_no_longer_be_moved_stops_the_ledger(
    open_ledgers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken inside")

    monkeypatch.setattr(storage.Reader, "move_log", fail)
    monkeypatch.setattr(embedded, "_MOVED_AFTER", 0)
    ledger = open_ledgers()
    ledger.put("a")

    def submit_until_refused() -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            ledger.driver.submit(b"").exception(30)

    with pytest.raises(LedgerClosedError):
        submit_until_refused()
    assert ledger.reopen().height == 1


def test_who_cancels_does_not_stop_the_ledger(open_ledgers, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = open_ledgers()
    held = threading.Event()
    gather = EmbeddedDriver._gather

    def wait(self: EmbeddedDriver, group: list[object]) -> None:
        held.wait(30)
        gather(self, group)  # type: ignore[arg-type]

    monkeypatch.setattr(EmbeddedDriver, "_gather", wait)
    for operation in (ledger.consortium.record(name="a").format(), b"no operation"):
        assert ledger.driver.submit(operation).cancel()
    held.set()
    assert ledger.driver.wait_beyond(0, 30), "what was on its way is done all the same"
    assert ledger.driver.submit(b"no operation").result(30).refusal is Refusal.MALFORMED
    assert ledger.driver.height == 1


def test_a_changed_last_entry_is_seen_at_opening(open_ledgers, tmp_path: Path) -> None:
    ledger = open_ledgers()
    ledger.put("a")
    ledger.driver.close()
    with sqlite3.connect(tmp_path / "0.ledger") as connection:
        connection.execute("UPDATE entries SET entry = entry || 'x' WHERE height = 1")
    with pytest.raises(NotALedgerError, match="audit"):
        EmbeddedDriver.open(tmp_path / "0.ledger", processes=0)


def test_questions_are_answered_while_others_write(open_ledgers) -> None:
    ledger = open_ledgers()
    stop = threading.Event()
    seen: list[int] = []

    def ask() -> None:
        while not stop.is_set():
            values = ledger.driver.evaluate(
                lambda view: [view.get(f"record/sd-chain/jinan/r{n}") is not None for n in (0, 40, 79)]
            )
            assert values == sorted(values, reverse=True)
            seen.append(sum(values))

    thread = threading.Thread(target=ask)
    thread.start()
    for future in [ledger.driver.submit(ledger.record(f"r{n}").format()) for n in range(80)]:
        future.result(60)
    stop.set()
    thread.join()
    assert seen == sorted(seen)


LOAD = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from liance.ledger.drivers.embedded import EmbeddedDriver

    path, operations = Path(sys.argv[1]), Path(sys.argv[2])
    driver = EmbeddedDriver.open(path, processes=0)
    lines = operations.read_bytes().split(b"\\x00")
    following = [driver.submit(line) for line in lines]
    for number, future in enumerate(following):
        receipt = future.result(60)
        sys.stdout.write(f"{number} {receipt.height} {receipt.code}\\n")
        sys.stdout.flush()
    """
)


@pytest.mark.parametrize("after", [1, 37, 150])
def test_nothing_acknowledged_is_lost_and_nothing_is_applied_twice_when_killed(
    open_ledgers, tmp_path: Path, after: int
) -> None:
    """Killed with -9 after so many acknowledgements; then everything is submitted again."""
    ledger = open_ledgers()
    operations = [ledger.record(f"r{number}").format() for number in range(400)]
    ledger.driver.close()
    (tmp_path / "operations").write_bytes(b"\x00".join(operations))
    process = subprocess.Popen(
        [sys.executable, "-c", LOAD, str(tmp_path / "0.ledger"), str(tmp_path / "operations")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().split() for _ in range(after)]
    process.kill()
    acknowledged += [line.split() for line in process.stdout if line.endswith("\n")]
    process.wait()
    process.stdout.close()
    driver = ledger.reopen()
    assert driver.height >= len(acknowledged) >= after
    for number, height, code in acknowledged:
        assert (int(height), code) == (int(number) + 1, "0")
        (entry,) = driver.entries(int(height), int(height) + 1)
        assert entry.endswith(operations[int(number)])
    receipts = [driver.submit(operation).result(60) for operation in operations]
    assert [receipt.height for receipt in receipts] == list(range(1, 401))
    assert driver.height == 400


@pytest.mark.slow
def test_the_write_ahead_log_stays_small_although_every_operation_is_a_commit_of_its_own(
    tmp_path: Path, make_consortium
) -> None:
    consortium = make_consortium("intl")
    path, largest = tmp_path / "single.ledger", 0
    with EmbeddedDriver.create(path, consortium.genesis, processes=0) as driver:
        for number in range(900):
            operation = consortium.record(name=f"r{number}")
            consortium.sequences[operation.body.author] = operation.body.sequence
            driver.submit(operation.format()).result(60)
            largest = max(largest, Path(f"{path}-wal").stat().st_size)
    # About 60 kB a commit: 54 MB if it were never moved.
    assert largest < 40_000_000
