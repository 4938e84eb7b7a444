"""Calendar features of timestamps: smooth cycles chosen by frequency.

Each cycle (day, week, year) becomes a sine and a cosine, so that 23:00 lies next to
00:00. A cycle is used only if a step is clearly shorter than half of it.
"""

import numpy as np
import pandas as pd

_SECONDS = {"day": 86_400.0, "week": 604_800.0, "year": 31_556_952.0}
_SHARE = 0.45  # half years and DST-shifted half days are never used


def calendar_features(times: pd.Index) -> pd.DataFrame:
    """Return sine and cosine of each cycle that the timestamps resolve.

    Parameters
    ----------
    times : DatetimeIndex or PeriodIndex; an integer index has no calendar

    Returns
    -------
    float32 frame (timesteps, features) with columns like `day_sin`, `day_cos`; no
    columns for an integer index or for yearly steps

    Examples
    --------
    >>> times = pd.date_range("2024-01-01", periods=24, freq="h")
    >>> list(calendar_features(times))
    ['day_sin', 'day_cos', 'week_sin', 'week_cos', 'year_sin', 'year_cos']
    """
    if isinstance(times, pd.PeriodIndex):
        times = times.to_timestamp()
    if not isinstance(times, pd.DatetimeIndex):
        return pd.DataFrame(index=pd.RangeIndex(len(times)))
    wall = times.tz_localize(None)
    step = _typical_step(wall)
    phases = {
        "day": _day_phase(wall),
        "week": _week_phase(wall),
        "year": _year_phase(wall),
    }
    features = {}
    for cycle, phase in phases.items():
        if step < _SHARE * _SECONDS[cycle]:
            angle = 2 * np.pi * phase
            features[f"{cycle}_sin"], features[f"{cycle}_cos"] = (
                np.sin(angle),
                np.cos(angle),
            )
    return pd.DataFrame(features, index=pd.RangeIndex(len(times)), dtype="float32")


def _typical_step(wall: pd.DatetimeIndex) -> float:
    """Return the median step in seconds (a day for a single timestamp)."""
    if len(wall) < 2:
        return _SECONDS["day"]
    return float(np.median(np.abs(np.diff(wall.as_unit("s").asi8))))


def _day_phase(wall: pd.DatetimeIndex) -> np.ndarray:
    return (wall - wall.normalize()).total_seconds().to_numpy() / _SECONDS["day"]


def _week_phase(wall: pd.DatetimeIndex) -> np.ndarray:
    return (wall.day_of_week.to_numpy() + _day_phase(wall)) / 7


def _year_phase(wall: pd.DatetimeIndex) -> np.ndarray:
    days = np.where(wall.is_leap_year, 366, 365)
    return (wall.day_of_year.to_numpy() - 1 + _day_phase(wall)) / days
