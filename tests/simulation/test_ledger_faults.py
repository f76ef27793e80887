"""The short form of every fault; ``make faults`` runs the long one and prints its table."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from .faults import FAULTS, Tried, coded, flips_in_export, injected, kills, two_processes

QUICK = (coded, flips_in_export, two_processes)


@pytest.mark.parametrize(
    ("fault", "times"),
    [(f, n) for f, n, _ in FAULTS if f in QUICK],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_quick_faults(fault: Callable[[Path, random.Random, int], Tried], times: int, tmp_path: Path) -> None:
    _do(fault, times, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "times"),
    [(f, n) for f, n, _ in FAULTS if n and f not in (*QUICK, kills)],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_faults(fault: Callable[[Path, random.Random, int], Tried], times: int, tmp_path: Path) -> None:
    _do(fault, times, tmp_path)


@pytest.mark.slow
def test_a_hundred_kills(tmp_path: Path) -> None:
    _do(kills, 100, tmp_path)


@pytest.mark.slow
def test_the_first_writes_and_syncs_fail_in_the_kernel_where_that_can_be_done(tmp_path: Path) -> None:
    _do(injected, 1, tmp_path)


def _do(fault: Callable[[Path, random.Random, int], Tried], times: int, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - a failing seed is to be seen
    tried = fault(tmp_path, random.Random(seed), times)
    assert tried.outcome
