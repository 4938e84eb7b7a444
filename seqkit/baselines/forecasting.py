"""Forecasts that need no fitting, for many windows at once.

Past values come as a float array (windows, steps, channels), oldest first, NaN where
missing or padded in front; forecasts go out as (windows, horizon, channels) in the same
units. They are NaN only for a window's channel without any observed value.
"""

import numpy as np
from numpy.typing import ArrayLike

from seqkit import checks


def repeat_last(past: ArrayLike, horizon: int) -> np.ndarray:
    """Repeat the newest observed value.

    Parameters
    ----------
    past : float array (windows, steps, channels), NaN where missing
    horizon : steps to predict

    Returns
    -------
    float array (windows, horizon, channels), in the units of `past`

    Raises
    ------
    ValueError
        If `past` has another number of dimensions or no step.

    References
    ----------
    Hyndman, Athanasopoulos (2021), "Forecasting: principles and practice", 3rd edition,
    section 5.2, the naive method.

    Examples
    --------
    >>> past = np.array([1.0, 4.0, np.nan])[None, :, None]
    >>> repeat_last(past, horizon=2)[0, :, 0].tolist()
    [4.0, 4.0]
    """
    checks.check_count("horizon", horizon)
    return np.repeat(_newest(_windows(past))[:, None], horizon, axis=1)


def seasonal_naive(past: ArrayLike, horizon: int, season: int) -> np.ndarray:
    """Repeat the newest season.

    Each step takes the value one season before it; where that one is missing, the one
    of the nearest earlier season at the same phase, or else the newest observed value.

    Parameters
    ----------
    past : float array (windows, steps, channels), NaN where missing
    horizon : steps to predict
    season : steps in one season; 1 repeats the newest observed value

    Returns
    -------
    float array (windows, horizon, channels), in the units of `past`

    Raises
    ------
    ValueError
        If `past` has another number of dimensions or no step.

    References
    ----------
    Hyndman, Athanasopoulos (2021), section 5.2, the seasonal naive method.

    Examples
    --------
    >>> past = np.array([1.0, 2.0, 3.0, 4.0, np.nan, 6.0])[None, :, None]
    >>> seasonal_naive(past, horizon=4, season=3)[0, :, 0].tolist()
    [4.0, 2.0, 6.0, 4.0]
    """
    checks.check_count("horizon", horizon)
    checks.check_count("season", season)
    past = _windows(past)
    windows, steps, channels = past.shape
    seasons = -(-steps // season)
    front = seasons * season - steps
    whole = np.pad(past, ((0, 0), (front, 0), (0, 0)), constant_values=np.nan)
    by_phase = whole.reshape(windows, seasons, season * channels)
    newest = _newest(by_phase).reshape(windows, season, channels)
    newest = np.where(np.isnan(newest), _newest(past)[:, None], newest)
    return newest[:, np.arange(horizon) % season]


def drift(past: ArrayLike, horizon: int) -> np.ndarray:
    """Continue the line through the first and the newest observed value.

    A window's channel with a single observed value repeats it.

    Parameters
    ----------
    past : float array (windows, steps, channels), NaN where missing
    horizon : steps to predict

    Returns
    -------
    float array (windows, horizon, channels), in the units of `past`

    Raises
    ------
    ValueError
        If `past` has another number of dimensions or no step.

    References
    ----------
    Hyndman, Athanasopoulos (2021), section 5.2, the drift method.

    Examples
    --------
    >>> past = np.array([np.nan, 1.0, 0.0, 5.0])[None, :, None]
    >>> drift(past, horizon=2)[0, :, 0].tolist()
    [7.0, 9.0]
    """
    checks.check_count("horizon", horizon)
    past = _windows(past)
    steps = past.shape[1]
    first, last = _first_place(past), steps - 1 - _first_place(past[:, ::-1])
    oldest, newest = _at(past, first), _at(past, last)
    slope = (newest - oldest) / np.maximum(last - first, 1)
    ahead = np.arange(steps, steps + horizon)[:, None] - last[:, None]
    return newest[:, None] + ahead * slope[:, None]


def _windows(past: ArrayLike) -> np.ndarray:
    array = np.asarray(past, dtype="float64")
    if array.ndim != 3 or not array.shape[1]:
        raise ValueError(
            "past must have shape (windows, steps, channels) with at least one step, "
            f"got {array.shape}; for one series use past[None, :, None]"
        )
    return array


def _newest(past: np.ndarray) -> np.ndarray:
    """Return the newest observed values (windows, channels), NaN where none is."""
    return _at(past, past.shape[1] - 1 - _first_place(past[:, ::-1]))


def _first_place(past: np.ndarray) -> np.ndarray:
    """Return the steps (windows, channels) of the first observed values, else 0."""
    return (~np.isnan(past)).argmax(axis=1)


def _at(past: np.ndarray, steps: np.ndarray) -> np.ndarray:
    return np.take_along_axis(past, steps[:, None], axis=1)[:, 0]
