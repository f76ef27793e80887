"""What is a promise and what is only named, described, past or handed out."""

from __future__ import annotations

import pytest

from liance.core.quantities import find_dates, find_quantities
from liance.delivery.targets.promises import QUOTE_CHARACTERS, find_promises

PROMISED = [
    ("建成公共服务平台10个。", "公共服务平台"),
    ("80%以上的工程项目采用智能监测。", "工程项目采用智能监测"),
    ("服务器产量稳居全球前三。", "服务器产量"),
    ("新建住宅实现100%全装修交付。", "新建住宅全装修交付"),
    ("服务业对增长的贡献显著增强，达到60%以上。", "服务业对增长的贡献"),
    ("形成千亿级产业规模。", "产业规模"),
    ("优选200家服务业企业纳入品牌工程。", "服务业企业纳入品牌工程"),
    ("培育5个以上收入过200亿元的产业集群。", "收入过200亿元的产业集群"),
    ("全员劳动生产率从18万元提高到24万元。", "全员劳动生产率"),
    ("规模以上企业智能化改造覆盖率每年提高5个百分点。", "规模以上企业智能化改造覆盖率"),
    ("劳动年龄人口平均受教育年限达到11.3年。", "劳动年龄人口平均受教育年限"),
]

LEFT_OUT = [
    ("截至2022年底，已建成平台10个。", "过去"),
    ("目前，全市拥有企业300家。", "现状"),
    ("对达标企业给予100万元奖励。", "奖励"),
    ("设立总规模不少于100亿元的发展基金。", "基金"),
    ("按投资额的10%给予补贴。", "补贴比例"),
    ("每个示范项目最高补助500万元。", "补助上限"),
    ("注册资本1000万元以上。", "注册资本"),
    ("市财政每年安排专项资金2亿元。", "财政资金"),
    ("围绕12条重点产业链开展工作。", "名词中的数量"),
    ("依托3个国家级实验室开展攻关。", "依托"),
    ("加快时速600公里列车产业化。", "描述"),
    ("建设10万吨级航道。", "等级"),
    ("服务年收入超过1亿元的企业。", "门槛"),
    ("实施八项重点行动。", "行动数"),
    ("推动30个市直部门数据共享。", "部门数"),
    ("企业开办时间压缩至1个工作日内。", "办事时限"),
    ("每季度召开1次调度会。", "会议"),
    ("实现行政村光纤全覆盖。", "没有写出数字"),
    ("支持东方、南方等7家平台做大做强。", "已知的一组"),
    ("落实《培育100家企业行动方案》。", "文件名"),
    ("将任务完成情况纳入考核，占比不低于5%。", "考核权重"),
]


def _promises(text, **context):
    return find_promises(
        text,
        find_quantities(text),
        find_dates(text),
        goal=context.get("goal", False),
        promised=context.get("promised", False),
    )


@pytest.mark.parametrize(("text", "indicator"), PROMISED)
def test_promise_with_its_indicator(text, indicator):
    (promise,) = _promises(text)
    assert promise.indicator == indicator
    assert promise.span.start <= promise.quantity.span.start
    assert promise.quantity.span.end <= promise.span.end


@pytest.mark.parametrize(("text", "why"), LEFT_OUT)
def test_number_that_is_no_promise(text, why):
    assert _promises(text) == (), why


def test_a_future_date_ends_the_past():
    """What follows a deadline is a promise even where the sentence began with a fact."""
    (promise,) = _promises("目前已有企业100家，到2025年企业达到300家。")
    assert promise.quantity.value == 300


def test_bare_indicator_counts_only_where_something_is_promised():
    text = "数字化车间120个。"
    assert _promises(text) == ()
    assert len(_promises(text, goal=True)) == 1
    assert len(_promises(text, promised=True)) == 1


def test_listed_things_get_their_own_names():
    names = [promise.indicator for promise in _promises("打造10个以上产业集聚区、3个以上示范区。")]
    assert names == ["产业集聚区", "示范区"]


def test_long_names_are_clipped_without_losing_the_number():
    text = "建成" + "面向重点行业和重点区域的" * 8 + "公共服务平台10个。"
    (promise,) = _promises(text)
    assert len(promise.span) <= QUOTE_CHARACTERS
    assert promise.span.contains(promise.quantity.span)
