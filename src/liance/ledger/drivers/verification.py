"""Admission checks in other processes: shape and signature of operations, the costliest step, done once.

Each process has one pipe; a piece of work goes to the process that has the least to do, and the thread that dealt it
out takes the answers too, so no other thread stands between who asks and who waits.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from enum import IntEnum
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final

from liance.ledger.operations import OperationError, parse_operation
from liance.ledger.suites import Checker, CryptoSuite, load_suite

#: What one check looks at: the author's public key as last seen, and the operation's bytes.
Claim = tuple[bytes, bytes]


class Answer(IntEnum):
    """What a check found."""

    FALSE_SIGNATURE = 0
    SIGNED = 1
    MALFORMED = 2
    TOO_LARGE = 3


def check(checker: Checker, claims: Sequence[Claim]) -> list[Answer]:
    """Check the shape of operations, then their signatures, all together."""
    answers: list[Answer] = []
    places, signed = [], []
    for place, (public_key, data) in enumerate(claims):
        try:
            operation = parse_operation(data)
        except OperationError as error:
            answers.append(Answer.TOO_LARGE if error.too_large else Answer.MALFORMED)
            continue
        answers.append(Answer.FALSE_SIGNATURE)
        places.append(place)
        signed.append((public_key, operation.signed_bytes(), operation.signature))
    for place, is_true in zip(places, checker.check(signed), strict=True):
        if is_true:
            answers[place] = Answer.SIGNED
    return answers


_ENDED: Final = (EOFError, OSError)


def _serve(pipe: Connection, suite_name: str) -> None:
    """Answer claims until the other end goes away."""
    # One SM2 library prints a C trace for every false signature; a worker has nothing else to say there.
    # Checking gives way to the one thread that applies and commits, on which everyone waits.
    if hasattr(os, "nice"):
        os.nice(10)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)
    checker = load_suite(suite_name).checker()
    with suppress(KeyboardInterrupt, *_ENDED):
        while True:
            pipe.send_bytes(bytes(check(checker, _unpack(pipe.recv_bytes()))))


def _pack(claims: Sequence[Claim]) -> bytes:
    parts = []
    for public_key, data in claims:
        parts += [bytes((len(public_key),)), public_key, len(data).to_bytes(4, "big"), data]
    return b"".join(parts)


def _unpack(message: bytes) -> list[Claim]:
    claims, at = [], 0
    while at < len(message):
        start = at + 1 + message[at]
        end = start + 4 + int.from_bytes(message[start : start + 4], "big")
        claims.append((message[at + 1 : start], message[start + 4 : end]))
        at = end
    return claims


class Work:
    """A piece of work: its claims, and their answers in order once they are found."""

    __slots__ = ("answers", "claims")

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = claims
        self.answers: list[Answer] | None = None


_ANSWERS: Final = tuple(Answer)
#: Pieces that one process may have: one in work, and one behind it for while nobody looks after it.
_PIECES_EACH: Final = 2


class _Checking:
    """A process that checks, its pipe, and the pieces it has not answered, in order."""

    def __init__(self, pipe: Connection, process: BaseProcess) -> None:
        self.pipe = pipe
        self.process = process
        self.open: deque[Work] = deque()


class Verifier:
    """Checks operations in ``processes`` processes, or in this one for 0. One thread at a time may use it."""

    def __init__(self, suite: CryptoSuite, processes: int) -> None:
        self._suite = suite
        self._checker = suite.checker()
        self._alive: list[_Checking] = []
        self._dead: list[BaseProcess] = []
        context = multiprocessing.get_context("spawn")
        for number in range(processes):
            near, far = context.Pipe()
            process = context.Process(
                target=_serve, args=(far, suite.name), name=f"liance-verifier-{number}", daemon=True
            )
            process.start()
            far.close()
            self._alive.append(_Checking(near, process))

    @property
    def processes(self) -> int:
        """How many processes check; 0 for none but this."""
        return len(self._alive)

    def room(self, each: int = _PIECES_EACH) -> int:
        """Return how many more pieces may be started if a process may have ``each`` of them."""
        if not self._alive:
            return 1
        return sum(max(0, each - len(one.open)) for one in self._alive)

    def start(self, claims: Sequence[Claim]) -> Work:
        """Hand a piece of work to the process with the fewest; found at once where there is no process."""
        work = Work(claims)
        if claims and self._alive:
            chosen = min(self._alive, key=lambda one: len(one.open))
            chosen.open.append(work)
            try:
                chosen.pipe.send_bytes(_pack(claims))
            except _ENDED:
                self._bury(chosen)
        else:
            self._answer(work)
        return work

    def receive(self, bell: Connection, timeout: float | None = None) -> None:
        """Wait until an answer comes or the ``bell`` rings, and take every answer that is there."""
        pipes = {one.pipe: one for one in self._alive if one.open}
        for ready in wait([bell, *pipes], timeout):
            if isinstance(ready, Connection) and ready in pipes:
                self._take(pipes[ready])

    def _take(self, one: _Checking) -> None:
        try:
            answers = [_ANSWERS[number] for number in one.pipe.recv_bytes()]
        except _ENDED:
            self._bury(one)
            return
        work = one.open.popleft()
        work.answers = answers
        if len(answers) != len(work.claims):
            self._answer(work)

    def _answer(self, work: Work) -> None:
        work.answers = check(self._checker, work.claims)

    def _bury(self, one: _Checking) -> None:
        """Let a process that has died go; what it still owed is found here."""
        self._alive.remove(one)
        self._dead.append(one.process)
        one.pipe.close()
        for work in one.open:
            self._answer(work)

    def close(self) -> None:
        """End the processes."""
        for one in self._alive:
            one.pipe.close()
        for process in [one.process for one in self._alive] + self._dead:
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()
