"""Numerals: Arabic and Chinese figures, mixed forms such as 1.2万亿, and loose ones such as 十余, 数百, 三五."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_FOLD = {
    **{code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)},
    **{code: code - 0xFEE0 for code in range(0xFF21, 0xFF3B)},
    **{code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)},
    0xFF05: ord("%"),
    0xFE6A: ord("%"),
    0xFF0B: ord("+"),
    0xFF0D: ord("-"),
    0x2212: ord("-"),
    0xFF0E: ord("."),
    0xFF0F: ord("/"),
    0xFF5E: ord("~"),
    0x301C: ord("~"),
    0x223C: ord("~"),
    0x25CB: ord("〇"),
    0x3000: ord(" "),
    0x00A0: ord(" "),
}

_WIDE = re.compile("[" + re.escape("".join(map(chr, _FOLD))) + "]")

#: Digits as written in official Chinese.
DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

#: Pattern of a multiplier after Arabic figures; 千 and 百 are left to units such as 千瓦 and 百分点.
MULTIPLIER = r"(?:[十百千]?万亿|[十百千]?[万亿](?!能)|[百千](?![瓦米克伏卡帕赫分]|字节|比特|兆))"
#: Pattern of Arabic figures with thousands separators and decimals; longer runs of digits are no amounts.
FIGURES = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|(?<!\d)\d{1,18}(?!\d))(?:\.\d{1,12})?"
#: Pattern of one loose or exact number, Arabic or Chinese.
NUMBER = (
    rf"(?:{FIGURES} ?(?:[余多](?=[十百千]?[万亿]))?{MULTIPLIER}?[余多]?"
    r"|[数几]?(?:(?:[一二两三四五六七八九]、(?=[二两三四五六七八九][个家项名所条座十百千万]))"
    r"?[零〇一二两三四五六七八九十百千万亿]{1,24})"
    r"(?:点[零〇一二三四五六七八九]{1,12})?(?:(?<=十)几|[余多])?(?:(?<=[余多几])(?:万亿|[万亿])|(?<=点.)[万亿]+|(?<=点..)[万亿]+)?[余多]?)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed: its exact value, the upper end if two are named (三五家), and how loose it is.

    ``loose`` is true for 余, 多, 几, 数: at least the value, not exactly. ``coefficient`` is the number
    before 万 or 亿 was applied, ``multiplier`` that factor (1 where none is printed).
    """

    value: Fraction
    high: Fraction | None = None
    loose: bool = False
    coefficient: Fraction = Fraction(0)
    multiplier: int = 1


def fold_width(text: str) -> str:
    """Return ``text`` with full-width figures, letters, percent and range signs made half-width; same length."""
    return text.translate(_FOLD) if _WIDE.search(text) else text


@lru_cache(maxsize=4_096)
def parse_number(text: str) -> Number | None:
    """Read one number such as ``1.2万亿``, ``三百二十``, ``十余``, ``数百``, ``三五`` or ``一、两``.

    Returns None where the characters are no number (``一二三``, ``万千``).
    """
    if text[:1].isascii():
        return _parse_arabic(text.replace(" ", ""))
    return _parse_loose_chinese(text)


def _factor(words: str) -> int:
    factor = 1
    for word in words:
        factor *= _TENS.get(word) or _MYRIADS[word]
    return factor


_ARABIC = re.compile(rf"({FIGURES})([余多])?((?:[十百千万亿])*)([余多])?")


def _parse_arabic(text: str) -> Number | None:
    match = _ARABIC.fullmatch(text)
    if match is None:
        return None
    figures = match[1].replace(",", "")
    coefficient = Fraction(int(figures)) if figures.isdigit() else Fraction(figures)
    factor = _factor(match[3])
    return Number(
        coefficient * factor, None, bool(match[2] or match[4]), coefficient=coefficient, multiplier=factor
    )


def _parse_loose_chinese(text: str) -> Number | None:
    loose = False
    if text[0] in "数几":
        loose, text = True, "一" + text[1:]
    body = text.rstrip("余多")
    loose = loose or body != text
    match = re.fullmatch(r"(.*?)([余多几])([万亿]+)", body)
    tail = 1
    if match:
        loose, body, tail = True, match[1], _factor(match[3])
    elif body.endswith("几"):
        loose, body = True, body[:-1]
    if "点" in body:
        return _parse_decimal(body, loose)
    pair = _parse_pair(body.replace("、", ""))
    if pair is not None:
        return Number(
            Fraction(pair[0] * tail), Fraction(pair[1] * tail), loose, coefficient=Fraction(pair[1])
        )
    value = _parse_chinese(body)
    if value is None:
        return None
    stem = body.rstrip("万亿")
    factor = _factor(body[len(stem) :]) * tail
    return Number(
        Fraction(value * tail), None, loose, coefficient=Fraction(value * tail, factor), multiplier=factor
    )


def _parse_decimal(text: str, loose: bool) -> Number | None:
    whole, _, rest = text.partition("点")
    digits = rest.rstrip("万亿")
    head = _parse_chinese(whole)
    if head is None or not digits:
        return None
    decimals = Fraction(int("".join(str(DIGITS[digit]) for digit in digits)), 10 ** len(digits))
    factor = _factor(rest[len(digits) :])
    coefficient = head + decimals
    return Number(coefficient * factor, None, loose, coefficient=coefficient, multiplier=factor)


_PAIR = re.compile(r"(.*?)([一二两三四五六七八九])([二两三四五六七八九])([十百千万亿]*)")


def _parse_pair(text: str) -> tuple[int, int] | None:
    """Read neighbouring digits as a range: 两三百, 十七八, 三五; None for any other numeral."""
    match = _PAIR.fullmatch(text)
    if match is None:
        return None
    head, first, second, tail = match.groups()
    if DIGITS[second] - DIGITS[first] != 1 and first + second != "三五":
        return None
    low, high = _parse_chinese(head + first + tail), _parse_chinese(head + second + tail)
    return None if low is None or high is None or (head and head[-1] in DIGITS) else (low, high)


def _parse_chinese(text: str) -> int | None:
    """Read a Chinese whole number; a last digit after 百, 千 or 万 counts in the next lower place (两千三)."""
    total = section = 0
    digit: int | None = None
    last = ceiling = 10**16
    zero = False
    for char in text:
        if char in DIGITS:
            if digit is not None:
                return None
            if DIGITS[char] == 0:
                zero = True
            else:
                digit = DIGITS[char]
            continue
        if char in _TENS:
            unit = _TENS[char]
            if unit >= ceiling:
                return None
            section += (1 if digit is None else digit) * unit
            last = ceiling = unit
        else:
            unit = _MYRIADS[char]
            amount = section + (digit or 0)
            if unit == 10**4 and total % 10**8:
                return None
            if unit == 10**8:
                total = (total + amount or 1) * unit
            else:
                total += (amount or 1) * unit
            section, last, ceiling = 0, unit, 10**16
        digit, zero = None, False
    if digit is None:
        return total + section if total + section or zero else None
    if last not in (10, 10**16) and not zero:
        return total + section + digit * last // 10
    return total + section + digit
