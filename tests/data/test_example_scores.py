"""The machine against the known scores of the example plans: what it reads otherwise is listed, cell by cell."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

from liance.packs.library import Library
from liance.workbench.corpus import open_batch
from liance.workbench.scoring import Scorer, expand, score_batch

PLANS = Path(str(files("liance") / "data" / "examples" / "plans"))

#: (plan, item) -> (machine, known). Each is within one level; mend the rules in general, not these cells.
DIFFERENCES = {
    ("songlan-city-ai", "enterprise"): (3, 4),
    ("wangchao-city-blockchain", "research"): (3, 2),
    ("yanhu-district-sandbox", "scenario"): (2, 3),
}


def test_the_machine_reads_the_examples_as_people_do_but_for_the_cells_listed() -> None:
    scorer = Scorer(Library())
    names = {item.name: item.id for item in scorer.pack.rubric.items}
    with (PLANS / "expected.csv").open(encoding="utf-8-sig", newline="") as stream:
        known = {(row["doc"], names[row["item"]]): int(row["score"]) for row in csv.DictReader(stream)}
    machine = {
        (result.path.stem, rating.item): rating.score
        for result in score_batch(open_batch(expand([PLANS]), PLANS / "index.csv"), scorer)
        if result.plan is not None
        for rating in result.plan.scorecard.ratings
    }
    assert machine.keys() == known.keys()
    found = {cell: (machine[cell], known[cell]) for cell in known if machine[cell] != known[cell]}
    assert found == DIFFERENCES
