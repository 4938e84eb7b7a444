"""Counts of n-grams as sorted tables of whole numbers, and their discounts.

An n-gram is the row of its first n - 1 tokens in the table one order below, and its
last token: one whole number, row · size + token. A table holds these, sorted.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

_ABSENT = -1
_FALLBACK = 0.5  # the discount where no count of counts says one


@dataclass(frozen=True, eq=False)
class Counted:
    """The n-grams of one order in some streams.

    Attributes
    ----------
    keys : int64 (grams,), rising
    counts : int64 (grams,), how often each stands
    suffixes : int64 (grams,), the row of all but its first token, one order below
    rows : int64 (tokens,), which n-gram ends at each token; -1 where a stream is too
        young
    """

    keys: np.ndarray
    counts: np.ndarray
    suffixes: np.ndarray
    rows: np.ndarray


@dataclass(frozen=True, eq=False)
class Level:
    """What a model knows of one order.

    Attributes
    ----------
    keys : int64 (grams,), rising
    probabilities : float64 (grams,), of the last token given those before it
    backoffs : float64 (contexts,), the weight of the order below, for each n-gram of
        that order as the context
    """

    keys: np.ndarray
    probabilities: np.ndarray
    backoffs: np.ndarray


def count_orders(
    ids: np.ndarray, ages: np.ndarray, order: int, size: int
) -> list[Counted]:
    """Count the n-grams of orders 1 to `order`.

    Parameters
    ----------
    ids : int64 (tokens,), all streams one behind the other
    ages : int64 (tokens,), how many tokens of its stream stand before each
    order : the longest n
    size : number of different ids

    Examples
    --------
    >>> one, two = count_orders(np.array([0, 1, 0, 1]), np.arange(4), 2, 2)
    >>> two.keys.tolist(), two.counts.tolist()  # 0 1 and 1 0
    ([1, 2], [2, 1])
    """
    below = np.zeros(len(ids), dtype="int64")  # the empty n-gram ends everywhere
    levels = []
    for n in range(1, order + 1):
        places = np.flatnonzero(ages >= n - 1)
        before = below[places - 1] if n > 1 else below[places]
        keys, first, inverse, counts = np.unique(
            before * size + ids[places],
            return_index=True,
            return_inverse=True,
            return_counts=True,
        )
        rows = np.full(len(ids), _ABSENT)
        rows[places] = inverse
        levels.append(Counted(keys, counts, below[places[first]], rows))
        below = rows
    return levels


def continuations(levels: list[Counted], ages: np.ndarray) -> list[np.ndarray]:
    """Return what Kneser and Ney count: predecessors, and of the longest occurrences.

    The beginning of a stream is a predecessor, too, the same for all streams.
    """
    found = []
    for n, (own, longer) in enumerate(pairwise(levels), start=1):
        counts = np.bincount(longer.suffixes, minlength=len(own.keys))
        counts[np.unique(own.rows[ages == n - 1])] += 1
        found.append(counts)
    return [*found, levels[-1].counts]


def discounts(counts: np.ndarray) -> np.ndarray:
    """Return what to take from counts of 1, of 2, and of 3 or more.

    By formula from how many n-grams have the counts 1, 2, 3 and 4. Where these leave it
    undefined, or not between 0 and the count, one discount serves all.

    Parameters
    ----------
    counts : int64 (grams,)

    Returns
    -------
    float64 (3,), each above 0 and at most 1, 2 and 3

    References
    ----------
    Chen and Goodman (1999), equation 17; one for all: Ney, Essen and Kneser (1994).

    Examples
    --------
    >>> discounts(np.array([1, 1, 1, 1, 2, 2, 3, 4])).tolist()
    [0.5, 1.25, 1.0]
    """
    n1, n2, n3, n4 = (int((counts == count).sum()) for count in range(1, 5))
    if not (n1 and n2):
        return np.full(3, _FALLBACK)
    Y = n1 / (n1 + 2 * n2)
    if n3:
        found = np.array([Y, 2 - 3 * Y * n3 / n2, 3 - 4 * Y * n4 / n3])
        if (found > 0).all():
            return found
    return np.full(3, Y)


def smooth(counted: Counted, counts: np.ndarray, below: np.ndarray, size: int) -> Level:
    """Discount counts, and give what was taken to the order below.

    Parameters
    ----------
    counted : n-grams of one order
    counts : int64 (grams,), their occurrences or predecessors
    below : float64 (contexts,), probabilities of the order below
    size : number of different ids
    """
    contexts = counted.keys // size
    taken = discounts(counts)[np.minimum(counts, 3) - 1]
    totals = np.bincount(contexts, counts, minlength=len(below))
    free = np.bincount(contexts, taken, minlength=len(below))
    backoffs = np.divide(free, totals, where=totals > 0, out=np.ones(len(below)))
    own = (counts - taken) / totals[contexts]
    probabilities = own + backoffs[contexts] * below[counted.suffixes]
    return Level(counted.keys, probabilities, backoffs)


def find(level: Level, keys: np.ndarray) -> np.ndarray:
    """Return the row of each key, -1 where it is not in the table."""
    rows = np.searchsorted(level.keys, keys)
    rows[rows == len(level.keys)] = 0
    known = level.keys[rows] == keys if len(level.keys) else np.zeros(len(keys), bool)
    return np.where(known, rows, _ABSENT)
