"""Names of divisions -> codes and levels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.packs.regions import Ambiguous, Division, Regions, shipped_regions, short_form

REGIONS = shipped_regions()
ALL = [division for code in range(100_000, 830_000) if (division := REGIONS.get(str(code)))]
PRESENT = [division for division in ALL if not division.former]


def code_of(name: str, within: str | None = None) -> str | None:
    found = REGIONS.find(name, REGIONS.get(within) if within else None)
    return found.code if isinstance(found, Division) else None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("山东省", "370000"),
        ("山东", "370000"),
        ("济南", "370100"),
        ("青岛市市北区", "370203"),
        ("山东省青岛市市北区", "370203"),
        ("内蒙古", "150000"),
        ("内蒙古自治区", "150000"),
        ("广西", "450000"),
        ("广西壮族自治区", "450000"),
        ("新疆", "650000"),
        ("香港", "810000"),
        ("台湾", "710000"),
        ("北京", "110000"),
        ("北京市海淀区", "110108"),
        ("仙桃市", "429004"),
        ("延边", "222400"),
        ("黔东南州", None),
        ("黔东南", "522600"),
        ("恩施土家族苗族自治州", "422800"),
        ("上 海 市", "310000"),
        ("无此地", None),
        ("", None),
    ],
)
def test_names_and_short_forms(name: str, code: str | None) -> None:
    assert code_of(name) == code


def test_the_higher_level_is_meant() -> None:
    assert code_of("吉林") == "220000"
    assert code_of("吉林市") == "220200"
    assert code_of("海南") == "460000"


def test_a_name_of_several_divisions_needs_its_place() -> None:
    found = REGIONS.find("鼓楼区")
    assert isinstance(found, Ambiguous)
    assert [division.code[:2] for division in found.divisions] == ["32", "32", "35", "41"]
    assert code_of("鼓楼区", "320100") == "320106"
    assert code_of("南京市鼓楼区") == "320106"
    assert code_of("鼓楼区", "110000") is None


def test_levels_of_municipalities_and_counties() -> None:
    levels = {name: REGIONS.find(name) for name in ("重庆市", "青岛市", "仙桃市", "昆山市", "天津市滨海新区")}
    assert {name: getattr(found, "level", None) for name, found in levels.items()} == {
        "重庆市": "province",
        "青岛市": "city",
        "仙桃市": "district",
        "昆山市": "district",
        "天津市滨海新区": "district",
    }


def test_former_divisions_are_known_but_yield_to_present_ones() -> None:
    former = REGIONS.find("莱芜市")
    assert isinstance(former, Division)
    assert (former.code, former.level, former.former) == ("371200", "city", True)
    assert code_of("莱芜区") == "370116"
    assert code_of("江北区") == "330205"


@pytest.mark.parametrize(
    ("body", "name", "code"),
    [
        ("山东省人民政府办公厅", "山东省", "370000"),
        ("中共济南市委办公厅", "济南市", "370100"),
        ("贵安新区管理委员会", "贵安新区", "520000"),
        ("山西综改示范区管委会", "山西转型综合改革示范区", "140000"),
        ("济南高新技术产业开发区管委会", "济南高新技术产业开发区", "370100"),
        ("长沙市开福区人民政府", "开福区", "430105"),
        ("武汉市人民政府东湖新技术开发区工作组", "武汉市", "420100"),
    ],
)
def test_bodies(body: str, name: str, code: str) -> None:
    division = REGIONS.body_region(body)
    assert division is not None
    assert (division.name, division.code) == (name, code)


def test_zones_keep_their_name_and_take_the_code_around_them() -> None:
    zone = REGIONS.find("贵安新区")
    assert isinstance(zone, Division)
    assert (zone.name, zone.code, zone.level, zone.zone) == ("贵安新区", "520000", "district", True)
    assert REGIONS.body_region("国家能源局") is None


def test_scan_reads_chains_once_and_no_common_words() -> None:
    text = "济南市历下区和青岛、北京大学，和平发展，朝阳区"
    names = [mention.division.name for mention in REGIONS.scan(text)]
    assert names == ["历下区", "青岛市", "北京市"], (
        "朝阳区 is the name of two districts, and not the city 朝阳"
    )


def test_common_division() -> None:
    jinan, qingdao, nanjing = (REGIONS.get(code) for code in ("370100", "370200", "320100"))
    assert jinan is not None
    assert qingdao is not None
    assert nanjing is not None
    assert REGIONS.common([jinan, qingdao]) == REGIONS.get("370000")
    assert REGIONS.common([jinan]) == jinan
    assert REGIONS.common([jinan, nanjing]) is None


@given(st.sampled_from(PRESENT))
def test_every_division_is_found_by_its_path_and_by_its_code(division: Division) -> None:
    path = "".join(part.name for part in REGIONS.path(division))
    assert REGIONS.find(path) == division
    assert REGIONS.get(division.code) == division
    assert division.name.startswith(short_form(division.name, division.level)[:2])


@given(st.text(alphabet="山东省青岛市北区新和平—、1 ", max_size=40))
def test_mentions_stand_in_order_and_never_overlap(text: str) -> None:
    end = 0
    for mention in REGIONS.scan(text):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


def test_counts_are_those_of_the_note() -> None:
    levels = [division.level for division in PRESENT]
    assert {level: levels.count(level) for level in ("province", "city", "district")} == {
        "province": 34,
        "city": 333,
        "district": 2845,
    }


def test_tables_that_cannot_be_right_are_refused() -> None:
    head = "code,name,level,parent\n"
    with pytest.raises(ValueError, match="without their parent"):
        Regions.from_csv(head + "370100,济南市,city,370000\n")
    with pytest.raises(ValueError, match="not a level"):
        Regions.from_csv(head + "370000,山东省,state,\n")
