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
