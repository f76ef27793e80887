"""Baselines, peers and their plans -> target values by stage, with the growth each asks for.

People decide the values; Liance offers three by rule and says of every value what yearly growth it needs, and
whether the region or any peer has ever grown like that. Owner and source are never silently empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from liance.core.findings import Finding, FindingKind, Severity
from liance.core.language import Text
from liance.core.numbers import decimal_text, round_half_up
from liance.core.quantities import Kind, Op
from liance.delivery.drafting.diagnosis import PeerPlan
from liance.delivery.drafting.growth import grown, part_way, percent, yearly_growth
from liance.delivery.drafting.peers import Gap, Peer
from liance.delivery.drafting.profile import Figure, Profile, ProfileBook
from liance.delivery.indicators import MATCH_AT_LEAST, IndicatorFinder
from liance.delivery.targets import Target
from liance.packs.worksheet import StageFill, TargetFill, exact_values

NO_STAGES = FindingKind(
    "staging.no_stages",
    Severity.WARNING,
    says=Text(zh="没有写明阶段，目标无法分阶段", en="there are no stages, so that targets cannot be staged"),
    advice=Text(
        zh="请在 stages 写明各阶段的名称和截止年份，至少两个",
        en="name the stages and the years they end in, two at least",
    ),
)
STAGE_ORDER = FindingKind(
    "staging.stage_order",
    Severity.WARNING,
    says=Text(
        zh="阶段“{name}”的年份 {year} 不在规划期 {start}—{end} 内，或没有晚于前一阶段",
        en="stage '{name}' ({year}) lies outside the period {start} to {end} or not after the stage before",
    ),
    advice=Text(zh="请核对年份", en="check the year"),
)
UNKNOWN_TARGET = FindingKind(
    "staging.unknown_indicator",
    Severity.WARNING,
    says=Text(
        zh="目标“{name}”不在画像目录中，未使用",
        en="the target '{name}' is not in the profile; it is not used",
    ),
    advice=Text(zh="目录中相近的有：{near}", en="near it are: {near}"),
)
NO_BASELINE = FindingKind(
    "staging.no_baseline",
    Severity.WARNING,
    says=Text(
        zh="目标“{name}”没有基期数，看不出需要多大增长",
        en="the target '{name}' has no baseline; the growth it needs is unknown",
    ),
    advice=Text(zh="请在数据表补上基期数及来源", en="add the baseline with its source to the table"),
)
BAD_UNIT = FindingKind(
    "staging.bad_unit",
    Severity.WARNING,
    says=Text(zh="目标“{name}”不以“{unit}”计", en="the target '{name}' is not counted in '{unit}'"),
    advice=Text(zh="应为“{wanted}”，可加 万、亿", en="use '{wanted}'"),
)
NOT_A_STAGE = FindingKind(
    "staging.not_a_stage",
    Severity.WARNING,
    says=Text(
        zh="目标“{name}”的 {year} 年不是任何阶段的年份，未使用",
        en="{year} of target '{name}' is the year of no stage; not used",
    ),
    advice=Text(zh="请改为阶段的年份：{years}", en="use the stages' years: {years}"),
)
NO_VALUE = FindingKind(
    "staging.no_value",
    Severity.WARNING,
    says=Text(
        zh="目标“{name}”{year} 年没有目标值，草案留空",
        en="the target '{name}' has no value for {year}; it stays blank",
    ),
    advice=Text(zh="请填写，或用 rule 采用按规则算出的值", en="fill it in, or take a value made by a rule"),
)
RULE_FAILS = FindingKind(
    "staging.rule_fails",
    Severity.WARNING,
    says=Text(
        zh="目标“{name}”{year} 年无法按“{rule}”推算：缺少基期、增速或同类数据",
        en="rule '{rule}' gives no value for '{name}' in {year}: baseline, growth or peers are missing",
    ),
    advice=Text(zh="请补数据或直接填写", en="add figures or type a value"),
)
NO_OWNER = FindingKind(
    "staging.no_owner",
    Severity.WARNING,
    says=Text(zh="目标“{name}”没有责任单位", en="the target '{name}' has no owner"),
    advice=Text(zh="请在 owner 写明牵头单位", en="name the leading office in 'owner'"),
)
NO_TARGET_SOURCE = FindingKind(
    "staging.no_source",
    Severity.WARNING,
    says=Text(zh="目标“{name}”没有写明依据", en="the target '{name}' has no grounds"),
    advice=Text(zh="请在 source 写明目标值的依据", en="say in 'source' what the values rest on"),
)
NO_GROWTH = FindingKind(
    "staging.no_growth",
    Severity.WARNING,
    says=Text(
        zh="目标“{name}”{year} 年为 {value}，没有好于基期的 {baseline}",
        en="the target '{name}' for {year} is {value}, no better than the baseline {baseline}",
    ),
    advice=Text(
        zh="请核实；若目的是保持，请写“保持”，并说明为什么",
        en="check it; where it shall be kept, say so and why",
    ),
)
FALLS_BACK = FindingKind(
    "staging.falls_back",
    Severity.WARNING,
    says=Text(
        zh="目标“{name}”{year} 年不如前一阶段",
        en="the target '{name}' for {year} lies behind the stage before",
    ),
    advice=Text(zh="请核对两个阶段的数", en="check both values"),
)
BEYOND = FindingKind(
    "staging.beyond",
    Severity.WARNING,
    says=Text(
        zh="目标“{name}”{year} 年要求年均增长 {needed}，本地和同类地区有记录以来最高为 {most}",
        en="the target '{name}' for {year} needs {needed} a year; the most on record, own or peers', is {most}",
    ),
    advice=Text(zh="请说明靠什么实现，或调低", en="say what shall bring it about, or lower it"),
)
ABOVE_BEST = FindingKind(
    "staging.above_best",
    Severity.WARNING,
    says=Text(
        zh="目标“{name}”{year} 年按“{rule}”推算为 {value}，已超过同类地区目前最好的 {best}（{region}）",
        en="rule '{rule}' gives {value} for '{name}' in {year}, above the best peer today, {best} ({region})",
    ),
    advice=Text(
        zh="以往增速多半起点很低，不宜直接外推；请改为填写的值",
        en="growth from a low start cannot go on for ever; type a value instead",
    ),
)
TOO_EARLY = FindingKind(
    "staging.too_early",
    Severity.WARNING,
    says=Text(
        zh="阶段年份 {year} 不晚于“{name}”的基期 {base} 年",
        en="the stage {year} is not after the baseline {base} of '{name}'",
    ),
    advice=Text(zh="请更新基期数据或调整阶段", en="bring the baseline up to date or move the stage"),
)


class Feasibility(StrEnum):
    """How the growth a value needs compares with what has been seen."""

    OWN = "own"
    PEERS = "peers"
    BEYOND = "beyond"
    NONE = "none"
    UNKNOWN = "unknown"


FEASIBILITY: Mapping[Feasibility, Text] = {
    Feasibility.OWN: Text(zh="不高于本地以往", en="within own so far"),
    Feasibility.PEERS: Text(zh="高于本地，同类有过", en="above own, a peer did it"),
    Feasibility.BEYOND: Text(zh="高于所有以往记录", en="above all on record"),
    Feasibility.NONE: Text(zh="没有增长", en="no growth"),
    Feasibility.UNKNOWN: Text(zh="缺少数据", en="unknown"),
}
RULES: Mapping[str, Text] = {
    "given": Text(zh="填写", en="given"),
    "trend": Text(zh="本地趋势", en="own trend"),
    "median": Text(zh="追平同类", en="peers' median"),
    "plans": Text(zh="同类规划增速", en="plans' growth"),
}


@dataclass(frozen=True, slots=True)
class PeerTarget:
    """A peer's target of the same indicator; ``value`` in base units, ``growth`` from that peer's own figure."""

    plan: PeerPlan
    target: Target
    value: Fraction
    growth: Decimal | None


@dataclass(frozen=True, slots=True)
class Records:
    """Yearly growth on record: the region's own, and each peer's (lowest first)."""

    own: Decimal | None
    own_years: int
    peers: tuple[tuple[str, Decimal], ...]

    @property
    def most(self) -> Decimal | None:
        """The highest rate on record."""
        known = [rate for _, rate in self.peers] + ([self.own] if self.own is not None else [])
        return max(known) if known else None


@dataclass(frozen=True, slots=True)
class StageValue:
    """A target's value at a stage, in base units (None: blank), and what it needs.

    ``rule`` says where the value comes from; ``options`` are the values by rule.
    """

    stage: StageFill
    value: Fraction | None
    rule: str
    options: Mapping[str, Fraction]
    needed: Decimal | None
    feasibility: Feasibility


@dataclass(frozen=True, slots=True)
class Proposal:
    """One target over all stages; ``unit`` is that of display, ``factor`` what one of it is in base units."""

    key: str
    unit: str
    factor: Fraction
    baseline: Figure | None
    records: Records
    peer_targets: tuple[PeerTarget, ...]
    stages: tuple[StageValue, ...]
    owner: str
    source: str
    binding: bool | None

    def shown(self, value: Fraction) -> str:
        """Return a value in the unit of display, without the unit; at most two decimals."""
        return decimal_text(Fraction(round_half_up(value / self.factor, 2)))


@dataclass(slots=True)
class _Made:
    findings: list[Finding] = field(default_factory=list)


def check_stages(stages: Sequence[StageFill], start: int, end: int) -> list[Finding]:
    """Return what is wrong with the stages of a plan."""
    if not stages:
        return [NO_STAGES.at()]
    findings = []
    before = start - 1
    for stage in stages:
        if not before < stage.year <= end:
            findings.append(STAGE_ORDER.at(name=stage.name, year=stage.year, start=start, end=end))
        before = max(before, stage.year)
    return findings


def propose(
    own: Profile,
    peers: Sequence[Peer],
    found: Sequence[Gap],
    plans: Sequence[PeerPlan],
    stages: Sequence[StageFill],
    fills: Sequence[TargetFill],
    book: ProfileBook,
    finder: IndicatorFinder,
) -> tuple[tuple[Proposal, ...], list[Finding]]:
    """Return a proposal for every target of the worksheet, or for every compared indicator where it names none."""
    made = _Made()
    wanted: list[tuple[str, TargetFill]] = []
    for fill in fills:
        key = book.key(fill.indicator)
        if key is None:
            near = book.near(fill.indicator)
            made.findings.append(UNKNOWN_TARGET.at(name=fill.indicator, near=near))
        else:
            wanted.append((key, fill))
    if not fills:
        wanted = [(key, TargetFill(indicator=key)) for key in book.compared]
    by_key = {gap.key: gap for gap in found}
    result = []
    for key, fill in wanted:
        targets = peer_targets(key, peers, plans, book, finder)
        result.append(_proposal(key, fill, own, peers, by_key.get(key), targets, stages, book, made))
    return tuple(result), made.findings


def peer_targets(
    key: str, peers: Sequence[Peer], plans: Sequence[PeerPlan], book: ProfileBook, finder: IndicatorFinder
) -> tuple[PeerTarget, ...]:
    """Return the targets that peers' plans set for an indicator, with the growth they mean for that peer."""
    profiles = {peer.profile.region: peer.profile for peer in peers}
    found: list[PeerTarget] = []
    for one in plans:
        for target in one.targets:
            match = finder.of(target)
            if match.key != key or match.confidence <= MATCH_AT_LEAST or target.kind is not Kind.LEVEL:
                continue
            if target.year is None or target.per_year or target.op is Op.AT_MOST:
                continue
            value = book.in_unit(key, target.value, target.unit)
            if value is None:
                continue
            profile = profiles.get(one.name)
            base = profile.latest(key, target.year - 1) if profile is not None else None
            growth = yearly_growth(base.value, value, target.year - base.year) if base is not None else None
            found.append(PeerTarget(one, target, value, growth))
    found.sort(key=lambda item: (item.plan.name, item.target.year or 0, item.target.start))
    return tuple(found)


def records_of(key: str, own: Profile, peers: Sequence[Peer]) -> Records:
    """Return the yearly growth on record of a region and its peers, from first to last figure above zero."""
    mine = [figure for figure in own.series(key) if figure.value > 0]
    rate = (
        yearly_growth(mine[0].value, mine[-1].value, mine[-1].year - mine[0].year) if len(mine) > 1 else None
    )
    theirs: list[tuple[str, Decimal]] = []
    for peer in peers:
        series = [figure for figure in peer.profile.series(key) if figure.value > 0]
        if len(series) < 2:
            continue
        growth = yearly_growth(series[0].value, series[-1].value, series[-1].year - series[0].year)
        if growth is not None:
            theirs.append((peer.profile.region, growth))
    years = mine[-1].year - mine[0].year if len(mine) > 1 else 0
    return Records(rate, years, tuple(sorted(theirs, key=lambda item: (item[1], item[0]))))


def _proposal(
    key: str,
    fill: TargetFill,
    own: Profile,
    peers: Sequence[Peer],
    gap: Gap | None,
    targets: tuple[PeerTarget, ...],
    stages: Sequence[StageFill],
    book: ProfileBook,
    made: _Made,
) -> Proposal:
    name = book.text(key)
    baseline = own.latest(key)
    records = records_of(key, own, peers)
    unit = fill.unit or (baseline.unit if baseline is not None else book.indicators[key].unit)
    factor = book.in_unit(key, Fraction(1), unit)
    if factor is None:
        wanted = book.indicators[key].unit
        made.findings.append(BAD_UNIT.at(name=name, unit=unit, wanted=wanted))
        unit, factor = wanted, Fraction(1)
    if baseline is None:
        made.findings.append(NO_BASELINE.at(name=name))
    given = exact_values(fill.values)
    years = [stage.year for stage in stages]
    for year in sorted(set(given) - set(years)):
        shown = "、".join(str(item) for item in years) or "—"
        made.findings.append(NOT_A_STAGE.at(name=name, year=year, years=shown))
    values: list[StageValue] = []
    for stage in stages:
        options = _options(baseline, records, gap, targets, stage.year, years[-1], factor)
        typed = given.get(stage.year)
        value, rule = (typed * factor, "given") if typed is not None else (None, "")
        if value is None and fill.rule is not None:
            value, rule = options.get(fill.rule), fill.rule
            if value is None:
                failing = RULES[fill.rule]
                made.findings.append(RULE_FAILS.at(name=name, year=stage.year, rule=failing))
                rule = ""
        if value is None:
            made.findings.append(NO_VALUE.at(name=name, year=stage.year))
        needed, feasibility = _feasibility(value, baseline, records, stage.year, up=_is_up(book, key))
        values.append(StageValue(stage, value, rule, options, needed, feasibility))
    proposal = Proposal(
        key, unit, factor, baseline, records, targets, tuple(values), fill.owner, fill.source, fill.binding
    )
    made.findings += _checks(proposal, name, up=_is_up(book, key))
    if gap is not None and _is_up(book, key):
        made.findings += [
            ABOVE_BEST.at(
                name=name,
                year=one.stage.year,
                rule=RULES[one.rule].zh,
                value=proposal.shown(one.value) + unit,
                best=proposal.shown(gap.best.value) + unit,
                region=gap.best.region,
            )
            for one in values
            if one.value is not None and one.rule != "given" and one.value > gap.best.value
        ]
    return proposal


def _is_up(book: ProfileBook, key: str) -> bool:
    return book.indicators[key].direction == "up"


def _options(
    baseline: Figure | None,
    records: Records,
    gap: Gap | None,
    targets: Sequence[PeerTarget],
    year: int,
    last: int,
    factor: Fraction,
) -> dict[str, Fraction]:
    """Return the values that the three rules give for a stage, whole in the unit of display."""
    if baseline is None or baseline.value <= 0 or year <= baseline.year:
        return {}
    years = year - baseline.year
    raw: dict[str, Fraction] = {}
    if records.own is not None:
        raw["trend"] = grown(baseline.value, records.own, years)
    if gap is not None and gap.median > baseline.value:
        raw["median"] = part_way(baseline.value, gap.median, years, last - baseline.year)
    rates = sorted(item.growth for item in targets if item.growth is not None)
    if rates:
        raw["plans"] = grown(baseline.value, rates[len(rates) // 2], years)
    return {name: Fraction(round_half_up(value / factor, 0)) * factor for name, value in raw.items()}


def _feasibility(
    value: Fraction | None, baseline: Figure | None, records: Records, year: int, *, up: bool
) -> tuple[Decimal | None, Feasibility]:
    if value is None or baseline is None or year <= baseline.year:
        return None, Feasibility.UNKNOWN
    if (value <= baseline.value) if up else (value >= baseline.value):
        return yearly_growth(baseline.value, value, year - baseline.year), Feasibility.NONE
    needed = yearly_growth(baseline.value, value, year - baseline.year)
    if needed is None or not up:
        return needed, Feasibility.UNKNOWN
    if records.own is not None and needed <= records.own:
        return needed, Feasibility.OWN
    if records.peers and needed <= records.peers[-1][1]:
        return needed, Feasibility.PEERS
    return needed, Feasibility.UNKNOWN if records.most is None else Feasibility.BEYOND


def _checks(proposal: Proposal, name: Text, *, up: bool) -> list[Finding]:
    findings: list[Finding] = []
    before: Fraction | None = None
    for one in proposal.stages:
        year = one.stage.year
        if proposal.baseline is not None and year <= proposal.baseline.year:
            findings.append(TOO_EARLY.at(name=name, year=year, base=proposal.baseline.year))
        if one.value is None:
            continue
        if one.feasibility is Feasibility.NONE and proposal.baseline is not None:
            shown = proposal.shown(one.value) + proposal.unit
            base = proposal.shown(proposal.baseline.value) + proposal.unit
            findings.append(NO_GROWTH.at(name=name, year=year, value=shown, baseline=base))
        if (
            one.feasibility is Feasibility.BEYOND
            and one.needed is not None
            and proposal.records.most is not None
        ):
            most = percent(proposal.records.most)
            findings.append(BEYOND.at(name=name, year=year, needed=percent(one.needed), most=most))
        if before is not None and ((one.value < before) if up else (one.value > before)):
            findings.append(FALLS_BACK.at(name=name, year=year))
        before = one.value
    if not proposal.owner:
        findings.append(NO_OWNER.at(name=name))
    if not proposal.source and any(one.rule == "given" for one in proposal.stages):
        findings.append(NO_TARGET_SOURCE.at(name=name))
    return findings
