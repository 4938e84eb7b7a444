"""Check numeric sequences of different lengths and the frames they come in."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from seqkit.checks.wording import listed, plain


def check_sequence(sequence: Any, where: Hashable) -> np.ndarray:
    """Require numbers (timesteps,) or (timesteps, features); return float64."""
    try:
        array = np.asarray(sequence, dtype="float64")
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"sequence {where!r} must hold numbers, (timesteps,) or (timesteps, "
            f"features), got {plain(sequence)!r:.60} ({error})"
        ) from None
    if array.ndim not in (1, 2):
        raise ValueError(
            f"sequence {where!r} must have shape (timesteps,) or (timesteps, "
            f"features), got {array.shape}; for one sequence pass [sequence]"
        )
    if not array.size:
        raise ValueError(
            f"sequence {where!r} has no step, its shape is {array.shape}; drop it"
        )
    if np.isinf(array).any():
        step = int(np.argwhere(np.isinf(array))[0][0])
        raise ValueError(
            f"sequence {where!r} is infinite at step {step}; mark missing values NaN"
        )
    if np.isnan(array).all():
        raise ValueError(f"sequence {where!r} has no value at all; drop it")
    return array


def check_same_features(
    arrays: Sequence[np.ndarray], expected: int | None = None
) -> None:
    """Require the features of the first sequence, or as many as were fitted."""
    for where, array in enumerate(arrays):
        wanted = arrays[0].shape[1] if expected is None else expected
        if array.shape[1] != wanted:
            whose = "sequence 0 has" if expected is None else "the model was fitted on"
            raise ValueError(
                f"sequence {where} has {array.shape[1]} features, but {whose} "
                f"{wanted}; give every step the same features"
            )


def check_some_sequences(count: int) -> None:
    """Require a sequence at all."""
    if not count:
        raise ValueError("X holds no sequences; give at least one")


def check_sequence_list(X: Any) -> None:
    """Require a list or an array of sequences."""
    listed = hasattr(X, "__len__") and not isinstance(X, (str, Mapping))
    if not listed or (isinstance(X, np.ndarray) and not X.ndim):
        raise TypeError(
            "X must be a list of sequences, an array (samples, timesteps[, features]) "
            f"or a frame, got {plain(X)!r:.60}; for one sequence pass [sequence]"
        )


def check_long(X: Any, id: Hashable | None, time: Hashable | None) -> None:
    """Require a frame where columns are named, and ids where times are."""
    for role, name in (("id", id), ("time", time)):
        if name is not None and not isinstance(X, pd.DataFrame):
            raise TypeError(
                f"{role}={name!r} names a column, so X must be a frame with a row per "
                f"step, got {type(X).__name__}; pass a frame, or leave {role}= out"
            )
    if time is not None and id is None:
        raise ValueError(
            f"time={time!r} sorts the rows of a frame with a row per step; name the "
            "column of its sequences with id=, too"
        )


def check_present(frame: pd.DataFrame, names: Sequence[Hashable]) -> None:
    """Require columns."""
    for name in names:
        if name not in frame.columns:
            raise ValueError(
                f"there is no column {name!r}; choose among "
                f"{listed(list(frame.columns))}"
            )


def check_numeric_columns(frame: pd.DataFrame, names: Sequence[Hashable]) -> None:
    """Require numbers in columns, and a column at all."""
    if not names:
        raise ValueError("the frame has no column of features; add one")
    for name, dtype in frame[list(names)].dtypes.items():
        if not pd.api.types.is_numeric_dtype(dtype):
            raise ValueError(
                f"column {name!r} holds {dtype}, not numbers; convert or drop it"
            )


def check_filled_ids(
    frame: pd.DataFrame, id: Hashable, time: Hashable | None = None
) -> None:
    """Require an id in every row, and a time if there are some."""
    for name, why in ((id, "to which sequence"), (time, "to which step")):
        if name is not None and frame[name].isna().any():
            row = int(np.argmax(frame[name].isna()))
            raise ValueError(f"row {row} has no {name!r}; say {why} it belongs")
