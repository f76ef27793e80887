"""The board of a day: verdicts, standing, views, early warning, changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from liance.core.quantities import Kind, Op
from liance.delivery.board import (
    Alarm,
    Board,
    ChangeKind,
    Filter,
    Watch,
    board_of,
    by_indicator,
    by_owner,
    by_plan,
    by_year,
    changes_between,
    tally_of,
    warnings_of,
)
from liance.delivery.projects import Aside, Direction, Manner, Observation, Project, Stage, Verdict
from liance.delivery.proofs import KnownProofs, LedgerProof, Standing
from liance.delivery.records import Entry, Followed, PlanSource, Settled

BASE = date(2023, 12, 31)
FIRST, SECOND = date(2025, 12, 31), date(2028, 12, 31)
TODAY = date(2026, 6, 30)
DIGEST = "sha256:" + "a" * 64
PROVER = KnownProofs(
    {
        DIGEST: LedgerProof(
            DIGEST, "liance.example", "evidence/1", "org/stats", datetime(2026, 1, 9, tzinfo=UTC), 5
        )
    }
)


def line(
    number: int, indicator: str = "企业", owner: str | None = "甲局", plan: str = "a.txt", **more: object
) -> Followed:
    known: dict[str, object] = {
        "manner": Manner.PATH,
        "direction": Direction.UP,
        "stages": (Stage(FIRST, Op.AT_LEAST, Fraction(30)), Stage(SECOND, Op.AT_LEAST, Fraction(80))),
        "baseline": Fraction(10),
        "baseline_on": BASE,
    }
    project = Project(f"project-{number}", indicator, "家", Kind.LEVEL, **known | more)  # type: ignore[arg-type]
    return Followed(PlanSource(plan, f"规划{plan}", f"sha256:{plan}"), project, Settled(owner=owner))


def entry(number: int, on: date, value: int, evidence: str | None = None, **more: object) -> Entry:
    return Entry(f"project-{number}", Observation(on, Fraction(value), "家", "统计局", evidence), **more)  # type: ignore[arg-type]


GOOD = (entry(1, FIRST, 31), entry(1, TODAY, 46))


def test_a_line_shows_the_stage_that_is_due_next_with_its_way() -> None:
    (only,) = board_of([line(1)], GOOD, TODAY).lines
    assert only.status is not None
    assert only.status.stage.due == SECOND
    assert only.verdict is Verdict.ON_TRACK
    assert only.way == Fraction(46 - 10, 80 - 10)
    assert [one.verdict for one in only.statuses] == [Verdict.ON_TRACK, Verdict.ON_TRACK]
    assert only.standing is Standing.REPORTED


def test_what_is_withdrawn_later_or_dropped_does_not_count() -> None:
    taken_back = entry(1, TODAY, 12, withdrawn_at=datetime(2026, 7, 1, tzinfo=UTC))
    board = board_of(
        [line(1), replace(line(2), in_plan=False)], [*GOOD, taken_back, entry(1, date(2026, 9, 1), 1)], TODAY
    )
    assert [one.followed.id for one in board.lines] == ["project-1"]
    assert board.lines[0].seen == 2
    assert board.findings == ()


def test_proved_and_self_reported_stand_beside_each_other() -> None:
    entries = [entry(1, FIRST, 31, DIGEST), entry(1, TODAY, 46)]
    (only,) = board_of([line(1)], entries, TODAY, PROVER).lines
    assert (only.verdict, only.standing, only.proof) == (Verdict.ON_TRACK, Standing.REPORTED, None)
    assert only.proved is not None
    assert only.proved.observation is not None
    assert only.proved.observation.value == 31
    assert only.proved.verdict is Verdict.BEHIND
    (proved,) = board_of([line(1)], [entry(1, FIRST, 31), entry(1, TODAY, 46, DIGEST)], TODAY, PROVER).lines
    assert proved.standing is Standing.PROVED
    assert proved.proof == PROVER.proofs[DIGEST]
    (without,) = board_of([line(1)], entries, TODAY).lines
    assert without.proved is None


@pytest.fixture
def board() -> Board:
    lines = [
        line(1),
        line(2, "场景", None),
        line(3, "企业", "乙局", "b.txt"),
        line(4, "收入", "乙局", "b.txt", binding=True),
    ]
    entries = [*GOOD, entry(3, TODAY, 90), entry(4, FIRST, 12), entry(4, TODAY, 13)]
    return board_of(lines, entries, TODAY)


def test_views_count_the_same_lines(board: Board) -> None:
    whole = tally_of(board.lines)
    assert (whole.total, whole.judged) == (4, 3)
    assert whole.counts[Verdict.EARLY] == 1
    assert whole.well == Fraction(2, 3)
    for view in (by_plan, by_owner, by_indicator):
        assert sum(group.tally.total for group in view(board)) == 4
    assert [group.key for group in by_owner(board)] == ["乙局", "甲局", None]
    assert [group.key for group in by_plan(board)] == ["a.txt", "b.txt"]
    assert [(group.key, group.tally.total) for group in by_year(board)] == [("2025", 4), ("2028", 4)]
    assert tally_of([]).well is None


def test_early_warning_puts_the_gravest_first_and_says_why(board: Board) -> None:
    warned = {one.line.followed.id: one for one in warnings_of(board)}
    assert list(warned) == ["project-4", "project-2", "project-3"]
    assert warned["project-4"].alarms == (Alarm.MISSED, Alarm.WARNING)
    assert warned["project-4"].status is not None
    assert warned["project-4"].status.stage.due == FIRST
    assert warned["project-4"].days == -181
    assert warned["project-2"].alarms == (Alarm.NO_RESULT, Alarm.NEVER_SEEN, Alarm.NO_OWNER)
    # Achieved early, but the result of the stage that is over is still owed.
    assert warned["project-3"].alarms == (Alarm.NO_RESULT,)


def test_a_missed_stage_that_was_made_up_for_no_longer_warns() -> None:
    entries = [entry(1, FIRST, 28), entry(1, TODAY, 46)]
    assert warnings_of(board_of([line(1)], entries, TODAY)) == ()
    short = warnings_of(board_of([line(1)], [entry(1, FIRST, 28), entry(1, TODAY, 29)], TODAY))
    assert short[0].alarms[0] is Alarm.MISSED


def test_silence_near_a_deadline_and_targets_to_settle_warn() -> None:
    day = date(2028, 11, 1)
    board = board_of([line(1)], GOOD, day)
    assert [one.alarms for one in warnings_of(board)] == [(Alarm.DUE_SOON, Alarm.STALE)]
    assert warnings_of(board, Watch(stale_days=10**4, soon_days=0)) == ()
    waiting = line(2, stages=(), asides=(Aside(None, Op.EXACT, Fraction(5)),))
    (only,) = warnings_of(board_of([waiting], [], TODAY))
    assert only.alarms == (Alarm.UNSETTLED,)
    assert (only.status, only.days) == (None, None)


def test_changes_between_two_boards_name_what_and_whether_it_is_worse(board: Board) -> None:
    later = date(2026, 9, 30)
    lines = [
        replace(line(1), settled=Settled(owner="丙局", binding=True, baseline=Fraction(11))),
        line(3, "企业", "乙局", "b.txt", stages=(Stage(SECOND, Op.AT_LEAST, Fraction(99)),)),
        line(4, "收入", "乙局", "b.txt", binding=True),
        line(5, "专利", "丁局", "b.txt"),
    ]
    entries = [
        *GOOD,
        entry(1, later, 20),
        entry(3, TODAY, 90),
        entry(4, FIRST, 12),
        entry(4, TODAY, 13, DIGEST),
    ]
    found = changes_between(board, board_of(lines, entries, later, PROVER))
    assert [(one.line.followed.id, one.kind, one.is_worse) for one in found] == [
        ("project-1", ChangeKind.OWNER, None),
        ("project-1", ChangeKind.BINDING, None),
        ("project-1", ChangeKind.BASELINE, None),
        ("project-1", ChangeKind.VALUE, None),
        ("project-1", ChangeKind.VERDICT, True),
        ("project-2", ChangeKind.DROPPED, None),
        ("project-5", ChangeKind.ADDED, None),
        ("project-3", ChangeKind.TARGET, None),
        ("project-3", ChangeKind.VERDICT, True),
        ("project-4", ChangeKind.PROVED, None),
    ]
    assert changes_between(board, board) == ()


def test_filters_take_parts_of_names(board: Board) -> None:
    def shown(**options: object) -> list[str]:
        return [one.followed.id for one in board.where(Filter(**options)).lines]  # type: ignore[arg-type]

    assert shown(owner="乙") == ["project-3", "project-4"]
    assert shown(indicator="场景") == ["project-2"]
    assert shown(plan="规划a") == ["project-1", "project-2"]
    assert shown(year=2027) == []
    assert len(shown(year=2025)) == 4
    assert shown(verdicts=frozenset({Verdict.EARLY})) == ["project-3"]
