"""Survey answers -> a diffusion index with its interval.

The usual convention of purchasing managers' indices: the share of answers "up" plus half the share of "same", in
percent; 50 means no change. A question where more is worse (delivery times) is turned round. The overall index of a
period is the mean over respondents of each one's own mean over the questions, so that one respondent's answers, which
go together, count as one.

The interval treats every answer as a score of 1, 1/2 or 0 and adds z²/2 answers of 1 and z²/2 of 0 (Agresti and Coull
1998, The American Statistician 52(2), for the two-score case): it does not collapse where all answer alike and covers at
least what it claims for small surveys. Weights enter through the effective number of answers, (Σw)²/Σw² (Kish 1965).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text

CONFLICTING_ANSWERS = FindingKind(
    "diffusion.conflicting_answers",
    Severity.WARNING,
    says=Text(
        zh="“{respondent}”在 {period} 对“{question}”有不同的答案，这一题不计",
        en="'{respondent}' answers '{question}' in {period} in different ways; the question is left out for it",
    ),
    advice=Text(zh="请只保留一个答案", en="keep one answer only"),
)
FEW_ANSWERS = FindingKind(
    "diffusion.few_answers",
    Severity.WARNING,
    says=Text(
        zh="{period} 只有 {count} 个受访者，区间很宽，不宜单独引用",
        en="{period} has {count} respondents only; the interval is wide, do not quote the index alone",
    ),
    advice=Text(zh="请合并几期或扩大调查", en="join periods or ask more"),
)
#: Fewest respondents of a period that need no warning.
ENOUGH = 30
_Z = Decimal("1.959963984540054")


class Answer(StrEnum):
    """What a manager answers about the period before."""

    UP = "up"
    SAME = "same"
    DOWN = "down"


_SCORES = {Answer.UP: Fraction(1), Answer.SAME: Fraction(1, 2), Answer.DOWN: Fraction(0)}


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """One answer; ``weight`` > 0; ``line`` of the file, from 1."""

    period: str
    respondent: str
    question: str
    answer: Answer
    weight: Fraction = Fraction(1)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class DiffusionIndex:
    """An index (0 to 100) with its 95 % interval; ``question`` is None for the overall index of a period.

    ``counts`` are the answers up, same and down; ``respondents`` how many answered.
    """

    period: str
    question: str | None
    index: Fraction
    low: Decimal
    high: Decimal
    counts: tuple[int, int, int]
    respondents: int


def diffusion(
    answers: Iterable[SurveyAnswer], inverse: Sequence[str] = (), source: str = ""
) -> tuple[tuple[DiffusionIndex, ...], tuple[Finding, ...]]:
    """Return the index of every question and of every period as a whole, in order of period; and what is wrong.

    ``inverse`` names the questions where up is worse.
    """
    findings: list[Finding] = []
    kept = _settled(answers, findings, source)
    found: list[DiffusionIndex] = []
    periods: dict[str, list[SurveyAnswer]] = {}
    for answer in kept:
        periods.setdefault(answer.period, []).append(answer)
    for period, given in sorted(periods.items()):
        questions = list(dict.fromkeys(answer.question for answer in given))
        for question in questions:
            own = [answer for answer in given if answer.question == question]
            scores = [(_score(answer, inverse), answer.weight) for answer in own]
            found.append(_index(period, question, scores, own, len(own)))
        by_respondent: dict[str, list[SurveyAnswer]] = {}
        for answer in given:
            by_respondent.setdefault(answer.respondent, []).append(answer)
        means = [
            (sum((_score(answer, inverse) for answer in own), Fraction(0)) / len(own), own[0].weight)
            for own in by_respondent.values()
        ]
        found.append(_index(period, None, means, given, len(by_respondent)))
        if len(by_respondent) < ENOUGH:
            findings.append(FEW_ANSWERS.at(Place(source), period=period, count=len(by_respondent)))
    return tuple(found), tuple(findings)


def _score(answer: SurveyAnswer, inverse: Sequence[str]) -> Fraction:
    score = _SCORES[answer.answer]
    return 1 - score if answer.question in inverse else score


def _settled(answers: Iterable[SurveyAnswer], findings: list[Finding], source: str) -> list[SurveyAnswer]:
    """Keep one of several equal answers, none of different ones."""
    seen: dict[tuple[str, str, str], SurveyAnswer | None] = {}
    for answer in answers:
        key = (answer.period, answer.respondent, answer.question)
        first = seen.setdefault(key, answer)
        if first is not None and first.answer is not answer.answer:
            seen[key] = None
            findings.append(
                CONFLICTING_ANSWERS.at(
                    Place(source, line=answer.line),
                    respondent=answer.respondent,
                    period=answer.period,
                    question=answer.question,
                )
            )
    return [answer for answer in seen.values() if answer is not None]


def _index(
    period: str,
    question: str | None,
    scores: Sequence[tuple[Fraction, Fraction]],
    answers: Sequence[SurveyAnswer],
    respondents: int,
) -> DiffusionIndex:
    counts: Mapping[Answer, int] = {kind: sum(answer.answer is kind for answer in answers) for kind in Answer}
    total = sum((weight for _, weight in scores), Fraction(0))
    mean = sum((score * weight for score, weight in scores), Fraction(0)) / total
    low, high = score_interval(scores)
    return DiffusionIndex(
        period=period,
        question=question,
        index=mean * 100,
        low=low,
        high=high,
        counts=(counts[Answer.UP], counts[Answer.SAME], counts[Answer.DOWN]),
        respondents=respondents,
    )


def score_interval(scores: Sequence[tuple[Fraction, Fraction]]) -> tuple[Decimal, Decimal]:
    """Return the 95 % interval, in percent, of the weighted mean of scores between 0 and 1 (at least one)."""
    total = sum((weight for _, weight in scores), Fraction(0))
    squares = sum((weight * weight for _, weight in scores), Fraction(0))
    count = total * total / squares
    mean = sum((score * weight for score, weight in scores), Fraction(0)) / total
    second = sum((score * score * weight for score, weight in scores), Fraction(0)) / total
    with localcontext() as context:
        context.prec = 40
        added = _Z * _Z
        size = _decimal(count) + added
        middle = (_decimal(count * mean) + added / 2) / size
        moment = (_decimal(count * second) + added / 2) / size
        reach = _Z * (max(Decimal(0), moment - middle * middle) / size).sqrt()
        low, high = max(Decimal(0), middle - reach), min(Decimal(1), middle + reach)
        return low * 100, high * 100


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
