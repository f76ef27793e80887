"""The workbook holds every number and cell; nothing in it is a formula."""

from __future__ import annotations

import io

from openpyxl import load_workbook
from tests.reports.report.samples import comparison, hostile_report, report

from liance.core.language import Language
from liance.plans.comparison.model import Weighting
from liance.reports.report.sheets import xlsx_bytes


def test_numbers_and_cells_are_all_there() -> None:
    book = load_workbook(io.BytesIO(xlsx_bytes(comparison(), report(), Language.ZH)))
    assert book.sheetnames == ["说明", "规划", "得分", "均值", "份数", "检验", "诊断", "单元与依据"]
    means = list(book["均值"].iter_rows(min_row=2, values_only=True))
    assert len(means) == len(comparison().means)
    first = comparison().mean("goal", "", Weighting.EQUAL_PLANS)
    row = next(
        row for row in means if row[0] == "全部规划" and row[1] == "规划目标" and "各规划" in str(row[2])
    )
    assert first.value is not None
    assert row[3] == float(first.value)
    assert row[4] == str(first.value)
    scores = list(book["得分"].iter_rows(min_row=2))
    assert scores[1][5].value is None, "a cell without a score stays empty"
    link = scores[0][3].hyperlink
    assert link is not None
    assert link.location == "'单元与依据'!A2"
    assert len(list(book["检验"].iter_rows(min_row=2))) == len(comparison().tests)
    assert book["诊断"]["D2"].value == "“技术攻关”普遍含糊"


def test_english_heads_and_the_same_bytes() -> None:
    made = report(Language.EN)
    first = xlsx_bytes(comparison(), made, Language.EN)
    assert first == xlsx_bytes(comparison(), made, Language.EN)
    assert load_workbook(io.BytesIO(first)).sheetnames[0] == "About"


def test_a_title_that_looks_like_a_formula_is_text() -> None:
    book = load_workbook(io.BytesIO(xlsx_bytes(comparison(), hostile_report(), Language.ZH)))
    cell = book["说明"]["B2"]
    assert str(cell.value).startswith("=1+1")
    assert cell.data_type == "s"
