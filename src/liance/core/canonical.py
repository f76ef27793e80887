"""Canonical bytes and digests: the same value gives the same bytes on every machine."""

from __future__ import annotations

import hashlib
import json
from types import NoneType
from typing import Final


def canonical_json(value: object) -> bytes:
    """Return ``value`` as UTF-8 JSON with sorted keys and no spaces.

    Floats are refused: a digest must not rest on how a machine prints one.

    Raises:
        TypeError: for floats and for values JSON does not know.
    """
    _refuse_floats(value)
    return _ENCODER.encode(value).encode()


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
#: Types of most values, which hold no others; a call for each of them would take most of the time.
_SIMPLE: Final = frozenset({str, int, bool, NoneType})


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("canonical JSON holds no floats")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError("canonical JSON keys are strings")
            if type(inner) not in _SIMPLE:
                _refuse_floats(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            if type(inner) not in _SIMPLE:
                _refuse_floats(inner)


def digest_bytes(data: bytes) -> str:
    """Return ``sha256:`` and the hexadecimal SHA-256 (FIPS 180-4) of ``data``."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def digest_value(value: object) -> str:
    """Return the digest of a value's canonical JSON."""
    return digest_bytes(canonical_json(value))
