"""Dates: years and their parts, spans, plan cycles (“十四五”末), relative terms (三年内), stages, 每年."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from liance.core.quantities.numerals import DIGITS, fold_width, parse_number
from liance.core.spans import Span

#: A printed year outside these bounds cannot be the year of a plan: its digits were damaged.
EARLIEST_YEAR = 1840
LATEST_YEAR = 2100
#: Longest span of years that 2021-2035 may mean where no 年 stands behind it.
_LONGEST_SPAN = 40


class Precision(StrEnum):
    """The smallest unit of time that the text names."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    SPAN = "span"
    NONE = "none"


class DateSource(StrEnum):
    """How the text names the time.

    ``EXPLICIT``: a year or plan cycle; ``RELATIVE``: counted from the plan's date; ``STAGE``: 近期, 第一阶段;
    ``RECURRING``: 每年.
    """

    EXPLICIT = "explicit"
    RELATIVE = "relative"
    STAGE = "stage"
    RECURRING = "recurring"


class DateRole(StrEnum):
    """What the time does in its sentence.

    ``BY``: 到, 底前; ``IN``: a time within which; ``SINCE``: 自, 以来, 起; ``AS_OF``: 截至, a state reached;
    ``AGAINST``: 比, 较, a year compared with.
    """

    BY = "by"
    IN = "in"
    SINCE = "since"
    AS_OF = "as_of"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time that a sentence names, at ``span`` (with its preposition), ``printed`` without it.

    ``year`` is the (last) year, None where none is known: corrupt digits, stages, 每年, relative times
    without a base. ``start_year`` is the first year of a span or plan cycle. ``month`` (1-12) and ``day``
    (1-31) as printed; ``years_ahead`` is the number of years that a relative time lies after its base.
    ``corrupt`` marks a year that cannot be (3134年, 0402年).
    """

    span: Span
    printed: str
    year: int | None
    start_year: int | None = None
    month: int | None = None
    day: int | None = None
    precision: Precision = Precision.YEAR
    source: DateSource = DateSource.EXPLICIT
    role: DateRole = DateRole.IN
    years_ahead: int | None = None
    corrupt: bool = False

    def resolved(self, base: date | None) -> Deadline:
        """Return the deadline with its year counted from ``base``, unchanged if it is not relative."""
        if base is None or self.years_ahead is None or self.year is not None:
            return self
        start = base.year if self.precision is Precision.SPAN else None
        return replace(self, year=base.year + self.years_ahead, start_year=start)


#: A year left blank in a draft: 20XX年.
_BLANK_YEAR = r"20[XxＸ×*]{2}|[XxＸ×*]{4}"
_CN_YEAR = r"[一二][零〇一二三四五六七八九]{3}"
_DASH = r"\s?(?:[-—–―－~]{1,2}|至|到)\s?"
_LEAD = (
    r"(?:(?P<against>(?:相?较于?|相?比|与(?=[^，。]{4,6}年?相?比)|以)\s?)|(?P<asof>截至目前[，,]?|截至|截止到?)"
    r"|(?P<since>自|从)|(?P<by>(?:力争|争取|确保|预计|计划|努力)?(?<!达)到|至|(?:力争|争取)(?:在|于|用)?)|(?P<in>在|于))?\s?"
)
_TAIL = (
    r"(?P<part>\s?(?:年?(?:年底|年末|年初|年中|[底末初](?![步期级心]))|上半年|下半年|[前第]?[一二三四1-4]季度末?))?"
    r"(?P<tail>(?:之|以)?前(?![列沿瞻景提])|以来|起(?!来|步|草|到|重)|开始|底)?"
)
_YEAR = re.compile(
    rf"{_LEAD}(?<!\d)(?P<y1>\d{{4}}|{_CN_YEAR}|{_BLANK_YEAR})\s?(?:(?:年(?P<part1>底|末|初)?)?{_DASH}(?P<y2>\d{{4}}|{_CN_YEAR}|{_BLANK_YEAR}|\d{{2}}(?=\s?年)))?"
    rf"(?P<nian>\s?年(?!历史|文明|积淀)(?:\s?(?:\d{{1,2}}月?[-—–~至到]{{1,2}})?(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月"
    rf"(?:份|\s?(?P<day>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})日)?)?{_TAIL})?"
)
_CYCLE = re.compile(
    rf"{_LEAD}(?:(?P<quote>[“\"‘「])?(?P<cycle>十[一二三四五六七八九]|[一二三四五六七八九十])五[”\"’」]?|第(?P<nth>十[一二三四五六七八九])个五年规划(?=期|末|时期))"
    r"(?P<end>规划期?末|规划期间|规划期|计划期末|期末|末期?|期间|时期|以来|收官之年|收官|初期|初|中后期|中期|前期|后期|前三年|后两年|前两年|后三年)?"
)
_COUNT = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
_RELATIVE = re.compile(
    rf"(?:(?P<ahead>未来|今后|接下来|此后)的?(?P<n1>{_COUNT})(?:{_DASH}(?P<m1>{_COUNT}))?年(?:左右)?(?:的?时间)?(?:之内|以内|内|间)?"
    rf"|(?:力争)?(?P<use>用|利用|通过|经过)(?P<n2>{_COUNT})(?:{_DASH}(?P<m2>{_COUNT}))?(?:个)?年(?:左右)?的?(?:时间|努力|左右)"
    rf"|(?<![近过去\d个])(?P<n3>{_COUNT})(?:{_DASH}(?P<m3>{_COUNT}))?年(?:之内|以内|内(?!部|涵|容|生)|时间内)"
    r"|(?P<this>今年|本年度?|当年)(?:年?[底末])?(?:之?前|内)?|(?P<next>明年)(?:年?[底末])?(?:之?前|内)?"
    r"|(?P<last>去年|(?<![以及])上年|上一年)(?:年?[底末])?|(?<![\d〇零一二三四五六七八九十今明每去当半全多几周千百])(?P<within>年内(?!部|涵|容|生)|年[底末](?:之?前)?))"
)
_RECURRING = re.compile(r"每一?年度?|年均|逐年")
_STAGE = re.compile(
    r"(?P<stage>近期|中期|远期|近中期|中远期|中长期|短期|长期|第[一二三四]阶段|[一二三]期)"
    r"(?=目标|任务[：:]|[（(：:]|阶段)"
)
_BLANK = re.compile(r"[XxＸ×*]")
_COMPARED = re.compile(r"的?(?:\d+(?:\.\d+)?|[一二两三四五六七八九十]+)倍|的?(?:不变价|基础上|水平)")
#: What every time has one of, and what every year is written with: they tell quickly that a text has none.
_ANY = re.compile(r"[年五期]|阶段|\d{4}")
_ANY_RELATIVE = re.compile(
    r"年(?:之内|以内|内|时间内|[底末])|[今当明去上本]年|上一年|[用过来后]的?[\d一二两三四五六七八九十]"
)
#: Longest preposition before a year, in code points, and some to spare.
_LONGEST_LEAD = 8
_ANY_YEAR = re.compile(rf"\d{{4}}|{_CN_YEAR}|{_BLANK_YEAR}")
_FEW = {"初", "初期"}


def find_dates(text: str, base: date | None = None) -> tuple[Deadline, ...]:
    """Return the times that ``text`` names, in order and not overlapping.

    Full-width figures are read as they are; offsets are code points into ``text``. ``base`` is the plan's
    date, against which relative times are resolved; without it they have no year.
    """
    return find_folded_dates(fold_width(text), base)


def find_folded_dates(text: str, base: date | None = None) -> tuple[Deadline, ...]:
    """Do as ``find_dates`` for a text whose widths are folded already."""
    if _ANY.search(text) is None:
        return ()
    found: list[Deadline] = []
    if ("年" in text or "-" in text or "—" in text) and _ANY_YEAR.search(text):
        found.extend(filter(None, map(_read_year, _years(text))))
    if "五" in text:
        found.extend(filter(None, map(_read_cycle, _CYCLE.finditer(text))))
    if "年" in text:
        if _ANY_RELATIVE.search(text):
            found.extend(_read_relative(match).resolved(base) for match in _RELATIVE.finditer(text))
        found.extend(_read_recurring(match) for match in _RECURRING.finditer(text))
    if "期" in text or "阶段" in text:
        found.extend(_read_stage(match) for match in _STAGE.finditer(text))
    found.sort(key=lambda deadline: (deadline.span.start, -deadline.span.end))
    kept: list[Deadline] = []
    for deadline in found:
        if not kept or deadline.span.start >= kept[-1].span.end:
            kept.append(deadline)
    return tuple(kept)


def _years(text: str) -> Iterator[re.Match[str]]:
    """Yield the years of a text: each is sought from a little before its digits on, not from everywhere."""
    end = 0
    while digits := _ANY_YEAR.search(text, end):
        match = _YEAR.search(text, max(end, digits.start() - _LONGEST_LEAD))
        if match is None:
            return
        yield match
        end = match.end()


def _year_number(printed: str) -> int:
    if printed.isdigit() and printed.isascii():
        return int(printed)
    return int("".join(str(DIGITS[char]) for char in printed))


def _small_number(printed: str | None) -> int | None:
    if printed is None:
        return None
    number = parse_number(printed)
    return None if number is None else int(number.high or number.value)


def _read_year(match: re.Match[str]) -> Deadline | None:
    second = match["y2"]
    if match["nian"] is None and second is None:
        return None
    if _BLANK.search(match["y1"] + (second or "")):
        return _blank_year(match) if match["nian"] else None
    first = _year_number(match["y1"])
    last = first if second is None else _year_number(second)
    if second is not None and len(second) == 2:
        last += first // 100 * 100
    possible = all(EARLIEST_YEAR <= year <= LATEST_YEAR for year in (first, last)) and first <= last
    if match["nian"] is None and (not possible or last - first > _LONGEST_SPAN or first == last):
        return None
    printed_start = match.start("y1")
    printed = match.string[printed_start : match.end()]
    month, day = _small_number(match["month"]), _small_number(match["day"])
    part = (match["part"] or match["part1"] or "").strip()
    return Deadline(
        span=Span(match.start(), match.end()),
        printed=printed,
        year=last if possible else None,
        start_year=first if possible and second is not None else None,
        month=month,
        day=day,
        precision=_precision(second, month, day, part),
        role=_role(match, part),
        corrupt=not possible,
    )


def _blank_year(match: re.Match[str]) -> Deadline:
    """Return a time whose year a draft leaves blank (到20XX年底): stated, but unknown."""
    part = (match["part"] or match["part1"] or "").strip()
    return Deadline(
        span=Span(match.start(), match.end()),
        printed=match.string[match.start("y1") : match.end()],
        year=None,
        role=_role(match, part),
    )


def _precision(second: str | None, month: int | None, day: int | None, part: str) -> Precision:
    if second is not None:
        return Precision.SPAN
    if day is not None:
        return Precision.DAY
    if month is not None:
        return Precision.MONTH
    if "季度" in part:
        return Precision.QUARTER
    return Precision.HALF_YEAR if "半年" in part else Precision.YEAR


def _role(match: re.Match[str], part: str) -> DateRole:
    tail = match["tail"] or ""
    if _COMPARED.match(match.string, match.end()):
        return DateRole.AGAINST
    if match["asof"]:
        return DateRole.AS_OF
    if tail.startswith(("以来", "起", "开始")) or match["since"]:
        return DateRole.SINCE
    if match["by"] or tail or part.endswith(("底", "末")):
        return DateRole.BY
    return DateRole.AGAINST if match["against"] else DateRole.IN


_PERIOD_PARTS = {
    "前三年": (0, 2),
    "前两年": (0, 1),
    "后两年": (3, 4),
    "后三年": (2, 4),
    "初": (0, 0),
    "初期": (0, 1),
}


def _read_cycle(match: re.Match[str]) -> Deadline | None:
    """Read a five-year plan cycle; from the third plan on, plan n runs from 1951 + 5n to 1955 + 5n."""
    name = match["cycle"] or match["nth"]
    ordinal = _small_number(name)
    end = match["end"] or ""
    rest = match.string[match.end() : match.end() + 2]
    quoted = match["quote"] is not None
    long_name = len(name) == 2
    if ordinal is None or (not quoted and not long_name) or ordinal < 3:
        return None
    if not end and (
        not quoted or not long_name or not (rest[:1] in ("，", ",") or match["by"] or match["in"])
    ):
        return None
    start = match.start("quote" if quoted else "cycle" if match["cycle"] else "nth")
    if not quoted and match["cycle"] and match.string[max(0, start - 1) : start] in DIGITS:
        return None
    first = 1951 + 5 * ordinal
    low, high = _PERIOD_PARTS.get(end, (0, 4))
    role = DateRole.IN
    if match["asof"]:
        role = DateRole.AS_OF
    elif end == "以来" or match["since"]:
        role = DateRole.SINCE
    elif match["against"] and not end.endswith(("期间", "时期")):
        role = DateRole.AGAINST
    elif match["by"] or end.endswith(("末", "末期", "收官", "收官之年")):
        role = DateRole.BY
    return Deadline(
        span=Span(match.start(), match.end()),
        printed=match.string[start : match.end()],
        year=first + high,
        start_year=first + low,
        precision=Precision.SPAN,
        role=role,
    )


def _read_relative(match: re.Match[str]) -> Deadline:
    role = DateRole.BY
    if match["this"]:
        ahead: int | None = 0
    elif match["within"]:
        ahead = 0
    elif match["next"]:
        ahead = 1
    elif match["last"]:
        compared = match.string[max(0, match.start() - 1) : match.start()] in tuple("比较")
        ahead, role = -1, DateRole.AGAINST if compared else DateRole.AS_OF
    else:
        ahead = _small_number(
            match["m1"] or match["m2"] or match["m3"] or match["n1"] or match["n2"] or match["n3"]
        )
    several = not (match["this"] or match["within"] or match["next"] or match["last"])
    return Deadline(
        span=Span(match.start(), match.end()),
        printed=match[0],
        year=None,
        precision=Precision.SPAN if several else Precision.YEAR,
        source=DateSource.RELATIVE,
        role=DateRole.IN if several else role,
        years_ahead=ahead,
    )


def _read_recurring(match: re.Match[str]) -> Deadline:
    return Deadline(
        span=Span(match.start(), match.end()),
        printed=match[0],
        year=None,
        precision=Precision.NONE,
        source=DateSource.RECURRING,
    )


def _read_stage(match: re.Match[str]) -> Deadline:
    return Deadline(
        span=Span(match.start("stage"), match.end("stage")),
        printed=match["stage"],
        year=None,
        precision=Precision.NONE,
        source=DateSource.STAGE,
    )
