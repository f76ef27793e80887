"""Nothing leaves without a logged access: sealed fields and live rows, denials, revocation, hostile requests."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.workbench.scenario_kit import ScenarioKit

from liance.core.language import Language
from liance.ledger.operations import digest_text
from liance.packs.sources import Source
from liance.scenarios.release import Denial
from liance.workbench.ledger.acting import change_member
from liance.workbench.ledger.folder import LedgerInputError
from liance.workbench.ledger.proving import prove_entry
from liance.workbench.scenarios.acting import scenario_record, trace
from liance.workbench.scenarios.private import open_record, submit_private
from liance.workbench.scenarios.releasing import (
    Released,
    live_maker,
    receive,
    release,
    release_pending,
    seal_anew,
    sealed_maker,
)

PURPOSE = "核验贷款申请人的婚姻状况"
LONG = 4_000_000_000_000
PERSON = {"state": "已婚", "date": "2019-05-20", "place": "某区民政局"}
OFFICER, OWNER, GATEWAY = "housing/office/officer", "civil/office/owner", "civil/office/gateway"


class Sharing(ScenarioKit):
    """A sharing chain on which civil affairs granted the housing fund two fields, ``limit`` times."""

    def __init__(self, home: Path, suite: str = "intl", limit: int = 50, until: int = LONG) -> None:
        super().__init__(home, "sharing", suite)
        for role in (OFFICER, OWNER):
            self.receiver(role)
        self.must(OWNER, "resource.offer", "marriages", {"title": "婚姻登记", "fields": list(PERSON)})
        asked = {"resource": "marriages", "purpose": PURPOSE, "fields": ["state", "date"]}
        more = {"basis": "管理办法（示例）", "count": limit, "until": until}
        self.must("housing/office/clerk", "request.file", "housing/loans", {**asked, **more})
        for action in ("request.accept", "request.approve"):
            self.must(OWNER, action, "housing/loans", {"resource": "marriages"})
        grant = {
            **asked,
            "request": "housing/loans",
            "grantee": "city/housing",
            "limit": limit,
            "until": until,
        }
        self.must(OWNER, "grant.issue", "housing/loans", grant)
        done = submit_private(
            self.chain,
            self.signers[self.key(OWNER)],
            "sharing",
            "payload.seal",
            "marriages/a",
            {"resource": "marriages", "subject": "person-a-01"},
            PERSON,
            self.store,
        )
        assert done.is_accepted

    def ask(self, name: str, role: str = OFFICER, **changed: Any) -> bytes:
        """Open an access and return its proof."""
        fields = {
            "grant": "housing/loans",
            "purpose": PURPOSE,
            "subject": "person-a-01",
            "fields": ["state"],
            "case": "贷款 1",
        }
        height = self.must(role, "access.open", name, {**fields, **changed})
        self.checkpoint()
        return prove_entry(self.chain, height=height).data

    def sealed(self, name: str, proof: bytes, payload: str = "marriages/a", role: str = GATEWAY) -> Released:
        """Ask the holder for keys of the sealed record."""
        make = sealed_maker("sharing", payload, self.receiver(OWNER), self.store)
        return release(self.chain, self.signers[self.key(role)], "sharing", name, proof, make, self.store)

    def live(self, name: str, proof: bytes, source: Source) -> Released:
        """Ask the holder for live rows."""
        make = live_maker("sharing", {"marriages": source})
        return release(self.chain, self.signers[self.key(GATEWAY)], "sharing", name, proof, make, self.store)

    def state(self, name: str, kind: str = "access") -> str:
        """The state of a record."""
        return scenario_record(self.chain, "sharing", kind, name).state


@pytest.fixture(scope="module", params=["intl", "guomi"])
def kit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sharing:
    return Sharing(tmp_path_factory.mktemp("sharing"), request.param)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Sharing:
    return Sharing(tmp_path_factory.mktemp("plain"), "intl")


def test_a_logged_access_gets_its_fields_and_no_others(kit: Sharing) -> None:
    released = kit.sealed("housing/a-1", kit.ask("housing/a-1"))
    assert released.package is not None
    record = scenario_record(kit.chain, "sharing", "access", "housing/a-1")
    suite = kit.receiver(OFFICER).suite
    assert (record.state, record.fields["digest"]) == ("delivered", digest_text(suite, released.package))
    officer, signer = kit.receiver(OFFICER), kit.signers[kit.key(OFFICER)]
    received = receive(kit.chain, "sharing", "housing/a-1", released.package, officer, signer)
    assert received.values == {"state": "已婚"}
    assert received.done is not None
    assert kit.state("housing/a-1") == "closed"
    for word in ("2019-05-20", "某区民政局"):
        assert word.encode() not in released.package
    with pytest.raises(LedgerInputError, match="does not open"):
        receive(kit.chain, "sharing", "housing/a-1", released.package, kit.receiver(OWNER))
    with pytest.raises(LedgerInputError, match="does not fit the digest"):
        receive(kit.chain, "sharing", "housing/a-1", released.package + b"\n", officer)


def test_the_same_bytes_are_handed_out_again_until_the_receipt(plain: Sharing) -> None:
    proof = plain.ask("housing/again")
    first = plain.sealed("housing/again", proof)
    again = plain.sealed("housing/again", proof)
    assert (again.package, again.done) == (first.package, None)
    plain.must(OFFICER, "access.receipt", "housing/again")
    assert plain.sealed("housing/again", proof).denial is Denial.ACCESS_REFUSED


def test_without_a_proof_nothing_is_released_and_the_denial_is_logged(plain: Sharing) -> None:
    proof = plain.ask("housing/p-1")
    height = plain.must(OFFICER, "access.open", "housing/p-2", {
        "grant": "housing/loans", "purpose": PURPOSE, "subject": "person-a-01", "fields": ["state"], "case": "贷款 1",
    })  # fmt: skip
    with pytest.raises(LedgerInputError, match="no checkpoint"):  # not yet witnessed: no proof to be had
        prove_entry(plain.chain, height=height)
    for name, shown, denial in (
        ("housing/p-1", b"", Denial.FALSE_PROOF),
        ("housing/p-1", proof[:200] + b"A" + proof[201:], Denial.FALSE_PROOF),
        ("housing/p-2", proof, Denial.NOT_AN_ACCESS),
        ("housing/none", proof, Denial.NOT_AN_ACCESS),
    ):
        released = plain.sealed(name, shown)
        assert (released.package, released.denial) == (None, denial)
        assert released.done is not None
        assert released.done.is_accepted
        lines = trace(plain.chain, "sharing", "field.access", name).lines
        assert lines[-1].fields["code"] == denial.value
    assert plain.state("housing/p-1") == "logged"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"fields": ["place"]}, 1209),
        ({"purpose": "了解客户家庭情况"}, 1210),
    ],
)
def test_an_access_beyond_the_grant_is_kept_and_releases_nothing(
    plain: Sharing, changed: dict[str, Any], code: int
) -> None:
    name = f"housing/beyond-{code}"
    released = plain.sealed(name, plain.ask(name, **changed))
    assert released.denial is Denial.ACCESS_REFUSED
    assert scenario_record(plain.chain, "sharing", "access", name).reason == code


def test_another_department_and_other_data_get_nothing(plain: Sharing) -> None:
    plain.receiver("tax/office/officer")
    proof = plain.ask("tax/a-1", "tax/office/officer")
    assert plain.sealed("tax/a-1", proof).denial is Denial.ACCESS_REFUSED
    proof = plain.ask("housing/other", subject="person-b-02")
    assert plain.sealed("housing/other", proof).denial is Denial.OTHER_DATA


def test_a_requester_without_receiving_key_gets_nothing(tmp_path: Path) -> None:
    kit = Sharing(tmp_path)
    kit.signers["hidden"] = kit.signers[kit.key(OFFICER)]
    fields = {"record": "receiving/office/officer/k1", "revision": 1, "value": {}}
    from liance.workbench.ledger.acting import submit_payload

    assert submit_payload(kit.chain, kit.signers["hidden"], "record.put", fields).is_accepted
    assert kit.sealed("housing/n-1", kit.ask("housing/n-1")).denial is Denial.NO_RECEIVING_KEY


def test_count_and_expiry_hold_at_the_ledger_and_at_the_holder(tmp_path: Path) -> None:
    kit = Sharing(tmp_path, limit=2)
    for number in (1, 2):
        name = f"housing/c-{number}"
        assert kit.sealed(name, kit.ask(name)).package is not None
    proof = kit.ask("housing/c-3")
    assert kit.sealed("housing/c-3", proof).denial is Denial.ACCESS_REFUSED
    assert scenario_record(kit.chain, "sharing", "access", "housing/c-3").reason == 1208
    assert scenario_record(kit.chain, "sharing", "grant", "housing/loans").fields["used"] == 2
    other = kit.ask("housing/c-4")
    assert kit.sealed("housing/c-4", other).denial is Denial.ACCESS_REFUSED


def test_an_access_that_waited_until_the_grant_expired_releases_nothing(plain: Sharing) -> None:
    proof = plain.ask("housing/late")
    make = sealed_maker("sharing", "marriages/a", plain.receiver(OWNER), plain.store)
    released = release(
        plain.chain,
        plain.signers[plain.key(GATEWAY)],
        "sharing",
        "housing/late",
        proof,
        make,
        plain.store,
        clock=lambda: LONG + 1,
    )
    assert released.denial is Denial.GRANT_EXPIRED
    assert "到期" in str(released.as_data(Language.ZH)["message"])


def test_revocation_stops_releases_and_seals_anew(tmp_path: Path) -> None:
    kit = Sharing(tmp_path)
    package = kit.sealed("housing/r-1", kit.ask("housing/r-1")).package
    assert package is not None
    waiting = kit.ask("housing/r-2")
    owner = kit.signers[kit.key(OWNER)]
    with pytest.raises(LedgerInputError, match="not revoked"):
        seal_anew(kit.chain, owner, "sharing", "housing/loans", kit.receiver(OWNER), kit.store)
    kit.must(OWNER, "grant.revoke", "housing/loans", {"reason": "业务办结"})
    assert kit.sealed("housing/r-2", waiting).denial is Denial.GRANT_REVOKED
    before = scenario_record(kit.chain, "sharing", "payload", "marriages/a").fields["sealed"]
    ((name, done),) = seal_anew(kit.chain, owner, "sharing", "housing/loans", kit.receiver(OWNER), kit.store)
    assert (name, done.is_accepted) == ("marriages/a", True)
    after = scenario_record(kit.chain, "sharing", "payload", "marriages/a").fields["sealed"]
    assert before["root"] != after["root"]
    assert before["content"] != after["content"]
    with pytest.raises(LedgerInputError):
        kit.store.get(before["content"])
    # What was released before still opens for the officer; what comes after does not.
    assert receive(kit.chain, "sharing", "housing/r-1", package, kit.receiver(OFFICER)).values
    with pytest.raises(LedgerInputError):
        open_record(kit.chain, "sharing", "payload/marriages/a", kit.receiver(OFFICER), kit.store)
    opened = open_record(kit.chain, "sharing", "payload/marriages/a", kit.receiver(OWNER), kit.store)
    assert opened.values == PERSON
    # And nothing is opened at all under a revoked grant.
    assert kit.sealed("housing/r-3", kit.ask("housing/r-3")).denial is Denial.ACCESS_REFUSED


def test_a_suspended_key_gets_nothing(tmp_path: Path) -> None:
    kit = Sharing(tmp_path)
    proof = kit.ask("housing/s-1")
    clerk = kit.signers[kit.key("housing/office/clerk")]
    assert change_member(kit.chain, clerk, "suspend", "housing/office/officer/k1").is_accepted
    assert kit.sealed("housing/s-1", proof).denial is Denial.INACTIVE_REQUESTER


def test_only_the_grant_s_holder_releases(plain: Sharing) -> None:
    proof = plain.ask("housing/h-1")
    # The housing fund has no gateway; its officer's attempt to deliver is refused by the ledger, too.
    released = plain.sealed("housing/h-1", proof, role=OFFICER)
    assert released.denial is Denial.OTHER_HOLDER
    assert released.done is not None
    assert released.done.receipt.code == 63


@pytest.fixture
def civil(tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "civil.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE marriage (person TEXT, marital_state TEXT, registered DATE, place TEXT)")
    connection.executemany(
        "INSERT INTO marriage VALUES (?, ?, ?, ?)",
        [
            ("person-a-01", "离异", "2012-01-08", "甲区"),
            ("person-a-01", "已婚", "2019-05-20", "乙区"),
            ("person-b-02", "未婚", None, None),
            ("' OR 1=1 --", "注入", None, None),
        ],
    )
    connection.commit()
    connection.close()
    return str(path)  # type: ignore[return-value]


def source(where: str) -> Source:
    return Source(
        database=where,
        table="marriage",
        subject="person",
        fields={"state": "marital_state", "date": "registered", "place": "place"},
    )


def test_the_gateway_answers_from_a_live_sqlite_database(kit: Sharing, civil: str) -> None:
    name = "housing/live-1"
    released = kit.live(name, kit.ask(name, fields=["state", "date"]), source(civil))
    assert released.package is not None
    assert scenario_record(kit.chain, "sharing", "access", name).fields["rows"] == 2
    values = receive(kit.chain, "sharing", name, released.package, kit.receiver(OFFICER)).values
    assert values == {
        "columns": ["state", "date"],
        "rows": [["已婚", "2019-05-20"], ["离异", "2012-01-08"]],
    }
    for word in ("已婚", "乙区"):
        assert word.encode() not in released.package


def test_the_gateway_answers_from_a_live_postgresql_database(
    plain: Sharing, postgresql_database: str
) -> None:
    import psycopg

    with psycopg.connect(postgresql_database) as connection:
        connection.execute(
            "CREATE TABLE marriage (person bigint, marital_state text, registered date, place text)"
        )
        connection.execute("INSERT INTO marriage VALUES (10000001, '已婚', '2019-05-20', '乙区')")
    name = "housing/pg-1"
    proof = plain.ask(name, fields=["date", "state"], subject="10000001")
    released = plain.live(name, proof, source(postgresql_database))
    assert released.package is not None
    values = receive(plain.chain, "sharing", name, released.package, plain.receiver(OFFICER)).values
    assert values == {"columns": ["date", "state"], "rows": [["2019-05-20", "已婚"]]}


def test_a_subject_is_a_value_and_never_sql(plain: Sharing, civil: str) -> None:
    name = "housing/sql-1"
    released = plain.live(name, plain.ask(name, subject="' OR 1=1 --"), source(civil))
    assert released.package is not None
    values = receive(plain.chain, "sharing", name, released.package, plain.receiver(OFFICER)).values
    assert values["rows"] == [["注入"]]


def test_a_source_that_fails_releases_and_counts_nothing_more(plain: Sharing, tmp_path: Path) -> None:
    name = "housing/broken"
    proof = plain.ask(name)
    with pytest.raises(LedgerInputError) as caught:
        plain.live(name, proof, source(str(tmp_path / "none.sqlite")))
    assert caught.value.code == "source.unreachable"
    assert plain.state(name) == "logged"


def test_pending_accesses_are_answered_once_a_checkpoint_covers_them(plain: Sharing, civil: str) -> None:
    gateway = plain.signers[plain.key(GATEWAY)]
    plain.ask("housing/pending-1")
    fields = {
        "grant": "housing/loans",
        "purpose": PURPOSE,
        "subject": "person-a-01",
        "fields": ["state"],
        "case": "x1",
    }
    plain.must(OFFICER, "access.open", "housing/pending-2", fields)
    sources = {"marriages": source(civil)}
    answered = list(release_pending(plain.chain, gateway, "sharing", sources, plain.store))
    assert "housing/pending-2" in answered
    done = [one.access for one in answered if isinstance(one, Released) and one.package]
    assert "housing/pending-1" in done
    plain.checkpoint()
    answered = list(release_pending(plain.chain, gateway, "sharing", sources, plain.store))
    assert [one.access for one in answered if isinstance(one, Released) and one.package] == [
        "housing/pending-2"
    ]


def test_a_scenario_without_grants_releases_nothing(tmp_path: Path) -> None:
    kit = ScenarioKit(tmp_path, "evidence")
    make = sealed_maker("evidence", "x", kit.receiver("bank/office/depositor"), kit.store)
    with pytest.raises(LedgerInputError) as caught:
        release(
            kit.chain,
            kit.signers[kit.key("bank/office/depositor")],
            "evidence",
            "x",
            b"",
            make,
            kit.store,
        )
    assert caught.value.code == "scenario.releases_nothing"
