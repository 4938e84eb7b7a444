"""Check clips: frames of pictures in arrays, folders and video files."""

from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from seqkit.checks.arguments import check_count
from seqkit.checks.wording import plain

_LEAST_SIDE = 8  # pixels
_CHANNELS = (1, 3, 4)


def check_clip_list(X: Any) -> list[Any]:
    """Require several clips: arrays or paths in a list, a Series or an array."""
    if isinstance(X, np.ndarray) and X.dtype.kind in "biuf":
        one_in_colour = X.ndim == 4 and X.shape[-1] in _CHANNELS
        if X.ndim not in (4, 5) or one_in_colour:
            raise ValueError(
                "X must hold clips (clips, frames, height, width[, channels]), got an "
                f"array of shape {X.shape}; for one clip pass [clip]"
            )
    if isinstance(X, (str, Path, pd.DataFrame)) or not hasattr(X, "__len__"):
        raise TypeError(
            "X must be a list of clips: arrays, folders of pictures or video files, "
            f"got {plain(X)!r:.60}; for one clip pass a list of it"
        )
    return X.tolist() if isinstance(X, pd.Series) else list(X)


def check_clip_size(size: tuple[int, int]) -> tuple[int, int]:
    """Require frames that are large enough to be halved three times."""
    for side in size:
        check_count("each of size", side, _LEAST_SIDE)
    return size


def check_clip(name: str, clip: Any) -> np.ndarray:
    """Require numbers (frames, height, width[, channels]), one frame at least."""
    try:
        array = np.asarray(clip)
    except ValueError:
        raise ValueError(
            f"{name} has frames of different sizes; bring them to one size"
        ) from None
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{name} must be an array of frames, a folder of pictures or a video file, "
            f"got {plain(clip)!r:.60}"
        )
    fits = array.ndim == 3 or (array.ndim == 4 and array.shape[-1] in _CHANNELS)
    if not fits:
        raise ValueError(
            f"{name} must have shape (frames, height, width) or (frames, height, width,"
            f" channels) with 1, 3 or 4 channels, got {array.shape}; for features of "
            "frames set encoder=None"
        )
    if not array.size:
        raise ValueError(f"{name} of shape {array.shape} has no frame; leave it out")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds pixels that are NaN or infinite; mend it")
    return array


def check_some_frames(name: object, count: int) -> None:
    """Require a frame in a folder or video file."""
    if not count:
        raise ValueError(
            f"{name} holds no frame; name a folder of pictures or a video file"
        )


def reject_clip(name: object, reason: object) -> NoReturn:
    """Say that a file is no whole video."""
    why = str(reason).strip().rstrip(".") or type(reason).__name__
    raise ValueError(
        f"{name} cannot be read as a video ({why}); get it again, or leave it out"
    ) from (reason if isinstance(reason, Exception) else None)


def check_frame_weights(clip: np.ndarray, weights: Any) -> np.ndarray:
    """Require a number for each frame of a clip; return float64."""
    array = np.asarray(weights)
    if array.shape != (len(clip),) or array.dtype.kind not in "biuf":
        raise ValueError(
            f"weights must be {len(clip)} numbers, one for each frame, got shape "
            f"{array.shape} of {array.dtype}"
        )
    if not np.isfinite(array).all():
        raise ValueError("weights must be finite numbers; leave NaN out")
    return array.astype("float64")


def check_two_axes(count: int) -> None:
    """Require axes for frames and for bars."""
    if count != 2:
        raise ValueError(
            f"axes must be 2, for frames and for bars, got {count}; leave axes= out for"
            " a new figure"
        )
