"""Train for some steps at rates that rise, to see at which of them a network learns.

Source: Smith (2017), "Cyclical learning rates for training neural networks", section
3.3, with the rate growing by the same factor at each step.
"""

from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.keras_backend import keras
from seqkit.sequences.batches import Source
from seqkit.training.fitting import Recipe, endless_batches, left_plain, prepare
from seqkit.training.prediction import quiet_tracing
from seqkit.training.sources import ForNetwork

_MEMORY = 0.9  # of the smoothed loss, a step
_BLOWN_UP = 3  # times the size of the loss, above the least


def sweep(
    network: Any,
    training: Source,
    loss: Any,
    recipe: Recipe,
    rates: np.ndarray,
    random_state: int | None = None,
) -> pd.DataFrame:
    """Train a network one step at each rate, until the loss blows up.

    Parameters
    ----------
    network : keras.Model, uncompiled; its weights are changed
    training : source whose `take` gives (inputs, targets)
    loss : keras.losses.Loss
    recipe : of it only the batches are used
    rates : float array (steps,)
    random_state : seed of the sample order

    Returns
    -------
    DataFrame, one row per step: rate; loss, of its batch before the step is taken;
    smoothed, the mean of the losses up to there, those of n steps ago by 0.9^n

    Raises
    ------
    FloatingPointError
        If the loss was NaN or infinite at the first step.
    """
    prepare(network, loss, rates[0], 1)
    climb = _Climb(rates)
    given = ForNetwork(network, training)
    with quiet_tracing(), left_plain(network):
        network.fit(
            endless_batches(given, training, recipe, random_state),
            steps_per_epoch=len(rates),
            shuffle=False,
            callbacks=[climb],
            verbose=0,
        )
    checks.check_swept(len(climb.losses))
    met = slice(len(climb.losses))
    columns = {"rate": rates[met], "loss": climb.losses, "smoothed": climb.smoothed}
    return pd.DataFrame(columns)


class _Climb(keras.callbacks.Callback):
    """Set the rate of each step and write down the loss of each batch."""

    def __init__(self, rates: np.ndarray):
        super().__init__()
        self._rates = rates
        self.losses: list[float] = []
        self.smoothed: list[float] = []
        self._sum = self._weight = 0.0

    def on_train_batch_begin(self, batch, logs=None):
        """Let the loss be that of one batch, and set the rate."""
        self.model.reset_metrics()
        self.model.optimizer.learning_rate = self._rates[batch]

    def on_train_batch_end(self, batch, logs=None):
        """Write the loss down, and stop where it blew up."""
        loss = float(logs["loss"])
        if not np.isfinite(loss):
            self.model.stop_training = True
            return
        self._sum = _MEMORY * self._sum + loss
        self._weight = _MEMORY * self._weight + 1
        self.losses.append(loss)
        self.smoothed.append(self._sum / self._weight)
        best, first = min(self.smoothed), self.smoothed[0]
        size = max(abs(best), abs(first), first - best)
        if self.smoothed[-1] - best > _BLOWN_UP * size:
            self.model.stop_training = True
