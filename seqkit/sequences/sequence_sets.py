"""Many numeric sequences in the user's form → a list of arrays.

Lists of arrays, arrays (samples, timesteps[, features]), wide frames (a row per sample,
a column per step) and long frames (a row per step, with a column of ids).
"""

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks


class SequenceSet(NamedTuple):
    """Sequences and what they are called.

    arrays : float64 arrays (timesteps, features)
    names : names of the sequences, where the user's data had some
    features : names of the features, where the user's data had some
    """

    arrays: list[np.ndarray]
    names: pd.Index | None = None
    features: tuple | None = None


def read_sequences(
    X: Any,
    *,
    id: Hashable | None = None,
    time: Hashable | None = None,
    features: tuple | None = None,
) -> SequenceSet:
    """Read sequences of any length.

    Parameters
    ----------
    X : list of arrays (timesteps,) or (timesteps, features); array (samples, timesteps)
        or (samples, timesteps, features); frame with a row per sample and a column per
        step; with `id`, frame with a row per step
    id : column that says to which sequence a row belongs
    time : column to sort the rows of a sequence by; their order counts when None
    features : columns of a long frame to read, in this order; all others when None

    Returns
    -------
    SequenceSet; sequences of a long frame in the order of their first rows

    Raises
    ------
    ValueError
        For an empty sequence, values that are infinite, none that is a number, or other
        numbers of features than the first sequence has, each by its place; for none.

    Examples
    --------
    >>> frame = pd.DataFrame({"run": ["a", "b", "b"], "speed": [1.0, 2.0, 3.0]})
    >>> read = read_sequences(frame, id="run")
    >>> [array.tolist() for array in read.arrays], read.names.tolist()
    ([[[1.0]], [[2.0], [3.0]]], ['a', 'b'])
    """
    if isinstance(X, pd.DataFrame):
        checks.check_some_sequences(len(X))
        return _wide(X) if id is None else _long(X, id, time, features)
    index = X.index if isinstance(X, pd.Series) else None
    checks.check_sequence_list(X)
    checks.check_some_sequences(len(X))
    arrays = [_array(sequence, where) for where, sequence in enumerate(X)]
    checks.check_same_features(arrays)
    return SequenceSet(arrays, index)


def _wide(frame: pd.DataFrame) -> SequenceSet:
    checks.check_numeric_columns(frame, list(frame.columns))
    values = frame.to_numpy(dtype="float64")
    arrays = [_array(row, where) for where, row in enumerate(values)]
    return SequenceSet(arrays, frame.index)


def _long(
    frame: pd.DataFrame, id: Hashable, time: Hashable | None, features: tuple | None
) -> SequenceSet:
    checks.check_unique_columns(frame.columns)
    roles = [name for name in (id, time) if name is not None]
    if features is None:
        features = tuple(name for name in frame.columns if name not in roles)
    checks.check_present(frame, [*roles, *features])
    checks.check_numeric_columns(frame, features)
    checks.check_filled_ids(frame, id, time)
    codes, ids = pd.factorize(frame[id])
    values = frame[list(features)].to_numpy(dtype="float64")
    order = np.argsort(codes, kind="stable")
    if time is not None:
        order = np.lexsort([pd.factorize(frame[time], sort=True)[0], codes])
    counts = np.bincount(codes, minlength=len(ids))
    parts = np.split(values[order], np.cumsum(counts)[:-1])
    arrays = [_array(part, name) for part, name in zip(parts, ids, strict=True)]
    return SequenceSet(arrays, pd.Index(ids, name=id), features)


def _array(sequence: Any, where: Hashable) -> np.ndarray:
    """Return one sequence as float64 (timesteps, features)."""
    array = checks.check_sequence(sequence, where)
    return array[:, None] if array.ndim == 1 else array
