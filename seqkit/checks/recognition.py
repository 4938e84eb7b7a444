"""Check what recognisers are given, and what their frames can say."""

from typing import Any

import numpy as np

_FIRST = 3  # rows that a warning shows
_LEAST = -1e29  # what is below is the logarithm of 0


def check_frame_chances(log_probs: Any) -> np.ndarray:
    """Require log probabilities (rows, frames, classes); return float64."""
    array = np.asarray(log_probs)
    if array.ndim != 3 or array.dtype.kind != "f" or not array.shape[1]:
        raise ValueError(
            "log probabilities must have shape (rows, frames, classes), one frame at "
            f"least, got {array.shape} of {array.dtype}; for one row pass x[None]"
        )
    if array.shape[2] < 2 or np.isnan(array).any():
        raise ValueError(
            "log probabilities must be numbers of the blank and of one symbol at "
            f"least, got {array.shape[2]} classes{_with_nan(array)}"
        )
    wide = array.astype("float64")
    return np.where(wide < _LEAST, -np.inf, wide)


def check_scored_prefixes(found: tuple, wanted: tuple[int, int]) -> None:
    """Require that a language model scored what may follow each prefix."""
    if found != wanted:
        raise ValueError(
            "the language model must give an array (prefixes, classes) of shape "
            f"{wanted}, got {found}"
        )


def check_enough_frames(frames: int, needed: int) -> None:
    """Require as many frames as a transcript needs."""
    if frames < needed:
        raise ValueError(
            f"the transcript needs {needed} frames, one between equal neighbours, but "
            f"there are {frames}; shorten it, or stack fewer frames"
        )


def _with_nan(array: np.ndarray) -> str:
    return " and NaN" if np.isnan(array).any() else ""
