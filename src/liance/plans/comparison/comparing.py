"""Compared plans -> means, counts, ranks and tests by group, all exact, each with its plans and cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_COMPARED_PLANS, MAX_COPIED_PASSAGES, MAX_TESTED_GROUPS
from liance.core.numbers import round_half_up
from liance.plans.agreement.cells import FloatArray
from liance.plans.comparison.differences import RankTest, holm, kruskal_wallis_test, rank_sum_test
from liance.plans.comparison.model import (
    ALL,
    UNKNOWN,
    Axis,
    ComparedPlan,
    Comparison,
    CopiedPassage,
    Group,
    GroupTest,
    Mean,
    Measure,
    MeasureKind,
    RankEntry,
    Ranking,
    RubricRef,
    States,
    ThresholdCount,
    Weighting,
)
from liance.plans.comparison.resampling import RankSpread, Resampler, interval_of, rank_spreads
from liance.plans.documents.model import LEVEL_NAMES, Level
from liance.plans.ratings import State

NOTHING = FindingKind(
    "comparison.nothing",
    Severity.ERROR,
    says=Text(zh="没有可以比较的规划", en="there is no plan to compare"),
    advice=Text(
        zh="请给出至少两份能够评分的规划；各文件未能评分的原因见上",
        en="give at least two plans that can be scored; why files were not is said above",
    ),
)
ONE_PLAN = FindingKind(
    "comparison.one_plan",
    Severity.WARNING,
    says=Text(
        zh="只有一份规划，均值就是它自己的分数，没有可比的对象",
        en="there is one plan only; its means are its own scores and nothing can be compared",
    ),
    advice=Text(zh="请再加入其他规划", en="add other plans"),
)
ONE_GROUP = FindingKind(
    "comparison.one_group",
    Severity.WARNING,
    says=Text(
        zh="全部规划同属一组（{group_zh}），组间无从比较",
        en="all plans are in one group ({group_en}); groups cannot be compared",
    ),
    advice=Text(
        zh="请加入其他组的规划，或用 --by 改换分组",
        en="add plans of other groups, or group otherwise with --by",
    ),
)
SMALL_GROUP = FindingKind(
    "comparison.small_group",
    Severity.INFO,
    says=Text(
        zh="“{group_zh}”只有 {n} 份规划，其均值随个别规划大幅变动",
        en="'{group_en}' has {n} plan(s) only; its means hang on single plans",
    ),
    advice=Text(zh="引用时请连同份数与区间一起给出", en="give the number and the interval with every mean"),
)
UNKNOWN_GROUP = FindingKind(
    "comparison.unknown_group",
    Severity.WARNING,
    says=Text(
        zh="{n} 份规划缺少“{axis_zh}”，单列一组，不参与组间检验",
        en="{n} plan(s) have no known {axis_en}; they form a group of their own and are in no test",
    ),
    advice=Text(zh="请用 --index 给出索引表补上", en="add it in an index (--index)"),
)
UNKNOWN_LEVEL = FindingKind(
    "comparison.unknown_level",
    Severity.WARNING,
    says=Text(
        zh="{n} 份规划级别不明，不计入“各层级等权”的均值",
        en="{n} plan(s) have no known level and are left out of means in which levels weigh alike",
    ),
    advice=Text(zh="请用 --index 给出索引表补上级别", en="add the level in an index (--index)"),
)
MIXED_RUBRICS = FindingKind(
    "comparison.mixed_rubrics",
    Severity.ERROR,
    says=Text(
        zh="有 {n} 份规划按另一标准或另一版本评分（{other}），分数不可与 {rubric} 混算，已不计入",
        en="{n} plan(s) were scored by another rubric or version ({other}); scores do not mix with {rubric} and they are left out",
    ),
    advice=Text(zh="请用同一版本的标准重新评分", en="score all plans by one version of the rubric"),
)
MIXED_STAGES = FindingKind(
    "comparison.mixed_stages",
    Severity.ERROR,
    says=Text(
        zh="有 {n} 份规划的评分属于另一阶段（{other}），不可与“{stage}”混算，已不计入",
        en="the ratings of {n} plan(s) are of another stage ({other}); they do not mix with '{stage}' and are left out",
    ),
    advice=Text(zh="请分别比较各阶段", en="compare stages apart"),
)
NOT_RATED = FindingKind(
    "comparison.not_rated",
    Severity.WARNING,
    says=Text(
        zh="没有任何一项有分数（无法判断、缺少章节或未评），不计入均值",
        en="no item has a score (cannot judge, section missing, not rated); it is in no mean",
    ),
    advice=Text(zh="请检查文件是否为规划正文", en="check that the file is a plan"),
)
SAME_PLAN = FindingKind(
    "comparison.same_plan",
    Severity.WARNING,
    says=Text(
        zh="内容与“{other}”完全相同，只计一份",
        en="the content is the same as that of '{other}'; it is counted once",
    ),
    advice=Text(zh="请删去其中一份", en="drop one of them"),
)
ALL_EQUAL = FindingKind(
    "comparison.all_equal",
    Severity.WARNING,
    says=Text(
        zh="全部分数都是 {score}，均值、排序与检验都不能区分规划",
        en="all scores are {score}; no mean, rank or test can tell plans apart",
    ),
    advice=Text(
        zh="请核对评分来源；若属实，此标准对这些规划没有区分力",
        en="check where the scores come from; if they are right, the rubric does not tell these plans apart",
    ),
)
TOO_MANY_PLANS = FindingKind(
    "comparison.too_many_plans",
    Severity.ERROR,
    says=Text(
        zh="规划超过上限 MAX_COMPARED_PLANS = {bound}，其余 {n} 份不计",
        en="there are more plans than MAX_COMPARED_PLANS = {bound}; {n} are left out",
    ),
    advice=Text(zh="请分批比较", en="compare them in parts"),
)
TOO_MANY_COPIES = FindingKind(
    "comparison.too_many_copies",
    Severity.WARNING,
    says=Text(
        zh="雷同段落有 {n} 处，超过上限 MAX_COPIED_PASSAGES = {bound}；只保留最长的 {bound} 处，其余 {left} 处不在结果中",
        en="plans share {n} near-identical passages, more than MAX_COPIED_PASSAGES = {bound}; the longest are kept and "
        "{left} are left out",
    ),
    advice=Text(
        zh="多份文件可能是同一规划的不同版本；请剔除重复版本，或分批比较",
        en="several files may be versions of one plan; drop such files, or compare them in parts",
    ),
)

AXIS_NAMES = {
    Axis.LEVEL: Text(zh="级别", en="level"),
    Axis.REGION: Text(zh="地区", en="region"),
    Axis.SUBJECT: Text(zh="主题技术", en="subject"),
    Axis.YEAR: Text(zh="发布年份", en="year"),
    Axis.ISSUER: Text(zh="发布机构", en="issuer"),
}
_UNKNOWN_NAME = Text(zh="不明", en="unknown")
#: Groups with fewer plans are told of.
_SMALL = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """How to compare: ``threshold`` is the score from which an item counts as clear."""

    by: Axis = Axis.LEVEL
    threshold: Fraction = Fraction(3)
    resampler: Resampler = field(default_factory=Resampler)
    test_draws: int = 9_999


def compare(
    plans: Sequence[ComparedPlan], measures: Sequence[Measure], settings: Settings | None = None
) -> Comparison:
    """Compare plans.

    Plans of another rubric digest or stage than most are left out with a finding, and so is a second file of the same
    content: no number mixes what does not belong together. Bad input never raises; an empty comparison has findings
    and no numbers.

    Args:
        plans: in the order in which they are to be shown.
        measures: of the rubric they were scored by (``collecting.measures_of``).
        settings: grouping, threshold, resampling.
    """
    settings = settings or Settings()
    kept, findings = _comparable(plans)
    groups = _groups(kept, settings.by)
    findings += _group_findings(kept, groups, settings.by)
    scopes = [(ALL, tuple(kept)), *((group.key, _members(kept, group)) for group in groups)]
    means, counts, rankings = [], [], []
    stage = kept[0].stage if kept else "none"
    draws: dict[str, FloatArray] = {}
    for key, members in scopes:
        for weighting in Weighting:
            strata = _strata(members, weighting)
            sampled = settings.resampler.values(
                f"{key}/{weighting}", _values(strata, measures), len(measures)
            )
            own = [
                _mean(measure, key, weighting, strata, stage, sampled[:, place])
                for place, measure in enumerate(measures)
            ]
            means += own
            rankings += _item_rankings(own, measures, key, weighting, sampled, settings.resampler)
            if weighting is Weighting.EQUAL_PLANS:
                draws[key] = sampled
        counts += [_count(measure, key, settings.threshold, members, stage) for measure in measures]
    known = [group for group in groups if group.key != UNKNOWN]
    rankings += _group_rankings(known, measures, means, draws, settings.resampler)
    return Comparison(
        by=settings.by,
        threshold=settings.threshold,
        rubric=kept[0].rubric if kept else None,
        stage=stage,
        plans=tuple(kept),
        measures=tuple(measures),
        groups=groups,
        means=tuple(means),
        counts=tuple(counts),
        rankings=tuple(rankings),
        tests=_tests(kept, known, measures, settings),
        findings=tuple(findings),
        levels=tuple(level for level in Level if any(plan.level is level for plan in kept)),
    )


def with_copies(comparison: Comparison, copies: Sequence[CopiedPassage]) -> Comparison:
    """Return the comparison with the passages that its plans share: the first ``MAX_COPIED_PASSAGES`` of them.

    Where passages are left out a finding says how many.
    """
    kept = tuple(copies[:MAX_COPIED_PASSAGES])
    findings = comparison.findings
    if left := len(copies) - len(kept):
        findings += (TOO_MANY_COPIES.at(n=len(copies), bound=MAX_COPIED_PASSAGES, left=left),)
    return replace(comparison, copies=kept, findings=findings)


# -- what may be compared --------------------------------------------------------------------------------


def _comparable(plans: Sequence[ComparedPlan]) -> tuple[list[ComparedPlan], list[Finding]]:
    findings: list[Finding] = []
    kept = list(plans)
    if len(kept) > MAX_COMPARED_PLANS:
        findings.append(TOO_MANY_PLANS.at(bound=MAX_COMPARED_PLANS, n=len(kept) - MAX_COMPARED_PLANS))
        kept = kept[:MAX_COMPARED_PLANS]
    first: dict[str, str] = {}
    for plan in kept:
        if plan.digest in first:
            findings.append(SAME_PLAN.at(Place(plan.source), other=first[plan.digest]))
        first.setdefault(plan.digest, plan.key)
    kept = [plan for plan in kept if first[plan.digest] == plan.key]
    rubric = _commonest(plan.rubric.digest for plan in kept)
    others = [plan for plan in kept if plan.rubric.digest != rubric]
    if others:
        kept = [plan for plan in kept if plan.rubric.digest == rubric]
        names = ", ".join(sorted({_rubric_name(plan.rubric) for plan in others}))
        findings.append(MIXED_RUBRICS.at(n=len(others), other=names, rubric=_rubric_name(kept[0].rubric)))
    stage = _commonest(plan.stage for plan in kept)
    others = [plan for plan in kept if plan.stage != stage]
    if others:
        kept = [plan for plan in kept if plan.stage == stage]
        names = ", ".join(sorted({plan.stage for plan in others}))
        findings.append(MIXED_STAGES.at(n=len(others), other=names, stage=stage))
    rated = [plan for plan in kept if any(cell.score is not None for cell in plan.cells)]
    keys = {plan.key for plan in rated}
    findings += [NOT_RATED.at(Place(plan.source)) for plan in kept if plan.key not in keys]
    if not rated:
        findings.append(NOTHING.at())
        return [], findings
    if len(rated) == 1:
        findings.append(ONE_PLAN.at(Place(rated[0].source)))
    scores = {cell.score for plan in rated for cell in plan.cells if cell.score is not None}
    if len(scores) == 1 and sum(len(plan.cells) for plan in rated) > 1:
        findings.append(ALL_EQUAL.at(score=scores.pop()))
    return kept, findings


def _commonest(names: Iterable[str]) -> str | None:
    """Return the commonest name, the first of several."""
    counts = Counter(names)
    return max(counts, key=lambda name: counts[name]) if counts else None


def _rubric_name(rubric: RubricRef) -> str:
    return f"{rubric.id} {rubric.version} ({rubric.digest.removeprefix('sha256:')[:8]})"


# -- groups ----------------------------------------------------------------------------------------------


def _groups(plans: Sequence[ComparedPlan], by: Axis) -> tuple[Group, ...]:
    """Return the groups in their natural order: levels from above, years upwards, the others by size and name."""
    members: dict[str, list[str]] = {}
    for plan in plans:
        members.setdefault(group_key(plan, by), []).append(plan.key)
    order = list(members)
    if by is Axis.LEVEL:
        order = [level.value for level in Level if level.value in members]
    elif by is Axis.YEAR:
        order.sort()
    elif by is Axis.REGION:
        codes = {group_key(plan, by): (plan.region_code or "~")[:2] for plan in reversed(plans)}
        order.sort(key=lambda key: (codes[key], key))
    else:
        order.sort(key=lambda key: (-len(members[key]), key))
    order = [key for key in order if key != UNKNOWN]
    order += [UNKNOWN] if UNKNOWN in members else []
    return tuple(Group(by, key, group_name(by, key), tuple(members[key])) for key in order)


def group_key(plan: ComparedPlan, by: Axis) -> str:
    """Return the key of the plan's group; regions are grouped by province where the province is known."""
    value = {
        Axis.LEVEL: plan.level.value if plan.level else None,
        Axis.REGION: plan.province or plan.region,
        Axis.SUBJECT: plan.subject,
        Axis.YEAR: plan.year,
        Axis.ISSUER: plan.issuer,
    }[by]
    return value or UNKNOWN


def group_name(by: Axis, key: str) -> Text:
    """Return the name of a group in both languages."""
    if key == UNKNOWN:
        return _UNKNOWN_NAME
    if by is Axis.LEVEL:
        return LEVEL_NAMES[Level(key)]
    shown = key.replace("{", "{{").replace("}", "}}")
    return Text(zh=f"{shown}年" if by is Axis.YEAR else shown, en=shown)


def _group_findings(plans: Sequence[ComparedPlan], groups: Sequence[Group], by: Axis) -> list[Finding]:
    findings = []
    axis = AXIS_NAMES[by]
    for group in groups:
        zh, en = group.name.zh, group.name.en
        if group.key == UNKNOWN:
            findings.append(UNKNOWN_GROUP.at(n=len(group.plans), axis_zh=axis.zh, axis_en=axis.en))
        elif len(plans) == 1:
            continue
        elif len(groups) == 1:
            findings.append(ONE_GROUP.at(group_zh=zh, group_en=en))
        elif len(group.plans) < _SMALL and by is Axis.LEVEL:
            findings.append(SMALL_GROUP.at(n=len(group.plans), group_zh=zh, group_en=en))
    without = sum(plan.level is None for plan in plans)
    if without and by is not Axis.LEVEL:
        findings.append(UNKNOWN_LEVEL.at(n=without))
    return findings


def _members(plans: Sequence[ComparedPlan], group: Group) -> tuple[ComparedPlan, ...]:
    keys = set(group.plans)
    return tuple(plan for plan in plans if plan.key in keys)


# -- means and counts ------------------------------------------------------------------------------------


def _strata(plans: Sequence[ComparedPlan], weighting: Weighting) -> list[tuple[ComparedPlan, ...]]:
    """Return the parts that weigh alike: all plans as one, or a part for each level."""
    if weighting is Weighting.EQUAL_PLANS:
        return [tuple(plans)]
    return [part for level in Level if (part := tuple(plan for plan in plans if plan.level is level))]


def _values(
    strata: Sequence[Sequence[ComparedPlan]], measures: Sequence[Measure]
) -> list[list[list[Fraction | None]]]:
    return [[[plan.values.get(measure.id) for measure in measures] for plan in part] for part in strata]


def _mean(
    measure: Measure,
    scope: str,
    weighting: Weighting,
    strata: Sequence[Sequence[ComparedPlan]],
    stage: str,
    draws: FloatArray,
) -> Mean:
    parts: list[Fraction] = []
    having: list[str] = []
    states: Counter[State | None] = Counter()
    for plans in strata:
        found: list[Fraction] = []
        for plan in plans:
            value = plan.values.get(measure.id)
            if value is not None:
                found.append(value)
                having.append(plan.key)
            for item in measure.items:
                cell = plan.cell(item)
                states[cell.state if cell else None] += 1
        if found:
            parts.append(sum(found, Fraction(0)) / len(found))
    value = sum(parts, Fraction(0)) / len(parts) if parts else None
    return Mean(
        measure=measure.id,
        scope=scope,
        weighting=weighting,
        value=value,
        display=None if value is None else str(round_half_up(value, measure.places)),
        rounding=f"half_up.{measure.places}",
        stage=stage,
        n=len(having),
        states=States(
            scored=states[State.SCORED],
            not_covered=states[State.NOT_COVERED],
            cannot_judge=states[State.CANNOT_JUDGE],
            section_missing=states[State.SECTION_MISSING],
            absent=states[None],
        ),
        plans=tuple(having),
        items=measure.items,
        interval=interval_of(draws, len(having)) if len(draws) else None,
    )


def _count(
    measure: Measure, scope: str, threshold: Fraction, plans: Sequence[ComparedPlan], stage: str
) -> ThresholdCount:
    values = {plan.key: plan.values.get(measure.id) for plan in plans}
    return ThresholdCount(
        measure=measure.id,
        scope=scope,
        threshold=threshold,
        stage=stage,
        at_least=tuple(key for key, value in values.items() if value is not None and value >= threshold),
        below=tuple(key for key, value in values.items() if value is not None and value < threshold),
        without=tuple(key for key, value in values.items() if value is None),
        items=measure.items,
    )


# -- ranks -----------------------------------------------------------------------------------------------


def _item_rankings(
    means: Sequence[Mean],
    measures: Sequence[Measure],
    scope: str,
    weighting: Weighting,
    draws: FloatArray,
    resampler: Resampler,
) -> list[Ranking]:
    """Rank what the most inclusive aggregates are made of: items (sub-tasks) and types among themselves."""
    made = []
    for name, places in ranked_sets(measures).items():
        columns = [place for place in places if means[place].value is not None]
        values = [value for place in columns if (value := means[place].value) is not None]
        if len(columns) > 1:
            spreads = rank_spreads(values, draws[:, columns])
            names = [measures[place].id for place in columns]
            entries = _entries(names, values, spreads)
            made.append(Ranking(name, scope, weighting, entries, resampler.draws, resampler.seed))
    return made


def ranked_sets(measures: Sequence[Measure]) -> dict[str, list[int]]:
    """Return the places of the measures that are ranked together: ``items`` under aggregates, and ``types``."""
    under = {item for measure in measures if measure.kind is MeasureKind.AGGREGATE for item in measure.items}
    parts = {part for measure in measures for part in measure.parts}
    return {
        "items": [place for place, measure in enumerate(measures) if measure.id in under],
        "types": [
            place
            for place, measure in enumerate(measures)
            if measure.kind is MeasureKind.AGGREGATE and measure.id in parts
        ],
    }


def _group_rankings(
    groups: Sequence[Group],
    measures: Sequence[Measure],
    means: Sequence[Mean],
    draws: dict[str, FloatArray],
    resampler: Resampler,
) -> list[Ranking]:
    by_name = {(mean.measure, mean.scope): mean for mean in means if mean.weighting is Weighting.EQUAL_PLANS}
    made = []
    for place, measure in enumerate(measures):
        present = [
            (group.key, value)
            for group in groups
            if (value := by_name[measure.id, group.key].value) is not None
        ]
        if len(present) > 1:
            keys, values = [key for key, _ in present], [value for _, value in present]
            columns = _side_by_side([draws[key][:, place] for key in keys])
            entries = _entries(keys, values, rank_spreads(values, columns))
            made.append(
                Ranking(measure.id, ALL, Weighting.EQUAL_PLANS, entries, resampler.draws, resampler.seed)
            )
    return made


def _side_by_side(columns: Sequence[FloatArray]) -> FloatArray:
    return np.column_stack(columns)


def _entries(
    names: Sequence[str], values: Sequence[Fraction], spreads: Sequence[RankSpread | None]
) -> tuple[RankEntry, ...]:
    entries = [
        RankEntry(
            id=name,
            value=value,
            rank=1 + sum(other > value for other in values),
            low=spread.low if spread else None,
            high=spread.high if spread else None,
            kept=spread.kept if spread else None,
        )
        for name, value, spread in zip(names, values, spreads, strict=True)
    ]
    return tuple(sorted(entries, key=lambda entry: entry.rank))


# -- tests -----------------------------------------------------------------------------------------------


def _tests(
    plans: Sequence[ComparedPlan], groups: Sequence[Group], measures: Sequence[Measure], settings: Settings
) -> tuple[GroupTest, ...]:
    """Return a test of every measure over all groups, and over each two where groups are few."""
    if len(groups) < 2:
        return ()
    members = {group.key: _members(plans, group) for group in groups}
    pairs = (
        [(one.key, two.key) for place, one in enumerate(groups) for two in groups[place + 1 :]]
        if len(groups) <= MAX_TESTED_GROUPS
        else []
    )
    made: list[GroupTest] = []
    seed, draws = settings.resampler.seed, settings.test_draws
    for measure in measures:
        values = {
            key: [value for plan in inside if (value := plan.values.get(measure.id)) is not None]
            for key, inside in members.items()
        }
        if len(groups) > 2:
            result = kruskal_wallis_test(list(values.values()), draws, seed)
            made.append(_test("kruskal_wallis", measure, tuple(values), values, result))
        made += [
            _test(
                "rank_sum",
                measure,
                pair,
                values,
                rank_sum_test(values[pair[0]], values[pair[1]], draws, seed),
            )
            for pair in pairs
        ]
    return _adjusted(made)


def _test(
    name: str, measure: Measure, keys: tuple[str, ...], values: dict[str, list[Fraction]], result: RankTest
) -> GroupTest:
    return GroupTest(
        name=name,
        measure=measure.id,
        groups=keys,
        n=tuple(len(values[key]) for key in keys),
        statistic=result.statistic,
        p=result.p,
        method=result.method,
        arrangements=result.arrangements,
        effect=result.effect,
        reason=result.reason,
    )


def _adjusted(tests: Sequence[GroupTest]) -> tuple[GroupTest, ...]:
    """Return the tests with Holm's adjustment over those of the same name that have a probability."""
    found = list(tests)
    for name in {test.name for test in tests}:
        places = [place for place, test in enumerate(tests) if test.name == name and test.p is not None]
        probabilities = [p for place in places if (p := tests[place].p) is not None]
        for place, value in zip(places, holm(probabilities), strict=True):
            found[place] = replace(found[place], adjusted=value)
    return tuple(found)
