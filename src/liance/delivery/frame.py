"""Outline -> Frame: main line, strategies, tasks, scenarios and spatial layout of a plan.

Plans state their frame in set phrases: 以“……”为六大重点任务, 突破甲、乙、丙三大应用场景, “一核两带五板块”. Where a phrase is
missing, the headings of the tasks stand in for it. What is read is a proposal: each item carries its place, findings name
what does not fit (a count, an unknown place, a scenario that is only named), and a person confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.quantities import parse_number
from liance.packs.frame import Frame, FrameItem, FramePlace, Layout, LayoutPart
from liance.packs.regions import Ambiguous, Division, Regions
from liance.plans.structure import Outline, Role, StatementKind

COUNT_DIFFERS = FindingKind(
    "frame.count",
    Severity.WARNING,
    says=Text(
        zh="“{phrase}”说有{said}，读到{found}",
        en="'{phrase}' says {said}, {found} were read",
    ),
    advice=Text(zh="请对照原文补全或改正", en="complete or correct it against the text"),
)
NOT_WORKED_OUT = FindingKind(
    "frame.scenario_only_named",
    Severity.INFO,
    says=Text(zh="场景“{name}”只点了名，没有展开", en="scenario '{name}' is named but not worked out"),
    advice=Text(zh="请确认是否另有文件说明", en="check whether another document works it out"),
)
PLACE_TO_CONFIRM = FindingKind(
    "frame.place",
    Severity.INFO,
    says=Text(
        zh="“{name}”是功能区或走廊，没有行政区划代码",
        en="'{name}' is a functional zone or corridor without a division code",
    ),
    advice=Text(zh="请确认它包含哪些市县", en="confirm which cities or counties it covers"),
)
PART_WITHOUT_PLACE = FindingKind(
    "frame.part_without_place",
    Severity.WARNING,
    says=Text(zh="布局中的“{name}”没有读到地点", en="no place was read for '{name}' of the layout"),
    advice=Text(zh="请在框架文件中补上地点", en="add its places in the frame file"),
)
MISSING_PART = FindingKind(
    "frame.missing",
    Severity.INFO,
    says=Text(zh="没有读到{what_zh}", en="no {what_en} was read"),
    advice=Text(
        zh="如原文确有，请写入框架文件；没有则不必处理",
        en="if the plan has one, write it into the frame file; otherwise nothing is needed",
    ),
)
UNKNOWN_CODE = FindingKind(
    "frame.unknown_code",
    Severity.ERROR,
    says=Text(
        zh="“{name}”的代码 {code} 不是它的行政区划代码",
        en="{code} is not the division code of '{name}'",
    ),
    advice=Text(
        zh="请按 GB/T 2260 改正，或改为功能区、走廊",
        en="correct it after GB/T 2260, or make it a zone or corridor",
    ),
)

_COUNT = r"(?P<count>[一两二三四五六七八九十]{1,3}|\d{1,2})"
_AS = re.compile(
    r"以[“\"](?P<items>[^”\"。；]{4,300})[”\"]为(?:"
    + _COUNT
    + r"(?:条|大|项|个)?)?(?P<noun>[^，。；“”]{0,10}?(?P<kind>主线|战略|任务))"
)
_LINE = re.compile(r"以(?P<items>[^，。；“”\"]{4,60})为(?:规划|发展|工作)?(?P<kind>主线)")
_SCENARIOS = re.compile(
    r"(?:突破|聚焦|围绕|面向|打造|推进|拓展|在|开展|建设|实施|部署)(?P<items>[^，。；、：]{2,20}(?:、[^，。；、：]{2,20})+?)(?:等)?"
    + _COUNT
    + r"(?:大|个|类)(?P<noun>[^，。；]{0,8}?(?P<kind>场景|应用领域|示范领域|战略|重点任务))"
)
_UNIT = r"(?:板块|中心|组团|片区|基地|走廊|核心|核|带|轴|翼|区|园|极|廊|圈|群|点|环|链|城)"
_FORMULA = re.compile(
    rf"[“\"]?(?P<formula>(?:[一二两三四五六七八九十多N]{{1,2}}{_UNIT}[、，和]?){{2,5}})[”\"]?"
    r"(?=[^。；\n]{0,12}(?:布局|格局|空间|体系|总体框架))"
)
_PAIR = re.compile(rf"(?P<count>[一二两三四五六七八九十多N]{{1,2}})(?P<unit>{_UNIT})")
_ORDINAL = re.compile(r"(?:^|[。；;，,：:\n])\s*[一二三四五六七八九十]是")
_LISTED = re.compile(r"[、，；,;]")
_OWN_NAME = re.compile(rf"[“\"](?P<name>[^“”\"，。；]{{2,20}}{_UNIT})[”\"]")
_CORRIDOR = re.compile(
    r"[“\"](?P<quoted>[\u4e00-\u9fff]{2,8}?(?:线|走廊|经济带|廊道|轴线|流域|城市群|都市圈|经济圈))[”\"]"
    r"|(?P<plain>[\u4e00-\u9fff]{2,4}?(?:城市群|都市圈|经济圈|经济带|走廊|流域))"
)
_ZONE = re.compile(
    r"(?P<zone>[\u4e00-\u9fff]{2,12}?(?:示范区|综改区|新区|高新区|经开区|开发区|试验区|先行区|自贸区|保税区))"
)
_ZONE_LEAD = re.compile(
    r".*(?:在|于|以|依托|基于|支持|推动|打造|建设|立足|围绕|结合|发挥|落地|和|及|与|成为|由|为|项目|优先|向|把|将|成)(?=[\u4e00-\u9fff]{4})"
)
#: Words for a kind of zone that names no one zone.
_NO_ZONE = re.compile(
    r"^(?:各类|若干|各地|国家级?|省级|创新|应用|产业|发展|先导|融合|集成|区块链|经济|技术|中部地区|农牧|大数据|综合|现代|一批|数字).*|.*(?:应用|发展|创新应用|先导)示范区$"
)
_THEMES = (
    re.compile(r"在(?P<theme>[^，,。；;“”<在]{2,60}?)(?:等)?(?:领域|方面|场景)"),
    re.compile(r"与(?P<theme>[^，,。；;“”<]{2,20}?)(?:领域)?(?:深度)?融合"),
    re.compile(r"赋能(?P<theme>[^，,。；;“”<]{2,20})"),
    re.compile(r"助力(?P<theme>[^，,。；;“”<]{2,20})"),
)
_MARK = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．])\s*|^第[一二三四五六七八九十]{1,3}[章节]\s*"
)
_NATURE = ("山", "河", "江", "湖", "海", "岭", "峡", "湾", "盆")
#: Most characters of a layout's part that are read.
_PART_CHARACTERS = 6_000
_WHAT = {
    "main_line": Text(zh="规划主线", en="main line"),
    "strategies": Text(zh="发展战略", en="strategies"),
    "tasks": Text(zh="重点任务", en="tasks"),
    "scenarios": Text(zh="应用场景", en="scenarios"),
    "layout": Text(zh="空间布局", en="spatial layout"),
}
_KINDS = {"主线": "main_line", "战略": "strategies", "任务": "tasks", "重点任务": "tasks"}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the view: where it begins, and its text."""

    start: int
    text: str

    def cut(self, start: int, end: int) -> _Stretch:
        return _Stretch(self.start + start, self.text[start:end])


def read_frame(
    outline: Outline, regions: Regions, home: Division | None = None
) -> tuple[Frame, tuple[Finding, ...]]:
    """Return the frame of a plan as its text states it, and what a person must confirm.

    ``home`` is the plan's own division: its name is no place of its layout.
    """
    findings: list[Finding] = []
    items = _phrases(outline, findings)
    if not items["tasks"]:
        items["tasks"] = list(_headings(outline, Role.TASK))
    scenarios = _with_scenarios(outline, items["scenarios"], findings)
    layout = _layout(outline, regions, home, findings)
    title = outline.document.metadata.title
    frame = Frame(
        title=title[:200] if title else None,
        main_line=items["main_line"][0] if items["main_line"] else None,
        strategies=tuple(items["strategies"]),
        tasks=tuple(items["tasks"]),
        scenarios=scenarios,
        layout=layout,
    )
    source = outline.document.source
    return frame, (*findings, *_gaps(frame, Place(source)))


def check_frame(frame: Frame, regions: Regions, place: Place) -> tuple[Finding, ...]:
    """Return what is wrong with a frame that a person wrote: codes, counts of the formula, parts without place."""
    findings: list[Finding] = []
    for part in frame.layout.parts if frame.layout else ():
        for spot in part.places:
            division = regions.get(spot.code) if spot.code else None
            if spot.code and (
                division is None or (spot.kind == "region" and not _is_named(spot, division, regions))
            ):
                findings.append(UNKNOWN_CODE.at(place, name=spot.name, code=spot.code))
    if frame.layout is not None:
        findings.extend(_count_parts(frame.layout, place))
    return (*findings, *_gaps(frame, place))


def formula_parts(formula: str) -> tuple[tuple[int | None, str], ...]:
    """Return what a formula such as 一核两带五板块 counts: (1, 核), (2, 带), (5, 板块); None for 多 and N."""
    found = []
    for pair in _PAIR.finditer(formula):
        number = parse_number(pair["count"])
        found.append((None if number is None else int(number.value), pair["unit"]))
    return tuple(found)


def _is_named(spot: FramePlace, division: Division, regions: Regions) -> bool:
    found = regions.find(spot.name)
    divisions = found.divisions if isinstance(found, Ambiguous) else (found,) if found else ()
    return any(one.code == division.code for one in divisions)


def _gaps(frame: Frame, place: Place) -> Iterator[Finding]:
    for name, what in _WHAT.items():
        if not getattr(frame, name):
            yield MISSING_PART.at(place, what_zh=what.zh, what_en=what.en)
    for part in frame.layout.parts if frame.layout else ():
        if not part.places:
            where = Place(place.source, part.start, part.end)
            yield PART_WITHOUT_PLACE.at(where, name=part.name or part.theme or part.unit)
        for spot in part.places:
            if spot.code is None and not frame.confirmed:
                yield PLACE_TO_CONFIRM.at(Place(place.source, part.start, part.end), name=spot.name)


# -- phrases and headings --------------------------------------------------------------------------------


def _phrases(outline: Outline, findings: list[Finding]) -> dict[str, list[FrameItem]]:
    found: dict[str, list[FrameItem]] = {"main_line": [], "strategies": [], "tasks": [], "scenarios": []}
    for statement in outline.statements:
        if statement.kind is StatementKind.TITLE or outline.role_of(statement) is Role.BACKGROUND:
            continue
        text = outline.shown(statement)
        matches = [*_AS.finditer(text), *_SCENARIOS.finditer(text)]
        if not any(match.re is _AS and match["kind"] == "主线" for match in matches):
            matches += _LINE.finditer(text)
        for match in matches:
            kind = _KINDS.get(match["kind"], "scenarios")
            if found[kind]:
                continue
            found[kind] = _items(outline, statement.view_start + match.start("items"), match["items"], kind)
            _check_count(outline, statement.view_start, match, len(found[kind]), findings)
    return found


def _items(outline: Outline, start: int, text: str, kind: str) -> list[FrameItem]:
    if kind == "main_line":
        return [_item(outline, start, text)]
    items = []
    at = 0
    for mark in (*_LISTED.finditer(text), None):
        end = mark.start() if mark else len(text)
        if text[at:end].strip():
            items.append(_item(outline, start + at, text[at:end]))
        at = mark.end() if mark else end
    return items


def _item(outline: Outline, start: int, text: str) -> FrameItem:
    lead = len(text) - len(text.lstrip())
    name = text.strip().removesuffix("等")[:200]
    span = outline.view.source_span(start + lead, start + lead + len(name))
    return FrameItem(name=name, start=span.start, end=span.end)


def _check_count(
    outline: Outline, offset: int, match: re.Match[str], found: int, findings: list[Finding]
) -> None:
    groups = match.groupdict()
    number = parse_number(groups["count"]) if groups.get("count") else None
    if number is None or int(number.value) == found:
        return
    span = outline.view.source_span(offset + match.start(), offset + match.end())
    place = Place(outline.document.source, span.start, span.end)
    findings.append(COUNT_DIFFERS.at(place, phrase=groups["noun"], said=int(number.value), found=found))


def _headings(outline: Outline, role: Role) -> Iterator[FrameItem]:
    """Yield the headings right below those that open the sections of a role, or these where they stand alone."""
    sections = [
        (place, section)
        for place, section in enumerate(outline.sections)
        if section.role is role and section.heading is not None
    ]
    tops = {
        place
        for place, section in sections
        if section.parent is None or outline.sections[section.parent].role is not role
    }
    below = [section for _, section in sections if section.parent in tops]
    for section in below or [section for place, section in sections if place in tops]:
        assert section.heading is not None
        heading = outline.headings[section.heading]
        name = _MARK.sub("", heading.text.strip()).strip("。：: ")[:200]
        if name:
            yield FrameItem(name=name, start=heading.span.start, end=heading.span.end)


def _with_scenarios(
    outline: Outline, named: Sequence[FrameItem], findings: list[Finding]
) -> tuple[FrameItem, ...]:
    """Say of each named scenario whether a heading works it out; without names the headings are the scenarios."""
    worked: list[FrameItem] = []
    for place, section in enumerate(outline.sections):
        heading = outline.headings[section.heading] if section.heading is not None else None
        if heading is None or "场景" not in heading.text or section.role is Role.BACKGROUND:
            continue
        for inner in outline.sections:
            if inner.parent == place and inner.heading is not None:
                title = outline.headings[inner.heading]
                name = _MARK.sub("", title.text.strip()).strip("。：: ")[:200]
                worked.append(
                    FrameItem(name=name, worked_out=True, start=title.span.start, end=title.span.end)
                )
        if worked:
            break
    if not named:
        return tuple(worked)
    if not worked:
        return tuple(named)
    settled = []
    for item in named:
        is_worked_out = any(_shares_word(item.name, other.name) for other in worked)
        if not is_worked_out:
            findings.append(
                NOT_WORKED_OUT.at(Place(outline.document.source, item.start, item.end), name=item.name)
            )
        settled.append(item.model_copy(update={"worked_out": is_worked_out}))
    return tuple(settled)


def _shares_word(one: str, other: str) -> bool:
    """Whether two names share two neighbouring characters (征信, 征信服务)."""
    return bool(
        {one[i : i + 2] for i in range(len(one) - 1)} & {other[i : i + 2] for i in range(len(other) - 1)}
    )


# -- the layout ------------------------------------------------------------------------------------------


def _layout(
    outline: Outline, regions: Regions, home: Division | None, findings: list[Finding]
) -> Layout | None:
    formula = next(
        (
            match["formula"].strip("、，和")
            for statement in outline.statements
            if outline.role_of(statement) is not Role.BACKGROUND
            for match in _FORMULA.finditer(outline.shown(statement))
        ),
        None,
    )
    if formula is None:
        return None
    parts: list[LayoutPart] = []
    for count, unit in formula_parts(formula):
        stretch = _stretch_of(outline, formula, count, unit)
        members = _members(stretch, count) if stretch else []
        if stretch and not members:
            parts += _shared(_part(outline, unit, stretch, regions, home), count)
            continue
        parts += [_part(outline, unit, member, regions, home) for member in members or [None] * (count or 0)]
    layout = Layout(formula=formula, parts=tuple(parts))
    findings.extend(_count_parts(layout, Place(outline.document.source)))
    return layout


def _shared(part: LayoutPart, count: int | None) -> list[LayoutPart]:
    """Return one part for each place where there are as many as the formula counts (两极：珠海、佛山), else all in one."""
    if count is not None and len(part.places) == count:
        return [part.model_copy(update={"places": (place,), "name": None}) for place in part.places]
    return [part]


def _count_parts(layout: Layout, place: Place) -> Iterator[Finding]:
    for count, unit in formula_parts(layout.formula):
        found = sum(part.unit == unit for part in layout.parts)
        if count is not None and found != count:
            yield COUNT_DIFFERS.at(place, phrase=f"{layout.formula}（{unit}）", said=count, found=found)


def _stretch_of(outline: Outline, formula: str, count: int | None, unit: str) -> _Stretch | None:
    """Return the text about one unit of the formula: below a heading that names it, or behind its name."""
    printed = next(pair[0] for pair in _PAIR.finditer(formula) if pair["unit"] == unit)
    names = re.compile(rf"{printed}|{printed[: -len(unit)]}(?:大|个|条){unit}")
    for place, section in enumerate(outline.sections):
        if section.heading is None or section.role is Role.BACKGROUND:
            continue
        title = outline.headings[section.heading].text
        if names.search(title) and formula not in title.replace("、", ""):
            inside = [
                item
                for item in outline.statements
                if item.section == place or _is_below(outline, item.section, place)
            ]
            body = [item for item in inside if item.kind is not StatementKind.HEADING]
            if body:
                end = min(body[-1].view_end, body[0].view_start + _PART_CHARACTERS)
                return _Stretch(body[0].view_start, outline.view.text[body[0].view_start : end])
    text = outline.view.text
    behind = re.compile(rf"[“\"]?(?:{names.pattern})[”\"]?(?:[：:]|，?(?:即|是指|指|为|是))")
    match = behind.search(text)
    if match is None:
        return None
    end = match.end()
    stop = re.compile(
        rf"\n|[“\"]?[一二两三四五六七八九十多N]{{1,2}}{_UNIT}[”\"]?(?:[：:]|，?(?:即|是指|指|为|是))"
    ).search(text, end, end + _PART_CHARACTERS)
    return _Stretch(end, text[end : stop.start() if stop else end + _PART_CHARACTERS])


def _is_below(outline: Outline, section: int, ancestor: int) -> bool:
    above = outline.sections[section].parent
    while above is not None:
        if above == ancestor:
            return True
        above = outline.sections[above].parent
    return False


def _members(stretch: _Stretch, count: int | None) -> list[_Stretch | None]:
    """Cut the text about several parts of one unit: 一是……二是……, or one line each."""
    if count == 1:
        return [stretch]
    marks = list(_ORDINAL.finditer(stretch.text))
    if len(marks) < 2:
        lines = [match for match in re.finditer(r"[^\n]+", stretch.text) if match[0].strip()]
        if count is not None and len(lines) == count:
            return [stretch.cut(line.start(), line.end()) for line in lines]
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(stretch.text)]
    return [stretch.cut(mark.end(), end) for mark, end in zip(marks, ends, strict=True)]


def _part(
    outline: Outline, unit: str, member: _Stretch | None, regions: Regions, home: Division | None
) -> LayoutPart:
    if member is None:
        return LayoutPart(unit=unit)
    own = _OWN_NAME.search(member.text)
    themes = (match["theme"] for pattern in _THEMES if (match := pattern.search(member.text)))
    theme = next((re.sub(r"\s+", "", words) for words in themes), None)
    words = member.text.strip()
    lead = member.start + len(member.text) - len(member.text.lstrip())
    span = outline.view.source_span(lead, lead + len(words))
    return LayoutPart(
        unit=unit,
        name=own["name"] if own else None,
        theme=theme,
        places=tuple(_places(member.text, regions, home)),
        start=span.start,
        end=span.end,
    )


def _places(text: str, regions: Regions, home: Division | None) -> list[FramePlace]:
    """Return the places of a text, each once: divisions, then zones and corridors by the form of their names."""
    found: list[tuple[int, int, FramePlace]] = []
    for match in _CORRIDOR.finditer(text):
        name = match["quoted"] or match["plain"]
        found.append((match.start(), match.end(), FramePlace(name=_without_lead(name), kind="corridor")))
    for match in _ZONE.finditer(text):
        name = _ZONE_LEAD.sub("", match["zone"])
        if len(name) > 3 and not _NO_ZONE.match(name):
            holder = regions.at(name)
            code = holder.division.code if holder else None
            start = match.end() - len(name)
            found.append((start, match.end(), FramePlace(name=name, kind="zone", code=code)))
    taken = {place for start, end, _ in found for place in range(start, end)}
    for mention in regions.scan(text):
        division = mention.division
        if not taken.isdisjoint(range(mention.start, mention.end)):
            continue
        if text[mention.end : mention.end + 1] in _NATURE:
            # 吕梁山 is a mountain, not the city.
            continue
        if division.level == "province" and home is not None and regions.path(home)[0] == division:
            continue
        if home is not None and home.level != "province" and division == home:
            continue
        kind: Literal["zone", "region"] = "zone" if division.zone else "region"
        found.append(
            (mention.start, mention.end, FramePlace(name=division.name, kind=kind, code=division.code))
        )
    places: dict[str, FramePlace] = {}
    for _, _, place in sorted(found, key=lambda one: one[:2]):
        places.setdefault(place.name, place)
    return list(places.values())


def _without_lead(name: str) -> str:
    return re.sub(r"^(?:将|把|在|以|依托|建设|打造|融入)", "", name)
