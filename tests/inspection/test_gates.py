"""Gate traces: by hand, beside Keras's outputs, and the shares counted over them."""

import numpy as np
import pytest

from seqkit.inspection import gate_traces
from seqkit.keras_backend import keras

every_kind = pytest.mark.parametrize("kind", ["simple", "lstm", "gru"])
NAMES = {"simple": "h", "lstm": "ifgoch", "gru": "zrgh"}


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


@every_kind
@pytest.mark.parametrize("back", [False, True])
def test_states_are_those_that_keras_returns(kind, back, masked_model, arrays, mask):
    choices = {"return_sequences": True, "go_backwards": back}
    model = masked_model(kind, **choices)
    traces = gate_traces(model, {"x": arrays[0], "mask": mask})
    assert list(traces.values) == list(NAMES[kind])
    walked = model.get_layer("rnn")(arrays[0].astype("float32"), mask=mask).numpy()
    expected = walked[:, ::-1] if back else walked
    np.testing.assert_allclose(traces["h"][mask], expected[mask], rtol=1e-5, atol=1e-6)
    assert all(np.isnan(values[~mask]).all() for values in traces.values.values())
    assert all(np.isfinite(values[mask]).all() for values in traces.values.values())
    np.testing.assert_array_equal(traces.mask, mask)


def test_lstm_gates_are_those_of_the_equations(arrays):
    layer = keras.layers.LSTM(2, return_sequences=True, return_state=True)
    x = keras.Input((5, 3))
    model = keras.Model(x, layer(x))
    traces = gate_traces(model, arrays[0])
    W, U, b = layer.get_weights()
    before = traces["h"][:, 2]
    a = arrays[0][:, 3] @ W + before @ U + b
    i, f, g, o = np.split(a, 4, axis=1)
    wanted = {"i": sigmoid(i), "f": sigmoid(f), "g": np.tanh(g), "o": sigmoid(o)}
    wanted["c"] = wanted["f"] * traces["c"][:, 2] + wanted["i"] * wanted["g"]
    wanted["h"] = wanted["o"] * np.tanh(wanted["c"])
    for name, values in wanted.items():
        np.testing.assert_allclose(traces[name][:, 3], values, rtol=1e-5, atol=1e-6)
    *_, c = model(arrays[0])
    np.testing.assert_allclose(traces["c"][:, -1], c, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("reset_after", [True, False])
def test_gru_gates_are_those_of_the_equations(reset_after, arrays):
    layer = keras.layers.GRU(2, use_bias=False, reset_after=reset_after)
    model = keras.Sequential([keras.Input((5, 3)), layer])
    traces = gate_traces(model, arrays[0])
    x_z, x_r, x_h = np.split(arrays[0][:, 3] @ layer.get_weights()[0], 3, axis=1)
    U_z, U_r, U_h = np.split(layer.get_weights()[1], 3, axis=1)
    h = traces["h"][:, 2]
    z, r = sigmoid(x_z + h @ U_z), sigmoid(x_r + h @ U_r)
    inner = r * (h @ U_h) if reset_after else (r * h) @ U_h
    g = np.tanh(x_h + inner)
    wanted = {"z": z, "r": r, "g": g, "h": z * h + (1 - z) * g}
    for name, values in wanted.items():
        np.testing.assert_allclose(traces[name][:, 3], values, rtol=1e-5, atol=1e-6)


def test_both_directions_run_in_the_order_of_time(arrays):
    both = keras.layers.Bidirectional(keras.layers.GRU(2, return_sequences=True))
    model = keras.Sequential([keras.Input((5, 3)), both])
    outputs = model(arrays[0]).numpy()
    forward, backward = (gate_traces(model, arrays[0], layer=k)["h"] for k in (0, 1))
    np.testing.assert_allclose(forward, outputs[..., :2], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(backward, outputs[..., 2:], rtol=1e-5, atol=1e-6)


def constant_lstm(*biases):
    """Make an LSTM of two units whose gates i f g o are constants."""
    layer = keras.layers.LSTM(2)
    model = keras.Sequential([keras.Input((4, 1)), keras.layers.Masking(-1.0), layer])
    shapes = [one.shape for one in layer.get_weights()]
    layer.set_weights([np.zeros(shapes[0]), np.zeros(shapes[1]), np.ravel(biases)])
    return model


def test_saturation_counts_shut_and_open_units():
    model = constant_lstm([-9, 0], [9, 9], [-9, 9], [0, 0])
    shares = gate_traces(model, np.ones((3, 4, 1))).saturation()
    assert shares.index.tolist() == ["i", "f", "g", "o", "h"]
    assert shares.loc["i"].tolist() == [0.5, 0, 0.5]
    assert shares.loc["f"].tolist() == [0, 1, 1]
    assert shares.loc["g"].tolist() == [0.5, 0.5, 1]
    assert shares.loc["o"].tolist() == [0, 0, 0]


def test_masked_steps_do_not_count_in_shares_and_means():
    layer = keras.layers.SimpleRNN(1, use_bias=False)
    model = keras.Sequential([keras.Input((3, 1)), keras.layers.Masking(-1.0), layer])
    layer.set_weights([np.full((1, 1), 5.0), np.zeros((1, 1))])
    x = np.array([[[0.0], [1.0], [-1.0]], [[0.0], [-1.0], [-1.0]]])
    traces = gate_traces(model, x)
    third = pytest.approx(1 / 3)
    assert traces.saturation().loc["h"].tolist() == [0, third, third]
    mean = traces.mean()
    assert mean.index.name == "step"
    np.testing.assert_allclose(mean["h"], [0, np.tanh(5), np.nan], rtol=1e-6)


def test_relu_states_count_as_dead_where_they_are_zero(scalar_model):
    x = np.array([[[1.0], [-9.0]]])
    shares = gate_traces(scalar_model(0.5, 2), x).saturation()
    assert shares.loc["h", "low"] == 0.5
    assert np.isnan(shares.loc["h", "high"])


def test_all_masked_gives_no_shares():
    model = constant_lstm([0, 0], [0, 0], [0, 0], [0, 0])
    traces = gate_traces(model, np.full((1, 4, 1), -1.0))
    assert traces.saturation().isna().all(axis=None)


def test_rows_say_which_samples_are_shown(scalar_model):
    traces = gate_traces(scalar_model(0.5, 2), np.ones((9, 2, 1)), samples=3)
    assert traces.rows.tolist() == [0, 4, 8]
    assert traces["h"].shape == (3, 2, 1)


def test_bounds_and_gates_are_checked(scalar_model):
    traces = gate_traces(scalar_model(0.5, 2), np.ones((1, 2, 1)))
    with pytest.raises(ValueError, match="low must be a number in"):
        traces.saturation(low=0.9, high=0.1)
    with pytest.raises(ValueError, match="gate='f' is unknown; choose 'h'"):
        traces["f"]


@pytest.mark.slow
def test_a_forecaster_shows_its_gates(forecaster):
    model, data = forecaster
    traces = gate_traces(model, data, samples=5)
    assert traces["z"].shape == (5, 14, 4)
    assert traces.layer == model.network_.layers[2].name
