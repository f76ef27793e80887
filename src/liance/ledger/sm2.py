"""SM2 signatures (GB/T 32918.2) in one encoding, over a replaceable native library.

Signatures are r || s, public keys x || y, private keys d: 32 big-endian bytes each. The signer id is fixed to
the default of GM/T 0009, so a public key alone says how its signatures are checked. All ranges are checked
here, before a library sees a byte, so that every back end accepts exactly the same signatures.
"""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Final, Protocol

from liance.ledger.errors import MissingLibraryError

#: The signer id that every SM2 signature of ours uses (GM/T 0009, section 10).
SIGNER_ID: Final = b"1234567812345678"
#: The recommended curve of GB/T 32918.5: prime, coefficients, base point, order.
P: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC
B: Final = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
GX: Final = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY: Final = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
N: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


class Backend(Protocol):
    """A native library that knows SM3 and SM2 with the default signer id; sees only checked input."""

    name: str

    def __hash__(self) -> int:
        """Digests are kept by library and key."""

    def sm3(self, data: bytes, /) -> bytes:
        """Return the SM3 hash (GB/T 32905)."""

    def generate(self) -> tuple[bytes, bytes]:
        """Return a new private and public key."""

    def sign(self, private: bytes, public: bytes, message: bytes, /) -> bytes:
        """Return r || s for ``message``."""

    def verify(self, public: bytes, message: bytes, signature: bytes, /) -> bool:
        """Whether r || s signs ``message``."""


def message_digest(library: Backend, public: bytes, message: bytes) -> bytes:
    """Return e = SM3(Z || M), what a signature signs (GB/T 32918.2, section 6.1)."""
    return library.sm3(_identity_digest(public, library) + message)


class GmsslPyx:
    """``gmssl-pyx``: the fastest measured; x86-64 only.

    Its one-call signing prepares 32 nonces for each signature, so the digest calls are used instead.
    """

    name = "gmssl-pyx"

    def __init__(self) -> None:
        try:
            self._lib = importlib.import_module("gmssl_pyx")
        except ImportError:
            raise MissingLibraryError("gmssl-pyx") from None

    def sm3(self, data: bytes, /) -> bytes:
        """Return the SM3 hash."""
        return bytes(self._lib.sm3_hash(data))

    def generate(self) -> tuple[bytes, bytes]:
        """Return a new private and public key."""
        public, private = self._lib.sm2_key_generate()
        return private, public

    def sign(self, private: bytes, public: bytes, message: bytes, /) -> bytes:
        """Return r || s for ``message``."""
        digest = message_digest(self, public, message)
        return _from_der(self._lib.sm2_sign_sm3_digest(private, digest))

    def verify(self, public: bytes, message: bytes, signature: bytes, /) -> bool:
        """Whether r || s signs ``message``."""
        digest = message_digest(self, public, message)
        return bool(self._lib.sm2_verify_sm3_digest(public, digest, _to_der(signature)))


class GmsslFast:
    """``gmssl-fast``: slower, but with wheels for aarch64."""

    name = "gmssl-fast"

    def __init__(self) -> None:
        try:
            self._lib = importlib.import_module("gmssl_fast._core")
        except ImportError:
            raise MissingLibraryError("gmssl-fast") from None

    def sm3(self, data: bytes, /) -> bytes:
        """Return the SM3 hash."""
        return bytes(self._lib.sm3(data))

    def generate(self) -> tuple[bytes, bytes]:
        """Return a new private and public key."""
        private, public = self._lib.sm2_generate()
        return bytes.fromhex(private), bytes.fromhex(public[-128:])

    def sign(self, private: bytes, public: bytes, message: bytes, /) -> bytes:
        """Return r || s for ``message``."""
        return bytes(self._lib.sm2_sign_raw(private.hex(), public.hex(), message))

    def verify(self, public: bytes, message: bytes, signature: bytes, /) -> bool:
        """Whether r || s signs ``message``."""
        return bool(self._lib.sm2_verify_raw(public.hex(), message, signature))


@lru_cache(maxsize=1)
def backend() -> Backend:
    """Return the native library to use: ``gmssl-pyx`` where it is installed, otherwise ``gmssl-fast``.

    Raises:
        MissingLibraryError: if neither is installed.
    """
    try:
        return GmsslPyx()
    except MissingLibraryError as missing:
        try:
            return GmsslFast()
        except MissingLibraryError:
            raise missing from None


@lru_cache(maxsize=4096)
def is_public_key(public: bytes) -> bool:
    """Whether x || y is a point of the curve, both coordinates within the field."""
    if len(public) != 64:
        return False
    x, y = int.from_bytes(public[:32], "big"), int.from_bytes(public[32:], "big")
    return x < P and y < P and (y * y - (x * x * x + A * x + B)) % P == 0


def is_private_key(private: bytes) -> bool:
    """Whether d is within 1 to n - 2, as GB/T 32918.1 section 6.1 asks."""
    return len(private) == 32 and 1 <= int.from_bytes(private, "big") <= N - 2


def is_signature(signature: bytes) -> bool:
    """Whether r and s are within 1 to n - 1 and r + s is not 0 modulo n (GB/T 32918.2, section 7.1)."""
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    return 1 <= r < N and 1 <= s < N and (r + s) % N != 0


@lru_cache(maxsize=4096)
def _identity_digest(public: bytes, library: Backend) -> bytes:
    """Return Z = SM3(ENTL || ID || a || b || G || P), GB/T 32918.2 section 5.5."""
    curve = b"".join(value.to_bytes(32, "big") for value in (A, B, GX, GY))
    return library.sm3((len(SIGNER_ID) * 8).to_bytes(2, "big") + SIGNER_ID + curve + public)


def _to_der(signature: bytes) -> bytes:
    """Return r || s as the DER sequence of two integers."""
    parts = []
    for half in (signature[:32], signature[32:]):
        digits = half.lstrip(b"\x00")
        if digits[0] & 0x80:
            digits = b"\x00" + digits
        parts.append(bytes((2, len(digits))) + digits)
    body = b"".join(parts)
    return bytes((0x30, len(body))) + body


def _from_der(der: bytes) -> bytes:
    """Return the DER sequence of two integers, as our library writes it, as r || s."""
    first = 4 + der[3]
    r, s = der[4:first], der[first + 2 :]
    return int.from_bytes(r, "big").to_bytes(32, "big") + int.from_bytes(s, "big").to_bytes(32, "big")
