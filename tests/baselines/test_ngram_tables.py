"""Tables of n-grams against dictionaries, discounts by hand."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seqkit.baselines.ngram_tables import (
    continuations,
    count_orders,
    discounts,
    find,
    smooth,
)

SIZE = 3
streams = st.lists(
    st.lists(st.integers(0, SIZE - 1), max_size=9), min_size=1, max_size=3
).filter(any)


def counted(streams, order):
    ids = np.array([token for stream in streams for token in stream])
    ages = np.array([place for stream in streams for place in range(len(stream))])
    return count_orders(ids, ages, order, SIZE), ages


def grams_of(levels, n):
    """Return the n-grams of a table as tuples, in the order of its rows."""
    if n == 0:
        return [()]
    below, keys = grams_of(levels, n - 1), levels[n - 1].keys
    return [(*below[key // SIZE], int(key % SIZE)) for key in keys]


@given(streams, st.integers(1, 4))
def test_tables_count_what_dictionaries_count(streams, order):
    levels, ages = counted(streams, order)
    weighed = continuations(levels, ages)
    for n in range(1, order + 1):
        expected = Counter(
            tuple(stream[start : start + n])
            for stream in streams
            for start in range(len(stream) - n + 1)
        )
        before = Counter(
            gram[1:]
            for gram in {
                tuple(["^", *stream][start : start + n + 1])
                for stream in streams
                for start in range(len(stream) - n + 1)
            }
        )
        grams = grams_of(levels, n)
        assert dict(zip(grams, levels[n - 1].counts, strict=True)) == expected
        wanted = expected if n == order else before
        assert dict(zip(grams, weighed[n - 1], strict=True)) == wanted
        shorter = grams_of(levels, n - 1)
        assert [shorter[row] for row in levels[n - 1].suffixes] == [
            gram[1:] for gram in grams
        ]


@given(streams)
def test_smoothed_followers_and_the_order_below_sum_to_one(streams):
    (one, two), _ = counted(streams, 2)
    below = smooth(one, one.counts, np.array([1 / SIZE]), SIZE)
    level = smooth(two, two.counts, below.probabilities, SIZE)
    for row, context in enumerate(one.keys):
        probabilities = level.backoffs[row] * np.array(
            [
                below.probabilities[place] if place >= 0 else below.backoffs[0] / SIZE
                for place in find(below, np.arange(SIZE))
            ]
        )
        here = np.flatnonzero(level.keys // SIZE == row)
        probabilities[level.keys[here] % SIZE] = level.probabilities[here]
        np.testing.assert_allclose(probabilities.sum(), 1, err_msg=str(context))


def test_find_says_what_is_not_there():
    (one, _), _ = counted([[0, 1]], 2)
    level = smooth(one, one.counts, np.array([1 / SIZE]), SIZE)
    assert find(level, np.array([1, 2, 0, 99])).tolist() == [1, -1, 0, -1]
    (_, empty), _ = counted([[0]], 2)
    nothing = smooth(empty, empty.counts, np.ones(1), SIZE)
    assert find(nothing, np.array([0, 5])).tolist() == [-1, -1]
    assert nothing.backoffs.tolist() == [1.0]


def test_discounts_fall_back_where_counts_of_counts_are_missing():
    assert discounts(np.array([7, 9])).tolist() == [0.5] * 3
    assert discounts(np.array([1, 1, 2])).tolist() == [0.5] * 3  # 2 / (2 + 2)
    # D3 = 3 - 4 · .5 · 5 / 1 < 0
    few = np.array([1, 1, 2, 3, 4, 4, 4, 4, 4])
    assert discounts(few).tolist() == [0.5] * 3
