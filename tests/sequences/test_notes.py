"""Notes and rolls: by hand, and there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seqkit.sequences import Note, notes_of_roll, onsets_of, roll_of


@st.composite
def apart(draw):
    """Draw notes of which no two of a pitch overlap."""
    notes = []
    for pitch in draw(st.sets(st.integers(0, 127), max_size=4)):
        now = 0
        for gap, length in draw(
            st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=4)
        ):
            notes.append(Note(now + gap, pitch, length))
            now += gap + length
    return notes


def test_roll_and_onsets_by_hand():
    notes = [Note(2, 60, 1), Note(0, 60, 2), Note(1, 0, 2)]
    roll, onsets = roll_of(notes), onsets_of(notes, 4)
    assert roll.shape == (3, 128)
    assert onsets.shape == (4, 128)
    assert np.argwhere(roll).tolist() == [[0, 60], [1, 0], [1, 60], [2, 0], [2, 60]]
    assert np.argwhere(onsets).tolist() == [[0, 60], [1, 0], [2, 60]]


def test_without_onsets_neighbours_become_one_note():
    notes = [Note(0, 60, 2), Note(2, 60, 1), Note(4, 60, 1)]
    assert notes_of_roll(roll_of(notes)) == [Note(0, 60, 3), Note(4, 60, 1)]


@given(apart(), st.integers(0, 3), st.integers(1, 127))
def test_notes_come_back_from_roll_and_onsets(notes, more, velocity):
    timesteps = max((note.end for note in notes), default=0) + more
    roll, onsets = roll_of(notes, timesteps), onsets_of(notes, timesteps)
    struck = [note._replace(velocity=velocity) for note in notes]
    assert notes_of_roll(roll, onsets, velocity=velocity) == sorted(struck)


@given(arrays(bool, st.tuples(st.integers(0, 6), st.just(128))))
def test_rolls_come_back_from_their_notes(roll):
    notes = notes_of_roll(roll)
    np.testing.assert_array_equal(roll_of(notes, len(roll)), roll)
    sounding = sum(note.length for note in notes)
    assert sounding == roll.sum()


def test_nothing_is_an_empty_roll():
    assert roll_of([]).shape == (0, 128)
    assert notes_of_roll(np.zeros((0, 128))) == []
    assert notes_of_roll(np.zeros((3, 128), dtype=int)) == []


@pytest.mark.parametrize(
    ("note", "message"),
    [
        (Note(-1, 60, 1), "the start of note 1 must be a whole number >= 0, got -1"),
        (Note(0, 128, 1), "the pitch of note 1 must be .* from 0 to 127, got 128"),
        (Note(0, 60, 0), "the length of note 1 must be a whole number >= 1, got 0"),
        (Note(0.5, 60, 1), r"the start of note 1 must be .* got 0\.5"),
        (Note(0, 60, 1, 0), "the velocity of note 1 must be .* from 1 to 127, got 0"),
    ],
)
def test_a_note_out_of_range_is_refused(note, message):
    with pytest.raises(ValueError, match=message):
        roll_of([Note(0, 1, 1), note])


def test_what_is_no_note_or_no_roll_is_refused():
    with pytest.raises(TypeError, match=r"note 0 must be a Note, got \(0, 60, 1\)"):
        roll_of([(0, 60, 1)])
    with pytest.raises(TypeError, match="notes must be a list of Note, got 3"):
        onsets_of(3)
    with pytest.raises(ValueError, match=r"whole number >= 3, where the last .* got 2"):
        roll_of([Note(1, 60, 2)], 2)
    with pytest.raises(ValueError, match=r"shape \(timesteps, 128\), got \(3, 88\)"):
        notes_of_roll(np.zeros((3, 88)))
    with pytest.raises(ValueError, match=r"or 1 and 0, got 0\.5; compare"):
        notes_of_roll(np.full((1, 128), 0.5))
    with pytest.raises(ValueError, match=r"velocity must be .* from 1 to 127, got 128"):
        notes_of_roll(np.zeros((1, 128)), velocity=128)


def test_onsets_stand_where_it_sounds():
    roll = roll_of([Note(0, 60, 2)])
    with pytest.raises(ValueError, match="pitch 61 at step 1, where roll is silent"):
        notes_of_roll(roll, onsets_of([Note(1, 61, 1)]))
    with pytest.raises(ValueError, match=r"shape \(2, 128\) of roll, got \(3, 128\)"):
        notes_of_roll(roll, np.zeros((3, 128)))
