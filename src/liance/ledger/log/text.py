"""Strict text: base64, decimals and key names that have exactly one spelling."""

from __future__ import annotations

import base64
import binascii
import re

from liance.ledger.log.bounds import HASH_BYTES, MAX_NAME_BYTES, MAX_SIZE
from liance.ledger.log.errors import MalformedError

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def encode_base64(data: bytes) -> str:
    """Return standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str, what: str) -> bytes:
    """Return the bytes of ``text``; only the spelling of ``encode_base64`` is accepted.

    Raises:
        MalformedError: for other alphabets, missing padding, spare bits and line ends.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedError(what, "not base64") from None
    if encode_base64(data) != text:
        raise MalformedError(what, "not canonical base64")
    return data


def decode_hash(text: str, what: str) -> bytes:
    """Return the 32-byte hash written in base64.

    Raises:
        MalformedError: if it is not the base64 of 32 bytes.
    """
    data = decode_base64(text, what)
    if len(data) != HASH_BYTES:
        raise MalformedError(what, f"a hash has {HASH_BYTES} bytes")
    return data


def decode_decimal(text: str, what: str) -> int:
    """Return the ASCII decimal ``text``: 0 to 2^63 - 1, no sign, no leading zero.

    Raises:
        MalformedError: for any other spelling or a larger value.
    """
    if _DECIMAL.fullmatch(text) is None:
        raise MalformedError(what, "not a decimal number without leading zeros")
    value = int(text)
    if value > MAX_SIZE:
        raise MalformedError(what, "the number is larger than 2^63 - 1")
    return value


def decode_utf8(data: bytes, what: str) -> str:
    """Return ``data`` as text that holds no ASCII control character but the newline.

    Raises:
        MalformedError: for invalid UTF-8 or control characters below U+0020.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedError(what, "not UTF-8") from None
    if any(character < " " and character != "\n" for character in text):
        raise MalformedError(what, "control character")
    return text


def check_key_name(name: str, what: str) -> str:
    """Return ``name`` if it can name a key: not empty, no Unicode space, no plus, at most 255 bytes.

    Raises:
        MalformedError: if it cannot.
    """
    if not name or "+" in name or any(c.isspace() or c < " " for c in name):
        raise MalformedError(what, "a key name is not empty and has no space, control character or '+'")
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        raise MalformedError(what, "a key name is UTF-8 text") from None
    if size > MAX_NAME_BYTES:
        raise MalformedError(what, f"a key name has at most {MAX_NAME_BYTES} bytes")
    return name
