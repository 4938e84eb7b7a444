"""ETTh1 and ETTh2 beside simple baselines and a ridge.

The protocol of Informer and LTSF: 8,640 rows for training, 2,880 for validation and
2,880 for the test; every column standardised by its training rows; every start in the
test rows counts; mean squared and absolute error over windows, steps and columns.
Training stops on the validation rows, which the protocol lets no weight learn from; the
test rows are read once, for the table. `OT`
is that column alone; the task that ends in `missing` has a fifth of all values taken
out at random, the truth of the test apart. `recurrent` and `linear` are the two paths
of the same fitted network, each alone; `ridge` is a closed form in these units, from
336 steps. The other tasks take one ingredient of the default away, or add one.

Published mean squared errors (LSTMa: Zhou et al., 2021, "Informer"): ETTh1 .650 (24),
.702 (48), 1.212 (168), 1.424 (336), 1.960 (720); its OT .114 (24).
"""

from functools import partial

import numpy as np
import pandas as pd
import trainings

from seqkit import Forecaster, baselines
from seqkit.datasets import fetch_ett
from seqkit.estimators.forecast_windows import ForecastWindows
from seqkit.estimators.panel_arrays import PanelArrays
from seqkit.networks.linear_path import recurrent_part
from seqkit.sequences import Windows
from seqkit.sequences.frames import Roles, read_frame

TRAIN, VALIDATION, TEST = 8640, 2880, 2880
LOOKBACK = 336
ABLATIONS = {
    "two_seasons": {"lookback": 48},
    "absolute": {"scaling": "standard"},
    "steps": {"strategy": "direct"},
    "joint": {"channels": "joint"},
    "squared": {"loss": "mse"},
    "lstm": {"cell": "lstm"},
    "ensemble": {"ensemble": 4},
}


def ett(seed: int, data: str, horizon: int, missing: float = 0, **changes):
    """Score the forecaster and its paths on one of the two transformers."""
    raw = fetch_ett(data[:5])
    raw = raw[["OT"]] if data.endswith("OT") else raw
    return scored(seed, raw, (TRAIN, VALIDATION, TEST), horizon, missing, **changes)


def scored(seed, raw: pd.DataFrame, parts, horizon: int, missing: float = 0, **changes):
    """Return figures of a fit to the first two of three parts, tested on the third."""
    train, validation, test = parts
    first = raw.iloc[:train]
    truth = (raw - first.mean()) / first.std(ddof=0)
    start, stop = train + validation, train + validation + test
    frame = truth.iloc[:stop]
    if missing:
        out = np.random.default_rng(0).random(frame.shape) < missing
        frame = frame.mask(out)
    share = validation / start
    model = Forecaster(
        horizon,
        validation_fraction=share,
        train_on_all=False,
        random_state=seed,
        **changes,
    ).fit(frame.iloc[:start])
    figures = {
        "epochs": len(model.history_),
        "lookback": model.plan_.lookback,
        "linear_share": model.linear_share_,
        **simple(truth.to_numpy(), parts, horizon),
    }
    windows = test_windows(model, frame, horizon, start, stop)
    y = test_windows(model, truth.iloc[:stop], horizon, start, stop).truth()
    whole, found = model.network_, {"": model.forecast_windows(windows).point}
    if model.linear_share_:
        model.network_ = recurrent_part(whole)
        alone = model.forecast_windows(windows).point
        found |= {"recurrent_": alone}
        found |= {"linear_": alone + (found[""] - alone) / model.linear_share_}
    for name, forecast in found.items():
        figures |= errors(name, forecast, y)
    return figures


def test_windows(model, frame, horizon: int, start: int, stop: int) -> ForecastWindows:
    panel = read_frame(frame, Roles())
    arrays = PanelArrays.of(panel, model.encoders_, model.plan_)
    ends = np.arange(start, stop - horizon + 1)
    scales = model.series_.scales(arrays, model.plan_, np.array([start]))
    return ForecastWindows.at(
        arrays, model.plan_, scales, series=np.zeros_like(ends), ends=ends
    )


def errors(name: str, forecast: np.ndarray, y: np.ndarray) -> dict[str, float]:
    away = forecast - y
    return {
        f"{name}mse": float(np.square(away).mean()),
        f"{name}mae": float(np.abs(away).mean()),
    }


def simple(values: np.ndarray, parts, horizon: int) -> dict[str, float]:
    """Score the newest value, that of the day before, and the ridge."""
    train, validation, test = parts
    start, stop = train + validation, train + validation + test
    trained, judged, asked = (
        Windows.over(part, lookback=LOOKBACK, horizon=horizon)
        for part in (
            values[:train],
            values[train - LOOKBACK : start],
            values[start - LOOKBACK : stop],
        )
    )
    past, y = asked.arrays()
    found = errors("repeat_last_", baselines.repeat_last(past, horizon), y)
    found |= errors("seasonal_naive_", baselines.seasonal_naive(past, horizon, 24), y)
    model = baselines.LinearForecast().fit(relative(trained), relative(judged))
    away = np.concatenate([model.predict(x) - part for x, part in relative(asked)])
    return found | errors("ridge_", away, np.zeros_like(away))


def relative(windows: Windows):
    """Yield each column's windows relative to their newest value."""
    for piece in np.array_split(np.arange(len(windows)), len(windows) // 2000 + 1):
        past, ahead = windows.take(piece)
        newest = past[:, -1:]
        for column in range(past.shape[2]):
            yield (past - newest)[..., column], (ahead - newest)[..., column]


def tasks() -> dict:
    asked = {
        "ETTh1": (24, 48, 96, 168, 336, 720),
        "ETTh2": (96, 192, 336, 720),
        "ETTh1_OT": (24, 96, 336, 720),
    }
    found = {
        f"{data}_{horizon}": partial(ett, data=data, horizon=horizon)
        for data, horizons in asked.items()
        for horizon in horizons
    }
    found["ETTh1_24_missing"] = partial(ett, data="ETTh1", horizon=24, missing=0.2)
    for name, changes in ABLATIONS.items():
        task = partial(ett, data="ETTh1", horizon=96, **changes)
        found[f"ETTh1_96_{name}"] = task
    return found


if __name__ == "__main__":
    trainings.main(
        "forecasting_ett",
        __doc__.splitlines()[0],
        tasks(),
        more_seeds={f"ETTh1_96_{name}": (0,) for name in ABLATIONS},
    )
