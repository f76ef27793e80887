"""Names of public bodies: what counts as one, and which place and level it stands for."""

from __future__ import annotations

import re

from liance.packs.regions import Division, Regions
from liance.plans.documents.model import Level

#: Name of the region of national bodies; GB/T 2260 has no code for it.
NATIONAL_REGION = "全国"

#: Departments and organs of the State Council whose names begin with nothing that says so, with the forms
#: they used before the reforms of 2008, 2013 and 2018.
_STATE_COUNCIL = (
    "外交部|国防部|教育部|科学技术部|科技部|工业和信息化部|工信部|公安部|民政部|司法部|财政部|人力资源和社会保障部|人力资源社会保障部|人社部"
    "|自然资源部|国土资源部|生态环境部|环境保护部|住房和城乡建设部|住房城乡建设部|住建部|交通运输部|铁道部|水利部|农业农村部|农业部"
    "|商务部|文化和旅游部|文化部|卫生部|退役军人事务部|退役军人部|应急管理部|审计署|海关总署|信息产业部|最高人民法院|最高人民检察院"
)
_NATIONAL = re.compile(rf"(?:国务院|国家|中国(?!共产党)|中共中央|中央|中华人民共和国|全国|{_STATE_COUNCIL})")
_KINDS = (
    "人民政府|办公厅|办公室|政府|委员会|管委会|工委|党委|党组|总局|税务局|管理局|[厅局委署院部会社]|银行|领导小组|指挥部"
    "|联席会议|中心|协会"
)
#: 工业和信息化部等八部门.
_AND_OTHERS = r"(?:等(?:[一二三四五六七八九十]{1,3}|\d{1,2})个?(?:部门|部委|单位))"
_BODY = re.compile(rf"[\u4e00-\u9fff（）()]{{2,40}}?(?:{_KINDS})(?:（[^（）]{{2,20}}）)?{_AND_OTHERS}?")
#: What no name of a body holds.
_NO_BODY = re.compile(r"关于|印发|通知|的|各[市县区省]|负责|牵头")
#: A chain of places by their endings, before the name of a government or of a kind of department.
_FORM = re.compile(
    r"(?P<province>[\u4e00-\u9fff]{2,5}?(?:省|自治区))?(?P<city>[\u4e00-\u9fff]{2,5}?(?:市|自治州|盟|地区))?"
    r"(?P<district>[\u4e00-\u9fff]{2,5}?(?:新区|区|县|旗))?"
    r"(?=人民政府|发展|工业|科学|科技|大数据|数据|经济|财政|商务|教育|农业|交通|住房|卫生|文化|市场|金融|政务|行政)"
)
#: Endings like those of places that are none.
_NO_PLACE = re.compile(
    r"(?:城市|都市|开发区|高新区|园区|示范区|试验区|先导区|社区|功能区|地区|各[市县区]|全[市省区])$"
)
#: The office of a department prints and sends what the department issues; a government's office issues.
_PRINTING_OFFICE = re.compile(r"(?<=[厅局委部署会])(?:办公室|综合处|秘书处)$")
#: Where several bodies issue together, their names are parted by spaces or these.
_JOINT = re.compile(r"[\s、，,]+")


def is_body(name: str, regions: Regions) -> bool:
    """Whether ``name`` is the name of a public body that tells its place: 某省…厅, 国家…局, …部."""
    if not _BODY.fullmatch(name) or _NO_BODY.search(name):
        return False
    return is_national(name) or regions.body_region(name) is not None or _place_by_form(name) is not None


def _place_by_form(name: str) -> tuple[str, Level] | None:
    """Return the place and level that a body's name shows by its form alone: 某某市人民政府.

    For places that the table of divisions does not hold: new ones, old ones, and those of made-up texts.
    """
    match = _FORM.match(name)
    if match is None:
        return None
    for group, level in (("district", Level.DISTRICT), ("city", Level.CITY), ("province", Level.PROVINCE)):
        place = match.group(group)
        if place:
            return None if _NO_PLACE.search(place) else (place, level)
    return None


def is_national(name: str) -> bool:
    """Whether a body's name is that of a national one."""
    return _NATIONAL.match(name) is not None


def bodies_in(text: str, regions: Regions) -> tuple[str, ...]:
    """Return the bodies that ``text`` consists of, empty where it holds anything else.

    A name set with spaces between its characters (山 东 省 人 民 政 府) is one name. Of joint issuers a later one
    may leave out its place.
    """
    parts = [part for part in _JOINT.split(text.strip()) if part]
    if not parts:
        return ()
    if max(map(len, parts)) <= 3 and is_body("".join(parts), regions):
        return ("".join(parts),)
    rest_sound = all(_BODY.fullmatch(part) and not _NO_BODY.search(part) for part in parts[1:])
    if is_body(parts[0], regions) and rest_sound:
        return tuple(parts)
    return ()


def issuing_body(name: str) -> str:
    """Return the body that issues where ``name`` prints: a department for its office.

    >>> issuing_body("青岛市工业和信息化局办公室"), issuing_body("吉安市人民政府办公室")
    ('青岛市工业和信息化局', '吉安市人民政府办公室')
    """
    return _PRINTING_OFFICE.sub("", name)


def place_of(name: str, regions: Regions) -> tuple[str, Division | None, Level] | None:
    """Return the region's name, its division and the level that a body's name tells, None where it tells none."""
    first = _JOINT.split(name.strip())[0] if name.strip() else ""
    if is_national(first):
        return NATIONAL_REGION, None, Level.NATIONAL
    division = regions.body_region(first) or regions.body_region(name)
    if division is not None:
        return division.name, division, Level(division.level)
    formed = _place_by_form(first)
    # A name that the table knows but cannot tell apart (several districts are called 市中区) stays unknown.
    if formed is None or regions.find(formed[0]) is not None:
        return None
    return formed[0], None, formed[1]
