"""The number marks that open a heading: 第一章, 一、, （一）, 1., 1.1, （1）, ①, #.

``ORDER`` is the usual nesting of official documents (GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）) with the
marks around it; a document may leave marks out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: Kinds of marks from the outermost to the innermost. ``1.1`` stands for decimals of any depth.
ORDER: Final = (
    "篇",
    "章",
    "节",
    "条",
    "一、",
    "（一）",
    "1 ",
    "1.",
    "1.1",
    "1.1.1",
    "1.1.1.1",
    "（1）",
    "1）",
    "①",
)

_RANK: Final = {kind: rank for rank, kind in enumerate(ORDER)}
_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_N: Final = "[零〇一二三四五六七八九十百两]{1,5}"
#: What follows a number when the digits are a quantity, not a mark.
_UNITS: Final = "亿万千百元个倍米吨公平度年月日分%％号项家台条次期版级户名人"

_PART: Final = re.compile(rf"第\s?({_N}|\d{{1,3}})\s?(编|篇|部分|章|节|条)(?=\s|$|[^\s，。；的])")
_CHINESE: Final = re.compile(rf"({_N})\s?[、．](?!{_N}[、，])")
_CHINESE_BRACKET: Final = re.compile(rf"[（(]\s?({_N})\s?[）)]\s?[、．.]?")
_DECIMAL: Final = re.compile(
    rf"(\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})[.．、]?(?:\s+(?![{_UNITS}])|(?=[一-鿿“《])(?![{_UNITS}]))"
)
# A dot before a four-digit year ("4.2025年底前") or a network generation ("1.5G基站") ends a mark.
_ARABIC: Final = re.compile(r"(\d{1,2})\s?[.．﹒、](?:(?!\d)|(?=\d{4}年|[2-6]G))")
_ARABIC_BRACKET: Final = re.compile(r"[（(]\s?(\d{1,2})\s?[）)]\s?[、．.]?")
_ARABIC_HALF_BRACKET: Final = re.compile(r"(\d{1,2})\s?[）)]")
_ARABIC_SPACE: Final = re.compile(r"(\d{1,2})\s+(?=[一-鿿])")
_PART_KIND: Final = {"编": "篇", "篇": "篇", "部分": "篇", "章": "章", "节": "节", "条": "条"}
#: Signs that hold number and frame in one: first code point, how many, kind.
_ONE_SIGN: Final = ((0x2460, 20, "①"), (0x2474, 20, "（1）"), (0x2488, 20, "1."), (0x3220, 10, "（一）"))
#: The first signs of all marks, as a set of a regular expression.
MARK_SIGNS: Final = r"第零〇一二三四五六七八九十百两（(\d①-⑳⑴-⒛㈠-㈩"
_CJK: Final = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A number mark: its kind (one of ``ORDER``), its number, and its length in the line."""

    kind: str
    number: int
    length: int


def rank_of(kind: str) -> int:
    """Return how deep marks of ``kind`` usually stand; Markdown marks (``#`` ...) come after all others."""
    return _RANK.get(kind, len(ORDER))


def chinese_number(text: str) -> int | None:
    """Return the value of a Chinese number below 1000 (or of Arabic digits), None where it is none.

    >>> [chinese_number(text) for text in ("十", "二十一", "一百零二", "十一一")]
    [10, 21, 102, None]
    """
    if text.isdecimal():
        return int(text)
    match = re.fullmatch(
        r"(?:([一二两三四五六七八九])百)?[零〇]?(?:([一二三四五六七八九]?)(十))?([一二三四五六七八九]?)", text
    )
    if not match or not text:
        return None
    hundreds, tens, ten, ones = match.groups()
    return (
        100 * _DIGITS.get(hundreds or "零", 0)
        + (10 * _DIGITS.get(tens or "一", 1) if ten else 0)
        + _DIGITS.get(ones or "零", 0)
    )


def read_mark(line: str) -> Mark | None:
    """Return the mark that opens ``line`` (folded, no leading space), None where none does.

    A mark needs Chinese text after it: a lone number, a date or a quantity opens no heading.
    """
    mark = _mark(line)
    if mark is None or not _CJK.search(line, mark.length):
        return None
    return mark


def _mark(line: str) -> Mark | None:
    if match := _PART.match(line):
        number = chinese_number(match[1])
        kind = _PART_KIND[match[2]]
        # 第一条 is followed by a space; 第一条产业链 is a phrase.
        if number is not None and (kind != "条" or line[match.end() : match.end() + 1].isspace()):
            return Mark(kind, number, match.end())
    for pattern, kind in (
        (_CHINESE, "一、"),
        (_CHINESE_BRACKET, "（一）"),
        (_ARABIC_BRACKET, "（1）"),
        (_ARABIC_HALF_BRACKET, "1）"),
        (_ARABIC, "1."),
    ):
        if match := pattern.match(line):
            number = chinese_number(match[1])
            return None if number is None else Mark(kind, number, match.end())
    if match := _DECIMAL.match(line):
        parts = re.split("[.．]", match[1])
        return Mark("1" + ".1" * (len(parts) - 1), int(parts[-1]), match.end())
    if match := _ARABIC_SPACE.match(line):
        return Mark("1 ", int(match[1]), match.end())
    for first, count, kind in _ONE_SIGN:
        if first <= ord(line[:1] or " ") < first + count:
            return Mark(kind, ord(line[0]) - first + 1, 1)
    return None
