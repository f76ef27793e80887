"""Key files: a private key sealed under a passphrase.

The file is one line of canonical JSON: the suite, the public key, how the passphrase is stretched (scrypt,
RFC 7914), the nonce and the ciphertext. Everything but the ciphertext is bound into it, so no field can be
changed unseen. Reading and writing the file is the caller's work; here are only bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
import unicodedata
from collections.abc import Callable
from typing import Final

from liance.core import limits
from liance.core.canonical import canonical_json
from liance.ledger.errors import KeyFileError
from liance.ledger.log.suite import Signer
from liance.ledger.suites import NONCE_BYTES, SUITE_NAMES, CryptoSuite, Secret, load_suite

_FORMAT: Final = "liance-key/v1"
#: A pair that content is sealed for; it never signs, so its file is never taken for a signer's.
_RECEIVING_FORMAT: Final = "liance-receiving-key/v1"
_SALT_BYTES: Final = 32
_BLOCK: Final = 8
#: The scrypt cost of new key files: 128 MiB and a few tenths of a second.
DEFAULT_COST: Final = 2**17


def create_key(
    suite: CryptoSuite,
    passphrase: str,
    *,
    cost: int = DEFAULT_COST,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> tuple[bytes, Signer]:
    """Return a new key as the bytes of a key file, and its signer.

    Raises:
        KeyFileError: if the passphrase is too short.
    """
    private, public = suite.generate()
    return seal_key(suite, private, public, passphrase, cost=cost, random_bytes=random_bytes), suite.signer(
        private, public
    )


def seal_key(
    suite: CryptoSuite,
    private: Secret,
    public: bytes,
    passphrase: str,
    *,
    cost: int = DEFAULT_COST,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> bytes:
    """Return the key file of a key pair.

    Args:
        suite: the pair's suite.
        private: the private key.
        public: the public key.
        passphrase: at least ``MIN_PASSPHRASE_CHARACTERS`` code points.
        cost: scrypt's N, a power of two.
        random_bytes: source of salt and nonce.

    Raises:
        KeyFileError: if the passphrase is too short or too long.
        KeyMaterialError: if the keys do not pair.
    """
    data = _seal(suite, private, public, passphrase, _FORMAT, cost, random_bytes)
    suite.signer(private, public)
    return data


def seal_receiving(
    suite: CryptoSuite,
    private: Secret,
    public: bytes,
    passphrase: str,
    *,
    cost: int | None = None,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> bytes:
    """Return the key file of a pair that content is sealed for; the arguments are those of ``seal_key``.

    Raises:
        KeyFileError: if the passphrase is too short or too long.
    """
    return _seal(suite, private, public, passphrase, _RECEIVING_FORMAT, cost or DEFAULT_COST, random_bytes)


def _seal(
    suite: CryptoSuite,
    private: Secret,
    public: bytes,
    passphrase: str,
    form: str,
    cost: int,
    random_bytes: Callable[[int], bytes],
) -> bytes:
    if not limits.MIN_PASSPHRASE_CHARACTERS <= len(passphrase) <= limits.MAX_PASSPHRASE_CHARACTERS:
        raise KeyFileError(KeyFileError.TOO_WEAK)
    header: dict[str, object] = {
        "cipher": suite.cipher,
        "cost": cost,
        "format": form,
        "kdf": "scrypt",
        "nonce": _encode(random_bytes(NONCE_BYTES)),
        "public_key": _encode(public),
        "salt": _encode(random_bytes(_SALT_BYTES)),
        "suite": suite.name,
    }
    key = _stretch(passphrase, _decode(header["salt"]), cost, suite.cipher_key_bytes)
    sealed = suite.seal(key, _decode(header["nonce"]), private.reveal(), canonical_json(header))
    return canonical_json({**header, "ciphertext": _encode(sealed)}) + b"\n"


def open_key(data: bytes, passphrase: str) -> Signer:
    """Return the signer in a key file.

    Raises:
        KeyFileError: if the file is damaged or the passphrase wrong.
        MissingLibraryError: if the suite's library is not installed.
    """
    suite, private, public = _open(data, passphrase, _FORMAT)
    return suite.signer(private, public)


def open_receiving(data: bytes, passphrase: str) -> tuple[CryptoSuite, Secret, bytes]:
    """Return suite, private and public key in the file of a receiving key.

    Raises:
        KeyFileError: if the file is damaged or a signer's, or the passphrase wrong.
        MissingLibraryError: if the suite's library is not installed.
    """
    return _open(data, passphrase, _RECEIVING_FORMAT)


def _open(data: bytes, passphrase: str, form: str) -> tuple[CryptoSuite, Secret, bytes]:
    header = _parse(data, form)
    suite = load_suite(str(header["suite"]))
    sealed = _decode(header.pop("ciphertext"))
    key = _stretch(passphrase, _decode(header["salt"]), _cost(header), suite.cipher_key_bytes)
    private = suite.unseal(key, _decode(header["nonce"]), sealed, canonical_json(header))
    if private is None:
        raise KeyFileError(KeyFileError.PASSPHRASE)
    return suite, Secret(private), _decode(header["public_key"])


def read_public_key(data: bytes) -> tuple[CryptoSuite, bytes]:
    """Return suite and public key of a key file without its passphrase; nothing vouches for them yet.

    Raises:
        KeyFileError: if the file is damaged.
    """
    header = _parse(data)
    return load_suite(str(header["suite"])), _decode(header["public_key"])


_FIELDS: Final = frozenset(
    {"cipher", "ciphertext", "cost", "format", "kdf", "nonce", "public_key", "salt", "suite"}
)


def _parse(data: bytes, form: str = _FORMAT) -> dict[str, object]:
    if len(data) > limits.MAX_KEY_FILE_BYTES:
        raise KeyFileError(KeyFileError.DAMAGED)
    try:
        value = json.loads(data)
        canonical = canonical_json(value) + b"\n"
        if canonical != data or not isinstance(value, dict) or value.keys() != _FIELDS:
            raise KeyFileError(KeyFileError.DAMAGED)
        sound = (
            value["format"] == form
            and value["kdf"] == "scrypt"
            and value["suite"] in SUITE_NAMES
            and value["cipher"] == load_suite(value["suite"]).cipher
            and len(_decode(value["nonce"])) == NONCE_BYTES
            and len(_decode(value["salt"])) == _SALT_BYTES
            and len(_decode(value["public_key"])) == load_suite(value["suite"]).public_key_bytes
            and _cost(value).bit_count() == 1
        )
    except (ValueError, TypeError, RecursionError):
        raise KeyFileError(KeyFileError.DAMAGED) from None
    if not sound:
        raise KeyFileError(KeyFileError.DAMAGED)
    _decode(value["ciphertext"])
    return value


def _cost(header: dict[str, object]) -> int:
    cost = header["cost"]
    if type(cost) is not int or not limits.MIN_SCRYPT_COST <= cost <= limits.MAX_SCRYPT_COST:
        raise KeyFileError(KeyFileError.DAMAGED)
    return cost


def _stretch(passphrase: str, salt: bytes, cost: int, length: int) -> Secret:
    memory = 128 * _BLOCK * cost + 1024 * 1024
    password = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return Secret(hashlib.scrypt(password, salt=salt, n=cost, r=_BLOCK, p=1, maxmem=memory, dklen=length))


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decode(text: object) -> bytes:
    if not isinstance(text, str):
        raise KeyFileError(KeyFileError.DAMAGED)
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise KeyFileError(KeyFileError.DAMAGED) from None
    if _encode(data) != text:
        raise KeyFileError(KeyFileError.DAMAGED)
    return data
