"""The same log gives the same roots whatever the hash seed, the locale and the time zone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from liance.ledger.state import state_root

from .elsewhere import consortium_log, replays


@pytest.mark.parametrize("suite_name", ["intl", "guomi"])
def test_a_log_replays_to_the_same_roots_everywhere(suite_name: str, tmp_path: Path) -> None:
    consortium, entries = consortium_log(suite_name, random.Random(suite_name), 20)
    seen = replays(entries, tmp_path)
    assert len(seen) == 1
    assert seen.pop().split()[1] == state_root(consortium.suite.hash, consortium.state.values).hex()
