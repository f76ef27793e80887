"""Signed notes: a text and the signatures under it (C2SP signed-note, Go's sumdb/note).

``parse_note`` reads any well-formed note without trusting it. ``open_note`` returns the text only when a
known key signed it: the result type says that it was checked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from liance.ledger.log.bounds import MAX_NOTE_BYTES, MAX_NOTE_SIGNATURES, MAX_VKEY_CHARACTERS
from liance.ledger.log.errors import BoundError, MalformedError, SignatureError
from liance.ledger.log.suite import Signer, Suite
from liance.ledger.log.text import check_key_name, decode_base64, decode_utf8, encode_base64

_KEY_ID = re.compile(r"[0-9a-f]{8}")
_DASH = "— "


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name: whose signature a verifier knows.

    ``kind`` is the signature type: the suite's ``note_type`` or ``cosignature_type``.
    """

    name: str
    suite: Suite
    kind: bytes
    public_key: bytes

    def __post_init__(self) -> None:
        check_key_name(self.name, "verifier key")
        if self.kind not in {self.suite.note_type, self.suite.cosignature_type}:
            raise MalformedError("verifier key", "signature type of another suite")
        if len(self.public_key) != self.suite.public_key_bytes:
            raise MalformedError("verifier key", f"a key has {self.suite.public_key_bytes} bytes")

    @property
    def key_id(self) -> bytes:
        """The four bytes that mark this key's signatures; by SHA-256 in every suite, as C2SP says."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.public_key).digest()[:4]

    @property
    def is_cosigner(self) -> bool:
        """Whether the key makes timestamped cosignatures rather than plain note signatures."""
        return self.kind == self.suite.cosignature_type

    def format(self) -> str:
        """Return the key as ``name+id+base64(type || key)`` (Go's and C2SP's vkey)."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(self.kind + self.public_key)}"

    def as_cosigner(self) -> VerifierKey:
        """Return the same public key as a maker of cosignatures."""
        return VerifierKey(self.name, self.suite, self.suite.cosignature_type, self.public_key)


def parse_verifier_key(suite: Suite, text: str) -> VerifierKey:
    """Return the verifier key written as ``text``.

    Raises:
        MalformedError: for another shape, type or length, or an id that does not fit the key.
        BoundError: for a text longer than ``MAX_VKEY_CHARACTERS``.
    """
    what = "verifier key"
    if len(text) > MAX_VKEY_CHARACTERS:
        raise BoundError(what, "MAX_VKEY_CHARACTERS", MAX_VKEY_CHARACTERS)
    parts = text.split("+", 2)
    if len(parts) != 3 or _KEY_ID.fullmatch(parts[1]) is None:
        raise MalformedError(what, "not name+id+key")
    data = decode_base64(parts[2], what)
    for kind in (suite.note_type, suite.cosignature_type):
        if data.startswith(kind) and len(data) == len(kind) + suite.public_key_bytes:
            key = VerifierKey(parts[0], suite, kind, data[len(kind) :])
            if key.key_id.hex() != parts[1]:
                raise MalformedError(what, "the id does not fit the key")
            return key
    raise MalformedError(what, f"not a key of the suite {suite.name}")


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: key name, key id (4 bytes) and signature bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        check_key_name(self.name, "note")
        if len(self.key_id) != 4 or not self.signature:
            raise MalformedError("note", "a signature has an id of 4 bytes and at least one byte more")

    def format(self) -> str:
        """Return the line, with its newline."""
        return f"{_DASH}{self.name} {encode_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (ending in a newline) and the signatures that stand under it; nothing is said of their truth."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __post_init__(self) -> None:
        if not self.text.endswith("\n"):
            raise MalformedError("note", "the text ends with a newline")
        if not 1 <= len(self.signatures) <= MAX_NOTE_SIGNATURES:
            raise MalformedError("note", f"a note has 1 to {MAX_NOTE_SIGNATURES} signatures")
        try:
            data = self.text.encode()
        except UnicodeEncodeError:
            raise MalformedError("note", "not UTF-8") from None
        decode_utf8(data, "note")

    def format(self) -> bytes:
        """Return the note's bytes.

        Raises:
            BoundError: if they are more than ``MAX_NOTE_BYTES``.
        """
        data = (self.text + "\n" + "".join(s.format() for s in self.signatures)).encode()
        if len(data) > MAX_NOTE_BYTES:
            raise BoundError("note", "MAX_NOTE_BYTES", MAX_NOTE_BYTES)
        return data


def parse_note(data: bytes) -> Note:
    """Return the note in ``data``, unchecked; ``parse_note(data).format() == data``.

    Raises:
        MalformedError: if it is not a signed note.
        BoundError: if it is larger than ``MAX_NOTE_BYTES``.
    """
    if len(data) > MAX_NOTE_BYTES:
        raise BoundError("note", "MAX_NOTE_BYTES", MAX_NOTE_BYTES)
    text = decode_utf8(data, "note")
    split = text.rfind("\n\n")
    if split < 0:
        raise MalformedError("note", "no blank line before the signatures")
    body, tail = text[: split + 1], text[split + 2 :]
    if not tail.endswith("\n"):
        raise MalformedError("note", "no signature, or no newline at the end")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_NOTE_SIGNATURES:
        raise BoundError("note", "MAX_NOTE_SIGNATURES", MAX_NOTE_SIGNATURES)
    return Note(body, tuple(_parse_signature(line) for line in lines))


def _parse_signature(line: str) -> NoteSignature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise MalformedError("note", "a signature line is '— name base64'")
    data = decode_base64(encoded, "note")
    return NoteSignature(name, data[:4], data[4:])


@dataclass(frozen=True, slots=True)
class TrueSignature:
    """A signature that was checked, with its key; ``timestamp`` (POSIX seconds) is that of a cosignature."""

    key: VerifierKey
    timestamp: int | None


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note that was checked: some known key signed it, and no known key's signature is false."""

    text: str
    signatures: tuple[TrueSignature, ...]


def open_note(note: Note, keys: Iterable[VerifierKey]) -> OpenedNote:
    """Check every signature by one of ``keys`` and ignore all others.

    A key that signed more than once is listed once, with its latest timestamp.

    Raises:
        SignatureError: if a known key's signature is false, or none of them signed.
        ValueError: if two keys share name and id.
    """
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise ValueError(f"ambiguous key: {key.name}+{key.key_id.hex()}")
    found: dict[tuple[str, bytes], TrueSignature] = {}
    for signature in note.signatures:
        place = (signature.name, signature.key_id)
        signer = known.get(place)
        if signer is None:
            continue
        true = _check_signature(note.text, signer, signature.signature)
        before = found.get(place)
        if before is None or (before.timestamp or 0) < (true.timestamp or 0):
            found[place] = true
    if not found:
        raise SignatureError
    return OpenedNote(note.text, tuple(found.values()))


def _check_signature(text: str, key: VerifierKey, signature: bytes) -> TrueSignature:
    timestamp = None
    message = text.encode()
    if key.is_cosigner:
        timestamp = int.from_bytes(signature[:8], "big")
        signature = signature[8:]
        if timestamp >= 1 << 63:
            raise SignatureError(key.name)
        message = cosigned_message(text, timestamp)
    if len(signature) != key.suite.signature_bytes or not key.suite.verify(
        key.public_key, message, signature
    ):
        raise SignatureError(key.name)
    return TrueSignature(key, timestamp)


def cosigned_message(text: str, timestamp: int) -> bytes:
    """Return what a v1 cosigner signs: two header lines, then the whole note text (C2SP tlog-cosignature)."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def sign_note(text: str, name: str, signer: Signer) -> NoteSignature:
    """Return ``signer``'s plain signature of a note text under the key name ``name``.

    Raises:
        MalformedError: if the text or name cannot stand in a note.
    """
    key = VerifierKey(name, signer.suite, signer.suite.note_type, signer.public_key)
    signature = NoteSignature(name, key.key_id, signer.sign(text.encode()))
    return Note(text, (signature,)).signatures[0]


def cosign_note(text: str, name: str, signer: Signer, timestamp: int) -> NoteSignature:
    """Return ``signer``'s v1 cosignature of a checkpoint's text at ``timestamp`` (POSIX seconds).

    Raises:
        MalformedError: if the text or name cannot stand in a note.
        ValueError: if the timestamp is not within 0 to 2^63 - 1.
    """
    if not 0 <= timestamp < 1 << 63:
        raise ValueError(f"timestamp out of range: {timestamp}")
    key = VerifierKey(name, signer.suite, signer.suite.cosignature_type, signer.public_key)
    signed = signer.sign(cosigned_message(text, timestamp))
    signature = NoteSignature(name, key.key_id, timestamp.to_bytes(8, "big") + signed)
    return Note(text, (signature,)).signatures[0]


def add_signature(note: Note, signature: NoteSignature) -> Note:
    """Return ``note`` with ``signature`` at the end, in place of an earlier one by the same key."""
    place = (signature.name, signature.key_id)
    kept = tuple(s for s in note.signatures if (s.name, s.key_id) != place)
    return Note(note.text, (*kept, signature))
