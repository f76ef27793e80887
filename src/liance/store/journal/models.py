"""One table: entries that are only ever added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class JournalEntry(models.Model):
    """One thing that was done or seen; ``digest`` chains it to the entry before."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=100)
    subject = models.CharField(max_length=300)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=71)
    digest = models.CharField(max_length=71, unique=True)

    class Meta:
        """Order and indexes."""

        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["subject", "id"], name="journal_subject"),
            models.Index(fields=["actor", "id"], name="journal_actor"),
            models.Index(fields=["action", "id"], name="journal_action"),
        ]
