"""Chords, voices and rolls: by hand, and there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seqkit.sequences import (
    SILENCE,
    Note,
    chords_of_roll,
    chords_of_voices,
    roll_of,
    roll_of_chords,
    voices_of_chords,
)

shapes = st.tuples(st.integers(0, 6), st.integers(0, 4))
chords = arrays(np.int64, shapes, elements=st.sampled_from([-1, 0, 60, 64, 127]))


def test_voices_by_hand():
    soprano, alto = voices_of_chords([[72, 60], [72, -1], [74, 60]], velocity=9)
    assert soprano == [Note(0, 72, 2, 9), Note(2, 74, 1, 9)]
    assert alto == [Note(0, 60, 1, 9), Note(2, 60, 1, 9)]


@given(chords)
def test_chords_come_back_from_their_voices(chords):
    voices = voices_of_chords(chords)
    assert len(voices) == chords.shape[1]
    np.testing.assert_array_equal(chords_of_voices(voices, len(chords)), chords)


@given(chords)
def test_a_roll_of_chords_is_that_of_their_notes(chords):
    notes = [note for voice in voices_of_chords(chords) for note in voice]
    np.testing.assert_array_equal(roll_of_chords(chords), roll_of(notes, len(chords)))


@given(st.lists(st.sets(st.integers(0, 127), max_size=4), max_size=5))
def test_chords_that_fall_come_back_from_their_roll(steps):
    chords = np.full((len(steps), 4), SILENCE)
    for row, pitches in zip(chords, steps, strict=True):
        row[: len(pitches)] = sorted(pitches, reverse=True)
    np.testing.assert_array_equal(chords_of_roll(roll_of_chords(chords)), chords)


def test_one_pitch_of_two_voices_sounds_once():
    assert np.argwhere(roll_of_chords([[60, 60]])).tolist() == [[0, 60]]
    assert chords_of_roll(roll_of_chords([[60, 60]]), 2).tolist() == [[60, -1]]


def test_nothing_is_an_empty_chord():
    assert chords_of_voices([]).shape == (0, 0)
    assert chords_of_voices([[], []], 2).tolist() == [[-1, -1]] * 2
    assert roll_of_chords(np.zeros((0, 4), int)).shape == (0, 128)


def test_what_is_no_chord_is_refused():
    with pytest.raises(ValueError, match=r"whole numbers .* shape \(2,\) of int64"):
        roll_of_chords([60, 64])
    with pytest.raises(ValueError, match="of float64; write -1 where a voice is sil"):
        voices_of_chords([[60.0, np.nan]])
    with pytest.raises(ValueError, match="chords hold 128 at step 1 of voice 0"):
        voices_of_chords([[60], [128]])
    with pytest.raises(ValueError, match="chords hold -2 at step 0 of voice 1"):
        roll_of_chords([[60, -2]])
    with pytest.raises(ValueError, match="voice 1 has two notes at step 2; divide"):
        chords_of_voices([[], [Note(0, 60, 3), Note(2, 62, 1)]])
    with pytest.raises(ValueError, match="timesteps must be a whole number >= 3"):
        chords_of_voices([[Note(0, 60, 3)]], 1)
    with pytest.raises(ValueError, match=r"2 pitches sound at step 1, but .* voices=1"):
        chords_of_roll(roll_of_chords([[60, 60], [60, 61]]), voices=1)
