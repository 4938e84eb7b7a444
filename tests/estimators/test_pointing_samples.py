"""What a pointing network trains on: places behind the end, padding, weights."""

import numpy as np
import pytest

from seqkit.estimators.labelled_sequences import Rows
from seqkit.estimators.pointing_samples import InputsOf, PointingSource, pointed_rows
from seqkit.sequences.series_arrays import SeriesArrays

ROWS = Rows([np.zeros((2, 1)), np.ones((3, 1))])
INPUTS = SeriesArrays(np.array([2, 3]), np.arange(5, dtype="float32")[:, None])


def test_places_by_hand():
    data = pointed_rows(ROWS, [[1, 0], [2]], None, "subset")
    source = PointingSource(INPUTS, data.y)
    inputs, places = source.take(np.array([1, 0]))
    assert places.tolist() == [[3, 0, -1], [2, 1, 0]]
    assert inputs["pointed"].tolist() == [[0, 3, 0], [0, 2, 1]]
    assert inputs["mask"].tolist() == [[True] * 3, [True, True, False]]
    assert [inputs["pointed"].dtype, places.dtype] == ["int32", "int32"]
    assert source.lengths.tolist() == [2, 3]
    alone = InputsOf(source).take(np.array([1, 0]))
    np.testing.assert_array_equal(alone["pointed"], inputs["pointed"])


def test_an_empty_answer_is_its_end():
    source = PointingSource(INPUTS, [np.arange(0), np.arange(3)])
    inputs, places = source.take(np.array([0]))
    assert places.tolist() == [[0]]
    assert inputs["pointed"].tolist() == [[0]]


def test_weights_come_with_their_sequences():
    data = pointed_rows(ROWS, [[1, 0], [2, 0, 1]], [0.5, 2], "permutation")
    *_, weights = PointingSource(INPUTS, data.y, data.weights).take(np.array([1]))
    assert weights.tolist() == [2.0]
    assert weights.dtype == "float32"


def test_wrong_positions_name_their_sequence():
    with pytest.raises(ValueError, match="sequence 1 leaves out position 0"):
        pointed_rows(ROWS, [[1, 0], [2, 1]], None, "permutation")
    with pytest.raises(ValueError, match="X has 2 samples but y has 1"):
        pointed_rows(ROWS, [[1, 0]], None, "permutation")
