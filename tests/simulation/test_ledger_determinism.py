"""The same log gives the same roots whatever the hash seed, the locale and the time zone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.ledger.consortium import Consortium

from liance.ledger.log.text import encode_base64
from liance.ledger.operations import format_entry
from liance.ledger.state import state_root

REPLAY = """
import base64, locale, sys
from liance.ledger.kinds import ENGINES
from liance.ledger.log.merkle import Frontier, leaf_hash
from liance.ledger.machine import Machine, parse_genesis
from liance.ledger.state import MemoryState, Overlay, state_root
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
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
PLACES = [
    {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"},
    {"PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Apia"},
]


@pytest.mark.parametrize("suite_name", ["intl", "guomi"])
def test_a_log_replays_to_the_same_roots_everywhere(suite_name: str) -> None:
    consortium = Consortium(suite_name)
    entries = [consortium.genesis.format()]
    for number in range(8):
        operation = consortium.record(("jinan", "yantai")[number % 2], name=f"r{number}")
        entries.append(format_entry(number, operation.format()))
        assert consortium.submit(operation, time=number).receipt.code == 0
    arguments = {"path": "sd-chain/yantai"}
    payload = {"action": "organisation.suspend", "arguments": arguments}
    proposal = consortium.operation(consortium.key("jinan"), "governance.propose", payload)
    entries.append(format_entry(99, proposal.format()))
    assert consortium.submit(proposal, time=99).receipt.code == 0
    seen = set()
    for place in PLACES:
        run = subprocess.run(
            [sys.executable, "-c", REPLAY],
            input="\n".join(encode_base64(entry) for entry in entries),
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, **place, "PYTHONPATH": os.pathsep.join(map(str, [*sys.path, Path.cwd()]))},
        )
        seen.add(run.stdout)
    assert len(seen) == 1
    assert seen.pop().split()[1] == state_root(consortium.suite.hash, consortium.state.values).hex()
