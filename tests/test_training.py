"""Training: the optimizer, and what a fit leaves behind."""

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.training import OneOpAdam


def trained(optimizer, layers, x, y):
    """Train equal networks from equal weights; return losses and weights."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.layers.deserialize(one) for one in layers])
    model.compile(optimizer, "mse")
    losses = model.fit(x, y, epochs=6, batch_size=8, shuffle=False, verbose=0)
    return losses.history["loss"], model.get_weights()


@pytest.mark.parametrize("clipnorm", [None, 0.01])
def test_one_op_adam_is_adam(clipnorm):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(32, 5)).astype("float32"), rng.normal(size=(32, 2))
    layers = [keras.layers.Dense(7, activation="tanh"), keras.layers.Dense(2)]
    layers = [keras.layers.serialize(layer) for layer in layers]
    rate = keras.optimizers.schedules.ExponentialDecay(0.05, 3, 0.9)
    ours, w = trained(OneOpAdam(rate, clipnorm=clipnorm), layers, x, y)
    keras_, v = trained(keras.optimizers.Adam(rate, clipnorm=clipnorm), layers, x, y)
    np.testing.assert_allclose(ours, keras_, rtol=1e-5)
    for mine, theirs in zip(w, v, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-6)


def test_one_op_adam_takes_sparse_gradients():
    x, y = np.array([[1, 2], [2, 3]]), np.ones((2, 2, 1))
    layers = [keras.layers.Embedding(5, 3), keras.layers.Dense(1)]
    layers = [keras.layers.serialize(layer) for layer in layers]
    ours, w = trained(OneOpAdam(0.1), layers, x, y)
    keras_, v = trained(keras.optimizers.Adam(0.1), layers, x, y)
    np.testing.assert_allclose(ours, keras_, rtol=1e-3)
    np.testing.assert_allclose(w[0], v[0], rtol=1e-4, atol=1e-6)


def test_one_op_adam_trains_float64():
    variable = keras.Variable(np.ones(3), dtype="float64")
    optimizer = OneOpAdam(0.1)
    optimizer.build([variable])
    optimizer.apply([tf.constant([1.0, -1.0, 0.0], tf.float64)], [variable])
    np.testing.assert_allclose(variable.numpy(), [0.9, 1.1, 1.0], rtol=1e-5)
