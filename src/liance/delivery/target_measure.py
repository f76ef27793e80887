"""How well found targets agree with labelled ones: passage, value, deadline, kind, indicator, whole tuple.

Found and labelled spans of a document that overlap are paired one to one, the closest first. Precision is the
share of found targets that are right, recall the share of labelled ones that were found right. F1 is
2J / (1 + J), where J = right / (right + wrong + missed) is a plain proportion; the interval of F1 is Wilson's
score interval of J (Wilson 1927, JASA 22:209-212) taken through that formula.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.delivery.targets import Target

BAD_LABEL = FindingKind(
    "targets.bad_label",
    Severity.ERROR,
    says=Text(zh="第{line}行不是一条目标标注：{reason}", en="line {line} is not a target label: {reason}"),
    advice=Text(
        zh="每行一个 JSON 对象，须有 doc、start、end、value、op、unit、kind 等字段",
        en="write one JSON object a line with doc, start, end, value, op, unit, kind and so on",
    ),
)

#: Two-sided 95 % quantile of the normal distribution.
_Z = Decimal("1.959963984540054")
#: Least Dice coefficient of character pairs at which two indicators count as the same.
INDICATOR_AGREEMENT = Fraction(3, 5)


@dataclass(frozen=True, slots=True)
class TargetLabel:
    """One labelled target; the fields are those of the annotation guideline.

    ``section`` and ``deadline_source`` are empty where the label leaves the field out: then anything is right.
    """

    doc: str
    quote: str
    start: int
    end: int
    indicator: str
    op: str
    value: Fraction
    value_max: Fraction | None
    unit: str
    kind: str
    year: int | None
    per_year: bool
    corrupt_date: bool = False
    section: str = ""
    deadline_source: str | None = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one measure: ``right`` of ``found`` and of ``labelled`` targets."""

    right: int
    found: int
    labelled: int

    @property
    def precision(self) -> Fraction | None:
        """Right of found, None where nothing was found."""
        return Fraction(self.right, self.found) if self.found else None

    @property
    def recall(self) -> Fraction | None:
        """Right of labelled, None where nothing is labelled."""
        return Fraction(self.right, self.labelled) if self.labelled else None

    @property
    def f1(self) -> Fraction | None:
        """Harmonic mean of precision and recall, None where there is nothing to compare."""
        total = self.found + self.labelled
        return Fraction(2 * self.right, total) if total else None

    def precision_interval(self) -> tuple[Decimal, Decimal] | None:
        """Return the 95 % interval of the precision, None where nothing was found."""
        return wilson_interval(self.right, self.found) if self.found else None

    def recall_interval(self) -> tuple[Decimal, Decimal] | None:
        """Return the 95 % interval of the recall, None where nothing is labelled."""
        return wilson_interval(self.right, self.labelled) if self.labelled else None

    def f1_interval(self) -> tuple[Decimal, Decimal] | None:
        """Return the 95 % interval of F1, None where there is nothing to compare."""
        union = self.found + self.labelled - self.right
        if not union:
            return None
        low, high = wilson_interval(self.right, union)
        return 2 * low / (1 + low), 2 * high / (1 + high)


def wilson_interval(right: int, total: int) -> tuple[Decimal, Decimal]:
    """Return Wilson's 95 % score interval of ``right`` out of ``total`` (> 0)."""
    count = Decimal(total)
    share = Decimal(right) / count
    square = _Z * _Z
    middle = share + square / (2 * count)
    spread = _Z * (share * (1 - share) / count + square / (4 * count * count)).sqrt()
    scale = 1 + square / count
    return max(Decimal(0), (middle - spread) / scale), min(Decimal(1), (middle + spread) / scale)


@dataclass(frozen=True, slots=True)
class Miss:
    """A labelled target that was not found, a found one without label, or a pair with ``wrong`` fields."""

    doc: str
    label: TargetLabel | None
    target: Target | None
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetMeasure:
    """The measures by name, and the misses.

    The names are those of ``MEASURES``: ``passage``, ``value``, ``comparison`` (value, unit and comparator),
    ``deadline``, ``kind``, ``indicator``, ``section``, ``source`` (of the deadline), ``whole``.
    """

    scores: Mapping[str, Score]
    misses: tuple[Miss, ...]


def read_labels(text: str, source: str = "") -> tuple[tuple[TargetLabel, ...], tuple[Finding, ...]]:
    """Read labels from JSON lines; a line that is none becomes a finding."""
    labels: list[TargetLabel] = []
    findings: list[Finding] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            labels.append(_label(json.loads(line, parse_float=_decimal)))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            place = Place(source=source, line=number)
            findings.append(BAD_LABEL.at(place, line=number, reason=f"{type(error).__name__}: {error}"))
    return tuple(labels), tuple(findings)


def _decimal(printed: str) -> Fraction:
    """Read a decimal number; an exponent could stand for more digits than a memory holds."""
    if re.fullmatch(r"-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?", printed) is None:
        raise ValueError(f"not a plain decimal number: {printed[:40]}")
    return Fraction(printed)


def _number(value: object) -> Fraction:
    return value if isinstance(value, Fraction) else _decimal(str(value))


def _label(data: Mapping[str, Any]) -> TargetLabel:
    return TargetLabel(
        doc=str(data["doc"]),
        quote=str(data["quote"]),
        start=int(data["start"]),
        end=int(data["end"]),
        indicator=str(data["indicator"]),
        op=str(data["op"]),
        value=_number(data["value"]),
        value_max=None if data.get("value_max") is None else _number(data["value_max"]),
        unit=str(data["unit"]),
        kind=str(data["kind"]),
        year=None if data.get("year") is None else int(data["year"]),
        per_year=bool(data.get("per_year", False)),
        corrupt_date=bool(data.get("corrupt_date", False)),
        section=str(data.get("section") or ""),
        deadline_source=None
        if data.get("deadline_source", "") is None
        else str(data.get("deadline_source", "")),
    )


def pair_targets(
    labels: Sequence[TargetLabel], found: Sequence[Target]
) -> tuple[tuple[TargetLabel, Target], ...]:
    """Pair overlapping spans one to one: the largest overlap in proportion to both first, then text order."""
    candidates = []
    for i, label in enumerate(labels):
        for j, target in enumerate(found):
            shared = min(label.end, target.end) - max(label.start, target.start)
            if shared > 0:
                union = max(label.end, target.end) - min(label.start, target.start)
                candidates.append((-Fraction(shared, union), i, j))
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    return tuple((labels[i], found[j]) for i, j in sorted(taken.items()))


def same_indicator(first: str, second: str) -> bool:
    """Whether two names mean the same by their letters: Dice coefficient of character pairs >= 0.6."""
    one, two = _pairs(first), _pairs(second)
    if not one or not two:
        return _plain(first) == _plain(second)
    return Fraction(2 * len(one & two), len(one) + len(two)) >= INDICATOR_AGREEMENT


def _plain(name: str) -> str:
    return re.sub(r"[^\w]|的", "", name)


def _pairs(name: str) -> set[str]:
    plain = _plain(name)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


#: The fields of the whole tuple, as the guideline compares them.
_FIELDS: Mapping[str, Callable[[TargetLabel, Target], bool]] = {
    "value": lambda label, target: label.value == target.value,
    "value_max": lambda label, target: label.value_max == target.value_max,
    "op": lambda label, target: label.op == target.op.value,
    "unit": lambda label, target: label.unit == target.unit,
    "year": lambda label, target: label.year == target.year,
    "per_year": lambda label, target: label.per_year == target.per_year,
    "kind": lambda label, target: label.kind == target.kind.value,
    "indicator": lambda label, target: same_indicator(label.indicator, target.indicator),
    "section": lambda label, target: label.section in ("", target.section),
    "deadline_source": lambda label, target: label.deadline_source in ("", target.deadline_source),
}
#: Which fields each measure asks to be right.
MEASURES: Mapping[str, tuple[str, ...]] = {
    "passage": (),
    "value": ("value", "value_max"),
    "comparison": ("value", "value_max", "op", "unit"),
    "deadline": ("year", "per_year"),
    "kind": ("kind",),
    "indicator": ("indicator",),
    "section": ("section",),
    "source": ("deadline_source",),
    "whole": ("value", "value_max", "op", "unit", "year", "per_year", "kind"),
}


def measure_targets(labels: Iterable[TargetLabel], found: Mapping[str, Sequence[Target]]) -> TargetMeasure:
    """Compare labels with the targets found in the labelled documents.

    ``found`` maps the labels' document names to targets. Documents without labels do not count; a labelled
    document missing from ``found`` counts as one in which nothing was found.
    """
    by_document: dict[str, list[TargetLabel]] = {}
    for label in labels:
        by_document.setdefault(label.doc, []).append(label)
    right = dict.fromkeys(MEASURES, 0)
    misses: list[Miss] = []
    total_found = total_labelled = 0
    for doc in sorted(by_document):
        targets = list(found.get(doc, ()))
        pairs = pair_targets(by_document[doc], targets)
        total_found += len(targets)
        total_labelled += len(by_document[doc])
        for label, target in pairs:
            wrong = tuple(name for name, agrees in _FIELDS.items() if not agrees(label, target))
            for name, fields in MEASURES.items():
                right[name] += not set(fields) & set(wrong)
            if wrong:
                misses.append(Miss(doc, label, target, wrong))
        paired_labels = {id(label) for label, _ in pairs}
        paired_targets = {id(target) for _, target in pairs}
        misses.extend(Miss(doc, label, None) for label in by_document[doc] if id(label) not in paired_labels)
        misses.extend(Miss(doc, None, target) for target in targets if id(target) not in paired_targets)
    scores = {name: Score(right[name], total_found, total_labelled) for name in MEASURES}
    return TargetMeasure(scores, tuple(misses))
