"""Targets of whole plans: what is found, what is left out, and what is said to be wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest

from liance.core.language import Language
from liance.core.quantities import Kind, Op
from liance.delivery.target_measure import measure_targets, read_labels
from liance.delivery.targets import find_targets
from liance.plans.documents.reading import read_document
from liance.plans.structure import outline

BINJIANG = """滨江市数字经济发展规划（2021—2025年）
一、发展基础
截至2020年底，全市数字经济核心产业增加值达到320亿元，建成5G基站8000个，拥有国家级平台3个。“十三五”期间，累计引进项目56个。
二、总体要求
（一）指导思想
深入贯彻新发展理念，增强“四个意识”。
（二）发展目标
到2025年，全市数字经济核心产业增加值占地区生产总值比重达到12%，数字经济规模突破2000亿元，较2020年翻一番。
——数字产业化迈上新台阶。培育年收入超100亿元企业2家、超10亿元企业20家，软件业务收入年均增长15%以上，打造千亿级产业集群1个。
——基础设施全面升级。每万人拥有5G基站数达到26个，千兆宽带用户占比由8%提高到50%，电能利用效率降至1.3以下。
——企业培育。国家高新技术企业突破3000家，上市企业达到三十家左右，综合实力进入全省前3位。
三、重点任务
（一）夯实数字基础
围绕12条重点产业链和“5+3”产业体系，实施八项重点工程，新建5G基站1.2万个，建设3—5个边缘计算中心。2023年底前，完成200个老旧小区光纤改造。
（二）壮大数字产业
对首次入选软件百强的企业给予100万元奖励；按研发投入的10%给予补助，最高不超过500万元。设立规模50亿元的产业基金。
每年培训数字工匠2000人次。企业开办时间压缩至1个工作日内，行政村光纤全覆盖。
四、保障措施
每季度召开1次调度会。市财政每年安排专项资金2亿元。遴选发布典型案例不少于30个。
"""

#: op, value, value_max, unit, kind, year, per_year, indicator of every target of the plan, in order.
BINJIANG_TARGETS = [
    ("=", 12, None, "%", "share", 2025, False, "全市数字经济核心产业增加值占地区生产总值比重"),
    (">=", 2000 * 10**8, None, "元", "level", 2025, False, "数字经济规模"),
    ("=", 2, None, "倍", "growth", 2025, False, "数字经济规模"),
    ("=", 2, None, "家", "level", 2025, False, "年收入超100亿元企业"),
    ("=", 20, None, "家", "level", 2025, False, "超10亿元企业"),
    (">=", 15, None, "%", "growth", 2025, True, "软件业务收入"),
    ("=", 1, None, "个", "level", 2025, False, "千亿级产业集群"),
    ("=", 26, None, "个", "level", 2025, False, "每万人拥有5G基站数"),
    ("=", 50, None, "%", "share", 2025, False, "千兆宽带用户占比"),
    ("<=", Fraction("1.3"), None, "", "level", 2025, False, "电能利用效率"),
    (">=", 3000, None, "家", "level", 2025, False, "国家高新技术企业"),
    ("~", 30, None, "家", "level", 2025, False, "上市企业"),
    ("rank<=", 3, None, "位", "rank", 2025, False, "综合实力"),
    ("=", 12000, None, "个", "increment", 2025, False, "新建5G基站"),
    ("range", 3, 5, "个", "level", 2025, False, "边缘计算中心"),
    ("=", 200, None, "个", "level", 2023, False, "老旧小区光纤改造"),
    ("=", 2000, None, "人次", "increment", 2025, True, "数字工匠"),
    (">=", 30, None, "个", "level", 2025, False, "典型案例"),
]


def _tuple(target):
    return (
        target.op.value,
        target.value,
        target.value_max,
        target.unit,
        target.kind.value,
        target.year,
        target.per_year,
        target.indicator,
    )


def test_finds_every_target_of_a_plan_and_no_other(targets_of):
    assert [_tuple(target) for target in targets_of(BINJIANG)] == BINJIANG_TARGETS


def test_quotes_are_cut_from_the_text_and_stay_short(outline_of):
    plan = outline_of(BINJIANG)
    targets, _ = find_targets(plan)
    assert targets
    for target in targets:
        assert target.quote == plan.document.text[target.start : target.end]
        assert len(target.quote) <= 60


def test_sections_stage_scope_and_baseline_are_kept(targets_of):
    targets = targets_of(BINJIANG)
    assert {target.section for target in targets} == {"goal", "task", "safeguard"}
    assert targets[0].scope == "全市"
    assert targets[2].baseline == "2020年"
    assert next(target for target in targets if target.unit == "%" and target.value == 50).baseline == "8%"
    assert targets[0].deadline_source == "explicit"
    assert targets[-1].deadline_source == "inherited"


def test_stages_carry_their_own_years(targets_of):
    text = """一、发展目标
近期目标：到2023年，初步建成体系。建成产业园1~2个，引进领军企业1~2家，培育成长型企业50家。
中期目标：到2026年，体系更加完善。建成产业园3~5个，引育具有国际竞争力的企业150家以上。
远期目标：到2030年，体系成熟。建成产业园8~10个，形成100个左右可推广的典型应用示范。
"""
    found = [(target.stage, target.year, target.value) for target in targets_of(text)]
    assert found == [
        ("近期", 2023, 1),
        ("近期", 2023, 1),
        ("近期", 2023, 50),
        ("中期", 2026, 3),
        ("中期", 2026, 150),
        ("远期", 2030, 8),
        ("远期", 2030, 100),
    ]


def test_impossible_year_stays_unknown_and_is_reported(outline_of):
    targets, findings = find_targets(outline_of("一、主要目标\n到3134年底，培育企业40家左右。\n"))
    (target,) = targets
    assert (target.year, target.corrupt_date, target.printed_date) == (None, True, "3134年底")
    assert [finding.code for finding in findings] == ["target.corrupt_deadline"]
    assert "3134年底" in findings[0].message(Language.ZH)
    assert findings[0].place.start == target.start


def test_contradicting_values_are_reported_once(outline_of):
    text = "一、主要目标\n到2025年，软件业务收入达到500亿元。\n二、重点任务\n到2025年，软件业务收入达到600亿元。\n"
    targets, findings = find_targets(outline_of(text))
    assert len(targets) == 2
    assert [finding.code for finding in findings] == ["target.contradiction"]
    assert "500亿元" in findings[0].message(Language.EN)


def test_neighbouring_sentences_may_contradict_each_other(outline_of):
    text = "一、发展目标\n到2027年，产业规模达到100亿元。产业规模达到120亿元。能耗、水耗分别降低16%和17%。\n"
    _, findings = find_targets(outline_of(text))
    assert [finding.code for finding in findings] == ["target.contradiction"]


def test_same_value_twice_is_no_contradiction(outline_of):
    text = "一、主要目标\n到2025年，软件业务收入达到500亿元。\n二、重点任务\n到2025年，软件业务收入达到500亿元。\n"
    assert find_targets(outline_of(text))[1] == ()


def test_deadline_before_the_plan_is_reported(outline_of):
    text = "某市行动方案（2023—2025年）\n一、主要目标\n到2021年底，培育企业20家。\n"
    targets, findings = find_targets(outline_of(text))
    assert [target.year for target in targets] == [2021]
    assert [finding.code for finding in findings] == ["target.deadline_before_plan"]


def test_a_plan_without_numbers_has_no_targets(outline_of):
    assert find_targets(outline_of("一、主要目标\n培育一批龙头企业，走在全国前列。\n")) == ((), ())


def test_data_form_names_the_fields_of_the_contract(targets_of):
    (target,) = targets_of("一、主要目标\n到2025年，研发投入强度达到2.8%左右。\n")
    data = target.as_data()
    assert list(data) == [
        *("source", "quote", "start", "end", "indicator", "op", "value", "value_max", "unit", "kind"),
        *("year", "per_year", "deadline_source", "section", "binding", "stage", "baseline", "scope"),
        "corrupt_date",
    ]
    assert (data["value"], data["op"], data["kind"]) == (2.8, "~", "share")
    assert (target.value, target.op, target.kind) == (Fraction("2.8"), Op.ABOUT, Kind.SHARE)


def _found_in(folder, labels):
    found = {}
    for doc in {label.doc for label in labels}:
        path = folder / f"{doc}.txt"
        found[doc] = find_targets(outline(read_document(path.name, path.read_bytes())))[0]
    return found


@pytest.mark.shared_data
def test_agreement_with_the_development_labels(shared):
    labels, findings = read_labels((shared / "data/labels/targets.jsonl").read_text(encoding="utf-8"))
    assert findings == ()
    measure = measure_targets(labels, _found_in(shared / "data/plans", labels))
    assert measure.scores["whole"].f1 >= Fraction(8, 10)
    assert measure.scores["value"].f1 >= Fraction(9, 10)


@pytest.mark.shared_data
def test_finds_the_staged_targets_of_the_seed_plan_and_no_other(shared):
    (path,) = (shared / "seeds").glob("003_*.txt")
    targets, _ = find_targets(outline(read_document(path.name, path.read_bytes())))
    years = [target.year for target in targets]
    assert [years.count(year) for year in (2023, 2025, 2030)] == [8, 8, 7]
    assert len(targets) == 23
