"""Rules that turn a comparison into findings, with their advice: what a ``diagnosis`` pack holds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from string import Formatter
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.packs.model import Bilingual, LocalId, PackId, RoleName, _Frozen
from liance.packs.yamlfile import YamlFile

BAD_FIELD = FindingKind(
    "pack.bad_field",
    Severity.ERROR,
    says=Text(zh="“{text}”中的占位符“{field}”不可用", en="the field '{field}' of '{text}' cannot be filled"),
    advice=Text(zh="此类规则可用：{known}", en="rules of this kind have: {known}"),
)
BAD_RULE = FindingKind(
    "pack.bad_rule",
    Severity.ERROR,
    says=Text(
        zh="规则“{rule}”引用的“{name}”不存在或种类不合",
        en="rule '{rule}' refers to '{name}', which does not exist or is of another kind",
    ),
    advice=Text(zh="请检查规则、评分项或评价条目的名称", en="check the names of rules, items and criteria"),
)

#: A positive number that stays exact: ``3``, ``1/2``.
Exact = (
    Annotated[int, Field(ge=0, le=100)] | Annotated[str, StringConstraints(pattern=r"^\d{1,3}/[1-9]\d{0,2}$")]
)
Score = Annotated[int, Field(ge=0, le=9)]
FewPlans = Annotated[int, Field(ge=1, le=1_000)]


def exact(value: Exact) -> Fraction:
    """Return the number as a fraction."""
    return Fraction(value)


class _Rule(_Frozen):
    """What all rules have.

    ``says`` and ``advice`` are filled in with the fields of the rule's kind (``FIELDS``). ``advice_by_item`` takes the
    place of ``advice`` for single items of the rubric.
    """

    id: LocalId
    name: Bilingual
    says: Bilingual
    advice: Bilingual
    advice_by_item: dict[LocalId, Bilingual] = {}  # noqa: RUF012 - pydantic copies defaults


class ClearRule(_Rule):
    """Items that all (or most, more than half) plans of a group describe clearly.

    A plan counts from ``at_least`` on. ``share: mostly`` leaves out what all do. ``min_plans`` plans of the group must
    have a score.
    """

    kind: Literal["clear"]
    at_least: Score = 3
    share: Literal["all", "mostly"] = "all"
    min_plans: FewPlans = 2


class VagueRule(_Rule):
    """Items of which all (or most) plans of a group have at most ``at_most``."""

    kind: Literal["vague"]
    at_most: Score = 2
    share: Literal["all", "mostly"] = "mostly"
    min_plans: FewPlans = 2


class SharedRule(_Rule):
    """Items that the rule ``of`` found in ``min_groups`` groups or more."""

    kind: Literal["shared_clear", "shared_vague"]
    of: LocalId
    min_groups: Annotated[int, Field(ge=2, le=100)] = 2


class StagesRule(_Rule):
    """Plans whose goals are stated but not by stages, where all or most of a group are so.

    Goals are by stages where one of ``criteria`` is met or the item scores ``level`` or more.
    """

    kind: Literal["goals_without_stages"]
    item: LocalId
    criteria: tuple[LocalId, ...]
    level: Score = 4
    share: Literal["all", "mostly"] = "mostly"
    min_plans: FewPlans = 2


class ImbalanceRule(_Rule):
    """Types of tasks whose means in a group, or whose values in a plan, lie ``gap`` or more apart."""

    kind: Literal["imbalance"]
    per: Literal["group", "plan"]
    gap: Exact = 1
    min_plans: FewPlans = 2


class OutlierRule(_Rule):
    """Plans far from their group: from the median by ``distance`` and by ``factor`` times the median deviation.

    ``of`` names the measures: items, types, or the aggregates over all types.
    """

    kind: Literal["outlier"]
    of: tuple[Literal["items", "types", "totals"], ...]
    distance: Exact = 1
    factor: Exact = 3
    min_plans: FewPlans = 5


class CopiedRule(_Rule):
    """Near-identical passages of two plans in sections of ``roles``.

    They have ``characters`` signs in common (blanks and punctuation do not count), and that is at least the share
    ``similarity`` of the longer one.
    """

    kind: Literal["copied"]
    characters: Annotated[int, Field(ge=20, le=1_000)] = 30
    similarity: Annotated[str, StringConstraints(pattern=r"^\d{1,2}/[1-9]\d?$")] = "4/5"
    roles: Annotated[tuple[RoleName, ...], Field(min_length=1)]


Rule = Annotated[
    ClearRule | VagueRule | SharedRule | StagesRule | ImbalanceRule | OutlierRule | CopiedRule,
    Field(discriminator="kind"),
]

#: The fields that each kind of rule fills in.
FIELDS: dict[str, tuple[str, ...]] = {
    "clear": ("scope", "item", "n", "count", "threshold", "mean"),
    "vague": ("scope", "item", "n", "count", "threshold", "mean"),
    "shared_clear": ("scopes", "item", "count"),
    "shared_vague": ("scopes", "item", "count"),
    "goals_without_stages": ("scope", "item", "n", "count"),
    "imbalance": ("scope", "plan", "strongest", "weakest", "high", "low", "gap"),
    "outlier": ("scope", "plan", "item", "value", "median", "n"),
    "copied": ("earlier", "later", "count", "characters", "dates"),
}


class Diagnosis(_Frozen):
    """``rules.yaml``: rules in the order in which their findings are shown.

    ``rubrics`` are those the rules were written for; the items and criteria that rules name must be in each.
    """

    rubrics: tuple[PackId, ...] = ()
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=100)]


def check_diagnosis(diagnosis: BaseModel, file: YamlFile) -> Iterator[Finding]:
    """Yield what the shapes alone do not show: ids used twice, references, fields, shares."""
    assert isinstance(diagnosis, Diagnosis)
    kinds: dict[str, str] = {}
    for index, rule in enumerate(diagnosis.rules):
        place = Place(file.name, line=file.line_of(("rules", index)))
        if rule.id in kinds:
            yield BAD_RULE.at(place, rule=rule.id, name=rule.id)
        if isinstance(rule, SharedRule) and kinds.get(rule.of) != rule.kind.removeprefix("shared_"):
            yield BAD_RULE.at(place, rule=rule.id, name=rule.of)
        if isinstance(rule, CopiedRule) and not 0 < Fraction(rule.similarity) < 1:
            yield BAD_RULE.at(place, rule=rule.id, name=rule.similarity)
        kinds[rule.id] = rule.kind
        known = FIELDS[rule.kind]
        for path, text in _texts(rule):
            for language, template in (("zh", text.zh), ("en", text.en)):
                line = file.line_of(("rules", index, *path, language))
                for field in bad_fields(template, known):
                    yield BAD_FIELD.at(
                        Place(file.name, line=line), text=template, field=field, known=", ".join(known)
                    )


def _texts(rule: _Rule) -> Iterator[tuple[tuple[str, ...], Bilingual]]:
    yield ("says",), rule.says
    yield ("advice",), rule.advice
    for item, text in rule.advice_by_item.items():
        yield ("advice_by_item", item), text


def bad_fields(template: str, known: tuple[str, ...]) -> list[str]:
    """Return the fields of a template that are not known, or the template itself where its braces do not pair."""
    try:
        parsed = list(Formatter().parse(template))
    except ValueError:
        return [template]
    return [
        name if name else "{}"
        for _, name, form, conversion in parsed
        if name is not None and (name not in known or form or conversion)
    ]
