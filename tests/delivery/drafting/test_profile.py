"""Profiles: a bad cell costs its row and says where it stands; nothing is guessed."""

from __future__ import annotations

import doctest
import io
from fractions import Fraction

import pytest
from openpyxl import Workbook

from liance.core.language import Language
from liance.delivery.drafting import profile
from liance.delivery.drafting.profile import ProfileBook, merged, read_profiles
from liance.plans.documents.grids import read_grids

from .conftest import HEAD, Read


def codes(findings: list[object]) -> list[str]:
    return [finding.code for finding in findings]  # type: ignore[attr-defined]


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(profile).failed == 0


def test_figures_are_exact_and_in_base_units(read: Read) -> None:
    (own,), findings = read("甲省,省级,2024,营业收入,9.5,亿元,,台账\n甲省,,2024,常住人口,3460,万人,,年鉴\n")
    assert findings == []
    assert own.level == "province"
    revenue, people = own.latest("revenue"), own.latest("population")
    assert revenue is not None
    assert people is not None
    assert revenue.value == Fraction(950_000_000)
    assert people.value == 34_600_000
    assert revenue.place.label() == "t.csv!E2"


@pytest.mark.parametrize(
    ("row", "code", "label"),
    [
        ("甲省,省级,2024,备案数量级,9,项,,台账", "profile.unknown_indicator", "t.csv!D2"),
        ("甲省,省级,2024,备案,约9,项,,台账", "profile.bad_number", "t.csv!E2"),
        ("甲省,省级,2024,备案,,项,,台账", "profile.bad_number", "t.csv!E2"),
        ("甲省,省级,2024,备案,-3,项,,台账", "profile.below_zero", "t.csv!E2"),
        ("甲省,省级,去年,备案,9,项,,台账", "profile.bad_year", "t.csv!C2"),
        ("甲省,省级,3024,备案,9,项,,台账", "profile.bad_year", "t.csv!C2"),
        ("甲省,省级,2024,备案,9,亿元,,台账", "profile.bad_unit", "t.csv!F2"),
        ("甲省,乡级,2024,备案,9,项,,台账", "profile.bad_level", "t.csv!B2"),
        ("甲省,省级,2024,备案,9,项,,", "profile.no_source", "t.csv!H2"),
    ],
)
def test_each_bad_cell_is_named(read: Read, row: str, code: str, label: str) -> None:
    _, findings = read(row + "\n")
    assert codes(findings) == [code]
    assert findings[0].place.label() == label
    assert findings[0].advice(Language.ZH)
    assert findings[0].message(Language.EN)


def test_two_values_of_one_year_are_both_left_out(read: Read) -> None:
    (own,), findings = read("甲省,省级,2024,备案,9,项,,台账\n甲省,省级,2024,备案,11,项,,年报\n")
    assert codes(findings) == ["profile.two_values"]
    assert own.figures == ()


def test_a_table_without_its_columns_is_refused(book: ProfileBook) -> None:
    (grid,) = read_grids("t.csv", "地区,数值\n甲省,3\n".encode())
    profiles, findings = read_profiles(grid, book)
    assert profiles == ()
    assert codes(findings) == ["profile.no_column", "profile.no_column"]


def test_a_workbook_gives_the_same_profile_and_its_merged_cells_are_told(
    book: ProfileBook, read: Read
) -> None:
    sheet = Workbook()
    page = sheet.active
    assert page is not None
    page.append(HEAD.strip().split(","))
    page.append(["甲省", "省级", 2024, "备案", 9, "项", "", "台账"])
    page.append(["甲省", "省级", 2024, "营业收入", 0.1, "亿元", "", "台账"])
    page.merge_cells("A2:A3")
    stream = io.BytesIO()
    sheet.save(stream)
    (grid,) = read_grids("t.xlsx", stream.getvalue())
    (own,), findings = read_profiles(grid, book)
    assert codes(findings) == ["profile.merged"]
    assert [figure.value for figure in own.figures] == [Fraction(9)]


def test_traits_are_lists_with_their_source(read: Read) -> None:
    (own,), findings = read("甲省,省级,2024,优势产业,煤炭、医药；煤炭,,,台账\n")
    assert findings == []
    assert own.traits == {"industries": ("煤炭", "医药")}
    assert own.trait_sources == {"industries": "台账；t.csv 第2行"}


def test_tables_of_one_region_are_joined_and_the_first_counts(read: Read) -> None:
    first, _ = read("甲省,省级,2024,备案,9,项,,台账\n")
    second, _ = read("甲省,省级,2024,备案,7,项,,年报\n甲省,省级,2023,备案,5,项,,年报\n")
    (own,) = merged([*first, *second])
    assert [(figure.year, figure.value) for figure in own.series("filing")] == [(2023, 5), (2024, 9)]


def test_a_catalogue_that_names_nothing_known_is_an_error(book: ProfileBook) -> None:
    broken = book.profile.model_copy(
        update={"entries": (book.profile.entries[0].model_copy(update={"indicator": "no-such"}),)}
    )
    from .conftest import LIBRARY

    with pytest.raises(ValueError, match="no-such"):
        ProfileBook(broken, LIBRARY.indicators("plan-indicators"))
