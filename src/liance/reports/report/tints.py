"""The tint of a score in a table: the scale of the figures."""

from __future__ import annotations

from fractions import Fraction

from liance.reports.figures.options import DARK_FROM, scale_colour

_INK, _PAPER = "#1c2733", "#ffffff"


def tint(level: int | None, top: int) -> tuple[str, str]:
    """Return the colours of a field and of its text; empty and ink where there is no level."""
    if level is None or top < 1:
        return "", _INK
    dark = level > DARK_FROM * top
    return scale_colour(Fraction(level), Fraction(top)), _PAPER if dark else _INK
