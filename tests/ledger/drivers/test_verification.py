"""Checking in other processes: what it finds, in which order, and what happens when a process dies."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import Pipe, active_children

import pytest

from liance.ledger.drivers.verification import Answer, Claim, Verifier, Work
from liance.ledger.operations import Body, sign_operation
from liance.ledger.suites import CryptoSuite, load_suite

LEDGER = {"intl": "sha256:" + "0" * 64, "guomi": "sm3:" + "0" * 64}


def claims_of(suite: CryptoSuite, count: int) -> list[Claim]:
    """Return operations of one key: every third with a false signature, every fifth malformed."""
    signer = suite.signer(*suite.generate())
    claims = []
    for number in range(count):
        body = Body(LEDGER[suite.name], "c/o/d/r/k", number + 1, "record.put", {"n": number})
        data = sign_operation(body, signer).format()
        if number % 5 == 4:
            data = data[:-9]
        elif number % 3 == 2:
            data = data.replace(b'{"n":', b'{"n":1')
        claims.append((signer.public_key, data))
    return claims


def expected(count: int) -> list[Answer]:
    """Return what must be found of ``claims_of``."""
    return [
        Answer.MALFORMED if n % 5 == 4 else Answer.FALSE_SIGNATURE if n % 3 == 2 else Answer.SIGNED
        for n in range(count)
    ]


@pytest.fixture(params=["intl", "guomi"])
def suite(request: pytest.FixtureRequest) -> Iterator[CryptoSuite]:
    """Give both suites in turn."""
    return load_suite(request.param)


def collect(verifier: Verifier, works: list[Work]) -> list[list[Answer] | None]:
    """Wait until all pieces are answered."""
    bell, _rope = Pipe(duplex=False)
    for _ in range(100):
        if all(work.answers is not None for work in works):
            break
        verifier.receive(bell, 10)
    return [work.answers for work in works]


@pytest.mark.parametrize("processes", [0, 2])
def test_every_piece_is_answered_whatever_process_has_it(suite: CryptoSuite, processes: int) -> None:
    verifier = Verifier(suite, processes)
    try:
        pieces = [claims_of(suite, count) for count in (1, 7, 16, 0)]
        works = [verifier.start(piece) for piece in pieces]
        if processes:
            assert verifier.room(1) == 0
            assert verifier.room(2) == 1, "three pieces are open, the empty one is answered at once"
        assert collect(verifier, works) == [expected(len(piece)) for piece in pieces]
        assert verifier.room(1) == max(1, processes)
    finally:
        verifier.close()


def test_what_a_dead_process_owed_is_found_here() -> None:
    suite = load_suite("intl")
    verifier = Verifier(suite, 1)
    try:
        first = verifier.start(claims_of(suite, 5))
        collect(verifier, [first])
        (child,) = [one for one in active_children() if one.name.startswith("liance-verifier")]
        child.kill()
        child.join()
        works = [verifier.start(claims_of(suite, count)) for count in (3, 6)]
        assert collect(verifier, works) == [expected(3), expected(6)]
        assert verifier.processes == 0
        assert verifier.start(claims_of(suite, 2)).answers == expected(2)
    finally:
        verifier.close()


def test_a_bell_ends_the_wait() -> None:
    verifier = Verifier(load_suite("intl"), 0)
    bell, rope = Pipe(duplex=False)
    rope.send_bytes(b".")
    verifier.receive(bell, None)
    assert bell.poll(), "hearing it is left to who hung it up"
    verifier.close()
