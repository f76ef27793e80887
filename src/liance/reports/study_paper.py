"""The report of a study as sections and tables, for every renderer of reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from liance.core.language import Language, Text
from liance.plans.agreement.measures import Measure
from liance.plans.agreement.report import ItemAgreement, RaterProfile
from liance.plans.study.model import Cell, Judgement, Role, Stage
from liance.plans.study.results import PlanResult
from liance.plans.study.words import DESIGNS, ERROR_CLASSES, ROLES, STAGES, STATES
from liance.reports.report.model import (
    Align,
    Block,
    Bullets,
    Column,
    Paragraph,
    Report,
    Section,
    Table,
    TableCell,
    field,
    plain,
)
from liance.reports.study_report import StudyReport, compared

#: Coefficients shown by item; the table over all items shows every one.
_BY_ITEM: Final = {
    "alpha_ordinal": Text(zh="α", en="Alpha"),
    "ac2_quadratic": Text(zh="AC2", en="AC2"),
    "exact_agreement": Text(zh="完全一致", en="Exact"),
}
_NUMERALS: Final = "一二三四五六七八九十"
_W: Final = {
    "subtitle": Text(zh="专家评分研究报告", en="Report of a study with experts"),
    "contents": Text(zh="目录", en="Contents"),
    "stage": Text(zh="阶段", en="Stage"),
    "rubric": Text(zh="评分标准", en="Rubric"),
    "plans": Text(zh="规划", en="Plans"),
    "count": Text(zh="{count} 份", en="{count}"),
    "raters": Text(zh="评分者", en="Raters"),
    "design": Text(zh="分配方式", en="Design"),
    "unfinished": Text(
        zh="研究尚处“{stage}”阶段，共识还没有全部确定，以下结果是中间结果。",
        en="The study is in stage '{stage}'; consensus is not complete, and these are results on the way.",
    ),
    "table": Text(zh="表{n}", en="Table {n}"),
    "method": Text(zh="做法", en="What was done"),
    "method_text": Text(
        zh="{raters} 位专家各自独立评分；评分在揭示之前以加盐摘要值封存，此后不再改动。揭示之后讨论分歧，可另投新票并写明理由；"
        "共识与独立评分分开记录，不同意见保留。机器评分者（如有）只供对照，不参加共识。",
        en="{raters} experts scored alone. Before the reveal the scores were sealed by salted digests and have not been "
        "changed since. Disagreements were then discussed; new votes carry a reason. Consensus is kept apart from the "
        "blind scores, and dissent is kept. A machine rater, where there is one, stands beside and has no say.",
    ),
    "when": Text(zh="时间", en="When"),
    "role": Text(zh="身份", en="Role"),
    "left": Text(zh="退出理由", en="Why withdrawn"),
    "seal": Text(zh="封存摘要值", en="Digest of the seal"),
    "sealed": Text(zh="封存时间", en="Sealed at"),
    "check": Text(zh="核对", en="Check"),
    "fits": Text(zh="相符", en="fits"),
    "broken": Text(zh="{count} 格不符", en="{count} cells do not fit"),
    "members": Text(zh="评分者与封存", en="Raters and seals"),
    "stages": Text(zh="各阶段的开始时间", en="When each stage began"),
    "anchored": Text(
        zh="封存文件 {digest} 存证于：{reference}（{at}）",
        en="Document {digest} is anchored at: {reference} ({at})",
    ),
    "agreement": Text(zh="讨论前后的一致性", en="Agreement before and after the discussion"),
    "agreement_note": Text(
        zh="讨论前为独立评分，讨论后为各人最终的票。讨论之后的一致性不是评分可靠性的证据：专家已相互影响。区间为 95%，按规划重抽样。",
        en="Before: the blind scores; after: what each rater says in the end. Agreement after a discussion is no proof of "
        "reliability, since the raters have heard each other. Intervals are 95 %, by plan.",
    ),
    "overall": Text(zh="全部项目：各统计量", en="All items: every coefficient"),
    "by_item": Text(zh="各项目", en="By item"),
    "machine_note": Text(
        zh="把机器也算作一位评分者时，独立评分的 α 为 {value}。",
        en="With the machine as one more rater alpha of the blind scores is {value}.",
    ),
    "profiles": Text(zh="各评分者：严格程度与一致程度", en="Raters: severity and conformity"),
    "measure": Text(zh="统计量", en="Coefficient"),
    "before": Text(zh="讨论前", en="Before"),
    "after": Text(zh="讨论后", en="After"),
    "item": Text(zh="项目", en="Item"),
    "severity": Text(zh="严格程度", en="Severity"),
    "conformity": Text(zh="与其他人一致", en="Conformity"),
    "severity_note": Text(
        zh="严格程度是其他人的均分减去本人评分，正值为偏严；一致程度为 0 至 1。",
        en="Severity is the mean of the others less the own score, positive for a strict rater; conformity lies in 0-1.",
    ),
    "levels": Text(
        zh="各级的评分数（讨论前）：{counts}；没有用到的级别：{unused}；缺 {missing} 个评分。",
        en="Ratings at each level (before): {counts}; levels nobody used: {unused}; {missing} ratings missing.",
    ),
    "disagreements": Text(zh="分歧与改动", en="Disagreements and changes"),
    "disagreement_text": Text(
        zh="独立评分中有 {count} 格不一致（共 {cells} 格），其中 {far} 格相差 2 级以上；讨论后仍有 {left} 格不一致。",
        en="{count} of {cells} cells differed in the blind scores, {far} of them by two levels or more; {left} still differ.",
    ),
    "changes": Text(zh="改动的评分", en="Changed scores"),
    "no_changes": Text(zh="没有人改动评分。", en="Nobody changed a score."),
    "plan": Text(zh="规划", en="Plan"),
    "rater": Text(zh="评分者", en="Rater"),
    "change": Text(zh="原评分→新票", en="Blind to vote"),
    "class": Text(zh="类别", en="Class"),
    "reason": Text(zh="理由", en="Reason"),
    "classes": Text(zh="改动的类别：{counts}。", en="Classes of changes: {counts}."),
    "consensus": Text(zh="共识", en="Consensus"),
    "cells": Text(zh="各规划各项目的共识", en="Consensus by plan and item"),
    "cells_note": Text(
        zh="* 有不同意见；—：无法判断或缺少章节正文。未涉及的项目计 0 分。",
        en="* with dissent; -: cannot be judged or section missing. An item that the text does not touch scores 0.",
    ),
    "sums": Text(zh="合计", en="Aggregates"),
    "sums_note": Text(
        zh="均值按评分标准规定的权重计算，四舍五入；括号内为计入的格数。",
        en="Means weighted as the rubric says, rounded half up; the number of cells in brackets.",
    ),
    "dissent": Text(zh="保留的不同意见", en="Dissent"),
    "who": Text(zh="不同意见者", en="Who dissents"),
    "decided": Text(zh="共识", en="Consensus"),
    "their": Text(zh="其评分", en="Their score"),
    "no_dissent": Text(zh="没有保留的不同意见。", en="There is no dissent."),
    "machine_cells": Text(
        zh="机器评分与共识相比：相同 {same} 格，相差一级 {near} 格，相差更多 {far} 格（两者都有分数的 {n} 格）。",
        en="Machine against consensus: {same} cells the same, {near} one level apart, {far} further (of {n} with both).",
    ),
    "comments": Text(zh="发布机构的意见与答复", en="Comments of issuers"),
    "no_comments": Text(zh="没有收到意见。", en="There were no comments."),
    "author": Text(zh="机构", en="Issuer"),
    "text": Text(zh="意见", en="Comment"),
    "reply": Text(zh="答复", en="Reply"),
    "whole": Text(zh="全文", en="whole plan"),
    "blind": Text(zh="附录：独立评分", en="Appendix: blind scores"),
    "blind_note": Text(zh="每格依次为：{raters}。", en="In each cell: {raters}."),
}


def study_paper(report: StudyReport, language: Language) -> Report:
    """Return the report of a study, ready for HTML, DOCX or PDF."""
    return _Writer(report, language).paper()


class _Writer:
    """Writes one report in one language, counting sections and tables."""

    def __init__(self, report: StudyReport, language: Language) -> None:
        self.report = report
        self.language = language
        self.tables = self.chapters = 0
        self.joiner = "、" if language is Language.ZH else ", "

    def say(self, name: str, **fields: object) -> str:
        return _W[name].render(self.language, **fields)

    def paper(self) -> Report:
        report = self.report
        facts = (
            (self.say("stage"), STAGES[report.stage].render(self.language)),
            (self.say("rubric"), report.rubric_label),
            (self.say("plans"), self.say("count", count=len(report.plans))),
            (self.say("raters"), self.joiner.join(name for name, _, left in report.raters if not left)),
            (self.say("design"), DESIGNS[report.share.design].render(self.language)),
        )
        sections = [self.method(), self.agreement(), self.disagreements()]
        if report.results:
            sections.append(self.consensus())
        if report.stage in (Stage.CONSENSUS, Stage.CLOSED):
            sections.append(self.comments())
        sections.append(self.blind())
        return Report(
            language=self.language,
            title=report.title,
            subtitle=self.say("subtitle"),
            facts=facts,
            contents=self.say("contents"),
            sections=tuple(sections),
        )

    def section(self, name: str, blocks: Iterable[Block], *, numbered: bool = True) -> Section:
        heading = self.say(name)
        depth: Literal[1] = 1
        if numbered:
            self.chapters += 1
            number = (
                f"{_NUMERALS[self.chapters - 1]}、" if self.language is Language.ZH else f"{self.chapters}  "
            )
            heading = number + heading
        return Section(f"s_{name}", heading, depth, tuple(blocks))

    def table(
        self, caption: str, heads: Sequence[tuple[str, int, Align]], rows: Iterable[Sequence[TableCell | str]]
    ) -> Table:
        self.tables += 1
        top = max(level.level for item in self.report.rubric.items for level in item.levels)
        return Table(
            f"table_{self.tables}",
            self.say("table", n=self.tables),
            caption,
            tuple(Column(name, width, align) for name, width, align in heads),
            tuple(tuple(field(cell) if isinstance(cell, str) else cell for cell in row) for row in rows),
            top,
        )

    def note(self, text: str) -> Paragraph:
        return Paragraph(plain(text), "note")

    def body(self, text: str) -> Paragraph:
        return Paragraph(plain(text))

    def item(self, item: str) -> str:
        return self.report.item_name(item, self.language)

    def plan(self, key: str) -> str:
        return self.report.plans[key][0] if key in self.report.plans else key

    def score(self, judgement: Judgement) -> str:
        if judgement.score is None:
            return STATES[judgement.state].render(self.language)
        return str(judgement.score)

    def method(self) -> Section:
        report = self.report
        active = [name for name, role, left in report.raters if not left and role is Role.EXPERT]
        blocks: list[Block] = [self.body(self.say("method_text", raters=len(active)))]
        if report.stage is not Stage.CLOSED:
            stage = STAGES[report.stage].render(self.language)
            blocks.append(self.body(self.say("unfinished", stage=stage)))
        blocks.append(
            self.table(
                self.say("stages"),
                ((self.say("stage"), 3, "left"), (self.say("when"), 5, "left")),
                [(STAGES[Stage(stage)].render(self.language), at) for stage, at in report.stages],
            )
        )
        rows = []
        for name, role, left in report.raters:
            digest, at = report.seals.get(name, ("—", "—"))
            broken = len(report.broken_seals.get(name, ()))
            check = self.say("broken", count=broken) if broken else self.say("fits")
            rows.append(
                (
                    name,
                    ROLES[role].render(self.language),
                    at,
                    digest.removeprefix("sha256:")[:16],
                    check if name in report.seals else left or "—",
                )
            )
        blocks.append(
            self.table(
                self.say("members"),
                (
                    (self.say("rater"), 3, "left"),
                    (self.say("role"), 3, "left"),
                    (self.say("sealed"), 4, "left"),
                    (self.say("seal"), 4, "left"),
                    (self.say("check"), 3, "left"),
                ),
                rows,
            )
        )
        blocks += [
            self.note(self.say("anchored", digest=digest, reference=reference, at=at))
            for digest, reference, at in report.anchors
        ]
        return self.section("method", blocks)

    def agreement(self) -> Section:
        agreement = self.report.agreement
        before, after = agreement.before.overall, agreement.after.overall
        blocks: list[Block] = [
            self.body(self.say("agreement_note")),
            self.table(
                self.say("overall"),
                (
                    (self.say("measure"), 6, "left"),
                    (self.say("before"), 4, "right"),
                    (self.say("after"), 4, "right"),
                ),
                [
                    (one.label.render(self.language), _value(one), _value(other))
                    for one, other in zip(before.measures, after.measures, strict=True)
                ],
            ),
        ]
        blocks += [self.note(why.render(self.language)) for why in (before.why_differ,) if why is not None]
        unused = [str(level) for level, count in before.levels.items() if not count]
        blocks.append(
            self.note(
                self.say(
                    "levels",
                    counts=self.joiner.join(f"{level}: {count}" for level, count in before.levels.items()),
                    unused=self.joiner.join(unused) or "—",
                    missing=before.missing,
                )
            )
        )
        if agreement.with_machine is not None:
            value = _value(agreement.with_machine.overall.measure("alpha_ordinal"))
            blocks.append(self.note(self.say("machine_note", value=value)))
        blocks.append(self.items_table())
        blocks += [self.profiles(before, after), self.note(self.say("severity_note"))]
        return self.section("agreement", blocks)

    def items_table(self) -> Table:
        agreement = self.report.agreement
        pairs = compared(agreement.before, agreement.after)[1:]
        order = [item.id for item in self.report.rubric.items]
        heads: list[tuple[str, int, Align]] = [(self.say("item"), 3, "left")]
        for label in _BY_ITEM.values():
            short = label.render(self.language)
            heads += [
                (f"{short} · {self.say('before')}", 4, "right"),
                (f"{short} · {self.say('after')}", 4, "right"),
            ]
        rows = []
        for one, other in sorted(pairs, key=lambda pair: order.index(pair[0].item or "")):
            row = [self.item(one.item or "")]
            for name in _BY_ITEM:
                row += [_value(one.measure(name)), _value(other.measure(name))]
            rows.append(row)
        return self.table(self.say("by_item"), heads, rows)

    def profiles(self, before: ItemAgreement, after: ItemAgreement) -> Table:
        others = {one.rater: one for one in after.profiles}
        return self.table(
            self.say("profiles"),
            (
                (self.say("rater"), 3, "left"),
                (f"{self.say('severity')} · {self.say('before')}", 4, "right"),
                (f"{self.say('severity')} · {self.say('after')}", 4, "right"),
                (f"{self.say('conformity')} · {self.say('before')}", 4, "right"),
                (f"{self.say('conformity')} · {self.say('after')}", 4, "right"),
            ),
            [_profile(one, others[one.rater]) for one in before.profiles if one.rater in others],
        )

    def disagreements(self) -> Section:
        report = self.report
        left = sum(len({one.verdict for one in of_cell.values()}) > 1 for of_cell in report.final.values())
        far = sum(one.distance > 1 for one in report.disagreements)
        blocks: list[Block] = [
            self.body(
                self.say(
                    "disagreement_text",
                    count=len(report.disagreements),
                    cells=len(report.blind),
                    far=far,
                    left=left,
                )
            )
        ]
        if not report.changes:
            blocks.append(self.body(self.say("no_changes")))
            return self.section("disagreements", blocks)
        rows = [
            (
                self.plan(one.vote.cell.plan),
                self.item(one.vote.cell.item),
                one.vote.rater,
                f"{self.score(one.blind)} → {self.score(one.vote.judgement)}",
                ERROR_CLASSES[one.vote.error_class].render(self.language),
                one.vote.reason,
            )
            for one in report.changes
        ]
        counts = {
            words.render(self.language): sum(one.vote.error_class is error for one in report.changes)
            for error, words in ERROR_CLASSES.items()
        }
        blocks += [
            self.table(
                self.say("changes"),
                (
                    (self.say("plan"), 5, "left"),
                    (self.say("item"), 3, "left"),
                    (self.say("rater"), 2, "left"),
                    (self.say("change"), 3, "left"),
                    (self.say("class"), 3, "left"),
                    (self.say("reason"), 6, "left"),
                ),
                rows,
            ),
            self.note(
                self.say(
                    "classes",
                    counts=self.joiner.join(f"{name} {count}" for name, count in counts.items() if count),
                )
            ),
        ]
        return self.section("disagreements", blocks)

    def consensus(self) -> Section:
        report = self.report
        items = report.rubric.items
        rows = []
        for result in report.results:
            row: list[TableCell | str] = [self.plan(result.plan)]
            for item in items:
                decision = result.decisions.get(item.id)
                score = decision.judgement.score if decision else None
                mark = "*" if decision and decision.dissent else ""
                row.append(field(("—" if score is None else str(score)) + mark, level=score))
            rows.append(row)
        heads: list[tuple[str, int, Align]] = [(self.say("plan"), 6, "left")]
        heads += [(self.item(item.id), 2, "center") for item in items]
        blocks: list[Block] = [
            self.table(self.say("cells"), heads, rows),
            self.note(self.say("cells_note")),
        ]
        specs = report.rubric.aggregates
        if specs:
            names = [spec.name.zh if self.language is Language.ZH else spec.name.en for spec in specs]
            heads = [(self.say("plan"), 6, "left"), *((name, 3, "center") for name in names)]
            blocks += [
                self.table(self.say("sums"), heads, [self.sums(result) for result in report.results]),
                self.note(self.say("sums_note")),
            ]
        blocks += self.dissent()
        blocks += self.machine()
        return self.section("consensus", blocks)

    def sums(self, result: PlanResult) -> list[str]:
        return [
            self.plan(result.plan),
            *(
                f"{one.display or '—'}（{one.n}）"
                if self.language is Language.ZH
                else f"{one.display or '-'} ({one.n})"
                for one in result.aggregates
            ),
        ]

    def dissent(self) -> list[Block]:
        report = self.report
        rows = []
        for result in report.results:
            for item, decision in result.decisions.items():
                said = report.final[Cell(result.plan, item)]
                rows += [
                    (
                        self.plan(result.plan),
                        self.item(item),
                        self.score(decision.judgement),
                        rater,
                        self.score(said[rater]),
                        decision.reason,
                    )
                    for rater in decision.dissent
                    if rater in said
                ]
        if not rows:
            return [self.body(self.say("no_dissent"))]
        return [
            self.table(
                self.say("dissent"),
                (
                    (self.say("plan"), 5, "left"),
                    (self.say("item"), 3, "left"),
                    (self.say("decided"), 2, "center"),
                    (self.say("who"), 3, "left"),
                    (self.say("their"), 2, "center"),
                    (self.say("reason"), 6, "left"),
                ),
                rows,
            )
        ]

    def machine(self) -> list[Block]:
        apart = []
        for result in self.report.results:
            for item, decision in result.decisions.items():
                for judgement in self.report.machine.get(Cell(result.plan, item), {}).values():
                    if judgement.score is not None and decision.judgement.score is not None:
                        apart.append(abs(judgement.score - decision.judgement.score))
        if not apart:
            return []
        return [
            self.body(
                self.say(
                    "machine_cells",
                    same=apart.count(0),
                    near=apart.count(1),
                    far=sum(steps > 1 for steps in apart),
                    n=len(apart),
                )
            )
        ]

    def comments(self) -> Section:
        report = self.report
        if not report.comments:
            return self.section("comments", [self.body(self.say("no_comments"))])
        table = self.table(
            self.say("comments"),
            (
                (self.say("author"), 3, "left"),
                (self.say("plan"), 5, "left"),
                (self.say("item"), 3, "left"),
                (self.say("text"), 6, "left"),
                (self.say("reply"), 6, "left"),
            ),
            [
                (
                    one.author,
                    self.plan(one.plan),
                    self.item(one.item) if one.item else self.say("whole"),
                    one.text,
                    one.reply or "—",
                )
                for one in report.comments
            ],
        )
        return self.section("comments", [table])

    def blind(self) -> Section:
        report = self.report
        raters = [name for name, role, left in report.raters if not left and role is Role.EXPERT]
        heads: list[tuple[str, int, Align]] = [(self.say("plan"), 6, "left")]
        heads += [(self.item(item.id), 2, "center") for item in report.rubric.items]
        rows = []
        for key in report.plans:
            row = [self.plan(key)]
            for item in report.rubric.items:
                said = report.blind.get(Cell(key, item.id), {})
                row.append(" ".join(_short(said.get(rater)) for rater in raters))
            rows.append(row)
        return self.section(
            "blind",
            [
                Bullets((plain(self.say("blind_note", raters=self.joiner.join(raters))),)),
                self.table(self.say("blind"), heads, rows),
            ],
            numbered=False,
        )


def _short(judgement: Judgement | None) -> str:
    return "·" if judgement is None else "—" if judgement.score is None else str(judgement.score)


def _value(measure: Measure) -> str:
    if measure.value is None:
        return "—"
    low, high = measure.interval.low, measure.interval.high
    span = "" if low is None or high is None else f" ({low:.2f}\u00a0–\u00a0{high:.2f})"
    return f"{measure.value:.2f}{span}"


def _profile(one: RaterProfile, other: RaterProfile) -> tuple[str, ...]:
    return (
        one.rater,
        *(_value(measure) for measure in (one.severity, other.severity, one.conformity, other.conformity)),
    )
