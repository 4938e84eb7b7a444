"""10,000 series of 300 points: memory and time of an epoch; 3,000 forecast.

Memory is the peak of the whole process over what it had when the data were there and
a small panel was fitted; the first part fits for one epoch and forecasts. The second
part times `predict` alone, frame in and frame out.
"""

import resource
import time

import common
import numpy as np
import pandas as pd

from seqkit import Forecaster
from seqkit.keras_backend import keras

STEPS = 300


def panel(series: int) -> pd.DataFrame:
    """Make weekly seasonal daily series of different levels, as a long frame."""
    draw, steps = np.random.default_rng(0), np.arange(STEPS)
    level = draw.lognormal(3, 1, series)[:, None]
    wave = 1 + 0.3 * np.sin(steps * 2 * np.pi / 7 + draw.uniform(0, 6, (series, 1)))
    values = level * (wave + draw.normal(0, 0.1, (series, STEPS)))
    times = pd.date_range("2023-01-01", periods=STEPS, freq="D")
    return pd.DataFrame(
        {
            "id": np.repeat(np.arange(series), STEPS),
            "date": np.tile(times, series),
            "y": values.ravel(),
        }
    )


class FirstSteps(keras.callbacks.Callback):
    """Note when the first steps are done."""

    at: float | None = None

    def on_train_batch_end(self, batch, logs=None):
        if self.at is None:
            self.at = time.perf_counter()


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def an_epoch() -> dict[str, float]:
    frame = panel(10_000)
    data_mb = frame.memory_usage(deep=True).sum() / 1e6
    warm = Forecaster(24, lookback=96, epochs=1, random_state=0)
    warm.fit(frame.iloc[: 20 * STEPS], target="y", id="id", time="date")
    before, start = peak_mb(), time.perf_counter()
    watch = FirstSteps()
    model = Forecaster(24, lookback=96, epochs=1, random_state=0, callbacks=[watch])
    model.fit(frame, target="y", id="id", time="date")
    fitted = time.perf_counter()
    forecast = model.predict()
    if len(forecast) != 10_000 * 24 or forecast["y"].isna().any():
        raise RuntimeError("the forecast is incomplete")
    return {
        "data_mb": round(data_mb),
        "peak_above_start_mb": round(peak_mb() - before),
        "peak_of_process_mb": round(peak_mb()),
        "first_steps_s": round(watch.at - start, 2),
        "fit_s": round(fitted - start, 1),
        "predict_s": round(time.perf_counter() - fitted, 2),
    }


def predict() -> dict[str, float]:
    frame = panel(3_000)
    model = Forecaster(24, lookback=96, epochs=1, batch_size=1024, random_state=0)
    model.fit(frame, target="y", id="id", time="date")
    times = []
    for _ in range(5):
        start = time.perf_counter()
        forecast = model.predict(history=frame)
        times.append(time.perf_counter() - start)
    if len(forecast) != 3_000 * 24 or forecast["y"].isna().any():
        raise RuntimeError("the forecast is incomplete")
    return {
        "first_s": round(times[0], 2),
        "median_s": round(float(np.median(times)), 2),
        "max_s": round(max(times), 2),
    }


def main() -> None:
    result = {
        "10,000 x 300": an_epoch(),
        "predict 3,000 x 300, horizon 24": predict(),
    }
    print(result)
    claim = "memory below twice the data + 1 GB; 3,000 series forecast in <= 2 s"
    common.write("panel", claim, result)


if __name__ == "__main__":
    main()
