"""Seasonal means against sums written out."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.sequences.seasons import seasonal_means


@settings(max_examples=60, deadline=None)
@given(
    lengths=st.lists(st.integers(0, 12), min_size=1, max_size=4),
    season=st.integers(1, 5),
    seed=st.integers(0, 99),
)
def test_means_are_those_of_up_to_three_seasons_before(lengths, season, seed):
    draw = np.random.default_rng(seed)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    values = draw.normal(size=(offsets[-1], 2))
    values[draw.random(values.shape) < 0.2] = np.nan

    found = seasonal_means(values, offsets, season)

    for begin, end in pairwise(offsets):
        for row in range(begin, end):
            before = [row - k * season for k in (1, 2, 3) if row - k * season >= begin]
            for channel in range(2):
                seen = [values[each, channel] for each in before]
                seen = [each for each in seen if not np.isnan(each)]
                expected = np.mean(seen) if seen else np.nan
                np.testing.assert_allclose(found[row, channel], expected)
