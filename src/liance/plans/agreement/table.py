"""Long records of ratings -> one table of units by raters per item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_RATED_UNITS, MAX_RATERS, MAX_SCORE
from liance.plans.agreement.cells import Cells, cells_of

REPEATED_CELL = FindingKind(
    "agreement.repeated_cell",
    Severity.INFO,
    says=Text(
        zh="有 {rows} 行重复了已有的评分且分数相同，合并为一格",
        en="{rows} row(s) repeat a rating with the same score and were merged",
    ),
    advice=Text(zh="一格有多条引文时属正常", en="this is normal where a cell has several quotes"),
)
CONFLICTING_CELL = FindingKind(
    "agreement.conflicting_cell",
    Severity.ERROR,
    says=Text(
        zh="评分人“{rater}”对“{unit}”的“{item}”给出不同分数：{scores}；该格按缺失处理",
        en="rater '{rater}' gives '{unit}' different scores on '{item}': {scores}; the cell counts as missing",
    ),
    advice=Text(zh="请只保留正确的一个分数", en="keep the right score only"),
)
OFF_SCALE = FindingKind(
    "agreement.off_scale",
    Severity.ERROR,
    says=Text(
        zh="分数 {score} 不在量表 {scale} 之内，该行不计",
        en="score {score} is not on the scale {scale}; the row is left out",
    ),
    advice=Text(
        zh="请改正分数，或用 --levels 指明量表", en="correct the score, or give the scale with --levels"
    ),
)
TOO_MANY_UNITS = FindingKind(
    "agreement.too_many_units",
    Severity.ERROR,
    says=Text(
        zh="单元超过上限 MAX_RATED_UNITS = {bound}，其余 {rows} 行不计",
        en="there are more units than MAX_RATED_UNITS = {bound}; {rows} row(s) are left out",
    ),
    advice=Text(zh="请分成几个文件", en="split the file"),
)
TOO_MANY_RATERS = FindingKind(
    "agreement.too_many_raters",
    Severity.ERROR,
    says=Text(
        zh="评分人超过上限 MAX_RATERS = {bound}，其余 {rows} 行不计",
        en="there are more raters than MAX_RATERS = {bound}; {rows} row(s) are left out",
    ),
    advice=Text(zh="请检查评分人一列", en="check the column of raters"),
)


@dataclass(frozen=True, slots=True)
class RatingRecord:
    """One row of a long table; ``score`` is None where the cell was left empty; ``line`` from 1; ``quote`` may be empty."""

    unit: str
    rater: str
    item: str
    score: int | None
    line: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class RatingTable:
    """Ratings of units by raters on items.

    ``scores[i][u][r]`` is the score of item i, unit u, rater r, None where missing. Units, raters and items
    are sorted, so that the order of rows in a file changes nothing. ``levels`` is the scale in ascending
    order; where it was not declared it is every whole number from the lowest to the highest score.
    """

    units: tuple[str, ...]
    raters: tuple[str, ...]
    items: tuple[str, ...]
    levels: tuple[int, ...]
    scores: tuple[tuple[tuple[int | None, ...], ...], ...]
    levels_declared: bool = True

    def cells(self, item: str | None = None) -> Cells:
        """Return the cells of ``item``, or of all items with each unit's cells kept together.

        Raises:
            ValueError: there is no such item.
        """
        chosen = self.scores if item is None else (self.scores[self.items.index(item)],)
        return cells_of(
            [row for matrix in chosen for row in matrix],
            self.levels,
            clusters=[unit for matrix in chosen for unit in range(len(matrix))],
            raters=self.raters,
        )


def tabulate(
    records: Iterable[RatingRecord], levels: Sequence[int] | None = None, source: str = ""
) -> tuple[RatingTable, tuple[Finding, ...]]:
    """Return the table of ``records`` with findings for rows that repeat, contradict or leave the scale.

    Args:
        records: the rows in the order of the file.
        levels: the scale; without it any whole number up to ``MAX_SCORE`` either way is taken.
        source: the file's name, for the places of findings.
    """
    scale = tuple(sorted(set(levels))) if levels is not None else None
    kept, findings = _within_bounds(records, source)
    scores: dict[tuple[str, str, str], dict[int, int | None]] = {}
    repeated: list[int | None] = []
    for record in kept:
        cell = scores.setdefault((record.item, record.unit, record.rater), {})
        if record.score is None:
            continue
        if (record.score not in scale) if scale is not None else abs(record.score) > MAX_SCORE:
            findings.append(
                OFF_SCALE.at(Place(source, line=record.line), score=record.score, scale=_shown(scale))
            )
        elif record.score in cell:
            repeated.append(record.line)
        else:
            cell[record.score] = record.line
    for (item, unit, rater), cell in scores.items():
        if len(cell) > 1:
            place = Place(source, line=list(cell.values())[1])
            shown = ", ".join(str(score) for score in cell)
            findings.append(CONFLICTING_CELL.at(place, rater=rater, unit=unit, item=item, scores=shown))
    if repeated:
        findings.append(REPEATED_CELL.at(Place(source, line=repeated[0]), rows=len(repeated)))
    settled = {key: next(iter(cell)) for key, cell in scores.items() if len(cell) == 1}
    return _table(scores.keys(), settled, scale), tuple(findings)


def _within_bounds(records: Iterable[RatingRecord], source: str) -> tuple[list[RatingRecord], list[Finding]]:
    units: set[str] = set()
    raters: set[str] = set()
    kept, over_units, over_raters = [], 0, 0
    for record in records:
        if record.unit not in units and len(units) >= MAX_RATED_UNITS:
            over_units += 1
        elif record.rater not in raters and len(raters) >= MAX_RATERS:
            over_raters += 1
        else:
            units.add(record.unit)
            raters.add(record.rater)
            kept.append(record)
    findings = []
    if over_units:
        findings.append(TOO_MANY_UNITS.at(Place(source), bound=MAX_RATED_UNITS, rows=over_units))
    if over_raters:
        findings.append(TOO_MANY_RATERS.at(Place(source), bound=MAX_RATERS, rows=over_raters))
    return kept, findings


def _table(
    keys: Iterable[tuple[str, str, str]],
    settled: dict[tuple[str, str, str], int],
    scale: tuple[int, ...] | None,
) -> RatingTable:
    names = list(zip(*keys, strict=True)) or [(), (), ()]
    items, units, raters = (tuple(sorted(set(column))) for column in names)
    given = settled.values()
    levels = scale
    if levels is None:
        levels = tuple(range(min(given), max(given) + 1)) if given else ()
    return RatingTable(
        units=units,
        raters=raters,
        items=items,
        levels=levels,
        scores=tuple(
            tuple(tuple(settled.get((item, unit, rater)) for rater in raters) for unit in units)
            for item in items
        ),
        levels_declared=scale is not None,
    )


def _shown(scale: tuple[int, ...] | None) -> str:
    if scale is None:
        return f"{-MAX_SCORE}..{MAX_SCORE}"
    if scale and scale == tuple(range(scale[0], scale[-1] + 1)):
        return f"{scale[0]}..{scale[-1]}"
    return ", ".join(str(level) for level in scale)
