"""The ordinal rater model: a published example, an independent Laplace likelihood, and its honesty."""

import json

import numpy as np
import pytest
from scipy.optimize import minimize

from liance.plans.agreement import rater_model as module
from liance.plans.agreement.cells import cells_of
from liance.plans.agreement.rater_model import Caution, Observations, fit_cumulative, rater_model
from liance.plans.agreement.undefined import Undefined

#: Bitterness of eight bottles by nine judges (Randall 1989): four cold, four warm; of each four the last two
#: with contact of juice and skins.
WINE = [
    [2, 1, 2, 3, 2, 3, 1, 2, 1],
    [3, 2, 3, 2, 3, 2, 1, 2, 2],
    [3, 1, 3, 3, 4, 3, 2, 2, 3],
    [4, 3, 2, 2, 3, 2, 2, 3, 2],
    [4, 2, 5, 3, 3, 2, 2, 3, 3],
    [4, 3, 5, 2, 3, 4, 3, 3, 2],
    [5, 5, 4, 5, 3, 5, 2, 3, 4],
    [5, 4, 4, 3, 3, 4, 3, 4, 4],
]


def wine():
    bottle = np.repeat(np.arange(8), 9)
    fixed = np.stack([bottle >= 4, bottle % 4 >= 2], axis=1).astype(float)
    return Observations(np.array(WINE).ravel() - 1, 5, np.tile(np.arange(9), 8), 9, bottle, 0, fixed)


def simulated(rows, raters, seed):
    chance = np.random.default_rng(seed)
    quality, severity = 2 * chance.normal(size=rows), chance.normal(size=raters)
    thresholds = np.array([-3.0, -1.0, 1.0, 3.0])
    noise = chance.logistic(size=(rows, raters))
    latent = quality[:, None] - severity + noise
    return np.searchsorted(thresholds, latent).tolist(), severity


def test_reproduces_the_mixed_model_of_the_wine_tasters():
    """Christensen, A Tutorial on fitting Cumulative Link Mixed Models with clmm2 from the ordinal package."""
    fit = fit_cumulative(wine(), spread=False, penalised=False)
    assert fit.converged
    assert fit.thresholds == pytest.approx((-1.6237, 1.5134, 4.2285, 6.0888), abs=2e-4)
    assert fit.fixed == pytest.approx((3.0630, 1.8349), abs=2e-4)
    assert fit.sigma_raters == pytest.approx(1.1311, abs=2e-4)
    assert fit.log_likelihood == pytest.approx(-81.56541, abs=2e-5)


def test_likelihood_equals_an_independent_laplace_approximation():
    """Mode by a general optimiser, curvature by differences, from the model's definition alone."""
    rows, _ = simulated(6, 3, 4)
    cells = cells_of(rows, range(5))
    used = np.unique(cells.codes)
    model = rater_model(cells)
    theta = np.array(model.thresholds)
    edges = np.concatenate([[-np.inf], theta - theta.mean(), [np.inf]])

    def height(effects):
        quality = model.sigma_units * effects[:6]
        severity, spread = model.sigma_raters * effects[6:9], model.tau * effects[9:]
        total = -0.5 * float(effects @ effects)
        for unit, codes in enumerate(cells.codes.tolist()):
            for rater, code in enumerate(codes):
                level = int(np.searchsorted(used, code))
                low, high = (
                    theta.mean()
                    + severity[rater]
                    + np.exp(spread[rater]) * edges[level + side]
                    - quality[unit]
                    for side in (0, 1)
                )
                total += float(np.log(1 / (1 + np.exp(-high)) - 1 / (1 + np.exp(-low))))
        return total

    def bend(mode, i, j, width=1e-3):
        one, other = np.eye(12)[i] * width, np.eye(12)[j] * width
        corners = height(mode + one + other) - height(mode + one - other) - height(mode - one + other)
        return (corners + height(mode - one - other)) / (4 * width**2)

    mode = minimize(lambda effects: -height(effects), np.zeros(12), options={"gtol": 1e-9}).x
    curvature = -np.array([[bend(mode, i, j) for j in range(12)] for i in range(12)])
    expected = height(mode) - np.linalg.slogdet(curvature)[1] / 2
    assert model.log_likelihood == pytest.approx(expected, abs=1e-4)
    assert [rater.severity for rater in model.raters] == pytest.approx(
        (model.sigma_raters * mode[6:9]).tolist(), abs=1e-3
    )
    assert [rater.spread for rater in model.raters] == pytest.approx(
        (model.tau * mode[9:]).tolist(), abs=1e-3
    )
    errors = model.sigma_raters * np.sqrt(np.diag(np.linalg.inv(curvature))[6:9])
    assert [rater.error for rater in model.raters] == pytest.approx(errors.tolist(), abs=1e-3)


def test_finds_the_severities_that_made_the_ratings():
    rows, severity = simulated(300, 6, 1)
    model = rater_model(cells_of(rows, range(5)))
    found = np.array([rater.severity for rater in model.raters])
    assert found - found.mean() == pytest.approx(severity - severity.mean(), abs=0.4)
    assert model.sigma_units == pytest.approx(2, abs=0.4)
    assert model.cautions == ()
    for rater in model.raters:
        assert list(rater.thresholds) == sorted(rater.thresholds)


def test_a_rater_with_few_ratings_is_drawn_towards_the_others():
    rows, _ = simulated(40, 5, 2)
    strict = [[max(row[0] - 1, 0), *row[1:]] for row in rows]
    few = [[row[0] if index < 3 else None, *row[1:]] for index, row in enumerate(strict)]
    whole = rater_model(cells_of(strict, range(5))).raters[0]
    pooled = rater_model(cells_of(few, range(5))).raters[0]
    assert abs(pooled.severity) < abs(whole.severity)
    assert pooled.error > whole.error


def test_a_scale_turned_upside_down_turns_severity_around():
    rows, _ = simulated(30, 5, 3)
    one = rater_model(cells_of(rows, range(5)))
    other = rater_model(cells_of([[4 - score for score in row] for row in rows], range(5)))
    assert [rater.severity for rater in one.raters] == pytest.approx(
        [-rater.severity for rater in other.raters], abs=1e-3
    )
    assert one.log_likelihood == pytest.approx(other.log_likelihood, abs=1e-4)


def test_the_likelihood_does_not_depend_on_where_the_search_for_the_mode_began():
    """Else the outer search sees a rough surface: its slopes are differences of likelihoods 2e-4 apart."""
    rows = [[1, 1, 1]] * 20 + [[2, 2, 2]] * 20
    cells = cells_of(rows, [1, 2])
    at, raters = np.nonzero(cells.codes != -1)
    seen = Observations(cells.codes[at, raters], 2, raters, 3, at, 40)
    there = np.array([0.0, 1.92, -0.49, -1.2])
    found = []
    for way in ([], [[0.5, 2.5, 0.5, -0.5]], [[-1.0, 0.2, -1.0, -2.0]], [[0.001, 1.921, -0.491, -1.201]]):
        laplace = module._Laplace(seen, spread=True)
        for point in way:
            laplace.log_likelihood(np.array(point))
        found.append(laplace.log_likelihood(there))
    assert max(found) - min(found) < 1e-10


def test_the_logistic_density_keeps_its_digits_far_out():
    """A search that starts far off climbs by these slopes; where they vanish it stalls or divides by nothing."""
    assert module._density(np.array([-300.0, 300.0])) == pytest.approx([np.exp(-300.0)] * 2, rel=1e-12)
    assert module._density(np.array([0.0, 2.0])) == pytest.approx([0.25, 0.1049935854035065], rel=1e-12)


def test_order_of_raters_and_units_changes_nothing():
    rows, _ = simulated(20, 5, 6)
    one = rater_model(cells_of(rows, range(5)))
    other = rater_model(cells_of([row[::-1] for row in rows[::-1]], range(5)))
    assert [rater.severity for rater in one.raters] == pytest.approx(
        [rater.severity for rater in other.raters[::-1]], abs=1e-3
    )


def test_small_samples_are_called_small():
    model = rater_model(cells_of(WINE[:6], range(6)))
    assert model.cautions == (Caution.FEW_ROWS, Caution.LEVELS_MERGED)
    assert Caution.FEW_RATERS in rater_model(cells_of([row[:3] for row in WINE])).cautions
    for caution in Caution:
        assert caution.says.zh
        assert caution.says.en


def test_a_search_cut_short_says_so(monkeypatch):
    monkeypatch.setattr(module, "_STEPS_MAX", 1)
    assert Caution.NOT_CONVERGED in rater_model(cells_of(WINE)).cautions


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], Undefined.NO_RATINGS),
        ([[1], [2]], Undefined.ONE_RATER),
        ([[1, None], [None, 2]], Undefined.NO_PAIRS),
        ([[2, 2], [2, 2]], Undefined.ONE_LEVEL),
    ],
)
def test_says_why_there_is_no_model(rows, reason):
    assert rater_model(cells_of(rows, range(5))).reason is reason


def test_too_many_ratings_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_RATER_MODEL_SIZE", 100)
    assert rater_model(cells_of(WINE)).reason is Undefined.TOO_LARGE


def test_any_table_gives_finite_numbers(awkward_tables):
    for rows, scale in awkward_tables[::12]:
        model = rater_model(cells_of(rows, scale))
        json.dumps(model.as_data(), allow_nan=False)
        assert model.reason is not None or len(model.raters) >= 2
        assert Caution.NOT_CONVERGED not in model.cautions


@pytest.mark.parametrize(
    "rows", [[[0, 0], [4, 4], [2, 2]], [[0, 4]] * 6, [[1, 1, 1]] * 20 + [[2, 2, 2]] * 20]
)
def test_full_agreement_and_full_contradiction_stay_finite(rows):
    model = rater_model(cells_of(rows, range(5)))
    assert Caution.NOT_CONVERGED not in model.cautions
    assert all(abs(rater.severity) < 10 for rater in model.raters)
    json.dumps(model.as_data(), allow_nan=False)
