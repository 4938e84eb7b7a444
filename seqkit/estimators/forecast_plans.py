"""Which lookback and transform suit a panel: what a linear forecast says, before a fit.

Linear forecasts take moments, so every candidate is fitted in closed form and judged on
the validation windows that stop the network later.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from seqkit.baselines.ridge import IncompleteWindowsError
from seqkit.estimators.fitted_series import naive_errors
from seqkit.estimators.forecast_windows import training_cut
from seqkit.estimators.linear_share import fitted_linear, linear_forecasts, thinned
from seqkit.estimators.panel_arrays import Encoders, PanelArrays
from seqkit.estimators.window_plan import WindowPlan, usual_lookbacks
from seqkit.networks.distributions import OF_COUNTS
from seqkit.sequences.frames import Panel

AUTO = "auto"
_LOG = "log"
_MOST_WINDOWS = 20_000
_AS_GOOD = 1.02


def settled_plan(
    panel: Panel, encoders: Encoders, season: int, given: dict[str, Any]
) -> WindowPlan:
    """Return how windows are cut and scaled; what is not given is tried.

    Of the lookbacks the longest whose mean absolute scaled error on the validation
    windows is at most 2 % above that of the best wins; then the transform with the
    lowest error. Without validation windows it is the shortest, and none.

    Parameters
    ----------
    given : the Forecaster's arguments
    """
    best: dict[float, WindowPlan] = {}
    candidates = list(_candidates(panel, season, given))
    if sum(map(len, candidates)) == 1:
        return candidates[0][0]
    for plans in candidates:
        errors = [
            _linear_error(panel, encoders, season, plan, given["validation_fraction"])
            for plan in plans
        ]
        if np.isnan(errors).all():
            return plans[0]
        least = np.nanmin(errors)
        good = [n for n, error in enumerate(errors) if error <= _AS_GOOD * least]
        best[least] = plans[good[-1]]
    return best[min(best)]


def _candidates(panel, season, given) -> Iterator[list[WindowPlan]]:
    """Yield the plans of each transform worth a trial, from the shortest lookback."""
    longest, in_segments = int(panel.lengths.max()), given["strategy"] == "segment"
    lookbacks = usual_lookbacks(season, given["horizon"], longest)
    # one recurrent step for each step of the past takes its time
    lookbacks = lookbacks if in_segments else lookbacks[:1]
    for transform in _transforms(panel, given):
        plans = [
            WindowPlan.settled(
                panel,
                season,
                horizon=given["horizon"],
                lookback=lookback,
                in_segments=in_segments,
                shared=given["channels"] == "shared",
                scaling=given["scaling"],
                transform=transform,
                calendar=given["calendar"],
                every_step=given["loss_steps"] == "all",
            )
            for lookback in ([given["lookback"]] if given["lookback"] else lookbacks)
        ]
        if transform == _LOG and given["transform"] == AUTO:
            plans = [replace(each, positive=True) for each in plans]
        yield plans


def _transforms(panel: Panel, given: dict[str, Any]) -> list[str | None]:
    if given["transform"] != AUTO:
        return [given["transform"]]
    plain = given["scaling"] != "window_last" or given["distribution"] in OF_COUNTS
    if plain or not np.nanmin(panel.targets, initial=np.inf) > 0:
        return [None]
    return [None, _LOG]


def _linear_error(panel, encoders, season, plan, fraction) -> float:
    """Return the mean absolute scaled error on validation windows, NaN without any."""
    arrays = PanelArrays.of(panel, encoders, plan)
    cut = training_cut(arrays, plan, fraction)
    windows = thinned(cut.validation, _MOST_WINDOWS)
    if not len(windows):
        return np.nan
    try:
        model = fitted_linear(cut.training, windows, _MOST_WINDOWS)
    except IncompleteWindowsError:
        return np.nan
    outputs = linear_forecasts(model, windows)[..., None]
    away = windows.truth() - windows.in_users_units(outputs)[..., 0]
    naive = windows.per_target(naive_errors(panel, cut.stops, season))
    scaled = np.abs(away) / np.where(naive > 0, naive, np.nan)[:, None]
    return np.nan if np.isnan(scaled).all() else float(np.nanmean(scaled))
