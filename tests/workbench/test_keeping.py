"""What was computed last is kept, bounded, and computed once for all who ask at the same time."""

from __future__ import annotations

import threading
import time

import pytest

from liance.workbench.keeping import Kept


def test_the_value_used_longest_ago_goes_first() -> None:
    kept: Kept[str, str] = Kept(2)
    made: list[str] = []

    def ask(key: str) -> str:
        def make() -> str:
            made.append(key)
            return key.upper()

        return kept.get(key, make)

    assert [ask(key) for key in "abaca"] == ["A", "B", "A", "C", "A"]
    assert made == ["a", "b", "c"]
    ask("b")
    assert made == ["a", "b", "c", "b"]


def test_several_who_ask_at_once_wait_for_one_who_computes() -> None:
    kept: Kept[int, int] = Kept(4)
    made: list[int] = []

    def make() -> int:
        made.append(1)
        time.sleep(0.05)
        return 7

    found: list[int] = []
    people = [threading.Thread(target=lambda: found.append(kept.get(1, make))) for _ in range(8)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert (found, len(made)) == ([7] * 8, 1)


def test_what_fails_is_tried_again() -> None:
    kept: Kept[int, int] = Kept(4)

    def fail() -> int:
        raise ValueError("not yet")

    with pytest.raises(ValueError, match="not yet"):
        kept.get(1, fail)
    assert kept.get(1, lambda: 3) == 3
