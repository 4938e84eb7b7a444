"""Say in words whether gradients vanish, explode, or reach the first step."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit.inspection.gradients import GradientsThroughTime, gradients_through_time
from seqkit.inspection.subjects import Subject
from seqkit.keras_backend import keras

VANISHING, EXPLODING = 1e-3, 1e3
_GATES = "an LSTM or GRU layer in place of SimpleRNN"
_CURES = {
    "simple": [_GATES, "an orthogonal recurrent kernel"],
    "lstm": ["a larger forget bias (Keras starts with 1)"],
    "gru": ["an LSTM, whose forget gates start open"],
}
_CURES_OF_ALL = [
    "layer normalisation",
    "shorter sequences (segments of several steps, or tbptt)",
]
_TAMING = [
    "gradient clipping (clipnorm=1 in the optimizer)",
    "a smaller learning rate",
    "an orthogonal recurrent kernel",
    "shorter sequences (tbptt)",
]


@dataclass(frozen=True)
class Diagnosis:
    """What became of the gradient on its way through time.

    Attributes
    ----------
    verdict : "vanishing", "healthy" or "exploding"
    ratio : ‖∂L/∂h‖ at the first step the layer reads over that at the last, each the
        mean over samples; NaN where both are 0
    decay_per_step : the factor per step back that makes this ratio
    half_life : steps back after which half is left; inf where nothing is lost
    steps : mean number of real steps
    layer : name of the layer looked into
    text : all of this in a sentence, and what to try
    """

    verdict: str
    ratio: float
    decay_per_step: float
    half_life: float
    steps: float
    layer: str
    text: str

    def __str__(self) -> str:
        return self.text


def diagnose(
    model: Any,
    x: Any,
    y: Any = None,
    *,
    loss: Any = None,
    layer: Any = None,
    call: int = 0,
    samples: int = 64,
) -> Diagnosis:
    """Say whether gradients vanish or explode on the way to the first step.

    The verdict is "vanishing" for a ratio below 1/1000, "exploding" above 1000 (or
    where a gradient is not finite), else "healthy". A sample's first and last step are
    the first and last real one that the layer reads.

    Parameters
    ----------
    model, x, y, loss, layer, call, samples : as for `gradient_norms`

    Returns
    -------
    Diagnosis; `print` shows its sentence

    Raises
    ------
    ValueError
        If no step is real, or as for `gradient_norms`.

    Examples
    --------
    >>> layer = keras.layers.SimpleRNN(1, activation="relu", name="rnn")
    >>> model = keras.Sequential([keras.Input((20, 1)), layer])
    >>> layer.set_weights([np.ones((1, 1)), np.full((1, 1), 0.5), np.zeros(1)])
    >>> found = diagnose(model, np.ones((1, 20, 1)), np.zeros((1, 1)), loss="mse")
    >>> found.verdict, found.decay_per_step, found.half_life
    ('vanishing', 0.5, 1.0)
    """
    norms = gradients_through_time(Subject.of(model, x, y, loss, samples), layer, call)
    seen = norms.observation
    first, last, steps = _ends(norms)
    ratio = _ratio(first, last)
    decay = round(ratio ** (1 / (steps - 1)), 12) if steps > 1 else 1.0
    verdict = _verdict(ratio)
    half_life = _half_life(decay)
    told = _told(verdict, ratio, half_life, steps, seen.layer)
    return Diagnosis(verdict, ratio, decay, half_life, steps, seen.layer.name, told)


def _ends(norms: GradientsThroughTime) -> tuple[float, float, float]:
    """Return the gradient at the first and last real step, and how many there are."""
    seen = norms.observation
    walked, mask = seen.in_time(norms.state), seen.run.mask
    some = mask.any(axis=1)
    if not some.any():
        raise ValueError(
            f"x must have a real step to look at, but every one that layer "
            f"{seen.layer.name!r} reads is masked; check the mask"
        )
    walked, mask = walked[some], mask[some]
    rows = np.arange(len(mask))
    last = mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1)
    first = walked[rows, mask.argmax(axis=1)].mean()
    return float(first), float(walked[rows, last].mean()), float(mask.sum(1).mean())


def _ratio(first: float, last: float) -> float:
    if not (np.isfinite(first) and np.isfinite(last)) or (first and not last):
        return np.inf
    return first / last if last else np.nan


def _verdict(ratio: float) -> str:
    if np.isnan(ratio) or ratio < VANISHING:
        return "vanishing"
    return "exploding" if ratio > EXPLODING else "healthy"


def _half_life(decay: float) -> float:
    if not decay < 1:
        return np.nan if np.isnan(decay) else np.inf
    return float(np.log(0.5) / np.log(decay)) if decay else 0.0


def _told(
    verdict: str, ratio: float, half_life: float, steps: float, layer: Any
) -> str:
    if np.isnan(ratio):
        return (
            f"The loss does not depend on layer {layer.name!r} at all: its gradient is "
            "0 at the first and the last step; look for dead units, or for a part of "
            "the model that cuts it off."
        )
    way = (
        f"over {steps:.4g} steps, from the last to the first, the gradient at "
        f"{layer.name!r} changes by a factor of {ratio:.2g}"
    )
    if verdict == "healthy":
        return f"Gradients are healthy: {way}; nothing needs to be changed."
    if verdict == "exploding":
        return f"Gradients explode: {way}; try {_listed(_TAMING)}."
    cures = _listed(_CURES[_kind(layer)] + _CURES_OF_ALL)
    return (
        f"Gradients vanish: {way} (half is lost every {half_life:.2g} steps), so early "
        f"steps teach the network nothing; try {cures}."
    )


def _kind(layer: Any) -> str:
    if isinstance(layer.cell, keras.layers.LSTMCell):
        return "lstm"
    return "gru" if isinstance(layer.cell, keras.layers.GRUCell) else "simple"


def _listed(options: list[str]) -> str:
    return f"{', '.join(options[:-1])} or {options[-1]}"
