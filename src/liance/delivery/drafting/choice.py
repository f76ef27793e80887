"""Candidates, profile and peers' plans -> scenarios ranked by declared criteria, and how steady the ranking is.

A scenario's value is the weighted sum of its values by criterion, each from 0 to 1; where less is better, one
minus the value counts. Everything is exact. A scenario that lacks a judged score is not ranked: a hole is no zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from liance.core.findings import Finding, FindingKind, Severity
from liance.core.language import Text
from liance.delivery.drafting.ahp import Priorities, aggregate_judges
from liance.delivery.drafting.diagnosis import PeerPlan
from liance.delivery.drafting.profile import Profile, named
from liance.packs.drafting import Candidate, CandidateSet, ChoiceCriterion
from liance.packs.worksheet import ChoiceFill, ScenarioFill, exact
from liance.plans.structure import Outline, Role, StatementKind

NO_SCORE = FindingKind(
    "choice.no_score",
    Severity.WARNING,
    says=Text(
        zh="场景“{name}”缺少评分：{criteria}，不参加排序",
        en="scenario '{name}' lacks scores ({criteria}) and is not ranked",
    ),
    advice=Text(
        zh="请由业务部门按 0 至 4 打分并写明来源", en="let the office concerned give 0 to 4 with a source"
    ),
)
NO_DEMAND = FindingKind(
    "choice.no_demand",
    Severity.WARNING,
    says=Text(
        zh="场景“{name}”需求程度为 0：没有提出需求的单位，不参加排序",
        en="scenario '{name}' has no demand: nobody asks for it; it is not ranked",
    ),
    advice=Text(zh="请先找到提出需求的单位，再列入候选", en="find who asks for it before it is a candidate"),
)
SCORE_WITHOUT_SOURCE = FindingKind(
    "choice.score_without_source",
    Severity.WARNING,
    says=Text(
        zh="场景“{name}”的“{criterion}”评分没有来源",
        en="the score of '{criterion}' for '{name}' has no source",
    ),
    advice=Text(zh="请写明由谁、依据什么打分", en="say who gave it and on what grounds"),
)
UNKNOWN_SCENARIO = FindingKind(
    "choice.unknown_scenario",
    Severity.WARNING,
    says=Text(zh="候选场景中没有“{name}”", en="there is no candidate '{name}'"),
    advice=Text(zh="可用的场景：{known}", en="candidates are: {known}"),
)
UNKNOWN_WEIGHT = FindingKind(
    "choice.unknown_weight",
    Severity.WARNING,
    says=Text(zh="权重“{name}”没有对应的准则", en="the weight '{name}' belongs to no criterion"),
    advice=Text(zh="可用的准则：{known}", en="criteria are: {known}"),
)
BAD_WEIGHTS = FindingKind(
    "choice.bad_weights",
    Severity.WARNING,
    says=Text(
        zh="权重不能为负，也不能全为 0；改用等权",
        en="weights cannot be negative or all zero; equal weights are taken",
    ),
    advice=Text(zh="请重新填写权重", en="fill the weights in anew"),
)
EQUAL_WEIGHTS = FindingKind(
    "choice.equal_weights",
    Severity.INFO,
    says=Text(zh="没有填写权重，各准则等权", en="no weights were given; all criteria weigh the same"),
    advice=Text(
        zh="请在 choice.weights 填写，或做两两比较", en="fill in choice.weights or compare criteria in pairs"
    ),
)
NOTHING_RANKED = FindingKind(
    "choice.nothing_ranked",
    Severity.WARNING,
    says=Text(
        zh="没有一个候选场景评分齐全，无法排序", en="no candidate has all its scores; nothing can be ranked"
    ),
    advice=Text(zh="请在 choice.scenarios 填写评分", en="fill in choice.scenarios"),
)

#: Largest judged score.
_TOP = 4
#: What a scenario that serves no industry of its own (government services) counts in local industry.
_NEUTRAL = Fraction(1, 2)
#: The criterion under which a zero takes a scenario out.
_DEMAND = "demand"


@dataclass(frozen=True, slots=True)
class Weighting:
    """Weights by criterion (sum 1), how they were made (``equal``, ``given``, ``pairwise``), and the judges."""

    weights: Mapping[str, Fraction]
    manner: str
    group: Priorities | None = None
    judges: Mapping[str, Priorities] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A scenario's value in one criterion, 0 to 1 before its direction counts, and where it comes from."""

    criterion: str
    value: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class RankedScenario:
    """A scenario with its place from 1 (None where it is not ranked), total and cells; ties share a place."""

    candidate: Candidate
    place: int | None
    total: Fraction | None
    cells: tuple[Cell, ...]
    fill: ScenarioFill | None
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How far one weight may move (the others in proportion) before the scenarios taken change.

    ``low`` and ``high`` bound the weight; ``changes`` names the pair that would change places beyond them.
    """

    criterion: str
    weight: Fraction
    low: Fraction
    high: Fraction
    leaves: str = ""
    enters: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The ranking with its weights and steadiness."""

    criteria: tuple[ChoiceCriterion, ...]
    weighting: Weighting
    ranking: tuple[RankedScenario, ...]
    steadiness: tuple[Steadiness, ...]

    @property
    def taken(self) -> tuple[RankedScenario, ...]:
        """The scenarios that are taken, best first."""
        return tuple(one for one in self.ranking if one.taken)


def choose(
    pack: CandidateSet, own: Profile, plans: Sequence[PeerPlan], fill: ChoiceFill
) -> tuple[Choice, list[Finding]]:
    """Rank the candidates of a pack for a region."""
    weighting, findings = weigh(pack, fill)
    known = {candidate.id for candidate in pack.candidates}
    fills: dict[str, ScenarioFill] = {}
    for one in fill.scenarios:
        if one.scenario in known:
            fills.setdefault(one.scenario, one)
        else:
            findings.append(UNKNOWN_SCENARIO.at(name=one.scenario, known=", ".join(sorted(known))))
    rows: list[RankedScenario] = []
    for candidate in pack.candidates:
        row, problems = _row(pack, candidate, fills.get(candidate.id), own, plans, weighting)
        findings += problems
        rows.append(row)
    ranked = _placed(rows, fill.take)
    if all(row.place is None for row in ranked):
        findings.append(NOTHING_RANKED.at())
    steady = tuple(_steadiness(criterion, pack, ranked, weighting) for criterion in pack.criteria)
    return Choice(pack.criteria, weighting, ranked, steady), findings


def weigh(pack: CandidateSet, fill: ChoiceFill) -> tuple[Weighting, list[Finding]]:
    """Return the weights: of the pairwise judgements if any can be used, else as given, else equal."""
    names = [criterion.id for criterion in pack.criteria]
    findings: list[Finding] = []
    if fill.pairwise:
        labels = {criterion.id: named(criterion.name.zh, criterion.name.en) for criterion in pack.criteria}
        judges = [(one.judge, one.judgements) for one in fill.pairwise]
        together, singly, findings = aggregate_judges(names, judges, labels)
        if together is not None:
            total = sum(together.weights.values(), Fraction(0))
            weights = {name: weight / total for name, weight in together.weights.items()}
            return Weighting(weights, "pairwise", together, singly), findings
    given = {name: exact(number) for name, number in fill.weights.items()}
    for name in sorted(set(given) - set(names)):
        findings.append(UNKNOWN_WEIGHT.at(name=name, known=", ".join(names)))
    own = {name: given.get(name, Fraction(0)) for name in names}
    total = sum(own.values(), Fraction(0))
    if any(weight < 0 for weight in own.values()) or (fill.weights and total == 0):
        findings.append(BAD_WEIGHTS.at())
    elif total > 0:
        return Weighting({name: weight / total for name, weight in own.items()}, "given"), findings
    else:
        findings.append(EQUAL_WEIGHTS.at())
    return Weighting(dict.fromkeys(names, Fraction(1, len(names))), "equal"), findings


def plans_with(candidate: Candidate, plans: Sequence[PeerPlan]) -> tuple[PeerPlan, ...]:
    """Return the plans whose tasks take the scenario up by one of its words."""
    return tuple(one for one in plans if any(word in _tasks(one.plan.outline) for word in candidate.words))


def _tasks(outline: Outline) -> str:
    return "\n".join(
        outline.shown(statement)
        for statement in outline.statements
        if outline.role_of(statement) is Role.TASK and statement.kind is not StatementKind.TITLE
    )


def _row(
    pack: CandidateSet,
    candidate: Candidate,
    fill: ScenarioFill | None,
    own: Profile,
    plans: Sequence[PeerPlan],
    weighting: Weighting,
) -> tuple[RankedScenario, list[Finding]]:
    cells: list[Cell] = []
    missing: list[Text] = []
    name = named(candidate.name.zh, candidate.name.en)
    findings: list[Finding] = []
    for criterion in pack.criteria:
        cell = _cell(criterion, candidate, fill, own, plans)
        if cell is None:
            missing.append(named(criterion.name.zh, criterion.name.en))
            continue
        cells.append(cell)
        if criterion.kind == "judged" and not cell.source:
            findings.append(
                SCORE_WITHOUT_SOURCE.at(name=name, criterion=named(criterion.name.zh, criterion.name.en))
            )
    no_demand = any(cell.criterion == _DEMAND and cell.value == 0 for cell in cells)
    if missing:
        if fill is not None:
            findings.append(NO_SCORE.at(name=name, criteria=Text.listed(missing)))
        return RankedScenario(candidate, None, None, tuple(cells), fill), findings
    if no_demand:
        findings.append(NO_DEMAND.at(name=name))
        return RankedScenario(candidate, None, None, tuple(cells), fill), findings
    total = _total(cells, pack.criteria, weighting.weights)
    return RankedScenario(candidate, 0, total, tuple(cells), fill), findings


def _cell(
    criterion: ChoiceCriterion,
    candidate: Candidate,
    fill: ScenarioFill | None,
    own: Profile,
    plans: Sequence[PeerPlan],
) -> Cell | None:
    if criterion.kind == "industry":
        industries = own.traits.get("industries", ())
        if not candidate.industries:
            return Cell(criterion.id, _NEUTRAL, "")
        shared = [name for name in candidate.industries if name in industries]
        value = Fraction(len(shared), len(candidate.industries))
        return Cell(criterion.id, value, "、".join(shared))
    if criterion.kind == "experience":
        if not plans:
            return Cell(criterion.id, Fraction(0), "")
        having = plans_with(candidate, plans)
        return Cell(criterion.id, Fraction(len(having), len(plans)), "、".join(one.name for one in having))
    judged = fill.scores.get(criterion.id) if fill is not None else None
    return None if judged is None else Cell(criterion.id, Fraction(judged.score, _TOP), judged.source)


def _total(
    cells: Sequence[Cell], criteria: Sequence[ChoiceCriterion], weights: Mapping[str, Fraction]
) -> Fraction:
    down = {criterion.id for criterion in criteria if criterion.direction == "down"}
    return sum(
        (
            weights[cell.criterion] * (1 - cell.value if cell.criterion in down else cell.value)
            for cell in cells
        ),
        Fraction(0),
    )


def _placed(rows: Sequence[RankedScenario], take: int) -> tuple[RankedScenario, ...]:
    scored = sorted(
        (row for row in rows if row.total is not None),
        key=lambda row: (-(row.total or Fraction(0)), row.candidate.id),
    )
    placed: list[RankedScenario] = []
    for number, row in enumerate(scored):
        before = placed[-1] if placed else None
        place = before.place if before is not None and before.total == row.total else number + 1
        placed.append(
            RankedScenario(row.candidate, place, row.total, row.cells, row.fill, taken=number < take)
        )
    rest = [row for row in rows if row.total is None]
    return (*placed, *rest)


def _steadiness(
    criterion: ChoiceCriterion, pack: CandidateSet, ranked: Sequence[RankedScenario], weighting: Weighting
) -> Steadiness:
    """Return how far a weight may move before a scenario that is not taken reaches one that is.

    With weight t on the criterion and the rest shared as before, a total is the line a + b t; two lines cross once.
    """
    weight = weighting.weights[criterion.id]
    low, high = Fraction(0), Fraction(1)
    low_pair: tuple[str, str] | None = None
    high_pair: tuple[str, str] | None = None
    lines = {
        row.candidate.id: _line(criterion, pack.criteria, row, weighting.weights)
        for row in ranked
        if row.total is not None
    }
    names = {row.candidate.id: row.candidate.name.zh for row in ranked}
    inside = [row.candidate.id for row in ranked if row.taken]
    outside = [row.candidate.id for row in ranked if row.total is not None and not row.taken]
    for kept in inside:
        for other in outside:
            start = lines[kept][0] - lines[other][0]
            slope = lines[kept][1] - lines[other][1]
            if slope == 0:
                continue
            crossing = -start / slope
            if weight < crossing < high or (crossing == weight and slope < 0):
                high, high_pair = crossing, (kept, other)
            elif low < crossing < weight or (crossing == weight and slope > 0):
                low, low_pair = crossing, (kept, other)
    pair = high_pair or low_pair
    if high_pair and low_pair and weight - low < high - weight:
        pair = low_pair
    return Steadiness(
        criterion.id, weight, low, high, names[pair[0]] if pair else "", names[pair[1]] if pair else ""
    )


def _line(
    criterion: ChoiceCriterion,
    criteria: Sequence[ChoiceCriterion],
    row: RankedScenario,
    weights: Mapping[str, Fraction],
) -> tuple[Fraction, Fraction]:
    """Return a and b of the total a + b t as a function of the criterion's weight t."""
    own = _total(
        [cell for cell in row.cells if cell.criterion == criterion.id], criteria, {criterion.id: Fraction(1)}
    )
    rest = [cell for cell in row.cells if cell.criterion != criterion.id]
    others = sum((weights[cell.criterion] for cell in rest), Fraction(0))
    if others == 0:
        share = {cell.criterion: Fraction(1, len(rest)) for cell in rest}
    else:
        share = {cell.criterion: weights[cell.criterion] / others for cell in rest}
    apart = _total(rest, criteria, share)
    return apart, own - apart
