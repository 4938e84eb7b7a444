"""Problems whose answer points at the elements of a sequence, drawn with their answers.

`sorting_problem` asks for numbers in rising order, `convex_hull_problem` for the
corners of the hull of points, `travelling_salesman_problem` for the shortest round trip
through them. Each returns a list of arrays (positions, features),
which differ in length, and a list of the positions to point at, in order; the same for
the same `random_state`.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import ConvexHull

from seqkit import checks
from seqkit.datasets import shortest_tours

Array = npt.NDArray[Any]
RandomState = int | np.random.Generator | None
Size = int | tuple[int, int]

_CORNERS = 3  # of the smallest hull


def sorting_problem(
    count: int, *, size: Size = (5, 10), random_state: RandomState = None
) -> tuple[list[Array], list[Array]]:
    """Draw sets of numbers: in which order do they rise?

    Numbers are independent and uniform in [0, 1). The answer points at every position
    once.

    Parameters
    ----------
    count : number of sets
    size : numbers of a set; of a pair (fewest, most) each size is equally likely
    random_state : seed, generator, or None for another draw each time

    Returns
    -------
    X : list of float64 arrays (positions, 1)
    y : list of int64 arrays (positions,), positions from 0, that of the smallest number
        first

    Raises
    ------
    ValueError
        If a number is too small, or `size` is no number or pair.

    References
    ----------
    Vinyals, Bengio and Kudlur (2016), "Order matters: sequence to sequence for sets",
    section 4.

    Examples
    --------
    >>> X, y = sorting_problem(2, size=(3, 4), random_state=1)
    >>> [len(numbers) for numbers in X]
    [3, 4]
    >>> X[0][y[0], 0].round(2).tolist()
    [0.14, 0.95, 0.95]
    """
    sizes, draw = _drawn_sizes(count, size, 1, random_state)
    X = [draw.random((each, 1)) for each in sizes]
    return X, [np.argsort(numbers[:, 0], kind="stable") for numbers in X]


def convex_hull_problem(
    count: int, *, size: Size = (5, 10), random_state: RandomState = None
) -> tuple[list[Array], list[Array]]:
    """Draw sets of points in the plane: which are the corners of their convex hull?

    Points are independent and uniform in the unit square. The answer goes around the
    hull counter-clockwise, and begins with the leftmost point: unlike the corner that
    stands first in the input, it is found by looking at the points alone.

    Parameters
    ----------
    count : number of sets
    size : points of a set, at least 3; of a pair (fewest, most) each size is equally
        likely
    random_state : seed, generator, or None for another draw each time

    Returns
    -------
    X : list of float64 arrays (positions, 2), x and y
    y : list of int64 arrays (corners,), positions from 0

    Raises
    ------
    ValueError
        If a number is too small, or `size` is no number or pair.

    References
    ----------
    Vinyals, Fortunato and Jaitly (2015), "Pointer networks", section 3.1; there an
    answer begins with the corner of the lowest position. Corners are found by Qhull
    (Barber, Dobkin and Huhdanpaa, 1996).

    Examples
    --------
    >>> X, y = convex_hull_problem(1, size=6, random_state=0)
    >>> X[0].round(1).tolist()
    [[0.6, 0.3], [0.0, 0.0], [0.8, 0.9], [0.6, 0.7], [0.5, 0.9], [0.8, 0.0]]
    >>> y[0].tolist()
    [1, 5, 2, 4]
    """
    sizes, draw = _drawn_sizes(count, size, _CORNERS, random_state)
    X = [draw.random((each, 2)) for each in sizes]
    return X, [_hull(points) for points in X]


def travelling_salesman_problem(
    count: int, *, size: Size = (5, 10), random_state: RandomState = None
) -> tuple[list[Array], list[Array]]:
    """Draw sets of points in the plane: which round trip through them is shortest?

    Points are independent and uniform in the unit square. The answer points at every
    position once, begins with the first, and goes around counter-clockwise, so that
    there is one. It is exact, by dynamic programming, whose work doubles and more with
    each point.

    Parameters
    ----------
    count : number of sets
    size : points of a set, 3 to 12; of a pair (fewest, most) each size is equally
        likely
    random_state : seed, generator, or None for another draw each time

    Returns
    -------
    X : list of float64 arrays (positions, 2), x and y
    y : list of int64 arrays (positions,), positions from 0

    Raises
    ------
    ValueError
        If a number is out of range, or `size` is no number or pair.

    References
    ----------
    Vinyals, Fortunato and Jaitly (2015), "Pointer networks", section 3.3; answers by
    Held and Karp (1962), "A dynamic programming approach to sequencing problems".

    Examples
    --------
    >>> X, y = travelling_salesman_problem(1, size=5, random_state=0)
    >>> X[0].round(1).tolist()
    [[0.6, 0.3], [0.0, 0.0], [0.8, 0.9], [0.6, 0.7], [0.5, 0.9]]
    >>> y[0].tolist()
    [0, 3, 2, 4, 1]
    """
    most = shortest_tours.MOST
    sizes, draw = _drawn_sizes(count, size, _CORNERS, random_state, most)
    X = [draw.random((each, 2)) for each in sizes]
    y = [np.zeros(0, dtype="int64")] * count
    for positions in np.unique(sizes):
        alike = np.flatnonzero(sizes == positions)
        tours = shortest_tours.shortest_tours(np.stack([X[one] for one in alike]))
        for one, tour in zip(alike, tours, strict=True):
            y[one] = tour
    return X, y


def _hull(points: Array) -> Array:
    """Return the corners of points, counter-clockwise from the leftmost."""
    corners = ConvexHull(points).vertices.astype(np.int64)
    return np.roll(corners, -int(points[corners, 0].argmin()))


def _drawn_sizes(
    count: int,
    size: Size,
    least: int,
    random_state: RandomState,
    maximum: int | None = None,
) -> tuple[Array, np.random.Generator]:
    """Return how many elements each set has, and what draws them."""
    checks.check_count("count", count)
    fewest, most = checks.check_size_range("size", size, least, maximum)
    draw = np.random.default_rng(random_state)
    return draw.integers(fewest, most + 1, count), draw
