"""The ledger as people use it: folders, keys, acting, proving, auditing, anchoring; bad input said plainly."""

from __future__ import annotations

import json
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.workbench.ledger_kit import CITIES, ORIGIN, PASSPHRASE, Kit

from liance.core.errors import LianceError
from liance.core.language import Language
from liance.ledger.errors import KeyFileError, LedgerBusyError, NotALedgerError, RestoreError
from liance.ledger.machine import Refusal
from liance.workbench.ledger import acting, anchors, auditing, folder, proving
from liance.workbench.ledger.anchors import AnchorBook, AnchorKind
from liance.workbench.ledger.keys import KeyInputError, new_key, open_signer, read_public
from liance.workbench.ledger.page import verifier_page
from liance.workbench.output import write_whole_bytes


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return Kit(tmp_path)


def code_of(act: Callable[[], object]) -> str:
    """The stable code of the error that ``act`` raises; it must speak both languages."""
    with pytest.raises(LianceError) as caught:
        act()
    assert caught.value.message(Language.ZH) != caught.value.message(Language.EN)
    return str(getattr(caught.value, "code", type(caught.value).__name__))


# Keys.


def test_a_key_file_is_its_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    kit = Kit(tmp_path)
    path = kit.home / "jinan.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    assert code_of(lambda: kit.new_key("jinan")) == "ledger.key_exists"
    assert path.read_bytes() == before


def test_a_public_key_is_read_from_key_file_text_file_or_text(kit: Kit, tmp_path: Path) -> None:
    text = kit.public["jinan"].format()
    (tmp_path / "jinan.pub").write_text(text + "\n", encoding="utf-8")
    assert read_public(text) == read_public(str(tmp_path / "jinan.pub")) == kit.public["jinan"]


def test_a_wrong_key_file_or_passphrase_is_refused(kit: Kit, tmp_path: Path) -> None:
    (tmp_path / "none.key").write_text("{}", encoding="utf-8")
    assert code_of(lambda: read_public(str(tmp_path / "missing"))) == "ledger.no_key"
    assert code_of(lambda: new_key(tmp_path / "x.key", "intl", "kurz")) == "KeyFileError"
    with pytest.raises(KeyFileError):
        read_public(str(tmp_path / "none.key"))
    with pytest.raises(KeyFileError) as caught:
        open_signer(kit.home / "jinan.key", lambda: "一二三四五六七九")
    assert PASSPHRASE not in str(caught.value)
    asked: list[str] = []
    with pytest.raises(KeyInputError):
        open_signer(tmp_path / "missing", lambda: asked.append("asked") or "")
    assert asked == []


# Creating.


def test_a_ledger_is_created_once_with_its_policy(kit: Kit) -> None:
    trust = folder.policy_of(kit.chain)
    assert [one.name for one in trust.policy.witnesses] == [f"sd-chain/{city}" for city in CITIES]
    assert trust.policy.groups[0].threshold == 3
    assert (kit.chain / "genesis.json").read_bytes() == kit.genesis.format()
    with pytest.raises(NotALedgerError):
        folder.create_ledger(
            kit.chain,
            instance="sd-chain",
            origin=ORIGIN,
            log_key=kit.public["log"],
            founders=[folder.FounderInput("jinan/data/admin/k1", "x", kit.public["jinan"])],
            rule=folder.parse_rule("1/2", "2/3", 1, 100),
        )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"instance": "SD chain"}, "ledger.bad_members"),
        ({"origin": "has blank"}, "ledger.bad_policy"),
        ({"quorum": 9}, "ledger.bad_policy"),
        ({"founders": []}, "ledger.bad_members"),
    ],
)
def test_what_cannot_be_a_ledger_is_refused(kit: Kit, change: dict[str, object], code: str) -> None:
    arguments: dict[str, object] = {
        "instance": "sd-chain",
        "origin": ORIGIN,
        "log_key": kit.public["log"],
        "founders": [folder.FounderInput("jinan/data/admin/k1", "济南", kit.public["jinan"])],
        "rule": folder.parse_rule("1/2", "2/3", 1, 100),
        **change,
    }
    target = kit.home / "other"
    assert code_of(lambda: folder.create_ledger(target, **arguments)) == code  # type: ignore[arg-type]
    assert not target.exists()


def test_shares_and_rules_are_checked() -> None:
    assert code_of(lambda: folder.parse_share("0.5")) == "ledger.bad_share"
    assert code_of(lambda: folder.parse_share("1/0")) == "ledger.bad_share"
    assert code_of(lambda: folder.parse_rule("1/2", "3/2", 1, 1)) == "ledger.bad_rule"


def test_suites_do_not_mix(kit: Kit) -> None:
    kit.new_key("guomi", "guomi")
    founder = folder.FounderInput("a/b/c/d", "x", kit.public["guomi"])
    rule = folder.parse_rule("1/2", "2/3", 1, 100)

    def create() -> object:
        return folder.create_ledger(
            kit.home / "mixed",
            instance="i",
            origin="o",
            log_key=kit.public["log"],
            founders=[founder],
            rule=rule,
        )

    assert code_of(create) == "ledger.mixed_suites"
    assert (
        code_of(lambda: acting.put_record(kit.chain, kit.signers["guomi"], "r", {})) == "ledger.wrong_suite"
    )


# Acting.


def test_records_follow_each_other_by_revision(kit: Kit) -> None:
    assert [kit.put("r", {"n": number}).receipt.height for number in (1, 2)] == [1, 2]
    answer = acting.query(kit.chain, key="record/sd-chain/*")
    (value,) = answer.values.values()
    assert isinstance(value, dict)
    assert (value["revision"], value["value"]) == (2, {"n": 2})
    assert [line.height for line in acting.query(kit.chain, event="record.put.record=r").entries] == [1, 2]
    assert acting.query(kit.chain, height=2).entries[0].author == "sd-chain/jinan/data/admin/k1"
    assert acting.query(kit.chain, height=3).is_empty
    assert code_of(lambda: acting.query(kit.chain, event="nonsense")) == "ledger.bad_event"


def test_a_payload_must_be_an_object_of_whole_numbers() -> None:
    assert acting.parse_payload('{"a": [1, "二"]}') == {"a": [1, "二"]}
    for text in ("", "[1]", "{", "[" * 50_000, "[" * 100_000):
        assert code_of(lambda text=text: acting.parse_payload(text)) == "ledger.bad_payload"
    for text in ('{"a": 1e3}', '{"a": NaN}'):
        assert code_of(lambda text=text: acting.parse_payload(text)) == "ledger.fraction"


def test_an_unknown_key_a_bad_path_and_a_missing_ledger_are_said(kit: Kit) -> None:
    kit.new_key("stranger")
    put = acting.put_record
    assert code_of(lambda: put(kit.chain, kit.signers["stranger"], "r", {})) == "ledger.unknown_key"
    assert code_of(lambda: put(kit.home, kit.signers["jinan"], "r", {})) == "ledger.no_ledger"
    change = acting.change_member
    assert code_of(lambda: change(kit.chain, kit.signers["jinan"], "suspend", "A B")) == "ledger.bad_path"
    add = acting.add_member
    assert (
        code_of(lambda: add(kit.chain, kit.signers["jinan"], "jinan/data/admin/k2", "x"))
        == "ledger.new_key_needed"
    )
    assert put(kit.chain, kit.signers["jinan"], "Not A Name", {}).receipt.refusal is Refusal.WRONG_PAYLOAD


def test_members_come_change_and_go(kit: Kit) -> None:
    jinan = kit.signers["jinan"]
    assert acting.add_member(kit.chain, jinan, "jinan/data/clerk", "科员", powers=["submit"]).is_accepted
    clerk = kit.new_key("clerk")
    assert acting.add_member(kit.chain, jinan, "jinan/data/clerk/k1", "张三", new_signer=clerk).is_accepted
    assert acting.put_record(kit.chain, clerk, "r", {}).is_accepted
    assert acting.change_member(kit.chain, jinan, "suspend", "jinan/data/clerk").is_accepted
    refused = acting.put_record(kit.chain, clerk, "r", {})
    assert (refused.refusal_name, refused.as_data(Language.ZH)["height"]) == ("INACTIVE_MEMBER", None)
    assert acting.change_member(kit.chain, jinan, "resume", "jinan/data/clerk").is_accepted
    new = kit.new_key("clerk-2")
    assert acting.rotate_key(kit.chain, clerk, new).is_accepted
    assert acting.put_record(kit.chain, new, "r", {}).is_accepted
    assert code_of(lambda: acting.put_record(kit.chain, clerk, "r", {})) == "ledger.unknown_key"


def test_an_organisation_is_admitted_and_suspended_by_vote(kit: Kit) -> None:
    dezhou = kit.new_key("dezhou")
    proposed = acting.add_member(
        kit.chain, kit.signers["jinan"], "dezhou/data/admin/k1", "德州市", new_signer=dezhou
    )
    proposal = proposed.receipt.operation
    short = proposal.partition(":")[2][:8]
    for city in CITIES[:3]:
        assert acting.vote(kit.chain, kit.signers[city], short, yes=True).is_accepted
    assert acting.enact(kit.chain, kit.signers["yantai"], short).is_accepted
    found = acting.membership(kit.chain)
    assert found.weights["sd-chain/dezhou"] == 1
    assert found.proposals[0].enacted == 5
    assert acting.put_record(kit.chain, dezhou, "r", {}).is_accepted
    suspended = acting.change_member(kit.chain, kit.signers["jinan"], "suspend", "dezhou")
    assert suspended.is_accepted
    assert acting.membership(kit.chain).as_data()["engine"] == 1
    assert (
        code_of(lambda: acting.find_proposal(folder.open_archive(kit.chain), "")) == "ledger.which_proposal"
    )


def test_operations_signed_elsewhere_are_submitted_and_refused_with_their_code(kit: Kit) -> None:
    author = acting.Author(kit.genesis.ledger, "sd-chain/jinan/data/admin/k1", 1)
    value = {"record": "r", "revision": 0, "value": {}}
    good = acting.sign(author, kit.signers["jinan"], "record.put", value).format()
    other = acting.Author("sha256:" + "0" * 64, author.path, 1)
    wrong = acting.sign(other, kit.signers["jinan"], "record.put", value).format()
    old = acting.sign(author, kit.signers["jinan"], "record.put", value, expires=1).format()
    done = acting.submit_files(kit.chain, [wrong, old, good, good, b"rubbish", bytes(70_000)])
    names = [one.refusal_name for one in done]
    assert names == ["WRONG_LEDGER", "EXPIRED", "", "", "MALFORMED", "TOO_LARGE"]
    assert done[2].receipt == done[3].receipt


# Proving.


def test_a_witness_cosigns_only_what_grew(kit: Kit, tmp_path: Path) -> None:
    kit.put("a")
    assert kit.checkpoint().is_met
    shutil.copytree(kit.chain, tmp_path / "fork" / "chain")
    kit.put("b")
    kit.put("c")
    assert kit.checkpoint().size == 4
    state = kit.home / "jinan.state"
    assert b"\n4\n" in state.read_bytes()
    fork = tmp_path / "fork" / "chain"
    for name in ("x", "y", "z"):
        acting.put_record(fork, kit.signers["jinan"], name, {})
    request = tmp_path / "request"

    def cosign() -> object:
        return proving.cosign(request, kit.policy, kit.signers["jinan"], state)

    request.write_bytes(proving.make_checkpoint(fork, kit.signers["log"]).request)
    assert code_of(cosign) == "ledger.other_size"
    request.write_bytes(proving.make_checkpoint(fork, kit.signers["log"], old=4).request)
    assert code_of(cosign) == "ledger.not_cosigned"
    assert b"\n4\n" in state.read_bytes()
    request.write_bytes(proving.make_checkpoint(kit.chain, kit.signers["log"], old=4).request)
    assert cosign()


def test_who_may_sign_cosign_and_what_is_collected(kit: Kit, tmp_path: Path) -> None:
    kit.put("a")
    kit.new_key("stranger")
    assert (
        code_of(lambda: proving.make_checkpoint(kit.chain, kit.signers["jinan"])) == "ledger.not_the_log_key"
    )
    assert (
        code_of(lambda: proving.make_checkpoint(kit.chain, kit.signers["log"], old=99)) == "ledger.bad_size"
    )
    request = tmp_path / "request"
    request.write_bytes(proving.make_checkpoint(kit.chain, kit.signers["log"]).request)
    state = tmp_path / "state"
    cosign = proving.cosign
    assert (
        code_of(lambda: cosign(request, kit.policy, kit.signers["stranger"], state)) == "ledger.not_a_witness"
    )
    for data in (
        b"",
        b"old 1",
        b"old x\n\nnothing",
        b"\xff" * 100,
        b"old 0\n\n" + b"a\n1\n" + b"A" * 43 + b"=\n\n",
    ):
        (tmp_path / "bad").write_bytes(data)
        assert (
            code_of(lambda: cosign(tmp_path / "bad", kit.policy, kit.signers["jinan"], state))
            == "ledger.not_cosigned"
        )
    assert not state.exists()
    answer, _ = cosign(request, kit.policy, kit.signers["jinan"], state)
    (tmp_path / "answer").write_bytes(answer)
    collected = proving.collect(kit.chain, [tmp_path / "answer"])
    assert (collected.witnesses, collected.is_met) == (("sd-chain/jinan",), False)
    text = answer.replace(b"\n2\n", b"\n3\n", 1)
    (tmp_path / "answer").write_bytes(text)
    assert code_of(lambda: proving.collect(kit.chain, [tmp_path / "answer"])) == "ledger.other_checkpoint"


def test_evidence_needs_a_cosigned_checkpoint_that_covers_it(kit: Kit) -> None:
    kit.put("a")
    assert code_of(lambda: proving.prove_entry(kit.chain, height=1)) == "ledger.no_cosigned_checkpoint"
    kit.checkpoint(CITIES[:2])
    assert code_of(lambda: proving.prove_entry(kit.chain, height=1)) == "ledger.no_cosigned_checkpoint"
    kit.checkpoint(CITIES[:3])
    done = kit.put("b")
    assert proving.prove_entry(kit.chain, height=1).size == 2
    assert code_of(lambda: proving.prove_entry(kit.chain, height=2)) == "ledger.no_cosigned_checkpoint"
    assert code_of(lambda: proving.prove_state(kit.chain, "x")) == "ledger.no_cosigned_checkpoint"
    assert code_of(lambda: proving.prove_entry(kit.chain, height=9)) == "ledger.no_entry"
    assert code_of(lambda: proving.prove_record(kit.chain, "jinan", "none")) == "ledger.no_record"
    kit.checkpoint()
    assert proving.prove_entry(kit.chain, operation=done.receipt.operation).size == 3
    assert code_of(lambda: proving.prove_state(kit.chain, "a b")) == "ledger.bad_key"


def test_verification_names_what_does_not_hold(kit: Kit, tmp_path: Path) -> None:
    kit.put("a{b}".replace("{b}", ""))
    kit.put("c", {"名称": "{括号}"})
    kit.checkpoint()
    data = proving.prove_record(kit.chain, "jinan", "c").data
    file = tmp_path / "证据"
    policy = tmp_path / "policy"

    def verdict(evidence: bytes, rules: bytes = b"") -> str:
        file.write_bytes(evidence)
        policy.write_bytes(rules or kit.policy.read_bytes())
        found = proving.verify(file, policy)
        shown = found.as_data(Language.ZH)
        assert shown["valid"] is found.is_true
        return found.finding.code if found.finding else "true"

    assert verdict(data) == "true"
    assert verdict(data.replace(b"index 2", b"index 1")) == "evidence.proof"
    assert verdict(data.replace(b"\n3\n", b"\n4\n")) == "evidence.signature"
    assert verdict(data[:-10]) == "evidence.malformed"
    assert verdict(bytes(1_000_000)) == "evidence.malformed"
    lines = data.splitlines(keepends=True)
    assert verdict(b"".join(line for line in lines if b"qingdao" not in line)) == "evidence.quorum"
    assert verdict(b"") == "evidence.malformed"
    state = proving.prove_state(kit.chain, "member/sd-chain/jinan").data
    assert verdict(state) == "true"
    assert (
        verdict(state.replace(b"key member/sd-chain/jinan", b"key member/sd-chain/jinam")) == "evidence.proof"
    )
    assert code_of(lambda: verdict(data, b"nonsense")) == "ledger.bad_policy"
    policy.write_bytes(kit.policy.read_bytes())
    assert code_of(lambda: proving.verify(tmp_path / "none", policy)) == "ledger.unreadable_file"
    file.write_bytes(bytes(1_000_001))
    policy.write_bytes(kit.policy.read_bytes())
    assert code_of(lambda: proving.verify(file, policy)) == "ledger.file_too_large"
    file.write_bytes(data)
    found = proving.verify(file, policy, kit.public["yantai"])
    assert found.finding is not None
    assert found.finding.code == "evidence.signature"


# Auditing.


def test_an_export_and_a_snapshot_hold_the_same_and_are_sound(kit: Kit, tmp_path: Path) -> None:
    for number in range(3):
        kit.put(f"r{number}")
    assert code_of(lambda: auditing.export(kit.chain, tmp_path / "e")) == "ledger.no_cosigned_checkpoint"
    kit.checkpoint()
    out = tmp_path / "exported"
    count = auditing.export(kit.chain, out)
    first = kit.snapshot().read_bytes()
    assert kit.snapshot().read_bytes() == first
    with zipfile.ZipFile(kit.snapshot()) as archive:
        names = archive.namelist()
        assert len(names) == count
        assert all(archive.read(name) == (out / name).read_bytes() for name in names)
    assert code_of(lambda: auditing.export(kit.chain, out)) == "ledger.not_empty"
    for path in (out, kit.snapshot()):
        assert auditing.audit(path, kit.policy).is_sound
        assert code_of(lambda path=path: auditing.audit(path)) == "ledger.policy_needed"
    assert auditing.audit(kit.chain).as_data(Language.EN)["sound"] is True
    assert code_of(lambda: auditing.audit(kit.home / "jinan.key", kit.policy)) == "ledger.no_export"


def test_an_audit_names_the_first_bad_bytes(kit: Kit, tmp_path: Path) -> None:
    kit.put("r", {"名称": "目录"})
    kit.checkpoint()
    out = tmp_path / "exported"
    auditing.export(kit.chain, out)
    bundle = out / "tile" / "entries" / "000.p" / "2"
    bundle.write_bytes(bundle.read_bytes().replace("目录".encode(), "目绿".encode()))
    found = auditing.audit(out, kit.policy)
    assert [finding.code for finding in found.findings] == ["ledger.entry"]
    assert "高度 1" in found.findings[0].message(Language.ZH)
    snapshot = kit.snapshot()
    data = snapshot.read_bytes()
    snapshot.write_bytes(data.replace("目录".encode(), "目绿".encode()))
    found = auditing.audit(snapshot, kit.policy)
    assert [finding.code for finding in found.findings] == ["ledger.entry"]


def test_replicas_are_compared_down_to_the_operation(kit: Kit, tmp_path: Path) -> None:
    for number in range(9):
        kit.put(f"r{number}")
    shutil.copytree(kit.chain, tmp_path / "copy")
    assert auditing.compare(kit.chain, tmp_path / "copy").height is None
    kit.put("here", {"a": 1})
    kit.put("more")
    longer = auditing.compare(kit.chain, tmp_path / "copy")
    assert (longer.height, longer.sizes) == (None, (12, 10))
    acting.put_record(tmp_path / "copy", kit.signers["qingdao"], "there", {})
    found = auditing.compare(kit.chain, tmp_path / "copy")
    assert found.height == 10
    assert found.entries is not None
    assert "sd-chain/jinan" in found.entries[0]
    assert "sd-chain/qingdao" in found.entries[1]
    kit.checkpoint()
    auditing.export(kit.chain, tmp_path / "exported")
    assert auditing.compare(tmp_path / "exported", tmp_path / "copy").height == 10
    other = Kit(tmp_path / "guomi", "guomi")
    assert code_of(lambda: auditing.compare(kit.chain, other.chain)) == "ledger.mixed_suites_compared"


def test_a_restored_ledger_goes_on_where_its_checkpoint_stood(kit: Kit, tmp_path: Path) -> None:
    for number in range(5):
        kit.put(f"r{number}")
    kit.checkpoint()
    snapshot = kit.snapshot()
    kit.put("lost")
    seen: list[tuple[int, int]] = []
    restored = tmp_path / "restored"
    trusted = auditing.restore(
        snapshot, restored, kit.policy, check_signatures=True, progress=lambda *step: seen.append(step)
    )
    assert (trusted.checkpoint.size, seen[-1]) == (6, (6, 6))
    assert auditing.audit(restored).is_sound
    assert auditing.summarise(restored).height == 5
    assert acting.put_record(restored, kit.signers["jinan"], "lost", {"again": 1}).receipt.height == 6
    with pytest.raises(NotALedgerError):
        auditing.restore(snapshot, restored, kit.policy)


def test_nothing_is_restored_that_does_not_lead_to_the_checkpoint(kit: Kit, tmp_path: Path) -> None:
    kit.put("r", {"名称": "目录"})
    kit.checkpoint()
    snapshot = kit.snapshot()
    data = snapshot.read_bytes()
    folder_ = tmp_path / "restored"
    for changed in (
        data.replace("目录".encode(), "目绿".encode()),
        data.replace(b"tile/entries/000.p/2", b"tile/entries/000.p/3"),
        data.replace(b"quorum", b"quorum").replace(ORIGIN.encode(), b"liance.example/tik"),
        b"not a zip",
        b"",
    ):
        snapshot.write_bytes(changed)
        with pytest.raises((RestoreError, folder.LedgerInputError)):
            auditing.restore(snapshot, folder_, kit.policy)
        assert not (folder_ / folder.LEDGER_FILE).exists()
        assert not (folder_ / (folder.LEDGER_FILE + ".part")).exists()
    snapshot.write_bytes(data)
    fewer = kit.policy.read_bytes().replace(b"group members 3", b"group members 4")
    (tmp_path / "strict").write_bytes(fewer)
    with pytest.raises(RestoreError):
        auditing.restore(snapshot, folder_, tmp_path / "strict")


def test_a_summary_reads_beside_a_running_driver_and_a_second_writer_is_refused(kit: Kit) -> None:
    kit.put("r")
    with folder.open_driver(kit.chain):
        assert auditing.summarise(kit.chain).as_data()["height"] == 1
        with pytest.raises(LedgerBusyError):
            folder.open_driver(kit.chain)


# Anchors.


def test_plans_packets_and_scorecards_are_found_by_the_plans_digest(kit: Kit, tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("云岭市区块链产业发展行动计划", encoding="utf-8")
    digest, done = anchors.anchor_file(kit.chain, kit.signers["jinan"], plan, AnchorKind.PLAN)
    assert done.is_accepted
    card = {"plan": {"digest": digest}, "rubric": {"digest": digest}, "rater": {"digest": digest}}
    (tmp_path / "card.json").write_text(json.dumps(card), encoding="utf-8")
    anchors.anchor_file(kit.chain, kit.signers["qingdao"], tmp_path / "card.json", AnchorKind.SCORECARD)
    kit.checkpoint()
    packet = tmp_path / "packet.zip"
    packet.write_bytes(b"sealed")
    sealed, _ = anchors.anchor_file(kit.chain, kit.signers["yantai"], packet, AnchorKind.PACKET)
    with AnchorBook(kit.chain) as book:
        found = book.about(digest)
        assert [(one.kind, one.organisation, one.witnessed) for one in found] == [
            (AnchorKind.PLAN, "sd-chain/jinan", 3),
            (AnchorKind.SCORECARD, "sd-chain/qingdao", 3),
        ]
        (one,) = book.about(sealed)
        assert (one.kind, one.witnessed, one.as_data(Language.ZH)["name"]) == (
            AnchorKind.PACKET,
            None,
            "封存的评分包",
        )
        assert book.about("sha256:" + "0" * 64) == book.about("nonsense") == []
    again = anchors.anchor_file(kit.chain, kit.signers["jinan"], plan, AnchorKind.PLAN)
    assert again[1].is_accepted


def test_a_record_that_only_looks_like_an_anchor_is_none(kit: Kit, tmp_path: Path) -> None:
    digest = "sha256:" + "a" * 64
    name = f"anchor/{'a' * 64}/plan"
    for value in ({"kind": "plan", "digest": "sha256:" + "b" * 64}, {"kind": "other"}, {"digest": digest}):
        assert kit.put(name, dict(value)).is_accepted
    with AnchorBook(kit.chain) as book:
        assert book.about(digest) == []
    (tmp_path / "card.json").write_text("[]", encoding="utf-8")
    anchor = anchors.anchor_file
    assert (
        code_of(lambda: anchor(kit.chain, kit.signers["jinan"], tmp_path / "card.json", AnchorKind.SCORECARD))
        == "ledger.no_scorecard"
    )


def test_the_page_is_whole_and_asks_for_nothing() -> None:
    page = verifier_page().decode()
    assert page.startswith("<!doctype html>")
    assert "default-src 'none'" in page
    for word in ("http://", "https://", "fetch(", "XMLHttpRequest", "WebSocket", "localStorage", "import("):
        assert word not in page


# Disks and devices.


def test_a_checkpoint_that_waits_for_witnesses_is_a_warning_and_still_binds(kit: Kit) -> None:
    kit.put("first")
    kit.checkpoint()
    kit.put("second")
    proving.make_checkpoint(kit.chain, kit.signers["log"])
    audited = auditing.audit(kit.chain)
    assert audited.is_sound
    assert [finding.code for finding in audited.findings] == ["ledger.few-witnesses"]
    assert audited.findings[0].message(Language.EN) == (
        "the checkpoint of size 3 has 0 witnesses, fewer than its quorum"
    )


def test_a_cosigners_changed_name_is_warned_of_in_its_bytes(kit: Kit) -> None:
    kit.put("first")
    kit.checkpoint(CITIES)
    out = kit.home / "exported"
    auditing.export(kit.chain, out)
    whole = (out / "checkpoint").read_bytes()
    place = whole.index("— sd-chain/yantai".encode())
    (out / "checkpoint").write_bytes(
        whole.replace("— sd-chain/yantai".encode(), "— sd-chain/yantaj".encode())
    )
    audited = auditing.audit(out, kit.policy)
    assert audited.is_sound
    (finding,) = audited.findings
    assert (finding.code, finding.details["first"]) == ("ledger.unknown-signature", place)
    assert whole[place : finding.details["last"] + 1].endswith(b"\n")


def test_an_export_that_fails_leaves_nothing_and_an_empty_folder_is_used(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit.put("first")
    kit.checkpoint()
    out = kit.home / "deep" / "exported"
    with monkeypatch.context() as patch:
        patch.setattr(auditing, "write_whole_bytes", _refuse)
        assert code_of(lambda: auditing.export(kit.chain, out)) == "OutputError"
    assert list(out.parent.iterdir()) == []
    out.mkdir()
    assert auditing.export(kit.chain, out) == 3
    assert code_of(lambda: auditing.export(kit.chain, out)) == "ledger.not_empty"


def _refuse(path: Path, data: bytes) -> None:
    raise OSError(28, "No space left on device", str(path))


def test_a_device_is_written_to_and_stays(kit: Kit) -> None:
    pipe = kit.home / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole_bytes(pipe, b"evidence")
    assert os.read(reader, 100) == b"evidence"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    kit.put("first")
    kit.checkpoint()
    assert code_of(lambda: auditing.snapshot(kit.chain, pipe)) == "OutputError"
