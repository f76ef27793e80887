"""The machine: every refusal once, their precedence, and that check and apply are pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.consortium import Consortium

from liance.core.language import Language
from liance.ledger.governance import ACTIONS, Action, governance_kinds
from liance.ledger.kinds import ENGINE_1
from liance.ledger.log.text import encode_base64
from liance.ledger.machine import (
    Context,
    Genesis,
    GenesisError,
    Kind,
    Receipt,
    Refusal,
    engine_version,
    event,
    parse_genesis,
    parse_receipt,
)
from liance.ledger.members import Founder, Rule, read_member, read_weights
from liance.ledger.operations import Operation, format_entry
from liance.ledger.state import MemoryState, Overlay, state_root

JINAN = "sd-chain/jinan/data/admin/k1"


def code(consortium, author: str, kind: str, payload: dict[str, object], **fields: object) -> int:
    return consortium.do(author, kind, payload, **fields).receipt.code


def test_genesis_reads_back_and_names_the_ledger(make_consortium, suite_name: str) -> None:
    genesis = make_consortium(suite_name).genesis
    assert parse_genesis(genesis.format()) == genesis
    assert genesis.ledger.split(":")[0] == genesis.suite.hash_name
    for changed in (
        genesis.format()[:-1],
        genesis.format() + b"\n",
        genesis.format().replace(b"liance-genesis/v1", b"liance-genesis/v2"),
        genesis.format().replace(b'"weight":1', b'"weight":1.0'),
        genesis.format().replace(b'"suite":"', b'"suite":"x'),
        b"{}",
        b"[]",
        b"null",
        bytes(70_000),
    ):
        with pytest.raises(GenesisError):
            parse_genesis(changed)


def test_genesis_needs_a_vote_and_distinct_founders(consortium) -> None:
    genesis: Genesis = consortium.genesis
    founder = genesis.founders[0]
    for founders in (
        (),
        (replace(founder, weight=0),),
        (founder, founder),
        genesis.founders[::-1],
        (replace(founder, key="other/jinan/data/admin/k1"),),
        (replace(founder, public_key=bytes(32)),),
        (founder, replace(genesis.founders[1], public_key=founder.public_key)),
    ):
        with pytest.raises(GenesisError):
            replace(genesis, founders=founders)
    for wrong in ({"key": "sd-chain/jinan"}, {"name": ""}, {"weight": -1}):
        with pytest.raises(ValueError, match="not "):
            replace(founder, **wrong)


def test_a_record_is_put_once_and_changed_by_its_revision(make_consortium, suite_name: str) -> None:
    consortium = make_consortium(suite_name)
    outcome = consortium.submit(consortium.record())
    assert outcome.receipt.code == 0
    assert outcome.receipt.height == 1
    attributes = {"organisation": "sd-chain/jinan", "record": "r", "revision": "1"}
    assert outcome.receipt.events == (event("record.put", **attributes),)
    assert consortium.submit(consortium.record()).receipt.refusal is Refusal.WRONG_REVISION
    assert consortium.submit(consortium.record(revision=1)).receipt.code == 0


def broken(consortium) -> dict[Refusal, Operation]:
    """For each general reason an operation that is refused for it and is good otherwise."""
    good = consortium.record()
    author = consortium.key("jinan")
    payload = good.body.payload

    def made(**fields: object) -> Operation:
        return consortium.operation(author, "record.put", payload, **fields)

    stranger = "sd-chain/jinan/data/admin/k9"
    consortium.signers[stranger] = consortium.signer()
    powerless = "sd-chain/jinan/data/reader/k1"
    consortium.signers[powerless] = consortium.signer()
    consortium.do(author, "member.add", {"path": "sd-chain/jinan/data/reader", "name": "读", "powers": []})
    fields = consortium.possession(powerless, consortium.signers[powerless])
    consortium.do(author, "member.add", {"path": powerless, "name": "读", **fields})
    suspended = consortium.key("qingdao")
    consortium.carry("organisation.suspend", {"path": "sd-chain/qingdao"}, ("jinan", "yantai"))
    consortium.wait(3)
    enact = {"proposal": next(k for k in consortium.state.values if k.startswith("proposal/"))[9:]}
    consortium.do(author, "governance.enact", enact)
    return {
        Refusal.WRONG_LEDGER: made(ledger="sha256:" + "0" * 64),
        Refusal.UNKNOWN_KEY: consortium.operation(stranger, "record.put", payload),
        Refusal.FALSE_SIGNATURE: replace(made(), signature=bytes(64)),
        Refusal.INACTIVE_MEMBER: consortium.operation(suspended, "record.put", payload),
        Refusal.EXPIRED: made(expires=1),
        Refusal.REPLAYED: made(sequence=1),
        Refusal.OUT_OF_SEQUENCE: made(sequence=99),
        Refusal.UNKNOWN_KIND: consortium.operation(author, "record.burn", payload),
        Refusal.NO_POWER: consortium.operation(powerless, "record.put", payload),
        Refusal.WRONG_PAYLOAD: consortium.operation(author, "record.put", {}),
    }


def test_every_general_reason_is_given(make_consortium, suite_name: str) -> None:
    consortium = make_consortium(suite_name)
    for refusal, operation in broken(consortium).items():
        assert consortium.submit(operation).receipt.refusal is refusal
    assert consortium.submit(consortium.record(name="after")).receipt.code == 0


def test_bytes_that_are_no_operation_get_a_receipt(consortium) -> None:
    context = Context(1, 0)
    for data, refusal in ((b"", Refusal.MALFORMED), (bytes(60_001), Refusal.TOO_LARGE)):
        outcome = consortium.machine.execute(consortium.state, data, context)
        assert (outcome.receipt.refusal, outcome.changes) == (refusal, {})


def test_of_several_reasons_the_first_in_the_list_is_given(consortium) -> None:
    """Each fault is added to all later ones; the answer stays with the earliest."""
    author = consortium.key("jinan")
    consortium.submit(consortium.record())
    faults: list[tuple[Refusal, dict[str, object]]] = [
        (Refusal.WRONG_PAYLOAD, {"payload": {}}),
        (Refusal.UNKNOWN_KIND, {"kind": "no.such"}),
        (Refusal.REPLAYED, {"sequence": 1}),
        (Refusal.EXPIRED, {"expires": 1}),
        (Refusal.WRONG_LEDGER, {"ledger": "sha256:" + "1" * 64}),
    ]
    fields: dict[str, object] = {"kind": "record.put", "payload": {}}
    for refusal, fault in faults:
        fields.update(fault)
        assert consortium.submit(consortium.operation(author, **fields)).receipt.refusal is refusal
    numbers = [refusal.value for refusal, _ in faults]
    assert numbers == sorted(numbers, reverse=True)


def test_an_operation_expires_after_its_time_not_at_it(consortium) -> None:
    operation = consortium.operation(JINAN, "record.put", dict(consortium.record().body.payload), expires=500)
    assert consortium.submit(operation, time=501).receipt.refusal is Refusal.EXPIRED
    assert consortium.submit(operation, time=500).receipt.code == 0


@pytest.mark.parametrize(
    "payload",
    [
        {"record": "r", "revision": 0},
        {"record": "R", "revision": 0, "value": {}},
        {"record": "../r", "revision": 0, "value": {}},
        {"record": "r/", "revision": 0, "value": {}},
        {"record": "x" * 201, "revision": 0, "value": {}},
        {"record": 1, "revision": 0, "value": {}},
        {"record": "r", "revision": False, "value": {}},
        {"record": "r", "revision": 0, "value": []},
        {"record": "r", "revision": 0, "value": {}, "more": 1},
    ],
)
def test_records_of_another_shape_are_refused(consortium, payload: dict[str, object]) -> None:
    assert code(consortium, JINAN, "record.put", payload) == Refusal.WRONG_PAYLOAD


def test_members_are_added_and_act_with_their_powers(consortium) -> None:
    role, key = "sd-chain/jinan/lab/clerk", "sd-chain/jinan/lab/clerk/k1"
    signer = consortium.signers[key] = consortium.signer()
    proof = consortium.possession(key, signer)
    add = "member.add"
    assert code(consortium, JINAN, add, {"path": role, "name": "员", "powers": []}) == Refusal.UNKNOWN_MEMBER
    assert code(consortium, JINAN, add, {"path": "sd-chain/jinan/lab", "name": "实验室"}) == 0
    assert code(consortium, JINAN, add, {"path": role, "name": "员", "powers": ["submit"]}) == 0
    assert code(consortium, JINAN, add, {"path": key, "name": "员", **proof}) == 0
    assert code(consortium, JINAN, add, {"path": key, "name": "员", **proof}) == Refusal.MEMBER_EXISTS
    again = {"path": key + "2", "name": "员", **consortium.possession(key + "2", signer)}
    assert code(consortium, JINAN, add, again) == Refusal.KEY_IN_USE
    other = consortium.signer()
    unproven = {"path": key + "2", "name": "员", **consortium.possession(key, other)}
    assert code(consortium, JINAN, add, unproven) == Refusal.NO_POSSESSION
    foreign = {"path": "sd-chain/qingdao/lab", "name": "外"}
    assert code(consortium, JINAN, add, foreign) == Refusal.OUTSIDE_OWN_ORGANISATION
    put = {"record": "own", "revision": 0, "value": {}}
    assert code(consortium, key, "record.put", put) == 0
    assert code(consortium, key, "member.suspend", {"path": role}) == Refusal.NO_POWER


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"path": "sd-chain/jinan", "name": "x"},
        {"path": "sd-chain", "name": "x"},
        {"path": "sd-chain/jinan/lab"},
        {"path": "sd-chain/jinan/lab", "name": ""},
        {"path": "sd-chain/jinan/lab", "name": " x"},
        {"path": "sd-chain/jinan/lab", "name": "x\n"},
        {"path": "sd-chain/jinan/lab", "name": "x" * 101},
        {"path": "sd-chain/jinan/lab", "name": 1},
        {"path": ["sd-chain/jinan/lab"], "name": "x"},
        {"path": "sd-chain/jinan/data/r", "name": "x"},
        {"path": "sd-chain/jinan/data/r", "name": "x", "powers": ["submit", "manage"]},
        {"path": "sd-chain/jinan/data/r", "name": "x", "powers": ["own"]},
        {"path": "sd-chain/jinan/data/r", "name": "x", "powers": [1]},
        {"path": "sd-chain/jinan/data/admin/k2", "name": "x", "public_key": "AAAA", "possession": ""},
        {"path": "sd-chain/jinan/data/admin/k2", "name": "x", "public_key": 1, "possession": ""},
    ],
)
def test_members_of_another_shape_are_refused(consortium, payload: dict[str, object]) -> None:
    assert code(consortium, JINAN, "member.add", payload) == Refusal.WRONG_PAYLOAD


def test_suspension_reaches_everything_beneath_and_ends_with_resuming(consortium) -> None:
    key = "sd-chain/jinan/lab/clerk/k1"
    consortium.signers[key] = consortium.signer()
    code(consortium, JINAN, "member.add", {"path": "sd-chain/jinan/lab", "name": "实验室"})
    code(
        consortium,
        JINAN,
        "member.add",
        {"path": "sd-chain/jinan/lab/clerk", "name": "员", "powers": ["submit"]},
    )
    proof = consortium.possession(key, consortium.signers[key])
    code(consortium, JINAN, "member.add", {"path": key, "name": "员", **proof})
    put = {"record": "own", "revision": 0, "value": {}}
    for path in ("sd-chain/jinan/lab", "sd-chain/jinan/lab/clerk", key):
        assert code(consortium, JINAN, "member.suspend", {"path": path}) == 0
        assert code(consortium, key, "record.put", put) == Refusal.INACTIVE_MEMBER
        assert code(consortium, JINAN, "member.suspend", {"path": path}) == Refusal.WRONG_STATUS
        assert code(consortium, JINAN, "member.resume", {"path": path}) == 0
        assert code(consortium, JINAN, "member.resume", {"path": path}) == Refusal.WRONG_STATUS
    assert code(consortium, key, "record.put", put) == 0
    assert code(consortium, JINAN, "member.retire", {"path": key}) == 0
    assert code(consortium, JINAN, "member.resume", {"path": key}) == Refusal.WRONG_STATUS
    assert code(consortium, key, "record.put", put) == Refusal.INACTIVE_MEMBER


def test_nobody_shuts_himself_or_others_out(consortium) -> None:
    for path in (JINAN, "sd-chain/jinan/data/admin", "sd-chain/jinan/data"):
        assert code(consortium, JINAN, "member.suspend", {"path": path}) == Refusal.OWN_KEY
        assert code(consortium, JINAN, "member.retire", {"path": path}) == Refusal.OWN_KEY
    assert code(consortium, JINAN, "member.suspend", {"path": "sd-chain/jinan"}) == Refusal.WRONG_PAYLOAD
    foreign = {"path": consortium.key("qingdao")}
    assert code(consortium, JINAN, "member.suspend", foreign) == Refusal.OUTSIDE_OWN_ORGANISATION
    unknown = {"path": "sd-chain/jinan/none"}
    assert code(consortium, JINAN, "member.suspend", unknown) == Refusal.UNKNOWN_MEMBER


def test_a_rotated_key_signs_on_and_the_old_one_does_not(make_consortium, suite_name: str) -> None:
    consortium = make_consortium(suite_name)
    old, new = consortium.signers[JINAN], consortium.signer()
    consortium.submit(consortium.record())
    proof = consortium.possession(JINAN, new)
    assert code(consortium, JINAN, "key.rotate", {**proof, "possession": 1}) == Refusal.NO_POSSESSION
    assert code(consortium, JINAN, "key.rotate", {"public_key": proof["public_key"]}) == Refusal.WRONG_PAYLOAD
    assert code(consortium, JINAN, "key.rotate", proof) == 0
    assert consortium.submit(consortium.record(revision=1)).receipt.refusal is Refusal.FALSE_SIGNATURE
    consortium.signers[JINAN] = new
    assert consortium.submit(consortium.record(revision=1)).receipt.code == 0
    back = consortium.possession(JINAN, old)
    assert code(consortium, JINAN, "key.rotate", back) == Refusal.KEY_IN_USE


def test_check_and_apply_are_pure_and_a_refusal_changes_nothing(consortium) -> None:
    before = dict(consortium.state.values)
    operation = consortium.record()
    context = Context(1, 0)
    assert consortium.machine.check(consortium.state, operation, context) is None
    first = consortium.machine.apply(consortium.state, operation, context)
    assert first == consortium.machine.apply(consortium.state, operation, context)
    assert consortium.state.values == before
    refused = consortium.machine.execute_operation(
        consortium.state, replace(operation, signature=bytes(64)), context
    )
    assert refused.changes == {}
    unknown = consortium.operation(JINAN, "no.such", {})
    with pytest.raises(ValueError, match="apply follows"):
        consortium.machine.apply(consortium.state, unknown, context)


def test_a_signature_checked_before_is_not_checked_again(consortium) -> None:
    asked = []

    def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
        asked.append(public_key)
        return True

    unsigned = replace(consortium.record(), signature=bytes(64))
    assert consortium.machine.check(consortium.state, unsigned, Context(1, 0), verify) is None
    assert asked == [consortium.signers[JINAN].public_key]


def test_a_log_replays_to_the_same_state_and_receipts(make_consortium, suite_name: str) -> None:
    consortium = make_consortium(suite_name)
    entries, receipts = [], []
    for number in range(12):
        city = ("jinan", "qingdao", "yantai")[number % 3]
        operation = consortium.record(city, name=f"r{number}")
        entries.append(format_entry(number, operation.format()))
        receipts.append(consortium.submit(operation, time=number).receipt)
    entries.append(format_entry(99, b"not an operation"))
    state = MemoryState()
    state.commit(consortium.genesis.changes())
    overlay = Overlay(state)
    replayed = [
        consortium.machine.replay(overlay, height, entry) for height, entry in enumerate(entries, start=1)
    ]
    assert replayed[:-1] == receipts
    assert replayed[-1].refusal is Refusal.MALFORMED
    state.commit(overlay.changes)
    hash_ = consortium.suite.hash
    assert state_root(hash_, state.values) == state_root(hash_, consortium.state.values)


def test_a_receipt_reads_back(consortium) -> None:
    receipt = consortium.submit(consortium.record()).receipt
    assert parse_receipt(receipt.format()) == receipt
    refused = Receipt("sha256:" + "0" * 64, 3, 4, Refusal.EXPIRED)
    assert parse_receipt(refused.format()).refusal is Refusal.EXPIRED


def test_every_refusal_says_why_in_both_languages_and_none_is_given_twice() -> None:
    for language in Language:
        said = [refusal.message(language) for refusal in Refusal]
        assert len(set(said)) == len(said)
        assert all(said)


# Governance.


def propose(consortium, action: str, arguments: dict[str, object], city: str = "jinan") -> tuple[int, str]:
    payload = {"action": action, "arguments": arguments}
    receipt = consortium.do(consortium.key(city), "governance.propose", payload).receipt
    return receipt.code, receipt.operation


def vote(consortium, proposal: str, city: str, yes: bool = True) -> int:
    return code(consortium, consortium.key(city), "governance.vote", {"proposal": proposal, "yes": yes})


def enact(consortium, proposal: str) -> int:
    return code(consortium, JINAN, "governance.enact", {"proposal": proposal})


def admission(consortium, city: str = "weihai", weight: int = 2) -> dict[str, object]:
    path = consortium.key(city)
    consortium.signers[path] = consortium.signer()
    proof = consortium.possession(path, consortium.signers[path])
    return {"key": path, "name": "威海数据局", "weight": weight, **proof}


def test_two_of_three_admit_a_fourth_after_the_delay(make_consortium, suite_name: str) -> None:
    consortium = make_consortium(suite_name)
    refusal, proposal = propose(consortium, "organisation.admit", admission(consortium))
    assert refusal == 0
    assert vote(consortium, proposal, "jinan") == 0
    assert enact(consortium, proposal) == Refusal.NOT_CARRIED
    assert vote(consortium, proposal, "jinan") == Refusal.ALREADY_VOTED
    assert vote(consortium, proposal, "yantai") == 0
    assert vote(consortium, proposal, "qingdao") == Refusal.PROPOSAL_CLOSED
    assert enact(consortium, proposal) == Refusal.TOO_EARLY
    consortium.wait(2)
    assert enact(consortium, proposal) == 0
    assert enact(consortium, proposal) == Refusal.PROPOSAL_CLOSED
    assert read_weights(consortium.state)["sd-chain/weihai"] == 2
    assert consortium.submit(consortium.record("weihai")).receipt.code == 0


def test_noes_count_for_the_quorum_only(consortium) -> None:
    _, proposal = propose(consortium, "organisation.weigh", {"path": "sd-chain/jinan", "weight": 9})
    assert vote(consortium, proposal, "jinan") == 0
    assert vote(consortium, proposal, "qingdao", yes=False) == 0
    assert enact(consortium, proposal) == Refusal.NOT_CARRIED
    assert vote(consortium, proposal, "yantai") == 0
    consortium.wait(2)
    assert enact(consortium, proposal) == 0
    assert read_weights(consortium.state)["sd-chain/jinan"] == 9


def test_a_proposal_closes_with_its_window(consortium) -> None:
    _, proposal = propose(consortium, "organisation.weigh", {"path": "sd-chain/jinan", "weight": 9})
    consortium.wait(51)
    assert vote(consortium, proposal, "jinan") == Refusal.PROPOSAL_CLOSED


def test_unknown_proposals_and_other_shapes_are_refused(consortium) -> None:
    nothing = "sha256:" + "0" * 64
    assert vote(consortium, nothing, "jinan") == Refusal.UNKNOWN_PROPOSAL
    assert enact(consortium, nothing) == Refusal.UNKNOWN_PROPOSAL
    for payload in ({}, {"proposal": "x", "yes": True}, {"proposal": nothing, "yes": 1}):
        assert code(consortium, JINAN, "governance.vote", payload) == Refusal.WRONG_PAYLOAD
    for payload in ({}, {"proposal": "x"}, {"proposal": [nothing]}):
        assert code(consortium, JINAN, "governance.enact", payload) == Refusal.WRONG_PAYLOAD


RULE = {"delay": 0, "quorum": [1, 2], "threshold": [1, 2], "window": 10}


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("no.such", {}),
        ("organisation.admit", {}),
        ("organisation.weigh", {"path": "sd-chain/jinan", "weight": -1}),
        ("organisation.weigh", {"path": "sd-chain/jinan/data", "weight": 1}),
        ("organisation.weigh", {"path": "other/jinan", "weight": 1}),
        ("organisation.weigh", []),
        ("organisation.suspend", {"path": "sd-chain"}),
        ("rule.set", {"action": "no.such", "rule": RULE}),
        ("rule.set", {"action": ["default"], "rule": RULE}),
        ("rule.set", {"action": "default", "rule": {**RULE, "threshold": [0, 1]}}),
        ("rule.set", {"action": "default", "rule": {**RULE, "threshold": [2, 4]}}),
        ("rule.set", {"action": "default", "rule": {**RULE, "threshold": [1, 0]}}),
        ("rule.set", {"action": "default", "rule": {**RULE, "threshold": [1, 2, 3]}}),
        ("rule.set", {"action": "default", "rule": {**RULE, "quorum": [3, 2]}}),
        ("rule.set", {"action": "default", "rule": {**RULE, "window": 0}}),
        ("rule.set", {"action": "default", "rule": {**RULE, "delay": True}}),
        ("rule.set", {"action": "default", "rule": []}),
        ("engine.set", {"version": 1}),
        ("engine.set", {"version": 0, "height": 1}),
        ("engine.set", {"version": True, "height": 1}),
    ],
)
def test_proposals_of_another_shape_are_refused(consortium, action: str, arguments: object) -> None:
    payload = {"action": action, "arguments": arguments}
    assert code(consortium, JINAN, "governance.propose", payload) == Refusal.WRONG_PAYLOAD


def test_a_rule_of_its_own_replaces_the_default_for_one_action(consortium) -> None:
    arguments = {"action": "organisation.weigh", "rule": {**RULE, "quorum": [1, 1], "threshold": [1, 1]}}
    proposal = consortium.carry("rule.set", arguments, ("jinan", "yantai"))
    consortium.wait(2)
    assert enact(consortium, proposal) == 0
    _, weigh = propose(consortium, "organisation.weigh", {"path": "sd-chain/jinan", "weight": 9})
    for city in ("jinan", "yantai"):
        assert vote(consortium, weigh, city) == 0
    assert enact(consortium, weigh) == Refusal.NOT_CARRIED
    assert vote(consortium, weigh, "qingdao") == 0
    assert enact(consortium, weigh) == 0


def test_a_suspended_organisation_neither_votes_nor_counts(consortium) -> None:
    proposal = consortium.carry("organisation.suspend", {"path": "sd-chain/yantai"}, ("jinan", "qingdao"))
    consortium.wait(2)
    assert enact(consortium, proposal) == 0
    assert set(read_weights(consortium.state)) == {"sd-chain/jinan", "sd-chain/qingdao"}
    assert propose(consortium, "rule.set", {}, city="yantai")[0] == Refusal.INACTIVE_MEMBER
    proposal = consortium.carry("organisation.resume", {"path": "sd-chain/yantai"}, ("jinan", "qingdao"))
    consortium.wait(2)
    assert enact(consortium, proposal) == 0
    assert enact(consortium, proposal) == Refusal.PROPOSAL_CLOSED
    assert read_weights(consortium.state)["sd-chain/yantai"] == 1


def test_an_organisation_without_weight_does_not_vote(consortium) -> None:
    proposal = consortium.carry(
        "organisation.weigh", {"path": "sd-chain/yantai", "weight": 0}, ("jinan", "qingdao")
    )
    consortium.wait(2)
    assert enact(consortium, proposal) == 0
    weigh = {"path": "sd-chain/yantai", "weight": 1}
    assert propose(consortium, "organisation.weigh", weigh, city="yantai")[0] == Refusal.NO_VOTE
    _, proposal = propose(consortium, "organisation.weigh", weigh)
    assert vote(consortium, proposal, "yantai") == Refusal.NO_VOTE


def test_what_cannot_be_done_any_more_is_refused_at_enactment(make_consortium) -> None:
    consortium = make_consortium(cities=("jinan",))
    cases = [
        ("organisation.admit", {**admission(consortium, "jinan2"), "key": JINAN}, Refusal.MEMBER_EXISTS),
        ("organisation.weigh", {"path": "sd-chain/nobody", "weight": 1}, Refusal.UNKNOWN_MEMBER),
        ("organisation.resume", {"path": "sd-chain/jinan"}, Refusal.WRONG_STATUS),
        ("organisation.weigh", {"path": "sd-chain/jinan", "weight": 0}, Refusal.LAST_VOTER),
        ("organisation.suspend", {"path": "sd-chain/jinan"}, Refusal.LAST_VOTER),
        ("engine.set", {"version": 7, "height": 1}, Refusal.UNKNOWN_ENGINE),
    ]
    used = admission(consortium, "weihai")
    old = consortium.signers[JINAN]
    used = {**used, **consortium.possession(str(used["key"]), old)}
    cases.append(("organisation.admit", used, Refusal.KEY_IN_USE))
    unproven = {**admission(consortium, "weihai"), "possession": encode_base64(bytes(64))}
    cases.append(("organisation.admit", unproven, Refusal.NO_POSSESSION))
    for action, arguments, refusal in cases:
        proposal = consortium.carry(action, arguments, ("jinan",))
        consortium.wait(2)
        assert enact(consortium, proposal) == refusal, action


def test_the_engine_changes_at_its_height_and_old_heights_keep_the_old_one(make_consortium) -> None:
    later = {**ENGINE_1, "record.burn": Kind(None, lambda case: None, lambda case: ({}, ()))}
    consortium = make_consortium(engines={1: ENGINE_1, 2: later})
    burn = (JINAN, "record.burn", {})
    assert code(consortium, *burn) == Refusal.UNKNOWN_KIND
    proposal = consortium.carry("engine.set", {"version": 2, "height": 40}, ("jinan", "qingdao"))
    consortium.wait(2)
    assert enact(consortium, proposal) == 0
    assert (engine_version(consortium.state, 39), engine_version(consortium.state, 40)) == (1, 2)
    assert code(consortium, *burn) == Refusal.UNKNOWN_KIND
    consortium.wait(40)
    assert code(consortium, *burn) == 0


def test_an_action_that_the_present_engine_does_not_know_is_refused_not_a_crash(make_consortium) -> None:
    burn = Action(lambda case, arguments: True, lambda case, arguments: None, lambda case, arguments: {})
    later = {**ENGINE_1, **governance_kinds({**ACTIONS, "record.burn": burn})}
    consortium = make_consortium(engines={1: ENGINE_1, 2: later})
    assert enact(consortium, _ready(consortium, "engine.set", {"version": 2, "height": 1})) == 0
    burning = _ready(consortium, "record.burn", {})
    assert enact(consortium, _ready(consortium, "engine.set", {"version": 1, "height": 1})) == 0
    assert enact(consortium, burning) == Refusal.UNKNOWN_KIND


def _ready(consortium: Consortium, action: str, arguments: dict[str, object]) -> str:
    proposal = consortium.carry(action, arguments, ("jinan", "qingdao"))
    consortium.wait(2)
    return proposal


def test_a_state_without_genesis_is_refused() -> None:
    with pytest.raises(ValueError, match="genesis"):
        engine_version(MemoryState(), 0)


@pytest.mark.parametrize("numbers", [(2, 1, 0, 1), (0, 0, 0, 1), (1, 1, -1, 1), (1, 1, 0, 0)])
def test_rules_out_of_range_are_refused(numbers: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="are"):
        Rule(Fraction(numbers[0]), Fraction(numbers[1]), numbers[2], numbers[3])


FIELDS = {"path", "name", "powers", "public_key", "possession", "record", "revision", "value", "action"}
FIELDS |= {"arguments", "proposal", "yes", "rule", "version", "height", "weight", "key"}
PAYLOADS = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([JINAN, "sd-chain/jinan", "default"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(FIELDS)), inner, max_size=5)
    ),
    max_leaves=10,
)


SHARED: list[object] = []


@given(kind=st.sampled_from(sorted(ENGINE_1)), payload=PAYLOADS, action=st.booleans())
@settings(max_examples=150)
def test_no_payload_makes_the_machine_fail(
    make_consortium: Callable[..., object], kind: str, payload: object, action: bool
) -> None:
    """A refusal at most: never an exception, never a change that is not canonical JSON."""
    consortium = SHARED[0] if SHARED else make_consortium()
    SHARED[:] = [consortium]
    if action and isinstance(payload, dict):
        payload = {"action": "organisation.admit", "arguments": payload}
    if not isinstance(payload, dict):
        payload = {"value": payload}
    operation = consortium.operation(JINAN, kind, payload)
    outcome = consortium.machine.execute(consortium.state, operation.format(), Context(1, 0))
    assert outcome.receipt.code in {0, *Refusal}


def test_founders_get_every_power_and_their_names(consortium) -> None:
    founder: Founder = consortium.genesis.founders[0]
    role = read_member(consortium.state, "sd-chain/jinan/data/admin")
    assert role == {"name": founder.name, "powers": ["govern", "manage", "submit"], "status": "active"}
