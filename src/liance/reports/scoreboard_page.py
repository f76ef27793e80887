"""All plans of a run as one HTML page: a row per plan, a column per item, links to the scorecards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lxml import etree

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.packs.model import Rubric
from liance.plans.scoring import Aggregate, ScoredPlan
from liance.reports.html import STYLE, E, clean, document
from liance.reports.words import LEVELS, SEVERITIES

_WORDS = {
    "title": Text(zh="规划评分总览", en="Scoreboard of plans"),
    "kicker": Text(zh="机器评分", en="Machine scores"),
    "note": Text(
        zh="机器评分只是一位评分者的意见，不是结论。点击规划名称查看每一分的原文依据。",
        en="Machine scores are one rater's opinion, not a result. Open a plan to see the sentences behind each score.",
    ),
    "plan": Text(zh="规划", en="Plan"),
    "level": Text(zh="级别", en="Level"),
    "subject": Text(zh="主题技术", en="Subject"),
    "findings": Text(zh="发现的问题", en="Findings"),
    "legend": Text(
        zh="0 为未涉及；“—”为无法判断或缺少章节正文，不计入均值。",
        en="0 means not covered; a dash means cannot judge or section missing and is left out of means.",
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the scoreboard: what is kept of a plan once its scorecard is written."""

    title: str
    source: str
    level: str | None
    subject: str
    scores: tuple[int | None, ...]
    aggregates: tuple[Aggregate, ...]
    link: str | None = None

    @property
    def values(self) -> tuple[Fraction | None, ...]:
        """The exact aggregates."""
        return tuple(aggregate.value for aggregate in self.aggregates)


def row_of(plan: ScoredPlan, link: str | None = None) -> Row:
    """Return the line of one scored plan."""
    metadata = plan.document.metadata
    return Row(
        title=metadata.title or plan.document.source,
        source=plan.document.source,
        level=metadata.level.value if metadata.level else None,
        subject=plan.subject.name,
        scores=tuple(rating.score for rating in plan.scorecard.ratings),
        aggregates=plan.scorecard.aggregates,
        link=link,
    )


def scoreboard_page(
    rows: Sequence[Row], rubric: Rubric, findings: Sequence[Finding], language: Language
) -> str:
    """Return the page of all plans as a complete HTML document."""
    chinese = language is Language.ZH
    heads = [_WORDS["plan"], _WORDS["level"], _WORDS["subject"]]
    names = [item.name if chinese else item.name_en for item in rubric.items]
    sums = [spec.name.zh if chinese else spec.name.en for spec in rubric.aggregates]
    table = E.table(
        {"class": "board"},
        E.thead(
            E.tr(
                E.th(heads[0].render(language)),
                *(E.th({"class": "minor"}, head.render(language)) for head in heads[1:]),
                *(E.th({"class": "num"}, name) for name in (*names, *sums)),
            )
        ),
        E.tbody(*(_row(row, language) for row in rows)),
    )
    body = [
        E.header(
            E.div(_WORDS["kicker"].render(language), {"class": "kicker"}),
            E.h1(_WORDS["title"].render(language)),
            E.p(_WORDS["note"].render(language), {"class": "note"}),
        ),
        E.main(
            E.section(
                {"class": "panel wide"}, table, E.p({"class": "note"}, _WORDS["legend"].render(language))
            ),
            *_findings(findings, language),
        ),
    ]
    return document(_WORDS["title"].render(language), STYLE, body, language)


def _row(row: Row, language: Language) -> etree._Element:
    title = E.a({"href": row.link}, clean(row.title)) if row.link else E.span(clean(row.title))
    level = LEVELS[row.level].render(language) if row.level else "—"
    return E.tr(
        E.td({"class": "title"}, title),
        E.td({"class": "minor level"}, level),
        E.td({"class": "minor subject"}, clean(row.subject or "—")),
        *(
            E.td({"class": f"num s{'x' if score is None else score}"}, "—" if score is None else str(score))
            for score in row.scores
        ),
        *(E.td({"class": "num"}, aggregate.display or "—") for aggregate in row.aggregates),
    )


def _findings(findings: Sequence[Finding], language: Language) -> list[etree._Element]:
    if not findings:
        return []
    return [
        E.section(
            {"class": "panel wide"},
            E.h2(_WORDS["findings"].render(language)),
            findings_table(findings, language),
        )
    ]


def findings_table(findings: Sequence[Finding], language: Language) -> etree._Element:
    """Return findings as a table: severity, file, what is wrong and what to do."""
    return E.table(
        *(
            E.tr(
                E.td(SEVERITIES[finding.severity.value].render(language)),
                E.td(clean(finding.place.source)),
                E.td(clean(finding.message(language)), E.br(), E.small(clean(finding.advice(language)))),
            )
            for finding in findings
        )
    )
