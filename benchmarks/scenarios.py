"""Scenarios: a long rehearsal, trace queries over a million accesses, and what pack rules cost beside the bare ledger.

    python benchmarks/scenarios.py                                  # all of it: minutes, wants a quiet machine
    python benchmarks/scenarios.py --part play --entries 20000
    python benchmarks/scenarios.py --part trace --accesses 1000000 --keep trace.ledger   # builds it once, then asks
    python benchmarks/scenarios.py --part ratio --seconds 10 --suite intl

The rehearsal is the command ``liance scenario play directory`` with signatures checked by processes, every batch
synced. The ledger of accesses is written by the ledger's own storage and indexes, with receipts as the machine
gives them and without true signatures; the questions are those of ``liance scenario query``: a page of 100 lines of one
subject, grant or organisation, each in a folder opened anew. The ratio runs equal numbers of plain records and of
scenario actions (a reference, four conditions, JSON Schema) through one ledger in turns.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path

from liance.ledger.drivers.archive import Archive
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.drivers.storage import Writer
from liance.ledger.machine import Context, Machine, Receipt, event
from liance.ledger.operations import Body, Operation, format_entry, parse_entry, sign_operation
from liance.ledger.state import Overlay
from liance.packs.library import Library
from liance.scenarios.engine import SCENARIO_ENGINES
from liance.workbench.ledger.folder import LEDGER_FILE
from liance.workbench.scenarios.acting import trace
from liance.workbench.scenarios.consortium import Consortium, found_consortium
from liance.workbench.scenarios.rehearsing import rehearse

#: Accesses to one subject on average, and grants, in the ledger of accesses.
EACH = 50
GRANTS = 200
BATCH = 2_000
UNTIL = 4_102_444_800_000
PURPOSE = "核验贷款申请人的婚姻状况"
OFFICER = "city/housing/office/officer/k1"


def play(entries: int, suite: str) -> Iterator[tuple[str, str]]:
    """Yield how long the rehearsal of the directory chain takes."""
    start = time.perf_counter()
    seen: list[tuple[float, int]] = []
    done = threading.Event()

    def look(driver: EmbeddedDriver) -> None:
        while not done.wait(0.5):
            seen.append((time.perf_counter(), driver.height))

    with rehearse(Library(), "directory", suite=suite, entries=entries) as rehearsal:
        looking = threading.Thread(target=look, args=(rehearsal.consortium.driver,))
        looking.start()
        for _ in rehearsal.passages():
            pass
        done.set()
        looking.join()
        ending, organisations = rehearsal.ending(), rehearsal.organisations
    seconds = time.perf_counter() - start
    if not ending.is_as_written:
        raise SystemExit("the script did not come as written")
    yield f"organisations ({suite})", str(organisations)
    yield "entries", f"{ending.height:,}"
    yield "seconds", f"{seconds:.1f} ({ending.height / seconds:,.0f}/s)"
    fifth = len(seen) // 5
    if fifth:
        rates = [
            (after[1] - before[1]) / (after[0] - before[0])
            for before, after in ((seen[fifth], seen[2 * fifth]), (seen[-1 - fifth], seen[-1]))
        ]
        yield "second and last fifth", f"{rates[0]:,.0f}/s, {rates[1]:,.0f}/s"


# A million accesses.


def offered(consortium: Consortium) -> list[str]:
    """Offer data, request and grant; return the names of the grants."""
    civil, clerk = "city/civil/office/owner/k1", "city/housing/office/clerk/k1"

    def act(author: str, action: str, record: str, fields: dict[str, object]) -> None:
        payload = {"scenario": "sharing", "action": action, "record": record, "fields": fields}
        consortium.must(author, "scenario.act", payload)

    act(civil, "resource.offer", "marriages", {"title": "婚姻登记信息", "fields": ["state", "date"]})
    names = [f"housing/g{number}" for number in range(GRANTS)]
    for name in names:
        asked = {"resource": "marriages", "purpose": PURPOSE, "fields": ["state", "date"], "until": UNTIL}
        act(clerk, "request.file", name, {**asked, "basis": "示例办法", "count": 100_000_000})
        for step in ("request.accept", "request.approve"):
            act(civil, step, name, {"resource": "marriages"})
        grant = {"request": name, "grantee": "city/housing", "limit": 100_000_000}
        act(civil, "grant.issue", name, {**asked, **grant})
    return names


def access(number: int, grants: Sequence[str], chance: random.Random, count: int) -> dict[str, object]:
    """Return the payload of one of ``count`` accesses, to a subject under a grant."""
    fields = {
        "grant": grants[number % len(grants)],
        "purpose": PURPOSE,
        "subject": f"person-{chance.randrange(-(-count // EACH))}",
        "fields": ["state"],
        "case": f"贷款 {number}",
    }
    return {"scenario": "sharing", "action": "access.open", "record": f"housing/a-{number}", "fields": fields}


def opened(number: int, payload: dict[str, object], context: Context, identity: str) -> Receipt:
    """Return the receipt that the machine gives for an access; ``build`` compares it with true ones."""
    fields = payload["fields"]
    assert isinstance(fields, dict)
    happened = event(
        "scenario.acted",
        **{
            "action": "access.open",
            "author": OFFICER,
            "field.grant": str(fields["grant"]),
            "field.subject": str(fields["subject"]),
            "organisation": "city/housing",
            "record": f"sharing/access/housing/a-{number}",
            "scenario": "sharing",
            "state": "logged",
        },
    )
    return Receipt(identity, context.height, context.time, 0, (happened,))


def build(folder: Path, count: int) -> None:
    """Make a ledger with ``count`` accesses to ask: entries, receipts and the index over their events.

    The first ``BATCH`` are executed by the machine; the receipts of all are written as they follow from the payload, which
    is compared with those. Tree and state of the others are left out: no question here reads them.
    """
    with found_consortium(folder, Library().pack("sharing"), "intl", 0) as consortium:
        grants = offered(consortium)
        sequence = consortium.sequences.get(OFFICER, 0)
        genesis, height = consortium.driver.genesis, consortium.driver.height
        now = consortium.clock.time
    machine, suite = Machine(genesis, SCENARIO_ENGINES), genesis.suite
    writer, chance = Writer(folder / LEDGER_FILE, suite.hash), random.Random(9)
    overlay = Overlay(writer)
    start = time.perf_counter()
    for low in range(0, count, BATCH):
        entries: list[bytes] = []
        receipts: list[Receipt] = []
        for number in range(low, min(low + BATCH, count)):
            payload = access(number, grants, chance, count)
            body = Body(genesis.ledger, OFFICER, sequence + number + 1, "scenario.act", payload)
            operation = Operation(body, body.format(), bytes(64))
            context = Context(height + number + 1, now + number * 1_000)
            receipt = opened(number, payload, context, operation.id(suite))
            if not low:
                outcome = machine.execute_operation(overlay, operation, context, lambda *_: True)
                overlay.commit(outcome.changes)
                if outcome.receipt != receipt:
                    raise SystemExit(f"the machine gives another receipt: {outcome.receipt}")
            entries.append(format_entry(context.time, operation.format()))
            receipts.append(receipt)
        with writer.transaction():
            writer.write_entries(height + low + 1, entries, receipts, {})
        if low % (BATCH * 10) == 0:
            writer.move_log()
            done = low + len(entries)
            sys.stderr.write(f"\r{done:,} of {count:,}, {done / (time.perf_counter() - start):,.0f}/s ")
    writer.move_log()
    writer.close()
    sys.stderr.write("\n")


def ask(folder: Path, repeat: int) -> Iterator[tuple[str, str]]:
    """Yield how long each question takes."""
    with Archive(folder / LEDGER_FILE) as archive:
        height = archive.height
        last = parse_entry(next(archive.entries(height, height + 1)))[0]
    size = (folder / LEDGER_FILE).stat().st_size
    yield "entries", f"{height:,} (file {size / 1e6:,.0f} MB, last at {last})"
    chance = random.Random(10)

    def beginning() -> int:
        return 0

    def anywhere() -> int:
        return chance.randrange(height)

    questions = {
        "who saw a person": (
            lambda: ("field.subject", f"person-{chance.randrange(max(1, height // EACH // 2))}"),
            beginning,
        ),
        "what was done under a grant": (
            lambda: ("field.grant", f"housing/g{chance.randrange(GRANTS)}"),
            beginning,
        ),
        "what a department did": (lambda: ("organisation", "city/housing"), beginning),
        "the same, a page in the middle": (lambda: ("organisation", "city/housing"), anywhere),
    }
    for name, (make, after) in questions.items():
        times = []
        found = None
        for _ in range(repeat):
            attribute, value = make()
            start = time.perf_counter()
            found = trace(folder, "sharing", attribute, value, after=after(), limit=100)
            times.append(time.perf_counter() - start)
            if not found.total:
                raise SystemExit(f"nothing found: {attribute}={value}")
        total = f"{found.total:,}" if found.is_exact else f"more than {found.total:,}"
        yield name, f"{percentiles(times)} ms (p50 / p95 / p99), {total} found, 100 at most shown"


def percentiles(values: Sequence[float]) -> str:
    """Return p50, p95 and p99 in milliseconds."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return " / ".join(f"{cuts[at] * 1000:.1f}" for at in (49, 94, 98))


# The bare ledger and pack rules.


def signed(consortium: Consortium, kind: str, payloads: Sequence[dict[str, object]]) -> list[bytes]:
    """Sign operations of the officer in order, ahead of time."""
    operations = []
    for payload in payloads:
        sequence = consortium.sequences.get(OFFICER, 0) + 1
        consortium.sequences[OFFICER] = sequence
        body = Body(consortium.driver.genesis.ledger, OFFICER, sequence, kind, payload)
        operations.append(sign_operation(body, consortium.signers[OFFICER]).format())
    return operations


def flat_out(driver: EmbeddedDriver, operations: Sequence[bytes]) -> float:
    """Return operations a second when they are submitted as fast as they are taken."""
    start = time.perf_counter()
    waiting: deque[Future[Receipt]] = deque(driver.submit(operation) for operation in operations)
    for future in waiting:
        if future.result().code:
            raise SystemExit(f"refused: {future.result().code}")
    return len(operations) / (time.perf_counter() - start)


def ratio(suite: str, seconds: float) -> Iterator[tuple[str, str]]:
    """Yield the rates of plain records and of scenario actions on one ledger, in turns, and their ratio."""
    chance = random.Random(11)
    rates: dict[str, list[float]] = {"plain records": [], "scenario actions": []}
    count, rounds = max(200, int({"guomi": 1_800, "intl": 4_000}[suite] * seconds / 5)), 5
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "ledger"
        pack = Library().pack("sharing")
        consortium = stack.enter_context(found_consortium(folder, pack, suite, os.cpu_count() or 1))
        grants = offered(consortium)
        for turn in range(rounds + 1):
            low = turn * count
            plain = [
                {
                    "record": f"r/{low + n}",
                    "revision": 0,
                    "value": {**access(low + n, grants, chance, count), "kind": "x"},
                }
                for n in range(count)
            ]
            acts = [access(low + n, grants, chance, count) for n in range(count)]
            for name, kind, payloads in (
                ("plain records", "record.put", plain),
                ("scenario actions", "scenario.act", acts),
            ):
                rate = flat_out(consortium.driver, signed(consortium, kind, payloads))
                if turn:  # the first warms up
                    rates[name].append(rate)
    for name, found in rates.items():
        yield f"{name} ({suite})", f"{statistics.median(found):,.0f}/s (of {rounds} turns of {count:,})"
    share = statistics.median(
        one / other for one, other in zip(rates["scenario actions"], rates["plain records"], strict=True)
    )
    yield f"ratio ({suite})", f"{share:.2f} (at least 0.60)"


def show(title: str, rows: Iterator[tuple[str, str]]) -> None:
    """Print a table."""
    print(f"\n{title}")
    for name, value in rows:
        print(f"  {name:<36}{value}", flush=True)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=["play", "trace", "ratio"], action="append")
    parser.add_argument("--suite", choices=["guomi", "intl"], action="append")
    parser.add_argument("--entries", type=int, default=100_000, help="of the rehearsal")
    parser.add_argument("--accesses", type=int, default=1_000_000, help="of the ledger that is asked")
    parser.add_argument("--repeat", type=int, default=200, help="questions of each kind")
    parser.add_argument(
        "--keep", type=Path, help="folder of the ledger that is asked; made if it is not there"
    )
    parser.add_argument("--seconds", type=float, default=10, help="of each suite's ratio")
    options = parser.parse_args()
    parts = options.part or ["play", "trace", "ratio"]
    suites = options.suite or ["guomi", "intl"]
    if "play" in parts:
        show("rehearsal of the directory chain", play(options.entries, suites[0]))
    if "ratio" in parts:
        for suite in suites:
            show("pack rules beside the bare ledger, one ledger, in turns", ratio(suite, options.seconds))
    if "trace" in parts:
        with tempfile.TemporaryDirectory() as temporary:
            folder = options.keep or Path(temporary) / "ledger"
            if not (folder / LEDGER_FILE).is_file():
                build(folder, options.accesses)
            show("trace queries (a ledger made without true signatures)", ask(folder, options.repeat))


if __name__ == "__main__":
    main()
