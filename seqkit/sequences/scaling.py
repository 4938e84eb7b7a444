"""Scalers and target transforms with exact inverses and plain JSON state.

A scaler is a location and a scale per series and feature: (x - location) / scale. A
transform changes the values themselves (logarithm, differences) before scaling. Missing
values (NaN) are ignored when fitting and stay missing.
"""

from typing import Any

import numpy as np

from seqkit import checks
from seqkit.sequences.windows import ragged_ranges

SCALINGS = ("standard", "robust", "minmax")
MEAN_SCALING = "mean"
WINDOW_SCALINGS = ("window_last", "window_standard")
TRANSFORMS = ("log", "log1p", "difference")
_ROBUST_WIDTH = 1.349  # interquartile range of the standard normal distribution


class Scaler:
    """Scale the features of one series and undo it exactly.

    Parameters
    ----------
    kind : "standard" (mean, standard deviation), "robust" (median, interquartile range
        / 1.349) or "minmax" (minimum, range)

    Examples
    --------
    >>> scaler = Scaler("minmax").fit(np.array([[2.0], [4.0], [np.nan]]))
    >>> scaler.transform(np.array([[3.0]])).tolist()
    [[0.5]]
    >>> scaler.inverse_transform(np.array([[0.5]])).tolist()
    [[3.0]]
    """

    def __init__(self, kind: str = "standard"):
        checks.check_choice("kind", kind, SCALINGS)
        self.kind = kind

    def fit(self, values: np.ndarray) -> "Scaler":
        """Learn location and scale of an array (timesteps, features)."""
        values = checks.check_timesteps(np.asarray(values, dtype="float64"))
        offsets = np.array([0, len(values)])
        location, scale = location_and_scale(values, offsets, self.kind)
        self.location_, self.scale_ = location[0], scale[0]
        return self

    def transform(self, values: np.ndarray) -> np.ndarray:
        """Return (values - location) / scale, shape (..., features)."""
        return (values - self.location_) / self.scale_

    def inverse_transform(self, values: np.ndarray) -> np.ndarray:
        """Return values * scale + location, shape (..., features)."""
        return values * self.scale_ + self.location_

    def to_state(self) -> dict[str, Any]:
        """Return the scaler as plain JSON values."""
        return {
            "kind": self.kind,
            "location": self.location_.tolist(),
            "scale": self.scale_.tolist(),
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Scaler":
        """Rebuild a scaler from `to_state`."""
        scaler = cls(state["kind"])
        scaler.location_ = np.array(state["location"])
        scaler.scale_ = np.array(state["scale"])
        return scaler


def location_and_scale(
    values: np.ndarray, offsets: np.ndarray, kind: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return location and scale of many series at once.

    Parameters
    ----------
    values : float array (rows, channels), NaN where missing
    offsets : int64 array (series + 1,); series s has rows offsets[s] to offsets[s + 1]
    kind : one of `SCALINGS`

    Returns
    -------
    location, scale : float arrays (series, channels); a constant series has scale 1, a
        series without values location 0 and scale 1
    """
    if kind == "standard":
        location, scale = _moments(values, offsets)
    elif kind == "robust":
        low, location, high = _quartiles(values, offsets)
        scale = (high - low) / _ROBUST_WIDTH
    else:
        location = _reduced(np.fmin, values, offsets)
        scale = _reduced(np.fmax, values, offsets) - location
    location = np.nan_to_num(location, nan=0.0)
    largest = np.nan_to_num(_reduced(np.fmax, np.abs(values), offsets))
    tiny = np.finfo("float64").eps * np.maximum(np.abs(location), 1e-300) * 32
    tiny = np.maximum(tiny, largest * 1e-200)  # else an outlier overflows
    return location, np.where(np.isfinite(scale) & (scale > tiny), scale, 1.0)


def mean_size(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Return the mean absolute value of each series, to divide by.

    Parameters
    ----------
    values : float array (rows, channels), NaN where missing
    offsets : int64 array (series + 1,)

    Returns
    -------
    float array (series, channels), 1 for a series of zeros or without values

    Examples
    --------
    >>> mean_size(np.array([[2.0], [-4.0], [0.0]]), np.array([0, 2, 3])).tolist()
    [[3.0], [1.0]]
    """
    mean = np.nan_to_num(_moments(np.abs(values), offsets)[0])
    return np.where(mean > 0, mean, 1.0)


def spread_within(values: np.ndarray, offsets: np.ndarray, steps: int) -> np.ndarray:
    """Return how far each series typically strays within a stretch of `steps`.

    The root mean variance of stretches cut from the newest end: unlike the standard
    deviation of the whole series it leaves a long trend out.

    Parameters
    ----------
    values : float array (rows, channels), NaN where missing
    offsets : int64 array (series + 1,)
    steps : length of a stretch; a rest at the oldest end joins none unless it is all

    Returns
    -------
    float array (series, channels), 1 where nothing strays
    """
    lengths = np.diff(offsets)
    whole = np.where(lengths > 0, np.maximum(lengths // steps, 1), 0)
    first = np.where(lengths < steps, offsets[:-1], offsets[1:] - whole * steps)
    which, begins = ragged_ranges(first, first + whole * steps, steps)
    cuts = np.unique(np.concatenate([offsets, begins]))
    _, deviation = _moments(values, cuts)
    variance = np.square(deviation)[np.searchsorted(cuts, begins)]
    mean = np.full((len(lengths), values.shape[1]), np.nan)
    seen = ~np.isnan(variance)
    total, count = np.zeros_like(mean), np.zeros_like(mean)
    np.add.at(total, which, np.where(seen, variance, 0.0))
    np.add.at(count, which, seen)
    spread = np.sqrt(np.divide(total, count, where=count > 0, out=mean))
    largest = _reduced(np.fmax, np.abs(values), offsets)
    return np.where(spread > 1e-12 * np.nan_to_num(largest), spread, 1.0)


def window_location_and_scale(
    values: np.ndarray, mask: np.ndarray, kind: str, scale: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return location and scale of each window.

    Parameters
    ----------
    values : float array (windows, steps, channels), without NaN where `mask` is True
    mask : bool array (windows, steps), True = real step
    kind : "window_last" (the newest value; the series' own scale) or "window_standard"
        (mean and standard deviation of the window, at least 1 % of the series' scale)
    scale : float array (windows, channels), the series' scale

    Returns
    -------
    location, scale : float arrays (windows, channels)
    """
    if kind == "window_last":
        newest = mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1)
        return values[np.arange(len(values)), newest], scale
    weight = mask[..., None] / np.maximum(mask.sum(axis=1), 1)[:, None, None]
    values = np.where(mask[..., None], values, 0.0)
    mean = (values * weight).sum(axis=1)
    variance = (np.square(values - mean[:, None]) * weight).sum(axis=1)
    return mean, np.maximum(np.sqrt(variance), 0.01 * scale)


def transformed(
    values: np.ndarray, filled: np.ndarray, offsets: np.ndarray, transform: str | None
) -> np.ndarray:
    """Apply a transform to series laid end to end.

    Parameters
    ----------
    values : float array (rows, channels), NaN where missing
    filled : the same with missing values carried forward
    offsets : int64 array (series + 1,)
    transform : None, "log", "log1p" or "difference" (from the newest observed value;
        the first value of a series has none and becomes NaN)
    """
    if transform is None:
        return values
    if transform != "difference":
        return np.log(values) if transform == "log" else np.log1p(values)
    before = np.full_like(filled, np.nan)
    before[1:] = filled[:-1]
    before[offsets[:-1][np.diff(offsets) > 0]] = np.nan
    return values - before


def restored(
    values: np.ndarray, newest: np.ndarray, transform: str | None, steps_axis: int = 1
) -> np.ndarray:
    """Undo `transformed` for forecasts.

    Parameters
    ----------
    values : float array (windows, horizon, channels, ...)
    newest : float array (windows, 1, channels, ...), the newest observed value in the
        user's units; differences are added up from it
    """
    if transform == "difference":
        return newest + np.cumsum(values, axis=steps_axis)
    if transform is None:
        return values
    return np.exp(values) if transform == "log" else np.expm1(values)


def _moments(values: np.ndarray, offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of each series, NaN for one without values."""
    lengths = np.diff(offsets)
    there = ~np.isnan(values)
    count = _reduced(np.add, there.astype("float64"), offsets)
    count[count == 0] = np.nan
    largest = _reduced(np.fmax, np.abs(values), offsets)
    # huge squares overflow; dividing by a power of two is exact
    unit = np.ldexp(1.0, np.frexp(np.nan_to_num(largest))[1] - 1)
    values = np.where(there, values, 0.0) / np.repeat(unit, lengths, axis=0)
    mean = _reduced(np.add, values, offsets) / count
    away = np.where(there, values - np.repeat(mean, lengths, axis=0), 0.0)
    variance = _reduced(np.add, np.square(away), offsets) / count
    return mean * unit, np.sqrt(variance) * unit


def _quartiles(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Return the quartiles, shape (3, series, channels), NaN for one without values."""
    series = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    found = np.full((3, len(offsets) - 1, values.shape[1]), np.nan)
    for channel, column in enumerate(values.T):
        ordered = column[np.lexsort((column, series))]  # NaN comes last
        count = np.bincount(series, ~np.isnan(column), len(offsets) - 1).astype(int)
        some = np.flatnonzero(count)
        for which, level in enumerate((0.25, 0.5, 0.75)):
            place = level * (count[some] - 1)
            low = offsets[some] + np.floor(place).astype(int)
            high = np.minimum(low + 1, offsets[some] + count[some] - 1)
            share = place - np.floor(place)
            below, above = ordered[low], ordered[high]
            found[which, some, channel] = below + share * (above - below)
    return found


def _reduced(ufunc: np.ufunc, values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Reduce each series to one row; an empty series gives 0 for sums, else NaN."""
    empty = 0.0 if ufunc is np.add else np.nan
    found = np.full((len(offsets) - 1, *values.shape[1:]), empty)
    some = np.diff(offsets) > 0
    if some.any():
        found[some] = ufunc.reduceat(values, offsets[:-1][some], axis=0)
    return found
