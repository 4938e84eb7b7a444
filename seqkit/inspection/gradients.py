"""How the loss's gradient runs back through time: ‖∂L/∂h_t‖ step by step."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from seqkit.inspection.observations import Observation, observe
from seqkit.inspection.subjects import Subject
from seqkit.recurrent import backward
from seqkit.recurrent.reference import state_gradients


@dataclass(frozen=True, eq=False)
class GradientsThroughTime:
    """Norms of every sample's gradients at every step, in the order of time.

    Attributes
    ----------
    observation : the layer's run
    state : float array (samples, timesteps), ‖∂L/∂h_t‖; NaN at masked steps
    input : the same of ∂L/∂x_t
    cell : the same of ∂L/∂c_t for an LSTM, else None
    """

    observation: Observation
    state: np.ndarray
    input: np.ndarray
    cell: np.ndarray | None


def gradient_norms(
    model: Any,
    x: Any,
    y: Any = None,
    *,
    loss: Any = None,
    layer: Any = None,
    call: int = 0,
    samples: int = 64,
) -> pd.DataFrame:
    """Measure how strongly the loss depends on the state of every step.

    L is the mean loss over the samples, without penalties on weights. ∂L/∂h_t is the
    total derivative: the step's own output and everything that flows through later
    steps. It falls towards the first step where gradients vanish, and grows where they
    explode.

    Parameters
    ----------
    model : keras.Model, or a fitted estimator
    x : inputs as the model takes them; for an estimator data in the form of the fitted
    y : targets; for an estimator None, as they are in its data
    loss : Keras loss, its name, or a function of (y, outputs); None takes the loss that
        the model is compiled with, or the estimator's own
    layer : name or place among `recurrent_layers(model)`; None: the first
    call : which of the layer's calls, if the model calls it several times
    samples : most samples looked at, spread evenly over those given

    Returns
    -------
    DataFrame, index `step` (0 is the first in time), over the samples for which the
    step is real (NaN where it is for none):

    state : mean of ‖∂L/∂h_t‖₂
    median, q10, q90 : quantiles of the same
    input : mean of ‖∂L/∂x_t‖₂, x the layer's input
    cell : for an LSTM, mean of ‖∂L/∂c_t‖₂

    Raises
    ------
    ValueError
        If loss or y is missing, the layer is unknown or has no NumPy definition.

    Examples
    --------
    A recurrence that halves its state halves the gradient with every step back:

    >>> from seqkit.keras_backend import keras
    >>> layer = keras.layers.SimpleRNN(1, activation="relu")
    >>> model = keras.Sequential([keras.Input((3, 1)), layer])
    >>> layer.set_weights([np.ones((1, 1)), np.full((1, 1), 0.5), np.zeros(1)])
    >>> x, y = np.ones((1, 3, 1)), np.zeros((1, 1))
    >>> gradient_norms(model, x, y, loss="mse")["state"].tolist()
    [0.875, 1.75, 3.5]
    """
    subject = Subject.of(model, x, y, loss, samples)
    norms = gradients_through_time(subject, layer, call)
    state = pd.DataFrame(norms.state)
    columns = {
        "state": state.mean(),
        "median": state.median(),
        "q10": state.quantile(0.1),
        "q90": state.quantile(0.9),
        "input": pd.DataFrame(norms.input).mean(),
    }
    if norms.cell is not None:
        columns["cell"] = pd.DataFrame(norms.cell).mean()
    return by_step(columns)


def gradients_through_time(
    subject: Subject, layer: Any = None, call: int = 0
) -> GradientsThroughTime:
    """Return the norms sample by sample."""
    seen = observe(subject, layer, call, subject.objective())
    states = state_gradients(seen.run, **seen.gradients)
    inputs = backward(seen.run, **seen.gradients).x
    mask = seen.mask
    cell = _norms(states.c, mask) if hasattr(states, "c") else None
    return GradientsThroughTime(
        seen, _norms(states.h, mask), _norms(inputs, mask), cell
    )


def by_step(columns: dict[str, Any]) -> pd.DataFrame:
    """Lay columns (timesteps,) side by side, index `step`."""
    frame = pd.DataFrame({name: np.asarray(one) for name, one in columns.items()})
    return frame.rename_axis("step")


def _norms(vectors: np.ndarray, mask: np.ndarray) -> np.ndarray:
    return np.where(mask, np.linalg.norm(vectors, axis=-1), np.nan)
