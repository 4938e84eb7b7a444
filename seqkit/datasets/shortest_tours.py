"""The shortest round trips through a few points, exactly.

Held and Karp (1962), "A dynamic programming approach to sequencing problems": the
shortest way from the first point through a set of others to one of them is that
through all but the last, and one step. Sets are whole numbers whose bits say which
points after the first they hold; those of one size are found at once, for many
problems.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from seqkit.sequences.tours import counter_clockwise, distances_of

Array = npt.NDArray[Any]
MOST = 12  # points: 2^11 sets
_AT_ONCE = 2**20  # ways in memory


def shortest_tours(points: Array) -> Array:
    """Return the shortest tour of each problem.

    Parameters
    ----------
    points : float array (problems, positions, 2), 3 to 12 positions

    Returns
    -------
    int64 array (problems, positions), each position once, the first one first,
    counter-clockwise

    Examples
    --------
    >>> shortest_tours(np.array([[[0.1, 0.2], [1, 1], [0, 1], [1, 0]]])).tolist()
    [[0, 3, 1, 2]]
    """
    others = points.shape[1] - 1
    size = max(1, _AT_ONCE // (2**others * others))
    found = [
        _shortest(distances_of(points[first : first + size]))
        for first in range(0, len(points), size)
    ]
    return counter_clockwise(points, np.concatenate(found))


def _shortest(distances: Array) -> Array:
    """Return tours of problems (problems, positions), in either direction."""
    lengths, previous = _ways(distances)
    problems, sets, others = lengths.shape
    every = np.arange(problems)
    left = np.full(problems, sets - 1)
    last = (lengths[:, -1] + distances[:, 1:, 0]).argmin(axis=1)
    tours = np.zeros((problems, others + 1), dtype="int64")
    for place in range(others, 0, -1):
        tours[:, place] = last + 1
        before = previous[every, left, last].astype("int64")
        left, last = left ^ (1 << last), before
    return tours


def _ways(distances: Array) -> tuple[Array, Array]:
    """Return the length of the shortest way through each set to each of its points.

    Returns
    -------
    lengths : float array (problems, sets, others), infinite where the set has not the
        last point
    previous : int8 array of the same shape, the point before the last
    """
    others = distances.shape[1] - 1
    sets = np.arange(2**others)
    holds = (sets[:, None] >> np.arange(others)) & 1 == 1
    lengths = np.full((len(distances), len(sets), others), np.inf)
    previous = np.zeros(lengths.shape, dtype="int8")
    for last in range(others):
        lengths[:, 1 << last, last] = distances[:, 0, last + 1]
    for size in range(2, others + 1):
        for last in range(others):
            whole = sets[(holds.sum(axis=1) == size) & holds[:, last]]
            step = distances[:, None, 1:, last + 1]
            ways = lengths[:, whole ^ (1 << last)] + step
            previous[:, whole, last] = ways.argmin(axis=2)
            lengths[:, whole, last] = ways.min(axis=2)
    return lengths, previous
