"""The random index of AHP by simulation: the mean consistency index of random reciprocal matrices on Saaty's scale.

python benchmarks/random_index.py [MATRICES] [SEED]

Each judgement above the diagonal is drawn with equal chance from 1/9 ... 1/2, 1, 2 ... 9; the index of a matrix is
(lambda_max - n) / (n - 1). Prints for each order the mean with its standard error beside the table in use. 20,000
matrices an order take about a minute.
"""

from __future__ import annotations

import sys

import numpy as np

from liance.delivery.drafting.ahp import RANDOM_INDEX

SCALE = np.array([1 / n for n in range(9, 1, -1)] + [float(n) for n in range(1, 10)])


def simulated(order: int, count: int, seed: int) -> tuple[float, float]:
    """Return the mean consistency index of ``count`` random matrices and its standard error."""
    draws = np.random.default_rng([seed, order])
    upper = np.triu_indices(order, 1)
    matrices = np.ones((count, order, order))
    judgements = draws.choice(SCALE, size=(count, len(upper[0])))
    matrices[:, upper[0], upper[1]] = judgements
    matrices[:, upper[1], upper[0]] = 1 / judgements
    largest = np.linalg.eigvals(matrices).real.max(axis=1)
    index = (largest - order) / (order - 1)
    return float(index.mean()), float(index.std(ddof=1) / np.sqrt(count))


def main(arguments: list[str]) -> int:
    """Print the table; fail where the one in use is off by more than 0.02."""
    count = int(arguments[0]) if arguments else 20_000
    seed = int(arguments[1]) if len(arguments) > 1 else 1980
    worst = 0.0
    for order in range(3, max(RANDOM_INDEX) + 1):
        mean, error = simulated(order, count, seed)
        known = float(RANDOM_INDEX[order])
        worst = max(worst, abs(mean - known))
        print(f"n = {order:2}: {mean:.4f} (standard error {error:.4f}), in use {known:.2f}")
    print(f"largest difference {worst:.3f} with {count:,} matrices an order")
    return 0 if worst <= 0.02 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
