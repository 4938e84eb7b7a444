"""What every contestant shares: the task, the clock, the line to the main script.

Needs NumPy alone, so that it loads in the peers' environment, too.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Task:
    """One series of standardised values, and what to learn from it.

    Attributes
    ----------
    path : .npy file, float64 (rows,)
    train : rows to train on, from the first
    test_start, test_stop : rows whose values are forecast, every start among them
    lookback, horizon, units, batch_size, learning_rate : of the network
    """

    path: str
    train: int
    test_start: int
    test_stop: int
    lookback: int
    horizon: int
    units: int
    batch_size: int
    learning_rate: float

    def values(self) -> np.ndarray:
        """Return the series, float32."""
        return np.load(self.path).astype("float32")

    def training_values(self) -> np.ndarray:
        return self.values()[: self.train]

    def test_values(self) -> np.ndarray:
        """Return the test rows with one lookback in front."""
        return self.values()[self.test_start - self.lookback : self.test_stop]

    def cut(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return all windows: arrays (n, lookback) and (n, horizon)."""
        width = self.lookback + self.horizon
        windows = np.lib.stride_tricks.sliding_window_view(values, width)
        return windows[:, : self.lookback].copy(), windows[:, self.lookback :].copy()

    @property
    def windows(self) -> int:
        """Windows of one pass over the training rows."""
        return self.train - self.lookback - self.horizon + 1

    @property
    def steps(self) -> int:
        """Training steps of one pass."""
        return -(-self.windows // self.batch_size)

    def windows_after(self, steps: int) -> int:
        """Return windows trained in so many steps; a pass ends on a smaller batch."""
        passes, more = divmod(steps, self.steps)
        return passes * self.windows + min(more * self.batch_size, self.windows)


class Clock:
    """Notes when each pass over the windows ended, and how many windows it trained."""

    def __init__(self):
        self.times: list[float] = []
        self.windows: list[int] = []

    def pass_ended(self, windows: int) -> None:
        self.times.append(time.perf_counter())
        self.windows.append(windows)

    def rate(self) -> float:
        """Return windows per second of all passes but the first, which also traces."""
        return sum(self.windows[1:]) / (self.times[-1] - self.times[0])


def measured(
    task: Task, clock: Clock, forecast: Callable[[], Any], values: Callable
) -> dict[str, float]:
    """Return a round's figures.

    `forecast` runs twice, the second time against the clock: the first call traces.
    `values` turns what it returns into an array (test windows, horizon).
    """
    forecast()
    start = time.perf_counter()
    returned = forecast()
    seconds = time.perf_counter() - start
    truth = task.cut(task.test_values())[1]
    away = np.asarray(values(returned)).reshape(truth.shape) - truth
    return {
        "training": clock.rate(),
        "forecasting": len(truth) / seconds,
        "mse": float(np.square(away).mean()),
    }


def best(runs: dict[str, dict]) -> dict:
    """Return the best figures of one contestant under several settings.

    The test error is that of the setting that trains fastest, which is named, too.
    """
    fastest = max(runs, key=lambda name: runs[name]["training"])
    forecasting = max(run["forecasting"] for run in runs.values())
    return runs[fastest] | {"forecasting": forecasting, "setting": fastest}


def versions(*packages: str) -> dict[str, str]:
    return {name: version(name) for name in packages}


def serve(contestant: Callable, task: Callable) -> None:
    """Answer the main script line by line, until it closes the pipe.

    A request is {"do": "prepare" or "round", ...}; the answer is one JSON object. What
    libraries print goes to the error stream, so that it cannot mix with the answers.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    made = None
    for line in sys.stdin:
        request = json.loads(line)
        if request.pop("do") == "prepare":
            made = contestant(task(**request))
            answer = made.versions
        else:
            answer = made.round(**request)
        print(json.dumps(answer), file=answers, flush=True)
