"""The status view with 10,000 projects of 200 plans, each with two stages, two states and four observations.

    python benchmarks/delivery.py [PROJECTS]

Everything is kept in a fresh SQLite store. Times are those of the processor; they are also given as multiples of a
canonical JSON digest of a small record (``core.canonical``) on the same machine, so that machines can be compared.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from liance.core.canonical import digest_value
from liance.core.language import Language
from liance.core.quantities import Kind, Op
from liance.delivery.projects import Direction, Manner, Observation, Project, Stage
from liance.delivery.records import Entry, PlanSource, Settled, plan_import
from liance.workbench.store import open_store

PLANS = 200
BASE, FIRST, SECOND, TODAY = date(2023, 12, 31), date(2025, 12, 31), date(2028, 12, 31), date(2026, 6, 30)
DAYS = (date(2024, 12, 31), date(2025, 6, 30), FIRST, TODAY)
AT = datetime(2026, 7, 1, tzinfo=UTC)
_Result = TypeVar("_Result")


def timed(name: str, unit: float, work: Callable[[], _Result]) -> _Result:
    """Run ``work`` and print its time, also as a multiple of ``unit`` seconds."""
    start = time.process_time()
    result = work()
    took = time.process_time() - start
    print(f"{name:<44}{took:8.2f} s{took / unit:14,.0f} digests")
    return result


def project(plan: int, number: int) -> Project:
    """Return one project with two stages."""
    source = f"plan-{plan:03}.docx"
    quote = f"到2028年底，指标{number}达到{80 + number}家"
    return Project(
        id=f"project-{plan:06x}{number:06x}",
        indicator=f"指标{number}",
        unit="家",
        kind=Kind.LEVEL,
        manner=Manner.PATH,
        direction=Direction.UP,
        stages=(
            Stage(FIRST, Op.AT_LEAST, Fraction(30 + number), None, source, 10, 30, quote),
            Stage(SECOND, Op.AT_LEAST, Fraction(80 + number), None, source, 40, 60, quote),
        ),
        baseline=Fraction(10),
        baseline_on=BASE,
    )


def main() -> None:
    """Print the times of writing and of each view."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    start = time.process_time()
    for number in range(20_000):
        digest_value({"indicator": "规模以上企业", "value": number, "unit": "家", "on": "2026-06-30"})
    unit = (time.process_time() - start) / 20_000
    print(f"one digest of a small record: {unit * 1e6:.1f} µs; {count:,} projects of {PLANS} plans")
    with tempfile.TemporaryDirectory() as folder:
        open_store(str(Path(folder) / "office.sqlite3"))
        from liance.workbench import following
        from liance.workbench.store import close

        records = following.open_records()

        def write() -> None:
            for plan in range(PLANS):
                source = PlanSource(
                    f"plan-{plan:03}.docx", f"规划{plan}", f"sha256:{plan:064x}", "2024-01-01"
                )
                projects = [project(plan, number) for number in range(count // PLANS)]
                changes, _ = plan_import([], [], source, projects)
                assert changes is not None
                records.save_import(changes, AT, "office")
                owned = [replace(line, settled=Settled(owner=f"局{plan % 40}")) for line in changes.added]
                records.save_settled(owned, AT, "office")
                entries = [
                    Entry(line.id, Observation(day, Fraction(12 + 9 * place), "家", "统计局"))
                    for line in changes.added
                    for place, day in enumerate(DAYS)
                ]
                records.save_entries(entries, AT, "office")

        timed("write projects, owners and observations", unit, write)
        lines = timed("read the lines as they stand", unit, records.lines)
        entries = timed("read the observations that count", unit, records.entries)
        assert (len(lines), len(entries)) == (count // PLANS * PLANS, count // PLANS * PLANS * len(DAYS))
        board = timed("status view (read and judge)", unit, lambda: following.board_at(records, TODAY))
        timed(
            "status view as JSON", unit, lambda: following.json_text(following.board_json(board, Language.ZH))
        )
        timed("early-warning list", unit, lambda: following.warnings_at(board))
        timed("report as html", unit, lambda: _report(following, board, Path(folder) / "r.html"))
        close()


def _report(following: object, board: object, path: Path) -> None:
    from liance.reports.delivery_report import delivery_report

    following.write_report(delivery_report(board), path, Language.ZH)  # type: ignore[attr-defined, arg-type]


if __name__ == "__main__":
    main()
