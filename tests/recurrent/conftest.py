"""Fast layers beside Keras layers with the same weights, and what it means to agree."""

from types import SimpleNamespace

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.recurrent import layers
from seqkit.recurrent.kernels import build
from seqkit.recurrent.kernels.engine import engine

# name: (class, its arguments)
CELLS = {
    "simple_tanh": ("SimpleRNN", {}),
    "simple_relu": ("SimpleRNN", {"activation": "relu"}),
    "lstm": ("LSTM", {}),
    "gru": ("GRU", {}),
}


def _why_none():
    """Say why kernels cannot be here; "" if they can, and missing is a failure."""
    if build.switched_off():
        return "SEQKIT_KERNELS=off"
    return "" if build.find_compiler() else "no C++ compiler was found"


@pytest.fixture(scope="session")
def native():
    """Skip where kernels cannot be: for tests whose subject is the kernels."""
    if reason := _why_none():
        pytest.skip(reason)


@pytest.fixture(scope="session")
def usual_path():
    """What a layer's `path` says if nothing about the layer is in the kernels' way."""
    if not (reason := _why_none()):
        return "native"
    assert engine().reason.startswith(reason)
    return f"keras: {engine().reason}"


def _weights(layer):
    """Draw weights that neither die out nor explode over a long sequence."""
    draw = np.random.default_rng(0)
    kernel, recurrent_kernel, *bias = [weight.shape for weight in layer.weights]
    kept = 0.4 if layer.activation is keras.activations.relu else 0.8
    drawn = [
        draw.normal(0, kernel[0] ** -0.5, kernel),
        draw.normal(0, kept * recurrent_kernel[0] ** -0.5, recurrent_kernel),
        *(draw.normal(0, 0.3, shape) for shape in bias),
    ]
    return [array.astype("float32") for array in drawn]


@pytest.fixture
def twins():
    """twins(cell, units, features, **arguments): .fast and .stock, built."""

    def make(cell, units=5, features=3, **arguments):
        name, own = CELLS[cell]
        pair = SimpleNamespace()
        for side, home in (("fast", layers), ("stock", keras.layers)):
            layer = getattr(home, name)(units, **own, **arguments)
            layer.build((None, None, features))
            layer.set_weights(_weights(layer))
            setattr(pair, side, layer)
        return pair

    return make


@pytest.fixture
def states_of():
    """states_of(cell, batch, units): initial states, all different from zero."""

    def draw(cell, batch, units):
        count = 2 if cell == "lstm" else 1
        shape = (count, batch, units)
        return list(np.random.default_rng(3).normal(0, 0.7, shape).astype("float32"))

    return draw


NOTHING = 1e-7  # what may stand where 0 is expected


def _check(one, other, within, place):
    one, other = np.asarray(one, "float64"), np.asarray(other, "float64")
    assert one.shape == other.shape, f"array {place}"
    finite = np.isfinite(other)
    np.testing.assert_array_equal(one[~finite], other[~finite], f"array {place}")
    largest = np.abs(other[finite]).max(initial=0.0)
    worst = np.abs(one[finite] - other[finite]).max(initial=0.0)
    assert worst <= max(within * largest, NOTHING), (
        f"array {place}: {worst} / {largest}"
    )


@pytest.fixture
def agree():
    """agree(arrays, expected, within): differences within a part of the largest number.

    NaN and infinities have to stand where they are expected.
    """

    def check(arrays, expected, within):
        for place, (one, other) in enumerate(zip(arrays, expected, strict=True)):
            _check(one, other, within, place)

    return check


@pytest.fixture
def differentiate():
    """differentiate(layer, x, states, **call): values, and gradients of all of them.

    Every output is weighed with numbers of its own; gradients of x, states, weights.
    """

    def run(layer, x, states=None, **call):
        x = tf.constant(x)
        states = None if states is None else [tf.constant(state) for state in states]
        watched = [x, *(states or []), *(w.value for w in layer.trainable_variables)]
        with tf.GradientTape() as tape:
            tape.watch(watched)
            outputs = tf.nest.flatten(layer(x, initial_state=states, **call))
            draw = np.random.default_rng(5)
            scales = [draw.normal(size=y.shape).astype("float32") for y in outputs]
            loss = sum(
                tf.reduce_sum(y * s) for y, s in zip(outputs, scales, strict=True)
            )
        gradients = tape.gradient(loss, watched)
        gradients = [
            np.zeros(w.shape, "float32") if d is None else d.numpy()
            for w, d in zip(watched, gradients, strict=True)
        ]
        return [y.numpy() for y in outputs], gradients

    return run
