"""Gradient norms through time: by hand, and beside the tape over an unrolled cell."""

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from seqkit import Forecaster, SequenceRegressor
from seqkit.inspection import gradient_norms
from seqkit.keras_backend import keras, tf

every_kind = pytest.mark.parametrize("kind", ["simple", "lstm", "gru"])


def test_scalar_rnn_follows_the_product_formula(scalar_model):
    x, y = np.array([[[1.0], [2.0], [3.0]]]), np.array([[0.5]])
    norms = gradient_norms(scalar_model(0.5, 3), x, y, loss="mse")
    # h = 1, 2.5, 4.25; ∂L/∂h_3 = 2 (4.25 - 0.5), and a factor 0.5 per step back
    np.testing.assert_allclose(norms["state"], [1.875, 3.75, 7.5], rtol=1e-6)
    np.testing.assert_allclose(norms["input"], [1.875, 3.75, 7.5], rtol=1e-6)
    assert norms.index.name == "step"
    assert norms.index.tolist() == [0, 1, 2]
    assert list(norms) == ["state", "median", "q10", "q90", "input"]


def test_every_steps_own_output_counts_beside_the_later_ones(scalar_model):
    model = scalar_model(0.5, 3, return_sequences=True)
    x, y = np.ones((1, 3, 1)), np.zeros((1, 3, 1))
    loss = lambda y, outputs: tf.reduce_sum(outputs)  # noqa: E731
    norms = gradient_norms(model, x, y, loss=loss)
    np.testing.assert_allclose(norms["state"], [1.75, 1.5, 1.0], rtol=1e-6)


def test_the_loss_is_the_mean_over_samples(scalar_model):
    x, y = np.ones((4, 2, 1)), np.zeros((4, 1))
    x[1:] = 0  # relu(0) has slope 0, so only one sample of four has a gradient
    norms = gradient_norms(scalar_model(0.5, 2), x, y, loss="mse")
    # ∂L/∂h_2 = 2 * 1.5 / 4 for the first sample; the mean over four of its norm
    assert norms["state"].iloc[1] == pytest.approx(0.75 / 4)
    assert norms["median"].iloc[1] == 0


@every_kind
@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("each", [False, True])
def test_norms_equal_the_tape_over_the_unrolled_cell(
    kind, back, each, masked_model, arrays, mask, unrolled
):
    x, y = arrays
    model = masked_model(kind, go_backwards=back, return_sequences=each)
    norms = gradient_norms(model, {"x": x, "mask": mask}, y, loss="mse")
    head = model.get_layer("head")
    with tf.GradientTape(persistent=True) as tape:
        inputs, states, outputs = unrolled(tape, model.get_layer("rnn"), x, mask)
        h = tf.reshape(tf.stack(outputs, 1), (4, -1)) if each else outputs[-1]
        loss = tf.reduce_mean((head(h) - y) ** 2)
    expected = {
        "state": [tape.gradient(loss, state[0]) for state in states],
        "input": [tape.gradient(loss, one) for one in inputs],
    }
    if kind == "lstm":
        expected["cell"] = [
            tape.gradient(loss, state[1], unconnected_gradients="zero")
            for state in states
        ]
    for name, slopes in expected.items():
        each_norm = np.linalg.norm(np.stack(slopes, 1), axis=-1)
        wanted = np.ma.array(each_norm, mask=~mask).mean(axis=0)
        np.testing.assert_allclose(norms[name], wanted, rtol=1e-4, atol=1e-7)


def test_a_step_masked_for_all_is_nan(masked_model, arrays, mask):
    x, y = arrays
    mask = mask.copy()
    mask[:, 2] = False
    model = masked_model("gru")
    norms = gradient_norms(model, {"x": x, "mask": mask}, y, loss="mse")
    assert norms["state"].isna().tolist() == [False, False, True, False, False]


def test_masking_and_embedding_masks_are_respected():
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((4,)), layers.Embedding(5, 3, mask_zero=True), layers.LSTM(2)]
    )
    norms = gradient_norms(model, np.array([[3, 1, 0, 0]]), np.ones((1, 2)), loss="mse")
    assert norms["state"].notna().tolist() == [True, True, False, False]
    masking = keras.Sequential(
        [keras.Input((3, 1)), layers.Masking(9.0), layers.GRU(2)]
    )
    x = np.array([[[9.0], [1.0], [2.0]]])
    norms = gradient_norms(masking, x, np.ones((1, 2)), loss="mse")
    assert norms["state"].notna().tolist() == [False, True, True]


def test_bidirectional_and_stacked_layers_each_have_their_own(arrays):
    x, y = arrays
    layers = keras.layers
    both = layers.Bidirectional(layers.GRU(2, name="low", return_sequences=True))
    inner = keras.Sequential([keras.Input((5, 4)), layers.LSTM(3, name="top")])
    model = keras.Sequential([keras.Input((5, 3)), both, inner, layers.Dense(1)])
    found = {
        layer: gradient_norms(model, x, y, loss="mse", layer=layer)["state"]
        for layer in ("forward_low", "backward_low", "top")
    }
    assert all((state > 0).all() for state in found.values())
    # the last step of the stack above, by the tape over the head alone
    head = model.layers[-1]
    with tf.GradientTape() as tape:
        h = inner(both(tf.constant(x, tf.float32)))
        tape.watch(h)
        loss = tf.reduce_mean((head(h) - y) ** 2)
    wanted = np.linalg.norm(tape.gradient(loss, h), axis=1).mean()
    assert found["top"].iloc[-1] == pytest.approx(wanted, rel=1e-5)
    # the direction that reads the last step first sees its gradient fall to the left
    with tf.GradientTape() as tape:
        y_low = both(tf.constant(x, tf.float32))
        tape.watch(y_low)
        loss = tf.reduce_mean((head(inner(y_low)) - y) ** 2)
    slope = tape.gradient(loss, y_low).numpy()
    at_end = np.linalg.norm(slope[:, -1, :2], axis=1).mean()
    assert found["forward_low"].iloc[-1] == pytest.approx(at_end, rel=1e-4)
    at_start = np.linalg.norm(slope[:, 0, 2:], axis=1).mean()
    assert found["backward_low"].iloc[0] == pytest.approx(at_start, rel=1e-4)


def test_states_handed_on_carry_the_gradient():
    layers = keras.layers
    past, ahead = keras.Input((3, 1)), keras.Input((2, 1))
    encoder, decoder = layers.LSTM(2, return_state=True), layers.LSTM(2)
    _, *states = encoder(past)
    model = keras.Model([past, ahead], decoder(ahead, initial_state=states))
    x = [np.ones((1, 3, 1)), np.ones((1, 2, 1))]
    norms = gradient_norms(model, x, np.ones((1, 2)), loss="mse")
    with tf.GradientTape() as tape:
        _, h, c = encoder(tf.ones((1, 3, 1)))
        tape.watch([h, c])
        out = decoder(tf.ones((1, 2, 1)), initial_state=[h, c])
        loss = tf.reduce_mean((out - 1) ** 2)
    d_h, d_c = (np.linalg.norm(d) for d in tape.gradient(loss, [h, c]))
    assert norms["state"].iloc[-1] == pytest.approx(d_h, rel=1e-4)
    # c also acts through h, so its total derivative is another one
    assert norms["cell"].iloc[-1] > 0
    assert norms["cell"].iloc[-1] != pytest.approx(d_c, rel=1e-3)


def test_one_step_one_unit_one_sample(scalar_model):
    norms = gradient_norms(
        scalar_model(0.5, 1), np.ones((1, 1, 1)), np.zeros((1, 1)), loss="mse"
    )
    assert norms["state"].tolist() == [2.0]


def test_a_shared_layer_is_seen_call_by_call(scalar_model):
    layer = keras.layers.SimpleRNN(1, activation="relu", return_sequences=True)
    x = keras.Input((2, 1))
    model = keras.Model(x, layer(layer(x)))
    layer.set_weights([np.ones((1, 1)), np.full((1, 1), 0.5), np.zeros(1)])
    loss = lambda y, outputs: tf.reduce_sum(outputs[:, -1])  # noqa: E731
    given = (model, np.ones((1, 2, 1)), np.zeros((1, 2, 1)))
    first, second = (gradient_norms(*given, loss=loss, call=k) for k in (0, 1))
    np.testing.assert_allclose(second["state"], [0.5, 1.0], rtol=1e-6)
    # 0.5 from its own output, 0.5 through the next step of the same call
    np.testing.assert_allclose(first["state"], [1.0, 1.0], rtol=1e-6)
    with pytest.raises(ValueError, match="call=2 must be one of the 2 calls"):
        gradient_norms(*given, loss=loss, call=2)


def test_the_compiled_loss_is_the_default(scalar_model):
    model, x, y = scalar_model(0.5, 2), np.ones((1, 2, 1)), np.zeros((1, 1))
    with pytest.raises(ValueError, match="is not compiled with one; pass"):
        gradient_norms(model, x, y)
    model.compile(loss=keras.losses.MeanAbsoluteError())
    assert gradient_norms(model, x, y)["state"].tolist() == [0.5, 1.0]


def test_losses_of_several_outputs_are_summed_up(scalar_model):
    inner = scalar_model(0.5, 2)
    x = keras.Input((2, 1))
    h = inner(x)
    model = keras.Model(x, {"a": h, "b": 3 * h})
    y = {"a": np.zeros((1, 1)), "b": np.zeros((1, 1))}
    norms = gradient_norms(model, np.ones((1, 2, 1)), y, loss={"a": "mae", "b": "mae"})
    np.testing.assert_allclose(norms["state"], [2.0, 4.0], rtol=1e-6)


def test_a_frozen_layer_is_looked_into_all_the_same(scalar_model):
    model = scalar_model(0.5, 2)
    model.trainable = False
    norms = gradient_norms(model, np.ones((1, 2, 1)), np.zeros((1, 1)), loss="mae")
    assert norms["state"].tolist() == [0.5, 1.0]


def test_stateful_layers_are_read_and_left_alone():
    layer = keras.layers.SimpleRNN(1, activation="relu", stateful=True)
    model = keras.Sequential([keras.Input(batch_shape=(1, 2, 1)), layer])
    layer.set_weights([np.ones((1, 1)), np.full((1, 1), 0.5), np.zeros(1)])
    model(np.ones((1, 2, 1)))
    norms = gradient_norms(model, np.ones((1, 2, 1)), np.zeros((1, 1)), loss="mse")
    # from h_0 = 1.5: h = 1.75, 1.875
    np.testing.assert_allclose(norms["state"], [1.875, 3.75], rtol=1e-6)
    assert float(layer.states[0].numpy()[0, 0]) == 1.5


def test_the_model_is_left_as_it_was(masked_model, arrays, mask):
    x, y = arrays
    model = masked_model("gru")
    layer, before = model.get_layer("rnn"), model.get_weights()
    names = set(vars(layer))
    gradient_norms(model, {"x": x, "mask": mask}, y, loss="mse")
    assert set(vars(layer)) == names
    for one, other in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, other)


def test_samples_are_spread_evenly_over_those_given(scalar_model):
    model = scalar_model(0.5, 2)
    x, y = np.ones((9, 2, 1)), np.zeros((9, 1))
    x[[0, 4, 8]] = 2
    three = gradient_norms(model, x, y, loss="mse", samples=3)
    alone = gradient_norms(model, x[[0, 4, 8]], y[:3], loss="mse")
    assert three.equals(alone)


def test_asks_for_targets_samples_and_a_model(scalar_model):
    model, x = scalar_model(0.5, 2), np.ones((1, 2, 1))
    with pytest.raises(ValueError, match="y must hold the targets"):
        gradient_norms(model, x, loss="mse")
    with pytest.raises(ValueError, match="at least one sample"):
        gradient_norms(model, x[:0], np.zeros((0, 1)), loss="mse")
    with pytest.raises(TypeError, match=r"keras\.Model or a seqkit estimator, got str"):
        gradient_norms("model", x, loss="mse")


@pytest.mark.slow
def test_a_forecaster_is_looked_into_with_its_own_data_and_loss(forecaster):
    model, data = forecaster
    norms = gradient_norms(model, data)
    assert len(norms) == 14
    assert (norms["state"] > 0).all()
    samples = model.samples_of(data)
    inputs, y = samples.training.take(np.arange(len(samples.training)))
    same = gradient_norms(model, data, samples=len(y))
    beside = gradient_norms(model.network_, inputs, y, loss="mae", samples=len(y))
    np.testing.assert_allclose(same["state"], beside["state"], rtol=1e-6)
    # 14 rows in front of the first of 140, 3 ahead of the last
    assert len(y) == 140 - 14 - 3 + 1
    with pytest.raises(ValueError, match="the target belongs into the data itself"):
        gradient_norms(model, data, data)


@pytest.mark.slow
def test_weights_of_samples_are_those_of_the_loss():
    rows = [np.ones((3, 1)), np.zeros((3, 1))] * 4
    weights = np.array([2.0, 0.5] * 4)
    model = SequenceRegressor(units=(2,), epochs=1, random_state=0)
    model.fit(rows, np.arange(8.0), weights)
    data = rows[:2], np.array([5.0, 7.0])
    weighed = gradient_norms(model, (*data, weights[:2]))["state"]
    alone = [
        gradient_norms(model, (data[0][n : n + 1], data[1][n : n + 1]))["state"]
        for n in range(2)
    ]
    # the mean norm of samples that are each half of the loss, times its weight
    np.testing.assert_allclose(weighed, (2 * alone[0] + 0.5 * alone[1]) / 4, rtol=1e-4)
    named = gradient_norms(model, (*data, weights[:2]), loss="mse")["state"]
    even = gradient_norms(model, (*data, np.ones(2)), loss="mse")["state"]
    assert (named > 0).all()
    assert not np.allclose(named, even)


def test_an_estimator_has_to_be_fitted(daily):
    with pytest.raises(NotFittedError):
        gradient_norms(Forecaster(3), daily)
