"""ETTh1 multivariate, horizons 24 and 96, beside simple baselines; three seeds.

The protocol of Informer and LTSF: rows 0-8639 train, 8640-11519 validation,
11520-14399 test; every column standardised by its training rows; every start in the
test rows counts; mean squared and absolute error over windows, steps and columns.
Training stops on the validation rows; the test rows are read once, for the table.
"""

import time

import common
import numpy as np

from seqkit import Forecaster, baselines
from seqkit.datasets import fetch_ett
from seqkit.estimators.forecast_windows import ForecastWindows
from seqkit.estimators.panel_arrays import PanelArrays
from seqkit.sequences import Windows
from seqkit.sequences.frames import Roles, read_frame

TRAIN, VALIDATION, TEST = 8640, 2880, 2880
LOOKBACK = 96


def errors(forecast: np.ndarray, y: np.ndarray) -> dict[str, float]:
    away = forecast - y
    return {
        "mse": round(float(np.square(away).mean()), 4),
        "mae": round(float(np.abs(away).mean()), 4),
    }


def simple(values: np.ndarray, horizon: int) -> dict[str, dict[str, float]]:
    """Score repeat-last, seasonal naive and the ridge on the test windows."""
    start, stop = TRAIN + VALIDATION, TRAIN + VALIDATION + TEST
    found = {}
    past, y = Windows.over(
        values[start - LOOKBACK : stop], lookback=LOOKBACK, horizon=horizon
    ).arrays()
    found["repeat_last"] = errors(baselines.repeat_last(past, horizon), y)
    found["seasonal_naive"] = errors(baselines.seasonal_naive(past, horizon, 24), y)
    for lookback in (LOOKBACK, 336):
        parts = (values[:TRAIN], values[TRAIN - lookback : start])
        train, check = (
            list(relative(Windows.over(part, lookback=lookback, horizon=horizon)))
            for part in parts
        )
        model = baselines.LinearForecast().fit(train, check)
        test = Windows.over(
            values[start - lookback : stop], lookback=lookback, horizon=horizon
        )
        away = [model.predict(x) - part for x, part in relative(test)]
        zero = np.zeros_like(np.concatenate(away))
        found[f"ridge, lookback {lookback}"] = errors(np.concatenate(away), zero)
    return found


def relative(windows: Windows):
    """Yield each column's windows relative to their newest value."""
    for piece in np.array_split(np.arange(len(windows)), len(windows) // 2000 + 1):
        past, ahead = windows.take(piece)
        newest = past[:, -1:]
        for column in range(past.shape[2]):
            yield (past - newest)[..., column], (ahead - newest)[..., column]


def forecast_error(model: Forecaster, frame, horizon: int) -> dict[str, float]:
    """Score the fitted forecaster on every test window."""
    start, stop = TRAIN + VALIDATION, TRAIN + VALIDATION + TEST
    panel = read_frame(frame.iloc[:stop], Roles())
    arrays = PanelArrays.of(panel, model.encoders_, model.plan_)
    ends = np.arange(start, stop - horizon + 1)
    windows = ForecastWindows.at(
        arrays,
        model.plan_,
        model.series_.scales(arrays, model.plan_, np.array([start])),
        series=np.zeros_like(ends),
        ends=ends,
    )
    return errors(model.forecast_windows(windows).point, windows.truth())


def main() -> None:
    raw = fetch_ett("ETTh1")
    train = raw.iloc[:TRAIN]
    frame = (raw - train.mean()) / train.std(ddof=0)
    result: dict[str, dict] = {}
    for horizon in (24, 96):
        result[f"horizon {horizon}"] = simple(frame.to_numpy(), horizon)
        for seed in common.SEEDS:
            started = time.perf_counter()
            model = Forecaster(
                horizon, lookback=LOOKBACK, validation_fraction=0.25, random_state=seed
            ).fit(frame.iloc[: TRAIN + VALIDATION])
            row = forecast_error(model, frame, horizon)
            row["fit_s"] = round(time.perf_counter() - started)
            row["epochs"] = len(model.history_)
            result[f"horizon {horizon}"][f"forecaster, seed {seed}"] = row
            print(horizon, seed, row, flush=True)
    common.write(
        "ett", "ETTh1 multivariate MSE: <= .42 at H=24 and <= .45 at H=96", result
    )


if __name__ == "__main__":
    main()
