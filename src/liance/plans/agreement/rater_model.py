"""An ordinal model of raters: a latent quality per unit, thresholds per rater, both partially pooled.

Rater r gives unit u a level of at most k with probability logistic(t_rk - q_u). The thresholds of a rater are
the common ones, shifted by the rater's severity and stretched about their middle m by the rater's spread::

    t_rk = m + b_r + exp(s_r) (theta_k - m)      b_r ~ N(0, sigma_r)   s_r ~ N(0, tau)   q_u ~ N(0, sigma_u)

so that they stay in order, and a rater who scored little is drawn towards the others. The marginal likelihood
is Laplace's approximation (Christensen 2019, Cumulative Link Models for Ordinal Regression with the R Package
ordinal, section 4; Tutz & Hennevogl 1996). With few raters the likelihood cannot tell sigma_r from 0, so
standard deviations are penalised by log of a Rayleigh density, which keeps them off 0 as Chung et al. (2013,
Psychometrika 78) advise and off infinity where raters agree in full.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from liance.core.language import Text
from liance.core.limits import MAX_RATER_MODEL_SIZE
from liance.plans.agreement.cells import MISSING, Cells, FloatArray, IntArray, lacks_pairs
from liance.plans.agreement.undefined import Undefined

#: Fewer raters than this say next to nothing about how raters differ in general.
FEW_RATERS = 5
#: Fewer rows than this leave thresholds loose.
FEW_ROWS = 30
#: Scales of the Rayleigh penalties on sigma_u, sigma_r and tau, on the logit scale.
_SCALES = (3.0, 1.0, 0.3)
#: Spreads beyond this are only met on the way of a search.
_SPREAD_MAX = 30.0
_STEPS_MAX = 200
_NEWTON_MAX = 60
#: Twice the height still to gain below which the mode is as good as reached, and only polished.
_NEAR_MODE = 1e-7

_Loss = Callable[[FloatArray], float]


class Caution(StrEnum):
    """What a reader of the model must know."""

    FEW_RATERS = "few_raters"
    FEW_ROWS = "few_rows"
    LEVELS_MERGED = "levels_merged"
    NOT_CONVERGED = "not_converged"

    @property
    def says(self) -> Text:
        """The caution as a sentence."""
        return _CAUTIONS[self]


_CAUTIONS = {
    Caution.FEW_RATERS: Text(
        zh=f"评分人不足 {FEW_RATERS} 名，评分人之间的差异主要由先验罚项决定，只宜看方向",
        en=f"with fewer than {FEW_RATERS} raters the penalty decides how far they differ; read directions only",
    ),
    Caution.FEW_ROWS: Text(
        zh=f"评分的格不足 {FEW_ROWS} 个，阈值很不确定",
        en=f"with fewer than {FEW_ROWS} rated cells the thresholds are very uncertain",
    ),
    Caution.LEVELS_MERGED: Text(
        zh="没有用到的级别不在模型之内", en="levels that nobody used are not in the model"
    ),
    Caution.NOT_CONVERGED: Text(zh="估计没有收敛，不宜使用", en="the fit did not converge; do not use it"),
}


@dataclass(frozen=True, slots=True)
class RaterPlace:
    """A rater in the model, on the logit scale.

    ``severity`` is positive for a strict rater; ``error`` is its standard error given the variances, which
    leaves out the uncertainty of these. ``spread`` above 0 means thresholds far apart: middle levels are
    used more than others use them. ``thresholds`` lie between neighbouring levels in use.
    """

    rater: str
    severity: float
    error: float
    spread: float
    thresholds: tuple[float, ...]

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "rater": self.rater,
            "severity": _rounded(self.severity),
            "error": _rounded(self.error),
            "spread": _rounded(self.spread),
            "thresholds": [_rounded(threshold) for threshold in self.thresholds],
        }


@dataclass(frozen=True, slots=True)
class RaterModel:
    """The fitted model; ``reason`` says why there is none, and then nothing else is set.

    ``levels`` are the levels in use; ``sigma_units``, ``sigma_raters`` and ``tau`` the standard deviations of
    qualities, severities and spreads; ``log_likelihood`` is the Laplace approximation without penalties.
    """

    levels: tuple[int, ...] = ()
    thresholds: tuple[float, ...] = ()
    sigma_units: float | None = None
    sigma_raters: float | None = None
    tau: float | None = None
    raters: tuple[RaterPlace, ...] = ()
    log_likelihood: float | None = None
    cautions: tuple[Caution, ...] = ()
    reason: Undefined | None = None

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data, numbers rounded to four decimals: the search for them is no finer."""
        return {
            "levels": list(self.levels),
            "thresholds": [_rounded(threshold) for threshold in self.thresholds],
            "sigma_units": _rounded(self.sigma_units),
            "sigma_raters": _rounded(self.sigma_raters),
            "tau": _rounded(self.tau),
            "raters": [rater.as_data() for rater in self.raters],
            "log_likelihood": _rounded(self.log_likelihood),
            "cautions": [caution.value for caution in self.cautions],
            "reason": self.reason.value if self.reason else None,
        }


def rater_model(cells: Cells) -> RaterModel:
    """Return the model of ``cells``; each row has its own latent quality.

    Rows of one unit are modelled as independent given the raters.
    """
    lacking = lacks_pairs(cells)
    used = np.unique(cells.codes[cells.codes != MISSING])
    if lacking is None and len(used) < 2:
        lacking = Undefined.ONE_LEVEL
    if lacking is None and int((cells.codes != MISSING).sum()) * len(cells.raters) > MAX_RATER_MODEL_SIZE:
        lacking = Undefined.TOO_LARGE
    if lacking is not None:
        return RaterModel(reason=lacking)
    rows, raters = np.nonzero(cells.codes != MISSING)
    levels = np.searchsorted(used, cells.codes[rows, raters])
    fit = fit_cumulative(
        Observations(levels, len(used), raters, len(cells.raters), rows, len(cells.codes)),
        spread=True,
        penalised=True,
    )
    cautions = [
        caution
        for caution, holds in (
            (Caution.FEW_RATERS, len(cells.raters) < FEW_RATERS),
            (Caution.FEW_ROWS, len(cells.codes) < FEW_ROWS),
            (Caution.LEVELS_MERGED, len(used) < len(cells.levels)),
            (Caution.NOT_CONVERGED, not fit.converged),
        )
        if holds
    ]
    return RaterModel(
        levels=tuple(cells.levels[code] for code in used),
        thresholds=fit.thresholds,
        sigma_units=fit.sigma_units,
        sigma_raters=fit.sigma_raters,
        tau=fit.tau,
        raters=tuple(
            RaterPlace(
                rater=name,
                severity=fit.severities[index],
                error=fit.errors[index],
                spread=fit.spreads[index],
                thresholds=_stretched(fit.thresholds, fit.severities[index], fit.spreads[index]),
            )
            for index, name in enumerate(cells.raters)
        ),
        log_likelihood=fit.log_likelihood,
        cautions=tuple(cautions),
    )


def _stretched(thresholds: tuple[float, ...], severity: float, spread: float) -> tuple[float, ...]:
    middle = sum(thresholds) / len(thresholds)
    return tuple(middle + severity + math.exp(spread) * (threshold - middle) for threshold in thresholds)


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """Ratings one by one: level code, rater and unit of each; ``fixed`` (ratings x effects) raise quality.

    With ``units`` 0 there is no latent quality and ``unit`` is not looked at.
    """

    level: IntArray
    levels: int
    rater: IntArray
    raters: int
    unit: IntArray
    units: int
    fixed: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class CumulativeFit:
    """Estimates of ``fit_cumulative``; severities, spreads and errors are modes given the variances."""

    thresholds: tuple[float, ...]
    fixed: tuple[float, ...]
    sigma_units: float | None
    sigma_raters: float
    tau: float | None
    severities: tuple[float, ...]
    errors: tuple[float, ...]
    spreads: tuple[float, ...]
    log_likelihood: float
    converged: bool


def fit_cumulative(seen: Observations, *, spread: bool, penalised: bool) -> CumulativeFit:
    """Return the maximum of the (penalised) Laplace likelihood.

    Without units, spread and penalty this is the cumulative link mixed model with a random rater of
    Christensen's ``clmm`` with one quadrature point.

    Args:
        seen: the ratings; every level occurs.
        spread: whether raters differ in spread.
        penalised: whether standard deviations are penalised.
    """
    laplace = _Laplace(seen, spread)
    shares = np.cumsum(np.bincount(seen.level, minlength=seen.levels))[:-1] / len(seen.level)
    begin = np.log(shares / (1 - shares))
    effects = 0 if seen.fixed is None else seen.fixed.shape[1]
    deviations = 1 + (seen.units > 0) + spread
    start = np.concatenate(
        [
            begin[:1],
            np.log(np.diff(begin)),
            np.zeros(effects),
            np.log(laplace.scales) - 0.5 * np.ones(deviations),
        ]
    )

    def loss(parameters: FloatArray) -> float:
        value = laplace.log_likelihood(parameters)
        if penalised:
            logs = parameters[-deviations:]
            value += float((logs - np.exp(2 * logs) / (2 * laplace.scales**2)).sum())
        return -value

    best, converged = _minimise(loss, start)
    likelihood = laplace.log_likelihood(best)
    thresholds, fixed, sigmas = laplace.read(best)
    modes, errors = laplace.rater_effects(best)
    return CumulativeFit(
        thresholds=tuple(thresholds.tolist()),
        fixed=tuple(fixed.tolist()),
        sigma_units=float(sigmas[0]) if seen.units else None,
        sigma_raters=float(sigmas[1]),
        tau=float(sigmas[2]) if spread else None,
        severities=tuple(modes[: seen.raters].tolist()),
        errors=tuple(errors.tolist()),
        spreads=tuple(modes[seen.raters :].tolist()) if spread else (0.0,) * seen.raters,
        log_likelihood=likelihood,
        converged=converged and math.isfinite(likelihood),
    )


class _Laplace:
    """The Laplace likelihood of given parameters; remembers the last modes to start the next search there.

    Parameters: first threshold, logs of the gaps between thresholds, fixed effects, logs of the standard
    deviations (units if any, raters, spreads if any). Effects are kept standardised: units, then raters'
    severities, then raters' spreads.
    """

    def __init__(self, seen: Observations, spread: bool) -> None:
        self._seen, self._spread = seen, spread
        self._few = seen.raters * (2 if spread else 1)
        self._modes = np.zeros(seen.units + self._few)
        chosen = [seen.units > 0, True, spread]
        self.scales = np.asarray(_SCALES)[chosen]
        self._chosen = chosen

    def read(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return thresholds, fixed effects, and the deviations of units, severities and spreads."""
        gaps = self._seen.levels - 1
        thresholds = parameters[0] + np.concatenate([[0.0], np.exp(parameters[1:gaps]).cumsum()])
        deviations = len(self.scales)
        sigmas = np.zeros(3)
        sigmas[self._chosen] = np.exp(parameters[-deviations:])
        return thresholds, parameters[gaps:-deviations], sigmas

    def log_likelihood(self, parameters: FloatArray) -> float:
        """Return h(v) - log|-H(v)| / 2 at the mode v of the standardised effects."""
        found = self._mode(parameters)
        if found is None:
            return -math.inf
        height, (units, _, root) = found
        return height - float(np.log(units).sum()) / 2 - float(np.log(np.diag(root)).sum())

    def rater_effects(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return severities (then spreads) at the mode, and standard errors of the severities."""
        found = self._mode(parameters)
        _, _, sigmas = self.read(parameters)
        modes = self._modes[self._seen.units :].copy()
        raters = self._seen.raters
        modes[:raters] *= sigmas[1]
        modes[raters:] *= sigmas[2]
        if found is None:
            return modes, np.full(raters, np.nan)
        inverse = np.linalg.inv(found[1][2])
        return modes, sigmas[1] * np.sqrt((inverse**2).sum(axis=0)[:raters])

    def _mode(self, parameters: FloatArray) -> tuple[float, tuple[FloatArray, FloatArray, FloatArray]] | None:
        """Climb to the mode by Newton; return its height and the factors of -H, None where none is found."""
        effects = self._modes.copy()
        height = self._height(parameters, effects)
        if not math.isfinite(height):
            effects = np.zeros_like(effects)
            height = self._height(parameters, effects)
        nearest = _NEAR_MODE
        factors = None
        for _ in range(_NEWTON_MAX):
            gradient, curvature = self._slopes(parameters, effects)
            factors = self._factor(curvature)
            if factors is None or not math.isfinite(height):
                return None
            step = self._solve(factors, gradient)
            gain = float(step @ gradient)
            if gain < _NEAR_MODE:
                # Here rounding hides from the height what is still to gain, but the determinant feels the rest
                # of the way in full: Newton's own steps go on, unmeasured, while each comes nearer.
                if gain >= nearest:
                    break
                nearest = gain
                effects = effects + step
                height = self._height(parameters, effects)
                continue
            length = 1.0
            while (higher := self._height(parameters, effects + length * step)) < height and length > 1e-6:
                length /= 2
            if higher < height:
                break
            effects, height = effects + length * step, higher
        else:
            if nearest == _NEAR_MODE or factors is None:
                return None
        self._modes = effects
        return height, factors

    def _bounds(
        self, parameters: FloatArray, effects: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return upper and lower bounds of each rating's interval, and the factor exp(spread)."""
        seen = self._seen
        thresholds, fixed, sigmas = self.read(parameters)
        middle = thresholds.mean()
        at = seen.units
        severity = sigmas[1] * effects[at : at + seen.raters][seen.rater]
        stretch = np.ones(len(seen.level))
        if self._spread:
            spread = sigmas[2] * effects[at + seen.raters :][seen.rater]
            stretch = np.exp(np.clip(spread, -_SPREAD_MAX, _SPREAD_MAX))
        shift = middle + severity
        if seen.units:
            shift = shift - sigmas[0] * effects[: seen.units][seen.unit]
        if seen.fixed is not None:
            shift = shift - seen.fixed @ fixed
        edges = np.concatenate([[-np.inf], thresholds - middle, [np.inf]])
        upper, lower = edges[seen.level + 1], edges[seen.level]
        return shift + stretch * upper, shift + stretch * lower, stretch

    def _height(self, parameters: FloatArray, effects: FloatArray) -> float:
        upper, lower, _ = self._bounds(parameters, effects)
        chance = _between(upper, lower)
        if (chance <= 0).any():
            return -math.inf
        return float(np.log(chance).sum()) - float(effects @ effects) / 2

    def _slopes(
        self, parameters: FloatArray, effects: FloatArray
    ) -> tuple[FloatArray, tuple[FloatArray, FloatArray, FloatArray]]:
        """Return the gradient and -H in its three blocks: units (diagonal), units x few, few x few."""
        seen = self._seen
        upper, lower, stretch = self._bounds(parameters, effects)
        thresholds, _, sigmas = self.read(parameters)
        edges = np.concatenate([[0.0], thresholds - thresholds.mean(), [0.0]])
        chance = _between(upper, lower)
        up, low = _density(upper) / chance, _density(lower) / chance
        up_up = up * (1 - 2 * _logistic(upper)) - up**2
        low_low = -low * (1 - 2 * _logistic(lower)) - low**2
        cross = up * low
        # How each bound moves with the few effects of the rating's rater: severity, then spread.
        count = len(seen.level)
        move_up, move_low = np.zeros((count, self._few)), np.zeros((count, self._few))
        every = np.arange(count)
        move_up[every, seen.rater] = move_low[every, seen.rater] = sigmas[1]
        bend = np.zeros(self._few)
        if self._spread:
            of_upper = sigmas[2] * stretch * edges[seen.level + 1]
            of_lower = sigmas[2] * stretch * edges[seen.level]
            move_up[every, seen.raters + seen.rater] = of_upper
            move_low[every, seen.raters + seen.rater] = of_lower
            bends = sigmas[2] * (up * of_upper - low * of_lower)
            bend[seen.raters :] = np.bincount(seen.rater, bends, minlength=seen.raters)
        of_few = up @ move_up - low @ move_low
        few = -(
            (move_up * up_up[:, None]).T @ move_up
            + (move_low * low_low[:, None]).T @ move_low
            + (move_up * cross[:, None]).T @ move_low
            + (move_low * cross[:, None]).T @ move_up
        )
        few += np.eye(self._few) - np.diag(bend)
        of_units = -sigmas[0] * np.bincount(seen.unit, up - low, minlength=seen.units)[: seen.units]
        bent = up_up + low_low + 2 * cross
        units = 1.0 - sigmas[0] ** 2 * np.bincount(seen.unit, bent, minlength=seen.units)[: seen.units]
        mixed = np.zeros((seen.units, self._few))
        if seen.units:
            joint = (up_up + cross)[:, None] * move_up + (low_low + cross)[:, None] * move_low
            np.add.at(mixed, seen.unit, sigmas[0] * joint)
        gradient = np.concatenate([of_units, of_few]) - effects
        return gradient, (units, mixed, few)

    @staticmethod
    def _factor(
        curvature: tuple[FloatArray, FloatArray, FloatArray],
    ) -> tuple[FloatArray, FloatArray, FloatArray] | None:
        """Return units, mixed, and the Cholesky root of the few effects' Schur complement, made definite."""
        units, mixed, few = curvature
        if (units <= 0).any():
            return None
        rest = few - mixed.T @ (mixed / units[:, None])
        least = float(np.linalg.eigvalsh(rest)[0])
        if least <= 1e-9:
            rest = rest + (1e-3 - least) * np.eye(len(rest))
        return units, mixed, np.asarray(np.linalg.cholesky(rest), dtype=np.float64)

    @staticmethod
    def _solve(factors: tuple[FloatArray, FloatArray, FloatArray], gradient: FloatArray) -> FloatArray:
        units, mixed, root = factors
        of_units, of_few = gradient[: len(units)], gradient[len(units) :]
        few = np.linalg.solve(root.T, np.linalg.solve(root, of_few - mixed.T @ (of_units / units)))
        return np.concatenate([(of_units - mixed @ few) / units, few])


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4) + 0.0


def _logistic(values: FloatArray) -> FloatArray:
    return np.asarray((1 + np.tanh(values / 2)) / 2)


def _density(values: FloatArray) -> FloatArray:
    """Return the logistic density, to full digits far out too (where 1 - tanh^2 has none left)."""
    small = np.exp(-np.abs(values))
    return np.asarray(small / (1 + small) ** 2)


def _between(upper: FloatArray, lower: FloatArray) -> FloatArray:
    """Return the logistic probability between two bounds, taken on the side where it loses no digits."""
    flip = lower > 0
    high, low = np.where(flip, -lower, upper), np.where(flip, -upper, lower)
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-high)) - 1 / (1 + np.exp(-low)))


def _minimise(loss: _Loss, start: FloatArray) -> tuple[FloatArray, bool]:
    """Return the least point of ``loss`` by BFGS with central differences, and whether it is one."""
    point, value = start, loss(start)
    inverse = np.eye(len(start))
    gradient = _gradient(loss, point)
    for _ in range(_STEPS_MAX):
        if float(np.abs(gradient).max()) < 1e-5:
            return point, True
        step = -inverse @ gradient
        if float(step @ gradient) >= 0:
            inverse, step = np.eye(len(start)), -gradient
        step *= min(1.0, 2.0 / float(np.abs(step).max()))
        length, target = 1.0, float(step @ gradient)
        while not (lower := loss(point + length * step)) <= value + 1e-4 * length * target:
            length /= 2
            if length < 1e-8:
                return point, float(np.abs(gradient).max()) < 1e-3
        moved = length * step
        fresh = _gradient(loss, point + moved)
        change = fresh - gradient
        along = float(moved @ change)
        if along > 1e-12:
            turn = np.eye(len(start)) - np.outer(moved, change) / along
            inverse = turn @ inverse @ turn.T + np.outer(moved, moved) / along
        point, value, gradient = point + moved, lower, fresh
    return point, False


def _gradient(loss: _Loss, point: FloatArray) -> FloatArray:
    width = 1e-4
    steps = width * np.eye(len(point))
    return np.array([(loss(point + step) - loss(point - step)) / (2 * width) for step in steps])
