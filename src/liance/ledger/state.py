"""State: keys and canonical values, and one root hash over all of them with proofs of presence and absence.

The tree is a binary trie over the hash of the key, cut short: a subtree without keys is 32 zero bytes, a
subtree with one key is that key's leaf, any other is the hash of its halves. So the root follows from the
keys and values alone, never from the order in which they came. Hashing begins with 0x02 for leaves and 0x03
for nodes, which keeps this tree apart from the log's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from liance.ledger.encoding import encode_canonical
from liance.ledger.log.errors import MalformedError, ProofError
from liance.ledger.log.merkle import Hash

#: The hash of a subtree without keys.
EMPTY: Final = bytes(32)
#: Bits of the key hash that name a bucket: the unit in which hashes are kept and renewed.
BUCKET_BITS: Final = 16
_DEPTH_MAX: Final = 256

#: What an operation changes: new canonical values, or None for a key that goes away.
Changes = Mapping[str, bytes | None]


class View(Protocol):
    """Reads the state; the machine needs no more."""

    def get(self, key: str, /) -> bytes | None:
        """Return the canonical value under ``key``, or None."""


class Store(View, Protocol):
    """A view that takes changes."""

    def commit(self, changes: Changes, /) -> None:
        """Write ``changes``."""


class MemoryState:
    """A whole state in memory."""

    def __init__(self, values: Mapping[str, bytes] | None = None) -> None:
        self.values: dict[str, bytes] = dict(values or {})

    def get(self, key: str, /) -> bytes | None:
        """Return the canonical value under ``key``, or None."""
        return self.values.get(key)

    def commit(self, changes: Changes, /) -> None:
        """Write ``changes``."""
        for key, value in changes.items():
            if value is None:
                self.values.pop(key, None)
            else:
                self.values[key] = value


class Overlay:
    """A view with changes laid over another, written to neither until asked."""

    def __init__(self, base: View) -> None:
        self._base = base
        self.changes: dict[str, bytes | None] = {}

    def get(self, key: str, /) -> bytes | None:
        """Return the changed value, or the one beneath."""
        value = self.changes.get(key, b"")
        # No value is empty: canonical JSON has at least one byte.
        return self._base.get(key) if value == b"" else value

    def commit(self, changes: Changes, /) -> None:
        """Lay ``changes`` over what is there."""
        self.changes.update(changes)


def read_value(view: View, key: str) -> dict[str, object] | None:
    """Return the value under ``key`` as a fresh object, or None."""
    data = view.get(key)
    if data is None:
        return None
    value = json.loads(data.decode())
    assert isinstance(value, dict), key
    return value


def integer(value: object) -> int:
    """Return a value of the state that is an integer.

    Raises:
        TypeError: if it is not.
    """
    if type(value) is not int:
        raise TypeError(f"not an integer: {type(value).__name__}")
    return value


def write_value(value: Mapping[str, object]) -> bytes:
    """Return the canonical bytes of a value."""
    return encode_canonical(value)


@dataclass(frozen=True, slots=True)
class Node:
    """A subtree: its hash and whether it holds no key (0), one (1) or more (2)."""

    hash: bytes
    keys: int


_NOTHING: Final = Node(EMPTY, 0)
#: A leaf: hash of the key, hash of the value.
Leaf = tuple[bytes, bytes]


def state_leaf(hash_: Hash, key: str, value: bytes) -> Leaf:
    """Return the leaf of a key and its canonical value."""
    return hash_(key.encode()), hash_(value)


def _leaf_hash(hash_: Hash, leaf: Leaf) -> bytes:
    return hash_(b"\x02" + leaf[0] + leaf[1])


def _join(hash_: Hash, left: Node, right: Node) -> Node:
    if left.keys + right.keys <= 1:
        return left if left.keys else right
    return Node(hash_(b"\x03" + left.hash + right.hash), 2)


def _bit(key_hash: bytes, depth: int) -> int:
    return key_hash[depth >> 3] >> (7 - (depth & 7)) & 1


def subtree(hash_: Hash, leaves: Sequence[Leaf], depth: int = 0) -> Node:
    """Return the node over sorted ``leaves`` that agree in their first ``depth`` bits: the definition."""
    if not leaves:
        return _NOTHING
    if len(leaves) == 1:
        return Node(_leaf_hash(hash_, leaves[0]), 1)
    middle = _middle(leaves, depth)
    return _join(
        hash_, subtree(hash_, leaves[:middle], depth + 1), subtree(hash_, leaves[middle:], depth + 1)
    )


def _middle(leaves: Sequence[Leaf], depth: int) -> int:
    low, high = 0, len(leaves)
    while low < high:
        middle = (low + high) // 2
        if _bit(leaves[middle][0], depth):
            high = middle
        else:
            low = middle + 1
    return low


def bucket_of(key_hash: bytes) -> int:
    """Return the bucket of a key hash: its first 16 bits."""
    return int.from_bytes(key_hash[:2], "big")


@dataclass(frozen=True, slots=True)
class StateProof:
    """Siblings from the root downwards, and the leaf (or None) where the path ends."""

    siblings: tuple[bytes, ...]
    leaf: Leaf | None


class StateTree:
    """The state's tree, kept up to date bucket by bucket.

    Args:
        hash_: the suite's hash.
        read_bucket: returns the sorted leaves of a bucket.
        buckets: nodes of the buckets that hold keys, as kept from an earlier run.
    """

    def __init__(
        self, hash_: Hash, read_bucket: Callable[[int], Sequence[Leaf]], buckets: Mapping[int, Node]
    ) -> None:
        self._hash = hash_
        self._read = read_bucket
        self._nodes: dict[tuple[int, int], Node] = {}
        for number, node in buckets.items():
            self._put((BUCKET_BITS, number), node)
        self._climb(set(buckets))

    def _put(self, place: tuple[int, int], node: Node) -> None:
        if node.keys:
            self._nodes[place] = node
        else:
            self._nodes.pop(place, None)

    def _get(self, depth: int, prefix: int) -> Node:
        return self._nodes.get((depth, prefix), _NOTHING)

    def _climb(self, prefixes: set[int]) -> None:
        for depth in range(BUCKET_BITS - 1, -1, -1):
            prefixes = {prefix >> 1 for prefix in prefixes}
            for prefix in prefixes:
                left, right = self._get(depth + 1, prefix << 1), self._get(depth + 1, prefix << 1 | 1)
                self._put((depth, prefix), _join(self._hash, left, right))

    def renew(self, buckets: Iterable[int]) -> Mapping[int, Node]:
        """Read the changed ``buckets`` again and return their nodes, for keeping."""
        renewed = {number: subtree(self._hash, self._read(number), BUCKET_BITS) for number in buckets}
        for number, node in renewed.items():
            self._put((BUCKET_BITS, number), node)
        self._climb(set(renewed))
        return renewed

    @property
    def root(self) -> bytes:
        """The root hash over the whole state."""
        return self._get(0, 0).hash

    def prove(self, key: str) -> StateProof:
        """Return the proof of what stands under ``key``: its leaf, another leaf in its place, or nothing."""
        key_hash = self._hash(key.encode())
        siblings: list[bytes] = []
        number = bucket_of(key_hash)
        for depth in range(BUCKET_BITS):
            if self._get(depth, number >> BUCKET_BITS - depth).keys <= 1:
                break
            side = number >> BUCKET_BITS - depth - 1
            siblings.append(self._get(depth + 1, side ^ 1).hash)
        leaves = self._leaves_under(key_hash, len(siblings))
        depth = len(siblings)
        while len(leaves) > 1:
            middle = _middle(leaves, depth)
            near, far = leaves[:middle], leaves[middle:]
            if _bit(key_hash, depth):
                near, far = far, near
            depth += 1
            siblings.append(subtree(self._hash, far, depth).hash)
            leaves = near
        return StateProof(tuple(siblings), leaves[0] if leaves else None)

    def _leaves_under(self, key_hash: bytes, depth: int) -> Sequence[Leaf]:
        """Return the leaves below the prefix of ``depth`` bits: one bucket's, or a single leaf of another."""
        if depth == BUCKET_BITS:
            return self._read(bucket_of(key_hash))
        prefix = bucket_of(key_hash) >> BUCKET_BITS - depth
        if not self._get(depth, prefix).keys:
            return ()
        while depth < BUCKET_BITS:
            prefix, depth = prefix << 1, depth + 1
            if not self._get(depth, prefix).keys:
                prefix |= 1
        return self._read(prefix)


def _root_of_path(hash_: Hash, key_hash: bytes, proof: StateProof) -> bytes:
    if len(proof.siblings) > _DEPTH_MAX or any(len(item) != 32 for item in proof.siblings):
        raise MalformedError("state proof", "too many hashes or a hash of another length")
    if proof.leaf is not None and [len(part) for part in proof.leaf] != [32, 32]:
        raise MalformedError("state proof", "a leaf is two hashes")
    node = EMPTY if proof.leaf is None else _leaf_hash(hash_, proof.leaf)
    for depth in range(len(proof.siblings) - 1, -1, -1):
        sibling = proof.siblings[depth]
        pair = sibling + node if _bit(key_hash, depth) else node + sibling
        node = hash_(b"\x03" + pair)
    return node


def verify_presence(hash_: Hash, root: bytes, key: str, value: bytes, proof: StateProof) -> None:
    """Check that the state with ``root`` holds ``value`` under ``key``.

    Raises:
        MalformedError: for hashes of another length.
        ProofError: if the proof does not lead to ``root``.
    """
    leaf = state_leaf(hash_, key, value)
    if proof.leaf != leaf or _root_of_path(hash_, leaf[0], proof) != root:
        raise ProofError("the state does not hold this value")


def verify_absence(hash_: Hash, root: bytes, key: str, proof: StateProof) -> None:
    """Check that the state with ``root`` holds nothing under ``key``.

    Raises:
        MalformedError: for hashes of another length.
        ProofError: if the proof does not lead to ``root``, or its leaf does not stand in the key's place.
    """
    key_hash = hash_(key.encode())
    root_found = _root_of_path(hash_, key_hash, proof)
    if proof.leaf is not None:
        other = proof.leaf[0]
        together = all(_bit(other, depth) == _bit(key_hash, depth) for depth in range(len(proof.siblings)))
        if other == key_hash or not together:
            raise ProofError("the leaf does not stand in the place of the key")
    if root_found != root:
        raise ProofError("the state is not without this key")


def state_root(hash_: Hash, values: Mapping[str, bytes]) -> bytes:
    """Return the root of a whole state, straight from the definition."""
    return subtree(hash_, sorted(state_leaf(hash_, key, value) for key, value in values.items())).hash
