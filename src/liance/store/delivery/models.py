"""Tables of delivery. The database itself refuses to change or delete rows of any but ``ProjectLine`` (migration 0002).

A ``FollowedPlan`` row is one reading of a plan file; a ``ProjectLine`` is one indicator of one plan by its id; each
``LineRevision`` is one state of it; an ``ObservationRow`` is one value as entered, and a ``Withdrawal`` takes one back.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

_DIGEST = 71  # "sha256:" and 64 digits


class FollowedPlan(models.Model):
    """One reading of a plan; the last one of a file name is the plan as it stands."""

    source = models.CharField(max_length=300)
    title = models.CharField(max_length=1_000)
    digest = models.CharField(max_length=_DIGEST)
    published = models.CharField(max_length=10, null=True)
    region = models.CharField(max_length=1_000, null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        """Order and indexes."""

        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["source", "id"], name="delivery_plan_source")]


class ProjectLine(models.Model):
    """One indicator of one plan that is followed."""

    id = models.CharField(max_length=40, primary_key=True)


class LineRevision(models.Model):
    """One state of a line: what the text promises, what people settled, whether the plan still holds it."""

    line = models.ForeignKey(ProjectLine, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    plan = models.ForeignKey(FollowedPlan, on_delete=models.PROTECT, related_name="revisions")
    cause = models.CharField(max_length=20)
    promise = models.JSONField()
    settled = models.JSONField()
    in_plan = models.BooleanField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        """Order and uniqueness."""

        ordering: ClassVar = ["line_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "number"], name="delivery_revision_number")
        ]


class ObservationRow(models.Model):
    """One value as it was entered; ``value`` is exact (decimal digits, or n/d)."""

    line = models.ForeignKey(ProjectLine, on_delete=models.PROTECT, related_name="observations")
    on = models.DateField()
    value = models.CharField(max_length=200)
    unit = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=1_000)
    evidence = models.CharField(max_length=_DIGEST, null=True)
    note = models.CharField(max_length=1_000, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        """Order and indexes."""

        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["line", "on"], name="delivery_line_on"),
            models.Index(fields=["evidence"], name="delivery_evidence"),
        ]


class Withdrawal(models.Model):
    """Takes one observation back; the observation stays."""

    observation = models.OneToOneField(
        ObservationRow, primary_key=True, on_delete=models.PROTECT, related_name="withdrawal"
    )
    why = models.CharField(max_length=1_000)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
