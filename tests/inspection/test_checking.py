"""Gradient checks: right ones pass, wrong ones are shown, models stay as they are."""

import numpy as np
import pandas as pd
import pytest

from seqkit.inspection import check_gradients, compare_gradients
from seqkit.keras_backend import keras, tf

layers = keras.layers


@keras.saving.register_keras_serializable("tests")
class Scaled(layers.Layer):
    """Multiply by a weight; the backward pass may be wrong."""

    def __init__(self, wrong=False, **kwargs):
        super().__init__(**kwargs)
        self.wrong = wrong

    def build(self, shape):
        self.factor = self.add_weight(shape=shape[-1:], initializer="ones", name="w")

    def call(self, x):
        @tf.custom_gradient
        def scaled(x, w):
            def back(dy):
                dw = tf.reduce_sum(dy * x, axis=range(len(x.shape) - 1))
                return dy * w, dw * (1.01 if self.wrong else 1.0)

            return x * w, back

        return scaled(x, tf.convert_to_tensor(self.factor))

    def get_config(self):
        return super().get_config() | {"wrong": self.wrong}


def stacked(wrong=False):
    rnn = layers.Bidirectional(layers.LSTM(2, return_sequences=True))
    model = keras.Sequential(
        [keras.Input((4, 3)), rnn, Scaled(wrong), layers.GRU(2), layers.Dense(1)],
        name="model",
    )
    return model


@pytest.fixture
def data():
    draw = np.random.default_rng(0)
    return draw.normal(size=(6, 4, 3)), draw.normal(size=(6, 1))


def test_right_gradients_are_close(data):
    table = check_gradients(stacked(), *data, loss="mse")
    assert table["close"].all()
    assert table["relative"].max() < 1e-4
    assert not table["exact"].all()
    assert table.index[-1] == "input"
    assert len(table) == 1 + 6 + 1 + 3 + 2
    columns = ["exact", "close", "max_difference", "relative", "entries"]
    assert list(table) == columns


def test_a_wrong_gradient_is_shown_wrong(data):
    table = check_gradients(stacked(wrong=True), *data, loss="mse")
    wrong = table.index[~table["close"]].tolist()
    assert [name.rpartition("/")[2] for name in wrong] == ["w"]
    assert table.loc[wrong[0], "relative"] == pytest.approx(0.01, rel=0.05)


def test_float64_models_are_held_to_more(data):
    rnn = layers.SimpleRNN(2, dtype="float64")
    model = keras.Sequential([keras.Input((4, 3), dtype="float64"), rnn])
    table = check_gradients(model, data[0], np.ones((6, 2)), loss="mse")
    assert table["relative"].max() < 1e-9
    assert table["close"].all()


def test_masks_embeddings_and_compiled_losses_are_taken_over():
    model = keras.Sequential(
        [
            keras.Input((4,), dtype="int32"),
            layers.Embedding(5, 3, mask_zero=True),
            layers.GRU(2),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy())
    ids = np.array([[3, 1, 0, 0], [2, 2, 1, 4]])
    table = check_gradients(model, ids, np.array([0, 2]))
    assert table["close"].all()
    assert "input" not in table.index
    assert len(table) == 6


def test_settings_and_weights_stay_as_they_were(data):
    model = stacked()
    before = model.get_weights()
    check_gradients(model, *data, loss="mse")
    assert keras.config.floatx() == "float32"
    assert keras.config.dtype_policy().name == "float32"
    for one, other in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, other)


def test_entries_and_draws_are_repeatable(data):
    first, again = (
        check_gradients(stacked_twice, *data, loss="mse", entries=5)
        for stacked_twice in [stacked()] * 2
    )
    pd.testing.assert_frame_equal(first, again)
    assert first["entries"].max() == 5
    assert first["entries"].iloc[-2] == 1


def test_a_model_without_configuration_is_told():
    class Plain(keras.Model):
        def __init__(self, size):
            super().__init__()
            self.rnn = layers.GRU(size)

        def call(self, x):
            return self.rnn(x)

    with pytest.raises(ValueError, match="must be one that Keras can rebuild"):
        check_gradients(Plain(2), np.ones((1, 3, 1)), np.ones((1, 2)), loss="mse")


def test_layers_and_operations_of_one_name_are_kept_apart(data):
    x = keras.Input((4, 3))
    h = layers.GRU(2)(layers.Reshape((2, 6))(keras.ops.reshape(x, (-1, 4, 3))))
    table = check_gradients(keras.Model(x, h), data[0], np.ones((6, 2)), loss="mse")
    assert table["close"].all()


@pytest.mark.slow
def test_a_forecasters_gradients_are_right(forecaster):
    model, data = forecaster
    table = check_gradients(model, data, samples=4, loss="mse")
    assert table["close"].all()
    assert table.index[-1] == "input past"


def test_comparison_tells_exact_close_and_wrong():
    theirs = np.array([[1.0, -4.0]])
    assert compare_gradients("W", theirs, theirs) == ("W", True, True, 0.0, 0.0)
    row = compare_gradients("W", theirs + 2e-8, theirs)
    assert (row.exact, row.close) == (False, True)
    row = compare_gradients("W", -theirs, theirs)
    assert row == ("W", False, False, 8.0, 2.0)
    assert not compare_gradients("W", theirs + 1e-4, theirs).close
    assert compare_gradients("W", tf.constant(theirs, tf.float32), theirs).exact
    assert compare_gradients("W", theirs * 1.5, theirs, tolerance=0.5).close


def test_gradients_below_the_least_are_measured_by_it():
    row = compare_gradients("U", np.array([1e-13]), np.zeros(1), least=1e-5)
    assert row.close
    assert row.relative == pytest.approx(1e-8)
    assert not compare_gradients("U", np.array([1e-6]), np.zeros(1), least=1e-6).close


def test_a_gradient_that_is_zero_in_truth_is_close():
    both = layers.Bidirectional(layers.GRU(2, return_sequences=True))
    model = keras.Sequential([keras.Input((3, 1)), both])
    # the direction that reads the last step first has met no state there
    last = lambda y, outputs: tf.reduce_sum(outputs[:, -1] ** 2)  # noqa: E731
    x, y = np.ones((1, 3, 1)), np.zeros((1, 3, 4))
    table = check_gradients(model, x, y, loss=last)
    assert table["close"].all()


def test_comparison_with_zero_and_with_nan():
    zero, one = np.zeros(2), np.ones(2)
    assert compare_gradients("b", zero, zero).close
    assert compare_gradients("b", one, zero)[1:] == (False, False, 1.0, np.inf)
    assert not compare_gradients("b", one * np.nan, one).close
    with pytest.raises(ValueError, match=r"gradients of 'b' must have one shape, got"):
        compare_gradients("b", one, np.ones(3))
