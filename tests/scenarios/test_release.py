"""Judging a request by state and proof alone; the whole way is tested with a real ledger in the workbench."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from tests.scenarios.office import read

from liance.ledger.evidence import TrueEntry
from liance.ledger.kinds import record_key
from liance.ledger.log.checkpoints import Checkpoint
from liance.ledger.log.policies import TrustedCheckpoint
from liance.ledger.members import member_key
from liance.ledger.operations import Body, Operation
from liance.ledger.state import MemoryState, write_value
from liance.scenarios.records import scenario_record_key
from liance.scenarios.release import Denial, Permit, can_release, judge

OFFICER = "city/housing/office/officer/k1"
HOLDER = "city/civil"
PURPOSE = "核验贷款申请人的婚姻状况"
GRANT = {
    "request": "r", "grantee": "city/housing", "resource": "marriages", "purpose": PURPOSE, "fields": ["state", "date"],
    "limit": 3, "until": 2_000, "used": 1,
}  # fmt: skip
ACCESS = {"grant": "g", "purpose": PURPOSE, "subject": "person-a", "fields": ["state"], "case": "c1"}


def value(fields: dict[str, Any], state: str, owner: str, author: str, **more: Any) -> bytes:
    facts = {
        "author": author, "created": 9, "department": owner + "/office", "due": 0, "duty": "", "entered": 1,
        "fields": fields, "owner": owner, "reason": 0, "revision": 1, "state": state,
    }  # fmt: skip
    return write_value({**facts, **more})


def world(
    grant: dict[str, Any] | None = None,
    access: dict[str, Any] | None = None,
    *,
    grant_state: str = "active",
    state: str = "logged",
    reason: int = 0,
    status: str = "active",
    receiving: dict[str, str] | None = None,
) -> MemoryState:
    owner = value({**GRANT, **(grant or {})}, grant_state, HOLDER, HOLDER + "/office/owner/k1")
    asked = value({**ACCESS, **(access or {})}, state, "city/housing", OFFICER, reason=reason)
    known = {"receiving_key": "AAAA"} if receiving is None else receiving
    registered = write_value({"author": OFFICER, "height": 2, "revision": 1, "value": known})
    values = {
        scenario_record_key("sharing", "grant", "g"): owner,
        scenario_record_key("sharing", "access", "a"): asked,
        record_key("city/housing", "receiving/office/officer/k1"): registered,
    }
    path = OFFICER
    while path.count("/") >= 1:
        facts: dict[str, Any] = {"name": path, "status": "active"}
        if path == OFFICER:
            facts |= {"public_key": "00" * 32, "status": status}
        values[member_key(path)] = write_value(facts)
        path = path.rpartition("/")[0]
    return MemoryState(values)


def proved(height: int = 9, **changed: Any) -> TrueEntry:
    payload = {"scenario": "sharing", "action": "access.open", "record": "a", "fields": ACCESS, **changed}
    body = Body("sm3:" + "0" * 64, OFFICER, 1, "scenario.act", payload)
    checkpoint = Checkpoint("example/log", 10, bytes(32))
    return TrueEntry(height, b"", 1, Operation(body, b"", bytes(64)), TrustedCheckpoint(checkpoint, None, {}))  # type: ignore[arg-type]


def test_what_a_grant_covers_is_permitted() -> None:
    for state in ("logged", "delivered"):
        found = judge(world(state=state), "sharing", "a", proved(), HOLDER, 1_000)
        assert isinstance(found, Permit)
        assert (found.requester, found.receiving_key, found.fields) == (OFFICER, bytes(3), ("state",))
        assert (found.subject, found.resource) == ("person-a", "marriages")
        assert found.is_delivered is (state == "delivered")


@pytest.mark.parametrize(
    ("state", "true", "holder", "now", "denial"),
    [
        (world(), None, HOLDER, 1, Denial.FALSE_PROOF),
        (world(), proved(record="b"), HOLDER, 1, Denial.NOT_AN_ACCESS),
        (world(), proved(action="access.receipt"), HOLDER, 1, Denial.NOT_AN_ACCESS),
        (world(), proved(scenario="other"), HOLDER, 1, Denial.NOT_AN_ACCESS),
        (world(), proved(height=8), HOLDER, 1, Denial.UNKNOWN_ACCESS),
        (MemoryState({}), proved(), HOLDER, 1, Denial.UNKNOWN_ACCESS),
        (world(state="refused", reason=1208), proved(), HOLDER, 1, Denial.ACCESS_REFUSED),
        (world(state="closed"), proved(), HOLDER, 1, Denial.ACCESS_REFUSED),
        (world(), proved(), "city/tax", 1, Denial.OTHER_HOLDER),
        (world(access={"grant": "none"}), proved(), HOLDER, 1, Denial.OTHER_HOLDER),
        (world(grant_state="revoked"), proved(), HOLDER, 1, Denial.GRANT_REVOKED),
        (world({"grantee": "city/tax"}), proved(), HOLDER, 1, Denial.OTHER_GRANTEE),
        (world(), proved(), HOLDER, 2_001, Denial.GRANT_EXPIRED),
        (world({"used": 4}), proved(), HOLDER, 1, Denial.COUNT_USED_UP),
        (world(access={"purpose": "了解情况"}), proved(), HOLDER, 1, Denial.OTHER_PURPOSE),
        (world(access={"fields": ["place"]}), proved(), HOLDER, 1, Denial.FIELDS_BEYOND_GRANT),
        (world(status="suspended"), proved(), HOLDER, 1, Denial.INACTIVE_REQUESTER),
        (world(receiving={}), proved(), HOLDER, 1, Denial.NO_RECEIVING_KEY),
    ],
)
def test_everything_else_is_denied_with_its_reason(
    state: MemoryState, true: TrueEntry | None, holder: str, now: int, denial: Denial
) -> None:
    assert judge(state, "sharing", "a", true, holder, now) is denial


def test_every_reason_is_told_in_both_languages() -> None:
    texts = [denial.text for denial in Denial]
    assert len({text.zh for text in texts}) == len({text.en for text in texts}) == len(texts)


def test_a_charter_without_grants_cannot_release() -> None:
    home = files("liance") / "data" / "scenarios"
    for name, expected in (("sharing", True), ("evidence", False), ("directory", False)):
        charter, findings = read((home / name / "charter.yaml").read_text(encoding="utf-8"))
        assert charter is not None, findings
        assert can_release(charter) is expected
