"""A scored plan as a reader sees it: items with their criteria and quotes, and the text cut where evidence stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from liance.core.language import Language, Text
from liance.packs.library import RubricPack
from liance.packs.model import Item
from liance.plans.evidence import Evidence
from liance.plans.ratings import Rating, held_back
from liance.plans.scoring import ScoredPlan
from liance.plans.structure import Outline
from liance.reports.words import ROLES, STATES
from liance.workbench.linting import criterion_text, level_text

__all__ = ["ItemView", "OutlineRow", "Piece", "item_views", "outline_rows", "pieces", "state_word"]


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One place that speaks for a criterion, with all reasons."""

    start: int
    text: str
    reasons: tuple[Text, ...]
    page: int | None
    heading: str


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A criterion as held against the text. ``state``: ``met``, ``some`` (not enough evidence) or ``unmet``."""

    id: str
    level: int
    text: str
    state: str
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its score, the level that lower ones hold back, and its criteria, highest level first."""

    id: str
    name: str
    meaning: str
    score: int | None
    state: str
    held_back: int | None
    criteria: tuple[CriterionView, ...]
    levels: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text. ``kind``: ``plain``, ``heading``, ``mark`` (speaks for the item shown) or ``dim`` (for another).

    ``id`` is set where a quote or heading begins.
    """

    text: str
    kind: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One heading of the outline."""

    start: int
    depth: int
    text: str
    role: str


def state_word(state: str, language: Language) -> str:
    """Return the word for the state of a cell."""
    return STATES[state].render(language)


def item_name(item: Item, language: Language) -> str:
    """Return what an item is called."""
    return item.name if language is Language.ZH else item.name_en


def item_views(plan: ScoredPlan, pack: RubricPack, language: Language) -> tuple[ItemView, ...]:
    """Return every item of the rubric, in its order."""
    starts = [heading.span.start for heading in plan.outline.headings]
    pairs = zip(pack.rubric.items, plan.scorecard.ratings, strict=True)
    return tuple(_item_view(plan, item, rating, starts, language) for item, rating in pairs)


def _item_view(
    plan: ScoredPlan, item: Item, rating: Rating, starts: Sequence[int], language: Language
) -> ItemView:
    subject = plan.subject.name
    marks = {mark.criterion: mark for mark in rating.marks}
    criteria = [
        CriterionView(
            criterion.id,
            level.level,
            criterion_text(criterion, subject, language),
            "met" if marks[criterion.id].met else ("some" if marks[criterion.id].evidence else "unmet"),
            _quotes(plan, marks[criterion.id].evidence, starts),
        )
        for level in reversed(item.levels)
        for criterion in level.criteria
    ]
    return ItemView(
        item.id,
        item_name(item, language),
        item.meaning,
        rating.score,
        rating.state.value,
        held_back(item, rating),
        tuple(criteria),
        tuple((level.level, level_text(level, subject, language)) for level in item.levels),
    )


def _quotes(plan: ScoredPlan, evidence: Sequence[Evidence], starts: Sequence[int]) -> tuple[QuoteView, ...]:
    places: dict[int, list[Evidence]] = {}
    for piece in evidence:
        places.setdefault(piece.span.start, []).append(piece)
    views = []
    for start, found in places.items():
        longest = max(found, key=lambda piece: len(piece.span))
        above = bisect_right(starts, start) - 1
        views.append(
            QuoteView(
                start,
                " ".join(longest.quote.split()),
                tuple({(piece.reason.zh, piece.reason.en): piece.reason for piece in found}.values()),
                plan.document.page_of(start),
                plan.outline.headings[above].text if above >= 0 else "",
            )
        )
    return tuple(views)


def outline_rows(outline: Outline, language: Language) -> tuple[OutlineRow, ...]:
    """Return the headings with their depth and what their section is for."""
    return tuple(
        OutlineRow(
            heading.span.start,
            min(heading.level, 6),
            heading.text,
            "" if heading.role.value == "other" else ROLES[heading.role.value].render(language),
        )
        for heading in outline.headings
    )


def pieces(plan: ScoredPlan, item: str | None = None) -> tuple[Piece, ...]:
    """Cut the text at headings and quotes; the quotes of ``item`` stand out, those of others are dim.

    Without an item all quotes stand out alike.
    """
    strong = _spans(plan.scorecard.ratings, lambda rating: item is None or rating.item == item)
    dim = _spans(plan.scorecard.ratings, lambda rating: item is not None and rating.item != item)
    headings = {(heading.span.start, heading.span.end) for heading in plan.outline.headings}
    return _cut(plan.document.text, {"mark": strong, "dim": dim, "heading": headings})


def _spans(ratings: Iterable[Rating], wanted: Any) -> set[tuple[int, int]]:
    return {
        (piece.span.start, piece.span.end)
        for rating in ratings
        if wanted(rating)
        for mark in rating.marks
        for piece in mark.evidence
    }


def _cut(text: str, layers: Mapping[str, set[tuple[int, int]]]) -> tuple[Piece, ...]:
    """Return the text in stretches; where layers overlap the first one of the mapping shows."""
    changes: dict[int, dict[str, int]] = {}
    for name, spans in layers.items():
        for start, end in spans:
            if end > start:
                changes.setdefault(start, {}).setdefault(name, 0)
                changes[start][name] += 1
                changes.setdefault(end, {}).setdefault(name, 0)
                changes[end][name] -= 1
    cuts = sorted({0, len(text), *changes})
    depth = dict.fromkeys(layers, 0)
    quotes = {start for name in ("mark", "dim") for start, _ in layers.get(name, ())}
    heads = {start for start, _ in layers.get("heading", ())}
    found = []
    for start, end in pairwise(cuts):
        for name, step in changes.get(start, {}).items():
            depth[name] += step
        kind = next((name for name in layers if depth[name] > 0), "plain")
        identity = f"t{start}" if start in quotes else (f"h{start}" if start in heads else "")
        found.append(Piece(text[start:end], kind, identity))
    return tuple(found)


def quoted_pieces(text: str, quotes: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut a text at quotes, given by their first offset and the one after their last."""
    return _cut(text, {"mark": set(quotes)})


def plain_pieces(outline: Outline, at: int | None = None) -> tuple[Piece, ...]:
    """Cut the text at headings only: what a reader sees who is to see no score; ``at`` marks one sentence."""
    headings = {(heading.span.start, heading.span.end) for heading in outline.headings}
    marks = {
        (statement.span.start, statement.span.end)
        for statement in outline.statements
        if at is not None and statement.span.start <= at < statement.span.end
    }
    return _cut(outline.document.text, {"mark": marks, "heading": headings})
