"""The short form of every fault; ``make faults`` runs the long one and prints its table."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .crashes import kills, two_processes
from .elsewhere import replays_elsewhere
from .faults import FAULTS, Fault
from .flips import flips_in_export
from .hostile import coded

QUICK = (coded, flips_in_export, two_processes)


@pytest.mark.parametrize(
    ("fault", "times"),
    [(f, n) for f, n, _ in FAULTS if f in QUICK],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_quick_faults(fault: Fault, times: int, tmp_path: Path) -> None:
    _do(fault, times, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "times"),
    [(f, n) for f, n, _ in FAULTS if f not in (*QUICK, kills, replays_elsewhere)],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_faults(fault: Fault, times: int, tmp_path: Path) -> None:
    _do(fault, times, tmp_path)


@pytest.mark.slow
def test_a_hundred_kills(tmp_path: Path) -> None:
    _do(kills, 100, tmp_path)


def _do(fault: Fault, times: int, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - a failing seed is to be seen
    tried = fault(tmp_path, random.Random(seed), times)
    assert tried.outcome
