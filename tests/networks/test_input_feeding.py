"""Input feeding: each step by hand, what it needs, files and gradients."""

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.networks.input_feeding import InputFeeding

DRAW = np.random.default_rng(0)
REAL = np.array([[1, 1, 1, 1], [1, 1, 0, 0]], "int32")


def drawn(*shape):
    return DRAW.normal(size=shape).astype("float32")


def given(cell="gru"):
    states = [drawn(2, 5) for _ in range(2 if cell == "lstm" else 1)]
    return {
        "x": drawn(2, 3, 4),
        "memory": drawn(2, 4, 6),
        "fed": drawn(2, 5),
        "states": states,
        "real": REAL,
    }


def weighted(query, memory, layer):
    """Return the scores of each place, of the layer's kind of attention."""
    if layer.attention == "dot":
        return memory @ query / np.sqrt(memory.shape[-1])
    (scale,) = layer._asking[1].get_weights()
    return np.tanh(query + memory) @ scale


@pytest.mark.parametrize("attention", ["dot", "additive"])
@pytest.mark.parametrize("cell", ["simple", "lstm", "gru"])
def test_each_step_is_that_of_luong(cell, attention):
    layer, inputs = InputFeeding(cell, 5, attention), given(cell)
    found = layer(inputs)
    ask, make = layer._asking[0].get_weights(), layer._make.get_weights()
    for row, real in enumerate(REAL.astype(bool)):
        fed = inputs["fed"][row]
        states = [tf.constant(state[row : row + 1]) for state in inputs["states"]]
        memory = inputs["memory"][row][real]
        for step, x in enumerate(inputs["x"][row]):
            output, states = layer._cell(np.r_[x, fed][None], states)
            scores = np.exp(
                weighted(output.numpy()[0] @ ask[0] + ask[1], memory, layer)
            )
            look = scores / scores.sum()
            fed = np.tanh(np.r_[output.numpy()[0], look @ memory] @ make[0] + make[1])
            np.testing.assert_allclose(found.made[row, step], fed, atol=1e-6)
            np.testing.assert_allclose(
                found.weights[row, step], np.r_[look, np.zeros(4)][:4], atol=1e-6
            )
        np.testing.assert_allclose(found.last[row], fed, atol=1e-6)
        for after, state in zip(found.states, states, strict=True):
            np.testing.assert_allclose(after[row], state[0], atol=1e-6)


def test_a_step_knows_where_those_before_it_looked():
    layer, inputs = InputFeeding("gru", 5, "dot"), given()
    made = layer(inputs).made
    other = layer(inputs | {"fed": -inputs["fed"]}).made
    assert np.abs(made - other).max(axis=(0, 2)).min() > 1e-3
    with tf.GradientTape() as tape:
        tape.watch(x := tf.constant(inputs["x"]))
        seen = layer(inputs | {"x": x}).weights[:, -1, 0]
    assert np.abs(tape.gradient(seen, x)).max(axis=(0, 2)).min() > 1e-6
    assert len(layer.trainable_weights) == 7  # cell 3, query 2, make 2


@pytest.mark.parametrize("attention", ["dot", "additive"])
def test_it_computes_in_the_type_it_is_asked_for(attention):
    inputs = keras.tree.map_structure(np.asarray, given())
    wide = {n: keras.tree.map_structure(as_double, part) for n, part in inputs.items()}
    found = InputFeeding("gru", 5, attention, dtype="float64")(wide)
    assert {each.dtype for each in found[:3]} == {tf.float64}


def as_double(part):
    return part.astype("float64") if part.dtype == "float32" else part


def test_it_comes_back_from_a_file(tmp_path):
    sizes = {"x": (None, 4), "memory": (None, 6), "fed": (5,)}
    inputs = {name: keras.Input(size, name=name) for name, size in sizes.items()}
    states = {"states": [keras.Input((5,), name="states")]}
    made = InputFeeding("gru", 5, "additive")(inputs | states)
    model = keras.Model(inputs | states, {"made": made.made, "last": made.last})
    assert model.output["made"].shape == (None, None, 5)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    values = {name: part for name, part in given().items() if name != "real"}
    one, other = model(values), again(values)
    np.testing.assert_array_equal(one["made"], other["made"])
    np.testing.assert_array_equal(one["last"], other["last"])


@pytest.mark.parametrize(
    "wrong", [("rnn", 5, "dot"), ("gru", 0, "dot"), ("gru", 5, None)]
)
def test_what_it_does_not_know_is_refused(wrong):
    with pytest.raises(ValueError, match=r"cell|units|attention"):
        InputFeeding(*wrong)
