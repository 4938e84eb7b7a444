"""Which lookback and transform suit a panel: what a linear forecast says, before a fit.

Linear forecasts take moments, so every candidate is fitted in closed form and judged on
the validation windows that stop the network later.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from seqkit import checks
from seqkit.baselines.ridge import IncompleteWindowsError
from seqkit.estimators.fitted_series import naive_errors
from seqkit.estimators.forecast_windows import TrainingCut, training_cut
from seqkit.estimators.linear_share import fitted_linear, linear_forecasts, thinned
from seqkit.estimators.panel_arrays import Encoders, PanelArrays
from seqkit.estimators.series_weights import weighed_cut
from seqkit.estimators.window_plan import SEASONS_SEEN, WindowPlan, usual_lookbacks
from seqkit.networks.distributions import OF_COUNTS
from seqkit.sequences.frames import Panel
from seqkit.sequences.seasons import SEASONAL

AUTO = "auto"
_LOG = "log"
_MOST_WINDOWS = 20_000
_AS_GOOD = 1.02
_NEARLY_ALL = 0.95


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
    if given["transform"] == SEASONAL:
        checks.check_seasonal(given["horizon"], season)
    best: dict[float, WindowPlan] = {}
    candidates = list(_candidates(panel, season, given))
    shortest = candidates[-1][0]
    own_choice = given["transform"] == AUTO and shortest.transform == SEASONAL
    if own_choice and not _serves(panel, encoders, shortest):
        candidates.pop()
    if sum(map(len, candidates)) == 1:
        return candidates[0][0]
    trial = partial(_Trial.of, panel, encoders, given)
    shortest = candidates[-1][0]  # starts latest
    since = trial(shortest).first_judged if shortest.transform == SEASONAL else None
    for plans in candidates:
        errors = [trial(plan).linear_error(season, since) for plan in plans]
        if np.isnan(errors).all():
            continue
        least = np.nanmin(errors)
        good = [n for n, error in enumerate(errors) if error <= _AS_GOOD * least]
        best[least] = plans[good[-1]]
    return best[min(best)] if best else candidates[0][0]


def _candidates(panel, season, given) -> Iterator[list[WindowPlan]]:
    """Yield the plans of each transform worth a trial, from the shortest lookback."""
    in_segments = given["strategy"] == "segment"
    for transform in _transforms(panel, season, given):
        lookbacks = _lookbacks(panel, season, transform, given)
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
            for lookback in lookbacks
        ]
        if transform == _LOG and given["transform"] == AUTO:
            plans = [replace(each, positive=True) for each in plans]
        if transform == SEASONAL and given["transform"] == AUTO:
            plans = [replace(each, scaling="standard") for each in plans]
        yield plans


def _lookbacks(panel, season, transform, given) -> list[int]:
    if given["lookback"]:
        return [given["lookback"]]
    longest = int(panel.lengths.max()) - (season if transform == SEASONAL else 0)
    lookbacks = usual_lookbacks(season, given["horizon"], longest)
    # one recurrent step for each step of the past takes its time
    return lookbacks if given["strategy"] == "segment" else lookbacks[:1]


def _transforms(panel: Panel, season: int, given: dict[str, Any]) -> list[str | None]:
    """Return the transforms worth a trial.

    Deviations from the seasons before may be, where series are too short for windows
    of two seasons.
    """
    if given["transform"] != AUTO:
        return [given["transform"]]
    if given["scaling"] != "window_last" or given["distribution"] in OF_COUNTS:
        return [None]
    found: list[str | None] = [None]
    if np.nanmin(panel.targets, initial=np.inf) > 0:
        found.append(_LOG)
    horizon, rows = given["horizon"], int(panel.lengths.max())
    short = usual_lookbacks(season, horizon, rows)[-1] < SEASONS_SEEN * season
    if short and horizon <= season > 1:
        found.append(SEASONAL)
    return found


def _serves(panel: Panel, encoders: Encoders, plan: WindowPlan) -> bool:
    """Return whether a plan has validation windows and forecasts nearly all series."""
    arrays = PanelArrays.of(panel, encoders, plan)
    rows = panel.offsets[1:, None] - arrays.begins
    least = plan.least_context + plan.horizon
    able = rows >= least
    return bool(able.mean() >= _NEARLY_ALL and rows.max() >= least + plan.horizon)


class _Trial(NamedTuple):
    """The windows of a plan."""

    plan: WindowPlan
    cut: TrainingCut

    @classmethod
    def of(
        cls, panel: Panel, encoders: Encoders, given: dict[str, Any], plan: WindowPlan
    ) -> "_Trial":
        arrays = PanelArrays.of(panel, encoders, plan)
        cut = training_cut(arrays, plan, given["validation_fraction"])
        return cls(plan, weighed_cut(cut, given["series_weights"]))

    @property
    def first_judged(self) -> np.ndarray:
        """Where each series' first validation window ends, (series,)."""
        windows = self.cut.validation
        first = np.full(len(windows.arrays.panel.lengths), np.iinfo("int64").max)
        np.minimum.at(first, windows.series, windows.ends)
        return first

    def linear_error(self, season: int, since: np.ndarray | None) -> float:
        """Return the mean absolute scaled error on validation windows, NaN without any.

        Parameters
        ----------
        since : first end of the windows that count, (series,); None for all
        """
        judged = self.cut.validation
        if since is not None:
            judged = judged.select(np.flatnonzero(judged.ends >= since[judged.series]))
        windows = thinned(judged, _MOST_WINDOWS)
        if not len(windows):
            return np.nan
        try:
            model = fitted_linear(self.cut.training, windows, _MOST_WINDOWS)
        except IncompleteWindowsError:
            return np.nan
        outputs = linear_forecasts(model, windows)[..., None]
        away = windows.truth() - windows.in_users_units(outputs)[..., 0]
        errors = naive_errors(windows.arrays.panel, self.cut.stops, season)
        naive = windows.per_target(errors)
        scaled = np.abs(away) / np.where(naive > 0, naive, np.nan)[:, None]
        return _mean(scaled, windows.weights_of())


def _mean(scaled: np.ndarray, weights: np.ndarray | None) -> float:
    """Return the weighted mean of (windows, ...) without NaN, NaN where all are."""
    if np.isnan(scaled).all():
        return np.nan
    if weights is None:
        return float(np.nanmean(scaled))
    share = np.where(np.isnan(scaled), 0.0, weights[:, None, None])
    return float(np.nansum(scaled * share) / share.sum())
