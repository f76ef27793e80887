"""A comparison as a workbook: every mean, count, test, finding, cell and quote as rows, for those who compute on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from liance.core.language import Language, Text
from liance.plans.comparison.model import Comparison, GroupTest, Mean
from liance.reports.report import words
from liance.reports.report.model import Report
from liance.reports.report.numbers import Numbers
from liance.reports.spreadsheet import Entry, Sheet, workbook_of
from liance.reports.words import LEVELS, STATES

_NAMES = {
    "about": Text(zh="说明", en="About"),
    "plans": Text(zh="规划", en="Plans"),
    "scores": Text(zh="得分", en="Scores"),
    "means": Text(zh="均值", en="Means"),
    "counts": Text(zh="份数", en="Counts"),
    "tests": Text(zh="检验", en="Tests"),
    "findings": Text(zh="诊断", en="Findings"),
    "cells": Text(zh="单元与依据", en="Cells and quotes"),
}
_HEADS = {
    "source": Text(zh="文件", en="File"),
    "digest": Text(zh="文件摘要", en="Digest"),
    "scope": Text(zh="范围", en="Scope"),
    "weighting": Text(zh="权重", en="Weighting"),
    "low": Text(zh="区间下限", en="Interval low"),
    "high": Text(zh="区间上限", en="Interval high"),
    "cells_counted": Text(zh="计入单元", en="Cells counted"),
    "cells_left": Text(zh="未计单元", en="Cells left out"),
    "threshold": Text(zh="门槛", en="Threshold"),
    "at_least": Text(zh="达到份数", en="At least"),
    "below": Text(zh="低于份数", en="Below"),
    "without": Text(zh="无分数", en="Without score"),
    "groups": Text(zh="组", en="Groups"),
    "statistic": Text(zh="统计量", en="Statistic"),
    "test": Text(zh="检验", en="Test"),
    "arrangements": Text(zh="排列数", en="Arrangements"),
    "reason": Text(zh="未检验原因", en="Why not tested"),
    "says": Text(zh="诊断", en="Finding"),
    "advice": Text(zh="建议", en="Advice"),
    "kind": Text(zh="类别", en="Kind"),
    "quote": Text(zh="原文", en="Quote"),
    "page": Text(zh="页", en="Page"),
    "start": Text(zh="起（字）", en="From (sign)"),
    "end": Text(zh="止（字）", en="To (sign)"),
    "rater": Text(zh="评分者", en="Rater"),
    "stage": Text(zh="阶段", en="Stage"),
    "field": Text(zh="事项", en="Field"),
    "content": Text(zh="内容", en="Content"),
}
_TESTS = {
    "rank_sum": Text(zh="秩和检验（效应量为 Cliff δ）", en="rank sum (effect: Cliff's delta)"),
    "kruskal_wallis": Text(
        zh="Kruskal–Wallis 检验（效应量为 ε²）", en="Kruskal-Wallis (effect: epsilon squared)"
    ),
}


def xlsx_bytes(comparison: Comparison, report: Report, language: Language) -> bytes:
    """Return the comparison as xlsx, headed by the report's title and method.

    Raises:
        SpreadsheetError: openpyxl is not installed.
    """
    return workbook_of(list(_Sheets(comparison, report, language).all()), report.title)


class _Sheets:
    def __init__(self, comparison: Comparison, report: Report, language: Language) -> None:
        self.comparison = comparison
        self.report = report
        self.language = language
        self.numbers = Numbers(comparison, language)
        self.rows_of_cells: dict[tuple[str, str], int] = {}
        self.cells = list(self.cell_rows())

    def say(self, text: Text) -> str:
        return text.render(self.language)

    def heads(self, *names: str) -> list[str]:
        return [self.say(_HEADS[name] if name in _HEADS else words.COLUMNS[name]) for name in names]

    def sheet(self, name: str, heads: Sequence[str], rows: Iterator[Sequence[object]]) -> Sheet:
        return Sheet(self.say(_NAMES[name]), heads, rows)

    def all(self) -> Iterator[Sheet]:
        names = [measure.name.render(self.language) for measure in self.comparison.measures]
        yield self.sheet("about", self.heads("field", "content"), self.about())
        plan = ("number", "title", "issuer", "region", "level", "published", "subject")
        yield self.sheet("plans", self.heads(*plan, "rater", "stage", "source", "digest"), self.plans())
        yield self.sheet("scores", [*self.heads("number", "title", "level"), *names], self.scores())
        mean = ("scope", "measure", "weighting", "mean", "exact", "low", "high", "n")
        yield self.sheet("means", self.heads(*mean, "cells_counted", "cells_left"), self.means())
        count = ("scope", "measure", "threshold", "at_least", "below", "without")
        yield self.sheet("counts", self.heads(*count), self.counts())
        test = (
            "test",
            "measure",
            "groups",
            "n",
            "statistic",
            "effect",
            "p",
            "adjusted",
            "method",
            "arrangements",
        )
        yield self.sheet("tests", self.heads(*test, "reason"), self.tests())
        yield self.sheet("findings", self.heads("number", "kind", "scope", "says", "advice"), self.findings())
        cell = ("number", "title", "item", "score", "state", "quote", "page", "start", "end")
        yield self.sheet("cells", self.heads(*cell), iter(self.cells))

    def about(self) -> Iterator[Sequence[object]]:
        report = self.report
        yield self.say(words.COLUMNS["title"]), report.title
        yield from report.facts
        for section in report.sections:
            if section.anchor == "s_method":
                for block in section.blocks:
                    yield section.heading, "".join(run.text for run in getattr(block, "runs", ()))

    def plans(self) -> Iterator[Sequence[object]]:
        for number, plan in enumerate(self.comparison.plans, 1):
            level = self.say(LEVELS[plan.level.value]) if plan.level else ""
            yield (
                number, plan.title, plan.issuer, plan.region, level, plan.published, plan.subject,
                plan.rater, plan.stage, plan.source, plan.digest,
            )  # fmt: skip

    def cell_rows(self) -> Iterator[Sequence[object]]:
        row = 2
        for number, plan in enumerate(self.comparison.plans, 1):
            for cell in plan.cells:
                name = self.say(self.comparison.measure(cell.item).name)
                self.rows_of_cells[plan.key, cell.item] = row
                head = (number, plan.title, name, cell.score, self.say(STATES[cell.state.value]))
                if not cell.quotes:
                    yield head
                    row += 1
                for quote in cell.quotes:
                    yield (*head, quote.text, quote.page, quote.span.start, quote.span.end)
                    row += 1

    def scores(self) -> Iterator[Sequence[object]]:
        name = self.say(_NAMES["cells"])
        for number, plan in enumerate(self.comparison.plans, 1):
            values: list[object] = []
            for measure in self.comparison.measures:
                value = plan.values.get(measure.id)
                row = self.rows_of_cells.get((plan.key, measure.items[0]))
                places = measure.places if measure.parts else 0
                values.append(
                    None if value is None else Entry(value, places, (name, row) if row is not None else None)
                )
            yield (number, plan.title, self.say(LEVELS[plan.level.value]) if plan.level else "", *values)

    def means(self) -> Iterator[Sequence[object]]:
        for mean in self.comparison.means:
            yield self.mean_row(mean)

    def mean_row(self, mean: Mean) -> Sequence[object]:
        interval = mean.interval
        left = mean.states.cannot_judge + mean.states.section_missing + mean.states.absent
        return (
            self.numbers.scope(mean.scope),
            self.say(self.comparison.measure(mean.measure).name),
            self.say(words.WEIGHTINGS[mean.weighting.value]),
            None if mean.value is None else Entry(mean.value, 2),
            "" if mean.value is None else str(mean.value),
            None if interval is None or interval.low is None else Entry(Fraction(interval.low), 2),
            None if interval is None or interval.high is None else Entry(Fraction(interval.high), 2),
            mean.n,
            mean.states.counted,
            left,
        )

    def counts(self) -> Iterator[Sequence[object]]:
        for count in self.comparison.counts:
            yield (
                self.numbers.scope(count.scope),
                self.say(self.comparison.measure(count.measure).name),
                str(count.threshold),
                len(count.at_least),
                len(count.below),
                len(count.without),
            )

    def tests(self) -> Iterator[Sequence[object]]:
        for test in self.comparison.tests:
            yield self.test_row(test)

    def test_row(self, test: GroupTest) -> Sequence[object]:
        return (
            self.say(_TESTS[test.name]) if test.name in _TESTS else test.name,
            self.say(self.comparison.measure(test.measure).name),
            " / ".join(self.numbers.scope(group) for group in test.groups),
            "+".join(str(n) for n in test.n),
            *(
                None if value is None else Entry(value, 4)
                for value in (test.statistic, test.effect, test.p, test.adjusted)
            ),
            {"exact": "全部排列" if self.language is Language.ZH else "exact"}.get(
                test.method or "", "" if test.method is None else "Monte Carlo"
            ),
            test.arrangements,
            test.reason,
        )

    def findings(self) -> Iterator[Sequence[object]]:
        for number, finding in enumerate(self.comparison.rule_findings, 1):
            scopes = finding.scopes or (finding.scope,)
            yield (
                number,
                finding.kind.value,
                " / ".join(self.numbers.scope(scope) for scope in scopes),
                self.say(finding.says),
                self.say(finding.advice),
            )
