"""Units: counting words and measures that may follow a number, as one pattern.

A counting word is no unit where it begins another word (部门, 人工, 场景): such beginnings are listed beside
it. Units that also end names (度, 分, 门) are read after Arabic figures only.
"""

from __future__ import annotations

import re

#: Counting words, each with the characters that must not follow it.
_COUNTERS = {
    "个": "人所得|人信息|人破产|性(?!能|质)|体(?!系|现|量)",
    "家": "渠|庭|政(?!府|务)|居|电(?!子|商|力|网|信|池|器|影|竞|解|机)|具(?!有|备)|族|园(?!区|林)|乡(?!镇|村)|长(?!期)|畜|禽|常",
    "项": "目(?!标|录)",
    "名": "单(?!位)|录|称|牌|城(?!市|乡|管)|县(?!级|域)|镇(?!级|干)|村(?!级|干|医|官|民|党|支|主)|企(?!业)|园(?!区|林|艺)|品",
    "人": "工|才|机|力|文|脸|居(?!住)|均|民|口|物|员|类|性|大|社|防|行|计划|会",
    "位": "置|于|列|居|一体|次|移|点",
    "件": "套",
    "条": "件|例|款|目|约",
    "座": "谈|标",
    "处": "理|置|于|在|罚|长|室|级|方",
    "所": "有(?!条件)|以|在|得|属|需|示|谓|长(?!期)|述|能",
    "户": "籍|口|型|外|均|用|内|厕",
    "台": "湾|州|账|风(?!电|机|力|冷)|阶|河|县|子|资|胞|商",
    "套": "餐|利|路|期",
    "辆": "",
    "艘": "",
    "架": "构|空(?!中)|设",
    "款": "项(?!目)",
    "种": "子(?!系统)|植(?!物|被)|业(?!务|态|主)|源(?!头)|苗|粮|群|养",
    "类": "型|别|似",
    "篇": "章",
    "部": "门|委|分|署|级|长(?!篇)|件|位|队|省|际|属",
    "场次": "",
    "场": "景|所|地|馆|站|外|内|合|次",
    "次": "性|生|级|数|元|第|供水|供热|供电|开发|产业|创业|利用|污染|分配|能源|氧化|全",
    "支": "持|撑|付|行|出|部|线|援",
    "只": "有|要|能|是",
    "头": "雁|部|等|条|脑",
    "羽": "毛",
    "尾": "水|气|矿|款",
    "株": "洲",
    "棵": "",
    "张": "力|家|店|江|掖|北|弛|贴",
    "册": "",
    "本": "地|市|省|级|科|土|质|身|年|届|区|县|行|次|体|领|硕|专|实|着|职",
    "块": "链",
    "片": "区|面|段",
    "颗": "粒",
    "枚": "",
    "口": "岸|径|号|碑|头|腔|感|粮|服|罩",
    "眼": "光|前|界|科",
    "间": "接|距|隔|断|歇|作",
    "栋": "",
    "幢": "",
    "组": "织|成|合|团|建|长|件|工|装",
    "份": "额",
    "例": "如|行|外|会|子",
    "起": "来|步|草|到|源|点|重(?!大|特)|着|降|诉",
    "笔": "",
    "宗": "教|旨|族",
    "批次": "",
    "批": "发|准|复|次|示|评",
    "列": "入|出|车|为|前|明|席",
    "艇": "",
    "亩": "",
    "岁": "",
    "卡": "车|口|点|脖",
    "课时": "",
    "学时": "",
    "学分": "",
    "学位": "",
    "标准箱": "",
    "标箱": "",
    "重量箱": "",
    "标准机架": "",
    "标准机柜": "",
    "机架": "",
    "机柜": "",
    "床位": "",
    "参数": "",
    "人次": "",
    "人年": "均|龄|末|度|轻|底|内",
    "人份": "",
    "人日": "",
    "家次": "",
    "户次": "",
    "架次": "",
    "车次": "",
    "班次": "",
    "航次": "",
    "台次": "",
    "件次": "",
    "台套": "",
    "站": "点|位|式|在|段",
    "标台": "",
    "万亩": "",
    "比特": "",
    "字节": "",
    "美元": "",
    "欧元": "",
    "港元": "",
    "日元": "",
    "英镑": "",
    "元": "宇宙|旦|器件|件|素|化|首|年(?!薪|产|收|度|均|营|费)",
}

#: Measures of length, area, mass, energy, data and so on; nothing may be mistaken for them.
_MEASURES = (
    "百分点",
    "平方公里",
    "平方千米",
    "平方米",
    "平米",
    "立方米",
    "立方",
    "公里",
    "千米",
    "海里",
    "厘米",
    "毫米",
    "微米",
    "纳米",
    "公顷",
    "千克标准煤",
    "公斤标准煤",
    "千克标煤",
    "克标准煤",
    "吨标准煤",
    "吨标煤",
    "吨二氧化碳当量",
    "吨二氧化碳",
    "载重吨",
    "吨",
    "千克",
    "公斤",
    "毫克",
    "微克",
    "克",
    "斤",
    "升",
    "毫升",
    "千瓦时",
    "千瓦",
    "兆瓦时",
    "兆瓦",
    "吉瓦时",
    "吉瓦",
    "千伏安",
    "千伏",
    "伏",
    "焦耳",
    "分贝",
    "毫秒",
    "微秒",
    "秒",
    "倍",
    "米",
)

#: Time; a quantity in them is a duration.
DURATIONS = (
    "个工作日",
    "工作日",
    "个自然日",
    "自然日",
    "个小时",
    "个月",
    "个季度",
    "个半月",
    "小时",
    "分钟",
    "周岁",
    "周",
    "天",
)

#: Read after Arabic figures only.
_AFTER_FIGURES = {
    "分": "钟|之|公|类|级|布|析|工|别|步|享|支|行|局|院|会|期|层|批|中心|散|配|担|解|段|区|册|校|部|店|平台|包|时|厂|领|环",
    "度": "假|量|过|日|夏|冬",
    "门": "户|类|槛|诊|头|源|峡",
    "路": "线|网|径|由|段",
    "环": "境|保|节|评|线|路",
    "幅": "度|员",
    "期": "间|限|末|货|盼|待|项目|工程",
}

_SYMBOLS = r"(?:%|‰|℃)"
_LATIN = (
    r"(?:[kKMGTPEZ]i?B(?:/s)?|[EPTGMk]?(?:FLOPS|Flops|flops|FLOPs|FLOP/s|OPS|Ops)|[kKMGT]?bps|[KMGT]bit/s|"
    r"[kMGT]?Hz|[kMG]?Wh|[kMGT]W(?:p)?|k[gm]|mm|cm|nm|μm|um|[mμ]g/m3|[mμ]g|m[gL]|ms|μs|dB|Qbit|TEU|tce|tCO2|"
    r"T(?=[，。；、）)以左的]|$)|MPa|kPa|[kK]V(?:A)?|m²|km²|m2|km2|m³|m3|h|EFLOPS|P|E(?=算力|的算力|(?:以上|左右)?(?:算力|[，。；、（(]|$))|t)(?![A-Za-z0-9])"
)


def _guarded(table: dict[str, str]) -> list[str]:
    words = sorted(table, key=lambda word: (-len(word), word))
    return [f"{word}(?!{table[word]})" if table[word] else word for word in words]


_DURATION = "|".join(DURATIONS)
_MEASURE = "|".join(sorted(_MEASURES, key=len, reverse=True))
_COUNTER = "|".join(_guarded(_COUNTERS))
_BASE = rf"(?:个百分点|{_DURATION}|{_MEASURE}|{_COUNTER}|{_SYMBOLS}|{_LATIN})"
_DENOMINATOR = r"(?:/(?:[百千万亿]*(?:人口|单位|GDP|年|月|日|公里|人·年|次)|[百千万亿]*" + _BASE + r"))"
_BRACKET = (
    r"(?:[（(](?:套|次|家|个|项|处|台|所|座|条|件|人|户|张|款|种|名)[）)]|/(?:套|次|家|个|项|处|台)(?!\w))"
)

#: What a unit can begin with: one look at it spares trying two hundred words.
UNIT_SIGNS = "".join(sorted({word[0] for word in (*_COUNTERS, *_MEASURES, *DURATIONS)} | set("%‰℃个")))

UNIT = re.compile(rf" ?(?=[A-Za-zμ{UNIT_SIGNS}])(?P<unit>{_BASE}{_BRACKET}?(?:{_DENOMINATOR}){{0,2}})")
FIGURE_UNIT = re.compile(" ?(?P<unit>" + "|".join(_guarded(_AFTER_FIGURES)) + ")")

#: Units that carry a rank, a share or a factor.
SHARE_UNITS = frozenset({"%", "‰"})

#: Counting words that count whole things, so that 1.10个 cannot be one and a tenth of them.
WHOLE_COUNTERS = frozenset(_COUNTERS) - {"元", "亩", "岁", "美元", "欧元", "港元", "日元", "英镑"}


def tidy(unit: str) -> tuple[str, bool]:
    """Return the unit without 个 before 百分点 and 工作日, and whether it is per year (吨/年)."""
    per_year = unit.endswith("/年")
    unit = unit.removesuffix("/年").replace(" ", "")
    if unit.startswith("个") and unit not in ("个", "个月", "个季度", "个半月") and unit[1] not in "（(/":
        unit = unit[1:]
    return unit, per_year
