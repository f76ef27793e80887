"""Could any whole-number cells stand behind published means? Exact answer with a witness or a reason.

Cells of one column that belong to one part share a known sum (a printed part mean), cells of one row share another
(a printed row mean). That is a transportation problem with bounds; whole-number bounds have whole-number solutions,
so a maximum flow decides it, and its minimum cut is the reason where there is none.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from math import comb, prod

from liance.core.language import Text
from liance.core.limits import MAX_CELL_CHOICES, MAX_UNKNOWN_CELLS
from liance.plans.tables.verdicts import said

_NO_SUM = Text(
    zh="{what}：印出的 {mean} 不可能是 {n} 个整数的平均",
    en="{what}: no {n} whole numbers have the mean {mean} that was printed",
)
_CUT = Text(
    zh="{what}：按列合计至少 {need}，按行合计至多 {have}",
    en="{what}: by columns at least {need}, by rows at most {have}",
)
_CUT_ROWS = Text(
    zh="{what}：按行合计至少 {need}，按列合计至多 {have}",
    en="{what}: by rows at least {need}, by columns at most {have}",
)
_COLUMN_LOW = Text(
    zh="{what}：单元格合计至多 {have}，公布的均值要求 {need}",
    en="{what}: the cells add up to at most {have}, the published mean asks for {need}",
)
_COLUMN_HIGH = Text(
    zh="{what}：单元格合计至少 {need}，公布的均值只给 {have}",
    en="{what}: the cells add up to at least {need}, the published mean leaves {have}",
)
_PLACE = Text(zh="{first}·{second}", en="{first}, {second}")
_MIXED = Text(
    zh="{what}：各行各列的合计与单元格上下限不能同时满足",
    en="{what}: row sums, column sums and cell bounds cannot all hold",
)
_TOO_LARGE = Text(zh="未知单元格超过上限 {bound}", en="there are more unknown cells than {bound}")
_TOO_MANY_CHOICES = Text(
    zh="文字断言的组合超过上限 {bound}", en="the worded claims allow more combinations than {bound}"
)
_BAD_BOUNDS = Text(zh="{what}：单元格没有可取的值", en="{what}: no value is left for a cell")

Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """At least or exactly ``count`` of these cells of a row lie within ``inside``.

    With ``otherwise`` the cells not chosen lie within it, so that exactly ``count`` do.
    """

    row: int
    cols: tuple[int, ...]
    count: int
    inside: Bounds
    otherwise: Bounds | None = None


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is known of unknown whole numbers in ``rows`` x ``cols`` (their names, for reasons).

    ``scale`` bounds every cell. ``parts`` are sets of rows (by place), none of them overlapping; ``part_sums`` holds
    the sum of a part's cells in one column, by (part, column), ``row_sums`` that of a row; each as lowest and highest,
    None where the printed number is impossible. ``tighter`` bounds single cells, ``choices`` some of several.
    """

    rows: tuple[Text, ...]
    cols: tuple[Text, ...]
    scale: Bounds
    parts: tuple[tuple[int, ...], ...] = ()
    part_names: tuple[Text, ...] = ()
    part_sums: Mapping[tuple[int, int], Bounds] = field(default_factory=dict)
    row_sums: Mapping[int, Bounds] = field(default_factory=dict)
    tighter: Mapping[tuple[int, int], Bounds] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    impossible: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Whether such cells exist: True with a witness, False with reasons, None where the bound on work is exceeded."""

    is_possible: bool | None
    witness: tuple[tuple[int, ...], ...] | None = None
    reasons: tuple[Text, ...] = ()
    tried: int = 0


def impossible_mean(what: Text, mean: str, n: int) -> Text:
    """Say that a printed mean cannot be that of ``n`` whole numbers."""
    return said(_NO_SUM, what=what, mean=mean, n=n)


def feasible_cells(problem: CellProblem) -> Feasibility:
    """Decide whether whole-number cells can satisfy everything that is known."""
    if len(problem.rows) * len(problem.cols) > MAX_UNKNOWN_CELLS:
        return Feasibility(None, None, (said(_TOO_LARGE, bound=f"MAX_UNKNOWN_CELLS = {MAX_UNKNOWN_CELLS}"),))
    reasons = list(problem.impossible)
    inside = {row for part in problem.parts for row in part}
    loose = tuple(row for row in range(len(problem.rows)) if row not in inside)
    parts = [*enumerate(problem.parts)] + [(-1, (row,)) for row in loose]
    witness: list[tuple[int, ...]] = [()] * len(problem.rows)
    tried = 0
    undecided = False
    for number, part in parts:
        result = _solve_part(problem, number, part)
        tried += result.tried
        reasons += result.reasons
        undecided |= result.is_possible is None
        if result.witness is not None:
            for row, cells in zip(part, result.witness, strict=True):
                witness[row] = cells
    if undecided:
        return Feasibility(None, None, tuple(reasons), tried)
    if reasons:
        return Feasibility(False, None, tuple(reasons), tried)
    return Feasibility(True, tuple(witness), (), tried)


def _solve_part(problem: CellProblem, number: int, part: tuple[int, ...]) -> Feasibility:
    choices = [choice for choice in problem.choices if choice.row in part]
    options = prod(comb(len(choice.cols), choice.count) for choice in choices)
    if options > MAX_CELL_CHOICES:
        bound = f"MAX_CELL_CHOICES = {MAX_CELL_CHOICES}"
        return Feasibility(None, None, (said(_TOO_MANY_CHOICES, bound=bound),))
    reasons: tuple[Text, ...] = ()
    tried = 0
    for chosen in product(*(combinations(choice.cols, choice.count) for choice in choices)):
        tried += 1
        bounds = _bounds(problem, part)
        for choice, cols in zip(choices, chosen, strict=True):
            for col in choice.cols:
                limit = choice.inside if col in cols else choice.otherwise
                if limit is not None:
                    _tighten(bounds, (choice.row, col), limit)
        solved = _transport(problem, number, part, bounds)
        if not isinstance(solved, Text):
            return Feasibility(True, solved, (), tried)
        reasons = reasons or (solved,)
    return Feasibility(False, None, reasons, tried)


def _bounds(problem: CellProblem, part: tuple[int, ...]) -> dict[tuple[int, int], Bounds]:
    bounds = {(row, col): problem.scale for row in part for col in range(len(problem.cols))}
    for place, limit in problem.tighter.items():
        if place in bounds:
            _tighten(bounds, place, limit)
    return bounds


def _tighten(bounds: dict[tuple[int, int], Bounds], place: tuple[int, int], limit: Bounds) -> None:
    low, high = bounds[place]
    bounds[place] = (max(low, limit[0]), min(high, limit[1]))


def _transport(
    problem: CellProblem, number: int, part: tuple[int, ...], bounds: Mapping[tuple[int, int], Bounds]
) -> tuple[tuple[int, ...], ...] | Text:
    """Solve one part: its cells by row, or the reason why there are none.

    Source -> column -> row -> sink, with cells counted from their lower bounds. The lower bounds of sums are met
    first by a flow from an extra source to an extra sink (the usual reduction to a plain maximum flow).
    """
    cols = range(len(problem.cols))
    name = problem.part_names[number] if number >= 0 else problem.rows[part[0]]
    if any(low > high for low, high in bounds.values()):
        return said(_BAD_BOUNDS, what=name)
    arcs: list[tuple[str, str, Bounds]] = []
    for col in cols:
        cells = [bounds[row, col] for row in part]
        arcs.append(("s", f"c{col}", _above(cells, problem.part_sums.get((number, col)))))
    for row in part:
        cells = [bounds[row, col] for col in cols]
        arcs.append((f"r{row}", "t", _above(cells, problem.row_sums.get(row))))
        arcs += [(f"c{col}", f"r{row}", (0, high - low)) for col, (low, high) in enumerate(cells)]
    if all(low <= high for _, _, (low, high) in arcs):
        network = _Network()
        for start, end, (low, high) in arcs:
            network.add(start, end, high - low)
            network.add("S", end, low)
            network.add(start, "T", low)
        network.add("t", "s", sum(high for _, _, (_, high) in arcs))
        if network.push("S", "T") == sum(low for _, _, (low, _) in arcs):
            return tuple(
                tuple(bounds[row, col][0] + network.flow.get((f"c{col}", f"r{row}"), 0) for col in cols)
                for row in part
            )
    return _reason(problem, number, part, bounds, name)


def _above(cells: Sequence[Bounds], known: Bounds | None) -> Bounds:
    """Return the bounds of a sum, counted from the sum of the cells' lower bounds."""
    least, most = sum(low for low, _ in cells), sum(high for _, high in cells)
    low, high = known or (least, most)
    return max(low, least) - least, min(high, most) - least


def _reason(
    problem: CellProblem,
    number: int,
    part: tuple[int, ...],
    bounds: Mapping[tuple[int, int], Bounds],
    name: Text,
) -> Text:
    """Return the plainest reason: a single column, then the totals, then all of it together."""
    cols = range(len(problem.cols))
    for col in cols:
        low, high = problem.part_sums.get((number, col), (0, 0))
        if (number, col) in problem.part_sums:
            least = sum(bounds[row, col][0] for row in part)
            most = sum(bounds[row, col][1] for row in part)
            what = said(_PLACE, first=name, second=problem.cols[col])
            if most < low:
                return said(_COLUMN_LOW, what=what, need=low, have=most)
            if least > high:
                return said(_COLUMN_HIGH, what=what, need=least, have=high)
    by_col = [problem.part_sums.get((number, col)) for col in cols]
    by_row = [problem.row_sums.get(row) for row in part]
    if None not in by_col and None not in by_row:
        col_low, col_high = (sum(pair[end] for pair in by_col if pair) for end in (0, 1))
        row_low, row_high = (sum(pair[end] for pair in by_row if pair) for end in (0, 1))
        if col_low > row_high:
            return said(_CUT, what=name, need=col_low, have=row_high)
        if row_low > col_high:
            return said(_CUT_ROWS, what=name, need=row_low, have=col_high)
    return said(_MIXED, what=name)


class _Network:
    """A maximum flow by shortest augmenting paths (Edmonds and Karp 1972)."""

    def __init__(self) -> None:
        self.flow: dict[tuple[str, str], int] = {}
        self._room: dict[tuple[str, str], int] = {}
        self._next: dict[str, list[str]] = {}

    def add(self, start: str, end: str, capacity: int) -> None:
        if capacity == 0:
            return
        for here, there in ((start, end), (end, start)):
            if (here, there) not in self._room:
                self._room[here, there] = 0
                self._next.setdefault(here, []).append(there)
        self._room[start, end] += capacity

    def push(self, source: str, sink: str) -> int:
        """Push as much as goes and return how much that was."""
        pushed = 0
        while path := self._path(source, sink):
            amount = min(self._room[arc] for arc in path)
            for start, end in path:
                self._room[start, end] -= amount
                self._room[end, start] += amount
                self.flow[start, end] = self.flow.get((start, end), 0) + amount
                self.flow[end, start] = self.flow.get((end, start), 0) - amount
            pushed += amount
        return pushed

    def _path(self, source: str, sink: str) -> list[tuple[str, str]]:
        came: dict[str, str] = {source: source}
        queue = deque([source])
        while queue:
            here = queue.popleft()
            for there in self._next.get(here, ()):
                if there not in came and self._room[here, there] > 0:
                    came[there] = here
                    if there == sink:
                        return list(_steps(came, source, sink))
                    queue.append(there)
        return []


def _steps(came: Mapping[str, str], source: str, sink: str) -> Iterator[tuple[str, str]]:
    there = sink
    while there != source:
        yield came[there], there
        there = came[there]


def sums_range(sums: Sequence[int]) -> Bounds | None:
    """Return the lowest and highest of consecutive sums, or None for none."""
    return (sums[0], sums[-1]) if sums else None
