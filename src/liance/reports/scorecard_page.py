"""A scored plan as one self-contained HTML page: items, criteria and quotes beside the marked text.

No script, no network: a link from each quote leads to its place in the text. lxml builds the tree, so that
whatever a plan's text holds is shown as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.packs.model import Item, Rubric
from liance.plans.evidence import Evidence
from liance.plans.ratings import Rating, held_back
from liance.plans.scoring import ScoredPlan
from liance.reports.html import STYLE, E, clean, document
from liance.reports.scoreboard_page import findings_table
from liance.reports.words import LEVELS, STATES

_WORDS = {
    "kicker": Text(zh="机器评分卡", en="Machine scorecard"),
    "note": Text(
        zh="机器评分只是一位评分者的意见，不是结论；结论由专家独立评分并会商得出。",
        en="Machine scores are one rater's opinion, not a result; results come from experts who rate and confer.",
    ),
    "issuer": Text(zh="发布机构", en="Issuer"),
    "level": Text(zh="级别", en="Level"),
    "published": Text(zh="发布日期", en="Published"),
    "subject": Text(zh="主题技术", en="Subject"),
    "file": Text(zh="文件", en="File"),
    "digest": Text(zh="文件摘要值", en="File digest"),
    "rubric": Text(zh="评分标准", en="Rubric"),
    "rater": Text(zh="评分者", en="Rater"),
    "unknown": Text(zh="未注明", en="not stated"),
    "items": Text(zh="各项得分与依据", en="Scores and their evidence"),
    "text": Text(zh="规划原文", en="The plan's text"),
    "met": Text(zh="符合", en="met"),
    "unmet": Text(zh="未见依据", en="no evidence"),
    "some": Text(zh="依据不足", en="not enough evidence"),
    "findings": Text(zh="发现的问题", en="Findings"),
    "n": Text(zh="计入 {n} 项", en="n = {n}"),
    "points": Text(zh="{score} 分", en="{score}"),
    "level_n": Text(zh="{level} 分档", en="Level {level}"),
    "held_back": Text(
        zh="{level} 分档有依据，但较低档缺少依据",
        en="evidence for level {level}, but the lower levels lack it",
    ),
    "more": Text(zh="另有 {count} 处", en="{count} more"),
    "page": Text(zh="第 {page} 页", en="p. {page}"),
}


_JOINERS = {Language.ZH: "；", Language.EN: "; "}
#: Quotes of one criterion that are shown at once.
_QUOTES_SHOWN = 3


def scorecard_page(plan: ScoredPlan, rubric: Rubric, findings: Sequence[Finding], language: Language) -> str:
    """Return the page of one scored plan as a complete HTML document."""
    title = plan.document.metadata.title or plan.document.source
    body = [
        E.header(
            E.div(_WORDS["kicker"].render(language), {"class": "kicker"}),
            E.h1(clean(title)),
            E.p(_WORDS["note"].render(language), {"class": "note"}),
            _facts(plan, language),
            _cells(plan, rubric, language),
            _aggregates(plan, rubric, language),
        ),
        E.main(
            E.div(
                {"class": "columns"},
                E.section(
                    {"class": "panel"},
                    E.h2(_WORDS["items"].render(language)),
                    *(_item(plan, item, rating, language) for item, rating in _rated(plan, rubric)),
                    *_findings(findings, language),
                ),
                E.section({"class": "panel"}, E.h2(_WORDS["text"].render(language)), _marked_text(plan)),
            ),
        ),
    ]
    return document(f"{_WORDS['kicker'].render(language)} · {title}", STYLE, body, language)


def _rated(plan: ScoredPlan, rubric: Rubric) -> Iterator[tuple[Item, Rating]]:
    return zip(rubric.items, plan.scorecard.ratings, strict=True)


def _facts(plan: ScoredPlan, language: Language) -> etree._Element:
    metadata = plan.document.metadata
    card = plan.scorecard
    level = LEVELS[metadata.level.value].render(language) if metadata.level else None
    facts = [
        ("issuer", metadata.issuer),
        ("level", level),
        ("published", metadata.published),
        ("subject", plan.subject.name),
        ("file", plan.document.source),
        ("rubric", f"{card.rubric_id} {card.rubric_version}"),
        ("rater", card.ratings[0].rater.id),
        ("digest", plan.document.digest[:23] + "…"),
    ]
    unknown = _WORDS["unknown"].render(language)
    rows = (
        E.div(E.dt(_WORDS[name].render(language)), E.dd(clean(value or unknown))) for name, value in facts
    )
    return E.dl({"class": "facts"}, *rows)


def _cells(plan: ScoredPlan, rubric: Rubric, language: Language) -> etree._Element:
    cells = [
        E.a(
            {"class": f"cell s{'x' if rating.score is None else rating.score}", "href": f"#item-{item.id}"},
            E.b("—" if rating.score is None else str(rating.score)),
            _item_name(item, language),
        )
        for item, rating in _rated(plan, rubric)
    ]
    return E.div({"class": "cells"}, *cells)


def _item_name(item: Item, language: Language) -> str:
    return item.name if language is Language.ZH else item.name_en


def _aggregates(plan: ScoredPlan, rubric: Rubric, language: Language) -> etree._Element:
    names = {spec.id: spec.name.zh if language is Language.ZH else spec.name.en for spec in rubric.aggregates}
    rows = [
        E.tr(
            E.td(names[aggregate.id]),
            E.td(E.b(aggregate.display or "—")),
            E.td(_WORDS["n"].render(language, n=aggregate.n)),
        )
        for aggregate in plan.scorecard.aggregates
    ]
    return E.table({"class": "sums"}, *rows) if rows else E.div()


def _item(plan: ScoredPlan, item: Item, rating: Rating, language: Language) -> etree._Element:
    if rating.score is None or rating.score == 0:
        shown = STATES[rating.state.value].render(language)
        if rating.score == 0:
            shown = f"{_WORDS['points'].render(language, score=0)} · {shown}"
    else:
        shown = _WORDS["points"].render(language, score=rating.score)
    higher = held_back(item, rating)
    if higher is not None:
        shown += " · " + _WORDS["held_back"].render(language, level=higher)
    subject = plan.subject.name or ("主题技术" if language is Language.ZH else "the subject")
    marks = {mark.criterion: mark for mark in rating.marks}
    blocks = []
    for level in reversed(item.levels):
        for criterion in level.criteria:
            mark = marks[criterion.id]
            text = criterion.text if language is Language.ZH else criterion.text_en
            state = "met" if mark.met else ("some" if mark.evidence else "unmet")
            blocks.append(
                E.div(
                    {"class": "criterion"},
                    E.p(
                        E.b(_WORDS["level_n"].render(language, level=level.level)),
                        clean(" · " + text.replace("{subject}", subject)),
                        E.span(
                            {"class": "tag yes" if mark.met else "tag no"}, _WORDS[state].render(language)
                        ),
                    ),
                    *_quotes(plan, mark.evidence, language),
                )
            )
    is_open = {"open": "open"} if any(mark.evidence for mark in rating.marks) else {}
    return E.details(
        {"id": f"item-{item.id}", **is_open},
        E.summary(f"{_item_name(item, language)}  {shown}"),
        *blocks,
    )


def _quotes(plan: ScoredPlan, evidence: Sequence[Evidence], language: Language) -> Iterator[etree._Element]:
    """Yield the first quotes, and the others folded up; one quote for all reasons at one place."""
    places: dict[int, list[Evidence]] = {}
    for piece in evidence:
        places.setdefault(piece.span.start, []).append(piece)
    shown = [_quote(plan, pieces, language) for pieces in places.values()]
    yield from shown[:_QUOTES_SHOWN]
    if shown[_QUOTES_SHOWN:]:
        rest = shown[_QUOTES_SHOWN:]
        yield E.details({"class": "more"}, E.summary(_WORDS["more"].render(language, count=len(rest))), *rest)


def _quote(plan: ScoredPlan, pieces: Sequence[Evidence], language: Language) -> etree._Element:
    piece = max(pieces, key=lambda one: len(one.span))
    page = plan.document.page_of(piece.span.start)
    where = f" · {_WORDS['page'].render(language, page=page)}" if page else ""
    return E.blockquote(
        E.a({"href": f"#t{piece.span.start}"}, clean(" ".join(piece.quote.split()))),
        E.small(
            clean(
                _JOINERS[language].join(dict.fromkeys(one.reason.render(language) for one in pieces)) + where
            )
        ),
    )


def _findings(findings: Sequence[Finding], language: Language) -> Iterator[etree._Element]:
    if not findings:
        return
    yield E.h2(_WORDS["findings"].render(language), {"style": "margin-top:1.4em"})
    yield findings_table(findings, language)


def _marked_text(plan: ScoredPlan) -> etree._Element:
    """Return the whole text with every quoted stretch marked and every quote's start as a target."""
    text = plan.document.text
    quotes = {
        (piece.span.start, piece.span.end)
        for rating in plan.scorecard.ratings
        for mark in rating.marks
        for piece in mark.evidence
    }
    cuts = sorted({0, len(text), *(start for start, _ in quotes), *(end for _, end in quotes)})
    starts = {start for start, _ in quotes}
    covered = _coverage(quotes, cuts)
    box = E.div({"class": "text", "tabindex": "0"})
    last: etree._Element | None = None
    for start, end, inside in zip(cuts, cuts[1:], covered, strict=False):
        piece = clean(text[start:end])
        if inside:
            attributes = {"id": f"t{start}"} if start in starts else {}
            last = etree.SubElement(box, "mark", attributes)
            last.text = piece
        elif last is None:
            box.text = (box.text or "") + piece
        else:
            last.tail = (last.tail or "") + piece
    return box


def _coverage(quotes: set[tuple[int, int]], cuts: Sequence[int]) -> list[bool]:
    """Say for each stretch between two cuts whether a quote covers it."""
    change = dict.fromkeys(cuts, 0)
    for start, end in quotes:
        change[start] += 1
        change[end] -= 1
    depth = 0
    covered = []
    for cut in cuts[:-1]:
        depth += change[cut]
        covered.append(depth > 0)
    return covered
