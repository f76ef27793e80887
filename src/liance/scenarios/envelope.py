"""Content off the ledger: sealed once under a data key, the key wrapped for each recipient.

``guomi``: content under SM4-GCM (GB/T 32907, RFC 8998), keys wrapped by SM2 encryption (GB/T 32918.4).
``intl``: content under AES-256-GCM, keys wrapped by HPKE base mode (RFC 9180: X25519, HKDF-SHA256,
AES-256-GCM). A recipient's key pair for receiving is not the one it signs with.

Everything sealed is bound to a context (scenario, record, revision), so that a ciphertext put in the place of
another does not open.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

from liance.core.canonical import canonical_json
from liance.ledger import sm2
from liance.ledger.errors import KeyMaterialError, MissingLibraryError
from liance.ledger.kinds import record_key
from liance.ledger.log.errors import LogError
from liance.ledger.log.text import decode_base64
from liance.ledger.members import organisation_of
from liance.ledger.state import View, read_value
from liance.ledger.suites import Secret

_KEY_HEADER: Final = b"liance/content-key/v1\n"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Content under a data key."""

    nonce: bytes
    ciphertext: bytes


def context_of(ledger: str, scenario: str, record: str, revision: int) -> bytes:
    """Return the context that sealed content and wrapped keys are bound to."""
    return canonical_json([ledger, scenario, record, revision])


def receiving_record(path: str) -> str:
    """Return the name of the organisation's record that holds the receiving key of the member ``path``."""
    return "receiving/" + "/".join(path.split("/")[2:])


def read_receiving_key(view: View, path: str) -> bytes | None:
    """Return the receiving key of the member ``path``, or None unless the member itself registered one."""
    record = read_value(view, record_key(organisation_of(path), receiving_record(path)))
    if record is None or record["author"] != path:
        return None
    value = record["value"]
    text = value.get("receiving_key") if isinstance(value, dict) else None
    try:
        return decode_base64(text, "receiving key") if isinstance(text, str) else None
    except LogError:
        return None


class KeyWrapping(Protocol):
    """Public-key encryption of data keys."""

    def generate(self) -> tuple[Secret, bytes]:
        """Return a recipient's new private and public key."""

    def wrap(self, key: Secret, public: bytes, context: bytes, /) -> bytes:
        """Return ``key`` encrypted for the holder of ``public``."""

    def unwrap(self, wrapped: bytes, private: Secret, context: bytes, /) -> Secret | None:
        """Return the key, or None if it was wrapped for another or in another context."""


class Hpke:
    """RFC 9180 in base mode by ``cryptography``."""

    def __init__(self) -> None:
        try:
            self._hpke: Any = importlib.import_module("cryptography.hazmat.primitives.hpke")
            self._x25519: Any = importlib.import_module("cryptography.hazmat.primitives.asymmetric.x25519")
            self._invalid: Any = importlib.import_module("cryptography.exceptions").InvalidTag
        except ImportError:
            raise MissingLibraryError("cryptography >= 48") from None
        self._suite = self._hpke.Suite(
            self._hpke.KEM.X25519, self._hpke.KDF.HKDF_SHA256, self._hpke.AEAD.AES_256_GCM
        )

    def generate(self) -> tuple[Secret, bytes]:
        """Return a recipient's new private and public key: 32 bytes each."""
        private = self._x25519.X25519PrivateKey.generate()
        return Secret(private.private_bytes_raw()), private.public_key().public_bytes_raw()

    def wrap(self, key: Secret, public: bytes, context: bytes, /) -> bytes:
        """Return encapsulated key and ciphertext.

        Raises:
            KeyMaterialError: ``public`` is no X25519 key, or one of small order.
        """
        try:
            holder = self._x25519.X25519PublicKey.from_public_bytes(public)
            return bytes(self._suite.encrypt(key.reveal(), holder, info=_KEY_HEADER + context))
        except ValueError:
            raise KeyMaterialError("intl") from None

    def unwrap(self, wrapped: bytes, private: Secret, context: bytes, /) -> Secret | None:
        """Return the key, or None."""
        holder = self._x25519.X25519PrivateKey.from_private_bytes(private.reveal())
        try:
            return Secret(bytes(self._suite.decrypt(wrapped, holder, info=_KEY_HEADER + context)))
        except (self._invalid, ValueError):
            return None


class Sm2Wrapping:
    """SM2 public-key encryption by ``gmssl-pyx`` or ``gmssl-fast``; the context is bound by a digest inside."""

    def __init__(self) -> None:
        self._back = sm2.backend()
        name = "gmssl_pyx" if self._back.name == "gmssl-pyx" else "gmssl_fast._core"
        self._lib: Any = importlib.import_module(name)

    def generate(self) -> tuple[Secret, bytes]:
        """Return a recipient's new private (32 bytes) and public key (x || y)."""
        private, public = self._back.generate()
        return Secret(private), public

    def wrap(self, key: Secret, public: bytes, context: bytes, /) -> bytes:
        """Return the ciphertext (ASN.1 of GM/T 0009).

        Raises:
            KeyMaterialError: ``public`` is no point of the curve.
        """
        if not sm2.is_public_key(public):
            raise KeyMaterialError("guomi")
        return bytes(self._lib.sm2_encrypt(public, self._bound(context) + key.reveal()))

    def unwrap(self, wrapped: bytes, private: Secret, context: bytes, /) -> Secret | None:
        """Return the key, or None."""
        if not 16 <= len(wrapped) <= 512:
            return None
        try:
            plain = bytes(self._lib.sm2_decrypt(private.reveal(), wrapped))
        except Exception:  # noqa: BLE001 - the library has errors of its own for each kind of damage
            return None
        bound = self._bound(context)
        return Secret(plain[len(bound) :]) if plain.startswith(bound) else None

    def _bound(self, context: bytes) -> bytes:
        return self._back.sm3(_KEY_HEADER + context)


@lru_cache(maxsize=2)
def key_wrapping(suite: str) -> KeyWrapping:
    """Return how data keys are wrapped in a suite.

    Raises:
        MissingLibraryError: its library is not installed.
    """
    return Sm2Wrapping() if suite == "guomi" else Hpke()
