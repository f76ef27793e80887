"""Proof files: that an entry is in a log, checkable offline (C2SP tlog-proof)."""

from __future__ import annotations

from dataclasses import dataclass

from liance.ledger.log.bounds import MAX_PROOF_BYTES, MAX_PROOF_HASHES
from liance.ledger.log.errors import BoundError, MalformedError
from liance.ledger.log.merkle import leaf_hash, verify_inclusion
from liance.ledger.log.notes import Note, parse_note
from liance.ledger.log.policies import Policy, TrustedCheckpoint, check_checkpoint
from liance.ledger.log.suite import Suite
from liance.ledger.log.text import decode_base64, decode_decimal, decode_hash, encode_base64

_HEADER = "c2sp.org/tlog-proof@v1"
_WHAT = "tlog-proof"


@dataclass(frozen=True, slots=True)
class LogProof:
    """An inclusion proof with its checkpoint.

    ``extra`` (None if absent) is not authenticated by the proof: never trust it on its account.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def format(self) -> bytes:
        """Return the proof file.

        Raises:
            BoundError: if it is larger than ``MAX_PROOF_BYTES``.
        """
        lines = [_HEADER]
        if self.extra is not None:
            lines.append(f"extra {encode_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += [encode_base64(item) for item in self.hashes]
        data = "\n".join([*lines, "", ""]).encode() + self.checkpoint.format()
        if len(data) > MAX_PROOF_BYTES:
            raise BoundError(_WHAT, "MAX_PROOF_BYTES", MAX_PROOF_BYTES)
        return data


def parse_proof(data: bytes) -> LogProof:
    """Return the proof in ``data``, unchecked; ``parse_proof(data).format() == data``.

    Raises:
        MalformedError: if it is not a tlog-proof.
        BoundError: if it is larger than ``MAX_PROOF_BYTES``.
    """
    if len(data) > MAX_PROOF_BYTES:
        raise BoundError(_WHAT, "MAX_PROOF_BYTES", MAX_PROOF_BYTES)
    head, blank, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise MalformedError(_WHAT, "not ASCII above the checkpoint") from None
    if not blank or lines.pop(0) != _HEADER:
        raise MalformedError(_WHAT, f"it does not begin with {_HEADER}")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "), _WHAT)
    if not lines or not lines[0].startswith("index "):
        raise MalformedError(_WHAT, "no index")
    index = decode_decimal(lines.pop(0).removeprefix("index "), _WHAT)
    if len(lines) > MAX_PROOF_HASHES:
        raise BoundError(_WHAT, "MAX_PROOF_HASHES", MAX_PROOF_HASHES)
    hashes = tuple(decode_hash(line, _WHAT) for line in lines)
    return LogProof(index, hashes, parse_note(note), extra)


def check_proof(suite: Suite, policy: Policy, proof: LogProof, entry: bytes) -> TrustedCheckpoint:
    """Check that ``entry`` is in a log that ``policy`` trusts; return the checkpoint it was checked under.

    Raises:
        LogError: of the kind that tells what does not hold.
    """
    trusted = check_checkpoint(policy, proof.checkpoint)
    head = trusted.checkpoint
    leaf = leaf_hash(suite.hash, entry)
    verify_inclusion(suite.hash, proof.index, head.size, leaf, proof.hashes, root=head.root)
    return trusted
