"""Title, issuer, number, date, place, level and period, from text and from stronger sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.findings import Finding
from liance.core.language import Language
from liance.packs.regions import shipped_regions
from liance.plans.documents.index import read_index
from liance.plans.documents.metadata import metadata_of
from liance.plans.documents.model import Document, Level, Metadata, Origin
from liance.plans.documents.reading import read_document

REGIONS = shipped_regions()

NOTICE = """\
鲁政办发〔2019〕33号

山东省人民政府办公厅
关于印发山东省量子信息产业发展行动计划
（2019—2022年）的通知

各市人民政府，各县（市、区）人民政府，省政府各部门：
《山东省量子信息产业发展行动计划（2019—2022年）》已经省政府同意，现印发给你们，请认真贯彻执行。
山东省人民政府办公厅
2019年11月8日
（此件公开发布）

山东省量子信息产业发展行动计划
（2019—2022年）

为落实《国家创新规划》（国发〔2016〕43号，2016年7月28日），制定本行动计划。
一、总体要求
到2022年，建成2个平台。
"""


def known(text: str, row: dict[str, object] | None = None) -> tuple[Metadata, list[Finding]]:
    return metadata_of(read_document("plan.txt", text.encode()), REGIONS, row)


def facts(text: str) -> tuple[str | None, ...]:
    found, _ = known(text)
    return found.title, found.issuer, found.document_number, found.published


def place(text: str) -> tuple[str | None, str | None, Level | None]:
    found, _ = known(text)
    return found.region, found.region_code, found.level


def test_a_notice_and_the_plan_it_issues() -> None:
    found, findings = known(NOTICE)
    assert found == Metadata(
        title="山东省量子信息产业发展行动计划（2019—2022年）",
        issuer="山东省人民政府办公厅",
        document_number="鲁政办发〔2019〕33号",
        published="2019-11-08",
        region="山东省",
        region_code="370000",
        level=Level.PROVINCE,
        period_start=2019,
        period_end=2022,
        origins=found.origins,
    )
    assert set(found.origins.values()) == {Origin.TEXT}
    assert findings == []


def test_joint_ministries_under_a_red_head() -> None:
    text = """\
工业和信息化部文件
工信部联信发[2022]8号
工业和信息化部 国家发展和改革委员会
关于推动智能终端产业发展的指导意见
各省、自治区、直辖市主管部门：
为推动产业发展，现提出如下意见。
工业和信息化部 国家发展和改革委员会
二〇二二年六月十八日
"""
    assert facts(text) == (
        "工业和信息化部 国家发展和改革委员会关于推动智能终端产业发展的指导意见",
        "工业和信息化部、国家发展和改革委员会",
        "工信部联信发〔2022〕8号",
        "2022-06-18",
    )
    assert place(text) == ("全国", None, Level.NATIONAL)


def test_a_web_page_copied_with_its_chrome() -> None:
    text = """\
首页 > 政务公开 > 政策文件
索引号：000014349/2020-00123
发文机关：青岛市市北区人民政府
发文字号：青北政发〔2020〕7号
发布日期：2020-09-01 10:20
字号：大 中 小 打印
关于加快元宇宙产业发展的若干措施
来源：区政府办公室
为加快产业发展，制定本措施。
一、建设平台
"""
    assert facts(text) == (
        "关于加快元宇宙产业发展的若干措施",
        "青岛市市北区人民政府",
        "青北政发〔2020〕7号",
        "2020-09-01",
    )
    assert place(text) == ("市北区", "370203", Level.DISTRICT)


def test_a_letterspaced_head_and_a_date_under_the_title() -> None:
    text = """\
吉 安 市 人 民 政 府 办 公 室 文 件
吉府办字﹝2020﹞51号
吉安市区块链产业发展三年行动计划
（2020年6月3日）
为推动发展，制定本计划。
"""
    assert facts(text) == (
        "吉安市区块链产业发展三年行动计划",
        "吉安市人民政府办公室",
        "吉府办字〔2020〕51号",
        "2020-06-03",
    )
    found, _ = known(text)
    assert (found.period_start, found.period_end) == (None, None), "three years of which nobody says when"


def test_the_imprint_names_the_office_that_prints() -> None:
    text = (
        "为加快建设，制定本方案。\n一、目标\n建设平台。\n\n青岛市工业和信息化局办公室    2020年9月22日印发\n"
    )
    assert facts(text) == (None, "青岛市工业和信息化局", None, "2020-09-22")


def test_a_headline_and_a_notice_of_many_departments() -> None:
    assert facts("贵州省人民政府办公厅印发《关于发展大数据的若干意见》\n本报讯，近日。\n")[:2] == (
        "关于发展大数据的若干意见",
        "贵州省人民政府办公厅",
    )
    text = "标题：工信部等八部门关于印发《物联网三年行动计划（2021-2023年）》的通知\n各单位：\n"
    assert facts(text)[:2] == ("物联网三年行动计划（2021-2023年）", "工信部等八部门")
    assert place(text) == ("全国", None, Level.NATIONAL)


def test_signature_and_date_in_one_line() -> None:
    text = "现就有关工作提出以下意见。\n一、目标\n建设平台。\n贵阳市人民政府 2021年3月1日\n"
    assert facts(text) == (None, "贵阳市人民政府", None, "2021-03-01")


def test_what_stands_in_running_text_or_is_cited_is_not_taken() -> None:
    text = """\
某区数据应用方案
为落实《山东省大数据条例》（鲁政发〔2019〕2号）和2019年5月1日印发的文件，制定本方案。
国家发展改革委《关于应用的通知》
2019年5月，全省会议召开。
一、到2025年12月31日，建成10个平台。
"""
    assert facts(text) == ("某区数据应用方案", None, None, None)


@pytest.mark.parametrize("day", ["3134年5月1日", "2020年2月31日", "0402年1月1日", "2020年13月1日"])
def test_impossible_dates_are_none(day: str) -> None:
    assert facts(f"某市数据方案\n济南市人民政府\n{day}\n为了发展，制定本方案。\n")[3] is None


@pytest.mark.parametrize(
    ("day", "iso"),
    [
        ("2020年6月18日", "2020-06-18"),
        ("２０２０年６月１８日", "2020-06-18"),
        ("二〇二〇年六月十八日", "2020-06-18"),
        ("二○二○年十月二十日", "2020-10-20"),
        ("二零二一年十二月三十一日", "2021-12-31"),
        ("2020-06-18", "2020-06-18"),
        ("2020.6.18", "2020-06-18"),
        ("2020 年 6 月 18 日", "2020-06-18"),
    ],
)
def test_forms_of_dates(day: str, iso: str) -> None:
    assert facts(f"正文到此结束。\n济南市人民政府\n{day}\n")[3] == iso


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("鲁政办发〔2020〕15号", "鲁政办发〔2020〕15号"),
        ("鲁政办发[2020]15号", "鲁政办发〔2020〕15号"),
        ("鲁政办发［2020］15号", "鲁政办发〔2020〕15号"),
        ("鲁政办发【2020】第15号", "鲁政办发〔2020〕15号"),
        ("文号：鲁工信（2020） 015 号", "鲁工信〔2020〕15号"),
        ("第15号", "第15号"),
        ("鲁政办发〔3134〕15号", None),
    ],
)
def test_forms_of_numbers(line: str, number: str | None) -> None:
    assert facts(f"{line}\n某省数据发展方案\n为了发展，制定本方案。\n")[2] == number


def test_a_number_behind_the_title() -> None:
    text = "济南市人民政府关于加快数据产业发展的意见（济政发〔2021〕9号）\n各区县人民政府：\n提出如下意见。\n"
    assert facts(text)[:3] == (
        "济南市人民政府关于加快数据产业发展的意见",
        "济南市人民政府",
        "济政发〔2021〕9号",
    )


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("青岛市人工智能创新先导区\n建设实施方案", "青岛市人工智能创新先导区建设实施方案"),
        ("# 某市行动计划（2020—2022年）", "某市行动计划（2020—2022年）"),
        ("某省关于支持发展的\n若干政策措施\n（试行）", "某省关于支持发展的若干政策措施（试行）"),
        (
            "某市人民政府办公室关于印发《某市发展规划》的通知",
            "某市发展规划",
        ),
        ("济南市人民政府\n关于加快“芯片+终端”发展的意见", "济南市人民政府关于加快“芯片+终端”发展的意见"),
        ("目录\n《参考文件》\n某市方案", "某市方案"),
        ("为加快发展，制定本方案。\n某市方案", None),
    ],
)
def test_titles(head: str, title: str | None) -> None:
    assert facts(f"{head}\n为加快发展，制定如下内容。\n一、目标\n")[0] == title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("重庆市区块链发展方案", ("重庆市", "500000", Level.PROVINCE)),
        ("宁波市区块链发展方案", ("宁波市", "330200", Level.CITY)),
        ("昆山市区块链发展方案", ("昆山市", "320583", Level.DISTRICT)),
        ("内蒙古自治区数据规划", ("内蒙古自治区", "150000", Level.PROVINCE)),
        ("南京市鼓楼区数据规划", ("鼓楼区", "320106", Level.DISTRICT)),
        ("鼓楼区数据规划", (None, None, None)),
        ("贵安新区数据规划", ("贵安新区", "520000", Level.DISTRICT)),
        ("济南-青岛先导区实施方案", ("山东省", "370000", Level.PROVINCE)),
        ("关于支持海南全面发展的意见", ("海南省", "460000", Level.PROVINCE)),
        ("国家数据发展规划", ("全国", None, Level.NATIONAL)),
        ("数据发展规划", (None, None, None)),
    ],
)
def test_places_of_titles(title: str, expected: tuple[str | None, str | None, Level | None]) -> None:
    assert place(f"{title}\n为加快发展，制定如下内容。\n") == expected


def test_the_issuer_tells_the_place_before_the_title() -> None:
    text = "国家发展改革委关于印发浙江数据改革方案的通知\n有关单位：\n请落实。\n"
    assert place(text) == ("全国", None, Level.NATIONAL)


def test_a_text_without_head_may_speak_of_its_own_place() -> None:
    text = "结合我省实际，制定方案。山东基础好，全省推进，打造山东样板，山东企业做强，服务全省，济南带动。\n"
    assert place(text) == ("山东省", "370000", Level.PROVINCE)
    assert place(text.replace("山东样板", "江苏样板").replace("山东企业", "江苏企业")) == (None, None, None)
    assert place(text.replace("省", "市")) == (None, None, None)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("方案（2020—2022年）", (2020, 2022)),
        ("方案（2021-2025）", (2021, 2025)),
        ("方案（2021年至2023年）", (2021, 2023)),
        ("某省“十四五”发展规划", (2021, 2025)),
        ("三年行动计划", (None, None)),
        ("方案（2022—2020年）", (None, None)),
        ("方案（2020—2222年）", (None, None)),
    ],
)
def test_periods(title: str, period: tuple[int | None, int | None]) -> None:
    found, _ = known(f"{title}\n为加快发展，制定如下内容。\n")
    assert (found.period_start, found.period_end) == period


def test_a_period_stated_in_the_text() -> None:
    found, _ = known("某市数据规划\n规划期为2021—2025年，展望2035年。\n")
    assert (found.period_start, found.period_end) == (2021, 2025)


def test_what_is_missing_is_one_finding() -> None:
    found, findings = known("一、目标\n到2025年，建成平台。\n")
    assert found == Metadata()
    assert [finding.code for finding in findings] == ["metadata.missing"]
    assert "标题、发布机构、发布日期、地区、级别" in findings[0].message(Language.ZH)


def test_the_index_wins_and_contradictions_are_said() -> None:
    row: dict[str, object] = {"level": Level.CITY, "region": "济南市", "period_end": 2022}
    found, findings = known(NOTICE, row)
    assert (found.region, found.region_code, found.level) == ("济南市", "370100", Level.CITY)
    assert found.origins["region"] is Origin.INDEX
    assert found.origins["title"] is Origin.TEXT
    assert [finding.code for finding in findings] == ["metadata.conflict", "metadata.conflict"]
    assert "市级（city）" in findings[0].message(Language.ZH)
    assert "370100" in findings[1].message(Language.EN)


def test_front_matter_stands_between_text_and_index() -> None:
    head = "---\ntitle: 另一标题\nregion: 贵阳市\n---\n"
    found, _ = known(head + "某省方案\n为加快发展，制定方案。\n", {"issuer": "贵阳市人民政府"})
    assert (found.title, found.origins["title"]) == ("另一标题", Origin.FRONT_MATTER)
    assert (found.region_code, found.level, found.origins["level"]) == (
        "520100",
        Level.CITY,
        Origin.FRONT_MATTER,
    )
    assert found.issuer == "贵阳市人民政府"


def test_what_follows_from_an_index_row() -> None:
    found, findings = known("一、目标\n", {"title": "数据规划（2021—2023年）", "issuer": "市中区人民政府"})
    assert (found.period_start, found.period_end) == (2021, 2023)
    assert found.region is None, "several districts are called 市中区"
    found, _ = known("一、目标\n", {"issuer": "济南市市中区人民政府", "region": "市中区"})
    assert (found.region, found.region_code, found.level) == ("市中区", "370103", Level.DISTRICT)
    assert [finding.code for finding in findings] == ["metadata.missing"]


def test_the_title_of_a_page_goes_before_its_lines() -> None:
    html = (
        "<html><head><meta name='ArticleTitle' content='济南市数据规划'></head><body>"
        "<p>数据规划</p><p>为加快发展，制定方案。</p></body></html>"
    )
    found, _ = metadata_of(read_document("a.html", html.encode()), REGIONS)
    assert found.title == "济南市数据规划"
    assert found.level is Level.CITY


@given(
    st.text(
        alphabet="山东省人民政府济南关于印发的通知方案《》（）〔〕2020年6月18日号第一、：。 \n#", max_size=200
    )
)
def test_any_text_gives_metadata_of_sound_form(text: str) -> None:
    found, findings = metadata_of(Document("x.txt", "sha256:0", "txt", text), REGIONS)
    assert all(value != "" for value in (found.title, found.issuer, found.document_number))
    assert found.published is None or len(found.published) == 10
    assert {name for name in found.origins if getattr(found, name) is None} == set()
    assert all(finding.message(Language.ZH) for finding in findings)


@pytest.mark.shared_data
def test_development_texts(shared_data: Path) -> None:
    index, problems = read_index("index.csv", (shared_data / "plans" / "index.csv").read_bytes())
    assert problems == []
    for path in sorted((shared_data / "plans").glob("*.txt")):
        document = read_document(path.name, path.read_bytes())
        row = index.metadata_for(path.stem)
        found, _ = metadata_of(document, REGIONS)
        for name in ("title", "issuer", "region", "level"):
            assert getattr(found, name) in (None, row[name]), (path.name, name)
        joined, findings = metadata_of(document, REGIONS, row)
        assert (joined.title, joined.region) == (row["title"], row["region"])
        assert findings == []


@pytest.mark.parametrize(
    ("signed", "region", "level"),
    [
        ("云岭市人民政府办公室", "云岭市", Level.CITY),
        ("澜江省工业和信息化厅", "澜江省", Level.PROVINCE),
        ("云岭市砚湖区人民政府", "砚湖区", Level.DISTRICT),
        ("望潮市大数据发展管理局", "望潮市", Level.CITY),
    ],
)
def test_a_place_outside_the_table_is_told_by_the_form_of_its_government(
    signed: str, region: str, level: Level
) -> None:
    text = f"某地区块链发展规划\n一、总体要求\n加快发展。\n二、重点任务\n推进应用。\n{signed}\n2024年3月5日\n"
    found, _ = known(text)
    assert (found.issuer, found.region, found.region_code, found.level) == (signed, region, None, level)


@pytest.mark.parametrize("signed", ["智慧城市发展中心", "高新技术产业开发区发展局", "各市人民政府"])
def test_endings_like_those_of_places_are_none(signed: str) -> None:
    text = f"某地区块链发展规划\n一、总体要求\n加快发展。\n{signed}\n2024年3月5日\n"
    assert known(text)[0].region is None
