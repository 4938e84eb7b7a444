"""Where the kernels cannot serve, Keras's own code runs, and `path` says so."""

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.recurrent import layers

CELLS = ["simple_tanh", "simple_relu", "lstm", "gru"]
every_cell = pytest.mark.parametrize("cell", CELLS)
gated = pytest.mark.parametrize("cell", ["lstm", "gru"])
X = np.random.default_rng(2).normal(size=(4, 6, 3)).astype("float32")
KERAS = {
    "simple_tanh": ("SimpleRNN", {}),
    "simple_relu": ("SimpleRNN", {"activation": "relu"}),
    "lstm": ("LSTM", {}),
    "gru": ("GRU", {}),
}
OTHER = "keras: other activations than the default ones"


@every_cell
def test_path_before_the_first_call(cell, twins, usual_path):
    fast = twins(cell).fast
    assert fast.path == "not called yet"
    fast(X)
    assert fast.path == usual_path


@every_cell
@pytest.mark.parametrize(
    ("dtype", "computes"),
    [
        ("float64", "float64"),
        ("float16", "float16"),
        ("bfloat16", "bfloat16"),
        ("mixed_float16", "float16"),
        (keras.DTypePolicy("mixed_bfloat16"), "bfloat16"),
    ],
    ids=str,
)
def test_other_types(cell, dtype, computes, twins, agree):
    pair = twins(
        cell, dtype=dtype, return_sequences=True, recurrent_initializer="zeros"
    )
    x = tf.cast(X, "float64" if computes == "float64" else "float32")
    agree(
        [tf.cast(pair.fast(x), "float64")], [tf.cast(pair.stock(x), "float64")], 1e-12
    )
    assert pair.fast.path == f"keras: computes in {computes}, not float32"


@every_cell
def test_stateful(cell):
    name, own = KERAS[cell]
    pair = [
        getattr(home, name)(5, stateful=True, **own) for home in (layers, keras.layers)
    ]
    models = [
        keras.Sequential([keras.Input((6, 3), batch_size=4), layer]) for layer in pair
    ]
    models[0].set_weights(models[1].get_weights())
    for _ in range(3):
        fast, stock = (model(X) for model in models)
        np.testing.assert_array_equal(fast, stock)
    assert pair[0].path == "keras: stateful"


@gated
@pytest.mark.parametrize(
    "activations",
    [
        {"activation": "relu"},
        {"recurrent_activation": "hard_sigmoid"},
        {"activation": None},
        {"activation": lambda x: 0.5 * keras.ops.tanh(x)},
    ],
    ids=["relu", "hard_sigmoid", "linear", "own"],
)
def test_other_activations_of_gated_cells(cell, activations, twins, agree):
    pair = twins(cell, **activations)
    agree([pair.fast(X)], [pair.stock(X)], 1e-6)
    assert pair.fast.path == OTHER


@pytest.mark.parametrize("activation", ["sigmoid", "elu", None, "linear"])
def test_other_activations_of_simple_rnn(activation, twins, agree):
    pair = twins("simple_tanh", activation=activation)
    agree([pair.fast(X)], [pair.stock(X)], 1e-6)
    assert pair.fast.path == OTHER


def test_gru_with_reset_before(twins, agree):
    pair = twins("gru", reset_after=False)
    agree([pair.fast(X)], [pair.stock(X)], 1e-6)
    assert pair.fast.path == "keras: reset_after=False"


@every_cell
def test_default_activations_under_other_names_are_native(cell, twins, usual_path):
    names = {"activation": "relu" if cell == "simple_relu" else keras.activations.tanh}
    if cell in ("lstm", "gru"):
        names["recurrent_activation"] = keras.activations.get("sigmoid")
    own = {} if cell == "simple_relu" else names
    fast = twins(cell, **own).fast
    fast(X)
    assert fast.path == usual_path


# ---------------------------------------------------------------------------- XLA


@every_cell
def test_jit_compiled_function(cell, twins, agree, usual_path):
    pair = twins(cell, return_sequences=True)
    compiled = tf.function(pair.fast, jit_compile=True)
    agree([compiled(tf.constant(X))], [pair.stock(X)], 1e-5)
    assert pair.fast.path == "keras: compiled by XLA"
    agree([pair.fast(X)], [pair.stock(X)], 1e-6)
    assert pair.fast.path == usual_path


def test_function_called_from_a_compiled_one(twins, agree):
    pair = twins("lstm")
    inner = tf.function(pair.fast)
    outer = tf.function(lambda x: inner(x) * 2, jit_compile=True)
    agree([outer(tf.constant(X))], [pair.stock(X) * 2], 1e-5)


@pytest.mark.parametrize(
    ("cell", "jit", "path"),
    [
        ("simple_tanh", True, "keras: compiled by XLA"),
        ("lstm", True, "keras: compiled by XLA"),
        ("simple_tanh", "auto", None),
        ("gru", "auto", None),
    ],
)
def test_compiled_models(cell, jit, path, twins, usual_path):
    y = np.zeros((4, 5), "float32")
    losses = []
    pair = twins(cell)
    for layer in (pair.fast, pair.stock):
        model = keras.Sequential([keras.Input((6, 3)), layer])
        model.compile("sgd", "mse", jit_compile=jit)
        losses.append(model.fit(X, y, epochs=3, verbose=0).history["loss"])
        losses[-1].append(model.predict(X, verbose=0).sum())
    np.testing.assert_allclose(*losses, rtol=1e-4)
    assert pair.fast.path == (path or usual_path)


@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "GRU"])
def test_policy_map_finds_the_layer_by_its_place(name):
    stock = getattr(keras.layers, name)(3, name="inner")
    stock.build((None, 5, 2))
    policies = keras.dtype_policies.DTypePolicyMap()
    policies[stock.path] = keras.DTypePolicy("float64")
    fast = getattr(layers, name)(3, name="inner", dtype=policies)
    x = np.ones((2, 5, 2))
    for _ in range(2):
        assert fast(x).dtype == "float64"
        assert fast.path == stock.path
