"""Versions and calls in a real database: numbered, never changed, in the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from liance.delivery.drafting.supply import (
    Applied,
    CallRefusedError,
    CallState,
    Demand,
    Opened,
    Published,
    Withdrawn,
)
from liance.delivery.drafting.versions import Snapshot
from liance.store.drafts import repository
from liance.store.errors import NotInStoreError
from liance.store.journal import repository as journal

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SNAPSHOT = Snapshot(
    "题", "甲省", "区块链", ("一、", "【待填】"), {"filing": {"2027": "20项"}}, ("能源电力",), "一核", 3,
    {"goal": 4, "talent": None},
)  # fmt: skip
LISTED = Published(
    on=date(2026, 1, 1),
    demand=Demand(year=2026, scenario="energy", name="一单通", unit="铁山市", need="录入", manner="call"),
)


def test_versions_are_numbered_and_an_equal_one_is_not_kept_again(database: str) -> None:
    first = repository.keep_version("禾川", SNAPSHOT, "region: 甲省", "sha256:1", AT, "规划处")
    same = repository.keep_version("禾川", SNAPSHOT, "region: 甲省", "sha256:1", AT, "规划处")
    second = repository.keep_version(
        "禾川", replace(SNAPSHOT, blanks=0), "region: 甲省", "sha256:2", AT, "规划处"
    )
    other = repository.keep_version("别的", SNAPSHOT, "region: 甲省", "sha256:1", AT, "规划处")
    assert [one.number for one in (first, same, second, other)] == [1, 1, 2, 1]
    assert repository.version("禾川", 1).snapshot == SNAPSHOT
    assert [(one.name, one.number) for one in repository.versions()] == [
        ("别的", 1),
        ("禾川", 1),
        ("禾川", 2),
    ]
    with pytest.raises(NotInStoreError, match="禾川@3"):
        repository.version("禾川", 3)
    assert [entry.action for entry in journal.entries()] == ["draft.kept"] * 3


def test_a_call_is_what_its_events_make_of_it(database: str) -> None:
    number = repository.list_demand(LISTED, AT, "数据局")
    assert number == "2026-01"
    assert (
        repository.list_demand(LISTED.model_copy(update={"on": date(2026, 1, 2)}), AT, "数据局") == "2026-02"
    )
    opened = Opened(on=date(2026, 2, 1), until=date(2026, 3, 1), criteria={"方案": 1})
    assert repository.record_event(number, opened, AT, "数据局").state is CallState.OPEN
    repository.record_event(number, Applied(on=date(2026, 2, 3), name="甲"), AT, "数据局")
    with pytest.raises(CallRefusedError):
        repository.record_event(number, Applied(on=date(2026, 2, 4), name="甲"), AT, "数据局")
    calls = repository.calls(2026)
    assert [one.name for one in calls[number].applicants] == ["甲"]
    assert [kept.event.kind for kept in repository.call_events(number)] == ["published", "opened", "applied"]
    repository.record_event("2026-02", Withdrawn(on=date(2026, 2, 2), reason="误列"), AT, "数据局")
    assert [demand.name for demand in repository.listed()] == ["一单通"]
    with pytest.raises(NotInStoreError):
        repository.record_event("2030-01", opened, AT, "数据局")
    with pytest.raises(NotInStoreError):
        repository.call_events("2030-01")


def test_the_database_refuses_to_change_or_delete(database: str) -> None:
    from django.db import DatabaseError, transaction

    from liance.store.drafts.models import CallEvent, DraftVersion

    repository.list_demand(LISTED, AT, "数据局")
    repository.keep_version("禾川", SNAPSHOT, "", "sha256:1", AT, "规划处")
    for rows in (CallEvent.objects.all(), DraftVersion.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(recorded_by="他人")
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
