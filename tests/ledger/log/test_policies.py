"""Policies after C2SP tlog-policy, and checkpoints held against them."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from liance.ledger.log.checkpoints import Checkpoint, sign_checkpoint
from liance.ledger.log.errors import BoundError, LogError, MalformedError, QuorumError, SignatureError
from liance.ledger.log.notes import Note, VerifierKey, add_signature, cosign_note, parse_note
from liance.ledger.log.policies import Policy, check_checkpoint, parse_policy
from liance.ledger.suites import KeySigner, Secret, load_suite

INTL = load_suite("intl")
ORIGIN = "example.com/log"


def _signer(name: str) -> KeySigner:
    """Return a signer whose key is made of its name, so that test ids are the same in every process."""
    seed = hashlib.sha256(name.encode()).digest()
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return INTL.signer(Secret(seed), public)


SIGNERS: dict[str, KeySigner] = {name: _signer(name) for name in ("log", "w1", "w2", "w3", "w4", "w5", "w6")}
LOG = VerifierKey(ORIGIN, INTL, INTL.note_type, SIGNERS["log"].public_key).format()
W1, W2, W3, W4, W5, W6 = (
    VerifierKey(name, INTL, INTL.cosignature_type, SIGNERS[name].public_key).format()
    for name in ("w1", "w2", "w3", "w4", "w5", "w6")
)
EXAMPLE = f"""log {LOG}

witness X1 {W1}
witness X2 {W2}
witness X3 {W3}
group X-witnesses 2 X1 X2 X3

witness Y1 {W4}
witness Y2 {W5}
witness Y3 {W6}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def policy(text: str) -> Policy:
    return parse_policy(INTL, text.encode("utf-8", "surrogateescape"))


def checkpoint_signed_by(*witnesses: str, origin: str = ORIGIN) -> Note:
    note = sign_checkpoint(Checkpoint(origin, 42, bytes(32)), SIGNERS["log"])
    for number, name in enumerate(witnesses):
        note = add_signature(note, cosign_note(note.text, name, SIGNERS[name], 1_700_000_000 + number))
    return note


def test_the_specifications_example_is_read_and_written_in_one_form() -> None:
    found = policy(EXAMPLE)
    assert [(group.name, group.threshold) for group in found.groups] == [
        ("X-witnesses", 2),
        ("Y-witnesses", 1),
        ("X-and-Y", 2),
    ]
    assert found == parse_policy(INTL, found.format())
    assert found.format() == parse_policy(INTL, found.format()).format()


@pytest.mark.parametrize(
    "text",
    [
        "quorum none\n",
        "quorum none",
        f"\n# comment\n\t # another\n\twitness \t w1  {W1}   https://w1.example.com/  \n\n  quorum\tw1",
        f"log {LOG} https://log.example.com/\nwitness w1 {W1}\nquorum w1\n",
        f"witness K\udcc4lvin {W1}\nquorum K\udcc4lvin\n",
        f"witness all {W1}\nwitness any {W2}\ngroup group 2 all any\nquorum group\n",
        f"witness 见证 {W1}\nquorum 见证\n",
    ],
)
def test_the_grammar_is_accepted(text: str) -> None:
    found = policy(text)
    assert found == parse_policy(INTL, found.format())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("quorum none\n\x01", "control"),
        ("quorum none\r\n", "control"),
        ("quorum none\n\x7f", "control"),
        ("quibble w1\nquorum none\n", "quibble"),
        (f"witness w1 {W1} https://w1.example.com/ # comment\nquorum w1\n", "line 1"),
        ("log\nquorum none\n", "line 1"),
        ("log garbage\nquorum none\n", "line 1"),
        (f"log {W1}\nquorum none\n", "note keys"),
        (f"witness w1 {LOG}\nquorum none\n", "cosignature keys"),
        (f"log {LOG}\nlog {LOG} https://log.example.com/\nquorum none\n", "same public key"),
        ("witness w1\nquorum none\n", "line 1"),
        (f"witness none {W1}\nquorum none\n", "reserved"),
        (f"witness w1 {W1}\nwitness w1 {W2}\nquorum w1\n", "twice"),
        (f"witness w1 {W1}\nwitness w2 {W1}\nquorum w1\n", "same public key"),
        (f"witness w1 {W1}\ngroup w1 any w1\nquorum w1\n", "twice"),
        (f"witness w1 {W1}\ngroup g1 1\nquorum w1\n", "line 2"),
        (f"witness w1 {W1}\ngroup none any w1\nquorum none\n", "reserved"),
        (f"witness w1 {W1}\ngroup g1 0 w1\nquorum g1\n", "threshold"),
        (f"witness w1 {W1}\ngroup g1 -1 w1\nquorum g1\n", "threshold"),
        (f"witness w1 {W1}\ngroup g1 01 w1\nquorum g1\n", "threshold"),
        (f"witness w1 {W1}\ngroup g1 2 w1\nquorum g1\n", "threshold"),
        (f"witness w1 {W1}\ngroup g1 any w2\nquorum g1\n", "unknown member"),
        (f"group g1 any w1\nwitness w1 {W1}\nquorum g1\n", "unknown member"),
        (f"witness w1 {W1}\ngroup g1 any none w1\nquorum g1\n", "unknown member"),
        (f"witness w1 {W1}\ngroup g1 all w1 w1\nquorum g1\n", "more than once"),
        (f"witness w1 {W1}\nwitness w2 {W2}\ngroup a any w1 w2\ngroup b any w1\nquorum a\n", "more than"),
        (f"witness w1 {W1}\n", "exactly one quorum"),
        (f"witness w1 {W1}\nquorum w1\nquorum w1\n", "exactly one quorum"),
        ("quorum unknown\n", "not defined"),
        (f"quorum w1\nwitness w1 {W1}\n", "not defined"),
        ("quorum\n", "line 1"),
    ],
)
def test_what_the_specification_forbids_is_refused(text: str, why: str) -> None:
    with pytest.raises(MalformedError, match=why):
        policy(text)


def test_large_policies_are_refused() -> None:
    with pytest.raises(BoundError, match="MAX_POLICY_BYTES"):
        policy("#" * 300_000)
    groups = "".join(f"group g{n} any {'w1' if n == 0 else f'g{n - 1}'}\n" for n in range(257))
    with pytest.raises(BoundError, match="MAX_POLICY_ITEMS"):
        policy(f"witness w1 {W1}\n{groups}quorum g256\n")


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_or_have_a_canonical_form(data: bytes) -> None:
    try:
        found = parse_policy(INTL, data + b"\nquorum none")
    except LogError:
        return
    assert found == parse_policy(INTL, found.format())


@given(st.integers(0, len(EXAMPLE) - 1), st.integers(0, 127))
def test_a_mutated_policy_is_refused_or_has_a_canonical_form(place: int, octet: int) -> None:
    data = bytearray(EXAMPLE.encode())
    data[place] = octet
    try:
        found = parse_policy(INTL, bytes(data))
    except LogError:
        return
    assert found == parse_policy(INTL, found.format())


NESTED = f"""log {LOG}
witness w1 {W1}
witness w2 {W2}
witness w3 {W3}
group inner any w2 w3
group outer all w1 inner
quorum outer
"""


@pytest.mark.parametrize(
    ("signers", "enough"),
    [
        (("w1", "w2", "w3"), True),
        (("w1", "w3"), True),
        (("w1",), False),
        (("w2", "w3"), False),
        ((), False),
        (("w1", "w4", "w5"), False),
    ],
)
def test_groups_decide_the_quorum(signers: tuple[str, ...], enough: bool) -> None:
    note = checkpoint_signed_by(*signers)
    if not enough:
        with pytest.raises(QuorumError, match="outer"):
            check_checkpoint(policy(NESTED), note)
        return
    trusted = check_checkpoint(policy(NESTED), parse_note(note.format()))
    assert set(signers) == set(trusted.witnesses)
    assert trusted.checkpoint.size == 42


def test_a_checkpoint_needs_its_own_logs_signature() -> None:
    open_policy = policy(f"log {LOG}\nquorum none\n")
    assert check_checkpoint(open_policy, checkpoint_signed_by()).checkpoint.size == 42
    with pytest.raises(SignatureError):
        check_checkpoint(open_policy, checkpoint_signed_by(origin="example.com/other"))
    with pytest.raises(SignatureError):
        check_checkpoint(policy(f"witness w1 {W1}\nquorum w1\n"), checkpoint_signed_by("w1"))


def test_a_known_log_cannot_sign_for_another_origin() -> None:
    other = Checkpoint("example.com/other", 42, bytes(32))
    signature = sign_checkpoint(Checkpoint(ORIGIN, 1, bytes(32)), SIGNERS["log"]).signatures[0]
    signed = SIGNERS["log"].sign(other.format().encode())
    note = Note(other.format(), (type(signature)(ORIGIN, signature.key_id, signed),))
    with pytest.raises(SignatureError):
        check_checkpoint(policy(f"log {LOG}\nquorum none\n"), note)
