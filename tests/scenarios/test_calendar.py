"""Working days and deadlines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scenarios.office import millis

from liance.scenarios.calendar import Year, deadline, is_working_day, parse_year

#: The State Council's decree for 2026's Spring Festival, shortened: 15-23 February off, two Saturdays worked.
SPRING = {
    "off": ["2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23"],
    "worked": ["2026-02-14", "2026-02-28"],
}


def calendar(year: int) -> Year | None:
    return parse_year(2026, SPRING) if year == 2026 else None


def end_of(year: int, month: int, day: int) -> int:
    return millis(year, month, day, 0) + 24 * 3_600_000 - 1


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ((2026, 1, 5), 1, (2026, 1, 6)),
        ((2026, 1, 9), 1, (2026, 1, 12)),  # over a weekend
        ((2026, 2, 13), 1, (2026, 2, 14)),  # a Saturday that is worked
        ((2026, 2, 13), 2, (2026, 2, 24)),  # over the festival
        ((2025, 12, 31), 1, (2026, 1, 1)),  # no decree for the day here: a Thursday
    ],
)
def test_the_day_of_the_beginning_and_days_off_do_not_count(
    start: tuple[int, int, int], days: int, end: tuple[int, int, int]
) -> None:
    assert deadline(millis(*start), days, calendar) == end_of(*end)


def test_plain_days_end_on_a_working_day() -> None:
    assert deadline(millis(2026, 2, 10), 6, calendar, working=False) == end_of(2026, 2, 24)


def test_the_day_is_that_of_the_chinese_clock() -> None:
    late_evening = millis(2026, 1, 5, 23, 59)
    after_midnight = millis(2026, 1, 6, 0, 1)
    assert deadline(late_evening, 1, calendar) == end_of(2026, 1, 6)
    assert deadline(after_midnight, 1, calendar) == end_of(2026, 1, 7)


@given(st.integers(0, 2_000_000_000_000), st.integers(1, 60))
def test_exactly_so_many_working_days_lie_between(start: int, days: int) -> None:
    end = deadline(start, days, calendar)
    offset = 8 * 3_600_000
    first = date(1970, 1, 1) + timedelta(days=(start + offset) // 86_400_000)
    last = date(1970, 1, 1) + timedelta(days=(end + offset) // 86_400_000)
    counted = [
        first + timedelta(days=number)
        for number in range(1, (last - first).days + 1)
        if is_working_day(first + timedelta(days=number), calendar)
    ]
    assert len(counted) == days
    assert counted[-1] == last


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"off": []},
        {"off": ["2026-02-14"], "worked": []},  # a Saturday is off anyway
        {"off": [], "worked": ["2026-02-13"]},  # a Friday is worked anyway
        {"off": ["2025-12-31"], "worked": []},
        {"off": ["2026-02-17", "2026-02-16"], "worked": []},
        {"off": ["20260216"], "worked": []},
        {"off": [1], "worked": []},
    ],
)
def test_a_decree_has_one_spelling(data: dict[str, object]) -> None:
    assert parse_year(2026, data) is None


def test_a_decree_comes_back_as_written() -> None:
    year = parse_year(2026, SPRING)
    assert year is not None
    assert year.as_data() == SPRING
