"""Growth recomputed from published series, and stated growth held against it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from liance.delivery.industry import Agreement, audit, growths
from liance.packs.library import Library
from liance.packs.series import IndustrySeries


def series(points, stated=(), measure="amount"):
    return IndustrySeries.model_validate(
        {
            "id": "x",
            "name": {"zh": "甲", "en": "x"},
            "source": {"title": "t"},
            "measure": measure,
            "points": tuple({"time": time, "value": value} for time, value in points),
            "stated": tuple(stated),
        }
    )


def test_growth_is_exact_and_yearly_growth_geometric():
    (growth,) = growths(series([(2017, 100), (2019, "121")]))
    assert growth.percent == 21
    assert growth.yearly == Decimal("10.000000")


def test_years_months_and_totals_are_never_mixed():
    found = growths(series([("2020/2021", 300), (2021, 200), (2020, 100), ("2021-06", 90), ("2021-03", 60)]))
    assert [(str(one.earlier.time), str(one.later.time), one.percent) for one in found] == [
        ("2021-03", "2021-06", 50),
        ("2020", "2021", 100),
    ]
    assert found[0].yearly is None


def test_an_index_changes_by_points():
    (growth,) = growths(series([("2020-04", "45.5"), ("2020-05", "63.0")], measure="index"))
    assert (growth.percent, growth.difference) == (None, Fraction(35, 2))


@pytest.mark.parametrize(
    ("percent", "agreement"),
    [
        (906, "agrees"),
        ("906.2", "agrees"),
        (907, "contradicts"),
        (901, "contradicts"),
        ("906.1", "truncated"),
    ],
)
def test_stated_growth_is_held_against_the_values(percent, agreement):
    (audited,) = audit(
        series([(2017, 4869), (2021, 48991)], [{"earlier": 2017, "later": 2021, "percent": percent}])
    )
    assert audited.agreement.value == agreement


def test_a_cut_off_growth_is_told_apart():
    (audited,) = audit(
        series([(2017, 1000), (2018, 1999)], [{"earlier": 2017, "later": 2018, "percent": 99}])
    )
    assert audited.agreement is Agreement.TRUNCATED


def test_growth_within_a_total_implies_another_total():
    stated = [{"later": 2021, "within": "2020/2021", "percent": "24.6"}]
    (audited,) = audit(series([("2020/2021", 1154), (2021, 336)], stated))
    assert audited.agreement is Agreement.CONTRADICTS
    assert round(audited.implied) == 606
    (right,) = audit(series([("2020/2021", 606), (2021, 336)], stated))
    assert right.agreement is Agreement.AGREES


def test_the_shipped_figures_show_the_two_known_contradictions():
    shipped = Library().series("blockchain-industry").content["series.yaml"].series
    found = [
        audited.series
        for one in shipped
        for audited in audit(one)
        if audited.agreement is Agreement.CONTRADICTS
    ]
    assert found == ["firms", "cases"]
