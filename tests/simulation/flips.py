"""Bytes that change: in an export, and in the ledger's file."""

from __future__ import annotations

import random
import re
from contextlib import closing
from pathlib import Path
from statistics import median

from liance.core.language import Language
from liance.ledger.audit import CHECKPOINT_PATH, audit_structure, export_files
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.drivers.inspection import inspect_ledger
from liance.ledger.drivers.storage import Reader
from liance.ledger.errors import LedgerError
from liance.ledger.machine import parse_genesis
from liance.ledger.state import StateTree

from .ground import Ground, Tried


def _closed_ledger(folder: Path) -> tuple[Ground, dict[str, bytes]]:
    ground = Ground(folder, 40)
    ground.finish()
    with EmbeddedDriver.open(ground.path, processes=0) as driver:
        note = driver.archive.checkpoint()
        assert note is not None
        exported = export_files(
            note.format(), 41, driver.archive.tile, lambda low, high: list(driver.entries(low, high))
        )
        return ground, dict(exported)


def _flip(data: bytes, dice: random.Random) -> tuple[bytes, int]:
    """Change one byte, by a single bit half of the time; return the bytes and where."""
    changed = bytearray(data)
    place = dice.randrange(len(changed))
    changed[place] ^= 1 << dice.randrange(8) if dice.randrange(2) else dice.randrange(1, 256)
    return bytes(changed), place


_RANGE = re.compile(r"\(bytes (\d+)–(\d+)\)")


def flips_in_export(folder: Path, dice: random.Random, times: int) -> Tried:
    """Flip a byte of an exported file: its file is named, and the range of bytes that holds it."""
    ground, files = _closed_ledger(folder)
    names = sorted(files)
    weights = [len(files[name]) for name in names]
    ranges = []
    for _ in range(times):
        name = dice.choices(names, weights)[0]
        changed, place = _flip(files[name], dice)
        findings = audit_structure(
            ground.consortium.suite, ground.policy, {**files, name: changed}.get
        ).findings
        assert [finding.place.source for finding in findings] == [name], (name, place, findings)
        if name == CHECKPOINT_PATH:
            continue
        found = _RANGE.search(findings[0].message(Language.EN))
        assert found is not None, findings[0].message(Language.EN)
        first, last = int(found[1]), int(found[2])
        assert first <= place <= last, (name, place, first, last)
        ranges.append(last - first + 1)
    whole = [len(data) for name, data in files.items() if name != CHECKPOINT_PATH]
    outcome = f"all named by file and range: {median(ranges):.0f} bytes at the median of files of up to {max(whole):,}"
    return Tried("bytes flipped in an export", times, outcome)


def content(path: Path) -> list[object]:
    """Everything that a file says; of the state's tree what it comes to, for parts of it are made anew."""
    tables = ("meta", "entries", "receipts", "operations", "events", "state", "tiles", "checkpoints")
    with closing(Reader(path)) as reader:
        hash_ = parse_genesis(reader.entry(0) or b"").suite.hash
        changed, kept = reader.changed_keys(hash_), reader.buckets()
        leaves = {
            number: reader.bucket(hash_, number, changed.get(number, ()))
            for number in kept.keys() | changed.keys()
        }
        tree = StateTree(hash_, leaves.__getitem__, kept)
        tree.renew(changed)
        return [tree.root, leaves, *(reader.rows(table) for table in tables)]


def flips_in_file(folder: Path, dice: random.Random, times: int) -> Tried:
    """Flip a byte of the database: it is named, or everything the file says is proved unchanged."""
    ground, _ = _closed_ledger(folder)
    original = ground.path.read_bytes()
    copy = folder / "copy"
    copy.write_bytes(original)
    untouched = content(copy)
    named = 0
    for _ in range(times):
        changed, _ = _flip(original, dice)
        for leftover in folder.glob("copy*"):
            leftover.unlink()
        copy.write_bytes(changed)
        try:
            findings: object = inspect_ledger(copy, ground.policy)
        except LedgerError as error:
            findings = error
        if findings:
            named += 1
        else:
            assert content(copy) == untouched
    return Tried(
        "bytes flipped in the database", times, f"{named} named, {times - named} where no content is"
    )
