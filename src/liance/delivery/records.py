"""What is kept of delivery: plans followed, project lines with what people settled, observations; nothing is overwritten.

A ``Followed`` line joins what the text promises (``promise``) with what people settled about it (``Settled``:
owner, binding, baseline, deadline). A plan read again changes the promise and leaves what was settled; each
change is a new revision. A wrong observation is withdrawn with a reason, never changed.

``DeliveryRecords`` is what a store offers. All instants are given to it; it has no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.numbers import decimal_text
from liance.core.quantities import Kind, Op
from liance.delivery.projects import Aside, Direction, Manner, Observation, Project, Stage

SAME_CONTENT = FindingKind(
    "delivery.same_content",
    Severity.ERROR,
    says=Text(
        zh="与已跟踪的“{other}”内容完全相同，未再导入",
        en="it is the same file as '{other}', which is followed already",
    ),
    advice=Text(
        zh="同一规划不要以两个文件名导入，否则目标会重复",
        en="do not import one plan under two names: its targets would count twice",
    ),
)
NO_TARGETS = FindingKind(
    "delivery.no_targets",
    Severity.WARNING,
    says=Text(zh="没有找到可以跟踪的目标", en="no target was found that could be followed"),
    advice=Text(zh="请核对 liance targets 的结果", en="look at what liance targets finds in it"),
)


@dataclass(frozen=True, slots=True)
class PlanSource:
    """A plan that is followed: its file's name, title, digest and date (ISO text as precise as known)."""

    source: str
    title: str
    digest: str
    published: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What people settled about a line; None leaves what the text says.

    ``goals`` are deadlines with the value that holds on them (in the line's unit): they settle targets that name
    no deadline or contradict each other.
    """

    owner: str | None = None
    binding: bool | None = None
    baseline: Fraction | None = None
    baseline_on: date | None = None
    goals: tuple[tuple[date, Fraction], ...] = ()

    def updated(self, newer: Settled) -> Settled:
        """Return this with what ``newer`` settles; what it leaves open stays."""
        news = {item.name: getattr(newer, item.name) for item in fields(newer) if item.name != "goals"}
        goals = tuple(sorted((dict(self.goals) | dict(newer.goals)).items()))
        return replace(
            self, goals=goals, **{name: value for name, value in news.items() if value is not None}
        )


@dataclass(frozen=True, slots=True)
class Followed:
    """A project line as it stands: what is promised and what is settled; ``in_plan`` is false once a newer text drops it."""

    plan: PlanSource
    promise: Project
    settled: Settled = field(default_factory=Settled)
    in_plan: bool = True

    @property
    def id(self) -> str:
        """The project's id."""
        return self.promise.id

    @property
    def project(self) -> Project:
        """The project that is followed: the promise with what was settled."""
        promise, settled = self.promise, self.settled
        stages, asides = _settled_stages(promise, settled)
        binding = promise.binding if settled.binding is None else settled.binding
        return replace(
            promise,
            stages=stages,
            asides=asides,
            owner=settled.owner or promise.owner,
            binding=binding,
            baseline=promise.baseline if settled.baseline is None else settled.baseline,
            baseline_on=settled.baseline_on or promise.baseline_on,
        )


def _settled_stages(promise: Project, settled: Settled) -> tuple[tuple[Stage, ...], tuple[Aside, ...]]:
    """Return the stages with those asides that were settled, and the asides that still wait."""
    stages = list(promise.stages)
    waiting = list(promise.asides)
    for due, goal in settled.goals:
        fits = [one for one in waiting if one.due in (due, None) and one.value == goal]
        if not fits or any(stage.due == due for stage in stages):
            continue
        chosen = min(fits, key=lambda one: one.due is None)
        stages.append(chosen.stage(due))
        waiting = [one for one in waiting if one is not chosen and one.due != due]
    return tuple(sorted(stages, key=lambda stage: stage.due)), tuple(waiting)


@dataclass(frozen=True, slots=True)
class Entry:
    """An observation as it was entered; ``number`` is its place in the store (0 before it is there).

    ``withdrawn_at`` and ``withdrawn_why`` are None while it counts.
    """

    project: str
    observation: Observation
    note: str = ""
    recorded_at: datetime | None = None
    recorded_by: str = ""
    number: int = 0
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_why: str | None = None


class Cause(StrEnum):
    """Why a line has a new revision."""

    IMPORTED = "imported"
    REREAD = "reread"
    DROPPED = "dropped"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a line: from when, by whom, why."""

    line: Followed
    number: int
    cause: Cause
    at: datetime
    by: str


class DeliveryRecords(Protocol):
    """What a store offers; ``known_at`` asks for what was known at an instant, None for all that is known."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold the records still for one who reads, decides and writes; an exception undoes what was written."""
        ...

    def plans(self, known_at: datetime | None = None) -> tuple[PlanSource, ...]:
        """Return the plans followed, by file name; of each the version read last."""
        ...

    def lines(self, known_at: datetime | None = None) -> tuple[Followed, ...]:
        """Return the project lines as they stood, in order of plan and indicator."""
        ...

    def entries(self, known_at: datetime | None = None) -> tuple[Entry, ...]:
        """Return the observations that counted, in order of entry."""
        ...

    def revisions(self, project: str) -> tuple[Revision, ...]:
        """Return every state of a line, oldest first."""
        ...

    def observations_of(self, project: str) -> tuple[Entry, ...]:
        """Return every observation of a line, withdrawn ones too, in order of entry."""
        ...

    def save_import(self, changes: ImportChanges, at: datetime, by: str) -> None:
        """Keep what reading a plan changed, whole or not at all."""
        ...

    def save_settled(self, lines: Sequence[Followed], at: datetime, by: str) -> None:
        """Keep new states of lines that people settled, whole or not at all."""
        ...

    def save_entries(
        self, entries: Sequence[Entry], at: datetime, by: str, withdrawn: Mapping[int, str] | None = None
    ) -> None:
        """Keep observations and withdraw others (number -> reason), whole or not at all."""
        ...


@dataclass(frozen=True, slots=True)
class ImportChanges:
    """What reading a plan changes: ``added`` and ``dropped`` lines, ``changed`` pairs of old and new, ``same`` ones."""

    plan: PlanSource
    added: tuple[Followed, ...] = ()
    changed: tuple[tuple[Followed, Followed], ...] = ()
    dropped: tuple[Followed, ...] = ()
    same: tuple[Followed, ...] = ()
    plan_is_new: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be kept."""
        return not (self.added or self.changed or self.dropped or self.plan_is_new)


def plan_import(
    plans: Iterable[PlanSource], lines: Iterable[Followed], plan: PlanSource, projects: Sequence[Project]
) -> tuple[ImportChanges | None, tuple[Finding, ...]]:
    """Return what following ``projects`` of ``plan`` changes, None where it may not be done; importing twice changes nothing.

    Args:
        plans: the plans followed already.
        lines: their lines.
        plan: the plan read now.
        projects: its projects (``projects_of``).
    """
    known = list(plans)
    other = next(
        (one.source for one in known if one.digest == plan.digest and one.source != plan.source), None
    )
    if other is not None:
        return None, (SAME_CONTENT.at(Place(plan.source), other=other),)
    mine = {line.id: line for line in lines if line.plan.source == plan.source}
    added: list[Followed] = []
    changed: list[tuple[Followed, Followed]] = []
    same: list[Followed] = []
    for project in projects:
        old = mine.pop(project.id, None)
        new = Followed(plan, project, old.settled if old else Settled())
        if old is None:
            added.append(new)
        elif old.promise != project or not old.in_plan:
            changed.append((old, new))
        else:
            same.append(old)
    dropped = tuple(replace(line, in_plan=False) for line in mine.values() if line.in_plan)
    findings = () if projects else (NO_TARGETS.at(Place(plan.source)),)
    changes = ImportChanges(
        plan, tuple(added), tuple(changed), dropped, tuple(same), plan_is_new=plan not in known
    )
    return changes, findings


# Exact data, for a store and for exports.


def project_data(project: Project) -> dict[str, Any]:
    """Return a project as JSON-ready data without floats; ``project_from`` gives the same project back."""
    return {
        "id": project.id,
        "indicator": project.indicator,
        "unit": project.unit,
        "kind": project.kind.value,
        "manner": project.manner.value,
        "direction": project.direction.value,
        "stages": [_stage_data(stage) for stage in project.stages],
        "baseline": _number(project.baseline),
        "baseline_on": _day(project.baseline_on),
        "binding": project.binding,
        "owner": project.owner,
        "units": {unit: decimal_text(factor) for unit, factor in sorted(project.units.items())},
        "asides": [_stage_data(aside) for aside in project.asides],
    }


def project_from(data: Mapping[str, Any]) -> Project:
    """Return the project that ``project_data`` described."""
    return Project(
        id=data["id"],
        indicator=data["indicator"],
        unit=data["unit"],
        kind=Kind(data["kind"]),
        manner=Manner(data["manner"]),
        direction=Direction(data["direction"]),
        stages=tuple(Stage(**_promised(stage)) for stage in data["stages"]),
        baseline=_fraction(data["baseline"]),
        baseline_on=_date(data["baseline_on"]),
        binding=data["binding"],
        owner=data["owner"],
        units={unit: Fraction(factor) for unit, factor in data["units"].items()},
        asides=tuple(Aside(**_promised(aside)) for aside in data["asides"]),
    )


def settled_data(settled: Settled) -> dict[str, Any]:
    """Return what was settled as JSON-ready data without floats."""
    return {
        "owner": settled.owner,
        "binding": settled.binding,
        "baseline": _number(settled.baseline),
        "baseline_on": _day(settled.baseline_on),
        "goals": [[due.isoformat(), decimal_text(goal)] for due, goal in settled.goals],
    }


def settled_from(data: Mapping[str, Any]) -> Settled:
    """Return what ``settled_data`` described."""
    return Settled(
        owner=data["owner"],
        binding=data["binding"],
        baseline=_fraction(data["baseline"]),
        baseline_on=_date(data["baseline_on"]),
        goals=tuple((date.fromisoformat(due), Fraction(goal)) for due, goal in data["goals"]),
    )


def _stage_data(stage: Stage | Aside) -> dict[str, Any]:
    return {
        "due": _day(stage.due),
        "op": stage.op.value,
        "value": decimal_text(stage.value),
        "value_max": _number(stage.value_max),
        "source": stage.source,
        "start": stage.start,
        "end": stage.end,
        "quote": stage.quote,
    }


def _promised(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **data,
        "due": _date(data["due"]),
        "op": Op(data["op"]),
        "value": Fraction(data["value"]),
        "value_max": _fraction(data["value_max"]),
    }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
