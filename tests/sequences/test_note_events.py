"""Notes and events: by hand, there and back, and what networks get wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.sequences import Note, Vocabulary, events_of, notes_of_events

note = st.builds(
    Note, st.integers(0, 20), st.integers(58, 61), st.integers(1, 9), st.integers(1, 3)
)


def untangle(notes):
    """Keep notes of which none lies within another of its pitch."""
    kept = []
    for note in sorted(notes):
        before = [other for other in kept if other.pitch == note.pitch]
        if all(other.end <= note.end for other in before):
            kept.append(note)
    return kept


def test_events_by_hand():
    notes = [Note(3, 60, 20, 80), Note(3, 50, 2, 90), Note(5, 50, 1, 90)]
    assert events_of(notes, velocities=True, longest_shift=8) == [
        "shift 3", "velocity 90", "on 50", "velocity 80", "on 60", "shift 2", "off 50",
        "velocity 90", "on 50", "shift 1", "off 50", "shift 8", "shift 8", "shift 1",
        "off 60",
    ]  # fmt: skip


@given(st.lists(note, max_size=8).map(untangle), st.integers(1, 20))
def test_notes_come_back_from_their_events(notes, longest):
    events = events_of(notes, velocities=True, longest_shift=longest)
    assert notes_of_events(events) == notes
    assert notes_of_events(events, mend=True) == notes
    assert all(int(event.split()[1]) <= longest for event in events if "shift" in event)


@given(st.lists(note, max_size=8).map(untangle))
def test_without_velocities_all_else_comes_back(notes):
    expected = sorted(note._replace(velocity=64) for note in notes)
    assert notes_of_events(events_of(notes)) == expected


def test_overlapping_notes_of_a_pitch_end_in_the_order_they_began():
    notes = [Note(0, 60, 4), Note(2, 60, 2), Note(2, 60, 5)]
    assert notes_of_events(events_of(notes)) == notes


def test_a_note_within_another_of_its_pitch_is_refused():
    tangled = [Note(0, 60, 9), Note(0, 61, 9), Note(2, 60, 3)]
    sentence = "the note of pitch 60 at step 2 lies within the one from step 0 to 9"
    with pytest.raises(ValueError, match=sentence):
        events_of(tangled)


def test_events_go_through_a_vocabulary():
    events = events_of([Note(0, 60, 2), Note(1, 64, 2)])
    vocabulary = Vocabulary.of([events])
    assert vocabulary.decode(vocabulary.encode(events)) == events


words = st.sampled_from(["on 60", "on 61", "off 60", "off 61", "shift 1", "shift 3"])


@given(st.lists(words, max_size=12))
def test_whatever_is_mended_can_be_written_again(events):
    notes = notes_of_events(events, mend=True)
    assert notes_of_events(events_of(notes)) == notes
    total = sum(int(event[-1]) for event in events if "shift" in event)
    assert all(note.end <= total for note in notes)


def test_mending_by_hand():
    events = ["off 60", "on 60", "off 60", "shift 2", "on 61", "shift 1", "on 62"]
    assert notes_of_events(events, mend=True) == [Note(2, 61, 1)]


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (["shift 1", "off 60"], "event 1 ends pitch 60, which is not sounding"),
        (["on 60", "shift 2"], "pitch 60 still sounds after the last event"),
        (["on 60", "off 60"], "the note of pitch 60 ends at step 0, where it began"),
        (["on 128"], "event 0 must be 'on 60', .* got 'on 128'"),
        (["shift 0"], "event 0 must be .* got 'shift 0'"),
        (["rest 1"], "event 0 must be .* got 'rest 1'"),
        (["on ²"], "event 0 must be .* got 'on ²'"),
        ([7], "event 0 must be .* got 7"),
    ],
)
def test_what_is_no_stream_of_events_is_refused(events, message):
    with pytest.raises(ValueError, match=message):
        notes_of_events(events)


def test_one_text_is_no_list_of_events():
    with pytest.raises(TypeError, match="events must be a list of words like 'on 60'"):
        notes_of_events("on 60")
    with pytest.raises(ValueError, match="longest_shift must be a whole number >= 1"):
        events_of([], longest_shift=0)
