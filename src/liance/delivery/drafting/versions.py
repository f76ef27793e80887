"""Two versions of a draft -> what changed: targets, scenarios, layout, blanks, scores, paragraphs."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from liance.core.canonical import canonical_json, digest_value
from liance.delivery.drafting.assembly import Workings
from liance.delivery.drafting.skeleton import Draft
from liance.plans.scoring import Scorecard

_FORMAT = "liance-draft-version/1"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is kept of a version: its text by line, and the decisions in it. Numbers are exact text."""

    title: str
    region: str
    subject: str
    lines: tuple[str, ...]
    targets: Mapping[str, Mapping[str, str]]
    scenarios: tuple[str, ...]
    layout: str
    blanks: int
    scores: Mapping[str, int | None]

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "format": _FORMAT,
            "title": self.title,
            "region": self.region,
            "subject": self.subject,
            "lines": list(self.lines),
            "targets": {key: dict(values) for key, values in sorted(self.targets.items())},
            "scenarios": list(self.scenarios),
            "layout": self.layout,
            "blanks": self.blanks,
            "scores": dict(sorted(self.scores.items())),
        }

    @property
    def digest(self) -> str:
        """The digest of everything in it."""
        return digest_value(self.as_data())

    def to_json(self) -> bytes:
        """Return canonical bytes."""
        return canonical_json(self.as_data())

    @classmethod
    def from_json(cls, data: bytes) -> Snapshot:
        """Read a version.

        Raises:
            ValueError: it is none.
        """
        try:
            value = json.loads(data)
        except (UnicodeDecodeError, RecursionError) as error:
            raise ValueError("not JSON") from error
        if not isinstance(value, dict) or value.get("format") != _FORMAT:
            raise ValueError("not a version of a draft")
        try:
            return cls(
                title=_text(value["title"]),
                region=_text(value["region"]),
                subject=_text(value["subject"]),
                lines=tuple(_text(line) for line in value["lines"]),
                targets={
                    _text(key): {_text(year): _text(number) for year, number in values.items()}
                    for key, values in value["targets"].items()
                },
                scenarios=tuple(_text(name) for name in value["scenarios"]),
                layout=_text(value["layout"]),
                blanks=_count(value["blanks"]),
                scores={
                    _text(item): None if score is None else _count(score)
                    for item, score in value["scores"].items()
                },
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("a damaged version of a draft") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("whole number expected")
    return value


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: its name, and what it was and is (empty where it was or is not there)."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two versions."""

    targets: tuple[Change, ...]
    scores: tuple[Change, ...]
    entered: tuple[str, ...]
    left: tuple[str, ...]
    layout: Change | None
    blanks: tuple[int, int]
    added: tuple[str, ...]
    dropped: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return not (self.targets or self.scores or self.added or self.dropped or self.entered or self.left)


def snapshot_of(draft: Draft, workings: Workings, card: Scorecard) -> Snapshot:
    """Return what is kept of a draft."""
    targets = {
        item.key: {
            str(one.stage.year): item.shown(one.value) + item.unit
            for one in item.stages
            if one.value is not None
        }
        for item in workings.proposals
    }
    return Snapshot(
        title=draft.title,
        region=draft.region,
        subject=draft.subject,
        lines=tuple(draft.text().splitlines()),
        targets=targets,
        scenarios=tuple(one.candidate.name.zh for one in workings.choice.taken),
        layout=workings.layout.name,
        blanks=len(draft.blanks),
        scores={rating.item: rating.score for rating in card.ratings},
    )


def compare(old: Snapshot, new: Snapshot) -> Changes:
    """Return what changed from ``old`` to ``new``."""
    targets: list[Change] = []
    for key in sorted({*old.targets, *new.targets}):
        before, after = old.targets.get(key, {}), new.targets.get(key, {})
        for year in sorted({*before, *after}):
            if before.get(year) != after.get(year):
                targets.append(Change(f"{key} {year}", before.get(year, ""), after.get(year, "")))
    scores = [
        Change(item, _score(old.scores.get(item)), _score(new.scores.get(item)))
        for item in (*old.scores, *(item for item in new.scores if item not in old.scores))
        if old.scores.get(item) != new.scores.get(item)
    ]
    matcher = difflib.SequenceMatcher(a=old.lines, b=new.lines, autojunk=False)
    added: list[str] = []
    dropped: list[str] = []
    for kind, low, high, start, end in matcher.get_opcodes():
        if kind != "equal":
            dropped += old.lines[low:high]
            added += new.lines[start:end]
    return Changes(
        tuple(targets),
        tuple(scores),
        tuple(name for name in new.scenarios if name not in old.scenarios),
        tuple(name for name in old.scenarios if name not in new.scenarios),
        Change("layout", old.layout, new.layout) if old.layout != new.layout else None,
        (old.blanks, new.blanks),
        tuple(line for line in added if line.strip()),
        tuple(line for line in dropped if line.strip()),
    )


def _score(value: int | None) -> str:
    return "—" if value is None else str(value)
