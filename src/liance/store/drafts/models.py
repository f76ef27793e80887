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
