"""Answers that point at elements without a network: what it has to beat.

Each takes the elements of one sequence, (positions, features), and returns positions,
int64 (steps,), from 0.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from seqkit import checks

Array = npt.NDArray[Any]


def input_order(elements: npt.ArrayLike) -> Array:
    """Point at all elements as they come.

    Examples
    --------
    >>> input_order([[0.3], [0.1], [0.2]]).tolist()
    [0, 1, 2]
    """
    return np.arange(len(np.asarray(elements)), dtype="int64")


def by_angle(points: npt.ArrayLike) -> Array:
    """Go around the centre of points, counter-clockwise from the leftmost.

    The convex hull of points that are all corners of it, and a short round trip where
    they lie on a ring.

    Parameters
    ----------
    points : (positions, 2), x and y

    Raises
    ------
    ValueError
        If points have other shapes.

    Examples
    --------
    >>> by_angle([[1, 1], [0, 0], [0.1, 1], [1, 0]]).tolist()
    [1, 3, 0, 2]
    """
    found = checks.check_points_in_plane(points)
    x, y = (found - found.mean(axis=0)).T
    around = np.argsort(np.arctan2(y, x), kind="stable")
    return np.roll(around, -int(found[around, 0].argmin()))
