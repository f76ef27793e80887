"""Time series of an industry: figures as published, with source and note, and the growth that the text states.

``series.yaml`` of a pack of kind ``series``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_SERIES, MAX_SERIES_POINTS
from liance.packs.model import Bilingual, LocalId, Source, _Frozen
from liance.packs.study import Number, parse_number
from liance.packs.yamlfile import YamlFile

NOT_A_VALUE = FindingKind(
    "series.not_a_number",
    Severity.ERROR,
    says=Text(
        zh="序列“{series}”的“{value}”不是可用的数", en="'{value}' of series '{series}' is not a usable number"
    ),
    advice=Text(zh="请写成 4869、53.6 或 1,154 这样的数", en="write numbers like 4869, 53.6 or 1,154"),
)
REPEATED_TIME = FindingKind(
    "series.repeated_time",
    Severity.ERROR,
    says=Text(zh="序列“{series}”中 {time} 出现了两次", en="{time} stands twice in series '{series}'"),
    advice=Text(zh="请删除其中一个，或分成两个序列", en="delete one, or make two series of it"),
)
UNKNOWN_TIME = FindingKind(
    "series.unknown_time",
    Severity.ERROR,
    says=Text(
        zh="序列“{series}”所述增长引用了没有的时间 {time}",
        en="a growth stated for series '{series}' refers to {time}, which it does not have",
    ),
    advice=Text(zh="请先写出这个时间的值", en="give the value of that time first"),
)
BAD_TIME = FindingKind(
    "series.bad_time",
    Severity.ERROR,
    says=Text(zh="序列“{series}”的时间 {time} 不成立", en="the time {time} of series '{series}' cannot be"),
    advice=Text(
        zh="请写成 2021、2021-06 或 2020/2021（前者不晚于后者）",
        en="write it as 2021, 2021-06 or 2020/2021, the earlier first",
    ),
)
TOO_MANY = FindingKind(
    "series.too_many",
    Severity.ERROR,
    says=Text(zh="数量超过上限 {bound}", en="there are more than the bound {bound}"),
    advice=Text(zh="请拆成几个数据包", en="split the pack"),
)

#: A year, a month, or a span of years of which the value is the total: 2021, 2021-06, 2020/2021.
Time = Annotated[str | int, Field(union_mode="left_to_right")]
_TIME = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>0[1-9]|1[0-2])|/(?P<last>[12]\d{3}))?")
Note = Annotated[str, StringConstraints(max_length=400)]


class SeriesPoint(_Frozen):
    """One published value; ``note`` says what is peculiar to it (to the end of June, first five batches)."""

    time: Time
    value: Number
    note: Bilingual | None = None


class StatedGrowth(_Frozen):
    """Growth in percent that the source states from one time to another.

    Where ``earlier`` is missing, the source compares with the year before ``later``; ``within`` then names a span
    whose total should hold both years.
    """

    later: Time
    earlier: Time | None = None
    within: Time | None = None
    percent: Number
    place: str = ""


class IndustrySeries(_Frozen):
    """A series with its source; ``unit`` as printed (亿元).

    Of an ``amount`` growth is in percent; of an ``index`` (0 to 100) only the difference in points means something.
    """

    id: LocalId
    name: Bilingual
    unit: Annotated[str, StringConstraints(max_length=20)] = ""
    measure: Literal["amount", "index"] = "amount"
    source: Source
    note: Bilingual | None = None
    points: Annotated[tuple[SeriesPoint, ...], Field(min_length=1)]
    stated: tuple[StatedGrowth, ...] = ()


class SeriesSet(_Frozen):
    """``series.yaml``: the series of one industry."""

    series: Annotated[tuple[IndustrySeries, ...], Field(min_length=1)]


def time_key(time: str | int) -> tuple[int, int, int] | None:
    """Return last year, month (12 where none is named) and first year of a time; None where it is none.

    >>> time_key("2020/2021"), time_key("2021-06"), time_key(2021)
    ((2021, 12, 2020), (2021, 6, 2021), (2021, 12, 2021))
    """
    match = _TIME.fullmatch(str(time))
    if match is None:
        return None
    first = int(match["year"])
    last = int(match["last"] or first)
    return (last, int(match["month"] or 12), first) if last >= first else None


def check_series(value: BaseModel, file: YamlFile) -> Iterator[Finding]:
    """Yield what is wrong with the numbers, times and references of series."""
    assert isinstance(value, SeriesSet)
    bounds = ((len(value.series), MAX_SERIES, "MAX_SERIES"),)
    points = sum(len(one.points) for one in value.series)
    for count, bound, name in (*bounds, (points, MAX_SERIES_POINTS, "MAX_SERIES_POINTS")):
        if count > bound:
            yield TOO_MANY.at(Place(file.name), bound=f"{name} = {bound}")
            return
    for index, series in enumerate(value.series):
        yield from _check_one(series, ("series", index), file)


def _check_one(series: IndustrySeries, path: tuple[str | int, ...], file: YamlFile) -> Iterator[Finding]:
    def place(*rest: str | int) -> Place:
        return Place(file.name, line=file.line_of((*path, *rest)))

    times: set[str] = set()
    for number, point in enumerate(series.points):
        if parse_number(point.value) is None:
            yield NOT_A_VALUE.at(place("points", number), series=series.id, value=point.value)
        if time_key(point.time) is None:
            yield BAD_TIME.at(place("points", number), series=series.id, time=point.time)
        if str(point.time) in times:
            yield REPEATED_TIME.at(place("points", number), series=series.id, time=point.time)
        times.add(str(point.time))
    for number, growth in enumerate(series.stated):
        if parse_number(growth.percent) is None:
            yield NOT_A_VALUE.at(place("stated", number), series=series.id, value=growth.percent)
        for time in (growth.later, growth.earlier, growth.within):
            if time is not None and str(time) not in times:
                yield UNKNOWN_TIME.at(place("stated", number), series=series.id, time=time)
