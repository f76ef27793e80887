"""What can be asked of the scenarios on a ledger, page by page."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.core.errors import UnknownNameError
from liance.packs.library import Library
from liance.workbench.ledger.folder import open_archive
from liance.workbench.scenarios.acting import installed_scenarios, trace
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
