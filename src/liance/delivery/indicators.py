"""Target -> Indicator: the same indicator under its many names, in one unit.

A name as printed is made plain (widths, quotes, 全省, 地区生产总值 = GDP), then held against the names of a catalogue,
longest first. Chinese noun phrases end with their head, so a catalogue name at the end of the phrase names the
indicator and what stands before it (区块链, 规模以上) is its qualifier. Each match carries a confidence and the
reason for it; what no entry fits stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from liance.core.language import Text
from liance.core.quantities import Kind, fold_width
from liance.delivery.targets import Target
from liance.packs.model import Indicator, IndicatorCatalogue

#: Confidence of each way in which a name can fit, before the unit is looked at.
EXACT, HEAD, QUALIFIED, INSIDE = Fraction(1), Fraction(9, 10), Fraction(7, 10), Fraction(1, 2)
#: What a unit that the indicator does not have leaves of the confidence.
UNIT_CONFLICT = Fraction(1, 2)
#: Least confidence at which an indicator counts as known.
MATCH_AT_LEAST = Fraction(1, 2)

_WHOLE = Text(zh="名称与目录一致", en="the name stands in the catalogue")
_ENDS = Text(zh="以目录中的“{name}”结尾", en="the name ends with '{name}' of the catalogue")
_WITH = Text(
    zh="以目录中的“{name}”结尾，限定词“{qualifier}”", en="ends with '{name}', qualified by '{qualifier}'"
)
_HOLDS = Text(zh="其中含有目录中的“{name}”", en="the name holds '{name}' of the catalogue")
_UNIT = Text(zh="{reason}；单位“{unit}”与目录不同", en="{reason}; the unit '{unit}' is not the catalogue's")
_UNKNOWN = Text(zh="目录中没有，保留原名", en="not in the catalogue; kept as written")

_MARKS = re.compile(r"[\s“”‘’\"'「」『』《》]")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
#: Words behind the head of a phrase that say how it is counted or changes, not what it is.
_TAIL = re.compile(
    r"(?:(?:年均|同比|平均|年度)*(?:复合)?(?:增长速度|增长率|增速|增幅|涨幅|增长|总数量|总数|数量|总量|个数))$"
)
#: Verbs that make a clause of a name: what stands before them is counted.
_CLAUSE = re.compile(r"入驻|纳入|达到|实现|通过|完成|接入|使用|采用|进入|参与|开展|获得")


@dataclass(frozen=True, slots=True)
class IndicatorMatch:
    """What a printed name means: a catalogue entry, or None where it stays as written.

    ``key`` is the entry's id, or the plain name of an unknown indicator in angle quotes. ``qualifier`` narrows
    the entry (规模以上); subject words are left out of it. ``confidence`` is 0 to 1.
    """

    indicator: Indicator | None
    key: str
    qualifier: str
    confidence: Fraction
    reason: Text


@dataclass(frozen=True, slots=True, order=True)
class SeriesKey:
    """What must agree for two numbers to be values of one indicator."""

    key: str
    qualifier: str
    dimension: str
    unit: str
    per_year: bool


@dataclass(frozen=True, slots=True)
class Series:
    """The targets of one indicator over plans and years; ``confidence`` is that of the weakest match."""

    key: SeriesKey
    indicator: Indicator | None
    confidence: Fraction
    targets: tuple[Target, ...]


class IndicatorFinder:
    """Finds catalogue entries for printed names."""

    def __init__(self, catalogue: IndicatorCatalogue, subjects: Iterable[str] = ()) -> None:
        """Prepare the catalogue; ``subjects`` are names of the plans' subject, which qualify nothing."""
        self._rewrites = sorted(catalogue.rewrites.items(), key=lambda pair: (-len(pair[0]), pair[0]))
        self._dropped = sorted(catalogue.dropped, key=lambda word: (-len(word), word))
        self._linked = sorted(catalogue.linked, key=lambda word: (-len(word), word))
        self._subjects = sorted({self._plain(name) for name in subjects}, key=lambda word: (-len(word), word))
        names: dict[str, Indicator] = {}
        for indicator in catalogue.indicators:
            for name in (indicator.name.zh, *indicator.synonyms):
                names.setdefault(self._plain(name), indicator)
        self._names = names
        self._by_length = sorted(names, key=lambda name: (-len(name), name))

    def match(self, name: str, unit: str, kind: Kind) -> IndicatorMatch:
        """Return what the printed ``name`` of a quantity in ``unit`` means."""
        plain = self._plain(name)
        best: IndicatorMatch | None = None
        for found in self._candidates(plain):
            checked = _with_unit(found, unit, kind)
            if best is None or checked.confidence > best.confidence:
                best = checked
        if best is None or best.confidence < MATCH_AT_LEAST:
            return IndicatorMatch(None, f"‹{plain}›", "", Fraction(0), _UNKNOWN)
        return best

    def of(self, target: Target) -> IndicatorMatch:
        """Return what a target's indicator means."""
        return self.match(target.indicator, target.unit, target.kind)

    def _candidates(self, plain: str) -> Iterable[IndicatorMatch]:
        exact = self._names.get(plain)
        if exact is not None:
            yield IndicatorMatch(exact, exact.id, "", EXACT, _WHOLE)
            return
        clause = _CLAUSE.search(plain)
        head = plain[: clause.start()] if clause and clause.start() >= 2 else plain
        head = _TAIL.sub("", head) or head
        exact = self._names.get(head)
        if exact is not None:
            yield IndicatorMatch(exact, exact.id, "", HEAD, _filled(_ENDS, name=head))
            return
        ending = next((name for name in self._by_length if head.endswith(name)), None)
        if ending is not None:
            entry = self._names[ending]
            qualifier = self._qualifier(head.removesuffix(ending))
            if qualifier:
                reason = _filled(_WITH, name=ending, qualifier=qualifier)
                yield IndicatorMatch(entry, entry.id, qualifier, QUALIFIED, reason)
            else:
                yield IndicatorMatch(entry, entry.id, "", HEAD, _filled(_ENDS, name=ending))
        within = next((name for name in self._by_length if len(name) > 2 and name in head), None)
        if within is not None and within != ending:
            entry = self._names[within]
            qualifier = self._qualifier(head.replace(within, "", 1))
            yield IndicatorMatch(entry, entry.id, qualifier, INSIDE, _filled(_HOLDS, name=within))

    def _plain(self, name: str) -> str:
        plain = _ASIDE.sub("", _MARKS.sub("", fold_width(name))).replace("的", "")
        for old, new in self._rewrites:
            plain = plain.replace(old.replace("的", ""), new)
        return self._without_dropped(plain)

    def _without_dropped(self, plain: str) -> str:
        while word := next(
            (word for word in self._dropped if plain.startswith(word) and plain != word), None
        ):
            plain = plain.removeprefix(word)
        return plain

    def _qualifier(self, words: str) -> str:
        """Return what narrows the indicator, without the subject and the words that link it."""
        words = self._without_dropped(words)
        for subject in self._subjects:
            words = words.removeprefix(subject)
        rest = words
        for word in (*self._linked, *self._dropped):
            rest = rest.replace(word, "")
        return words if rest else ""


def _with_unit(match: IndicatorMatch, unit: str, kind: Kind) -> IndicatorMatch:
    """Lower the confidence where the quantity's unit is none of the indicator's."""
    assert match.indicator is not None
    if dimension_of(match.indicator, unit, kind) != "other":
        return match
    reason = Text(
        zh=_UNIT.zh.format(reason=match.reason.zh, unit=unit),
        en=_UNIT.en.format(reason=match.reason.en, unit=unit),
    )
    return IndicatorMatch(
        match.indicator, match.key, match.qualifier, match.confidence * UNIT_CONFLICT, reason
    )


def _filled(text: Text, **fields: str) -> Text:
    """Return a text with its fields filled in both languages; braces in the fields stay what they are."""
    shown = {name: value.replace("{", "{{").replace("}", "}}") for name, value in fields.items()}
    return Text(zh=text.zh.format(**shown), en=text.en.format(**shown))


def dimension_of(indicator: Indicator | None, unit: str, kind: Kind) -> str:
    """Return what a quantity says of an indicator: ``growth``, ``rank``, ``increment``, its measure, or ``other``."""
    if kind is Kind.RANK:
        return "rank"
    if kind is Kind.GROWTH:
        return "growth"
    if indicator is not None and unit != indicator.unit and unit not in indicator.units:
        return "other"
    if kind is Kind.INCREMENT:
        return "increment"
    return indicator.measure if indicator is not None else kind.value


def in_base_unit(indicator: Indicator, value: Fraction, unit: str) -> Fraction | None:
    """Return ``value`` in the indicator's base unit, None where the unit is not one of its own."""
    if unit == indicator.unit:
        return value
    factor = indicator.units.get(unit)
    return None if factor is None else value * Fraction(factor)


def series_key(match: IndicatorMatch, unit: str, kind: Kind, *, per_year: bool = False) -> SeriesKey:
    """Return the key under which a quantity is compared with others."""
    dimension = dimension_of(match.indicator, unit, kind)
    own_unit = dimension in ("growth", "rank", "other") or match.indicator is None
    base = unit if own_unit or match.indicator is None else match.indicator.unit
    return SeriesKey(match.key, match.qualifier, dimension, base, per_year)


def series_of(targets: Sequence[Target], finder: IndicatorFinder) -> tuple[Series, ...]:
    """Return the targets grouped by indicator, each group in order of year, plan and place; groups by key."""
    groups: dict[SeriesKey, list[tuple[Target, IndicatorMatch]]] = {}
    for target in targets:
        match = finder.of(target)
        key = series_key(match, target.unit, target.kind, per_year=target.per_year)
        groups.setdefault(key, []).append((target, match))
    return tuple(
        Series(
            key,
            groups[key][0][1].indicator,
            min(match.confidence for _, match in groups[key]),
            tuple(sorted((target for target, _ in groups[key]), key=_order)),
        )
        for key in sorted(groups)
    )


def _order(target: Target) -> tuple[int, str, int]:
    return (target.year if target.year is not None else 10**4, target.source, target.start)
