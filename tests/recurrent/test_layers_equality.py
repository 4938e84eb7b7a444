"""The fast layers give what `keras.layers` and the NumPy reference give."""

from functools import partial
from itertools import combinations

import numpy as np
import pytest

from seqkit.recurrent import (
    backward,
    forward,
    gru_cell,
    lstm_cell,
    simple_rnn_cell,
)

pytestmark = pytest.mark.usefixtures("native")

VALUES, GRADIENTS = 1e-6, 1e-5
CHOICES = {
    "cell": ["simple_tanh", "simple_relu", "lstm", "gru"],
    # around the widths of vectors (4, 8, 16) and of tiles of vectors
    "units": [1, 3, 15, 16, 17, 33, 64, 70],
    "features": [1, 2, 5, 16, 17, 20],
    "batch": [1, 2, 5, 33, 512],
    "steps": [1, 2, 7, 37],
    "mask": ["none", "all", "right", "holes", "empty_rows", "nothing"],
    "initial": [False, True],
    "go_backwards": [False, True],
    "return_sequences": [False, True],
    "zero_output_for_mask": [False, True],
    "training": [False, True],
    "use_bias": [True, True, False],
}


def cases():
    """Draw cases until every pair of choices has been together in one."""
    draw = np.random.default_rng(0)
    names = list(CHOICES)

    def pairs(case):
        return set(combinations(zip(names, case, strict=True), 2))

    def candidate():
        return tuple(CHOICES[n][draw.integers(len(CHOICES[n]))] for n in names)

    missing = {
        ((a, one), (b, other))
        for a, b in combinations(names, 2)
        for one in CHOICES[a]
        for other in CHOICES[b]
    }
    while missing:
        best = max(
            (candidate() for _ in range(40)), key=lambda c: len(pairs(c) & missing)
        )
        if pairs(best) & missing:
            missing -= pairs(best)
            yield dict(zip(names, best, strict=True))


def draw_mask(kind, batch, steps):
    draw = np.random.default_rng(11)
    holes = draw.random((batch, steps)) < 0.6
    if kind == "right":
        return np.arange(steps) < draw.integers(1, steps + 1, (batch, 1))
    if kind == "empty_rows":
        holes[::2] = False
    whole = {"none": None, "all": True, "nothing": False}
    if kind not in whole:
        return holes
    return None if kind == "none" else np.full((batch, steps), whole[kind])


def draw_x(batch, steps, features):
    shape = (batch, steps, features)
    return np.random.default_rng(2).normal(size=shape).astype("float32")


@pytest.mark.parametrize(
    "case", list(cases()), ids=lambda c: "-".join(map(str, c.values()))
)
def test_values_and_gradients_are_those_of_keras(
    case, twins, states_of, differentiate, agree
):
    cell, units, batch = case["cell"], case["units"], case["batch"]
    names = ("go_backwards", "return_sequences", "zero_output_for_mask", "use_bias")
    arguments = {name: case[name] for name in names}
    pair = twins(cell, units, case["features"], return_state=True, **arguments)
    x = draw_x(batch, case["steps"], case["features"])
    states = states_of(cell, batch, units) if case["initial"] else None
    mask = draw_mask(case["mask"], batch, case["steps"])
    call = {"mask": mask, "training": case["training"]}

    values, gradients = differentiate(pair.fast, x, states, **call)
    expected_values, expected_gradients = differentiate(pair.stock, x, states, **call)

    assert pair.fast.path == "native"
    agree(values, expected_values, VALUES)
    agree(gradients, expected_gradients, GRADIENTS)


# ---------------------------------------------------------- beside the reference

REFERENCE = {
    "simple_tanh": simple_rnn_cell,
    "simple_relu": partial(simple_rnn_cell, activation="relu"),
    "lstm": lstm_cell,
    "gru": gru_cell,
}
every_cell = pytest.mark.parametrize("cell", CHOICES["cell"])


@every_cell
@pytest.mark.parametrize("go_backwards", [False, True])
@pytest.mark.parametrize("zero_output_for_mask", [False, True])
@pytest.mark.parametrize("training", [False, True])
def test_nan_at_masked_steps_changes_nothing(
    cell,
    go_backwards,
    zero_output_for_mask,
    training,
    twins,
    states_of,
    agree,
    differentiate,
):
    choices = {"go_backwards": go_backwards}
    choices["zero_output_for_mask"] = zero_output_for_mask
    fast = twins(cell, 19, 6, return_sequences=True, return_state=True, **choices).fast
    mask = draw_mask("empty_rows", 11, 40)
    x = np.where(mask[..., None], draw_x(11, 40, 6), np.nan).astype("float32")
    states = states_of(cell, 11, 19)
    call = {"mask": mask, "training": training}

    (values, *final), gradients = differentiate(fast, x, states, **call)

    run = forward(
        REFERENCE[cell]([w.astype("float64") for w in fast.get_weights()]),
        x.astype("float64"),
        mask=mask,
        initial_state=[state.astype("float64") for state in states],
        **choices,
    )
    draw = np.random.default_rng(5)
    d_values, *d_final = [
        draw.normal(size=y.shape).astype("float32").astype("float64")
        for y in (values, *final)
    ]
    expected = backward(run, d_values, d_final_state=d_final)
    assert fast.path == "native"
    assert all(np.isfinite(array).all() for array in (values, *final, *gradients))
    agree([values, *final], [run.outputs, *run.final_state], VALUES)
    flat = [expected.x, *expected.initial_state, *expected.weights]
    agree(gradients, flat, GRADIENTS)


@every_cell
def test_long_sequences_stay_with_the_reference(cell, twins, agree):
    fast = twins(cell, 33, 2, return_sequences=True).fast
    x = draw_x(3, 400, 2)
    weights = [w.astype("float64") for w in fast.get_weights()]
    run = forward(REFERENCE[cell](weights), x.astype("float64"))
    agree([fast(x)], [run.outputs], 2e-6)


@every_cell
def test_batch_size_changes_no_row(cell, twins):
    fast = twins(cell, 20, 4, return_sequences=True).fast
    x = draw_x(97, 9, 4)
    whole = fast(x).numpy()
    for size in (1, 2, 5, 7, 48, 49):
        part = fast(x[:size]).numpy()
        np.testing.assert_allclose(part, whole[:size], rtol=1e-6, atol=1e-6)
