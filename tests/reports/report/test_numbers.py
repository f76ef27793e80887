"""Each number has one entry, however often it is shown."""

from __future__ import annotations

from tests.reports.report.samples import comparison

from liance.core.language import Language
from liance.plans.comparison.model import CellRef
from liance.reports.report.numbers import Numbers


def test_a_number_shown_twice_has_one_entry() -> None:
    numbers = Numbers(comparison(), Language.ZH)
    mean = comparison().mean("research")
    assert numbers.mean(mean) == numbers.mean(mean)
    count = comparison().count("research")
    above, below = numbers.count(count), numbers.count(count, below=True)
    assert above.link == below.link
    assert int(above.text) + int(below.text) == count.n
    assert [entry.anchor for entry in numbers.entries] == ["n_1", "n_2"]


def test_cells_without_a_score_are_listed_too() -> None:
    numbers = Numbers(comparison(), Language.EN)
    run = numbers.cells("k", "name", "all", [CellRef("a", "goal"), CellRef("b", "platform")])
    (entry,) = numbers.entries
    assert run.link == entry.anchor
    first, second = (part for part in entry.made_of if part.link)
    assert (first.text, first.link) == ("1 Planning goals:4", "c_1_1")
    assert second.text.endswith(":—")
    assert second.link == "c_2_3"
