"""The state's root and its proofs."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liance.ledger.log.errors import MalformedError, ProofError
from liance.ledger.state import (
    EMPTY,
    MemoryState,
    Overlay,
    StateProof,
    StateTree,
    bucket_of,
    state_leaf,
    state_root,
    subtree,
    verify_absence,
    verify_presence,
)

VALUES = st.dictionaries(
    st.text("ab/", min_size=1, max_size=4), st.binary(min_size=1, max_size=3), max_size=40
)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def crowded(data: bytes) -> bytes:
    """A hash whose first 20 bits are nearly always zero, so that keys crowd into one bucket and deep down."""
    full = hashlib.sha256(data).digest()
    return full if data[:1] in {b"\x02", b"\x03"} else b"\x00\x00" + bytes([full[2] & 3]) + full[3:]


class Kept:
    """A state with its tree, as a driver keeps it."""

    def __init__(self, hash_=sha256) -> None:
        self.hash = hash_
        self.values: dict[str, bytes] = {}
        self.tree = StateTree(hash_, self.bucket, {})

    def bucket(self, number: int):
        leaves = (state_leaf(self.hash, key, value) for key, value in self.values.items())
        return sorted(leaf for leaf in leaves if bucket_of(leaf[0]) == number)

    def put(self, changes: dict[str, bytes | None]) -> None:
        for key, value in changes.items():
            if value is None:
                self.values.pop(key, None)
            else:
                self.values[key] = value
        self.tree.renew({bucket_of(self.hash(key.encode())) for key in changes})


@pytest.mark.parametrize("hash_", [sha256, crowded])
@given(st.lists(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.none() | st.binary(max_size=2))))
@settings(max_examples=60)
def test_the_kept_tree_has_the_root_of_the_definition(hash_, steps) -> None:
    kept = Kept(hash_)
    for changes in steps:
        kept.put(changes)
        assert kept.tree.root == state_root(hash_, kept.values)
    nodes = {
        number: subtree(hash_, kept.bucket(number), 16)
        for number in {bucket_of(hash_(key.encode())) for key in kept.values}
    }
    assert StateTree(hash_, kept.bucket, nodes).root == kept.tree.root


@pytest.mark.parametrize("hash_", [sha256, crowded])
@given(VALUES, st.text("abc/", min_size=1, max_size=4))
def test_every_key_is_proved_present_or_absent(hash_, values: dict[str, bytes], asked: str) -> None:
    kept = Kept(hash_)
    kept.put(dict(values))
    root = kept.tree.root
    for key in {*values, asked}:
        proof = kept.tree.prove(key)
        if key in values:
            verify_presence(hash_, root, key, values[key], proof)
            with pytest.raises(ProofError):
                verify_absence(hash_, root, key, proof)
            with pytest.raises(ProofError):
                verify_presence(hash_, root, key, values[key] + b"x", proof)
        else:
            verify_absence(hash_, root, key, proof)
            with pytest.raises(ProofError):
                verify_presence(hash_, root, key, b"x", proof)


def test_one_changed_field_gives_another_root() -> None:
    values = {f"k{number}": b"v" for number in range(50)}
    roots = {state_root(sha256, values)}
    for key in values:
        roots.add(state_root(sha256, {**values, key: b"w"}))
        roots.add(state_root(sha256, {k: v for k, v in values.items() if k != key}))
        roots.add(state_root(sha256, {**{k: v for k, v in values.items() if k != key}, key + "x": b"v"}))
    assert len(roots) == 151


def test_a_changed_proof_fails() -> None:
    kept = Kept()
    kept.put({f"k{number}": b"v" for number in range(200)})
    root, proof = kept.tree.root, kept.tree.prove("k7")
    assert len(proof.siblings) >= 7
    for place in range(len(proof.siblings)):
        siblings = [*proof.siblings]
        siblings[place] = bytes(32) if siblings[place] != EMPTY else b"\x01" * 32
        with pytest.raises(ProofError):
            verify_presence(sha256, root, "k7", b"v", StateProof(tuple(siblings), proof.leaf))
    for siblings in (proof.siblings[:-1], (*proof.siblings, EMPTY)):
        with pytest.raises(ProofError):
            verify_presence(sha256, root, "k7", b"v", StateProof(siblings, proof.leaf))


def test_a_leaf_from_elsewhere_does_not_prove_absence() -> None:
    kept = Kept()
    kept.put({f"k{number}": b"v" for number in range(200)})
    root = kept.tree.root
    elsewhere = kept.tree.prove("k7")
    with pytest.raises(ProofError):
        verify_absence(sha256, root, "absent", elsewhere)
    verify_absence(sha256, root, "absent", kept.tree.prove("absent"))


def test_the_empty_state_has_nothing() -> None:
    kept = Kept()
    assert kept.tree.root == EMPTY == state_root(sha256, {})
    verify_absence(sha256, EMPTY, "k", kept.tree.prove("k"))


@pytest.mark.parametrize(
    "proof",
    [
        StateProof((b"short",), None),
        StateProof((bytes(32),) * 257, None),
        StateProof((), (b"short", bytes(32))),
    ],
)
def test_proofs_out_of_range_are_malformed(proof: StateProof) -> None:
    with pytest.raises(MalformedError):
        verify_absence(sha256, EMPTY, "k", proof)


def test_an_overlay_writes_to_nothing_beneath() -> None:
    base = MemoryState({"a": b"1", "b": b"2"})
    overlay = Overlay(base)
    overlay.commit({"a": b"3", "b": None, "c": b"4"})
    assert [overlay.get(key) for key in "abcd"] == [b"3", None, b"4", None]
    assert base.values == {"a": b"1", "b": b"2"}
    base.commit(overlay.changes)
    assert base.values == {"a": b"3", "c": b"4"}
