"""How a step's state depends on the state before: Jacobians and their products.

A Jacobian is read off the cell's own backward step: its rows are what unit vectors
become on the way back. All in float64, a sample at a time, so that memory stays small.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit.inspection.gradients import by_step
from seqkit.inspection.observations import observe
from seqkit.inspection.subjects import Subject
from seqkit.recurrent import Cell, Forward


class Product(NamedTuple):
    """Norms of one sample's Jacobians, in the order of walking; log10, NaN if masked.

    step : (timesteps,), of ∂state_t/∂state_{t-1}
    product : (timesteps,), of ∂state_T/∂state_t
    """

    step: np.ndarray
    product: np.ndarray


def jacobian_norms(
    model: Any, x: Any, *, layer: Any = None, call: int = 0, samples: int = 8
) -> pd.DataFrame:
    """Measure by how much a step can stretch the state, and all later steps together.

    The state is all that a layer carries: h, for an LSTM (h, c). A spectral norm below
    1 at every step makes gradients vanish for sure; a product above 1 lets them grow
    (Pascanu, Mikolov & Bengio, 2013, "On the difficulty of training recurrent neural
    networks").

    Parameters
    ----------
    model : keras.Model, or a fitted estimator
    x : inputs as the model takes them; for an estimator data in the form of the fitted
    layer : name or place among `recurrent_layers(model)`; None: the first
    call : which of the layer's calls, if the model calls it several times
    samples : most samples looked at, spread evenly over those given; the time grows
        with samples, steps and the third power of the state's size

    Returns
    -------
    DataFrame, index `step` (0 is the first in time), means over the samples for which
    the step is real:

    step_norm : spectral norm of ∂state_t/∂state_{t-1}; t-1 is the step the layer reads
        before t, so with `go_backwards` the later one
    product_norm : spectral norm of ∂state_T/∂state_t, T the last step read
    log10_step_norm, log10_product_norm : means of the logarithms, which stay exact
        where the norms themselves are too small or too large to write

    Raises
    ------
    ValueError
        If the layer is unknown or has no NumPy definition.

    Examples
    --------
    >>> from seqkit.keras_backend import keras
    >>> layer = keras.layers.SimpleRNN(1, activation="relu")
    >>> model = keras.Sequential([keras.Input((3, 1)), layer])
    >>> layer.set_weights([np.ones((1, 1)), np.full((1, 1), 0.5), np.zeros(1)])
    >>> norms = jacobian_norms(model, np.ones((1, 3, 1)))
    >>> norms["step_norm"].tolist(), norms["product_norm"].tolist()
    ([0.5, 0.5, 0.5], [0.25, 0.5, 1.0])
    """
    seen = observe(Subject.of(model, x, samples=samples), layer, call)
    each = [_product(seen.run, sample) for sample in range(len(seen.mask))]
    step, product = (seen.in_time(np.stack(logs)) for logs in zip(*each, strict=True))
    with np.errstate(over="ignore"):
        columns = {
            "step_norm": pd.DataFrame(10**step).mean(),
            "product_norm": pd.DataFrame(10**product).mean(),
            "log10_step_norm": pd.DataFrame(step).mean(),
            "log10_product_norm": pd.DataFrame(product).mean(),
        }
    return by_step(columns)


def steps_back(
    run: Forward[Any], sample: int, start: np.ndarray | None
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Walk one sample's real steps back: yield t, rows · ∂state_t/∂(x_t, state_{t-1}).

    Parameters
    ----------
    run : the layer's run
    sample : which of its samples
    start : (rows, state size), what to multiply with; it travels from step to step.
        None multiplies every step with the unit matrix instead.
    """
    size = len(run.cell.state_type._fields) * run.outputs.shape[-1]
    rows = np.eye(size) if start is None else start
    for t in np.flatnonzero(run.mask[sample])[::-1]:
        by_x, by_state = _rows_back(run.cell, run.tapes[t], sample, rows)
        yield int(t), by_x, by_state
        rows = rows if start is None else by_state


def _rows_back(
    cell: Cell[Any, Any], tape: Any, sample: int, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Multiply rows with one step's Jacobian: its inputs' side, and its state's."""
    parts = (field[sample] for field in tape)
    repeated = type(tape)._make(
        np.broadcast_to(part, (len(rows), *part.shape)) for part in parts
    )
    fields = len(cell.state_type._fields)
    step = cell.step_backward(
        repeated, cell.state_type._make(np.split(rows, fields, axis=1))
    )
    return step.x, np.concatenate(step.state, axis=1)


def _product(run: Forward[Any], sample: int) -> Product:
    step = np.full(len(run.tapes), np.nan)
    product, exponent = None, 0.0
    later = step.copy()
    for t, _, jacobian in steps_back(run, sample, None):
        product = np.eye(len(jacobian)) if product is None else product
        later[t] = exponent + _log10_norm(product)
        step[t] = _log10_norm(jacobian)
        product = product @ jacobian
        size = np.abs(product).max()
        if size > 0:
            product, exponent = product / size, exponent + np.log10(size)
    return Product(step, later)


def _log10_norm(matrix: np.ndarray) -> float:
    """Return log10 of the spectral norm, -inf for zeros."""
    size = np.abs(matrix).max()
    if size == 0:
        return -np.inf
    scaled = matrix / size
    largest = np.linalg.eigvalsh(scaled.T @ scaled)[-1]
    return float(np.log10(size) + np.log10(largest) / 2)
