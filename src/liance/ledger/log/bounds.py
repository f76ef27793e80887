"""Bounds on everything the log reads, by name.

They stand here and not in ``liance.core.limits`` because this package is importable alone.
"""

from __future__ import annotations

from typing import Final

#: Bytes of every hash: both SHA-256 and SM3 give 32.
HASH_BYTES: Final = 32
#: Largest tree size and timestamp (2^63 - 1, as in C2SP tlog-cosignature and Go's int64).
MAX_SIZE: Final = 2**63 - 1
#: Longest inclusion or consistency proof of a tree within ``MAX_SIZE``.
MAX_PROOF_HASHES: Final = 64
#: Largest signed note, as in Go's sumdb/note.
MAX_NOTE_BYTES: Final = 1_000_000
#: Most signatures in one note, as in Go's sumdb/note; C2SP asks for at least 16.
MAX_NOTE_SIGNATURES: Final = 100
#: Longest key name or origin, in UTF-8 bytes.
MAX_NAME_BYTES: Final = 255
#: Longest verifier key text.
MAX_VKEY_CHARACTERS: Final = 2_048
#: Largest proof file: extra data, proof lines and checkpoint (so more than ``MAX_NOTE_BYTES``).
MAX_PROOF_BYTES: Final = 2_000_000
#: Largest policy file.
MAX_POLICY_BYTES: Final = 262_144
#: Most logs, witnesses and groups of a policy, each; C2SP asks for at least 32.
MAX_POLICY_ITEMS: Final = 256
#: Largest entry: entry bundles carry a 16-bit length.
MAX_ENTRY_BYTES: Final = 65_535
