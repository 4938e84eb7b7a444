"""What networks over whole sequences have to beat, on cases told by hand."""

import numpy as np
import pytest

from seqkit.baselines.classification import (
    number_baselines,
    resampled,
    series_baselines,
    summaries,
    word_baselines,
)


def column(*values):
    return np.array(values, dtype="float64")[:, None]


def test_the_most_frequent_label_tells_shares():
    found = word_baselines([["a"], ["b"], ["a"], ["c"]], np.array([2, 0, 2, 2]), 4)
    shares = found["most_frequent"].outputs([["x"], ["a"]])
    np.testing.assert_allclose(shares, [[0.25, 0, 0.75, 0]] * 2)


def test_word_counts_tell_texts_by_their_words_in_any_order():
    sentences = [["not", "good"], ["so", "good"], ["bad"], ["so", "bad"]] * 5
    found = word_baselines(sentences, np.array([1, 1, 0, 0] * 5), 2)["word_counts"]
    outputs = found.outputs([["good", "so"], ["so", "good"], ["bad", "bad"]])
    np.testing.assert_allclose(outputs.sum(axis=1), 1, rtol=1e-6)
    assert outputs.argmax(axis=1).tolist() == [1, 1, 0]
    np.testing.assert_array_equal(outputs[0], outputs[1])


def test_words_nobody_knows_leave_the_share_of_the_labels():
    found = word_baselines([["a"], ["b"]] * 5, np.array([0, 1] * 5), 2)["word_counts"]
    np.testing.assert_allclose(found.outputs([["new"]]), [[0.5, 0.5]], atol=1e-3)


def test_several_labels_are_told_one_by_one():
    sentences = [["sun"], ["rain"], ["sun", "rain"], ["fog"]] * 5
    y = np.array([[1, 0], [0, 1], [1, 1], [0, 0]] * 5, dtype="float32")
    outputs = word_baselines(sentences, y, 2)["word_counts"].outputs(sentences[:4])
    np.testing.assert_array_equal(outputs >= 0.5, y[:4] > 0)


@pytest.mark.parametrize("y", [[[1]] * 4, [[0]] * 4, [[1], [0], [1], [0]]])
def test_a_single_label_may_hold_always_or_never(y):
    y = np.array(y, dtype="float32")
    sequences = [column(1, 2), column(-1, -2), column(2, 2), column(-2, -2)]
    for baseline in series_baselines(sequences, y, 1).values():
        outputs = baseline.outputs(sequences)
        assert outputs.shape == (4, 1)
        if len(np.unique(y)) == 1:
            np.testing.assert_array_equal(outputs, y)
    np.testing.assert_array_equal(
        series_baselines(sequences, y, 1)["nearest_neighbour"].outputs(sequences), y
    )


def test_one_class_is_no_task():
    with pytest.raises(ValueError, match="one kind of label only"):
        word_baselines([["a"], ["b"]], np.array([1, 1]), 2)


def test_the_neighbour_is_the_nearest_at_the_median_length():
    short, long = column(0, 2), column(5, 5, 5, 5)
    found = series_baselines([short, long, column(0, 1, 2)], np.array([0, 1, 0]), 2)
    neighbour = found["nearest_neighbour"]
    outputs = neighbour.outputs([column(0, 0.5, 1, 1.5, 2), column(4)])
    assert outputs.tolist() == [[1, 0], [0, 1]]
    assert not neighbour.has_probabilities


def test_summaries_of_series_tell_rising_from_falling():
    rising = [column(*range(n)) for n in (3, 4, 5, 6)]
    both = [*rising, *(each[::-1] for each in rising)]
    found = series_baselines(both, np.array([0] * 4 + [1] * 4), 2)["summaries"]
    outputs = found.outputs([column(0, 1), column(1, 0)])
    assert outputs.argmax(axis=1).tolist() == [0, 1]


def test_summary_by_hand():
    x = np.array([[1.0, 0.0], [2.0, 4.0], [6.0, 2.0]])
    wanted = [
        *(3, 2),  # means
        *(np.sqrt(14 / 3), np.sqrt(8 / 3)),  # deviations
        *(1, 0, 6, 4, 1, 0, 6, 2),  # minima, maxima, first, last
        *(2.5, 1),  # slopes
    ]
    np.testing.assert_allclose(summaries([x])[0], wanted, rtol=1e-12)


def test_summary_of_one_step_has_no_slope_and_no_deviation():
    assert summaries([column(7)]).tolist() == [[7, 0, 7, 7, 7, 7, 0]]


def test_resampling_keeps_lines_and_features_apart():
    x = np.array([[0.0, 9.0], [4.0, 1.0]])
    found = resampled([x], 5).reshape(5, 2)
    np.testing.assert_allclose(found, [[0, 9], [1, 7], [2, 5], [3, 3], [4, 1]])


def test_resampling_to_the_own_length_changes_nothing():
    x = np.random.default_rng(0).normal(size=(6, 3))
    np.testing.assert_allclose(resampled([x], 6)[0], x.ravel(), rtol=1e-12)


def test_numbers_have_the_mean_and_a_line_beside_them():
    draw = np.random.default_rng(0)
    sequences = [draw.normal(size=(5, 1)) for _ in range(200)]
    y = np.array([[each.mean(), each.max()] for each in sequences])
    found = number_baselines(sequences, y)
    np.testing.assert_allclose(found["mean"].outputs(sequences[:2]), [y.mean(0)] * 2)
    away = found["summaries"].outputs(sequences) - y
    assert np.abs(away).max() < 0.1


def test_one_number_keeps_its_column():
    sequences = [column(1, 2), column(3, 4)]
    found = number_baselines(sequences, column(0, 1))
    assert [each.outputs(sequences).shape for each in found.values()] == [(2, 1)] * 2
