"""Scores of distributions: by hand, beside closed forms, with gaps."""

import numpy as np
import pytest
from scipy import stats

from seqkit.metrics import crps, mae, pinball, weighted_quantile_loss

NAN = np.nan
Y = np.array([[10.0, 20.0], [NAN, -30.0]])
LEVELS = (0.1, 0.5)


def test_weighted_quantile_loss_known_answer():
    quantiles = np.array([[[8, 12], [22, 20]], [[0, 0], [-40, -36]]], dtype="float64")
    low = 0.1 * 2 + 0.9 * 2 + 0.1 * 10
    median = 0.5 * 2 + 0 + 0.5 * 6
    found = weighted_quantile_loss(Y, quantiles, LEVELS)
    np.testing.assert_allclose(found, [2 * low / 60, 2 * median / 60])


def test_weighted_quantile_loss_is_pinball_over_size_whatever_the_unit():
    draw = np.random.default_rng(0)
    y, quantiles = draw.normal(size=(4, 5)), draw.normal(size=(4, 5, 2))
    found = weighted_quantile_loss(1000 * y, 1000 * quantiles, LEVELS)
    for k, level in enumerate(LEVELS):
        share = pinball(y, quantiles[..., k], level).mean() / np.abs(y).mean()
        assert found[k] == pytest.approx(2 * share)


@pytest.mark.parametrize("y", [[0.0, 0.0], [NAN, NAN]])
def test_weighted_quantile_loss_of_nothing_is_not_a_number(y):
    assert np.isnan(weighted_quantile_loss(y, np.ones((2, 1)), (0.5,))).all()


def test_missing_forecast_is_not_hidden():
    assert np.isnan(weighted_quantile_loss([1.0, 2.0], [[1.0], [NAN]], (0.5,))).all()
    assert np.isnan(crps([1.0, 2.0], [[1.0, 1.0], [NAN, 1.0]]))


def test_crps_known_answer():
    samples = np.array([[[9, 13], [20, 20]], [[1, 5], [-30, -24]]], dtype="float64")
    first = ((1 + 3) / 2 - 4 / 4 + 0) / 2
    second = 6 / 2 - 6 / 4
    np.testing.assert_allclose(crps(Y, samples), [first, second])


def test_crps_of_many_samples_is_that_of_their_normal():
    z, count = 0.7, 4000
    samples = stats.norm.ppf((np.arange(count) + 0.5) / count)
    density = 2 * stats.norm.pdf(z) + z * (2 * stats.norm.cdf(z) - 1)
    expected = density - 1 / np.sqrt(np.pi)
    found = crps([z], np.random.default_rng(0).permutation(samples)[None])
    assert found == pytest.approx(expected, rel=1e-3)


def test_crps_of_agreeing_samples_is_the_absolute_error():
    y = np.random.default_rng(0).normal(size=(3, 4))
    np.testing.assert_allclose(crps(y, np.ones((3, 4, 7))), mae(y, np.ones((3, 4))))


def test_shape_that_does_not_fit_gets_one_sentence():
    with pytest.raises(ValueError, match=r"and one axis more, \(2, 2, 2\), got \(2, 2"):
        weighted_quantile_loss(Y, np.ones((2, 2, 3)), LEVELS)
    with pytest.raises(ValueError, match=r"samples must have the shape of y and one"):
        crps(Y, np.ones((3, 2, 5)))
    with pytest.raises(ValueError, match="samples of each step must be a whole number"):
        crps(Y, np.ones((2, 2, 0)))
    with pytest.raises(ValueError, match="must be increasing levels"):
        weighted_quantile_loss(Y, np.ones((2, 2, 2)), (0.5, 0.1))
