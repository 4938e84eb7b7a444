"""The keys of a piano: notes, rolls and the events of steps, there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.sequences import Note, onsets_of, roll_of
from seqkit.sequences.keyboard import (
    EVENTS,
    KEYS,
    LOWEST,
    OVER,
    Played,
    events_of_played,
    notes_of_played,
    played_of_events,
    played_of_notes,
    played_of_roll,
    roll_of_played,
)


@st.composite
def pieces(draw):
    """Return notes of which no two of one pitch overlap."""
    notes = []
    for pitch in draw(st.sets(st.integers(21, 108), max_size=6)):
        step = 0
        for gap, length in draw(
            st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=4)
        ):
            notes.append(Note(step + gap, pitch, length))
            step += gap + length
    return sorted(notes)


@given(pieces())
def test_notes_come_back_exactly(notes):
    assert notes_of_played(played_of_notes(notes)) == notes


@given(pieces())
def test_events_come_back_exactly(notes):
    played = played_of_notes(notes)
    again = played_of_events(events_of_played(played))
    np.testing.assert_array_equal(again.sounds, played.sounds)
    np.testing.assert_array_equal(again.begins, played.begins)


@given(pieces())
def test_events_fall_and_end_with_nothing(notes):
    """Each step's sentence: keys from the highest down, then nothing more."""
    played = played_of_notes(notes)
    for row, events in zip(played.sounds, events_of_played(played), strict=True):
        there = events[events != OVER]
        keys = (there - 1) % KEYS
        assert keys.tolist() == np.flatnonzero(row)[::-1].tolist()
        assert (events[len(there) :] == OVER).all()
        assert ((there > 0) & (there < EVENTS)).all()


def test_events_by_hand():
    notes = [Note(0, 21, 2), Note(0, 108, 1), Note(1, 108, 1)]
    events = events_of_played(played_of_notes(notes))
    assert events.tolist() == [[88, 1], [88, 89]]  # begins twice; A0 goes on


def test_what_sounds_together_on_one_key_is_one_note():
    notes = [Note(0, 60, 4), Note(2, 60, 1)]
    assert [note.length for note in notes_of_played(played_of_notes(notes))] == [2, 2]


def test_roll_without_onsets_begins_behind_gaps():
    notes = [Note(0, 60, 1), Note(1, 60, 1), Note(3, 60, 1)]
    played = played_of_roll(roll_of(notes))
    assert np.flatnonzero(played.begins[:, 60 - LOWEST]).tolist() == [0, 3]
    both = played_of_roll(roll_of(notes), onsets_of(notes))
    assert np.flatnonzero(both.begins[:, 60 - LOWEST]).tolist() == [0, 1, 3]
    np.testing.assert_array_equal(roll_of_played(played), roll_of(notes))


def test_a_part_keeps_what_goes_on():
    part = played_of_notes([Note(0, 60, 3)]).part(1, 3)
    assert not part.begins.any()
    assert part.sounds.any(axis=1).tolist() == [True, True]


def test_nothing_at_all_comes_back():
    nothing = played_of_notes([])
    assert events_of_played(nothing).shape == (0, 0)
    assert notes_of_played(nothing) == []
    silent = Played(*np.zeros((2, 3, KEYS), dtype=bool))
    assert events_of_played(silent).shape == (3, 0)
    assert played_of_events(events_of_played(silent)).sounds.shape == (3, KEYS)


@pytest.mark.parametrize("pitch", [20, 109, 0, 127])
def test_pitches_off_the_keyboard_are_named(pitch):
    with pytest.raises(ValueError, match=rf"tune must keep .* 21 to 108, got {pitch};"):
        played_of_notes([Note(0, 60, 1), Note(1, pitch, 1)], "tune")
