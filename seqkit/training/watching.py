"""What happens between epochs: stop, slow down, remember, average, show."""

import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from seqkit.keras_backend import keras, tf


class Watch(keras.callbacks.Callback):
    """Early stopping, learning-rate reduction and the history in one place.

    Without a loss to monitor the last epoch is the best.
    """

    def __init__(
        self, patience: int, monitor: str | None, judge: Any = None, slows: bool = True
    ):
        super().__init__()
        self._slows = slows
        self._patience, self._monitor, self._judge = patience, monitor, judge
        self._rows: list[dict[str, float]] = []
        self._best: tuple[float, ...] = (np.inf,)
        self._best_epoch, self._weights = -1, None

    def on_epoch_begin(self, epoch, logs=None):
        """Note the time."""
        self._start = tf.timestamp()

    def on_epoch_end(self, epoch, logs=None):
        """Write a row of the history; keep the weights if they are the best."""
        rate = float(self.model.optimizer.learning_rate)
        if self._judge is not None:
            logs["val_score"] = self._judge(self.model)  # Keras hands logs on
        row = {name: float(value) for name, value in logs.items()}
        error: tuple[float, ...] = (row[self._monitor or "loss"],)
        if self._monitor is None and np.isfinite(error[0]):
            error = (-epoch,)
        if self._judge is not None:
            error = (-row["val_score"], *error)  # of equal scores the smaller loss
            error = error if np.isfinite(row["loss"]) else (np.inf,)
        row |= {"learning_rate": rate, "seconds": float(tf.timestamp() - self._start)}
        self._rows.append(row)
        if error < self._best:
            self._best, self._best_epoch = error, epoch
            self._weights = self.model.get_weights()
        self._react(epoch - self._best_epoch, rate)

    def on_train_end(self, logs=None):
        """Put the best weights back, or say that there are none."""
        if self._weights is None:
            raise FloatingPointError(
                "the loss was NaN or infinite from the first epoch on; lower "
                "learning_rate, or look for extreme values in the data"
            )
        self.model.set_weights(self._weights)

    def history(self) -> pd.DataFrame:
        """Return a row for each epoch."""
        index = pd.RangeIndex(1, len(self._rows) + 1, name="epoch")
        return pd.DataFrame(self._rows, index=index)

    def _react(self, waited: int, rate: float) -> None:
        if waited >= self._patience:
            self.model.stop_training = True
        elif self._slows and waited and waited % max(1, self._patience // 2) == 0:
            self.model.optimizer.learning_rate = rate / 2


class Along(keras.callbacks.Callback, ABC):
    """Base of what changes with the steps that were taken.

    Parameters
    ----------
    steps : of the whole training
    """

    def __init__(self, steps: int):
        super().__init__()
        self._steps, self._taken, self._batch = steps, 0, -1

    @abstractmethod
    def set_at(self, share: float) -> None:
        """Set what changes, for steps behind a share of the training."""

    def on_epoch_begin(self, epoch, logs=None):
        """Count the batches of an epoch from 0."""
        self._batch = -1

    def on_train_batch_begin(self, batch, logs=None):
        """Set what the steps that follow need."""
        self.set_at(self._taken / self._steps)

    def on_train_batch_end(self, batch, logs=None):
        """Count the steps that were taken, of which Keras names the last."""
        self._taken, self._batch = self._taken + batch - self._batch, batch


class Falling(Along):
    """Let the learning rate fall to 0 along half a cosine (Loshchilov & Hutter, 2017).

    Parameters
    ----------
    steps : of the whole training
    """

    def on_train_begin(self, logs=None):
        """Note where the rate begins."""
        self._rate = float(self.model.optimizer.learning_rate)

    def set_at(self, share: float) -> None:
        """Set the learning rate."""
        self.model.optimizer.learning_rate = (
            self._rate * (1 + np.cos(np.pi * share)) / 2
        )


class Rising(Along):
    """Let a layer that has `rise_to` act more from step to step, from 0 to 1.

    Steps that run without Python in between have the share of their middle.

    Parameters
    ----------
    steps : of the whole training
    layer : such as `seqkit.networks.scheduled_sampling.ScheduledSampling`
    at_once : steps of a run
    risen : whether it acts fully from the first step on
    """

    def __init__(self, steps: int, layer: Any, at_once: int = 1, risen: bool = False):
        super().__init__(steps)
        self._layer, self._risen = layer, risen
        self._ahead = at_once / 2 / steps

    def set_at(self, share: float) -> None:
        """Tell the layer how far the training is."""
        self._layer.rise_to(1.0 if self._risen else min(share + self._ahead, 1.0))


class RunningMean(keras.callbacks.Callback):
    """Let the mean of a network's latest weights be validated, judged and kept.

    Weights of n steps ago count by exp(-n / horizon) (Polyak & Juditsky, 1992, with a
    mean that forgets); the horizon grows with the steps taken, so that a short training
    is not held to where it began. The mean stands in the network from the end of an
    epoch, its validation included, to the beginning of the next, where training goes on
    from its own weights. List it before what looks at the network between epochs.

    Parameters
    ----------
    horizon : steps that the mean looks back, at most a third of those taken
    """

    def __init__(self, horizon: float):
        super().__init__()
        self._horizon = horizon
        self._mean: list[np.ndarray] = []
        self._own: list[np.ndarray] = []
        self._step, self._taken = -1, 0

    def on_epoch_begin(self, epoch, logs=None):
        """Put the weights of the training back."""
        self._put(self._own)
        self._own, self._step = [], -1

    def on_train_batch_end(self, batch, logs=None):
        """Take the weights after a run of steps into the mean."""
        steps, self._step = batch - self._step, batch
        self._taken += steps
        fade = np.exp(-steps / min(self._horizon, self._taken / 3))
        now = self._weights()
        self._mean = self._mean or now
        for mean, weights in zip(self._mean, now, strict=True):
            mean += (1 - fade) * (weights - mean)

    def on_test_begin(self, logs=None):
        """Validate the mean."""
        self._show()

    def on_epoch_end(self, epoch, logs=None):
        """Leave the mean to those who look between epochs."""
        self._show()

    def _show(self) -> None:
        if not self._own:
            self._own = self._weights()
            self._put(self._mean)

    def _weights(self) -> list[np.ndarray]:
        return [variable.numpy() for variable in self.model.trainable_variables]

    def _put(self, weights: list[np.ndarray]) -> None:
        if weights:
            for variable, values in zip(
                self.model.trainable_variables, weights, strict=True
            ):
                variable.assign(values)


class Keeping(keras.callbacks.Callback):
    """Let checkpoints write the network that is kept, not a form that only trains.

    List it before the checkpoints.

    Parameters
    ----------
    network : keras.Model that shares its weights with the one in training
    callbacks : those of the training; of these it tells every `ModelCheckpoint`
    """

    def __init__(self, network: Any, callbacks: Iterable[Any]):
        super().__init__()
        kind = keras.callbacks.ModelCheckpoint
        self._network = network
        self._checkpoints = [each for each in callbacks if isinstance(each, kind)]

    def on_train_begin(self, logs=None):
        """Name the network to checkpoints, which Keras told of the other."""
        for checkpoint in self._checkpoints:
            checkpoint.set_model(self._network)


class Progress(keras.callbacks.Callback):
    """Count epochs, show losses and score: one line that renews itself on a terminal.

    Elsewhere (a log, a notebook) every tenth of the epochs writes a line.
    """

    def __init__(self, epochs: int):
        super().__init__()
        self._epochs = epochs

    def on_epoch_end(self, epoch, logs=None):
        """Show the losses and the score."""
        done = self.model.stop_training or epoch + 1 == self._epochs
        shown = ", ".join(f"{name} {float(value):.4g}" for name, value in logs.items())
        line = f"epoch {epoch + 1} of at most {self._epochs}: {shown}"
        if sys.stderr.isatty():
            print(f"\r{line:<79}", end="\n" if done else "", file=sys.stderr)
        elif done or epoch % max(1, self._epochs // 10) == 0:
            print(line, file=sys.stderr)
