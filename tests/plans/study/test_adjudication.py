"""The order of disagreements, votes and consensus."""

import random
from fractions import Fraction

import pytest

from liance.plans.ratings import State
from liance.plans.study.adjudication import (
    decide,
    final_judgements,
    queue,
    settled_cells,
    unanimous,
)
from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell, ErrorClass, Judgement, Quote, Vote


def says(score: int | None) -> Judgement:
    if score is None:
        return Judgement(State.CANNOT_JUDGE, None, reason="缺页")
    return Judgement(State.SCORED if score else State.NOT_COVERED, score)


def cells(table: dict[tuple[str, str], list[int | None]]) -> dict[Cell, dict[str, Judgement]]:
    return {
        Cell(*key): {name: says(score) for name, score in zip("abcde", scores, strict=False)}
        for key, scores in table.items()
    }


def bands_by_loops(table: dict[Cell, dict[str, Judgement]], cell: Cell, groups: dict[str, str | None]) -> int:
    """Count conclusions that hang on a cell, from the definition."""
    hanging = 0
    own = [one.score for one in table[cell].values() if one.score is not None]
    for group in {None, groups[cell.plan]}:
        bands = []
        for score in (min(own), max(own)):
            means = []
            for other, of_cell in table.items():
                if other.item != cell.item or (group is not None and groups[other.plan] != group):
                    continue
                given = [one.score for one in of_cell.values() if one.score is not None]
                if given:
                    means.append(Fraction(score) if other == cell else Fraction(sum(given), len(given)))
            mean = sum(means, Fraction(0)) / len(means)
            bands.append("clear" if mean >= 3 else "vague" if mean <= 2 else "between")
        hanging += bands[0] != bands[1]
    return hanging


@pytest.mark.parametrize("seed", range(20))
def test_conclusions_are_those_of_the_definition(seed: int) -> None:
    chance = random.Random(seed)
    table = cells(
        {
            (f"p{plan}", item): [chance.choice([None, 0, 1, 2, 3, 4]) for _ in range(chance.randint(1, 5))]
            for plan in range(chance.randint(1, 6))
            for item in ("x", "y")
        }
    )
    groups = {f"p{plan}": chance.choice([None, "city", "province"]) for plan in range(6)}
    found = queue(table, groups)
    for one in found:
        given = [said.score for said in one.judgements.values() if said.score is not None]
        assert one.distance == (max(given) - min(given) if given else 0)
        assert len(one.conclusions) == (bands_by_loops(table, one.cell, groups) if given else 0)
    assert [one.order for one in found] == sorted(one.order for one in found)
    agreed = {cell for cell, of_cell in table.items() if len({one.verdict for one in of_cell.values()}) == 1}
    assert {one.cell for one in found} == set(table) - agreed


def test_distance_comes_before_conclusions_and_these_before_the_shift() -> None:
    table = cells(
        {
            ("p", "x"): [1, 4],
            ("p", "y"): [2, 3],
            ("q", "x"): [4, 4],
            ("q", "y"): [2, 2],
            ("q", "z"): [None, 2],
        }
    )
    found = queue(table, {"p": None, "q": None})
    assert [one.cell for one in found] == [Cell("p", "x"), Cell("p", "y"), Cell("q", "z")]
    assert found[0].shift == Fraction(3, 2)
    assert found[0].conclusions[0].as_data() == {
        "item": "x",
        "group": None,
        "low": "between",
        "high": "clear",
    }
    assert found[2].split
    assert not found[1].split


def vote(rater: str, score: int) -> Vote:
    return Vote(rater, Cell("p", "x"), says(score), "看漏", ErrorClass.OVERLOOKED, "t")


def test_the_last_vote_counts_and_the_blind_score_stays() -> None:
    blind = cells({("p", "x"): [1, 3]})
    final = final_judgements(blind, [vote("a", 2), vote("a", 3)])
    assert final[Cell("p", "x")]["a"].score == 3
    assert blind[Cell("p", "x")]["a"].score == 1
    assert settled_cells(final, frozenset()) == [Cell("p", "x")]
    assert settled_cells(blind, frozenset()) == []
    assert settled_cells(blind, frozenset({"b"})) == [Cell("p", "x")]


def test_consensus_keeps_marks_of_all_and_dissent_of_each() -> None:
    cell = Cell("p", "x")
    same = {
        "a": Judgement(State.SCORED, 2, ("x.1",), (Quote("甲"),)),
        "b": Judgement(State.SCORED, 2, ("x.2",)),
        "机器": says(4),
    }
    made = decide(cell, same, None, reason="", author="c", at="t", machines=frozenset({"机器"}))
    assert (made.judgement.score, made.judgement.criteria, made.dissent) == (2, ("x.1", "x.2"), ())
    assert made.unanimous
    differ = {"a": says(2), "b": says(3)}
    with pytest.raises(RefusedError, match="no consensus"):
        decide(cell, differ, None, reason="", author="c", at="t")
    with pytest.raises(RefusedError, match="reason"):
        decide(cell, differ, says(3), reason="", author="c", at="t")
    made = decide(cell, differ, says(3), reason="依据充分", author="c", at="t")
    assert made.dissent == ("a",)
    assert not made.unanimous
    assert unanimous({"a": says(None), "b": says(None)}) == Judgement(State.CANNOT_JUDGE, None, reason="缺页")
