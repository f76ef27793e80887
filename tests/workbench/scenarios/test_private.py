"""Private fields: only digests on the ledger, opened by readers alone, disclosed one by one and checked offline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.workbench.scenario_kit import PASSPHRASE, ScenarioKit

from liance.core.errors import UnknownNameError
from liance.core.language import Language
from liance.ledger.errors import KeyFileError
from liance.workbench.ledger.folder import LedgerInputError, open_archive
from liance.workbench.ledger.keys import open_signer
from liance.workbench.scenarios.acting import scenario_record
from liance.workbench.scenarios.blobs import FolderBlobs
from liance.workbench.scenarios.private import (
    disclosure_file,
    open_receiver,
    open_record,
    read_private,
    submit_private,
    verify_disclosure,
)

DEPOSIT = {"title": "借款合同", "digest": "example-1", "bytes": 10, "made_by": "system", "source": "平台"}
PRIVATE = {"borrower": "某甲", "amount": 120_000, "signed": "2026-03-01"}
RECORD = "deposit/platform/contract-1"


@pytest.fixture(scope="module", params=["intl", "guomi"])
def kit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ScenarioKit:
    made = ScenarioKit(tmp_path_factory.mktemp("private"), "evidence", request.param)
    for role in ("platform/office/depositor", "notary/office/notary", "bank/office/depositor"):
        made.receiver(role)
    done = submit_private(
        made.chain,
        made.signers[made.key("platform/office/depositor")],
        "evidence",
        "deposit.make",
        "platform/contract-1",
        DEPOSIT,
        PRIVATE,
        made.store,
        [made.key("platform/office/depositor"), made.key("notary/office/notary")],
    )
    assert done.is_accepted
    made.checkpoint()
    return made


def test_the_ledger_holds_digests_only(kit: ScenarioKit) -> None:
    record = scenario_record(kit.chain, "evidence", "deposit", "platform/contract-1")
    assert record.fields["sealed"].keys() == {"content", "readers", "root"}
    with open_archive(kit.chain) as archive:
        everything = b"".join(archive.entries(0, archive.height + 1))
    stored = b"".join(path.read_bytes() for path in (kit.chain / "blobs").rglob("*") if path.is_file())
    for secret in ("某甲", "120000", "borrower"):
        assert secret.encode() not in everything + stored


def test_readers_open_all_and_others_nothing(kit: ScenarioKit) -> None:
    for role in ("platform/office/depositor", "notary/office/notary"):
        assert open_record(kit.chain, "evidence", RECORD, kit.receiver(role), kit.store).values == PRIVATE
    with pytest.raises(LedgerInputError, match="does not open") as caught:
        open_record(kit.chain, "evidence", RECORD, kit.receiver("bank/office/depositor"), kit.store)
    assert caught.value.code == "scenario.not_for_this_key"
    assert "打不开" in caught.value.message(Language.ZH)


def test_single_fields_are_disclosed_and_verified_elsewhere(kit: ScenarioKit, tmp_path: Path) -> None:
    receiver = kit.receiver("notary/office/notary")
    data = disclosure_file(kit.chain, "evidence", RECORD, ["amount"], receiver, kit.store)
    assert "某甲".encode() not in data
    file, policy = tmp_path / "shown.json", tmp_path / "policy.txt"
    file.write_bytes(data)
    policy.write_bytes(kit.policy.read_bytes())
    verified = verify_disclosure(file, policy)
    assert verified.evidence.is_true
    assert (verified.record, verified.fields) == (RECORD, {"amount": 120_000})
    assert verified.as_data(Language.EN)["valid"] is True
    value = json.loads(data)
    value["fields"][0]["value"] = 120_001
    file.write_text(json.dumps(value))
    with pytest.raises(LedgerInputError, match="do not fit"):
        verify_disclosure(file, policy)
    value = json.loads(data) | {"record": "deposit/platform/contract-2"}
    file.write_text(json.dumps(value))
    with pytest.raises(LedgerInputError, match="do not fit"):
        verify_disclosure(file, policy)
    value = json.loads(data)
    value["evidence"] = value["evidence"][:-8] + "AAAAAAA="
    file.write_text(json.dumps(value))
    assert not verify_disclosure(file, policy).evidence.is_true
    for junk in (b"", b"{}", b"[]", b"\xff", b'{"format": 1}', data[:-9]):
        file.write_bytes(junk)
        with pytest.raises(LedgerInputError, match="no disclosure file"):
            verify_disclosure(file, policy)
    with pytest.raises(UnknownNameError):
        disclosure_file(kit.chain, "evidence", RECORD, ["income"], receiver, kit.store)


def test_what_was_changed_in_the_store_is_named(kit: ScenarioKit, tmp_path: Path) -> None:
    receiver = kit.receiver("platform/office/depositor")
    content = scenario_record(kit.chain, "evidence", "deposit", "platform/contract-1").fields["sealed"][
        "content"
    ]
    with pytest.raises(LedgerInputError) as caught:
        open_record(kit.chain, "evidence", RECORD, receiver, FolderBlobs(tmp_path, receiver.suite))
    assert caught.value.code == "scenario.blob_missing"
    path = next(one for one in (kit.chain / "blobs").rglob(content.partition(":")[2]))
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"nonce":"', b'"nonce":"A', 1))
    try:
        with pytest.raises(LedgerInputError) as caught:
            open_record(kit.chain, "evidence", RECORD, receiver, kit.store)
        assert caught.value.code == "scenario.blob_changed"
    finally:
        path.write_bytes(whole)


def test_a_refused_operation_leaves_no_content_behind(kit: ScenarioKit) -> None:
    before = sorted((kit.chain / "blobs" / "content").rglob("*"))
    signer = kit.signers[kit.key("platform/office/depositor")]
    done = submit_private(
        kit.chain,
        signer,
        "evidence",
        "deposit.make",
        "platform/contract-9",
        {"title": "x"},
        PRIVATE,
        kit.store,
    )
    assert done.receipt.code == 67
    after = [path for path in sorted((kit.chain / "blobs" / "content").rglob("*")) if path.is_file()]
    assert after == [path for path in before if path.is_file()]


def test_bad_input_is_told_in_both_languages(kit: ScenarioKit, tmp_path: Path) -> None:
    signer = kit.signers[kit.key("platform/office/depositor")]

    def submit(private: dict[str, object], readers: list[str]) -> None:
        submit_private(
            kit.chain, signer, "evidence", "deposit.make", "platform/x", DEPOSIT, private, kit.store, readers
        )

    with pytest.raises(LedgerInputError) as caught:
        submit({}, [])
    assert caught.value.code == "scenario.cannot_seal"
    with pytest.raises(LedgerInputError) as caught:
        submit(PRIVATE, ["justice/court/office/court/k1"])
    assert caught.value.code == "scenario.no_receiving_key"
    assert "receiver" in caught.value.message(Language.ZH)
    with pytest.raises(UnknownNameError):
        open_record(kit.chain, "evidence", "deposit/none", kit.receiver("notary/office/notary"), kit.store)
    kit.must("platform/office/depositor", "deposit.make", "platform/plain", DEPOSIT)
    with pytest.raises(LedgerInputError) as caught:
        open_record(
            kit.chain, "evidence", "deposit/platform/plain", kit.receiver("notary/office/notary"), kit.store
        )
    assert caught.value.code == "scenario.nothing_sealed"
    file = tmp_path / "private.json"
    file.write_text('{"a": 1.5}')
    with pytest.raises(LedgerInputError):
        read_private(file)
    file.write_text('﻿{"a": 1}')
    assert read_private(file) == {"a": 1}


def test_a_receiving_key_does_not_sign(kit: ScenarioKit) -> None:
    file = kit.home / "platform-office-depositor.receiving"
    with pytest.raises(KeyFileError):
        open_signer(file, lambda: PASSPHRASE)
    with pytest.raises(KeyFileError):
        open_receiver(file, lambda: "another passphrase")
