"""Tables from offices: rows become records, or every fault is named with sheet, row and column."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from openpyxl import Workbook

from liance.core.findings import Severity
from liance.core.language import Language
from liance.core.quantities import Kind, Op
from liance.delivery.intake import (
    Observed,
    read_assignments,
    read_day,
    read_number,
    read_observations,
    settle_goal,
)
from liance.delivery.projects import Aside, Direction, Manner, Project, Stage
from liance.delivery.records import Entry, Followed, PlanSource
from liance.plans.documents.grids import read_grids

TODAY = date(2026, 11, 24)
DUE = date(2028, 12, 31)


def line(number: int, indicator: str, unit: str = "家", plan: str = "yun.docx", **more: object) -> Followed:
    kind = Kind.SHARE if unit == "%" else Kind.LEVEL
    known = {
        "manner": Manner.PATH,
        "direction": Direction.UP,
        "stages": (Stage(DUE, Op.AT_LEAST, Fraction(80)),),
    }
    project = Project(f"project-{number}", indicator, unit, kind, **known | more)  # type: ignore[arg-type]
    return Followed(PlanSource(plan, "云岭省规划", f"sha256:{plan}"), project)


LINES = (
    line(1, "规模以上企业", units={"户": Fraction(1)}, baseline=Fraction(11), baseline_on=date(2023, 12, 31)),
    line(2, "营业收入", unit="元"),
    line(3, "上链率", unit="%"),
    line(4, "示范应用", unit="个", plan="song.pdf"),
    line(5, "示范应用", unit="个"),
)
HEAD = "项目编号,规划,指标,观测日期,观测值,单位,数据来源,佐证文件,备注\n"
DIGEST = "sha256:" + "0" * 64


@pytest.fixture
def read() -> Callable[..., Observed]:
    def one(text: str | bytes, entries: tuple[Entry, ...] = (), **options: object) -> Observed:
        data = text.encode() if isinstance(text, str) else text
        return read_observations(read_grids("values.csv", data), LINES, entries, TODAY, **options)  # type: ignore[arg-type]

    return one


def faults(observed: Observed) -> list[tuple[str, str]]:
    return [
        (finding.code, finding.place.label())
        for finding in observed.findings
        if finding.severity is not Severity.INFO
    ]


def test_rows_find_their_project_by_id_or_by_plan_and_indicator(read) -> None:
    observed = read(
        HEAD + "project-1,,,2026-06-30,41,家,统计局,,\n"
        ",,营业收入,2026年6月30日,61,亿元,税务局,,快报\n"
        ',song,示范应用,2026/6/30,"1,200",个,工信局,,\n'
        f"project-3,,上链率,2026.6.30,58.5%,,政务局,{DIGEST},\n"
    )
    assert faults(observed) == []
    assert observed.is_clean
    kept = [(entry.project, entry.observation.value, entry.observation.unit) for entry in observed.entries]
    assert kept == [
        ("project-1", 41, "家"),
        ("project-2", 6_100_000_000, "元"),
        ("project-4", 1200, "个"),
        ("project-3", Fraction(117, 2), "%"),
    ]
    assert observed.entries[1].note == "快报"
    assert observed.entries[3].observation.evidence == DIGEST
    assert {entry.observation.on for entry in observed.entries} == {date(2026, 6, 30)}


def test_english_heads_a_title_above_and_semicolons_are_read(read) -> None:
    observed = read(
        "Half-year report;;;;\nproject;date;value (final);unit;source;remark\nproject-1;2026-06-30;41;家;bureau;x\n"
    )
    assert faults(observed) == []
    assert len(observed.entries) == 1
    assert [finding.code for finding in observed.findings] == ["intake.unknown_column"]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ("project-9,,,2026-06-30,41,家,统计局,,", "intake.unknown_project", "A2"),
        ("project-1,,上链率,2026-06-30,41,家,统计局,,", "intake.unknown_project", "A2"),
        (",,没有的指标,2026-06-30,41,家,统计局,,", "intake.unknown_project", "C2"),
        (",,示范应用,2026-06-30,41,个,统计局,,", "intake.ambiguous_project", "C2"),
        (",,,2026-06-30,41,个,统计局,,", "intake.empty_cell", "A2"),
        ("project-1,,,,41,家,统计局,,", "intake.empty_cell", "D2"),
        ("project-1,,,2026年6月,41,家,统计局,,", "intake.bad_cell", "D2"),
        ("project-1,,,2026-02-30,41,家,统计局,,", "intake.bad_cell", "D2"),
        ("project-1,,,46203,41,家,统计局,,", "intake.bad_cell", "D2"),
        ("project-1,,,2026-12-31,41,家,统计局,,", "observation.future_dated", "D2"),
        ("project-1,,,2026-06-30,,家,统计局,,", "intake.empty_cell", "E2"),
        ("project-1,,,2026-06-30,约40,家,统计局,,", "intake.bad_cell", "E2"),
        ("project-1,,,2026-06-30,40-45,家,统计局,,", "intake.bad_cell", "E2"),
        ("project-1,,,2026-06-30,41个,家,统计局,,", "intake.bad_cell", "E2"),
        ("project-1,,,2026-06-30,41,,统计局,,", "intake.empty_cell", "F2"),
        ("project-1,,,2026-06-30,41,个,统计局,,", "observation.unit_mismatch", "F2"),
        ("project-2,,,2026-06-30,41,亿美元,统计局,,", "observation.unit_mismatch", "F2"),
        ("project-1,,,2026-06-30,41,家,,,", "intake.empty_cell", "G2"),
        ("project-3,,,2026-06-30,585,%,政务局,,", "observation.out_of_range", "E2"),
        ("project-1,,,2026-06-30,7,家,统计局,,", "observation.behind_baseline", "E2"),
        ("project-1,,,2026-06-30,41,家,统计局,统计表.pdf,", "intake.no_evidence_file", "H2"),
        ("project-1,,,2026-06-30,41,家,统计局,,,多出", "intake.beyond_head", "J2"),
        (",project-1,,,2026-06-30,41,家,统计局,", "intake.shifted_row", "A2"),
        (",,2026-06-30,41,家,统计局,,,", "intake.shifted_row", "A2"),
    ],
)
def test_every_fault_is_named_with_its_cell(read, row: str, code: str, cell: str) -> None:
    observed = read(HEAD + row + "\n")
    assert (code, f"values.csv!{cell}") in faults(observed)
    severe = code != "observation.behind_baseline"
    assert observed.is_clean is not severe
    assert len(observed.entries) == (not severe)
    for finding in observed.findings:
        for language in Language:
            assert "{" not in finding.message(language) + finding.advice(language)


def test_a_table_without_a_head_or_with_two_columns_of_one_meaning_is_refused(read) -> None:
    assert faults(read("甲,乙\n1,2\n")) == [("intake.no_head", "values.csv:1")]
    doubled = read("项目,日期,观测值,数值,单位,来源\nproject-1,2026-06-30,41,42,家,统计局\n")
    assert ("intake.repeated_column", "values.csv!D1") in faults(doubled)
    lacking = read("项目,日期,观测值\nproject-1,2026-06-30,41\n")
    assert [code for code, _ in faults(lacking)][:2] == ["intake.empty_cell", "intake.empty_cell"]
    assert not lacking.is_clean


def test_merged_cells_are_told_and_their_rows_not_taken() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "上半年"
    page.append(["云岭省上半年完成情况"])
    page.append(["项目编号", "观测日期", "观测值", "单位", "数据来源", "无关"])
    page.append(["project-1", date(2026, 6, 30), 41, "家", "统计局"])
    page.append(["project-3", date(2026, 6, 30), 58.5, "%", "政务局"])
    page.append(["project-5", None, 60, "个", "工信局"])
    page.append(["project-2", date(2026, 6, 30), "61亿", "元", "税务局"])
    page.merge_cells("A1:F1")
    page.merge_cells("B4:B5")
    out = io.BytesIO()
    book.save(out)
    observed = read_observations(read_grids("values.xlsx", out.getvalue()), LINES, (), TODAY)
    assert faults(observed) == [("intake.merged_cells", "values.xlsx[上半年]!B4")]
    assert [entry.project for entry in observed.entries] == ["project-1", "project-2"]
    assert not observed.is_clean


def on_record(number: int, value: int, project: str = "project-1") -> Entry:
    from liance.delivery.projects import Observation

    seen = Observation(date(2026, 6, 30), Fraction(value), "户", "统计局")
    return Entry(project, seen, "", datetime(2026, 7, 1, tzinfo=UTC), "甲", number)


def test_what_is_on_record_is_not_taken_twice_nor_changed_silently(read) -> None:
    row = HEAD + "project-1,,,2026-06-30,41,家,统计局,,\n"
    same = read(row, (on_record(7, 41),))
    assert (same.entries, same.recorded, same.is_clean) == ((), 1, True)
    other = read(row, (on_record(7, 40),))
    assert faults(other) == [("intake.contradicts_record", "values.csv!E2")]
    corrected = read(row, (on_record(7, 40),), correct="统计口径更正")
    assert corrected.is_clean
    assert corrected.replaced == {7: "统计口径更正"}
    assert len(corrected.entries) == 1


def test_two_rows_for_one_day_count_once_or_not_at_all(read) -> None:
    row = "project-1,,,2026-06-30,{},家,统计局,,\n"
    twice = read(HEAD + row.format(41) * 2)
    assert faults(twice) == [("observation.duplicate", "values.csv!E3")]
    assert len(twice.entries) == 1
    split = read(HEAD + row.format(41) + row.format(42))
    assert faults(split) == [("observation.conflicting", "values.csv!E3")]
    assert not split.is_clean


def test_owners_attributes_baselines_and_deadlines_are_settled_by_a_table() -> None:
    table = (
        "项目编号,责任单位,属性,基数,基期,期限,目标值\n"
        'project-1,省工信厅,约束性,"1,1",2023-12-31,,\n'
        "project-2,省财政厅,预期性,21亿元,2023年12月31日,,\n"
        "project-3,省大数据局,也许,,,,\n"
        "project-4,省科技厅,,,,2028-12-31,99\n"
        "project-5,省科技厅,,30,,,\n"
        "project-5,省教育厅,,,,,\n"
    )
    assigned = read_assignments(read_grids("owners.csv", table.encode()), LINES)
    assert [(one.code, one.place.label()) for one in assigned.findings] == [
        ("intake.bad_cell", "owners.csv!D2"),
        ("intake.bad_cell", "owners.csv!C4"),
        ("intake.not_waiting", "owners.csv!F5"),
        ("intake.contradicting_rows", "owners.csv!B7"),
    ]
    assert not assigned.is_clean
    assert assigned.settled["project-2"].baseline == 2_100_000_000
    assert assigned.settled["project-2"].binding is False
    assert assigned.settled["project-5"].owner == "省科技厅"


def test_a_deadline_settles_the_one_target_that_waits_for_it() -> None:
    waiting = (
        Aside(None, Op.EXACT, Fraction(90)),
        Aside(DUE, Op.EXACT, Fraction(50)),
        Aside(DUE, Op.EXACT, Fraction(60)),
    )
    project = line(9, "节点", asides=waiting, stages=()).promise
    assert settle_goal(project, None, None) == ()
    assert settle_goal(project, DUE, Fraction(60)) == ((DUE, 60),)
    assert settle_goal(project, date(2027, 12, 31), None) == ((date(2027, 12, 31), 90),)
    for due, goal in ((DUE, None), (DUE, Fraction(70)), (None, Fraction(60))):
        with pytest.raises(ValueError, match=r"waiting target|deadline"):
            settle_goal(project, due, goal)
    assert settle_goal(LINES[0].promise, DUE, Fraction(80)) == ()


def test_days_and_numbers_are_read_strictly() -> None:
    assert read_day("２０２６年６月３０日") == date(2026, 6, 30)
    assert [read_day(text) for text in ("2026", "2026-06", "2026-13-01", "30/06/2026", "六月")] == [None] * 5
    assert read_number("-3.5%") == (Fraction(-7, 2), "%")
    assert read_number("45亿") == (45, "亿")
    assert [read_number(text) for text in ("", "abc", "1,23", "≥5", "1e9", "9" * 19, "5家6")] == [None] * 7
