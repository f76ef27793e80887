"""What a text says against itself as a plan: impossible years, jumps in the numbering, no parts of a plan."""

from __future__ import annotations

import re
from typing import Final

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.plans.documents.model import Document
from liance.plans.documents.views import View
from liance.plans.structure.entries import Layout

#: Most findings of one kind that are listed one by one; the rest are counted in one more finding.
MAX_LISTED: Final = 20
#: Years that a plan can speak of.
YEARS: Final = range(1900, 2101)

IMPOSSIBLE_YEAR: Final = FindingKind(
    "outline.impossible_year",
    Severity.WARNING,
    says=Text(zh="“{year}年”不可能是年份", en="'{year}年' cannot be a year"),
    advice=Text(
        zh="请对照原件核对数字；多半是转换或识别时出错",
        en="compare with the original; most likely conversion or recognition went wrong",
    ),
)
IMPOSSIBLE_YEARS_MORE: Final = FindingKind(
    "outline.impossible_years_more",
    Severity.WARNING,
    says=Text(zh="另有{count}处不可能的年份未逐一列出", en="{count} more impossible years are not listed"),
    advice=Text(zh="建议换用可靠的原件重新读入", en="better read a sound copy of the original"),
)
NUMBERING_GAP: Final = FindingKind(
    "outline.numbering_gap",
    Severity.INFO,
    says=Text(
        zh="编号不连续：“{heading}”处应为第{expected}项，实为第{found}项",
        en="numbering jumps: number {expected} was due, '{heading}' has {found}",
    ),
    advice=Text(zh="请检查原文是否缺标题或编号", en="check the original for a lost heading or number"),
)
LOST_NUMBER: Final = FindingKind(
    "outline.lost_number",
    Severity.INFO,
    says=Text(
        zh="“{heading}”缺编号，按前后编号视为标题",
        en="'{heading}' has no number; the numbers around it make it a heading",
    ),
    advice=Text(zh="请对照原件补上编号", en="add the number as in the original"),
)
NO_HEADINGS: Final = FindingKind(
    "outline.no_headings",
    Severity.WARNING,
    says=Text(zh="没有找到带编号的标题", en="no numbered headings were found"),
    advice=Text(
        zh="如果是规划文本，请检查转换时标题编号是否丢失",
        en="if this is a plan, check whether conversion lost the numbers of the headings",
    ),
)
NOT_A_PLAN: Final = FindingKind(
    "outline.not_a_plan",
    Severity.WARNING,
    says=Text(
        zh="这篇文本不像规划：没有编号标题，也没有目标、任务或保障部分",
        en="this text does not look like a plan: no numbered headings, no goals, tasks or safeguards",
    ),
    advice=Text(
        zh="请确认文件是否选对（新闻、评论不能按规划评分）",
        en="check the file: news and comments cannot be scored as plans",
    ),
)
ARTICLE: Final = FindingKind(
    "outline.article",
    Severity.WARNING,
    says=Text(
        zh="开头有摘要和关键词，像是论文而不是规划",
        en="it opens with an abstract and keywords, like a paper, not a plan",
    ),
    advice=Text(
        zh="仍按其中的规划内容读取；如要评规划本身，请改用规划正文",
        en="what it says of a plan is read all the same; to score the plan itself, give its text",
    ),
)
#: How far into a text the head of a paper may lie.
_HEAD: Final = 3_000
_ABSTRACT: Final = re.compile(r"(?:^|\n)[\s*#]{0,8}摘\s{0,4}要[\s*]{0,4}[:：]")
_KEYWORDS: Final = re.compile(r"(?:^|\n)[\s*#]{0,8}关键[词字][\s*]{0,4}[:：]")

_YEAR: Final = re.compile(
    r"(\d{4})(?<![\d.]....)"
    r"(?=\s?年(?!\s?[多余]?\s?(?:的?历史|文明|文化|前|来|以来|之久))|[-—–~～至]{1,2}\s?\d{4}\s?年)"
)
_DURATION: Final = re.compile(r"(?:近|约|逾|超过?|长达|历时|距今)$")


def check_outline(document: Document, view: View, layout: Layout) -> tuple[Finding, ...]:
    """Return the findings of a document whose headings are ``layout``."""
    return (
        *_plan_findings(document, layout),
        *_article_findings(document),
        *_numbering_findings(document, view, layout),
        *_year_findings(document, view),
    )


def _plan_findings(document: Document, layout: Layout) -> list[Finding]:
    """Tell that there are no numbered headings, and whether nothing else marks the text as a plan."""
    if any(entry.kind for entry in layout.entries):
        return []
    place = Place(document.source)
    if layout.entries:  # lines of role words only: a plan that lost its numbers
        return [NO_HEADINGS.at(place)]
    return [NO_HEADINGS.at(place), NOT_A_PLAN.at(place)]


def _article_findings(document: Document) -> list[Finding]:
    """Tell that a text has the head of a paper."""
    is_paper = all(mark.search(document.text, 0, _HEAD) for mark in (_ABSTRACT, _KEYWORDS))
    return [ARTICLE.at(Place(document.source))] if is_paper else []


def _place(document: Document, view: View, start: int, end: int) -> Place:
    span = view.source_span(start, end)
    return Place(document.source, span.start, span.end, page=document.page_of(span.start))


def _numbering_findings(document: Document, view: View, layout: Layout) -> list[Finding]:
    found = []
    for entry in layout.entries:
        if not entry.lost and entry.expected is None:
            continue
        place = _place(document, view, entry.start, entry.end)
        heading = view.text[entry.start : entry.end]
        if entry.lost:
            found.append(LOST_NUMBER.at(place, heading=heading))
        else:
            details = {"heading": heading, "expected": entry.expected, "found": entry.number}
            found.append(NUMBERING_GAP.at(place, **details))
    return found


def _year_findings(document: Document, view: View) -> list[Finding]:
    text = view.text
    matches = [
        match
        for match in _YEAR.finditer(text)
        if int(match[1]) not in YEARS and not _DURATION.search(text, max(0, match.start() - 4), match.start())
    ]
    found = [
        IMPOSSIBLE_YEAR.at(_place(document, view, match.start(1), match.end(1)), year=match[1])
        for match in matches[:MAX_LISTED]
    ]
    if len(matches) > MAX_LISTED:
        found.append(IMPOSSIBLE_YEARS_MORE.at(Place(document.source), count=len(matches) - MAX_LISTED))
    return found
