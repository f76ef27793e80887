"""Agreement weights against those printed for irrCAC, and their laws."""

import numpy as np
import pytest

from liance.plans.agreement.weights import Metric, Weights, beyond, disagreement_weights


@pytest.mark.parametrize(
    ("weights", "first_row"),
    [
        (Weights.IDENTITY, [1, 0, 0]),
        (Weights.LINEAR, [1, 0.5, 0]),
        (Weights.ORDINAL, [1, 2 / 3, 0]),
        (Weights.QUADRATIC, [1, 0.75, 0]),
    ],
)
def test_weights_of_three_levels(weights, first_row):
    assert (1 - disagreement_weights(weights, (1, 2, 3)))[0].tolist() == pytest.approx(first_row)


@pytest.mark.parametrize("weights", list(Weights))
def test_weights_are_symmetric_and_fall_with_distance(weights):
    apart = disagreement_weights(weights, (0, 1, 2, 4, 9))
    assert (apart == apart.T).all()
    assert (np.diag(apart) == 0).all()
    assert (np.diff(apart[0]) >= 0).all()
    assert apart.max() == 1.0


def test_linear_and_quadratic_use_values_and_the_others_ranks():
    assert disagreement_weights(Weights.LINEAR, (0, 1, 10))[0, 1] == pytest.approx(0.1)
    assert disagreement_weights(Weights.ORDINAL, (0, 1, 10))[0, 1] == pytest.approx(1 / 3)
    assert beyond(1, (0, 1, 10)).tolist() == [[0, 0, 1], [0, 0, 0], [1, 0, 0]]


def test_one_level_and_none_have_weights_too():
    for weights in Weights:
        assert disagreement_weights(weights, (3,)).tolist() == [[0.0]]
        assert disagreement_weights(weights, ()).shape == (0, 0)


def test_every_variant_is_named_in_both_languages():
    labels = [one.label for kind in (Weights, Metric) for one in kind]
    assert all(label.zh and label.en for label in labels)
