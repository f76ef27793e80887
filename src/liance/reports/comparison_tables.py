"""A comparison as rows for CSV and spreadsheets: every mean with its n, every cell with its quotes, every finding."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from liance.core.language import Language, Text
from liance.core.numbers import round_half_up
from liance.plans.comparison.differences import REASONS
from liance.plans.comparison.model import ALL, Comparison, Mean, Weighting
from liance.reports.words import STATES

#: Columns of the table of means: one row per measure, scope and weighting.
MEAN_COLUMNS = (
    "measure", "name", "scope", "scope_name", "weighting", "mean", "exact", "rounding", "stage", "n",
    "low", "high", "scored", "not_covered", "cannot_judge", "section_missing", "absent",
    "threshold", "at_least", "below",
)  # fmt: skip
MEAN_HEADS = {
    "measure": Text(zh="指标代码", en="measure"),
    "name": Text(zh="指标", en="name"),
    "scope": Text(zh="范围代码", en="scope"),
    "scope_name": Text(zh="范围", en="scope name"),
    "weighting": Text(zh="权重", en="weighting"),
    "mean": Text(zh="均值", en="mean"),
    "exact": Text(zh="精确值", en="exact"),
    "rounding": Text(zh="舍入", en="rounding"),
    "stage": Text(zh="阶段", en="stage"),
    "n": Text(zh="规划数", en="n"),
    "low": Text(zh="区间下限", en="low"),
    "high": Text(zh="区间上限", en="high"),
    "scored": Text(zh="已评分格数", en="scored"),
    "not_covered": Text(zh="未涉及格数", en="not covered"),
    "cannot_judge": Text(zh="无法判断格数", en="cannot judge"),
    "section_missing": Text(zh="缺少章节格数", en="section missing"),
    "absent": Text(zh="未评格数", en="absent"),
    "threshold": Text(zh="阈值", en="threshold"),
    "at_least": Text(zh="达到阈值的规划数", en="at least"),
    "below": Text(zh="低于阈值的规划数", en="below"),
}
CELL_HEADS = (
    Text(zh="规划", en="plan"),
    Text(zh="文件", en="file"),
    Text(zh="评分项", en="item"),
    Text(zh="分数", en="score"),
    Text(zh="状态", en="state"),
    Text(zh="原文依据", en="quotes"),
)
TEST_HEADS = (
    Text(zh="检验", en="test"),
    Text(zh="指标", en="measure"),
    Text(zh="组", en="groups"),
    Text(zh="各组规划数", en="n"),
    Text(zh="统计量", en="statistic"),
    Text(zh="p", en="p"),
    Text(zh="校正后 p", en="adjusted p"),
    Text(zh="效应量", en="effect"),
    Text(zh="算法", en="method"),
    Text(zh="排列数", en="arrangements"),
    Text(zh="说明", en="note"),
)
FINDING_HEADS = (
    Text(zh="规则", en="rule"),
    Text(zh="范围", en="scope"),
    Text(zh="发现", en="finding"),
    Text(zh="建议", en="advice"),
    Text(zh="涉及规划", en="plans"),
    Text(zh="原文依据", en="quotes"),
)
COPY_HEADS = (
    Text(zh="较早的规划", en="earlier"),
    Text(zh="发布", en="published"),
    Text(zh="较晚的规划", en="later"),
    Text(zh="发布", en="published"),
    Text(zh="相同字数", en="characters"),
    Text(zh="相似度", en="similarity"),
    Text(zh="较早的原文", en="earlier text"),
    Text(zh="较晚的原文", en="later text"),
)
WEIGHTINGS = {
    Weighting.EQUAL_PLANS: Text(zh="各规划等权", en="plans weigh alike"),
    Weighting.EQUAL_LEVELS: Text(zh="各层级等权", en="levels weigh alike"),
}
TEST_NAMES = {
    "rank_sum": Text(zh="秩和检验", en="rank sum"),
    "kruskal_wallis": Text(zh="克鲁斯卡尔—沃利斯检验", en="Kruskal-Wallis"),
}
METHODS = {
    "exact": Text(zh="精确（全部排列）", en="exact"),
    "monte_carlo": Text(zh="抽样排列", en="sampled"),
}
ALL_NAME = Text(zh="全部", en="all")
#: Decimals of statistics and effects, of probabilities and of intervals.
_PLACES, _P_PLACES = 3, 4
_QUOTES_SHOWN = 3


def scope_name(comparison: Comparison, scope: str, language: Language) -> str:
    """Return the name of a scope."""
    return (ALL_NAME if scope == ALL else comparison.group(scope).name).render(language)


def shown(value: Fraction | None, places: int = 2) -> str:
    """Return a number for people, a dash where there is none."""
    return "—" if value is None else str(round_half_up(value, places))


def mean_rows(comparison: Comparison, language: Language) -> Iterator[tuple[object, ...]]:
    """Yield the rows of ``MEAN_COLUMNS``."""
    for mean in comparison.means:
        count = comparison.count(mean.measure, mean.scope)
        states, interval = mean.states, mean.interval
        low, high = (interval.low, interval.high) if interval else (None, None)
        yield (
            mean.measure,
            comparison.measure(mean.measure).name.render(language),
            mean.scope,
            scope_name(comparison, mean.scope, language),
            mean.weighting.value,
            mean.display or "",
            "" if mean.value is None else str(mean.value),
            mean.rounding,
            mean.stage,
            mean.n,
            "" if low is None else _bound(low, _PLACES),
            "" if high is None else _bound(high, _PLACES),
            states.scored,
            states.not_covered,
            states.cannot_judge,
            states.section_missing,
            states.absent,
            str(comparison.threshold),
            len(count.at_least),
            len(count.below),
        )


def cell_rows(comparison: Comparison, language: Language) -> Iterator[tuple[object, ...]]:
    """Yield a row for every cell, with its first quotes."""
    names = {measure.id: measure.name.render(language) for measure in comparison.items}
    for plan in comparison.plans:
        for cell in plan.cells:
            quotes = [" ".join(quote.text.split()) for quote in cell.quotes[:_QUOTES_SHOWN]]
            yield (
                plan.title,
                plan.source,
                names.get(cell.item, cell.item),
                "" if cell.score is None else cell.score,
                STATES[cell.state.value].render(language),
                " / ".join(quotes),
            )


def test_rows(comparison: Comparison, language: Language) -> Iterator[tuple[object, ...]]:
    """Yield a row for every test."""
    for test in comparison.tests:
        yield (
            TEST_NAMES[test.name].render(language),
            comparison.measure(test.measure).name.render(language),
            " / ".join(scope_name(comparison, key, language) for key in test.groups),
            " / ".join(map(str, test.n)),
            shown(test.statistic, _PLACES),
            shown(test.p, _P_PLACES),
            shown(test.adjusted, _P_PLACES),
            shown(test.effect, _PLACES),
            METHODS[test.method].render(language) if test.method else "",
            "" if test.arrangements is None else str(test.arrangements),
            REASONS[test.reason].render(language) if test.reason else "",
        )


def finding_rows(comparison: Comparison, language: Language) -> Iterator[tuple[object, ...]]:
    """Yield a row for everything that the rules found."""
    for finding in comparison.rule_findings:
        scopes = finding.scopes or (finding.scope,)
        yield (
            finding.rule,
            " / ".join(scope_name(comparison, scope, language) for scope in scopes),
            finding.says.render(language),
            finding.advice.render(language),
            " / ".join(dict.fromkeys(comparison.plan(key).title for key in finding.plans)),
            " / ".join(" ".join(found.quote.text.split()) for found in finding.quotes[:_QUOTES_SHOWN]),
        )


def copy_rows(comparison: Comparison) -> Iterator[tuple[object, ...]]:
    """Yield a row for every near-identical passage."""
    for copy in comparison.copies:
        one, two = comparison.plan(copy.earlier), comparison.plan(copy.later)
        yield (
            one.title,
            one.published or "",
            two.title,
            two.published or "",
            copy.characters,
            shown(copy.similarity),
            " ".join(copy.earlier_quote.text.split()),
            " ".join(copy.later_quote.text.split()),
        )


def interval_text(mean: Mean) -> str:
    """Return the interval of a mean as ``[1.54, 2.92]``, empty where there is none."""
    interval = mean.interval
    if interval is None or interval.low is None or interval.high is None:
        return ""
    return f"[{_bound(interval.low, 2)}, {_bound(interval.high, 2)}]"


def _bound(value: float, places: int) -> str:
    return str(round_half_up(Fraction(value), places))
