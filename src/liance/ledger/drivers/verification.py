"""Admission checks in other processes: shape and signature of operations, the costliest step, done once.

Each process has one pipe. Pieces of work are dealt out in turn and their answers are read in the same order, so
no thread stands between who asks and who waits.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from contextlib import suppress
from enum import IntEnum
from multiprocessing.connection import Connection
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
    """A piece of work: its claims, and the pipe from which its answers come (None: they are found here)."""

    __slots__ = ("_answers", "_claims", "_pipe", "_suite")

    def __init__(self, suite: CryptoSuite, claims: Sequence[Claim], pipe: Connection | None) -> None:
        self._suite = suite
        self._claims = claims
        self._pipe = pipe
        self._answers: list[Answer] | None = None

    def is_ready(self) -> bool:
        """Whether ``answers`` would not wait; only the oldest open piece of a pipe may be asked."""
        if self._answers is not None or self._pipe is None:
            return True
        try:
            return self._pipe.poll(0)
        except _ENDED:
            return True

    def answers(self) -> list[Answer]:
        """Return the answers, in order; found in this process if the other has died."""
        if self._answers is None and self._pipe is not None:
            with suppress(*_ENDED):
                self._answers = [_ANSWERS[number] for number in self._pipe.recv_bytes()]
        if self._answers is None or len(self._answers) != len(self._claims):
            self._answers = check(self._suite.checker(), self._claims)
        return self._answers


_ANSWERS: Final = tuple(Answer)


class Verifier:
    """Checks operations in ``processes`` processes, or in this one for 0."""

    def __init__(self, suite: CryptoSuite, processes: int) -> None:
        self._suite = suite
        self._turn = 0
        self._pipes: list[Connection | None] = []
        self._processes = []
        context = multiprocessing.get_context("spawn")
        for number in range(processes):
            near, far = context.Pipe()
            process = context.Process(
                target=_serve, args=(far, suite.name), name=f"liance-verifier-{number}", daemon=True
            )
            process.start()
            far.close()
            self._pipes.append(near)
            self._processes.append(process)

    @property
    def processes(self) -> int:
        """How many processes check; 0 for none but this."""
        return len(self._pipes)

    def start(self, claims: Sequence[Claim]) -> Work:
        """Hand a piece of work to the next process; one thread starts, one reads, both in the same order."""
        if not self._pipes or not claims:
            return Work(self._suite, claims, None)
        place = self._turn
        self._turn = (place + 1) % len(self._pipes)
        pipe = self._pipes[place]
        if pipe is not None:
            try:
                pipe.send_bytes(_pack(claims))
            except _ENDED:
                # Its process has died; what it still owed is found here, and so is all that comes.
                self._pipes[place] = pipe = None
        return Work(self._suite, claims, pipe)

    def close(self) -> None:
        """End the processes."""
        for pipe in self._pipes:
            if pipe is not None:
                pipe.close()
        for process in self._processes:
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()
