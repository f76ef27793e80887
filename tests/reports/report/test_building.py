"""The report says what the comparison holds, and every number in it leads back to its cells."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from tests.plans.comparison.samples import MEASURES, PACK, made_plan
from tests.reports.report.samples import FRAME, comparison, hostile_report, plans, report

from liance.core.language import Language
from liance.plans.comparison.comparing import compare
from liance.plans.comparison.model import RuleKind
from liance.reports.figures.model import NO_VALUE
from liance.reports.report import words
from liance.reports.report.building import build_report
from liance.reports.report.model import Bullets, FigureBlock, Paragraph, Report, Run, Table


def runs_of(made: Report) -> list[Run]:
    runs: list[Run] = []
    for block in made.blocks():
        match block:
            case Paragraph():
                runs += block.runs
            case Bullets():
                runs += [run for item in block.items for run in item]
            case Table():
                runs += [run for row in block.rows for cell in row for line in cell.lines for run in line]
            case FigureBlock():
                continue
    return runs


def table(made: Report, caption: str) -> Table:
    return next(block for block in made.blocks() if isinstance(block, Table) and caption in block.caption)


@pytest.mark.parametrize("language", list(Language))
def test_every_link_has_its_place_and_no_place_stands_twice(language: Language) -> None:
    made = report(language)
    assert made.links() <= made.anchors()
    anchors = [section.anchor for section in made.sections]
    for block in made.blocks():
        if isinstance(block, Table | FigureBlock):
            anchors.append(block.anchor)
        if isinstance(block, Table):
            anchors += [cell.anchor for row in block.rows for cell in row if cell.anchor]
    assert len(anchors) == len(set(anchors))


def test_all_parts_are_there_in_order() -> None:
    headings = [section.heading for section in report().sections if section.listed]
    assert headings == [
        "摘要", "一、方法", "二、规划文本", "三、评分标准", "四、结果", "（一）各项平均分", "（二）规划目标",
        "（三）各规划分类型得分", "（四）按级别比较", "（五）各规划各项得分", "（六）地区分布", "五、诊断",
        "（一）写得模糊的项目", "（二）近似的段落", "六、建议",
        "七、局限", "附录一　数字的来历", "附录二　各规划的得分与原文依据",
    ]  # fmt: skip
    labels = [block.label for block in report().blocks() if isinstance(block, Table) and block.label]
    assert labels == [f"表 {number}" for number in range(1, len(labels) + 1)]
    figures = [block.label for block in report().blocks() if isinstance(block, FigureBlock)]
    assert figures == [f"图 {number}" for number in range(1, len(figures) + 1)]
    assert len({figure.id for figure in report().figures()}) == len(figures)


def test_every_number_of_the_result_tables_is_a_link() -> None:
    for caption in (
        "各项与各类型",
        "各规划“规划目标”得分",
        "各规划分类型得分",
        "各组平均分",
        "各规划各项得分",
    ):
        for row in table(report(), caption).rows:
            for cell in row:
                for run in (run for line in cell.lines for run in line):
                    if re.fullmatch(r"[\d.–]+|—", run.text) and run.text != NO_VALUE:
                        assert run.link, (caption, run)


def test_what_a_number_is_made_of_gives_the_number_again() -> None:
    """The appendix alone suffices to recompute each mean of an item: its terms are the scores of the cells."""
    checked = 0
    for name, shown, exact, n, made_of in table(report(), "数字及其单元").rows:
        title = name.lines[0][0].text
        items = [measure.name.zh for measure in comparison().items]
        terms = [run for run in made_of.lines[0] if run.link]
        if "各规划等权" in title and any(f"· {item} ·" in title for item in items) and terms:
            scores = [Fraction(run.text.partition(":")[2]) for run in terms]
            mean = sum(scores, Fraction(0)) / len(scores)
            assert str(mean) == exact.lines[0][0].text
            assert str(len(scores)) == n.lines[0][0].text
            assert all(run.link.startswith("c_") for run in terms)
            assert shown.lines[0][0].text.replace(".", "").isdigit()
            checked += 1
    assert checked > 20


def test_each_cell_stands_in_the_appendix_with_its_quotes() -> None:
    cells = {
        cell.anchor: row
        for block in report().blocks()
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if cell.anchor.startswith("c_")
    }
    assert len(cells) == sum(len(plan.cells) for plan in comparison().plans)
    quote = cells["c_1_1"][2].lines[0]
    assert quote[0].text == "agoal"
    assert "第 1—2 字" in quote[1].text
    assert cells["c_2_3"][1].lines[0][0].text == NO_VALUE
    assert cells["c_2_3"][2].lines[0][0].text == "无法判断"
    assert cells["c_4_1"][2].lines[0][0].text == "未涉及"


def test_findings_have_cells_quotes_and_advice_told_once() -> None:
    text = "\n".join(run.text for run in runs_of(report()))
    assert "1. “技术攻关”普遍含糊" in text
    assert "全部 15 个单元" in text
    assert "攻关技术" in text
    assert "同样的话" in text
    advice = next(section for section in report().sections if section.anchor == "s_advice")
    bullets = next(block for block in advice.blocks if isinstance(block, Bullets))
    assert [[run.text for run in item] for item in bullets.items] == [["请列出攻关清单", "（1、2）"]]


def test_a_flood_of_findings_is_cut_and_said_to_be() -> None:
    many = replace(comparison(), rule_findings=comparison().rule_findings[:1] * 45)
    made = build_report(many, PACK.rubric, FRAME, Language.ZH)
    assert made.links() <= made.anchors()
    texts = [run.text for run in runs_of(made)]
    assert "此类另有 5 条，见电子表格（xlsx）。" in texts
    assert sum("普遍含糊" in text for text in texts) == 40


def test_every_kind_of_finding_has_a_heading() -> None:
    assert set(words.KINDS) == {kind.value for kind in RuleKind}


def test_an_english_report_holds_no_chinese_but_names_of_plans() -> None:
    made = report(Language.EN)
    own = {run.text for run in runs_of(made)} | {section.heading for section in made.sections}
    own |= {name for name, _ in made.facts} | {made.title, made.subtitle}
    own |= {column.name for block in made.blocks() if isinstance(block, Table) for column in block.columns}
    foreign = {plan.title for plan in comparison().plans} | {"区块链", "攻关技术", "同样的话"}
    foreign |= {region for plan in comparison().plans if (region := plan.region)}
    for text in own:
        for name in sorted(foreign, key=len, reverse=True):
            text = text.replace(name, "")  # noqa: PLW2901
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text.replace("\u3000", "")), text


def test_one_plan_one_level_and_no_plan_give_a_report_that_says_so() -> None:
    alone = compare(plans()[:1], MEASURES)
    made = build_report(alone, PACK.rubric, FRAME, Language.ZH)
    assert made.links() <= made.anchors()
    assert any("只有一份规划" in run.text for run in runs_of(made))
    assert "s_groups" not in made.anchors()
    level = build_report(compare(plans()[:2], MEASURES), PACK.rubric, FRAME, Language.ZH)
    assert "s_groups" not in level.anchors()
    assert any("同属一组" in run.text for run in runs_of(level))
    empty = build_report(compare([], MEASURES), PACK.rubric, FRAME, Language.ZH)
    assert empty.links() <= empty.anchors()
    assert empty.figures() == ()


def test_a_plan_without_any_score_shows_dashes_not_zeros() -> None:
    nothing = made_plan("x", (None,) * 9)
    made = build_report(compare([*plans(), nothing], MEASURES), PACK.rubric, FRAME, Language.ZH)
    row = table(made, "各规划各项得分").rows[5]
    assert [cell.lines[0][0].text for cell in row[2:]] == [NO_VALUE] * 9


def test_long_and_hostile_texts_stay_text() -> None:
    made = hostile_report()
    assert made.links() <= made.anchors()
    assert made.title.startswith("=1+1")


def test_title_and_office_are_printed_as_given() -> None:
    frame = replace(FRAME, office="某某研究室", date="2026年11月", title="评估")
    made = build_report(comparison(), PACK.rubric, frame, Language.ZH)
    assert made.title == "评估"
    assert ("编制单位", "某某研究室") in made.facts
    assert ("日期", "2026年11月") in made.facts
    assert report().title == "区块链规划文本量化评估报告"
    assert all(name != "日期" for name, _ in report().facts)


def test_many_plans_are_spread_over_figures_that_fit_a_page() -> None:
    many = [made_plan(f"p{number}", (number % 5,) * 9) for number in range(70)]
    made = build_report(compare(many, MEASURES), PACK.rubric, FRAME, Language.ZH)
    ids = [figure.id for figure in made.figures()]
    assert ids.count("cells-3") == 1
    assert len(set(ids)) == len(ids)
