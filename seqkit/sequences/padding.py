"""Ragged sequences ↔ one right-padded array with lengths and a mask.

Masks come from lengths, never from values, so a real step of zeros stays a step.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from seqkit import checks


class Padded(NamedTuple):
    """Right-padded sequences.

    values : array (samples, timesteps, ...)
    lengths : int64 array (samples,)
    mask : bool array (samples, timesteps), True = real step
    """

    values: np.ndarray
    lengths: np.ndarray
    mask: np.ndarray


def pad(
    sequences: Sequence, *, timesteps: int | None = None, value: float = 0
) -> Padded:
    """Pad sequences on the right to one length.

    Parameters
    ----------
    sequences : list of arrays (timesteps_i,) or (timesteps_i, features)
    timesteps : length to pad to; the longest sequence's when None
    value : what padding is filled with; a fraction or NaN makes whole numbers float64

    Raises
    ------
    ValueError
        For an empty sequence, different numbers of features, or one longer than
        `timesteps`, each by its position.

    Examples
    --------
    >>> padded = pad([[1, 2, 3], [4]])
    >>> padded.values.tolist(), padded.lengths.tolist()
    ([[1, 2, 3], [4, 0, 0]], [3, 1])
    """
    if timesteps is not None:
        checks.check_count("timesteps", timesteps)
    arrays = [np.asarray(sequence) for sequence in sequences]
    checks.check_ragged(arrays, timesteps)
    lengths = np.array([len(array) for array in arrays], dtype="int64")
    steps = int(lengths.max(initial=0)) if timesteps is None else timesteps
    mask = np.arange(steps) < lengths[:, None]
    inner = arrays[0].shape[1:] if arrays else ()
    dtype = np.result_type(*arrays) if arrays else np.dtype("float64")
    if dtype.kind in "biu" and not float(value).is_integer():
        dtype = np.dtype("float64")
    values = np.full((len(arrays), steps, *inner), value, dtype=dtype)
    if arrays:
        values[mask] = np.concatenate(arrays)
    return Padded(values, lengths, mask)


def unpad(values: np.ndarray, lengths: np.ndarray) -> list[np.ndarray]:
    """Cut padding off again: array (samples, timesteps, ...) to a list of arrays.

    Examples
    --------
    >>> [part.tolist() for part in unpad(np.array([[1, 2], [3, 0]]), np.array([2, 1]))]
    [[1, 2], [3]]
    """
    return [row[:length] for row, length in zip(values, lengths, strict=True)]


def padded_places(
    lengths: np.ndarray, which: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return where the steps of sequences stand that lie behind each other.

    Parameters
    ----------
    lengths : whole-number array (sequences,)
    which : numbers of sequences (n,)

    Returns
    -------
    mask : bool array (n, timesteps), True = real step
    places : int64 array (n, timesteps); that of the sequence's last step at padding
    """
    ends = np.cumsum(lengths)
    steps = np.arange(int(lengths[which].max(initial=0)))
    mask = steps < lengths[which][:, None]
    starts = (ends - lengths)[which][:, None]
    return mask, np.where(mask, starts + steps, ends[which][:, None] - 1)
