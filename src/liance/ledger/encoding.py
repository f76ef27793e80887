"""Canonical JSON of values that cannot hold floats, fast: the ledger writes it for every operation.

The bytes are those of ``core.canonical.canonical_json``, which looks through every value for floats first.
Here the values come from ``operations.parse_canonical``, which lets no float in, or are made of integers and
texts.
"""

from __future__ import annotations

import json
import json.encoder
from collections.abc import Callable
from typing import Final

_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)


def _encoder() -> Callable[[object], str]:
    """Return the encoder's function, in C where Python has it; ``JSONEncoder.encode`` would make it anew each time."""
    make, quoted = (
        getattr(json.encoder, f"c_{name}", None) for name in ("make_encoder", "encode_basestring")
    )
    if make is None or quoted is None:
        return _ENCODER.encode
    in_c = make(None, _ENCODER.default, quoted, None, ":", ",", True, False, False)
    return lambda value: "".join(in_c(value, 0))


_encode: Final = _encoder()


def encode_canonical(value: object) -> bytes:
    """Return ``value``, which holds no floats, as canonical JSON.

    Raises:
        TypeError: for values JSON does not know.
        ValueError: for texts that are not Unicode.
    """
    return _encode(value).encode()
