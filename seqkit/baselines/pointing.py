"""Answers that point at elements without a network: what it has to beat.

Each takes the elements of one sequence, (positions, features), and returns positions,
int64 (steps,), from 0.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from seqkit import checks
from seqkit.sequences.tours import counter_clockwise, distances_of

Array = npt.NDArray[Any]
_SHORTER = 1e-12  # what rounding alone does not gain


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


def nearest_neighbour(points: npt.ArrayLike) -> Array:
    """Go from the first point always to the nearest one not yet seen, and back.

    Parameters
    ----------
    points : (positions, 2), x and y

    Returns
    -------
    int64 array (positions,), the first position first, counter-clockwise

    Raises
    ------
    ValueError
        If points have other shapes.

    References
    ----------
    Rosenkrantz, Stearns and Lewis (1977), "An analysis of several heuristics for the
    traveling salesman problem", SIAM Journal on Computing 6(3).

    Examples
    --------
    >>> nearest_neighbour([[0, 0], [3, 1], [1, 0], [2, 0]]).tolist()
    [0, 2, 3, 1]
    """
    found = checks.check_points_in_plane(points)
    return counter_clockwise(found, _nearest(distances_of(found)))


def two_opt(points: npt.ArrayLike) -> Array:
    """Go as `nearest_neighbour` does, and turn parts round while that helps.

    Each time the part that shortens the trip most; in the end no two legs cross.

    Parameters, results and errors are those of `nearest_neighbour`.

    References
    ----------
    Croes (1958), "A method for solving traveling-salesman problems", Operations
    Research 6(6).

    Examples
    --------
    >>> points = [[3, 1], [2, 1], [0, 1], [2, 0], [3, 0]]
    >>> nearest_neighbour(points).tolist(), two_opt(points).tolist()
    ([0, 2, 4, 3, 1], [0, 1, 2, 3, 4])
    """
    found = checks.check_points_in_plane(points)
    distances = distances_of(found)
    tour = _nearest(distances)
    while len(tour) > 3:
        after = np.roll(tour, -1)
        legs = distances[tour, after]
        kept = legs[:, None] + legs
        made = distances[np.ix_(tour, tour)] + distances[np.ix_(after, after)]
        gains = np.triu(kept - made, 1)
        first, last = np.unravel_index(gains.argmax(), gains.shape)
        if gains[first, last] <= _SHORTER:
            break
        tour[first + 1 : last + 1] = tour[first + 1 : last + 1][::-1].copy()
    return counter_clockwise(found, tour)


def _nearest(distances: Array) -> Array:
    """Return a tour from the first point to the nearest left, and so on."""
    away = distances.copy()
    tour = np.zeros(len(away), dtype="int64")
    for place in range(1, len(away)):
        away[:, tour[place - 1]] = np.inf
        tour[place] = away[tour[place - 1]].argmin()
    return tour
