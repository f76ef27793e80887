"""Targets as people read them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from liance.core.language import Language
from liance.core.quantities import Kind, Op
from liance.delivery.indicators import IndicatorFinder
from liance.delivery.targets import Target
from liance.packs.library import Library
from liance.plans.documents.model import Level, Metadata
from liance.reports.target_tables import (
    TARGET_COLUMNS,
    TARGET_HEADS,
    deadline_words,
    number_words,
    target_row,
    target_sheet_row,
    value_words,
)


def target(**fields: object) -> Target:
    common: dict[str, object] = {
        "source": "a.txt", "quote": "平台10个", "start": 0, "end": 5, "indicator": "平台", "op": Op.EXACT,
        "value": Fraction(10), "value_max": None, "unit": "个", "kind": Kind.LEVEL,
    }  # fmt: skip
    return Target(**(common | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("240000000", "2.4亿"), ("100000000000", "1000亿"), ("11000000", "1100万"), ("9999", "9999"),
        ("14/5", "2.8"), ("123456789", "12345.6789万"), ("12345.5", "12345.5"), ("0", "0"),
    ],
)  # fmt: skip
def test_numbers_are_shown_in_large_numerals_without_rounding(value: str, shown: str) -> None:
    assert number_words(Fraction(value), Language.ZH) == shown


def test_english_numbers_have_commas() -> None:
    assert number_words(Fraction("1234567.5"), Language.EN) == "1,234,567.5"
    assert number_words(Fraction(1, 3), Language.EN) == "1/3"


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"op": Op.AT_LEAST, "value": Fraction(10**11), "unit": "元"}, "≥1000亿元"),
        ({"op": Op.RANGE, "value_max": Fraction(20)}, "10–20个"),
        ({"op": Op.RANK, "value": Fraction(3), "unit": "位", "kind": Kind.RANK}, "前3位"),
        ({"op": Op.ABOUT, "unit": "%"}, "≈10%"),
    ],
)
def test_values_are_written_with_their_comparator(fields: dict[str, object], shown: str) -> None:
    assert value_words(target(**fields), Language.ZH) == shown


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, "—"),
        ({"year": 2025, "deadline_source": "explicit"}, "2025年"),
        ({"year": 2025, "deadline_source": "inherited", "per_year": True}, "2025年（承前） 每年"),
        ({"corrupt_date": True}, "年份有误"),
    ],
)
def test_deadlines_say_where_they_come_from(fields: dict[str, object], shown: str) -> None:
    assert deadline_words(target(**fields), Language.ZH) == shown


def test_rows_follow_the_columns() -> None:
    metadata = Metadata(title="甲市规划", level=Level.CITY)
    match = IndicatorFinder(Library().indicators("plan-indicators")).match("省级平台", "个", Kind.LEVEL)
    row = dict(zip(TARGET_COLUMNS, target_row(target(value=Fraction(1, 3)), metadata, match), strict=True))
    assert (row["catalogue"], row["qualifier"], row["confidence"]) == ("platform", "省级", "0.7")
    assert row["value"] == "1/3"
    assert row["level"] == "city"
    assert row["corrupt_date"] == "false"
    assert row["year"] == ""
    sheet = dict(zip(TARGET_COLUMNS, target_sheet_row(target(), metadata, match, Language.ZH), strict=True))
    assert (sheet["value"], sheet["level"], sheet["per_year"]) == (10, "地市级", "否")
    assert sheet["catalogue"] == "平台"
    assert tuple(TARGET_HEADS) == TARGET_COLUMNS
