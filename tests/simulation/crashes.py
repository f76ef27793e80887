"""Kills, torn writes, a second process, a clock that jumps."""

from __future__ import annotations

import os
import random
import signal
import time
from functools import partial
from pathlib import Path

from tests.ledger.consortium import TIME, Consortium

from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.errors import LedgerBusyError

from .ground import Ground, Tried

#: Most seconds of work before a kill.
PATIENCE = 0.15


def kills(folder: Path, dice: random.Random, times: int) -> Tried:
    """Kill with -9 at random points under load: submitting, signing checkpoints, moving the log; one in three while opening."""
    ground = Ground(folder, max(200, times * 60))
    opening = 0
    for _ in range(times):
        process, pipe = ground.child(ground.submit_and_tell)
        if dice.randrange(3):
            assert os.read(pipe, 6) == b"ready\n"
            time.sleep(dice.uniform(0, PATIENCE))
        else:
            time.sleep(dice.uniform(0, 0.01))
            opening += 1
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        ground.take(pipe)
        ground.check()
    ground.finish()
    return Tried(
        "kill -9 under load",
        times,
        f"{len(ground.acknowledged):,} acknowledged, none lost, none twice ({opening} kills at opening)",
    )


def torn_writes(folder: Path, dice: random.Random, times: int) -> Tried:
    """Kill, then tear the write-ahead log anywhere: cut it off there, garble what follows, or zero it.

    What was acknowledged when the log was shorter than that must stand; the rest may be gone, never half there.
    The log is not moved meanwhile: SQLite has it on disk before it moves it, so that no tear comes later.
    """
    ground = Ground(folder, max(200, times * 60))
    dropped = torn = 0
    for number in range(times):
        safe = dict(ground.acknowledged)
        process, pipe = ground.child(partial(ground.submit_and_tell, moves=False))
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
            torn += 1
            kept = {height: operation for height, operation, seen in told if seen <= cut}
            dropped += len(told) - len(kept)
            ground.forget(safe | kept)
        # What stands in shared memory goes with a power cut.
        Path(f"{ground.path}-shm").unlink(missing_ok=True)
        ground.check()
    ground.finish()
    outcome = f"{torn} logs torn, {dropped:,} operations were written behind the tear; all before it stand, none half"
    return Tried("write-ahead log torn anywhere", times, outcome)


_PAGE, _SECTOR = 4_096, 512
_WAL_HEADER, _FRAME_HEADER = 32, 24


def _pages_in_log(log: Path) -> list[int]:
    """Return the pages (from 1) that the write-ahead log holds up to its last commit."""
    data = log.read_bytes() if log.exists() else b""
    salts = data[16:24]
    pages: list[int] = []
    committed = 0
    for at in range(_WAL_HEADER, len(data) - _FRAME_HEADER - _PAGE + 1, _FRAME_HEADER + _PAGE):
        if data[at + 8 : at + 16] != salts:
            break
        pages.append(int.from_bytes(data[at : at + 4], "big"))
        if any(data[at + 4 : at + 8]):
            committed = len(pages)
    return sorted(set(pages[:committed]))


def torn_pages(folder: Path, dice: random.Random, times: int) -> Tried:
    """Kill, then tear pages of the file that the log was being moved into: new up to some sector, garbled behind it.

    The log still holds them, so that nothing may be lost at all.
    """
    ground = Ground(folder, max(200, times * 60))
    garbled = 0
    for _ in range(times):
        process, pipe = ground.child(ground.submit_and_tell)
        assert os.read(pipe, 6) == b"ready\n"
        time.sleep(dice.uniform(0, PATIENCE))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        ground.take(pipe)
        pages = _pages_in_log(Path(f"{ground.path}-wal"))
        size = ground.path.stat().st_size
        with ground.path.open("r+b") as file:
            for page in dice.sample(pages, min(3, len(pages))):
                start = (page - 1) * _PAGE + dice.randrange(1, _PAGE // _SECTOR) * _SECTOR
                if start < size:
                    file.seek(start)
                    file.write(dice.randbytes(page * _PAGE - start))
                    garbled += 1
        Path(f"{ground.path}-shm").unlink(missing_ok=True)
        ground.check()
    ground.finish()
    outcome = f"{garbled} pages garbled, {len(ground.acknowledged):,} acknowledged, none lost"
    return Tried("page torn while the log is moved", times, outcome)


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
