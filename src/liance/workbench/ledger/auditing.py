"""Auditing a ledger: exports and snapshots, audits, comparing replicas, restoring."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from liance.core.errors import LianceError
from liance.core.findings import Finding, Severity
from liance.core.language import Language, Text
from liance.ledger.audit import (
    CHECKPOINT_PATH,
    Files,
    audit_replay,
    audit_structure,
    export_files,
    first_difference,
)
from liance.ledger.drivers.archive import Archive
from liance.ledger.drivers.inspection import inspect_ledger
from liance.ledger.drivers.restoration import restore_ledger
from liance.ledger.evidence import state_root_of
from liance.ledger.log.checkpoints import parse_checkpoint
from liance.ledger.log.errors import LogError
from liance.ledger.log.merkle import SubtreeReader, read_root
from liance.ledger.log.notes import parse_note
from liance.ledger.log.policies import TrustedCheckpoint
from liance.ledger.log.text import encode_base64
from liance.ledger.log.tiles import TILE_WIDTH, Tile, TileReader, parse_bundle
from liance.ledger.machine import parse_genesis
from liance.ledger.operations import OperationError, parse_entry, parse_operation
from liance.scenarios.engine import SCENARIO_ENGINES
from liance.workbench.ledger.acting import Membership, membership_of
from liance.workbench.ledger.folder import (
    GENESIS_FILE,
    LEDGER_FILE,
    POLICY_FILE,
    LedgerInputError,
    TrustPolicy,
    foreign,
    ledger_file,
    open_archive,
    policy_of,
    read_policy,
)
from liance.workbench.ledger.proving import checkpoint_data, last_trusted, utc_text
from liance.workbench.output import OutputError, current_umask, write_whole_bytes

#: Largest file of an export: an entry bundle of 256 entries of 65,535 bytes.
_MAX_FILE: Final = TILE_WIDTH * (65_535 + 2)
_NO_CHECKPOINT: Final = Text(
    zh="还没有经足够见证的检查点；请先 checkpoint，交见证人 cosign，再 collect",
    en="there is no checkpoint with enough witnesses yet; run checkpoint, have it cosigned, then collect",
)


@dataclass(frozen=True, slots=True)
class Summary:
    """A ledger at a glance."""

    ledger: str
    suite: str
    instance: str
    height: int
    time: int
    checkpoint: TrustedCheckpoint | None
    latest: int
    membership: Membership
    state_keys: int
    bytes: int

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        trusted = self.checkpoint
        return {
            "ledger": self.ledger,
            "suite": self.suite,
            "instance": self.instance,
            "height": self.height,
            "time": utc_text(self.time),
            "latest_checkpoint": self.latest or None,
            "trusted_checkpoint": trusted
            and {**checkpoint_data(trusted.checkpoint), "witnesses": dict(sorted(trusted.witnesses.items()))},
            "state_keys": self.state_keys,
            "bytes": self.bytes,
            **self.membership.as_data(),
        }


def summarise(folder: Path) -> Summary:
    """Return what a ledger is and how far it has come; reads beside a running driver."""
    policy = policy_of(folder).policy
    with open_archive(folder) as archive:
        genesis, height = archive.genesis, archive.height
        last = next(iter(archive.entries(height, height + 1)))
        found = last_trusted(archive, policy)
        return Summary(
            genesis.ledger,
            genesis.suite.name,
            genesis.instance,
            height,
            parse_entry(last)[0] if height else genesis.time,
            found[1] if found else None,
            next(iter(archive.checkpoint_sizes()), 0),
            membership_of(archive),
            len(archive.state_keys("")),
            ledger_file(folder).stat().st_size,
        )


def _export(folder: Path) -> Iterator[tuple[str, bytes]]:
    with open_archive(folder) as archive:
        found = last_trusted(archive, policy_of(folder).policy)
        if found is None:
            raise LedgerInputError("ledger.no_cosigned_checkpoint", _NO_CHECKPOINT)
        note, trusted = found
        yield from export_files(
            note.format(),
            trusted.checkpoint.size,
            archive.tile,
            lambda start, end: list(archive.entries(start, end)),
        )


def export(folder: Path, out: Path) -> int:
    """Write the ledger up to its last cosigned checkpoint as a C2SP tlog-tiles folder; return how many files.

    The folder appears when it is whole.

    Raises:
        LedgerInputError: there is no cosigned checkpoint, or ``out`` has something in it.
        OutputError: it cannot be written.
    """
    _check_new(out)
    count = 0
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=out.parent, prefix=".", suffix=".part"))
    except OSError as error:
        raise OutputError(str(out)) from error
    try:
        for path, data in _export(folder):
            write_whole_bytes(part / path, data)
            count += 1
        part.chmod(0o777 & ~current_umask())
        if out.exists():
            out.rmdir()
        part.rename(out)
    except OSError as error:
        raise OutputError(str(out)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return count


def _check_new(out: Path) -> None:
    try:
        free = not out.exists() or (out.is_dir() and not any(out.iterdir()))
    except OSError as error:
        raise OutputError(str(out)) from error
    if not free:
        raise LedgerInputError(
            "ledger.not_empty",
            Text(zh="“{name}”不是空文件夹", en="'{name}' is not an empty folder"),
            name=out.name,
        )


def snapshot(folder: Path, out: Path) -> int:
    """Write the same files as one uncompressed zip: same ledger, same bytes. Return how many files it holds.

    Raises:
        LedgerInputError: there is no cosigned checkpoint.
        OutputError: it cannot be written.
    """
    count = 0
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists() and not out.is_file():
            raise OutputError(str(out))
        part = out.with_name(out.name + ".part")
        try:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
                for path, data in _export(folder):
                    archive.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), data)
                    count += 1
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(str(out)) from error
    return count


@contextmanager
def exported_files(path: Path) -> Iterator[Files]:
    """Give the files of an export folder or a snapshot.

    Raises:
        LedgerInputError: it is neither.
    """
    if path.is_dir():
        yield lambda name: _read_exported(path / name)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield lambda name: _read_zipped(archive, name)
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        raise _no_export(path) from None


def _no_export(path: Path) -> LedgerInputError:
    return LedgerInputError(
        "ledger.no_export",
        Text(
            zh="“{name}”既不是账本、导出文件夹，也不是完好的快照",
            en="'{name}' is no ledger, no export folder and no sound snapshot",
        ),
        name=path.name or str(path),
    )


def _read_exported(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(_MAX_FILE + 1)
    except OSError:
        return None


def _read_zipped(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return a member as it stands; a damaged one is given as it is, for the audit to name its bytes."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > _MAX_FILE:
        return None
    stream = archive.fp
    if stream is None:
        return None
    # Past the local header (30 bytes, name, extra field); the checksum of zip says less than our own hashes.
    stream.seek(info.header_offset + 26)
    lengths = stream.read(4)
    skip = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    stream.seek(info.header_offset + 30 + skip)
    return stream.read(info.file_size)


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit found."""

    name: str
    what: str
    entries: int
    checkpoint: TrustedCheckpoint | None
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        trusted = self.checkpoint
        state = None
        if trusted is not None:
            try:
                state = encode_base64(state_root_of(trusted))
            except LogError:
                state = None
        return {
            "name": self.name,
            "what": self.what,
            "sound": self.is_sound,
            "entries": self.entries,
            "checkpoint": trusted
            and {**checkpoint_data(trusted.checkpoint), "witnesses": dict(sorted(trusted.witnesses.items()))},
            "state": state,
            "findings": [finding.as_data(language) for finding in self.findings],
        }


def audit(path: Path, policy_file: Path | None = None) -> Audited:
    """Audit a ledger folder, an export folder or a snapshot: everything rebuilt from raw entries.

    Args:
        path: what to audit.
        policy_file: whom to trust; for a ledger folder its own policy by default.

    Raises:
        LedgerInputError: it is nothing that can be audited, or an export was given without policy.
    """
    if (path / LEDGER_FILE).is_file():
        trust = policy_of(path) if policy_file is None else read_policy(policy_file)
        findings = inspect_ledger(path / LEDGER_FILE, trust.policy, SCENARIO_ENGINES)
        return _audited_ledger(path, trust, findings)
    if policy_file is None:
        raise LedgerInputError(
            "ledger.policy_needed",
            Text(zh="审计导出文件需要 --policy 信任策略", en="an export is audited under a --policy"),
        )
    trust = read_policy(policy_file)
    with exported_files(path) as files:
        structure = audit_structure(trust.suite, trust.policy, files)
        found = structure.findings
        if structure.is_sound:
            found += audit_replay(structure, SCENARIO_ENGINES).findings
    return Audited(path.name, "export", structure.size, structure.trusted, found)


def _audited_ledger(path: Path, trust: TrustPolicy, findings: tuple[Finding, ...]) -> Audited:
    try:
        with open_archive(path) as archive:
            found = last_trusted(archive, trust.policy)
            return Audited(path.name, "ledger", archive.height + 1, found[1] if found else None, findings)
    except (LianceError, LogError):
        if findings:
            return Audited(path.name, "ledger", 0, None, findings)
        raise


@dataclass(frozen=True, slots=True)
class Replica:
    """Something to compare: a log with its size."""

    name: str
    size: int
    hash: Callable[[bytes], bytes]
    read: SubtreeReader
    entry: Callable[[int], bytes]


@contextmanager
def open_replica(path: Path) -> Iterator[Replica]:
    """Open a ledger folder, an export folder or a snapshot for comparison."""
    if (path / LEDGER_FILE).is_file():
        with open_archive(path) as archive:
            yield _replica_of_ledger(path, archive)
        return
    with exported_files(path) as files:
        yield _replica_of_export(path, files)


def _replica_of_ledger(path: Path, archive: Archive) -> Replica:
    hash_ = archive.genesis.suite.hash
    return Replica(
        path.name,
        archive.height + 1,
        hash_,
        TileReader(hash_, archive.tile),
        lambda height: next(iter(archive.entries(height, height + 1)), b""),
    )


def _replica_of_export(path: Path, files: Files) -> Replica:
    checkpoint = files(CHECKPOINT_PATH)
    if checkpoint is None:
        raise _no_export(path)
    try:
        size = parse_checkpoint(parse_note(checkpoint).text).size
        first = parse_bundle(files(Tile(-1, 0, min(size, TILE_WIDTH)).path()) or b"")
        hash_ = parse_genesis(first[0] if first else b"").suite.hash
    except LogError as error:
        raise foreign("ledger.no_export", error, path.name) from None

    def tile(level: int, number: int) -> bytes:
        width = min(TILE_WIDTH, (size >> 8 * level) - number * TILE_WIDTH)
        return files(Tile(level, number, width).path()) or b""

    def entry(height: int) -> bytes:
        number, place = divmod(height, TILE_WIDTH)
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        return parse_bundle(files(Tile(-1, number, width).path()) or b"")[place]

    return Replica(path.name, size, hash_, TileReader(hash_, tile), entry)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two replicas beside each other: ``height`` is the first entry in which they differ, None if one extends the other."""

    names: tuple[str, str]
    sizes: tuple[int, int]
    roots: tuple[str, str]
    height: int | None
    entries: tuple[str, str] | None

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "names": list(self.names),
            "sizes": list(self.sizes),
            "roots": list(self.roots),
            "first_difference": self.height,
            "entries": None if self.entries is None else list(self.entries),
        }


def compare(one: Path, other: Path) -> Comparison:
    """Find the first entry in which two replicas differ, by bisection over their trees.

    Raises:
        LedgerInputError: they use different suites, or one cannot be read.
    """
    with open_replica(one) as first, open_replica(other) as second:
        if first.hash(b"") != second.hash(b""):
            raise LedgerInputError(
                "ledger.mixed_suites_compared",
                Text(zh="两份账本的密码套件不同", en="the two ledgers have different suites"),
            )
        try:
            height = first_difference(first.hash, first.read, first.size, second.read, second.size)
            roots = tuple(
                encode_base64(read_root(item.hash, item.read, item.size)) for item in (first, second)
            )
            shown = None
            if height is not None:
                shown = (_shown(first.entry(height)), _shown(second.entry(height)))
        except (LogError, IndexError) as error:
            if isinstance(error, LogError):
                raise foreign("ledger.damaged_replica", error) from None
            raise LedgerInputError(
                "ledger.damaged_replica",
                Text(zh="副本不完整，请先审计", en="a replica is incomplete; audit it first"),
            ) from None
    return Comparison(
        (first.name, second.name), (first.size, second.size), (roots[0], roots[1]), height, shown
    )


def _shown(entry: bytes) -> str:
    """Return an entry as one line: author, number, kind; its first characters where it is no operation."""
    try:
        time, data = parse_entry(entry)
        body = parse_operation(data).body
        return f"{utc_text(time)} {body.author} #{body.sequence} {body.kind}"
    except OperationError:
        return entry[:80].decode("utf-8", "replace")


def restore(
    source: Path,
    folder: Path,
    policy_file: Path,
    *,
    check_signatures: bool = False,
    progress: Callable[[int, int], object] = lambda _done, _size: None,
) -> TrustedCheckpoint:
    """Make a ledger folder from an export or a snapshot, bound to a checkpoint that the policy trusts.

    Raises:
        RestoreError: if the files do not lead to the checkpoint; nothing is written then.
        LedgerInputError: if ``source`` is no export.
        NotALedgerError: if the folder has a ledger.
    """
    trust = read_policy(policy_file)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(str(folder)) from error
    with exported_files(source) as files:
        trusted = restore_ledger(
            folder / LEDGER_FILE,
            trust.policy,
            files,
            check_signatures=check_signatures,
            engines=SCENARIO_ENGINES,
            progress=progress,
        )
    try:
        with open_archive(folder) as archive:
            write_whole_bytes(folder / GENESIS_FILE, archive.genesis.format())
        write_whole_bytes(folder / POLICY_FILE, trust.data)
    except BaseException:
        # A ledger without its policy would be in the way of the next try.
        (folder / LEDGER_FILE).unlink(missing_ok=True)
        raise
    return trusted
