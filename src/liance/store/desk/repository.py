"""Read and write drafts, own ratings and tokens; every change is in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from liance.core.language import Text
from liance.store.desk.models import ApiToken, Draft, OwnRating
from liance.store.errors import NotInStoreError, StoreError
from liance.store.journal import repository as journal

_DRAFT: Final = Text(zh="草稿", en="draft")
_TOKEN: Final = Text(zh="令牌", en="token")
#: Uses of a token closer together than this are not written again.
_USE_STEP: Final = timedelta(minutes=1)


class DraftChangedError(StoreError):
    """A draft was saved from elsewhere since it was opened."""

    def __init__(self, saved_at: datetime) -> None:
        self.saved_at = saved_at
        super().__init__(
            Text(
                zh="草稿已在另一个窗口保存过，本次没有覆盖。请先复制您的改动，再刷新页面",
                en="the draft was saved from another window since; nothing was overwritten. Copy your changes, "
                "then reload the page",
            ),
        )


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft; ``text`` is empty in listings."""

    id: int
    owner: str
    title: str
    text: str
    subject: str
    rubric: str
    revision: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class KeptRating:
    """An own rating of one item."""

    item: str
    rater: str
    state: str
    score: int | None
    note: str
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class KeptToken:
    """A token without its secret."""

    id: int
    owner: str
    name: str
    may_write: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def _draft(row: Draft, *, with_text: bool) -> KeptDraft:
    text = row.text if with_text else ""
    return KeptDraft(row.pk, row.owner, row.title, text, row.subject, row.rubric, row.revision, row.saved_at)


def add_draft(owner: str, title: str, text: str, subject: str, rubric: str, *, at: datetime) -> KeptDraft:
    """Keep a new draft."""
    with transaction.atomic():
        row = Draft.objects.create(
            owner=owner, title=title, text=text, subject=subject, rubric=rubric, created_at=at, saved_at=at
        )
        journal.record(at, owner, "draft.added", f"draft:{row.pk}", title=title, characters=len(text))
    return _draft(row, with_text=True)


def drafts(owner: str, *, start: int = 0, limit: int = 200) -> tuple[tuple[KeptDraft, ...], int]:
    """Return a person's drafts, last saved first and without their texts, and how many there are."""
    found = Draft.objects.filter(owner=owner, removed_at=None)
    rows = found.defer("text")[start : start + limit]
    return tuple(_draft(row, with_text=False) for row in rows), found.count()


def draft(owner: str, number: int) -> KeptDraft:
    """Return one draft of a person.

    Raises:
        NotInStoreError: this person has none of that number.
    """
    row = Draft.objects.filter(pk=number, owner=owner, removed_at=None).first()
    if row is None:
        raise NotInStoreError(_DRAFT, str(number))
    return _draft(row, with_text=True)


def save_draft(
    owner: str, number: int, *, title: str, text: str, subject: str, rubric: str, revision: int, at: datetime
) -> KeptDraft:
    """Save a draft over the revision that was opened.

    Raises:
        NotInStoreError: this person has no such draft.
        DraftChangedError: it was saved from elsewhere since.
    """
    with transaction.atomic():
        changed = Draft.objects.filter(pk=number, owner=owner, removed_at=None, revision=revision).update(
            title=title, text=text, subject=subject, rubric=rubric, revision=revision + 1, saved_at=at
        )
        if not changed:
            raise DraftChangedError(draft(owner, number).saved_at)
    return draft(owner, number)


def remove_draft(owner: str, number: int, *, at: datetime) -> None:
    """Take a draft out of the listing.

    Raises:
        NotInStoreError: this person has no such draft.
    """
    with transaction.atomic():
        if not Draft.objects.filter(pk=number, owner=owner, removed_at=None).update(removed_at=at):
            raise NotInStoreError(_DRAFT, str(number))
        journal.record(at, owner, "draft.removed", f"draft:{number}")


def rate(
    document: str,
    rubric_digest: str,
    item: str,
    *,
    rater: str,
    state: str,
    score: int | None,
    note: str,
    at: datetime,
) -> None:
    """Keep a person's own rating of an item; an earlier one is replaced and stays in the journal."""
    with transaction.atomic():
        OwnRating.objects.update_or_create(
            document=document,
            rubric_digest=rubric_digest,
            item=item,
            rater=rater,
            defaults={"state": state, "score": score, "note": note, "rated_at": at},
        )
        journal.record(
            at,
            rater,
            "rating.own",
            document,
            item=item,
            state=state,
            score=score,
            rubric=rubric_digest,
            note=note,
        )


def own_ratings(document: str, rubric_digest: str) -> tuple[KeptRating, ...]:
    """Return the own ratings of a document by all people, in order of item and person."""
    rows = OwnRating.objects.filter(document=document, rubric_digest=rubric_digest).order_by("item", "rater")
    return tuple(
        KeptRating(row.item, row.rater, row.state, row.score, row.note, row.rated_at) for row in rows
    )


def _token(row: ApiToken) -> KeptToken:
    return KeptToken(
        row.pk,
        row.owner,
        row.name,
        row.may_write,
        row.created_at,
        row.expires_at,
        row.used_at,
        row.revoked_at,
    )


def add_token(
    owner: str, name: str, digest: str, *, may_write: bool, expires_at: datetime, at: datetime
) -> KeptToken:
    """Keep a token's digest."""
    with transaction.atomic():
        row = ApiToken.objects.create(
            owner=owner, name=name, digest=digest, may_write=may_write, created_at=at, expires_at=expires_at
        )
        journal.record(at, owner, "token.added", f"token:{row.pk}", name=name, may_write=may_write)
    return _token(row)


def tokens(owner: str) -> tuple[KeptToken, ...]:
    """Return a person's tokens, newest first."""
    return tuple(_token(row) for row in ApiToken.objects.filter(owner=owner)[:200])


def revoke_token(owner: str, number: int, *, at: datetime) -> None:
    """End a token.

    Raises:
        NotInStoreError: this person has no such token.
    """
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=number, owner=owner, revoked_at=None).update(revoked_at=at):
            raise NotInStoreError(_TOKEN, str(number))
        journal.record(at, owner, "token.revoked", f"token:{number}")


def token_with(digest: str, *, at: datetime) -> KeptToken | None:
    """Return the token of this digest where it is valid at ``at``, and note that it was used."""
    row = ApiToken.objects.filter(digest=digest, revoked_at=None, expires_at__gt=at).first()
    if row is None:
        return None
    if row.used_at is None or at - row.used_at > _USE_STEP:
        ApiToken.objects.filter(pk=row.pk).update(used_at=at)
    return _token(row)
