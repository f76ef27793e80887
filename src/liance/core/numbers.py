"""Exact numbers and their display: fractions inside, half-up decimals outside."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from liance.core.language import Language

_SCALES: Final = ((Fraction(10**12), "万亿"), (Fraction(10**8), "亿"), (Fraction(10**4), "万"))
#: Most decimals before 万 or 亿: beyond them the number is written out.
_SCALE_PLACES: Final = 4


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


def decimal_text(value: Fraction) -> str:
    """Return ``value`` as plain decimal digits where these end, else as ``n/d``; nothing is rounded.

    >>> decimal_text(Fraction(49, 20)), decimal_text(Fraction(-1, 8)), decimal_text(Fraction(1, 3))
    ('2.45', '-0.125', '1/3')
    """
    rest, places = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    if rest != 1:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole = digits[: len(digits) - places] + ("." + digits[-places:] if places else "")
    return f"-{whole}" if value < 0 else whole


def number_words(value: Fraction, language: Language) -> str:
    """Return a number in 万 and 亿 (Chinese) or with commas (English), without rounding.

    >>> number_words(Fraction(2 * 10**12), Language.ZH), number_words(Fraction(12500), Language.EN)
    ('2万亿', '12,500')
    """
    if language is Language.EN:
        whole, point, rest = decimal_text(value).partition(".")
        return whole if "/" in whole else f"{int(whole):,}{point}{rest}"
    for scale, name in _SCALES:
        scaled = value / scale
        if abs(scaled) >= 1 and (scaled * 10**_SCALE_PLACES).denominator == 1:
            return decimal_text(scaled) + name
    return decimal_text(value)
