"""Ratings: how met criteria make a level, and the states that are not scores."""

import itertools
import json
from typing import Any

import pytest

from liance.core.language import Text
from liance.core.spans import Span
from liance.packs.model import CueSet, Item, Rubric
from liance.plans.documents.model import Document
from liance.plans.evidence import Evidence
from liance.plans.ratings import Rater, RaterKind, Rating, State, held_back, level_of, machine_ratings
from liance.plans.structure import outline


def item(logic: str, **changes: Any) -> Item:
    levels = [
        {
            "level": level,
            "text": f"第{level}档",
            "criteria": [
                {"id": f"i.{level}.core", "text": "要", "text_en": "core"},
                {"id": f"i.{level}.more", "text": "也", "text_en": "more", "core": False},
            ],
        }
        for level in (1, 2, 3, 4)
    ]
    data = {
        "id": "i",
        "name": "项",
        "name_en": "Item",
        "meaning": "项",
        "logic": logic,
        "levels": levels,
    } | changes
    return Item.model_validate_json(json.dumps(data))


def met(levels: tuple[int, ...]) -> list[str]:
    return [f"i.{level}.core" for level in levels]


@pytest.mark.parametrize("levels", [c for n in range(5) for c in itertools.combinations((1, 2, 3, 4), n)])
def test_every_combination_of_levels(levels: tuple[int, ...]) -> None:
    """Exhaustive: all sixteen sets of levels that can be met, under each logic."""
    cumulative = next((level - 1 for level in (1, 2, 3, 4) if level not in levels), 4)
    assert level_of(item("cumulative"), met(levels)) == cumulative
    assert level_of(item("any"), met(levels)) == max(levels, default=0)
    reachable = [level for level in levels if sum(low not in levels for low in range(1, level)) <= 1]
    assert level_of(item("highest"), met(levels)) == max(reachable, default=len(levels))


def test_a_strengthening_criterion_alone_makes_no_level_but_supports_a_higher_one() -> None:
    assert level_of(item("highest"), ["i.2.more"]) == 0
    assert level_of(item("highest"), ["i.4.core", "i.3.more", "i.2.more"]) == 4


def test_a_level_that_lower_ones_hold_back_is_told() -> None:
    rating = rate(PLAN, piece(4, 0))
    assert (rating.score, held_back(RUBRIC.items[0], rating)) == (1, 4)
    assert held_back(RUBRIC.items[0], rate(PLAN, piece(1, 0), piece(2, 5))) is None


def test_a_level_may_ask_for_any_of_its_core_criteria() -> None:
    levels = [
        {
            "level": 1,
            "text": "或",
            "met": "any",
            "criteria": [{"id": "a", "text": "a", "text_en": "a"}, {"id": "b", "text": "b", "text_en": "b"}],
        }
    ]
    assert level_of(item("highest", levels=levels), ["b"]) == 1


RUBRIC = Rubric(lexicon="plan-language", items=(item("highest", section="goal"),))
MACHINE = Rater("machine", RaterKind.MACHINE)


def rate(text: str, *pieces: Evidence, is_plan: bool = True, **need: int) -> Rating:
    cue = {"all": ["x"], "reason": {"zh": "有", "en": "is"}}
    cues = CueSet.model_validate_json(
        json.dumps(
            {
                "items": [
                    {
                        "item": "i",
                        "roles": ["goal"],
                        "criteria": [
                            {"criterion": f"i.{level}.core", "cues": [cue]} | need for level in (1, 2, 3, 4)
                        ],
                    }
                ]
            }
        )
    )
    plan = outline(Document("p.txt", "sha256:0", "txt", text))
    return machine_ratings(plan, RUBRIC, "sha256:1", cues, pieces, MACHINE, is_plan=is_plan)[0]


def piece(level: int, start: int, strength: str = "strong", word: str = "x", cue: int = 0) -> Evidence:
    reason = Text(zh="有", en="is")
    return Evidence("i", f"i.{level}.core", Span(start, start + 1), "x", strength, reason, 0, cue, (word,))


PLAN = "甲省规划\n一、发展目标\n到2025年建成高地。\n二、重点任务\n推进。\n"


def test_evidence_makes_a_score() -> None:
    rating = rate(PLAN, piece(1, 0), piece(2, 5))
    assert (rating.state, rating.score) == (State.SCORED, 2)
    assert [mark.met for mark in rating.marks if mark.criterion.endswith("core")] == [
        True,
        True,
        False,
        False,
    ]


def test_two_weak_places_weigh_as_much_as_a_strong_one() -> None:
    assert rate(PLAN, piece(1, 0, "weak")).score == 0
    assert rate(PLAN, piece(1, 0, "weak"), piece(1, 9, "weak")).score == 1
    assert rate(PLAN, piece(1, 0, "weak"), piece(1, 0, "weak", cue=1)).score == 0, "one place counts once"


def test_places_facets_and_distinct_values_can_be_asked_for() -> None:
    pieces = [
        piece(1, 0, word="到2023年"),
        piece(1, 9, word="2023年底", cue=1),
        piece(1, 18, word="到2025年"),
    ]
    assert rate(PLAN, *pieces[:1], places=2).score == 0
    assert rate(PLAN, *pieces[:2], places=2).score == 1
    assert rate(PLAN, pieces[0], pieces[2], facets=2).score == 0
    assert rate(PLAN, *pieces[:2], facets=2).score == 1
    assert rate(PLAN, *pieces[:2], distinct=2).score == 0, "2023 is one year however it is written"
    assert rate(PLAN, *pieces, distinct=2).score == 1


def test_nothing_found_is_not_covered() -> None:
    rating = rate(PLAN)
    assert (rating.state, rating.score) == (State.NOT_COVERED, 0)


def test_no_plan_cannot_be_judged() -> None:
    rating = rate(PLAN, piece(1, 0), is_plan=False)
    assert (rating.state, rating.score) == (State.CANNOT_JUDGE, None)


def test_an_announced_section_without_text_is_missing() -> None:
    rating = rate("甲省规划\n一、发展目标\n二、重点任务\n推进各项工作。\n")
    assert (rating.state, rating.score) == (State.SECTION_MISSING, None)


def test_a_state_and_a_score_must_agree() -> None:
    with pytest.raises(ValueError, match="does not go with"):
        Rating("i", State.NOT_COVERED, 3, (), MACHINE, "d", "r", "machine")
    with pytest.raises(ValueError, match="does not go with"):
        Rating("i", State.SCORED, None, (), MACHINE, "d", "r", "machine")
