"""Entries become a case only if they are all about one deposit."""

from __future__ import annotations

from typing import Any

import pytest

from liance.ledger.evidence import TrueEntry
from liance.ledger.log.checkpoints import Checkpoint
from liance.ledger.log.policies import TrustedCheckpoint
from liance.ledger.operations import Body, Operation
from liance.scenarios.court import case_of, deed_of


def entry(
    height: int,
    action: str,
    record: str = "p/c",
    *,
    size: int = 20,
    kind: str = "scenario.act",
    **fields: Any,
) -> TrueEntry:
    payload = {"scenario": "evidence", "action": action, "record": record, "fields": fields}
    body = Body("sm3:" + "0" * 64, "justice/platform/office/depositor/k1", height, kind, payload)
    trusted = TrustedCheckpoint(Checkpoint("example/log", size, bytes(32)), None, {"w": size})  # type: ignore[arg-type]
    return TrueEntry(height, b"", height * 10, Operation(body, b"", bytes(64)), trusted)


MADE = entry(3, "deposit.make", digest="d")
MOVED = entry(5, "deposit.transfer", holder="justice/bank")
ADDED = entry(4, "supplement.add", "p/s", deposit="p/c")


def test_entries_are_sorted_into_a_case_in_any_order() -> None:
    case = case_of([MOVED, ADDED, MADE, MADE], "evidence", "p/c", (1, 0))
    assert case is not None
    assert (case.deposit.height, case.holder, case.is_complete) == (3, "justice/bank", True)
    assert case_of([MADE], "evidence", "p/c", None).is_complete is None  # type: ignore[union-attr]
    assert case_of([MADE], "evidence", "p/c", (1, 0)).is_complete is False  # type: ignore[union-attr]
    assert case_of([MADE], "evidence", "p/c", None).holder == "justice/platform"  # type: ignore[union-attr]


def test_the_smallest_checkpoint_vouches() -> None:
    case = case_of([MADE, entry(4, "supplement.add", "p/s", size=12, deposit="p/c")], "evidence", "p/c", None)
    assert case is not None
    assert (case.size, case.witnesses) == (12, {"w": 12})


@pytest.mark.parametrize(
    "trues",
    [
        [MOVED],
        [MADE, entry(6, "deposit.make")],
        [MADE, entry(6, "supplement.add", "p/s", deposit="p/other")],
        [MADE, entry(6, "deposit.transfer", "p/other", holder="x")],
        [MADE, entry(6, "deposit.burn")],
        [MADE, entry(6, "record.put", kind="record.put")],
    ],
)
def test_what_does_not_belong_spoils_the_case(trues: list[TrueEntry]) -> None:
    assert case_of(trues, "evidence", "p/c", None) is None
    assert case_of(trues, "other", "p/c", None) is None


def test_an_entry_that_did_nothing_in_the_scenario_is_no_deed() -> None:
    genesis = TrueEntry(0, b"", None, None, MADE.trusted)
    assert deed_of(genesis, "evidence") is None
    assert deed_of(MADE, "other") is None
    deed = deed_of(MADE, "evidence")
    assert deed is not None
    assert (deed.action, deed.recorded) == ("deposit.make", 30)
