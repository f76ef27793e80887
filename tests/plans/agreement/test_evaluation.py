"""A machine held against an expert, beside what reads no text and what another person reaches."""

import csv
import itertools
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from liance.plans.agreement.evaluation import (
    ConstantRule,
    Scores,
    constant_levels,
    evaluate_ratings,
    rating_agreement,
)
from liance.plans.agreement.kappas import quadratic_kappa

LEVELS = range(5)

#: Expert and machine levels by plan; items in order.
EXPERT = {"甲": [4, 2, 1], "乙": [3, 3, 0], "丙": [4, 2, 2], "丁": [2, 3, 1]}
MACHINE = {"甲": [4, 3, 1], "乙": [3, 3, 1], "丙": [3, 2, 3], "丁": [2, 2, 1]}
ITEMS = ("规划目标", "技术攻关", "人才要素")


def scores(table: Mapping[str, list[int]]) -> Scores:
    return {(doc, item): level for doc, row in table.items() for item, level in zip(ITEMS, row, strict=True)}


def kappa_by_loops(pairs: list[tuple[int, int]]) -> float:
    """Cohen (1968) with squared distances, cell by cell."""
    observed = sum((x - y) ** 2 for x, y in pairs) / len(pairs)
    expected = sum((x - y) ** 2 for x, _ in pairs for _, y in pairs) / len(pairs) ** 2
    return 1 - observed / expected


def test_overall_and_items_follow_cohen_1968() -> None:
    machine, expert = scores(MACHINE), scores(EXPERT)
    agreement = rating_agreement(machine, expert, LEVELS, draws=200)
    assert agreement.overall.cells == 12
    assert agreement.overall.documents == 4
    assert agreement.overall.kappa.value == pytest.approx(
        kappa_by_loops([(machine[key], expert[key]) for key in expert]), abs=1e-12
    )
    assert agreement.overall.exact.value == pytest.approx(7 / 12)
    assert agreement.overall.within_one.value == 1.0
    of_item = [(machine[key], expert[key]) for key in expert if key[1] == "规划目标"]
    assert agreement.items["规划目标"].kappa.value == pytest.approx(kappa_by_loops(of_item), abs=1e-12)
    assert agreement.items["规划目标"].documents == 4


def test_cells_of_one_side_only_are_counted_not_compared() -> None:
    machine, expert = dict(scores(MACHINE)), dict(scores(EXPERT))
    del machine["甲", "规划目标"]
    del expert["丁", "人才要素"]
    del expert["丁", "技术攻关"]
    agreement = rating_agreement(machine, expert, LEVELS, draws=0)
    assert (agreement.overall.cells, agreement.unrated, agreement.unexpected) == (9, 1, 2)


def test_no_common_cell_gives_reasons_instead_of_values() -> None:
    evaluation = evaluate_ratings({}, scores(EXPERT), LEVELS, draws=50)
    assert evaluation.agreement.overall.kappa.value is None
    assert evaluation.agreement.overall.kappa.reason is not None
    assert evaluation.agreement.items == {}
    json.dumps(evaluation.as_data(), allow_nan=False)


def test_same_seed_gives_the_same_bytes_and_another_seed_other_intervals() -> None:
    def run(seed: int) -> str:
        return json.dumps(
            evaluate_ratings(scores(MACHINE), scores(EXPERT), LEVELS, seed=seed, draws=300).as_data()
        )

    assert run(1) == run(1)
    assert run(1) != run(2)


@pytest.mark.parametrize(
    ("rule", "worth"),
    [
        (ConstantRule.MODE, lambda pairs: sum(x == y for x, y in pairs)),
        (ConstantRule.MEDIAN, lambda pairs: -sum(abs(x - y) for x, y in pairs)),
        (ConstantRule.MEAN, lambda pairs: -sum((x - y) ** 2 for x, y in pairs)),
        (ConstantRule.BEST, kappa_by_loops),
    ],
)
def test_each_constant_rule_maximises_what_it_says(
    rule: ConstantRule, worth: Callable[[list[tuple[int, int]]], float]
) -> None:
    expert = scores(EXPERT)

    def worth_of(levels: Mapping[str, int]) -> float:
        return float(worth([(levels[item], level) for (_, item), level in expert.items()]))

    chosen = worth_of(constant_levels(expert, rule, LEVELS))
    everything = [
        worth_of(dict(zip(ITEMS, levels, strict=True)))
        for levels in itertools.product(LEVELS, repeat=len(ITEMS))
    ]
    assert chosen == pytest.approx(max(everything), abs=1e-12)


def test_expert_with_one_level_only_has_constants_and_no_kappa() -> None:
    expert = {("甲", "规划目标"): 3, ("乙", "规划目标"): 3}
    for rule in ConstantRule:
        assert constant_levels(expert, rule, LEVELS) == {"规划目标": 3}
    assert rating_agreement(expert, expert, LEVELS).overall.kappa.value is None


def test_quadratic_kappa_is_a_number_or_none() -> None:
    pairs = [(0, 1), (2, 2), (4, 3), (4, 4)]
    assert quadratic_kappa(pairs, LEVELS) == pytest.approx(kappa_by_loops(pairs), abs=1e-12)
    assert quadratic_kappa([(2, 2), (2, 2)], LEVELS) is None
    assert quadratic_kappa([], LEVELS) is None
    with pytest.raises(ValueError, match="off the scale"):
        quadratic_kappa([(0, 9)], LEVELS)


@pytest.mark.shared_data
def test_lenient_against_strict_rater_of_the_development_labels(shared_data: Path) -> None:
    with (shared_data / "labels" / "ratings.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    rater = {
        name: {(row["doc"], row["item"]): int(row["score"]) for row in rows if row["rater"] == name}
        for name in "ab"
    }
    evaluation = evaluate_ratings(rater["a"], rater["b"], LEVELS, draws=200)
    assert evaluation.agreement.overall.cells == 108
    assert evaluation.agreement.overall.kappa.value == pytest.approx(0.66, abs=0.005)
    mean = next(baseline for baseline in evaluation.baselines if baseline.rule is ConstantRule.MEAN)
    assert mean.agreement.overall.kappa.value == pytest.approx(0.31, abs=0.005)
