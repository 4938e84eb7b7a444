"""Scores of sequences of positions, such as an order or the corners of a hull.

Expected and predicted sequences are lists of whole-number arrays (steps,), which may
differ in length.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from seqkit import checks

Pointed = Sequence[ArrayLike]


def exact_match(expected: Pointed, predicted: Pointed) -> float:
    """Return the share of sequences that are right from first to last, in [0, 1].

    Raises
    ------
    ValueError
        If there are other numbers of expected and predicted sequences, or none.

    Examples
    --------
    >>> exact_match([[2, 0, 1], [1, 0]], [[2, 0, 1], [0, 1]])
    0.5
    """
    checks.check_pointed_pairs(expected, predicted)
    pairs = zip(expected, predicted, strict=True)
    return float(np.mean([np.array_equal(*pair) for pair in pairs]))


def position_accuracy(expected: Pointed, predicted: Pointed) -> float:
    """Return the share of steps that point at the right position, in [0, 1].

    Steps beyond the shorter of two sequences are wrong. Every step weighs the same,
    whichever sequence it stands in; NaN without steps.

    Raises
    ------
    ValueError
        If there are other numbers of expected and predicted sequences, or none.

    Examples
    --------
    >>> position_accuracy([[2, 0, 1], [1]], [[2, 1, 0], [1, 0]])
    0.4
    """
    checks.check_pointed_pairs(expected, predicted)
    right = steps = 0
    for one, other in zip(expected, predicted, strict=True):
        first, second = np.asarray(one), np.asarray(other)
        shared = min(len(first), len(second))
        right += int((first[:shared] == second[:shared]).sum())
        steps += max(len(first), len(second))
    return right / steps if steps else float("nan")


def tour_length(points: ArrayLike, tour: ArrayLike) -> float:
    """Return how long a round trip through points is, back to where it began.

    Parameters
    ----------
    points : (positions, features)
    tour : whole numbers (steps,), positions from 0, in order

    Returns
    -------
    float, in the unit of the points; 0 for a tour of one point or none

    Raises
    ------
    ValueError
        If the tour is no list of whole numbers, or a position does not exist.

    Examples
    --------
    >>> tour_length([[0, 0], [3, 4], [3, 0]], [0, 1, 2])
    12.0
    """
    places = np.asarray(points, dtype="float64")
    order = checks.check_pointed(tour, "tour", len(places), "free")
    legs = places[order] - np.roll(places[order], -1, axis=0)
    return float(np.sqrt((legs**2).sum(axis=-1)).sum())
