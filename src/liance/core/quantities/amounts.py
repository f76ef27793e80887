"""Quantities: number, comparator, unit and kind, as promised or reported in plan sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from liance.core.quantities.dates import DateSource, Deadline, find_folded_dates
from liance.core.quantities.numerals import DIGITS, NUMBER, Number, fold_width, parse_number
from liance.core.quantities.units import (
    DURATIONS,
    FIGURE_UNIT,
    SHARE_UNITS,
    UNIT,
    UNIT_SIGNS,
    WHOLE_COUNTERS,
    tidy,
)
from liance.core.spans import Span


class Op(StrEnum):
    """How the printed number bounds the promised one."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOUT = "~"
    EXACT = "="
    RANGE = "range"
    RANK = "rank<="


class Kind(StrEnum):
    """What a quantity measures: a stock, what is added, a growth rate, a proportion, a rank, a time."""

    LEVEL = "level"
    INCREMENT = "increment"
    GROWTH = "growth"
    SHARE = "share"
    RANK = "rank"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in a sentence.

    ``span`` covers comparators, number and unit (不少于100个, 300家以上), ``number`` the printed number alone.
    ``value`` (and ``value_max`` of a range) is exact and expanded: 2.4亿 is 240000000; a percentage is its
    number of hundredths, with unit ``%``. ``unit`` has no 万 or 亿 and is empty where none is printed.
    ``kind`` is a hint from the words around. ``per_year`` is true for 每年, 年均, 年产. ``approximate`` is
    true where the number itself is loose (十余, 数百, 约). ``size_class`` is true for 千亿级, 万吨级.
    ``baseline`` is X in 从X提高到Y. ``implied`` is true where no number is printed (全覆盖, 翻番, 过半).
    """

    span: Span
    number: Span
    value: Fraction
    value_max: Fraction | None
    op: Op
    unit: str
    kind: Kind
    per_year: bool = False
    approximate: bool = False
    size_class: bool = False
    baseline: Fraction | None = None
    implied: bool = False


#: Every sign that a quantity can begin with; the signs of numbers alone tell quickly that a text has none.
_SIGNS = "零〇一二两三四五六七八九十百千万亿数几翻全半"
_ANY = re.compile(
    r"[\d百千万亿翻]|[〇一二两三四五六七八九十几多余]"
    rf"[A-Za-zμ{UNIT_SIGNS} \-—–―~至到（(以之左上下及起封成年日级〇一二两三四五六七八九十余多几点分]"
    r"|全覆盖|[一过]半|半数|[前第][一二两三四五六七八九十]|零"
)
_FIRST = rf"(?=[\d{_SIGNS}过])"
_ZERO_FIRST = rf"(?=[\d{_SIGNS}过实达保确力、和])"
_ZERO = (
    r"|(?P<zero>(?:(?:实现|达到|保持|确保|力争)[^，。；、\d]{0,8}?|(?<=零..)[、和])"
    r"(?P<nil>零)(?!突破|差|的|售|部|件|散|距|碎|工|星|基础|容|信任|碳|门|跑|担))"
)
_FORMS = (
    rf"(?P<ofhundred>(?P<whole>[百千万])分之(?P<hundredths>百|{NUMBER}))"
    r"|(?P<parts>(?P<below>[二三四五六七八九十]|\d{1,2})分之(?P<above>[一二两三四五六七八九]|\d{1,2}))"
    r"|(?P<slash>(?<![\d/.])(?P<over>\d{1,2})/(?P<under>\d{1,2})(?=以上|左右|的|，|。|；|、|$))"
    r"|(?P<double>翻了?(?P<times>[一两二三四\d])?番)"
    r"|(?P<full>全覆盖|百分百|百分之百)"
    r"|(?P<half>一半|半数|过半(?!百))"
)
#: With a zero in words (实现零排放) the scan must look at many more signs.
_SCAN = re.compile(rf"{_FIRST}(?:{_FORMS}|(?P<num>{NUMBER}))")
_SCAN_ZERO = re.compile(rf"{_ZERO_FIRST}(?:{_FORMS}{_ZERO}|(?P<num>{NUMBER}))")
#: A Chinese numeral that counts is followed by a unit, the dash of a range, a comparator, 成, 年, 日 or 级; most
#: are not: （一）, 第三方, 进一步.
_COUNTING = re.compile(rf"[A-Za-zμ{UNIT_SIGNS} \-—–―~至到（(以之左上下及起封成年日级]|(?<=[百千万亿])")
_DASH = re.compile(r" ?(?:[-—–―~]{1,2}|至|到) ?")
_NUMBER = re.compile(NUMBER)
_CLAUSE_END = re.compile(r"[，。；：,;:!?！？\n]")
_SENTENCE_END = re.compile(r"[。；;\n]")

_AT_LEAST = (
    r"不少于|不低于|不小于|不下于|不亚于|不弱于|至少|最少|最低|起码|超过|超出|突破|高于|大于|多于|优于|(?<![高])超|逾"
    r"|(?<![通经不渡路难度])过"
)
_AT_MOST = r"不超过|不超出|不超|不高于|不大于|不多于|不突破|低于|少于|小于|至多|最多|最高|不足|不到|未超过|控制在|压减到|限制在"
_ABOUT = (
    r"大约|约为|约占|(?<![签预条契节集制公合履违缔租续])约|(?<![最附靠临邻])(?:接近|将近|近)|大概|大致|左右"
)
_PREFIX = re.compile(
    rf"(?:(?P<about0>{_ABOUT})(?:为|达到?)?)?"
    rf"(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<about>{_ABOUT}))"
    r"(?:为|达到|达|至|到|了|有|全[国省市区县]的?){0,2} ?$"
)
#: The last signs of a comparator before a number, and the signs of those further off.
_COMPARED = frozenset("于少低码过出破超逾多高足到在约为占近概致右达至了有国省市区县的 ")
_COMPARED_FAR = re.compile(r"[少多码于过]")
_REMOTE = re.compile(
    r"(?:(?P<least>至少|最少|起码)|(?P<most>至多|最多))[^，。；、：\d]{1,10}$"
    r"|(?:(?P<least2>不少于|不低于|超过|高于)|(?P<most2>不超过|不高于|低于))[^，。；、：\d]{1,12}的$"
)
_UPWARD = re.compile(r"(?<![以网线之云海马路晚早])上$")
_SUFFIX = re.compile(
    r" ?(?:(?P<most>[（(]?以内|以下|之内|封顶)|(?P<least>[（(]?(?:及其?)?以上|之上|及以上|起步)"
    r"|(?P<about>左右|上下(?!游|级|联|班|车)))[）)]?"
)
_INCLUSIVE = re.compile(r"[（(]含[^）)]{0,6}[）)]")
_CLASS = re.compile(r"级(?!别)")

_RANK_CONTEXT = re.compile(
    r"(?:位居|居于|稳居|位列|列|居|占|排名|排位|位次|跻身|进入|迈入|挺进|进|保持|名列|升至|提升至|提升到|前移至|力争)"
    r"[^，。；、]{0,10}(?P<mark>前|第)$|(?:全[国省市球]|世界|国内|国际)[^，。；、]{0,4}前$"
)
_RANK_UNIT = re.compile(r" ?(?P<unit>位(?!置|一体)|名(?!单|录|称)|强)")
_RANK_END = re.compile(
    r"$|、(?![一二三四五六七八九十\d])|[，。；）)”\"’,;! ]|的?(?:行列|之列|位置|水平|以内|左右|地位)|和|且|并|或|以上"
)
_RANK_PERCENT = re.compile(r" ?%")

_NOT_BEFORE = re.compile(
    r"(?:[A-Za-z][-—]?|[+×*〔\[#№]|(?<=\d)[./:：]|第|前|每|每隔|满|[^\d]/|\d-|[“‘「『\"])$"
)
_NOT_AFTER = re.compile(r"[A-Za-z0-9+×*〕°]|[-—.]\d|号|、?[一二三四五六七八九十]、|分之")
#: Powers of ten that stand alone in names and idioms.
_BARE = ("十", "百", "千", "万", "亿")
_IDIOM = re.compile(
    r"(?:千家万户|百家争鸣|千人一面|万人空巷|万家灯火|千人千面|千万别|千万要|千万不|一张网|两张皮|一盘棋|五年规划|五年计划)"
)
_NAMED = re.compile(
    r"[^，。；、]{0,2}(?:人计划|方面|意识|自信|维护|面向|全面|革命|一批|阶段|层面|维度|坚持|统一起来|确保|统筹|原则|全会|大精神|结合|转变)"
)
_GDP_UNIT = re.compile(r"(?:国内生产总值|地区生产总值|GDP|工业增加值|生产总值|产值|增加值|美元GDP)")
_MONEY_NOT = re.compile(
    r"(?:参数|用户|人口|人次|流量|访问|注册|点击|下载|文献|数据|条|字节|词元)[^，。；]{0,8}$"
)
_UNITLESS_BEFORE = re.compile(
    r"(?:达到|达|超过|突破|不低于|不高于|不小于|提高到|提高至|提升到|提升至|增至|降到|降至|降低到|降低至|下降到|下降至"
    r"|保持在|稳定在|控制在|低于|高于|为|约|近|超|到|至)$"
)
_UNITLESS_AFTER = re.compile(
    r" ?(?:(?:左右|以上|以下|以内|上下)(?!的?[^，。；、]{0,8}(?:人口|用户|群众|农民|居民|网民))|$|[，。；、）),;)])"
)

_TENTHS = re.compile(
    r"成(?P<half>[一二三四五六七八九](?![、，]))?(?![本果立员就长功熟效为型都分绩品交套片网链体])"
)
_CLASS_OF_DATA = re.compile(r"级(?:参数|用户|数据|规模参数|token|Token|流量)")
_YEARS = re.compile(r" ?年(?!度|级|轻|产|均|底|末|初|代|期|检|会|报|鉴|富|纪)")

_GROWTH_WORD = (
    r"增长(?!点|极|空间|动能)|增速|增幅|涨幅|降幅|上涨|下降|降低|减少|提高|提升|上升|压减|压缩|精简|缩短|缩减|削减|节约|递增|上浮|下浮|扩大|增加(?!值)|同比|环比"
    r"|提速"
)
_GROWTH_NEAR = re.compile(
    rf"(?:{_GROWTH_WORD}|[增降减])(?:了|率|分别|约|近)*$|(?:{_GROWTH_WORD})[^到至为在率比重度达占超，]{{0,12}}$"
)
_RATE_WORD = re.compile(
    r"增速|增幅|涨幅|降幅|增长率|下降率|降低率|递增|增长速度|年均增长(?!到|至)|增长(?=[^，]{0,4}(?:保持|控制|稳定)在)"
)
_GROWTH_AFTER = re.compile(r"(?:以上|左右)?的?(?:年均|年)?(?:复合)?(?:增速|增长|增幅|速度)")
_TO_WORD = re.compile(r"(?:到|至|为|成|在)(?:了|约|近|不低于|不少于|超过|全[国省市])*$")
_INCREMENT_NEAR = re.compile(
    r"新增(?!长|值|材)|净增|扩增|新添|新改建|新建改建|新改扩建|增设|(?<![创更革翻全最高出重刷])新(?:培育|引进|认定|开工|开通|开发|设立|设|开|创建|组建|签约|签|登记|注册|建成|建设|建|改建|扩建|投放|上市|招|聘|入选"
    r"|入库|备案|获批|落地|投产|投用|授权|申报|发展|推广|打造|培养|布局|引育|招引|添|购|造|种|植)"
    rf"|(?:{_GROWTH_WORD})(?:了|约|近|分别|超过|不少于|不低于|至少|[^，到至为]{{0,10}})?$"
)
_STOCK_WORD = re.compile(
    r"累计(?!新增|新)|总数|总量|保有量|存量|总规模|达到|达(?!标)|增至|增加到|增长到|提高到|提升到|(?:增加|增长|提高|提升|扩大|发展|降低|下降|减少)(?:到|至)"
)
_YEARLY = re.compile(
    r"每一?年度?(?!度?[末底初])|年均(?!浓度|水平|值|降水|气温)|逐年|(?<![上去前今当同全\d年度半一二两三四五六七八九十几])年(?:增长|递增|新增|培训|服务)|每年度|平均每年|年产(?!值|业|出率)[^，。；、\d]{0,6}?(?:约|近|超过|突破|达到|达|超)*$"
)
_YEARLY_OUTPUT = re.compile(
    r"(?:年产(?!值|业|出率)[^，。；、\d]{0,6}?|产能|产量|能力)(?:约|近|超过|达到|达|超|突破)*$"
)
_LIFETIME = re.compile(r"年限|寿命|天数")
_FROM = re.compile(r"(?:由|从)[^，。；]{0,16}$")
_RISE_TO = re.compile(
    r"^[^，。；]{0,6}(?:提高|提升|增加|增长|上升|扩大|下降|降低|减少|压缩|缩短|压减|增|降|升|缩减|拓展|发展)?(?:到|至|为)[^，。；]{0,8}$"
)
_LISTED = re.compile(
    r"^[、和及与以](?![^、]*(?:累计|建成|建设|打造|达到|培育|形成|引进|培养|保有|总))[^，。；：,;]{1,16}$"
)
_LINK = re.compile(r"^[、和及与,，以 ]*$")
_APART = re.compile(r"分别[^，。；、\d]{0,6}$")
#: Most numbers of one 分别.
_LONGEST_LIST = 8
#: Comparators that a list under 分别 may share.
_BOUNDS = (Op.AT_LEAST, Op.AT_MOST, Op.ABOUT)


def find_quantities(text: str, dates: Sequence[Deadline] | None = None) -> tuple[Quantity, ...]:
    """Return the quantities in ``text``, in order; offsets are code points into ``text``.

    ``dates`` are what ``find_dates`` gives for this text, where the caller has it already.

    Left out: dates, ordinals (第三方), names with numbers (5G, “十四五”, 1+3+N, 十大工程), list and document
    numbers, articles (一批, 一个) without comparator, denominators (每万人, /万元).
    """
    folded = fold_width(text)
    if _ANY.search(folded) is None:
        return ()
    masked = _mask_dates(folded, dates)
    found: list[Quantity] = []
    position = 0
    scan = _SCAN_ZERO if "零" in masked else _SCAN
    while match := scan.search(masked, position):
        quantity = _read(folded, masked, match, found[-1] if found else None)
        if quantity is None:
            position = _skip(masked, match)
            continue
        position = quantity.span.end
        _append(folded, found, quantity)
    return tuple(found)


def _skip(text: str, match: re.Match[str]) -> int:
    """Return where to go on after a number that is no quantity: behind it, but never inside figures."""
    if match["num"] is None or parse_number(match[0]) is not None:
        return match.end()
    return match.start() + 1


def _mask_dates(text: str, dates: Sequence[Deadline] | None) -> str:
    """Blank out years and their parts, so that their figures are not read as quantities."""
    if "年" not in text and "五" not in text and "-" not in text and "—" not in text:
        return text
    if dates is None:
        dates = find_folded_dates(text)
    if not dates:
        return text
    pieces: list[str] = []
    end = 0
    for deadline in dates:
        if deadline.source in (DateSource.EXPLICIT, DateSource.RELATIVE):
            pieces += (text[end : deadline.span.start], "\x00" * len(deadline.span))
            end = deadline.span.end
    return "".join(pieces) + text[end:]


def _append(text: str, found: list[Quantity], quantity: Quantity) -> None:
    """Add ``quantity``; a 从X before 提高到Y becomes its baseline, a list goes on in the same kind."""
    if found:
        last = found[-1]
        between = text[last.span.end : quantity.span.start]
        if (
            len(between) <= 14
            and _RISE_TO.match(between)
            and _FROM.search(text[max(0, last.span.start - 18) : last.span.start])
        ):
            found.pop()
            quantity = replace(quantity, baseline=last.value, kind=_settle(quantity, last))
        elif (last.kind is Kind.INCREMENT and quantity.kind is Kind.LEVEL and _LISTED.match(between)) or (
            quantity.unit == last.unit and _LINK.match(between) and last.kind in (Kind.GROWTH, Kind.INCREMENT)
        ):
            quantity = replace(quantity, kind=last.kind, per_year=last.per_year)
    found.append(quantity)
    _share_bound(text, found)


def _share_bound(text: str, found: list[Quantity]) -> None:
    """Let all numbers of one 分别 share its comparator: 分别超过90%、70%, 分别达到15%、30%以上."""
    last = found[-1]
    first = len(found) - 1
    while (
        first > len(found) - _LONGEST_LIST and first and _is_listed_with(text, found[first - 1], found[first])
    ):
        first -= 1
    lead = found[first]
    if first == len(found) - 1 or _APART.search(text[max(0, lead.span.start - 8) : lead.span.start]) is None:
        return
    before = found[-2]
    if last.op is Op.EXACT and before.op in _BOUNDS and before.span.start < before.number.start:
        found[-1] = replace(last, op=before.op, approximate=before.approximate)
    elif last.op in _BOUNDS and last.span.start == last.number.start:
        for place in range(first, len(found) - 1):
            if found[place].op is Op.EXACT:
                found[place] = replace(found[place], op=last.op, approximate=last.approximate)


def _is_listed_with(text: str, one: Quantity, other: Quantity) -> bool:
    between = text[one.span.end : other.span.start]
    return one.unit == other.unit and between in ("、", "和", "及", "与", "以及")


def _settle(quantity: Quantity, baseline: Quantity) -> Kind:
    """Return the kind of a quantity reached from ``baseline``: what is reached is never an increment."""
    if quantity.kind is Kind.DURATION and baseline.unit == quantity.unit:
        return baseline.kind
    if quantity.kind in (Kind.GROWTH, Kind.INCREMENT):
        return Kind.SHARE if quantity.unit in SHARE_UNITS else Kind.LEVEL
    return quantity.kind


def _read(text: str, masked: str, match: re.Match[str], last: Quantity | None) -> Quantity | None:
    if match["num"] is not None:
        return _read_number(text, masked, match.start(), match[0], last)
    if match["ofhundred"] is not None:
        number = Number(Fraction(100)) if match["hundredths"] == "百" else parse_number(match["hundredths"])
        if number is None:
            return None
        unit = "‰" if match["whole"] == "千" else "%"
        if match["whole"] == "万":
            number = Number(number.value / 100, number.high and number.high / 100, number.loose)
        return _build(text, match.start(), match.end(), match.end(), number, None, unit, last)
    if match["parts"] is not None or match["slash"] is not None:
        above = parse_number(match["above"] or match["over"])
        below = parse_number(match["below"] or match["under"])
        if above is None or below is None or not 0 < above.value < below.value:
            return None
        share = Number(above.value / below.value * 100)
        return _build(text, match.start(), match.end(), match.end(), share, None, "%", last)
    if match["double"] is not None:
        times = parse_number(match["times"] or "一")
        if times is None:
            return None
        factor = Number(Fraction(2) ** int(times.value))
        built = _build(text, match.start(), match.end(), match.end(), factor, None, "倍", last)
        return replace(built, implied=True)
    if match["half"] is not None:
        if match["half"] == "一半" and text[match.end() : match.end() + 1] in ("年", "天", "月", "小"):
            return None
        built = _build(text, match.start(), match.end(), match.end(), Number(Fraction(50)), None, "%", last)
        return replace(built, op=Op.AT_LEAST if match["half"] == "过半" else built.op, implied=True)
    if match["full"] is not None:
        built = _build(text, match.start(), match.end(), match.end(), Number(Fraction(100)), None, "%", last)
        return replace(built, kind=Kind.SHARE, implied=True)
    start = match.start("nil")
    built = _build(text, start, match.end(), match.end(), Number(Fraction(0)), None, "", last)
    return replace(built, implied=True, op=Op.EXACT, kind=Kind.LEVEL)


def _read_number(text: str, masked: str, start: int, printed: str, last: Quantity | None) -> Quantity | None:
    end = start + len(printed)
    rank = _read_rank(text, start, printed)
    if rank is not None:
        return rank
    if not printed[0].isascii() and _COUNTING.match(text, end) is None:
        return None
    if _NOT_BEFORE.search(text[max(0, start - 3) : start]) and not _quoted_whole(text, start):
        return None
    number = parse_number(printed)
    if number is None:
        return None
    if _is_head_unit(text, start, end, printed):
        return None
    figures = printed[0].isascii()
    if (figures and printed[-1] == ".") or _IDIOM.match(text, max(0, start - 1)) or _IDIOM.match(text, start):
        return None
    if figures and "." in printed and _at_line_start(text, start) and number.multiplier == 1:
        start, printed, number = _without_list_number(text, start, printed, number)
    number, end, low_unit = _read_range(masked, number, end)
    return _with_unit(text, start, end, number, low_unit, printed, last)


def _is_head_unit(text: str, start: int, end: int, printed: str) -> bool:
    """Whether 万 or 亿 opens the unit in a table's head: 总产值（亿元）, a cell 万架."""
    if printed not in ("万", "亿", "万亿", "百万", "千万") or text[max(0, start - 1) : start] not in (
        *"（(\t\n|/",
        "",
    ):
        return False
    unit = UNIT.match(text, end)
    behind = unit.end() if unit else end
    return text[behind : behind + 1] in (*"）)\t\n|", "")


def _quoted_whole(text: str, start: int) -> bool:
    """Whether the opening quote before a number quotes a phrase with a verb's object, not a name."""
    return (
        text[start - 1 : start] in '“‘「『"'
        and text[start : start + 1].isdigit()
        and bool(
            re.match(r"\d[\d.,]*[万亿]?(?:个|家|%|亿元|万元)(?:以上|左右|以内)", text[start : start + 14])
        )
    )


def _at_line_start(text: str, start: int) -> bool:
    return not text[:start].strip(" \t\u3000") or text[:start].rstrip(" \t\u3000").endswith(
        ("\n", "。", "；")
    )


def _without_list_number(text: str, start: int, printed: str, number: Number) -> tuple[int, str, Number]:
    """Cut 1. from 1.10个: nothing that is counted whole comes in tenths at the head of a line."""
    unit = UNIT.match(text, start + len(printed))
    if unit is None or tidy(unit["unit"])[0] not in WHOLE_COUNTERS:
        return start, printed, number
    rest = printed.split(".", 1)[1]
    whole = parse_number(rest)
    return (start, printed, number) if whole is None else (start + len(printed) - len(rest), rest, whole)


def _read_range(text: str, number: Number, end: int) -> tuple[Number, int, str]:
    """Read the upper end of a range after ``end``; returns the number, its new end and the lower unit."""
    if number.high is not None:
        return number, end, ""
    unit = UNIT.match(text, end)
    after_unit = unit.end() if unit else end
    for place in (end, after_unit):
        dash = _DASH.match(text, place)
        upper = _NUMBER.match(text, dash.end()) if dash else None
        if dash is None or upper is None:
            continue
        high = parse_number(upper[0])
        if high is None or high.high is not None:
            continue
        low = number.value
        if number.multiplier == 1 and high.multiplier > 1 and number.coefficient < high.coefficient:
            low *= high.multiplier
        if low >= high.value:
            continue
        loose = number.loose or high.loose
        lower_unit = unit["unit"] if unit and place == after_unit else ""
        pair = Number(low, high.value, loose, coefficient=high.coefficient, multiplier=high.multiplier)
        return pair, upper.end(), lower_unit
    return number, end, ""


def _with_unit(
    text: str, start: int, end: int, number: Number, low_unit: str, printed: str, last: Quantity | None
) -> Quantity | None:
    figures = printed[0].isascii()
    early = _SUFFIX.match(text, end)
    after = early.end() if early else end
    unit = UNIT.match(text, end) or (UNIT.match(text, after) if early else None)
    if unit is None and figures:
        unit = FIGURE_UNIT.match(text, end)
    if unit is None and not figures and len(printed) > 1 and printed[-1] in "百千":
        unit, number, end = _unit_inside(text, end, printed, number)
    name = unit["unit"] if unit else ""
    unit_end = unit.end() if unit else end
    if not name:
        return _without_unit(text, start, end, number, printed, last)
    if not figures and _refused(text, start, unit_end, printed, name, number):
        return None
    if name == "P" and printed in ("480", "720", "1080", "2160"):
        return None
    if name == "元" and text.startswith("元", unit_end - 1) and _GDP_UNIT.match(text, unit_end):
        return None
    return _build(text, start, end, unit_end, number, printed, name, last)


def _unit_inside(
    text: str, end: int, printed: str, number: Number
) -> tuple[re.Match[str] | None, Number, int]:
    """Give back a last 千 or 百 that belongs to the unit: 五万千瓦, 三百分点."""
    unit = UNIT.match(text, end - 1)
    shorter = parse_number(printed[:-1])
    if unit is None or shorter is None or unit["unit"][0] != printed[-1]:
        return None, number, end
    return unit, shorter, end - 1


def _refused(text: str, start: int, unit_end: int, printed: str, unit: str, number: Number) -> bool:
    """Whether a Chinese numeral with a counting word is an article or part of a name."""
    if text[unit_end : unit_end + 2] == "一体":
        return True
    if unit == "次" and text[max(0, start - 1) : start] == "跑":
        return True
    bare = number.high is None and number.value == 1 and printed in ("一", "亿", "万")
    if bare and printed == "一":
        window = text[max(0, start - 8) : start]
        if unit == "批" or window.endswith(("突破", "过", "超")):
            return True
        compared = _PREFIX.search(window) or _SUFFIX.match(text, unit_end) or _REMOTE.search(window)
        return compared is None and unit not in ("倍",) and not unit.endswith(("百分点", "%"))
    if printed in _BARE and _is_idiom(text, start, start + 1):
        return True
    if _NAMED.match(text, unit_end) and number.value < 20:
        return True
    return printed in ("万", "千", "百", "亿", "千万") and _NAMED.match(text, unit_end - 1) is not None


def _is_idiom(text: str, start: int, end: int) -> bool:
    """Whether two bare powers of ten frame one word: 千家万户, 千企万户."""
    inner = "、，和个"
    behind = start >= 2 and text[start - 2] in _BARE and text[start - 1] not in inner
    ahead = text[end + 1 : end + 2] in _BARE and bool(text[end + 1 : end + 2]) and text[end] not in inner
    return behind or ahead


def _without_unit(
    text: str, start: int, end: int, number: Number, printed: str, last: Quantity | None
) -> Quantity | None:
    """Read a number without a unit word: 七成, 千亿级, 过千亿, an index, a number before 以上."""
    before = text[max(0, start - 12) : start]
    if match := _TENTHS.match(text, end):
        if number.value <= 10:
            more = DIGITS[match["half"]] if match["half"] else 0
            high = number.high * 10 + more if number.high else None
            tenths = Number(number.value * 10 + more, high, number.loose)
            return _build(text, start, end, match.end(), tenths, printed, "%", last)
        return None
    figures = printed[0].isascii()
    if _CLASS.match(text, end) and number.multiplier >= 10**8 and not _MONEY_NOT.search(before):
        if _CLASS_OF_DATA.match(text, end):
            return None
        return _build(text, start, end, end, number, printed, "元", last)
    if number.multiplier >= 10**8 and _UNITLESS_AFTER.match(text, end) and not _MONEY_NOT.search(before):
        return (
            _build(text, start, end, end, number, printed, "元", last)
            if (figures or _PREFIX.search(before) or _UNITLESS_BEFORE.search(before))
            else None
        )
    if year := _YEARS.match(text, end):
        return _build(text, start, end, year.end(), number, printed, "年", last)
    if text.startswith(("日内", "日以内", "日之内"), end) and not text.endswith("月", 0, start):
        return _build(text, start, end, end + 1, number, printed, "日", last)
    if not figures or _NOT_AFTER.match(text, end):
        return None
    if (_PREFIX.search(before) or _UNITLESS_BEFORE.search(before)) and _UNITLESS_AFTER.match(text, end):
        return _build(text, start, end, end, number, printed, "", last)
    if _SUFFIX.match(text, end) and number.value >= 10:
        return _build(text, start, end, end, number, printed, "", last)
    return None


def _read_rank(text: str, start: int, printed: str) -> Quantity | None:
    if not text.endswith(("前", "第"), 0, start):
        return None
    context = _RANK_CONTEXT.search(text[max(0, start - 24) : start])
    if context is None and text[start - 1] == "第":
        return None
    number = parse_number(printed)
    if number is None or number.high is not None:
        return None
    end = start + len(printed)
    unit = "位"
    percent = _RANK_PERCENT.match(text, end)
    named = _RANK_UNIT.match(text, end)
    if percent:
        unit, end = "%", percent.end()
    elif named:
        end = named.end()
        unit = "名" if named["unit"] == "名" else "位"
    elif not _RANK_END.match(text, end):
        return None
    if context is None and named is None:
        return None
    mark = start - 1
    return Quantity(
        Span(mark, end), Span(start, start + len(printed)), number.value, None, Op.RANK, unit, Kind.RANK
    )


def _build(
    text: str,
    start: int,
    number_end: int,
    unit_end: int,
    number: Number,
    printed: str | None,
    unit: str,
    last: Quantity | None,
) -> Quantity:
    clause = _clause_before(text, start, last)
    name, per_year_unit = tidy(unit)
    first, op, loose = _prefix(text, start, name in SHARE_UNITS)
    size_class = False
    grade = _CLASS.match(text, unit_end)
    end = unit_end
    if grade and (number.multiplier >= 10**4 or number.value >= 1000 or text[start] in "百千"):
        size_class, end = True, grade.end()
    op, end, loose_after = _suffix(text, number_end, end, op)
    if number.high is not None and number.high > number.value:
        op = Op.RANGE
    elif number.loose and op is Op.EXACT:
        op = Op.AT_LEAST
    per_year = per_year_unit or _is_yearly(text, start)
    return Quantity(
        span=Span(first, end),
        number=Span(start, number_end),
        value=number.value,
        value_max=number.high,
        op=op,
        unit=name,
        kind=_kind(text, clause, start, end, name, per_year),
        per_year=per_year,
        approximate=number.loose or loose or loose_after,
        size_class=size_class,
    )


def _clause_before(text: str, start: int, last: Quantity | None) -> str:
    return _CLAUSE_END.split(text[max(last.span.end if last else 0, start - 40) : start])[-1]


def _prefix(text: str, start: int, share: bool) -> tuple[int, Op, bool]:
    offset = max(0, start - 12)
    match = _PREFIX.search(text[offset:start]) if text[max(0, start - 1) : start] in _COMPARED else None
    if match is None:
        if text[start] in "百千万亿" and _UPWARD.search(text[offset:start]):
            return start - 1, Op.AT_LEAST, True
        window = text[max(0, start - 24) : start]
        remote = _REMOTE.search(window) if _COMPARED_FAR.search(window) else None
        if remote is None or (remote["least"] is None and remote["most"] is None and not share):
            return start, Op.EXACT, False
        return start, Op.AT_LEAST if remote["least"] or remote["least2"] else Op.AT_MOST, False
    if match["least"]:
        return offset + match.start(), Op.AT_LEAST, False
    if match["most"]:
        return offset + match.start(), Op.AT_MOST, False
    return offset + match.start(), Op.ABOUT, True


def _suffix(text: str, number_end: int, end: int, op: Op) -> tuple[Op, int, bool]:
    inclusive = _INCLUSIVE.match(text, end)
    after = _SUFFIX.match(text, inclusive.end() if inclusive else end)
    match = after or _SUFFIX.match(text, number_end)
    if after is not None:
        end = after.end()
    if match is None:
        return op, end, False
    if match["least"]:
        return Op.AT_LEAST, end, False
    if match["most"]:
        return Op.AT_MOST, end, False
    if op is Op.AT_LEAST:
        return op, end, True
    return Op.ABOUT, end, True


def _is_yearly(text: str, start: int) -> bool:
    clause = _CLAUSE_END.split(text[max(0, start - 40) : start])[-1]
    matches = list(_YEARLY.finditer(clause)) if "年" in clause else []
    if not matches:
        return False
    return re.search(r"累计|(?:增加|增长|提高|提升|发展)(?:到|至)", clause[matches[-1].end() :]) is None


def _kind(text: str, clause: str, start: int, end: int, unit: str, per_year: bool) -> Kind:
    if unit in DURATIONS or unit in ("年", "日"):
        return Kind.LEVEL if unit in ("年", "天") and _LIFETIME.search(clause) else Kind.DURATION
    bare = _PREFIX.sub("", clause) if clause[-1:] in _COMPARED else clause
    if unit in ("倍", "百分点"):
        return Kind.GROWTH
    if unit in SHARE_UNITS:
        if _RATE_WORD.search(clause) or _GROWTH_AFTER.match(text, end):
            return Kind.GROWTH
        return Kind.GROWTH if _GROWTH_NEAR.search(bare) and not _TO_WORD.search(bare) else Kind.SHARE
    if not unit:
        return Kind.LEVEL
    stock = list(_STOCK_WORD.finditer(clause))
    grown = list(_INCREMENT_NEAR.finditer(bare))
    if grown and not (stock and stock[-1].start() > grown[-1].start()):
        return Kind.INCREMENT
    if per_year and not stock and not _YEARLY_OUTPUT.search(clause):
        return Kind.INCREMENT
    return Kind.LEVEL
