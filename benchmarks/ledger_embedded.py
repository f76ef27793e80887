"""Throughput, latency, replay, opening, memory and evidence of the embedded ledger, every block synced.

    python benchmarks/ledger_embedded.py                      # both suites, 60 s each, 1,000,000 operations to open
    python benchmarks/ledger_embedded.py --seconds 5 --open 20000 --suite guomi
    python benchmarks/ledger_embedded.py --profile --seconds 5                # where the time goes

Operations are signed beforehand by other processes into a file, which the load reads as it goes, so the memory
shown is the ledger's own. First everything is submitted as fast as it is taken, for ``--seconds``; then, for the latency
from due time to durable receipt, at 70 % of the rate that is asked of the ledger and at 70 % of the rate that was
reached, for half that time each. Prints one table per suite.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.drivers.restoration import restore_ledger
from liance.ledger.drivers.storage import Writer
from liance.ledger.evidence import STATE_LINE, format_evidence, verify_file
from liance.ledger.kinds import ENGINES
from liance.ledger.log.checkpoints import Checkpoint, sign_checkpoint
from liance.ledger.log.merkle import leaf_hash, prove_inclusion, read_root
from liance.ledger.log.notes import VerifierKey, add_signature, cosign_note
from liance.ledger.log.policies import Group, KnownLog, KnownWitness, Policy
from liance.ledger.log.text import encode_base64
from liance.ledger.log.tiles import MemoryTree, Tile, format_bundle
from liance.ledger.machine import Genesis, Machine, Receipt
from liance.ledger.members import Founder, Rule
from liance.ledger.operations import Body, Operation, format_entry, sign_operation
from liance.ledger.state import MemoryState, Overlay, state_root
from liance.ledger.suites import CryptoSuite, KeySigner, Secret, load_suite

KEYS = 20
#: The load comes in ticks: one thread of Python that woke for each operation would measure itself.
TICK = 0.002
ORIGIN = "liance.example/bench"


def paths() -> list[str]:
    """Return the paths of the keys that sign in turn."""
    return [f"bench/org-{number:02d}/data/clerk/k1" for number in range(KEYS)]


def genesis_of(suite: CryptoSuite, publics: Sequence[bytes]) -> Genesis:
    """Return a genesis of ``KEYS`` organisations."""
    founders = tuple(
        Founder(path, path.split("/")[1], 1, public) for path, public in zip(paths(), publics, strict=True)
    )
    return Genesis(suite, "bench", 0, founders, Rule(Fraction(1, 2), Fraction(2, 3), 1, 100))


def body_of(ledger: str, number: int) -> Body:
    """Return the body of the operation ``number``: a record of about 300 bytes as an entry."""
    payload = {"record": f"r/{number}", "revision": 0, "value": {"digest": "数" * 10}}
    return Body(ledger, paths()[number % KEYS], number // KEYS + 1, "record.put", payload)


def sign_part(
    suite_name: str, ledger: str, keys: list[tuple[bytes, bytes]], part: tuple[int, int], path: str
) -> None:
    """Write the signed operations of a range into a file, each after its length."""
    suite = load_suite(suite_name)
    signers = [suite.signer(Secret(private), public) for private, public in keys]
    with Path(path).open("wb") as file:
        for number in range(*part):
            data = sign_operation(body_of(ledger, number), signers[number % KEYS]).format()
            file.write(len(data).to_bytes(4, "big") + data)


class Load:
    """Signed operations in files, read in order."""

    def __init__(self, folder: Path, suite_name: str) -> None:
        suite = load_suite(suite_name)
        self._name, self._folder = suite_name, folder
        pairs = [suite.generate() for _ in range(KEYS)]
        self._keys = [(private.reveal(), public) for private, public in pairs]
        self.genesis = genesis_of(suite, [public for _, public in self._keys])
        self._files: list[Path] = []
        self.count = 0

    def sign(self, count: int) -> None:
        """Sign ``count`` more, on all cores."""
        context = multiprocessing.get_context("spawn")
        cores = os.cpu_count() or 1
        cuts = [self.count + count * place // cores for place in range(cores + 1)]
        jobs = []
        for low, high in pairwise(cuts):
            path = self._folder / f"{low}.load"
            self._files.append(path)
            arguments = (self._name, self.genesis.ledger, self._keys, (low, high), str(path))
            jobs.append(context.Process(target=sign_part, args=arguments))
        for job in jobs:
            job.start()
        for job in jobs:
            job.join()
        self.count += count

    def read(self) -> Iterator[bytes]:
        """Yield every operation."""
        for path in list(self._files):
            with path.open("rb") as file:
                while length := file.read(4):
                    yield file.read(int.from_bytes(length, "big"))


def percentiles(values: Sequence[float]) -> str:
    """Return p50, p95 and p99 in milliseconds."""
    cuts = statistics.quantiles(values, n=100)
    return " / ".join(f"{cuts[at] * 1000:.2f}" for at in (49, 94, 98))


def accept(future: Future[Receipt]) -> None:
    """Wait for a receipt and insist that nothing was refused."""
    if future.result().code:
        raise SystemExit("an operation was refused")


def run_flat_out(driver: EmbeddedDriver, operations: Sequence[bytes] | Iterator[bytes], count: int) -> float:
    """Return operations a second when ``count`` are submitted as fast as they are taken."""
    start = time.perf_counter()
    open_futures: deque[Future[Receipt]] = deque()
    for _, operation in zip(range(count), operations, strict=False):
        open_futures.append(driver.submit(operation))
        while open_futures and open_futures[0].done():
            accept(open_futures.popleft())
    for future in open_futures:
        accept(future)
    return count / (time.perf_counter() - start)


def run_paced(driver: EmbeddedDriver, operations: Iterator[bytes], count: int, rate: float) -> list[float]:
    """Return the seconds from due time to durable receipt at ``rate`` operations a second."""
    delays: list[float] = []
    lock = threading.Lock()

    def finish(due: float, future: Future[Receipt]) -> None:
        delay = time.perf_counter() - due
        with lock:
            delays.append(delay)
        if future.result().code:
            os._exit(1)

    start, done = time.perf_counter(), 0
    last: Future[Receipt] | None = None
    while done < count:
        time.sleep(TICK)
        due = min(count, int((time.perf_counter() - start) * rate))
        for number in range(done, due):
            last = driver.submit(next(operations))
            last.add_done_callback(lambda future, number=number: finish(start + number / rate, future))
        done = due
    if last is not None:
        last.result()
    return delays


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


def verify_raw(suite_name: str, seconds: float, answers: multiprocessing.SimpleQueue[float]) -> None:
    """Put how many signatures a second the library verifies in this process, and nothing else."""
    suite = load_suite(suite_name)
    signer = suite.signer(*suite.generate())
    message = bytes(300)
    signature = signer.sign(message)
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        for _ in range(20):
            suite.verify(signer.public_key, message, signature)
        count += 20
    answers.put(count / (time.perf_counter() - start))


def raw_rate(suite_name: str, processes: int, seconds: float = 2) -> float:
    """Return the signatures a second that the library verifies in so many processes together."""
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.SimpleQueue[float] = context.SimpleQueue()
    jobs = [context.Process(target=verify_raw, args=(suite_name, seconds, answers)) for _ in range(processes)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    return sum(answers.get() for _ in jobs)


def sync_rate(folder: Path, count: int = 200) -> float:
    """Return how many appends of 64 KiB a second the disk takes, each synced."""
    with (folder / "sync").open("wb", buffering=0) as file:
        start = time.perf_counter()
        for _ in range(count):
            file.write(bytes(65_536))
            os.fdatasync(file.fileno())
        return count / (time.perf_counter() - start)


#: What the applying thread does, in parts that do not overlap but for the last, which holds the two above it.
PARTS = (
    ("waits for answers and arrivals", EmbeddedDriver, "_gather"),
    ("reads operations, deals them out", EmbeddedDriver, "_admit"),
    ("reads state ahead", Writer, "foresee"),
    ("writes entries, receipts, indexes", Writer, "write_entries"),
    ("writes state", Writer, "write_state"),
    ("grows the tree, writes, commits and syncs", EmbeddedDriver, "_write"),
    ("applies, writes, tells", EmbeddedDriver, "_commit"),
)


@contextmanager
def accounts() -> Iterator[dict[str, list[float]]]:
    """Keep wall time, processor time and calls of each part while it lasts."""
    found: dict[str, list[float]] = {name: [0.0, 0.0, 0] for name, _, _ in PARTS}
    kept = [(owner, method, getattr(owner, method)) for _, owner, method in PARTS]

    def counted(account: list[float], run: Callable[..., object]) -> Callable[..., object]:
        def counting(*arguments: object) -> object:
            wall, busy = time.perf_counter(), time.thread_time()
            try:
                return run(*arguments)
            finally:
                account[0] += time.perf_counter() - wall
                account[1] += time.thread_time() - busy
                account[2] += 1

        return counting

    for (name, _, _), (owner, method, run) in zip(PARTS, kept, strict=True):
        setattr(owner, method, counted(found[name], run))
    try:
        yield found
    finally:
        for owner, method, run in kept:
            setattr(owner, method, run)


def profile(suite_name: str, seconds: float, processes: int) -> Iterator[tuple[str, str]]:
    """Yield where the applying thread's time goes, flat out and at 70 % of the rate that is asked."""
    with tempfile.TemporaryDirectory() as name:
        load = Load(Path(name), suite_name)
        share = 0.7 * ASKED[suite_name]
        warm, paced = GUESSES[suite_name], int(share * seconds)
        flat = int(GUESSES[suite_name] * seconds)
        load.sign(warm + flat + paced)
        with EmbeddedDriver.create(Path(name) / "bench.ledger", load.genesis, processes=processes) as driver:
            operations = load.read()
            run_flat_out(driver, operations, warm)
            for title, count, is_flat in (
                (f"flat out, {flat:,}", flat, True),
                (f"at {share:,.0f}/s, {paced:,}", paced, False),
            ):
                with accounts() as found:
                    if is_flat:
                        rate = run_flat_out(driver, operations, count)
                        yield title, f"{rate:,.0f}/s"
                    else:
                        delays = run_paced(driver, operations, count, share)
                        yield title, f"p50 / p95 / p99 {percentiles(delays)} ms"
                for part, (wall, busy, calls) in found.items():
                    yield (
                        f"  {part}",
                        (
                            f"{wall / count * 1e6:4.0f} µs an operation, {busy / count * 1e6:4.0f} of the processor; {calls:,.0f} times"
                        ),
                    )


def throughput(suite_name: str, seconds: float, processes: int, guess: float) -> Iterator[tuple[str, str]]:
    """Yield the figures of a running ledger."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        load = Load(folder, suite_name)
        warm = int(guess / 2)
        load.sign(warm + int(guess * seconds * 1.85))
        path = folder / "bench.ledger"
        with EmbeddedDriver.create(path, load.genesis, processes=processes) as driver:
            operations = load.read()
            run_flat_out(driver, operations, warm)
            busy = time.process_time()
            count = int(guess * seconds)
            rate = run_flat_out(driver, operations, count)
            busy = (time.process_time() - busy) / count
            delays = {}
            for share in (0.7 * ASKED[suite_name], 0.7 * rate):
                paced = min(int(share * seconds / 2), load.count - driver.height)
                delays[share] = run_paced(driver, operations, paced, share)
            entries = list(driver.entries(1, min(20_001, driver.height + 1)))
            height = driver.height
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        synced = sync_rate(folder)
        raw = raw_rate(suite_name, processes)
        yield "this machine: library alone", f"{raw:,.0f} verifications/s in {processes} processes together"
        yield "this machine: disk alone", f"{synced:,.0f} synced appends/s of 64 KiB"
        yield "operations", f"{height:,} of {len(entries[0])} bytes as entries, {processes} processes"
        yield "flat out", f"{rate:,.0f}/s over {count / rate:.0f} s, {rate / raw:.2f} of the library alone"
        yield "cpu of the main process", f"{busy * 1e6:.0f} µs per operation"
        for (share, found), of in zip(delays.items(), ("asked", "reached"), strict=True):
            yield (
                f"at 70 % of the rate {of}: p50 / p95 / p99",
                f"{percentiles(found)} ms at {share:,.0f}/s over {len(found) / share:.0f} s",
            )
        yield "replay, signatures trusted", f"{replay_rate(load.genesis, entries):,.0f}/s"
        yield "memory of the main process", f"{memory:.0f} MB at most"


def unsigned(genesis: Genesis, count: int) -> Callable[[str], bytes | None]:
    """Return the files of an export of ``count`` operations without true signatures, made as they are asked for."""
    machine, state = Machine(genesis, ENGINES), MemoryState()
    state.commit(genesis.changes())
    tree = MemoryTree(genesis.suite.hash)
    signature = bytes(64)

    def entry(number: int) -> bytes:
        body = body_of(genesis.ledger, number)
        raw = body.format()
        return format_entry(number, Operation(body, raw, signature).format())

    bundles: list[bytes] = []
    pending = [genesis.format()]
    for number in range(count):
        data = entry(number)
        receipt = machine.replay(state, number + 1, data, lambda *_: True)
        if receipt.code:
            raise SystemExit("an entry was refused")
        pending.append(data)
        if len(pending) == 256 or number == count - 1:
            tree.append([leaf_hash(genesis.suite.hash, item) for item in pending])
            bundles.append(format_bundle(pending))
            pending = []
    root = read_root(genesis.suite.hash, tree.read, count + 1)
    line = f"{STATE_LINE} {encode_base64(state_root(genesis.suite.hash, state.values))}"
    head = Checkpoint(ORIGIN, count + 1, root, (line,))
    places = {}
    for number, bundle in enumerate(bundles):
        width = min(256, count + 1 - 256 * number)
        places[Tile(-1, number, width).path()] = bundle
    places["checkpoint"] = sign_checkpoint(head, SIGNERS[0]).format()
    return places.get


SIGNERS: list[KeySigner] = []


def opening(count: int, folder: str) -> None:
    """Make a ledger of ``count`` operations, in a process of its own, and say how long restoring took."""
    suite = load_suite("intl")
    SIGNERS.append(suite.signer(*suite.generate()))
    publics = [suite.generate()[1] for _ in range(KEYS)]
    genesis = genesis_of(suite, publics)
    key = VerifierKey(ORIGIN, suite, suite.note_type, SIGNERS[0].public_key)
    policy = Policy((KnownLog(key),), (), (), "none")
    files = unsigned(genesis, count)
    start = time.perf_counter()
    restore_ledger(Path(folder) / "large.ledger", policy, files)
    figures = {"restored": time.perf_counter() - start}
    Path(folder, "figures").write_text(json.dumps(figures), encoding="utf-8")


def open_only(folder: str) -> None:
    """Open the large ledger in a process of its own and note time and memory."""
    start = time.perf_counter()
    driver = EmbeddedDriver.open(Path(folder) / "large.ledger", processes=0)
    opened = time.perf_counter() - start
    driver.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    path = Path(folder, "figures")
    figures = {**json.loads(path.read_text(encoding="utf-8")), "opened": opened, "memory": memory}
    path.write_text(json.dumps(figures), encoding="utf-8")


def large(count: int) -> Iterator[tuple[str, str]]:
    """Yield the figures of a ledger of ``count`` operations."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        for target, arguments in ((opening, (count, folder)), (open_only, (folder,))):
            process = context.Process(target=target, args=arguments)
            process.start()
            process.join()
        figures = json.loads(Path(folder, "figures").read_text(encoding="utf-8"))
        size = (Path(folder) / "large.ledger").stat().st_size
    yield (
        f"restore {count:,} operations",
        f"{figures['restored']:.1f} s ({count / figures['restored']:,.0f}/s)",
    )
    yield (
        f"open with {count:,}",
        f"{figures['opened']:.2f} s, {figures['memory']:.0f} MB, file {size / 1e6:,.0f} MB",
    )


def evidence(suite_name: str, repeat: int = 300) -> Iterator[tuple[str, str]]:
    """Yield size and verification time of an evidence file with four cosignatures in a log of ten million."""
    suite = load_suite(suite_name)
    signers = [suite.signer(*suite.generate()) for _ in range(5)]
    genesis = genesis_of(suite, [suite.generate()[1] for _ in range(KEYS)])
    operation = sign_operation(body_of(genesis.ledger, 0), signers[0]).format()
    entry = format_entry(1_767_225_600_000, operation)
    tree = MemoryTree(suite.hash)
    tree.append(
        [leaf_hash(suite.hash, b"%d" % number) for number in range(9)] + [leaf_hash(suite.hash, entry)]
    )
    hashes = prove_inclusion(suite.hash, tree.read, 9, 10)
    head = Checkpoint(
        ORIGIN, 10, read_root(suite.hash, tree.read, 10), (f"{STATE_LINE} {encode_base64(bytes(32))}",)
    )
    note = sign_checkpoint(head, signers[0])
    names = [f"bench/org-{number:02d}" for number in range(4)]
    for name, signer in zip(names, signers[1:], strict=True):
        note = add_signature(note, cosign_note(note.text, name, signer, 1_767_225_600))
    log = KnownLog(VerifierKey(ORIGIN, suite, suite.note_type, signers[0].public_key))
    witnesses = tuple(
        KnownWitness(name, VerifierKey(name, suite, suite.cosignature_type, signer.public_key))
        for name, signer in zip(names, signers[1:], strict=True)
    )
    policy = Policy((log,), witnesses, (Group("members", 4, tuple(names)),), "members").format()
    data = format_evidence(9, entry, hashes, note)
    times, single = [], []
    message = bytes(300)
    signature = signers[0].sign(message)
    for _ in range(repeat):
        start = time.perf_counter()
        verify_file(policy, data, signers[0].public_key)
        between = time.perf_counter()
        suite.verify(signers[0].public_key, message, signature)
        times.append(between - start)
        single.append(time.perf_counter() - between)
    # In a log of ten million a path has 24 hashes; each is a line of 45 characters.
    size = len(data) + (24 - len(hashes)) * 45
    yield (
        "evidence, four cosignatures",
        f"{size:,} bytes for an entry of {len(entry)} in a log of ten million",
    )
    yield "verified offline: p50 / p95 / p99", f"{percentiles(times)} ms, author's signature included"
    yield (
        "one signature: p50 / p95 / p99",
        f"{percentiles(single)} ms, between the verifications; a file has six",
    )


def show(title: str, rows: Iterator[tuple[str, str]]) -> None:
    """Print a table."""
    print(f"\n{title}")
    for name, value in rows:
        print(f"  {name:<48}{value}", flush=True)


#: Operations a second that are asked of the ledger on two cores.
ASKED = {"guomi": 2_000, "intl": 6_000}
GUESSES = {"guomi": 2_400, "intl": 7_500}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--suite", choices=["guomi", "intl"], action="append")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--open", type=int, default=1_000_000, help="operations of the large ledger, 0 for none"
    )
    parser.add_argument("--profile", action="store_true", help="only where the applying thread's time goes")
    options = parser.parse_args()
    if options.profile:
        for suite_name in options.suite or ["guomi", "intl"]:
            show(f"{suite_name}, profile", profile(suite_name, options.seconds, options.processes))
        return
    for suite_name in options.suite or ["guomi", "intl"]:
        guess = GUESSES[suite_name]
        show(suite_name, throughput(suite_name, options.seconds, options.processes, guess))
        show(f"{suite_name}, evidence", evidence(suite_name))
    if options.open:
        show("a large ledger (intl, made without true signatures)", large(options.open))


if __name__ == "__main__":
    main()
