"""Proof files after C2SP tlog-proof: one file, checked offline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.ledger.log.bounds import MAX_PROOF_BYTES
from liance.ledger.log.checkpoints import Checkpoint, sign_checkpoint
from liance.ledger.log.errors import BoundError, LogError, MalformedError, ProofError, SignatureError
from liance.ledger.log.merkle import leaf_hash, prove_inclusion, read_root
from liance.ledger.log.notes import Note, NoteSignature, VerifierKey, add_signature, cosign_note
from liance.ledger.log.policies import Policy, parse_policy
from liance.ledger.log.proofs import LogProof, check_proof, parse_proof
from liance.ledger.log.tiles import MemoryTree
from liance.ledger.suites import load_suite

# The shape of the specification's example, its elided signatures filled in.
EXAMPLE = """c2sp.org/tlog-proof@v1
extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog hI2DJw1roloI
— witness1.example mJirIkljqY9v2B/5
"""


def made(suite_name: str, size: int = 300, index: int = 123) -> tuple[bytes, Policy, bytes]:
    """A proof file, the policy to check it with, and the entry."""
    suite = load_suite(suite_name)
    entries = [f"entry {number}".encode() for number in range(size)]
    tree = MemoryTree(suite.hash)
    tree.append([leaf_hash(suite.hash, entry) for entry in entries])
    log = suite.signer(*suite.generate())
    note = sign_checkpoint(Checkpoint("example.com/log", size, read_root(suite.hash, tree.read, size)), log)
    key = VerifierKey("example.com/log", suite, suite.note_type, log.public_key)
    lines = [f"log {key.format()}"]
    for name in ("w1", "w2"):
        witness = suite.signer(*suite.generate())
        note = add_signature(note, cosign_note(note.text, name, witness, 1_700_000_000))
        key = VerifierKey(name, suite, suite.cosignature_type, witness.public_key)
        lines.append(f"witness {name} {key.format()}")
    lines += ["group both all w1 w2", "quorum both", ""]
    proof = LogProof(index, prove_inclusion(suite.hash, tree.read, index, size), note)
    return proof.format(), parse_policy(suite, "\n".join(lines).encode()), entries[index]


def test_the_specifications_example_reads_back() -> None:
    found = parse_proof(EXAMPLE.encode())
    assert (found.index, len(found.hashes), found.extra) == (73894, 2, b"age-v1.2.1-darwin-arm64.tar.gz")
    assert EXAMPLE.encode() == found.format()


@pytest.mark.parametrize("suite_name", ["intl", "guomi"])
def test_a_proof_verifies_in_both_suites(suite_name: str) -> None:
    data, policy, entry = made(suite_name)
    trusted = check_proof(load_suite(suite_name), policy, parse_proof(data), entry)
    assert trusted.witnesses == {"w1": 1_700_000_000, "w2": 1_700_000_000}


@pytest.mark.parametrize("suite_name", ["intl", "guomi"])
def test_an_entry_index_or_policy_that_differs_fails(suite_name: str) -> None:
    suite = load_suite(suite_name)
    data, policy, entry = made(suite_name)
    proof = parse_proof(data)
    with pytest.raises(ProofError):
        check_proof(suite, policy, proof, entry + b" ")
    with pytest.raises(ProofError):
        check_proof(suite, policy, LogProof(124, proof.hashes, proof.checkpoint), entry)
    with pytest.raises(SignatureError):
        check_proof(suite, made(suite_name)[1], proof, entry)


def test_every_flipped_bit_is_refused() -> None:
    data, policy, entry = made("intl", size=5, index=2)
    suite = load_suite("intl")
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            with pytest.raises(LogError):
                check_proof(suite, policy, parse_proof(bytes(changed)), entry)


@pytest.mark.parametrize(
    "text",
    [
        "",
        EXAMPLE.replace("@v1", "@v2"),
        EXAMPLE.replace("index 73894\n", ""),
        EXAMPLE.replace("index 73894", "index 073894"),
        EXAMPLE.replace("index 73894", "index  73894"),
        EXAMPLE.replace("index 73894", "index -1"),
        EXAMPLE.replace("extra YWdl", "extra YWd"),
        EXAMPLE.replace("extra ", "extras "),
        EXAMPLE.replace("gSKyXoYZ", "gSKyXoY"),
        EXAMPLE.replace("XmA=\n", "XmB=\n"),
        EXAMPLE.replace("\n\nexample", "\nexample"),
        EXAMPLE.replace("\n", "\r\n"),
    ],
)
def test_other_shapes_are_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_proof(text.encode())


def test_large_proofs_are_refused() -> None:
    line = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n"
    with pytest.raises(BoundError, match="MAX_PROOF_HASHES"):
        parse_proof(EXAMPLE.replace(line, line * 64).encode())
    with pytest.raises(BoundError, match="MAX_PROOF_BYTES"):
        parse_proof(EXAMPLE.encode() + bytes(MAX_PROOF_BYTES))
    note = Note("x\n", (NoteSignature("a", bytes(4), b"s"),))
    with pytest.raises(BoundError, match="MAX_PROOF_BYTES"):
        LogProof(0, (), note, extra=bytes(MAX_PROOF_BYTES)).format()


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=64),
    st.none() | st.binary(max_size=80),
)
def test_a_proof_reads_back(index: int, hashes: list[bytes], extra: bytes | None) -> None:
    proof = LogProof(index, tuple(hashes), Note("a\n\nb\n", (NoteSignature("k", bytes(4), b"s"),)), extra)
    assert proof == parse_proof(proof.format())


@given(st.integers(0, len(EXAMPLE.encode()) - 1), st.integers(0, 255), st.booleans())
def test_a_mutated_proof_is_refused_or_reads_back_to_its_own_bytes(
    place: int, octet: int, insert: bool
) -> None:
    data = bytearray(EXAMPLE.encode())
    if insert:
        data.insert(place, octet)
    else:
        data[place] = octet
    try:
        proof = parse_proof(bytes(data))
    except LogError:
        return
    assert bytes(data) == proof.format()
