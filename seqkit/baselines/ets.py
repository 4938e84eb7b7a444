"""Exponential smoothing of one series, over statsmodels' `ETSModel`.

A history (timesteps,) goes in, a forecast (horizon,) in the same units comes out. The
model is ETS(A, Ad, A) of Hyndman, Koehler, Ord, Snyder (2008), "Forecasting with
exponential smoothing", chapter 2: additive error, damped additive trend and, given two
full seasons of history, an additive season.
"""

import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from seqkit import checks

# statsmodels keeps steps x (season + 2) states; this many take 160 MB and a few seconds
_MOST_STATES = 20_000_000
# where statsmodels starts its search too; kept when a history says nothing (a constant)
_START = {
    "smoothing_level": 0.1,
    "smoothing_trend": 0.01,
    "smoothing_seasonal": 0.01,
    "damping_trend": 0.98,
}


class ETSForecast:
    """Additive damped exponential smoothing, fitted once, applied to any newer history.

    Only the smoothing parameters are learnt. The initial level, trend and season are
    read off the start of each history (statsmodels' "heuristic"): so they suit a newer
    history too, and the search has 4 unknowns instead of `season` + 5. Of a history,
    the newest max(10 seasons, 500) steps count.

    Parameters
    ----------
    season : steps in one season; 1 for none. A season whose states would not fit into
        160 MB (from 3,162 steps on) is left out.

    Attributes
    ----------
    parameters_ : dict of the smoothing parameters, by their names in statsmodels
    seasonal_ : whether the fitted model has a season

    Examples
    --------
    >>> history = np.tile([1.0, 5.0, 3.0], 20)
    >>> model = ETSForecast(season=3).fit(history)
    >>> model.forecast(history, horizon=4).round(2).tolist()
    [1.0, 5.0, 3.0, 1.0]
    """

    parameters_: dict[str, float]
    seasonal_: bool

    def __init__(self, season: int):
        self.season = checks.check_count("season", season)

    def fit(self, history: ArrayLike, deadline: float | None = None) -> "ETSForecast":
        """Choose the smoothing parameters by maximum likelihood.

        Parameters
        ----------
        history : float array (timesteps,); NaN is interpolated linearly, in front it is
            cut off
        deadline : a value of `time.monotonic()` after which the search gives up

        Raises
        ------
        ValueError
            If the history is not one-dimensional or has no observed value.
        TimeoutError
            If the deadline passes before the search has converged.
        """
        observed = _filled(history)
        if not len(observed):
            raise ValueError("history has no observed value, only NaN; give it data")
        self.seasonal_ = self._has_season(len(observed))
        check = _stop_after(deadline)
        check(observed)  # the optimiser asks for the first time after one iteration
        with _silence():
            model = self._model(observed, self.seasonal_)
            found = model.fit(disp=False, return_params=True, callback=check)
        fitted = dict(zip(model.param_names, found.tolist(), strict=True))
        self.parameters_ = fitted if np.isfinite(found).all() else dict(_START)
        return self

    def forecast(self, history: ArrayLike, horizon: int) -> np.ndarray:
        """Continue a history with the fitted parameters, without fitting again.

        Parameters
        ----------
        history : float array (timesteps,), NaN as in `fit`; with less than two seasons
            the season is left out
        horizon : steps to predict

        Returns
        -------
        float array (horizon,), in the units of the history; NaN if it has no value

        Raises
        ------
        ValueError
            If the history is not one-dimensional.
        """
        checks.check_count("horizon", horizon)
        observed = _filled(history)
        if not len(observed):
            return np.full(horizon, np.nan)
        seasonal = self.seasonal_ and self._has_season(len(observed))
        with _silence():
            model = self._model(observed, seasonal)
            values = [self.parameters_[name] for name in model.param_names]
            _, states = model.smooth(values, return_raw=True)
        ahead = np.arange(1, horizon + 1)
        trend = np.cumsum(self.parameters_["damping_trend"] ** ahead) * states[-1, 1]
        season = states[-self.season :, 2][(ahead - 1) % self.season] if seasonal else 0
        return states[-1, 0] + trend + season

    def _has_season(self, steps: int) -> bool:
        two_seasons = 2 * self.season
        return self.season > 1 and two_seasons <= min(steps, _most_steps(self.season))

    def _model(self, observed: np.ndarray, seasonal: bool) -> ETSModel:
        season = self.season if seasonal else 1
        observed = observed[-_most_steps(season) :]
        return ETSModel(
            observed,
            error="add",
            trend="add",
            damped_trend=True,
            seasonal="add" if seasonal else None,
            seasonal_periods=season,
            **_initial_states(observed, season),
        )


class _OutOfTime(TimeoutError):
    """The deadline passed while statsmodels was searching."""


def _stop_after(deadline: float | None) -> Callable[[np.ndarray], None]:
    """Return what the optimiser calls after each of its iterations."""

    def check(_: np.ndarray) -> None:
        if deadline is not None and time.monotonic() > deadline:
            raise _OutOfTime(
                "exponential smoothing did not converge before its deadline; "
                "allow more time or leave it out"
            )

    return check


@contextmanager
def _silence() -> Iterator[None]:
    """Keep statsmodels' warnings (no convergence, log of 0) from the user."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def _most_steps(season: int) -> int:
    return min(max(10 * season, 500), _MOST_STATES // (season + 2))


def _filled(history: ArrayLike) -> np.ndarray:
    """Return a history from its first observed value on, its gaps interpolated."""
    values = np.asarray(history, dtype="float64")
    if values.ndim != 1:
        raise ValueError(
            f"history must have shape (timesteps,), got {values.shape}; "
            "give one channel of one series at a time"
        )
    there = np.flatnonzero(~np.isnan(values))
    if not len(there):
        return values[:0]
    return np.interp(np.arange(there[0], len(values)), there, values[there])


def _initial_states(history: np.ndarray, season: int) -> dict[str, Any]:
    """Return how to start: statsmodels' heuristic, or by hand on a short history.

    By hand: a line through the means of the first two seasons, and the first season's
    distances from that line.
    """
    if len(history) >= 10 + 2 * (season // 2):
        return {"initialization_method": "heuristic"}
    first, second = history[:season], history[season : 2 * season]
    trend = (second.mean() - first.mean()) / season if len(second) else 0.0
    line = first.mean() + trend * (np.arange(season) - (season - 1) / 2)
    return {
        "initialization_method": "known",
        "initial_level": line[0] - trend,
        "initial_trend": trend,
        "initial_seasonal": first - line,
    }
