"""Scripts of scenarios: their shape, and that the shipped ones are sound."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from liance.packs.library import Library
from liance.packs.script import Script


@pytest.mark.parametrize("name", Library().names_of("scenario"))
def test_every_role_and_action_of_a_shipped_script_is_in_its_charter(name: str) -> None:
    from liance.packs.charter import Charter

    pack = Library().pack(name)
    script, charter = pack.part("script.yaml", Script), pack.part("charter.yaml", Charter)
    assert {role for one in script.organisations.values() for role in one.roles} <= set(charter.roles)
    assert {step.do for step in script.steps} <= set(charter.actions)


@pytest.mark.parametrize(
    "change",
    [
        {"start": "2026-01-05"},
        {"instance": "A City"},
        {"organisations": {}},
        {"steps": ()},
        {"steps": ({"who": "a/b", "do": "x.y", "record": "r"},)},
        {"steps": ({"who": "a/b/c", "do": "x", "record": "r"},)},
        {"steps": ({"who": "a/b/c", "do": "x.y", "record": "r", "wait": -1},)},
    ],
)
def test_other_shapes_are_refused(change: dict[str, object]) -> None:
    sound: dict[str, object] = {
        "instance": "city",
        "start": "2026-01-05T09:00+08:00",
        "organisations": {"a": {"name": "甲", "roles": ("c",)}},
        "steps": ({"who": "a/b/c", "do": "x.y", "record": "r"},),
    }
    assert Script.model_validate(sound)
    with pytest.raises(ValidationError):
        Script.model_validate({**sound, **change})
