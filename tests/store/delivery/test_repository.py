"""What is followed, in real databases: states are added and never changed, and the past can be asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import partial

import pytest
from django.db import Error, transaction

from liance.core.quantities import Kind, Op
from liance.delivery.projects import Aside, Direction, Manner, Observation, Project, Stage
from liance.delivery.records import Cause, Entry, Followed, ImportChanges, PlanSource, Settled, plan_import
from liance.store.delivery.models import FollowedPlan, LineRevision, ObservationRow, Withdrawal
from liance.store.delivery.repository import StoredDelivery
from liance.store.errors import NotInStoreError
from liance.store.journal import repository as journal

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
LATER = AT + timedelta(days=30)
PLAN = PlanSource("云岭.docx", "云岭省规划", "sha256:" + "1" * 64, "2024-03-15", "云岭省")
DUE = date(2028, 12, 31)


def project(number: int, value: object = 80) -> Project:
    return Project(
        f"project-{number}",
        f"指标{number}",
        "家",
        Kind.LEVEL,
        Manner.PATH,
        Direction.UP,
        (Stage(DUE, Op.AT_LEAST, Fraction(value), None, "云岭.docx", 3, 9, "达到80家"),),  # type: ignore[arg-type]
        units={"户": Fraction(1)},
        asides=(Aside(None, Op.EXACT, Fraction(1, 3)),),
    )


def entry(number: int, value: object, on: date = date(2026, 1, 31)) -> Entry:
    seen = Observation(on, Fraction(value), "家", "统计局", "sha256:" + "e" * 64)  # type: ignore[arg-type]
    return Entry(f"project-{number}", seen, "快报")


@pytest.fixture
def records(database: str) -> StoredDelivery:
    """A store with one plan of two lines."""
    store = StoredDelivery()
    changes, _ = plan_import([], [], PLAN, [project(1), project(2)])
    assert changes is not None
    store.save_import(changes, AT, "张工")
    return store


def test_lines_come_back_as_they_went_in(records: StoredDelivery) -> None:
    assert records.plans() == (PLAN,)
    assert records.lines() == (Followed(PLAN, project(1)), Followed(PLAN, project(2)))
    assert records.entries() == ()
    (noted,) = journal.entries(action="delivery.*")
    assert (noted.action, noted.actor, noted.subject, noted.detail["added"]) == (
        "delivery.imported",
        "张工",
        "delivery:云岭.docx",
        2,
    )


def test_importing_the_same_again_adds_no_row(records: StoredDelivery) -> None:
    again, _ = plan_import(records.plans(), records.lines(), PLAN, [project(1), project(2)])
    assert again is not None
    records.save_import(again, LATER, "张工")
    assert LineRevision.objects.count() == 2
    assert FollowedPlan.objects.count() == 1
    assert len(journal.entries()) == 1


def test_every_state_is_kept_and_the_past_can_be_asked_for(records: StoredDelivery) -> None:
    first = records.lines()[0]
    owned = replace(
        first,
        settled=Settled("省工信厅", True, Fraction(11, 3), date(2023, 12, 31), ((DUE, Fraction(1, 3)),)),
    )
    records.save_settled([owned], AT + timedelta(days=1), "李工")
    newer = replace(PLAN, digest="sha256:" + "2" * 64)
    changes, _ = plan_import(records.plans(), records.lines(), newer, [project(1, 90)])
    assert changes is not None
    records.save_import(changes, LATER, "张工")
    states = records.revisions("project-1")
    assert [(state.number, state.cause, state.by) for state in states] == [
        (1, Cause.IMPORTED, "张工"),
        (2, Cause.SETTLED, "李工"),
        (3, Cause.REREAD, "张工"),
    ]
    assert states[1].line == owned
    now = {line.id: line for line in records.lines()}
    assert now["project-1"].project.stages[-1].value == 90
    assert now["project-1"].project.owner == "省工信厅"
    assert not now["project-2"].in_plan
    assert records.plans() == (newer,)
    assert records.lines(AT) == (Followed(PLAN, project(1)), Followed(PLAN, project(2)))
    assert records.plans(AT) == (PLAN,)
    assert records.plans(AT - timedelta(days=1)) == ()


def test_a_wrong_value_is_withdrawn_and_stays_on_record(records: StoredDelivery) -> None:
    records.save_entries([entry(1, 41), entry(2, Fraction(1, 3))], AT, "统计局")
    first, second = records.entries()
    assert (first.observation, first.note, first.recorded_by) == (entry(1, 41).observation, "快报", "统计局")
    assert second.observation.value == Fraction(1, 3)
    records.save_entries([entry(1, 42)], LATER, "统计局", {first.number: "口径更正"})
    assert [one.observation.value for one in records.entries()] == [Fraction(1, 3), 42]
    assert [one.observation.value for one in records.entries(AT)] == [41, Fraction(1, 3)]
    old, new = records.observations_of("project-1")
    assert (old.withdrawn_why, old.withdrawn_by, old.withdrawn_at) == ("口径更正", "统计局", LATER)
    assert new.withdrawn_at is None
    with pytest.raises(NotInStoreError):
        records.save_entries([entry(1, 43)], LATER, "统计局", {first.number: "again"})
    assert len(records.entries()) == 2


@pytest.mark.parametrize("model", [FollowedPlan, LineRevision, ObservationRow, Withdrawal])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete(records: StoredDelivery, model: type, change: str) -> None:
    records.save_entries([entry(1, 41)], AT, "统计局")
    records.save_entries([], LATER, "统计局", {records.entries()[0].number: "wrong"})
    rows = model.objects.all()  # type: ignore[attr-defined]
    delete = partial(rows._raw_delete, rows.db)
    attempt = delete if change == "delete" else partial(rows.update, recorded_by="somebody else")
    with pytest.raises(Error, match="only added"), transaction.atomic():
        attempt()


def test_what_fails_half_way_leaves_nothing(records: StoredDelivery) -> None:
    stranger = Entry("project-9", entry(1, 1).observation)
    with pytest.raises(Error), transaction.atomic():  # noqa: PT012
        records.save_entries([entry(1, 41), stranger], AT, "统计局")
        transaction.get_connection().check_constraints()
    assert records.entries() == ()
    with pytest.raises(RuntimeError), records.writing():  # noqa: PT012
        records.save_entries([entry(1, 41)], AT, "统计局")
        raise RuntimeError
    assert records.entries() == ()
    assert [one.action for one in journal.entries()] == ["delivery.imported"]
    records.save_import(ImportChanges(PLAN, plan_is_new=False), AT, "x")
    records.save_settled([], AT, "x")
    records.save_entries([], AT, "x")
    assert len(journal.entries()) == 1
