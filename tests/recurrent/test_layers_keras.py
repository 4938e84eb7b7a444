"""The fast layers inside Keras models: built, trained and called as stock ones are."""

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.recurrent import layers

NAMES = {"simple_tanh": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}
every_cell = pytest.mark.parametrize("cell", NAMES)
both_homes = (layers, keras.layers)
MERGE_MODES = ["concat", "sum", "mul", "ave", None]
TOKENS = np.random.default_rng(0).integers(1, 9, (12, 7))
TOKENS[np.arange(7) >= np.random.default_rng(1).integers(1, 8, (12, 1))] = 0
X = np.random.default_rng(2).normal(size=(12, 7, 3)).astype("float32")
Y = np.random.default_rng(3).normal(size=(12, 2)).astype("float32")


def twin_models(build, *arguments):
    """build(home, *arguments) with the fast and with the stock layers; same weights."""
    models = [build(home, *arguments) for home in both_homes]
    models[0].set_weights(models[1].get_weights())
    return models


def recurrent_layers(model):
    """Find every recurrent layer in a model, in wrappers and models within it too."""
    found = model._flatten_layers()
    return [layer for layer in found if isinstance(layer, keras.layers.RNN)]


def assert_same(models, inputs, path, count=1):
    fast, stock = (
        tf.nest.flatten(model.predict(inputs, verbose=0)) for model in models
    )
    for one, other in zip(fast, stock, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)
    assert [layer.path for layer in recurrent_layers(models[0])] == [path] * count


def sequential(home, cell):
    layer = getattr(home, NAMES[cell])
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(9, 4, mask_zero=True),
            layer(5, return_sequences=True),
            layer(6, go_backwards=True),
            keras.layers.Dense(2),
        ]
    )


def encoder_decoder(home, cell):
    layer = getattr(home, NAMES[cell])
    tokens = keras.Input((None,), dtype="int32")
    told = keras.Input((None, 3))
    embedded = keras.layers.Embedding(9, 4, mask_zero=True)(tokens)
    _, *states = layer(5, return_state=True)(embedded)
    decoded = layer(5, return_sequences=True)(told, initial_state=states)
    return keras.Model([tokens, told], keras.layers.Dense(2)(decoded))


@every_cell
def test_masked_and_stacked(cell, usual_path):
    assert_same(twin_models(sequential, cell), TOKENS, usual_path, count=2)


@every_cell
def test_encoder_decoder(cell, usual_path):
    assert_same(twin_models(encoder_decoder, cell), [TOKENS, X], usual_path, count=2)


def bidirectional(home, cell, return_sequences):
    """Build one wrapper for each way of merging, over the same masked tokens."""
    tokens = keras.Input((None,), dtype="int32")
    embedded = keras.layers.Embedding(9, 4, mask_zero=True)(tokens)
    merged = []
    for merge_mode in MERGE_MODES:
        inner = getattr(home, NAMES[cell])(5, return_sequences=return_sequences)
        wrapper = keras.layers.Bidirectional(inner, merge_mode=merge_mode)
        merged.append(wrapper(embedded))
    return keras.Model(tokens, merged)


@pytest.mark.parametrize(
    ("cell", "return_sequences"),
    [("simple_tanh", True), ("lstm", False), ("lstm", True), ("gru", False)],
)
def test_bidirectional(cell, return_sequences, usual_path):
    models = twin_models(bidirectional, cell, return_sequences)
    assert_same(models, TOKENS, usual_path, count=2 * len(MERGE_MODES))


def bidirectional_without_mask(home, cell):
    inner = getattr(home, NAMES[cell])(5, return_sequences=True, return_state=True)
    x = keras.Input((7, 3))
    merged, *states = keras.layers.Bidirectional(inner)(x)
    again = keras.layers.Bidirectional(getattr(home, NAMES[cell])(5))
    return keras.Model(x, [again(merged, initial_state=states), *states])


@every_cell
def test_bidirectional_with_states_and_without_mask(cell, usual_path):
    assert_same(twin_models(bidirectional_without_mask, cell), X, usual_path, count=4)


def time_distributed(home, cell):
    inner = keras.Sequential([keras.Input((7, 3)), getattr(home, NAMES[cell])(4)])
    return keras.Sequential(
        [keras.Input((2, 7, 3)), keras.layers.TimeDistributed(inner)]
    )


@every_cell
def test_time_distributed(cell):
    pairs = np.stack([X, X[::-1]], axis=1)
    models = twin_models(time_distributed, cell)
    expected = models[1].predict(pairs, verbose=0)
    np.testing.assert_allclose(
        models[0].predict(pairs, verbose=0), expected, rtol=1e-5, atol=1e-6
    )


class Subclassed(keras.Model):
    def __init__(self, home, cell):
        super().__init__()
        self.recurrent = getattr(home, NAMES[cell])(5, dropout=0.3)
        self.dense = keras.layers.Dense(2)

    def call(self, x, training=False):
        return self.dense(self.recurrent(x, training=training))


def subclassed(home, cell):
    model = Subclassed(home, cell)
    model(X[:1])
    return model


@every_cell
def test_subclassed(cell, usual_path):
    assert_same(twin_models(subclassed, cell), X, usual_path)


# ----------------------------------------------------------------------- training


@pytest.mark.parametrize(
    ("cell", "eagerly"), [*((cell, False) for cell in NAMES), ("lstm", True)]
)
def test_training_goes_the_same_way(cell, eagerly, usual_path):
    models = twin_models(sequential, cell)
    losses = []
    for model in models:
        model.compile("adam", "mse", metrics=["mae"], run_eagerly=eagerly)
        callbacks = [
            keras.callbacks.EarlyStopping("loss", patience=50),
            keras.callbacks.LearningRateScheduler(lambda epoch: 0.002 / (1 + epoch)),
            keras.callbacks.TerminateOnNaN(),
        ]
        kept = {"batch_size": 5, "shuffle": False, "verbose": 0}
        epochs = 2 if eagerly else 17
        history = model.fit(TOKENS, Y, epochs=epochs, callbacks=callbacks, **kept)
        losses.append(history.history["loss"])
        losses[-1] += model.evaluate(TOKENS, Y, verbose=0)
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-4)
    assert losses[0][-3] < losses[0][0]
    assert [layer.path for layer in recurrent_layers(models[0])] == [usual_path] * 2


@pytest.mark.parametrize("cell", ["lstm", "gru"])  # with two states, with one
def test_training_an_encoder_decoder(cell):
    models = twin_models(encoder_decoder, cell)
    y = np.repeat(Y[:, None], 7, axis=1)
    losses = []
    for model in models:
        model.compile(keras.optimizers.SGD(0.1, clipnorm=1.0), "mse")
        kept = {"batch_size": 4, "shuffle": False, "verbose": 0}
        losses.append(model.fit([TOKENS, X], y, epochs=5, **kept).history["loss"])
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-4)


@every_cell
def test_unequal_batches_are_traced_once(cell, usual_path):
    model = keras.Sequential([keras.Input((None, 3)), getattr(layers, NAMES[cell])(4)])
    for batch, steps in ((3, 4), (5, 2), (1, 1)):
        got = model.predict_on_batch(np.ones((batch, steps, 3), "float32"))
        assert got.shape == (batch, 4)
    assert model.layers[0].path == usual_path


# ------------------------------------------------------------------------ dropout


@every_cell
def test_dropout_with_the_same_seed_drops_the_same(
    cell, twins, differentiate, agree, usual_path
):
    pair = twins(cell, 5, 3, dropout=0.4, seed=7, return_sequences=True)
    values, gradients = differentiate(pair.fast, X, training=True)
    expected, expected_gradients = differentiate(pair.stock, X, training=True)
    assert pair.fast.path == usual_path
    agree(values, expected, 1e-6)
    agree(gradients, expected_gradients, 1e-5)
    again, _ = differentiate(pair.fast, X, training=True)
    assert np.abs(again[0] - values[0]).max() > 0.01


@every_cell
def test_dropout_rests_outside_training(cell, twins, agree, usual_path):
    pair = twins(cell, 5, 3, dropout=0.4, recurrent_dropout=0.4, seed=7)
    agree([pair.fast(X)], [pair.stock(X)], 1e-6)
    assert pair.fast.path == usual_path


@every_cell
def test_recurrent_dropout_in_training_is_left_to_keras(cell, twins, agree, usual_path):
    pair = twins(cell, 5, 3, recurrent_dropout=0.4, seed=7)
    agree([pair.fast(X, training=True)], [pair.stock(X, training=True)], 1e-6)
    assert pair.fast.path == "keras: recurrent dropout"
    agree([pair.fast(X)], [pair.stock(X)], 1e-6)
    assert pair.fast.path == usual_path


@every_cell
def test_regularised_weights(cell, twins, agree):
    penalty = {"kernel_regularizer": keras.regularizers.L2(0.1)}
    pair = twins(cell, 4, 3, recurrent_regularizer="l1", **penalty)

    def gradients(layer):
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(layer(X, training=True)) + sum(layer.losses)
        return tape.gradient(y, [v.value for v in layer.trainable_variables])

    agree(gradients(pair.fast), gradients(pair.stock), 1e-5)
