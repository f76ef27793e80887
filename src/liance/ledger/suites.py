"""Crypto suites: one hash, one signature and one cipher each; a ledger's suite is fixed at genesis.

========  ==========  ======================  ===========
name      hash        signature               cipher
========  ==========  ======================  ===========
intl      SHA-256     Ed25519 (RFC 8032)      AES-256-GCM
guomi     SM3         SM2 (fixed signer id)   SM4-GCM
========  ==========  ======================  ===========

``intl`` is byte-exact with C2SP. ``guomi`` uses the same texts with an SM3 tree and SM2 signatures, under
signature types of its own (0xff and an identifier, as C2SP signed-note asks of unassigned algorithms).
Keys and signatures have one encoding; anything else is refused before a library sees it. The libraries are
imported when a suite is first asked for, not when this module is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from liance.core.errors import UnknownNameError
from liance.core.language import Text
from liance.ledger import sm2, sm2_tables
from liance.ledger.errors import KeyMaterialError, MissingLibraryError
from liance.ledger.log.suite import Signer, Suite

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

#: Length of the nonce of both ciphers; each key and nonce may be used once.
NONCE_BYTES: Final = 12
#: Length of the tag that both ciphers append.
TAG_BYTES: Final = 16


class Secret:
    """Bytes that must not be shown: hidden in repr, text and pickles; ``reveal`` is the only way out."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = value

    def reveal(self) -> bytes:
        """Return the bytes; for a crypto library or a sealed file only."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


#: A claim that a signature is true: public key, message, signature.
Claim = tuple[bytes, bytes, bytes]


class Checker(Protocol):
    """Checks many signatures; may remember what helps with keys that sign often, so one thread has it alone."""

    def check(self, claims: Sequence[Claim], /) -> list[bool]:
        """Return what ``verify`` of the suite says of each claim."""


class CryptoSuite(Suite, Protocol):
    """What the ledger asks of a suite beyond what the log does: keys and a cipher."""

    @property
    def hash_name(self) -> str:
        """The hash's name, which stands before its digests."""

    @property
    def cipher(self) -> str:
        """The cipher's name."""

    @property
    def cipher_key_bytes(self) -> int:
        """Length of a cipher key."""

    def is_public_key(self, public_key: bytes, /) -> bool:
        """Whether the bytes are a public key that may be registered."""

    def checker(self) -> Checker:
        """Return a new checker of many signatures."""

    def generate(self) -> tuple[Secret, bytes]:
        """Return a new private and public key."""

    def signer(self, private_key: Secret, public_key: bytes, /) -> Signer:
        """Return a signer for the pair.

        Raises:
            KeyMaterialError: if the bytes are no such pair.
        """

    def seal(self, key: Secret, nonce: bytes, plaintext: bytes, bound: bytes) -> bytes:
        """Return the ciphertext and its tag; ``bound`` is authenticated with it."""

    def unseal(self, key: Secret, nonce: bytes, ciphertext: bytes, bound: bytes) -> bytes | None:
        """Return the plaintext, or None if ciphertext, nonce, key or ``bound`` were changed."""


class KeySigner:
    """A signer over a private key that only its signing function can reach."""

    __slots__ = ("_public", "_sign", "_suite")

    def __init__(self, suite: Intl | Guomi, public: bytes, sign: Callable[[bytes], bytes]) -> None:
        self._suite = suite
        self._public = public
        self._sign = sign

    @property
    def suite(self) -> Intl | Guomi:
        """The suite of the key."""
        return self._suite

    @property
    def public_key(self) -> bytes:
        """The encoded public key."""
        return self._public

    def sign(self, message: bytes, /) -> bytes:
        """Return the signature of ``message``."""
        return self._sign(message)

    def __repr__(self) -> str:
        return f"KeySigner({self._suite.name}, {self._public.hex()[:16]}…)"

    def __reduce__(self) -> str:
        raise TypeError("a signer is not pickled")


class PlainChecker:
    """Checks one signature after the other."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite

    def check(self, claims: Sequence[Claim], /) -> list[bool]:
        """Return what ``verify`` says of each claim."""
        return [self._suite.verify(*claim) for claim in claims]


class FrequentChecker:
    """Checks SM2 signatures of keys that sign often by tables (``sm2_tables``), all others by the library."""

    def __init__(self, suite: Guomi, library: sm2.Backend) -> None:
        self._suite = suite
        self._library = library
        self._keys = sm2_tables.FrequentKeys()

    def check(self, claims: Sequence[Claim], /) -> list[bool]:
        """Return what ``verify`` says of each claim."""
        places: list[int] = []
        equations: list[sm2_tables.Equation] = []
        for place, (public, message, signature) in enumerate(claims):
            if not (sm2.is_public_key(public) and sm2.is_signature(signature)):
                continue
            table = self._keys.table(public)
            if table is not None:
                digest = sm2.message_digest(self._library, public, message)
                e, r, s = (int.from_bytes(part, "big") for part in (digest, signature[:32], signature[32:]))
                places.append(place)
                equations.append((table, e, r, s))
        found: set[int] = set()
        # A single equation would gain nothing.
        if len(equations) > 1:
            with suppress(ZeroDivisionError):
                holding = sm2_tables.hold(equations)
                found = {place for place, holds in zip(places, holding, strict=True) if holds}
        return [place in found or self._suite.verify(*claim) for place, claim in enumerate(claims)]


class Intl:
    """Ed25519 (RFC 8032), SHA-256 (FIPS 180-4), AES-256-GCM (SP 800-38D); by the library ``cryptography``."""

    name = "intl"
    hash_name = "sha256"
    cipher = "aes-256-gcm"
    note_type = b"\x01"
    cosignature_type = b"\x04"
    public_key_bytes = 32
    signature_bytes = 64
    cipher_key_bytes = 32

    def __init__(self) -> None:
        try:
            from cryptography.exceptions import InvalidSignature, InvalidTag
            from cryptography.hazmat.primitives.asymmetric import ed25519
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        except ImportError:
            raise MissingLibraryError("cryptography") from None
        self._ed25519 = ed25519
        self._invalid_signature = InvalidSignature
        self._invalid_tag = InvalidTag
        self._aes = AESGCM
        self._load_public = lru_cache(maxsize=4096)(self._parse_public)

    def hash(self, data: bytes, /) -> bytes:
        """Return SHA-256 of ``data``."""
        return hashlib.sha256(data).digest()

    def is_public_key(self, public_key: bytes, /) -> bool:
        """Whether this is the canonical encoding of a point that is not of small order."""
        return self._load_public(public_key) is not None

    def _parse_public(self, public_key: bytes) -> Ed25519PublicKey | None:
        if len(public_key) != 32 or not _is_sound_point(public_key):
            return None
        return self._ed25519.Ed25519PublicKey.from_public_bytes(public_key)

    def verify(self, public_key: bytes, message: bytes, signature: bytes, /) -> bool:
        """Whether ``signature`` is ``public_key``'s signature of ``message``."""
        key = self._load_public(public_key)
        if key is None or len(signature) != self.signature_bytes:
            return False
        try:
            key.verify(signature, message)
        except self._invalid_signature:
            return False
        return True

    def checker(self) -> Checker:
        """Return a new checker of many signatures."""
        return PlainChecker(self)

    def generate(self) -> tuple[Secret, bytes]:
        """Return a new seed and its public key."""
        key = self._ed25519.Ed25519PrivateKey.generate()
        return Secret(key.private_bytes_raw()), key.public_key().public_bytes_raw()

    def signer(self, private_key: Secret, public_key: bytes, /) -> KeySigner:
        """Return a signer for a 32-byte seed and its public key."""
        if len(private_key.reveal()) != 32:
            raise KeyMaterialError(self.name)
        key = self._ed25519.Ed25519PrivateKey.from_private_bytes(private_key.reveal())
        if key.public_key().public_bytes_raw() != public_key:
            raise KeyMaterialError(self.name)
        return KeySigner(self, public_key, key.sign)

    def seal(self, key: Secret, nonce: bytes, plaintext: bytes, bound: bytes) -> bytes:
        """Return AES-256-GCM ciphertext and tag."""
        _check_cipher_input(self.cipher_key_bytes, key, nonce)
        return self._aes(key.reveal()).encrypt(nonce, plaintext, bound)

    def unseal(self, key: Secret, nonce: bytes, ciphertext: bytes, bound: bytes) -> bytes | None:
        """Return the plaintext, or None if anything was changed."""
        _check_cipher_input(self.cipher_key_bytes, key, nonce)
        try:
            return self._aes(key.reveal()).decrypt(nonce, ciphertext, bound)
        except self._invalid_tag:
            return None


class Guomi:
    """SM2 (GB/T 32918), SM3 (GB/T 32905), SM4-GCM (GB/T 32907, RFC 8998); encodings: ``sm2.py``."""

    name = "guomi"
    hash_name = "sm3"
    cipher = "sm4-gcm"
    note_type = b"\xffliance/sm2-with-sm3/v1\n"
    cosignature_type = b"\xffliance/sm2-with-sm3/cosignature/v1\n"
    public_key_bytes = 64
    signature_bytes = 64
    cipher_key_bytes = 16

    def __init__(self, library: sm2.Backend | None = None) -> None:
        try:
            from cryptography.exceptions import InvalidTag
            from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        except ImportError:
            raise MissingLibraryError("cryptography") from None
        self._library = library or sm2.backend()
        self._invalid_tag = InvalidTag
        self._cipher = Cipher
        self._sm4 = algorithms.SM4
        self._gcm = modes.GCM
        self.hash = self._library.sm3

    def is_public_key(self, public_key: bytes, /) -> bool:
        """Whether x || y is a point of the curve (its order is prime, so no point is of small order)."""
        return sm2.is_public_key(public_key)

    def verify(self, public_key: bytes, message: bytes, signature: bytes, /) -> bool:
        """Whether r || s is ``public_key``'s signature of ``message``."""
        if not (sm2.is_public_key(public_key) and sm2.is_signature(signature)):
            return False
        return self._library.verify(public_key, message, signature)

    def checker(self) -> Checker:
        """Return a new checker of many signatures, with tables for keys that sign often."""
        return FrequentChecker(self, self._library)

    def generate(self) -> tuple[Secret, bytes]:
        """Return a new private and public key."""
        private, public = self._library.generate()
        return Secret(private), public

    def signer(self, private_key: Secret, public_key: bytes, /) -> KeySigner:
        """Return a signer for d and x || y; a trial signature shows that they pair."""
        if not (sm2.is_private_key(private_key.reveal()) and sm2.is_public_key(public_key)):
            raise KeyMaterialError(self.name)

        def sign(message: bytes) -> bytes:
            return self._library.sign(private_key.reveal(), public_key, message)

        if not self.verify(public_key, b"pair", sign(b"pair")):
            raise KeyMaterialError(self.name)
        return KeySigner(self, public_key, sign)

    def seal(self, key: Secret, nonce: bytes, plaintext: bytes, bound: bytes) -> bytes:
        """Return SM4-GCM ciphertext and tag."""
        _check_cipher_input(self.cipher_key_bytes, key, nonce)
        sealing = self._cipher(self._sm4(key.reveal()), self._gcm(nonce)).encryptor()
        sealing.authenticate_additional_data(bound)
        return sealing.update(plaintext) + sealing.finalize() + sealing.tag

    def unseal(self, key: Secret, nonce: bytes, ciphertext: bytes, bound: bytes) -> bytes | None:
        """Return the plaintext, or None if anything was changed."""
        _check_cipher_input(self.cipher_key_bytes, key, nonce)
        if len(ciphertext) < TAG_BYTES:
            return None
        body, tag = ciphertext[:-TAG_BYTES], ciphertext[-TAG_BYTES:]
        opening = self._cipher(self._sm4(key.reveal()), self._gcm(nonce, tag)).decryptor()
        opening.authenticate_additional_data(bound)
        try:
            return opening.update(body) + opening.finalize()
        except self._invalid_tag:
            return None


_FIELD: Final = 2**255 - 19
#: The y coordinates of the Ed25519 points whose order divides 8: a key among them signs anything.
_SMALL_ORDER: Final = frozenset(
    {
        0,
        1,
        _FIELD - 1,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    }
)


def _is_sound_point(public_key: bytes) -> bool:
    y = int.from_bytes(public_key, "little") & (1 << 255) - 1
    return y < _FIELD and y not in _SMALL_ORDER


def _check_cipher_input(key_bytes: int, key: Secret, nonce: bytes) -> None:
    if len(key.reveal()) != key_bytes or len(nonce) != NONCE_BYTES:
        raise ValueError("a cipher key or nonce of the wrong length")


SUITE_NAMES: Final = ("guomi", "intl")


@lru_cache(maxsize=len(SUITE_NAMES))
def load_suite(name: str) -> Intl | Guomi:
    """Return the suite called ``name``: always the same object.

    Raises:
        UnknownNameError: if there is none.
        MissingLibraryError: if its library is not installed.
    """
    if name == Intl.name:
        return Intl()
    if name == Guomi.name:
        return Guomi()
    raise UnknownNameError(Text(zh="密码套件", en="crypto suite"), name, SUITE_NAMES)
