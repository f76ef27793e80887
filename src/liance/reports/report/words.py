"""What a report says, in both languages. Names in braces are filled in."""

from __future__ import annotations

from typing import Final

from liance.core.language import Text

TITLE: Final = Text(zh="{subject}规划文本量化评估报告", en="Quantitative assessment of {subject} plans")
TITLE_ANY: Final = Text(zh="技术规划文本量化评估报告", en="Quantitative assessment of technology plans")
SUBTITLE: Final = Text(zh="{n} 份规划的内容清晰度与可操作性", en="How clear and workable {n} plans are")
CONTENTS: Final = Text(zh="目录", en="Contents")
TABLE: Final = Text(zh="表 {n}", en="Table {n}")
FIGURE: Final = Text(zh="图 {n}", en="Figure {n}")

FACTS: Final = {
    "plans": Text(zh="规划份数", en="Plans"),
    "levels": Text(zh="级别构成", en="By level"),
    "rubric": Text(zh="评分标准", en="Rubric"),
    "stage": Text(zh="评分方式", en="Scores"),
    "office": Text(zh="编制单位", en="Prepared by"),
    "date": Text(zh="日期", en="Date"),
}
STAGES: Final = {
    "machine": Text(zh="机器评分，未经专家商定", en="machine scores, not agreed by experts"),
    "blind": Text(zh="专家独立评分，尚未商定", en="scores of single experts, not yet agreed"),
    "consensus": Text(zh="专家商定分数", en="scores agreed by experts"),
}

HEADINGS: Final = {
    "summary": Text(zh="摘要", en="Summary"),
    "method": Text(zh="方法", en="Method"),
    "corpus": Text(zh="规划文本", en="Plans"),
    "rubric": Text(zh="评分标准", en="Rubric"),
    "results": Text(zh="结果", en="Results"),
    "items": Text(zh="各项平均分", en="Mean score by item"),
    "single": Text(zh="{name}", en="{name}"),
    "types": Text(zh="各规划分类型得分", en="Scores by type and plan"),
    "groups": Text(zh="按{axis}比较", en="Comparison by {axis}"),
    "cells": Text(zh="各规划各项得分", en="Scores by plan and item"),
    "provinces": Text(zh="地区分布", en="By province"),
    "findings": Text(zh="诊断", en="Findings"),
    "advice": Text(zh="建议", en="Advice"),
    "limits": Text(zh="局限", en="Limits"),
    "numbers": Text(zh="附录一　数字的来历", en="Appendix A  What the numbers are made of"),
    "evidence": Text(zh="附录二　各规划的得分与原文依据", en="Appendix B  Scores and quotes by plan"),
}

COLUMNS: Final = {
    "number": Text(zh="序号", en="No."),
    "title": Text(zh="规划名称", en="Plan"),
    "issuer": Text(zh="发布机构", en="Issuer"),
    "region": Text(zh="地区", en="Region"),
    "level": Text(zh="级别", en="Level"),
    "published": Text(zh="发布日期", en="Published"),
    "subject": Text(zh="主题技术", en="Subject"),
    "item": Text(zh="项目", en="Item"),
    "score": Text(zh="分", en="Score"),
    "criterion": Text(zh="赋分标准", en="What earns the score"),
    "type": Text(zh="类型", en="Type"),
    "mean": Text(zh="平均分", en="Mean"),
    "interval": Text(zh="95% 区间", en="95% interval"),
    "mean_levels": Text(zh="各层级等权", en="Levels alike"),
    "n": Text(zh="份数", en="n"),
    "count": Text(zh="≥{threshold} 分", en="≥{threshold}"),
    "group": Text(zh="组", en="Group"),
    "measure": Text(zh="比较项", en="Measure"),
    "p": Text(zh="p 值", en="p"),
    "adjusted": Text(zh="校正后 p", en="adjusted p"),
    "effect": Text(zh="效应量", en="effect size"),
    "method": Text(zh="算法", en="method"),
    "shown": Text(zh="显示值", en="Shown"),
    "exact": Text(zh="准确值", en="Exact"),
    "name": Text(zh="数字", en="Number"),
    "made_of": Text(zh="由哪些单元得出（规划序号：分数）", en="Made of (number of the plan: score)"),
    "state": Text(zh="状态", en="State"),
    "quotes": Text(zh="原文依据", en="Quotes"),
    "plan": Text(zh="规划", en="Plan"),
}

SUMMARY_CORPUS: Final = Text(
    zh="本报告按《{rubric}》对 {n} 份规划逐项评分，其中{levels}。",
    en="This report scores {n} plans item by item by the rubric '{rubric}': {levels}.",
)
SUMMARY_ITEMS: Final = Text(
    zh="各项中“{high}”平均分最高（{high_value} 分），“{low}”最低（{low_value} 分）。",
    en="Of the items '{high}' has the highest mean ({high_value}) and '{low}' the lowest ({low_value}).",
)
SUMMARY_ALIKE: Final = Text(zh="各项平均分相同（{value} 分）。", en="All items have the same mean ({value}).")
SUMMARY_TYPES: Final = Text(zh="分类型看，{means}。", en="By type: {means}.")
SUMMARY_GROUPS: Final = Text(
    zh="按{axis}看，“{name}”均值：{means}。", en="By {axis}, the mean of '{name}': {means}."
)
SUMMARY_COUNT: Final = Text(
    zh="“{name}”平均 {mean} 分，{k} 份达到 {threshold} 分。",
    en="'{name}' has a mean of {mean}; {k} plan(s) reach {threshold}.",
)
SUMMARY_FINDINGS: Final = Text(
    zh="按规则得出 {n} 条诊断，详见“{heading}”。", en="The rules give {n} findings; see '{heading}'."
)
MACHINE_WARNING: Final = Text(
    zh="本报告的分数由机器按公开规则评出，只是一位评分者的意见，不是结论。正式使用前，应由专家独立评分并商定。",
    en="The scores of this report were given by a machine by published rules. They are one rater's opinion and no result. "
    "Before they are used, experts should rate and confer.",
)

METHOD: Final = (
    Text(
        zh="评分标准把规划拆成若干项，每项按文本写到的具体程度分为若干档，最低 0 分（文本未涉及该项），最高 {top} 分。每一档由可核对的条件"
        "组成；每一分都附原文，读者可以自行核对（附录二）。",
        en="The rubric looks at several items of a plan. Each has levels from 0 (the text does not touch it) to {top}, by how "
        "concrete the text is. A level is made of criteria that can be checked, and every score comes with its quotes "
        "(Appendix B).",
    ),
    Text(
        zh="分数逐级求平均：各项 → 类型 → 规划 → 分组。“无法判断”“缺少章节正文”与“未涉及（0 分）”是三回事，前两者不计入均值，"
        "也不当作 0 分；每个均值旁注明份数。",
        en="Scores are averaged upwards: item, type, plan, group. 'Cannot judge' and 'section missing' are not 'not covered' "
        "(0): the first two are in no mean and never count as zero; n stands beside each mean.",
    ),
    Text(
        zh="均值有两种算法，并列给出：各规划等权（每份规划算一份）；各层级等权（先求各级政府的均值，再求其平均）。各级规划份数不同，"
        "两种算法的结果就会不同。",
        en="Two means are given side by side: plans weigh alike (each counts one), and levels weigh alike (the mean of the means of "
        "the levels of government). They differ where the levels have different numbers of plans.",
    ),
    Text(
        zh="95% 区间由自助法得出（以规划为单位有放回抽样 {draws} 次），表示换一批同类规划时均值可能的变动。组间差异用置换检验，"
        "并按 Holm 法校正。显示的数字四舍五入，计算始终用分数的准确值（附录一）。",
        en="Intervals of 95% come from the bootstrap ({draws} resamples of plans): how far a mean might move with other plans of "
        "the same kind. Differences between groups are tested by permutation and adjusted after Holm. Numbers are shown rounded "
        "half-up and computed exactly (Appendix A).",
    ),
    Text(
        zh="文中带链接的数字都可以点开：先到附录一看它由哪些单元得出，再到附录二看每个单元的原文。",
        en="Linked numbers lead to Appendix A, which says what they are made of, and from there to the quotes in Appendix B.",
    ),
)

CORPUS: Final = Text(
    zh="纳入比较的规划共 {n} 份，见{table}。正文和附录以序号称呼各份规划。",
    en="{n} plans are compared ({table}). The text and the appendices call them by number.",
)
CORPUS_CAPTION: Final = Text(zh="纳入比较的规划", en="Plans compared")
RUBRIC_INTRO: Final = Text(
    zh="评分标准为《{rubric}》{version} 版。各项的赋分标准见下列各表。",
    en="The rubric is '{rubric}', version {version}. The tables below say what earns each score.",
)
RUBRIC_CAPTION: Final = Text(zh="赋分标准：{name}", en="What earns a score: {name}")
ITEMS_INTRO: Final = Text(
    zh="{table}和{figure}给出各项的平均分、区间和达到 {threshold} 分的份数。",
    en="{table} and {figure} give the mean of each item, its interval, and how many plans reach {threshold}.",
)
ITEMS_CAPTION: Final = Text(zh="各项与各类型的平均分", en="Means of items and types")
SINGLE_INTRO: Final = Text(
    zh="“{name}”一项，{above} 份达到 {threshold} 分，{below} 份低于 {threshold} 分。各规划得分见{table}和{figure}。",
    en="On '{name}', {above} plan(s) reach {threshold} and {below} do not. {table} and {figure} give each plan's score.",
)
SINGLE_WITHOUT: Final = Text(
    zh="另有 {n} 份没有分数，不计入。", en=" {n} more have no score and are not counted."
)
SINGLE_CAPTION: Final = Text(zh="各规划“{name}”得分", en="'{name}' by plan")
TYPES_INTRO: Final = Text(
    zh="各规划按类型的得分见{table}和{figure}。",
    en="{table} and {figure} give the scores of each plan by type.",
)
TYPES_CAPTION: Final = Text(zh="各规划分类型得分", en="Scores by type and plan")
GROUPS_INTRO: Final = Text(
    zh="{table}列出各组在各项上的平均分，各组的轮廓见其后的雷达图。",
    en="{table} gives the means of each group; the radar charts after it show their shapes.",
)
GROUPS_CAPTION: Final = Text(zh="各组平均分（各规划等权）", en="Means by group (plans weigh alike)")
TESTS_INTRO: Final = Text(
    zh="{table}检验各组之间的差异是否可能出于偶然：在全部规划之间随意交换组别，得到同样大或更大差异的机会即 p 值。份数少时，p 值大"
    "不等于没有差异。",
    en="{table} asks whether differences between groups may be chance: p is the share of arrangements of plans into groups with a "
    "difference as large or larger. With few plans a large p does not mean that there is no difference.",
)
TESTS_CAPTION: Final = Text(zh="组间差异检验", en="Tests of differences between groups")
EXACT: Final = Text(zh="全部 {n} 种排列", en="all {n} arrangements")
MONTE_CARLO: Final = Text(zh="随机 {n} 次", en="{n} random ones")
CELLS_INTRO: Final = Text(
    zh="{table}和{figure}列出全部单元。“—”为没有分数，不计入均值。",
    en="{table} and {figure} show every cell. A dash means that there is no score; it is in no mean.",
)
CELLS_CAPTION: Final = Text(zh="各规划各项得分", en="Scores by plan and item")
PROVINCES_INTRO: Final = Text(
    zh="{figure}按省份给出均值（含其市、县的规划），每省一格，位置示意，不表示边界。",
    en="{figure} gives means by province, its cities and districts included; one square each, placed roughly and showing no boundary.",
)
BOUNDARY_INTRO: Final = Text(
    zh="{figure}按省份给出均值（含其市、县的规划）。地图图形由使用者提供。",
    en="{figure} gives means by province, its cities and districts included. The shapes were supplied by the user.",
)

NO_FINDINGS: Final = Text(zh="按规则没有得出诊断。", en="The rules found nothing to report.")
FINDINGS_INTRO: Final = Text(
    zh="按诊断规则得出 {n} 条发现，分类如下。每条之后是所依据的单元（规划序号、项目、分数）和摘录的原文。",
    en="The rules of diagnosis give {n} findings, by kind. Below each stand the cells it rests on (number of the plan, item, score) "
    "and quotes.",
)
MORE_FINDINGS: Final = Text(
    zh="此类另有 {n} 条，见电子表格（xlsx）。", en="{n} more of this kind are in the spreadsheet (xlsx)."
)
KINDS: Final = {
    "clear": Text(zh="写得清晰的项目", en="Clear items"),
    "vague": Text(zh="写得模糊的项目", en="Vague items"),
    "shared_clear": Text(zh="各组共同清晰的项目", en="Items clear in several groups"),
    "shared_vague": Text(zh="各组共同模糊的项目", en="Items vague in several groups"),
    "goals_without_stages": Text(zh="缺少分阶段目标", en="Goals without stages"),
    "imbalance": Text(zh="类型之间不均衡", en="Imbalance between types"),
    "outlier": Text(zh="与同类差距大的规划", en="Plans far from their peers"),
    "copied": Text(zh="近似的段落", en="Near-identical passages"),
}
BASIS: Final = Text(zh="依据：", en="Cells: ")
ALL_CELLS: Final = Text(zh="全部 {n} 个单元", en="all {n} cells")
COPIED: Final = Text(
    zh="{later} 与 {earlier}（相同 {characters} 字，相似度 {similarity}%）：",
    en="{later} and {earlier} ({characters} signs in common, similarity {similarity}%): ",
)
ADVICE_INTRO: Final = Text(
    zh="以下建议由诊断规则给出，括号内为所据诊断的序号。",
    en="The rules of diagnosis give this advice; numbers in brackets are those of the findings.",
)
NO_ADVICE: Final = Text(zh="没有诊断，因而没有建议。", en="There are no findings, so there is no advice.")
LIMITS: Final = (
    Text(
        zh="分数衡量文本写得是否清楚、可操作，不衡量规划是否合理，也不衡量落实情况。",
        en="Scores tell how clear and workable a text is. They do not tell whether the plan is good or carried out.",
    ),
    Text(
        zh="规划是选取的，不是随机抽样；区间和检验只说明这些规划内部的变动。",
        en="The plans were chosen, not drawn at random; intervals and tests speak of variation among such plans only.",
    ),
)
INPUT_FINDINGS: Final = Text(zh="处理中发现的问题（共 {n} 条）：", en="What was noticed on the way ({n}):")
MORE: Final = Text(zh="另有 {n} 条，见命令行输出。", en="{n} more are in the output of the command.")
NUMBERS_INTRO: Final = Text(
    zh="正文中带链接的均值、份数和检验逐一列在下表。准确值以分数表示。",
    en="The linked means, counts and tests of the text, one by one. Exact values are fractions.",
)
NUMBERS_CAPTION: Final = Text(zh="数字及其单元", en="Numbers and their cells")
EVIDENCE_INTRO: Final = Text(
    zh="每份规划一表。原文后注明其在文本中的位置（字，或页）。各类型得分是其各项的平均。",
    en="One table for each plan. Each quote is followed by its place in the text (signs, or page). Types are the means of their items.",
)
PLACE: Final = Text(zh="第 {start}—{end} 字", en="signs {start}-{end}")
PAGE: Final = Text(zh="第 {page} 页", en="page {page}")
DIGEST: Final = Text(zh="文件 {source}，摘要 {digest}", en="file {source}, digest {digest}")
NO_QUOTE: Final = Text(zh="（无）", en="(none)")
ALL_PLANS: Final = Text(zh="全部规划", en="all plans")
WEIGHTINGS: Final = {
    "equal_plans": Text(zh="各规划等权均值", en="mean, plans weigh alike"),
    "equal_levels": Text(zh="各层级等权均值", en="mean, levels weigh alike"),
}
COUNT_NAME: Final = Text(zh="≥{threshold} 分的份数", en="plans at {threshold} or above")
TEST_NAME: Final = Text(zh="组间检验", en="test between groups")
FINDING_NAME: Final = Text(zh="诊断 {n}", en="finding {n}")
PROVINCE_NAME: Final = Text(zh="省均值", en="mean of the province")
OTHERS: Final = Text(zh="单列项目", en="Items of no type")
WHERE_NOT: Final = Text(zh="没有", en="none")
