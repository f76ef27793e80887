"""Signature checks in a pool of processes: the costliest step of the ledger, done once, at admission."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

from liance.ledger.suites import CryptoSuite, load_suite

#: What one check looks at: public key, message, signature.
Claim = tuple[bytes, bytes, bytes]
_worker: list[CryptoSuite] = []


def _start(suite_name: str) -> None:
    # One SM2 library prints a C trace for every false signature; a worker has nothing else to say there.
    # Checking gives way to the one thread that applies and commits, on which everyone waits.
    if hasattr(os, "nice"):
        os.nice(5)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)
    _worker[:] = [load_suite(suite_name)]


def _check(claims: Sequence[Claim]) -> list[bool]:
    return [_worker[0].verify(*claim) for claim in claims]


class Verifier:
    """Checks signatures in ``processes`` processes, or in this one for 0."""

    def __init__(self, suite: CryptoSuite, processes: int) -> None:
        self._suite = suite
        self._pool = None
        if processes:
            self._pool = ProcessPoolExecutor(
                processes, multiprocessing.get_context("spawn"), initializer=_start, initargs=(suite.name,)
            )

    def check(self, claims: Sequence[Claim]) -> Future[list[bool]]:
        """Return the answers, in order: one piece of work for one process."""
        if self._pool is not None and claims:
            with suppress(BrokenProcessPool):
                return self._pool.submit(_check, claims)
        answers: Future[list[bool]] = Future()
        answers.set_result(self.check_here(claims))
        return answers

    def check_here(self, claims: Sequence[Claim]) -> list[bool]:
        """Return the answers, found in this process: also the way on when the others have died."""
        return [self._suite.verify(*claim) for claim in claims]

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
