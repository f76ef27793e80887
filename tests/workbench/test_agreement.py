"""Ratings as CSV: read in any column order and encoding, with findings by line."""

import pytest

from liance.core.language import Language
from liance.core.limits import MAX_METADATA_CHARACTERS, MAX_TABLE_BYTES
from liance.workbench import agreement
from liance.workbench.agreement import RatingsError, agreement_of

RATINGS = """doc,rater,item,score,quote
甲市行动计划,张,规划目标,4,到2025年建成三个平台
甲市行动计划,张,规划目标,4,"分两个阶段
推进"
甲市行动计划,李,规划目标,3,
乙省实施意见,张,规划目标,2,
乙省实施意见,李,规划目标,,
丙区规划,张,规划目标,1,
丙区规划,李,规划目标,1,
"""


def lines_of(report):
    return [(finding.code, finding.place.line) for finding in report.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_utf_8_and_gb18030(encoding):
    report = agreement_of(RATINGS.encode(encoding), "r.csv", levels=range(5), draws=20)
    assert report.overall.units == 3
    assert report.overall.paired == 2
    assert report.overall.raters == ("张", "李")
    assert report.overall.measure("exact_agreement").value == 0.5
    assert lines_of(report) == [("agreement.repeated_cell", 4)]


def test_unit_is_a_name_for_doc_and_columns_stand_in_any_order():
    text = "Score, item ,RATER,unit\n3,目标,a,甲\n3,目标,b,甲\n1,目标,a,乙\n1,目标,b,乙\n"
    assert agreement_of(text.encode(), "r.csv", draws=0).overall.measure("alpha_ordinal").value == 1.0


def test_bad_rows_are_named_by_line_and_left_out():
    long = "长" * (MAX_METADATA_CHARACTERS + 1)
    text = (
        "unit,rater,item,score\n"
        "甲,a,目标,3\n"
        "甲,b,目标,三\n"
        "甲,b,目标,2.5\n"
        ",b,目标,2\n"
        "\n"
        f"甲,{long},目标,2\n"
        "甲,b,目标,9\n"
        "乙,a\n"
        "甲,a,目标,1\n"
        "甲,b,目标,٣\n"
    )
    report = agreement_of(text.encode(), "r.csv", levels=range(5), draws=0)
    assert lines_of(report) == [
        ("agreement.bad_score", 3),
        ("agreement.bad_score", 4),
        ("agreement.bad_name", 5),
        ("agreement.bad_name", 7),
        ("agreement.bad_name", 9),
        ("agreement.bad_score", 11),
        ("agreement.off_scale", 8),
        ("agreement.conflicting_cell", 10),
    ]
    for finding in report.findings:
        for language in Language:
            assert finding.message(language)
            assert finding.advice(language)


def test_missing_columns_are_refused_all_at_once():
    with pytest.raises(RatingsError) as caught:
        agreement_of("plan,rater,points\n甲,a,3\n".encode(), "r.csv")
    assert [finding.details["column"] for finding in caught.value.findings] == ["unit", "item", "score"]
    assert "unit" in caught.value.message(Language.ZH)


@pytest.mark.parametrize("data", [b"\x00\x01\x02\xff", b'unit,rater,item,score\n"a,b\n'])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(RatingsError) as caught:
        agreement_of(data, "r.csv")
    assert [finding.code for finding in caught.value.findings] == ["agreement.not_a_table"]


def test_size_and_rows_are_bounded(monkeypatch):
    with pytest.raises(RatingsError) as caught:
        agreement_of(b"a" * (MAX_TABLE_BYTES + 1), "r.csv")
    assert [finding.code for finding in caught.value.findings] == ["agreement.table_too_large"]
    monkeypatch.setattr(agreement, "MAX_TABLE_ROWS", 2)
    report = agreement_of("unit,rater,item,score\n甲,a,x,1\n甲,b,x,1\n乙,a,x,2\n".encode(), "r.csv", draws=0)
    assert lines_of(report) == [("agreement.too_many_rows", 4)]
    assert report.overall.units == 1


def test_heading_alone_gives_an_empty_report():
    report = agreement_of(b"unit,rater,item,score\n", "r.csv", draws=0)
    assert report.items == ()
    assert report.overall.units == 0
