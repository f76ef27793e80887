"""Yearly growth between two figures, and a figure grown on: decimal, 28 digits, the same on every machine."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Final

_CONTEXT: Final = Context(prec=28)
_PLACES: Final = Decimal("0.000001")


def yearly_growth(first: Fraction, last: Fraction, years: int) -> Decimal | None:
    """Return the mean yearly growth rate (0.25 is 25 %), None where it has none (no years, a value of 0 or less).

    >>> yearly_growth(Fraction(100), Fraction(121), 2)
    Decimal('0.100000')
    """
    if years < 1 or first <= 0 or last <= 0:
        return None
    with localcontext(_CONTEXT):
        return ((_decimal(last / first).ln() / years).exp() - 1).quantize(_PLACES)


def grown(value: Fraction, rate: Decimal, years: int) -> Fraction:
    """Return ``value`` after ``years`` of growth by ``rate``.

    >>> grown(Fraction(100), Decimal("0.1"), 2)
    Fraction(121, 1)
    """
    return value * Fraction(1 + rate) ** years


def part_way(first: Fraction, last: Fraction, years: int, of: int) -> Fraction:
    """Return the value after ``years`` of even growth from ``first`` to ``last`` over ``of`` years (both above 0)."""
    if years >= of:
        return last
    with localcontext(_CONTEXT):
        factor = (_decimal(last / first).ln() * years / of).exp()
        return first * Fraction(factor.quantize(Decimal("0.000000000001")))


def percent(rate: Decimal) -> str:
    """Return a rate in percent with one decimal, half away from zero.

    >>> percent(Decimal("0.2345")), percent(Decimal("-0.0005"))
    ('23.5%', '-0.1%')
    """
    with localcontext(_CONTEXT):
        scaled = rate * 1000
        whole = int(abs(scaled) + Decimal("0.5"))
    sign = "-" if rate < 0 and whole else ""
    return f"{sign}{whole // 10}.{whole % 10}%"


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
