"""Quantiles against scipy."""

import pytest
from scipy import stats
from scipy.special import betainc

from liance.plans.agreement.distributions import f_quantile, incomplete_beta, t_quantile


@pytest.mark.parametrize("a", [0.5, 1.0, 2.5, 40.0, 2_500.0])
@pytest.mark.parametrize("b", [0.5, 1.0, 7.3, 300.0])
def test_incomplete_beta_equals_scipy(a, b):
    for x in (0.0, 1e-6, 0.01, 0.3, 0.5, 0.9, 0.999, 1.0):
        assert incomplete_beta(a, b, x) == pytest.approx(betainc(a, b, x), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("above", "below"), [(1, 1), (5, 15), (5, 4.86), (0.7, 12), (103, 206), (4_999, 10_000)]
)
def test_f_quantile_equals_scipy(above, below):
    for probability in (0.005, 0.025, 0.5, 0.95, 0.975, 0.995):
        expected = stats.f.ppf(probability, above, below)
        assert f_quantile(probability, above, below) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("degrees", [1, 2, 11, 12, 29, 103, 4_999])
def test_t_quantile_equals_scipy(degrees):
    for probability in (0.9, 0.95, 0.975, 0.995):
        assert t_quantile(probability, degrees) == pytest.approx(stats.t.ppf(probability, degrees), rel=1e-8)
