"""How often the 95 % intervals of alpha and AC2 hold the true value.

Plans are drawn from a population in which each plan has a latent quality and each of three raters reads it
with an error and a severity of his own; five levels by thresholds, once spread over the scale and once
crowded at its top. The true value is that of 400,000 plans. Run::

    python benchmarks/agreement_coverage.py [--quick] [--simulations N]
"""

from __future__ import annotations

import argparse

import numpy as np

from liance.plans.agreement.alpha import krippendorff_alpha
from liance.plans.agreement.cells import Cells, Coefficient
from liance.plans.agreement.intervals import (
    Interval,
    bca_interval,
    bootstrap,
    jackknife,
    jackknife_t_interval,
    percentile_interval,
)
from liance.plans.agreement.kappas import gwet_ac2

SIZES = (13, 30, 104)
RATERS = 3
ERROR = 0.6
SEVERITY = np.array([-0.2, 0.0, 0.3])
POPULATIONS = {
    "spread": np.array([-1.3, -0.5, 0.3, 1.1]),
    "crowded": np.array([-2.2, -1.5, -0.9, -0.1]),
}
LEVELS = tuple(range(5))
METHODS = ("jackknife_t", "bca", "percentile")


def draw(random: np.random.Generator, plans: int, thresholds: np.ndarray) -> Cells:
    """Return the ratings of ``plans`` plans by all raters."""
    latent = random.normal(size=(plans, 1)) - SEVERITY + ERROR * random.normal(size=(plans, RATERS))
    codes = np.searchsorted(thresholds, latent).astype(np.int64)
    return Cells(codes, LEVELS, np.arange(plans), tuple("abc"))


def coefficients(cells: Cells) -> dict[str, Coefficient]:
    """Return the coefficients under test."""
    return {"alpha ordinal": krippendorff_alpha(cells), "AC2 quadratic": gwet_ac2(cells)}


def intervals(coefficient: Coefficient, draws: int, seed: int) -> dict[str, Interval]:
    """Return all intervals of ``coefficient``."""
    values, left_out = bootstrap(coefficient, draws, seed), jackknife(coefficient)
    return {
        "jackknife_t": jackknife_t_interval(coefficient, left_out),
        "bca": bca_interval(coefficient, values, left_out),
        "percentile": percentile_interval(coefficient, values),
    }


def main() -> None:
    """Print the coverage of each interval, with its standard error, mean width and how many had none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="200 simulations and 400 draws")
    parser.add_argument("--simulations", type=int, default=2_000)
    parser.add_argument("--draws", type=int, default=1_000)
    chosen = parser.parse_args()
    simulations, draws = (200, 400) if chosen.quick else (chosen.simulations, chosen.draws)
    print(f"{simulations} simulations, {draws} draws, {RATERS} raters, nominal 95 %")
    print(
        f"{'population':11}{'coefficient':15}{'true':>6}{'n':>5}  {'method':12}{'cover %':>8}{'se':>5}{'width':>7}{'none':>6}"
    )
    for population, thresholds in POPULATIONS.items():
        true = coefficients(draw(np.random.default_rng(0), 400_000, thresholds))
        values = {name: coefficient.value for name, coefficient in true.items()}
        for plans in SIZES:
            results: dict[tuple[str, str], list[Interval]] = {
                (name, method): [] for name in values for method in METHODS
            }
            random = np.random.default_rng(plans)
            for simulation in range(simulations):
                for name, coefficient in coefficients(draw(random, plans, thresholds)).items():
                    for method, interval in intervals(coefficient, draws, simulation).items():
                        results[name, method].append(interval)
            for (name, method), found in results.items():
                known = [(one.low, one.high) for one in found if one.low is not None and one.high is not None]
                value = values[name]
                assert value is not None
                covered = sum(low <= value <= high for low, high in known) / max(len(known), 1)
                error = (covered * (1 - covered) / max(len(known), 1)) ** 0.5
                width = sum(high - low for low, high in known) / max(len(known), 1)
                print(
                    f"{population:11}{name:15}{value:6.3f}{plans:5}  {method:12}{100 * covered:8.1f}{100 * error:5.1f}"
                    f"{width:7.3f}{len(found) - len(known):6}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
