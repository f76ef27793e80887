"""Quantiles of Student's t and of F, from the incomplete beta function."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

_TINY = 1e-300


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), for a, b > 0 and x in [0, 1].

    Continued fraction of DLMF 8.17.22 by the modified Lentz method; the symmetry 8.17.4 keeps it quick.
    """
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    c, d, fraction = 1.0, 0.0, 1.0
    for step in range(2_000):
        half = step // 2
        if step == 0:
            term = 1.0
        elif step % 2 == 0:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        else:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        d = 1.0 / _away_from_zero(1.0 + term * d)
        c = _away_from_zero(1.0 + term / c)
        fraction *= c * d
        if step and abs(c * d - 1.0) < 1e-15:
            break
    return front * (fraction - 1.0) / a


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


@lru_cache(maxsize=4_096)
def f_quantile(probability: float, above: float, below: float) -> float:
    """Return the quantile of F with ``above`` and ``below`` degrees of freedom, for 0 < probability < 1."""

    def cdf(value: float) -> float:
        return incomplete_beta(above / 2, below / 2, above * value / (above * value + below))

    return _inverse(cdf, probability)


def t_quantile(probability: float, degrees: float) -> float:
    """Return the upper quantile of Student's t, for probability in (0.5, 1): the root of that of F(1, n)."""
    return math.sqrt(f_quantile(2 * probability - 1, 1.0, degrees))


def _inverse(cdf: Callable[[float], float], probability: float) -> float:
    """Return where ``cdf`` on (0, inf) reaches ``probability``, by halving on the log scale."""
    low, high = -200.0, 200.0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break  # neighbours in double precision: nothing lies between
        if cdf(math.exp(middle)) < probability:
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2)
