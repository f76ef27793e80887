"""The desk: drafts with live advice, an analyst's own ratings, and tokens of programs."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from liance.core.canonical import digest_bytes
from liance.core.errors import LianceError
from liance.core.language import Language, Text
from liance.core.limits import MAX_DRAFT_CHARACTERS, MAX_DRAFT_TITLE_CHARACTERS, MAX_NOTE_CHARACTERS
from liance.delivery.targets import find_targets
from liance.plans.documents.model import Document
from liance.plans.ratings import State
from liance.plans.scoring import ScoredPlan
from liance.reports.commented_docx import Remark, commented_docx
from liance.workbench.intake import placed
from liance.workbench.linting import Advice, advise, criterion_text, with_subject
from liance.workbench.shelf import Shelf
from liance.workbench.store import now

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


@dataclass(frozen=True, slots=True)
class TargetGap:
    """A target of a draft that lacks something. ``lacks`` holds ``deadline``, ``owner`` or ``unit``."""

    start: int
    quote: str
    indicator: str
    lacks: tuple[str, ...]


LACKS: Final = {
    "deadline": Text(zh="没有期限", en="no deadline"),
    "owner": Text(zh="没有责任单位", en="no owner"),
    "unit": Text(zh="没有单位", en="no unit"),
}
#: What names a responsible body beside a target.
_OWNER: Final = re.compile(r"(?:责任|牵头|负责|配合|主管)(?:单位|部门)|由.{2,30}?(?:负责|牵头)|牵头[：:]")


def target_gaps(plan: ScoredPlan) -> tuple[int, tuple[TargetGap, ...]]:
    """Return how many targets a plan has, and those without deadline, owner or unit.

    An owner counts where it is named in the same paragraph or in the one below.
    """
    targets, _ = find_targets(plan.outline)
    text = plan.document.text
    gaps = []
    for target in targets:
        first = text.rfind("\n", 0, target.start) + 1
        last = text.find("\n", target.end)
        below = text.find("\n", last + 1) if last >= 0 else -1
        around = text[first : below if below >= 0 else len(text)]
        lacks = []
        if target.year is None and not target.per_year:
            lacks.append("deadline")
        if not _OWNER.search(around):
            lacks.append("owner")
        if not target.unit and target.kind.value not in {"rank", "share"}:
            lacks.append("unit")
        if lacks:
            gaps.append(TargetGap(target.start, target.quote, target.indicator, tuple(lacks)))
    return len(targets), tuple(gaps)


@dataclass(frozen=True, slots=True)
class Peer:
    """A stored plan that does well what a draft lacks: its score and the sentences that earn it."""

    version: Any
    score: int
    quotes: tuple[tuple[int, str], ...]


def peers(
    shelf: Shelf, item: str, rubric: str, *, least: int, subject: str = "", limit: int = 3
) -> tuple[Peer, ...]:
    """Return stored plans that score at least ``least`` on an item, those of the same subject first."""
    rows = shelf.list(limit=200, rubric=rubric).rows
    good = [
        (bool(subject) and row.card.subject != subject, -score, row.version.plan, row.version)
        for row in rows
        if row.card is not None and (score := row.card.scores.get(item) or 0) >= least
    ]
    good.sort(key=lambda entry: entry[:3])
    found = []
    for _, negative, _, version in good[:limit]:
        scored = shelf.scored(version, rubric)
        rating = next(one for one in scored.scorecard.ratings if one.item == item)
        quotes = {
            piece.span.start: _sentence(scored, piece.statement) for piece in rating.best_evidence()[:3]
        }
        found.append(Peer(version, -negative, tuple(quotes.items())))
    return tuple(found)


def _sentence(plan: ScoredPlan, statement: int) -> str:
    words = " ".join(plan.outline.shown(plan.outline.statements[statement]).split())
    return words if len(words) <= 160 else words[:159] + "…"


def draft_docx(draft: Any, advised: Advised, author: str, language: Language) -> bytes:
    """Return a draft as docx with its advice and the gaps of its targets as comments."""
    plan = advised.plan
    remarks = [
        Remark(gap.start, "、".join(LACKS[name].render(language) for name in gap.lacks))
        for gap in target_gaps(plan)[1]
    ]
    for advice in advised.advices:
        if advice.following is None:
            continue
        name = advice.item.name if language is Language.ZH else advice.item.name_en
        asks = [criterion_text(one, plan.subject.name, language) for one in advice.asks]
        evidence = advice.rating.best_evidence()
        lines = [
            _REMARK.render(language, name=name, score=advice.rating.score, next=advice.following.level),
            *asks,
        ]
        if advice.example:
            lines.append(
                _EXAMPLE.render(language, text=with_subject(advice.example, plan.subject.name, language))
            )
        remarks.append(Remark(evidence[0].span.start if evidence else 0, "\n".join(lines)))
    spans = [heading.span for heading in plan.outline.headings]
    return commented_docx(draft.title, plan.document.text, spans, remarks, author, draft.saved_at)


_REMARK: Final = Text(
    zh="【{name}】现为 {score} 分；达到 {next} 分还需：",
    en="[{name}] now {score}; level {next} also asks for:",
)
_EXAMPLE: Final = Text(zh="可参考的写法：{text}", en="It may be written so: {text}")


def add_draft(owner: str, title: str, text: str, subject: str, rubric: str) -> Any:
    """Keep a new draft.

    Raises:
        DeskError: it is too long.
    """
    from liance.store.desk import repository as desk

    title, text = check_draft(title, text)
    return desk.add_draft(owner, title, text, subject.strip()[:100], rubric, at=now())


def save_draft(
    owner: str, number: int, *, title: str, text: str, subject: str, rubric: str, revision: int
) -> Any:
    """Save a draft over the revision that was opened.

    Raises:
        DeskError: it is too long.
        NotInStoreError: this person has no such draft.
        DraftChangedError: it was saved from elsewhere since.
    """
    from liance.store.desk import repository as desk

    title, text = check_draft(title, text)
    kept = desk.draft(owner, number)
    same = (kept.title, kept.text, kept.subject, kept.rubric) == (title, text, subject.strip()[:100], rubric)
    if same and kept.revision == revision:
        return kept
    return desk.save_draft(
        owner,
        number,
        title=title,
        text=text,
        subject=subject.strip()[:100],
        rubric=rubric,
        revision=revision,
        at=now(),
    )


def draft(owner: str, number: int) -> Any:
    """Return one draft of a person.

    Raises:
        NotInStoreError: this person has none of that number.
    """
    from liance.store.desk import repository as desk

    return desk.draft(owner, number)


def drafts(owner: str) -> tuple[Any, ...]:
    """Return a person's drafts, last saved first."""
    from liance.store.desk import repository as desk

    return desk.drafts(owner)[0]


def remove_draft(owner: str, number: int) -> None:
    """Take a draft away.

    Raises:
        NotInStoreError: this person has no such draft.
    """
    from liance.store.desk import repository as desk

    desk.remove_draft(owner, number, at=now())


def tokens(owner: str) -> tuple[Any, ...]:
    """Return a person's tokens, newest first."""
    from liance.store.desk import repository as desk

    return desk.tokens(owner)


def revoke_token(owner: str, number: int) -> None:
    """End a token.

    Raises:
        NotInStoreError: this person has no such token.
    """
    from liance.store.desk import repository as desk

    desk.revoke_token(owner, number, at=now())
