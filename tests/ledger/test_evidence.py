"""Evidence files: checked offline, in another place, by nothing but a policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.evidence import (
    StateEvidence,
    format_evidence,
    parse_state_evidence,
    state_root_of,
    verify_evidence,
    verify_state_evidence,
)
from liance.ledger.log.checkpoints import Checkpoint, sign_checkpoint
from liance.ledger.log.errors import BoundError, LogError, MalformedError, ProofError, SignatureError
from liance.ledger.log.notes import Note, NoteSignature, VerifierKey, add_signature, cosign_note
from liance.ledger.log.policies import Policy, parse_policy
from liance.ledger.log.proofs import LogProof
from liance.ledger.state import StateProof
from liance.ledger.suites import load_suite

ORIGIN = "liance.example/evidence"
JINAN = "sd-chain/jinan/data/admin/k1"


class Case:
    """A ledger of some records, a checkpoint cosigned by four witnesses, and the policy that trusts them."""

    def __init__(self, consortium, path: Path, records: int = 40) -> None:
        self.consortium, self.suite = consortium, consortium.suite
        self.signer = consortium.signer()
        key = VerifierKey(ORIGIN, self.suite, self.suite.note_type, self.signer.public_key)
        lines = [f"log {key.format()}"]
        self.witnesses = {f"w{number}": consortium.signer() for number in range(4)}
        for name, witness in self.witnesses.items():
            key = VerifierKey(name, self.suite, self.suite.cosignature_type, witness.public_key)
            lines.append(f"witness {name} {key.format()}")
        lines += ["group most 3 w0 w1 w2 w3", "quorum most", ""]
        self.policy: Policy = parse_policy(self.suite, "\n".join(lines).encode())
        with EmbeddedDriver.create(path, consortium.genesis, processes=0) as driver:
            for number in range(records):
                operation = consortium.record(name=f"r{number}")
                consortium.sequences[JINAN] = operation.body.sequence
                driver.submit(operation.format()).result(60)
            note, value, present = driver.prove_state(ORIGIN, self.signer, f"member/{JINAN}")
            _, _, absent = driver.prove_state(ORIGIN, self.signer, "record/none")
            self.note = self.cosigned(note)
            self.entries = list(driver.entries(0, records + 1))
            self.proofs = [driver.archive.prove_entry(height, records + 1) for height in range(records + 1)]
        self.present = StateEvidence(f"member/{JINAN}", value, present, self.note)
        self.absent = StateEvidence("record/none", None, absent, self.note)

    def cosigned(self, note: Note) -> Note:
        for name, witness in self.witnesses.items():
            note = add_signature(note, cosign_note(note.text, name, witness, 1_800_000_000))
        return note

    def evidence(self, height: int) -> bytes:
        return format_evidence(height, self.entries[height], self.proofs[height], self.note)


@pytest.fixture(scope="session")
def cases(make_consortium, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    folder = tmp_path_factory.mktemp("evidence")
    return {name: Case(make_consortium(name), folder / name) for name in ("intl", "guomi")}


def test_every_entry_is_proved(cases: dict[str, Case], suite_name: str) -> None:
    case = cases[suite_name]
    for height in range(41):
        true = verify_evidence(case.suite, case.policy, case.evidence(height))
        assert (true.height, true.entry) == (height, case.entries[height])
        assert set(true.trusted.witnesses) == {"w0", "w1", "w2", "w3"}
    assert true.operation is not None
    assert true.operation.body.payload["record"] == "r39"
    assert true.recorded is not None
    assert verify_evidence(case.suite, case.policy, case.evidence(0)).operation is None


def test_an_evidence_file_with_four_cosignatures_is_small(cases: dict[str, Case], suite_name: str) -> None:
    assert len(cases[suite_name].evidence(20)) < 4_000


def test_the_authors_signature_is_checked_when_his_key_is_known(
    cases: dict[str, Case], suite_name: str
) -> None:
    case = cases[suite_name]
    key = case.consortium.signers[JINAN].public_key
    verify_evidence(case.suite, case.policy, case.evidence(3), key)
    with pytest.raises(SignatureError, match="jinan"):
        verify_evidence(case.suite, case.policy, case.evidence(3), case.signer.public_key)


def test_every_changed_byte_is_refused(cases: dict[str, Case]) -> None:
    case = cases["intl"]
    data = case.evidence(20)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        try:
            true = verify_evidence(case.suite, case.policy, bytes(changed))
        except LogError:
            continue
        # Three of four witnesses are enough, so one unreadable name does no harm; what is proved is the same.
        assert len(true.trusted.witnesses) == 3
        assert (true.height, true.entry) == (20, case.entries[20])


def test_evidence_without_an_entry_or_too_large_is_refused(cases: dict[str, Case]) -> None:
    case = cases["intl"]
    with pytest.raises(MalformedError, match="no entry"):
        verify_evidence(case.suite, case.policy, LogProof(1, case.proofs[1], case.note).format())
    with pytest.raises(BoundError, match="MAX_EVIDENCE_BYTES"):
        verify_evidence(case.suite, case.policy, bytes(1_000_001))


def test_presence_and_absence_are_proved_under_the_checkpoints_state(
    cases: dict[str, Case], suite_name: str
) -> None:
    case = cases[suite_name]
    for evidence in (case.present, case.absent):
        data = evidence.format()
        again = parse_state_evidence(case.suite, data)
        assert again == evidence
        assert again.format() == data
        assert verify_state_evidence(case.suite, case.policy, again).checkpoint.size == 41
    swapped = StateEvidence(case.present.key, None, case.absent.proof, case.note)
    with pytest.raises(ProofError):
        verify_state_evidence(case.suite, case.policy, swapped)
    forged = StateEvidence(case.present.key, b"{}", case.present.proof, case.note)
    with pytest.raises(ProofError):
        verify_state_evidence(case.suite, case.policy, forged)


@given(st.data())
def test_mutated_state_evidence_is_refused_or_reads_back(cases: dict[str, Case], data: st.DataObject) -> None:
    case = cases["intl"]
    original = data.draw(st.sampled_from([case.present, case.absent])).format()
    changed = bytearray(original)
    place = data.draw(st.integers(0, len(original) - 1))
    changed[place] = data.draw(st.integers(0, 255))
    try:
        evidence = parse_state_evidence(case.suite, bytes(changed))
    except LogError:
        return
    assert evidence.format() == bytes(changed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "liance/state-proof/v1\nkey k\nnothing\n",
        "liance/state-proof/v2\nkey k\nnothing\n\nx",
        "liance/state-proof/v1\nkey \nnothing\n\nx\n\n— k AAAAAAA=\n",
        "liance/state-proof/v1\nkey a b\nnothing\n\nx\n\n— k AAAAAAA=\n",
        "liance/state-proof/v1\nkey k\nsomething\n\nx\n\n— k AAAAAAA=\n",
        "liance/state-proof/v1\nkey k\nother AAAA AAAA\n\nx\n\n— k AAAAAAA=\n",
        "liance/state-proof/v1\nkey k\nnothing\nAAAA\n\nx\n\n— k AAAAAAA=\n",
        "liance/state-proof/v1\nkey k\nnothing\n"
        + "A" * 43
        + "=\n" * 1
        + ("A" * 43 + "=\n") * 256
        + "\nx\n\n",
    ],
)
def test_other_shapes_of_state_evidence_are_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_state_evidence(load_suite("intl"), text.encode())
    with pytest.raises(MalformedError):
        parse_state_evidence(load_suite("intl"), b"\xff\n\n")


def test_a_checkpoint_without_a_state_root_proves_no_state(cases: dict[str, Case]) -> None:
    case = cases["intl"]
    line = "state " + "A" * 43 + "="
    for extensions in ((), ("state x",), ("other",), (line, line)):
        note = case.cosigned(sign_checkpoint(Checkpoint(ORIGIN, 41, bytes(32), extensions), case.signer))
        evidence = StateEvidence("k", None, StateProof((), None), note)
        with pytest.raises(MalformedError):
            verify_state_evidence(case.suite, case.policy, evidence)
    true = verify_evidence(case.suite, case.policy, case.evidence(1))
    assert len(state_root_of(true.trusted)) == 32


def test_a_value_without_a_leaf_cannot_be_made() -> None:
    note = Note("x\n", (NoteSignature("k", bytes(4), b"s"),))
    with pytest.raises(MalformedError):
        StateEvidence("k", b"v", StateProof((), None), note)
