"""Tables of drafts and calls. The database itself refuses to change or delete rows (migration 0002)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DraftVersion(models.Model):
    """One version of a named draft: the snapshot, the worksheet it was made from, and the digest of the Word file."""

    name = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    snapshot = models.JSONField()
    worksheet = models.TextField()
    document = models.CharField(max_length=71)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        """Order and uniqueness."""

        ordering: ClassVar = ["name", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "number"], name="drafts_version_number")
        ]


class CallEvent(models.Model):
    """One event of one call, in order."""

    call = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    event = models.JSONField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        """Order and uniqueness."""

        ordering: ClassVar = ["call", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "number"], name="drafts_event_number")
        ]


class DraftProject(models.Model):
    """A draft in the making that an office shares: its worksheet as YAML; ``revision`` counts what was saved."""

    name = models.CharField(max_length=100)
    worksheet = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """Order; a name is used once among those that are not removed."""

        ordering: ClassVar = ["-saved_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(removed_at=None), name="drafts_project_name"
            )
        ]


class DraftTable(models.Model):
    """One table of regional figures of a project, byte for byte as it came."""

    project = models.ForeignKey(DraftProject, on_delete=models.CASCADE, related_name="tables")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=71)
    content = models.BinaryField()

    class Meta:
        """Order; one table of a name."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "name"], name="drafts_table_name")
        ]
