"""Working days: from an instant and a number of days to the instant at which a deadline ends.

China decrees its holidays and make-up working days year by year; a ledger holds the calendars that its
members have voted in. In a year without one every Monday to Friday counts as a working day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

#: China Standard Time is UTC+8 all year; no time zone database is needed, so none can differ.
CHINA_OFFSET: Final = timedelta(hours=8)
_DAY: Final = timedelta(days=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Year:
    """One year's decree: working days that are off, and weekend days that are worked."""

    off: frozenset[date]
    worked: frozenset[date]

    def as_data(self) -> dict[str, object]:
        """Return sorted ISO dates."""
        return {
            "off": sorted(day.isoformat() for day in self.off),
            "worked": sorted(day.isoformat() for day in self.worked),
        }


def parse_year(year: int, data: Mapping[str, object]) -> Year | None:
    """Return the decree written as data, or None if it is not one of ``year``."""
    if data.keys() != {"off", "worked"}:
        return None
    days: dict[str, frozenset[date]] = {}
    for name, listed in data.items():
        if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
            return None
        try:
            found = [date.fromisoformat(text) for text in listed]
        except ValueError:
            return None
        if listed != sorted({day.isoformat() for day in found if day.year == year}):
            return None
        days[name] = frozenset(found)
    if any(day.weekday() >= _SATURDAY for day in days["off"]):
        return None
    if any(day.weekday() < _SATURDAY for day in days["worked"]):
        return None
    return Year(days["off"], days["worked"])


#: Returns the decree of a year, or None where there is none.
Calendar = Callable[[int], Year | None]


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether ``day`` is worked."""
    decree = calendar(day.year)
    if day.weekday() >= _SATURDAY:
        return decree is not None and day in decree.worked
    return decree is None or day not in decree.off


def deadline(start: int, days: int, calendar: Calendar, *, working: bool = True) -> int:
    """Return the last instant (POSIX milliseconds) of the ``days``-th day after the day of ``start``.

    The day on which something begins is not counted (Civil Code of the PRC, article 201); a day that is not
    worked does not count as a working day, and one of plain days that falls on a day off is moved to the next
    working day (article 203).

    Args:
        start: POSIX milliseconds.
        days: at least 1.
        calendar: decrees by year.
        working: whether working days are counted, or all days.
    """
    day = (_EPOCH + timedelta(milliseconds=start) + CHINA_OFFSET).date()
    left = days
    while left:
        day += _DAY
        if not working or is_working_day(day, calendar):
            left -= 1
    while not is_working_day(day, calendar):
        day += _DAY
    end = datetime(day.year, day.month, day.day, tzinfo=UTC) + _DAY - CHINA_OFFSET
    return (end - _EPOCH) // timedelta(milliseconds=1) - 1
