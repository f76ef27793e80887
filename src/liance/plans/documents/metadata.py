"""All that is known of a plan: from its text, its front matter, and the row of an index, strongest last.

What a stronger source says wins; the place and the level, where nobody states them, follow from the issuer,
then from the title, then from how the text speaks of its own place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.packs.regions import Division, Mention, Regions
from liance.plans.documents.issuers import NATIONAL_REGION, is_national, place_of, place_of_title
from liance.plans.documents.letterhead import Letterhead, period_of, read_letterhead
from liance.plans.documents.model import Document, Level, Metadata, Origin

MISSING = FindingKind(
    "metadata.missing",
    Severity.WARNING,
    says=Text(zh="正文中没有找到：{fields_zh}", en="not found in the text: {fields_en}"),
    advice=Text(
        zh="如需按地区、级别或时间比较，请在索引表或文件头中补充",
        en="add them in an index or in front matter if plans are to be compared by place, level or time",
    ),
)
CONFLICT = FindingKind(
    "metadata.conflict",
    Severity.WARNING,
    says=Text(
        zh="{field_zh}不一致：{source_zh}为“{stated}”，正文为“{found}”；以前者为准",
        en="the {field_en} differs: '{stated}' in the {source_en}, '{found}' in the text; the former is used",
    ),
    advice=Text(zh="请核对哪一个正确", en="check which of them is right"),
)

_FIELDS: Mapping[str, Text] = {
    "title": Text("标题", "title"),
    "issuer": Text("发布机构", "issuer"),
    "published": Text("发布日期", "date"),
    "region": Text("地区", "region"),
    "level": Text("级别", "level"),
    "document_number": Text("文号", "document number"),
    "region_code": Text("行政区划代码", "division code"),
    "period_start": Text("规划起始年", "first year"),
    "period_end": Text("规划结束年", "last year"),
}
#: Fields without which plans cannot be listed and compared.
_NEEDED = ("title", "issuer", "published", "region", "level")
#: Fields in which two sources that differ contradict each other; names may differ in wording, and a plan is
#: often published some days after it was signed.
_COMPARED = ("level", "region_code", "document_number", "period_start", "period_end")
_SOURCES: Mapping[Origin, Text] = {
    Origin.TEXT: Text("正文", "text"),
    Origin.FRONT_MATTER: Text("文件头", "front matter"),
    Origin.INDEX: Text("索引表", "index"),
    Origin.OPTION: Text("选项", "option"),
}
_LEVELS: Mapping[Level, str] = {
    Level.NATIONAL: "国家级",
    Level.PROVINCE: "省级",
    Level.CITY: "市级",
    Level.DISTRICT: "区县级",
}
#: How a text speaks of the place it is made for.
_OWN_PROVINCE = re.compile(r"我省|全省|省委、?省政府|我区党委|全自治区")
_OWN_CITY = re.compile(r"我市|全市(?!场)|市委、?市政府")
#: Least times that a body must speak of its own place, and name it, for the place to be told from it.
_LEAST_MENTIONS = 3
#: How much of a body is read for that, in code points; it says early and often where it is from.
_BODY_READ = 100_000


def metadata_of(
    document: Document, regions: Regions, row: Mapping[str, object] | None = None
) -> tuple[Metadata, list[Finding]]:
    """Return what is known of ``document``, and what is missing or contradicts itself.

    Args:
        document: As read; its metadata hold the front matter and the title of a web page's head.
        regions: The administrative divisions.
        row: What an index says of it (``Index.metadata_for``).
    """
    body = document.text[document.front_matter.end if document.front_matter else 0 :]
    given = document.metadata
    page_title = given.title if given.origins.get("title") is Origin.TEXT else None
    letterhead = read_letterhead(body, regions, page_title)
    found = _from_letterhead(letterhead)
    metadata = Metadata().overridden(Origin.TEXT, found)
    for origin in (Origin.TEXT, Origin.FRONT_MATTER):
        names = [name for name, source in given.origins.items() if source is origin]
        stated = {
            name: getattr(given, name) for name in names if not (origin is Origin.TEXT and name in found)
        }
        metadata = metadata.overridden(origin, stated)
    metadata = metadata.overridden(Origin.INDEX, row or {})
    metadata = _with_period(metadata)
    from_text = _located(Metadata().overridden(Origin.TEXT, found), body, regions)
    located = _located(metadata, body, regions)
    return located, _findings(document.source, located, from_text)


def _from_letterhead(letterhead: Letterhead) -> dict[str, object]:
    start, end = letterhead.period or (None, None)
    values = {
        "title": letterhead.title,
        "issuer": letterhead.issuer,
        "document_number": letterhead.document_number,
        "published": letterhead.published,
        "period_start": start,
        "period_end": end,
    }
    return {name: value for name, value in values.items() if value is not None}


def _with_period(metadata: Metadata) -> Metadata:
    """Return the metadata with the years of a title that came from outside the text."""
    if metadata.title is None or metadata.period_start is not None or metadata.period_end is not None:
        return metadata
    period = period_of(metadata.title)
    if period is None:
        return metadata
    return metadata.overridden(
        metadata.origins["title"], {"period_start": period[0], "period_end": period[1]}
    )


# -- where the plan is from ------------------------------------------------------------------------------


def _located(metadata: Metadata, body: str, regions: Regions) -> Metadata:
    """Return the metadata with region, code and level, as far as they are stated or follow."""
    if metadata.region is not None:
        return _completed(metadata, regions)
    if metadata.issuer is not None and (place := place_of(metadata.issuer, regions)):
        return _placed(metadata, *place, metadata.origins["issuer"])
    if metadata.title is not None and (division := _division_of_title(metadata.title, regions)):
        return _placed(metadata, division.name, division, Level(division.level), metadata.origins["title"])
    if metadata.title is not None and is_national(metadata.title):
        return _placed(metadata, NATIONAL_REGION, None, Level.NATIONAL, metadata.origins["title"])
    if metadata.title is not None and (formed := place_of_title(metadata.title, regions)):
        return _placed(metadata, formed[0], None, formed[1], metadata.origins["title"])
    if division := _division_of_body(body, regions):
        return _placed(metadata, division.name, division, Level(division.level), Origin.TEXT)
    return metadata


def _placed(
    metadata: Metadata, region: str, division: Division | None, level: Level, origin: Origin
) -> Metadata:
    derived = {"region": region, "region_code": division.code if division else None, "level": level}
    missing = {name: value for name, value in derived.items() if getattr(metadata, name) is None}
    return metadata.overridden(origin, missing)


def _completed(metadata: Metadata, regions: Regions) -> Metadata:
    """Return the metadata with the code and level that follow from a region stated by name."""
    region, origin = metadata.region or "", metadata.origins["region"]
    if region in (NATIONAL_REGION, "国家", "中国", "中央"):
        return _placed(metadata, region, None, Level.NATIONAL, origin)
    division = regions.find(region)
    if not isinstance(division, Division) and metadata.issuer is not None:
        # 市中区 is the name of several districts; the issuer's full name tells which.
        division = regions.body_region(metadata.issuer)
        if division is not None and region not in (division.name, division.name[: len(region)]):
            division = None
    if not isinstance(division, Division):
        return metadata
    return _placed(metadata, region, division, Level(division.level), origin)


def _division_of_title(title: str, regions: Regions) -> Division | None:
    """Return the division a title is about: the one it begins with, or that holds all it names."""
    start = re.match(r"(?:关于)?(?:印发|加快|推进|支持|建设)*[《“]*", title)
    mention = regions.at(title, start.end() if start else 0)
    mentions: list[Mention] = list(regions.scan(title))
    if mention is None and not mentions:
        return None
    first = mention or mentions[0]
    abreast = re.match(r"[-—–、和与]", title[first.end :])
    divisions = [other.division for other in mentions]
    if abreast or mention is None:
        return regions.common(divisions)
    return first.division


def _division_of_body(body: str, regions: Regions) -> Division | None:
    """Return the division that a text without head speaks of as its own, None where it is not plain.

    The text must call itself that of a province (我省, 全省) or of a city (我市, 全市) and name one such division,
    both at least three times, and that one twice as often as any other.
    """
    body = body[:_BODY_READ]
    province, city = len(_OWN_PROVINCE.findall(body)), len(_OWN_CITY.findall(body))
    if province == city or max(province, city) < _LEAST_MENTIONS:
        return None
    level = "province" if province > city else "city"
    counts: Counter[Division] = Counter()
    for mention in regions.scan(body):
        for division in regions.path(mention.division):
            municipality = level == "city" and division.code[:2] in ("11", "12", "31", "50")
            if division.level == level or (municipality and division.level == "province"):
                counts[division] += 1
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < _LEAST_MENTIONS:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1] else None


# -- findings --------------------------------------------------------------------------------------------


def _findings(source: str, metadata: Metadata, from_text: Metadata) -> list[Finding]:
    place = Place(source)
    findings = []
    missing = [_FIELDS[name] for name in _NEEDED if getattr(metadata, name) is None]
    if missing:
        findings.append(
            MISSING.at(
                place,
                fields_zh="、".join(name.zh for name in missing),
                fields_en=", ".join(name.en for name in missing),
            )
        )
    without_code = None in (metadata.region_code, from_text.region_code)
    for name in (*_COMPARED, "region") if without_code else _COMPARED:
        stated, found = getattr(metadata, name), getattr(from_text, name)
        origin = metadata.origins.get(name, Origin.TEXT)
        same = stated == found or (
            name == "region" and (str(stated).endswith(str(found)) or str(found).endswith(str(stated)))
        )
        if origin is not Origin.TEXT and None not in (stated, found) and not same:
            findings.append(
                CONFLICT.at(
                    place,
                    field_zh=_FIELDS[name].zh,
                    field_en=_FIELDS[name].en,
                    source_zh=_SOURCES[origin].zh,
                    source_en=_SOURCES[origin].en,
                    stated=_shown(stated),
                    found=_shown(found),
                )
            )
    return findings


def _shown(value: object) -> str:
    return f"{_LEVELS[value]}（{value.value}）" if isinstance(value, Level) else str(value)
