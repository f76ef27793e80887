"""How well outlines agree with labelled headings.

A heading is found when an outline has one with exactly the label's start. Level and role are compared on
the headings found. Intervals are Wilson score intervals at 95 % (Wilson 1927, J. Am. Stat. Assoc. 22:209;
recommended by Brown, Cai and DasGupta 2001, Statistical Science 16:101).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from liance.core.spans import Span
from liance.plans.structure import Heading, Outline, Role

#: The 0.975 quantile of the standard normal distribution.
_Z: Final = 1.959963984540054


class Difference(StrEnum):
    """How an outline differs from a label."""

    MISSING = "missing"
    EXTRA = "extra"
    LEVEL = "level"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class HeadingLabel:
    """A heading as a reader labelled it; ``span`` counts code points of the document's text."""

    document: str
    span: Span
    level: int
    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``total``, with its 95 % Wilson interval."""

    count: int
    total: int

    @property
    def value(self) -> float | None:
        """The share from 0 to 1, None where there is nothing to count."""
        return self.count / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The bounds of the 95 % Wilson score interval, None where there is nothing to count."""
        if not self.total:
            return None
        n, share = self.total, self.count / self.total
        middle = share + _Z * _Z / (2 * n)
        reach = _Z * math.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
        scale = 1 + _Z * _Z / n
        return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data; shares are text with four decimals."""
        interval = self.interval
        return {
            "count": self.count,
            "total": self.total,
            "share": None if self.value is None else f"{self.value:.4f}",
            "interval_95": None if interval is None else [f"{bound:.4f}" for bound in interval],
        }


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One place where an outline and the labels differ; ``labelled`` and ``found`` say how."""

    document: str
    difference: Difference
    start: int
    text: str
    labelled: str
    found: str

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "document": self.document,
            "difference": self.difference.value,
            "start": self.start,
            "text": self.text,
            "labelled": self.labelled,
            "found": self.found,
        }


@dataclass(frozen=True, slots=True)
class HeadingAgreement:
    """The four shares for one document or for several together."""

    precision: Share
    recall: Share
    level: Share
    role: Share

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "precision": self.precision.as_data(),
            "recall": self.recall.as_data(),
            "level": self.level.as_data(),
            "role": self.role.as_data(),
        }


@dataclass(frozen=True, slots=True)
class OutlineAgreement:
    """Agreement over all documents, per document, and every difference."""

    overall: HeadingAgreement
    documents: Mapping[str, HeadingAgreement]
    disagreements: tuple[Disagreement, ...]

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data, documents in order of name."""
        return {
            "overall": self.overall.as_data(),
            "documents": {name: self.documents[name].as_data() for name in sorted(self.documents)},
            "disagreements": [disagreement.as_data() for disagreement in self.disagreements],
        }


def measure_outline(labels: Iterable[HeadingLabel], outlines: Mapping[str, Outline]) -> OutlineAgreement:
    """Compare ``outlines`` (by document name) with ``labels``.

    Every document of ``outlines`` is measured; one without labels has none to find.

    Raises:
        ValueError: for a label of a document that has no outline, and for two labels with one start.
    """
    by_document: dict[str, dict[int, HeadingLabel]] = {name: {} for name in outlines}
    for label in labels:
        if label.document not in by_document:
            raise ValueError(f"no outline for the labelled document {label.document!r}")
        if label.span.start in by_document[label.document]:
            raise ValueError(f"two labels at {label.document!r}:{label.span.start}")
        by_document[label.document][label.span.start] = label
    documents: dict[str, HeadingAgreement] = {}
    disagreements: list[Disagreement] = []
    for name in sorted(outlines):
        found = {heading.span.start: heading for heading in outlines[name].headings}
        documents[name] = _agreement(by_document[name], found)
        disagreements.extend(_disagreements(name, by_document[name], found))
    return OutlineAgreement(_sum(list(documents.values())), documents, tuple(disagreements))


def _agreement(labels: Mapping[int, HeadingLabel], found: Mapping[int, Heading]) -> HeadingAgreement:
    both = labels.keys() & found.keys()
    return HeadingAgreement(
        precision=Share(len(both), len(found)),
        recall=Share(len(both), len(labels)),
        level=Share(sum(labels[start].level == found[start].level for start in both), len(both)),
        role=Share(sum(labels[start].role is found[start].role for start in both), len(both)),
    )


def _sum(agreements: Sequence[HeadingAgreement]) -> HeadingAgreement:
    def total(shares: Iterable[Share]) -> Share:
        listed = list(shares)
        return Share(sum(share.count for share in listed), sum(share.total for share in listed))

    return HeadingAgreement(
        precision=total(agreement.precision for agreement in agreements),
        recall=total(agreement.recall for agreement in agreements),
        level=total(agreement.level for agreement in agreements),
        role=total(agreement.role for agreement in agreements),
    )


def _disagreements(
    name: str, labels: Mapping[int, HeadingLabel], found: Mapping[int, Heading]
) -> list[Disagreement]:
    listed = []
    for start in sorted(labels.keys() | found.keys()):
        label, heading = labels.get(start), found.get(start)
        if label is None and heading is not None:
            listed.append(Disagreement(name, Difference.EXTRA, start, heading.text, "", _said(heading)))
        elif heading is None and label is not None:
            listed.append(Disagreement(name, Difference.MISSING, start, label.text, _said(label), ""))
        elif label is not None and heading is not None:
            if label.level != heading.level:
                listed.append(
                    Disagreement(
                        name, Difference.LEVEL, start, label.text, str(label.level), str(heading.level)
                    )
                )
            if label.role is not heading.role:
                listed.append(
                    Disagreement(
                        name, Difference.ROLE, start, label.text, label.role.value, heading.role.value
                    )
                )
    return listed


def _said(heading: Heading | HeadingLabel) -> str:
    return f"{heading.level} {heading.role.value}"
