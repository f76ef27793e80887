"""What an official document says of itself around its body: title, issuer, number, date, period.

The parts are those of GB/T 9704-2012 (format of official documents of party and government): the red head,
the number (发文字号), the title, the body with its addressees, the signature with the date (落款), and the imprint
(版记). A plan is often printed inside the notice that issues it, and often behind the chrome of a web page.
Only lines that stand apart from running text are read, so that the titles, numbers and dates of cited
documents are never taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liance.core.limits import MAX_METADATA_CHARACTERS
from liance.packs.regions import Regions
from liance.plans.documents.issuers import bodies_in, issuing_body
from liance.plans.documents.views import fold

#: No document of this kind is dated outside these years.
EARLIEST_YEAR = 1949
LATEST_YEAR = 2100
#: Longest plan that a title's years can mean.
LONGEST_PERIOD = 40

_HEAD_LINES = 60
_TITLE_LENGTH = 80
#: Most lines that a title is broken into.
_TITLE_LINES = 4
#: A piece of a title that is too short to be one: its beginning stands in the line above.
_STUB_LENGTH = 10

_KIND = (
    r"(?:规划|计划|方案|意见|措施|办法|通知|纲要|通告|公告|条例|规定|细则|指南|指引|政策|决定|决议|要点|报告|行动|清单|路线图|蓝图"
    r"|白皮书|建议|任务书|目标|重点任务|工作分工|十条|条)"
)
_TAIL = r"(?:[（(〔\[【][^（）()]{1,30}[）)〕\]】])?"
_TITLE_END = re.compile(rf"{_KIND}{_TAIL}{_TAIL}$")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十\d]{1,3}[章节条部]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．]|——)"
)
_CHROME = re.compile(
    r"首页|当前位置|您的位置|您现在|所在位置|字[体号]|打印|分享|索\s*引\s*号|主题分类|主题词|浏览|访问量|点击|登录|注册|搜索"
    r"|扫一扫|二维码"
    r"|网站|版权|备案|无障碍|简体|繁体|English|责任编辑|编辑[：:]|作者[：:]|阅读|来源[：:]|信息来源|有效性|公开方式|公开属性|政务公开|政府信息公开"
    r"|上一篇|下一篇|返回|收藏|微信|微博|客户端|[>＞»|｜]|https?:|www\.|©|^目\s*录$|^附件?[:：\d]?|^(?:机密|秘密|特急|加急|急件)"
    r"|^此件|^[（(]此件|^(?:摘要|关键词|摘 要)"
)
_RED_HEAD = re.compile(r"^(?P<body>.{4,40}?)(?:文件|公报)$")
_PERIOD_LINE = re.compile(
    r"^[（(〔\[【](?:[^（）()]{0,20}\d{4}[^（）()]{0,20}|试行|暂行|征求意见稿|送审稿|修订稿?|草案)[）)〕\]】]$"
)

_CN_DIGITS = str.maketrans("〇○零OoＯ一二三四五六七八九", "000000123456789")
_CN_YEAR = r"[一二][〇○零OoＯ一二三四五六七八九]{3}"
_CN_NUMBER = r"[一二三四五六七八九十]{1,3}"
_DATE = (
    rf"(?P<year>\d{{4}}|{_CN_YEAR})\s*(?:[年\-/.])\s*(?P<month>\d{{1,2}}|{_CN_NUMBER})\s*(?:[月\-/.])\s*"
    rf"(?P<day>\d{{1,2}}|{_CN_NUMBER})\s*日?"
)
_DATE_LINE = re.compile(rf"^[（(]?{_DATE}(?:\s*\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?[）)]?$")
_PUBLISHED_LABEL = re.compile(
    rf"(?:发布(?:日期|时间)|发文日期|公开日期|印发日期|成文日期|生成日期|日期)\s*[】\]]?\s*[:：]?\s*{_DATE}"
)
_ISSUER_LABEL = re.compile(
    r"(?:发布机构|发文机关|发文机构|发文单位|制发单位|发布单位|印发机关)\s*[】\]]?\s*[:：]?\s*(?P<body>[\u4e00-\u9fff（）、]{4,60})"
)
_SIGNED = re.compile(rf"^(?P<body>.{{4,60}}?)\s*{_DATE}$")
_PRINTED = re.compile(rf"^(?P<body>[\u4e00-\u9fff（）\s]{{4,60}}?)\s*{_DATE}\s*印发?$")

_OPEN, _CLOSE = "〔［\\[【（(﹝<〈", "〕］\\]】）)﹞>〉"
_NUMBER = re.compile(
    rf"(?P<body>[\u4e00-\u9fff]{{2,14}})\s*[{_OPEN}]\s*(?P<year>\d{{4}})\s*[{_CLOSE}]\s*第?\s*(?P<number>\d{{1,5}})\s*号"
)
_NUMBER_LINE = re.compile(rf"^(?:.*?(?:文\s*号|发文字号)\s*[】\]]?\s*[:：]?\s*)?{_NUMBER.pattern}(?:\s.*)?$")
_TITLE_NUMBER = re.compile(rf"[（(]{_NUMBER.pattern}[）)]$")
_ORDER_LINE = re.compile(r"^[（(]?第\s*(?P<number>\d{1,5})\s*号[）)]?$")

_YEARS = re.compile(
    r"(?<!\d)(?P<start>[12]\d{3})\s*年?\s*(?:[-—–－~～―]{1,2}|至|到)\s*(?P<end>[12]\d{3})(?!\d)\s*年?"
)
_PERIOD_STATED = re.compile(
    rf"(?:规划期|规划期限|实施期限?|计划期|实施周期)(?:限)?[为是：:]?\s*{_YEARS.pattern}"
)
_CYCLE = re.compile(r"[“\"「]?十(?P<unit>[一二三四五六七八九])五[”\"」]?(?!规划.{0,4}中期)")

_TITLE_LABEL = re.compile(r"^(?:标\s*题|名\s*称)\s*[：:]\s*")
#: A newspaper's way to say that a body issued a plan.
_HEADLINE = re.compile(r"^(?P<issuer>.+?)(?:联合|日前|近日)?(?:印发|发布|出台)(?P<inner>《[^《》]+》)$")
_NOTICE = re.compile(
    r"^(?P<issuer>.*?)关于(?:转发|印发|公布|发布|下发)(?P<inner>.+?)的?(?:通知|通告|公告|函)$"
)
#: Spaces that only set a sign or a number apart; those between the names of joint issuers stay.
_SPACES = re.compile(
    r"(?<=[“”《》（）])\s+|\s+(?=[“”《》（）])|(?<=\d)\s+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\s+(?=\d)"
)
_MARKDOWN = re.compile(r"^#{1,6}\s+|^\*\*(?=.*\*\*$)|(?<=.)\*\*$")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What was read; None where the document does not say. Units as in ``Metadata``."""

    title: str | None = None
    issuer: str | None = None
    document_number: str | None = None
    published: str | None = None
    period: tuple[int, int] | None = None


def read_letterhead(text: str, regions: Regions, title: str | None = None) -> Letterhead:
    """Return what ``text`` says of itself.

    Args:
        text: The document's text, without front matter.
        regions: Tells which lines are names of public bodies.
        title: A title known from outside the text (a web page's head), if any.
    """
    lines = [line for raw in fold(text).split("\n") if (line := _squeeze(_MARKDOWN.sub("", raw.strip())))]
    head = _head(lines)
    printed = (title or "")[:MAX_METADATA_CHARACTERS] or _title(head, regions)
    number = _document_number(head, printed)
    if printed is not None:
        printed = _TITLE_LABEL.sub("", _TITLE_NUMBER.sub("", _squeeze(printed)).rstrip())
    notice = (_NOTICE.match(printed) or _HEADLINE.match(printed)) if printed else None
    plan_title = _plan_title(notice["inner"], lines) if notice and len(notice["inner"]) > 2 else printed
    signature = _signature(lines, regions)
    issuer = (
        _labelled_issuer(head, regions)
        or (
            _title_issuer(notice["issuer"] if notice else printed.partition("关于")[0], regions)
            if printed
            else None
        )
        or signature.issuer
        or _red_head(head, regions)
        or signature.printer
    )
    published = _labelled_date(head) or signature.published or _date_in_head(head) or signature.printed
    return Letterhead(
        title=plan_title or None,
        issuer=issuer,
        document_number=number,
        published=published,
        period=period_of(plan_title or "") or period_of(printed or "") or _stated_period(text),
    )


def period_of(title: str) -> tuple[int, int] | None:
    """Return the years that a title states, as first and last.

    >>> period_of("某市行动计划（2020—2022年）"), period_of("某省“十四五”规划"), period_of("三年行动计划")
    ((2020, 2022), (2021, 2025), None)
    """
    for match in _YEARS.finditer(fold(title)):
        period = _period(match)
        if period:
            return period
    cycle = _CYCLE.search(title)
    if cycle and re.search(r"规划|计划|方案", title):
        # The eleventh five-year plan ran from 2006 to 2010, and so on.
        first = 2006 + 5 * ("一二三四五六七八九".index(cycle["unit"]))
        return first, first + 4
    return None


def _period(match: re.Match[str]) -> tuple[int, int] | None:
    start, end = int(match["start"]), int(match["end"])
    sound = EARLIEST_YEAR <= start <= end <= LATEST_YEAR and end - start <= LONGEST_PERIOD
    return (start, end) if sound else None


def _stated_period(text: str) -> tuple[int, int] | None:
    match = _PERIOD_STATED.search(fold(text))
    return _period(match) if match else None


def _squeeze(text: str) -> str:
    """Return ``text`` without the spaces that only set characters apart (某 市 规 划)."""
    parts = text.split()
    if len(parts) > 2 and max(map(len, parts)) <= 3:
        return "".join(parts)
    return _SPACES.sub("", " ".join(parts))


# -- the head of the document ----------------------------------------------------------------------------


def _starts_body(line: str) -> bool:
    return (
        "。" in line
        or len(line) > _TITLE_LENGTH
        or line.endswith(("：", ":", "；", ";"))
        or bool(_NUMBERED.match(line))
    )


def _head(lines: Sequence[str]) -> list[str]:
    """Return the lines before the body: before the first sentence, addressee or numbered heading.

    A line of chrome (a breadcrumb, the labels of a web page's table) ends nothing, whatever it ends with.
    """
    head: list[str] = []
    for line in lines[:_HEAD_LINES]:
        if _starts_body(line) and not (
            _CHROME.search(line) or _NUMBER_LINE.match(line) or _ISSUER_LABEL.search(line)
        ):
            break
        head.append(line)
    return head


def _may_be_title(line: str) -> bool:
    if len(line) > _TITLE_LENGTH or len(line) < 2 or _CHROME.search(line) or _RED_HEAD.match(line):
        return False
    if re.search(_DATE, line) or _NUMBER_LINE.match(line) or _ORDER_LINE.match(line):
        return False
    quoted = line.startswith("《") and line.endswith("》")
    return (
        not quoted
        and not line.endswith(("，", "、", "！", "？", "?", "!", "：", ":"))
        and not _ISSUER_LABEL.search(line)
    )


def _title(head: Sequence[str], regions: Regions) -> str | None:
    """Return the title in the head, its lines joined, None where there is none."""
    place = next((i for i, line in enumerate(head) if _may_be_title(line) and _ends_title(head, i)), None)
    if place is None:
        first = next((line for line in head if _may_be_title(line)), None)
        # A first line apart from all else is a title too, where it reads like one.
        short = first is not None and len(first) <= 40 and not re.search(r"[，。；：,;:]", first)
        return first if short and first and len(first) >= 4 and not bodies_in(first, regions) else None
    pieces = [head[place]]
    before = place - 1
    while before >= 0 and len(pieces) < _TITLE_LINES and _goes_on(head[before], "".join(pieces), regions):
        pieces.insert(0, head[before])
        before -= 1
    after = place + 1
    if after < len(head) and _is_period(head[after]):
        pieces.append(head[after])
    return "".join(pieces)


def _is_period(line: str) -> bool:
    """Whether a line is the part of a title that stands in brackets: its years, 试行 and the like."""
    return bool(_PERIOD_LINE.match(line)) and not re.search(_DATE, line)


def _ends_title(head: Sequence[str], place: int) -> bool:
    """Whether a title ends in this line: with a word for a kind of plan, and not in the middle of a notice."""
    line = head[place]
    if not _TITLE_END.search(line):
        return False
    following = head[place + 1] if place + 1 < len(head) else ""
    return not (("印发" in line or "转发" in line) and re.match(r"^.{0,30}的(?:通知|通告|公告)", following))


def _goes_on(line: str, following: str, regions: Regions) -> bool:
    """Whether a title goes on from ``line`` to ``following``."""
    if _CHROME.search(line) or _RED_HEAD.match(line) or _NUMBER_LINE.match(line) or _DATE_LINE.match(line):
        return False
    if _ORDER_LINE.match(line) or (line.startswith("《") and line.endswith("》")):
        return False
    unclosed = (
        line.count("《") > line.count("》")
        or line.count("“") > line.count("”")
        or line.count("（") > line.count("）")
    )
    if unclosed or re.search(r"(?:关于|[的和与及、暨]|推进|推动|促进|加快|印发|若干|实施)$", line):
        return True
    if re.match(r"^[（(]", following):
        return _may_be_title(line)
    if re.match(r"^(?:关于|印发|转发)", following):
        return bool(bodies_in(line, regions))
    stub = len(re.sub(r"[（(].*[）)]$", "", following)) <= _STUB_LENGTH
    return (
        (stub or following.startswith("的"))
        and len(line) > 2
        and not line.endswith(("。", "：", ":"))
        and _may_be_title(line)
    )


def _plan_title(inner: str, lines: Sequence[str]) -> str:
    """Return the title of the plan that a notice issues, as the plan prints it where it follows."""
    quoted = re.fullmatch(r"《(.+)》", inner)
    name = quoted[1] if quoted else inner
    for place, line in enumerate(lines):
        squeezed = _squeeze(line)
        if squeezed == name and place + 1 < len(lines) and _is_period(lines[place + 1]):
            return name + _squeeze(lines[place + 1])
        if squeezed.startswith(name) and _is_period(squeezed[len(name) :]):
            return squeezed
    return name


def _title_issuer(before: str, regions: Regions) -> str | None:
    """Return the bodies that a title begins with, which stand before 关于."""
    return "、".join(bodies_in(before, regions)) or None


def _red_head(head: Sequence[str], regions: Regions) -> str | None:
    for line in head:
        match = _RED_HEAD.match(line)
        bodies = bodies_in(match["body"], regions) if match else ()
        if bodies:
            return "、".join(bodies)
    return None


def _labelled_issuer(head: Sequence[str], regions: Regions) -> str | None:
    for line in head:
        match = _ISSUER_LABEL.search(line)
        bodies = bodies_in(match["body"], regions) if match else ()
        if bodies:
            return "、".join(bodies)
    return None


def _document_number(head: Sequence[str], title: str | None) -> str | None:
    """Return the number in the form 鲁政办发〔2020〕15号, or that of an order (第15号)."""
    for line in head:
        match = _NUMBER_LINE.match(line)
        if match is not None:
            return _number(match)
    match = _TITLE_NUMBER.search(title) if title else None
    if match is not None:
        return _number(match)
    orders = (order for line in head if (order := _ORDER_LINE.match(line)))
    return next((f"第{int(order['number'])}号" for order in orders), None)


def _number(match: re.Match[str]) -> str | None:
    if not EARLIEST_YEAR <= int(match["year"]) <= LATEST_YEAR:
        return None
    return f"{match['body']}〔{match['year']}〕{int(match['number'])}号"


# -- dates and signatures --------------------------------------------------------------------------------


def _iso(match: re.Match[str]) -> str | None:
    """Return the date as ISO text, None where there is no such day or year."""
    year = match["year"] if match["year"].isdigit() else match["year"].translate(_CN_DIGITS)
    try:
        day = date(int(year), _chinese(match["month"]), _chinese(match["day"]))
    except ValueError:
        return None
    return day.isoformat() if EARLIEST_YEAR <= day.year <= LATEST_YEAR else None


def _chinese(number: str) -> int:
    """Return a number of one or two digits, Arabic or Chinese (六, 十八, 二十), 0 where it is none."""
    if number.isdigit() and number.isascii():
        return int(number)
    tens, ten, units = number.rpartition("十")
    digits = "零一二三四五六七八九"
    value = (digits.find(tens) if tens else 1) * 10 if ten else 0
    return value + (digits.find(units) if units else 0)


def _labelled_date(head: Sequence[str]) -> str | None:
    for line in head:
        match = _PUBLISHED_LABEL.search(line)
        if match and (day := _iso(match)):
            return day
    return None


def _date_in_head(head: Sequence[str]) -> str | None:
    """Return the date under the title."""
    for line in head:
        match = _DATE_LINE.match(line)
        if match and (day := _iso(match)):
            return day
    return None


@dataclass(frozen=True, slots=True)
class _Signature:
    issuer: str | None = None
    published: str | None = None
    printer: str | None = None
    printed: str | None = None


def _signature(lines: Sequence[str], regions: Regions) -> _Signature:
    """Return the first signature, and the issuer and date of the imprint.

    The signature is a date in a line of its own under one to four lines of bodies, or behind them in one line.
    The first one counts: in a notice it stands before the plan.
    """
    issuer = published = printer = printed = last_date = None
    for place, line in enumerate(lines):
        imprint = _PRINTED.match(line)
        if imprint is not None:
            bodies = bodies_in(imprint["body"], regions)
            if bodies:
                printer, printed = issuing_body(bodies[0]), _iso(imprint)
            continue
        alone, behind = _DATE_LINE.match(line), _SIGNED.match(line)
        if alone is not None:
            signers = _signers(lines, place, regions)
            last_date = _iso(alone) or last_date
            if signers and published is None and (day := _iso(alone)):
                issuer, published = "、".join(signers), day
        elif behind is not None and published is None and (bodies := bodies_in(behind["body"], regions)):
            issuer, published = "、".join(bodies), _iso(behind)
    closing = last_date if any(_DATE_LINE.match(line) for line in lines[-6:]) else None
    return _Signature(issuer, published or closing, printer, printed)


def _signers(lines: Sequence[str], place: int, regions: Regions) -> list[str]:
    signers: list[str] = []
    for line in reversed(lines[max(0, place - 4) : place]):
        bodies = bodies_in(line, regions)
        if not bodies:
            break
        signers[:0] = bodies
    return signers
