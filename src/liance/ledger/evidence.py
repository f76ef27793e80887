"""Evidence files: one file that shows offline what the ledger holds.

Of an entry: a C2SP tlog-proof whose extra data is the entry itself, so that any C2SP tool can check it too.
The extra data is not authenticated by its place but by the proof: it hashes to the leaf that is proved.

Of the state: a text of the same make, with a proof under the state root that a checkpoint carries in its
extension line ``state <base64>``. It shows a value, or that there is none.

A stranger needs one call::

    from liance.ledger.evidence import verify_file

    true = verify_file(policy, data)  # raises a LogError that says what does not hold
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from liance.core import limits
from liance.ledger.log.bounds import MAX_POLICY_BYTES
from liance.ledger.log.errors import BoundError, MalformedError, SignatureError
from liance.ledger.log.notes import Note, parse_note
from liance.ledger.log.policies import Policy, TrustedCheckpoint, check_checkpoint, parse_policy
from liance.ledger.log.proofs import LogProof, check_proof, parse_proof
from liance.ledger.log.text import decode_base64, decode_hash, encode_base64
from liance.ledger.operations import Operation, parse_entry, parse_operation
from liance.ledger.state import StateProof, verify_absence, verify_presence
from liance.ledger.suites import CryptoSuite, load_suite

#: First word of the checkpoint line that commits to the state.
STATE_LINE: Final = "state"
_HEADER: Final = "liance/state-proof/v1"
_WHAT: Final = "state proof"


@dataclass(frozen=True, slots=True)
class TrueEntry:
    """An entry that was shown to be in a trusted log; ``operation`` is None for the genesis document.

    ``recorded`` is the driver's time in POSIX milliseconds. The author's signature is checked only when his
    public key was given; otherwise its truth rests on the ledger and its witnesses.
    """

    height: int
    entry: bytes
    recorded: int | None
    operation: Operation | None
    trusted: TrustedCheckpoint


def format_evidence(height: int, entry: bytes, hashes: tuple[bytes, ...], checkpoint: Note) -> bytes:
    """Return the evidence file of the entry at ``height`` under a checkpoint."""
    return LogProof(height, hashes, checkpoint, extra=entry).format()


def verify_evidence(
    suite: CryptoSuite, policy: Policy, data: bytes, author_key: bytes | None = None
) -> TrueEntry:
    """Check an evidence file offline.

    Args:
        suite: the ledger's suite.
        policy: whom to trust.
        data: the file.
        author_key: the public key of the operation's author, to check his signature as well.

    Raises:
        LogError: of the kind that says what does not hold.
        OperationError: if what is proved is not an operation.
    """
    _check_size("evidence", data)
    proof = parse_proof(data)
    if proof.extra is None:
        raise MalformedError("evidence", "it carries no entry")
    trusted = check_proof(suite, policy, proof, proof.extra)
    if proof.index == 0:
        return TrueEntry(0, proof.extra, None, None, trusted)
    recorded, raw = parse_entry(proof.extra)
    operation = parse_operation(raw)
    if author_key is not None and not suite.verify(author_key, operation.signed_bytes(), operation.signature):
        raise SignatureError(operation.body.author)
    return TrueEntry(proof.index, proof.extra, recorded, operation, trusted)


def state_root_of(trusted: TrustedCheckpoint) -> bytes:
    """Return the state root that a checkpoint commits to.

    Raises:
        MalformedError: if it has none, or more than one.
    """
    lines = [line for line in trusted.checkpoint.extensions if line.startswith(STATE_LINE + " ")]
    if len(lines) != 1:
        raise MalformedError("checkpoint", "it does not carry one state root")
    return decode_hash(lines[0].removeprefix(STATE_LINE + " "), "checkpoint")


@dataclass(frozen=True, slots=True)
class StateEvidence:
    """What stands under a state key (None for nothing), with proof and checkpoint; nothing is checked yet."""

    key: str
    value: bytes | None
    proof: StateProof
    checkpoint: Note

    def __post_init__(self) -> None:
        if not self.key or any(character <= " " for character in self.key):
            raise MalformedError(_WHAT, "a key is not empty and has no blanks")
        if self.value is not None and self.proof.leaf is None:
            raise MalformedError(_WHAT, "a value has a leaf")

    def format(self) -> bytes:
        """Return the file: key, value or the leaf in its place, siblings from the root down, checkpoint."""
        lines = [_HEADER, f"key {self.key}"]
        if self.value is not None:
            lines.append(f"value {encode_base64(self.value)}")
        elif self.proof.leaf is not None:
            lines.append(f"other {encode_base64(self.proof.leaf[0])} {encode_base64(self.proof.leaf[1])}")
        else:
            lines.append("nothing")
        lines += [encode_base64(item) for item in self.proof.siblings]
        return "\n".join([*lines, "", ""]).encode() + self.checkpoint.format()


def parse_state_evidence(suite: CryptoSuite, data: bytes) -> StateEvidence:
    """Return the state evidence in ``data``, unchecked; ``parse_state_evidence(suite, d).format() == d``.

    Raises:
        MalformedError: for anything else.
        BoundError: if it is larger than ``MAX_EVIDENCE_BYTES``.
    """
    _check_size(_WHAT, data)
    head, blank, note = data.partition(b"\n\n")
    try:
        lines = head.decode().split("\n")
    except UnicodeDecodeError:
        raise MalformedError(_WHAT, "not UTF-8") from None
    if not blank or len(lines) < 3 or lines[0] != _HEADER or not lines[1].startswith("key "):
        raise MalformedError(_WHAT, f"it does not begin with {_HEADER} and a key")
    if len(lines) > 3 + 256:
        raise MalformedError(_WHAT, "more than 256 hashes")
    key, value, leaf = lines[1].removeprefix("key "), None, None
    match lines[2].split(" "):
        case ["nothing"]:
            pass
        case ["value", encoded]:
            value = decode_base64(encoded, _WHAT)
            leaf = (suite.hash(key.encode()), suite.hash(value))
        case ["other", key_hash, value_hash]:
            leaf = (decode_hash(key_hash, _WHAT), decode_hash(value_hash, _WHAT))
        case _:
            raise MalformedError(_WHAT, "neither a value nor another leaf nor nothing")
    siblings = tuple(decode_hash(line, _WHAT) for line in lines[3:])
    return StateEvidence(key, value, StateProof(siblings, leaf), parse_note(note))


def verify_state_evidence(suite: CryptoSuite, policy: Policy, evidence: StateEvidence) -> TrustedCheckpoint:
    """Check state evidence offline: that the trusted state holds the value, or nothing, under the key.

    Raises:
        LogError: of the kind that says what does not hold.
    """
    trusted = check_checkpoint(policy, evidence.checkpoint)
    root = state_root_of(trusted)
    if evidence.value is None:
        verify_absence(suite.hash, root, evidence.key, evidence.proof)
    else:
        verify_presence(suite.hash, root, evidence.key, evidence.value, evidence.proof)
    return trusted


@dataclass(frozen=True, slots=True)
class TrueState:
    """What a trusted state holds under a key: its canonical value, or None for nothing."""

    key: str
    value: bytes | None
    trusted: TrustedCheckpoint


def suite_of_policy(policy: bytes) -> CryptoSuite:
    """Return the suite that the first key of a policy file belongs to.

    Raises:
        MalformedError: if the policy has no log or witness line with a key.
        MissingLibraryError: if the suite's library is not installed.
    """
    for line in policy[:MAX_POLICY_BYTES].decode("utf-8", "replace").split("\n"):
        words = line.split()
        if words[:1] in (["log"], ["witness"]) and len(words) > 1:
            key = words[2] if words[0] == "witness" and len(words) > 2 else words[1]
            _, _, encoded = key.partition("+")[2].partition("+")
            is_long = decode_base64(encoded, "verifier key").startswith(b"\xff")
            return load_suite("guomi" if is_long else "intl")
    raise MalformedError("policy", "it names no log and no witness")


def verify_file(policy: bytes, data: bytes, author_key: bytes | None = None) -> TrueEntry | TrueState:
    """Check an evidence file of an entry or of the state offline, under a policy file; the suite is the policy's.

    Args:
        policy: the policy file's bytes (C2SP tlog-policy).
        data: the evidence file's bytes.
        author_key: for an entry, the public key of the operation's author, to check his signature as well.

    Raises:
        LogError: of the kind that says what does not hold.
        OperationError: if what is proved is not an operation.
        MissingLibraryError: if the suite's library is not installed.
    """
    suite = suite_of_policy(policy)
    rules = parse_policy(suite, policy)
    if not data.startswith(_HEADER.encode() + b"\n"):
        return verify_evidence(suite, rules, data, author_key)
    evidence = parse_state_evidence(suite, data)
    return TrueState(evidence.key, evidence.value, verify_state_evidence(suite, rules, evidence))


def _check_size(what: str, data: bytes) -> None:
    if len(data) > limits.MAX_EVIDENCE_BYTES:
        raise BoundError(what, "MAX_EVIDENCE_BYTES", limits.MAX_EVIDENCE_BYTES)
