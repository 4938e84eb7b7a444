"""The recurrence and its backpropagation through time in NumPy: the definition.

`forward` walks any cell over x (samples, timesteps, features), `backward` walks the
same way back. They are written to be read; the fast kernels have to give what these
give. Values, masks and orders are those of the Keras layers with the same weights.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from seqkit import checks
from seqkit.recurrent.cells import (
    ACTIVATIONS,
    GRUResetAfterCell,
    GRUResetBeforeCell,
    LSTMCell,
    SimpleRNNCell,
)
from seqkit.recurrent.states import (
    Array,
    RecurrentWeights,
    State,
    StepGradients,
    as_float,
    check_shape,
    check_weights,
    where,
    zeros_like,
)

Tape = TypeVar("Tape")


class Cell(Protocol[State, Tape]):
    """What the loop needs of a cell: one step, and the same step backwards."""

    @property
    def state_type(self) -> type[State]:
        """The NamedTuple of the cell's states; its first field is the output h."""

    @property
    def weights(self) -> RecurrentWeights:
        """The arrays that `step` uses."""

    def step(self, x: Array, state: State) -> tuple[State, Tape]:
        """Return the state after x (samples, features), and the tape."""

    def step_backward(self, tape: Tape, d_state: State) -> StepGradients[State]:
        """Return a step's gradients from the gradient of the state after it.

        Linear in `d_state`: rows of zeros give rows of zeros and add nothing to the
        weights' gradients. The loop relies on it for masked steps.
        """


@dataclass(frozen=True, eq=False)
class Forward(Generic[State]):
    """A sequence walked through: what came out, and what `backward` needs.

    outputs : (samples, timesteps, units), in the order of computing: with
        `go_backwards` the last timestep's comes first, as in Keras
    final_state : the state after the last step
    cell, tapes, mask, go_backwards, zero_output_for_mask : how it was computed; tapes
        and mask in the order of computing
    """

    outputs: Array
    final_state: State
    cell: Cell[State, Any]
    tapes: tuple[Any, ...]
    mask: Array
    go_backwards: bool
    zero_output_for_mask: bool

    @property
    def last_output(self) -> Array:
        """What Keras returns without `return_sequences`: (samples, units)."""
        return self.outputs[:, -1]


class Gradients(NamedTuple, Generic[State]):
    """Gradients of a loss.

    x : (samples, timesteps, features), in the order of time; 0 at masked steps
    initial_state : arrays (samples, units)
    weights : shapes as the weights, summed over samples and timesteps
    """

    x: Array
    initial_state: State
    weights: RecurrentWeights


def simple_rnn_cell(
    weights: Sequence[npt.ArrayLike], activation: str = "tanh"
) -> SimpleRNNCell:
    """Build a SimpleRNN cell from `layer.get_weights()`.

    Parameters
    ----------
    weights : W (features, units), U (units, units) and, if there is one, b (units,)
    activation : "tanh" or "relu"

    Raises
    ------
    ValueError
        For another number of arrays, other shapes, or an unknown activation.
    """
    checks.check_choice("activation", activation, tuple(ACTIVATIONS))
    return SimpleRNNCell(check_weights(weights, gates=1), activation)


def lstm_cell(weights: Sequence[npt.ArrayLike]) -> LSTMCell:
    """Build an LSTM cell from `layer.get_weights()`.

    Parameters
    ----------
    weights : W (features, 4 * units), U (units, 4 * units) and, if there is one,
        b (4 * units,); gates in the order i f c o

    Raises
    ------
    ValueError
        For another number of arrays, or other shapes.
    """
    return LSTMCell(check_weights(weights, gates=4))


def gru_cell(
    weights: Sequence[npt.ArrayLike], reset_after: bool = True
) -> GRUResetAfterCell | GRUResetBeforeCell:
    """Build a GRU cell from `layer.get_weights()`.

    Parameters
    ----------
    weights : W (features, 3 * units), U (units, 3 * units) and, if there is one,
        b (2, 3 * units) with `reset_after`, else (3 * units,); gates z r h
    reset_after : whether the reset gate acts after the product with U (the layer's
        own argument of this name)

    Raises
    ------
    ValueError
        For another number of arrays, or other shapes.
    """
    if reset_after:
        return GRUResetAfterCell(check_weights(weights, gates=3, bias_rows=(2,)))
    return GRUResetBeforeCell(check_weights(weights, gates=3))


def forward(
    cell: Cell[State, Any],
    x: npt.ArrayLike,
    *,
    mask: npt.ArrayLike | None = None,
    initial_state: Sequence[npt.ArrayLike] | None = None,
    go_backwards: bool = False,
    zero_output_for_mask: bool = False,
) -> Forward[State]:
    """Walk a cell over sequences.

    With m_t = 1 for a real step of a row and 0 for a masked one, s the state and y
    the output::

        s̃_t = step(x_t, s_{t-1})
        s_t = s̃_t   if m_t else s_{t-1}
        y_t = h̃_t   if m_t else y_{t-1},      y_0 = 0

    So a masked step carries the state over and repeats the output before it, which
    before the first real step is 0 and not the initial state (Keras does the same).
    What x holds at masked steps is never read; it may be NaN.

    Parameters
    ----------
    cell : from `simple_rnn_cell`, `lstm_cell` or `gru_cell`
    x : (samples, timesteps, features), at least one timestep
    mask : (samples, timesteps), True = real step; None: all are real
    initial_state : [h], for an LSTM [h, c], each (samples, units); None: zeros
    go_backwards : whether to walk from the last timestep to the first; outputs stay
        in the order of computing
    zero_output_for_mask : whether masked steps give 0 instead of the output before

    Returns
    -------
    Forward
        `outputs`, `last_output`, `final_state`; hand it to `backward`. float64 stays
        float64, float32 stays float32.

    Raises
    ------
    ValueError
        For shapes that do not fit the cell or each other.

    Examples
    --------
    h_t = relu(2 x_t + h_{t-1} / 2 - 1):

    >>> cell = simple_rnn_cell([[[2.0]], [[0.5]], [-1.0]], activation="relu")
    >>> run = forward(cell, [[[1.0], [2.0], [3.0]]])
    >>> run.outputs[0, :, 0].tolist()
    [1.0, 3.5, 6.75]
    >>> gradients = backward(run, d_last_output=[[1.0]])
    >>> gradients.x[0, :, 0].tolist()
    [0.5, 1.0, 2.0]
    """
    x, mask = _checked_sequences(cell, x, mask)
    state = _checked_state(cell, initial_state, x, "initial_state")
    if go_backwards:
        x, mask = x[:, ::-1], mask[:, ::-1]
    y = np.zeros_like(state.h)
    outputs, tapes = [], []
    for t in range(x.shape[1]):
        real = mask[:, t, None]
        stepped, tape = cell.step(x[:, t], state)
        state = where(real, stepped, state)
        y = np.where(real, stepped.h, 0 if zero_output_for_mask else y)
        outputs.append(y)
        tapes.append(tape)
    stacked = np.stack(outputs, axis=1)
    return Forward(
        stacked, state, cell, tuple(tapes), mask, go_backwards, zero_output_for_mask
    )


def backward(
    run: Forward[State],
    d_outputs: npt.ArrayLike | None = None,
    *,
    d_last_output: npt.ArrayLike | None = None,
    d_final_state: Sequence[npt.ArrayLike] | None = None,
    tbptt_steps: int | None = None,
) -> Gradients[State]:
    """Backpropagate through time, in full or cut into chunks.

    The loss's gradients with respect to what `forward` gave come in (those given are
    summed up, those left out are 0), and walk back, ds and dy being what the steps
    behind t hand over::

        dy   += ∂L/∂y_t
        ds̃_t  = m_t (ds + [dy in h])
        dx_t, ds_back, dweights_t = step_backward(ds̃_t)
        ds    = ds_back   if m_t else ds
        dy    = 0         if m_t else dy          (0 with zero_output_for_mask)

    Truncation: number the real steps of each row 0, 1, 2, … in the order of walking.
    With `tbptt_steps=k` the state that enters step k, 2k, 3k, … is taken as a
    constant: ds_back is set to 0 there. A loss is so followed back to the beginning of
    its own chunk of k steps, 1 to k steps deep, and every step's own gradient still
    counts. It is what training over consecutive chunks with a carried state (Keras's
    `stateful=True`) computes; only the first chunk reaches the initial state. Since
    masked steps are not numbered, and a repeated output leads to the step that
    computed it, padding changes no truncated gradient either.

    Parameters
    ----------
    run : what `forward` gave
    d_outputs : ∂L/∂outputs (samples, timesteps, units), in the order of `run.outputs`
    d_last_output : ∂L/∂last_output (samples, units)
    d_final_state : ∂L/∂final_state, [h], for an LSTM [h, c]
    tbptt_steps : length k of a chunk; None, or at least the number of timesteps: full

    Raises
    ------
    ValueError
        For shapes that do not fit, or tbptt_steps < 1.

    Notes
    -----
    Werbos (1990), "Backpropagation through time". Truncation: Williams & Peng (1990),
    BPTT(h; h') with h = h' = k; Sutskever (2013), section 2.8.6, with k1 = k2 = k.
    """
    walk = _walk_back(run, d_outputs, d_last_output, d_final_state, tbptt_steps)
    dx: list[Array] = []
    d_weights: list[Any] = [0.0, 0.0, 0.0]
    for past in walk:
        dx.append(past.step.x)
        pairs = zip(d_weights, past.step.weights, strict=True)
        d_weights = [sum_ + d for sum_, d in pairs]
    gradients = RecurrentWeights(*d_weights)
    if run.cell.weights.bias is None:
        gradients = gradients._replace(bias=None)
    return Gradients(_in_time(run, dx), past.before, gradients)


def state_gradients(
    run: Forward[State],
    d_outputs: npt.ArrayLike | None = None,
    *,
    d_last_output: npt.ArrayLike | None = None,
    d_final_state: Sequence[npt.ArrayLike] | None = None,
) -> State:
    """Return ∂L/∂state_t of every step: all that flows back to the state after t.

    It is what `backward` hands from step to step: the step's own output counts, and
    every later step does.

    Parameters
    ----------
    run, d_outputs, d_last_output, d_final_state : as for `backward`

    Returns
    -------
    arrays (samples, timesteps, units), h, for an LSTM h and c, in the order of time;
    0 at masked steps

    Raises
    ------
    ValueError
        For shapes that do not fit.

    Examples
    --------
    >>> cell = simple_rnn_cell([[[2.0]], [[0.5]], [-1.0]], activation="relu")
    >>> run = forward(cell, [[[1.0], [2.0], [3.0]]])
    >>> state_gradients(run, d_last_output=[[1.0]]).h.ravel().tolist()
    [0.25, 0.5, 1.0]
    """
    walk = _walk_back(run, d_outputs, d_last_output, d_final_state, None)
    fields = zip(*(past.reaching for past in walk), strict=True)
    kind = run.cell.state_type
    return kind._make(_in_time(run, list(field)) for field in fields)


class _StepBack(NamedTuple, Generic[State]):
    """One step of the way back.

    reaching : the gradient of the state after the step, 0 where the step is masked
    step : the step's own gradients
    before : the gradient handed to the step before
    """

    reaching: State
    step: StepGradients[State]
    before: State


def _walk_back(
    run: Forward[State],
    d_outputs: npt.ArrayLike | None,
    d_last_output: npt.ArrayLike | None,
    d_final_state: Sequence[npt.ArrayLike] | None,
    tbptt_steps: int | None,
) -> Iterator[_StepBack[State]]:
    """Yield every step from the last to the first, as `backward` says."""
    cell, mask = run.cell, run.mask
    d_y = _output_gradients(run, d_outputs, d_last_output)
    ds = _checked_state(cell, d_final_state, run.outputs, "d_final_state")
    dy = np.zeros_like(ds.h)
    cut = _cuts(mask, tbptt_steps)
    for t in reversed(range(mask.shape[1])):
        real = mask[:, t, None]
        dy = dy + d_y[:, t]
        reaching = where(real, ds._replace(h=ds.h + dy), zeros_like(ds))
        step = cell.step_backward(run.tapes[t], reaching)
        ds_back = where(cut[:, t, None], zeros_like(ds), step.state)
        ds = where(real, ds_back, ds)
        dy = np.where(real | run.zero_output_for_mask, 0, dy)
        yield _StepBack(reaching, step, ds)


def _in_time(run: Forward[State], walked_back: list[Array]) -> Array:
    """Stack what the way back gave, in the order of time."""
    in_time = walked_back if run.go_backwards else walked_back[::-1]
    return np.stack(in_time, axis=1)


def _cuts(mask: Array, tbptt_steps: int | None) -> Array:
    """Say which rows take the state entering a step as a constant, as `mask`."""
    if tbptt_steps is None:
        return np.zeros_like(mask)
    k = checks.check_count("tbptt_steps", tbptt_steps)
    number = np.cumsum(mask, axis=1) - 1
    return mask & (number > 0) & (number % k == 0)


def _output_gradients(
    run: Forward[State],
    d_outputs: npt.ArrayLike | None,
    d_last_output: npt.ArrayLike | None,
) -> Array:
    """Add up what comes in at every output: (samples, timesteps, units)."""
    total = np.zeros_like(run.outputs)
    if d_outputs is not None:
        total = total + check_shape("d_outputs", d_outputs, run.outputs.shape)
    if d_last_output is not None:
        shape = run.last_output.shape
        total[:, -1] += check_shape("d_last_output", d_last_output, shape)
    return total


def _checked_sequences(
    cell: Cell[State, Any], x: npt.ArrayLike, mask: npt.ArrayLike | None
) -> tuple[Array, Array]:
    """Return x with 0 at masked steps, and the mask."""
    x, features = as_float(x, cell.weights.kernel.dtype), len(cell.weights.kernel)
    if x.ndim != 3 or x.shape[2] != features or not x.shape[1]:
        raise ValueError(
            f"x must have shape (samples, timesteps, {features}) with at least one "
            f"timestep, as kernel has {features} rows, got {x.shape}"
        )
    if mask is None:
        return x, np.ones(x.shape[:2], dtype=bool)
    mask = check_shape("mask", mask, x.shape[:2]).astype(bool)
    return np.where(mask[..., None], x, 0), mask


def _checked_state(
    cell: Cell[State, Any],
    given: Sequence[npt.ArrayLike] | None,
    like: Array,
    name: str,
) -> State:
    """Return the state given, or zeros for as many samples as `like` has."""
    fields = cell.state_type._fields
    shape = len(like), len(cell.weights.recurrent_kernel)
    dtype = np.result_type(like, *cell.weights[:2])
    if given is None:
        return cell.state_type._make(np.zeros(shape, dtype) for _ in fields)
    if len(given) != len(fields):
        raise ValueError(
            f"{name} must list the arrays {checks.listed(fields, 'and')} of shape "
            f"{shape}, got {len(given)} entries"
        )
    arrays = [as_float(array, dtype) for array in given]
    return cell.state_type._make(
        check_shape(f"{name} {field}", array, shape)
        for field, array in zip(fields, arrays, strict=True)
    )
