"""Outline -> policy instruments: who gets what, how much, on what condition, until when.

An instrument hands something out (a grant, an award, a fund, a tax relief); a target promises a result. The two
never mix: sums found here are no targets. A sentence counts where an instrument word stands with a recipient
(对……给予) or with a sum or rate; a bare mention (用好专项资金) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from liance.core.quantities import Op, Quantity, find_dates, find_quantities, parse_number
from liance.core.spans import Span
from liance.plans.structure import Outline, Role, StatementKind


class InstrumentKind(StrEnum):
    """What is handed out."""

    AWARD = "award"
    SUBSIDY = "subsidy"
    FUND = "fund"
    LOAN = "loan"
    TAX = "tax"
    PREMISES = "premises"
    VOUCHER = "voucher"
    TALENT = "talent"


class AmountRole(StrEnum):
    """What a number of an instrument is: the sum itself, its upper limit, a rate of something, a fund's size."""

    SUM = "sum"
    CAP = "cap"
    RATE = "rate"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of an instrument at ``start`` to ``end``; ``per`` as printed (每项, 单户企业), ``of`` what a rate is of."""

    role: AmountRole
    op: Op
    value: Fraction
    value_max: Fraction | None
    unit: str
    start: int
    end: int
    per: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument as a sentence states it; ``quote == text[start:end]``.

    ``kinds`` are in the order of the text. ``recipient`` is who or what gets it, ``condition`` what must hold,
    both as printed and None where not said. ``years`` is for how many years one recipient gets it.
    ``valid_until`` is the last year of the whole document's validity. ``owner`` is the department named beside it.
    """

    source: str
    quote: str
    start: int
    end: int
    kinds: tuple[InstrumentKind, ...]
    recipient: str | None
    condition: str | None
    amounts: tuple[Amount, ...]
    years: int | None
    valid_until: int | None
    owner: str | None


_WORDS: tuple[tuple[InstrumentKind, str], ...] = (
    (InstrumentKind.FUND, r"(?<!自然)(?<!科学)(?<!保障)(?<!养老)基金(?!项目|会|委)"),
    (InstrumentKind.LOAN, r"贴息|风险补偿|担保费|低息贷款|信用贷款|保险补偿"),
    (InstrumentKind.TAX, r"免征|减征|加计扣除|税收(?:优惠|减免|返还)|所得税(?:优惠|减免)"),
    (InstrumentKind.PREMISES, r"租金|房租|免租|办公用房|装修|场地费|用地(?:优惠|保障)"),
    (InstrumentKind.VOUCHER, r"(?:算力|创新|服务|数据|消费|培训|上云)券"),
    (InstrumentKind.TALENT, r"安家费|购房补贴|人才公寓|人才(?:资助|补贴|津贴)|生活补贴|科研经费"),
    (InstrumentKind.AWARD, r"奖励|奖补|奖金|专项激励"),
    (InstrumentKind.SUBSIDY, r"补助|补贴(?!利率)|资助|给予(?=[^，。；]{0,24}支持)"),
)
_INSTRUMENT = re.compile("|".join(f"(?P<{kind.value}>{words})" for kind, words in _WORDS))
#: A numbered line that is a sentence of its own, not only a heading.
_WHOLE_SENTENCE = re.compile(r"，|[。；;]\s*$|；")
_PART = re.compile(r"[。；;\n]")
_GRANTS = r"(?:给予|按|择优|优先|一次性|分别|进行|实行|实施|发放|提供|免征|减征|减免|设立|每)"
_RECIPIENT = re.compile(
    rf"(?<![面针])对(?P<who>[^，。；]{{2,60}}?)(?:，(?=[^。；]{{0,30}}{_GRANTS})|(?={_GRANTS}))"
)
_NUMBER = r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*"
_CASE = re.compile(
    r"(?:^|，)(?:"
    + _NUMBER
    + r")?(?P<case>[^，。；]{4,60}?)的，(?:由[^，。；]{2,20}|连续[^，。；]{1,4}年)?(?="
    + _GRANTS
    + "|最高|奖励|补助)"
)
#: Who stands before the grant without 对: 顶尖人才给予, 博士每月补贴.
_BARE = re.compile(
    rf"^(?:{_NUMBER})?(?P<who>[\u4e00-\u9fff“”（）]{{2,16}}?)(?:给予|每[月年项人户][^，。；\d]{{0,3}}(?:补贴|奖励|补助|资助))"
)
_NOT_BARE = re.compile(
    r"^(?:按|可|并|将|再|最高|由|财政|安排|省|市|区|县|单个|一次性|择优|优先|每|经|同时|其中)|(?:财政|部门|资金|(?:补助|补贴|奖励|资助)标准)$"
)
_NOT_RECIPIENT = re.compile(r"接|照|应$|比|于|外开放|口")
_PAST = re.compile(r"截至|已(?:发放|设立|兑现|累计|安排)|累计(?:发放|兑现)|去年|现有")
_CONTROL = re.compile(r"骗取|追回|资金监督|资金管理|绩效评价")
_PER = re.compile(
    r"(?P<per>每(?:项|年|月|个|家|户|人|台|件|次|平方米)|单(?:个|户|项|家)(?:项目|企业|单位|平台)?)[^，。；\d]{0,10}$"
)
_OF = re.compile(r"按(?:照)?(?P<of>[^，。；]{2,20}?)的?$")
_YEARS = re.compile(
    r"(?:连续(?:补贴|补助|资助|支持|给予|奖励)?|前|期限不超过|期限为|期限|最长|不超过|为期)(?P<years>[一二两三四五六七八九十]|\d{1,2})年"
)
_VALID = re.compile(r"有效期(?:限)?(?P<rest>[^。；\n]{0,30})")
_TERM = re.compile(r"[为是]?(?:暂定)?(?P<years>[一二三四五六七八九十]|\d{1,2})年")
_IN_FORCE = re.compile(
    r"自(?P<year>\d{4})年(?:(?P<month>\d{1,2})月)?(?:(?P<day>\d{1,2})日)?起(?:正式)?(?:施行|实施|执行|生效)"
)
_OWNER = re.compile(r"[（(](?:责任|牵头|负责|主管)(?:单位|部门)[：:](?P<owner>[^（）()]{2,80})[）)]")
_SIZE = re.compile(r"(?:规模|总额)[^，。；\d]{0,8}$")
#: How far the words around an instrument bear on it, in code points.
_REACH = 600
_MONEY = re.compile(r"(?:元|美元|欧元|港元)(?:/.*)?")


def find_instruments(outline: Outline) -> tuple[Instrument, ...]:
    """Return the policy instruments of a plan in the order of the text."""
    valid_until = _valid_until(outline)
    found: list[Instrument] = []
    for statement in outline.statements:
        text = outline.shown(statement)
        if statement.kind is StatementKind.TITLE or (
            statement.kind is StatementKind.HEADING and not _WHOLE_SENTENCE.search(text)
        ):
            continue
        if _INSTRUMENT.search(text) is None or outline.role_of(statement) is Role.BACKGROUND:
            continue
        # The department in charge stands at the end of the paragraph, often in a statement of its own.
        line_end = outline.view.text.find("\n", statement.view_end, statement.view_end + _REACH)
        last = statement.view_end + _REACH
        paragraph = outline.view.text[statement.view_start : min(last, line_end) if line_end >= 0 else last]
        owner = _OWNER.search(paragraph)
        for part in _parts(text):
            instrument = _read(
                outline, statement.view_start, text, part, valid_until, owner["owner"] if owner else None
            )
            if instrument is not None:
                found.append(instrument)
    return tuple(found)


def _parts(text: str) -> Iterator[Span]:
    start = 0
    for mark in _PART.finditer(text):
        if mark.start() > start:
            yield Span(start, mark.start())
        start = mark.end()
    if start < len(text):
        yield Span(start, len(text))


def _read(
    outline: Outline, offset: int, text: str, part: Span, valid_until: int | None, owner: str | None
) -> Instrument | None:
    words = _OWNER.sub(lambda match: " " * len(match[0]), text[part.start : part.end])
    words = words.rstrip()
    marks = list(_INSTRUMENT.finditer(words))
    if not marks or _PAST.search(words[: marks[0].start()]) or _CONTROL.search(words):
        return None
    kinds = tuple(dict.fromkeys(InstrumentKind(str(mark.lastgroup)) for mark in marks))
    recipient, condition, named = _recipient(words, marks[-1].start())
    place = offset + part.start
    amounts = _amounts(outline, place, words, kinds, named)
    if recipient is None and condition is None and not amounts:
        return None
    years = _YEARS.search(words)
    lead = len(words) - len(words.lstrip())
    span = outline.view.source_span(place + lead, place + len(words))
    count = parse_number(years["years"]) if years else None
    return Instrument(
        source=outline.document.source,
        quote=outline.document.quote(span),
        start=span.start,
        end=span.end,
        kinds=kinds,
        recipient=recipient,
        condition=condition,
        amounts=amounts,
        years=int(count.value) if count is not None else None,
        valid_until=valid_until,
        owner=owner,
    )


def _recipient(words: str, before: int) -> tuple[str | None, str | None, Span]:
    """Return who gets it and on what condition, and where both stand: 对(条件)的(对象), or (条件)的，给予."""
    named = [
        match
        for match in _RECIPIENT.finditer(words)
        if match.start() <= before and not _NOT_RECIPIENT.match(match["who"])
    ]
    if named:
        condition, of, who = named[-1]["who"].rpartition("的")
        place = Span(*named[-1].span("who"))
        if of and not who:
            return None, condition, place
        return who or None, condition or None, place
    case = _CASE.search(words)
    if case is not None:
        return None, case["case"], Span(*case.span("case"))
    bare = _BARE.search(words)
    if bare is not None and not _NOT_BARE.search(bare["who"]):
        return bare["who"], None, Span(*bare.span("who"))
    return None, None, Span(0, 0)


def _amounts(
    outline: Outline, offset: int, words: str, kinds: Sequence[InstrumentKind], named: Span
) -> tuple[Amount, ...]:
    found: list[Amount] = []
    last: Quantity | None = None
    for quantity in find_quantities(words):
        money = _MONEY.fullmatch(quantity.unit) is not None
        if not (money or quantity.unit in ("%", "‰")) or quantity.size_class or quantity.implied:
            continue
        if named.start <= quantity.span.start < named.end:
            # A threshold of those who may have it, no sum of theirs.
            continue
        before = words[max(0, quantity.span.start - _REACH) : quantity.span.start]
        linked = last is not None and re.fullmatch(
            r"[、和及或 ]*", words[last.span.end : quantity.span.start]
        )
        if not money:
            role = AmountRole.RATE
        elif quantity.op is Op.AT_MOST or (linked and found and found[-1].role is AmountRole.CAP):
            role = AmountRole.CAP
        elif InstrumentKind.FUND in kinds and (_SIZE.search(before) or before.endswith("首期")):
            role = AmountRole.SIZE
        else:
            role = AmountRole.SUM
        per, of = _PER.search(before), _OF.search(before)
        span = outline.view.source_span(offset + quantity.span.start, offset + quantity.span.end)
        found.append(
            Amount(
                role=role,
                op=Op.AT_MOST if role is AmountRole.CAP else quantity.op,
                value=quantity.value,
                value_max=quantity.value_max,
                unit=quantity.unit,
                start=span.start,
                end=span.end,
                per=per["per"] if per else ("每年" if quantity.per_year else None),
                of=of["of"] if of and role is AmountRole.RATE else None,
            )
        )
        last = quantity
    return tuple(found)


def _valid_until(outline: Outline) -> int | None:
    """Return the last year of validity that the document states for itself (有效期至2026年12月31日)."""
    for match in _VALID.finditer(outline.view.text):
        years = [
            item.year for item in find_dates(match["rest"]) if item.year is not None and not item.corrupt
        ]
        if years:
            return years[-1]
        term = _TERM.match(match["rest"])
        begins = _IN_FORCE.search(outline.view.text, max(0, match.start() - _REACH), match.start())
        count = parse_number(term["years"]) if term else None
        if count is not None and begins is not None:
            first = int(begins["year"]) + int(count.value)
            new_year = begins["month"] in (None, "1") and begins["day"] in (None, "1")
            return first - 1 if new_year else first
    return None


@dataclass(frozen=True, slots=True)
class InstrumentSummary:
    """The instruments of one kind in one plan: how many, and the largest sum or cap in yuan (None: none printed)."""

    source: str
    kind: InstrumentKind
    count: int
    largest: Fraction | None


def summarise(instruments: Sequence[Instrument]) -> tuple[InstrumentSummary, ...]:
    """Return the instruments by plan and kind, so that plans can be compared; in order of plan and kind."""
    order = list(InstrumentKind)
    groups: dict[tuple[str, int], list[Instrument]] = {}
    for one in instruments:
        for kind in one.kinds:
            groups.setdefault((one.source, order.index(kind)), []).append(one)
    return tuple(
        InstrumentSummary(source, order[place], len(group), _largest(group))
        for (source, place), group in sorted(groups.items())
    )


def _largest(group: Sequence[Instrument]) -> Fraction | None:
    sums = [
        amount.value_max or amount.value
        for one in group
        for amount in one.amounts
        if amount.unit == "元" and amount.role in (AmountRole.SUM, AmountRole.CAP)
    ]
    return max(sums, default=None)
