"""The numbers under every coefficient: level codes of rows (one unit's one item) by raters.

Every coefficient here is a function of *weighted* rows: the weights say how often each unit counts. Ones
give the estimate, a resample's counts give a bootstrap draw, ones with a single zero leave a unit out. So a
coefficient is written once, for many draws at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from liance.core.language import Text
from liance.plans.agreement.undefined import Undefined

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Code of a cell that was not rated.
MISSING = -1


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Ratings as codes.

    ``codes`` (rows x raters) holds indices into ``levels`` or ``MISSING``; no row and no rater is without a
    rating. ``levels`` (ascending) is the whole scale, used or not. ``clusters`` (rows) numbers the unit each
    row belongs to, from 0 without gaps: units, not rows, are what is resampled.
    """

    codes: IntArray
    levels: tuple[int, ...]
    clusters: IntArray
    raters: tuple[str, ...]

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.clusters.max()) + 1 if self.clusters.size else 0

    @property
    def counts(self) -> FloatArray:
        """Ratings of each row at each level (rows x levels): Gwet's r_ik."""
        at_level = self.codes[:, :, None] == np.arange(len(self.levels))
        return np.asarray(at_level.sum(axis=1), dtype=np.float64)

    def keep(self, rows: npt.NDArray[np.bool_]) -> Cells:
        """Return the rows marked in ``rows``, with units numbered anew."""
        clusters = np.unique(self.clusters[rows], return_inverse=True)[1].astype(np.int64)
        return replace(self, codes=self.codes[rows], clusters=clusters)

    def pairable(self) -> Cells:
        """Return the rows that at least two raters rated."""
        return self.keep((self.codes != MISSING).sum(axis=1) >= 2)

    def complete(self) -> Cells:
        """Return the rows that every rater rated."""
        return self.keep((self.codes != MISSING).all(axis=1))

    def of_raters(self, *indices: int) -> Cells:
        """Return the columns ``indices`` with the rows that all of them rated."""
        chosen = replace(
            self, codes=self.codes[:, list(indices)], raters=tuple(self.raters[index] for index in indices)
        )
        return chosen.complete()

    def by_unit(self, rows: FloatArray) -> FloatArray:
        """Return ``rows`` (rows x columns) added up within each unit (units x columns)."""
        totals = np.zeros((self.units, rows.shape[1]))
        np.add.at(totals, self.clusters, rows)
        return totals


def cells_of(
    rows: Sequence[Sequence[int | None]],
    levels: Sequence[int] | None = None,
    *,
    clusters: Sequence[int] | None = None,
    raters: Sequence[str] | None = None,
) -> Cells:
    """Return the cells of a matrix of scores; rows and raters without any rating are left out.

    Args:
        rows: one sequence per row, one score or None per rater.
        levels: the scale; without it, every whole number from the lowest to the highest score.
        clusters: the unit of each row; without it every row is a unit.
        raters: names; without them the columns' numbers.

    Raises:
        ValueError: rows of different length, or a score that is not on the scale.
    """
    width = len(rows[0]) if rows else 0
    given = sorted({score for row in rows for score in row if score is not None})
    scale = tuple(sorted(set(levels))) if levels is not None else _run(given)
    code_of = {level: code for code, level in enumerate(scale)}
    if unknown := [score for score in given if score not in code_of]:
        raise ValueError(f"scores off the scale: {unknown}")
    codes = np.full((len(rows), width), MISSING, dtype=np.int64)
    for index, row in enumerate(rows):
        if len(row) != width:
            raise ValueError(f"row {index} has {len(row)} cells, not {width}")
        codes[index] = [MISSING if score is None else code_of[score] for score in row]
    names = tuple(raters) if raters is not None else tuple(str(number + 1) for number in range(width))
    rated = (codes != MISSING).any(axis=0)
    all_cells = Cells(
        codes=codes[:, rated],
        levels=scale,
        clusters=np.asarray(clusters if clusters is not None else range(len(rows)), dtype=np.int64),
        raters=tuple(name for name, is_rated in zip(names, rated, strict=True) if is_rated),
    )
    return all_cells.keep((codes != MISSING).any(axis=1))


def _run(scores: Sequence[int]) -> tuple[int, ...]:
    return tuple(range(scores[0], scores[-1] + 1)) if scores else ()


@dataclass(frozen=True, slots=True, eq=False)
class Coefficient:
    """One coefficient on one set of cells, ready to be estimated and resampled.

    Attributes:
        name: its stable name, such as ``alpha_ordinal``.
        label: what it is called, variant included.
        units: how many units it rests on.
        at: weights (draws x units) -> values (draws), NaN where the coefficient is not defined.
        reason: why it is not defined on the data as they are; None where it is.
        width: numbers needed per draw, for cutting the work into pieces.
        fisher: whether Fisher's z suits it (a coefficient bounded by 1).
        low: the least value it can take.
    """

    name: str
    label: Text
    units: int
    at: Callable[[FloatArray], FloatArray]
    reason: Undefined | None = None
    width: int = 1
    fisher: bool = True
    low: float = -np.inf

    @property
    def value(self) -> float | None:
        """The estimate, None where it is not defined (``reason`` says why)."""
        if self.reason is not None:
            return None
        return float(self.at(np.ones((1, self.units)))[0])


def ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    """Return ``above / below``, NaN where ``below`` is not positive."""
    positive = below > 0
    return np.where(positive, above, np.nan) / np.where(positive, below, 1.0)


def settled(coefficient: Coefficient, otherwise: Undefined) -> Coefficient:
    """Return ``coefficient`` with the reason ``otherwise`` where its value turns out undefined."""
    if coefficient.reason is None and np.isnan(coefficient.at(np.ones((1, coefficient.units)))[0]):
        return replace(coefficient, reason=otherwise)
    return coefficient


def lacks_pairs(cells: Cells) -> Undefined | None:
    """Return why no two ratings can be compared, None where some can."""
    if not cells.codes.size:
        return Undefined.NO_RATINGS
    if len(cells.raters) < 2:
        return Undefined.ONE_RATER
    if not cells.pairable().units:
        return Undefined.NO_PAIRS
    return None


def lacks_complete(cells: Cells, least: int) -> Undefined | None:
    """Return why fewer than ``least`` rows were rated by every rater, None where enough were."""
    if lacking := lacks_pairs(cells):
        return lacking
    return Undefined.FEW_COMPLETE if len(cells.complete().codes) < least else None
