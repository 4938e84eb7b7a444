"""Check sequences of positions that point at the elements of other sequences."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from seqkit.checks.wording import plain


def check_pointed(
    pointed: Any, where: Hashable, positions: int, kind: str
) -> np.ndarray:
    """Require positions that a sequence of a kind may hold; return int64 (steps,).

    Parameters
    ----------
    pointed : positions, from 0
    where : number or name of the sequence
    positions : how many elements there are to point at
    kind : "permutation", "subset" or "free"
    """
    found = np.asarray(pointed) if hasattr(pointed, "__len__") else np.array(np.nan)
    if found.ndim != 1 or (found.dtype.kind not in "iu" and found.size):
        raise ValueError(
            f"y of sequence {where!r} must be a list of positions, whole numbers, got "
            f"{plain(pointed)!r:.60}"
        )
    found = found.astype("int64")
    outside = np.flatnonzero((found < 0) | (found >= positions))
    if len(outside):
        raise ValueError(
            f"y of sequence {where!r} points at position {found[outside[0]]}, but its "
            f"{positions} elements stand at 0 to {positions - 1}; count from 0"
        )
    times = np.bincount(found, minlength=positions)
    if kind != "free" and times.max(initial=0) > 1:
        raise ValueError(
            f"y of sequence {where!r} points at position {times.argmax()} twice; drop "
            "one, or choose kind='free'"
        )
    if kind == "permutation" and len(found) < positions:
        raise ValueError(
            f"y of sequence {where!r} leaves out position {times.argmin()}; point at "
            "each once, or choose kind='subset'"
        )
    return found


def check_pointed_pairs(expected: Sequence[Any], predicted: Sequence[Any]) -> None:
    """Require as many predicted sequences as there are expected ones, and some."""
    if len(expected) != len(predicted):
        raise ValueError(
            f"got {len(expected)} expected but {len(predicted)} predicted sequences; "
            "give one for each"
        )
    if not len(expected):
        raise ValueError("there are no sequences to score; give at least one")


def check_points_in_plane(points: Any) -> np.ndarray:
    """Require points with two coordinates; return float64 (positions, 2)."""
    found = np.asarray(points, dtype="float64")
    if found.ndim != 2 or found.shape[1] != 2:
        raise ValueError(
            "points must have shape (positions, 2), x and y of each, got "
            f"{found.shape}; choose another baseline for other features"
        )
    return found
