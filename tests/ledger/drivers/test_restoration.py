"""Restoring: over several bundles, exactly to the checkpoint, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.ledger.consortium import Consortium

from liance.ledger.audit import export_files
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.drivers.inspection import inspect_ledger
from liance.ledger.drivers.restoration import restore_ledger
from liance.ledger.errors import NotALedgerError, RestoreError
from liance.ledger.log.notes import VerifierKey
from liance.ledger.log.policies import KnownLog, Policy
from liance.ledger.log.tiles import parse_bundle

ORIGIN = "liance.example/restoration"
RECORDS = 300


@dataclass
class Exported:
    consortium: Consortium
    policy: Policy
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    consortium = Consortium()
    signer = consortium.signer()
    key = VerifierKey(ORIGIN, consortium.suite, consortium.suite.note_type, signer.public_key)
    path = tmp_path_factory.mktemp("ledger") / "ledger"
    with EmbeddedDriver.create(path, consortium.genesis, processes=0) as driver:
        futures = []
        for number in range(RECORDS):
            operation = consortium.record(name=f"r{number % 50}", revision=number // 50)
            consortium.sequences[operation.body.author] = operation.body.sequence
            futures.append(driver.submit(operation.format()))
        assert {future.result(60).code for future in futures} == {0}
        note = driver.checkpoint(ORIGIN, signer).format()
        files = export_files(
            note, RECORDS + 1, driver.archive.tile, lambda low, high: list(driver.entries(low, high))
        )
        return Exported(consortium, Policy((KnownLog(key),), (), (), "none"), dict(files))


def test_it_restores_every_table(exported: Exported, tmp_path: Path) -> None:
    path = tmp_path / "restored"
    trusted = restore_ledger(path, exported.policy, exported.files.get)
    assert trusted.checkpoint.size == RECORDS + 1
    assert inspect_ledger(path, exported.policy) == ()
    with EmbeddedDriver.open(path, processes=0) as driver:
        operation = exported.consortium.record(name="next")
        assert driver.submit(operation.format()).result(60).height == RECORDS + 1
    with pytest.raises(NotALedgerError):
        restore_ledger(path, exported.policy, exported.files.get)


@pytest.mark.parametrize("path", ["checkpoint", "tile/entries/000", "tile/entries/001.p/45"])
def test_what_is_missing_or_changed_restores_nothing(exported: Exported, tmp_path: Path, path: str) -> None:
    target = tmp_path / "restored"
    without = {name: data for name, data in exported.files.items() if name != path}
    with pytest.raises(RestoreError):
        restore_ledger(target, exported.policy, without.get)
    data = exported.files[path]
    for place in range(0, len(data), len(data) // 40):
        changed = {**exported.files, path: data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]}
        with pytest.raises(RestoreError):
            restore_ledger(target, exported.policy, changed.get)
    assert [one.name for one in tmp_path.iterdir() if not one.name.endswith(".lock")] == []


def test_tiles_are_not_needed(exported: Exported, tmp_path: Path) -> None:
    entries = {name: data for name, data in exported.files.items() if not name.startswith("tile/0")}
    assert len(entries) < len(exported.files)
    restore_ledger(tmp_path / "restored", exported.policy, entries.get)
    assert len(parse_bundle(exported.files["tile/entries/000"])) == 256
