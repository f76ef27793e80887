"""Yearly reports on the work of a government: targets of a year against the results stated a year later.

The report of year Y states targets for Y and results of Y - 1. Which year a number belongs to comes from the nearest
word about time before it in its paragraph (今年, 去年, 2017年, 过去五年), else from the headings above it. A number of
several years (年均, 五年累计, “十二五”时期) or of a part of a year is never the number of a year.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.quantities import Kind, Op, Quantity, find_quantities
from liance.delivery.progress import assess
from liance.delivery.projects import (
    DeliveryStatus,
    Direction,
    Manner,
    Observation,
    Project,
    Stage,
    Verdict,
)
from liance.packs.model import IndicatorCatalogue
from liance.plans.structure import Outline, Statement, StatementKind

SEVERAL_YEARS = FindingKind(
    "national.several_years",
    Severity.INFO,
    says=Text(
        zh="“{quote}”是多年或不足一年的数据，不作为任何一年的目标或结果",
        en="'{quote}' is of several years or of part of one; it is no year's target or result",
    ),
    advice=Text(zh="如需使用，请另查当年数据", en="look up the year's own figure where it is needed"),
)
TWO_VALUES = FindingKind(
    "national.two_values",
    Severity.WARNING,
    says=Text(
        zh="{year} 年“{indicator}”有两个不同的数：“{first}”与“{second}”，采用先出现的",
        en="there are two values of '{indicator}' for {year}: '{first}' and '{second}'; the first is used",
    ),
    advice=Text(zh="请核对原文", en="check the text"),
)


@dataclass(frozen=True, slots=True)
class Watched:
    """An indicator that yearly reports state: its catalogue entry, and how its year is judged.

    ``falls`` is true where the printed number is a decrease (下降3.4%).
    """

    id: str
    name: Text
    unit: str
    kind: Kind
    manner: Manner
    direction: Direction
    falls: bool = False


#: The indicators of the delivery table, in the order of the reports.
WATCHED: tuple[Watched, ...] = (
    Watched("gdp", Text(zh="国内生产总值增长", en="GDP growth"), "%", Kind.GROWTH, Manner.RATE, Direction.UP),
    Watched(
        "price",
        Text(zh="居民消费价格涨幅", en="Consumer prices"),
        "%",
        Kind.GROWTH,
        Manner.RATE,
        Direction.DOWN,
    ),
    Watched(
        "jobs.urban",
        Text(zh="城镇新增就业", en="New urban jobs"),
        "人",
        Kind.INCREMENT,
        Manner.YEARLY,
        Direction.UP,
    ),
    Watched(
        "unemployment.registered",
        Text(zh="城镇登记失业率", en="Registered unemployment"),
        "%",
        Kind.SHARE,
        Manner.KEEP,
        Direction.DOWN,
    ),
    Watched(
        "unemployment.surveyed",
        Text(zh="城镇调查失业率", en="Surveyed unemployment"),
        "%",
        Kind.SHARE,
        Manner.KEEP,
        Direction.DOWN,
    ),
    Watched(
        "energy.intensity",
        Text(zh="单位国内生产总值能耗下降", en="Energy per unit of GDP, decrease"),
        "%",
        Kind.GROWTH,
        Manner.RATE,
        Direction.UP,
        falls=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of one year in a report; ``quote == text[start:end]``, ``sentence`` holds it.

    ``value`` is signed: a price that falls by 0.5 % is -0.5, energy per unit of GDP that falls by 3 % is 3.
    """

    indicator: str
    year: int
    op: Op
    value: Fraction
    value_max: Fraction | None
    unit: str
    source: str
    digest: str
    start: int
    end: int
    quote: str
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A year's target and its result, each None where the reports do not state it, and what came of it."""

    indicator: Watched
    year: int
    target: Figure | None
    result: Figure | None
    status: DeliveryStatus | None

    @property
    def verdict(self) -> Verdict:
        """The verdict; it cannot be judged where either number is not stated."""
        return self.status.verdict if self.status is not None else Verdict.UNKNOWN


_MARK = re.compile(
    r"(?P<several>[这近][两二三四五十]年(?!级)|过去的?[两二三四五十]年|(?:今后|未来|此后|前)[两二三四五十]年"
    r"|以来的?[两二三四五十]年|[两二三四五十]年(?:来|间|累计|共|城镇|新增)|十[一二三四五六七八九]五[”\"]?(?:时期|期间|前[一二三四]年|规划)"
    r"|到(?:19|20)\d\d年|年均|平均每年|近年来|长期以来|(?<!全年)累计)"
    r"|(?P<part>[上下]半年|[一二三四]季度|(?<!\d)\d{1,2}月份?)"
    r"|(?P<last>去年|过去的?一年|一年来|上一年)"
    r"|(?P<this>今年|本年)"
    r"|(?<![比较从自与])(?P<year>(?:19|20)\d\d)年"
)
_BREAK = re.compile(r"[，。；：、,;:!?！？\n“”\"—()（）]")
_SENTENCE_END = re.compile(r"[。；;!?！？]")
#: Words that may stand between the beginning of a clause and the name of the indicator.
_LEAD = re.compile(r"(?:全年|年末|年内|年底|全国|我国|预计|力争|实现|确保|底|末|的|是|-|\s)*")
#: Words that may stand between the name and its number.
_LINK = re.compile(
    r"(?:总水平|涨幅|增幅|增速|总量|要|将|力争|确保|实现|预期|实际|再|全年|继续"
    r"|增长|上涨|上升|下降|降低|减少|回落|控制|保持|稳定|维持|达到|超过|突破|低于|不超过|不低于|不高于|约|为|在|到|至|率|由|了"
    r"|[\d.]+\s*[万亿]*元，|(?:比|较)(?:上年|去年|\d{4}年)|同比|\s)*"
)
_FALL = re.compile(r"下降|降低|减少")
#: How far before a name its clause may begin, in code points.
_LEAD_REACH = 120
#: Numbers looked at after a name: a sum of money may stand before the growth rate.
_NUMBERS_TRIED = 3
#: How far around a number its sentence is shown, in code points.
_SENTENCE_REACH = 1_000
#: Longest sentence that is joined over a broken line, in code points.
_JOINED = 400


@dataclass(frozen=True, slots=True)
class _Passage:
    """A statement, or several that a broken line has torn apart, with the time that governs its beginning."""

    start: int
    end: int
    text: str
    default: int | None
    opens_paragraph: bool


def read_report(
    outline: Outline, year: int, catalogue: IndicatorCatalogue
) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
    """Return what the report of ``year`` states of the watched indicators for its year and the year before."""
    names = _names(catalogue)
    figures: dict[tuple[str, int], Figure] = {}
    findings: list[Finding] = []
    time: int | None = None
    for passage in _passages(outline, year):
        clock = _Clock(passage.text, year, passage.default if passage.opens_paragraph else time)
        quantities = find_quantities(passage.text)
        for watched, name in _mentions(passage.text, names):
            quantity = _number_of(watched, passage.text, name.end(), quantities)
            if quantity is None:
                continue
            stated = clock.at(name.start())
            if _is_of_several_years(passage.text[name.start() : quantity.span.start]):
                stated = None
            is_result = stated == year - 1
            figure = _figure(
                outline, passage, watched, name.start(), quantity, stated or 0, is_result=is_result
            )
            place = Place(figure.source, start=figure.start, end=figure.end)
            if stated is None:
                findings.append(SEVERAL_YEARS.at(place, quote=figure.quote))
            elif stated in (year, year - 1):
                first = figures.setdefault((watched.id, stated), figure)
                if (first.value, first.value_max) != (figure.value, figure.value_max):
                    findings.append(
                        TWO_VALUES.at(
                            place,
                            indicator=watched.name.zh,
                            year=stated,
                            first=first.quote,
                            second=figure.quote,
                        )
                    )
        time = clock.at(len(passage.text))
    return tuple(figures.values()), tuple(findings)


def delivery_table(reports: Mapping[int, Sequence[Figure]]) -> tuple[DeliveryLine, ...]:
    """Return a line per indicator and year whose own report and next report are both there.

    ``reports`` holds the figures by the report's year.
    """
    lines = []
    for watched in WATCHED:
        for year in sorted(reports):
            if year + 1 not in reports:
                continue
            target = _of(reports[year], watched.id, year)
            result = _of(reports[year + 1], watched.id, year)
            status = _judged(watched, target, result) if target is not None and result is not None else None
            lines.append(DeliveryLine(watched, year, target, result, status))
    return tuple(lines)


def _of(figures: Sequence[Figure], indicator: str, year: int) -> Figure | None:
    return next((one for one in figures if (one.indicator, one.year) == (indicator, year)), None)


def _judged(watched: Watched, target: Figure, result: Figure) -> DeliveryStatus:
    end = date(target.year, 12, 31)
    stage = Stage(
        end, target.op, target.value, target.value_max, target.source, target.start, target.end, target.quote
    )
    project = Project(
        id=f"national-{watched.id}-{target.year}",
        indicator=watched.name.zh,
        unit=watched.unit,
        kind=watched.kind,
        manner=watched.manner,
        direction=watched.direction,
        stages=(stage,),
        baseline=Fraction(0) if watched.manner is Manner.YEARLY else None,
        binding=False,
    )
    (status,) = assess(project, [Observation(end, result.value, result.unit, result.source)], end)
    return status


def _names(catalogue: IndicatorCatalogue) -> tuple[tuple[str, Watched], ...]:
    """Return every name of the watched indicators, also as written before the rewrites, longest first."""
    watched = {one.id: one for one in WATCHED}
    names: dict[str, Watched] = {}
    for indicator in catalogue.indicators:
        if indicator.id not in watched:
            continue
        for name in (indicator.name.zh, *indicator.synonyms):
            names[name] = watched[indicator.id]
            for old, new in catalogue.rewrites.items():
                if new in name:
                    names[name.replace(new, old)] = watched[indicator.id]
    return tuple(sorted(names.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def _mentions(text: str, names: Sequence[tuple[str, Watched]]) -> Iterator[tuple[Watched, re.Match[str]]]:
    """Yield the names that stand as the subject of a clause, in order; the longest name at a place counts."""
    by_name = dict(names)
    pattern = re.compile("|".join(re.escape(name) for name, _ in names))
    for match in pattern.finditer(text):
        window = text[max(0, match.start() - _LEAD_REACH) : match.start()]
        lead = _MARK.sub("", _BREAK.split(window)[-1])
        if _LEAD.fullmatch(lead):
            yield by_name[match[0]], match


def _number_of(watched: Watched, text: str, after: int, quantities: Sequence[Quantity]) -> Quantity | None:
    """Return the number that the clause gives the indicator, None where it gives none in its unit."""
    first = bisect_left(quantities, after, key=lambda quantity: quantity.number.start)
    for quantity in quantities[first : first + _NUMBERS_TRIED]:
        if quantity.unit != watched.unit:
            continue
        between = _MARK.sub("", text[after : quantity.number.start])
        return quantity if _LINK.fullmatch(between) and not _SENTENCE_END.search(between) else None
    return None


class _Clock:
    """The year that governs each place of a text, asked for from left to right; None where it is not one whole year."""

    def __init__(self, text: str, year: int, time: int | None) -> None:
        self._marks = list(_MARK.finditer(text))
        self._next = 0
        self._year = year
        self._time = time

    def at(self, place: int) -> int | None:
        while self._next < len(self._marks) and self._marks[self._next].start() < place:
            self._time = self._meant(self._marks[self._next])
            self._next += 1
        return self._time

    def _meant(self, mark: re.Match[str]) -> int | None:
        if mark.lastgroup == "last":
            return self._year - 1
        if mark.lastgroup == "this":
            return self._year
        return int(mark["year"]) if mark.lastgroup == "year" else None


def _is_of_several_years(words: str) -> bool:
    """Whether the words from name to number make it a mean or a sum of years; 比上年 does not."""
    return any(mark.lastgroup in ("several", "part") for mark in _MARK.finditer(words))


def _passages(outline: Outline, year: int) -> Iterator[_Passage]:
    """Yield the statements in order, those joined that a broken line has torn apart."""
    held: list[Statement] = []
    defaults = _defaults(outline, year)
    end = 0
    opens = True
    for statement in outline.statements:
        if statement.kind in (StatementKind.HEADING, StatementKind.TITLE):
            continue
        torn = (
            bool(held)
            and held[-1].section == statement.section
            and not re.search(r"[。！？；：!?;:]\s*$", outline.shown(held[-1]))
            and statement.view_end - held[0].view_start <= _JOINED
        )
        if held and not torn:
            yield _passage(outline, held, defaults, opens=opens)
            opens = "\n" in outline.view.text[end : statement.view_start] or outline.shown(held[-1]).endswith(
                "\n"
            )
            opens = opens or held[-1].section != statement.section
            held = []
        held.append(statement)
        end = statement.view_end
    if held:
        yield _passage(outline, held, defaults, opens=opens)


def _passage(
    outline: Outline, held: Sequence[Statement], defaults: Sequence[int | None], *, opens: bool
) -> _Passage:
    start, end = held[0].view_start, held[-1].view_end
    text = outline.view.text[start:end]
    return _Passage(start, end, text, defaults[held[0].section], opens or text.startswith("\n"))


def _defaults(outline: Outline, year: int) -> list[int | None]:
    """Return for each section the year that its heading, or the nearest one above with a time, names."""
    found: list[int | None] = []
    for section in outline.sections:
        heading = outline.headings[section.heading].text if section.heading is not None else ""
        if _MARK.search(heading) or section.parent is None:
            found.append(_Clock(heading, year, None).at(len(heading)))
        else:
            found.append(found[section.parent])
    return found


def _figure(
    outline: Outline,
    passage: _Passage,
    watched: Watched,
    start: int,
    quantity: Quantity,
    year: int,
    *,
    is_result: bool,
) -> Figure:
    text = passage.text
    span = outline.view.source_span(passage.start + start, passage.start + quantity.span.end)
    first = max(0, start - _SENTENCE_REACH)
    last = min(len(text), quantity.span.end + _SENTENCE_REACH)
    begins = max((mark.end() for mark in _SENTENCE_END.finditer(text, first, start)), default=first)
    ends = _SENTENCE_END.search(text, quantity.span.end, last)
    sentence = outline.view.source_span(
        passage.start + begins, passage.start + (ends.end() if ends else last)
    )
    fell = _FALL.search(text, start, quantity.number.start) is not None
    sign = 1 if watched.kind is not Kind.GROWTH or fell is watched.falls else -1
    ends_of_range = [quantity.value] if quantity.value_max is None else [quantity.value, quantity.value_max]
    values = sorted(sign * value for value in ends_of_range)
    # A result 控制在3.3% was 3.3 %, not at most that.
    held = quantity.op is Op.AT_MOST and "控制在" in text[start : quantity.number.start]
    return Figure(
        indicator=watched.id,
        year=year,
        op=Op.EXACT if is_result and held else quantity.op,
        value=values[0],
        value_max=values[1] if len(values) > 1 else None,
        unit=quantity.unit,
        source=outline.document.source,
        digest=outline.document.digest,
        start=span.start,
        end=span.end,
        quote=outline.document.quote(span),
        sentence_start=sentence.start,
        sentence_end=sentence.end,
    )
