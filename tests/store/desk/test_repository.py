"""Drafts, own ratings and tokens over real databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from liance.store.desk import repository as desk
from liance.store.errors import NotInStoreError
from liance.store.journal import repository as journal

AT = datetime(2025, 1, 1, 8, tzinfo=UTC)


@pytest.mark.usefixtures("database")
def test_a_draft_is_never_overwritten_from_another_window() -> None:
    kept = desk.add_draft("张工", "草案", "一、目标", "区块链", "technology-plan", at=AT)
    saved = desk.save_draft(
        "张工", kept.id, title="草案二", text="二", subject="", rubric="technology-plan", revision=1, at=AT
    )
    assert (saved.revision, saved.text) == (2, "二")
    with pytest.raises(desk.DraftChangedError):
        desk.save_draft(
            "张工", kept.id, title="", text="旧", subject="", rubric="technology-plan", revision=1, at=AT
        )
    assert desk.draft("张工", kept.id).text == "二"
    with pytest.raises(NotInStoreError):
        desk.draft("李工", kept.id)
    desk.remove_draft("张工", kept.id, at=AT)
    assert desk.drafts("张工") == ((), 0)
    assert [entry.action for entry in journal.entries()] == ["draft.added", "draft.removed"]


@pytest.mark.usefixtures("database")
def test_an_own_rating_is_replaced_and_the_journal_keeps_the_earlier_one() -> None:
    for score in (2, 3):
        desk.rate("sha256:d", "sha256:r", "goal", rater="张工", state="scored", score=score, note="", at=AT)
    assert [one.score for one in desk.own_ratings("sha256:d", "sha256:r")] == [3]
    assert [entry.detail["score"] for entry in journal.entries(action="rating.own")] == [2, 3]


@pytest.mark.usefixtures("database")
def test_a_token_ends_by_time_or_by_its_owner_only() -> None:
    one = desk.add_token(
        "张工", "脚本", "sha256:t", may_write=False, expires_at=AT + timedelta(days=1), at=AT
    )
    assert desk.token_with("sha256:t", at=AT) is not None
    assert desk.token_with("sha256:t", at=AT + timedelta(days=2)) is None
    assert desk.token_with("sha256:x", at=AT) is None
    with pytest.raises(NotInStoreError):
        desk.revoke_token("李工", one.id, at=AT)
    desk.revoke_token("张工", one.id, at=AT)
    assert desk.token_with("sha256:t", at=AT) is None
