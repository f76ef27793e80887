"""Disclose single fields of a record whose content is not on the ledger.

The ledger holds one root: of the number of fields and the RFC 9162 tree over a record's fields, each hashed with a salt of its own. Who has
fields, salts and proof can show one field and its value against that root; the others stay unknown, and a
guess cannot be tried out without the salt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from liance.core.canonical import canonical_json
from liance.core.limits import MAX_SEALED_FIELDS
from liance.ledger.log.errors import LogError
from liance.ledger.log.merkle import (
    Hash,
    SubtreeReader,
    fold_complete,
    inclusion_root,
    leaf_hash,
    prove_inclusion,
    read_root,
)

SALT_BYTES: Final = 16
_HEADER: Final = b"liance/field/v1\n"
_ROOT_HEADER: Final = b"liance/fields/v1\n"


@dataclass(frozen=True, slots=True)
class SaltedField:
    """One field with its salt."""

    name: str
    value: Any
    salt: bytes

    def entry(self) -> bytes:
        """Return what is hashed into the tree."""
        return _HEADER + canonical_json([self.name, self.salt.hex(), self.value])


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Fields shown: each with its place in the tree and the hashes up to the root."""

    size: int
    shown: tuple[tuple[int, SaltedField, tuple[bytes, ...]], ...]


def salt_fields(fields: Mapping[str, Any], random_bytes: Callable[[int], bytes]) -> tuple[SaltedField, ...]:
    """Return the fields sorted by name, each with a fresh salt.

    Raises:
        ValueError: there are none, or more than MAX_SEALED_FIELDS.
    """
    if not 1 <= len(fields) <= MAX_SEALED_FIELDS:
        raise ValueError("a sealed record has 1 to MAX_SEALED_FIELDS fields")
    return tuple(SaltedField(name, fields[name], random_bytes(SALT_BYTES)) for name in sorted(fields))


def fields_root(hash_: Hash, fields: tuple[SaltedField, ...]) -> bytes:
    """Return the root over salted fields."""
    hashes = [leaf_hash(hash_, field.entry()) for field in fields]
    return _bound(hash_, len(hashes), read_root(hash_, _reader(hash_, hashes), len(hashes)))


def _bound(hash_: Hash, size: int, root: bytes) -> bytes:
    """Return the root with the number of fields, so that nobody can claim another number."""
    return hash_(_ROOT_HEADER + size.to_bytes(4, "big") + root)


def _reader(hash_: Hash, hashes: list[bytes]) -> SubtreeReader:
    """Return what reads the hash of a complete subtree over ``hashes``."""
    return lambda level, number: fold_complete(hash_, hashes[number << level : (number + 1) << level])


def disclose(hash_: Hash, fields: tuple[SaltedField, ...], names: frozenset[str]) -> Disclosure:
    """Return proof of the fields called ``names``.

    Raises:
        KeyError: one of them is not among the fields.
    """
    missing = names - {field.name for field in fields}
    if missing:
        raise KeyError(sorted(missing)[0])
    hashes = [leaf_hash(hash_, field.entry()) for field in fields]
    return Disclosure(
        len(fields),
        tuple(
            (index, field, prove_inclusion(hash_, _reader(hash_, hashes), index, len(hashes)))
            for index, field in enumerate(fields)
            if field.name in names
        ),
    )


def verified_fields(hash_: Hash, root: bytes, disclosure: Disclosure) -> dict[str, Any] | None:
    """Return the disclosed fields if every one of them is proved against ``root``, otherwise None."""
    found: dict[str, Any] = {}
    for index, field, path in disclosure.shown:
        try:
            tree = inclusion_root(hash_, index, disclosure.size, leaf_hash(hash_, field.entry()), path)
        except LogError:
            return None
        if not 0 < disclosure.size <= MAX_SEALED_FIELDS or _bound(hash_, disclosure.size, tree) != root:
            return None
        found[field.name] = field.value
    return found


__all__ = [
    "SALT_BYTES",
    "Disclosure",
    "SaltedField",
    "disclose",
    "fields_root",
    "salt_fields",
    "verified_fields",
]
