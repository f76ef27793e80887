"""Tints of scores: none without a score, readable on both ends."""

from __future__ import annotations

from liance.reports.figures.options import SCALE
from liance.reports.report.tints import tint


def test_a_tint_is_that_of_the_figures() -> None:
    assert tint(None, 4)[0] == ""
    assert tint(0, 4)[0] == SCALE[0]
    assert tint(4, 4) == (SCALE[4], "#ffffff")
    assert tint(1, 4)[1] != "#ffffff"
