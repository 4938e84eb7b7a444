"""The recurrence: by hand, by central differences, and beside the Keras layers."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.keras_backend import keras, tf
from seqkit.recurrent import (
    HiddenState,
    LinearReadout,
    LSTMState,
    backward,
    forward,
    gru_cell,
    lstm_cell,
    simple_rnn_cell,
    softmax_cross_entropy,
    squared_error,
)

# name: (cell from weights, Keras layer, gates, rows before the bias's last axis)
CELLS = {
    "simple": (simple_rnn_cell, keras.layers.SimpleRNN, 1, ()),
    "relu": (
        partial(simple_rnn_cell, activation="relu"),
        partial(keras.layers.SimpleRNN, activation="relu"),
        1,
        (),
    ),
    "lstm": (lstm_cell, keras.layers.LSTM, 4, ()),
    "gru": (gru_cell, keras.layers.GRU, 3, (2,)),
    "gru_before": (
        partial(gru_cell, reset_after=False),
        partial(keras.layers.GRU, reset_after=False),
        3,
        (),
    ),
}
FEATURES, UNITS, STEPS = 3, 2, 6
# all real, right-padded, holes at both ends and inside, none real
MASK = np.array(
    [[1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0], [0, 1, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0]],
    dtype=bool,
)
MASKS = {
    "unmasked": {},
    "masked": {"mask": MASK},
    "zero_output": {"mask": MASK, "zero_output_for_mask": True},
}
every_cell = pytest.mark.parametrize("name", CELLS)
every_mask = pytest.mark.parametrize("masking", MASKS)
both_ways = pytest.mark.parametrize("go_backwards", [False, True])
exactly = partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-14)


def draw_arrays(name, *, samples=4, steps=STEPS, features=FEATURES, units=UNITS):
    """Return the weights, x, and the initial state of a cell, all float64."""
    _, _, gates, rows = CELLS[name]
    draw = np.random.default_rng(7)
    wide = gates * units
    shapes = [(features, wide), (units, wide), (*rows, wide)]
    weights = [draw.normal(0, 0.7, shape) for shape in shapes]
    x = draw.normal(size=(samples, steps, features))
    states = 2 if name == "lstm" else 1
    initial = [draw.normal(0, 0.7, (samples, units)) for _ in range(states)]
    return weights, x, initial


def run_case(name, weights, x, initial=None, **choices):
    return forward(CELLS[name][0](weights), x, initial_state=initial, **choices)


def flat(gradients):
    """List gradients as Keras and the numeric check list variables."""
    weights = [d for d in gradients.weights if d is not None]
    return [gradients.x, *gradients.initial_state, *weights]


def central_differences(loss, arrays, step=1e-4):
    """Differentiate by the five-point rule; its error is of order step⁴."""
    rule = {-2: 1 / 12, -1: -2 / 3, 1: 2 / 3, 2: -1 / 12}
    gradients = [np.zeros_like(array) for array in arrays]
    for array, gradient in zip(arrays, gradients, strict=True):
        for place in np.ndindex(array.shape):
            kept = array[place]
            for times, weight in rule.items():
                array[place] = kept + times * step
                gradient[place] += weight * loss() / step
            array[place] = kept
    return gradients


def assert_gradients(given, expected, rtol=1e-6, atol=1e-9):
    for one, other in zip(given, expected, strict=True):
        assert one.shape == other.shape
        np.testing.assert_allclose(one, other, rtol=rtol, atol=atol)


def assert_numeric(loss, gradients, arrays):
    """`gradients` is what backward says; `loss` reads `arrays` anew at each call."""
    assert_gradients(gradients, central_differences(loss, arrays))
    assert all(np.abs(gradient).max() > 1e-5 for gradient in gradients)


# ---------------------------------------------------------------- known answers


def scalar_relu(**choices):
    """h_t = relu(2 x_t + h_{t-1} / 2 - 1) over x = 1, 2, 3: h = 1, 3.5, 6.75."""
    cell = simple_rnn_cell([[[2.0]], [[0.5]], [-1.0]], activation="relu")
    return forward(cell, [[[1.0], [2.0], [3.0]]], **choices)


def scalars(gradients):
    """Return dx, dh_0, dW, dU, db as plain numbers."""
    first, *rest = flat(gradients)
    return [first.ravel().tolist(), *(float(d.item()) for d in rest)]


def test_scalar_rnn_gives_the_outputs_worked_out_by_hand():
    run = scalar_relu()
    assert run.outputs.ravel().tolist() == [1.0, 3.5, 6.75]
    assert run.final_state.h.item() == run.last_output.item() == 6.75


def test_scalar_tanh_rnn_follows_its_equation_for_three_steps():
    cell = simple_rnn_cell([[[0.5]], [[-0.3]], [0.1]])
    run = forward(cell, [[[1.0], [2.0], [-1.0]]], initial_state=[[[0.2]]])
    h1 = math.tanh(0.5 * 1 - 0.3 * 0.2 + 0.1)
    h2 = math.tanh(0.5 * 2 - 0.3 * h1 + 0.1)
    h3 = math.tanh(0.5 * -1 - 0.3 * h2 + 0.1)
    exactly(run.outputs.ravel(), [h1, h2, h3])


def test_scalar_rnn_last_step_gradient_is_the_one_worked_out_by_hand():
    gradients = backward(scalar_relu(), d_last_output=[[1.0]])
    # da = 1/4, 1/2, 1 from the first to the last step
    assert scalars(gradients) == [[0.5, 1.0, 2.0], 0.125, 4.25, 4.0, 1.75]


def test_scalar_rnn_sum_of_outputs_gradient_is_the_one_worked_out_by_hand():
    gradients = backward(scalar_relu(), d_outputs=np.ones((1, 3, 1)))
    # da = 1 + 1.5 / 2, 1 + 1 / 2, 1
    assert scalars(gradients) == [[3.5, 3.0, 2.0], 0.875, 7.75, 5.0, 4.25]


def test_scalar_rnn_truncated_gradient_is_cut_where_the_chunk_begins():
    run = scalar_relu()
    last = backward(run, d_last_output=[[1.0]], tbptt_steps=2)
    every = backward(run, d_outputs=np.ones((1, 3, 1)), tbptt_steps=2)
    single = backward(run, d_outputs=np.ones((1, 3, 1)), tbptt_steps=1)
    assert scalars(last) == [[0.0, 0.0, 2.0], 0.0, 3.0, 3.5, 1.0]
    # da = 1 + 1 / 2, 1, 1
    assert scalars(every) == [[3.0, 2.0, 2.0], 0.75, 6.5, 4.5, 3.5]
    # da = 1, 1, 1
    assert scalars(single) == [[2.0, 2.0, 2.0], 0.5, 6.0, 4.5, 3.0]


def test_scalar_rnn_walks_backwards_from_the_last_timestep():
    run = scalar_relu(go_backwards=True)
    gradients = backward(run, d_last_output=[[1.0]])
    # relu(6 - 1), relu(4 + 2.5 - 1), relu(2 + 2.75 - 1)
    assert run.outputs.ravel().tolist() == [5.0, 5.5, 3.75]
    assert gradients.x.ravel().tolist() == [2.0, 1.0, 0.5]


def test_masked_step_repeats_the_output_and_hands_the_gradient_on():
    run = scalar_relu(mask=[[True, False, True]])
    gradients = backward(run, d_outputs=[[[0.0], [1.0], [0.0]]])
    # the third step is relu(6 + 1 / 2 - 1); the second's output is the first's
    assert run.outputs.ravel().tolist() == [1.0, 1.0, 5.5]
    assert scalars(gradients) == [[2.0, 0.0, 0.0], 0.5, 1.0, 0.0, 1.0]


def test_output_before_the_first_real_step_is_zero_and_not_the_state():
    run = scalar_relu(mask=[[False, False, True]], initial_state=[[[4.0]]])
    assert run.outputs.ravel().tolist() == [0.0, 0.0, 7.0]


def test_lstm_gates_stand_in_the_order_i_f_c_o():
    i, f, g, o = 0.1, 0.2, 0.3, 0.4
    bias = [math.log(i / (1 - i)), math.log(f / (1 - f)), math.atanh(g)]
    bias.append(math.log(o / (1 - o)))
    cell = lstm_cell([np.zeros((1, 4)), np.zeros((1, 4)), bias])
    state, _ = cell.step(np.zeros((1, 1)), LSTMState(np.ones((1, 1)), np.ones((1, 1))))
    c = f * 1 + i * g
    exactly([state.c.item(), state.h.item()], [c, o * math.tanh(c)])


@pytest.mark.parametrize("reset_after", [True, False])
def test_gru_gates_stand_in_the_order_z_r_h(reset_after):
    z, r, U_h, h = 0.1, 0.2, 0.7, 0.5
    bias = np.array([math.log(z / (1 - z)), math.log(r / (1 - r)), 0.3])
    bias = np.stack([bias, [0, 0, 0.6]]) if reset_after else bias
    cell = gru_cell([np.zeros((1, 3)), [[0, 0, U_h]], bias], reset_after)
    state, _ = cell.step(np.zeros((1, 1)), HiddenState(np.full((1, 1), h)))
    inner = r * (h * U_h + 0.6) if reset_after else r * h * U_h
    exactly(state.h.item(), z * h + (1 - z) * math.tanh(0.3 + inner))


# ------------------------------------------------------------ central differences


def step_loss(run, readout, targets):
    """Cross-entropy of a readout at every real step, with all its gradients."""
    logits = readout.forward(run.outputs)
    loss = softmax_cross_entropy(logits, targets, run.mask)
    return loss.value, readout.backward(run.outputs, loss.gradient)


def last_loss(run, readout, targets):
    """Squared error of a readout of the last output, with all its gradients."""
    loss = squared_error(readout.forward(run.last_output), targets)
    return loss.value, readout.backward(run.last_output, loss.gradient)


# by the argument of `backward` that takes their gradient
LOSSES = {"d_outputs": step_loss, "d_last_output": last_loss}


def draw_targets(incoming):
    draw = np.random.default_rng(3)
    readout = LinearReadout(draw.normal(size=(UNITS, 3)), draw.normal(size=3))
    per_step = draw.integers(0, 3, (4, STEPS))
    return readout, per_step if incoming == "d_outputs" else draw.normal(size=(4, 3))


@every_cell
@every_mask
@both_ways
@pytest.mark.parametrize("incoming", LOSSES)
def test_backward_equals_central_differences(name, masking, go_backwards, incoming):
    weights, x, initial = draw_arrays(name)
    readout, targets = draw_targets(incoming)
    loss_of = LOSSES[incoming]

    def walk():
        choices = MASKS[masking] | {"go_backwards": go_backwards}
        return run_case(name, weights, x, initial, **choices)

    run = walk()
    _, d = loss_of(run, readout, targets)
    gradients = [*flat(backward(run, **{incoming: d.h})), *d.readout]
    arrays = [x, *initial, *weights, *readout]
    assert_numeric(lambda: loss_of(walk(), readout, targets)[0], gradients, arrays)


@every_cell
@every_mask
@both_ways
def test_final_state_gradient_equals_central_differences(name, masking, go_backwards):
    weights, x, initial = draw_arrays(name)
    factors = [np.random.default_rng(5).normal(size=h.shape) for h in initial]
    choices = MASKS[masking] | {"go_backwards": go_backwards}

    def loss():
        state = run_case(name, weights, x, initial, **choices).final_state
        return sum((f * s).sum() for f, s in zip(factors, state, strict=True))

    run = run_case(name, weights, x, initial, **choices)
    gradients = backward(run, d_final_state=factors)
    assert_numeric(loss, flat(gradients), [x, *initial, *weights])


@every_cell
def test_gradients_without_a_bias_equal_central_differences(name):
    (W, U, _), x, _ = draw_arrays(name)

    def loss():
        return squared_error(run_case(name, [W, U], x).outputs, np.ones((4, 6, 2)))

    run = run_case(name, [W, U], x)
    gradients = backward(run, loss()[1])
    assert gradients.weights.bias is None
    d_x, *_, d_W, d_U = flat(gradients)
    assert_numeric(lambda: loss()[0], [d_x, d_W, d_U], [x, W, U])


@every_cell
def test_one_step_backward_equals_central_differences(name):
    weights, x, initial = draw_arrays(name)
    now = x[:, 0].copy()
    cell = CELLS[name][0](weights)
    factors = [np.random.default_rng(5).normal(size=h.shape) for h in initial]

    def loss():
        state, _ = CELLS[name][0](weights).step(now, cell.state_type(*initial))
        return sum((f * s).sum() for f, s in zip(factors, state, strict=True))

    _, tape = cell.step(now, cell.state_type(*initial))
    d = cell.step_backward(tape, cell.state_type(*factors))
    assert_numeric(loss, [d.x, *d.state, *d.weights], [now, *initial, *weights])


@every_cell
@both_ways
def test_truncated_gradient_equals_differences_over_chunks_with_frozen_states(
    name, go_backwards
):
    weights, x, initial = draw_arrays(name)
    k, factors = 2, np.random.default_rng(5).normal(size=(4, STEPS, UNITS))
    run = run_case(name, weights, x, initial, go_backwards=go_backwards)
    order = slice(None, None, -1) if go_backwards else slice(None)
    entering = [initial]
    for start in range(0, STEPS - k, k):
        chunk = x[:, order][:, start : start + k]
        entering.append(run_case(name, weights, chunk, entering[-1]).final_state)

    def loss():
        total = 0.0
        for number, state in enumerate(entering):
            part = slice(number * k, (number + 1) * k)
            chunk = run_case(name, weights, x[:, order][:, part], state)
            total += (factors[:, part] * chunk.outputs).sum()
        return total

    gradients = flat(backward(run, factors, tbptt_steps=k))
    assert_numeric(loss, gradients, [x, *initial, *weights])


@pytest.mark.parametrize("masked", [False, True])
def test_losses_equal_central_differences(masked):
    draw = np.random.default_rng(2)
    mask = MASK if masked else None
    a, classes = draw.normal(size=(4, STEPS, 3)), draw.integers(0, 3, (4, STEPS))
    y, targets = draw.normal(size=(4, STEPS, 2)), draw.normal(size=(4, STEPS, 2))
    entropy = softmax_cross_entropy(a, classes, mask).gradient
    error = squared_error(y, targets, mask).gradient
    assert_numeric(
        lambda: softmax_cross_entropy(a, classes, mask).value, [entropy], [a]
    )
    assert_numeric(lambda: squared_error(y, targets, mask).value, [error], [y])


# -------------------------------------------------------------------------- Keras


def keras_layer(name, weights, **choices):
    layer = CELLS[name][1](
        UNITS, dtype="float64", use_bias=len(weights) == 3, **choices
    )
    layer.build((None, None, FEATURES))
    layer.set_weights(weights)
    return layer


def keras_gradients(name, weights, x, initial, factors, masking, **choices):
    """Return outputs, states, and gradients of Σ factors ⊙ (all of them)."""
    choices = {k: v for k, v in (masking | choices).items() if k != "mask"}
    layer = keras_layer(
        name, weights, return_sequences=True, return_state=True, **choices
    )
    x, initial = tf.constant(x), [tf.constant(h) for h in initial]
    mask = None if "mask" not in masking else tf.constant(masking["mask"])
    with tf.GradientTape() as tape:
        tape.watch([x, *initial])
        results = layer(x, mask=mask, initial_state=initial)
        loss = sum(tf.reduce_sum(f * r) for f, r in zip(factors, results, strict=True))
    variables = [variable.value for variable in layer.trainable_variables]
    gradients = tape.gradient(loss, [x, *initial, *variables])
    return [r.numpy() for r in results], [g.numpy() for g in gradients]


@every_cell
@every_mask
@both_ways
@pytest.mark.parametrize("bias", [True, False])
def test_values_and_gradients_equal_keras(name, masking, go_backwards, bias):
    weights, x, initial = draw_arrays(name)
    weights = weights[: 2 + bias]
    draw = np.random.default_rng(4)
    factors = [draw.normal(size=(4, STEPS, UNITS)), *map(np.cos, initial)]
    results, expected = keras_gradients(
        name, weights, x, initial, factors, MASKS[masking], go_backwards=go_backwards
    )
    choices = MASKS[masking] | {"go_backwards": go_backwards}
    run = run_case(name, weights, x, initial, **choices)
    gradients = backward(run, factors[0], d_final_state=factors[1:])
    for ours, theirs in zip([run.outputs, *run.final_state], results, strict=True):
        exactly(ours, theirs)
    assert_gradients(flat(gradients), expected, rtol=1e-10, atol=1e-12)


@every_cell
@every_mask
@both_ways
def test_last_output_equals_keras_without_return_sequences(name, masking, go_backwards):
    weights, x, _ = draw_arrays(name)
    choices = MASKS[masking] | {"go_backwards": go_backwards}
    ours = run_case(name, weights, x, **choices).last_output
    mask = choices.pop("mask", None)
    mask = None if mask is None else tf.constant(mask)
    theirs = keras_layer(name, weights, **choices)(tf.constant(x), mask=mask)
    exactly(ours, theirs.numpy())


@every_cell
def test_cell_takes_the_weights_keras_initialises(name):
    layer = CELLS[name][1](UNITS, dtype="float64", return_sequences=True)
    _, x, _ = draw_arrays(name)
    theirs = layer(tf.constant(x)).numpy()
    exactly(run_case(name, layer.get_weights(), x).outputs, theirs)


@every_cell
def test_truncated_gradient_equals_keras_over_chunks_with_stopped_states(name):
    weights, x, initial = draw_arrays(name)
    layer = keras_layer(name, weights, return_sequences=True, return_state=True)
    x_tf, loss, state = tf.constant(x), 0.0, [tf.constant(h) for h in initial]
    k, factors = 4, np.random.default_rng(4).normal(size=(4, STEPS, UNITS))
    with tf.GradientTape() as tape:
        tape.watch(x_tf)
        for start in range(0, STEPS, k):
            part = slice(start, start + k)
            outputs, *state = layer(x_tf[:, part], initial_state=state)
            state = [tf.stop_gradient(h) for h in state]
            loss += tf.reduce_sum(factors[:, part] * outputs)
    variables = [variable.value for variable in layer.trainable_variables]
    expected = [g.numpy() for g in tape.gradient(loss, [x_tf, *variables])]
    run = run_case(name, weights, x, initial)
    gradients = backward(run, factors, tbptt_steps=k)
    ours = [gradients.x, *gradients.weights]
    assert_gradients(ours, expected, rtol=1e-10, atol=1e-12)


def test_losses_equal_keras():
    draw = np.random.default_rng(2)
    a, classes = draw.normal(size=(5, 3)), draw.integers(0, 3, 5)
    y, targets = draw.normal(size=(5, 2)), draw.normal(size=(5, 2))
    entropy = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True, dtype="float64"
    )
    error = keras.losses.MeanSquaredError(dtype="float64")
    exactly(softmax_cross_entropy(a, classes).value, entropy(classes, a).numpy())
    exactly(squared_error(y, targets).value, error(targets, y).numpy())


def test_readout_equals_a_dense_layer():
    h = np.random.default_rng(2).normal(size=(4, STEPS, UNITS))
    readout, _ = draw_targets("d_outputs")
    dense = keras.layers.Dense(3, dtype="float64")
    dense.build(h.shape)
    dense.set_weights(readout)
    exactly(readout.forward(h), dense(h).numpy())


# --------------------------------------------------------------------- truncation


@every_cell
@every_mask
@pytest.mark.parametrize("tbptt_steps", [STEPS, STEPS + 3])
def test_truncation_at_the_length_or_beyond_is_the_full_gradient(
    name, masking, tbptt_steps
):
    weights, x, initial = draw_arrays(name)
    run = run_case(name, weights, x, initial, **MASKS[masking])
    d = np.random.default_rng(4).normal(size=run.outputs.shape)
    for full, cut in zip(
        flat(backward(run, d)),
        flat(backward(run, d, tbptt_steps=tbptt_steps)),
        strict=True,
    ):
        np.testing.assert_array_equal(full, cut)


@every_cell
def test_truncated_last_step_gradient_reaches_its_own_chunk_only(name):
    weights, x, initial = draw_arrays(name)
    run = run_case(name, weights, x, initial)
    cut = backward(run, d_last_output=np.ones((4, UNITS)), tbptt_steps=4)
    full = backward(run, d_last_output=np.ones((4, UNITS)))
    # chunks are steps 0 to 3 and 4 to 5
    assert not cut.x[:, :4].any()
    assert not np.array(cut.initial_state).any()
    np.testing.assert_array_equal(cut.x[:, 4:], full.x[:, 4:])
    assert full.x[:, :4].any()
    for d_cut, d_full in zip(cut.weights, full.weights, strict=True):
        assert np.abs(d_cut - d_full).max() > 1e-6


def test_truncation_refuses_chunks_without_a_step():
    run = scalar_relu()
    with pytest.raises(ValueError, match="tbptt_steps must be a whole number >= 1"):
        backward(run, d_last_output=[[1.0]], tbptt_steps=0)


# ----------------------------------------------------------- masks, as properties


def everything(name, weights, x, initial, tbptt_steps=None, **choices):
    """Return last output, final state and all gradients of a loss on them."""
    run = run_case(name, weights, x, initial, **choices)
    d_last, d_state = np.cos(run.last_output), [np.sin(h) for h in run.final_state]
    gradients = backward(
        run, d_last_output=d_last, d_final_state=d_state, tbptt_steps=tbptt_steps
    )
    return run, gradients


masks = st.lists(st.booleans(), min_size=STEPS, max_size=STEPS)
cell_names = st.sampled_from(sorted(CELLS))
truncations = st.sampled_from([None, 1, 2, 3])


@settings(max_examples=60, deadline=None)
@given(
    name=cell_names,
    rows=st.lists(masks, min_size=4, max_size=4),
    garbage=st.sampled_from([np.nan, np.inf, -1e300, 3.0]),
    go_backwards=st.booleans(),
    tbptt_steps=truncations,
)
def test_what_masked_steps_hold_never_changes_a_result(
    name, rows, garbage, go_backwards, tbptt_steps
):
    weights, x, initial = draw_arrays(name)
    mask = np.array(rows)
    spoilt = np.where(mask[..., None], x, garbage)
    choices = {"mask": mask, "go_backwards": go_backwards}
    run, gradients = everything(name, weights, x, initial, tbptt_steps, **choices)
    other, others = everything(name, weights, spoilt, initial, tbptt_steps, **choices)
    np.testing.assert_array_equal(run.outputs, other.outputs)
    for one, two in zip(flat(gradients), flat(others), strict=True):
        np.testing.assert_array_equal(one, two)
    assert not gradients.x[~mask].any()


@settings(max_examples=60, deadline=None)
@given(
    name=cell_names,
    real=masks.filter(any),
    go_backwards=st.booleans(),
    tbptt_steps=truncations,
)
def test_masked_steps_can_be_left_out(name, real, go_backwards, tbptt_steps):
    weights, x, initial = draw_arrays(name, samples=1)
    real = np.array(real)
    choices = {"go_backwards": go_backwards, "tbptt_steps": tbptt_steps}
    run, gradients = everything(name, weights, x, initial, mask=real[None], **choices)
    short, shorts = everything(name, weights, x[:, real], initial, **choices)
    exactly(run.last_output, short.last_output)
    exactly(run.final_state, short.final_state)
    exactly(gradients.x[:, real], shorts.x)
    for one, two in zip(flat(gradients)[1:], flat(shorts)[1:], strict=True):
        exactly(one, two)


@settings(max_examples=40, deadline=None)
@given(
    name=cell_names,
    before=st.integers(0, 3),
    after=st.integers(0, 3),
    tbptt_steps=truncations,
)
def test_padding_never_changes_a_result(name, before, after, tbptt_steps):
    weights, x, initial = draw_arrays(name)
    lengths = np.array([6, 4, 1, 3])
    mask = np.arange(STEPS) < lengths[:, None]
    wide = ((0, 0), (before, after))
    padded = np.pad(x, (*wide, (0, 0)), constant_values=9.0)
    run, gradients = everything(name, weights, x, initial, tbptt_steps, mask=mask)
    more, others = everything(
        name, weights, padded, initial, tbptt_steps, mask=np.pad(mask, wide)
    )
    inside = slice(before, before + STEPS)
    exactly(more.outputs[:, inside], run.outputs)
    exactly(more.final_state, run.final_state)
    exactly(others.x[:, inside], gradients.x)
    for one, two in zip(flat(gradients)[1:], flat(others)[1:], strict=True):
        exactly(one, two)


# ------------------------------------------------------------- edges and refusals


@every_cell
@pytest.mark.parametrize(
    "sizes",
    [{"steps": 1}, {"units": 1}, {"samples": 1}, {"features": 1}],
    ids=["one_step", "one_unit", "batch_of_one", "one_feature"],
)
def test_smallest_sizes_equal_central_differences(name, sizes):
    weights, x, initial = draw_arrays(name, **sizes)
    run = run_case(name, weights, x, initial)
    factors = np.cos(np.arange(run.outputs.size)).reshape(run.outputs.shape)

    def loss():
        return (factors * run_case(name, weights, x, initial).outputs).sum()

    gradients = flat(backward(run, factors))
    assert_gradients(gradients, central_differences(loss, [x, *initial, *weights]))


@every_cell
def test_all_masked_keeps_the_state_and_sends_its_gradient_straight_back(name):
    weights, x, initial = draw_arrays(name)
    run = run_case(name, weights, x, initial, mask=np.zeros((4, STEPS)))
    gradients = backward(
        run, np.ones_like(run.outputs), d_final_state=initial, tbptt_steps=2
    )
    assert not run.outputs.any()
    np.testing.assert_array_equal(run.final_state, initial)
    np.testing.assert_array_equal(gradients.initial_state, initial)
    assert not any(d.any() for d in (gradients.x, *gradients.weights))


@every_cell
def test_empty_batch_gives_empty_outputs_and_zero_gradients(name):
    weights, x, _ = draw_arrays(name)
    run = run_case(name, weights, x[:0])
    gradients = backward(run, np.ones_like(run.outputs))
    assert run.outputs.shape == (0, STEPS, UNITS)
    assert not any(d.any() for d in gradients.weights)


@every_cell
@pytest.mark.parametrize("dtype", ["float32", "float64", "longdouble"])
def test_float_type_is_kept(name, dtype):
    weights, x, initial = draw_arrays(name)
    weights, x = [w.astype(dtype) for w in weights], x.astype(dtype)
    initial = [h.astype(dtype) for h in initial]
    run = run_case(name, weights, x, initial, mask=MASK)
    gradients = backward(run, np.ones_like(run.outputs), tbptt_steps=2)
    arrays = [run.outputs, *run.final_state, *flat(gradients)]
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}
    assert run_case(name, weights, x).outputs.dtype == dtype


@every_cell
def test_huge_inputs_saturate_without_overflow(name):
    weights, x, initial = draw_arrays(name)
    run = run_case(name, weights, x * 1e4, initial)
    gradients = backward(run, np.ones_like(run.outputs))
    assert all(np.isfinite(d).all() for d in flat(gradients))
    assert np.isfinite(run.outputs).all()


@every_cell
def test_backward_leaves_its_inputs_as_they_were(name):
    weights, x, initial = draw_arrays(name)
    copies = [array.copy() for array in (x, *initial, *weights)]
    run = run_case(name, weights, x, initial, mask=MASK)
    d = np.ones_like(run.outputs)
    backward(run, d, d_last_output=d[:, 0], d_final_state=initial)
    for copy, array in zip(copies, (x, *initial, *weights), strict=True):
        np.testing.assert_array_equal(copy, array)
    assert (d == 1).all()


def test_losses_without_a_real_prediction_are_zero():
    nothing = np.zeros(2, dtype=bool)
    a = np.full((2, 3), np.nan)
    for loss in (
        softmax_cross_entropy(a, [-1, 99], nothing),
        squared_error(a, a, nothing),
    ):
        assert loss.value == 0
        assert not loss.gradient.any()


def test_softmax_cross_entropy_keeps_huge_logits_finite():
    loss = softmax_cross_entropy([[1e4, -1e4, 0.0]], [1])
    assert loss.value == 2e4
    assert loss.gradient.tolist() == [[1.0, -1.0, 0.0]]


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"x": np.zeros((4, 6))}, r"x must have shape \(samples, timesteps, 3\)"),
        ({"x": np.zeros((4, 0, 3))}, "at least one timestep"),
        ({"mask": np.ones((4, 5))}, r"mask must have shape \(4, 6\), got \(4, 5\)"),
        ({"initial_state": [np.zeros((4, 2))]}, "arrays 'h' and 'c'"),
        (
            {"initial_state": [np.zeros((4, 2)), np.zeros((4, 3))]},
            r"initial_state c must have shape \(4, 2\), got \(4, 3\)",
        ),
    ],
)
def test_forward_refuses_shapes_that_do_not_fit(choices, message):
    weights, x, _ = draw_arrays("lstm")
    with pytest.raises(ValueError, match=message):
        forward(lstm_cell(weights), **{"x": x, **choices})


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([np.zeros((3, 8))], "got 1 arrays"),
        ([np.zeros(8), np.zeros((2, 8))], "kernel must have two axes"),
        ([np.zeros((3, 6)), np.zeros((2, 6))], r"kernel must have shape \(3, 8\)"),
        (
            [np.zeros((3, 8)), np.zeros((2, 8)), np.zeros((2, 8))],
            r"bias must have shape \(8,\)",
        ),
    ],
)
def test_cells_refuse_weights_of_other_shapes(weights, message):
    with pytest.raises(ValueError, match=message):
        lstm_cell(weights)


def test_simple_rnn_refuses_an_unknown_activation():
    with pytest.raises(ValueError, match="activation='gelu' is unknown"):
        simple_rnn_cell([[[1.0]], [[1.0]]], activation="gelu")


def test_backward_refuses_gradients_of_another_shape():
    run = scalar_relu()
    with pytest.raises(ValueError, match=r"d_last_output must have shape \(1, 1\)"):
        backward(run, d_last_output=[1.0])


def test_cross_entropy_refuses_a_target_that_names_no_class():
    with pytest.raises(ValueError, match=r"targets must lie in 0 … 2, .* got 3"):
        softmax_cross_entropy(np.zeros((2, 3)), [0, 3])
