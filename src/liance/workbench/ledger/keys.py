"""Keys of people: made, read and opened. A passphrase comes from whoever asks for it, never from here."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from liance.core import limits
from liance.core.errors import LianceError
from liance.core.language import Text
from liance.ledger import keys
from liance.ledger.errors import KeyFileError
from liance.ledger.log.errors import MalformedError
from liance.ledger.log.suite import Signer
from liance.ledger.log.text import decode_base64, encode_base64
from liance.ledger.members import possession_message
from liance.ledger.suites import SUITE_NAMES, CryptoSuite, load_suite

__all__ = ["SUITE_NAMES", "KeyInputError", "PublicKey", "new_key", "open_signer", "possession", "read_public"]


class KeyInputError(LianceError):
    """A key cannot be had as the user asked."""

    def __init__(self, code: str, text: Text, **fields: object) -> None:
        self.code = code
        super().__init__(text, **fields)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key with its suite."""

    suite: CryptoSuite
    data: bytes

    def format(self) -> str:
        """Return the key as ``suite:base64``, the form to pass to others."""
        return f"{self.suite.name}:{encode_base64(self.data)}"


def parse_public(text: str) -> PublicKey | None:
    """Return the public key written as ``suite:base64``, or None if it is not one."""
    name, _, encoded = text.partition(":")
    if name not in SUITE_NAMES:
        return None
    suite = load_suite(name)
    try:
        data = decode_base64(encoded, "public key")
    except MalformedError:
        return None
    return PublicKey(suite, data) if suite.is_public_key(data) else None


def new_key(path: Path, suite_name: str, passphrase: str) -> PublicKey:
    """Write a new key file, readable by its owner alone, and return the public key.

    Raises:
        KeyInputError: the file exists or cannot be written.
        KeyFileError: the passphrase is too short.
    """
    suite = load_suite(suite_name)
    return PublicKey(suite, new_signer(path, suite, passphrase).public_key)


def new_signer(path: Path, suite: CryptoSuite, passphrase: str) -> Signer:
    """Write a new key file, readable by its owner alone, and return its signer.

    Raises:
        KeyInputError: the file exists or cannot be written.
        KeyFileError: the passphrase is too short.
    """
    data, signer = keys.create_key(suite, passphrase, cost=keys.DEFAULT_COST)
    write_key_file(path, data)
    return signer


def write_key_file(path: Path, data: bytes) -> None:
    """Write a new key file, readable by its owner alone.

    Raises:
        KeyInputError: the file exists or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        except BaseException:
            # Half a key file would be in the way of the next try.
            path.unlink(missing_ok=True)
            raise
    except FileExistsError:
        raise KeyInputError(
            "ledger.key_exists",
            Text(
                zh="“{name}”已存在；密钥文件从不覆盖，请换一个文件名",
                en="'{name}' exists already; a key file is never overwritten, choose another name",
            ),
            name=path.name,
        ) from None
    except OSError:
        raise KeyInputError(
            "ledger.key_not_written",
            Text(
                zh="无法写入密钥文件“{name}”，请检查写入权限和剩余空间",
                en="the key file '{name}' cannot be written; check that it may be written to and has space left",
            ),
            name=path.name,
        ) from None


def read_key_file(path: Path) -> bytes:
    """Return the bytes of a key file, at most MAX_KEY_FILE_BYTES and one.

    Raises:
        KeyInputError: there is no such file.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(limits.MAX_KEY_FILE_BYTES + 1)
    except OSError:
        raise KeyInputError(
            "ledger.no_key",
            Text(zh="读不到密钥文件“{name}”", en="cannot read the key file '{name}'"),
            name=path.name or str(path),
        ) from None


def read_public(what: str) -> PublicKey:
    """Return a public key: of a key file (no passphrase needed), of a file with ``suite:base64``, or that text itself.

    Raises:
        KeyInputError: there is no such file.
        KeyFileError: the file holds no key.
    """
    known = parse_public(what)
    if known is not None:
        return known
    data = read_key_file(Path(what))
    known = parse_public(data.decode("utf-8", "replace").strip())
    if known is not None:
        return known
    suite, public = keys.read_public_key(data)
    if not suite.is_public_key(public):
        raise KeyFileError(KeyFileError.DAMAGED)
    return PublicKey(suite, public)


def open_signer(path: Path, passphrase: Callable[[], str]) -> Signer:
    """Return the signer of a key file; the passphrase is asked for only when the file is one.

    Raises:
        KeyInputError: there is no such file.
        KeyFileError: it is damaged, or the passphrase is wrong.
    """
    data = read_key_file(path)
    keys.read_public_key(data)
    return keys.open_key(data, passphrase())


def possession(signer: Signer, ledger: str, path: str) -> dict[str, object]:
    """Return the payload fields that register ``signer``'s key at ``path``: public key and proof of possession."""
    signature = signer.sign(possession_message(ledger, path, signer.public_key))
    return {"possession": encode_base64(signature), "public_key": encode_base64(signer.public_key)}
