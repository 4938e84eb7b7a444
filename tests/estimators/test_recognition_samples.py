"""Frames with transcripts: targets, what does not fit, and masks."""

import numpy as np
import pytest

from seqkit.estimators.recognition_samples import FrameSource, Masking, Spoken
from seqkit.sequences.series_arrays import SeriesArrays

LENGTHS = np.array([20, 9, 1])
FRAMES = SeriesArrays(LENGTHS, np.ones((30, 6), "float32"))
SYMBOLS = [np.array([2, 2, 3]), np.array([], "int64"), np.array([1])]


def test_targets_are_padded_behind():
    source = FrameSource(FRAMES, SYMBOLS, np.array([1.0, 2.0, 3.0]))
    inputs, targets, weights = source.take(np.array([2, 0]))
    assert targets.tolist() == [[1, -1, -1], [2, 2, 3]]
    assert inputs["values"].shape == (2, 20, 6)
    assert inputs["mask"].sum(axis=1).tolist() == [1, 20]
    assert weights.tolist() == [3, 1]
    assert source.take(np.array([1]))[1].tolist() == [[-1]]


def test_masks_hide_runs_of_frames_and_features():
    masking = Masking(time_masks=1, longest=5, feature_masks=1, widest=2)
    draw = np.random.default_rng(0)
    hidden, runs, bands = 0, set(), set()
    for _ in range(200):
        values = np.ones((1, 20, 6), "float32")
        masking.hide(values, np.array([20]), draw)
        frames = np.flatnonzero(~values[0].any(axis=1))
        features = np.flatnonzero(~values[0].any(axis=0))
        for found in (frames, features):
            assert not len(found) or found[-1] - found[0] + 1 == len(found)
        runs.add(len(frames))
        bands.add(len(features))
        hidden += 1 - values.mean()
    assert runs == {0, 1, 2, 3, 4, 5}
    assert bands == {0, 1, 2}
    assert 0.2 < hidden / 200 < 0.35


def test_a_mask_hides_half_of_a_short_sequence_at_most():
    draw = np.random.default_rng(0)
    for _ in range(50):
        values = np.ones((1, 20, 6), "float32")
        Masking(time_masks=1, longest=99).hide(values, np.array([4]), draw)
        assert values[0, :4].any(axis=1).sum() >= 2
        assert values[0, 4:].all()


def test_sources_draw_masks_anew_and_hide_nothing_without():
    masking = Masking(2, 5, 1, 3)
    draws = [np.random.default_rng(seed) for seed in (0, 0, 1)]
    sources = [FrameSource(FRAMES, SYMBOLS, None, masking, draw) for draw in draws]
    first = [source.take(np.array([0]))[0]["values"] for source in sources]
    np.testing.assert_array_equal(first[0], first[1])
    assert (first[0] != first[2]).any()
    again = sources[0].take(np.array([0]))[0]["values"]
    assert (again != first[0]).any()
    assert FrameSource(FRAMES, SYMBOLS).take(np.array([0]))[0]["values"].all()
    assert FRAMES.flat.all()


def test_rows_stand_beside_others_with_their_weights():
    frames = [np.full((n, 2), n, "float32") for n in (1, 2)]
    one = Spoken(frames, ["a", "b"], [0, 1], np.array([1.0, 2.0]))
    other = one.subset(np.array([1]))
    joined = one.beside([other])
    assert [len(each) for each in joined.frames] == [1, 2, 2]
    assert (joined.texts, joined.places) == (["a", "b", "b"], [0, 1, 1])
    assert joined.weights.tolist() == [1, 2, 2]
    bare = one._replace(weights=None)
    assert bare.beside([bare]).weights is None


def test_rows_whose_text_needs_more_steps_are_named():
    frames = [np.zeros((n, 2), "float32") for n in (6, 7, 1, 1)]
    spoken = Spoken(frames, ["aab", "aab", "b", ""], ["w", "x", "y", "z"])
    symbols = [np.array(row, "int64") for row in ([2, 2, 3], [2, 2, 3], [3], [])]
    with pytest.warns(UserWarning, match=r"left out 1 row whose text .* \('w'\)"):
        fits = spoken.fitting(symbols, 2)
    assert fits.tolist() == [1, 2, 3]
    assert spoken.subset(fits).places == ["x", "y", "z"]
