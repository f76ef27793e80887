"""A comparison as text for a terminal of 80 columns or more: tables like those of a published study, then findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text as Line

from liance.cli.base import output_console, plain
from liance.cli.grammar import wrap_cells
from liance.cli.screens import new_table, shorten
from liance.core.language import Language, Text
from liance.workbench.comparing import (
    AXIS_NAMES,
    METHODS,
    TEST_NAMES,
    GroupTest,
    Weighting,
    interval_text,
    scope_name,
    shown,
)

if TYPE_CHECKING:
    from rich.console import Console

    from liance.workbench.comparing import Comparison, Group, Measure, RuleFinding

_HEAD = Text(
    zh="规划比较：{n} 份，评分标准 {rubric}，{stage}",
    en="Comparison of {n} plans by rubric {rubric}, {stage}",
)
_STAGES = {
    "machine": Text(zh="机器评分（供参考，不是结论）", en="machine scores (one opinion, not a result)"),
    "blind": Text(zh="独立评分", en="blind ratings"),
    "consensus": Text(zh="会商后的评分", en="consensus ratings"),
}
_GROUPS = Text(zh="按{axis}分组：{groups}", en="Grouped by {axis}: {groups}")
_ITEMS = Text(zh="各项任务的平均分", en="Mean score of each item")
_PLANS = Text(zh="各规划的分数", en="Scores of each plan")
_BY_GROUP = Text(zh="各组的平均分", en="Mean scores by group")
_TESTS = Text(zh="组间差异检验", en="Tests of differences between groups")
_FINDINGS = Text(zh="按规则的发现与建议", en="Findings by rule, with advice")
_ADVICE = Text(zh="建议：{advice}", en="Advice: {advice}")
_MORE_PLANS = Text(
    zh="……另有 {count} 份，用 --json 或 --xlsx 查看全部", en="... and {count} more; see --json or --xlsx"
)
_MORE_GROUPS = Text(zh="……另有 {count} 组，用 --csv 查看全部", en="... and {count} more groups; see --csv")
_MORE_FINDINGS = Text(zh="……另有 {count} 条，用 --json 查看全部", en="... and {count} more; see --json")
_LEGEND = Text(
    zh="均值：各规划等权；层级等权：各级别均值的平均。≥{threshold}：达到 {threshold} 分的规划数/有分数的规划数。"
    "区间为 95%（对规划重抽样）。“—”为没有分数（无法判断、缺少章节），不计入均值；0 为未涉及，计入均值。",
    en="mean: plans weigh alike; by level: mean of the levels' means. >={threshold}: plans that score at least {threshold} / "
    "plans with a score. Intervals are of 95 % (plans resampled). A dash is no score (cannot judge, section missing) and in "
    "no mean; 0 is not covered and counts.",
)
_EFFECTS = Text(
    zh="p 由全部或抽样排列算出，已校正者按 Holm 法；效应量：两组为 Cliff δ（-1—1），多组为 ε²（0—1）。",
    en="p is counted over all or sampled arrangements; adjusted after Holm. Effect: Cliff's delta (-1 to 1) for two "
    "groups, epsilon squared (0 to 1) for more.",
)
_H = {
    "item": Text(zh="项目", en="item"),
    "mean": Text(zh="均值", en="mean"),
    "interval": Text(zh="95% 区间", en="95 % interval"),
    "levels": Text(zh="层级等权", en="by level"),
    "count": Text(zh="≥{threshold}", en=">={threshold}"),
    "plan": Text(zh="规划", en="plan"),
    "group": Text(zh="组", en="group"),
    "n": Text(zh="份数", en="n"),
    "measure": Text(zh="指标", en="measure"),
    "test": Text(zh="检验", en="test"),
    "p": Text(zh="p", en="p"),
    "adjusted": Text(zh="校正 p", en="adj. p"),
    "effect": Text(zh="效应量", en="effect"),
    "method": Text(zh="算法", en="method"),
}
#: Plans, groups and findings of one rule that are shown before the rest is counted.
_PLANS_SHOWN, _GROUPS_SHOWN, _FINDINGS_SHOWN = 40, 40, 12
#: Cells between two columns: one of padding, one of the box.
_GAP = 2


def print_comparison(comparison: Comparison, language: Language) -> None:
    """Print the tables of a comparison and what the rules found; nothing where nothing was compared."""
    if not comparison.plans:
        return
    console = output_console(120)
    rubric = comparison.rubric
    stage = _STAGES.get(comparison.stage, Text(zh=comparison.stage, en=comparison.stage))
    _say(
        console,
        _HEAD.render(
            language,
            n=len(comparison.plans),
            rubric=f"{rubric.id} {rubric.version}" if rubric else "—",
            stage=stage.render(language),
        ),
        "bold",
    )
    joiner = "、" if language is Language.ZH else ", "
    names = [f"{group.name.render(language)} {len(group.plans)}" for group in comparison.groups]
    axis = AXIS_NAMES[comparison.by].render(language)
    if len(names) > _GROUPS_SHOWN:
        names = [*names[:_GROUPS_SHOWN], "…"]
    _say(console, _GROUPS.render(language, axis=axis, groups=joiner.join(names)))
    _print_items(console, comparison, language)
    _print_plans(console, comparison, language)
    _print_tests(console, comparison, language)
    _print_findings(console, comparison, language)


def _say(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    for line in wrap_cells(plain(text), console.width - indent - 2):
        console.print(Line(" " * indent + line, style), no_wrap=True, overflow="ignore")


def _title(console: Console, title: Text, language: Language) -> None:
    console.print()
    console.print(Line(title.render(language), "bold"))


def _head(name: str, comparison: Comparison, language: Language) -> str:
    return _H[name].render(
        language, threshold=shown(comparison.threshold, 0 if comparison.threshold % 1 == 0 else 2)
    )


def _print_items(console: Console, comparison: Comparison, language: Language) -> None:
    """Print a row per measure: all plans under both weightings, the count at the threshold, and groups that fit."""
    _title(console, _ITEMS, language)
    rows = list(comparison.measures)
    intervals = {measure.id: interval_text(comparison.mean(measure.id)) for measure in rows}
    columns: list[tuple[str, int]] = [
        (_head("mean", comparison, language), 4),
        *([(_head("interval", comparison, language), 12)] if any(intervals.values()) else []),
        (_head("levels", comparison, language), 4),
        (_head("count", comparison, language), 2 * len(str(len(comparison.plans))) + 1),
    ]
    fixed = [(head, max(cell_len(head), width)) for head, width in columns]
    names = {measure.id: measure.name.render(language) for measure in rows}
    free = console.width - sum(width + _GAP for _, width in fixed)
    groups: list[tuple[Group, int]] = []
    name_width = min(max(cell_len(name) for name in names.values()), max(12, free // 3))
    for group in comparison.groups:
        width = max(cell_len(group.name.render(language)), 4)
        if sum(other + _GAP for _, other in groups) + width + _GAP > free - name_width - _GAP:
            break
        groups.append((group, width))
    whole = len(groups) == len(comparison.groups)
    table = new_table()
    room = free - _GAP - sum(width + _GAP for _, width in groups if whole)
    table.add_column(
        _head("item", comparison, language),
        width=max(12, min(room, max(map(cell_len, names.values())))),
        no_wrap=True,
    )
    for head, width in fixed:
        table.add_column(head, width=width, justify="right", no_wrap=True)
    for group, width in groups if whole else ():
        table.add_column(group.name.render(language), width=width, justify="right", no_wrap=True)
    for measure in rows:
        mean = comparison.mean(measure.id)
        count = comparison.count(measure.id)
        cells = [shorten(names[measure.id], table.columns[0].width or 12), mean.display or "—"]
        if any(intervals.values()):
            cells.append(intervals[measure.id] or "—")
        cells.append(comparison.mean(measure.id, weighting=Weighting.EQUAL_LEVELS).display or "—")
        cells.append(f"{len(count.at_least)}/{count.n}")
        cells += [comparison.mean(measure.id, group.key).display or "—" for group, _ in groups if whole]
        table.add_row(*(Line(cell, "bold" if measure in comparison.aggregates else "") for cell in cells))
    console.print(table)
    threshold = shown(comparison.threshold, 0 if comparison.threshold % 1 == 0 else 2)
    _say(console, _LEGEND.render(language, threshold=threshold), "dim")
    if not whole:
        _print_groups(console, comparison, language)


def _print_groups(console: Console, comparison: Comparison, language: Language) -> None:
    """Print a row per group, where they are too many for columns."""
    _title(console, _BY_GROUP, language)
    measures = _main_measures(comparison)
    table = new_table()
    heads = [measure.name.render(language).partition("（")[0].partition(" (")[0] for measure in measures]
    widths = [_narrow(head, language) for head in heads]
    taken = sum(max(map(cell_len, parts)) + _GAP for parts in widths) + 4 + _GAP
    table.add_column(
        _head("group", comparison, language),
        width=max(12, min(40, console.width - taken - _GAP)),
        no_wrap=True,
    )
    table.add_column(_head("n", comparison, language), width=4, justify="right", no_wrap=True)
    for parts in widths:
        table.add_column("\n".join(parts), width=max(4, *map(cell_len, parts)), justify="right", no_wrap=True)
    for group in comparison.groups[:_GROUPS_SHOWN]:
        name = shorten(group.name.render(language), table.columns[0].width or 12)
        values = [comparison.mean(measure.id, group.key).display or "—" for measure in measures]
        table.add_row(*(Line(cell) for cell in (name, str(len(group.plans)), *values)))
    console.print(table)
    if len(comparison.groups) > _GROUPS_SHOWN:
        _say(console, _MORE_GROUPS.render(language, count=len(comparison.groups) - _GROUPS_SHOWN), "dim")


def _narrow(head: str, language: Language) -> list[str]:
    """Return a head in lines: two signs each in Chinese, a word each in English."""
    if language is Language.ZH:
        return [head[start : start + 2] for start in range(0, len(head), 2)]
    return head.split()


def _main_measures(comparison: Comparison) -> list[Measure]:
    """Return the items that are in no aggregate (goals), the types, and the first aggregate over all types."""
    under = {item for measure in comparison.aggregates for item in measure.items}
    totals = [measure for measure in comparison.aggregates if measure not in comparison.types]
    return [
        *(measure for measure in comparison.items if measure.id not in under),
        *comparison.types,
        *totals[:1],
    ]


def _print_plans(console: Console, comparison: Comparison, language: Language) -> None:
    """Print a row per plan under its group: goal, types, all tasks."""
    _title(console, _PLANS, language)
    measures = _main_measures(comparison)
    heads = [measure.name.render(language).partition("（")[0].partition(" (")[0] for measure in measures]
    parts = [_narrow(head, language) for head in heads]
    taken = sum(max(4, *map(cell_len, part)) + _GAP for part in parts)
    width = max(14, min(console.width - taken - _GAP, 60))
    table = new_table()
    table.add_column(_head("plan", comparison, language), width=width, no_wrap=True)
    for part in parts:
        table.add_column("\n".join(part), width=max(4, *map(cell_len, part)), justify="right", no_wrap=True)
    shown_plans = 0
    for group in comparison.groups:
        plans = [comparison.plan(key) for key in group.plans[: _PLANS_SHOWN - shown_plans]]
        if plans:
            table.add_row(Line(shorten(group.name.render(language), width), "bold"))
        for one in plans:
            values = [
                shown(one.values.get(measure.id), measure.places if measure.parts else 0)
                for measure in measures
            ]
            table.add_row(Line(shorten(f"  {one.title}", width)), *(Line(value) for value in values))
        shown_plans += len(plans)
    console.print(table)
    if shown_plans < len(comparison.plans):
        _say(console, _MORE_PLANS.render(language, count=len(comparison.plans) - shown_plans), "dim")


def _print_tests(console: Console, comparison: Comparison, language: Language) -> None:
    """Print the tests over all groups; those of each two are in the other formats where groups are many."""
    tests = _main_tests(comparison)
    if not tests:
        return
    _title(console, _TESTS, language)
    table = new_table()
    names = {measure.id: measure.name.render(language) for measure in comparison.measures}
    table.add_column(_head("measure", comparison, language), width=min(30, console.width - 56), no_wrap=True)
    for head in ("n", "p", "adjusted", "effect"):
        table.add_column(_head(head, comparison, language), justify="right", no_wrap=True)
    table.add_column(_head("method", comparison, language), no_wrap=True)
    for test in tests:
        method = METHODS[test.method].render(language) if test.method else "—"
        table.add_row(
            Line(shorten(names[test.measure], min(30, console.width - 56))),
            Line("/".join(map(str, test.n)) if len(test.n) <= 4 else str(sum(test.n))),
            Line(shown(test.p, 3)),
            Line(shown(test.adjusted, 3)),
            Line(shown(test.effect)),
            Line(method),
        )
    name = TEST_NAMES[tests[0].name].render(language)
    groups = tests[0].groups
    joiner = "、" if language is Language.ZH else ", "
    compared = joiner.join(scope_name(comparison, key, language) for key in groups[:6])
    colon = "：" if language is Language.ZH else ": "
    _say(console, f"{name}{colon}{compared}{'…' if len(groups) > 6 else ''}", "dim")
    console.print(table)
    _say(console, _EFFECTS.render(language), "dim")


def _main_tests(comparison: Comparison) -> list[GroupTest]:
    over_all = [test for test in comparison.tests if test.name == "kruskal_wallis"]
    return over_all or list(comparison.tests)


def _print_findings(console: Console, comparison: Comparison, language: Language) -> None:
    if not comparison.rule_findings:
        return
    _title(console, _FINDINGS, language)
    for findings in _by_rule(comparison.rule_findings):
        console.print(
            Line(
                f"{findings[0].name.render(language)}（{len(findings)}）"
                if language is Language.ZH
                else f"{findings[0].name.render(language)} ({len(findings)})",
                "bold",
            )
        )
        advice = ""
        for finding in findings[:_FINDINGS_SHOWN]:
            _say(console, f"· {finding.says.render(language)}", indent=2)
            for copy in finding.copies[:1]:
                _say(console, f"“{shorten(copy.later_quote.text, console.width - 10)}”", "dim", indent=4)
            if finding.advice.zh != advice and len({other.advice for other in findings}) > 1:
                _say(
                    console,
                    _ADVICE.render(language, advice=finding.advice.render(language)),
                    "green",
                    indent=4,
                )
                advice = finding.advice.zh
        if len(findings) > _FINDINGS_SHOWN:
            _say(
                console,
                _MORE_FINDINGS.render(language, count=len(findings) - _FINDINGS_SHOWN),
                "dim",
                indent=2,
            )
        if len({finding.advice for finding in findings}) == 1:
            _say(
                console,
                _ADVICE.render(language, advice=findings[0].advice.render(language)),
                "green",
                indent=2,
            )


def _by_rule(findings: Sequence[RuleFinding]) -> Iterator[list[RuleFinding]]:
    rules = dict.fromkeys(finding.rule for finding in findings)
    for rule in rules:
        yield [finding for finding in findings if finding.rule == rule]
