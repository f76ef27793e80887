"""Canonical JSON of values that cannot hold floats, fast: the ledger writes it for every operation.

The bytes are those of ``core.canonical.canonical_json``, which looks through every value for floats first.
Here the values come from ``operations.parse_canonical``, which lets no float in, or are made of integers and
texts.
"""

from __future__ import annotations

import json
from typing import Final

_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)


def encode_canonical(value: object) -> bytes:
    """Return ``value``, which holds no floats, as canonical JSON.

    Raises:
        TypeError: for values JSON does not know.
        ValueError: for texts that are not Unicode.
    """
    return _ENCODER.encode(value).encode()
