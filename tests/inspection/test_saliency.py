"""Saliency: exact where the output is linear in the input, and masks respected."""

import numpy as np
import pytest

from seqkit.inspection import saliency
from seqkit.keras_backend import keras, tf

layers = keras.layers


@pytest.fixture
def linear():
    """A model with output Σ_t,k w_tk x_tk over x (samples, 3, 2)."""
    weights = np.arange(1.0, 7.0).reshape(6, 1)
    model = keras.Sequential(
        [keras.Input((3, 2)), layers.Reshape((6,)), layers.Dense(1, use_bias=False)]
    )
    model.set_weights([weights])
    return model, weights.reshape(3, 2)


@pytest.fixture
def x():
    return np.random.default_rng(0).normal(size=(4, 3, 2))


def test_gradient_by_input_is_exact_for_a_linear_output(linear, x):
    model, weights = linear
    np.testing.assert_allclose(saliency(model, x), x * weights, rtol=1e-5)


@pytest.mark.parametrize("baseline", [0.0, [1.0, -1.0], "mean"])
def test_occlusion_is_exact_for_a_linear_output(linear, x, baseline):
    model, weights = linear
    found = saliency(model, x, method="occlusion", baseline=baseline)
    stand_in = x.mean(axis=(0, 1)) if baseline == "mean" else np.array(baseline)
    wanted = ((x - stand_in) * weights).sum(axis=2)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)


def test_occlusion_in_several_batches_is_the_same(linear):
    model, weights = linear
    x = np.random.default_rng(1).normal(size=(500, 3, 2))
    found = saliency(model, x, method="occlusion", baseline=0.0, samples=500)
    np.testing.assert_allclose(found, (x * weights).sum(axis=2), rtol=1e-3, atol=1e-4)


def two_classes():
    """A model whose first class grows with the sum of x, the second falls."""
    model = keras.Sequential(
        [keras.Input((3, 1)), layers.Flatten(), layers.Dense(2, use_bias=False)]
    )
    model.set_weights([np.array([[1.0, -2.0]] * 3)])
    return model


def test_the_winning_class_is_the_default():
    x = np.array([[[1.0], [1.0], [2.0]], [[-1.0], [-1.0], [-2.0]]])
    found = saliency(two_classes(), x)[..., 0]
    np.testing.assert_allclose(found, [[1, 1, 2], [2, 2, 4]], rtol=1e-6)
    # the second sample's other class wins without its last step, but is not compared
    x[1, :2] = 0.5
    dropped = saliency(two_classes(), x, method="occlusion", baseline=0.0)
    np.testing.assert_allclose(dropped, [[1, 1, 2], [-1, -1, 4]], rtol=1e-6)


def test_an_output_is_chosen_by_place_or_function():
    x = np.array([[[1.0], [1.0], [2.0]]])
    model = two_classes()
    np.testing.assert_allclose(saliency(model, x, output=1)[0, :, 0], [-2, -2, -4])
    both = saliency(model, x, output=lambda y: tf.reduce_sum(y, axis=1))
    np.testing.assert_allclose(both[0, :, 0], [-1, -1, -2], rtol=1e-6)
    with pytest.raises(
        ValueError, match=r"output=2 must be a place in the model's out"
    ):
        saliency(model, x, output=2)
    with pytest.raises(ValueError, match="give a number per axis"):
        saliency(model, x, output=(0, 0))


def test_of_a_block_of_outputs_the_mean_counts(x):
    model = keras.Sequential([keras.Input((3, 2)), layers.Identity()])
    np.testing.assert_allclose(saliency(model, x), x / 6, rtol=1e-6)
    one = saliency(model, x, output=(1, 0))
    wanted = np.zeros_like(x)
    wanted[:, 1, 0] = x[:, 1, 0]
    np.testing.assert_allclose(one, wanted, rtol=1e-6)


def test_recurrent_gradient_equals_the_tape(masked_model, arrays, mask):
    model = masked_model("lstm")
    found = saliency(model, {"x": arrays[0], "mask": mask})
    x = tf.constant(arrays[0], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = tf.reduce_sum(model({"x": x, "mask": tf.constant(mask)}))
    np.testing.assert_allclose(found, tape.gradient(total, x) * x, rtol=1e-5)
    assert (found[~mask] == 0).all()


def test_masked_steps_are_not_occluded(masked_model, arrays, mask):
    model, given = masked_model("gru"), {"x": arrays[0], "mask": mask}
    found = saliency(model, given, method="occlusion")
    assert (found[~mask] == 0).all()
    assert (found[mask] != 0).all()
    # by hand: the mean of the real steps in place of the second step of sample 2
    x = arrays[0].copy()
    x[2, 1] = x[mask].mean(axis=0)
    away = model({"x": arrays[0], "mask": mask}) - model({"x": x, "mask": mask})
    assert found[2, 1] == pytest.approx(float(away[2, 0]), rel=1e-4)


def test_steps_that_masking_skips_stay_skipped():
    model = keras.Sequential([keras.Input((3, 1)), layers.Masking(0.0), layers.GRU(1)])
    x = np.array([[[1.0], [2.0], [0.0]]])
    found = saliency(model, x, method="occlusion", baseline=5.0)
    assert found[0, 2] == 0
    assert (found[0, :2] != 0).all()


def words():
    tokens = keras.Input((4,), dtype="int32")
    x = layers.Embedding(6, 3, mask_zero=True)(tokens)
    return keras.Model(tokens, layers.Dense(1)(layers.LSTM(2)(x)))


def test_token_ids_are_told_by_their_embeddings():
    model, ids = words(), np.array([[3, 5, 1, 0]])
    found = saliency(model, ids)
    assert found.shape == (1, 4, 3)
    embedding, lstm, dense = model.layers[1:]
    with tf.GradientTape() as tape:
        x = embedding(ids)
        tape.watch(x)
        y = dense(lstm(x, mask=tf.constant(ids != 0)))
    np.testing.assert_allclose(found, tape.gradient(y, x) * x, rtol=1e-5, atol=1e-9)
    assert (found[0, 3] == 0).all()


def test_token_ids_are_occluded_by_another_id():
    model, ids = words(), np.array([[3, 5, 1, 0]])
    found = saliency(model, ids, method="occlusion", baseline=2)
    away = model(ids) - model(np.array([[3, 2, 1, 0]]))
    assert found[0, 1] == pytest.approx(float(away[0, 0]), rel=1e-4)
    with pytest.raises(
        ValueError, match="baseline='mean' has no meaning for token ids"
    ):
        saliency(model, ids, method="occlusion")


def test_one_of_several_sequences_is_chosen(x):
    one, two = keras.Input((3, 2)), keras.Input((3, 2))
    model = keras.Model([one, two], layers.Add()([one, 2 * two]))
    given = [x, x + 1]
    np.testing.assert_allclose(saliency(model, given), x / 6, rtol=1e-5)
    second = saliency(model, given, sequence=1)
    np.testing.assert_allclose(second, 2 * (x + 1) / 6, rtol=1e-5)
    with pytest.raises(
        ValueError, match="sequence=2 must be one of the model's 2 inpu"
    ):
        saliency(model, given, sequence=2)


def test_arguments_are_checked(linear, x):
    with pytest.raises(ValueError, match="method='grad' is unknown; choose 'gradient'"):
        saliency(linear[0], x, method="grad")
    with pytest.raises(ValueError, match="baseline='median' is unknown; choose 'mean'"):
        saliency(linear[0], x, method="occlusion", baseline="median")
    with pytest.raises(ValueError, match="a number or an array of shape"):
        saliency(linear[0], x, method="occlusion", baseline=np.zeros(3))


def test_token_ids_without_embedding_have_no_gradient():
    tokens = keras.Input((4,), dtype="int32")
    model = keras.Model(tokens, layers.Dense(1)(keras.ops.one_hot(tokens, 3)))
    with pytest.raises(
        ValueError, match="must have an Embedding layer for the gradient"
    ):
        saliency(model, np.zeros((1, 4), int))


@pytest.mark.slow
def test_a_forecast_rests_on_its_own_past(forecaster):
    model, data = forecaster
    found = saliency(model, data, samples=4)
    assert found.shape == (4, 14, 1)
    # scaled relative to the newest value: what is 0 owes nothing
    assert (found[:, -1] == 0).all()
    assert (found[:, :-1] != 0).any()
    assert saliency(model, data, method="occlusion", samples=4).shape == (4, 14)


def gained(model, x, start, output):
    """Return what the chosen output gains from a baseline to x."""
    return np.asarray(model(x))[:, output] - np.asarray(model(start))[:, output]


@pytest.mark.parametrize("cell", ["SimpleRNN", "LSTM", "GRU"])
def test_integrated_gradients_add_up_to_what_the_output_gained(cell):
    keras.utils.set_random_seed(1)
    recurrent = getattr(layers, cell)(5)
    model = keras.Sequential([keras.Input((6, 2)), recurrent, layers.Dense(3)])
    x = 2 * np.random.default_rng(0).normal(size=(4, 6, 2)).astype("float32")
    start = np.broadcast_to(np.float32([0.5, -1.0]), x.shape)
    found = saliency(model, x, method="integrated", output=1, baseline=[0.5, -1.0])
    assert found.shape == x.shape
    wanted = gained(model, x, start, 1)
    np.testing.assert_allclose(found.sum(axis=(1, 2)), wanted, rtol=1e-3, atol=1e-5)
    # the gradient at x alone does not
    slope = saliency(model, x, output=1)
    assert np.abs(slope.sum(axis=(1, 2)) - wanted).max() > 0.01


def test_integrated_gradients_are_exact_for_a_linear_output(linear, x):
    model, weights = linear
    found = saliency(model, x, method="integrated")
    np.testing.assert_allclose(
        found, (x - x.mean(axis=(0, 1))) * weights, rtol=1e-4, atol=1e-5
    )


def test_integrated_gradients_of_token_ids_start_at_the_stand_in():
    keras.utils.set_random_seed(3)
    model, ids = words(), np.array([[3, 5, 1, 0], [2, 2, 4, 5]])
    model.set_weights([4 * weights for weights in model.get_weights()])
    found = saliency(model, ids, method="integrated", baseline=1)
    assert found.shape == (2, 4, 3)
    np.testing.assert_array_equal(found[ids == 1], 0)  # no way to go
    assert (found[0, 3] == 0).all()  # padding
    start = np.where(ids == 0, 0, 1)
    wanted = gained(model, ids, start, 0)
    np.testing.assert_allclose(found.sum(axis=(1, 2)), wanted, rtol=1e-3, atol=1e-5)


def test_integrated_gradients_keep_to_the_class_that_wins_at_the_input():
    x = np.array([[[1.0], [1.0], [2.0]]])
    found = saliency(two_classes(), x, method="integrated", baseline=-3.0)
    # -3 would win for the second class, whose weights are -2
    np.testing.assert_allclose(found[0, :, 0], [4, 4, 5], rtol=1e-5)


def test_integrated_gradients_leave_masked_steps_alone(masked_model, arrays, mask):
    model, given = masked_model("gru"), {"x": arrays[0], "mask": mask}
    found = saliency(model, given, method="integrated", baseline=0.0)
    assert (found[~mask] == 0).all()
    before = model({"x": 0 * arrays[0], "mask": mask})
    gain = np.asarray(model(given) - before)[:, 0]
    np.testing.assert_allclose(found.sum(axis=(1, 2)), gain, rtol=1e-3, atol=1e-6)


def test_integrated_gradients_leave_the_other_reader_of_an_embedding_alone():
    one, two = (keras.Input((4,), dtype="int32") for _ in range(2))
    embedding = layers.Embedding(6, 3)
    both = layers.Concatenate()([embedding(one), embedding(two)])
    model = keras.Model([one, two], layers.Dense(1)(layers.LSTM(2)(both)))
    model.set_weights([4 * weights for weights in model.get_weights()])
    given = [np.array([[3, 5, 1, 2]]), np.array([[4, 4, 0, 3]])]
    for place in range(2):
        start = [
            np.ones_like(ids) if number == place else ids
            for number, ids in enumerate(given)
        ]
        found = saliency(model, given, method="integrated", baseline=1, sequence=place)
        gain = float((model(given) - model(start))[0, 0])
        assert found.sum() == pytest.approx(gain, rel=1e-3)
