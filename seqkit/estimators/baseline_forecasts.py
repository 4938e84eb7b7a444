"""Run the simple forecasts over the very windows the network is scored on.

All work in the user's units on one target at a time; (windows, horizon) comes out.
Together they get no more time than the network took: what would not finish is not run,
and says so.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from seqkit import baselines
from seqkit.baselines.ridge import IncompleteWindowsError
from seqkit.estimators.forecast_windows import ForecastWindows, training_cut
from seqkit.estimators.linear_share import linear_forecasts, linear_pairs
from seqkit.estimators.panel_arrays import Encoders, PanelArrays
from seqkit.estimators.window_plan import usual_lookbacks
from seqkit.sequences.frames import Panel
from seqkit.sequences.seasons import SEASONAL

MOST_FITS = 50
SLOW = ("ets",)  # run last, so that running out of time costs nothing else
TOO_SLOW = "not run: it would take longer than the network"


@dataclass(frozen=True)
class Setting:
    """What a baseline works with.

    Attributes
    ----------
    panel : the rows before the first cutoff, to fit on
    windows : where to forecast, one window per target
    encoders, season, validation_fraction : as the network had them
    groups : how often the backtest fits anew
    deadline : `time.monotonic()` value at which to stop
    """

    panel: Panel
    windows: ForecastWindows
    encoders: Encoders
    season: int
    validation_fraction: float
    groups: int
    deadline: float


class NotRun(Exception):
    """Why a baseline was left out."""


def repeat_last(setting: Setting) -> np.ndarray:
    """Repeat the newest observed value."""
    return _by_piece(setting, 1, baselines.repeat_last)


def seasonal_naive(setting: Setting) -> np.ndarray:
    """Repeat the newest season."""
    return _by_piece(
        setting, 2 * setting.season, baselines.seasonal_naive, setting.season
    )


def drift(setting: Setting) -> np.ndarray:
    """Continue the line through the first and the newest value."""
    windows = setting.windows
    longest = windows.ends - windows.arrays.panel.offsets[windows.series]
    return _by_piece(setting, int(longest.max()), baselines.drift)


def ridge(setting: Setting) -> np.ndarray:
    """Map lookback to horizon by one ridge regression, penalty chosen on validation."""
    seen = setting.windows.plan
    lookback = seen.lookback
    if seen.transform == SEASONAL:  # whose windows show no season
        rows = int(setting.panel.lengths.max())
        lookback = usual_lookbacks(setting.season, seen.horizon, rows)[-1]
    plan = replace(
        seen,
        lookback=lookback,
        segment=lookback,
        scaling="window_last",
        transform=None,
        positive=False,
        calendar=False,
        marks_missing=False,
        every_step=False,
        scale_norm=(),
    )
    arrays = PanelArrays.of(setting.panel, setting.encoders, plan)
    cut = training_cut(arrays, plan, setting.validation_fraction)
    model = baselines.LinearForecast()
    try:
        given, judged = (linear_pairs(part, known=False) for part in cut[:2])
        model.fit(given, judged)
    except IncompleteWindowsError as error:
        raise NotRun(str(error)) from error
    panel = setting.windows.arrays.panel
    everywhere = PanelArrays.of(panel, setting.encoders, plan)
    windows = _rescaled(replace(setting.windows, arrays=everywhere, plan=plan))
    outputs = linear_forecasts(model, windows, known=False)[..., None]
    return windows.in_users_units(outputs)[:, :, 0, 0]


def ets(setting: Setting) -> np.ndarray:
    """Smooth each series exponentially; parameters fitted once per network fit."""
    windows = setting.windows
    panel = windows.arrays.panel
    codes = windows.series * panel.targets.shape[1] + windows.channel
    distinct = np.unique(codes)
    fits = len(distinct) * setting.groups
    if fits > MOST_FITS:
        raise NotRun(f"not run: {fits} fits, at most {MOST_FITS} a backtest")
    forecasts = np.full((len(windows), windows.plan.horizon), np.nan)
    for code in distinct:
        series, channel = divmod(int(code), panel.targets.shape[1])
        values = panel.targets[panel.offsets[series] :, channel]
        each = np.flatnonzero(codes == code)
        stops = windows.ends[each] - panel.offsets[series]
        model = baselines.ETSForecast(setting.season)
        try:
            model.fit(values[: stops.min()], setting.deadline)
        except TimeoutError as error:
            raise NotRun(TOO_SLOW) from error
        for which, stop in zip(each, stops, strict=True):
            forecasts[which] = model.forecast(values[:stop], windows.plan.horizon)
    return forecasts


BASELINES: dict[str, Callable[[Setting], np.ndarray]] = {
    "repeat_last": repeat_last,
    "seasonal_naive": seasonal_naive,
    "drift": drift,
    "ets": ets,
    "ridge": ridge,
}


def run_baseline(name: str, setting: Setting) -> tuple[np.ndarray, str]:
    """Return forecasts (windows, horizon), and a note if they were not run (NaN)."""
    shape = (len(setting.windows), setting.windows.plan.horizon)
    if time.monotonic() > setting.deadline:
        return np.full(shape, np.nan), TOO_SLOW
    try:
        return BASELINES[name](setting), ""
    except NotRun as reason:
        return np.full(shape, np.nan), str(reason)


def _rescaled(windows: ForecastWindows) -> ForecastWindows:
    """Scale windows by their own plan, from the rows before each series' first one."""
    panel = windows.arrays.panel
    stops = panel.lengths.copy()
    rows = windows.ends - panel.offsets[windows.series]
    np.minimum.at(stops, windows.series, rows)
    location, scale = windows.arrays.scales(windows.plan, stops)
    return replace(windows, location=location, scale=scale, scaled_by=windows.series)


def _by_piece(setting: Setting, steps: int, forecast: Any, *others: Any) -> np.ndarray:
    """Forecast from the newest `steps` values of each window, piece by piece."""
    windows, horizon = setting.windows, setting.windows.plan.horizon
    parts = [
        forecast(windows.select(which).newest_values(steps), horizon, *others)
        for which in windows.pieces()
    ]
    return np.concatenate(parts)[..., 0]
