"""Inspection of a ledger's file: each table changed once, and bytes flipped at random."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.simulation.flips import content

from liance.core.findings import Finding
from liance.core.language import Language
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.drivers.inspection import inspect_ledger
from liance.ledger.drivers.storage import Reader
from liance.ledger.errors import LedgerBusyError, LedgerError, NotALedgerError
from liance.ledger.log.notes import VerifierKey
from liance.ledger.log.policies import KnownLog, Policy

ORIGIN = "liance.example/inspection"


class Ledger:
    """A closed ledger's file and the policy that trusts its log."""

    def __init__(self, consortium, path: Path) -> None:
        self.path = path
        self.genesis = consortium.genesis
        signer = consortium.signer()
        key = VerifierKey(ORIGIN, consortium.suite, consortium.suite.note_type, signer.public_key)
        self.policy = Policy((KnownLog(key),), (), (), "none")
        with EmbeddedDriver.create(path, consortium.genesis, processes=0) as driver:
            for number in range(60):
                operation = consortium.record(name=f"r{number}")
                consortium.sequences[operation.body.author] = operation.body.sequence
                assert driver.submit(operation.format()).result(60).code == 0
                if number in {20, 50}:
                    driver.checkpoint(ORIGIN, signer)

    def copy(self, folder: Path) -> Path:
        target = folder / "copy.ledger"
        shutil.copyfile(self.path, target)
        return target


@pytest.fixture(scope="session")
def ledgers(make_consortium, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ledger]:
    folder = tmp_path_factory.mktemp("inspection")
    return {name: Ledger(make_consortium(name), folder / name) for name in ("intl", "guomi")}


def test_an_untouched_file_is_sound(ledgers: dict[str, Ledger], suite_name: str, tmp_path: Path) -> None:
    ledger = ledgers[suite_name]
    assert inspect_ledger(ledger.copy(tmp_path), ledger.policy) == ()


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE entries SET entry = replace(entry, 'r7', 'r8') WHERE height = 8", "8"),
        ("UPDATE entries SET entry = 'text' WHERE height = 8", "8"),
        ("UPDATE entries SET height = 100 WHERE height = 8", "8"),
        ("DELETE FROM entries WHERE height = 8", "8"),
        ("DELETE FROM entries WHERE height = 60", ""),
        ("UPDATE receipts SET receipt = replace(receipt, '\"code\":0', '\"code\":1') WHERE height = 8", "8"),
        ("DELETE FROM receipts WHERE height = 8", "8"),
        ("DELETE FROM events WHERE height = 8", "record.put"),
        ("INSERT INTO events VALUES ('a', 'b', 3)", "events"),
        (
            "UPDATE state SET value = replace(value, 'active', 'x') WHERE key = 'member/sd-chain/yantai'",
            "yantai",
        ),
        ("UPDATE bucket_keys SET bucket = bucket + 1 WHERE key = 'member/sd-chain/yantai'", "bucket_keys"),
        ("DELETE FROM bucket_keys WHERE key = 'member/sd-chain/yantai'", "bucket_keys"),
        ("INSERT INTO bucket_keys VALUES (70000, 'zzz')", "70000"),
        ("DELETE FROM operations WHERE height = 8", "operations"),
        ("UPDATE operations SET mark = mark + 1 WHERE height = 60", "operations"),
        ("INSERT INTO operations VALUES (1, 1, 5000)", "operations"),
        ("UPDATE events SET height = 5000 WHERE height = 8", "events"),
        ("INSERT INTO tiles VALUES (7, 7, x'00')", "tiles"),
        ("DELETE FROM state WHERE key = 'member/sd-chain/yantai'", "yantai"),
        ("INSERT INTO state VALUES ('zzz', x'00')", "zzz"),
        ("UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 0", "tiles"),
        ("DELETE FROM tiles", "tiles"),
        ("UPDATE buckets SET keys = 3", "buckets"),
        ("DELETE FROM buckets", "buckets"),
        ("DELETE FROM changed_keys", "bucket_keys"),
        ("INSERT INTO changed_keys VALUES ('zzz')", "zzz"),
        ("UPDATE checkpoints SET size = 23 WHERE size = 52", "checkpoints"),
        ("UPDATE checkpoints SET note = replace(note, '52', '53') WHERE size = 52", "checkpoint"),
        ("DELETE FROM checkpoints", "checkpoint"),
        ("UPDATE meta SET value = 'liance-ledger/v1'", "version"),
        ("INSERT INTO meta VALUES ('more', 'x')", "meta"),
        ("DROP TABLE events", "events"),
        ("UPDATE buckets SET keys = 'two'", "another type"),
        ("UPDATE buckets SET bucket = bucket + 100000", "buckets"),
    ],
)
def test_each_changed_table_is_named(
    ledgers: dict[str, Ledger], tmp_path: Path, sql: str, named: str
) -> None:
    ledger = ledgers["intl"]
    path = ledger.copy(tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(sql)
    findings = inspect_ledger(path, ledger.policy)
    assert findings
    assert any(named in finding.message(Language.EN) for finding in findings), [
        finding.message(Language.EN) for finding in findings
    ]
    assert all(finding.message(Language.ZH) for finding in findings)


def test_every_flipped_byte_is_found_or_stood_where_no_content_is(
    ledgers: dict[str, Ledger], tmp_path: Path
) -> None:
    """Random places over the whole file, with a printed seed."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - a failing seed is to be seen
    dice = random.Random(seed)
    ledger = ledgers["intl"]
    original = ledger.path.read_bytes()
    untouched = content(ledger.copy(tmp_path))
    found = 0
    for _ in range(150):
        changed = bytearray(original)
        changed[dice.randrange(len(changed))] ^= dice.randrange(1, 256)
        path = tmp_path / "flipped.ledger"
        for leftover in tmp_path.glob("flipped.ledger*"):
            leftover.unlink()
        path.write_bytes(changed)
        findings: tuple[Finding, ...] | LedgerError
        try:
            findings = inspect_ledger(path, ledger.policy)
        except LedgerError as error:
            findings = error
        if findings:
            found += 1
        else:
            assert content(path) == untouched
    assert found > 30


def test_an_open_ledger_and_other_files_are_refused(ledgers: dict[str, Ledger], tmp_path: Path) -> None:
    ledger = ledgers["intl"]
    path = ledger.copy(tmp_path)
    with EmbeddedDriver.open(path, processes=0), pytest.raises(LedgerBusyError):
        inspect_ledger(path, ledger.policy)
    with pytest.raises(NotALedgerError):
        inspect_ledger(tmp_path / "missing", ledger.policy)
    with closing(Reader(path)) as reader, pytest.raises(ValueError, match="not a table"):
        reader.rows("sqlite_master")
