"""Pooling over real steps: by hand, by NumPy, with padding, in files."""

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.networks import AttentionPooling, MaskedPooling

LENGTHS = np.array([4, 1, 2])
MASK = np.arange(4) < LENGTHS[:, None]
X = np.random.default_rng(0).normal(size=(3, 4, 2)).astype("float32")


def network(layer):
    x, mask = keras.Input((None, 2)), keras.Input((None,), dtype="bool")
    return keras.Model([x, mask], layer(x, mask=mask))


def pooled(layer, x=X, mask=MASK):
    return layer(tf.constant(x), mask=tf.constant(mask)).numpy()


@pytest.fixture(params=["max", "mean", "attention"])
def layer(request):
    keras.utils.set_random_seed(0)
    if request.param != "attention":
        return MaskedPooling(request.param)
    built = AttentionPooling(3)
    built.build((None, None, 2))
    built.bias.assign([0.3, -0.2, 0.1])
    return built


def test_max_and_mean_known_answers():
    x = np.array([[[1, -5], [3, -7], [9, 9]]], "float32")
    mask = np.array([[True, True, False]])
    assert pooled(MaskedPooling("max"), x, mask).tolist() == [[3, -5]]
    assert pooled(MaskedPooling("mean"), x, mask).tolist() == [[2, -6]]


def test_attention_known_answer():
    layer = AttentionPooling(1)
    layer.build((None, None, 1))
    v = np.log(3) / np.tanh(1)
    layer.set_weights([np.array([[1.0]]), np.array([0.0]), np.array([[v]])])
    x, mask = np.array([[[0], [1], [8]]], "float32"), np.array([[True, True, False]])
    weights = layer.attention(tf.constant(x), tf.constant(mask))
    np.testing.assert_allclose(weights, [[0.25, 0.75, 0]], rtol=1e-6)  # exp(log 3) : 1
    np.testing.assert_allclose(pooled(layer, x, mask), [[0.75]], rtol=1e-6)


def test_attention_is_the_papers_formula():
    keras.utils.set_random_seed(1)
    layer = AttentionPooling(5)
    layer.build((None, None, 2))
    layer.bias.assign(np.linspace(-1, 1, 5))
    W, b, v = (weight.numpy() for weight in (layer.kernel, layer.bias, layer.query))
    for row, length in enumerate(LENGTHS):
        real = X[row, :length]
        scores = np.exp(np.tanh(real @ W + b) @ v[:, 0])
        expected = (scores / scores.sum()) @ real
        np.testing.assert_allclose(pooled(layer)[row], expected, rtol=1e-5)


def test_padding_changes_nothing(layer):
    wider = np.pad(X, [(0, 0), (0, 3), (0, 0)], constant_values=50)
    wider[:, :4][~MASK] = -40
    found = pooled(layer, wider, np.pad(MASK, [(0, 0), (0, 3)]))
    np.testing.assert_allclose(found, pooled(layer), atol=1e-6)
    for row, length in enumerate(LENGTHS):
        alone = layer(X[row : row + 1, :length]).numpy()
        np.testing.assert_allclose(found[row : row + 1], alone, atol=1e-6)


def test_one_step_is_given_back(layer):
    np.testing.assert_allclose(pooled(layer)[1], X[1, 0], rtol=1e-6)


def test_row_without_steps_is_zero_with_finite_slopes(layer):
    x, mask = tf.constant(X), tf.constant(MASK & (LENGTHS > 1)[:, None])
    with tf.GradientTape() as tape:
        tape.watch(x)
        found = layer(x, mask=mask)
    slopes = tape.gradient(found, x).numpy()
    assert (found.numpy()[1] == 0).all()
    assert (slopes[1] == 0).all()
    assert np.isfinite(slopes).all()
    assert (slopes[0] != 0).any()


def test_slopes_reach_every_attention_weight():
    layer = AttentionPooling(3)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(X, mask=tf.constant(MASK)) ** 2)
    slopes = tape.gradient(loss, layer.trainable_variables)
    assert len(slopes) == 3
    assert all(np.abs(slope).max() > 1e-4 for slope in slopes)


def test_masks_of_keras_are_read_and_end_here(layer):
    ids = np.where(MASK, 1, 0)
    embedding = keras.layers.Embedding(2, 2, mask_zero=True)
    found = layer(embedding(ids))
    explicit = layer(embedding(ids), mask=tf.constant(MASK))
    np.testing.assert_array_equal(found, explicit)
    assert getattr(found, "_keras_mask", None) is None


def test_files_and_configurations_keep_the_layer(layer, tmp_path):
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    model = network(layer)
    model.save(tmp_path / "model.keras")
    read = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    assert read.output_shape == (None, 2)
    np.testing.assert_array_equal(read([X, MASK]), model([X, MASK]))
    np.testing.assert_allclose(read([X, MASK]), pooled(layer), rtol=1e-6)


def test_impossible_choices_get_one_sentence():
    with pytest.raises(ValueError, match="kind='sum' is unknown; choose 'max' or"):
        MaskedPooling("sum")
    with pytest.raises(ValueError, match="units must be a whole number >= 1, got 0"):
        AttentionPooling(0)
