"""Scaling of ragged series, by hand, and how they come in padded batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.sequences.series_arrays import SCALINGS, SeriesArrays, SeriesScaling

NAN = float("nan")
# feature 0: 1, 3, 5, 7 -> mean 4, deviation sqrt(5); feature 1: all 2
TWO = [np.array([[1.0, 2.0], [3.0, 2.0]]), np.array([[5.0, 2.0], [7.0, 2.0]])]


def values_of(scaling, sequences):
    arrays = scaling.encode(sequences)
    return arrays.take(np.arange(len(arrays)))["values"]


def test_standard_scaling_is_of_all_training_steps():
    scaling = SeriesScaling.of(TWO)
    np.testing.assert_allclose(scaling.mean, [4, 2])
    np.testing.assert_allclose(scaling.deviation, [5**0.5, 1])
    found = values_of(scaling, [np.array([[4 + 5**0.5, 3.0]])])
    np.testing.assert_allclose(found, [[[1, 1]]], rtol=1e-6)


def test_sequence_scaling_is_of_each_sequence():
    scaling = SeriesScaling.of(TWO, "sequence")
    found = values_of(scaling, [np.array([[10.0, 0.0], [30.0, 8.0]])])
    np.testing.assert_allclose(found, [[[-1, -1], [1, 1]]], rtol=1e-6)


def test_no_scaling_leaves_numbers():
    found = values_of(SeriesScaling.of(TWO, None), TWO)
    np.testing.assert_array_equal(found, np.stack(TWO))


@pytest.mark.parametrize(
    ("kind", "expected"), [("standard", 0.0), ("sequence", 0.0), (None, 4.0)]
)
def test_missing_values_become_the_mean(kind, expected):
    scaling = SeriesScaling.of(TWO, kind)
    found = values_of(scaling, [np.array([[NAN, 2.0], [9.0, 2.0]])])
    assert found[0, 0, 0] == pytest.approx(expected)


def test_missing_values_become_the_mean_of_their_own_sequence():
    scaling = SeriesScaling.of(TWO, "sequence")
    found = values_of(scaling, [np.array([[1.0], [NAN], [3.0]])])
    np.testing.assert_allclose(found[0, :, 0], [-1, 0, 1], rtol=1e-6)


def test_feature_that_a_sequence_never_observes_is_zero():
    scaling = SeriesScaling.of(TWO, "sequence")
    found = values_of(scaling, [np.array([[NAN, 1.0], [NAN, 3.0]])])
    np.testing.assert_allclose(found, [[[0, -1], [0, 1]]], rtol=1e-6)


def test_missing_values_are_left_out_of_the_moments():
    scaling = SeriesScaling.of([np.array([[1.0], [NAN], [3.0]])])
    assert (scaling.mean[0], scaling.deviation[0]) == (2, 1)


@pytest.mark.parametrize("value", [0.1, 1e9 + 0.1, 1e-13, 0.0])
def test_equal_values_are_not_blown_up(value):
    scaling = SeriesScaling.of([np.full((7, 1), value)] * 3)
    assert scaling.deviation[0] == 1
    assert np.abs(values_of(scaling, [np.full((2, 1), value)])).max() < 1e-6


@pytest.mark.parametrize("unit", [1e-15, 1.0, 1e15])
def test_scaling_knows_no_unit(unit):
    found = values_of(SeriesScaling.of([unit * part for part in TWO]), [unit * TWO[0]])
    expected = [[-3 / 5**0.5, 0], [-1 / 5**0.5, 0]]
    np.testing.assert_allclose(found[0], expected, atol=1e-6)


def test_unknown_scaling_gets_one_sentence():
    with pytest.raises(ValueError, match="scaling='minmax' is unknown; choose"):
        SeriesScaling.of(TWO, "minmax")


@pytest.mark.parametrize("kind", SCALINGS)
def test_state_round_trip(kind):
    scaling = SeriesScaling.of(TWO, kind)
    again = SeriesScaling.from_state(scaling.to_state())
    np.testing.assert_array_equal(values_of(again, TWO), values_of(scaling, TWO))


def test_take_pads_to_the_longest_asked_for():
    arrays = SeriesArrays(
        np.array([1, 3, 2]), np.arange(6, dtype="float32").reshape(6, 1)
    )
    taken = arrays.take([2, 0])
    np.testing.assert_array_equal(taken["values"][..., 0], [[4, 5], [0, 0]])
    np.testing.assert_array_equal(taken["mask"], [[True, True], [True, False]])
    assert taken["values"].dtype == "float32"


def test_take_of_none_has_no_steps():
    taken = SeriesScaling.of(TWO).encode(TWO).take(np.arange(0))
    assert taken["values"].shape == (0, 0, 2)
    assert taken["mask"].shape == (0, 0)


def test_no_sequence_encodes_to_none():
    assert len(SeriesScaling.of(TWO).encode([])) == 0


@given(lengths=st.lists(st.integers(1, 6), min_size=1, max_size=6), order=st.randoms())
def test_real_steps_come_back_whatever_is_asked_for(lengths, order):
    starts = np.cumsum(lengths) - lengths
    sequences = [
        np.arange(start, start + length, dtype="float64")[:, None]
        for start, length in zip(starts, lengths, strict=True)
    ]
    arrays = SeriesScaling.of(sequences, None).encode(sequences)
    which = order.sample(range(len(lengths)), order.randint(1, len(lengths)))
    taken = arrays.take(np.array(which))
    for row, place in enumerate(which):
        real = taken["values"][row][taken["mask"][row]]
        np.testing.assert_array_equal(real, sequences[place])
    assert (taken["values"][~taken["mask"]] == 0).all()
