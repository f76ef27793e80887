"""Tables of the desk. People are named by their accounts' names, as in the journal."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Draft(models.Model):
    """A text being written; ``revision`` counts what was saved, so that two windows never overwrite each other."""

    owner = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    text = models.TextField(default="", blank=True)
    subject = models.CharField(max_length=100, default="", blank=True)
    rubric = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """Order and indexes."""

        ordering: ClassVar = ["-saved_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["owner", "-saved_at"], name="desk_draft_owner")]


class OwnRating(models.Model):
    """An analyst's own rating of one item of one document, beside the machine's; the journal keeps earlier ones."""

    document = models.CharField(max_length=71)
    rubric_digest = models.CharField(max_length=71)
    item = models.CharField(max_length=64)
    rater = models.CharField(max_length=200)
    state = models.CharField(max_length=20)
    score = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=2_000, default="", blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        """One rating of a person."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "rubric_digest", "item", "rater"], name="desk_one_own_rating"
            )
        ]


class ApiToken(models.Model):
    """A program's key: only its digest is kept. It may do what its owner may, or only read."""

    owner = models.CharField(max_length=200)
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=71, unique=True)
    may_write = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """Order."""

        ordering: ClassVar = ["-id"]
