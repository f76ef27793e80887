"""Tables of the corpus.

A ``Blob`` holds bytes under their digest; a ``StoredDocument`` is the text read from one blob; a ``Plan`` is
a work with ``PlanVersion`` rows (drafts, revisions), each showing one document with its metadata; a
``ComputedResult`` keeps what was computed from a document under what it depends on.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

_DIGEST = 71  # "sha256:" and 64 digits


class Blob(models.Model):
    """Bytes by digest, kept once."""

    digest = models.CharField(max_length=_DIGEST, primary_key=True)
    size = models.BigIntegerField()
    content = models.BinaryField()


class StoredDocument(models.Model):
    """One file as text; the digest is that of its bytes."""

    blob = models.OneToOneField(Blob, primary_key=True, on_delete=models.PROTECT, related_name="document")
    source = models.CharField(max_length=300)
    media_type = models.CharField(max_length=20)
    text = models.TextField()
    layout = models.JSONField()
    findings = models.JSONField(default=list)


class Plan(models.Model):
    """A plan as a work; its name in listings is that of its newest version."""

    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)


class PlanVersion(models.Model):
    """One version of a plan: a document and what is known of it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    is_newest = models.BooleanField(default=True)
    document = models.ForeignKey(StoredDocument, on_delete=models.PROTECT, related_name="versions")
    note = models.CharField(max_length=1_000, default="", blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    # What is known of the plan, by the names of ``plans.documents.model.Metadata``.
    title = models.CharField(max_length=1_000, null=True)
    issuer = models.CharField(max_length=1_000, null=True)
    document_number = models.CharField(max_length=1_000, null=True)
    published = models.CharField(max_length=10, null=True)
    region = models.CharField(max_length=1_000, null=True)
    region_code = models.CharField(max_length=6, null=True)
    level = models.CharField(max_length=10, null=True)
    subject = models.CharField(max_length=1_000, null=True)
    period_start = models.IntegerField(null=True)
    period_end = models.IntegerField(null=True)
    origins = models.JSONField(default=dict)
    #: Findings on the metadata (missing, contradicting).
    findings = models.JSONField(default=list)

    class Meta:
        """Order, uniqueness, indexes."""

        ordering: ClassVar = ["plan_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="corpus_version_number"),
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(is_newest=True), name="corpus_one_newest_version"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["is_newest", "published"], name="corpus_newest_published"),
            models.Index(fields=["level", "region_code"], name="corpus_level_region"),
        ]


class ComputedResult(models.Model):
    """What was computed from a document: kept under its kind and the digest of all it depends on."""

    document = models.ForeignKey(StoredDocument, on_delete=models.CASCADE, related_name="results")
    kind = models.CharField(max_length=50)
    pins = models.CharField(max_length=_DIGEST)
    data = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        """One result of a kind for what it depends on."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "kind", "pins"], name="corpus_one_result")
        ]
