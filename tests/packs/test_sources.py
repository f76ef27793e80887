"""The holder's list of sources: one place each, and names that can only be names."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from liance.packs.sources import Source, Sources


@pytest.mark.parametrize(
    ("facts", "sound"),
    [
        ({"csv": "a.csv"}, True),
        ({"database": "a.sqlite", "table": "婚姻登记"}, True),
        ({"database": "a.sqlite", "table": "civil.marriage"}, True),
        ({"database": "a.sqlite"}, False),
        ({"table": "a"}, False),
        ({"csv": "a.csv", "table": "a"}, False),
        ({}, False),
    ],
)
def test_a_source_names_one_place(facts: dict[str, str], sound: bool) -> None:
    assert Source.model_validate(facts).is_sound is sound


@pytest.mark.parametrize("name", ['a"; DROP TABLE x', "a b", "1a", "", "a.b.c", "a-b", "a" * 200, "a\n"])
def test_no_name_is_more_than_a_name(name: str) -> None:
    for facts in (
        {"database": "a", "table": name},
        {"csv": "a", "subject": name},
        {"csv": "a", "fields": {"state": name}},
    ):
        with pytest.raises(ValidationError):
            Source.model_validate(facts)


def test_a_list_is_not_empty() -> None:
    with pytest.raises(ValidationError):
        Sources.model_validate({"sources": {}})
