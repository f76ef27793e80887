"""The Merkle tree of RFC 6962 and RFC 9162, section 2.1, over any 32-byte hash.

``leaf_hash`` and ``node_hash`` are the two hashes; everything else counts in *complete subtrees*: the
subtree ``(height, index)`` covers the leaves ``index * 2**height`` to ``(index + 1) * 2**height``. Whoever
keeps a log hands in a function that returns the hash of a complete subtree (``tiles.TileReader`` is one), and
gets roots and proofs. Verifiers need nothing but the proof.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from liance.ledger.log.bounds import HASH_BYTES, MAX_PROOF_HASHES, MAX_SIZE
from liance.ledger.log.errors import MalformedError, ProofError

#: Returns the hash of ``data``; SHA-256 and SM3 fit.
Hash = Callable[[bytes], bytes]
#: Returns the hash of the complete subtree (height, index).
SubtreeReader = Callable[[int, int], bytes]


def leaf_hash(hash_: Hash, entry: bytes) -> bytes:
    """Return the hash of a log entry: HASH(0x00 || entry), RFC 9162 section 2.1.1."""
    return hash_(b"\x00" + entry)


def node_hash(hash_: Hash, left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: HASH(0x01 || left || right), RFC 9162 section 2.1.1."""
    return hash_(b"\x01" + left + right)


def empty_root(hash_: Hash) -> bytes:
    """Return the root of the tree without leaves: HASH() of nothing."""
    return hash_(b"")


def fold_complete(hash_: Hash, hashes: Sequence[bytes]) -> bytes:
    """Return the root of a complete subtree from its 2**k bottom hashes.

    Raises:
        ValueError: if their number is not a power of two.
    """
    if not hashes or len(hashes) & (len(hashes) - 1):
        raise ValueError(f"not a power of two: {len(hashes)}")
    level = hashes
    while len(level) > 1:
        level = [hash_(b"\x01" + left + right) for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a growing tree: all that is needed to append leaves and to tell the root.

    ``peaks`` are the roots of the complete subtrees that ``size`` splits into, from the largest to the
    smallest: one for each one-bit of ``size``.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_SIZE or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"not a frontier: {len(self.peaks)} peaks for size {self.size}")

    def append(self, hash_: Hash, leaves: Iterable[bytes]) -> Frontier:
        """Return the frontier after appending leaf hashes."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            carry, node = size, leaf
            while carry & 1:
                node = hash_(b"\x01" + peaks.pop() + node)
                carry >>= 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    def root(self, hash_: Hash) -> bytes:
        """Return the tree's root hash."""
        if not self.peaks:
            return empty_root(hash_)
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(hash_, peak, node)
        return node


def read_frontier(read: SubtreeReader, size: int) -> Frontier:
    """Return the frontier of the tree of ``size`` leaves, reading one subtree per one-bit of ``size``."""
    peaks = []
    start = 0
    for height in range(size.bit_length() - 1, -1, -1):
        if size >> height & 1:
            peaks.append(read(height, start >> height))
            start += 1 << height
    return Frontier(size, tuple(peaks))


def read_root(hash_: Hash, read: SubtreeReader, size: int) -> bytes:
    """Return the root hash of the tree of the first ``size`` leaves."""
    return read_frontier(read, size).root(hash_)


def _range_hash(hash_: Hash, read: SubtreeReader, start: int, end: int) -> bytes:
    """Return MTH(D[start:end]) for a range that RFC 9162's recursion can reach (``start`` is aligned)."""
    peaks = []
    while start < end:
        height = (end - start).bit_length() - 1
        peaks.append(read(height, start >> height))
        start += 1 << height
    node = peaks.pop()
    while peaks:
        node = node_hash(hash_, peaks.pop(), node)
    return node


def _split(width: int) -> int:
    """Return the largest power of two smaller than ``width`` (at least 2)."""
    return 1 << ((width - 1).bit_length() - 1)


def prove_inclusion(hash_: Hash, read: SubtreeReader, index: int, size: int) -> tuple[bytes, ...]:
    """Return the inclusion proof of leaf ``index`` in the tree of ``size`` leaves (RFC 9162, 2.1.3.1).

    The first hash is the leaf's sibling, the last a child of the root.

    Raises:
        ValueError: unless 0 <= index < size.
    """
    if not 0 <= index < size <= MAX_SIZE:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    proof = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_hash(hash_, read, middle, end))
            end = middle
        else:
            proof.append(_range_hash(hash_, read, start, middle))
            start = middle
    return tuple(reversed(proof))


def prove_consistency(hash_: Hash, read: SubtreeReader, old: int, new: int) -> tuple[bytes, ...]:
    """Return the proof that the tree of ``new`` leaves extends that of ``old`` (RFC 9162, 2.1.4.1).

    The proof is empty for ``old == new`` and for ``old == 0``, which every tree extends.

    Raises:
        ValueError: unless 0 <= old <= new.
    """
    if not 0 <= old <= new <= MAX_SIZE:
        raise ValueError(f"a tree of {new} does not extend one of {old}")
    if old in {0, new}:
        return ()
    proof = []
    start, end, old_is_whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_hash(hash_, read, middle, end))
            end = middle
        else:
            proof.append(_range_hash(hash_, read, start, middle))
            start, old_is_whole = middle, False
    if not old_is_whole:
        proof.append(_range_hash(hash_, read, start, end))
    return tuple(reversed(proof))


def inclusion_root(hash_: Hash, index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """Return the root that the proof leads to from ``leaf`` (RFC 9162, 2.1.3.2, without the last comparison).

    Raises:
        MalformedError: for indices or hashes out of range.
        ProofError: if the proof is too long or too short for the place.
    """
    _check_proof_shape(proof)
    if not 0 <= index < size <= MAX_SIZE:
        raise MalformedError("inclusion proof", f"leaf {index} is not in a tree of {size}")
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("too many hashes")
        if position & 1 or position == last:
            node = node_hash(hash_, sibling, node)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            node = node_hash(hash_, node, sibling)
        position >>= 1
        last >>= 1
    if last != 0:
        raise ProofError("too few hashes")
    return node


def verify_inclusion(
    hash_: Hash, index: int, size: int, leaf: bytes, proof: Sequence[bytes], *, root: bytes
) -> None:
    """Check that ``leaf`` is the leaf ``index`` of the tree with ``size`` leaves and ``root``.

    Raises:
        MalformedError: for indices or hashes out of range.
        ProofError: if the proof does not lead to ``root``.
    """
    if not hmac.compare_digest(inclusion_root(hash_, index, size, leaf, proof), root):
        raise ProofError("the inclusion proof leads to another root")


def verify_consistency(
    hash_: Hash, old: int, new: int, proof: Sequence[bytes], *, old_root: bytes, new_root: bytes
) -> None:
    """Check that the tree ``(new, new_root)`` extends ``(old, old_root)`` (RFC 9162, 2.1.4.2).

    For ``old == 0`` the proof must be empty and ``old_root`` the empty tree's root.

    Raises:
        MalformedError: for sizes or hashes out of range.
        ProofError: if the proof does not lead to both roots.
    """
    _check_proof_shape(proof)
    if not 0 <= old <= new <= MAX_SIZE:
        raise MalformedError("consistency proof", f"a tree of {new} does not extend one of {old}")
    if old in {0, new}:
        expected = new_root if old == new else empty_root(hash_)
        if proof or old_root != expected:
            raise ProofError("equal or empty trees need equal roots and no hashes")
        return
    # A complete old tree is a subtree of the new one, and its root starts the walk unlisted.
    nodes = list(proof) if old & (old - 1) else [old_root, *proof]
    if not nodes:
        raise ProofError("too few hashes")
    position, last = old - 1, new - 1
    while position & 1:
        position >>= 1
        last >>= 1
    old_node = new_node = nodes[0]
    for sibling in nodes[1:]:
        if last == 0:
            raise ProofError("too many hashes")
        if position & 1 or position == last:
            old_node = node_hash(hash_, sibling, old_node)
            new_node = node_hash(hash_, sibling, new_node)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            new_node = node_hash(hash_, new_node, sibling)
        position >>= 1
        last >>= 1
    if last != 0:
        raise ProofError("too few hashes")
    if not (hmac.compare_digest(old_node, old_root) and hmac.compare_digest(new_node, new_root)):
        raise ProofError("the consistency proof leads to other roots")


def _check_proof_shape(proof: Sequence[bytes]) -> None:
    if len(proof) > MAX_PROOF_HASHES:
        raise MalformedError("proof", f"more than {MAX_PROOF_HASHES} hashes")
    if any(len(item) != HASH_BYTES for item in proof):
        raise MalformedError("proof", f"a hash has {HASH_BYTES} bytes")
