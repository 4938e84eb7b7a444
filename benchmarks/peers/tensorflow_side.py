"""Contestants in seqkit's own environment: the Forecaster, and plain Keras."""

import numpy as np
import pandas as pd

from peers.shared import Clock, Task, best, measured, versions
from seqkit import Forecaster
from seqkit.estimators.forecast_windows import ForecastWindows
from seqkit.estimators.panel_arrays import PanelArrays
from seqkit.keras_backend import keras
from seqkit.sequences.frames import Roles, read_frame

KERAS_BATCH = 1024


class KerasClock(keras.callbacks.Callback):
    """A clock that Keras drives, and that counts the steps the optimizer took.

    An epoch may hold a step more than a pass: Keras runs whole executions of several
    steps, also where their number does not divide the pass.
    """

    def __init__(self, task: Task):
        super().__init__()
        self.clock, self._task, self._seen = Clock(), task, 0

    def on_epoch_end(self, epoch, logs=None):
        seen = self._task.windows_after(int(self.model.optimizer.iterations))
        self.clock.pass_ended(seen - self._seen)
        self._seen = seen


class SeqkitSide:
    """`Forecaster.fit` as it stands, trained on every window of the training rows."""

    def __init__(self, task: Task):
        self.task = task
        self.train = dated(task.training_values())
        self.test = dated(task.test_values())
        self.versions = versions("tensorflow", "keras")

    def round(self, seed: int, epochs: int) -> dict:
        task, watch = self.task, KerasClock(self.task)
        model = Forecaster(
            task.horizon,
            strategy="direct",
            cell="lstm",
            units=(task.units,),
            lookback=task.lookback,
            batch_size=task.batch_size,
            learning_rate=task.learning_rate,
            scaling=None,
            linear_path=False,
            loss="mse",
            epochs=epochs,
            patience=10 * epochs,
            validation_fraction=0.0,
            random_state=seed,
            callbacks=[watch],
        ).fit(self.train)
        return measured(
            task,
            watch.clock,
            lambda: model.score(self.test),
            lambda _: self.forecasts(model),
        )

    def forecasts(self, model: Forecaster) -> np.ndarray:
        """Return what `score` scores: it keeps the forecasts to itself."""
        panel = read_frame(self.test, Roles())
        arrays = PanelArrays.of(panel, model.encoders_, model.plan_)
        ends = np.arange(self.task.lookback, len(self.test) - self.task.horizon + 1)
        begins = np.array([self.task.lookback])
        windows = ForecastWindows.at(
            arrays,
            model.plan_,
            model.series_.scales(arrays, model.plan_, begins),
            series=np.zeros_like(ends),
            ends=ends,
        )
        return model.forecast_windows(windows).point


class KerasSide:
    """`keras.layers.LSTM` on windows cut beforehand, the better of two settings."""

    def __init__(self, task: Task):
        self.task = task
        self.past, self.ahead = task.cut(task.training_values())
        self.test = task.cut(task.test_values())[0][..., None]
        self.versions = versions("tensorflow", "keras")

    def round(self, seed: int, epochs: int) -> dict:
        runs = {
            f"steps_per_execution {at_once}": self._once(seed, epochs, at_once)
            for at_once in (1, 32)
        }
        return best(runs)

    def _once(self, seed: int, epochs: int, at_once: int) -> dict:
        keras.utils.set_random_seed(seed)
        task, watch = self.task, KerasClock(self.task)
        layers = [
            keras.Input((task.lookback, 1)),
            keras.layers.LSTM(task.units),
            keras.layers.Dense(task.horizon),
        ]
        model = keras.Sequential(layers)
        model.compile(
            keras.optimizers.Adam(task.learning_rate),
            loss="mse",
            steps_per_execution=at_once,
            jit_compile=False,
        )
        model.fit(
            self.past[..., None],
            self.ahead,
            batch_size=task.batch_size,
            epochs=epochs,
            callbacks=[watch],
            verbose=0,
        )
        return measured(
            task,
            watch.clock,
            lambda: model.predict(self.test, batch_size=KERAS_BATCH, verbose=0),
            np.asarray,
        )


def dated(values: np.ndarray) -> pd.Series:
    times = pd.date_range("2016-07-01", periods=len(values), freq="h", name="date")
    return pd.Series(values.astype("float64"), index=times, name="OT")


CONTESTANTS = {"seqkit": SeqkitSide, "keras": KerasSide}
