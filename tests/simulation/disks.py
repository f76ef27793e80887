"""Disks that refuse: writes and syncs that fail in the kernel one by one, and disks that are full."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from liance.ledger.drivers.embedded import EmbeddedDriver

from .ground import STOPPED, WELL, Ground, Tried


def file_limit(folder: Path, _dice: random.Random, times: int) -> Tried:
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
        code = os.waitstatus_to_exitcode(status)
        assert code in {WELL, STOPPED}, "a failed write ends in an error of ours, never in a crash"
        refused += code == STOPPED
        ground.check()
    ground.finish()
    return Tried(
        "writes refused beyond a file size",
        times,
        f"{refused} runs stopped clearly, {len(ground.acknowledged):,} acknowledged, none lost",
    )


#: System calls by which SQLite opens, writes and syncs, and how each may fail.
INJECTED: Sequence[tuple[str, str]] = (
    ("pwrite64", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("fdatasync", "EIO"),
    ("fsync", "EIO"),
    ("ftruncate", "EIO"),
    ("openat", "EMFILE"),
    ("unlink", "EIO"),
)
_WORKER = """
import os, sys
from pathlib import Path
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.errors import LedgerError
operations = Path(sys.argv[2]).read_bytes().split(b"\\x00")
try:
    with EmbeddedDriver.open(Path(sys.argv[1]), processes=0) as driver:
        suite = driver.machine.suite
        for number, operation in enumerate(operations[driver.height : driver.height + 12]):
            receipt = driver.submit(operation).result(60)
            os.write(1, f"{receipt.height} {receipt.operation}\\n".encode())
            if number == 6:
                driver.checkpoint("liance.example/faults", suite.signer(*suite.generate()))
        driver._ask(driver._writer.move_log)
except LedgerError as error:
    os.write(2, str(error).encode())
    os._exit(3)
"""


def injected(folder: Path, _dice: random.Random, times: int) -> Tried:
    """Make the n-th write, sync, truncation, opening or removal fail in the kernel, for every n up to ``times``.

    A run opens the ledger, commits twelve times, signs a checkpoint, moves the log and closes.
    """
    fault = "n-th system call fails (strace)"
    if shutil.which("strace") is None:
        return Tried(fault, 0, "strace is not installed here: see the refused writes above instead")
    ground = Ground(folder, 24)
    load = folder / "operations"
    load.write_bytes(b"\x00".join(ground.operations))
    first = _traced(ground, load, "trace=" + ",".join(sorted({call for call, _ in INJECTED})))
    if "ptrace" in first.stderr.lower():
        return Tried(fault, 0, "the system does not allow tracing: see the refused writes above instead")
    assert first.returncode == WELL, first.stderr
    most = _most_calls(folder / "trace")
    stopped = tried = 0
    for call, error in INJECTED:
        for number in range(1, min(times, most[call] + 1) + 1):
            # A ledger of its own, so that every run makes the same calls.
            here = folder / "one"
            here.mkdir()
            ground.path = here / "ledger"
            ground.acknowledged.clear()
            ground.forget({})
            EmbeddedDriver.create(ground.path, ground.consortium.genesis, processes=0).close()
            run = _traced(ground, load, f"trace={call}", "-e", f"inject={call}:error={error}:when={number}")
            for line in run.stdout.splitlines():
                height, operation = line.split()
                ground.acknowledged[int(height)] = operation
            assert run.returncode in {WELL, STOPPED}, (call, error, number, run.stderr)
            tried += 1
            stopped += run.returncode == STOPPED
            ground.check()
            ground.finish()
            shutil.rmtree(here)
    outcome = f"{stopped} stopped with our error, the rest did not need it; none lost, none twice"
    return Tried(fault, tried, outcome)


def _traced(ground: Ground, load: Path, *expressions: str) -> subprocess.CompletedProcess[str]:
    """Run the worker under strace, which looks at calls on the ledger's files alone."""
    names = [str(ground.path.parent), *(f"{ground.path}{end}" for end in ("", "-wal", "-shm", ".lock"))]
    watched = [part for name in names for part in ("-P", name)]
    command = ["strace", "-f", "-qq", "-o", str(load.with_name("trace")), *watched, "-e", *expressions]
    return subprocess.run(
        [*command, sys.executable, "-c", _WORKER, str(ground.path), str(load)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def _most_calls(trace: Path) -> Mapping[str, int]:
    """Return how often the busiest thread made each call: strace counts by thread."""
    seen = Counter(
        (found[1], found[2])
        for line in trace.read_text().splitlines()
        if (found := re.match(r"(\d+) +(\w+)\(", line))
    )
    most: Counter[str] = Counter()
    for (_, call), count in seen.items():
        most[call] = max(most[call], count)
    return most


def small_disk(folder: Path, dice: random.Random, times: int) -> Tried:
    """Fill a real small file system of its own while a ledger and every command that writes are at work on it."""
    fault = "a full disk (tmpfs of 24 MB)"
    command = [
        sys.executable,
        "-m",
        "tests.simulation.small_disk",
        str(folder),
        str(times),
        str(dice.random()),
    ]
    mounted = ["unshare", "--mount", "--map-root-user", "sh", "-c", _MOUNT, str(folder), *command]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(Path.cwd())])}
    can_mount = (
        shutil.which("unshare") is not None
        and not subprocess.run([*mounted[:7], "true"], capture_output=True, check=False).returncode
    )
    if not can_mount:
        # What a container may not do is done by a limit on the size of files: other error, same ways.
        fault, mounted = "a full disk (by file size: nothing can be mounted here)", [*command, "--limit"]
    run = subprocess.run(mounted, capture_output=True, text=True, check=False, env=environment)
    assert run.returncode == 0, run.stdout + run.stderr
    return Tried(fault, times, run.stdout.strip())


_MOUNT = 'mount -t tmpfs -o size=24m tmpfs "$0" && exec "$@"'
