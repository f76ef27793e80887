"""Tables that a copied text only shows, and rows that do not fit their head."""

from __future__ import annotations

import pytest

from liance.delivery.targets import find_targets
from liance.delivery.targets.grids import find_grids


def _shown(outline, grid):
    return [[outline.document.quote(cell).strip() for cell in row] for row in grid.rows]


@pytest.mark.parametrize(
    "table",
    [
        "指标\t2020年\t2025年\n企业数\t10\t50",
        "| 指标 | 2020年 | 2025年 |\n|---|---|---|\n| 企业数 | 10 | 50 |",
    ],
)
def test_tabs_and_bars_part_cells(outline_of, table):
    outline = outline_of(f"一、目标\n主要指标如下。\n{table}\n二、任务\n推进建设。\n")
    (grid,) = find_grids(outline)
    assert _shown(outline, grid) == [["指标", "2020年", "2025年"], ["企业数", "10", "50"]]


def test_one_cell_a_line_is_a_table_behind_its_number(outline_of):
    cells = ["序号", "指标", "2020年", "2025年", "1", "企业数", "10", "50", "2", "平台数", "1", "3"]
    outline = outline_of("一、目标\n" + "\n".join(cells) + "\n二、任务\n推进建设。\n")
    (grid,) = find_grids(outline)
    assert _shown(outline, grid)[1:] == [["1", "企业数", "10", "50"], ["2", "平台数", "1", "3"]]


def test_lines_without_numbers_in_order_are_no_table(outline_of):
    cells = ["序号", "指标", "2025年", "1", "企业数", "50", "3", "平台数", "3"]
    outline = outline_of("一、目标\n" + "\n".join(cells) + "\n")
    (grid,) = find_grids(outline)
    assert len(grid.rows) == 2


HEAD = "<tr><td>类别</td><td>指标</td><td>单位</td><td>2020年</td><td>2025年</td></tr>"


def _findings(outline_of, rows):
    page = f"<html><body><p>一、目标</p><table>{HEAD}{rows}</table></body></html>"
    targets, findings = find_targets(outline_of(page, "plan.html"))
    return [(target.indicator, target.value) for target in targets], [item.code for item in findings]


def test_a_cell_merged_over_rows_moves_the_rest_into_place(outline_of):
    rows = (
        "<tr><td>企业</td><td>骨干企业</td><td>家</td><td>10</td><td>50</td></tr>"
        "<tr><td>上市企业</td><td>家</td><td>1</td><td>3</td></tr>"
    )
    assert _findings(outline_of, rows) == ([("骨干企业", 50), ("上市企业", 3)], [])


@pytest.mark.parametrize(
    "row",
    [
        "<tr><td>平台</td><td>10</td><td>个</td><td>公共平台</td><td>30</td></tr>",
        "<tr><td>平台</td><td>公共平台</td><td>10</td><td>个</td><td>30</td></tr>",
        "<tr><td>平台</td><td>公共平台</td><td>个</td><td>10</td></tr>",
    ],
    ids=["name moved", "unit moved", "cell lost"],
)
def test_a_shifted_row_is_a_finding_and_gives_no_target(outline_of, row):
    good = "<tr><td>企业</td><td>骨干企业</td><td>家</td><td>10</td><td>50</td></tr>"
    assert _findings(outline_of, good + row) == ([("骨干企业", 50)], ["target.table_row"])


def test_a_second_line_of_years_belongs_to_the_head(outline_of):
    page = (
        "<html><body><p>一、目标</p><table><tr><td>指标</td><td>单位</td><td>现状值</td><td>目标值</td><td>目标值</td></tr>"
        "<tr><td></td><td></td><td>2022年</td><td>2025年</td><td>2030年</td></tr>"
        "<tr><td>骨干企业</td><td>家</td><td>10</td><td>50</td><td>90</td></tr></table></body></html>"
    )
    targets, _ = find_targets(outline_of(page, "plan.html"))
    assert [(target.value, target.year, target.baseline) for target in targets] == [
        (50, 2025, "10"),
        (90, 2030, "10"),
    ]
