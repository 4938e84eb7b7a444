"""Which layers are found, and what is said where one cannot be looked into."""

import numpy as np
import pytest

from seqkit import inspection
from seqkit.inspection import gate_traces, recurrent_layers
from seqkit.keras_backend import keras

layers = keras.layers


def names(model):
    return [layer.name for layer in recurrent_layers(model)]


def test_wrappers_and_nested_models_are_opened_in_order():
    inner = keras.Sequential([layers.LSTM(2, name="b"), layers.Dense(1)])
    both = layers.Bidirectional(layers.GRU(2, name="a", return_sequences=True))
    x = keras.Input((3, 1))
    model = keras.Model(x, inner(layers.Dropout(0.5)(both(x))))
    assert names(model) == ["forward_a", "backward_a", "b"]


def test_subclassed_models_and_lists_of_layers_are_opened():
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.first = layers.SimpleRNN(1, name="first")
            self.others = [layers.GRU(1, name="second"), layers.LSTM(1, name="third")]

    assert names(Model()) == ["first", "second", "third"]


def test_a_layer_used_twice_is_listed_once():
    x = keras.Input((3, 2))
    layer = layers.GRU(2, return_sequences=True, name="one")
    assert names(keras.Model(x, layer(layer(x)))) == ["one"]


def test_an_rnn_around_a_cell_is_a_recurrent_layer():
    model = keras.Sequential([keras.Input((2, 1)), layers.RNN(layers.LSTMCell(2))])
    x = np.ones((1, 2, 1))
    h = gate_traces(model, x)["h"]
    np.testing.assert_allclose(h[:, -1], model(x), rtol=1e-5)


def stack():
    return keras.Sequential(
        [
            keras.Input((3, 1)),
            layers.GRU(2, name="low", return_sequences=True),
            layers.LSTM(2, name="top"),
        ]
    )


@pytest.mark.parametrize("choice", ["top", 1, -1])
def test_a_layer_is_chosen_by_name_or_place(choice):
    assert gate_traces(stack(), np.ones((1, 3, 1)), layer=choice).layer == "top"


def test_the_first_layer_is_the_default():
    model = stack()
    assert gate_traces(model, np.ones((1, 3, 1))).layer == "low"
    top = model.get_layer("top")
    assert gate_traces(model, np.ones((1, 3, 1)), layer=top).layer == "top"


@pytest.mark.parametrize("choice", ["tap", 2, True])
def test_an_unknown_layer_is_answered_with_the_choices(choice):
    with pytest.raises(ValueError, match="choose by name or place: 0: 'low', 1: 'top'"):
        gate_traces(stack(), np.ones((1, 3, 1)), layer=choice)


def test_one_name_of_two_layers_asks_for_the_place():
    parts = [
        keras.Sequential([layers.GRU(1, name="rnn", return_sequences=True)], name=name)
        for name in "ab"
    ]
    model = keras.Sequential([keras.Input((2, 1)), *parts])
    with pytest.raises(ValueError, match="'rnn' is the name of several layers; choose"):
        gate_traces(model, np.ones((1, 2, 1)), layer="rnn")


def test_a_model_without_recurrence_is_told_so():
    model = keras.Sequential([keras.Input((2, 1)), layers.Dense(1)], name="flat")
    with pytest.raises(ValueError, match="'flat' must have a SimpleRNN, LSTM or GRU"):
        gate_traces(model, np.ones((1, 2, 1)))


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (layers.LSTM(1, activation="relu"), "activation=tanh to be looked into, got"),
        (layers.GRU(1, recurrent_activation="relu"), "recurrent_activation=sigmoid"),
        (layers.SimpleRNN(1, activation="gelu"), "activation=tanh or relu"),
    ],
)
def test_other_activations_get_one_sentence(layer, words):
    model = keras.Sequential([keras.Input((2, 1)), layer])
    with pytest.raises(ValueError, match=words):
        gate_traces(model, np.ones((1, 2, 1)))


def test_other_cells_get_one_sentence():
    cells = layers.StackedRNNCells([layers.GRUCell(1), layers.GRUCell(1)])
    model = keras.Sequential([keras.Input((2, 1)), layers.RNN(cells)])
    with pytest.raises(ValueError, match="looked into, got StackedRNNCells"):
        gate_traces(model, np.ones((1, 2, 1)))


def test_a_layer_that_computes_something_else_is_found_out():
    class Doubled(layers.GRU):
        def call(self, sequences, initial_state=None, mask=None, training=False):
            return 2 * super().call(sequences, initial_state, mask, training)

    model = keras.Sequential([keras.Input((2, 1)), Doubled(2, name="doubled")])
    with pytest.raises(
        ValueError, match="'doubled' must compute the recurrence of its"
    ):
        gate_traces(model, np.ones((1, 2, 1)))


def test_every_name_loads_and_others_do_not():
    assert all(callable(getattr(inspection, name)) for name in inspection.__all__)
    assert dir(inspection) == sorted(inspection.__all__)
    with pytest.raises(AttributeError, match="no attribute 'gradients_norm'"):
        _ = inspection.gradients_norm
