"""The Merkle tree against RFC 9162's recursive definitions and the vectors of Certificate Transparency."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.ledger.log.errors import MalformedError, ProofError
from liance.ledger.log.merkle import (
    Frontier,
    empty_root,
    fold_complete,
    leaf_hash,
    prove_consistency,
    prove_inclusion,
    read_frontier,
    read_root,
    verify_consistency,
    verify_inclusion,
)
from liance.ledger.log.tiles import MemoryTree


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(entries: list[bytes], hash_=sha256) -> bytes:
    """Section 2.1.1."""
    if not entries:
        return hash_(b"")
    if len(entries) == 1:
        return hash_(b"\x00" + entries[0])
    k = split(len(entries))
    return hash_(b"\x01" + mth(entries[:k], hash_) + mth(entries[k:], hash_))


def path(m: int, entries: list[bytes], hash_=sha256) -> list[bytes]:
    """Section 2.1.3.1."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k], hash_), mth(entries[k:], hash_)]
    return [*path(m - k, entries[k:], hash_), mth(entries[:k], hash_)]


def proof(m: int, entries: list[bytes], hash_=sha256) -> list[bytes]:
    """Section 2.1.4.1."""
    return _subproof(m, entries, True, hash_)


def _subproof(m: int, entries: list[bytes], whole: bool, hash_) -> list[bytes]:
    if m == len(entries):
        return [] if whole else [mth(entries, hash_)]
    k = split(len(entries))
    if m <= k:
        return [*_subproof(m, entries[:k], whole, hash_), mth(entries[k:], hash_)]
    return [*_subproof(m - k, entries[k:], False, hash_), mth(entries[:k], hash_)]


# Inputs, roots and paths of the eight-leaf tree in Certificate Transparency's merkletree_test.cc.
LEAVES = [
    bytes.fromhex(text)
    for text in [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
# The tree head, audit path and consistency proof of a public log of 961,984,013 certificates (Argon 2020),
# as kept with Go's sumdb/tlog; the leaf is the hash of entry 10,000.
ARGON_SIZE = 961_984_013
ARGON_ROOT = "dwlueapdd7LaOEnX2W2Wp9v2XE+KzejHRQGHwEx0oaM="
ARGON_OLD = (3_654_490, "AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ=")
ARGON_CONSISTENCY = """
80Sfbj6UQEdVSZCSIgh9NMPj3vCBzcc1A48B2crJSWg= FZcrgAHUk6nNPviJZq8kEK6jCG1d18pJOFE45ZDc1TQ=
Q67reWXmPBo1UfmwBap4Xi9PMPfFdUSSw3WGlRZdG7k= eJ7CyhR4PxzBxDIsWgrVYW1eFUb9ndgf46tFmiqVrxA=
QrDwp062Grm5WY8KdrhFsBuuNjGzRox2Jb8PmVL5OYw= XM4YMjMEdLH/XJam/ZWyaP14k3cmsOtnPsOWQ54lW1s=
SGiBh+jOTGccXU48ZzgQ88lRcBmtB4wz4oSDndv2QTg= WAS6txqNLYKGL1GdBdpqmV42TTfn6cJsuDsqLXuTCNI=
QFmRS0rirUA7ZN3lxFjDncV+E1OCrn3NUB4RCp+5fzc= Hdbp7It2XBNZmNDBpCN/KPd7vfVqxgzwOosqVIaEA9E=
mxvHL0ZiblBdD7j7pIa1jlfB0gSqfJ6oX0UGo7L0VsU= q5hjyvoW6TL/PThgcitpDcSTrnKX2p1+aqscqH2euRA=
jTOWDqt3IHj2NVFeezyBz2ofpru+ztEywqKUAfFclKI= GIRn0w3HqJdvU9j1WVD//eR6lk2AaTVjyzjsJNP8U88=
x52GJvxG81fnQBrgOTbll1A5tz95/LXK0Ag1NhB0r1I= 6/0OqrcTgc3o5dD5PymmoC96lB9yLPFuTHVvLy8fSGk=
Gf+iKLfcXO5l4JEFmsZvSdG5q1uEeWPfYLrds6pmjz0= DGuaco+McyM3AfRSF6qX7RwSetwe2ieYJmxw5e9rVx0=
2tQJ9V32hnYp+fdpP6TcjmgJmLeNVOMKM0Ml1kk4cNU= 3PapK+IkyJr8I9yAErAmzuZezzLMzsg+PfeRCgNW8NQ=
s6xiYeejb+wtqHA+URJZ2I/SCPyIW8coP6aB00FJbMY= z9lSpmdTcr5M5ZzKlc4EPh3SrSypKFdk6JUF/UccaZU=
GXIElfmnRuWfbA4z7ubV/UwlpSRUbUeec7oL5HDDnh0= pR0SH/NYP6s9+8azWwaeUXA4Ze/3WCIgMfh5YW6wvcE=
f3GuAKYVrF8RBg3s15jvA/YvV9oAliWtzP/imwPhQVA= WHn8zDxlVgkV+lSlmzaOdfSBrTHoRr5nT3d76q0KKWE=
f2uV2ZxVgULzLPKuZcowRY3ZY7fRlX59iDBjV1R8kNQ= NzQVjJsvQwbi7WStMr9oFkh9VbHfK7LB6o7WwAqwNTs=
C0LttBeYHZHgL+032JIcJC3CTBIyza/hsbmJUgJfmDI= nixU5CWTFVDlF4BGdcU6kA7WSYurEpe9jRWc+F/7sOc=
"""

EXHAUSTIVE = 70


def grown(entries: list[bytes], hash_=sha256) -> MemoryTree:
    tree = MemoryTree(hash_)
    tree.append([leaf_hash(hash_, entry) for entry in entries])
    return tree


def numbered(count: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_certificate_transparency_are_reached(size: int) -> None:
    tree = grown(LEAVES[:size])
    assert ROOTS[size] == read_root(sha256, tree.read, size).hex()


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_the_inclusion_paths_of_certificate_transparency_are_made(index: int, size: int) -> None:
    found = prove_inclusion(sha256, grown(LEAVES).read, index, size)
    assert INCLUSION[index, size] == [item.hex() for item in found]


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_the_consistency_proofs_of_certificate_transparency_are_made(old: int, new: int) -> None:
    found = prove_consistency(sha256, grown(LEAVES).read, old, new)
    assert CONSISTENCY[old, new] == [item.hex() for item in found]


def test_a_public_logs_consistency_proof_verifies_and_a_changed_one_does_not() -> None:
    hashes = [base64.b64decode(item) for item in ARGON_CONSISTENCY.split()]
    old_size, old_root = ARGON_OLD[0], base64.b64decode(ARGON_OLD[1])
    new_root = base64.b64decode(ARGON_ROOT)
    verify_consistency(sha256, old_size, ARGON_SIZE, hashes, old_root=old_root, new_root=new_root)
    for place in range(len(hashes)):
        changed = [*hashes]
        changed[place] = bytes([changed[place][0] ^ 1]) + changed[place][1:]
        with pytest.raises(ProofError):
            verify_consistency(sha256, old_size, ARGON_SIZE, changed, old_root=old_root, new_root=new_root)


@pytest.mark.parametrize("hash_name", ["sha256", "sm3"])
def test_every_small_tree_equals_the_definition(hash_name: str) -> None:
    if hash_name not in hashlib.algorithms_available:
        hash_name = "sha3_256"  # any 32-byte hash shows that none is built in

    def hash_(data: bytes) -> bytes:
        return hashlib.new(hash_name, data).digest()

    entries = numbered(EXHAUSTIVE)
    tree = grown(entries, hash_)
    for size in range(EXHAUSTIVE + 1):
        assert mth(entries[:size], hash_) == read_root(hash_, tree.read, size)


def test_every_inclusion_proof_of_every_small_tree_is_the_definitions_and_verifies() -> None:
    entries = numbered(EXHAUSTIVE)
    tree = grown(entries)
    for size in range(1, EXHAUSTIVE + 1):
        root = read_root(sha256, tree.read, size)
        for index in range(size):
            found = prove_inclusion(sha256, tree.read, index, size)
            assert path(index, entries[:size]) == list(found)
            verify_inclusion(sha256, index, size, leaf_hash(sha256, entries[index]), found, root=root)


def test_every_consistency_proof_of_every_small_tree_is_the_definitions_and_verifies() -> None:
    entries = numbered(EXHAUSTIVE)
    tree = grown(entries)
    roots = [mth(entries[:size]) for size in range(EXHAUSTIVE + 1)]
    for new in range(1, EXHAUSTIVE + 1):
        for old in range(1, new + 1):
            found = prove_consistency(sha256, tree.read, old, new)
            assert proof(old, entries[:new]) == list(found)
            verify_consistency(sha256, old, new, found, old_root=roots[old], new_root=roots[new])


def test_every_wrong_place_size_leaf_and_length_fails_inclusion() -> None:
    entries = numbered(9)
    tree = grown(entries)
    for size in range(1, 10):
        root = read_root(sha256, tree.read, size)
        for index in range(size):
            leaf = leaf_hash(sha256, entries[index])
            found = prove_inclusion(sha256, tree.read, index, size)
            wrong = [(other, size, leaf, found) for other in range(size) if other != index] + [
                (index, size, leaf_hash(sha256, b"other"), found),
                (index, size, leaf, (*found, bytes(32))),
                (index, size, leaf, (bytes(32), *found)),
            ]
            if found:
                wrong.append((index, size, leaf, found[:-1]))
                wrong.append((index, size, leaf, found[1:]))
            for arguments in wrong:
                with pytest.raises(ProofError):
                    verify_inclusion(sha256, *arguments, root=root)


def test_every_wrong_size_root_and_length_fails_consistency() -> None:
    entries = numbered(17)
    tree = grown(entries)
    roots = [mth(entries[:size]) for size in range(18)]
    for new in range(1, 18):
        for old in range(1, new + 1):
            found = prove_consistency(sha256, tree.read, old, new)
            cases = [
                (old, new, (*found, bytes(32)), roots[old], roots[new]),
                (old, new, found, bytes(32), roots[new]),
                (old, new, found, roots[old], bytes(32)),
            ]
            if found:
                cases.append((old, new, found[:-1], roots[old], roots[new]))
                cases.append((old, new, found[1:], roots[old], roots[new]))
            for old_size, new_size, hashes, old_root, new_root in cases:
                with pytest.raises(ProofError):
                    verify_consistency(
                        sha256, old_size, new_size, hashes, old_root=old_root, new_root=new_root
                    )


def test_every_tree_extends_the_empty_one_and_only_by_its_true_root() -> None:
    root = mth(numbered(5))
    verify_consistency(sha256, 0, 5, (), old_root=empty_root(sha256), new_root=root)
    with pytest.raises(ProofError):
        verify_consistency(sha256, 0, 5, (), old_root=bytes(32), new_root=root)
    with pytest.raises(ProofError):
        verify_consistency(sha256, 0, 5, (root,), old_root=empty_root(sha256), new_root=root)


@pytest.mark.parametrize(
    ("index", "size", "hashes"),
    [(1, 1, ()), (-1, 1, ()), (0, 0, ()), (0, 2**63, ()), (0, 2, (b"short",)), (0, 2, (bytes(32),) * 65)],
)
def test_numbers_and_hashes_out_of_range_are_malformed(index: int, size: int, hashes) -> None:
    with pytest.raises(MalformedError):
        verify_inclusion(sha256, index, size, bytes(32), hashes, root=bytes(32))


def test_provers_refuse_places_outside_the_tree() -> None:
    tree = grown(numbered(3))
    with pytest.raises(ValueError, match="not in a tree"):
        prove_inclusion(sha256, tree.read, 3, 3)
    with pytest.raises(ValueError, match="does not extend"):
        prove_consistency(sha256, tree.read, 4, 3)
    with pytest.raises(ValueError, match="power of two"):
        fold_complete(sha256, [bytes(32)] * 3)
    with pytest.raises(ValueError, match="not a frontier"):
        Frontier(3, (bytes(32),))


@given(st.lists(st.integers(0, 40), max_size=8))
def test_a_frontier_grown_in_any_pieces_has_the_trees_root(pieces: list[int]) -> None:
    frontier, entries = Frontier(), numbered(sum(pieces))
    tree = grown(entries)
    for piece in pieces:
        done = entries[frontier.size : frontier.size + piece]
        frontier = frontier.append(sha256, [leaf_hash(sha256, entry) for entry in done])
    assert mth(entries) == frontier.root(sha256)
    assert frontier == read_frontier(tree.read, len(entries))


@given(st.integers(257, 700), st.data())
def test_proofs_across_tiles_verify(size: int, data: st.DataObject) -> None:
    entries = numbered(size)
    tree = grown(entries)
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(0, size))
    root, old_root = (read_root(sha256, tree.read, count) for count in (size, old))
    found = prove_inclusion(sha256, tree.read, index, size)
    verify_inclusion(sha256, index, size, leaf_hash(sha256, entries[index]), found, root=root)
    found = prove_consistency(sha256, tree.read, old, size)
    verify_consistency(sha256, old, size, found, old_root=old_root, new_root=root)
