"""Who asks: a member's seat in a study. Every function of this application begins by taking one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from liance.core.canonical import digest_value
from liance.packs.model import Item, Rubric
from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell, Role, Stage
from liance.plans.study.stages import Act, require
from liance.store.journal import repository as journal
from liance.store.studies.models import Member, Study, StudyPlan


@dataclass(frozen=True, slots=True)
class Seat:
    """A member with all roles, and the study as it stands."""

    row: Study
    name: str
    roles: tuple[Role, ...]

    @property
    def stage(self) -> Stage:
        """Where the study stands."""
        return Stage(self.row.stage)

    @property
    def subject(self) -> str:
        """What the journal calls the study."""
        return f"study:{self.row.name}"

    def rubric(self) -> Rubric:
        """Return the rubric as it was when the study took it."""
        return rubric_of(self.row)

    def may(self, act: Act) -> None:
        """Let the member act, or refuse.

        Raises:
            RefusedError: ``study.not_allowed`` or ``study.wrong_stage``.
        """
        require(act, self.stage, self.name, self.roles)

    def record(self, at: datetime, action: str, **detail: Any) -> None:
        """Write into the journal what the member did."""
        journal.record(at, self.name, f"study.{action}", self.subject, **detail)

    def plan(self, key: str) -> StudyPlan:
        """Return a plan of the study.

        Raises:
            RefusedError: ``study.unknown_plan``.
        """
        found = self.row.plans.filter(key=key).first()
        if found is None:
            known = "、".join(self.row.plans.values_list("key", flat=True)[:10]) or "—"
            raise RefusedError("study.unknown_plan", plan=key, known=known)
        return found

    def item(self, name: str) -> Item:
        """Return an item of the rubric, by id or name.

        Raises:
            RefusedError: ``study.unknown_item``.
        """
        items = self.rubric().items
        for item in items:
            if name in (item.id, item.name):
                return item
        raise RefusedError(
            "study.unknown_item", item=name, known="、".join(f"{item.id}（{item.name}）" for item in items)
        )

    def rater(self) -> Member:
        """Return the member's own row as a rater.

        Raises:
            RefusedError: ``study.not_allowed``.
        """
        row = raters(self.row).filter(name=self.name).first()
        if row is None:
            require(Act.RATE, self.stage, self.name, self.roles)
            raise RefusedError("study.not_member", name=self.name)
        return row


def take_seat(study: str, actor: str, *, lock: bool = False) -> Seat:
    """Return the seat of ``actor``; with ``lock`` the study waits for this transaction.

    Raises:
        RefusedError: ``study.unknown_study`` where there is no such study or ``actor`` is no member: a stranger
            does not learn which.
    """
    rows = Study.objects.select_for_update() if lock else Study.objects.all()
    row = rows.filter(name=study).first()
    roles = (
        tuple(
            Role(role)
            for role in row.members.filter(name=actor, withdrawn_at=None).values_list("role", flat=True)
        )
        if row
        else ()
    )
    if row is None or not roles:
        raise RefusedError("study.unknown_study", name=study)
    return Seat(row, actor, roles)


def raters(study: Study) -> QuerySet[Member]:
    """Return the rows of all who rate and have not withdrawn."""
    return study.members.filter(role__in=[Role.EXPERT.value, Role.MACHINE.value], withdrawn_at=None)


def machines(study: Study) -> frozenset[str]:
    """Return the names of machine raters."""
    return frozenset(study.members.filter(role=Role.MACHINE.value).values_list("name", flat=True))


def rubric_of(row: Study) -> Rubric:
    """Return the rubric kept with a study."""
    return Rubric.model_validate_json(json.dumps(row.rubric))


def iso(at: datetime) -> str:
    """Return an instant as it is shown and sealed: ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def cell_names(cells: Iterable[Cell]) -> dict[str, Any]:
    """Return cells for the journal: their number and digest, never a score, and no list without bound."""
    names = sorted([cell.plan, cell.item] for cell in cells)
    return {"cells": len(names), "first": names[:20], "all": digest_value(names)}
