"""Many files under one digest: an RFC 9162 tree over names, digests and sizes, each file provable by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from liance.core.canonical import canonical_json
from liance.ledger.log.errors import LogError
from liance.ledger.log.merkle import (
    Hash,
    SubtreeReader,
    fold_complete,
    inclusion_root,
    leaf_hash,
    prove_inclusion,
    read_root,
)

_HEADER: Final = b"liance/batch-file/v1\n"
_ROOT_HEADER: Final = b"liance/batch/v1\n"


@dataclass(frozen=True, slots=True)
class BatchFile:
    """One file: its name in the batch, its digest (``sm3:...`` or ``sha256:...``) and its size in bytes."""

    name: str
    digest: str
    size: int

    def entry(self) -> bytes:
        """Return what is hashed into the tree."""
        return _HEADER + canonical_json([self.name, self.digest, self.size])


def batch_root(hash_: Hash, files: Sequence[BatchFile]) -> bytes:
    """Return the root over files in the order given, bound to their number.

    Raises:
        ValueError: there are none.
    """
    if not files:
        raise ValueError("a batch has at least one file")
    hashes = [leaf_hash(hash_, file.entry()) for file in files]
    return _bound(hash_, len(hashes), read_root(hash_, _reader(hash_, hashes), len(hashes)))


def prove_file(hash_: Hash, files: Sequence[BatchFile], index: int) -> tuple[bytes, ...]:
    """Return the hashes from a file up to the root."""
    hashes = [leaf_hash(hash_, file.entry()) for file in files]
    return prove_inclusion(hash_, _reader(hash_, hashes), index, len(hashes))


def is_in_batch(
    hash_: Hash, root: bytes, file: BatchFile, index: int, size: int, path: Sequence[bytes]
) -> bool:
    """Whether a file is proved to be the one at ``index`` of a batch of ``size`` files."""
    try:
        tree = inclusion_root(hash_, index, size, leaf_hash(hash_, file.entry()), path)
    except LogError:
        return False
    return _bound(hash_, size, tree) == root


def _bound(hash_: Hash, size: int, root: bytes) -> bytes:
    return hash_(_ROOT_HEADER + size.to_bytes(4, "big") + root)


def _reader(hash_: Hash, hashes: list[bytes]) -> SubtreeReader:
    return lambda level, number: fold_complete(hash_, hashes[number << level : (number + 1) << level])
