"""Small models with recurrent layers, and the routes beside them by automatic tape."""

import numpy as np
import pandas as pd
import pytest

from seqkit import Forecaster
from seqkit.keras_backend import keras, tf
from seqkit.training import seeded

STEPS, FEATURES, UNITS = 5, 3, 2
LAYERS = {
    "simple": keras.layers.SimpleRNN,
    "lstm": keras.layers.LSTM,
    "gru": keras.layers.GRU,
}
MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [0, 1, 0, 1, 0], [0] * 5], bool)


def draw_weights(model, seed=5, size=0.7):
    """Give every weight a value of its own."""
    draw = np.random.default_rng(seed)
    model.set_weights([draw.normal(0, size, one.shape) for one in model.get_weights()])
    return model


@pytest.fixture(autouse=True)
def _same_weights():
    """Give new layers the same weights in every run."""
    with seeded(0):
        yield


@pytest.fixture
def arrays():
    """x (4, 5, 3) and y (4, 1)."""
    draw = np.random.default_rng(0)
    return draw.normal(size=(4, STEPS, FEATURES)), draw.normal(size=(4, 1))


@pytest.fixture
def mask():
    """All real, right-padded, with holes, none real: (4, 5)."""
    return MASK.copy()


@pytest.fixture
def masked_model():
    """Make a model of (x, mask): a recurrent layer of any kind, then Dense(1)."""

    def build(kind, **choices):
        x = keras.Input((STEPS, FEATURES), name="x")
        mask = keras.Input((STEPS,), dtype="bool", name="mask")
        layer = LAYERS[kind](UNITS, name="rnn", **choices)
        h = layer(x, mask=mask)
        if choices.get("return_sequences"):
            h = keras.ops.reshape(h, (-1, STEPS * UNITS))
        y = keras.layers.Dense(1, name="head")(h)
        return draw_weights(keras.Model({"x": x, "mask": mask}, y))

    return build


@pytest.fixture
def unrolled():
    """Walk a layer's cell by hand; return the states and inputs a tape watches."""

    def walk(tape, layer, x, mask):
        order = range(x.shape[1])[:: -1 if layer.go_backwards else 1]
        states = [
            tf.zeros((len(x), UNITS)) for _ in keras.tree.flatten(layer.cell.state_size)
        ]
        inputs = [tf.constant(x[:, t], tf.float32) for t in range(x.shape[1])]
        tape.watch(inputs)
        seen = {}
        y = tf.zeros((len(x), UNITS))
        outputs = []
        for t in order:
            real = mask[:, t, None]
            _, after = layer.cell(inputs[t], states)
            after = after if isinstance(after, (list, tuple)) else [after]
            pairs = zip(after, states, strict=True)
            states = [tf.where(real, new, old) for new, old in pairs]
            tape.watch(states)
            seen[t] = states
            y = tf.where(real, states[0], y)
            outputs.append(y)
        return inputs, [seen[t] for t in range(x.shape[1])], outputs

    return walk


@pytest.fixture
def scalar_model():
    """Make h_t = relu(x_t + u h_{t-1}) over so many steps."""

    def build(u, steps, **choices):
        layer = keras.layers.SimpleRNN(1, activation="relu", name="rnn", **choices)
        model = keras.Sequential([keras.Input((steps, 1)), layer])
        layer.set_weights([np.ones((1, 1)), np.full((1, 1), u), np.zeros(1)])
        return model

    return build


@pytest.fixture
def rotating_model():
    """Make a SimpleRNN, nearly linear, whose recurrent kernel has one radius."""

    def build(radius, steps, units=4):
        layer = keras.layers.SimpleRNN(units, name="rnn")
        model = keras.Sequential(
            [keras.Input((steps, 2)), layer, keras.layers.Dense(1, name="head")]
        )
        draw = np.random.default_rng(0)
        turn, _ = np.linalg.qr(draw.normal(size=(units, units)))
        kernel = draw.normal(0, 1e-9, (2, units))
        layer.set_weights([kernel, radius * turn, np.zeros(units)])
        return model

    return build


@pytest.fixture(scope="session")
def forecaster():
    """A forecaster that was fitted, and its data."""
    steps = np.arange(140)
    noise = np.random.default_rng(0).normal(0, 0.1, len(steps))
    index = pd.date_range("2024-01-01", periods=len(steps), freq="D", name="date")
    data = pd.DataFrame({"sales": np.sin(steps * 2 * np.pi / 7) + noise}, index=index)
    model = Forecaster(
        3, lookback=14, strategy="direct", units=(4,), epochs=2, random_state=0
    )
    return model.fit(data), data
