"""Index tables: rows joined to files, and bad values as findings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core import limits
from liance.core.findings import Severity
from liance.core.language import Language
from liance.plans.documents.index import Index, read_index
from liance.plans.documents.model import Level

ENGLISH = """\
doc,title,issuer,region,level,published,subject technology,period_start,period_end
A1,某市区块链行动计划,某市人民政府,济南市,city,2020-06-18,区块链,2020,2022
B2.txt,"方案,带逗号",,山东省,province,,人工智能（医疗）,,2025
"""
CHINESE = """\
文件,标题,发布机构,地区,级别,发布日期,主题技术,文号,规划期起,规划期止
规划一.docx,某省方案,某省人民政府,贵州省,省级,2020年6月18日,大数据,黔府发〔2020〕1号,2020年,2022年
"""


def read(text: str, encoding: str = "utf-8") -> tuple[Index, list[str]]:
    index, findings = read_index("index.csv", text.encode(encoding))
    return index, [f"{finding.code}:{finding.place.line}" for finding in findings]


def test_english_columns() -> None:
    index, findings = read(ENGLISH)
    assert findings == []
    assert index.metadata_for("A1") == {
        "title": "某市区块链行动计划",
        "issuer": "某市人民政府",
        "region": "济南市",
        "level": Level.CITY,
        "published": "2020-06-18",
        "subject": "区块链",
        "period_start": 2020,
        "period_end": 2022,
    }
    assert index.metadata_for("B2")["title"] == "方案,带逗号"
    assert "issuer" not in index.metadata_for("B2")
    assert index.metadata_for("none") == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_chinese_columns_in_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    index, findings = read(CHINESE.replace(",", delimiter), encoding)
    assert findings == []
    row = index.metadata_for("规划一")
    assert (row["level"], row["published"], row["document_number"]) == (
        Level.PROVINCE,
        "2020-06-18",
        "黔府发〔2020〕1号",
    )
    assert (row["period_start"], row["period_end"]) == (2020, 2022)


def test_rows_without_files_are_offered() -> None:
    index, _ = read(ENGLISH)
    assert index.unused(["A1"]) == ("B2",)
    assert index.unused(["A1", "B2", "C3"]) == ()


def test_bad_values_cost_only_themselves() -> None:
    index, findings = read(
        "doc,title,level,published,period_start,period_end\nA,甲,村级,2020-02-31,20,2022\nB,乙,city,,2025,2020\n"
    )
    assert findings == ["index.bad_value:2"] * 3 + ["index.bad_value:3"]
    assert index.metadata_for("A") == {"title": "甲", "period_end": 2022}
    assert index.metadata_for("B") == {"title": "乙", "level": Level.CITY, "period_start": 2025}


def test_findings_name_lines_even_behind_fields_of_several_lines() -> None:
    _, findings = read('doc,title\nA,"两行\n标题"\n,无名\nA,再来\nB,乙,多,余\n')
    assert findings == [
        "index.over_lines:2",
        "index.no_file:4",
        "index.duplicate_row:5",
        "index.extra_cells:6",
    ]


def test_columns() -> None:
    index, findings = read("文件,标题,title,备注,doc\nA,甲,乙,丙,丁\n")
    assert findings == ["index.repeated_column:1", "index.unknown_column:1", "index.repeated_column:1"]
    assert index.metadata_for("A") == {"title": "甲"}


@pytest.mark.parametrize("text", ["", "\n\n", "title,level\n甲,city\n"])
def test_a_table_without_file_column_is_an_error(text: str) -> None:
    index, findings = read_index("index.csv", text.encode())
    assert not index.rows
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("index.no_file_column", Severity.ERROR)
    ]


def test_no_text() -> None:
    for data in (b"\x00\x01\x02doc", b"\x81", b"doc,title\nA," + b"\0"):
        index, findings = read_index("index.csv", data)
        assert not index.rows
        assert [finding.code for finding in findings] == ["index.unreadable"]


def test_a_field_without_bounds() -> None:
    index, findings = read('doc,title\nA,甲\nB,"' + "长" * 200_000)
    assert findings == ["index.unreadable:3"]
    assert index.metadata_for("A") == {"title": "甲"}


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TABLE_ROWS", 1)
    index, findings = read(ENGLISH)
    assert findings == ["index.too_large:3"]
    assert list(index.rows) == ["A1"]
    monkeypatch.setattr(limits, "MAX_TABLE_BYTES", 10)
    index, findings = read(ENGLISH)
    assert findings == ["index.too_large:None"]
    assert not index.rows


def test_values_longer_than_the_bound_are_refused() -> None:
    index, findings = read(f"doc,title\nA,{'长' * (limits.MAX_METADATA_CHARACTERS + 1)}\n")
    assert findings == ["index.bad_value:2"]
    assert index.metadata_for("A") == {}


@given(st.binary(max_size=300))
def test_any_bytes_give_an_index_and_sayable_findings(data: bytes) -> None:
    index, findings = read_index("index.csv", data)
    assert isinstance(index, Index)
    for finding in findings:
        for language in Language:
            assert finding.message(language)
            assert finding.advice(language)


def test_a_quote_without_its_pair_that_swallows_rows_is_told() -> None:
    text = 'doc,subject,title\na,"物联网\nb,"工业"x互联网,乙\n'
    _, findings = read_index("index.csv", text.encode())
    assert ("index.over_lines", 2) in [(finding.code, finding.place.line) for finding in findings]
