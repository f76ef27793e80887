"""Faults, done to real ledgers: kills, failing and torn writes, full disks, flipped bytes, bad clocks, hostile operations.

    python -m tests.simulation.faults                  # short, what the test suite runs
    python -m tests.simulation.faults --long           # 1,000 kills, 10,000 flips and so on (make faults)
    python -m tests.simulation.faults --part kills --count 1000 --seed 8

Each fault returns how often it was tried and what came of it; a promise that is broken is an assertion. The seed
is printed, and ``--seed`` plays it again; each part depends on the seed alone, so that they may run apart.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from .crashes import bad_clock, kills, torn_pages, torn_writes, two_processes
from .disks import file_limit, injected, small_disk
from .elsewhere import replays_elsewhere
from .flips import flips_in_export, flips_in_file
from .ground import Tried
from .hostile import coded, malformed

Fault = Callable[[Path, random.Random, int], Tried]

#: Each fault with how often it is done in the short and in the long run.
FAULTS: Sequence[tuple[Fault, int, int]] = (
    (kills, 12, 1_000),
    (torn_writes, 6, 200),
    (torn_pages, 6, 200),
    (file_limit, 8, 120),
    (injected, 1, 1_000),
    (small_disk, 2, 12),
    (flips_in_export, 300, 10_000),
    (flips_in_file, 25, 10_000),
    (bad_clock, 40, 2_000),
    (two_processes, 1, 20),
    (malformed, 300, 20_000),
    (coded, 1, 1),
    (replays_elsewhere, 20, 2_000),
)


def run(fault: Fault, times: int, seed: int) -> Tried:
    """Do a fault in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return fault(Path(folder), random.Random(f"{seed} {fault.__name__}"), times)


def main() -> int:
    """Print the table; return 1 if a promise was broken."""
    names = [fault.__name__ for fault, _, _ in FAULTS]
    parser = argparse.ArgumentParser()
    parser.add_argument("--long", action="store_true", help="as often as the table of docs/explanation says")
    parser.add_argument("--part", action="append", choices=names, help="this fault alone; may be repeated")
    parser.add_argument("--count", type=int, help="how often, in place of the short or long number")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}\n{'part':<18}{'fault':<46}{'times':>8}{'seconds':>9}  outcome\n")
    broken = False
    for fault, short, long in FAULTS:
        if options.part and fault.__name__ not in options.part:
            continue
        times, start = options.count or (long if options.long else short), time.perf_counter()
        try:
            tried = run(fault, times, options.seed)
        except AssertionError as error:
            broken = True
            tried = Tried((fault.__doc__ or "").partition(":")[0][:44], times, f"BROKEN: {error}")
        seconds = time.perf_counter() - start
        sys.stdout.write(
            f"{fault.__name__:<18}{tried.fault:<46}{tried.times:>8,}{seconds:>9,.0f}  {tried.outcome}\n"
        )
        sys.stdout.flush()
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
