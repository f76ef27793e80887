"""Packs of industry series: times, numbers and references are checked with their lines."""

from __future__ import annotations

import pytest

from liance.packs.library import Library
from liance.packs.reading import read_pack
from liance.packs.series import time_key

MANIFEST = "id: mine\nkind: series\nversion: 1.0.0\ntitle: {zh: 甲, en: A}\nlanguage: zh\nlicence: Apache-2.0\nengine: 0.1.0\n"
HEAD = "series:\n  - id: firms\n    name: {zh: 企业, en: firms}\n    source: {title: t}\n    points:\n"


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ("      - {time: 2017, value: 很多}\n", "series.not_a_number"),
        ("      - {time: 2017-13, value: 1}\n", "series.bad_time"),
        ("      - {time: 2021/2020, value: 1}\n", "series.bad_time"),
        ("      - {time: 2017, value: 1}\n      - {time: 2017, value: 2}\n", "series.repeated_time"),
        (
            "      - {time: 2017, value: 1}\n    stated:\n      - {later: 2018, percent: 3}\n",
            "series.unknown_time",
        ),
    ],
)
def test_mistakes_are_found(points, code):
    pack, findings = read_pack(
        {"pack.yaml": MANIFEST.encode(), "series.yaml": (HEAD + points).encode()}, "0.1.0"
    )
    assert pack is None
    assert findings[0].code == code
    assert findings[0].place.line >= 5


def test_the_shipped_pack_is_sound():
    assert Library().names_of("series") == ("blockchain-industry",)
    assert len(Library().series("blockchain-industry").content["series.yaml"].series) >= 10


def test_times_are_years_months_and_spans():
    assert [time_key(time) for time in (2021, "2021-06", "2020/2021", "x")] == [
        (2021, 12, 2021),
        (2021, 6, 2021),
        (2021, 12, 2020),
        None,
    ]
