"""Throughput and latency of the embedded ledger, every block synced.

    python benchmarks/ledger_embedded.py [--seconds 60] [--suite guomi] [--processes 2]

Operations are signed beforehand. First everything is submitted as fast as it is taken; then at 70 % of the
rate that was reached, for latency. Prints one table.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Future
from fractions import Fraction
from pathlib import Path

from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.kinds import ENGINES
from liance.ledger.machine import Genesis, Machine, Receipt
from liance.ledger.members import Founder, Rule
from liance.ledger.operations import Body, sign_operation
from liance.ledger.state import MemoryState, Overlay
from liance.ledger.suites import load_suite

KEYS = 20
#: The load comes in ticks: one thread of Python that woke for each operation would measure itself.
TICK = 0.002


def signed_operations(suite_name: str, count: int) -> tuple[Genesis, list[bytes]]:
    """Return a genesis of ``KEYS`` organisations and ``count`` records signed by them in turn."""
    suite = load_suite(suite_name)
    paths = [f"bench/org-{number:02d}/data/clerk/k1" for number in range(KEYS)]
    signers = [suite.signer(*suite.generate()) for _ in paths]
    founders = tuple(
        Founder(path, path.split("/")[1], 1, signer.public_key)
        for path, signer in zip(paths, signers, strict=True)
    )
    rule = Rule(Fraction(1, 2), Fraction(2, 3), 1, 100)
    genesis = Genesis(suite, "bench", 0, founders, rule)
    ledger, filler = genesis.ledger, "数" * 20
    operations = []
    for number in range(count):
        payload = {"record": f"r/{number}", "revision": 0, "value": {"digest": filler}}
        body = Body(ledger, paths[number % KEYS], number // KEYS + 1, "record.put", payload)
        operations.append(sign_operation(body, signers[number % KEYS]).format())
    return genesis, operations


def percentiles(values: Sequence[float]) -> str:
    """Return p50, p95 and p99 in milliseconds."""
    cuts = statistics.quantiles(values, n=100)
    return " / ".join(f"{cuts[at] * 1000:.1f}" for at in (49, 94, 98))


def run_flat_out(driver: EmbeddedDriver, operations: Sequence[bytes]) -> float:
    """Return operations a second when all are submitted at once."""
    start = time.perf_counter()
    futures = [driver.submit(operation) for operation in operations]
    if any(future.result().code for future in futures):
        raise SystemExit("an operation was refused")
    return len(operations) / (time.perf_counter() - start)


def run_paced(driver: EmbeddedDriver, operations: Sequence[bytes], rate: float) -> list[float]:
    """Return the seconds from due time to durable receipt at ``rate`` operations a second."""
    finished = [0.0] * len(operations)

    def finish(number: int) -> None:
        finished[number] = time.perf_counter()

    start = time.perf_counter()
    futures: list[Future[Receipt]] = []
    while len(futures) < len(operations):
        time.sleep(TICK)
        due = min(len(operations), int((time.perf_counter() - start) * rate))
        for number in range(len(futures), due):
            future = driver.submit(operations[number])
            future.add_done_callback(lambda _, number=number: finish(number))
            futures.append(future)
    for future in futures:
        future.result()
    return [done - (start + number / rate) for number, done in enumerate(finished)]


def replay_rate(genesis: Genesis, entries: Sequence[bytes]) -> float:
    """Return entries a second when signatures are trusted."""
    machine = Machine(genesis, ENGINES)
    state = MemoryState()
    state.commit(genesis.changes())
    view = Overlay(state)
    start = time.perf_counter()
    for height, entry in enumerate(entries, start=1):
        if machine.replay(view, height, entry, lambda *_: True).code:
            raise SystemExit("an entry was refused")
    return len(entries) / (time.perf_counter() - start)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--suite", default="guomi", choices=["guomi", "intl"])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--guess", type=float, default=2000, help="expected operations a second")
    options = parser.parse_args()
    half = int(options.guess * options.seconds / 2)
    genesis, operations = signed_operations(options.suite, half * 2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.ledger"
        with EmbeddedDriver.create(path, genesis, processes=options.processes) as driver:
            warm = half // 10
            run_flat_out(driver, operations[:warm])
            rate = run_flat_out(driver, operations[warm:half])
            delays = run_paced(driver, operations[half:], 0.7 * rate)
            entries = list(driver.entries(1, len(operations) + 1))
        start = time.perf_counter()
        EmbeddedDriver.open(path, processes=0).close()
        opened = time.perf_counter() - start
        size = path.stat().st_size
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"suite                         {options.suite}, {options.processes} processes")
    print(f"operations                    {len(operations)} of {len(operations[0])} bytes")
    print(f"flat out                      {rate:,.0f}/s")
    print(f"at 70 %: p50 / p95 / p99 ms   {percentiles(delays)}")
    print(f"replay, signatures trusted    {replay_rate(genesis, entries):,.0f}/s")
    print(f"open                          {opened * 1000:.0f} ms, file {size / 1e6:.0f} MB")
    print(f"memory of the main process    {memory:.0f} MB (holds the load as well)")


if __name__ == "__main__":
    main()
