"""Oversight of a rehearsed ledger: what is found, what is written about it, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from liance.core.errors import UnknownNameError
from liance.core.language import Language
from liance.delivery.oversight import Gravity, Step
from liance.ledger import keys
from liance.packs.library import Library
from liance.workbench.ledger.acting import put_record
from liance.workbench.ledger.keys import open_signer
from liance.workbench.oversight import DEFAULT_RULES, OversightError, oversee, remark_on, shown_alerts
from liance.workbench.scenarios.counting import end_of_day
from liance.workbench.scenarios.rehearsing import rehearse

AT = end_of_day(date(2026, 3, 31))
WORDS = "one two three four"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a rehearsed ledger and the keys of its roles."""
    folder = tmp_path_factory.mktemp("oversight")
    patch = pytest.MonkeyPatch()
    patch.setattr(keys, "DEFAULT_COST", 2**14)
    kept = (folder / "keys", lambda: WORDS)
    with rehearse(Library(), "sharing", folder / "chain", suite="intl", processes=0, keys=kept) as rehearsal:
        assert all(passage.is_expected for passage in rehearsal.passages())
    patch.undo()
    return folder


def test_what_the_script_does_wrong_is_found_with_its_entries(place: Path) -> None:
    overview = oversee(place / "chain", Library(), at=AT)
    assert [(one.rule.id, one.subject) for one in overview.alerts] == [
        ("late", "sharing/request/housing/loans"),
        ("refused-often", "city/housing/office/officer/k1"),
    ]
    assert overview.count(gravity=Gravity.WARNING) == 2
    assert oversee(place / "chain", Library(), at=0).deeds == 0
    later = oversee(place / "chain", Library(), at=end_of_day(date(2026, 12, 31)))
    assert sum(one.rule.id == "dormant" for one in later.alerts) == 3


def test_an_alert_is_acknowledged_and_closed_on_the_ledger(place: Path) -> None:
    chain, library = place / "chain", Library()
    civil = open_signer(place / "keys" / "civil-office-owner.key", lambda: WORDS)
    officer = open_signer(place / "keys" / "housing-office-officer.key", lambda: WORDS)
    _, often = oversee(chain, library, at=AT).alerts

    def write(step: Step, note: str = "查过了", *, signer: object = civil, alert: str = often.id) -> None:
        done = remark_on(chain, library, signer, alert, step, note, rules=DEFAULT_RULES, at=AT)  # type: ignore[arg-type]
        assert done.is_accepted

    for step, note, more, code in (
        (Step.CLOSED, "  ", {}, "oversight.note"),
        (Step.CLOSED, "长" * 2_001, {}, "oversight.note"),
        (Step.CLOSED, "我没问题", {"signer": officer}, "oversight.own_case"),
    ):
        with pytest.raises(OversightError) as refused:
            write(step, note, **more)  # type: ignore[arg-type]
        assert refused.value.code == code
        assert refused.value.message(Language.EN).isascii()
    with pytest.raises(UnknownNameError):
        write(Step.CLOSED, alert="0" * 12)
    # Written past the commands, it still does not count.
    forged = {"alert": often.id, "format": "liance-oversight/v1", "note": "x", "state": "closed"}
    assert put_record(chain, officer, f"oversight/{often.id}", forged).is_accepted
    assert put_record(chain, civil, f"oversight/{often.id}", {"state": "closed"}).is_accepted
    assert oversee(chain, library, at=AT).alerts[1].step is Step.OPEN
    write(Step.ACKNOWLEDGED)
    write(Step.CLOSED, "授权已收紧")
    with pytest.raises(OversightError):
        write(Step.CLOSED)
    overview = oversee(chain, library, at=AT)
    assert [(one.step, one.author) for one in overview.alerts[1].remarks] == [
        (Step.ACKNOWLEDGED, "city/civil/office/owner/k1"),
        (Step.CLOSED, "city/civil/office/owner/k1"),
    ]
    assert overview.count(step=Step.CLOSED) == 1
    assert len(shown_alerts(overview, every=False)) == 1
    assert len(shown_alerts(overview, every=True)) == 2
