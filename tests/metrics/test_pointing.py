"""Scores of positions: by hand, against a count of steps, and edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.metrics import exact_match, position_accuracy, tour_length

pairs = st.lists(
    st.tuples(*[st.lists(st.integers(0, 3), max_size=5)] * 2), min_size=1, max_size=6
)


@pytest.mark.parametrize(
    ("expected", "predicted", "exact", "accuracy"),
    [
        ([[1, 0]], [[1, 0]], 1, 1),
        ([[1, 0]], [[0, 1]], 0, 0),
        ([[1, 0, 2]], [[1, 0]], 0, 2 / 3),
        ([[1], [0, 1, 2]], [[1], [0, 2, 1]], 0.5, 0.5),
        ([[], [1]], [[], [1, 0]], 0.5, 0.5),
    ],
)
def test_scores_by_hand(expected, predicted, exact, accuracy):
    assert exact_match(expected, predicted) == pytest.approx(exact)
    assert position_accuracy(expected, predicted) == pytest.approx(accuracy)
    arrays = [np.array(each, dtype="int64") for each in predicted]
    assert position_accuracy(expected, arrays) == pytest.approx(accuracy)


@given(pairs)
def test_scores_do_not_mind_which_is_which(rows):
    one, other = ([row[k] for row in rows] for k in (0, 1))
    assert exact_match(one, other) == exact_match(other, one)
    assert exact_match(one, one) == 1
    padded = [
        (a[k] if k < len(a) else -1, b[k] if k < len(b) else -2)
        for a, b in rows
        for k in range(max(len(a), len(b)))
    ]
    share = np.mean([a == b for a, b in padded]) if padded else np.nan
    np.testing.assert_allclose(position_accuracy(one, other), share)


def test_sequences_of_no_step_have_no_accuracy():
    assert np.isnan(position_accuracy([[]], [[]]))
    assert exact_match([[]], [[]]) == 1


@pytest.mark.parametrize("score", [exact_match, position_accuracy])
def test_other_numbers_of_sequences_get_one_sentence(score):
    with pytest.raises(ValueError, match="got 1 expected but 2 predicted sequences"):
        score([[0]], [[0], [1]])
    with pytest.raises(ValueError, match="there are no sequences to score"):
        score([], [])


@pytest.mark.parametrize(
    ("tour", "length"), [([0, 1, 2, 3], 4), ([0, 2, 1, 3], 2 + 2 * 2**0.5), ([2], 0)]
)
def test_round_trips_by_hand(tour, length):
    square = [[0, 0], [0, 1], [1, 1], [1, 0]]
    assert tour_length(square, tour) == pytest.approx(length)
    assert tour_length(square, tour[::-1]) == pytest.approx(length)


def test_a_round_trip_keeps_to_its_points():
    with pytest.raises(ValueError, match="'tour' points at position 3, but its 3"):
        tour_length(np.eye(3), [0, 3])
