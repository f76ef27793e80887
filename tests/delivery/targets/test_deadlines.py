"""Where a promise takes its deadline from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liance.delivery.targets import find_targets
from liance.plans.documents.model import Metadata, Origin
from liance.plans.documents.reading import read_document
from liance.plans.structure import outline

TASKS = "二、重点任务\n（一）建设平台\n建成示范平台7个。\n"

INHERITED = [
    ("title", "某市行动计划（2022—2024年）\n一、总体要求\n积极推进。\n" + TASKS, 2024),
    ("title cycle", "某市“十四五”信息化规划\n一、总体要求\n积极推进。\n" + TASKS, 2025),
    ("only goal year", "一、主要目标\n到2026年，体系基本建成。\n" + TASKS, 2026),
    ("two goal years", "一、主要目标\n到2023年，初步建成体系。\n到2026年，体系完善。\n" + TASKS, None),
    ("nothing said", "一、主要目标\n体系基本建成。\n" + TASKS, None),
    ("heading", "一、总体要求\n积极推进。\n二、到2027年重点任务\n（一）建设平台\n建成示范平台7个。\n", 2027),
    ("list lead", "一、主要目标\n到2025年，实现以下目标：\n——平台建设。建成示范平台7个。\n", 2025),
    (
        "two years above a list",
        "一、主要目标\n到2023年取得突破，到2025年实现以下目标：\n——平台。建成示范平台7个。\n",
        None,
    ),
    (
        "paragraph before list",
        "一、主要目标\n到2025年，总体领先。\n——平台。到2024年，形成体系；建成示范平台7个。\n",
        2024,
    ),
    ("cycle end", "一、主要目标\n“十四五”末，形成体系，建成示范平台7个。\n", 2025),
    ("span", "一、主要目标\n2023—2026年，建成示范平台7个。\n", 2026),
    ("compared year is none", "一、主要目标\n较2020年大幅提升，建成示范平台7个。\n", None),
]


@pytest.mark.parametrize(("why", "text", "year"), INHERITED, ids=[item[0] for item in INHERITED])
def test_year_is_inherited_from_the_nearest_place_that_names_one(targets_of, why, text, year):
    (target,) = targets_of(text)
    assert target.year == year


def test_source_of_the_deadline_is_told(targets_of):
    text = "一、主要目标\n到2025年，建成平台7个。\n——企业。培育企业9家。\n"
    assert [target.deadline_source for target in targets_of(text)] == ["explicit", "inherited"]


def test_a_later_date_in_the_sentence_governs_what_follows(targets_of):
    text = "一、主要目标\n2024年建成平台3个，到2026年建成平台9个。\n"
    assert [(target.year, target.value) for target in targets_of(text)] == [(2024, 3), (2026, 9)]


def test_date_behind_the_number_in_its_own_clause(targets_of):
    (target,) = targets_of("一、主要目标\n9个平台于2025年底前建成。\n")
    assert target.year == 2025


def test_years_and_values_that_are_named_together_are_paired(targets_of):
    text = "一、主要目标\n到2025年和2030年，产业规模分别达到500亿元和1000亿元。\n"
    assert [(target.year, target.value) for target in targets_of(text)] == [
        (2025, 500 * 10**8),
        (2030, 1000 * 10**8),
    ]


def test_relative_time_takes_its_year_from_a_period_of_the_same_length(targets_of):
    goal = "一、主要目标\n三年内培育企业30家。\n"
    assert [target.year for target in targets_of("某市行动计划（2022—2024年）\n" + goal)] == [2024]
    assert [target.year for target in targets_of("某市行动计划（2021—2025年）\n" + goal)] == [None]
    assert [target.year for target in targets_of(goal)] == [None]


@pytest.mark.parametrize(
    ("origin", "year"), [(Origin.TEXT, 2024), (Origin.FRONT_MATTER, 2024), (Origin.INDEX, None)]
)
def test_relative_time_is_counted_from_the_date_in_the_text_never_from_the_index(origin, year):
    document = read_document("plan.txt", "一、主要目标\n三年内培育企业30家。\n".encode())
    metadata = Metadata(published="2021-06-01", origins={"published": origin})
    (target,) = find_targets(outline(replace(document, metadata=metadata)))[0]
    assert target.year == year


def test_corrupt_year_is_inherited_as_unknown(targets_of):
    text = "一、主要目标\n到0402年，全面推开。服务业占比达到60%以上。\n"
    (target,) = targets_of(text)
    assert (target.year, target.corrupt_date) == (None, True)
