"""What is played on the 88 keys of a piano ↔ notes, and ↔ the events of each step.

Two truth values a step and key, whether it sounds and whether a note begins there, say
all of notes but how hard they are struck. As events, a step is a short sentence: from
the highest key down, what begins and what goes on, as in Liang (2016), "BachBot:
automatic composition in the style of Bach chorales", section 3.2, there behind two
orders of voices.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from seqkit import checks
from seqkit.sequences.notes import PITCHES, Note, notes_of_roll, onsets_of, roll_of

LOWEST, KEYS = 21, 88  # as MIDI counts: A0; up to C8, 108
OVER = 0
EVENTS = 1 + 2 * KEYS


class Played(NamedTuple):
    """What is played on a keyboard.

    sounds : bool array (timesteps, 88), from the lowest key up
    begins : bool array (timesteps, 88), where a note begins; it sounds there
    """

    sounds: np.ndarray
    begins: np.ndarray

    def part(self, first: int, last: int) -> "Played":
        """Return some of the steps; what goes on into them is no beginning."""
        return Played(self.sounds[first:last], self.begins[first:last])


def played_of_notes(notes: Iterable[Note], name: str = "notes") -> Played:
    """Return what is played, until the last note ends.

    What sounds together on one key has become one note, which begins again where the
    next one does.

    Parameters
    ----------
    notes : in any order
    name : what an error calls them

    Raises
    ------
    ValueError
        If a note is outside of its ranges, or of the keys of a piano.

    Examples
    --------
    >>> played = played_of_notes([Note(0, 60, 2), Note(2, 60, 1)])
    >>> played.sounds[:, 39].tolist(), played.begins[:, 39].tolist()
    ([True, True, True], [True, False, True])
    """
    known = checks.check_notes(notes)
    return played_of_roll(roll_of(known), onsets_of(known), name)


def played_of_roll(
    roll: np.ndarray, onsets: np.ndarray | None = None, name: str = "the roll"
) -> Played:
    """Return what is played, of bool arrays (timesteps, 128).

    Without onsets, a note begins behind a gap alone.

    Raises
    ------
    ValueError
        If a pitch is no key of a piano.
    """
    checks.check_piano_pitches(np.flatnonzero(roll.any(axis=0)), LOWEST, KEYS, name)
    sounds = roll[:, LOWEST : LOWEST + KEYS]
    if onsets is None:
        return Played(sounds, _begun(sounds))
    return Played(sounds, onsets[:, LOWEST : LOWEST + KEYS] | _begun(sounds))


def roll_of_played(played: Played) -> np.ndarray:
    """Return a piano roll, bool (timesteps, 128).

    Examples
    --------
    >>> notes = [Note(0, 60, 2), Note(2, 60, 1), Note(1, 64, 1)]
    >>> bool((roll_of_played(played_of_notes(notes)) == roll_of(notes)).all())
    True
    """
    return _every_pitch(played.sounds)


def notes_of_played(played: Played) -> list[Note]:
    """Return notes, the inverse of `played_of_notes` but for how hard they are struck.

    Examples
    --------
    >>> notes = [Note(0, 60, 2), Note(2, 60, 1), Note(5, 72, 1)]
    >>> notes_of_played(played_of_notes(notes)) == notes
    True
    """
    return notes_of_roll(*map(_every_pitch, played))


def events_of_played(played: Played) -> np.ndarray:
    """Return the events of each step, from the highest key down.

    Returns
    -------
    int32 array (timesteps, places)
        Key k, from 0, begins: 1 + k; it goes on: 89 + k; nothing more: 0. There are as
        many places as the fullest step needs.

    Examples
    --------
    >>> events_of_played(played_of_notes([Note(0, 60, 2), Note(1, 64, 1)])).tolist()
    [[40, 0], [44, 128]]
    """
    keys = np.arange(1, KEYS + 1, dtype="int32")
    events = np.where(played.begins, keys, keys + KEYS) * played.sounds
    falling = events[:, ::-1]
    places = int(played.sounds.sum(axis=1).max(initial=0))
    order = np.argsort(falling == OVER, axis=1, kind="stable")[:, :places]
    return np.take_along_axis(falling, order, axis=1)


def played_of_events(events: np.ndarray) -> Played:
    """Return what is played, the inverse of `events_of_played`.

    Examples
    --------
    >>> played = played_of_events(np.array([[40, 0], [44, 128]]))
    >>> [(note.start, note.pitch, note.length) for note in notes_of_played(played)]
    [(0, 60, 2), (1, 64, 1)]
    """
    there = np.zeros((len(events), EVENTS), dtype=bool)
    np.put_along_axis(there, events, values=True, axis=1)
    begins, goes_on = there[:, 1 : 1 + KEYS], there[:, 1 + KEYS :]
    return Played(begins | goes_on, begins)


def _begun(sounds: np.ndarray) -> np.ndarray:
    """Return what sounds and did not a step before, bool (timesteps, keys)."""
    held = np.zeros_like(sounds)
    held[1:] = sounds[:-1]
    return sounds & ~held


def _every_pitch(keys: np.ndarray) -> np.ndarray:
    every = np.zeros((len(keys), PITCHES), dtype=bool)
    every[:, LOWEST : LOWEST + KEYS] = keys
    return every
