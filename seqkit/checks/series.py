"""Check arrays of sequences."""

from collections.abc import Sequence

import numpy as np

from seqkit.checks.wording import plain


def check_timesteps(values: np.ndarray, where: int | None = None) -> np.ndarray:
    """Return an array (timesteps, features); one dimension counts as one feature."""
    values = np.asarray(values)
    if values.ndim == 1:
        return values[:, None]
    if values.ndim != 2:
        which = "" if where is None else f" {where}"
        raise ValueError(
            f"series{which} must have shape (timesteps, features), got {values.shape}; "
            "pass several series as a list of arrays"
        )
    return values


def check_some_series(count: int) -> None:
    """Require one series."""
    if not count:
        raise ValueError("the list of series is empty; give at least one array")


def check_long_enough(lengths: np.ndarray, lookback: int, horizon: int) -> None:
    """Require that every series holds one window."""
    short = np.flatnonzero(lengths < lookback + horizon)
    if len(short):
        raise ValueError(
            f"lookback {lookback} + horizon {horizon} = {lookback + horizon} steps, "
            f"but series {int(short[0])} has {int(lengths[short[0]])}; shorten them or "
            "give a longer series"
        )


def check_ragged(arrays: Sequence[np.ndarray], timesteps: int | None) -> None:
    """Require non-empty sequences with equal features that fit into `timesteps`."""
    for where, array in enumerate(arrays):
        if array.ndim == 0:
            raise ValueError(
                f"sequence {where} must have steps, got the single value "
                f"{plain(array[()])!r}; pass a list of sequences"
            )
        if not len(array):
            raise ValueError(f"sequence {where} is empty; drop it or give it one step")
        if array.shape[1:] != arrays[0].shape[1:]:
            raise ValueError(
                f"sequence {where} has steps of shape {array.shape[1:]}, but sequence "
                f"0 has {arrays[0].shape[1:]}; give all the same features"
            )
        if timesteps is not None and len(array) > timesteps:
            raise ValueError(
                f"sequence {where} has {len(array)} steps, more than "
                f"timesteps={timesteps}; cut it or raise timesteps"
            )


def check_lengths(lengths: np.ndarray) -> np.ndarray:
    """Require one whole number of at least 1 per sequence."""
    if lengths.ndim != 1 or not len(lengths) or lengths.dtype.kind not in "iu":
        raise ValueError(
            "lengths must be a row of whole numbers, one per sequence, got shape "
            f"{lengths.shape} of {lengths.dtype}; give at least one sequence"
        )
    if lengths.min() < 1:
        where = int(lengths.argmin())
        raise ValueError(
            f"sequence {where} has {int(lengths[where])} steps; drop it or give it one "
            "step"
        )
    return lengths.astype("int64")


def check_buckets(buckets: np.ndarray, lengths: np.ndarray) -> None:
    """Require increasing padded lengths, the last as long as any sequence."""
    row = buckets.ndim == 1 and len(buckets) > 0 and buckets.dtype.kind in "iu"
    if not row or buckets[0] < 1 or (np.diff(buckets) <= 0).any():
        raise ValueError(
            "buckets must be increasing whole numbers like (8, 16, 32), got "
            f"{buckets.tolist()}"
        )
    if lengths.max() > buckets[-1]:
        where = int(lengths.argmax())
        raise ValueError(
            f"sequence {where} has {int(lengths[where])} steps, more than the last "
            f"bucket {int(buckets[-1])}; cut it or add a bucket"
        )
