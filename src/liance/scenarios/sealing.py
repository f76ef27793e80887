"""Sealed records: every field under a key of its own, derived from the record's data key.

Who has the data key opens the whole record; who has single field keys opens those fields and nothing else. The
fields are salted and hashed into the tree of ``disclosure``, whose root stands in the operation, so that what
is opened is also proved. Keys travel in an envelope wrapped for one reader.

Everything is bound to its place (ledger, scenario, record, revision): a ciphertext in the place of another does
not open. Sealed content hides names and values; the number of fields and the length of each value show.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from liance.core.canonical import canonical_json
from liance.core.limits import MAX_SEALED_BYTES, MAX_SEALED_FIELDS
from liance.ledger.log.errors import LogError
from liance.ledger.log.text import decode_base64, encode_base64
from liance.ledger.suites import NONCE_BYTES, CryptoSuite, Secret
from liance.scenarios.disclosure import Disclosure, SaltedField, disclose, fields_root, salt_fields
from liance.scenarios.envelope import KeyWrapping, Sealed, context_of

_RECORD_FORMAT: Final = "liance-sealed/v1"
_ENVELOPE_FORMAT: Final = "liance-keys/v1"
_FIELD_KEY_HEADER: Final = b"liance/field-key/v1\n"
_FIELD_HEADER: Final = b"liance/sealed-field/v1\n"
_KEYS_HEADER: Final = b"liance/keys/v1\n"
#: Block length of SHA-256 and SM3.
_BLOCK_BYTES: Final = 64

RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Location:
    """Where sealed content belongs; ``record`` is KIND/NAME."""

    ledger: str
    scenario: str
    record: str
    revision: int

    def context(self) -> bytes:
        """Return what content and keys are bound to."""
        return context_of(self.ledger, self.scenario, self.record, self.revision)


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """The fields of one record, each sealed by itself, in the order of their names."""

    location: Location
    fields: tuple[Sealed, ...]

    def format(self) -> bytes:
        """Return the record as canonical JSON and a line end."""
        place = self.location
        value = {
            "fields": [
                {"ciphertext": encode_base64(one.ciphertext), "nonce": encode_base64(one.nonce)}
                for one in self.fields
            ],
            "format": _RECORD_FORMAT,
            "ledger": place.ledger,
            "record": place.record,
            "revision": place.revision,
            "scenario": place.scenario,
        }
        return canonical_json(value) + b"\n"


def parse_sealed(data: bytes) -> SealedRecord | None:
    """Return the sealed record in ``data``, or None if it is none."""
    value = _parse(data, _RECORD_FORMAT, {"fields", "ledger", "record", "revision", "scenario"})
    if value is None:
        return None
    location = _location(value)
    listed = value["fields"]
    if location is None or not isinstance(listed, list) or not 1 <= len(listed) <= MAX_SEALED_FIELDS:
        return None
    try:
        fields = tuple(
            Sealed(decode_base64(one["nonce"], "sealed"), decode_base64(one["ciphertext"], "sealed"))
            for one in listed
            if one.keys() == {"ciphertext", "nonce"}
        )
    except (LogError, AttributeError, TypeError):
        return None
    if len(fields) != len(listed) or any(len(one.nonce) != NONCE_BYTES for one in fields):
        return None
    return SealedRecord(location, fields)


def _parse(data: bytes, form: str, names: set[str]) -> dict[str, Any] | None:
    if len(data) > MAX_SEALED_BYTES:
        return None
    try:
        value = json.loads(data)
        sound = canonical_json(value) + b"\n" == data
    except (ValueError, TypeError, RecursionError):
        return None
    if not sound or not isinstance(value, dict) or value.keys() != names | {"format"}:
        return None
    return value if value["format"] == form else None


def _location(value: Mapping[str, Any]) -> Location | None:
    names = [value[name] for name in ("ledger", "scenario", "record")]
    revision = value["revision"]
    if not all(isinstance(name, str) for name in names) or type(revision) is not int or revision < 1:
        return None
    return Location(names[0], names[1], names[2], revision)


def seal_record(
    suite: CryptoSuite, fields: Mapping[str, Any], location: Location, random_bytes: RandomBytes
) -> tuple[SealedRecord, Secret, bytes]:
    """Seal a record.

    Args:
        suite: of the ledger.
        fields: 1 to MAX_SEALED_FIELDS of them, with values that canonical JSON holds.
        location: where the record belongs.
        random_bytes: source of keys, salts and nonces.

    Returns:
        The sealed record, its data key, and the root over its salted fields.

    Raises:
        ValueError: there are no fields or too many, or they are larger than MAX_SEALED_BYTES once sealed.
    """
    salted = salt_fields(fields, random_bytes)
    key = Secret(random_bytes(suite.cipher_key_bytes))
    context = location.context()
    sealed = []
    for index, field in enumerate(salted):
        nonce = random_bytes(NONCE_BYTES)
        bound = _FIELD_HEADER + context + index.to_bytes(4, "big")
        sealed.append(
            Sealed(nonce, suite.seal(field_key(suite, key, context, index), nonce, field.entry(), bound))
        )
    record = SealedRecord(location, tuple(sealed))
    if len(record.format()) > MAX_SEALED_BYTES:
        raise ValueError("a sealed record is at most MAX_SEALED_BYTES long")
    return record, key, fields_root(suite.hash, salted)


def field_key(suite: CryptoSuite, key: Secret, context: bytes, index: int) -> Secret:
    """Return the key of one field: the first block of HKDF-Expand (RFC 5869) under the record's data key."""
    info = _FIELD_KEY_HEADER + context + index.to_bytes(4, "big")
    return Secret(_hmac(suite, key.reveal(), info + b"\x01")[: suite.cipher_key_bytes])


def _hmac(suite: CryptoSuite, key: bytes, message: bytes) -> bytes:
    """Return HMAC (RFC 2104, GB/T 15852.2) with the suite's hash; keys are shorter than a block."""
    padded = key.ljust(_BLOCK_BYTES, b"\0")
    inner = suite.hash(bytes(byte ^ 0x36 for byte in padded) + message)
    return suite.hash(bytes(byte ^ 0x5C for byte in padded) + inner)


@dataclass(frozen=True, slots=True)
class FieldKey:
    """The key of one field, and its path to the root of a tree of ``size`` fields."""

    index: int
    key: Secret
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """What a reader gets: the data key of a whole record, or keys of single fields of ``size``."""

    whole: Secret | None = None
    fields: tuple[FieldKey, ...] = ()
    size: int = 0

    def _format(self) -> bytes:
        if self.whole is not None:
            return canonical_json({"whole": self.whole.reveal().hex()})
        listed = [
            [one.index, one.key.reveal().hex(), [node.hex() for node in one.path]] for one in self.fields
        ]
        return canonical_json({"fields": listed, "size": self.size})


def _parse_keys(data: bytes) -> Keys | None:
    try:
        value = json.loads(data)
        if value.keys() == {"whole"}:
            return Keys(whole=Secret(bytes.fromhex(value["whole"])))
        fields = tuple(
            FieldKey(int(index), Secret(bytes.fromhex(key)), tuple(bytes.fromhex(node) for node in path))
            for index, key, path in value["fields"]
        )
        return Keys(fields=fields, size=int(value["size"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def keys_of_fields(
    suite: CryptoSuite,
    record: SealedRecord,
    key: Secret,
    salted: tuple[SaltedField, ...],
    names: frozenset[str],
) -> Keys:
    """Return the keys of the fields called ``names``, with their proofs.

    Raises:
        KeyError: the record has no such field.
    """
    context = record.location.context()
    shown = disclose(suite.hash, salted, names).shown
    return Keys(
        fields=tuple(
            FieldKey(index, field_key(suite, key, context, index), path) for index, _, path in shown
        ),
        size=len(salted),
    )


@dataclass(frozen=True, slots=True)
class Envelope:
    """Keys of the content ``content`` (its digest), wrapped for the member ``reader``."""

    location: Location
    content: str
    reader: str
    wrapped: bytes
    sealed: Sealed

    def format(self) -> bytes:
        """Return the envelope as canonical JSON and a line end."""
        place = self.location
        value = {
            "ciphertext": encode_base64(self.sealed.ciphertext),
            "content": self.content,
            "format": _ENVELOPE_FORMAT,
            "ledger": place.ledger,
            "nonce": encode_base64(self.sealed.nonce),
            "reader": self.reader,
            "record": place.record,
            "revision": place.revision,
            "scenario": place.scenario,
            "wrapped": encode_base64(self.wrapped),
        }
        return canonical_json(value) + b"\n"

    def context(self) -> bytes:
        """Return what the wrapped key is bound to."""
        return _envelope_context(self.location, self.content, self.reader)


def _envelope_context(location: Location, content: str, reader: str) -> bytes:
    return canonical_json([location.context().hex(), content, reader])


def parse_envelope(data: bytes) -> Envelope | None:
    """Return the envelope in ``data``, or None if it is none."""
    names = {
        "ciphertext",
        "content",
        "ledger",
        "nonce",
        "reader",
        "record",
        "revision",
        "scenario",
        "wrapped",
    }
    value = _parse(data, _ENVELOPE_FORMAT, names)
    if value is None:
        return None
    location = _location(value)
    content, reader = value["content"], value["reader"]
    if location is None or not isinstance(content, str) or not isinstance(reader, str):
        return None
    try:
        wrapped = decode_base64(value["wrapped"], "envelope")
        sealed = Sealed(
            decode_base64(value["nonce"], "envelope"), decode_base64(value["ciphertext"], "envelope")
        )
    except (LogError, TypeError, AttributeError):
        return None
    return Envelope(location, content, reader, wrapped, sealed) if len(sealed.nonce) == NONCE_BYTES else None


def wrap_keys(
    suite: CryptoSuite,
    wrapping: KeyWrapping,
    keys: Keys,
    location: Location,
    content: str,
    reader: str,
    public: bytes,
    random_bytes: RandomBytes,
) -> Envelope:
    """Return ``keys`` in an envelope for the holder of the receiving key ``public``.

    Raises:
        KeyMaterialError: ``public`` is no receiving key of the suite.
    """
    context = _envelope_context(location, content, reader)
    carrier = Secret(random_bytes(suite.cipher_key_bytes))
    nonce = random_bytes(NONCE_BYTES)
    sealed = Sealed(nonce, suite.seal(carrier, nonce, keys._format(), _KEYS_HEADER + context))
    return Envelope(location, content, reader, wrapping.wrap(carrier, public, context), sealed)


def unwrap_keys(
    suite: CryptoSuite, wrapping: KeyWrapping, envelope: Envelope, private: Secret
) -> Keys | None:
    """Return the keys in an envelope, or None if it is for another, or anything was changed."""
    context = envelope.context()
    carrier = wrapping.unwrap(envelope.wrapped, private, context)
    if carrier is None or len(carrier.reveal()) != suite.cipher_key_bytes:
        return None
    plain = suite.unseal(carrier, envelope.sealed.nonce, envelope.sealed.ciphertext, _KEYS_HEADER + context)
    return None if plain is None else _parse_keys(plain)


def open_whole(
    suite: CryptoSuite, record: SealedRecord, key: Secret, root: bytes | None = None
) -> tuple[SaltedField, ...] | None:
    """Return all fields, or None unless every one opens and, where ``root`` is given, they come to it."""
    context = record.location.context()
    found = []
    for index, sealed in enumerate(record.fields):
        field = _open_field(suite, sealed, field_key(suite, key, context, index), context, index)
        if field is None:
            return None
        found.append(field)
    opened = tuple(found)
    return opened if root is None or fields_root(suite.hash, opened) == root else None


def open_some(suite: CryptoSuite, record: SealedRecord, keys: Keys) -> Disclosure | None:
    """Return the fields that single keys open, with their proofs (still to be verified), or None."""
    context = record.location.context()
    shown = []
    for one in keys.fields:
        if not 0 <= one.index < len(record.fields):
            return None
        field = _open_field(suite, record.fields[one.index], one.key, context, one.index)
        if field is None:
            return None
        shown.append((one.index, field, one.path))
    return Disclosure(keys.size, tuple(shown)) if shown else None


def _open_field(
    suite: CryptoSuite, sealed: Sealed, key: Secret, context: bytes, index: int
) -> SaltedField | None:
    if len(key.reveal()) != suite.cipher_key_bytes:
        return None
    bound = _FIELD_HEADER + context + index.to_bytes(4, "big")
    plain = suite.unseal(key, sealed.nonce, sealed.ciphertext, bound)
    return None if plain is None else parse_field(plain)


def parse_field(entry: bytes) -> SaltedField | None:
    """Return the salted field whose ``entry()`` is given, or None."""
    _, _, body = entry.partition(b"\n")
    try:
        name, salt, value = json.loads(body)
        field = SaltedField(name, value, bytes.fromhex(salt))
    except (ValueError, TypeError):
        return None
    return field if field.entry() == entry else None
