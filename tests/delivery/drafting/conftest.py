"""Small regions with round figures, so that every gap can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from liance.delivery.drafting.profile import Profile, ProfileBook, read_profiles
from liance.packs.library import Library
from liance.packs.worksheet import Worksheet
from liance.plans.documents.grids import read_grids

LIBRARY = Library()
HEAD = "地区,级别,年份,指标,数值,单位,口径,来源\n"


@pytest.fixture(scope="session")
def book() -> ProfileBook:
    profile = LIBRARY.profile("regional-profile")
    return ProfileBook(profile, LIBRARY.indicators(profile.catalogue))


Read = Callable[[str], tuple[tuple[Profile, ...], list[Any]]]


@pytest.fixture(scope="session")
def read(book: ProfileBook) -> Read:
    """Read rows of a table."""

    def call(rows: str) -> tuple[tuple[Profile, ...], list[Any]]:
        (grid,) = read_grids("t.csv", (HEAD + rows).encode())
        return read_profiles(grid, book)

    return call


def rows(region: str, indicator: str, values: dict[int, object], unit: str, level: str = "省级") -> str:
    """Return the rows of one series."""
    return "".join(
        f"{region},{level},{year},{indicator},{value},{unit},,{region}台账\n"
        for year, value in values.items()
    )


def worksheet(**more: Any) -> Worksheet:
    """Return a worksheet of a small region."""
    base: dict[str, Any] = {"region": "甲省", "subject": "区块链", "period": {"start": 2025, "end": 2030}}
    return Worksheet.model_validate(base | more)
