"""Outlines of short plans written for these tests."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.language import Language
from liance.core.spans import Span
from liance.plans.documents.model import Document, Metadata, Table
from liance.plans.outline_measure import HeadingLabel, measure_outline
from liance.plans.structure import Heading, Outline, Role, StatementKind, outline
from liance.plans.structure.checks import MAX_LISTED
from liance.plans.structure.entries import lines_of
from liance.plans.structure.headings import find_headings
from liance.plans.structure.marks import Mark, chinese_number, read_mark
from liance.plans.structure.roles import Part, assign_roles

PLAN = """示例市区块链产业发展行动计划（2021—2023年）

为落实上级部署，结合我市实际，制定本计划。

一、总体要求

（一）指导思想。坚持新发展理念，服务实体经济。

（二）基本原则

政府引导。发挥规划作用。

市场主导。发挥企业作用。

（三）主要目标。到2023年，建成3个示范园区；培育企业50家。

——技术创新取得突破。形成核心专利30件。

二、重点任务

（一）攻关关键技术。

1.突破共识算法。支持高校研究。（市科技局负责）

2.突破“跨链；互操作”技术。形成产品。

专栏1：重点技术

    共识算法。提高吞吐量。

    智能合约。提高安全性。

（二）培育应用场景

3﹒政务服务。推进数据共享。

三、保障措施

（一）加强组织领导。建立协调机制。

（二）完善考核。按年评估。
"""


def document(
    text: str,
    tables: tuple[Table, ...] = (),
    metadata: Metadata | None = None,
    front_matter: Span | None = None,
) -> Document:
    known = metadata or Metadata()
    return Document(
        "plan.txt", "sha256:0", "txt", text, tables=tables, metadata=known, front_matter=front_matter
    )


def outline_of(text: str) -> Outline:
    return outline(document(text))


def told(text: str) -> list[tuple[int, str, str]]:
    """Return level, role and text of every heading."""
    return [(heading.level, heading.role.value, heading.text) for heading in outline_of(text).headings]


def levels(text: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in outline_of(text).headings]


def codes(text: str) -> list[str]:
    return [finding.code for finding in outline_of(text).findings]


class TestHeadings:
    def test_levels_roles_and_ends_of_run_in_headings(self) -> None:
        assert told(PLAN) == [
            (1, "principle", "一、总体要求"),
            (2, "principle", "（一）指导思想"),
            (2, "principle", "（二）基本原则"),
            (2, "goal", "（三）主要目标"),
            (1, "task", "二、重点任务"),
            (2, "task", "（一）攻关关键技术"),
            (3, "task", "1.突破共识算法"),
            (3, "task", "2.突破“跨链；互操作”技术"),
            (2, "task", "（二）培育应用场景"),
            (3, "task", "3﹒政务服务"),
            (1, "safeguard", "三、保障措施"),
            (2, "safeguard", "（一）加强组织领导"),
            (2, "safeguard", "（二）完善考核"),
        ]

    def test_heading_text_is_what_the_document_quotes(self) -> None:
        made = outline_of(PLAN)
        assert all(made.document.quote(heading.span) == heading.text for heading in made.headings)

    @pytest.mark.parametrize(
        ("line", "mark"),
        [
            ("第一章 总则", Mark("章", 1, 3)),
            ("第二节　发展目标".replace("　", " "), Mark("节", 2, 3)),
            ("第十二条 本办法自发布之日起施行。", Mark("条", 12, 4)),
            ("第三部分 任务", Mark("篇", 3, 4)),
            ("十一、强化保障", Mark("一、", 11, 3)),
            ("（二十一）加大支持", Mark("（一）", 21, 5)),
            ("(三) 目标愿景", Mark("（一）", 3, 4)),
            ("1.完善网络", Mark("1.", 1, 2)),
            ("12﹒培育企业", Mark("1.", 12, 3)),
            ("3、提升能力", Mark("1.", 3, 2)),
            ("2．健全制度", Mark("1.", 2, 2)),
            ("4.2025年底前建成平台", Mark("1.", 4, 2)),
            ("1.5G基站建设", Mark("1.", 1, 2)),
            ("（7）推动升级", Mark("（1）", 7, 3)),
            ("⑵推动升级", Mark("（1）", 2, 1)),
            ("③推动升级", Mark("①", 3, 1)),
            ("2)推动升级", Mark("1）", 2, 2)),
            ("3.1 总体分析", Mark("1.1", 1, 4)),
            ("3.1.2 具体分析", Mark("1.1.1", 2, 6)),
            ("2 研究设计", Mark("1 ", 2, 2)),
        ],
    )
    def test_marks(self, line: str, mark: Mark) -> None:
        assert read_mark(line) == mark

    @pytest.mark.parametrize(
        "line",
        [
            "2019年5月17日",
            "3.5亿元以上",
            "1.5万个基站",
            "一、二、三产业融合发展",
            "第一条产业链建成投产",
            "第一，加强领导",
            "一是加强领导",
            "1.",
            "2. Electronic Commerce Laboratory",
            "——产业规模壮大",
            "100家企业",
            "",
        ],
    )
    def test_lines_that_only_look_numbered(self, line: str) -> None:
        assert read_mark(line) is None

    def test_level_follows_the_document_not_the_mark(self) -> None:
        assert levels("1.总体要求\n（1）指导思想\n①要点甲\n2.任务") == [
            (1, "1.总体要求"),
            (2, "（1）指导思想"),
            (3, "①要点甲"),
            (1, "2.任务"),
        ]
        assert levels("第一章 总则\n第一节 目标\n一、甲项\n第二章 任务") == [
            (1, "第一章 总则"),
            (2, "第一节 目标"),
            (3, "一、甲项"),
            (1, "第二章 任务"),
        ]

    def test_unusual_nesting_is_learnt_from_the_series(self) -> None:
        text = "1.甲项\n（一）甲一\n（二）甲二\n2.乙项\n（一）乙一\n3.丙项"
        assert [level for level, _ in levels(text)] == [1, 2, 2, 1, 2, 1]

    def test_a_list_before_the_first_part_does_not_hold_the_parts(self) -> None:
        text = "1.甲项\n2.乙项\n一、总体要求\n（一）目标\n1.丙项\n二、任务"
        assert levels(text)[2:] == [(1, "一、总体要求"), (2, "（一）目标"), (3, "1.丙项"), (1, "二、任务")]

    def test_a_mark_seen_before_returns_to_its_level(self) -> None:
        text = "一、任务\n（一）甲项\n1.子项\n二、保障措施\n1.加强领导\n2.加强考核"
        assert [level for level, _ in levels(text)] == [1, 2, 3, 1, 3, 3]

    def test_colon_and_wide_space_end_a_short_run_in_heading(self) -> None:
        assert [
            heading.text
            for heading in outline_of("一、总体目标：到2025年建成园区。\n二、任务  推进应用。").headings
        ] == [
            "一、总体目标",
            "二、任务",
        ]

    def test_markdown_marks_give_way_to_numbers(self) -> None:
        text = (
            "# 研究报告\n\n## 一、现状\n\n### (一) 基础\n\n#### 1. 技术\n\n"
            "## (二) 差距\n\n### 二、目标\n\n## 参考文献\n"
        )
        assert levels(text)[:5] == [
            (1, "一、现状"),
            (2, "(一) 基础"),
            (3, "1. 技术"),
            (2, "(二) 差距"),
            (1, "二、目标"),
        ]
        made = outline_of(text)
        assert made.headings[-1].role is Role.OTHER
        assert made.shown(made.statements[0]) == "# 研究报告"
        assert made.statements[0].kind is StatementKind.TITLE

    def test_markdown_without_numbers_nests_by_its_depth(self) -> None:
        text = "# 计划\n## 总体要求\n### 主要目标\n到2025年建成。\n## 重点任务\n## **保障措施**"
        assert told(text) == [
            (1, "principle", "总体要求"),
            (2, "goal", "主要目标"),
            (1, "task", "重点任务"),
            (1, "safeguard", "保障措施"),
        ]

    def test_decimals_nest_under_whole_numbers_and_table_rows_do_not_count(self) -> None:
        text = (
            "1 文献综述\n正文。\n2 研究设计\n3 明确重点产业\n2.1 目的\n2.2 方法\n"
            "3 结果分析\n3.1 总体\n4 提出清单，明确方向\n"
        )
        assert levels(text) == [
            (1, "1 文献综述"),
            (1, "2 研究设计"),
            (2, "2.1 目的"),
            (2, "2.2 方法"),
            (1, "3 结果分析"),
            (2, "3.1 总体"),
        ]

    def test_contents_and_annex_lists_are_no_headings(self) -> None:
        text = (
            "目  录\n一、总体要求……1\n（一）目标……2\n二、保障措施……9\n"
            "一、总体要求\n（一）目标\n到2025年建成。\n二、保障措施\n加强领导。\n"
            "附件：1.任务分工表\n2.指标表\n"
        )
        assert levels(text) == [(1, "一、总体要求"), (2, "（一）目标"), (1, "二、保障措施")]

    def test_contents_without_page_numbers(self) -> None:
        text = "目录\n第一章 发展基础\n第二章 任务\n第一章 发展基础\n正文。\n第二章 任务\n正文。"
        assert levels(text) == [(1, "第一章 发展基础"), (1, "第二章 任务")]

    def test_numbered_items_of_an_inset_are_items(self) -> None:
        text = (
            "一、任务\n（一）工程\n专栏2 重大工程\n1.甲工程。建设平台。\n2.乙工程。建设园区。\n"
            "（二）应用\n1.政务。推进共享。"
        )
        made = outline_of(text)
        assert [heading.text for heading in made.headings] == [
            "一、任务",
            "（一）工程",
            "（二）应用",
            "1.政务",
        ]
        boxed = [(statement.kind, made.shown(statement)) for statement in made.statements if statement.box]
        assert boxed[0] == (StatementKind.TITLE, "专栏2 重大工程")
        assert boxed[1] == (StatementKind.ITEM, "1.甲工程。")

    def test_headings_inside_tables_do_not_count(self) -> None:
        text = "一、任务\n序号\t内容\n1.\t甲项\n二、保障措施\n"
        start = text.index("序号")
        end = text.index("二、")
        cells = []
        for row in text[start:end].splitlines():
            at = text.index(row)
            left, right = row.split("\t")
            cells.append((Span(at, at + len(left)), Span(at + len(left) + 1, at + len(row))))
            assert text[cells[-1][1].start : cells[-1][1].end] == right
        made = outline(document(text, tables=(Table(Span(start, end), tuple(cells)),)))
        assert [heading.text for heading in made.headings] == ["一、任务", "二、保障措施"]
        shown = [made.shown(s) for s in made.statements if s.kind is StatementKind.CELL]
        assert shown == ["序号", "内容", "1.", "甲项"]


class TestLostNumbers:
    def test_first_of_a_run_in_series(self) -> None:
        text = (
            "一、任务\n实施培育工程。支持企业发展。\n1.甲项。做好。\n"
            "（二）实施应用工程。开放场景。\n2.乙项。做好。"
        )
        assert levels(text) == [
            (1, "一、任务"),
            (2, "实施培育工程"),
            (3, "1.甲项"),
            (2, "（二）实施应用工程"),
            (3, "2.乙项"),
        ]
        assert codes(text) == ["outline.lost_number"]

    def test_one_in_the_middle_of_bare_lines(self) -> None:
        text = "一、总体要求\n正文一句话。\n重点任务\n正文一句话。\n三、保障措施\n正文一句话。"
        assert told(text)[1] == (1, "task", "重点任务")

    def test_first_of_the_top_series_needs_a_role_word(self) -> None:
        assert levels("某市计划\n总体要求\n正文。\n二、重点任务\n正文。")[0] == (1, "总体要求")
        assert levels("某市计划\n甲乙丙丁\n正文。\n二、重点任务\n正文。")[0] == (1, "二、重点任务")

    def test_restart_behind_a_bare_line(self) -> None:
        text = "一、任务\n（一）甲项\n正文。\n（二）乙项\n正文。\n保障措施\n（一）加强领导\n正文。"
        assert told(text)[3:] == [(1, "safeguard", "保障措施"), (2, "safeguard", "（一）加强领导")]

    def test_first_of_a_series_that_runs_on_through_the_parts(self) -> None:
        text = (
            "一、甲部\n（一）甲项。做好。\n（二）乙项。做好。\n二、乙部\n推进丙项。做好。\n（四）丁项。做好。"
        )
        assert levels(text)[4] == (2, "推进丙项")

    def test_last_paragraph_of_a_run_in_list(self) -> None:
        text = "一、任务\n（一）甲项。做好。\n（二）乙项。做好。\n推进丙项。做好。\n二、保障措施\n加强领导。"
        assert levels(text)[3] == (2, "推进丙项")
        assert len(levels(text.replace("推进丙项。", "推进丙项，"))) == 4
        assert len(levels(text.replace("\n二、", "\n还有丁项。做好。\n二、"))) == 4

    def test_plain_name_goes_on_with_the_series_of_its_level(self) -> None:
        text = (
            "一、总体要求\n（一）指导思想\n坚持发展。\n发展目标\n建成。\n二、任务\n做好。\n保障措施\n加强。"
        )
        assert told(text) == [
            (1, "principle", "一、总体要求"),
            (2, "principle", "（一）指导思想"),
            (2, "goal", "发展目标"),
            (1, "task", "二、任务"),
            (1, "safeguard", "保障措施"),
        ]

    def test_lines_of_an_inset_are_never_taken(self) -> None:
        text = "一、任务\n（一）甲项\n专栏1 工程\n重点任务\n建设平台。\n（三）乙项\n做好。"
        assert len(levels(text)) == 3

    def test_two_that_could_be_it_are_left_alone(self) -> None:
        text = "一、总体要求\n正文。\n甲项内容\n正文。\n乙项内容\n正文。\n三、保障措施\n正文。"
        assert len(levels(text)) == 2
        assert codes(text) == ["outline.numbering_gap"]

    def test_bare_lines_open_sections_but_are_no_headings(self) -> None:
        text = "一、总体要求\n指导思想\n坚持发展。\n主要目标\n建成园区。\n二、重点任务\n推进应用。"
        made = outline_of(text)
        assert len(made.headings) == 2
        roles = {made.shown(s): made.role_of(s) for s in made.statements}
        assert roles["坚持发展。"] is Role.PRINCIPLE
        assert roles["建成园区。"] is Role.GOAL
        assert roles["推进应用。"] is Role.TASK

    def test_a_plan_that_lost_every_number_keeps_its_parts(self) -> None:
        text = "总体要求\n坚持发展。\n发展目标\n建成园区。\n重点任务\n推进应用。\n保障措施\n加强领导。"
        assert [role for _, role, _ in told(text)] == ["principle", "goal", "task", "safeguard"]
        assert codes(text) == ["outline.no_headings"]


MARKS = {
    "章": [f"第{n}章 " for n in "一二三"],
    "一、": [f"{n}、" for n in "一二三"],
    "（一）": [f"（{n}）" for n in "一二三"],
    "1.": ["1.", "2.", "3."],
    "（1）": ["（1）", "（2）", "（3）"],
    "①": ["①", "②", "③"],
}


def small_trees() -> list[tuple[int, ...]]:
    """Return the depths of all trees of up to five headings and depth three, no level skipped."""
    trees: list[tuple[int, ...]] = []
    for size in range(1, 6):
        for depths in itertools.product((1, 2, 3), repeat=size):
            fits = depths[0] == 1 and all(b <= a + 1 for a, b in itertools.pairwise(depths))
            if fits and max(depths.count(d) for d in depths) <= 3:
                trees.append(depths)
    return trees


@pytest.mark.parametrize("kinds", list(itertools.combinations(MARKS, 3)), ids="".join)
def test_every_small_tree_in_the_usual_order_is_read_back(kinds: tuple[str, ...]) -> None:
    for depths in small_trees():
        counts = [0, 0, 0, 0]
        rows = []
        for depth in depths:
            counts[depth] += 1
            counts[depth + 1 :] = [0] * (3 - depth)
            rows.append(f"{MARKS[kinds[depth - 1]][counts[depth] - 1]}甲乙项。做好这件事。")
        assert tuple(level for level, _ in levels("\n".join(rows))) == depths, rows


@pytest.mark.parametrize(
    ("titles", "roles"),
    [
        ("发展基础 总体要求 重点任务 保障措施", "background principle task safeguard"),
        ("充分认识试点的重要意义 发展目标 加快转型 加大组织保障力度", "background goal task safeguard"),
        ("总体要求 健全安全保障 完善体制机制 保障措施", "principle task task safeguard"),
        ("工作目标 工作任务 工作步骤 工作要求", "goal task task safeguard"),
        (
            "指导思想 主要目标 产业布局 政策措施 组织实施 附则",
            "principle goal task safeguard safeguard other",
        ),
        ("总体要求 主要措施", "principle task"),
        ("背景意义 目标任务 重点工作 组织保障", "background goal task safeguard"),
        ("加大创新支持 支持企业做强 附则", "task task other"),
        ("总体要求和基本目标 重点内容 保障措施 名词解释", "goal task safeguard other"),
        ("总体要求 重点任务 政策保障 进度安排", "principle task safeguard safeguard"),
    ],
)
def test_roles_of_the_top_parts(titles: str, roles: str) -> None:
    parts = [Part(title, "", None) for title in titles.split()]
    assert [role.value for role in assign_roles(parts)] == roles.split()


def test_inner_parts_speak_for_themselves_only_where_they_are_plain() -> None:
    inner = [
        Part("总体要求", "", None),
        Part("坚持目标明确", "", 0),
        Part("统筹布局", "", 0),
        Part("分阶段发展目标", "", 0),
        Part("重点任务", "", None),
        Part("增强安全保障能力", "", 4),
        Part("建设目标", "", 4),
        Part("保障措施", "", None),
        Part("明确发展目标", "", 7),
    ]
    said = [role.value for role in assign_roles(inner)]
    assert said == [*["principle"] * 3, "goal", "task", "task", "goal", "safeguard", "safeguard"]


def test_general_part_with_dated_aims_is_the_goal_where_no_heading_names_one() -> None:
    assert told("一、总体要求\n坚持发展。到2025年，建成园区。\n二、任务\n做好。")[0][1] == "goal"
    assert told("一、总体要求\n坚持发展。\n二、任务\n做好。")[0][1] == "principle"


def test_an_annex_with_its_own_parts_is_read_as_a_text_of_its_own() -> None:
    text = "一、总体要求\n坚持。\n二、保障措施\n加强。\n附件\n一、发展现状\n良好。\n二、重点任务\n推进。"
    assert [role for _, role, _ in told(text)] == ["principle", "safeguard", "background", "task"]


class TestStatements:
    def test_kinds_boxes_and_sections(self) -> None:
        made = outline_of(PLAN)
        shown = {made.shown(statement): statement for statement in made.statements}
        assert shown["示例市区块链产业发展行动计划（2021—2023年）"].kind is StatementKind.TITLE
        assert shown["（一）指导思想。"].kind is StatementKind.HEADING
        assert shown["坚持新发展理念，服务实体经济。"].kind is StatementKind.SENTENCE
        assert shown["到2023年，建成3个示范园区；"].kind is StatementKind.SENTENCE
        assert shown["——技术创新取得突破。"].kind is StatementKind.ITEM
        assert shown["形成核心专利30件。"].kind is StatementKind.ITEM
        assert shown["提高吞吐量。"].box == "专栏1：重点技术"
        assert shown["推进数据共享。"].box is None
        assert made.role_of(shown["形成核心专利30件。"]) is Role.GOAL
        assert made.role_of(shown["为落实上级部署，结合我市实际，制定本计划。"]) is Role.BACKGROUND

    @pytest.mark.parametrize(
        ("paragraph", "cut"),
        [
            ("增长3.5%。达到1.2万家！", ["增长3.5%。", "达到1.2万家！"]),
            ("落实《意见；办法。》要求；推进。", ["落实《意见；办法。》要求；", "推进。"]),
            ("他说：“要快。”各地响应。", ["他说：“要快。”", "各地响应。"]),
            ('实施“东数西算"工程。建设“园区”。', ['实施“东数西算"工程。', "建设“园区”。"]),
            ("建成。（牵头：甲局；责任：乙局）", ["建成。", "（牵头：甲局；责任：乙局）"]),
            ("包括：①平台②园区。", ["包括：", "①平台", "②园区。"]),
            ("目标是：1.建平台。2.建园区。", ["目标是：", "1.建平台。", "2.建园区。"]),
            ("一是建平台；二是建园区。", ["一是建平台；", "二是建园区。"]),
            ("没有句号", ["没有句号"]),
            ("真的吗？！是的……", ["真的吗？！", "是的……"]),
        ],
    )
    def test_cuts(self, paragraph: str, cut: list[str]) -> None:
        made = outline_of("一、任务\n" + paragraph)
        assert [made.shown(statement) for statement in made.statements[1:]] == cut

    def test_run_on_items(self) -> None:
        made = outline_of("一、任务\n包括：①平台②园区。")
        kinds = [statement.kind for statement in made.statements[1:]]
        assert kinds == [StatementKind.SENTENCE, StatementKind.ITEM, StatementKind.ITEM]

    def test_news_headline_addressee_and_title_in_two_lines(self) -> None:
        def titles(text: str) -> list[str]:
            made = outline_of(text)
            return [made.shown(s) for s in made.statements if s.kind is StatementKind.TITLE]

        assert titles("多地出台区块链政策\n日前，某地出台政策。") == ["多地出台区块链政策"]
        assert titles("各县（市）人民政府：\n现提出意见。\n一、目标\n做好。") == []
        assert titles("某市人民政府\n关于发展产业的意见\n某政发〔2020〕1号\n一、目标") == [
            "某市人民政府",
            "关于发展产业的意见",
        ]

    def test_title_that_is_known_already(self) -> None:
        made = outline(document("某部门\n某某工作要点\n一、目标\n", metadata=Metadata(title="某某工作要点")))
        assert made.shown(next(s for s in made.statements if s.kind is StatementKind.TITLE)) == "某某工作要点"

    def test_front_matter_is_no_part_of_the_plan(self) -> None:
        text = "---\ntitle: 甲\n---\n一、目标\n建成。"
        made = outline(document(text, front_matter=Span(0, text.index("一、"))))
        assert made.shown(made.statements[0]) == "一、目标"


LINES = st.sampled_from(
    [
        "一、总体要求",
        "二、重点任务",
        "（一）指导思想。坚持发展；加快转型。",
        "（二）攻关",
        "1.突破技术。形成产品（首台；套）。",
        "２．推广应用",
        "专栏1：工程",
        "——规模壮大。达到５０家。",
        "保障措施",
        "目录",
        "附件：1.分工表",
        "## 主要目标",
        "包括①平台；②园区",
        "“未闭合的引号。继续",
        "0402年建成，3.5亿元。",
        "",
        "　　",
    ]
)
TEXTS = st.one_of(
    st.lists(LINES, max_size=14).map("\n".join),
    st.text(alphabet="一二1２.、（）()。；：“”《》①②专栏目录附件第章节#* \n　—年", max_size=60),
)


@given(TEXTS)
def test_every_character_belongs_to_exactly_one_statement_in_order(text: str) -> None:
    made = outline_of(text)
    covered = [0] * len(made.view.text)
    last = 0
    for statement in made.statements:
        assert last <= statement.view_start < statement.view_end
        last = statement.view_end
        assert made.sections[statement.section].span.contains(statement.span)
        assert len(made.document.quote(statement.span)) == len(made.shown(statement))
        for place in range(statement.view_start, statement.view_end):
            covered[place] += 1
    for shown, count in zip(made.view.text, covered, strict=True):
        assert count == 1 or (shown.isspace() and count <= 1)


@given(TEXTS)
def test_sections_tile_the_text_and_headings_open_them(text: str) -> None:
    made = outline_of(text)
    assert made.sections[0].span.start == 0
    assert made.sections[-1].span.end == len(text)
    for before, after in itertools.pairwise(made.sections):
        assert before.span.end == after.span.start
    held = [section.heading for section in made.sections if section.heading is not None]
    assert held == list(range(len(made.headings)))
    for index, section in enumerate(made.sections):
        assert section.parent is None or section.parent < index
        if section.heading is not None:
            heading = made.headings[section.heading]
            assert section.span.contains(heading.span)
            assert section.role is heading.role
            if section.parent is not None:
                around = made.sections[section.parent].heading
                assert around is not None
                assert made.headings[around].level < heading.level


@given(TEXTS)
def test_same_text_same_outline(text: str) -> None:
    assert outline_of(text) == outline_of(text)


@given(st.integers(1, 999))
def test_chinese_numbers_are_read_back(number: int) -> None:
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    shown = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        shown += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        shown += "零"
    shown += digits[ones] if ones else ""
    assert chinese_number(shown) == number


def test_find_headings_reads_lines_only() -> None:
    text = "一、目标。建成（一）园区。"
    layout = find_headings(text, lines_of(text, 0, len(text)))
    assert [text[entry.start : entry.end] for entry in layout.entries] == ["一、目标"]


class TestFindings:
    def test_impossible_years_with_place(self) -> None:
        made = outline_of("一、目标\n到3134年建成，0402年底前开工，2025年完成，12025年不算。")
        years = [made.document.text[f.place.start : f.place.end] for f in made.findings]
        assert years == ["3134", "0402"]
        assert {f.code for f in made.findings} == {"outline.impossible_year"}
        assert made.findings[0].message(Language.ZH) == "“3134年”不可能是年份"
        assert made.findings[0].message(Language.EN)

    @pytest.mark.parametrize(
        "phrase", ["5000年历史", "近3000年", "2500多年的历史", "4500年前", "1900年", "2100年"]
    )
    def test_durations_and_possible_years(self, phrase: str) -> None:
        assert codes(f"一、背景\n拥有{phrase}。") == []

    def test_ranges_are_checked_at_both_ends(self) -> None:
        assert codes("一、目标\n（0400—2023年）和（2021-3023年）。") == ["outline.impossible_year"] * 2

    def test_many_impossible_years_are_counted(self) -> None:
        made = outline_of("一、目标\n" + "到3134年。" * (MAX_LISTED + 5))
        assert len(made.findings) == MAX_LISTED + 1
        assert made.findings[-1].details["count"] == 5

    def test_gap_in_the_numbering(self) -> None:
        made = outline_of("一、甲部分\n正文。\n四、乙部分\n正文。")
        assert [(f.code, f.details["expected"], f.details["found"]) for f in made.findings] == [
            ("outline.numbering_gap", 2, 4)
        ]

    def test_numbers_that_run_on_through_parts_are_no_gap(self) -> None:
        assert codes("一、甲\n（一）甲项\n（二）乙项\n二、乙\n（三）丙项\n（四）丁项") == []

    def test_news_is_no_plan_and_a_plan_is(self) -> None:
        news = "多地出台区块链政策\n日前，某地出台三年计划，引起热议。\n业内人士表示，前景可期。"
        assert codes(news) == ["outline.no_headings", "outline.not_a_plan"]
        assert codes(PLAN) == []
        assert codes("") == ["outline.no_headings", "outline.not_a_plan"]


class TestMeasure:
    def labels(self, made: Outline) -> list[HeadingLabel]:
        return [HeadingLabel("a", h.span, h.level, h.role, h.text) for h in made.headings]

    def test_full_agreement(self) -> None:
        made = outline_of(PLAN)
        agreement = measure_outline(self.labels(made), {"a": made})
        assert agreement.disagreements == ()
        assert agreement.overall.precision.value == agreement.overall.role.value == 1.0

    def test_every_difference_is_listed_and_counted(self) -> None:
        made = outline_of("一、目标\n建成。\n二、任务\n推进。\n三、保障措施\n加强。")
        first, second, _ = self.labels(made)
        labels = [
            HeadingLabel("a", first.span, 2, first.role, first.text),
            HeadingLabel("a", second.span, 1, Role.GOAL, second.text),
            HeadingLabel("a", Span(6, 9), 1, Role.OTHER, "建成。"),
        ]
        agreement = measure_outline(labels, {"a": made})
        assert [d.difference.value for d in agreement.disagreements] == ["level", "missing", "role", "extra"]
        assert (agreement.overall.precision.count, agreement.overall.precision.total) == (2, 3)
        assert (agreement.overall.recall.count, agreement.overall.recall.total) == (2, 3)
        assert agreement.overall.level.count == agreement.overall.role.count == 1
        json.dumps(agreement.as_data())

    def test_wilson_interval_of_a_published_example(self) -> None:
        # 81 of 263: Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
        from liance.plans.outline_measure import Share

        low, high = Share(81, 263).interval or (0, 0)
        assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
        assert Share(0, 0).value is None
        assert Share(0, 0).interval is None

    def test_labels_must_fit_the_outlines(self) -> None:
        made = outline_of(PLAN)
        with pytest.raises(ValueError, match="no outline"):
            measure_outline(self.labels(made), {"b": made})
        with pytest.raises(ValueError, match="two labels"):
            measure_outline([*self.labels(made), *self.labels(made)], {"a": made})


@pytest.mark.shared_data
def test_agreement_with_the_development_labels(shared_data: Path) -> None:
    """Its self-written twin is TestHeadings."""
    outlines = {
        path.stem: outline_of(path.read_text(encoding="utf-8"))
        for path in sorted((shared_data / "plans").glob("*.txt"))
    }
    labels = []
    for row in (shared_data / "labels" / "outline.jsonl").read_text(encoding="utf-8").splitlines():
        read = json.loads(row)
        span = Span(read["start"], read["end"])
        labels.append(HeadingLabel(read["doc"], span, read["level"], Role(read["role"]), read["text"]))
    overall = measure_outline(labels, outlines).overall
    shown = overall.as_data()
    assert (overall.precision.value or 0) >= 0.95, shown
    assert (overall.recall.value or 0) >= 0.95, shown
    assert (overall.level.value or 0) >= 0.90, shown
    assert (overall.role.value or 0) >= 0.90, shown


def test_heading_is_a_value() -> None:
    heading = Heading(Span(0, 4), 1, Role.GOAL, "一、目标")
    assert heading == Heading(Span(0, 4), 1, Role.GOAL, "一、目标")


def test_the_head_of_a_paper_is_told_and_the_text_is_read_all_the_same() -> None:
    paper = "# 甲省区块链布局研究\n**摘 要**:本文研究布局。\n**关键词:**区块链;布局\n## 一、发展目标\n到2025年建成。\n"
    assert "outline.article" in codes(paper)
    assert len(outline_of(paper).headings) == 1
    assert "outline.article" not in codes("甲省规划\n一、发展目标\n提炼摘要和关键词。\n")
