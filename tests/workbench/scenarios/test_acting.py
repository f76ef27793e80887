"""What can be asked of the scenarios on a ledger, page by page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.workbench.scenario_kit import ScenarioKit

from liance.core.errors import UnknownNameError
from liance.core.language import Language
from liance.ledger.machine import Refusal
from liance.packs.library import Library
from liance.workbench.ledger.acting import change_member
from liance.workbench.ledger.folder import open_archive
from liance.workbench.scenarios.acting import installed_scenarios, kept_reason, refusal_text, trace
from liance.workbench.scenarios.rehearsing import rehearse


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rehearsal") / "ledger"
    with rehearse(Library(), "sharing", folder, suite="intl", processes=0) as rehearsal:
        assert all(passage.is_expected for passage in rehearsal.passages())
    return folder


def test_pages_of_a_trace_make_the_whole(ledger: Path) -> None:
    whole = trace(ledger, "sharing", "organisation", "city/housing")
    assert (whole.total, whole.is_exact, whole.following) == (len(whole.lines), True, None)
    assert whole.total > 6
    lines, after = [], 0
    while after is not None:
        page = trace(ledger, "sharing", "organisation", "city/housing", after=after, limit=3)
        assert len(page.lines) <= 3
        assert page.total == whole.total
        lines += page.lines
        after = page.following
    assert tuple(lines) == whole.lines


def test_a_long_trace_is_counted_up_to_a_bound_and_says_so(ledger: Path, monkeypatch) -> None:
    whole = trace(ledger, "sharing", "organisation", "city/housing")
    monkeypatch.setattr("liance.workbench.scenarios.acting.MOST_COUNTED", whole.total)
    assert trace(ledger, "sharing", "organisation", "city/housing").is_exact
    monkeypatch.setattr("liance.workbench.scenarios.acting.MOST_COUNTED", whole.total - 1)
    bounded = trace(ledger, "sharing", "organisation", "city/housing", limit=2)
    assert (bounded.total, bounded.is_exact, len(bounded.lines)) == (whole.total - 1, False, 2)
    assert bounded.as_data()["following"] == bounded.lines[-1].height


def test_only_installed_scenarios_and_members_are_asked(ledger: Path) -> None:
    with open_archive(ledger) as archive:
        assert installed_scenarios(archive) == ["sharing"]
    with pytest.raises(UnknownNameError) as unknown:
        trace(ledger, "share", "organisation", "city/housing")
    assert unknown.value.known == ("sharing",)
    with pytest.raises(UnknownNameError):
        trace(ledger, "sharing", "organisation", "city/nobody")


PURPOSE = "核验贷款申请人的婚姻状况"
OFFICER, CLERK, OWNER = "housing/office/officer", "housing/office/clerk", "civil/office/owner"
LONG = 4_000_000_000_000


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> ScenarioKit:
    """A sharing chain with three grants to the housing fund: sound, used up, expired."""
    kit = ScenarioKit(tmp_path_factory.mktemp("sharing"), "sharing")
    kit.must(OWNER, "resource.offer", "marriages", {"title": "婚姻登记", "fields": ["state", "date"]})
    asked = {"resource": "marriages", "purpose": PURPOSE, "fields": ["state"], "until": LONG}
    for name, changed in (("sound", {}), ("once", {"limit": 1}), ("past", {"until": 1_000})):
        record = f"housing/{name}"
        kit.must(CLERK, "request.file", record, {**asked, "basis": "示例办法", "count": 9})
        for step in ("request.accept", "request.approve"):
            kit.must(OWNER, step, record, {"resource": "marriages"})
        grant = {**asked, "request": record, "grantee": "city/housing", "limit": 5}
        kit.must(OWNER, "grant.issue", record, {**grant, **changed})
    kit.must(OFFICER, "access.open", "housing/first", access("housing/once"))
    return kit


def access(grant: str, **changed: Any) -> dict[str, Any]:
    """The fields of an access under a grant."""
    fields = {
        "grant": grant,
        "purpose": PURPOSE,
        "subject": "person-a",
        "fields": ["state"],
        "case": "贷款 1",
    }
    return {**fields, **changed}


@pytest.mark.parametrize(
    ("role", "action", "record", "fields", "code"),
    [
        (OFFICER, "access.open", "housing/a", access("housing/sound", more=1), Refusal.WRONG_FIELDS),
        (OFFICER, "access.open", "housing/a", access("housing/sound", case=7), Refusal.WRONG_FIELDS),
        (CLERK, "access.open", "housing/a", access("housing/sound"), Refusal.WRONG_ROLE),
        (OWNER, "request.approve", "housing/sound", {"resource": "marriages"}, Refusal.WRONG_STATE),
        (OFFICER, "access.open", "housing/expired", access("housing/past"), 1207),
        (OFFICER, "access.open", "housing/second", access("housing/once"), 1208),
        (OFFICER, "access.open", "housing/none", access("housing/nothing"), Refusal.UNKNOWN_REFERENCE),
        (OFFICER, "access.burn", "housing/a", {}, Refusal.UNKNOWN_ACTION),
    ],
)
def test_what_the_ledger_refuses_has_a_code_and_a_sentence(
    kit: ScenarioKit, role: str, action: str, record: str, fields: dict[str, Any], code: int
) -> None:
    done = kit.act(role, action, record, fields)
    assert (done.receipt.code or kept_reason(done)) == code
    # An attempt that the charter's own condition refuses is kept; what the machine refuses is not in the log.
    assert done.is_accepted == (code >= 1_000)
    chinese, english = (refusal_text(kit.chain, "sharing", code, language) for language in Language)
    assert any("一" <= each <= "鿿" for each in chinese)
    assert english.isascii()
    assert english != str(code)


def test_a_retired_key_acts_no_more(tmp_path: Path) -> None:
    kit = ScenarioKit(tmp_path, "sharing")
    _, manager = next(each for each in kit.founders if each[0] == "city/civil")
    assert change_member(kit.chain, kit.signers[manager], "retire", kit.key(OWNER)).is_accepted
    done = kit.act(OWNER, "resource.offer", "marriages", {"title": "婚姻登记", "fields": ["state"]})
    assert done.receipt.refusal is Refusal.INACTIVE_MEMBER
    assert done.message(Language.ZH) != done.message(Language.EN)
