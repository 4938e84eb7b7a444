"""M4 hourly, M3 monthly and Tourism monthly: one global network for all series.

The competitions' protocol: every series is forecast once, behind its last training row;
MASE and sMAPE (per cent) are means over series, MASE scaled by the seasonal naive error
within the series. Coverage is the share of targets between the quantiles .1 and .9.
Tourism's own test part is not public here, so the last 24 months of its training part
are held back, and its figures do not compare with published ones. `recurrent` and
`linear` are the two paths of the same network, each alone.

Published (sMAPE, MASE): M4 hourly, winner (ES-RNN) 9.328, .893, Theta 18.138, 2.455,
the competition's Keras SimpleRNN 14.698, 3.048; M3 monthly, winner (Theta) 13.85.
"""

import time

import numpy as np
import pandas as pd
import trainings

from seqkit import Forecaster, baselines
from seqkit.datasets import fetch_m3_monthly, fetch_m4, fetch_tourism_monthly
from seqkit.networks.linear_path import recurrent_part

QUANTILES = (0.1, 0.5, 0.9)


def m4_hourly(seed: int) -> dict[str, float]:
    train, _, test = fetch_m4("hourly")
    return scored(seed, train, test, 24, "step")


def m3_monthly(seed: int) -> dict[str, float]:
    train, _, test = fetch_m3_monthly()
    return scored(seed, train, test, 12, "time")


def m3_monthly_point(seed: int) -> dict[str, float]:
    train, _, test = fetch_m3_monthly()
    return scored(seed, train, test, 12, "time", quantiles=None)


def tourism_monthly(seed: int) -> dict[str, float]:
    train, _, test = fetch_tourism_monthly()
    return scored(seed, train, test, 12, "time")


def tourism_ets(seed: int) -> dict[str, float]:
    """Score exponential smoothing of each series by itself."""
    train, _, test = fetch_tourism_monthly()
    past, y = values_of(train), values_of(test)
    found = {}
    for name, values in past.items():
        model = baselines.ETSForecast(12).fit(values, time.monotonic() + 3600)
        found[name] = model.forecast(values, len(y[name]))
    return errors("", past, y, found, 12)


def scored(seed, train, test, season: int, clock: str, quantiles=QUANTILES):
    past, y = values_of(train), values_of(test)
    horizon = len(next(iter(y.values())))
    model = Forecaster(horizon, season=season, quantiles=quantiles, random_state=seed)
    start = time.perf_counter()
    model.fit(train, target="value", id="id", time=clock)
    figures = {"fit_seconds": time.perf_counter() - start}
    figures |= {
        "epochs": len(model.history_),
        "lookback": model.plan_.lookback,
        "logarithms": model.plan_.transform == "log",
        "linear_share": model.linear_share_,
    }
    start = time.perf_counter()
    forecast = model.predict()
    figures["predict_seconds"] = time.perf_counter() - start
    whole, found = model.network_, values_of(forecast)
    model.network_ = recurrent_part(whole)
    alone = values_of(model.predict())
    linear = {
        name: alone[name] + (found[name] - alone[name]) / model.linear_share_
        for name in found
    }
    naive = {name: np.resize(each[-season:], horizon) for name, each in past.items()}
    named = {"": found, "recurrent_": alone, "linear_": linear, "naive_": naive}
    for name, forecasts in named.items():
        figures |= errors(name, past, y, forecasts, season)
    if quantiles:
        low, high = (values_of(forecast, f"value_{each:g}") for each in (0.1, 0.9))
        inside = [(low[n] <= y[n]) & (y[n] <= high[n]) for n in y]
        figures["coverage"] = float(np.mean(inside))
    return figures


def values_of(frame: pd.DataFrame, column: str = "value") -> dict[str, np.ndarray]:
    parts = frame.groupby("id", sort=False)[column]
    return {str(name): part.to_numpy("float64") for name, part in parts}


def errors(label: str, past, y, found, season: int) -> dict[str, float]:
    scaled, relative = [], []
    for name, truth in y.items():
        away = np.abs(truth - found[name])
        size = np.abs(truth) + np.abs(found[name])
        naive = np.abs(past[name][season:] - past[name][:-season]).mean()
        scaled.append(away.mean() / naive)
        relative.append(
            np.divide(200 * away, size, where=size > 0, out=0 * size).mean()
        )
    return {f"{label}mase": np.mean(scaled), f"{label}smape": np.mean(relative)}


if __name__ == "__main__":
    trainings.main(
        "forecasting_panels",
        __doc__.splitlines()[0],
        {
            "m4_hourly": m4_hourly,
            "m3_monthly": m3_monthly,
            "m3_monthly_point": m3_monthly_point,
            "tourism_monthly": tourism_monthly,
            "tourism_ets": tourism_ets,
        },
        more_seeds={"tourism_ets": (0,)},
    )
