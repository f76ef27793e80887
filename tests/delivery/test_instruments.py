"""Policy instruments: who gets what, how much, on what condition, until when; and that targets stay apart."""

from __future__ import annotations

from fractions import Fraction

import pytest

from liance.delivery.instruments import AmountRole, Instrument, InstrumentKind, find_instruments, summarise
from liance.delivery.targets import find_targets

HEAD = "一、重点任务\n"


@pytest.fixture
def instruments_of(outline_of):
    def read(text: str, name: str = "plan.txt") -> tuple[Instrument, ...]:
        return find_instruments(outline_of(HEAD + text + "\n", name))

    return read


@pytest.mark.parametrize(
    ("sentence", "kinds", "recipient", "condition"),
    [
        ("对新认定的国家级平台，一次性奖励100万元。", ["award"], "国家级平台", "新认定"),
        ("对入驻企业给予租金减免。", ["premises"], "入驻企业", None),
        ("主导制定国际标准的，每项奖励50万元。", ["award"], None, "主导制定国际标准"),
        ("设立总规模10亿元的产业投资基金。", ["fund"], None, None),
        ("对中小企业发放最高20万元的算力券。", ["voucher"], "中小企业", None),
        ("对引进的领军人才，给予100万元安家费。", ["talent"], "领军人才", "引进"),
        ("对购买保险的企业按保费的50%给予补贴。", ["subsidy"], "企业", "购买保险"),
        ("对科技型企业贷款给予贴息。", ["loan"], "科技型企业贷款", None),
    ],
)
def test_an_instrument_is_read_with_its_recipient_and_condition(
    instruments_of, sentence: str, kinds: list[str], recipient: str | None, condition: str | None
) -> None:
    (one,) = instruments_of(sentence)
    assert [kind.value for kind in one.kinds] == kinds
    assert (one.recipient, one.condition) == (recipient, condition)
    text = HEAD + sentence
    assert text[one.start : one.end] == one.quote == sentence.rstrip("。")
    for amount in one.amounts:
        assert one.start <= amount.start < amount.end <= one.end


def test_amounts_tell_sum_limit_and_rate_apart(instruments_of) -> None:
    (one,) = instruments_of("对牵头单位按研发投入的30%给予补助，单个项目最高500万元。")
    rate, cap = one.amounts
    assert (rate.role, rate.value, rate.unit, rate.of) == (AmountRole.RATE, 30, "%", "研发投入")
    assert (cap.role, cap.value, cap.per) == (AmountRole.CAP, 5_000_000, "单个项目")
    (one,) = instruments_of("对国家级、省级实验室，分别给予最高1000万元、200万元补助。")
    assert [(amount.role, amount.value) for amount in one.amounts] == [
        (AmountRole.CAP, 10_000_000),
        (AmountRole.CAP, 2_000_000),
    ]
    (one,) = instruments_of("对优秀项目每年给予30万元资助。")
    assert [(amount.role, amount.per) for amount in one.amounts] == [(AmountRole.SUM, "每年")]
    (one,) = instruments_of("设立规模不少于20亿元的引导基金。")
    assert [(amount.role, amount.value) for amount in one.amounts] == [(AmountRole.SIZE, 2 * 10**9)]


def test_duration_validity_and_owner(instruments_of) -> None:
    (one,) = instruments_of(
        "对入驻企业给予房租补贴，补贴期限不超过三年。（责任单位：区财政局）\n二、附则\n本措施自发布之日起施行，有效期至2027年12月31日。"
    )
    assert (one.years, one.valid_until, one.owner) == (3, 2027, "区财政局")
    (one,) = instruments_of("对入驻企业给予房租补贴。")
    assert (one.years, one.valid_until, one.owner) == (None, None, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "用好各类专项资金和基金。",
        "截至2023年底，已发放补贴300万元。",
        "弄虚作假骗取奖励资金的，依法追回100万元。",
        "承担国家自然科学基金项目10项。",
        "到2025年，培育企业100家，产业规模达到50亿元。",
        "完善面向企业的补贴政策。",
        "建设开通基站25万个，实现全覆盖。",
    ],
)
def test_what_hands_nothing_out_is_no_instrument(instruments_of, sentence: str) -> None:
    assert instruments_of(sentence) == ()


def test_instruments_and_targets_stay_apart(outline_of) -> None:
    text = "一、重点任务\n到2025年，培育企业100家。对新认定的企业，每家奖励20万元。设立总规模10亿元的产业基金。\n"
    plan = outline_of(text)
    targets, _ = find_targets(plan)
    assert [target.value for target in targets] == [100]
    assert [[kind.value for kind in one.kinds] for one in find_instruments(plan)] == [["award"], ["fund"]]


def test_plans_are_compared_by_kind(instruments_of) -> None:
    first = instruments_of("对企业一次性奖励20万元。对平台一次性奖励50万元。", "a.txt")
    second = instruments_of("对企业给予租金补贴。", "b.txt")
    assert [(one.source, one.kind, one.count, one.largest) for one in summarise([*second, *first])] == [
        ("a.txt", InstrumentKind.AWARD, 2, Fraction(500_000)),
        ("b.txt", InstrumentKind.SUBSIDY, 1, None),
        ("b.txt", InstrumentKind.PREMISES, 1, None),
    ]


MEASURES = """\
甲市区块链扶持措施
一、重点任务
（一）对年营业收入首次突破1亿元、5亿元的企业，分别给予50万元、100万元奖励。
（二）企业入驻园区的，连续三年给予租金全额补贴，每户每年不超过50万元。
（三）博士每月补贴3000元，连续补贴3年。
（四）主导制定国际标准的，每项奖励100万元；国家标准每项奖励50万元。
（五）设立总规模30亿元的产业基金，首期10亿元。
二、附则
本措施自2024年{day}起施行，有效期三年。
"""


def test_numbered_lines_are_measures_of_their_own(outline_of):
    found = find_instruments(outline_of(MEASURES.replace("{day}", "1月1日")))
    shown = [
        (one.recipient, one.condition, one.years, [int(amount.value) for amount in one.amounts])
        for one in found
    ]
    assert shown == [
        ("企业", "年营业收入首次突破1亿元、5亿元", None, [500_000, 1_000_000]),
        (None, "企业入驻园区", 3, [500_000]),
        ("博士", None, 3, [3000]),
        (None, "主导制定国际标准", None, [1_000_000]),
        ("国家标准", None, None, [500_000]),
        (None, None, None, [3_000_000_000, 1_000_000_000]),
    ]
    assert [amount.role.value for amount in found[-1].amounts] == ["size", "size"]


@pytest.mark.parametrize(("day", "last"), [("1月1日", 2026), ("8月1日", 2027)])
def test_validity_counts_from_the_day_it_begins(outline_of, day, last):
    found = find_instruments(outline_of(MEASURES.replace("{day}", day)))
    assert {one.valid_until for one in found} == {last}
