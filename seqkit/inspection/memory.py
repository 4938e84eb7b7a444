"""How far back a layer's last state remembers its inputs."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.inspection.jacobians import steps_back
from seqkit.inspection.observations import observe
from seqkit.inspection.subjects import Subject
from seqkit.recurrent import Forward


@dataclass(frozen=True, eq=False)
class Memory:
    """How strongly the last state depends on inputs of long ago.

    Attributes
    ----------
    length : steps, the newest ones, that hold `share` of the whole dependence
    half_life : steps back after which the dependence is at most half of that on the
        newest input, between steps on a logarithmic line; inf if it never is
    share : as asked for
    profile : DataFrame, index `lag` (0: the last real step): `norm` of ∂h_T/∂x_{T-lag},
        its `share` of the sum, and the `cumulative` share
    """

    length: int
    half_life: float
    share: float
    profile: pd.DataFrame

    def __str__(self) -> str:
        return (
            f"{self.share:.0%} of the last state's dependence on the inputs lies in "
            f"the newest {self.length} of {len(self.profile)} steps; it halves within "
            f"{self.half_life:.3g} steps."
        )


def memory_length(
    model: Any,
    x: Any,
    *,
    layer: Any = None,
    call: int = 0,
    share: float = 0.95,
    samples: int = 8,
) -> Memory:
    """Measure how many steps back the last state depends on its inputs.

    Parameters
    ----------
    model : keras.Model, or a fitted estimator
    x : inputs as the model takes them; for an estimator data in the form of the fitted
    layer : name or place among `recurrent_layers(model)`; None: the first
    call : which of the layer's calls, if the model calls it several times
    share : of the whole dependence (the sum of the norms over all steps) that counts
    samples : most samples looked at, spread evenly over those given

    Returns
    -------
    Memory, of the Frobenius norms of ∂h_T/∂x_{T-lag}, mean over samples; masked steps
    are not counted as lags, and a sample shorter than a lag adds 0 there

    Raises
    ------
    ValueError
        If no step is real, the layer is unknown or has no NumPy definition.

    Examples
    --------
    >>> from seqkit.keras_backend import keras
    >>> layer = keras.layers.SimpleRNN(1, activation="relu")
    >>> model = keras.Sequential([keras.Input((4, 1)), layer])
    >>> layer.set_weights([np.ones((1, 1)), np.full((1, 1), 0.5), np.zeros(1)])
    >>> memory = memory_length(model, np.ones((1, 4, 1)), share=0.9)
    >>> memory.profile["norm"].tolist(), memory.length, memory.half_life
    ([1.0, 0.5, 0.25, 0.125], 3, 1.0)
    """
    checks.check_number("share", share, 0, 1, low_ok=False)
    seen = observe(Subject.of(model, x, samples=samples), layer, call)
    each = [_by_lag(seen.run, sample) for sample in range(len(seen.mask))]
    longest = max(len(norms) for norms in each)
    if not longest:
        raise ValueError(
            f"x must have a real step to look at, but every one that layer "
            f"{seen.layer.name!r} reads is masked; check the mask"
        )
    norm = np.mean([np.pad(one, (0, longest - len(one))) for one in each], axis=0)
    part = norm / norm.sum() if norm.sum() else norm
    columns = {"norm": norm, "share": part, "cumulative": part.cumsum()}
    profile = pd.DataFrame(columns).rename_axis("lag")
    # rounding must not push a share reached exactly one step further
    reached = profile["cumulative"].round(12) >= share
    length = int(reached.argmax()) + 1 if reached.any() else 0
    return Memory(length, _half_life(norm), share, profile)


def _by_lag(run: Forward[Any], sample: int) -> np.ndarray:
    """Return ‖∂h_T/∂x‖ of one sample's real steps, the newest first."""
    units = run.outputs.shape[-1]
    others = len(run.cell.state_type._fields) - 1
    start = np.hstack([np.eye(units), np.zeros((units, others * units))])
    norms = [np.linalg.norm(by_x) for _, by_x, _ in steps_back(run, sample, start)]
    return np.array(norms)


def _half_life(norm: np.ndarray) -> float:
    below = np.flatnonzero(norm <= norm[0] / 2)
    if not len(below) or norm[0] == 0:
        return np.inf
    lag = int(below[0])
    if norm[lag] == 0:
        return float(lag)
    before, after, half = np.log([norm[lag - 1], norm[lag], norm[0] / 2])
    return lag - 1 + float((before - half) / (before - after))
