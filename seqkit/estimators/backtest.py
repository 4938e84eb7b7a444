"""Forecast from rolling cutoffs and score it beside simple baselines.

The network is fitted on rows before the first cutoff (and again where `refit` asks),
its scalers on the rows before each cutoff; nothing of a series behind a cutoff reaches
what stands before it. Cutoffs count back from each series' own end: where series end at
different times, one that ends early is forecast by a network that has seen later rows
of the others.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn.base import clone

from seqkit import checks, metrics, plotting
from seqkit.estimators.baseline_forecasts import BASELINES, SLOW, Setting, run_baseline
from seqkit.estimators.beaten import warn_if_beaten
from seqkit.estimators.forecast_windows import ForecastWindows
from seqkit.estimators.panel_arrays import PanelArrays
from seqkit.estimators.residuals import diagnosed, residuals_of
from seqkit.sequences.frames import Panel

MODEL = "forecaster"
_ADVICE = "another lookback, strategy or scaling"
_KEYS = ("series", "target", "cutoff", "time", "step", "y")


@dataclass(frozen=True)
class Backtest:
    """What a backtest found.

    Attributes
    ----------
    scores : one row for the forecaster and each baseline. mae, rmse, smape (per cent),
        mase, rmsse: means over series and cutoffs (rmse: root of the mean square);
        skill: 1 − mase / mase of the seasonal naive forecast; for quantiles also
        pinball and wql (the weighted quantile loss over all targets, see
        `metrics.weighted_quantile_loss`), means over levels, and coverage and width of
        the outer interval; note: why a baseline was not run
    forecasts : long frame with id, (target,) cutoff, time, step, y, and a column per
        row of `scores` (quantiles as forecaster_0.1)
    quantiles : levels of the quantile columns
    """

    scores: pd.DataFrame
    forecasts: pd.DataFrame
    quantiles: tuple[float, ...] = ()

    def by_step(self) -> pd.DataFrame:
        """Return the mean absolute error per horizon step, a column per forecast."""
        errors = self._points().sub(self.forecasts["y"], axis=0).abs()
        return errors.groupby(self.forecasts["step"]).mean()

    def calibration(self) -> pd.DataFrame:
        """Return, per quantile level, the share of targets at or below the forecast."""
        seen = self.forecasts[self.forecasts["y"].notna()]
        shares = [
            (seen["y"] <= seen[f"{MODEL}_{level:g}"]).mean() for level in self.quantiles
        ]
        index = pd.Index(self.quantiles, name="level", dtype="float64")
        return pd.DataFrame({"observed": shares}, index=index)

    def intervals(self) -> pd.DataFrame:
        """Return the coverage of each pair of quantiles, from the outermost inwards.

        Returns
        -------
        DataFrame by the share that the interval should cover, with its levels low and
        high, the coverage it had, and its mean width; empty without two quantiles
        """
        rows, count = {}, len(self.quantiles)
        y = _windowed(self.forecasts, "y", 1)
        for low, high in zip(
            self.quantiles[: count // 2], self.quantiles[::-1], strict=False
        ):
            found = [
                _windowed(self.forecasts, f"{MODEL}_{each:g}", 1)
                for each in (low, high)
            ]
            rows[round(high - low, 12)] = {
                "low": low,
                "high": high,
                "coverage": _mean(metrics.coverage(y, *found)),
                "width": _mean(metrics.interval_width(y, *found)),
            }
        columns = ["low", "high", "coverage", "width"]
        table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        return table.rename_axis("share")

    def residuals(self) -> pd.DataFrame:
        """Return targets minus forecasts.

        Returns
        -------
        long frame with id, (target,) cutoff, time, step and residual, in the units of
        the target; missing targets have no row
        """
        return residuals_of(self.forecasts, MODEL)

    def diagnostics(self) -> pd.DataFrame:
        """Return whether residuals hold something that is still to be learnt.

        Errors of one cutoff's neighbours follow each other of necessity where forecasts
        overlap (a stride below the step), so ask for cutoffs at least a horizon apart.

        Returns
        -------
        DataFrame by horizon step with count; bias, the mean residual, and bias_t, that
        in standard errors of independent ones; spread, their standard deviation; their
        skewness; autocorrelation, of each series' residuals with those of the cutoff
        before, mean over series; and autocorrelated, the share of series whose
        residuals follow each other by the test of Ljung and Box (1978), p < 0.05. The
        last two are NaN with fewer than 8 cutoffs.
        """
        return diagnosed(self.residuals())

    def plot(self, id: Any = None, ax: Any = None) -> Any:
        """Draw the folds of one series: what happened, forecasts and bands."""
        return plotting.plot_backtest(self, id=id, ax=ax)

    def _points(self) -> pd.DataFrame:
        run = self.scores.index[self.scores["note"] == ""]
        return self.forecasts[list(run)]


def backtest(
    model: Any,
    panel: Panel,
    windows: int,
    stride: int,
    refit: bool | int,
    baselines: Sequence[str] | None,
) -> Backtest:
    """Run a backtest of an estimator over a panel; see `Forecaster.backtest`."""
    names = [str(name) for name in checks.check_names("baselines", baselines)]
    names = list(BASELINES) if baselines is None else names
    for name in names:
        checks.check_choice("baselines", name, tuple(BASELINES))
    stops = _cutoffs(panel, model.horizon, windows, stride)
    groups = _groups(windows, refit)
    folds = [
        _run_group(model, panel, stops[group], names, len(groups)) for group in groups
    ]
    forecasts = pd.concat([fold.forecasts for fold in folds], ignore_index=True)
    scales = np.concatenate([fold.scales for fold in folds])
    notes = {
        name: next((f.notes[name] for f in folds if f.notes[name]), "")
        for name in names
    }
    quantiles = checks.check_levels(model.quantiles)
    forecasts = forecasts[[*_KEYS, *_columns_of(names, quantiles)]]
    scores = _scores(
        forecasts, scales, [MODEL, *names], notes, quantiles, model.horizon
    )
    metric = "mase" if scores["mase"].notna().any() else "mae"
    warn_if_beaten(scores, metric, _ADVICE, higher_is_better=False)
    return Backtest(scores, _tidied(forecasts, panel), quantiles)


class _Fold(NamedTuple):
    """Forecasts of the cutoffs between two fits.

    scales : array (windows, 2), denominators of MASE and RMSSE
    """

    forecasts: pd.DataFrame
    scales: np.ndarray
    notes: dict[str, str]


def _run_group(model, panel, stops, names, groups) -> _Fold:
    """Fit before the first of `stops` (cutoffs, series), then forecast from each."""
    started = time.monotonic()
    before = panel.between(np.zeros_like(stops[0]), np.maximum(stops[0], 0))
    fitted = clone(model).fit_panel(before)
    windows = _windows_at(fitted, panel, stops)
    forecasts = fitted.forecast_windows(windows)
    took = time.monotonic() - started
    single = windows.one_per_target()
    columns = {MODEL: _flat(forecasts.point)}
    for level in checks.check_levels(model.quantiles):
        columns[f"{MODEL}_{level:g}"] = _flat(forecasts.at(level))
    setting = Setting(
        panel=before,
        windows=single,
        encoders=fitted.encoders_,
        season=fitted.season_,
        validation_fraction=model.validation_fraction,
        groups=groups,
        deadline=time.monotonic() + took,
    )
    notes = {}
    for name in sorted(names, key=SLOW.__contains__):
        columns[name], notes[name] = run_baseline(name, setting)
    frame = _long_frame(single, columns)
    return _Fold(frame, _error_scales(single, fitted.season_), notes)


def _cutoffs(panel: Panel, horizon: int, windows: int, stride: int) -> np.ndarray:
    """Return rows before each cutoff, (windows, series), earliest first."""
    checks.check_count("windows", windows)
    checks.check_count("stride", stride)
    back = horizon + np.arange(windows - 1, -1, -1)[:, None] * stride
    stops = panel.lengths - back
    checks.check_cutoffs(int(panel.lengths.max()), horizon, windows, stride)
    return stops


def _groups(windows: int, refit: bool | int) -> list[np.ndarray]:
    """Return the cutoffs that share a fit."""
    if refit is False:
        every = windows
    else:
        every = 1 if refit is True else checks.check_count("refit", refit)
    return [np.arange(k, min(k + every, windows)) for k in range(0, windows, every)]


def _windows_at(fitted: Any, panel: Panel, stops: np.ndarray) -> ForecastWindows:
    """Place a window per cutoff and series, scaled by the rows before its cutoff."""
    arrays = PanelArrays.of(panel, fitted.encoders_, fitted.plan_)
    scales = [arrays.scales(fitted.plan_, np.maximum(stop, 1)) for stop in stops]
    location, scale = (np.concatenate(parts) for parts in zip(*scales, strict=True))
    ends = panel.offsets[:-1] + stops
    cutoff, series = np.nonzero(ends > arrays.begins.max(axis=1))
    return ForecastWindows.at(
        arrays,
        fitted.plan_,
        (location, scale),
        series,
        ends[cutoff, series],
        scaled_by=cutoff * len(panel.lengths) + series,
    )


def _columns_of(names: Sequence[str], quantiles: tuple[float, ...]) -> list[str]:
    return [MODEL, *(f"{MODEL}_{level:g}" for level in quantiles), *names]


def _flat(values: np.ndarray) -> np.ndarray:
    """Turn (windows, horizon, targets) into (windows * targets, horizon)."""
    return values.swapaxes(1, 2).reshape(-1, values.shape[1])


def _error_scales(windows: ForecastWindows, season: int) -> np.ndarray:
    """Return the MASE and RMSSE denominators of each window, (windows, 2)."""
    panel = windows.arrays.panel
    found = np.empty((len(windows), 2))
    rows_seen = windows.ends - panel.offsets[windows.series]
    for rows in np.unique(windows.scaled_by // len(panel.lengths)):
        chosen = np.flatnonzero(windows.scaled_by // len(panel.lengths) == rows)
        stops = np.zeros(len(panel.lengths), dtype="int64")
        stops[windows.series[chosen]] = rows_seen[chosen]
        for power in (1, 2):
            scales = metrics.seasonal_scales(
                panel.targets, panel.offsets, stops, season, power
            )
            at = scales[windows.series[chosen], windows.channel[chosen]]
            found[chosen, power - 1] = at
    return found


def _long_frame(windows: ForecastWindows, columns: dict) -> pd.DataFrame:
    """Return one row per window and step."""
    panel, horizon = windows.arrays.panel, windows.plan.horizon
    ends = windows.ends - panel.offsets[windows.series] + panel.first[windows.series]
    ahead = ends[:, None] + np.arange(horizon)
    frame = {
        "series": np.repeat(windows.series, horizon),
        "target": np.repeat(windows.channel, horizon),
        "cutoff": panel.clock.times(np.repeat(ends - 1, horizon)),
        "time": panel.clock.times(ahead.ravel()),
        "step": np.tile(np.arange(1, horizon + 1), len(windows)),
        "y": windows.truth().ravel(),
    }
    return pd.DataFrame(frame | {name: part.ravel() for name, part in columns.items()})


def _tidied(forecasts: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """Put the user's ids and target names in place of numbers."""
    names = pd.Index(panel.layout.roles.target)
    target = names.take(forecasts.pop("target"))
    series = forecasts.pop("series")
    if panel.layout.is_long:
        forecasts.insert(0, "id", panel.ids.take(series))
        if len(names) > 1:
            forecasts.insert(1, "target", target)
    else:
        forecasts.insert(0, "id", target)
    return forecasts


def _scores(forecasts, scales, names, notes, quantiles, horizon) -> pd.DataFrame:
    """Score each column of forecasts against `y`."""
    y = forecasts["y"].to_numpy().reshape(-1, horizon)
    rows = {}
    for name in names:
        rows[name] = _point_scores(y, _windowed(forecasts, name, horizon), scales)
    table = pd.DataFrame.from_dict(rows, orient="index")
    naive = table["mase"].get("seasonal_naive", np.nan)
    table["skill"] = 1 - table["mase"] / naive
    if quantiles:
        for column, value in _quantile_scores(y, forecasts, quantiles, horizon).items():
            table[column] = np.nan
            table.loc[MODEL, column] = value
    table["note"] = [notes.get(name, "") for name in names]
    return table


def _point_scores(y, point, scales) -> dict[str, float]:
    if np.isnan(point).all():
        return dict.fromkeys(("mae", "rmse", "smape", "mase", "rmsse"), np.nan)
    mase = metrics.mase(y, point, scales[:, 0])
    rmsse = metrics.rmsse(y, point, scales[:, 1])
    return {
        "mae": _mean(metrics.mae(y, point)),
        "rmse": np.sqrt(_mean(metrics.mse(y, point))),
        "smape": _mean(metrics.smape(y, point)),
        "mase": _mean(mase),
        "rmsse": _mean(rmsse),
    }


def _quantile_scores(y, forecasts, quantiles, horizon) -> dict[str, float]:
    by_level = {
        level: _windowed(forecasts, f"{MODEL}_{level:g}", horizon)
        for level in quantiles
    }
    losses = [
        _mean(metrics.pinball(y, part, level)) for level, part in by_level.items()
    ]
    every = np.stack(list(by_level.values()), axis=-1)
    low, high = by_level[quantiles[0]], by_level[quantiles[-1]]
    return {
        "pinball": float(np.mean(losses)),
        "wql": float(metrics.weighted_quantile_loss(y, every, quantiles).mean()),
        "coverage": _mean(metrics.coverage(y, low, high)),
        "width": _mean(metrics.interval_width(y, low, high)),
    }


def _windowed(forecasts: pd.DataFrame, name: str, horizon: int) -> np.ndarray:
    return forecasts[name].to_numpy().reshape(-1, horizon)


def _mean(values: np.ndarray) -> float:
    """Mean over windows that have a value."""
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else np.nan
