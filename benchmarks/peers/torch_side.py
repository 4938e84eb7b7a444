"""Contestants in the peers' environment: Darts and NeuralForecast.

Progress bars, loggers, summaries and checkpoints of the trainer are off. Each library
is imported where it is used, so that a process holds one of them. Small networks are
often faster on one torch thread than on all, so both run and the better one counts.
"""

import logging
import os

import numpy as np
import pytorch_lightning as lightning
import torch

from peers.shared import Clock, Task, best, measured, versions

QUIET = {
    "accelerator": "cpu",
    "enable_progress_bar": False,
    "enable_model_summary": False,
    "enable_checkpointing": False,
    "logger": False,
}


class TorchClock(lightning.Callback):
    """A clock that the trainer drives; a pass is so many steps, whatever an epoch is.

    `windows_of` tells how many windows a batch trained.
    """

    def __init__(self, steps: int, windows_of):
        self.clock, self._steps, self._windows_of = Clock(), steps, windows_of
        self._windows = self._done = 0

    def on_train_batch_end(self, trainer, module, outputs, batch, batch_idx):
        self._done += 1
        self._windows += self._windows_of(batch)
        if self._done % self._steps == 0:
            self.clock.pass_ended(self._windows)
            self._windows = 0

    def __deepcopy__(self, memo):
        """Stay one object: libraries copy their models before they train them."""
        return self


class TorchSide:
    """A contestant that trains on one thread and on all it may have."""

    def round(self, seed: int, epochs: int) -> dict:
        runs = {}
        for threads in sorted({1, int(os.environ["OMP_NUM_THREADS"])}):
            torch.set_num_threads(threads)
            runs[f"threads {threads}"] = self.once(seed, epochs)
        return best(runs)


class DartsSide(TorchSide):
    """`BlockRNNModel.fit` and `historical_forecasts` without retraining."""

    def __init__(self, task: Task):
        from darts import TimeSeries

        self.task = task
        self.train = TimeSeries.from_values(task.training_values())
        self.test = TimeSeries.from_values(task.test_values())
        self.versions = versions("darts", "torch", "pytorch-lightning")

    def once(self, seed: int, epochs: int) -> dict:
        from darts.models import BlockRNNModel

        task, watch = (
            self.task,
            TorchClock(self.task.steps, lambda batch: len(batch[0])),
        )
        model = BlockRNNModel(
            task.lookback,
            task.horizon,
            model="LSTM",
            hidden_dim=task.units,
            n_rnn_layers=1,
            batch_size=task.batch_size,
            n_epochs=epochs,
            optimizer_kwargs={"lr": task.learning_rate},
            random_state=seed,
            pl_trainer_kwargs=QUIET | {"callbacks": [watch]},
        ).fit(self.train, verbose=False)
        return measured(task, watch.clock, lambda: self.forecast(model), stacked)

    def forecast(self, model) -> list:
        return model.historical_forecasts(
            self.test,
            start=self.task.lookback,
            start_format="position",
            forecast_horizon=self.task.horizon,
            retrain=False,
            last_points_only=False,
            verbose=False,
        )


class NeuralForecastSide(TorchSide):
    """`LSTM` with a linear decoder; `cross_validation` of the fitted model.

    `batch_size` counts series there, and there is one; a step draws
    `windows_batch_size` windows from it, anew for each step and without the smaller
    batch at the end of a pass.
    """

    def __init__(self, task: Task):
        self.task = task
        self.train = long_frame(task.training_values())
        self.test = long_frame(task.test_values())
        self.versions = versions("neuralforecast", "torch", "pytorch-lightning")

    def once(self, seed: int, epochs: int) -> dict:
        from neuralforecast import NeuralForecast
        from neuralforecast.losses.pytorch import MSE
        from neuralforecast.models import LSTM

        task = self.task
        watch = TorchClock(task.steps, lambda batch: task.batch_size)
        network = LSTM(
            h=task.horizon,
            input_size=task.lookback,
            encoder_n_layers=1,
            encoder_hidden_size=task.units,
            decoder_layers=1,
            loss=MSE(),
            max_steps=task.steps * epochs,
            learning_rate=task.learning_rate,
            windows_batch_size=task.batch_size,
            scaler_type="identity",
            random_seed=seed,
            callbacks=[watch],
            **QUIET,
        )
        model = NeuralForecast(models=[network], freq=1)
        model.fit(self.train)
        return measured(
            task,
            watch.clock,
            lambda: self.forecast(model),
            lambda found: found.sort_values(["cutoff", "ds"])["LSTM"],
        )

    def forecast(self, model):
        return model.cross_validation(
            self.test,
            n_windows=None,
            test_size=len(self.test) - self.task.lookback,
            use_fitted=True,
        )


def stacked(forecasts: list) -> np.ndarray:
    return np.stack([forecast.values(copy=False) for forecast in forecasts])


def long_frame(values: np.ndarray):
    import pandas as pd

    return pd.DataFrame({"unique_id": "OT", "ds": np.arange(len(values)), "y": values})


logging.getLogger("pytorch_lightning").setLevel(logging.WARNING)
CONTESTANTS = {"darts": DartsSide, "neuralforecast": NeuralForecastSide}
