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
