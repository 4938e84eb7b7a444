"""Padding and cutting it off again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seqkit.sequences import pad, unpad
from seqkit.sequences.padding import padded_places


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_unpad_undoes_pad(data):
    dtype = data.draw(st.sampled_from(["float32", "float64", "int16", "int64", "bool"]))
    inner = data.draw(st.sampled_from([(), (1,), (3,), (2, 2)]))
    lengths = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=6))
    sequences = [data.draw(arrays(dtype, (length, *inner))) for length in lengths]
    extra = data.draw(st.none() | st.integers(0, 3))
    timesteps = None if extra is None else max(lengths) + extra

    padded = pad(sequences, timesteps=timesteps)

    assert padded.values.dtype == dtype
    assert padded.values.shape[1] == max(lengths) + (extra or 0)
    assert padded.lengths.tolist() == padded.mask.sum(axis=1).tolist() == lengths
    assert not padded.values[~padded.mask].any()
    for found, own in zip(unpad(*padded[:2]), sequences, strict=True):
        np.testing.assert_array_equal(found, own)


def test_mask_comes_from_lengths_not_values():
    padded = pad([[0.0, 0.0], [0.0]])

    assert padded.mask.tolist() == [[True, True], [True, False]]


def test_padding_takes_the_value():
    assert pad([[1, 2], [3]], value=-1).values.tolist() == [[1, 2], [3, -1]]


@pytest.mark.parametrize("value", [np.nan, 0.5])
def test_padding_with_a_fraction_makes_whole_numbers_float(value):
    padded = pad([[1, 2], [3]], value=value)

    np.testing.assert_array_equal(padded.values, [[1, 2], [3, value]])
    assert pad([np.float32([1, 2])], value=value).values.dtype == "float32"


def test_padding_joins_dtypes():
    assert pad([[1, 2], [0.5]]).values.tolist() == [[1, 2], [0.5, 0]]


def test_pad_of_many_sequences():
    padded = pad([np.arange(number % 7 + 1) for number in range(2000)])

    assert padded.values.shape == (2000, 7)
    assert padded.lengths[:8].tolist() == [1, 2, 3, 4, 5, 6, 7, 1]


def test_pad_of_nothing_is_empty():
    padded = pad([])

    assert padded.values.shape == padded.mask.shape == (0, 0)
    assert unpad(padded.values, padded.lengths) == []


@pytest.mark.parametrize(
    ("sequences", "timesteps", "words"),
    [
        ([[1], []], None, "sequence 1 is empty; drop it"),
        ([1, 2], None, "sequence 0 must have steps, got the single value 1; pass"),
        (["ab"], None, "sequence 0 must have steps, got the single value 'ab'"),
        ([np.zeros((2, 3)), np.zeros((2, 4))], None,
         r"sequence 1 has steps of shape \(4,\), but sequence 0 has \(3,\)"),
        ([np.zeros((2, 3)), np.zeros(2)], None, r"sequence 1 has steps of shape \(\)"),
        ([[1], [1, 2, 3]], 2, "sequence 1 has 3 steps, more than timesteps=2; cut"),
        ([[1]], 0, "timesteps must be a whole number >= 1, got 0"),
    ],
)  # fmt: skip
def test_pad_names_the_bad_sequence(sequences, timesteps, words):
    with pytest.raises(ValueError, match=words):
        pad(sequences, timesteps=timesteps)


def test_unpad_wants_one_length_per_row():
    with pytest.raises(ValueError, match="zip"):
        unpad(np.zeros((2, 3)), np.array([1]))


def test_padded_places_by_hand():
    mask, places = padded_places(np.array([2, 1, 3]), np.array([2, 1, 1]))

    assert mask.tolist() == [[True] * 3, [True, False, False], [True, False, False]]
    assert places.tolist() == [[3, 4, 5], [2, 2, 2], [2, 2, 2]]


@given(data=st.data(), lengths=st.lists(st.integers(1, 6), min_size=1, max_size=8))
def test_padded_places_cut_as_slices_do(data, lengths):
    numbers = st.lists(st.integers(0, len(lengths) - 1), max_size=8)
    which = np.array(data.draw(numbers), dtype="int64")
    starts = np.concatenate([[0], np.cumsum(lengths)])

    mask, places = padded_places(np.array(lengths), which)

    assert mask.shape == places.shape
    assert places.shape == (len(which), max((lengths[n] for n in which), default=0))
    for row, number in enumerate(which):
        own = list(range(starts[number], starts[number + 1]))
        assert places[row][mask[row]].tolist() == own
        assert set(places[row][~mask[row]]) <= {own[-1]}
