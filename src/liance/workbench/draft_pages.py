"""What the pages of a draft project show: values with their sources, in the user's language, nothing computed anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from liance.core.language import Language, Text
from liance.core.numbers import round_half_up
from liance.delivery.drafting.ahp import Priorities
from liance.delivery.drafting.assembly import amount
from liance.delivery.drafting.diagnosis import VERDICTS, Diagnosis, Verdict
from liance.delivery.drafting.growth import percent
from liance.delivery.drafting.peers import Gap
from liance.delivery.drafting.profile import Figure, ProfileBook
from liance.delivery.drafting.staging import FEASIBILITY, RULES, Feasibility, Proposal, StageValue
from liance.packs.drafting import ChoiceCriterion
from liance.packs.model import Bilingual
from liance.packs.worksheet import PairwiseFill, ScenarioFill
from liance.reports.draft_tables import behind_words
from liance.reports.figures.layout import layout_map
from liance.workbench.draft_projects import Opened
from liance.workbench.figures import drawing

__all__ = [
    "RULES",
    "diagnosis_views",
    "gap_views",
    "item_names",
    "judge_views",
    "layout_drawing",
    "name_in",
    "pair_choices",
    "ratio_of",
    "scenario_views",
    "steadiness_views",
    "target_views",
    "weight_views",
]

_VERDICT_CLASSES: Final = {
    Verdict.GRAVE: "bad",
    Verdict.WEAK: "warn",
    Verdict.LEVEL: "good",
    Verdict.UNKNOWN: "",
}
_FEASIBLE_CLASSES: Final = {
    Feasibility.OWN: "good",
    Feasibility.PEERS: "warn",
    Feasibility.BEYOND: "bad",
    Feasibility.NONE: "bad",
    Feasibility.UNKNOWN: "",
}
_LINE: Final = Text(zh="第{line}行", en="line {line}")
_EQUAL: Final = Text(zh="同等重要", en="equal")
_MORE: Final = Text(zh="前者重要 {number} 倍", en="the first weighs {number} times")
_LESS: Final = Text(zh="后者重要 {number} 倍", en="the second weighs {number} times")


def name_in(name: Bilingual, language: Language) -> str:
    """Return a name of a pack in a language."""
    return name.zh if language is Language.ZH else name.en


def item_names(opened: Opened, language: Language) -> dict[str, str]:
    """Return the names of the rubric's items by id."""
    items = opened.studied.pack.rubric.items
    return {item.id: item.name if language is Language.ZH else item.name_en for item in items}


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure with the place it stands at: source, table, line."""

    region: str
    shown: str
    year: int
    source: str
    place: str


@dataclass(frozen=True, slots=True)
class GapView:
    """A gap with every figure it rests on; ``share`` is own over median in whole percent, None where it has none."""

    key: str
    name: str
    own: FigureView
    median: str
    best: str
    best_region: str
    share: int | None
    behind: str
    is_weak: bool
    peers: tuple[FigureView, ...]


def gap_views(opened: Opened, language: Language) -> list[GapView]:
    """Return the gaps of a project in the order of the catalogue."""
    assert opened.studied.workings is not None
    book = opened.studied.material.book
    return [_gap(gap, book, language) for gap in opened.studied.workings.gaps]


def _gap(gap: Gap, book: ProfileBook, language: Language) -> GapView:
    return GapView(
        gap.key,
        book.label(gap.key, language),
        _figure(gap.own, gap.own, book, language),
        amount(gap.median, gap.own, book),
        amount(gap.best.value, gap.own, book),
        gap.best.region,
        None if gap.ratio is None else int(round_half_up(gap.ratio * 100, 0)),
        behind_words(gap.behind, language),
        gap.ratio is not None and gap.ratio < Fraction(book.profile.weak_below),
        tuple(_figure(figure, gap.own, book, language) for figure in gap.values),
    )


def _figure(figure: Figure, own: Figure, book: ProfileBook, language: Language) -> FigureView:
    place = f"{figure.place.source} {_LINE.render(language, line=figure.place.line)}"
    return FigureView(
        figure.region, amount(figure.value, own, book), figure.year, figure.source or "—", place
    )


@dataclass(frozen=True, slots=True)
class PracticeView:
    """What peers' plans do about an item: scores with the plan's number on the shelf, and the clearest passage."""

    item: str
    name: str
    scores: tuple[tuple[str, int, int | None], ...]
    clear: int
    quote: str
    quote_region: str
    quote_plan: int | None
    quote_start: int


@dataclass(frozen=True, slots=True)
class DiagnosisView:
    """One side of the diagnosis with all it rests on."""

    name: str
    verdict: str
    css: str
    judged: int
    weak: int
    grave: int
    gaps: tuple[GapView, ...]
    practice: tuple[PracticeView, ...]


def diagnosis_views(opened: Opened, language: Language) -> list[DiagnosisView]:
    """Return the diagnosis of every side."""
    assert opened.studied.workings is not None
    return [_diagnosis(opened, one, language) for one in opened.studied.workings.diagnoses]


def _diagnosis(opened: Opened, one: Diagnosis, language: Language) -> DiagnosisView:
    book = opened.studied.material.book
    names = item_names(opened, language)
    practice = []
    for each in one.practice:
        best, evidence = each.best, each.evidence
        shown = best is not None and evidence is not None
        practice.append(
            PracticeView(
                each.item,
                names.get(each.item, each.item),
                tuple(
                    (plan.name, score, opened.plan_numbers.get(plan.plan.document.digest))
                    for plan, score in each.scores
                ),
                each.clear,
                " ".join(evidence.quote.split()) if evidence is not None and shown else "",
                best.name if best is not None else "",
                opened.plan_numbers.get(best.plan.document.digest) if best is not None else None,
                evidence.span.start if evidence is not None else 0,
            )
        )
    return DiagnosisView(
        name_in(one.dimension.name, language),
        VERDICTS[one.verdict].render(language),
        _VERDICT_CLASSES[one.verdict],
        one.judged,
        len(one.weak),
        len(one.grave),
        tuple(_gap(gap, book, language) for gap in (*one.weak, *one.level)),
        tuple(practice),
    )


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A candidate with its values by criterion (value from 0 to 1 and source), and what was filled in."""

    id: str
    name: str
    place: int | None
    total: str
    taken: bool
    cells: tuple[tuple[str, str, str], ...]
    fill: ScenarioFill | None
    judged: tuple[tuple[str, str, str, int | None, str], ...]


def scenario_views(opened: Opened, language: Language) -> list[ScenarioView]:
    """Return the ranked candidates; ``judged`` holds id, name, question, score and source of what people judge."""
    assert opened.studied.workings is not None
    choice = opened.studied.workings.choice
    views = []
    for one in choice.ranking:
        cells = {cell.criterion: cell for cell in one.cells}
        scores = one.fill.scores if one.fill is not None else {}
        views.append(
            ScenarioView(
                one.candidate.id,
                name_in(one.candidate.name, language),
                one.place,
                "—" if one.total is None else str(round_half_up(one.total, 3)),
                one.taken,
                tuple(_cell(criterion, cells, language) for criterion in choice.criteria),
                one.fill,
                tuple(
                    (
                        criterion.id,
                        name_in(criterion.name, language),
                        name_in(criterion.asks, language),
                        scores[criterion.id].score if criterion.id in scores else None,
                        scores[criterion.id].source if criterion.id in scores else "",
                    )
                    for criterion in choice.criteria
                    if criterion.kind == "judged"
                ),
            )
        )
    return views


def _cell(criterion: ChoiceCriterion, cells: Mapping[str, Any], language: Language) -> tuple[str, str, str]:
    cell = cells.get(criterion.id)
    name = name_in(criterion.name, language)
    return (name, "—", "") if cell is None else (name, str(round_half_up(cell.value, 2)), cell.source)


def weight_views(opened: Opened, language: Language) -> list[tuple[str, str, str, str, str]]:
    """Return a row per criterion: id, name, question, weight in per cent, and the weight as typed (or empty)."""
    assert opened.studied.workings is not None
    choice = opened.studied.workings.choice
    typed = opened.sheet.choice.weights
    return [
        (
            one.id,
            name_in(one.name, language),
            name_in(one.asks, language),
            _percent(choice.weighting.weights[one.id]),
            str(typed.get(one.id, "")),
        )
        for one in choice.criteria
    ]


def steadiness_views(opened: Opened, language: Language) -> list[tuple[str, str, str, str, str, str]]:
    """Return a row per criterion: name, weight, from, to, what would leave and what would enter beyond."""
    assert opened.studied.workings is not None
    choice = opened.studied.workings.choice
    names = {one.id: name_in(one.name, language) for one in choice.criteria}
    scenarios = {
        word: name_in(one.candidate.name, language)
        for one in choice.ranking
        for word in (one.candidate.id, one.candidate.name.zh)
    }
    return [
        (
            names[one.criterion],
            _percent(one.weight),
            _percent(one.low),
            _percent(one.high),
            scenarios.get(one.leaves, one.leaves),
            scenarios.get(one.enters, one.enters),
        )
        for one in choice.steadiness
    ]


@dataclass(frozen=True, slots=True)
class JudgeView:
    """A judge's comparisons: pairs as (key, first, second, judgement), the consistency ratio, whether it counts."""

    judge: str
    pairs: tuple[tuple[str, str, str, str], ...]
    ratio: str
    is_consistent: bool
    worst: tuple[str, str, str, str] | None


def judge_views(opened: Opened, language: Language) -> list[JudgeView]:
    """Return every judge, and an empty one at the end for whoever joins."""
    assert opened.studied.workings is not None
    choice = opened.studied.workings.choice
    singly = choice.weighting.judges or {}
    names = {one.id: name_in(one.name, language) for one in choice.criteria}
    fills = [*opened.sheet.choice.pairwise, None]
    return [_judge(fill, singly.get(fill.judge) if fill else None, names) for fill in fills]


def _judge(fill: PairwiseFill | None, made: Priorities | None, names: Mapping[str, str]) -> JudgeView:
    keys = list(names)
    given = dict(fill.judgements) if fill is not None else {}
    pairs = []
    for place, first in enumerate(keys):
        for second in keys[place + 1 :]:
            value: int | str | None = given.get(f"{first}/{second}")
            turned = given.get(f"{second}/{first}")
            if value is None and turned is not None:
                value = _shown(1 / Fraction(turned))
            pairs.append(
                (f"{first}/{second}", names[first], names[second], "" if value is None else str(value))
            )
    worst = None
    if made is not None and made.worst is not None:
        first, second, stands, means = made.worst
        worst = (
            names.get(first, first),
            names.get(second, second),
            _shown(stands),
            str(round_half_up(means, 1)),
        )
    return JudgeView(
        fill.judge if fill is not None else "",
        tuple(pairs),
        "" if made is None else str(round_half_up(made.ratio, 3)),
        made is not None and made.is_consistent,
        worst,
    )


def _shown(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def pair_choices(language: Language) -> list[tuple[str, str]]:
    """Return the judgements of Saaty's scale with their words, from the first's favour to the second's."""
    more = [(str(number), _MORE.render(language, number=number)) for number in range(9, 1, -1)]
    less = [(f"1/{number}", _LESS.render(language, number=number)) for number in range(2, 10)]
    return [*more, ("1", _EQUAL.render(language)), *less]


@dataclass(frozen=True, slots=True)
class StageView:
    """A target's value at a stage, the growth it needs, and the verdict on it; ``offers`` are the values by rule."""

    stage: str
    year: int
    value: str
    rule: str
    needed: str
    verdict: str
    css: str
    offers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TargetView:
    """A target over all stages with what it is held against."""

    name: str
    unit: str
    baseline: FigureView | None
    own_growth: str
    peer_growth: tuple[tuple[str, str], ...]
    stages: tuple[StageView, ...]
    owner: str
    source: str
    binding: bool | None
    peer_targets: tuple[tuple[str, str, int | None, int, str, str], ...]


def target_views(opened: Opened, language: Language) -> list[TargetView]:
    """Return the proposals; peers' targets as region, quote, plan, place in its text, year, growth."""
    assert opened.studied.workings is not None
    return [_target(opened, one, language) for one in opened.studied.workings.proposals]


def _target(opened: Opened, one: Proposal, language: Language) -> TargetView:
    book = opened.studied.material.book
    baseline = None
    if one.baseline is not None:
        base = _figure(one.baseline, one.baseline, book, language)
        baseline = FigureView(
            base.region, one.shown(one.baseline.value) + one.unit, base.year, base.source, base.place
        )
    records = one.records
    return TargetView(
        book.label(one.key, language),
        one.unit,
        baseline,
        "—" if records.own is None else percent(records.own),
        tuple((region, percent(rate)) for region, rate in reversed(records.peers)),
        tuple(_stage(one, item, language) for item in one.stages),
        one.owner,
        one.source,
        one.binding,
        tuple(
            (
                item.plan.name,
                " ".join(item.target.quote.split()),
                opened.plan_numbers.get(item.plan.plan.document.digest),
                item.target.start,
                "—" if item.target.year is None else str(item.target.year),
                "—" if item.growth is None else percent(item.growth),
            )
            for item in one.peer_targets
        ),
    )


def _stage(one: Proposal, item: StageValue, language: Language) -> StageView:
    return StageView(
        item.stage.name,
        item.stage.year,
        "" if item.value is None else one.shown(item.value) + one.unit,
        RULES[item.rule].render(language) if item.rule else "",
        "—" if item.needed is None else percent(item.needed),
        FEASIBILITY[item.feasibility].render(language),
        _FEASIBLE_CLASSES[item.feasibility],
        tuple(
            (RULES[rule].render(language), one.shown(value) + one.unit)
            for rule, value in sorted(item.options.items())
        ),
    )


def layout_drawing(opened: Opened, language: Language) -> dict[str, Any] | None:
    """Return the layout's map as an ECharts option with its size; None where no place has a square."""
    assert opened.studied.workings is not None
    figure = layout_map(opened.studied.workings.layout.tiles, language)
    return None if figure is None else drawing(figure).as_data()


def ratio_of(made: Priorities | None) -> str:
    """Return a consistency ratio with three decimals; empty without pairwise judgements."""
    return "" if made is None else str(round_half_up(made.ratio, 3))


def _percent(share: Fraction) -> str:
    return f"{round_half_up(share * 100, 1)}%"
