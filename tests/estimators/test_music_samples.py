"""What networks of music read, and what they are asked for."""

import numpy as np

from seqkit.estimators.music_samples import (
    MusicSamples,
    WithStates,
    music_inputs,
    transposed,
)
from seqkit.networks.music import MusicSizes
from seqkit.sequences import Note
from seqkit.sequences.keyboard import KEYS, OVER, Played, played_of_notes

ROLL, OF_EVENTS = MusicSizes("roll"), MusicSizes("events")
TUNE = played_of_notes([Note(0, 60, 3), Note(1, 64, 1), Note(2, 64, 1)])


def long_piece(steps, seed=0):
    sounds = np.random.default_rng(seed).random((steps, KEYS)) < 0.05
    return Played(sounds, sounds & ~np.insert(sounds, 0, False, axis=0)[:-1])


def test_a_frame_is_the_step_before():
    frames = music_inputs(TUNE, ROLL, 0, 3)["frames"]
    found = [np.flatnonzero(row).tolist() for row in frames]
    assert found == [[0], [40], [40, 44]]
    frames = music_inputs(TUNE, OF_EVENTS, 0, 3)["frames"]
    found = [np.flatnonzero(row).tolist() for row in frames]
    assert found == [[0], [40], [44, 40 + KEYS]]


def test_one_step_behind_a_piece_has_a_frame():
    frames = music_inputs(TUNE, OF_EVENTS, 3, 4)["frames"]
    assert np.flatnonzero(frames[0]).tolist() == [44, 40 + KEYS]
    nothing = played_of_notes([])
    assert music_inputs(nothing, ROLL, 0, 1)["frames"][0].tolist() == [1] + [0] * KEYS


def test_events_are_given_and_asked_for_one_place_apart():
    inputs, wanted = MusicSamples([TUNE], OF_EVENTS).take(np.array([0]))
    goes_on = 40 + KEYS
    assert inputs["given"].tolist() == [
        [[0, 40, 0], [0, 44, goes_on], [0, 44, goes_on]]
    ]
    assert wanted.tolist() == [[[40, OVER, -1], [44, goes_on, OVER], [44, goes_on, 0]]]


def test_shorter_pieces_are_padded_and_not_asked_for():
    short = played_of_notes([Note(0, 50, 1)])
    for sizes in (ROLL, OF_EVENTS):
        samples = MusicSamples([TUNE, short], sizes)
        assert samples.lengths.tolist() == [3, 1]
        inputs, wanted = samples.take(np.array([0, 1]))
        assert inputs["frames"].shape == (2, 3, sizes.features)
        assert (wanted[1, 1:] == -1).all()
        assert (wanted[:, 0] >= 0).any(axis=1).all()


def test_each_step_of_a_long_piece_is_asked_for_once():
    piece = long_piece(600)
    samples = MusicSamples([TUNE, piece], ROLL)
    assert samples.lengths.tolist() == [3, 256, 320, 152]
    asked = np.zeros(600, dtype=int)
    for number, end in ((1, 256), (2, 512), (3, 600)):
        inputs, wanted = samples.take(np.array([number]))
        first = end - samples.lengths[number]
        real = wanted[0, :, 0] >= 0
        asked[first:end] += real
        np.testing.assert_array_equal(wanted[0][real], piece.sounds[first:end][real])
        begins = inputs["frames"][0, :, 0]
        assert begins.sum() == (number == 1)
        np.testing.assert_array_equal(
            inputs["frames"][0, 1:, 1:], piece.sounds[first : end - 1]
        )
    assert (asked == 1).all()


def test_transposed_moves_every_key():
    moved = transposed(TUNE, -2)
    np.testing.assert_array_equal(moved.sounds[:, :-2], TUNE.sounds[:, 2:])
    np.testing.assert_array_equal(moved.begins[:, :-2], TUNE.begins[:, 2:])


def test_transpositions_are_drawn_anew_within_the_keyboard():
    low = played_of_notes([Note(0, 23, 1), Note(0, 60, 1)])

    def lowest(samples):
        return samples.take(np.array([0]))[1][0, 0].argmax()

    drawn = MusicSamples([low], ROLL, 4, np.random.default_rng(0))
    found = [lowest(drawn) for _ in range(60)]
    assert set(found) == set(range(7))  # two down, then the keyboard ends; four up
    again = MusicSamples([low], ROLL, 4, np.random.default_rng(0))
    assert found == [lowest(again) for _ in range(60)]


def test_states_of_zeros_come_beside_the_inputs():
    source = WithStates(MusicSamples([TUNE], ROLL), {"h1": 5})
    inputs, wanted = source.take(np.array([0]))
    assert inputs["h1"].shape == (1, 5)
    assert set(wanted) == {"scores"}
    assert (len(source), source.lengths.tolist(), source.fixed) == (1, [3], ("h1",))
