"""The documented JSON of targets and of their measurement; see docs/reference/json.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from liance.core.findings import Finding
from liance.core.language import Language
from liance.delivery.target_measure import Miss, Score, TargetLabel, TargetMeasure
from liance.delivery.targets import Target
from liance.reports.data import findings_data


def targets_data(
    targets: Iterable[Target], findings: Iterable[Finding], language: Language
) -> dict[str, object]:
    """Return the targets of any number of plans; each names its ``source``."""
    return {
        "targets": [target.as_data() for target in targets],
        "findings": findings_data(findings, language),
    }


def measure_data(
    measure: TargetMeasure, findings: Iterable[Finding], language: Language
) -> dict[str, object]:
    """Return how well found targets agree with labelled ones, and every miss."""
    return {
        "measures": {name: _score_data(score) for name, score in measure.scores.items()},
        "misses": [_miss_data(miss) for miss in measure.misses],
        "findings": findings_data(findings, language),
    }


def _score_data(score: Score) -> dict[str, object]:
    return {
        "right": score.right,
        "found": score.found,
        "labelled": score.labelled,
        "precision": _share(score.precision),
        "precision_interval": _interval(score.precision_interval()),
        "recall": _share(score.recall),
        "recall_interval": _interval(score.recall_interval()),
        "f1": _share(score.f1),
        "f1_interval": _interval(score.f1_interval()),
    }


def _share(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def _interval(interval: tuple[Decimal, Decimal] | None) -> list[float] | None:
    return None if interval is None else [float(end) for end in interval]


def _miss_data(miss: Miss) -> dict[str, object]:
    return {
        "doc": miss.doc,
        "difference": "wrong" if miss.wrong else ("missing" if miss.target is None else "extra"),
        "fields": list(miss.wrong),
        "label": None if miss.label is None else _label_data(miss.label),
        "found": None if miss.target is None else miss.target.as_data(),
    }


def _label_data(label: TargetLabel) -> Mapping[str, object]:
    return {
        "quote": label.quote,
        "start": label.start,
        "end": label.end,
        "indicator": label.indicator,
        "op": label.op,
        "value": _plain(label.value),
        "value_max": None if label.value_max is None else _plain(label.value_max),
        "unit": label.unit,
        "kind": label.kind,
        "year": label.year,
        "per_year": label.per_year,
    }


def _plain(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)
