"""What the log asks of a crypto suite and of a signer: a few names, no library."""

from __future__ import annotations

from typing import Protocol


class Suite(Protocol):
    """A crypto suite: one hash and one signature scheme.

    ``note_type`` and ``cosignature_type`` are the signature type identifiers of C2SP signed-note that go into
    key ids and verifier keys: one byte for assigned types, or 0xff and a longer identifier.
    """

    @property
    def name(self) -> str:
        """The suite's short name."""

    @property
    def note_type(self) -> bytes:
        """Signature type of plain note signatures."""

    @property
    def cosignature_type(self) -> bytes:
        """Signature type of timestamped cosignatures."""

    @property
    def public_key_bytes(self) -> int:
        """Length of an encoded public key."""

    @property
    def signature_bytes(self) -> int:
        """Length of an encoded signature."""

    def hash(self, data: bytes, /) -> bytes:
        """Return the 32-byte hash of ``data``."""

    def verify(self, public_key: bytes, message: bytes, signature: bytes, /) -> bool:
        """Whether ``signature`` is ``public_key``'s signature of ``message``; never raises on bad bytes."""


class Signer(Protocol):
    """Something that signs with one private key and never shows it."""

    @property
    def suite(self) -> Suite:
        """The suite of the key."""

    @property
    def public_key(self) -> bytes:
        """The encoded public key."""

    def sign(self, message: bytes, /) -> bytes:
        """Return the signature of ``message``."""
