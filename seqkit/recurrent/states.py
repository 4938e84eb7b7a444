"""The values that travel through a recurrence: weights, states, a step's gradients.

Arrays are NumPy arrays of any float type; weights have the names, order and shapes of
the Keras layers' weights.
"""

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class RecurrentWeights(NamedTuple):
    """What `get_weights()` of a Keras recurrent layer lists, in its order.

    kernel : W (features, gates * units)
    recurrent_kernel : U (units, gates * units)
    bias : b (gates * units,); (2, gates * units) for a GRU with `reset_after`, the
        input's bias first and the recurrent one second; None with `use_bias=False`

    SimpleRNN has one gate, LSTM four (i f c o), GRU three (z r h).
    """

    kernel: Array
    recurrent_kernel: Array
    bias: Array | None = None


class HiddenState(NamedTuple):
    """The state of SimpleRNN and GRU: h (samples, units)."""

    h: Array


class LSTMState(NamedTuple):
    """The state of an LSTM: hidden h and cell c, each (samples, units)."""

    h: Array
    c: Array


State = TypeVar("State", HiddenState, LSTMState)


class StepGradients(NamedTuple, Generic[State]):
    """Gradients of one step.

    x : (samples, features)
    state : of the state before the step
    weights : shapes as the weights, summed over samples
    """

    x: Array
    state: State
    weights: RecurrentWeights


def zeros_like(state: State) -> State:
    """Return a state of zeros."""
    return type(state)._make(np.zeros_like(array) for array in state)


def where(condition: Array, yes: State, no: State) -> State:
    """Choose between two states, row by row; `condition` has shape (samples, 1)."""
    pairs = zip(yes, no, strict=True)
    return type(yes)._make(np.where(condition, a, b) for a, b in pairs)


def check_weights(
    weights: Sequence[npt.ArrayLike | None], gates: int, bias_rows: tuple[int, ...] = ()
) -> RecurrentWeights:
    """Turn `layer.get_weights()` into weights of so many gates."""
    arrays = [as_float(array) for array in weights if array is not None]
    if len(arrays) not in (2, 3):
        raise ValueError(
            "weights must be [kernel, recurrent_kernel, bias] or the first two, as "
            f"layer.get_weights() lists them, got {len(arrays)} arrays"
        )
    for name, array in zip(RecurrentWeights._fields, arrays[:2], strict=False):
        if array.ndim != 2:
            raise ValueError(f"{name} must have two axes, got shape {array.shape}")
    features, units = len(arrays[0]), len(arrays[1])
    wide = gates * units
    shapes = ((features, wide), (units, wide), (*bias_rows, wide))
    for name, array, shape in zip(
        RecurrentWeights._fields, arrays, shapes, strict=False
    ):
        check_shape(name, array, shape)
    return RecurrentWeights(*arrays)


def check_shape(name: str, array: npt.ArrayLike, shape: tuple[int, ...]) -> Array:
    """Require a shape."""
    array = np.asarray(array)
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    return array


def as_float(array: npt.ArrayLike, dtype: npt.DTypeLike = float) -> Array:
    """Return an array; whole numbers become `dtype`, floats stay what they are."""
    array = np.asarray(array)
    return array if array.dtype.kind == "f" else array.astype(dtype)
