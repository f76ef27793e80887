"""Workings of a draft as JSON and as rows: what the screens and the web show, with every figure's source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.core.numbers import decimal_text, round_half_up
from liance.delivery.drafting.ahp import Priorities
from liance.delivery.drafting.assembly import Material, Workings, amount
from liance.delivery.drafting.choice import Choice
from liance.delivery.drafting.diagnosis import VERDICTS, Diagnosis, PeerPlan, Practice
from liance.delivery.drafting.growth import percent
from liance.delivery.drafting.layout import Layout
from liance.delivery.drafting.peers import Gap, Peer, YearsBehind, median
from liance.delivery.drafting.profile import Figure, Profile, ProfileBook
from liance.delivery.drafting.skeleton import Draft
from liance.delivery.drafting.staging import FEASIBILITY, RULES, Proposal, StageValue
from liance.delivery.drafting.versions import Change, Changes, Snapshot
from liance.packs.model import Rubric
from liance.plans.scoring import Scorecard

_YEARS = Text(zh="约{years}年", en="about {years} y")
_YEARS_MORE = Text(zh="{years}年以上", en="{years} y or more")
_NOT_BEHIND = Text(zh="不落后", en="not behind")
_NO_HISTORY = Text(zh="无历史数据", en="no history")


def workings_data(
    material: Material, workings: Workings | None, findings: Iterable[Finding], language: Language
) -> dict[str, object]:
    """Return the JSON of all steps."""
    problems = [finding.as_data(language) for finding in findings]
    if workings is None:
        return {"region": material.worksheet.region, "findings": problems}
    book = material.book
    return {
        "region": workings.own.region,
        "subject": material.worksheet.subject,
        "profile": profile_data(workings.own, book, language),
        "peers": [_peer(peer, language) for peer in workings.peers],
        "gaps": [gap_data(gap, book, language) for gap in workings.gaps],
        "diagnosis": [diagnosis_data(one, language) for one in workings.diagnoses],
        "choice": choice_data(workings.choice, language),
        "targets": [proposal_data(one, book, language) for one in workings.proposals],
        "layout": layout_data(workings.layout),
        "findings": problems,
    }


def profile_data(profile: Profile, book: ProfileBook, language: Language) -> dict[str, object]:
    """Return a profile."""
    return {
        "region": profile.region,
        "level": profile.level,
        "figures": [_figure(figure, book, language) for figure in profile.figures],
        "traits": {name: list(words) for name, words in sorted(profile.traits.items())},
    }


def _figure(figure: Figure, book: ProfileBook, language: Language) -> dict[str, object]:
    return {
        "region": figure.region,
        "indicator": figure.key,
        "name": book.label(figure.key, language),
        "year": figure.year,
        "value": decimal_text(figure.value),
        "shown": figure.shown,
        "unit": figure.unit,
        "definition": figure.definition,
        "source": figure.source,
        "place": figure.place.as_data(),
    }


def _peer(peer: Peer, language: Language) -> dict[str, object]:
    return {
        "region": peer.profile.region,
        "level": peer.profile.level,
        "similarity": None if peer.similarity is None else decimal_text(peer.similarity),
        "reasons": [reason.render(language) for reason in peer.reasons],
    }


def gap_data(gap: Gap, book: ProfileBook, language: Language) -> dict[str, object]:
    """Return a gap with all figures it rests on."""
    return {
        "indicator": gap.key,
        "name": book.label(gap.key, language),
        "own": _figure(gap.own, book, language),
        "peers": [_figure(figure, book, language) for figure in gap.values],
        "median": decimal_text(gap.median),
        "best": {"region": gap.best.region, "value": decimal_text(gap.best.value)},
        "n": len(gap.values),
        "ratio": None if gap.ratio is None else decimal_text(gap.ratio),
        "years_behind": None
        if gap.behind is None
        else {"years": gap.behind.years, "at_least": gap.behind.at_least},
    }


def diagnosis_data(one: Diagnosis, language: Language) -> dict[str, object]:
    """Return a diagnosis with the gaps and passages it rests on."""
    name = one.dimension.name
    return {
        "dimension": one.dimension.id,
        "name": name.zh if language is Language.ZH else name.en,
        "verdict": one.verdict.value,
        "says": VERDICTS[one.verdict].render(language),
        "judged": one.judged,
        "weak": [gap.key for gap in one.weak],
        "grave": [gap.key for gap in one.grave],
        "practice": [_practice(practice) for practice in one.practice],
    }


def _practice(practice: Practice) -> dict[str, object]:
    evidence = practice.evidence
    return {
        "item": practice.item,
        "scores": [
            {"region": one.name, "source": one.plan.document.source, "score": score}
            for one, score in practice.scores
        ],
        "clear": practice.clear,
        "best": None
        if practice.best is None or evidence is None
        else {
            "source": practice.best.plan.document.source,
            "quote": evidence.quote,
            "start": evidence.span.start,
            "end": evidence.span.end,
        },
    }


def choice_data(choice: Choice, language: Language) -> dict[str, object]:
    """Return the ranking with weights, consistency and steadiness."""
    weighting = choice.weighting
    return {
        "weights": {name: decimal_text(weight) for name, weight in weighting.weights.items()},
        "manner": weighting.manner,
        "group": None if weighting.group is None else _priorities(weighting.group),
        "judges": {name: _priorities(one) for name, one in (weighting.judges or {}).items()},
        "ranking": [
            {
                "scenario": one.candidate.id,
                "name": one.candidate.name.zh if language is Language.ZH else one.candidate.name.en,
                "place": one.place,
                "total": None if one.total is None else decimal_text(one.total),
                "taken": one.taken,
                "cells": [
                    {"criterion": cell.criterion, "value": decimal_text(cell.value), "source": cell.source}
                    for cell in one.cells
                ],
            }
            for one in choice.ranking
        ],
        "steadiness": [
            {
                "criterion": one.criterion,
                "weight": decimal_text(one.weight),
                "low": decimal_text(one.low),
                "high": decimal_text(one.high),
                "leaves": one.leaves,
                "enters": one.enters,
            }
            for one in choice.steadiness
        ],
    }


def _priorities(one: Priorities) -> dict[str, object]:
    return {
        "weights": {name: decimal_text(weight) for name, weight in one.weights.items()},
        "lambda_max": decimal_text(one.largest),
        "ci": decimal_text(one.index),
        "cr": decimal_text(one.ratio),
        "consistent": one.is_consistent,
    }


def proposal_data(one: Proposal, book: ProfileBook, language: Language) -> dict[str, object]:
    """Return a target with its stages, records and the peers' targets."""
    return {
        "indicator": one.key,
        "name": book.label(one.key, language),
        "unit": one.unit,
        "baseline": None if one.baseline is None else _figure(one.baseline, book, language),
        "own_growth": _rate(one.records.own),
        "peer_growth": [{"region": name, "growth": _rate(rate)} for name, rate in one.records.peers],
        "peer_targets": [
            {
                "region": item.plan.name,
                "source": item.target.source,
                "start": item.target.start,
                "end": item.target.end,
                "quote": item.target.quote,
                "year": item.target.year,
                "value": one.shown(item.value),
                "growth": _rate(item.growth),
            }
            for item in one.peer_targets
        ],
        "stages": [_stage(one, item, language) for item in one.stages],
        "owner": one.owner,
        "source": one.source,
        "binding": one.binding,
    }


def _stage(one: Proposal, item: StageValue, language: Language) -> dict[str, object]:
    return {
        "stage": item.stage.name,
        "year": item.stage.year,
        "value": None if item.value is None else one.shown(item.value),
        "rule": item.rule,
        "options": {rule: one.shown(value) for rule, value in sorted(item.options.items())},
        "needed_growth": _rate(item.needed),
        "feasibility": item.feasibility.value,
        "says": FEASIBILITY[item.feasibility].render(language),
    }


def _rate(rate: Decimal | None) -> str | None:
    return None if rate is None else str(rate)


def layout_data(layout: Layout) -> dict[str, object]:
    """Return the layout with its tiles."""
    return {
        "name": layout.name,
        "parts": [
            {
                "kind": placed.part.kind,
                "name": placed.part.name,
                "codes": list(placed.part.places),
                "places": list(placed.names),
                "reason": placed.part.reason,
                "source": placed.part.source,
            }
            for placed in layout.parts
        ],
        "tiles": [
            {
                "code": tile.place.code,
                "name": tile.place.name.zh,
                "row": tile.place.row,
                "column": tile.place.column,
                "kinds": list(tile.kinds),
                "parts": list(tile.parts),
            }
            for tile in layout.tiles
        ],
    }


def draft_data(
    draft: Draft, card: Scorecard, plans: Sequence[PeerPlan], findings: Iterable[Finding], language: Language
) -> dict[str, object]:
    """Return the JSON of a draft: blanks with what to decide, notes, scores beside the peers'."""
    pieces = list(draft.pieces())
    return {
        "title": draft.title,
        "blanks": [piece.comment for piece in pieces if piece.is_blank],
        "notes": [piece.note for piece in pieces if piece.note],
        "scores": {rating.item: rating.score for rating in card.ratings},
        "peers": {
            one.plan.document.source: {rating.item: rating.score for rating in one.plan.scorecard.ratings}
            for one in plans
        },
        "findings": [finding.as_data(language) for finding in findings],
    }


def scores_rows(
    card: Scorecard, plans: Sequence[PeerPlan], rubric: Rubric, language: Language
) -> list[tuple[str, str, str, str, str]]:
    """Return a row per item: name, own score, peers' median, peers' best with its region, how many peers."""
    rows = []
    for item in rubric.items:
        scores = [
            (score, one.name) for one in plans if (score := one.plan.scorecard.score(item.id)) is not None
        ]
        own = card.score(item.id)
        name = item.name if language is Language.ZH else item.name_en
        middle = best = "—"
        if scores:
            middle = decimal_text(
                Fraction(round_half_up(median([Fraction(score) for score, _ in scores]), 1))
            )
            top = max(score for score, _ in scores)
            best = f"{top} {next(region for score, region in scores if score == top)}"
        rows.append((name, "—" if own is None else str(own), middle, best, str(len(scores))))
    return rows


def snapshot_data(snapshot: Snapshot) -> str:
    """Return a version file."""
    return snapshot.to_json().decode() + "\n"


def changes_data(changes: Changes) -> dict[str, object]:
    """Return the JSON of what changed."""

    def rows(items: Sequence[Change]) -> list[dict[str, str]]:
        return [{"name": one.name, "old": one.old, "new": one.new} for one in items]

    return {
        "targets": rows(changes.targets),
        "scores": rows(changes.scores),
        "scenarios_entered": list(changes.entered),
        "scenarios_left": list(changes.left),
        "layout": None if changes.layout is None else rows([changes.layout])[0],
        "blanks": {"old": changes.blanks[0], "new": changes.blanks[1]},
        "lines_added": list(changes.added),
        "lines_dropped": list(changes.dropped),
    }


def figure_words(figure: Figure | None) -> str:
    """Return a figure as typed, with its year."""
    return "—" if figure is None else f"{figure.shown}{figure.unit}"


def gap_row(gap: Gap, book: ProfileBook, language: Language) -> tuple[str, ...]:
    """Return a gap: indicator, own, median, best, share of the median, years behind."""
    share = "—" if gap.ratio is None else f"{round_half_up(gap.ratio * 100, 0)}%"
    return (
        book.label(gap.key, language),
        f"{amount(gap.own.value, gap.own, book)} ({gap.own.year})",
        f"{amount(gap.median, gap.own, book)} (n={len(gap.values)})",
        f"{amount(gap.best.value, gap.own, book)} {gap.best.region}",
        share,
        behind_words(gap.behind, language),
    )


def behind_words(behind: YearsBehind | None, language: Language) -> str:
    """Return how many years a region is behind."""
    if behind is None:
        return _NO_HISTORY.render(language)
    if behind.years == 0:
        return _NOT_BEHIND.render(language)
    return (_YEARS_MORE if behind.at_least else _YEARS).render(language, years=behind.years)


def stage_row(one: Proposal, item: StageValue, name: str, language: Language) -> tuple[str, ...]:
    """Return a target at a stage: name, year, baseline, value, how made, growth needed, own, highest of the peers, verdict."""
    peers = one.records.peers
    return (
        name,
        str(item.stage.year),
        "—" if one.baseline is None else one.shown(one.baseline.value) + one.unit,
        "—" if item.value is None else one.shown(item.value) + one.unit,
        RULES[item.rule].render(language) if item.rule else "—",
        "—" if item.needed is None else percent(item.needed),
        "—" if one.records.own is None else percent(one.records.own),
        "—" if not peers else percent(peers[-1][1]),
        FEASIBILITY[item.feasibility].render(language),
    )
