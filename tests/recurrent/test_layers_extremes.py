"""The fast layers where numbers, types or shapes are out of the ordinary."""

import numpy as np
import pytest

from seqkit.keras_backend import tf

pytestmark = pytest.mark.usefixtures("native")

CELLS = ["simple_tanh", "simple_relu", "lstm", "gru"]
every_cell = pytest.mark.parametrize("cell", CELLS)
squashing = pytest.mark.parametrize("cell", ["simple_tanh", "lstm", "gru"])
ALL = {"return_sequences": True, "return_state": True}


def draw_x(batch=5, steps=6, features=3, scale=1.0):
    draw = np.random.default_rng(4)
    return draw.normal(0, scale, (batch, steps, features)).astype("float32")


def scale_weights(pair, factor):
    for layer in (pair.fast, pair.stock):
        layer.set_weights([weight * factor for weight in layer.get_weights()])


@squashing
def test_saturated_gates(cell, twins, differentiate, agree):
    pair = twins(cell, 18, return_state=True)
    x = draw_x(scale=30)
    values, gradients = differentiate(pair.fast, x, training=True)
    expected_values, expected_gradients = differentiate(pair.stock, x, training=True)
    agree(values, expected_values, 1e-6)
    agree(gradients, expected_gradients, 1e-5)


@squashing
@pytest.mark.parametrize("sign", [-1, 1])
def test_nothing_flows_back_through_full_saturation(cell, sign, twins, differentiate):
    pair = twins(cell, 37, use_bias=False)
    for layer in (pair.fast, pair.stock):
        layer.set_weights([np.abs(weight) * 1e3 for weight in layer.get_weights()])
    x = sign * np.abs(draw_x(scale=1e3)) + sign
    (value,), gradients = differentiate(pair.fast, x, training=True)
    (expected,), expected_gradients = differentiate(pair.stock, x, training=True)
    np.testing.assert_allclose(value, expected, rtol=1e-6, atol=1e-7)
    for one, other in zip(gradients, expected_gradients, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("x_scale", [1e-4, 1e-20])
@every_cell
def test_small_numbers(cell, x_scale, twins, differentiate, agree):
    pair = twins(cell, 18, use_bias=False, **ALL)
    x = draw_x() * np.float32(x_scale)
    values, gradients = differentiate(pair.fast, x, training=True)
    expected_values, expected_gradients = differentiate(pair.stock, x, training=True)
    agree([v / x_scale for v in values], [v / x_scale for v in expected_values], 3e-6)
    agree(gradients, expected_gradients, 1e-5)


def test_relu_explodes_as_in_keras(twins, agree):
    pair = twins("simple_relu", 9, **ALL)
    scale_weights(pair, 50)
    x = np.abs(draw_x(steps=40))
    expected = [array.numpy() for array in pair.stock(x)]
    with np.errstate(over="ignore"):
        agree(pair.fast(x), expected, 1e-5)
    assert not np.isfinite(expected[0][:, -1]).all()
    assert np.isfinite(expected[0][:, 0]).all()


@every_cell
@pytest.mark.parametrize("bits", [0x7FC00000, 0xFFC00000, 0x7F800001, 0x7FC00001])
def test_nan_stays_in_its_row_and_reaches_the_end(cell, bits, twins):
    fast = twins(cell, 20, **ALL).fast
    x = draw_x(batch=13)
    clean = fast(x)[0].numpy()
    x.view("uint32")[4, 2, 1] = bits
    outputs, *states = (array.numpy() for array in fast(x))
    others = np.arange(13) != 4
    np.testing.assert_array_equal(outputs[others], clean[others])
    np.testing.assert_array_equal(outputs[4, :2], clean[4, :2])
    assert np.isnan(outputs[4, 2:]).all()
    assert all(np.isnan(state[4]).all() for state in states)


@every_cell
def test_gradient_of_nan_stays_in_its_row(cell, twins, differentiate, agree):
    pair = twins(cell, 20, **ALL)
    x = draw_x(batch=13)
    x[4, 2, 1] = np.nan
    _, (dx, *d_weights) = differentiate(pair.fast, x, training=True)
    _, (expected, *expected_weights) = differentiate(pair.stock, x, training=True)
    others = np.arange(13) != 4
    agree([dx[others]], [expected[others]], 1e-5)
    agree([np.isnan(dx[4])], [np.isnan(expected[4])], 0)
    agree(map(np.isnan, d_weights), map(np.isnan, expected_weights), 0)


@every_cell
@pytest.mark.parametrize("sign", [-1, 1])
def test_infinite_input_is_as_in_keras(cell, sign, twins, agree):
    pair = twins(cell, 20, features=1, **ALL)
    x = draw_x(features=1)
    x[1, 2] = sign * np.inf
    agree(pair.fast(x), [array.numpy() for array in pair.stock(x)], 2e-6)


@every_cell
@pytest.mark.parametrize("training", [False, True])
def test_empty_batch(cell, training, twins, states_of, differentiate):
    fast = twins(cell, 4, **ALL).fast
    x, states = draw_x(batch=0), states_of(cell, 0, 4)
    (outputs, *_), gradients = differentiate(fast, x, states, training=training)
    assert fast.path == "native"
    assert outputs.shape == (0, 6, 4)
    d_weights = gradients[1 + len(states) :]
    assert [d.shape for d in d_weights] == [w.shape for w in fast.weights]
    assert all((d == 0).all() for d in d_weights)


@every_cell
def test_one_trace_serves_every_batch_and_length(cell, twins, agree):
    pair = twins(cell, 6, **ALL)
    traces = []

    @tf.function(input_signature=[tf.TensorSpec((None, None, 3)), tf.TensorSpec(None)])
    def step(x, wanted):
        traces.append(1)
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs, *states = pair.fast(x, training=wanted is None)
            loss = tf.reduce_sum(outputs**2) + sum(map(tf.reduce_sum, states))
        return outputs, tape.gradient(loss, x)

    for batch, steps in ((3, 4), (1, 1), (8, 50)):
        x = tf.constant(draw_x(batch, steps))
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs, *states = pair.stock(x)
            loss = tf.reduce_sum(outputs**2) + sum(map(tf.reduce_sum, states))
        agree(step(x, 0.0), [outputs, tape.gradient(loss, x)], 1e-5)
    assert len(traces) == 1
    assert pair.fast.path == "native"


# ------------------------------------------- what Keras takes, the fast layers take


@every_cell
def test_integer_input(cell, twins, agree):
    pair = twins(cell)
    x = np.arange(30, dtype="int32").reshape(2, 5, 3) % 4
    agree([pair.fast(x)], [pair.stock(x)], 1e-6)


@every_cell
def test_float64_input_without_autocast(cell, twins, agree):
    pair = twins(cell, autocast=False)
    x = draw_x().astype("float64")
    agree([pair.fast(x)], [pair.stock(x)], 1e-6)


@every_cell
def test_one_initial_state_for_all_rows(cell, twins, states_of, agree):
    pair = twins(cell, **ALL)
    x, states = draw_x(), states_of(cell, 1, 5)
    expected = pair.stock(x, initial_state=states)
    agree(pair.fast(x, initial_state=states), expected, 1e-6)


@every_cell
@pytest.mark.parametrize("form", ["integers", "floats", "three axes", "list", "tensor"])
def test_forms_of_a_mask(cell, form, twins, agree):
    pair = twins(cell, **ALL)
    mask = np.random.default_rng(1).random((5, 6)) < 0.5
    forms = {
        "integers": mask.astype("int32"),
        "floats": mask.astype("float32"),
        "three axes": mask[..., None],
        "list": [tf.constant(mask)],
        "tensor": tf.constant(mask),
    }
    expected = pair.stock(draw_x(), mask=mask)
    agree(pair.fast(draw_x(), mask=forms[form]), expected, 1e-6)
    assert pair.fast.path == "native"


@every_cell
@pytest.mark.parametrize("return_sequences", [False, True])
@pytest.mark.parametrize("zero_output_for_mask", [False, True])
def test_unrolled(
    cell, return_sequences, zero_output_for_mask, twins, states_of, agree
):
    choices = {"zero_output_for_mask": zero_output_for_mask, "unroll": True}
    pair = twins(cell, return_state=True, return_sequences=return_sequences, **choices)
    mask = np.random.default_rng(1).random((5, 6)) < 0.5
    call = {"mask": mask, "initial_state": states_of(cell, 5, 5)}
    agree(pair.fast(draw_x(), **call), pair.stock(draw_x(), **call), 1e-6)


@every_cell
def test_wrong_features_are_refused(cell, twins):
    pair = twins(cell)
    for layer in (pair.fast, pair.stock):
        with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
            layer(draw_x(features=2))


@every_cell
def test_mask_of_another_shape_is_refused(cell, twins):
    fast = twins(cell).fast
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
        fast(draw_x(), mask=np.ones((5, 7), bool))
