"""Perplexity and bits per token, by hand; padding never counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.metrics import bits_per_token, perplexity

rows = st.lists(st.floats(-30, 0), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("probabilities", "bits"),
    [([0.5], 1), ([1.0, 1.0], 0), ([0.5, 0.125], 2), ([[0.25], [1.0]], 1)],
)
def test_scores_by_hand(probabilities, bits):
    assert bits_per_token(np.log(probabilities)) == pytest.approx(bits)
    assert perplexity(np.log(probabilities)) == pytest.approx(2**bits)


@given(st.lists(rows, min_size=1, max_size=4))
def test_ragged_padded_and_masked_are_one(sequences):
    padded = np.full((len(sequences), 8), np.nan)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = sequence
    mask = ~np.isnan(padded)
    flat = np.concatenate(sequences)
    expected = pytest.approx(float(-flat.mean() / np.log(2)))
    assert bits_per_token([np.array(each) for each in sequences]) == expected
    assert bits_per_token(padded) == expected
    assert bits_per_token(np.where(mask, padded, 99.0), mask) == expected
    assert perplexity(padded) == pytest.approx(2 ** bits_per_token(padded))


def test_a_ragged_mask_goes_with_ragged_rows():
    values = [np.log([0.5, 0.1]), np.log([0.5])]
    mask = [np.array([True, False]), np.array([True])]
    assert bits_per_token(values, mask) == pytest.approx(1)


def test_what_has_no_chance_is_infinite_and_nothing_is_nan():
    assert bits_per_token([-np.inf, -1.0]) == np.inf
    assert perplexity([-np.inf]) == np.inf
    assert np.isnan(bits_per_token([]))
    assert np.isnan(perplexity([np.nan]))
    assert bits_per_token([0.0]) == 0


def test_refuses_what_is_no_logarithm_of_a_probability():
    with pytest.raises(ValueError, match=r"at most 0, got 0\.5 at position 1; take"):
        perplexity([-0.5, 0.5])
    with pytest.raises(ValueError, match="must be an array of numbers"):
        perplexity(["a"])
    with pytest.raises(
        ValueError, match=r"shape \(2,\) of log_probab.* got bool \(3,\)"
    ):
        bits_per_token([-1.0, -2.0], [True, True, False])
    with pytest.raises(ValueError, match=r"got int64 \(1,\)"):
        bits_per_token([-1.0], [1])
