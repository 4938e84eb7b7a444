"""Files of the fast layers open in plain Keras; files of plain Keras stay plain."""

import copy
import pickle

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.recurrent import layers

NAMES = ["SimpleRNN", "LSTM", "GRU"]
every_name = pytest.mark.parametrize("name", NAMES)
both_homes = (layers, keras.layers)
TOKENS = np.random.default_rng(0).integers(0, 9, (6, 7)).astype("int32")
X = np.random.default_rng(1).normal(size=(6, 2, 7, 3)).astype("float32")


def every_layer(home):
    """Build a model that has every recurrent layer plain, wrapped and nested."""
    tokens = keras.Input((7,), dtype="int32")
    pairs = keras.Input((2, 7, 3))
    embedded = keras.layers.Embedding(9, 4, mask_zero=True)(tokens)
    outputs = []
    for name in NAMES:
        layer = getattr(home, name)
        outputs.append(layer(3, go_backwards=True)(embedded))
        wrapped = layer(4, return_sequences=True)
        outputs.append(keras.layers.Bidirectional(wrapped)(embedded)[:, -1])
        nested = keras.Sequential([keras.Input((7, 3)), layer(2, seed=1)])
        outputs.append(keras.layers.TimeDistributed(nested)(pairs)[:, 0])
    relu = home.SimpleRNN(3, activation="relu", kernel_regularizer="l2")
    outputs.append(relu(embedded))
    return keras.Model([tokens, pairs], keras.layers.Concatenate()(outputs))


def recurrent_layers(model):
    return [x for x in model._flatten_layers() if isinstance(x, keras.layers.RNN)]


def are_fast(model):
    """Tell of every recurrent layer of a model whether it is one of the fast ones."""
    fast = (layers.SimpleRNN, layers.LSTM, layers.GRU)
    return {isinstance(layer, fast) for layer in recurrent_layers(model)}


def predict(model):
    return model([TOKENS, X]).numpy()


def test_file_gives_fast_layers_again(tmp_path, usual_path):
    model = every_layer(layers)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(predict(again), predict(model))
    assert len(recurrent_layers(again)) == 13
    assert are_fast(again) == {True}
    assert {layer.path for layer in recurrent_layers(again)} == {usual_path}


def test_stock_file_stays_stock(tmp_path):
    model = every_layer(keras.layers)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(predict(again), predict(model))
    assert are_fast(again) == {False}
    assert are_fast(keras.models.clone_model(model)) == {False}


@pytest.mark.parametrize("ending", [".weights.h5", ".h5 of all"])
@pytest.mark.parametrize("fast_first", [False, True])
def test_weights_go_both_ways(ending, fast_first, tmp_path):
    homes = both_homes if fast_first else both_homes[::-1]
    first, second = map(every_layer, homes)
    if ending == ".weights.h5":
        first.save_weights(tmp_path / "x.weights.h5")
        second.load_weights(tmp_path / "x.weights.h5")
    else:
        second.set_weights(first.get_weights())
    np.testing.assert_allclose(predict(second), predict(first), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "copied",
    [
        keras.models.clone_model,
        copy.copy,
        copy.deepcopy,
        lambda model: pickle.loads(pickle.dumps(model)),
        lambda model: keras.models.model_from_json(model.to_json()),
        lambda model: keras.Model.from_config(model.get_config()),
    ],
    ids=["clone", "copy", "deepcopy", "pickle", "json", "config"],
)
def test_copies_are_fast(copied):
    model = every_layer(layers)
    other = copied(model)
    other.set_weights(model.get_weights())
    np.testing.assert_array_equal(predict(other), predict(model))
    assert are_fast(other) == {True}


@every_name
def test_configuration_is_that_of_keras(name):
    arguments = {"units": 3, "use_bias": False, "dropout": 0.1, "seed": 4, "name": "a"}
    fast, stock = (getattr(home, name)(**arguments) for home in both_homes)
    assert fast.get_config() == stock.get_config()
    again = type(fast).from_config(fast.get_config())
    assert again.get_config() == fast.get_config()
    assert type(again) is getattr(layers, name)
    whole = keras.saving.serialize_keras_object(fast)
    assert whole["module"] == "keras.layers"
    assert whole["class_name"] == name


@every_name
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy], ids=["copy", "deepcopy"])
def test_a_layer_alone_is_copied(name, copied):
    layer = getattr(layers, name)(3)
    expected = layer(X[:, 0]).numpy()
    np.testing.assert_array_equal(copied(layer)(X[:, 0]), expected)


@every_name
def test_a_layer_alone_is_pickled(name):
    layer = getattr(layers, name)(3)
    expected = layer(X[:, 0]).numpy()
    again = pickle.loads(pickle.dumps(layer))
    assert type(again) is getattr(layers, name)
    np.testing.assert_array_equal(again(X[:, 0]), expected)


# ------------------------------------------------------------- without seqkit

PLAIN = """
import sys
sys.modules["seqkit"] = None
import keras, numpy as np, tensorflow as tf
data = np.load("data.npz")
inputs = [data["tokens"], data["x"]]
loaded = keras.saving.load_model("model.keras")
found = [l for l in loaded._flatten_layers() if isinstance(l, keras.layers.RNN)]
assert len(found) == 13, found
assert all(type(l).__module__.startswith("keras.src.") for l in found), found
results = {"keras": loaded(inputs).numpy()}
exported, whole = (tf.saved_model.load(name) for name in ("exported", "saved"))
results["exported"] = exported.serve(inputs)
saved = whole.signatures["serving_default"]
wanted = saved.structured_input_signature[1]
by_rank = {array.ndim: tf.constant(array) for array in inputs}
arguments = {name: by_rank[len(spec.shape)] for name, spec in wanted.items()}
(results["saved"],) = saved(**arguments).values()
loaded.compile("sgd", "mse", run_eagerly=True)  # tracing takes longer
loaded.fit(inputs, np.zeros_like(results["keras"]), verbose=0)
assert "seqkit" not in [name for name, module in sys.modules.items() if module]
np.savez("results.npz", **results)
"""


@pytest.mark.slow
def test_files_open_without_seqkit(tmp_path, usual_path, fresh_process):
    model = every_layer(layers)
    expected = predict(model)
    model.save(tmp_path / "model.keras")
    model.export(tmp_path / "exported", verbose=False)
    tf.saved_model.save(model, str(tmp_path / "saved"))
    np.savez(tmp_path / "data.npz", tokens=TOKENS, x=X)
    fresh_process(PLAIN)
    results = np.load(tmp_path / "results.npz")
    assert sorted(results) == ["exported", "keras", "saved"]
    for way in results:
        np.testing.assert_allclose(results[way], expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(predict(model), expected)
    assert {layer.path for layer in recurrent_layers(model)} == {usual_path}
