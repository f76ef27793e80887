"""Scores that people gave, from a table of ratings, in the place of the machine's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from liance.core.errors import LianceError, UnknownNameError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.spans import Span
from liance.packs.library import RubricPack
from liance.packs.model import Item
from liance.plans.agreement.table import RatingRecord
from liance.plans.documents.model import Document
from liance.plans.evidence import Evidence
from liance.plans.ratings import CriterionMark, Rater, RaterKind, Rating, State
from liance.plans.scoring import ScoredPlan, aggregate
from liance.plans.study.judging import locate
from liance.workbench.agreement import read_ratings
from liance.workbench.scoring import CANNOT_SCORE, NOT_A_PLAN, PlanResult

__all__ = ["STAGES", "RaterNeededError", "ScoreTable", "read_score_table"]

#: What scores of people may be: one expert's own, or agreed by all.
STAGES: Final = ("blind", "consensus")
#: Names of a rater that is the experts together.
_TOGETHER: Final = frozenset({"consensus", "共识", "商定", "专家组"})

NO_ITEM = FindingKind(
    "ratings.no_item",
    Severity.ERROR,
    says=Text(
        zh="评分标准中没有“{item}”这一项，该行不计", en="the rubric has no item '{item}'; the row is left out"
    ),
    advice=Text(zh="请用标准中的名称：{known}", en="use a name of the rubric: {known}"),
)
OUT_OF_RANGE = FindingKind(
    "ratings.out_of_range",
    Severity.ERROR,
    says=Text(
        zh="“{item}”的分数应在 0 到 {top} 之间，{score} 不计",
        en="scores of '{item}' go from 0 to {top}; {score} is left out",
    ),
    advice=Text(zh="请更正；无法判断的格请留空", en="correct it; leave what cannot be judged empty"),
)
TWO_SCORES = FindingKind(
    "ratings.two_scores",
    Severity.ERROR,
    says=Text(
        zh="“{unit}”的“{item}”有两个不同的分数（{first}、{second}），该格不计",
        en="'{unit}' has two different scores of '{item}' ({first}, {second}); the cell is left out",
    ),
    advice=Text(zh="请只留一个", en="keep one"),
)
NO_SCORES = FindingKind(
    "ratings.no_scores",
    Severity.ERROR,
    says=Text(
        zh="评分表中没有这份规划的分数，不计入",
        en="the table of ratings has no score of this plan; it is left out",
    ),
    advice=Text(
        zh="请用文件名（可不带扩展名）作 unit 一列",
        en="name the file (with or without suffix) in the column unit",
    ),
)
NO_FILE = FindingKind(
    "ratings.no_file",
    Severity.WARNING,
    says=Text(
        zh="评分表中的“{unit}”没有对应的文件，不计",
        en="there is no file for '{unit}' of the table; it is left out",
    ),
    advice=Text(zh="请给出该规划的文件，或更正名称", en="give the plan's file, or correct the name"),
)
NO_QUOTE = FindingKind(
    "ratings.no_quote",
    Severity.WARNING,
    says=Text(
        zh="“{unit}”的“{item}”所引原文在文件中找不到：{quote}",
        en="what is quoted for '{item}' of '{unit}' is not in the file: {quote}",
    ),
    advice=Text(
        zh="分数照计，报告中不附此句；请核对引文", en="the score counts without it; check the quotation"
    ),
)

_BY_PERSON = Text(zh="由评分者摘录", en="quoted by a rater")


class RaterNeededError(LianceError):
    """A table holds several raters, and whose scores are wanted was not said."""

    def __init__(self, raters: Sequence[str]) -> None:
        super().__init__(
            Text(
                zh="评分表中有多位评分者，请用 --rater 指明用谁的分数：{raters}",
                en="the table holds several raters; say whose scores to use with --rater: {raters}",
            ),
            raters=", ".join(raters[:20]) + (" …" if len(raters) > 20 else ""),
        )


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """One rater's scores by plan and item, with quotes, and what is wrong with the table."""

    name: str
    rater: str
    stage: str
    cells: dict[str, dict[str, tuple[int, tuple[str, ...]]]]
    findings: tuple[Finding, ...]

    def rated(self, results: Iterable[PlanResult], pack: RubricPack) -> Iterator[PlanResult]:
        """Yield the files with these scores in the place of the machine's; those without any have no plan."""
        for result in results:
            if result.plan is None:
                yield result
                continue
            source = result.plan.document.source
            unit = next((name for name in (source, Path(source).stem) if name in self.cells), None)
            if unit is None:
                yield PlanResult(result.path, None, (*result.findings, NO_SCORES.at(Place(source))))
                continue
            yield self._scored(result, result.plan, unit, pack)

    def without_file(self, paths: Iterable[Path]) -> tuple[Finding, ...]:
        """Return findings on what the table names and no file is."""
        known = {name for path in paths for name in (path.name, path.stem)}
        return tuple(NO_FILE.at(Place(self.name), unit=unit) for unit in self.cells if unit not in known)

    def _scored(self, result: PlanResult, plan: ScoredPlan, unit: str, pack: RubricPack) -> PlanResult:
        missing: list[Finding] = []
        ratings = tuple(
            self._rating(plan.document, unit, item, pack.digest, missing)
            for item in pack.rubric.items
            if item.id in self.cells[unit]
        )
        card = replace(plan.scorecard, ratings=ratings, aggregates=aggregate(pack.rubric, ratings))
        # Whoever scored it took it for a plan.
        doubts = {CANNOT_SCORE.code, NOT_A_PLAN}
        kept = tuple(one for one in result.findings if one.code not in doubts)
        return PlanResult(result.path, replace(plan, scorecard=card, findings=kept), (*kept, *missing))

    def _rating(
        self, document: Document, unit: str, item: Item, digest: str, missing: list[Finding]
    ) -> Rating:
        score, quotes = self.cells[unit][item.id]
        evidence: list[Evidence] = []
        for text in quotes:
            found = locate(text, document.text)
            if found.start is None or found.end is None:
                missing.append(NO_QUOTE.at(Place(self.name), unit=unit, item=item.name, quote=text[:40]))
                continue
            span = Span(found.start, found.end)
            evidence.append(
                Evidence(item.id, "", span, document.quote(span), "strong", _BY_PERSON, -1, -1, ())
            )
        marks = (CriterionMark("", score, True, tuple(evidence)),) if evidence else ()
        state = State.SCORED if score else State.NOT_COVERED
        rater = Rater(self.rater, RaterKind.PERSON)
        return Rating(item.id, state, score, marks, rater, document.digest, digest, self.stage)


def read_score_table(path: Path, pack: RubricPack, rater: str = "", stage: str = "") -> ScoreTable:
    """Return one rater's scores of a long CSV table: unit (or doc), rater, item, score, and quote where there is one.

    Args:
        path: the table.
        pack: the rubric; items may be called by id or by name in either language.
        rater: whose scores; may be left out where the table holds one rater.
        stage: of ``STAGES``; where it is left out, ``consensus`` for a rater of that name, else ``blind``.

    Raises:
        FileMissingError: there is no such file.
        RatingsError: it is no table of ratings.
        RaterNeededError: it holds several raters and none is named.
        UnknownNameError: it holds no rater of that name.
    """
    records, found = read_ratings(path)
    raters = list(dict.fromkeys(record.rater for record in records))
    if rater and rater not in raters:
        raise UnknownNameError(Text(zh="评分者", en="rater"), rater, raters)
    if not rater and len(raters) > 1:
        raise RaterNeededError(raters)
    chosen = rater or (raters[0] if raters else "")
    findings = list(found)
    cells = _cells(
        [record for record in records if record.rater == chosen], pack.rubric.items, path.name, findings
    )
    stage = stage or ("consensus" if chosen.casefold() in _TOGETHER else "blind")
    return ScoreTable(path.name, chosen, stage, cells, tuple(findings))


def _cells(
    records: Iterable[RatingRecord], items: Collection[Item], source: str, findings: list[Finding]
) -> dict[str, dict[str, tuple[int, tuple[str, ...]]]]:
    by_name = {name.casefold(): item for item in items for name in (item.id, item.name, item.name_en)}
    cells: dict[str, dict[str, tuple[int, tuple[str, ...]]]] = {}
    torn: set[tuple[str, str]] = set()
    for record in records:
        place = Place(source, line=record.line)
        item = by_name.get(record.item.casefold())
        if item is None:
            known = ", ".join(one.name for one in items)
            findings.append(NO_ITEM.at(place, item=record.item[:40], known=known))
            continue
        own = cells.setdefault(record.unit, {})
        if record.score is None or (record.unit, item.id) in torn:
            continue
        if not 0 <= record.score <= len(item.levels):
            findings.append(OUT_OF_RANGE.at(place, item=item.name, top=len(item.levels), score=record.score))
            continue
        score, quotes = own.get(item.id, (record.score, ()))
        if score != record.score:
            findings.append(
                TWO_SCORES.at(place, unit=record.unit, item=item.name, first=score, second=record.score)
            )
            torn.add((record.unit, item.id))
            del own[item.id]
            continue
        own[item.id] = (
            score,
            (*quotes, record.quote) if record.quote and record.quote not in quotes else quotes,
        )
    return cells
