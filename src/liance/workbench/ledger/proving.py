"""Checkpoints, cosignatures and evidence: made in the ledger's folder, checked anywhere, offline.

A checkpoint goes to witnesses as a C2SP ``add-checkpoint`` request (tlog-witness): the size they cosigned
before, the proof that the log only grew, and the checkpoint. A witness keeps the last checkpoint that it
cosigned and never cosigns one that does not extend it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from liance.core import limits
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.ledger.drivers.archive import Archive
from liance.ledger.evidence import (
    StateEvidence,
    TrueEntry,
    TrueState,
    format_evidence,
    verify_file,
)
from liance.ledger.kinds import record_key
from liance.ledger.log.bounds import MAX_NOTE_BYTES, MAX_PROOF_BYTES
from liance.ledger.log.checkpoints import Checkpoint, parse_checkpoint
from liance.ledger.log.errors import (
    BoundError,
    LogError,
    MalformedError,
    ProofError,
    QuorumError,
    SignatureError,
)
from liance.ledger.log.merkle import verify_consistency
from liance.ledger.log.notes import Note, add_signature, cosign_note, open_note, parse_note
from liance.ledger.log.policies import Policy, TrustedCheckpoint, check_checkpoint
from liance.ledger.log.suite import Signer
from liance.ledger.log.text import decode_decimal, decode_hash, encode_base64
from liance.ledger.operations import OperationError
from liance.workbench.ledger.folder import (
    LedgerInputError,
    TrustPolicy,
    foreign,
    open_archive,
    open_driver,
    policy_of,
    read_bounded,
    read_policy,
)
from liance.workbench.ledger.keys import PublicKey
from liance.workbench.output import write_whole_bytes

_ADVICE: Final = Text(
    zh="不要采信；请向出具方索取原件，并核对信任策略的来源",
    en="do not rely on it; ask its issuer for the original and check where the policy came from",
)


def _kind(code: str, zh: str, en: str) -> FindingKind:
    return FindingKind(f"evidence.{code}", Severity.ERROR, Text(zh=zh, en=en), _ADVICE)


MALFORMED = _kind("malformed", "格式不符：{zh}", "wrong format: {en}")
TOO_LARGE = _kind("too_large", "超出上限：{zh}", "beyond a bound: {en}")
FALSE_PROOF = _kind("proof", "内容与检查点不符：{zh}", "the content does not fit the checkpoint: {en}")
FALSE_SIGNATURE = _kind("signature", "签名不成立：{zh}", "a signature does not hold: {en}")
NO_QUORUM = _kind("quorum", "见证不足：{zh}", "too few witnesses: {en}")
NO_OPERATION = _kind("operation", "条目不是操作：{zh}", "the entry is no operation: {en}")

_KINDS: Final[tuple[tuple[type[Exception], FindingKind], ...]] = (
    (BoundError, TOO_LARGE),
    (ProofError, FALSE_PROOF),
    (SignatureError, FALSE_SIGNATURE),
    (QuorumError, NO_QUORUM),
    (OperationError, NO_OPERATION),
)


def utc_text(milliseconds: int) -> str:
    """Return POSIX milliseconds as ``2026-01-01T00:00:00.000Z``."""
    seconds, rest = divmod(milliseconds, 1_000)
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{rest:03d}Z"
    except (OverflowError, ValueError, OSError):
        return str(milliseconds)


@dataclass(frozen=True, slots=True)
class CheckpointMade:
    """A checkpoint that was signed: what it says, and the request for witnesses."""

    checkpoint: Checkpoint
    request: bytes
    old: int

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {**checkpoint_data(self.checkpoint), "old": self.old}


def checkpoint_data(checkpoint: Checkpoint) -> dict[str, object]:
    """Return a checkpoint as JSON-ready data."""
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": encode_base64(checkpoint.root),
        "extensions": list(checkpoint.extensions),
    }


def make_checkpoint(folder: Path, signer: Signer, old: int | None = None) -> CheckpointMade:
    """Sign a checkpoint of everything in the ledger, as the log's key holder.

    Args:
        folder: the ledger.
        signer: holds the key of a log line of the ledger's policy.
        old: the size that the witnesses cosigned before; the last cosigned one by default.

    Raises:
        LedgerInputError: the key is not the log's, or ``old`` is larger than the ledger.
    """
    trust = policy_of(folder)
    origin = next(
        (log.key.name for log in trust.policy.logs if log.key.public_key == signer.public_key), None
    )
    if origin is None:
        raise LedgerInputError(
            "ledger.not_the_log_key",
            Text(
                zh="这不是账本的签发密钥（policy.txt 中 log 一行的密钥）",
                en="this is not the key that signs the ledger's checkpoints (the log line of policy.txt)",
            ),
        )
    with open_driver(folder) as driver:
        note = driver.checkpoint(origin, signer)
        checkpoint = parse_checkpoint(note.text)
        before = _last_cosigned(driver.archive, trust.policy) if old is None else old
        if not 0 <= before <= checkpoint.size:
            raise LedgerInputError(
                "ledger.bad_size",
                Text(zh="规模 {size} 超出账本", en="the size {size} is beyond the ledger"),
                size=before,
            )
        proof = driver.archive.prove_growth(before, checkpoint.size)
    lines = [f"old {before}", *(encode_base64(item) for item in proof), "", ""]
    return CheckpointMade(checkpoint, "\n".join(lines).encode() + note.format(), before)


def _last_cosigned(archive: Archive, policy: Policy) -> int:
    """Return the largest size that any known witness cosigned, 0 for none."""
    keys = [witness.key for witness in policy.witnesses]
    for size in archive.checkpoint_sizes():
        note = archive.checkpoint(size)
        try:
            if note is not None and open_note(note, keys).signatures:
                return size
        except LogError:
            continue
    return 0


@dataclass(frozen=True, slots=True)
class _Request:
    old: int
    proof: tuple[bytes, ...]
    note: Note


def _parse_request(data: bytes) -> _Request:
    """Read an add-checkpoint request, or a bare checkpoint (which claims that nothing came before)."""
    if not data.startswith(b"old "):
        return _Request(0, (), parse_note(data))
    head, blank, note = data.partition(b"\n\n")
    what = "checkpoint"
    if not blank:
        raise MalformedError(what, "unknown shape")
    first, *lines = head.decode("ascii", "replace").split("\n")
    old = decode_decimal(first.removeprefix("old "), what)
    return _Request(old, tuple(decode_hash(line, what) for line in lines[:65]), parse_note(note))


def cosign(
    request_file: Path,
    policy_file: Path,
    signer: Signer,
    state_file: Path,
    clock: Callable[[], float] = time.time,
) -> tuple[bytes, Checkpoint]:
    """Cosign a checkpoint as a witness, if it extends the last one that this witness cosigned.

    Args:
        request_file: a checkpoint, or a request with the proof of growth.
        policy_file: names the log and this witness.
        signer: the witness's key.
        state_file: where the witness keeps its last cosigned checkpoint; written before the cosignature is given.
        clock: returns POSIX seconds.

    Returns:
        The checkpoint with its cosignature, to be handed back, and what it says.

    Raises:
        LedgerInputError: the log's signature is missing or false, the key is no witness's, or the log did not only grow.
    """
    trust = read_policy(policy_file)
    data = read_bounded(request_file, MAX_PROOF_BYTES)
    witness = next((one for one in trust.policy.witnesses if one.key.public_key == signer.public_key), None)
    if witness is None:
        raise LedgerInputError(
            "ledger.not_a_witness",
            Text(zh="信任策略中没有这个见证密钥", en="the policy names no witness with this key"),
        )
    try:
        request = _parse_request(data)
        checkpoint = parse_checkpoint(request.note.text)
        _check_log(trust.policy, request.note, checkpoint)
        _check_growth(trust, request, checkpoint, state_file)
        signature = cosign_note(request.note.text, witness.key.name, signer, int(clock()))
        answer = add_signature(request.note, signature)
    except LogError as error:
        raise foreign("ledger.not_cosigned", error, request_file.name) from None
    # On disk first: a witness that forgot what it cosigned could cosign a log that was rewritten.
    write_whole_bytes(state_file, answer.format(), durable=True)
    return answer.format(), checkpoint


def _check_log(policy: Policy, note: Note, checkpoint: Checkpoint) -> None:
    keys = [log.key for log in policy.logs if log.key.name == checkpoint.origin]
    if not keys:
        raise SignatureError
    open_note(note, keys)


def _check_growth(trust: TrustPolicy, request: _Request, checkpoint: Checkpoint, state_file: Path) -> None:
    """Hold the checkpoint against the last cosigned one.

    Raises:
        LedgerInputError: with the size that the request must begin at.
        LogError: if the log did not only grow.
    """
    if not state_file.exists():
        return
    last = parse_checkpoint(parse_note(read_bounded(state_file, MAX_NOTE_BYTES)).text)
    if last.origin != checkpoint.origin:
        raise LedgerInputError(
            "ledger.other_log",
            Text(zh="状态文件属于另一账本“{origin}”", en="the state file is of another log, '{origin}'"),
            origin=last.origin,
        )
    if last.size == checkpoint.size and last.root == checkpoint.root:
        return
    if request.old != last.size or checkpoint.size < last.size:
        raise LedgerInputError(
            "ledger.other_size",
            Text(
                zh="本见证人上次见证的规模是 {size}，请求从 {old} 到 {new}；请运营方用 checkpoint --old {size} 重新出具",
                en="this witness last cosigned size {size}, the request goes from {old} to {new}; "
                "ask for a request made with checkpoint --old {size}",
            ),
            size=last.size,
            old=request.old,
            new=checkpoint.size,
        )
    verify_consistency(
        trust.suite.hash,
        last.size,
        checkpoint.size,
        request.proof,
        old_root=last.root,
        new_root=checkpoint.root,
    )


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of cosigned checkpoints: the size, who cosigned, whether the policy's quorum is met."""

    size: int
    witnesses: tuple[str, ...]
    is_met: bool

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {"size": self.size, "witnesses": list(self.witnesses), "quorum": self.is_met}


def collect(folder: Path, files: Sequence[Path]) -> Collected:
    """Keep the cosignatures in checkpoint files that witnesses handed back.

    Raises:
        LedgerInputError: a file is no checkpoint of this ledger, or has a false signature.
        NotALedgerError: there is no checkpoint of its size.
    """
    policy = policy_of(folder).policy
    keys = {(one.key.name, one.key.key_id): one for one in policy.witnesses}
    size, kept = 0, None
    with open_driver(folder) as driver:
        for path in files:
            try:
                note = parse_note(read_bounded(path, MAX_NOTE_BYTES))
                size = parse_checkpoint(note.text).size
                kept = driver.archive.checkpoint(size)
                if kept is None or kept.text != note.text:
                    raise LedgerInputError(
                        "ledger.other_checkpoint",
                        Text(
                            zh="“{name}”不是本账本签发的检查点",
                            en="'{name}' is no checkpoint that this ledger signed",
                        ),
                        name=path.name,
                    )
                open_note(note, [one.key for one in policy.witnesses])
                for signature in note.signatures:
                    if (signature.name, signature.key_id) in keys:
                        kept = driver.add_cosignature(size, signature)
            except LogError as error:
                raise foreign("ledger.bad_cosignature", error, path.name) from None
    witnesses = {
        keys[place].name for s in (kept.signatures if kept else ()) if (place := (s.name, s.key_id)) in keys
    }
    return Collected(size, tuple(sorted(witnesses)), policy.is_met_by(frozenset(witnesses)))


def last_trusted(archive: Archive, policy: Policy, least: int = 0) -> tuple[Note, TrustedCheckpoint] | None:
    """Return the largest kept checkpoint of at least ``least`` entries that satisfies the policy, or None."""
    for size in archive.checkpoint_sizes():
        note = archive.checkpoint(size)
        if note is None or size < least:
            break
        try:
            return note, check_checkpoint(policy, note)
        except LogError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class Proved:
    """An evidence file that was made."""

    data: bytes
    what: Text
    size: int
    witnesses: tuple[str, ...]

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "what": self.what.render(language),
            "size": self.size,
            "witnesses": list(self.witnesses),
            "bytes": len(self.data),
        }


def _no_checkpoint(text: Text, **fields: object) -> LedgerInputError:
    return LedgerInputError("ledger.no_cosigned_checkpoint", text, **fields)


_NOT_COVERED = Text(
    zh="还没有经足够见证、覆盖高度 {height} 的检查点；请先 checkpoint，交见证人 cosign，再 collect",
    en="no checkpoint with enough witnesses covers height {height} yet; "
    "run checkpoint, have witnesses cosign it, then collect",
)
_STATE_MOVED = Text(
    zh="最近的见证检查点之后账本又有变化，状态证明须与检查点同高；请先 checkpoint、cosign、collect，其间不要提交",
    en="the ledger has moved on since its last cosigned checkpoint; a proof of the state needs one of the same height: "
    "run checkpoint, cosign and collect with nothing submitted in between",
)


def prove_entry(folder: Path, *, height: int | None = None, operation: str | None = None) -> Proved:
    """Make the evidence file of an entry, by height or by operation id, under the latest cosigned checkpoint.

    Raises:
        LedgerInputError: there is no such entry, or no checkpoint that covers it.
    """
    with open_archive(folder) as archive:
        if operation is not None:
            receipt = archive.receipt_of(operation)
            height = receipt.height if receipt else None
        if height is None or not 0 <= height <= archive.height:
            raise LedgerInputError(
                "ledger.no_entry",
                Text(zh="账本中没有这一条目", en="there is no such entry in the ledger"),
            )
        return _prove(folder, archive, height)


def _prove(folder: Path, archive: Archive, height: int) -> Proved:
    found = last_trusted(archive, policy_of(folder).policy, height + 1)
    if found is None:
        raise _no_checkpoint(_NOT_COVERED, height=height)
    note, trusted = found
    size = trusted.checkpoint.size
    entry = next(iter(archive.entries(height, height + 1)))
    data = format_evidence(height, entry, archive.prove_entry(height, size), note)
    what = Text(zh=f"高度 {height} 的条目", en=f"the entry at height {height}")
    return Proved(data, what, size, tuple(sorted(trusted.witnesses)))


def prove_record(folder: Path, organisation: str, record: str) -> Proved:
    """Make the evidence file of the entry that put a record's present revision.

    Raises:
        LedgerInputError: there is no such record, or no checkpoint that covers it.
    """
    with open_archive(folder) as archive:
        full = f"{archive.genesis.instance}/{organisation.rsplit('/', maxsplit=1)[-1]}"
        value = archive.evaluate(lambda view: view.get(record_key(full, record)))
        if value is None:
            raise LedgerInputError(
                "ledger.no_record",
                Text(zh="{organisation} 没有记录“{record}”", en="{organisation} has no record '{record}'"),
                organisation=organisation,
                record=record,
            )
        return _prove(folder, archive, int(json.loads(value)["height"]))


def prove_state(folder: Path, key: str) -> Proved:
    """Make the evidence file of what the state holds under a key, also that it holds nothing.

    Raises:
        LedgerInputError: the last cosigned checkpoint is older than the state, or the key cannot be one.
    """
    with open_archive(folder) as archive:
        size, value, proof = archive.prove_state(key)
        found = last_trusted(archive, policy_of(folder).policy, size)
        if found is None or found[1].checkpoint.size != size:
            raise _no_checkpoint(_STATE_MOVED)
        note, trusted = found
        try:
            data = StateEvidence(key, value, proof, note).format()
        except LogError as error:
            raise foreign("ledger.bad_key", error) from None
        # The key is the user's own word and may hold braces.
        shown = key.replace("{", "{{").replace("}", "}}")
        what = Text(
            zh=f"状态键 {shown}" + ("" if value else "（没有值）"),
            en=f"state key {shown}" + ("" if value else " (no value)"),
        )
        return Proved(data, what, size, tuple(sorted(trusted.witnesses)))


@dataclass(frozen=True, slots=True)
class Verified:
    """What an evidence file shows, once checked; or the finding that says why it shows nothing."""

    name: str
    true: TrueEntry | TrueState | None
    finding: Finding | None

    @property
    def is_true(self) -> bool:
        """Whether everything holds."""
        return self.finding is None

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        data: dict[str, object] = {"file": self.name, "valid": self.is_true}
        if self.finding is not None:
            return {**data, "finding": self.finding.as_data(language)}
        true = self.true
        if isinstance(true, TrueEntry):
            data["entry"] = entry_data(true)
        elif isinstance(true, TrueState):
            data["state"] = {
                "key": true.key,
                "value": None if true.value is None else _json_or_text(true.value),
            }
        if true is not None:
            data["checkpoint"] = {
                **checkpoint_data(true.trusted.checkpoint),
                "witnesses": dict(sorted(true.trusted.witnesses.items())),
            }
        return data


def _json_or_text(data: bytes) -> object:
    """Return JSON as its value; bytes that are none, which only a false ledger would commit to, as text."""
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        return data.decode("utf-8", "replace")
    return value


def entry_data(true: TrueEntry) -> dict[str, object]:
    """Return a true entry as JSON-ready data."""
    if true.operation is None or true.recorded is None:
        return {"height": true.height, "genesis": _json_or_text(true.entry)}
    body = true.operation.body
    return {
        "height": true.height,
        "recorded": utc_text(true.recorded),
        "author": body.author,
        "kind": body.kind,
        "sequence": body.sequence,
        "ledger": body.ledger,
        "payload": dict(body.payload),
    }


def verify(file: Path, policy_file: Path, author: PublicKey | None = None) -> Verified:
    """Check an evidence file offline under a policy file.

    Raises:
        LedgerInputError: a file cannot be read, or the policy itself is malformed.
        MissingLibraryError: if the suite's library is not installed.
    """
    return verify_data(file.name, read_bounded(file, limits.MAX_EVIDENCE_BYTES), policy_file, author)


def verify_data(name: str, data: bytes, policy_file: Path, author: PublicKey | None = None) -> Verified:
    """Check evidence that is at hand as bytes; ``name`` is shown for it.

    Raises:
        LedgerInputError: the policy cannot be read or is malformed.
        MissingLibraryError: if the suite's library is not installed.
    """
    trust = read_policy(policy_file)
    try:
        true = verify_file(trust.data, data, author.data if author else None)
        return Verified(name, true, None)
    except (LogError, OperationError) as error:
        kind = next((kind for family, kind in _KINDS if isinstance(error, family)), MALFORMED)
        said = {"zh": error.message(Language.ZH), "en": error.message(Language.EN)}
        return Verified(name, None, kind.at(Place(source=name), **said))
