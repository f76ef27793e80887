"""Write the working-day decrees of China's State Council, as facts: python scripts/build_calendars.py.

The dates come from ``chinese-calendar``, which is renewed when the State Council publishes the next year's.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

TARGET = Path(__file__).parents[1] / "src" / "liance" / "data" / "calendars" / "china.yaml"
FIRST = 2021


def decree(year: int) -> tuple[list[str], list[str]]:
    """Return the weekdays off and the weekend days worked."""
    day, off, worked = date(year, 1, 1), [], []
    while day.year == year:
        if chinese_calendar.is_workday(day) and day.weekday() >= 5:
            worked.append(day.isoformat())
        elif not chinese_calendar.is_workday(day) and day.weekday() < 5:
            off.append(day.isoformat())
        day += timedelta(days=1)
    return off, worked


def main() -> None:
    """Write every year the library knows, from FIRST."""
    lines = [
        "# Decrees of the State Council on public holidays: weekdays that are off, weekend days that are worked."
    ]
    lines += ["# Written by scripts/build_calendars.py."]
    year = FIRST
    while True:
        try:
            off, worked = decree(year)
        except NotImplementedError:
            break
        lines += [f'"{year}":']
        for name, days in (("off", off), ("worked", worked)):
            lines += [f"  {name}:", *(f'    - "{day}"' for day in days)]
        year += 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
