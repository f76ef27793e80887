"""Batch deposits and packages for a court: every file provable, two statements, and every change found offline."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.workbench.scenario_kit import ScenarioKit

from liance.core.errors import UnknownNameError
from liance.core.language import Language
from liance.workbench.ledger.folder import LedgerInputError
from liance.workbench.scenarios import evidence
from liance.workbench.scenarios.acting import scenario_record
from liance.workbench.scenarios.evidence import (
    Batch,
    batch_of,
    check_package,
    collect_files,
    court_package,
    deposit_files,
    is_package,
    parse_manifest,
    read_manifest,
    write_sealed_files,
)
from liance.workbench.scenarios.private import open_record

PLATFORM, BANK, NOTARY, COURT = (
    "platform/office/depositor",
    "bank/office/depositor",
    "notary/office/notary",
    "court/office/court",
)
STATED = {"title": "签章系统日志", "made_by": "device", "source": "签章服务器", "observed": 1_772_412_000_000}
RECORD = "platform/logs-1"


class Desk(ScenarioKit):
    """An evidence chain with one batch of 40 logs, supplemented, attested, transferred and asked for."""

    def __init__(self, home: Path, suite: str) -> None:
        super().__init__(home, "evidence", suite)
        self.logs = home / "logs"
        self.logs.mkdir()
        for number in range(40):
            (self.logs / f"日志{number:02}.txt").write_text(f"第{number}行\n", encoding="utf-8")
        signer = self.signers[self.key(PLATFORM)]
        done, self.batch = deposit_files(
            self.chain, signer, "evidence", RECORD, collect_files([self.logs]), STATED
        )
        assert done.is_accepted
        supplement = {"deposit": RECORD, "digest": "example-identity-1", "says": "签约人身份核验记录"}
        self.must(PLATFORM, "supplement.add", "platform/logs-1/identity", supplement)
        attestation = {"deposit": RECORD, "says": "抽查三份，与服务器一致", "method": "现场抽查"}
        self.must(NOTARY, "attestation.give", "notary/logs-1", attestation)
        self.must(PLATFORM, "deposit.transfer", RECORD, {"holder": "justice/bank"})
        case = {"deposit": RECORD, "case": "2026 民初 77 号（示例）"}
        self.must(COURT, "export.request", "court/77", case)
        self.must(BANK, "export.hand", "court/77", {"deposit": RECORD})
        # Of another deposit: must stay out of the package.
        self.must(PLATFORM, "deposit.make", "platform/other", {**STATED, "digest": "example-o", "bytes": 1})
        self.must(PLATFORM, "supplement.add", "platform/other/s", {**supplement, "deposit": "platform/other"})
        self.checkpoint()

    def pick(self, *numbers: int) -> dict[str, Path]:
        """Some of the logs by their names in the batch."""
        return {f"logs/日志{number:02}.txt": self.logs / f"日志{number:02}.txt" for number in numbers}

    def package(self, *numbers: int) -> bytes:
        """The package for a court with some of the logs."""
        return court_package(self.chain, "evidence", RECORD, self.pick(*numbers), self.batch)


@pytest.fixture(scope="module", params=["intl", "guomi"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"), request.param)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("plain"), "intl")


def test_forty_files_are_one_operation(desk: Desk) -> None:
    fields = scenario_record(desk.chain, "evidence", "deposit", RECORD).fields
    assert (fields["files"], fields["digest"]) == (40, desk.batch.root)
    assert fields["bytes"] == sum(path.stat().st_size for path in desk.logs.iterdir())
    assert parse_manifest(desk.batch.format()) == desk.batch


def test_a_package_verifies_in_another_place(desk: Desk, tmp_path: Path) -> None:
    package, policy = tmp_path / "case.zip", tmp_path / "policy.txt"
    data = desk.package(3, 17)
    assert data == desk.package(17, 3)
    package.write_bytes(data)
    policy.write_bytes(desk.policy.read_bytes())
    assert is_package(package)
    checked = check_package(package, policy)
    assert [file.name for file in checked.files] == ["logs/日志03.txt", "logs/日志17.txt"]
    case = checked.case
    assert (len(case.transfers), len(case.supplements), len(case.attestations)) == (1, 1, 1)
    assert (case.holder, case.is_complete, checked.is_compared) == ("justice/bank", True, True)
    assert checked.as_data(Language.EN)["valid"] is True


def test_the_two_statements_are_kept_apart_in_both_languages(plain: Desk) -> None:
    with zipfile.ZipFile(io.BytesIO(plain.package(0))) as archive:
        names = set(archive.namelist())
        zh = archive.read("statement-zh.html").decode()
        en = archive.read("statement-en.html").decode()
        word = archive.read("statement-zh.docx")
    assert {"statement-en.docx", "policy.txt", "verify.html", "case.json", "files/0"} <= names
    first, _, second = zh.rpartition("二、入账之前是否真实")
    assert "逐字节未变" in first
    assert "抽查三份" not in first
    assert "账本不能证明内容在入账之前是否真实" in second
    assert "抽查三份，与服务器一致" in second
    assert "设备自动生成" in second
    assert "proves nothing of whether the content was true" in en
    assert "platform/other" not in zh
    from docx import Document

    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(word)).paragraphs)
    assert "一、自入账以来未经改动" in text


def changed(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def facts(parts: dict[str, bytes], **more: object) -> None:
    parts["case.json"] = json.dumps({**json.loads(parts["case.json"]), **more}).encode()


def drop_attestation(parts: dict[str, bytes]) -> None:
    entries = json.loads(parts["case.json"])["entries"]
    proofs = [name for name in entries if b"attestation" in proof_text(parts[name])]
    facts(parts, entries=[name for name in entries if name not in proofs])


def proof_text(data: bytes) -> bytes:
    import base64

    line = data.split(b"\n")[1]
    return base64.b64decode(line.removeprefix(b"extra ")) if line.startswith(b"extra ") else b""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda parts: parts.update({"files/0": b"another"}), "broken_package"),
        (lambda parts: parts.pop("files/0"), "broken_package"),
        (lambda parts: facts(parts, size=41), "broken_package"),
        (lambda parts: facts(parts, deposit="platform/other"), "other_entries"),
        (lambda parts: facts(parts, scenario="other"), "other_entries"),
        (lambda parts: facts(parts, entries=["proofs/none"]), "broken_package"),
        (lambda parts: facts(parts, format="liance-court/v9"), "no_package"),
        (lambda parts: parts.pop("case.json"), "no_package"),
        (drop_attestation, "other_statement"),
        (
            lambda parts: parts.update(
                {
                    "statement-zh.html": parts["statement-zh.html"].replace(
                        "不能证明".encode(), "能够证明".encode()
                    )
                }
            ),
            "other_statement",
        ),
        (
            lambda parts: parts.update({next(n for n in parts if n.startswith("proofs/")): b"x"}),
            "false_proof",
        ),
    ],
)
def test_every_change_of_a_package_is_found(
    plain: Desk, tmp_path: Path, change: Callable[[dict[str, bytes]], None], code: str
) -> None:
    path = tmp_path / "case.zip"
    path.write_bytes(changed(plain.package(5), change))
    with pytest.raises(LedgerInputError) as caught:
        check_package(path, plain.policy)
    assert caught.value.code == f"evidence_chain.{code}"
    assert caught.value.message(Language.ZH) != caught.value.message(Language.EN)


def test_what_is_left_out_shows_even_where_statements_are_not_compared(plain: Desk, tmp_path: Path) -> None:
    path = tmp_path / "case.zip"

    def change(parts: dict[str, bytes]) -> None:
        drop_attestation(parts)
        facts(parts, made_by="0.0.1")

    path.write_bytes(changed(plain.package(5), change))
    checked = check_package(path, plain.policy)
    assert (checked.is_compared, checked.case.is_complete) == (False, False)


def test_another_policy_does_not_trust_it(desk: Desk, tmp_path: Path) -> None:
    other = ScenarioKit(tmp_path, "evidence", desk.signers[desk.key(BANK)].suite.name)
    path = tmp_path / "case.zip"
    path.write_bytes(desk.package(5))
    with pytest.raises(LedgerInputError) as caught:
        check_package(path, other.policy)
    assert caught.value.code == "evidence_chain.false_proof"


def test_junk_is_no_package(tmp_path: Path, plain: Desk) -> None:
    path = tmp_path / "case.zip"
    for junk in (b"", b"PK\x03\x04junk", b"x" * 100, plain.package(1)[:-40]):
        path.write_bytes(junk)
        with pytest.raises(LedgerInputError) as caught:
            check_package(path, plain.policy)
        assert caught.value.code == "evidence_chain.no_package"


def test_only_what_was_deposited_is_handed_over(plain: Desk, tmp_path: Path) -> None:
    fake = tmp_path / "日志05.txt"
    fake.write_text("改过", encoding="utf-8")

    def hand(files: dict[str, Path], batch: Batch = plain.batch, record: str = RECORD) -> None:
        court_package(plain.chain, "evidence", record, files, batch)

    with pytest.raises(LedgerInputError) as caught:
        hand({"logs/日志05.txt": fake})
    assert caught.value.code == "evidence_chain.changed_file"
    with pytest.raises(UnknownNameError):
        hand({"logs/none.txt": fake})
    with pytest.raises(UnknownNameError):
        hand(plain.pick(1), record="platform/none")
    with pytest.raises(LedgerInputError) as caught:
        hand(plain.pick(1), replace(plain.batch, root="sha256:" + "0" * 64))
    assert caught.value.code == "evidence_chain.other_batch"
    with pytest.raises(LedgerInputError) as caught:
        hand({})
    assert caught.value.code == "evidence_chain.file_count"


def test_files_that_cannot_be_told_apart_or_read_are_refused(
    tmp_path: Path, plain: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    for path in (tmp_path / "x.txt", tmp_path / "a" / "x.txt"):
        path.write_text("1")
    with pytest.raises(LedgerInputError) as caught:
        collect_files([tmp_path / "x.txt", tmp_path / "a" / "x.txt"])
    assert caught.value.code == "evidence_chain.same_name"
    with pytest.raises(LedgerInputError) as caught:
        collect_files([])
    assert caught.value.code == "evidence_chain.file_count"
    suite = plain.signers[plain.key(BANK)].suite
    with pytest.raises(LedgerInputError):
        batch_of(suite, {"none": tmp_path / "none"})  # type: ignore[arg-type]
    monkeypatch.setattr(evidence, "MAX_DEPOSIT_FILE_BYTES", 0)
    with pytest.raises(LedgerInputError):
        batch_of(suite, {"x": tmp_path / "x.txt"})  # type: ignore[arg-type]


def test_files_are_sealed_with_their_deposit_and_come_back(plain: Desk, tmp_path: Path) -> None:
    receiver = plain.receiver(PLATFORM)
    files = plain.pick(1, 2)
    (tmp_path / "evil").write_bytes(bytes(range(256)))
    files["../../evil"] = tmp_path / "evil"
    done, _ = deposit_files(
        plain.chain,
        plain.signers[plain.key(PLATFORM)],
        "evidence",
        "platform/sealed",
        files,
        STATED,
        plain.store,
    )
    assert done.is_accepted
    stored = b"".join(path.read_bytes() for path in (plain.chain / "blobs").rglob("*") if path.is_file())
    assert "第1行".encode() not in stored
    values = open_record(plain.chain, "evidence", "deposit/platform/sealed", receiver, plain.store).values
    written = write_sealed_files(values, tmp_path / "out")
    assert written == (("1", "../../evil"), ("2", "logs/日志01.txt"), ("3", "logs/日志02.txt"))
    assert (tmp_path / "out" / "1").read_bytes() == bytes(range(256))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1", "2", "3"]
    with pytest.raises(LedgerInputError) as caught:
        write_sealed_files({"state": "已婚"}, tmp_path / "out")
    assert caught.value.code == "evidence_chain.no_files"


def test_what_is_no_manifest_is_told(tmp_path: Path, plain: Desk) -> None:
    path = tmp_path / "manifest.json"
    data = plain.batch.format()
    for junk in (b"", b"[]", b"{}", data + b"\n", data.replace(b'"bytes"', b'"size"'), b"\xff"):
        path.write_bytes(junk)
        with pytest.raises(LedgerInputError) as caught:
            read_manifest(path)
        assert caught.value.code == "evidence_chain.no_manifest"


def test_nothing_is_handed_over_before_a_checkpoint_covers_it(tmp_path: Path) -> None:
    kit = ScenarioKit(tmp_path, "evidence")
    file = tmp_path / "a.txt"
    file.write_text("1")
    done, batch = deposit_files(
        kit.chain, kit.signers[kit.key(PLATFORM)], "evidence", "platform/a", {"a.txt": file}, STATED
    )
    assert done.is_accepted
    with pytest.raises(LedgerInputError, match="no checkpoint"):
        court_package(kit.chain, "evidence", "platform/a", {"a.txt": file}, batch)
