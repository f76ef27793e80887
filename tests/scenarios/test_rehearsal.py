"""Scripts unrolled into actions."""

from __future__ import annotations

from liance.packs.library import Library
from liance.packs.script import Script
from liance.scenarios.rehearsal import acts_of, roles_of, start_of


def script(*steps: dict[str, object]) -> Script:
    return Script.model_validate(
        {
            "instance": "city",
            "start": "2026-01-05T09:00+08:00",
            "organisations": {
                "a": {"name": "甲", "roles": ("clerk",)},
                "b": {"name": "乙", "roles": ("clerk", "boss")},
            },
            "steps": steps,
        }
    )


STEP = {"who": "a/office/clerk", "do": "x.y", "record": "r"}


def test_time_passes_as_the_script_says() -> None:
    acts = list(acts_of(script(STEP, {**STEP, "days": 1, "wait": 0}, {**STEP, "wait": 5})))
    start = start_of(script(STEP))
    assert [act.time - start for act in acts] == [60_000, 86_460_000, 86_760_000]


def test_a_step_is_repeated_by_count_and_by_organisation() -> None:
    step = {
        **STEP,
        "who": "{org}/office/clerk",
        "record": "{org}/{n}",
        "fields": {"n": "{n}", "in": ["{org}"]},
    }
    acts = list(acts_of(script({**step, "everywhere": True, "times": 2})))
    assert [(act.role, act.record) for act in acts] == [
        ("city/a/office/clerk", "a/1"),
        ("city/b/office/clerk", "b/1"),
        ("city/a/office/clerk", "a/2"),
        ("city/b/office/clerk", "b/2"),
    ]
    assert acts[-1].fields == {"n": 2, "in": ["b"]}
    assert all(act.bulk for act in acts)


def test_only_organisations_with_the_role_take_a_step_of_their_own() -> None:
    acts = list(acts_of(script({**STEP, "who": "{org}/office/boss", "everywhere": True})))
    assert [act.role for act in acts] == ["city/b/office/boss"]
    one = list(acts_of(script({**STEP, "who": "b/office/boss", "record": "{org}", "everywhere": True})))
    assert [act.record for act in one] == ["a", "b"]


def test_roles_are_listed_with_their_organisation() -> None:
    assert roles_of(script(STEP)) == (
        ("city/a/office/clerk", "甲"),
        ("city/b/office/boss", "乙"),
        ("city/b/office/clerk", "乙"),
    )


def test_a_script_is_enlarged_near_to_the_number_wanted() -> None:
    directory = Library().pack("directory").part("script.yaml", Script)
    assert abs(sum(1 for _ in acts_of(directory, 10_000)) - 10_000) < 60
    assert len(directory.organisations) == 53
