"""Lookback / horizon windows over one or many series, taken by index.

A window is a pair (series, end): it sees the `lookback` rows before `end` and predicts
the `horizon` rows from `end` on. Only these integers are stored; values are gathered
when a batch asks for them, so a million windows cost 16 MB whatever their length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit import checks


@dataclass(frozen=True)
class Windows:
    """Windows over series laid end to end.

    Attributes
    ----------
    values : array (rows, features), all series one after the other
    lookback, horizon : steps seen and steps predicted
    series : int64 array (windows,), the series of each window
    ends : int64 array (windows,), the row behind the last one each window sees

    Examples
    --------
    >>> windows = Windows.over(np.arange(6.0), lookback=3, horizon=2)
    >>> X, y = windows.arrays()
    >>> X[..., 0].tolist(), y[..., 0].tolist()
    ([[0.0, 1.0, 2.0], [1.0, 2.0, 3.0]], [[3.0, 4.0], [4.0, 5.0]])
    """

    values: np.ndarray
    lookback: int
    horizon: int
    series: np.ndarray
    ends: np.ndarray

    @classmethod
    def over(
        cls,
        values: np.ndarray | Sequence[np.ndarray],
        *,
        lookback: int,
        horizon: int,
        stride: int = 1,
    ) -> "Windows":
        """Place windows over one array (timesteps, features) or a list of them.

        One-dimensional arrays count as one feature. Every window lies inside its
        series; the last one of each series ends on its last row, `stride` counts back
        from it.

        Raises
        ------
        ValueError
            If a series is shorter than `lookback + horizon`, naming the first.
        """
        checks.check_count("lookback", lookback)
        checks.check_count("horizon", horizon)
        checks.check_count("stride", stride)
        given: list[Any] = (
            list(values) if isinstance(values, (list, tuple)) else [values]
        )
        checks.check_some_series(len(given))
        arrays = [
            checks.check_timesteps(array, where) for where, array in enumerate(given)
        ]
        lengths = np.array([len(array) for array in arrays])
        checks.check_long_enough(lengths, lookback, horizon)
        checks.check_ragged(arrays, None)
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        lowest, highest = offsets[:-1] + lookback, offsets[1:] - horizon
        phase = (highest - lowest) % stride
        series, ends = ragged_ranges(lowest + phase, highest + 1, stride)
        return cls(np.concatenate(arrays), lookback, horizon, series, ends)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, which: int) -> tuple[np.ndarray, np.ndarray]:
        """Return one window: arrays (lookback, features) and (horizon, features)."""
        X, y = self.take(np.array([which]))
        return X[0], y[0]

    def take(self, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return windows: arrays (n, lookback, features), (n, horizon, features)."""
        ends = self.ends[which]
        past = ends[:, None] + np.arange(-self.lookback, 0)
        return self.values[past], self.values[future_rows(ends, self.horizon)]

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Return all windows at once; for large sets use `as_dataset` instead."""
        return self.take(np.arange(len(self)))


def ragged_ranges(
    starts: np.ndarray, stops: np.ndarray, stride: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Return range(starts[s], stops[s], stride) for every s, end to end.

    Examples
    --------
    >>> which, values = ragged_ranges(np.array([0, 5]), np.array([2, 8]))
    >>> which.tolist(), values.tolist()
    ([0, 0, 1, 1, 1], [0, 1, 5, 6, 7])
    """
    counts = np.maximum(-(-(stops - starts) // stride), 0)
    which = np.repeat(np.arange(len(starts)), counts)
    behind = np.cumsum(counts) - counts
    inside = np.arange(counts.sum()) - np.repeat(behind, counts)
    return which, starts[which] + inside * stride


def future_rows(ends: np.ndarray, horizon: int) -> np.ndarray:
    """Return the rows each window predicts, shape (windows, horizon)."""
    return ends[:, None] + np.arange(horizon)


def lookback_rows(
    ends: np.ndarray, begins: np.ndarray, lookback: int, segment: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows each window sees, right-padded, and which of them are real.

    A window with fewer than `lookback` rows since its series begins is shifted to the
    left, in whole segments, so that its newest row ends a segment; the steps behind it
    (and those that fill up its first segment) are padding.

    Parameters
    ----------
    ends, begins : rows (windows,): behind the newest row, and of the first usable one
    lookback : most steps seen
    segment : steps per segment (1: no segments)

    Returns
    -------
    rows : int64 array (windows, steps), steps = lookback rounded up to whole segments;
        padding points at a real row, so that it can be gathered
    mask : bool array (windows, steps), True = real step

    Examples
    --------
    >>> rows, mask = lookback_rows(np.array([3]), np.array([0]), lookback=4, segment=2)
    >>> mask.astype(int).tolist()
    [[0, 1, 1, 1]]
    """
    seen = np.minimum(ends - begins, lookback)
    filled = -(-seen // segment) * segment
    steps = -(-lookback // segment) * segment
    rows = (ends - filled)[:, None] + np.arange(steps)
    mask = (rows >= (ends - seen)[:, None]) & (rows < ends[:, None])
    return np.where(mask, rows, (ends - 1)[:, None]), mask


def carry_forward(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Fill missing values with the newest observed one of the same series.

    Only the past is used. Values before a series' first observed one stay NaN.

    Parameters
    ----------
    values : float array (rows, channels), NaN where missing
    offsets : int64 array (series + 1,), where each series begins
    """
    rows = np.arange(len(values))[:, None]
    newest = np.maximum.accumulate(np.where(np.isnan(values), -1, rows), axis=0)
    begins = np.repeat(offsets[:-1], np.diff(offsets))[:, None]
    filled = np.take_along_axis(values, np.maximum(newest, 0), axis=0)
    return np.where(newest >= begins, filled, np.nan)
