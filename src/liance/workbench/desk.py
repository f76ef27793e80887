"""The desk: drafts with live advice, an analyst's own ratings, and tokens of programs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from liance.core.canonical import digest_bytes
from liance.core.errors import LianceError
from liance.core.language import Text
from liance.core.limits import MAX_DRAFT_CHARACTERS, MAX_DRAFT_TITLE_CHARACTERS, MAX_NOTE_CHARACTERS
from liance.plans.documents.model import Document
from liance.plans.ratings import State
from liance.plans.scoring import ScoredPlan
from liance.workbench.intake import placed
from liance.workbench.linting import Advice, advise
from liance.workbench.shelf import Shelf
from liance.workbench.store import now

__all__ = ["Advised", "advise_text", "check_draft", "check_rating", "new_token", "rate", "token_owner"]

#: Days that a token is valid at most.
MAX_TOKEN_DAYS: Final = 366
#: How our tokens begin, so that they are known for what they are where they leak.
TOKEN_PREFIX: Final = "lia_"  # noqa: S105


class DeskError(LianceError):
    """What was sent does not fit a draft, a rating or a token."""


@dataclass(frozen=True, slots=True)
class Advised:
    """A draft as scored now, with advice on every item."""

    plan: ScoredPlan
    advices: tuple[Advice, ...]


def check_draft(title: str, text: str) -> tuple[str, str]:
    """Return title and text as they are kept.

    Raises:
        DeskError: one of them is too long.
    """
    title = " ".join(title.split())
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if len(title) > MAX_DRAFT_TITLE_CHARACTERS or len(text) > MAX_DRAFT_CHARACTERS:
        raise DeskError(
            Text(
                zh="草稿过长：标题最多 {most_title} 字，正文最多 {most_text} 字。请只保留规划正文",
                en="the draft is too long: at most {most_title} characters of title and {most_text} of text",
            ),
            most_title=MAX_DRAFT_TITLE_CHARACTERS,
            most_text=MAX_DRAFT_CHARACTERS,
        )
    return title, text


def advise_text(shelf: Shelf, text: str, *, rubric: str, subject: str = "") -> Advised:
    """Score a text as it stands and say what would make it clearer.

    Raises:
        UnknownNameError: there is no such rubric.
    """
    scorer = shelf.scorer(rubric)
    document, _ = placed(Document("draft.txt", digest_bytes(text.encode()), "txt", text), subject)
    plan = scorer.score(document)
    return Advised(plan, advise(plan, scorer.pack))


def check_rating(value: str, top: int) -> tuple[str, int | None]:
    """Return state and score of a rating as it is sent: a level from 0 to ``top``, or ``cannot_judge``.

    Raises:
        DeskError: it is neither.
    """
    if value == State.CANNOT_JUDGE.value:
        return value, None
    if value.isdecimal() and len(value) == 1 and int(value) <= top:
        score = int(value)
        return (State.SCORED if score else State.NOT_COVERED).value, score
    raise DeskError(
        Text(
            zh="评分应为 0 到 {top} 的整数，或“无法判断”，不能是“{value}”",
            en="a rating is a whole number from 0 to {top} or 'cannot judge', not '{value}'",
        ),
        top=top,
        value=value[:40],
    )


def rate(shelf: Shelf, version: Any, rubric: str, item: str, value: str, note: str, actor: str) -> None:
    """Keep an analyst's own rating of one item beside the machine's.

    Raises:
        DeskError: the item, the value or the note does not fit.
    """
    from liance.store.desk import repository as desk

    pack = shelf.scorer(rubric).pack
    known = {one.id: max(level.level for level in one.levels) for one in pack.rubric.items}
    if item not in known:
        raise DeskError(
            Text(zh="评分标准中没有“{item}”这一项", en="the rubric has no item '{item}'"), item=item[:64]
        )
    if len(note) > MAX_NOTE_CHARACTERS:
        raise DeskError(
            Text(zh="说明最多 {bound} 字", en="a note has at most {bound} characters"),
            bound=MAX_NOTE_CHARACTERS,
        )
    state, score = check_rating(value, known[item])
    desk.rate(
        version.digest, pack.digest, item, rater=actor, state=state, score=score, note=note.strip(), at=now()
    )


def own_ratings(shelf: Shelf, version: Any, rubric: str) -> tuple[Any, ...]:
    """Return the own ratings of a version by all analysts."""
    from liance.store.desk import repository as desk

    return desk.own_ratings(version.digest, shelf.scorer(rubric).pack.digest)


def new_token(owner: str, name: str, *, may_write: bool, days: int) -> tuple[str, Any]:
    """Make a token; its secret is returned this once and never kept.

    Raises:
        DeskError: the name is empty or too long, or the days are out of range.
    """
    from liance.store.desk import repository as desk

    name = " ".join(name.split())
    if not 1 <= len(name) <= 100 or not 1 <= days <= MAX_TOKEN_DAYS:
        raise DeskError(
            Text(
                zh="令牌需要 1 到 100 字的名称，有效期 1 到 {days} 天",
                en="a token needs a name of 1 to 100 characters and 1 to {days} days",
            ),
            days=MAX_TOKEN_DAYS,
        )
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    moment = now()
    kept = desk.add_token(
        owner,
        name,
        digest_bytes(secret.encode()),
        may_write=may_write,
        expires_at=moment + timedelta(days=days),
        at=moment,
    )
    return secret, kept


def token_owner(secret: str) -> Any | None:
    """Return the valid token that has this secret, or None."""
    from liance.store.desk import repository as desk

    if not secret.startswith(TOKEN_PREFIX) or len(secret) > 100:
        return None
    return desk.token_with(digest_bytes(secret.encode()), at=now())
