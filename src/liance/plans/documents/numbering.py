"""Automatic list numbers of word-processor files, rendered back into text.

In a docx the 一、 of a heading is often not text but a rule in ``word/numbering.xml``. The rules are those
of ECMA-376 part 1, section 17.9 (numbering) and 17.18.59 (``ST_NumberFormat``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from liance.plans.documents.markup import End, Event, Start

#: Levels of a numbering definition (ECMA-376 17.9.6).
LEVELS = 9
#: Largest number that is written in words; beyond it every format falls back to decimal.
MAX_WORDED = 9_999

_DIGITS = "零一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_PLACEHOLDER = re.compile(r"%([1-9])")


def chinese_number(number: int, digits: str = _DIGITS, units: str = "十百千", zero: str = "零") -> str:
    """Return ``number`` (0-9999) in Chinese words.

    >>> chinese_number(12), chinese_number(105), chinese_number(20)
    ('十二', '一百零五', '二十')
    """
    if number == 0:
        return zero
    words: list[str] = []
    gap = False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        if gap:
            words.append(zero)
            gap = False
        leads_ten = place == 1 and digit == 1 and not words and units[0] == "十"
        words.append("" if leads_ten else digits[digit])
        words.append(units[place - 1] if place else "")
    return "".join(words)


def _letters(number: int, first: str) -> str:
    """Return a, b, ... z, aa, bb, ... as word processors count."""
    return chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    signs = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    written = []
    for value, sign in signs:
        written.append(sign * (number // value))
        number %= value
    return "".join(written)


def _cycle(number: int, signs: str) -> str:
    return signs[(number - 1) % len(signs)]


def _digitwise(number: int, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(number))


def _enclosed(number: int, first: str, last: int) -> str:
    return chr(ord(first) + number - 1) if number <= last else str(number)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": lambda n: chinese_number(n, zero="〇"),
    "chineseCountingThousand": chinese_number,
    "japaneseCounting": lambda n: chinese_number(n, zero="〇"),
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "chineseLegalSimplified": lambda n: chinese_number(n, _FORMAL_DIGITS, "拾佰仟"),
    "ideographDigital": lambda n: _digitwise(n, "〇" + _DIGITS[1:]),
    "japaneseDigitalTenThousand": lambda n: _digitwise(n, "〇" + _DIGITS[1:]),
    "taiwaneseDigital": lambda n: _digitwise(n, "○" + _DIGITS[1:]),
    "ideographTraditional": lambda n: _cycle(n, _STEMS),
    "ideographZodiac": lambda n: _cycle(n, _BRANCHES),
    "ideographEnclosedCircle": lambda n: _enclosed(n, "㊀", 10),
    "decimalZero": lambda n: f"{n:02}",
    "decimalFullWidth": lambda n: _digitwise(n, "０１２３４５６７８９"),
    "decimalFullWidth2": lambda n: _digitwise(n, "０１２３４５６７８９"),
    "decimalEnclosedCircle": lambda n: _enclosed(n, "①", 20),
    "decimalEnclosedCircleChinese": lambda n: _enclosed(n, "①", 20),
    "decimalEnclosedParen": lambda n: _enclosed(n, "⑴", 20),
    "decimalEnclosedFullstop": lambda n: _enclosed(n, "⒈", 20),
    "upperLetter": lambda n: _letters(n, "A"),
    "lowerLetter": lambda n: _letters(n, "a"),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "none": lambda _n: "",
}


def format_number(number: int, style: str) -> str:
    """Return ``number`` in the ``ST_NumberFormat`` ``style``; unknown styles and sizes give decimals.

    >>> format_number(3, "chineseCounting"), format_number(4, "lowerRoman"), format_number(7, "decimal")
    ('三', 'iv', '7')
    """
    render = _FORMATS.get(style)
    if render is None or (style != "none" and not 1 <= number <= MAX_WORDED):
        return str(number)
    return render(number)


@dataclass(slots=True)
class ListLevel:
    """One level of a list definition: how its number starts, counts and looks."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    decimal_only: bool = False
    restarts: bool = True
    paragraph_style: str = ""


@dataclass(slots=True)
class _List:
    """A ``w:num``: a use of an abstract list, with levels of its own where it overrides."""

    abstract: str = ""
    levels: dict[int, ListLevel] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class ListDefinitions:
    """What ``word/numbering.xml`` says: abstract lists, their uses, and links to list styles."""

    abstracts: dict[str, dict[int, ListLevel]] = field(default_factory=dict)
    lists: dict[str, _List] = field(default_factory=dict)
    style_links: dict[str, str] = field(default_factory=dict)


def whole_number(text: str | None, default: int = 0) -> int:
    """Return an attribute as a small whole number, or ``default`` where it is none."""
    if text is not None and re.fullmatch(r"-?[0-9]{1,9}", text):
        return int(text)
    return default


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether an on/off property (ECMA-376 17.17.4) is on: it is unless ``val`` says otherwise."""
    return attributes.get("val", "true") not in ("0", "false", "off", "none")


def read_definitions(events: Iterable[Event]) -> ListDefinitions:
    """Return the list definitions in the events of ``word/numbering.xml``."""
    known = ListDefinitions()
    abstract_id = ""
    use = _List()
    inside_use = False
    overridden = 0
    level = ListLevel()
    for event in events:
        if isinstance(event, End):
            if event.name == "num":
                inside_use = False
            continue
        if not isinstance(event, Start):
            continue
        value = event.attributes.get("val", "")
        match event.name:
            case "abstractNum":
                abstract_id = event.attributes.get("abstractNumId", "")
                known.abstracts[abstract_id] = {}
            case "numStyleLink":
                known.style_links[abstract_id] = value
            case "num":
                use = known.lists[event.attributes.get("numId", "")] = _List()
                inside_use = True
            case "abstractNumId":
                use.abstract = value
            case "lvlOverride":
                overridden = whole_number(event.attributes.get("ilvl"))
            case "startOverride":
                use.starts[overridden] = whole_number(value, 1)
            case "lvl":
                level = ListLevel()
                place = whole_number(event.attributes.get("ilvl"))
                levels = use.levels if inside_use else known.abstracts.setdefault(abstract_id, {})
                levels[place] = level
            case "start":
                level.start = whole_number(value, 1)
            case "numFmt":
                level.style = value
            case "lvlText":
                level.pattern = value
            case "suff":
                level.suffix = value
            case "isLgl":
                level.decimal_only = is_on(event.attributes)
            case "lvlRestart":
                level.restarts = value != "0"
            case "pStyle":
                level.paragraph_style = value
            case _:
                pass
    return known


class ListCounter:
    """Counts the list items of one document in reading order.

    Args:
        known: The document's list definitions.
        list_of_style: The list id (``w:numId``) that a numbering style names, for linked lists.
    """

    def __init__(self, known: ListDefinitions, list_of_style: Mapping[str, str]) -> None:
        self._known = known
        self._list_of_style = list_of_style
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of_style(self, list_id: str, style: str) -> int:
        """Return the level that a list ties to the paragraph style ``style``, else 0."""
        for place, level in sorted(self._levels(list_id)[1].items()):
            if level.paragraph_style == style:
                return place
        return 0

    def _levels(self, list_id: str) -> tuple[str, dict[int, ListLevel]]:
        use = self._known.lists.get(list_id)
        if use is None:
            return "", {}
        abstract = use.abstract
        link = self._known.style_links.get(abstract)
        if link is not None:
            linked = self._known.lists.get(self._list_of_style.get(link, ""))
            abstract = linked.abstract if linked is not None else abstract
        return abstract, {**self._known.abstracts.get(abstract, {}), **use.levels}

    def next_label(self, list_id: str, place: int) -> str:
        """Count one item of the list at level ``place`` (0-8) and return its written label.

        The label ends with what parts it from the text: nothing after a Chinese mark (``一、``), else a
        space. Lists that are not defined give an empty label.
        """
        abstract, levels = self._levels(list_id)
        level = levels.get(place)
        if level is None or not 0 <= place < LEVELS:
            return ""
        counts = self._counts.setdefault(abstract, [None] * LEVELS)
        starts = self._known.lists[list_id].starts
        if place in starts and (list_id, place) not in self._begun:
            counts[place] = None
        self._begun.add((list_id, place))
        first = starts.get(place, level.start)
        held = counts[place]
        counts[place] = first if held is None else held + 1
        for deeper in range(place + 1, LEVELS):
            if levels.get(deeper, level).restarts:
                counts[deeper] = None
        return self._render(level, levels, counts)

    def _render(self, level: ListLevel, levels: dict[int, ListLevel], counts: list[int | None]) -> str:
        if level.style == "bullet":
            sign = level.pattern.strip()[:1]
            # Symbol fonts put their bullets into the private use area.
            return "● " if not sign or "\ue000" <= sign <= "\uf8ff" else f"{sign} "

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            shown = levels.get(place, level)
            count = counts[place]
            style = "decimal" if level.decimal_only else shown.style
            return format_number(shown.start if count is None else count, style)

        label = _PLACEHOLDER.sub(number, level.pattern)
        if not label or level.suffix == "nothing" or label[-1] in "、）】》．。":
            return label
        return f"{label} "
