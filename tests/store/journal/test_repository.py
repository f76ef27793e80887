"""The journal: entries are added, chained, and never changed."""

from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest
from django.db import Error, connection, transaction

from liance.core.limits import MAX_JOURNAL_DETAIL_CHARACTERS
from liance.store.journal import repository as journal
from liance.store.journal.models import JournalEntry

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def test_entries_come_back_in_order_and_by_subject_actor_and_action(database: str) -> None:
    journal.record(AT, "张工", "plan.added", "plan:1", source="a.txt")
    journal.record(AT, "李工", "plan.read", "plan:1")
    journal.record(AT, "李工", "study.opened", "study:1")
    assert [entry.action for entry in journal.entries()] == ["plan.added", "plan.read", "study.opened"]
    assert [entry.actor for entry in journal.entries(subject="plan:1")] == ["张工", "李工"]
    assert [entry.action for entry in journal.entries(actor="李工", action="plan.*")] == ["plan.read"]
    assert journal.entries(after=journal.entries(limit=2)[-1].number)[0].action == "study.opened"
    assert journal.entries()[0].detail == {"source": "a.txt"}


def test_an_instant_is_kept_in_utc_and_needs_a_time_zone(database: str) -> None:
    journal.record(AT.astimezone(timezone(timedelta(hours=8))), "a", "b", "c")
    assert journal.entries()[0].at == AT
    assert journal.first_break() is None
    with pytest.raises(ValueError, match="time zone"):
        journal.record(datetime(2026, 3, 1), "a", "b", "c")  # noqa: DTZ001


def test_the_detail_is_bounded(database: str) -> None:
    with pytest.raises(ValueError, match="MAX_JOURNAL_DETAIL_CHARACTERS"):
        journal.record(AT, "a", "b", "c", text="x" * MAX_JOURNAL_DETAIL_CHARACTERS)
    assert journal.entries() == ()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_an_entry(database: str, change: str) -> None:
    journal.record(AT, "a", "b", "c")
    rows = JournalEntry.objects.all()
    attempt = rows.delete if change == "delete" else partial(rows.update, actor="somebody else")
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        attempt()
    assert journal.entries()[0].actor == "a"


def test_the_chain_tells_what_was_changed_around_the_database(sqlite_store: str) -> None:
    for number in range(5):
        journal.record(AT, "a", "b", f"c:{number}")
    assert journal.first_break() is None
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER journal_no_update")
        cursor.execute("UPDATE liance_journal_journalentry SET actor = 'x' WHERE subject = 'c:3'")
    assert journal.first_break() == journal.entries(subject="c:3")[0].number
