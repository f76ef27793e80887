"""The directory chain and the real data behind it: what changed unsaid, what is missing, and its DCAT export.

A source's digest covers its columns (names and types) and the set of its rows, in whatever order they come.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from liance.core.canonical import canonical_json
from liance.core.errors import UnknownNameError
from liance.core.language import Language, Text
from liance.core.limits import MAX_WATCH_ROWS, MAX_WATCH_SECONDS
from liance.ledger.drivers.archive import Archive
from liance.ledger.log.suite import Signer
from liance.ledger.members import read_member
from liance.ledger.state import View
from liance.packs.library import SCENARIO
from liance.packs.sources import Source
from liance.reports.tables import csv_text
from liance.scenarios.directory import DepartmentRow, Directory, completeness, dcat_catalogue
from liance.scenarios.records import Record, read_installed, read_record
from liance.workbench.ledger.acting import Done
from liance.workbench.ledger.folder import LedgerInputError, open_archive
from liance.workbench.output import write_whole
from liance.workbench.scenarios.acting import installed_scenarios, take_action
from liance.workbench.scenarios.databases import Table, open_table, plain_value, source_error

_HEADER: Final = b"liance/table/v1\n"
_KINDS: Final = ("duty", "catalogue", "resource")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A table at a moment: digest (``sha256:...``), number of columns and of rows."""

    digest: str
    columns: int
    rows: int


def fingerprint(table: Table) -> Fingerprint:
    """Return the fingerprint of an open table.

    Raises:
        LedgerInputError: it cannot be read, or has more than MAX_WATCH_ROWS rows.
    """
    digests: list[bytes] = []
    for row in table.rows():
        if len(digests) >= MAX_WATCH_ROWS:
            raise source_error(
                "too_large",
                "表超过 {bound} 行，超出监测上限",
                "the table has more than {bound} rows, the most that is watched",
                bound=MAX_WATCH_ROWS,
            )
        digests.append(hashlib.sha256(canonical_json([plain_value(value) for value in row])).digest())
    digests.sort()
    whole = hashlib.sha256(_HEADER + canonical_json([[one.name, one.type] for one in table.columns]) + b"\n")
    for digest in digests:
        whole.update(digest)
    return Fingerprint(f"sha256:{whole.hexdigest()}", len(table.columns), len(digests))


class Standing(StrEnum):
    """How a source stands to the ledger."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    REPORTED = "reported"
    CHANGED_AGAIN = "changed-again"
    NOT_MOUNTED = "not-mounted"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Watched:
    """One source: how it stands, what was found and what the ledger says; ``done`` is the report that was made."""

    resource: str
    standing: Standing
    found: Fingerprint | None
    recorded: Record | None
    catalogue_since: int
    problem: LedgerInputError | None = None
    done: Done | None = None

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        found, recorded = self.found, self.recorded
        return {
            "resource": self.resource,
            "standing": self.standing.value,
            "digest": found.digest if found else None,
            "columns": found.columns if found else None,
            "rows": found.rows if found else None,
            "recorded": {name: recorded.fields.get(name) for name in ("digest", "columns", "rows")}
            if recorded
            else None,
            "catalogue_since": self.catalogue_since or None,
            "problem": self.problem.message(language) if self.problem else None,
            "code": int(self.done.receipt.code) if self.done else None,
            "height": self.done.receipt.height if self.done and self.done.is_accepted else None,
        }


def watch(
    folder: Path, scenario: str, sources: Mapping[str, Source], signer: Signer | None = None
) -> Iterable[Watched]:
    """Hold real sources against what the ledger says of them; yields one by one.

    Args:
        folder: the ledger.
        scenario: its name.
        sources: by the name of the resource record.
        signer: of the watcher, to report changes; None only looks.

    Raises:
        UnknownNameError: no such scenario is installed.
        LedgerInputError: its charter is no directory's.
    """
    for name, source in sorted(sources.items()):
        with open_archive(folder) as archive:
            _must_be_directory(archive, scenario)
            recorded, since = archive.evaluate(lambda view, name=name: _mounted(view, scenario, name))  # type: ignore[misc]
        try:
            with open_table(source, MAX_WATCH_SECONDS) as table:
                found = fingerprint(table)
        except LedgerInputError as error:
            yield Watched(name, Standing.UNREADABLE, None, recorded, since, error)
            continue
        standing = _standing(recorded, found)
        done = None
        if standing is Standing.CHANGED and signer is not None:
            fields = {"found": found.digest, "columns": found.columns, "rows": found.rows}
            done = take_action(folder, signer, scenario, "resource.drift", name, fields)
        yield Watched(name, standing, found, recorded, since, None, done)


def _mounted(view: View, scenario: str, name: str) -> tuple[Record | None, int]:
    """Return a resource that is mounted, and since when its catalogue entry stands as it does."""
    record = read_record(view, scenario, "resource", name)
    if record is None or record.state == "removed":
        return None, 0
    entry = read_record(view, scenario, "catalogue", str(record.fields["catalogue"]))
    return record, entry.entered if entry else 0


def _standing(recorded: Record | None, found: Fingerprint) -> Standing:
    if recorded is None:
        return Standing.NOT_MOUNTED
    if recorded.state == "drifted":
        return Standing.REPORTED if recorded.fields.get("found") == found.digest else Standing.CHANGED_AGAIN
    return Standing.UNCHANGED if recorded.fields["digest"] == found.digest else Standing.CHANGED


def _must_be_directory(archive: Archive, scenario: str) -> None:
    installed = archive.evaluate(lambda view: read_installed(view, scenario))
    if installed is None:
        raise UnknownNameError(SCENARIO, scenario, installed_scenarios(archive))
    if not set(_KINDS) <= installed.rules.charter.records.keys():
        raise LedgerInputError(
            "scenario.no_directory",
            Text(
                zh="场景“{scenario}”不是目录链：章程里没有职责、目录、资源三类记录",
                en="'{scenario}' is no directory chain: its charter lacks duties, catalogues or resources",
            ),
            scenario=scenario,
        )


def read_directory(folder: Path, scenario: str) -> Directory:
    """Return all records of a directory chain and its departments.

    Raises:
        UnknownNameError: no such scenario is installed.
        LedgerInputError: its charter is no directory's.
    """
    with open_archive(folder) as archive:
        _must_be_directory(archive, scenario)
        names = {kind: archive.state_keys(f"scenario/{scenario}/{kind}/") for kind in _KINDS}
        paths = [key.removeprefix("member/") for key in archive.state_keys("member/")]

        def read(view: View) -> Directory:
            def all_of(kind: str) -> tuple[Record, ...]:
                prefix = f"scenario/{scenario}/{kind}/"
                found = (read_record(view, scenario, kind, key.removeprefix(prefix)) for key in names[kind])
                return tuple(one for one in found if one is not None)

            departments = {
                path: str((read_member(view, path) or {}).get("name", path))
                for path in paths
                if path.count("/") == 1
            }
            return Directory(all_of("duty"), all_of("catalogue"), all_of("resource"), departments)

        return archive.evaluate(read)


def completeness_report(folder: Path, scenario: str) -> tuple[DepartmentRow, ...]:
    """Return how complete each department's part is, in order of path."""
    return completeness(read_directory(folder, scenario))


def write_completeness(path: Path, rows: Sequence[DepartmentRow], heads: Sequence[str]) -> None:
    """Write rows as a CSV table.

    Raises:
        OutputError: it cannot be written.
    """
    write_whole(path, csv_text(heads, [row.cells() for row in rows]))


def dcat_export(folder: Path, scenario: str, base: str, publisher: str) -> bytes:
    """Return the published entries as a DCAT 3 catalogue (JSON-LD, UTF-8, same state same bytes).

    Raises:
        UnknownNameError: no such scenario is installed, or the publisher is no organisation of the ledger.
        LedgerInputError: its charter is no directory's, or ``base`` is no absolute IRI.
    """
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https", "urn"} or any(sign in base for sign in ' <>"{}|\\^`'):
        raise LedgerInputError(
            "scenario.bad_base",
            Text(
                zh="“{base}”不是网址，应如 https://data.example.gov.cn/catalogue",
                en="'{base}' is no IRI; write it like https://data.example.gov.cn/catalogue",
            ),
            base=base[:200],
        )
    directory = read_directory(folder, scenario)
    if publisher not in directory.departments:
        raise UnknownNameError(Text(zh="部门（组织）", en="organisation"), publisher, directory.departments)
    value: dict[str, Any] = dcat_catalogue(directory, base.rstrip("/"), publisher)
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
