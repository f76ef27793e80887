"""The delivery report: its words, its blocks, its JSON and sheets say the same of one board."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from liance.core.language import Language
from liance.core.quantities import Kind, Op
from liance.delivery.board import board_of
from liance.delivery.projects import Aside, Direction, Manner, Observation, Project, Stage, Verdict
from liance.delivery.proofs import KnownProofs, LedgerProof
from liance.delivery.records import Entry, Followed, PlanSource, Settled
from liance.reports.blocks import DataTable, Heading, TableCell
from liance.reports.blocks_docx import docx_report
from liance.reports.delivery_blocks import delivery_blocks
from liance.reports.delivery_report import (
    DeliveryReport,
    day_words,
    delivery_report,
    percent_words,
    report_data,
    report_sheets,
    value_words,
    why_words,
)
from liance.reports.spreadsheet import workbook_of

BASE, FIRST, SECOND = date(2023, 12, 31), date(2025, 12, 31), date(2028, 12, 31)
TODAY = date(2026, 6, 30)
DIGEST = "sha256:" + "a" * 64
PROVER = KnownProofs(
    {
        DIGEST: LedgerProof(
            DIGEST, "ledger.example/yun", "evidence/7", "org/stats", datetime(2026, 7, 1, tzinfo=UTC), 12
        )
    }
)


def line(number: int, indicator: str, **more: object) -> Followed:
    stages = (
        Stage(FIRST, Op.AT_LEAST, Fraction(30), None, "yun.docx", 10, 18, "达到30家"),
        Stage(SECOND, Op.AT_LEAST, Fraction(80), None, "yun.docx", 30, 38, "达到80家"),
    )
    known = {
        "manner": Manner.PATH,
        "direction": Direction.UP,
        "stages": stages,
        "baseline": Fraction(10),
        "baseline_on": BASE,
    }
    project = Project(f"project-{number}", indicator, "家", Kind.LEVEL, **known | more)  # type: ignore[arg-type]
    return Followed(
        PlanSource("yun.docx", "云岭省规划", "sha256:1", "2024-03-15"), project, Settled(owner="省工信厅")
    )


def entry(number: int, on: date, value: object, evidence: str | None = None) -> Entry:
    return Entry(f"project-{number}", Observation(on, Fraction(value), "家", "省统计局", evidence))  # type: ignore[arg-type]


LINES = [
    line(1, "规模以上企业"),
    line(2, "链主企业", binding=True),
    replace(
        line(
            3,
            "核心产业",
            stages=(),
            asides=(Aside(None, Op.EXACT, Fraction(9), None, "yun.docx", 50, 55, "9家企业"),),
        ),
        settled=Settled(),
    ),
    line(4, "孵化器", stages=(Stage(SECOND, Op.AT_LEAST, Fraction(5)),), baseline=Fraction(7)),
]
ENTRIES = [
    entry(1, FIRST, 31),
    entry(1, TODAY, Fraction(137, 3), DIGEST),
    entry(2, FIRST, 12),
    entry(2, TODAY, 13),
]


@pytest.fixture
def report() -> DeliveryReport:
    before = board_of(LINES[:2], ENTRIES[:1], date(2026, 1, 31))
    return delivery_report(board_of(LINES, ENTRIES, TODAY, PROVER), before)


@pytest.mark.parametrize("language", Language)
def test_every_part_is_laid_out_in_both_languages(report: DeliveryReport, language: Language) -> None:
    laid = delivery_blocks(report, language)
    heads = [block.text for block in laid.blocks if isinstance(block, Heading) and block.level == 1]
    assert len(heads) == 12
    for block in laid.blocks:
        if isinstance(block, DataTable):
            assert all(len(row) == len(block.heads) == len(block.widths) for row in block.rows)
    if language is Language.EN:
        chinese = [head for head in heads if any("\u4e00" <= sign <= "\u9fff" for sign in head)]
        assert chinese == []
    assert delivery_blocks(report, language, "上半年报告").title == "上半年报告"


def tables(report: DeliveryReport) -> dict[str, DataTable]:
    laid = delivery_blocks(report, Language.ZH)
    return {block.caption: block for block in laid.blocks if isinstance(block, DataTable)}


def test_the_stage_table_shows_each_stage_and_how_it_came_out(report: DeliveryReport) -> None:
    table = tables(report)["云岭省规划：阶段目标与进度"]
    assert table.heads[4:6] == ("2025年目标", "2028年目标")
    rows = {row[0]: row for row in table.rows}
    assert rows["规模以上企业"][4] == TableCell("≥30家：达到预期进度", "on_track")
    assert rows["规模以上企业"][6] == "45.67家（2026年6月30日）"
    assert rows["规模以上企业"][7:] == ("51%", TableCell("达到预期进度", "on_track"), "链上可证")
    assert rows["链主企业"][4] == TableCell("≥30家：预警", "warning")
    assert rows["核心产业"][4] == "—"


def test_proved_and_self_reported_stand_beside_each_other(report: DeliveryReport) -> None:
    rows = {row[0]: row for row in tables(report)["已证明与自报对照"].rows}
    assert rows["规模以上企业"][4] == TableCell("达到预期进度", "on_track")
    assert rows["规模以上企业"][6] == "ledger.example/yun evidence/7"
    assert rows["链主企业"][4:] == ("—", "自报", "—")


def test_the_warning_table_names_owner_and_rule(report: DeliveryReport) -> None:
    first = tables(report)["预警清单"].rows[0]
    assert first[:4] == ("链主企业", "云岭省规划", "约束性", "省工信厅")
    assert first[8] == TableCell("到期未实现、预警", "warning")


def test_the_json_is_exact_and_complete(report: DeliveryReport) -> None:
    data = json.loads(json.dumps(report_data(report, Language.ZH)))
    assert data["as_of"] == "2026-06-30"
    assert data["since"] == "2026-01-31"
    assert data["tally"]["total"] == 4
    lines = {one["indicator"]: one for one in data["lines"]}
    assert lines["规模以上企业"]["observation"]["value"] == "137/3"
    assert lines["规模以上企业"]["proof"]["record"] == "evidence/7"
    assert lines["核心产业"]["waiting"][0]["quote"] == "9家企业"
    assert [one["code"] for one in data["findings"]][:1] == ["project.goal_behind_baseline"]
    assert {one["kind"] for one in data["changes"]} >= {"added", "value", "verdict"}
    assert {one["key"] for one in data["by_owner"]} == {"省工信厅", None}


def test_the_workbook_holds_the_same_numbers(report: DeliveryReport) -> None:
    book = load_workbook(io.BytesIO(workbook_of(report_sheets(report, Language.ZH))))
    assert book.sheetnames == ["项目", "阶段目标", "预警清单", "责任单位", "年度", "变化", "数据问题"]
    page = book["项目"]
    heads = [cell.value for cell in page[1]]
    rows = [dict(zip(heads, [cell.value for cell in row], strict=True)) for row in page.iter_rows(min_row=2)]
    by_name = {row["指标"]: row for row in rows}
    assert by_name["规模以上企业"]["最新值"] == "137/3"
    assert by_name["链主企业"]["最新值"] == 13
    assert by_name["链主企业"]["状态"] == "预警"
    assert by_name["核心产业"]["目标值"] == 9
    assert page.freeze_panes == "A2"
    english = report_sheets(report, Language.EN)
    assert english[0].heads[0] == "project"


def test_words_round_half_up_and_keep_exact_values() -> None:
    assert day_words(SECOND, Language.ZH) == "2028年"
    assert day_words(TODAY, Language.EN) == "2026-06-30"
    assert day_words(None, Language.ZH) == "—"
    assert value_words(Fraction(1, 3), "家", Language.ZH) == "0.33家"
    assert value_words(Fraction(45 * 10**8), "元", Language.ZH) == "45亿元"
    assert percent_words(Fraction(1, 200)) == "1%"
    assert percent_words(None) == "—"


def test_why_says_what_the_rule_says(report: DeliveryReport) -> None:
    by_name = {one.project.indicator: one for one in report.board.lines}
    bad = by_name["链主企业"]
    assert bad.verdict is Verdict.WARNING
    assert why_words(bad.status, bad, Language.ZH).startswith("序时进度：时间过")
    assert why_words(None, by_name["核心产业"], Language.ZH) == "目标没有期限或相互矛盾，待核定"


@pytest.mark.slow
def test_the_word_file_opens_in_libreoffice_without_repair(report: DeliveryReport, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office is not None, "LibreOffice is needed: bash scripts/system_packages.sh"
    path = tmp_path / "report.docx"
    path.write_bytes(docx_report(delivery_blocks(report, Language.ZH), TODAY, Language.ZH))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "规划目标落实情况报告" in text
    assert "到期未实现、预警" in text
    assert Document(str(path)).tables
