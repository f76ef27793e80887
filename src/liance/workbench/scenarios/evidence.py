"""Evidence chain: deposit many files at once, and hand a package to a court that it checks offline.

A package is a ZIP archive: the statement in both languages (HTML and Word), the proofs of every entry about the
deposit, the files with their places in the batch, and the page that verifies proofs in a browser. Checking it
makes the HTML statements again from the proofs and compares them byte by byte.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from liance import __version__
from liance.core.canonical import canonical_json
from liance.core.errors import UnknownNameError
from liance.core.language import Language, Text
from liance.core.limits import (
    MAX_BATCH_FILES,
    MAX_BATCH_MANIFEST_BYTES,
    MAX_CASE_BYTES,
    MAX_CASE_ENTRIES,
    MAX_CASE_FILES,
    MAX_DEPOSIT_FILE_BYTES,
    MAX_NEAR_NAMES,
    MAX_SEALED_BYTES,
)
from liance.ledger.drivers.archive import Archive
from liance.ledger.evidence import TrueEntry, TrueState
from liance.ledger.log.suite import Signer
from liance.ledger.operations import digest_text
from liance.ledger.suites import CryptoSuite
from liance.reports.blocks_docx import docx_report
from liance.reports.blocks_html import html_report
from liance.reports.court_report import court_report, day_of
from liance.scenarios.batch import BatchFile, batch_root, is_in_batch, prove_file
from liance.scenarios.court import Case, case_of
from liance.scenarios.records import read_record, scenario_record_key
from liance.workbench.ledger.acting import Done
from liance.workbench.ledger.folder import (
    LedgerInputError,
    open_archive,
    policy_of,
    read_bounded,
    read_policy,
)
from liance.workbench.ledger.page import verifier_page
from liance.workbench.ledger.proving import prove_entry, prove_state, verify_data
from liance.workbench.output import write_whole_bytes
from liance.workbench.scenarios.acting import take_action
from liance.workbench.scenarios.blobs import BlobStore
from liance.workbench.scenarios.private import submit_private

_MANIFEST: Final = "liance-batch/v1"
_CASE: Final = "liance-court/v1"
_DEPOSIT: Final = Text(zh="存证", en="deposit")
_FILE: Final = Text(zh="文件", en="file")
#: Entries that belong to a deposit: found by the deposit's own record, or by the field ``deposit``.
_ABOUT: Final = ("supplement.add", "attestation.give", "export.request", "export.hand")


def evidence_error(code: str, zh: str, en: str, **fields: object) -> LedgerInputError:
    """Return an error about evidence; ``code`` is stable."""
    return LedgerInputError(f"evidence_chain.{code}", Text(zh=zh, en=en), **fields)


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that are deposited together, sorted by name."""

    files: tuple[BatchFile, ...]
    root: str

    def format(self) -> bytes:
        """Return the manifest, which the depositor keeps: canonical JSON and a line end."""
        value = {
            "files": [{"bytes": one.size, "digest": one.digest, "name": one.name} for one in self.files],
            "format": _MANIFEST,
            "root": self.root,
        }
        return canonical_json(value) + b"\n"


def collect_files(paths: Sequence[Path]) -> dict[str, Path]:
    """Return files by their name in the batch; of a folder, all files below it.

    Raises:
        LedgerInputError: a path is missing, two files have one name, or there are none or too many.
    """
    found: dict[str, Path] = {}
    for path in paths:
        listed = (
            {
                f"{path.name}/{one.relative_to(path).as_posix()}": one
                for one in sorted(path.rglob("*"))
                if one.is_file()
            }
            if path.is_dir()
            else {path.name: path}
        )
        for name, one in listed.items():
            if name in found:
                raise evidence_error(
                    "same_name",
                    "有两个文件都叫“{name}”，请改名或放进不同的文件夹",
                    "two files are called '{name}'; rename one or put them into folders",
                    name=name,
                )
            found[name] = one
    if not 1 <= len(found) <= MAX_BATCH_FILES:
        raise evidence_error(
            "file_count",
            "一批应有 1 至 {bound} 个文件，现有 {count} 个",
            "a batch has 1 to {bound} files, not {count}",
            bound=MAX_BATCH_FILES,
            count=len(found),
        )
    return found


def batch_of(suite: CryptoSuite, files: Mapping[str, Path]) -> Batch:
    """Return the batch of files by name.

    Raises:
        LedgerInputError: a file cannot be read or is larger than MAX_DEPOSIT_FILE_BYTES.
    """
    listed = []
    for name, path in sorted(files.items()):
        data = read_bounded(path, MAX_DEPOSIT_FILE_BYTES)
        listed.append(BatchFile(name, digest_text(suite, data), len(data)))
    return Batch(tuple(listed), f"{suite.hash_name}:{batch_root(suite.hash, listed).hex()}")


def deposit_files(
    folder: Path,
    signer: Signer,
    scenario: str,
    record: str,
    files: Mapping[str, Path],
    stated: Mapping[str, object],
    store: BlobStore | None = None,
) -> tuple[Done, Batch]:
    """Deposit many files in one operation.

    Args:
        folder: the ledger.
        signer: the depositor.
        scenario: its name.
        record: name of the deposit.
        files: by name.
        stated: what the depositor states: title, made_by, source, perhaps observed.
        store: keeps the files themselves, sealed for the depositor; None deposits their digests alone.

    Returns:
        What became of the operation, and the batch whose manifest is needed to prove single files.

    Raises:
        LedgerInputError: a file cannot be read, or the files are too many or too large to be sealed.
    """
    with open_archive(folder) as archive:
        batch = batch_of(archive.genesis.suite, files)
    fields = {
        **stated,
        "bytes": sum(one.size for one in batch.files),
        "digest": batch.root,
        "files": len(batch.files),
    }
    if store is None:
        return take_action(folder, signer, scenario, "deposit.make", record, fields), batch
    contents = {
        name: base64.b64encode(read_bounded(path, MAX_SEALED_BYTES)).decode() for name, path in files.items()
    }
    done = submit_private(folder, signer, scenario, "deposit.make", record, fields, contents, store)
    return done, batch


def write_sealed_files(values: Mapping[str, Any], folder: Path) -> tuple[tuple[str, str], ...]:
    """Write files that were sealed with a deposit into a folder, under numbers: no name of theirs becomes a path.

    Returns:
        Pairs of the file written and the name it has in the batch.

    Raises:
        LedgerInputError: the fields are no files.
        OutputError: the folder cannot be written.
    """
    found = []
    for number, (name, value) in enumerate(sorted(values.items()), 1):
        try:
            data = base64.b64decode(value, validate=True)
        except (ValueError, TypeError):
            raise evidence_error(
                "no_files",
                "密封字段“{name}”不是文件",
                "the sealed field '{name}' is no file",
                name=name,
            ) from None
        write_whole_bytes(folder / str(number), data)
        found.append((str(number), name))
    return tuple(found)


def read_manifest(path: Path) -> Batch:
    """Return the batch in a manifest.

    Raises:
        LedgerInputError: it cannot be read or is none.
    """
    batch = parse_manifest(read_bounded(path, MAX_BATCH_MANIFEST_BYTES))
    if batch is None:
        raise evidence_error(
            "no_manifest", "“{name}”不是批量存证清单", "'{name}' is no manifest of a batch", name=path.name
        )
    return batch


def parse_manifest(data: bytes) -> Batch | None:
    """Return the batch in a manifest's bytes, or None."""
    try:
        value = json.loads(data)
        if value.keys() != {"files", "format", "root"} or value["format"] != _MANIFEST:
            return None
        files = tuple(
            BatchFile(str(one["name"]), str(one["digest"]), int(one["bytes"])) for one in value["files"]
        )
        batch = Batch(files, str(value["root"]))
        return batch if batch.format() == data and files else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A proof to go into a package: what it is about, and its bytes."""

    name: str
    proof: bytes


def court_package(
    folder: Path, scenario: str, deposit: str, files: Mapping[str, Path], batch: Batch
) -> bytes:
    """Return the package for a court.

    Args:
        folder: the ledger, with a checkpoint that enough witnesses cosigned.
        scenario: its name.
        deposit: name of the deposit.
        files: those to be handed over, by their name in the batch.
        batch: of the deposit, from its manifest.

    Raises:
        UnknownNameError: there is no such deposit, or a file is not in the batch.
        LedgerInputError: a file is not the deposited one, the batch is another's, or no checkpoint covers an entry.
    """
    with open_archive(folder) as archive:
        record = archive.evaluate(lambda view: read_record(view, scenario, "deposit", deposit))
        if record is None:
            prefix = f"scenario/{scenario}/deposit/"
            known = [key.removeprefix(prefix) for key in archive.state_keys(prefix, MAX_NEAR_NAMES)]
            raise UnknownNameError(_DEPOSIT, deposit, known)
        suite = archive.genesis.suite
        heights = _heights_about(archive, scenario, deposit)
    if record.fields["digest"] != batch.root or record.fields.get("files") != len(batch.files):
        raise evidence_error(
            "other_batch",
            "清单不属于存证“{deposit}”：摘要不同",
            "the manifest is not of the deposit '{deposit}': its digest is another",
            deposit=deposit,
        )
    contents = _contents(suite, files, batch)
    entries = [
        _Entry(f"proofs/{height}.proof", prove_entry(folder, height=height).data) for height in heights
    ]
    state = _state_proof(folder, scenario_record_key(scenario, "deposit", deposit))
    if state is not None:
        entries.append(_Entry("proofs/state.proof", state))
    places = {one.name: index for index, one in enumerate(batch.files)}
    listed = [
        {
            "bytes": batch.files[places[name]].size,
            "digest": batch.files[places[name]].digest,
            "index": places[name],
            "name": name,
            "path": [
                base64.b64encode(node).decode() for node in prove_file(suite.hash, batch.files, places[name])
            ],
        }
        for name in sorted(contents)
    ]
    value = {
        "deposit": deposit,
        "entries": [one.name for one in entries],
        "files": listed,
        "format": _CASE,
        "made_by": __version__,
        "scenario": scenario,
        "size": len(batch.files),
    }
    case = _case(folder / "policy.txt", scenario, deposit, entries)
    shown = [batch.files[places[name]] for name in sorted(contents)]
    parts: dict[str, bytes] = {
        "case.json": canonical_json(value) + b"\n",
        **{one.name: one.proof for one in entries},
        **{
            f"files/{number}": data for number, data in enumerate(contents[name] for name in sorted(contents))
        },
        **_statements(case, shown),
        "policy.txt": policy_of(folder).data,
        "verify.html": verifier_page(),
    }
    for language in Language:
        report = court_report(case, shown, language)
        parts[f"statement-{language.value}.docx"] = docx_report(
            report, day_of(case.deposit.recorded), language
        )
    return _zip(parts)


def _heights_about(archive: Archive, scenario: str, deposit: str) -> list[int]:
    """Return the heights of all entries about a deposit."""
    own = archive.each_height("scenario.acted.record", f"{scenario}/deposit/{deposit}")
    here = ("scenario.acted.scenario", scenario)
    about = archive.each_height("scenario.acted.field.deposit", deposit, also=here)
    return sorted(
        {
            *own,
            *(
                receipt.height
                for receipt in archive.receipts_at(about)
                for one in receipt.events
                if one.type == "scenario.acted" and dict(one.attributes)["action"] in _ABOUT
            ),
        }
    )


def _contents(suite: CryptoSuite, files: Mapping[str, Path], batch: Batch) -> dict[str, bytes]:
    """Return the files' bytes by name, each held against its digest in the batch."""
    if not 1 <= len(files) <= MAX_CASE_FILES:
        raise evidence_error(
            "file_count",
            "一批应有 1 至 {bound} 个文件，现有 {count} 个",
            "a batch has 1 to {bound} files, not {count}",
            bound=MAX_CASE_FILES,
            count=len(files),
        )
    known = {one.name: one for one in batch.files}
    found = {}
    for name, path in files.items():
        if name not in known:
            raise UnknownNameError(_FILE, name, known)
        data = read_bounded(path, MAX_DEPOSIT_FILE_BYTES)
        if digest_text(suite, data) != known[name].digest:
            raise evidence_error(
                "changed_file",
                "文件“{name}”与存证时不同，不能作为原件出证",
                "the file '{name}' is not what was deposited and cannot be handed over as such",
                name=name,
            )
        found[name] = data
    return found


def _state_proof(folder: Path, key: str) -> bytes | None:
    """Return the proof of the deposit's state, or None where no checkpoint of that height has enough witnesses."""
    try:
        return prove_state(folder, key).data
    except LedgerInputError:
        return None


def _case(policy: Path, scenario: str, deposit: str, entries: Sequence[_Entry]) -> Case:
    """Return what proofs tell under a policy.

    Raises:
        LedgerInputError: one of them does not hold, or is about something else.
    """
    trues: list[TrueEntry] = []
    counts = None
    for one in entries:
        verified = verify_data(one.name, one.proof, policy)
        if verified.finding is not None:
            raise evidence_error(
                "false_proof",
                "证明“{name}”不成立：{why_zh}",
                "the proof '{name}' does not hold: {why_en}",
                name=one.name,
                why_zh=verified.finding.message(Language.ZH),
                why_en=verified.finding.message(Language.EN),
            )
        if isinstance(verified.true, TrueEntry):
            trues.append(verified.true)
        elif isinstance(verified.true, TrueState):
            counts = _counts(verified.true, scenario, deposit)
    case = case_of(trues, scenario, deposit, counts) if trues else None
    if case is None:
        raise evidence_error(
            "other_entries",
            "证明与存证“{deposit}”不符：缺少存证条目，或混入了别的条目",
            "the proofs do not fit the deposit '{deposit}': its own entry is missing, or others are among them",
            deposit=deposit,
        )
    return case


def _counts(true: TrueState, scenario: str, deposit: str) -> tuple[int, int] | None:
    if true.key != scenario_record_key(scenario, "deposit", deposit) or true.value is None:
        return None
    fields = json.loads(true.value).get("fields", {})
    return int(fields.get("supplements", 0)), int(fields.get("witnessed", 0))


def _statements(case: Case, shown: Sequence[BatchFile]) -> dict[str, bytes]:
    return {
        f"statement-{language.value}.html": html_report(
            court_report(case, shown, language), language
        ).encode()
        for language in Language
    }


def _zip(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(parts.items()):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class CheckedCase:
    """A package that holds: the case and the files that are proved.

    ``made_by`` is the version of Liance whose statements are in it; those of another version are not compared.
    """

    case: Case
    files: tuple[BatchFile, ...]
    made_by: str

    @property
    def is_compared(self) -> bool:
        """Whether the statements in the package were held against the proofs."""
        return self.made_by == __version__

    def as_data(self, _language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        deed = self.case.deposit
        return {
            "valid": True,
            "deposit": deed.record,
            "height": deed.height,
            "recorded": deed.recorded,
            "files": [{"name": one.name, "digest": one.digest, "bytes": one.size} for one in self.files],
            "transfers": len(self.case.transfers),
            "supplements": len(self.case.supplements),
            "attestations": len(self.case.attestations),
            "complete": self.case.is_complete,
            "witnesses": dict(sorted(self.case.witnesses.items())),
            "statements_compared": self.is_compared,
        }


def is_package(path: Path) -> bool:
    """Whether a file looks like a package for a court."""
    return zipfile.is_zipfile(path)


def check_package(path: Path, policy: Path) -> CheckedCase:
    """Check a package offline under a policy: proofs, files, and that the statements say what the proofs show.

    Raises:
        LedgerInputError: it is no package, or something in it does not hold; the message names it.
    """
    parts = _unzip(path)
    value = _case_value(parts.get("case.json", b""))
    if value is None:
        raise _no_package(path)
    missing = [name for name in value["entries"] if name not in parts]
    if missing:
        raise _broken(missing[0])
    entries = [_Entry(name, parts[name]) for name in value["entries"]]
    case = _case(policy, value["scenario"], value["deposit"], entries)
    suite = read_policy(policy).suite
    root = str(case.deposit.fields.get("digest", ""))
    files = tuple(
        _proved_file(suite, root, value["size"], number, one, parts)
        for number, one in enumerate(value["files"])
    )
    if case.deposit.fields.get("files") != value["size"]:
        raise _broken("case.json")
    checked = CheckedCase(case, files, value["made_by"])
    for name, expected in _statements(case, files).items():
        if checked.is_compared and parts.get(name) != expected:
            raise evidence_error(
                "other_statement",
                "“{name}”与证明所示不一致，不要采信",
                "'{name}' does not say what the proofs show; do not rely on it",
                name=name,
            )
    return checked


def _no_package(path: Path) -> LedgerInputError:
    return evidence_error(
        "no_package", "“{name}”不是出证包", "'{name}' is no package for a court", name=path.name
    )


def _broken(name: str) -> LedgerInputError:
    return evidence_error(
        "broken_package",
        "出证包中的“{name}”缺失，或与账本上的摘要不符",
        "'{name}' is missing from the package, or does not fit the digest on the ledger",
        name=name,
    )


def _proved_file(
    suite: CryptoSuite,
    root: str,
    size: int,
    number: int,
    listed: Mapping[str, Any],
    parts: Mapping[str, bytes],
) -> BatchFile:
    file = BatchFile(listed["name"], listed["digest"], listed["bytes"])
    data = parts.get(f"files/{number}")
    fits = data is not None and (digest_text(suite, data), len(data)) == (file.digest, file.size)
    try:
        whole = bytes.fromhex(root.partition(":")[2])
    except ValueError:
        whole = b""
    if not fits or not is_in_batch(suite.hash, whole, file, listed["index"], size, listed["path"]):
        raise _broken(file.name)
    return file


def _unzip(path: Path) -> dict[str, bytes]:
    """Return the members of a package, bounded; nothing is written anywhere."""
    data = read_bounded(path, MAX_CASE_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            whole = sum(one.file_size for one in listed)
            if len(listed) > MAX_CASE_FILES + MAX_CASE_ENTRIES or whole > MAX_CASE_BYTES:
                raise _no_package(path)
            return {one.filename: _member(archive, one) for one in listed}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _no_package(path) from None


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as stream:
        return stream.read(info.file_size + 1)[: info.file_size]


def _case_value(data: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(data)
        if value.keys() != {"deposit", "entries", "files", "format", "made_by", "scenario", "size"}:
            return None
        if value["format"] != _CASE or not 1 <= len(value["entries"]) <= MAX_CASE_ENTRIES:
            return None
        files = [
            {
                "bytes": int(one["bytes"]),
                "digest": str(one["digest"]),
                "index": int(one["index"]),
                "name": str(one["name"]),
                "path": [base64.b64decode(node, validate=True) for node in one["path"]],
            }
            for one in value["files"]
        ]
        entries = [str(name) for name in value["entries"]]
        size = int(value["size"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if not 1 <= len(files) <= MAX_CASE_FILES or len(set(entries)) != len(entries) or not 0 < size < 2**32:
        return None
    return {
        "deposit": str(value["deposit"]),
        "entries": entries,
        "files": files,
        "made_by": str(value["made_by"]),
        "scenario": str(value["scenario"]),
        "size": size,
    }
