"""What a rater enters for a cell -> a judgement, or the findings that say why there is none.

One rule for every way in: packets, single commands, the browser.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_CELL_QUOTES, MAX_REASON_CHARACTERS
from liance.packs.model import Item
from liance.plans.ratings import State, level_of
from liance.plans.study.model import Judgement, Quote
from liance.plans.study.words import CONFIDENCES, STATES

OUT_OF_RANGE = FindingKind(
    "study.out_of_range",
    Severity.ERROR,
    says=Text(
        zh="{cell}：“{value}”不是可以填的分数，该格未采用",
        en="{cell}: '{value}' is no score that can be given; the cell was not taken",
    ),
    advice=Text(
        zh="请填 0 至 {most} 的整数，或“无法判断”“缺少章节正文”",
        en="enter a whole number from 0 to {most}, 'cannot judge' or 'section missing'",
    ),
)
UNKNOWN_CRITERION = FindingKind(
    "study.unknown_criterion",
    Severity.ERROR,
    says=Text(
        zh="{cell}：评分标准没有“{value}”这一条，该格未采用",
        en="{cell}: the rubric has no criterion '{value}'; the cell was not taken",
    ),
    advice=Text(zh="请从评分标准页抄写编号", en="copy the ids from the rubric's page"),
)
REASON_MISSING = FindingKind(
    "study.reason_missing",
    Severity.ERROR,
    says=Text(
        zh="{cell}：填了“无法判断”却没有写原因，该格未采用",
        en="{cell}: 'cannot judge' comes without a reason; the cell was not taken",
    ),
    advice=Text(zh="请在理由一栏写明为何无法判断", en="say why in the column of reasons"),
)
OVERRIDE_WITHOUT_REASON = FindingKind(
    "study.override_without_reason",
    Severity.ERROR,
    says=Text(
        zh="{cell}：所选条目得 {level} 分，填的却是 {score} 分，又没有写理由，该格未采用",
        en="{cell}: the criteria make level {level} but {score} was entered without a reason; the cell was not taken",
    ),
    advice=Text(zh="请核对条目，或写明理由", en="check the criteria, or give the reason"),
)
UNKNOWN_CONFIDENCE = FindingKind(
    "study.unknown_confidence",
    Severity.WARNING,
    says=Text(
        zh="{cell}：把握程度“{value}”看不懂，已略去",
        en="{cell}: confidence '{value}' is not understood and was left out",
    ),
    advice=Text(zh="请填 高、中、低", en="enter high, medium or low"),
)
QUOTE_NOT_FOUND = FindingKind(
    "study.quote_not_found",
    Severity.WARNING,
    says=Text(
        zh="{cell}：引文在原文中找不到：“{quote}”；已照写保留",
        en="{cell}: the quote is not in the text: '{quote}'; it was kept as written",
    ),
    advice=Text(zh="请从原文复制", en="copy it from the text"),
)
TOO_LONG = FindingKind(
    "study.entry_too_long",
    Severity.ERROR,
    says=Text(
        zh="{cell}：文字或引文超过上限 {bound}，该格未采用",
        en="{cell}: texts or quotes exceed {bound}; the cell was not taken",
    ),
    advice=Text(zh="请缩短", en="shorten them"),
)

_STATE_WORDS: Final = {
    **{
        word.casefold(): state
        for state in (State.CANNOT_JUDGE, State.SECTION_MISSING)
        for word in (state.value, STATES[state].zh, STATES[state].en)
    },
    "缺少章节": State.SECTION_MISSING,
    "未涉及": State.NOT_COVERED,
    "not covered": State.NOT_COVERED,
    "not_covered": State.NOT_COVERED,
}
_CONFIDENCE_WORDS: Final = {
    word.casefold(): level
    for level, words in CONFIDENCES.items()
    for word in (level.value, words.zh, words.en)
}
_SEPARATORS: Final = re.compile(r"[\s;；,，、]+")
#: How a quote says which criterion it speaks for and where it begins: ``[goal.2.quantified@120] words``.
_ATTACHED: Final = re.compile(r"\[([\w.-]{0,100})(?:@([0-9]{1,9}))?\]\s*")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a rater wrote for one cell, as text; all empty where the cell was left blank.

    A quote may begin with the id of the criterion it speaks for in brackets: ``[goal.2.quantified] words``.
    """

    level: str = ""
    criteria: str = ""
    quotes: tuple[str, ...] = ()
    confidence: str = ""
    reason: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered."""
        return not any(
            (
                self.level.strip(),
                self.criteria.strip(),
                self.confidence.strip(),
                self.reason.strip(),
                *(quote.strip() for quote in self.quotes),
            )
        )


def entry_of(judgement: Judgement | None, *, places: bool = False) -> Entry:
    """Return what has to be written for ``judgement`` to come out again; with ``places``, quotes say where they begin."""
    if judgement is None:
        return Entry()
    return Entry(
        level=STATES[judgement.state].zh if judgement.score is None else str(judgement.score),
        criteria=" ".join(judgement.criteria),
        quotes=tuple(_written(quote, places) for quote in judgement.quotes),
        confidence=CONFIDENCES[judgement.confidence].zh if judgement.confidence else "",
        reason=judgement.reason,
    )


def _written(quote: Quote, places: bool) -> str:
    place = f"@{quote.start}" if places and quote.start is not None else ""
    head = f"[{quote.criterion or ''}{place}] " if quote.criterion or place else ""
    return head + quote.text


def judge(
    entry: Entry, item: Item, text: str, cell: str, place: Place
) -> tuple[Judgement | None, list[Finding]]:
    """Return the judgement that an entry makes, None with findings where it makes none.

    Where criteria are marked and no level is given, the level follows by the item's logic. A level that is not
    the one the marked criteria make needs a reason.

    Args:
        entry: what was written; not blank.
        item: the rubric's item.
        text: the plan's text, in which quotes are sought.
        cell: what the cell is called in findings.
        place: where it was written, for findings.
    """
    entry = Entry(
        entry.level.strip(),
        entry.criteria.strip(),
        tuple(quote.strip() for quote in entry.quotes if quote.strip()),
        entry.confidence.strip(),
        entry.reason.strip(),
    )
    longest = max(map(len, (entry.level, entry.reason, entry.confidence, *entry.quotes)))
    if longest > MAX_REASON_CHARACTERS or len(entry.criteria) > 2 * MAX_REASON_CHARACTERS:
        return None, [TOO_LONG.at(place, cell=cell, bound=f"MAX_REASON_CHARACTERS = {MAX_REASON_CHARACTERS}")]
    if len(entry.quotes) > MAX_CELL_QUOTES:
        return None, [TOO_LONG.at(place, cell=cell, bound=f"MAX_CELL_QUOTES = {MAX_CELL_QUOTES}")]
    known = {criterion.id for criterion in item.criteria()}
    criteria = tuple(dict.fromkeys(word for word in _SEPARATORS.split(entry.criteria) if word))
    unknown = [word for word in criteria if word not in known]
    if unknown:
        return None, [UNKNOWN_CRITERION.at(place, cell=cell, value=unknown[0][:60])]
    most = max(level.level for level in item.levels)
    followed = level_of(item, criteria) if criteria else None
    verdict = _verdict(entry.level, most, followed)
    if verdict is None:
        return None, [OUT_OF_RANGE.at(place, cell=cell, value=entry.level[:40], most=most)]
    state, score = verdict
    if state is State.CANNOT_JUDGE and not entry.reason:
        return None, [REASON_MISSING.at(place, cell=cell)]
    if score is not None and followed is not None and score != followed and not entry.reason:
        return None, [OVERRIDE_WITHOUT_REASON.at(place, cell=cell, level=followed, score=score)]
    findings: list[Finding] = []
    confidence = _CONFIDENCE_WORDS.get(entry.confidence.casefold())
    if entry.confidence and confidence is None:
        findings.append(UNKNOWN_CONFIDENCE.at(place, cell=cell, value=entry.confidence[:20]))
    quotes = tuple(_quoted(quote, known, text) for quote in entry.quotes)
    findings += [
        QUOTE_NOT_FOUND.at(place, cell=cell, quote=quote.text[:40]) for quote in quotes if quote.start is None
    ]
    return Judgement(state, score, criteria, quotes, confidence, entry.reason), findings


def _verdict(level: str, most: int, followed: int | None) -> tuple[State, int | None] | None:
    """Return state and score of what was written as a level, None where it is no level."""
    state = _STATE_WORDS.get(level.casefold())
    if state is not None:
        return state, 0 if state is State.NOT_COVERED else None
    if not level:
        if followed is None:
            return None
        return (State.SCORED if followed else State.NOT_COVERED), followed
    if not (level.isascii() and level.isdigit() and len(level) <= 2 and int(level) <= most):
        return None
    return (State.SCORED if int(level) else State.NOT_COVERED), int(level)


def _quoted(quote: str, known: Collection[str], text: str) -> Quote:
    """Read a quote; what stands in brackets before it is its criterion and place only where it can be."""
    head = _ATTACHED.match(quote)
    if head is None or head.end() == len(quote) or (head[1] not in known and not (head[2] and not head[1])):
        return locate(quote, text)
    found = locate(quote[head.end() :], text, int(head[2] or 0))
    return replace(found, criterion=head[1] or None)


def locate(quote: str, text: str, start: int = 0) -> Quote:
    """Return the quote with its first place in the text from ``start`` on, else the first of all.

    White space may differ (line ends of a printed page).
    """
    at = text.find(quote, start)
    if at >= 0:
        return Quote(quote, at, at + len(quote))
    signs = [re.escape(sign) for sign in quote if not sign.isspace()]
    if not signs:
        return Quote(quote)
    found = re.compile(r"\s{0,8}".join(signs)).search(text, start)
    if found is not None:
        return Quote(text[found.start() : found.end()], found.start(), found.end())
    return locate(quote, text) if start else Quote(quote)


def entries_equal(one: Entry, other: Entry) -> bool:
    """Whether two entries say the same, white space aside."""
    return _flat(one) == _flat(other)


def _flat(entry: Entry) -> Sequence[str]:
    parts = (entry.level, entry.criteria, *entry.quotes, "", entry.confidence, entry.reason)
    return ["".join(part.split()) for part in parts]
