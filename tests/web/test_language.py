"""Dates as people of each language write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from liance.core.language import Language
from liance.web.language import listed, shown_date, shown_moment


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("2024-03-05", "2024年3月5日", "5 Mar 2024"),
        ("2024-03", "2024年3月", "Mar 2024"),
        ("2024", "2024年", "2024"),
        (date(2024, 12, 1), "2024年12月1日", "1 Dec 2024"),
        (None, "—", "—"),
        ("不详", "不详", "不详"),
    ],
)
def test_a_date_shows_to_the_precision_known(value: date | str | None, zh: str, en: str) -> None:
    assert shown_date(value, Language.ZH) == zh
    assert shown_date(value, Language.EN) == en


def test_an_instant_shows_in_the_time_of_china() -> None:
    late = datetime(2024, 12, 31, 18, 30, tzinfo=UTC)
    assert shown_moment(late, Language.ZH) == "2025年1月1日 02:30"


def test_names_are_listed_as_each_language_writes_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    for language, written in ((Language.ZH, "甲、乙"), (Language.EN, "甲, 乙")):
        monkeypatch.setattr("liance.web.language.current", lambda spoken=language: spoken)
        assert listed(["甲", "乙"]) == written
