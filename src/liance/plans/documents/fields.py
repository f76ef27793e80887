"""The fields of ``Metadata`` as people name and write them, in front matter and in index tables."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from liance.core import limits
from liance.plans.documents.model import Level

#: What a key or a column is called -> the field of ``Metadata``.
NAMES: Mapping[str, str] = {
    "title": "title",
    "标题": "title",
    "issuer": "issuer",
    "发布机构": "issuer",
    "发文机关": "issuer",
    "发文机构": "issuer",
    "document_number": "document_number",
    "document number": "document_number",
    "文号": "document_number",
    "发文字号": "document_number",
    "published": "published",
    "date": "published",
    "发布日期": "published",
    "发布时间": "published",
    "成文日期": "published",
    "region": "region",
    "地区": "region",
    "region_code": "region_code",
    "行政区划代码": "region_code",
    "level": "level",
    "级别": "level",
    "subject": "subject",
    "subject technology": "subject",
    "主题技术": "subject",
    "period_start": "period_start",
    "规划起始年": "period_start",
    "规划期起": "period_start",
    "period_end": "period_end",
    "规划结束年": "period_end",
    "规划期止": "period_end",
}
_LEVELS: Mapping[str, Level] = {
    **{level.value: level for level in Level},
    "国家": Level.NATIONAL,
    "国家级": Level.NATIONAL,
    "省": Level.PROVINCE,
    "省级": Level.PROVINCE,
    "市": Level.CITY,
    "市级": Level.CITY,
    "地市级": Level.CITY,
    "区县": Level.DISTRICT,
    "区县级": Level.DISTRICT,
    "县": Level.DISTRICT,
    "县级": Level.DISTRICT,
}
_DATE = re.compile(
    r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?|\s*年)?(?:[T ].*)?"
)


@dataclass(frozen=True, slots=True)
class FieldReader:
    """Reads what people write into one field: ``read`` gives None for what cannot be used."""

    read: Callable[[str], object | None]
    expected_zh: str
    expected_en: str


def _plain(value: str) -> str | None:
    return value if len(value) <= limits.MAX_METADATA_CHARACTERS else None


def iso_date(value: str) -> str | None:
    """Return a date as ISO text to the precision given, or None where it is no date.

    >>> iso_date("2020年6月18日"), iso_date("2020/6"), iso_date("2020-02-31")
    ('2020-06-18', '2020-06', None)
    """
    match = _DATE.fullmatch(value.strip())
    if match is None:
        return None
    year, *later = (int(part) for part in match.groups() if part)
    try:
        datetime.date(year, *(*later, 1, 1)[:2])
    except ValueError:
        return None
    return "-".join((f"{year:04}", *(f"{part:02}" for part in later)))


def _year(value: str) -> int | None:
    match = re.fullmatch(r"([12]\d{3})\s*年?", value)
    return int(match[1]) if match else None


def _region_code(value: str) -> str | None:
    return value if re.fullmatch(r"[1-9][0-9]{5}", value) else None


_TEXT = FieldReader(
    _plain,
    f"不超过 {limits.MAX_METADATA_CHARACTERS} 字的文字",
    f"text of at most {limits.MAX_METADATA_CHARACTERS} characters",
)
_YEAR = FieldReader(_year, "四位年份", "a four-digit year")
_READERS: Mapping[str, FieldReader] = {
    "published": FieldReader(
        iso_date, "日期，如 2020-06-18、2020-06 或 2020", "a date such as 2020-06-18, 2020-06 or 2020"
    ),
    "region_code": FieldReader(_region_code, "六位行政区划代码", "a six-digit division code"),
    "level": FieldReader(
        lambda value: _LEVELS.get(value.lower()),
        "国家级、省级、市级或区县级",
        "national, province, city or district",
    ),
    "period_start": _YEAR,
    "period_end": _YEAR,
}


def reader_of(field: str) -> FieldReader:
    """Return the reader of a field of ``Metadata``."""
    return _READERS.get(field, _TEXT)
