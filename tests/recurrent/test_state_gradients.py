"""∂L/∂state_t: beside central differences of a recurrence restarted behind step t."""

import numpy as np
import pytest

from seqkit.recurrent import backward, forward, gru_cell, lstm_cell, simple_rnn_cell
from seqkit.recurrent.reference import state_gradients

CELLS = {"simple": (simple_rnn_cell, 1), "lstm": (lstm_cell, 4), "gru": (gru_cell, 3)}
SAMPLES, STEPS, FEATURES, UNITS = 3, 5, 2, 2
MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [0, 1, 0, 1, 1]], bool)


def draw_case(kind):
    build, gates = CELLS[kind]
    draw = np.random.default_rng(3)
    shapes = [(FEATURES, gates * UNITS), (UNITS, gates * UNITS)]
    cell = build([draw.normal(0, 0.7, shape) for shape in shapes])
    x = draw.normal(size=(SAMPLES, STEPS, FEATURES))
    return cell, x, draw.normal(size=(SAMPLES, STEPS, UNITS))


@pytest.mark.parametrize("kind", CELLS)
def test_each_equals_differences_of_the_state_it_belongs_to(kind):
    cell, x, factors = draw_case(kind)
    found = state_gradients(forward(cell, x), factors)
    for t in range(STEPS):
        state = forward(cell, x[:, : t + 1]).final_state

        def loss(arrays, t=t):
            total = (factors[:, t] * arrays[0]).sum()
            if t + 1 == STEPS:
                return total
            rest = forward(cell, x[:, t + 1 :], initial_state=arrays)
            return total + (factors[:, t + 1 :] * rest.outputs).sum()

        for number, gradient in enumerate(found):
            wanted = np.zeros((SAMPLES, UNITS))
            for place in np.ndindex(wanted.shape):
                for sign in (1, -1):
                    arrays = [np.array(part) for part in state]
                    arrays[number][place] += sign * 1e-5
                    wanted[place] += sign * loss(arrays) / 2e-5
            np.testing.assert_allclose(gradient[:, t], wanted, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("back", [False, True])
def test_masked_steps_are_zero_and_cut_out(kind, back):
    cell, x, factors = draw_case(kind)
    run = forward(cell, x, mask=MASK, go_backwards=back)
    found = state_gradients(run, d_last_output=factors[:, 0])
    assert all((gradient[~MASK] == 0).all() for gradient in found)
    short = forward(cell, x[1:2, :3], go_backwards=back)
    same = state_gradients(short, d_last_output=factors[1:2, 0])
    for gradient, other in zip(found, same, strict=True):
        np.testing.assert_allclose(gradient[1:2, :3], other, rtol=1e-12)


def test_the_final_states_gradient_enters_at_the_last_step():
    cell, x, factors = draw_case("lstm")
    ends = [factors[:, 0], factors[:, 1]]
    run = forward(cell, x)
    found = state_gradients(run, d_final_state=ends)
    for gradient, end in zip(found, ends, strict=True):
        np.testing.assert_array_equal(gradient[:, -1], end)
    # what leaves the first step is what `backward` says of the initial state
    first = cell.step_backward(run.tapes[0], type(found)(*(d[:, 0] for d in found)))
    initial = backward(run, d_final_state=ends).initial_state
    for one, other in zip(first.state, initial, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
