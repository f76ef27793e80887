"""The stored corpus compared: means lead to cells, cells to plans; nothing is computed twice."""

from __future__ import annotations

import pytest

from liance.core.language import Language
from liance.workbench.serving import example_files
from liance.workbench.shelf import Shelf
from liance.workbench.shelf_comparison import ALL, Comparer


@pytest.mark.usefixtures("sqlite_store")
def test_a_mean_is_that_of_its_cells_and_the_comparison_is_kept_until_a_plan_changes() -> None:
    shelf = Shelf()
    comparer = Comparer(shelf)
    assert comparer.compare() is None
    for name, data in list(example_files())[:4]:
        shelf.add(name, data, "张工")
    made = comparer.compare()
    assert made is not None
    assert comparer.compare() is made
    row = next(one for one in made.rows(Language.ZH) if one[0] == "goal")
    cells = made.cells("goal", ALL, Language.ZH)
    scores = [cell.score for _, _, pairs in cells for _, cell in pairs if cell and cell.score is not None]
    assert row[3][0].n == len(scores)
    assert float(row[3][0].display) == pytest.approx(sum(scores) / len(scores), abs=0.006)
    assert {version.plan for version, _, _ in cells} == {int(key) for key in made.versions}
    with pytest.raises(KeyError):
        made.cells("none", ALL, Language.ZH)
    figures = comparer.figures(made, Language.ZH)
    assert figures
    assert all(one["title"] and one["option"] for one in figures)
    number = next(iter(made.versions.values())).plan
    shelf.edit(number, {"region": "别处"}, "张工")
    assert comparer.compare() is not made
