"""Exact numbers and their display: fractions inside, half-up decimals outside."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def round_half_up(value: Fraction, places: int) -> Decimal:
    """Return ``value`` rounded half away from zero to ``places`` decimals (0-12).

    >>> round_half_up(Fraction(5, 2), 0), round_half_up(Fraction(35, 12), 2)
    (Decimal('3'), Decimal('2.92'))
    """
    if not 0 <= places <= 12:
        raise ValueError(f"places out of range: {places}")
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    signed = -whole if value < 0 else whole
    return Decimal(signed).scaleb(-places)


def exact(value: Fraction) -> str:
    """Return the exact value as ``n`` or ``n/d`` in lowest terms."""
    return str(value)
