"""Tables of studies.

What raters enter (``CellRevision``, ``CellSeal``, ``CellVote``) and what is decided (``CellDecision``) is only ever
added: triggers of a migration refuse updates and deletes, so that blind scores stay what they were.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liance.store.corpus.models import StoredDocument

_NAME = 60
_DIGEST = 71
_TEXT = 2_000


class Study(models.Model):
    """A study; ``secret`` signs packets and never leaves the repository."""

    name = models.CharField(max_length=_NAME, unique=True)
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=20)
    rubric_id = models.CharField(max_length=64)
    rubric_version = models.CharField(max_length=20)
    rubric_digest = models.CharField(max_length=_DIGEST)
    rubric = models.JSONField()
    design = models.JSONField(default=dict)
    secret = models.BinaryField()
    created_at = models.DateTimeField()


class Member(models.Model):
    """Somebody's role in a study; one name may have several roles (a chair who also rates)."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(max_length=_NAME)
    role = models.CharField(max_length=10)
    digest = models.CharField(max_length=_DIGEST, default="", blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=_TEXT, default="", blank=True)

    class Meta:
        """Each role once."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "name", "role"], name="studies_one_role")
        ]


class StudyPlan(models.Model):
    """A plan in a study: the document as it was when the study began."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="plans")
    key = models.CharField(max_length=_NAME)
    title = models.CharField(max_length=1_000)
    level = models.CharField(max_length=10, default="", blank=True)
    document = models.ForeignKey(StoredDocument, on_delete=models.PROTECT, related_name="+")
    calibration = models.BooleanField(default=False)
    issuer = models.CharField(max_length=_NAME, default="", blank=True)

    class Meta:
        """Each key once."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "key"], name="studies_one_plan_key")
        ]


class Assignment(models.Model):
    """A plan that a rater is to rate."""

    plan = models.ForeignKey(StudyPlan, on_delete=models.PROTECT, related_name="assignments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="assignments")

    class Meta:
        """Each pair once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "member"], name="studies_one_assignment")
        ]


class CellRevision(models.Model):
    """What a rater entered for a cell; the highest revision counts."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="revisions")
    plan = models.ForeignKey(StudyPlan, on_delete=models.PROTECT, related_name="revisions")
    item = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    state = models.CharField(max_length=20)
    score = models.SmallIntegerField(null=True)
    judgement = models.JSONField()
    at = models.DateTimeField()
    source = models.CharField(max_length=_DIGEST, default="", blank=True)

    class Meta:
        """Each revision once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "plan", "item", "revision"], name="studies_one_revision"
            )
        ]


class CellSeal(models.Model):
    """A rater's seal; ``openings`` hold the salts and are shown once the blind stage is over."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=_DIGEST)
    commitments = models.JSONField()
    openings = models.JSONField()
    at = models.DateTimeField()


class SealAnchor(models.Model):
    """Where the seal document was anchored: a ledger's evidence, a deposit number."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="anchors")
    digest = models.CharField(max_length=_DIGEST)
    reference = models.CharField(max_length=_TEXT)
    at = models.DateTimeField()


class CellVote(models.Model):
    """A vote after the discussion; the last one of a rater on a cell counts."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="votes")
    plan = models.ForeignKey(StudyPlan, on_delete=models.PROTECT, related_name="votes")
    item = models.CharField(max_length=64)
    state = models.CharField(max_length=20)
    score = models.SmallIntegerField(null=True)
    judgement = models.JSONField()
    reason = models.CharField(max_length=_TEXT)
    error_class = models.CharField(max_length=20)
    at = models.DateTimeField()


class CellNote(models.Model):
    """A remark in the discussion of a cell."""

    plan = models.ForeignKey(StudyPlan, on_delete=models.PROTECT, related_name="notes")
    item = models.CharField(max_length=64)
    author = models.CharField(max_length=_NAME)
    text = models.CharField(max_length=_TEXT)
    at = models.DateTimeField()


class CellDecision(models.Model):
    """The consensus on a cell; the last one counts."""

    plan = models.ForeignKey(StudyPlan, on_delete=models.PROTECT, related_name="decisions")
    item = models.CharField(max_length=64)
    judgement = models.JSONField()
    unanimous = models.BooleanField()
    reason = models.CharField(max_length=_TEXT, default="", blank=True)
    author = models.CharField(max_length=_NAME)
    dissent = models.JSONField(default=list)
    at = models.DateTimeField()


class IssuerComment(models.Model):
    """What an issuer says of the consensus on its plan, and the chair's reply."""

    plan = models.ForeignKey(StudyPlan, on_delete=models.PROTECT, related_name="comments")
    item = models.CharField(max_length=64, default="", blank=True)
    number = models.PositiveIntegerField()
    author = models.CharField(max_length=_NAME)
    text = models.CharField(max_length=_TEXT)
    at = models.DateTimeField()
    reply = models.CharField(max_length=_TEXT, default="", blank=True)
    reply_at = models.DateTimeField(null=True)


class PacketImport(models.Model):
    """A packet that was taken in: the file is kept as it came."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="imports")
    digest = models.CharField(max_length=_DIGEST)
    source = models.CharField(max_length=300)
    at = models.DateTimeField()
    taken = models.PositiveIntegerField()
    findings = models.JSONField(default=list)
