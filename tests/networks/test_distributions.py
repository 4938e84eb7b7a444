"""Distributions: likelihoods and quantiles beside scipy's, and where numbers end."""

import numpy as np
import pytest
from scipy import stats

from seqkit.keras_backend import keras, tf
from seqkit.networks import ObservedLoss
from seqkit.networks.distributions import (
    parameters_of,
    probabilities_of,
    quantiles_of,
)

THEIRS = {
    "normal": lambda p: stats.norm(p[..., 0], p[..., 1]),
    "student_t": lambda p: stats.t(p[..., 2], p[..., 0], p[..., 1]),
}
KINDS = sorted(THEIRS)


def some(kind, shape=(4, 3, 2), seed=0):
    """Return targets, and parameters as a network gives them."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(*shape, 2 + (kind == "student_t"))).astype("float32")
    return draw.normal(size=shape).astype("float32"), np.array(parameters_of(x, kind))


@pytest.mark.parametrize("kind", KINDS)
def test_loss_is_the_mean_surprise_at_observed_targets(kind):
    y, parameters = some(kind)
    surprise = -THEIRS[kind](parameters).logpdf(y)
    assert float(ObservedLoss(kind)(y, parameters)) == pytest.approx(
        surprise.mean(), rel=1e-5
    )
    y[1, 2] = y[0, 0, 0] = np.nan
    weights = np.array([1.0, 0.0, 2.0, 0.5], "float32")
    each = weights[:, None, None] * ~np.isnan(y)
    expected = (each * surprise).sum() / each.sum()
    found = ObservedLoss(kind)(y, parameters, sample_weight=weights)
    assert float(found) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_missing_targets_have_no_slope(kind):
    y, parameters = some(kind)
    y[0] = np.nan
    given = tf.Variable(parameters)
    with tf.GradientTape() as tape:
        loss = ObservedLoss(kind)(y, given)
    slope = tape.gradient(loss, given).numpy()
    assert (slope[0] == 0).all()
    assert (slope[1:] != 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_loss_is_written_and_read(kind):
    y, parameters = some(kind)
    again = keras.losses.deserialize(keras.losses.serialize(ObservedLoss(kind)))
    assert float(again(y, parameters)) == float(ObservedLoss(kind)(y, parameters))


@pytest.mark.parametrize("kind", KINDS)
def test_quantiles_and_probabilities_are_those_of_scipy(kind):
    y, parameters = some(kind)
    levels = np.array([0.001, 0.1, 0.5, 0.975])
    found = quantiles_of(parameters, kind, levels)
    theirs = THEIRS[kind](parameters[..., None, :].astype("float64"))
    np.testing.assert_allclose(found, theirs.ppf(levels), rtol=1e-6, atol=1e-9)
    np.testing.assert_array_equal(found[..., 2], parameters[..., 0])
    share = probabilities_of(parameters, kind, y)
    np.testing.assert_allclose(share, THEIRS[kind](parameters).cdf(y), rtol=1e-5)
    back = quantiles_of(parameters, kind, share[..., None])[..., 0]
    np.testing.assert_allclose(back, y, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [-1e4, 0.0, 1e4])
def test_any_number_gives_a_proper_distribution(kind, size):
    x = np.full((1, 2 + (kind == "student_t")), size, "float32")
    parameters = np.array(parameters_of(x, kind))
    assert parameters[0, 0] == size
    assert (parameters[0, 1:] > 0).all()
    assert kind == "normal" or parameters[0, 2] > 2
    assert np.isfinite(float(ObservedLoss(kind)(np.ones(1, "float32"), parameters)))


UNITS = np.array([[2.0, 0.5]] * 4, "float32")


def some_counts(seed=0):
    """Return targets on the scale of a network, and parameters as it gives them."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(4, 3, 2, 2)).astype("float32")
    counts = draw.integers(0, 9, (4, 3, 2))
    parameters = np.array(parameters_of(x, "negative_binomial", UNITS))
    return counts, (counts / UNITS[:, None]).astype("float32"), parameters


def their_counts(parameters):
    mean, dispersion, unit = np.moveaxis(parameters.astype("float64"), -1, 0)
    return stats.nbinom(1 / dispersion, 1 / (1 + dispersion * mean * unit))


def test_counts_are_scored_in_the_users_units():
    counts, y, parameters = some_counts()
    surprise = -their_counts(parameters).logpmf(counts)
    loss = ObservedLoss("negative_binomial")
    assert float(loss(y, parameters)) == pytest.approx(surprise.mean(), rel=1e-5)
    y[0, 1] = np.nan
    expected = (surprise.sum() - surprise[0, 1].sum()) / (surprise.size - 2)
    assert float(loss(y, parameters)) == pytest.approx(expected, rel=1e-5)


def test_mean_and_variance_of_counts_are_what_parameters_say():
    _, _, parameters = some_counts()
    mean = parameters[..., 0] * parameters[..., 2]
    theirs = their_counts(parameters)
    np.testing.assert_allclose(theirs.mean(), mean, rtol=1e-5)
    variance = mean + parameters[..., 1] * mean**2
    np.testing.assert_allclose(theirs.var(), variance, rtol=1e-5)


def test_quantiles_and_probabilities_of_a_geometric_distribution():
    parameters = np.array([3 / 2, 1.0, 2.0])  # 3 counts on average: p = 1 / 4
    quantiles = quantiles_of(parameters, "negative_binomial", [1e-9, 0.25, 0.26, 0.5])
    np.testing.assert_allclose(quantiles * 2, [0, 0, 1, 2])  # 1 - (3 / 4)^(k + 1)
    share = probabilities_of(parameters, "negative_binomial", np.array([0.0, 1.0]))
    np.testing.assert_allclose(share, [0.125, ((1 - 0.75**2) + (1 - 0.75**3)) / 2])


@pytest.mark.parametrize("size", [-1e4, 0.0, 1e4])
def test_any_number_gives_proper_counts(size):
    x = np.full((4, 1, 2, 2), size, "float32")
    parameters = np.array(parameters_of(x, "negative_binomial", UNITS))
    assert (parameters > 0).all()
    for count in (0.0, 1e6):
        y = np.full((4, 1, 2), count, "float32")
        assert np.isfinite(float(ObservedLoss("negative_binomial")(y, parameters)))
