"""Batches: every file is provable, nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liance.ledger.suites import load_suite
from liance.scenarios.batch import BatchFile, batch_root, is_in_batch, prove_file

HASH = load_suite("intl").hash


def batch(count: int) -> list[BatchFile]:
    return [BatchFile(f"日志/{number}.txt", f"sha256:{number:064x}", number) for number in range(count)]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 70), st.data())
def test_every_file_is_proved_at_its_place_alone(count: int, data: st.DataObject) -> None:
    files = batch(count)
    root = batch_root(HASH, files)
    index = data.draw(st.integers(0, count - 1))
    path = prove_file(HASH, files, index)
    file = files[index]
    assert is_in_batch(HASH, root, file, index, count, path)
    for changed in (
        replace(file, name="x"),
        replace(file, digest="sha256:" + "f" * 64),
        replace(file, size=10**9),
    ):
        assert not is_in_batch(HASH, root, changed, index, count, path)
    assert not is_in_batch(HASH, root, file, index + 1, count, path)
    assert not is_in_batch(HASH, root, file, index, count + 1, path)
    assert not is_in_batch(HASH, root, file, index, count, [*path, bytes(32)])


def test_a_batch_has_files() -> None:
    with pytest.raises(ValueError, match="at least one"):
        batch_root(HASH, [])


def test_another_order_is_another_batch() -> None:
    files = batch(5)
    assert batch_root(HASH, files) != batch_root(HASH, files[::-1])
