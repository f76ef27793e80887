"""Private data, live queries, watched sources and court packages, by command, as a newcomer meets them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from liance.ledger import keys

from .conftest import Liance, Outcome

PURPOSE = "核验贷款申请人的婚姻状况"
UNTIL = 4_000_000_000_000


class Practice:
    """A rehearsed ledger with everybody's key files."""

    def __init__(self, liance: Liance, home: Path, scenario: str) -> None:
        self.liance, self.home, self.scenario = liance, home, scenario
        self.ledger, self.keys = home / "practice", home / "keys"
        played = liance(
            "scenario", "play", scenario, "--suite", "intl", "--ledger", self.ledger, "--keys", self.keys
        )
        assert played.code == 0, played.err

    def key(self, role: str) -> Path:
        """The key file of a role."""
        return self.keys / f"{role.replace('/', '-')}.key"

    def run(self, command: str, *arguments: object, code: int = 0) -> Outcome:
        """Run a command of ``scenario`` on the ledger."""
        outcome = self.liance("scenario", command, self.ledger, self.scenario, *arguments)
        assert outcome.code == code, (command, outcome.out, outcome.err)
        return outcome

    def submit(
        self, role: str, action: str, record: str, fields: object, *more: object, code: int = 0
    ) -> Outcome:
        """Take an action as the holder of a role."""
        text = json.dumps(fields, ensure_ascii=False)
        return self.run("submit", action, record, text, "--key", self.key(role), *more, code=code)

    def receiver(self, role: str) -> Path:
        """Register a receiving key."""
        file = self.keys / f"{role.replace('/', '-')}.receiving"
        done = self.liance("scenario", "receiver", self.ledger, "--receiving", file, "--key", self.key(role))
        assert done.code == 0, done.err
        return file

    def checkpoint(self, *witnesses: str) -> None:
        """Sign a checkpoint and have witnesses cosign it."""
        request = self.home / "request"
        made = self.liance("ledger", "checkpoint", self.ledger, "--key", self.key("log"), "--out", request)
        assert made.code == 0, made.err
        files = []
        for role in witnesses:
            out = self.home / f"{role.partition('/')[0]}.cosigned"
            signed = self.liance(
                "ledger", "cosign", request, "--policy", self.ledger / "policy.txt", "--key", self.key(role),
                "--state", self.home / f"{role.partition('/')[0]}.state", "--out", out,
            )  # fmt: skip
            assert signed.code == 0, signed.err
            files.append(out)
        assert self.liance("ledger", "collect", self.ledger, *files).code == 0


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANCE_PASSPHRASE", "a long enough passphrase")
    monkeypatch.setattr(keys, "DEFAULT_COST", 2**14)


@pytest.mark.slow
@pytest.mark.usefixtures("words")
def test_data_are_sealed_released_received_and_disclosed(  # noqa: PLR0915 - one story, told in order
    liance: Liance, tmp_path: Path
) -> None:
    desk = Practice(liance, tmp_path, "sharing")
    owner, gateway, officer = "civil/office/owner", "civil/office/gateway", "housing/office/officer"
    witnesses = (gateway, "housing/office/clerk")  # the founders: the first role of each organisation
    asked = {"resource": "marriages", "purpose": PURPOSE, "fields": ["state", "date"]}
    more = {"basis": "管理办法（示例）", "count": 2, "until": UNTIL}
    desk.submit("housing/office/clerk", "request.file", "housing/second", {**asked, **more})
    for action in ("request.accept", "request.approve"):
        desk.submit(owner, action, "housing/second", {"resource": "marriages"})
    grant = {**asked, "request": "housing/second", "grantee": "city/housing", "limit": 2, "until": UNTIL}
    desk.submit(owner, "grant.issue", "housing/second", grant)
    own, theirs = desk.receiver(owner), desk.receiver(officer)
    private = tmp_path / "private.json"
    private.write_text(json.dumps({"state": "已婚", "date": "2019-05-20", "place": "某区"}), encoding="utf-8")
    about = {"resource": "marriages", "subject": "person-b-02"}
    desk.submit(owner, "payload.seal", "marriages/b", about, "--private", private)
    opened = desk.run("open", "payload/marriages/b", "--receiving", own)
    assert "state  已婚" in opened.out
    refused = desk.run("open", "payload/marriages/b", "--receiving", theirs, code=2)
    assert "打不开" in refused.err

    access = {
        "grant": "housing/second",
        "purpose": PURPOSE,
        "subject": "person-b-02",
        "fields": ["state"],
        "case": "x1",
    }
    height = desk.submit(officer, "access.open", "housing/s-1", access, "--json").data["height"]
    desk.checkpoint(*witnesses)
    proof, package = tmp_path / "proof", tmp_path / "package"
    assert liance("ledger", "prove", desk.ledger, "--height", height, "--out", proof).code == 0
    release = ("housing/s-1", "--proof", proof, "--key", desk.key(gateway), "--out", package)
    for wrong in (
        (),
        ("--payload", "marriages/b"),
        ("--payload", "x", "--receiving", own, "--sources", proof),
    ):
        assert "二者取一" in desk.run("release", *release, *wrong, code=2).err
    done = desk.run("release", *release, "--payload", "marriages/b", "--receiving", own)
    assert "已放行 housing/s-1" in done.out
    again = desk.run("release", *release, "--payload", "marriages/b", "--receiving", own)
    assert "同一数据包" in again.out
    got = desk.run("receive", "housing/s-1", package, "--receiving", theirs, "--key", desk.key(officer))
    assert got.out == "state  已婚\n"
    assert "已签收" in got.err
    denied = desk.run("release", *release, "--payload", "marriages/b", "--receiving", own, code=1)
    assert "access-refused" in denied.err
    assert "已登记于高度" in denied.err
    denied_en = desk.run(
        "release", *release, "--payload", "marriages/b", "--receiving", own, "--lang", "en", "--json", code=1
    )
    assert denied_en.data["message"] == "the access was refused, or is closed already"

    # A live database, answered by the gateway.
    connection = sqlite3.connect(tmp_path / "civil.sqlite")
    connection.execute("CREATE TABLE marriage (person TEXT, marital_state TEXT, registered DATE)")
    connection.execute("INSERT INTO marriage VALUES ('person-b-02', '已婚', '2019-05-20')")
    connection.commit()
    connection.close()
    sources = tmp_path / "sources.yaml"
    sources.write_text(
        "sources:\n  marriages:\n    database: civil.sqlite\n    table: marriage\n    subject: person\n"
        "    fields: {state: marital_state, date: registered}\n",
        encoding="utf-8",
    )
    desk.submit(officer, "access.open", "housing/s-2", {**access, "fields": ["date"]})
    answer = ("--sources", sources, "--key", desk.key(gateway), "--out", tmp_path / "out")
    waits = desk.run("gateway", *answer, code=1)
    assert "尚无检查点覆盖" in waits.out
    desk.checkpoint(*witnesses)
    # What the rehearsal left open under its revoked grant is denied, the new access is answered.
    answered = desk.run("gateway", *answer, code=1)
    assert "已放行 housing/s-2" in answered.out
    assert "grant-revoked" in answered.err
    packet = tmp_path / "out" / "housing+s-2.package"
    got = desk.run("receive", "housing/s-2", packet, "--receiving", theirs, "--json")
    assert got.data["fields"] == {"columns": ["date"], "rows": [["2019-05-20"]]}
    third = desk.submit(officer, "access.open", "housing/s-3", access, "--json", code=1).data["height"]
    desk.checkpoint(*witnesses)
    assert liance("ledger", "prove", desk.ledger, "--height", third, "--out", proof).code == 0
    over = desk.run(
        "release", "housing/s-3", *release[1:], "--payload", "marriages/b", "--receiving", own, code=1
    )
    assert "access-refused" in over.err

    # One field shown to a stranger, and verified with the policy alone.
    shown = tmp_path / "shown.json"
    desk.run("disclose", "payload/marriages/b", "place", "--receiving", own, "--out", shown)
    policy = desk.ledger / "policy.txt"
    true = liance("scenario", "verify", shown, "--policy", policy)
    assert (true.code, "place  某区" in true.out, "已婚" in true.out) == (0, True, False)
    shown.write_text(shown.read_text(encoding="utf-8").replace("某区", "它区"), encoding="utf-8")
    false = liance("scenario", "verify", shown, "--policy", policy, "--lang", "en")
    assert (false.code, "do not fit" in false.err) == (2, True)

    # Revoked: sealed anew.
    early = desk.run("reseal", "housing/second", "--receiving", own, "--key", desk.key(owner), code=2)
    assert "尚未撤销" in early.err
    desk.submit(owner, "grant.revoke", "housing/second", {"reason": "办结"})
    anew = desk.run("reseal", "housing/second", "--receiving", own, "--key", desk.key(owner))
    assert "marriages/b 已重新密封" in anew.out


@pytest.mark.slow
@pytest.mark.usefixtures("words")
def test_the_directory_watches_reports_and_exports(liance: Liance, tmp_path: Path) -> None:
    desk = Practice(liance, tmp_path, "directory")
    table = tmp_path / "a.csv"
    table.write_text("编号,姓名\n1,甲\n", encoding="utf-8")
    sources = tmp_path / "sources.yaml"
    sources.write_text("sources:\n  civil/basic/csv: {csv: a.csv}\n  civil/basic/gone: {csv: b.csv}\n")
    first = desk.run("watch", "--sources", sources, "--json", code=1).data["sources"]
    assert [one["standing"] for one in first] == ["not-mounted", "unreadable"]
    fields = {
        "title": "名册",
        "catalogue": "civil/basic",
        "form": "file",
        "digest": first[0]["digest"],
        "columns": 2,
    }
    desk.submit("civil/office/clerk", "resource.mount", "civil/basic/csv", {**fields, "rows": 1})
    sources.write_text("sources:\n  civil/basic/csv: {csv: a.csv}\n")
    assert "✓ civil/basic/csv  未变" in desk.run("watch", "--sources", sources).out
    table.write_text("编号,姓名\n1,甲\n2,乙\n", encoding="utf-8")
    wrong = desk.run("watch", "--sources", sources, "--key", desk.key("civil/office/clerk"), code=1)
    assert "登记被拒（63）" in wrong.out
    changed = desk.run("watch", "--sources", sources, "--key", desk.key("data/office/watcher"), code=1)
    assert "数据变了，目录没有变" in changed.out
    assert "已登记，高度" in changed.out
    told = desk.run("watch", "--sources", sources, "--lang", "en", code=1)
    assert "the change is reported" in told.out
    report = tmp_path / "report.csv"
    whole = desk.run("completeness", "--gaps", "--out", report)
    assert "53 个部门" in whole.out
    assert "civil/basic/csv" in report.read_text(encoding="utf-8-sig")
    assert len(desk.run("completeness", "--json").data["departments"]) == 53
    out = tmp_path / "dcat.json"
    export = ("--publisher", "city/data", "--out", out)
    desk.run("dcat", "--base", "https://data.example.gov.cn/catalogue", *export)
    assert len(json.loads(out.read_bytes())["dcat:dataset"]) == 53
    assert "不是网址" in desk.run("dcat", "--base", "nonsense", *export, code=2).err


@pytest.mark.slow
@pytest.mark.usefixtures("words")
def test_files_are_deposited_and_handed_to_a_court(liance: Liance, tmp_path: Path) -> None:
    desk = Practice(liance, tmp_path, "evidence")
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(3):
        (logs / f"{number}.txt").write_text(f"第{number}行", encoding="utf-8")
    manifest, package = tmp_path / "manifest.json", tmp_path / "case.zip"
    stated = ("--title", "签章日志", "--source", "签章服务器", "--manifest", manifest)
    key = ("--key", desk.key("platform/office/depositor"))
    bad = desk.run("deposit", "platform/batch", logs, *stated, "--observed", "yesterday", *key, code=2)
    assert "带时区" in bad.err
    late = desk.run(
        "deposit", "platform/batch", logs, *stated, "--observed", "2100-01-01T00:00+08:00", *key, code=1
    )
    assert "1302" in late.err
    made = desk.run("deposit", "platform/batch", logs, *stated, "--observed", "2026-03-02T08:00+08:00", *key)
    assert "3 个文件" in made.out
    early = desk.run("court", "platform/batch", logs, "--manifest", manifest, "--out", package, code=2)
    assert "检查点" in early.err
    desk.checkpoint("platform/office/depositor", "bank/office/depositor", "court/office/court")
    desk.run("court", "platform/batch", logs, "--manifest", manifest, "--out", package)
    true = liance("scenario", "verify", package, "--policy", desk.ledger / "policy.txt")
    assert true.code == 0
    assert "3 个文件自" in true.out
    assert "入账之前是否真实，账本不能证明" in true.out
    data = liance("scenario", "verify", package, "--policy", desk.ledger / "policy.txt", "--json").data
    assert (data["valid"], data["complete"], len(data["files"])) == (True, True, 3)
    package.write_bytes(package.read_bytes()[:-50])
    assert (
        liance("scenario", "verify", package, "--policy", desk.ledger / "policy.txt", "--lang", "en").code
        == 2
    )
