"""Operations that are nearly right, and members elsewhere: what they make of the same log."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.ledger.consortium import TIME, Consortium

from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.kinds import ENGINES
from liance.ledger.log.text import encode_base64
from liance.ledger.machine import Context, Machine, Refusal
from liance.ledger.operations import Body, Operation, OperationError, sign_operation
from liance.ledger.state import MemoryState, state_root

from .ground import ORIGIN, Tried


def _junk(dice: random.Random, depth: int = 0) -> object:
    """Return a random value of JSON."""
    if depth > 3 or dice.random() < 0.6:
        return dice.choice(
            (
                None,
                True,
                0,
                -1,
                2**53 - 1,
                "",
                "a",
                "目录",
                "sd-chain/jinan",
                "\u0000",
                "x" * 300,
                "sm3:" + "0" * 64,
            )
        )
    if dice.random() < 0.5:
        return [_junk(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {
        dice.choice(("path", "name", "record", "value", "é", "")): _junk(dice, depth + 1) for _ in range(3)
    }


def malformed(folder: Path, dice: random.Random, times: int) -> Tried:
    """Hand in operations that are nearly right, truly signed: coded refusals, no crash, no other root.

    One ledger gets them all, through a checking process; another only those that the first accepted.
    """
    consortium = Consortium()
    other = Machine(consortium.genesis, ENGINES)
    state = MemoryState()
    state.commit(consortium.genesis.changes())
    refusals: dict[str, int] = {}
    kinds = [
        "record.put",
        "member.add",
        "member.suspend",
        "key.rotate",
        "governance.propose",
        "governance.vote",
    ]
    kinds += ["governance.enact", "no.kind"]
    fields = ("record", "revision", "value", "path", "name", "powers", "public_key", "possession", "action")
    fields += ("arguments", "proposal", "yes")
    with EmbeddedDriver.create(folder / "ledger", consortium.genesis, processes=1) as driver:
        height = 0
        for tried in range(times):
            author = consortium.key(dice.choice(("jinan", "qingdao", "yantai")))
            payload = {name: _junk(dice) for name in dice.sample(fields, dice.randrange(4))}
            kind = dice.choice(kinds)
            if dice.random() < 0.4:
                kind, payload = (
                    "record.put",
                    {"record": f"r{tried}", "revision": 0, "value": {"名": _junk(dice)}},
                )
            sequence = consortium.sequences.get(author, 0) + dice.choice((1, 1, 1, 1, 0, 2))
            body = Body(consortium.machine.ledger, author, max(sequence, 1), kind, payload)
            if dice.random() < 0.1:
                body = replace(body, ledger="sha256:" + "1" * 64)
            if dice.random() < 0.1:
                body = replace(body, expires=1)
            try:
                operation = sign_operation(body, consortium.signers[author])
            except OperationError:
                refusals["cannot be signed"] = refusals.get("cannot be signed", 0) + 1
                continue
            data = bytearray(operation.format())
            if dice.random() < 0.3:
                data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            receipt = driver.submit(bytes(data)).result(60)
            name = receipt.refusal.name if receipt.refusal else "accepted"
            refusals[name] = refusals.get(name, 0) + 1
            if receipt.code == 0 and receipt.height > height:
                height = receipt.height
                consortium.sequences[author] = body.sequence
                outcome = other.execute(state, bytes(data), Context(height, receipt.time))
                assert outcome.receipt == receipt
                state.commit(outcome.changes)
        hash_ = consortium.suite.hash
        proved = driver.checkpoint(ORIGIN, consortium.signer()).text.splitlines()[3]
        assert proved == f"state {encode_base64(state_root(hash_, state.values))}"
    kinds_seen = sum(name not in {"accepted", "cannot be signed"} for name in refusals)
    return Tried(
        "malformed operations, truly signed",
        times,
        f"{refusals.get('accepted', 0)} accepted, the rest refused with {kinds_seen} codes, roots equal",
    )


def coded(_folder: Path, _dice: random.Random, _times: int) -> Tried:
    """Hand in the wrong suite, instance, number, time and size: each has its code."""
    consortium, guomi = Consortium(), Consortium("guomi")
    good = consortium.record()
    assert consortium.submit(good).receipt.code == 0
    cases: Mapping[Refusal, bytes] = {
        Refusal.WRONG_LEDGER: guomi.record().format(),
        Refusal.UNKNOWN_KEY: _resigned(consortium, author="other/jinan/data/admin/k1"),
        Refusal.REPLAYED: good.format(),
        Refusal.EXPIRED: _resigned(consortium, sequence=2, expires=1),
        Refusal.TOO_LARGE: good.format() + bytes(70_000),
        Refusal.FALSE_SIGNATURE: replace(good, signature=bytes(64)).format(),
        Refusal.OUT_OF_SEQUENCE: _resigned(consortium, sequence=3),
        Refusal.MALFORMED: good.format()[:-1],
    }
    for refusal, data in cases.items():
        outcome = consortium.machine.execute(consortium.state, data, Context(2, TIME))
        assert outcome.receipt.refusal is refusal, (refusal, outcome.receipt)
        assert outcome.changes == {}
    return Tried("wrong suite, instance, number, time, size", len(cases), "each refused with its code")


def _resigned(consortium: Consortium, **fields: object) -> bytes:
    body = Body(
        **{  # type: ignore[arg-type]
            "ledger": consortium.machine.ledger,
            "author": consortium.key("jinan"),
            "sequence": 1,
            "kind": "record.put",
            "payload": {"record": "r", "revision": 0, "value": {}},
            **fields,
        }
    )
    operation: Operation = sign_operation(body, consortium.signers[consortium.key("jinan")])
    return operation.format()
