"""Random histories with hostile clients break nothing; with a guard removed they do, so the model sees what it should.

``python -m tests.simulation.histories --count 10000`` plays many more.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.simulation import histories
from tests.simulation.histories import Broken, History, starting, without

from liance.ledger.state import View
from liance.packs.charter import Charter
from liance.scenarios.envelope import read_receiving_key
from liance.scenarios.records import read_record
from liance.scenarios.release import Denial, Permit
from liance.scenarios.rules import charter_text, compile_charter


@pytest.mark.slow
def test_a_hundred_histories_break_nothing_and_get_far() -> None:
    opened = used_up = kept = 0
    for seed in range(100):
        model = History(seed).play()
        opened += len(model.opened)
        used_up += sum(model.granted[name] == given["limit"] for name, given in model.grants.items())
        kept += sum(state == "refused" for state in model.states.values())
    assert opened > 50
    assert used_up > 20
    assert kept > 100


def breaks(charter: Charter | None = None, seeds: int = 60) -> Broken | None:
    """Return what breaks first."""
    for seed in range(seeds):
        try:
            History(seed, charter).play()
        except Broken as broken:
            return broken
    return None


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda: without(1205), "revoked"),
        (lambda: without(1206), "another's"),
        (lambda: without(1207), "expired"),
        (lambda: without(1208), "over-counted"),
        (lambda: without(1209), "beyond the fields"),
        (lambda: starting("access.receipt", "logged", "delivered"), "skipped"),
    ],
    ids=["revoked", "grantee", "expiry", "count", "fields", "skip"],
)
@pytest.mark.slow
def test_a_guard_left_out_of_the_charter_is_missed(make: Callable[[], Charter], what: str) -> None:
    broken = breaks(make())
    assert broken is not None
    assert what in broken.what
    assert str(broken).startswith(f"seed {broken.seed}: ")


def test_a_charter_that_leaves_a_final_state_cannot_be_installed() -> None:
    assert compile_charter(charter_text(starting("access.deliver", "logged", "refused"))) is None


def test_a_release_that_does_not_look_at_the_proof_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(view: View, name: str, access: str, *_: object) -> Permit | Denial:
        record = read_record(view, name, "access", access)
        grant = read_record(view, name, "grant", str(record.fields["grant"])) if record else None
        if record is None or grant is None:
            return Denial.UNKNOWN_ACCESS
        return Permit(record, grant, record.author, read_receiving_key(view, record.author) or b"")

    monkeypatch.setattr(histories, "judge", careless)
    broken = breaks()
    assert broken is not None
    assert broken.what.startswith("data ")
