"""How close two levels are: agreement weights and the distance metrics of alpha."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from liance.core.language import Text
from liance.plans.agreement.cells import FloatArray


class Weights(StrEnum):
    """Agreement weights of two levels: 1 for the same level, less the farther apart they are."""

    IDENTITY = "identity"
    LINEAR = "linear"
    QUADRATIC = "quadratic"
    ORDINAL = "ordinal"

    @property
    def label(self) -> Text:
        """What the weights are called."""
        return _TITLES[self]


_TITLES = {
    Weights.IDENTITY: Text(zh="不加权", en="unweighted"),
    Weights.LINEAR: Text(zh="线性权重", en="linear weights"),
    Weights.QUADRATIC: Text(zh="平方权重", en="quadratic weights"),
    Weights.ORDINAL: Text(zh="Gwet 序次权重", en="Gwet's ordinal weights"),
}


def disagreement_weights(weights: Weights, levels: Sequence[int]) -> FloatArray:
    """Return 1 - w_kl for all pairs of levels, exactly 0 on the diagonal.

    Identity: 1. Linear (Cicchetti & Allison 1971): |k - l| over the scale's range. Quadratic (Fleiss &
    Cohen 1973): its square. Ordinal (Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., section 3.5):
    C(d + 1, 2) over C(q, 2), with d the distance in ranks. Linear and quadratic use the levels' values.
    """
    count = len(levels)
    if count < 2:
        return np.zeros((count, count))
    if weights is Weights.IDENTITY:
        return np.ones((count, count)) - np.eye(count)
    if weights is Weights.ORDINAL:
        ranks = np.arange(count)
        apart = np.abs(ranks[:, None] - ranks[None, :]).astype(np.float64)
        return np.asarray(apart * (apart + 1) / (count * (count - 1)))
    values = np.asarray(levels, dtype=np.float64)
    distance = np.abs(values[:, None] - values[None, :]) / (values.max() - values.min())
    return np.asarray(distance if weights is Weights.LINEAR else distance**2)


def beyond(steps: int, levels: Sequence[int]) -> FloatArray:
    """Return 1 for pairs of levels more than ``steps`` ranks apart, else 0."""
    ranks = np.arange(len(levels))
    return np.asarray(np.abs(ranks[:, None] - ranks[None, :]) > steps, dtype=np.float64)


class Metric(StrEnum):
    """Krippendorff's difference function between two values."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"

    @property
    def label(self) -> Text:
        """What the metric is called."""
        return _METRICS[self]


_METRICS = {
    Metric.NOMINAL: Text(zh="名义度量", en="nominal metric"),
    Metric.ORDINAL: Text(zh="Krippendorff 序次度量", en="Krippendorff's ordinal metric"),
    Metric.INTERVAL: Text(zh="等距度量", en="interval metric"),
}
