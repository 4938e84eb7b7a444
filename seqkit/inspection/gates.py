"""What gates and states do: their values step by step, and how often they saturate."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.inspection.gradients import by_step
from seqkit.inspection.observations import observe
from seqkit.inspection.subjects import Subject
from seqkit.recurrent import Forward

_SIGMOID, _TANH, _RELU = "sigmoid", "tanh", "relu"
_UNBOUNDED = "unbounded"
RANGES = {
    "i": _SIGMOID,
    "f": _SIGMOID,
    "o": _SIGMOID,
    "z": _SIGMOID,
    "r": _SIGMOID,
    "g": _TANH,
    "h": _TANH,
    "c": _UNBOUNDED,
}


@dataclass(frozen=True, eq=False)
class GateTraces:
    """Gates and states of a recurrent layer, as `traces["f"]`.

    Attributes
    ----------
    values : arrays (samples, timesteps, units) in the order of time, NaN at masked
        steps. LSTM: i, f, g (the candidate c̃), o, c, h; GRU: z, r, g (the candidate
        h̃), h; SimpleRNN: h. c and h are those after the step.
    ranges : by gate, "sigmoid" (0 to 1), "tanh" (-1 to 1), "relu" or "unbounded"
    mask : bool array (samples, timesteps), True = real step
    rows : int64 (samples,), which samples of the data these are
    layer : name of the layer
    """

    values: dict[str, np.ndarray]
    ranges: dict[str, str]
    mask: np.ndarray
    rows: np.ndarray
    layer: str

    def __getitem__(self, gate: str) -> np.ndarray:
        """Return one gate's values (samples, timesteps, units)."""
        checks.check_choice("gate", gate, tuple(self.values))
        return self.values[gate]

    def saturation(self, low: float = 0.1, high: float = 0.9) -> pd.DataFrame:
        """Count how often gates are shut or wide open.

        Parameters
        ----------
        low, high : bounds of what counts as saturated; values between -1 and 1 count
            when they are above `high` in size

        Returns
        -------
        DataFrame, index `gate`, shares of all units at all real steps: `low` (below
        `low`; below -`high` for tanh; exactly 0 for relu), `high` (above `high`; NaN
        for relu), `saturated` (both). The unbounded cell state c is left out.

        Raises
        ------
        ValueError
            If the bounds are not 0 < low < high < 1.
        """
        checks.check_number("high", high, 0, 1, low_ok=False)
        checks.check_number("low", low, 0, high, low_ok=False)
        counted = {
            gate: _shares(values[self.mask], self.ranges[gate], low, high)
            for gate, values in self.values.items()
            if self.ranges[gate] != _UNBOUNDED
        }
        shares = pd.DataFrame(counted, index=["low", "high"]).T.rename_axis("gate")
        return shares.assign(saturated=shares.sum(axis=1, min_count=1))

    def mean(self) -> pd.DataFrame:
        """Return each gate's mean over samples and units, a row per step.

        Returns
        -------
        DataFrame, index `step`, a column per gate; NaN where no sample has a real step
        """
        return by_step(
            {
                gate: pd.DataFrame(values.mean(axis=2)).mean()
                for gate, values in self.values.items()
            }
        )


def gate_traces(
    model: Any, x: Any, *, layer: Any = None, call: int = 0, samples: int = 64
) -> GateTraces:
    """Record what every gate of a recurrent layer does at every step.

    Parameters
    ----------
    model : keras.Model, or a fitted estimator
    x : inputs as the model takes them; for an estimator data in the form of the fitted
    layer : name or place among `recurrent_layers(model)`; None: the first
    call : which of the layer's calls, if the model calls it several times
    samples : most samples looked at, spread evenly over those given

    Returns
    -------
    GateTraces

    Raises
    ------
    ValueError
        If the layer is unknown or has no NumPy definition.

    Examples
    --------
    A new LSTM forgets little: its forget bias is 1, and σ(1) = 0.73.

    >>> from seqkit.keras_backend import keras
    >>> layer = keras.layers.LSTM(2, kernel_initializer="zeros")
    >>> model = keras.Sequential([keras.Input((3, 1)), layer])
    >>> traces = gate_traces(model, np.ones((1, 3, 1)))
    >>> list(traces.values), traces["f"].shape, traces["f"][0, 0].round(2).tolist()
    (['i', 'f', 'g', 'o', 'c', 'h'], (1, 3, 2), [0.73, 0.73])
    """
    subject = Subject.of(model, x, samples=samples)
    seen = observe(subject, layer, call)
    real = seen.mask[..., None]
    values = {
        name: np.where(real, seen.in_time(walked), np.nan)
        for name, walked in _walked_gates(seen.run).items()
    }
    ranges = {name: RANGES[name] for name in values}
    if getattr(seen.run.cell, "activation", _TANH) == _RELU:
        ranges["h"] = _RELU
    return GateTraces(values, ranges, seen.mask, subject.rows, seen.layer.name)


def _walked_gates(run: Forward[Any]) -> dict[str, np.ndarray]:
    """Return gates and states (samples, timesteps, units) in the order of walking."""
    fields = run.tapes[0]._fields
    tape = {
        name: np.stack([getattr(tape, name) for tape in run.tapes], axis=1)
        for name in fields
    }
    if "f" in fields:
        gates = {name: tape[name] for name in "ifgo"}
        c = tape["f"] * tape["c"] + tape["i"] * tape["g"]
        return gates | {"c": c, "h": tape["o"] * tape["tanh_c"]}
    if "z" in fields:
        gates = {name: tape[name] for name in "zrg"}
        h = tape["z"] * tape["h"] + (1 - tape["z"]) * tape["g"]
        return gates | {"h": h}
    return {"h": tape["h_next"]}


def _shares(values: np.ndarray, kind: str, low: float, high: float) -> list[float]:
    """Return the shares of low and of high values; NaN where there is no value."""
    if not values.size:
        return [np.nan, np.nan]
    if kind == _RELU:
        return [float((values == 0).mean()), np.nan]
    floor = -high if kind == _TANH else low
    return [float((values < floor).mean()), float((values > high).mean())]
