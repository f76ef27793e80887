"""Which quantity of a sentence is a promise, and what it is promised of.

A quantity is a promise where the plan says that something shall reach it. Left out are facts of the past and
the present, sums that a policy hands out, sizes and thresholds that only describe something (年收入超100亿元的
企业), counts that a sentence merely names (围绕37条产业链), terms of procedures, and goals without a number.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from liance.core.quantities import DateRole, DateSource, Deadline, Kind, Op, Quantity
from liance.core.spans import Span

_CLAUSE_BREAK = re.compile(r"[，。；：,;:!?！？\n]")
_LIST_BREAK = re.compile(r"[，。；：,;:!?！？\n、]")

#: How far back the words of a sentence bear on a quantity, in code points.
_REACH = 600

#: Units that measure; what follows them is described by them, not counted.
_MONEY = re.compile(r"(?:元|美元|欧元|港元|日元|英镑)(?:/.*)?")
_RATES = frozenset({"%", "‰", "倍", "百分点"})

#: Verbs and predicates under which a plan promises a quantity.
_PROMISE = re.compile(
    r"建成|建设|建立|新建|改建|扩建|打造|培育|培养|引进|引育|引培|引聚|吸引|吸纳|集聚|聚集|汇聚|形成"
    r"|创建|争创|创成|认定|评选|遴选|推出|发布"
    r"|制定|制修订|制订|修订|研制|开发|研发|突破|攻克|攻关|实施|推进|推动|带动|完成|达到|达|实现|超过"
    r"|超|新增|净增|增加|增长|提高|提升"
    r"|上升|降低|下降|降至|降到|减少|压减|压缩|缩短|控制|保持|稳定|累计|培训|孵化|招引|引入|落地|布局"
    r"|部署|开通|举办|组织|支持|扶持|服务|惠及|覆盖"
    r"|选树|树立|评定|申报|获批|获得|入选|进入|跻身|选择|优选|选派|筛选|征集|储备|谋划|设立|组建|搭建"
    r"|拓展|推广|应用|接入|改造|提供"
    r"|发展|壮大|做强|做大|转化|列入|纳入|拥有|占|不少于|不低于|至少|力争|争取|确保|产出|创造|配备"
    r"|淘汰|关停|退出|化解|投放|投入|出台|印发|构建|参与|牵头|承接|承办|签约"
    r"|引导|挖掘|扩大|翻|新设|新培育|新认定|位居|位列|稳居|居|排名|创|建|育|招|引|过|促进|解决|安置"
    r"|治理|绿化|开工|投产|上线|汇集|聚合|年产|规模"
)
_MAKES = re.compile(
    r"建成|建设|建立|新建|打造|培育|引进|形成|创建|创成|新增|认定|设立|布局|落地|推出|发布|出台|印发|制定|编制"
    r"|完成|达到|获批|举办|增加|孵化|招引|引育|建"
)
#: Words after which a number is only named: a scope, a basis, an instrument.
_NAMING = re.compile(
    r"围绕|依托|聚焦|与(?=[^，。；]{0,40}(?:合作|联合|共建|协作|协同|对接|结对))|针对|面向|按照|根据|结合|落实|贯彻|基于|借助|利用|通过|包括|涉及|属于|分为|分成"
    r"|相当于|时速|每(?!年)|自|由(?!.*(?:到|至))"
    r"|以(?!上|下|内|及)|对(?!.{0,8}(?:实施|开展))|在(?=[^，]{0,3}\d)|从(?!.*(?:到|至))|共(?!享|建|同"
    r"|性|用|治)|全部|上述|这"
)
_STRUCTURE_NOUN = re.compile(
    r"(?:重点|专项|重大|主要|关键|基本|核心|具体|大)?(?:行动|工程|任务|举措|措施|方面|领域|环节|步骤"
    r"|阶段|机制|制度|原则|方向|板块|维度|层面|层次|层级|要素|目标|路径"
    r"|抓手|工作(?!站|室|坊|人员|日)|专班|工作组|小组|批次|设区市|地级市|县市区|部门)"
)

_DISTRICT = re.compile(
    r"(?:市直|省直|区直|县直|设区的?|国家级|省级|市级)*(?:部门|县（市、区）|县区|市县|县市区|县|市"
    r"|乡镇|镇街|街道)(?=$|[、，。和数信试开推共])"
)

_PAST = re.compile(
    r"截至|已(?!.{0,3}不)|目前|当前|现有|共有|近年来|近[两三四五几\d]+年|过去|同比|环比|去年|上年|此前|以来"
    r"|(?:达到|建成|实现|形成|培育|突破|超过|增长|完成|取得|发布|提高|下降|减少|增加|新增)了|有效期|曾"
)
_FUTURE = re.compile(r"力争|将(?!近)|争取|确保|预期|计划|目标|要(?!求|素|点|闻)|至少每年")

_INSTRUMENT = re.compile(
    r"奖励|奖补|补助|补贴|资助|给予|贴息|扶持资金|专项资金|资金支持|支持(?:资金|额度|金额|标准)|扶持(?:额度|金额)|基金|注册资本|贷款额度|授信额度"
    r"|减免|返还|罚款|处以|风险补偿|减按|税率"
    r"|税前扣除|加计扣除|保费|出资|抵扣|优惠|折扣|奖金|经费支持|配套支持|安排.{0,8}资金"
    r"|财政[^，。；]{0,10}(?:安排|投入|拨付)|安家费|购房|租金|免收|信贷规模|算力券|创新券|消费券"
    r"|数据券|服务券|撬动|社会资本|利率|贷款(?!余额)|贷[”’]"
)
_GRANT = re.compile(r"最高|每家|每户|每个|每人|单个|每项|一次性|按(?!时)|不超过|上限|标准")
_ROUTINE = re.compile(r"召开|调度|会商|通报|报送|例会|督查|督导|检查|考核|评估|汇报|巡查|轮训|更新")

_DESCRIBED = re.compile(
    r"的(?!$|[，。；、])|(?:以上|左右)?(?:的)?(?:企业|园区|项目|集群|市场|龙头|产业集群|产业园|领军"
    r"|骨干|产品|基地|平台|县|镇|街区|商圈|品牌|单位|机组|泊位|航道|变电站|高速|列车|及以上)"
)
_COVERED = re.compile(r"(?:的)?(?:[^，。；、]{0,12})(?:规模|产值|集群|产业|产业链|收入|市场|总量)")
_PART_BREAK = re.compile(r"[。；;\n]")
#: What follows those who may have a grant.
_ENTITLES = re.compile(r"，[^。；，]{0,24}(?:给予|奖励|奖补|补助|补贴|资助)")
_REACHING = re.compile(r"[^，。；、]{0,20}(?:进入|跻身|入围|入选|迈入|挤进|挺进|上榜)[^，。；、]{0,10}")
#: Between two counts of a list that is only named.
_NAMED_WITH = re.compile(r"[^，。；：、\d]{0,16}[、和及与]")
_PART_OF = re.compile(r"[，、](?:其中)?[^，。；、]{0,6}")
_LISTING = ("、", "和", "及", "与", "以及")
#: A standing in words before the rank that says it: 稳居全国第一方阵（前10位）.
_RANKED = re.compile(r"(?:稳居|位居|位列|处于|进入|跻身|迈入)[^，。；、]{0,8}(?:方阵|前列|行列)$")
#: A rate that something is reckoned by: 按装机容量的10%配置.
_BASIS = re.compile(r"按(?:照)?(?!时|期|计划|规划)[^，。；]{0,12}的$")
#: The threshold of a class of firms whose name stands before: 突破1亿元的10家.
_THRESHOLD = re.compile(r"(?:年|营收|收入|产值|超过?|过|突破|达到?)*\d[\d.,]*[百千万亿]*元(?:以上)?")
_CLASS_OF = re.compile(r"^.*元(?:以上)?的?")
_SHARE_TAIL = re.compile(r"占[^，。；]{1,16}比[重例]?$|占比$")
_TOTAL = re.compile(r"(?:累计)?(?:总数|总量|合计|总计|累计)?")
_PLOT = re.compile(
    r"(?:规划(?:控制|总|用地|建设|建筑)*面积|占地(?:面积)?|用地面积|总投资额?|计划投资|估算投资)(?:约|为|达|近)*$"
)
_DONE = re.compile(r"完成|实现|达到|新增|引进|累计|力争|确保")

_LEAD = re.compile(
    r"^(?:(?:\d{1,2}[.．、]|[（(][\d一二三四五六七八九十]{1,3}[)）]) ?(?!\d)|[、 和及与（(]|[—–-]{1,4}"
    r"|[一二三四五六七八九十\d]{1,2}月(?:底|末|份|[上中下]旬)?(?:之?前)?|[一二三四]季度末?(?:之?前)?|[上下]半年|全年|年[底末内]前?"
    r"|(?:连续)?[两二三四五六七八九十\d]{1,2}年(?=累计|内|突破|新增|实现|建成|培育|引进|打造|完成|投|共|间)(?:间|内)?"
    r"|把|将(?!近)|继续|重点(?=打造|建设|培育|支持|推进|发展|引进)|其中|同时|此外|另外|以及|并且|并"
    r"|和|及|与|且|均|分别|全面|进一步|持续|不断|努力|积极|加快|力争|争取|确保|着力|大力|推动|每年"
    r"|年均|逐年|累计"
    r"|再|共(?![享建同性用治有])|要|使|让|到|预计|基本|率先|首次|初步|稳步|有序|都|也|引导(?!基金)|支持|鼓励|组织(?!机构)|选择|优选"
    r"|带动|发动|联合(?!体|实验室|创新|会)|开展|获得|取得|承办|承接|(?:主导|牵头|参与)(?:[或和、](?:参与|主导))?(?:制定|制修订|研制|起草|修订)|"
    r"(?:降低|减少|压减|压缩|缩短|提高|提升|扩大)(?!工程|行动|机|率|量|值)|"
    r"建成|建设|建立|打造|培育(?!期|中心|基地|库)|培养(?!基地|体系)|引进|引育|引培|吸引|吸纳|集聚(?!区|度|地)|聚集(?!区)|汇聚|形成|创建|争创|认定|评选"
    r"|遴选|推出|发布|出台|印发|制定|研制|开发(?!区|者|平台|工具|板)|突破|攻克"
    r"|实施|推进|完成|达到|实现|超过|新增|净增|增加|培训(?!基地|班|中心|机构|课程|项目|体系|计划)|孵化(?!器|基地|载体|平台|园|空间)|招引|引入|落地|布局|部署|开通|举办|扶持"
    r"|服务(?!器|业|外包|贸易|平台|机构|中心|体系|能力|型|站|商|网)|惠及|覆盖(?!率)|选树|评定|申报"
    r"|获批|征集|储备(?!库|粮|项目)|谋划"
    r"|设立|组建|搭建|拓展|推广|构建|发展(?!基金|指数|水平|联盟)|壮大|做强|做大|促进|提供|拥有|配备|投放|培植|引聚|新培育"
    r"|新认定|新引进|净增|招商|、)+"
)
_PREDICATE = re.compile(
    r"(?:均|每年|逐年|分别|将|要|再|继续|至少|平均|年内|预期|预计|实际|累计|约|总体|力争|稳定|基本|首次|总数|进一步|年均|合计|总计|逐步"
    r"|实现|全部|已)*"
    r"(?:达到|达|突破|超过|超|过|不低于|不少于|不超过|不高于|低于|高于|增长到|增长至|增长|增至|增加到"
    r"|增加至|增加|提高到|提高至|提高|提升到|提升至|提升|上升到|上升至|上升"
    r"|降低到|降低至|降低|下降到|下降至|下降|降至|降到|减少到|减少至|减少|压减到|压减|压缩到|压缩至"
    r"|压缩|控制在|保持在|稳定在|保持|维持在|扩大到|拓展到|迈上|迈入|跨越"
    r"|实现|定?为|高?达|拟(?:定|按|安排)?|是|至少|进入|跻身|位居|位列|稳居|居|排名|名列|列|占|翻|力争|比\d{4}年|较\d{4}年|了|到"
    r"|至|不足|不到|逾|年均|分别|再|全国|全球|全省|世界|国内|国际|由|从|约|的)+$"
)
_MAKING = re.compile(
    r"(?:带动|推动|累计|新)*(?:建成|打造|培育(?!期|中心|基地|库|体系)|引进|引育|形成|创建|争创|认定"
    r"|推出|建设(?!水平|工程|项目|用地|规模|投资|标准)|发布(?!会|平台)|实施(?!方案|率)|完成(?!率"
    r"|投资))"
)
_FROM = re.compile(r"(?:由|从(?![业事属]))[^，。；]{0,20}$")
_SCOPE = re.compile(r"全国|全省|全市|全区|全县|全州|全域|全行业|我省|我市|我区|我县")
#: A scope that bounds its own clause only, where a place holds for the whole sentence.
_NARROW_SCOPE = re.compile(r"规模以上")
#: Behind these words stand what marks are given for, not what is promised.
_MARKS = re.compile(r"权重|分值|赋分")


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised quantity, what it is promised of, and where both stand in the sentence."""

    quantity: Quantity
    span: Span
    indicator: str
    scope: str | None


def find_promises(
    text: str,
    quantities: tuple[Quantity, ...],
    deadlines: tuple[Deadline, ...],
    *,
    goal: bool,
    promised: bool,
) -> tuple[Promise, ...]:
    """Return the promises among ``quantities`` of one sentence.

    ``goal`` is true in a section of goals, ``promised`` where a deadline was stated or inherited close by;
    both let a bare statement of an indicator count as a promise.
    """
    dates = _Times(deadlines)
    kept: list[Quantity] = []
    for number, quantity in enumerate(quantities):
        follower = quantities[number + 1] if number + 1 < len(quantities) else None
        before = quantities[number - 1] if number else None
        is_before_kept = bool(kept) and kept[-1] is before
        if before is not None and _shares_fate(text, before, quantity, is_kept=is_before_kept):
            continue
        if _is_promise(text, quantity, before, follower, dates, bool(kept) or goal or promised):
            kept.append(quantity)
    found: list[Promise] = []
    for number, quantity in enumerate(kept):
        follower = kept[number + 1] if number + 1 < len(kept) else None
        before = kept[number - 1] if number else None
        found.append(_promise(text, quantity, before, follower, found, dates, quantities))
    return tuple(_with_shared_nouns(text, found, dates))


class _Times:
    """The times of one sentence in order, asked for by place."""

    def __init__(self, deadlines: Sequence[Deadline]) -> None:
        self._deadlines = deadlines
        self._starts = [item.span.start for item in deadlines]
        # The ends of the last past and of the last future time among the first n.
        self._past, self._future = [-1], [-1]
        for item in deadlines:
            past, future = self._past[-1], self._future[-1]
            if item.source is not DateSource.RECURRING:
                if item.role is DateRole.AS_OF or (item.role is DateRole.SINCE and "来" in item.printed):
                    past = item.span.end
                elif item.role in (DateRole.BY, DateRole.IN) and item.source is not DateSource.STAGE:
                    future = item.span.end
            self._past.append(past)
            self._future.append(future)

    def within(self, start: int, end: int) -> Sequence[Deadline]:
        """Return the times that stand in ``text[start:end]``."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [item for item in self._deadlines[first:last] if item.span.end <= end]

    def ends_before(self, place: int) -> tuple[int, int]:
        """Return where the last past and the last future time before ``place`` end, -1 where there is none."""
        count = bisect_left(self._starts, place)
        return self._past[count], self._future[count]


def _is_counted(quantity: Quantity) -> bool:
    """Whether the quantity counts things, rather than measures, pays or compares them."""
    return not (
        quantity.unit in _RATES or _MONEY.fullmatch(quantity.unit) or _is_measure(quantity.unit)
    ) and quantity.kind in (Kind.LEVEL, Kind.INCREMENT)


def _shares_fate(text: str, before: Quantity, quantity: Quantity, *, is_kept: bool) -> bool:
    """Whether the quantity is no promise because of the one it is listed with.

    What a list only names goes on unnamed (与20所高校、30家院所合作); a rank that counted things are to reach
    describes them (3家平台进入全球前十).
    """
    between = text[before.span.end : quantity.span.start]
    if is_kept:
        return quantity.kind is Kind.RANK and _is_counted(before) and bool(_REACHING.fullmatch(between))
    if _is_counted(before) and _is_counted(quantity):
        return bool(_NAMED_WITH.fullmatch(between)) and before.op is Op.EXACT
    return (
        before.unit == quantity.unit
        and _is_measure(quantity.unit)
        and _PROMISE.search(between) is None
        and bool(_PART_OF.fullmatch(between))
    )


def _with_shared_nouns(text: str, found: list[Promise], dates: _Times) -> list[Promise]:
    """Give each number its own noun where a list shares them: A、B分别达到1个、2个; 建成20个、到2025年建成50个X."""
    named = list(found)
    for place in range(len(found) - 2, -1, -1):
        one, other = found[place], named[place + 1]
        quantity = one.quantity
        bare = one.span.start == quantity.span.start and one.span.end == quantity.span.end
        behind = text[quantity.span.end : other.quantity.span.start]
        if (
            quantity.unit == other.quantity.unit
            and _is_counted(quantity)
            and other.span.end > other.quantity.span.end
            and (bare or one.indicator == "" or other.span.start >= other.quantity.span.start)
            and _is_bare_link(text, quantity, other.quantity, dates, behind)
        ):
            named[place] = replace(one, indicator=other.indicator, span=quantity.span)
    return _apportioned(text, named)


def _is_bare_link(text: str, one: Quantity, other: Quantity, dates: _Times, between: str) -> bool:
    """Whether only a mark, a date and a verb stand between two numbers, and no noun stands before the first."""
    if not re.match(r"[、，和及]", between) or len(between) > 24:
        return False
    dated = dates.within(one.span.end, other.span.start)
    if not dated and between[0] == "，":
        return False
    rest = between
    for item in reversed(dated):
        start = item.span.start - one.span.end
        rest = rest[:start] + rest[start + len(item.span) :]
    first, _ = clause_bounds(text, one.span.start, one.span.end)
    _, own = _subject(text, first, one.span.start, dates)
    return (own == "" and _LEAD.sub("", rest) == "") or (own == "" and rest in ("、", "，", "和", "及"))


def _apportioned(text: str, found: list[Promise]) -> list[Promise]:
    """Split the subject of 分别 among the numbers of its list, where there are as many of each."""
    named = list(found)
    place = 0
    while place < len(found):
        last = place
        while (
            last + 1 < len(found)
            and text[found[last].quantity.span.end : found[last + 1].quantity.span.start] in _LISTING
        ):
            last += 1
        lead = found[place]
        window = text[lead.span.start : lead.quantity.span.start]
        if last > place and "分别" in window:
            for number, name in enumerate(_names_of_list(lead, window, found[:place], last - place + 1)):
                named[place + number] = replace(named[place + number], indicator=name)
        place = last + 1
    return named


def _names_of_list(lead: Promise, window: str, earlier: Sequence[Promise], count: int) -> list[str]:
    """Return a name for each of ``count`` numbers, none where the text does not give as many."""
    if lead.indicator in window:
        parts = [part for part in re.split(r"、|以及|和|与|(?<!普)及", lead.indicator) if part]
        return _full_names(parts) if len(parts) == count else []
    tail = _RATE_TAIL.search(lead.indicator)
    if tail is None or len(earlier) < count:
        return []
    # 收入达到A，产值达到B，年均增速分别为C、D: the rates are those of the last things named.
    return [_RATE_TAIL.sub("", one.indicator) + tail[0] for one in earlier[-count:]]


def _full_names(parts: list[str]) -> list[str]:
    """Give the head of the last name to those that lack it: 国家级、省级平台."""
    grade = re.match(r".{1,4}?[级类型]", parts[-1])
    if grade is None or grade.end() == len(parts[-1]):
        return parts
    head = parts[-1][grade.end() :]
    return [part + head if re.fullmatch(r".{1,6}[级类型]", part) else part for part in parts]


def clause_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the clause around ``text[start:end]`` begins and ends, commas left out."""
    first = max(0, start - _REACH)
    for match in _CLAUSE_BREAK.finditer(text, first, start):
        first = match.end()
    after = _CLAUSE_BREAK.search(text, end, end + _REACH)
    return first, after.start() if after else min(len(text), end + _REACH)


def _is_promise(
    text: str,
    quantity: Quantity,
    before: Quantity | None,
    follower: Quantity | None,
    dates: _Times,
    expected: bool,
) -> bool:
    if quantity.kind is Kind.DURATION or (
        quantity.implied and quantity.unit != "倍" and quantity.value in (0, 100)
    ):
        return False
    first, last = clause_bounds(text, quantity.span.start, quantity.span.end)
    head = text[first : quantity.span.start]
    tail = text[quantity.span.end : last]
    reach = (max(0, quantity.span.start - _REACH), quantity.span.start)
    if text.rfind("《", *reach) > text.rfind("》", *reach) or _is_past(text, quantity, dates):
        return False
    if _is_instrument(text, quantity, text[first:last], last):
        return False
    if _is_plot(quantity, head):
        return False
    if quantity.kind is Kind.RANK:
        return not re.match(r"的(?:企业|单位|县|市|区|团队|个人)", tail)
    if quantity.unit in _RATES:
        return _is_promised_rate(text, quantity, head, tail, expected)
    if _is_description(text, quantity, head, tail, follower):
        return False
    if quantity.op is Op.EXACT and _DISTRICT.match(tail) and not _MAKES.search(tail):
        return False
    if quantity.unit == "批" and quantity.value == 1:
        return False
    if quantity.unit in ("类", "种") and not _is_figure(text, quantity):
        return False
    if quantity.unit in ("次", "场", "期") and _ROUTINE.search(text[first:last]):
        return False
    if _STRUCTURE_NOUN.match(tail) and (not _is_figure(text, quantity) or quantity.op is Op.EXACT):
        return False
    small = not _is_figure(text, quantity) and quantity.op is Op.EXACT and quantity.value < 10
    return _is_governed(head, quantity, before, expected, small)


def _is_figure(text: str, quantity: Quantity) -> bool:
    return text[quantity.number.start].isascii() or text[quantity.number.start].isdigit()


def _is_past(text: str, quantity: Quantity, dates: _Times) -> bool:
    """Whether the last word about time before the quantity speaks of what has been."""
    start, end = max(0, quantity.span.start - _REACH), quantity.span.start
    last_past = max((match.end() for match in _PAST.finditer(text, start, end)), default=-1)
    last_future = max((match.end() for match in _FUTURE.finditer(text, start, end)), default=-1)
    dated_past, dated_future = dates.ends_before(end)
    return max(last_past, dated_past) > max(last_future, dated_future)


def _is_plot(quantity: Quantity, head: str) -> bool:
    """Whether the number only describes a project: 规划面积5平方公里, 总投资50亿元."""
    return quantity.op in (Op.EXACT, Op.ABOUT) and bool(_PLOT.search(head)) and not _DONE.search(head)


def _is_instrument(text: str, quantity: Quantity, clause: str, last: int) -> bool:
    """Whether the number belongs to a policy instrument: a grant, a fund, a discount, who may have it.

    ``last`` is where the quantity's clause ends.
    """
    if _ENTITLES.match(text[last : last + 40]) and re.match(r"[^，。；]{0,3}对(?!外|接)|.*的$", clause):
        return True
    if (
        quantity.op is Op.AT_MOST
        and quantity.unit not in _RATES
        and _INSTRUMENT.search(_part(text, quantity))
    ):
        return True
    if _INSTRUMENT.search(clause) and (
        _MONEY.fullmatch(quantity.unit)
        or quantity.unit in _RATES
        or re.search(r"奖励|奖补|补助|补贴|给予", clause)
    ):
        return True
    if not (_MONEY.fullmatch(quantity.unit) or quantity.unit in _RATES):
        return False
    if _MONEY.fullmatch(quantity.unit) and "首期" in clause:
        return True
    return bool(
        _GRANT.search(clause)
        and _INSTRUMENT.search(text, max(0, quantity.span.start - _REACH), quantity.span.end + _REACH)
    )


def _part(text: str, quantity: Quantity) -> str:
    """Return the part of the sentence between semicolons that holds the quantity."""
    start, end = max(0, quantity.span.start - _REACH), quantity.span.end
    for match in _PART_BREAK.finditer(text, start, quantity.span.start):
        start = match.end()
    after = _PART_BREAK.search(text, end, end + _REACH)
    return text[start : after.start() if after else end + _REACH]


def _is_promised_rate(text: str, quantity: Quantity, head: str, tail: str, expected: bool) -> bool:
    if _MARKS.search(text, max(0, quantity.span.start - _REACH), quantity.span.start):
        return False
    if quantity.op is not Op.EXACT and "考核" in text and re.search(r"权重|占比|比重|分值", head):
        return False
    if _NAMING.search(head) and not _PROMISE.search(head) and quantity.op is Op.EXACT:
        return False
    if _BASIS.search(head) and quantity.op is Op.EXACT:
        return False
    if re.match(r"(?:以上|左右)?的?(?:股权|比例给予|资金|投资额|费用)", tail):
        return False
    return bool(
        expected
        or _PROMISE.search(head)
        or quantity.op is not Op.EXACT
        or quantity.kind is Kind.GROWTH
        # 关键工序数控化率98%: a named rate that nothing calls past.
        or head.endswith(("率", "占比", "比重"))
    )


def _is_description(text: str, quantity: Quantity, head: str, tail: str, follower: Quantity | None) -> bool:
    """Whether the quantity only describes a thing: 产值超10亿元企业, 10万吨级航道, 时速600公里列车."""
    counted = not (_MONEY.fullmatch(quantity.unit) or _is_measure(quantity.unit))
    if quantity.size_class:
        if quantity.unit != "元" or re.search(r"[个家条座]$", head):
            return True
        if not tail or re.match(r"[（(]", tail):
            return False
        return not _COVERED.match(tail) or (follower is not None and bool(_DESCRIBED.match(tail)))
    if counted and re.match(r"(?:以上|左右)?规模的", tail):
        return True
    if quantity.unit in ("岁", "周岁") and tail:
        # 3岁以下婴幼儿: an age tells who is meant.
        return True
    if counted:
        between = text[quantity.span.end : follower.span.start] if follower else ""
        return bool(
            re.match(r"的|以上(?:的)?专家", tail)
            and quantity.unit in ("人", "名", "级", "位", "台", "辆")
            and not _PROMISE.search(head)
        ) or (quantity.unit == "卡" and bool(re.match("集群|规模", tail + between)))
    if not tail or re.match(r"[（(）)“”\"]", tail):
        return False
    if re.match(r"(?:的)?(?:[^，。；、]{0,6}规模|[^，。；、]{0,4}产值|目标|大关|台阶|关口|水平)", tail):
        return False
    if re.match(r"、|和|及|与", tail):
        return False
    if _MONEY.fullmatch(quantity.unit):
        return True
    verb = re.search(
        r"(?:新建|建成|新增|完成|建设|铺设|改造|新改建|修建|敷设|治理|绿化|增加|开发|减少|压减|退出|新建成|开工|投产|贯通)(?:[^，]{0,12})$",
        head,
    )
    return verb is None


def _is_measure(unit: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:平方|立方)?(?:公里|千米|米|厘米|毫米)|公顷|亩|.*吨.*|千克|公斤|斤|升|千瓦时?|兆瓦时?|吉瓦时?|千伏安?|立方|平米|毫秒|微秒|秒|海里|纳米|微米"
            r"|[A-Za-zμ²³/]+[23]?|比特|字节|分贝|℃",
            unit,
        )
    )


def _is_governed(head: str, quantity: Quantity, before: Quantity | None, expected: bool, small: bool) -> bool:
    """Whether a promising word governs the quantity, rather than one that only names it.

    A ``small`` Chinese numeral (两个, 三项) mostly names parts that are known; it must be made by a verb.
    """
    promising = max((match.end() for match in _PROMISE.finditer(head)), default=-1)
    naming = max((match.end() for match in _NAMING.finditer(head)), default=-1)
    if naming > promising:
        return False
    if quantity.op is Op.EXACT and head.endswith("等"):
        return False
    if small and not _MAKES.search(head):
        return False
    if promising >= 0:
        return True
    return (
        expected
        or (quantity.op is not Op.EXACT and not quantity.approximate)
        or (before is not None and quantity.span.start - before.span.end < 30)
    )


def _promise(
    text: str,
    quantity: Quantity,
    before: Quantity | None,
    follower: Quantity | None,
    found: list[Promise],
    dates: _Times,
    quantities: tuple[Quantity, ...],
) -> Promise:
    first, last = clause_bounds(text, quantity.span.start, quantity.span.end)
    if before is not None and before.span.end > first:
        first = before.span.end
    behind = bisect_left(quantities, quantity.span.end, key=lambda item: item.span.start)
    unkept = quantities[behind] if behind < len(quantities) else None
    if unkept is not None and text[unkept.span.start - 1] in "、和及与":
        # What is listed behind is cut off even where it is no promise.
        follower = unkept
    if follower is not None and follower.span.start < last:
        last = _listed_end(text, quantity.span.end, follower.span.start)
    own_start, own = _subject(text, first, quantity.span.start, dates)
    after = text[quantity.span.end : last].strip(" 、和及与")
    after_end = quantity.span.end + len(text[quantity.span.end : last].rstrip(" 、和及与"))
    after = re.sub(r"^的|（[^）]*$", "", after)
    listed = text[quantity.span.end : quantity.span.end + 1] in ("、", "和", "及", "与")
    if text[quantity.span.start - 1 : quantity.span.start] in ("、", "和") and quantity.unit == "%":
        own_start, own = quantity.span.start, ""
    counted = (
        quantity.unit not in _RATES and not _MONEY.fullmatch(quantity.unit) and not _is_measure(quantity.unit)
    )
    start, end = quantity.span.start, quantity.span.end
    if counted and after and not listed and not after.startswith(("（", "(", "）", ")", "”", "，")):
        name, end = after, after_end
    elif own and found and _THRESHOLD.fullmatch(own):
        start = own_start
        name = f"{own}的{_CLASS_OF.sub('', found[-1].indicator)}"
    elif own and not (found and counted and _TOTAL.fullmatch(own)):
        start = own_start
        name = own
        if quantity.unit == "%" and after and not listed and not re.match(r"[（(）)以左]", after):
            name, end = own + after, after_end
    elif after and not listed and not after.startswith(("（", "(", "）", ")")):
        name, end = after, after_end
    elif found:
        name = found[-1].indicator
        if quantity.kind is Kind.GROWTH:
            name = _SHARE_TAIL.sub("", name) or name
    else:
        start, name = _earlier_subject(text, first, start, dates, quantities)
    if found and quantity.kind is Kind.GROWTH and _RATE_TAIL.fullmatch(own):
        name = _RATE_TAIL.sub("", found[-1].indicator) + own
    if own.startswith("占") and found:
        name = _RATE_TAIL.sub("", found[-1].indicator) + own
    if quantity.per_year and (yearly := text.rfind("每年", max(0, start - 20), start)) >= first:
        start = yearly
    scope = _SCOPE.search(
        text, max(0, quantity.span.start - _REACH), quantity.span.start
    ) or _NARROW_SCOPE.search(text, first, quantity.span.start)
    return Promise(quantity, _clip(quantity.span, start, end), name, scope[0] if scope else None)


_CHANGE = re.compile(
    r"(?:显著|明显|大幅|稳步|持续|不断|进一步|更加|逐步|全面|快速)*(?:增强|提高|提升|优化|改善|壮大"
    r"|扩大|增长|完善|加快|上升|下降|降低|减少)?$"
)


_RATE_TAIL = re.compile(r"(?:年均|同比|平均)*(?:增速|增长率|增幅|增长)$")


def _earlier_subject(
    text: str, first: int, start: int, dates: _Times, quantities: tuple[Quantity, ...]
) -> tuple[int, str]:
    """Return the subject of the clause before (X显著增强，达到60%) and where it begins."""
    if text[first - 1 : first] not in ("，", ","):
        return start, ""
    begin, _ = clause_bounds(text, first - 1, first - 1)
    inside = bisect_left(quantities, begin, key=lambda item: item.span.start)
    ends = quantities[inside].span.start if inside < len(quantities) else first
    begin, phrase = _subject(text, begin, min(ends, first - 1), dates)
    if not phrase:
        return start, ""
    return begin, _CHANGE.sub("", phrase)


def _listed_end(text: str, start: int, follower: int) -> int:
    """Return where the words about one quantity end when another one follows in the same clause."""
    window = text[start:follower]
    cuts = [window.rfind(mark) for mark in "、和及与以"]
    cut = max(cuts)
    verb = list(_PROMISE.finditer(window))
    if "、" in window:
        cut = window.rfind("、")
    elif verb and verb[-1].start() > 0 and (cut < 0 or verb[-1].start() < cut):
        cut = verb[-1].start()
    return start + (cut if cut >= 0 else len(window))


def _subject(text: str, first: int, start: int, dates: _Times) -> tuple[int, str]:
    """Return the noun phrase before the number, without date, verb and predicate, and its place."""
    window_start = first
    for item in dates.within(first, start):
        if item.role is not DateRole.AGAINST and item.source is not DateSource.RECURRING:
            window_start = item.span.end
    yearly = text.rfind("每年", window_start, start)
    if yearly >= 0 and _PREDICATE.sub("", text[yearly + len("每年") : start]):
        window_start = yearly
    phrase = text[window_start:start]
    lead = _LEAD.match(phrase)
    if lead:
        window_start += lead.end()
        phrase = phrase[lead.end() :]
    for item in dates.within(window_start, start):
        if item.role is DateRole.AGAINST:
            compared = _PREDICATE.sub("", text[item.span.end : start])
            if not compared.strip("的水平基础上"):
                phrase = phrase[: item.span.start - window_start]
    phrase = _RANKED.sub("", _PREDICATE.sub("", _FROM.sub("", phrase)).rstrip("（("))
    verbs = [match for match in _MAKING.finditer(phrase) if match.end() < len(phrase)]
    if verbs:
        window_start += verbs[-1].end()
        phrase = phrase[verbs[-1].end() :]
    elif _MAKING.fullmatch(phrase):
        phrase = ""
    return window_start, phrase.strip(" 、和的")


#: Longest quote of a target, in code points.
QUOTE_CHARACTERS = 60


def _clip(quantity: Span, start: int, end: int) -> Span:
    """Keep the quote within its length, never cutting the quantity itself."""
    if end - start > QUOTE_CHARACTERS:
        end = max(quantity.end, min(end, start + QUOTE_CHARACTERS))
    if end - start > QUOTE_CHARACTERS:
        start = min(quantity.start, end - QUOTE_CHARACTERS)
    return Span(start, end)
