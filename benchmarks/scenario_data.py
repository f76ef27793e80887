"""How long sealing, releasing and opening one record take, and how fast tables are fingerprinted (CPU time).

python benchmarks/scenario_data.py [--rows N] [--records N]
"""

from __future__ import annotations

import argparse
import secrets
import sqlite3
import tempfile
import time
from pathlib import Path

from liance.core.limits import MAX_WATCH_SECONDS
from liance.ledger.suites import load_suite
from liance.packs.sources import Source
from liance.scenarios.disclosure import verified_fields
from liance.scenarios.envelope import key_wrapping
from liance.scenarios.sealing import (
    Keys,
    Location,
    keys_of_fields,
    open_some,
    open_whole,
    parse_envelope,
    seal_record,
    unwrap_keys,
    wrap_keys,
)
from liance.workbench.scenarios.databases import open_table
from liance.workbench.scenarios.watching import fingerprint

FIELDS = {f"field{number}": f"值{number}" * 5 for number in range(12)}
PLACE = Location("sm3:" + "0" * 64, "sharing", "payload/marriages/a", 1)
READER = "city/housing/office/officer/k1"


def one_record(suite_name: str) -> tuple[float, float, float]:
    """Return the seconds of sealing a record, of releasing three fields of it, and of opening and proving them."""
    suite, wrapping = load_suite(suite_name), key_wrapping(suite_name)
    private, public = wrapping.generate()
    start = time.process_time()
    record, key, root = seal_record(suite, FIELDS, PLACE, secrets.token_bytes)
    wrap_keys(suite, wrapping, Keys(whole=key), PLACE, "c", READER, public, secrets.token_bytes)
    sealed = time.process_time()
    salted = open_whole(suite, record, key, root)
    assert salted is not None
    some = keys_of_fields(suite, record, key, salted, frozenset(list(FIELDS)[:3]))
    data = wrap_keys(suite, wrapping, some, PLACE, "c", READER, public, secrets.token_bytes).format()
    released = time.process_time()
    envelope = parse_envelope(data)
    assert envelope is not None
    keys = unwrap_keys(suite, wrapping, envelope, private)
    assert keys is not None
    shown = open_some(suite, record, keys)
    assert shown is not None
    assert verified_fields(suite.hash, root, shown) is not None
    opened = time.process_time()
    return sealed - start, released - sealed, opened - released


def main() -> None:
    """Print milliseconds (p50) by suite, and rows a second."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--records", type=int, default=300)
    arguments = parser.parse_args()
    for suite in ("guomi", "intl"):
        columns = zip(*(one_record(suite) for _ in range(arguments.records)), strict=True)
        shown = [f"{sorted(column)[arguments.records // 2] * 1000:.2f}" for column in columns]
        print(
            f"{suite}: seal {shown[0]} ms, release {shown[1]} ms, open and prove {shown[2]} ms (12 fields, p50)"
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE t (id INTEGER, name TEXT, day TEXT, amount REAL)")
        rows = ((n, f"甲{n}", "2026-01-01", n / 7) for n in range(arguments.rows))
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
        connection.commit()
        connection.close()
        start = time.process_time()
        with open_table(Source(database=str(path), table="t"), MAX_WATCH_SECONDS) as table:
            found = fingerprint(table)
        seconds = time.process_time() - start
    print(f"fingerprint: {found.rows / seconds:,.0f} rows/s ({found.rows:,} rows of {found.columns} columns)")


if __name__ == "__main__":
    main()
