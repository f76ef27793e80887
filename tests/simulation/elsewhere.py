"""Members elsewhere: the same log under other hash seeds, locales and time zones."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.ledger.consortium import TIME, Consortium

from liance.ledger.log.text import encode_base64
from liance.ledger.operations import format_entry
from liance.ledger.state import state_root

from .ground import Tried

_REPLAY = """
import base64, locale, sys
from liance.ledger.kinds import ENGINES
from liance.ledger.log.merkle import Frontier, leaf_hash
from liance.ledger.machine import Machine, parse_genesis
from liance.ledger.state import MemoryState, Overlay, state_root
locale.setlocale(locale.LC_ALL, "")
entries = [base64.b64decode(line) for line in sys.stdin]
genesis = parse_genesis(entries[0])
machine, state = Machine(genesis, ENGINES), MemoryState()
state.commit(genesis.changes())
overlay = Overlay(state)
receipts = [machine.replay(overlay, height, entry).format() for height, entry in enumerate(entries[1:], 1)]
state.commit(overlay.changes)
hash_ = genesis.suite.hash
log = Frontier().append(hash_, [leaf_hash(hash_, entry) for entry in entries]).root(hash_)
print(log.hex(), state_root(hash_, state.values).hex(), hash_(b"".join(receipts)).hex())
"""
#: Hash seed, locale (source and name) and time zone.
PLACES = (
    ("0", "C", "UTC"),
    ("1", "zh_CN", "Asia/Shanghai"),
    ("4242", "tr_TR", "Pacific/Apia"),
)


def replays(entries: Sequence[bytes], folder: Path) -> set[str]:
    """Return what comes of replaying entries in each place: the log's root, the state's, the receipts' digest."""
    seen = set()
    for seed, name, zone in PLACES:
        run = subprocess.run(
            [sys.executable, "-c", _REPLAY],
            input="\n".join(encode_base64(entry) for entry in entries),
            capture_output=True,
            text=True,
            check=True,
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                **_locale(name, folder),
                "PYTHONPATH": os.pathsep.join(map(str, [*sys.path, Path.cwd()])),
            },
        )
        seen.add(run.stdout)
    return seen


def _locale(name: str, folder: Path) -> dict[str, str]:
    """Return the environment of a locale, compiled here if the system has its sources; else of C, as Python names it."""
    if name == "C":
        return {"LC_ALL": "C"}
    if shutil.which("localedef") and Path("/usr/share/i18n/locales", name).exists():
        made = folder / f"{name}.UTF-8"
        if not made.exists():
            subprocess.run(
                ["localedef", "-c", "-i", name, "-f", "UTF-8", str(made)], capture_output=True, check=False
            )
        if made.exists():
            return {"LC_ALL": f"{name}.UTF-8", "LOCPATH": str(folder)}
    return {"LC_ALL": "C.UTF-8"}


def consortium_log(suite_name: str, dice: random.Random, count: int) -> tuple[Consortium, list[bytes]]:
    """Return a log of records, proposals and votes, and the consortium in the state that it leads to."""
    consortium = Consortium(suite_name)
    entries = [consortium.genesis.format()]
    proposal = ""
    for number in range(count):
        city = dice.choice(("jinan", "qingdao", "yantai"))
        operation = consortium.record(city, name=f"r{number}")
        if number % 10 == 7:
            arguments = {"path": f"sd-chain/{city}", "weight": dice.randrange(1, 4)}
            payload: dict[str, object] = {"action": "organisation.weigh", "arguments": arguments}
            operation = consortium.operation(consortium.key(city), "governance.propose", payload)
            proposal = operation.id(consortium.suite)
        elif number % 10 == 8:
            payload = {"proposal": proposal, "yes": True}
            operation = consortium.operation(consortium.key(city), "governance.vote", payload)
        entries.append(format_entry(TIME + number, operation.format()))
        outcome = consortium.submit(operation, time=TIME + number)
        assert outcome.receipt.code == 0, outcome.receipt
    return consortium, entries


def replays_elsewhere(folder: Path, dice: random.Random, times: int) -> Tried:
    """Replay logs of both suites in three places: one log's root, one state root, the same receipts."""
    for suite_name in ("intl", "guomi"):
        consortium, entries = consortium_log(suite_name, dice, times)
        seen = replays(entries, folder)
        assert len(seen) == 1, seen
        assert seen.pop().split()[1] == state_root(consortium.suite.hash, consortium.state.values).hex()
    real = sum("LOCPATH" in _locale(name, folder) for _, name, _ in PLACES)
    outcome = f"same roots and receipts under 3 hash seeds, 3 time zones, C and {real} compiled locales, both suites"
    return Tried("entries replayed elsewhere", times, outcome)
