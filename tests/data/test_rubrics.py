"""The shipped rubrics: both hold the paper's nine items, with an example per level and a counter-example."""

from __future__ import annotations

import pytest

from liance.packs.library import Library
from liance.workbench.packs import check_packs

NAMES = [
    "规划目标",
    "技术攻关",
    "创新平台",
    "应用场景",
    "企业培育",
    "产业集聚",
    "系统生态",
    "人才要素",
    "政府治理",
]
RUBRICS = ("blockchain-plan-2021", "technology-plan")
LIBRARY = Library()


@pytest.mark.parametrize("name", RUBRICS)
def test_the_nine_items_are_named_and_ordered_as_in_the_paper(name: str) -> None:
    items = LIBRARY.rubric(name).rubric.items
    assert [item.name for item in items] == NAMES
    assert all([level.level for level in item.levels] == [1, 2, 3, 4] for item in items)
    assert [item.logic for item in items] == ["cumulative"] + ["highest"] * 8


def test_table_2_stands_to_the_letter() -> None:
    goal = LIBRARY.rubric("blockchain-plan-2021").rubric.items[0]
    assert [level.text for level in goal.levels] == [
        "提出未来本地区发展区块链技术的总体愿景",
        "简要或部分描述区块链在技术、产业领域等发展目标，或提出量化目标",
        "全面描述技术、产业等未来发展目标，并提出量化指标目标",
        "在已有以下内容的基础上，提出分阶段目标",
    ]


def test_the_parameter_takes_the_place_of_the_subject() -> None:
    items = LIBRARY.rubric("technology-plan").rubric.items
    assert all("区块链" not in level.text for item in items for level in item.levels)
    assert any("{subject}" in level.text for item in items for level in item.levels)


def test_the_same_cues_serve_both_rubrics() -> None:
    one, other = (LIBRARY.rubric(name) for name in RUBRICS)
    assert one.cues == other.cues
    assert one.digest != other.digest


@pytest.mark.parametrize("name", RUBRICS)
def test_each_item_has_four_examples_and_a_counter_example(name: str) -> None:
    pack = LIBRARY.rubric(name)
    examples = pack.examples.examples
    for item in pack.rubric.items:
        assert sorted(example.level for example in examples if example.item == item.id) == [0, 1, 2, 3, 4]
    texts = [example.text for example in examples]
    assert len(set(texts)) == len(texts)
    assert all(text.endswith("。") and " " not in text for text in texts)
    assert all(example.why for example in examples if example.level == 0)


def test_every_shipped_pack_is_sound() -> None:
    checks = check_packs(LIBRARY, [])
    assert len(checks) >= 12
    assert {
        check.name: [finding.code for finding in check.findings] for check in checks if check.findings
    } == {}
