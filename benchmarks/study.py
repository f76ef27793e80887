"""How quick a large study and the bootstrap of alpha are.

A study of 200 plans, 9 items and 5 raters on SQLite (the queue of disagreements, median of five), and alpha with
10,000 bootstrap draws on 104 x 3 cells on one core. Run::

    python benchmarks/study.py
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from liance.packs.library import Library
from liance.plans.agreement.alpha import krippendorff_alpha
from liance.plans.agreement.cells import cells_of
from liance.plans.agreement.measures import measure
from liance.plans.ratings import State
from liance.plans.study.model import Cell, Judgement
from liance.workbench.store import now, open_store

PLANS, RATERS = 200, 5
CHAIR = "chair"


def make_study(folder: Path) -> None:
    """Make the study, rate every cell at random, seal and reveal."""
    from liance.store.studies import ratings
    from liance.workbench.studies import leading

    library = Library()
    leading.create_study("big", "big", library, "technology-plan", actor=CHAIR)
    paths = []
    for number in range(PLANS):
        paths.append(folder / f"p{number:03}.txt")
        paths[-1].write_text(
            f"规划{number}\n\n一、发展目标\n到2026年引进企业{number + 1}家。\n", encoding="utf-8"
        )
    leading.add_plans("big", paths, actor=CHAIR)
    raters = [f"r{number}" for number in range(RATERS)]
    for rater in raters:
        leading.add_member("big", rater, leading.Role.EXPERT, actor=CHAIR)
    leading.assign_work("big", leading.Share(), actor=CHAIR)
    leading.advance_study("big", library, actor=CHAIR)
    chance = random.Random(7)
    items = [item.id for item in library.rubric("technology-plan").rubric.items]
    true = {Cell(path.stem, item): chance.randint(0, 4) for path in paths for item in items}
    for rater in raters:
        cells = {}
        for cell, level in true.items():
            score = min(4, max(0, level + chance.choice((-1, 0, 0, 0, 1))))
            cells[cell] = Judgement(State.SCORED if score else State.NOT_COVERED, score)
        ratings.put_cells("big", cells, at=now(), actor=rater)
        ratings.seal("big", leading.new_salt, at=now(), actor=rater)
    leading.advance_study("big", library, actor=CHAIR)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        open_store(str(Path(name) / "big.sqlite3"))
        begin = time.perf_counter()
        make_study(Path(name))
        print(
            f"study of {PLANS} plans x 9 items x {RATERS} raters made in {time.perf_counter() - begin:.1f} s"
        )
        from liance.workbench.studies.discussing import disagreements

        times = []
        for _ in range(5):
            begin = time.process_time(), time.perf_counter()
            found = disagreements("big", actor=CHAIR)
            times.append((time.process_time() - begin[0], time.perf_counter() - begin[1]))
        print(
            f"queue: {len(found.disagreements)} of {found.cells} cells, "
            f"{1000 * median(wall for _, wall in times):.0f} ms "
            f"({1000 * median(cpu for cpu, _ in times):.0f} ms of one core); must be < 200 ms"
        )
    random_ = np.random.default_rng(1)
    quality = random_.integers(0, 5, size=(104, 1))
    rows = np.clip(quality + random_.integers(-1, 2, size=(104, 3)), 0, 4).tolist()
    begin_cpu = time.process_time()
    made = measure(krippendorff_alpha(cells_of(rows, range(5))), draws=10_000)
    spent = time.process_time() - begin_cpu
    print(
        f"alpha {made.value:.3f} with 10,000 draws on 104 x 3 cells: {spent:.2f} s of one core; must be < 2 s"
    )


if __name__ == "__main__":
    main()
