"""Notes ↔ piano rolls: what sounds when, on a grid of equal steps.

A note begins and lasts for whole steps, so that rolls, chords, events and files give
back exactly what went in; how long a step is, the reader or writer of a file knows
(steps per beat). A roll is a bool array (timesteps, 128), True where a pitch sounds.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from seqkit import checks

PITCHES = 128  # as MIDI counts them: 60 is middle C, 12 an octave
VELOCITY = 64  # half of the loudest


class Note(NamedTuple):
    """A pitch that sounds for a while; notes sort by their start, then their pitch.

    Attributes
    ----------
    start : the step at which it begins, from 0
    pitch : 0 to 127, as MIDI counts: 60 is middle C, 12 an octave
    length : how many steps it sounds, at least 1
    velocity : how hard it is struck, 1 to 127

    Examples
    --------
    >>> c, e = Note(0, 60, 4), Note(2, 64, 2, velocity=90)
    >>> sorted([e, c])[0].end
    4
    """

    start: int
    pitch: int
    length: int
    velocity: int = VELOCITY

    @property
    def end(self) -> int:
        """The step before which it has stopped."""
        return self.start + self.length


def roll_of(notes: Iterable[Note], timesteps: int | None = None) -> np.ndarray:
    """Return where each pitch sounds.

    Parameters
    ----------
    notes : in any order
    timesteps : the length of the roll; None: until the last note ends

    Returns
    -------
    bool array (timesteps, 128)

    Raises
    ------
    ValueError
        If a note is outside of its ranges, or ends after the roll.

    Examples
    --------
    >>> roll = roll_of([Note(0, 60, 2), Note(1, 64, 1)])
    >>> roll.shape, roll[:, [60, 64]].tolist()
    ((2, 128), [[True, False], [True, True]])
    """
    known = checks.check_notes(notes)
    roll = np.zeros((_timesteps(known, timesteps), PITCHES), dtype=bool)
    for note in known:
        roll[note.start : note.end, note.pitch] = True
    return roll


def onsets_of(notes: Iterable[Note], timesteps: int | None = None) -> np.ndarray:
    """Return where notes of each pitch begin.

    Parameters, shapes and errors are those of `roll_of`.

    Examples
    --------
    >>> onsets = onsets_of([Note(0, 60, 2), Note(2, 60, 1)])
    >>> onsets[:, 60].tolist()
    [True, False, True]
    """
    known = checks.check_notes(notes)
    onsets = np.zeros((_timesteps(known, timesteps), PITCHES), dtype=bool)
    for note in known:
        onsets[note.start, note.pitch] = True
    return onsets


def notes_of_roll(
    roll: np.ndarray, onsets: np.ndarray | None = None, *, velocity: int = VELOCITY
) -> list[Note]:
    """Return a note for each run of steps in which a pitch sounds.

    The inverse of `roll_of`, and with `onsets` also of notes that follow each other on
    one pitch without a gap. What sounds together on one pitch has become one note.

    Parameters
    ----------
    roll : bool array (timesteps, 128), or of 0 and 1
    onsets : the same shape, True where a note begins, a held one ends and the next
        follows; None: only behind a gap
    velocity : of every note, 1 to 127

    Returns
    -------
    list of Note, sorted

    Raises
    ------
    ValueError
        If an array has another shape or other values, an onset is silent, or the
        velocity is out of range.

    Examples
    --------
    >>> notes = [Note(0, 60, 2), Note(2, 60, 1), Note(5, 72, 1)]
    >>> notes_of_roll(roll_of(notes))
    ... # doctest: +NORMALIZE_WHITESPACE
    [Note(start=0, pitch=60, length=3, velocity=64),
     Note(start=5, pitch=72, length=1, velocity=64)]
    >>> notes_of_roll(roll_of(notes), onsets_of(notes)) == notes
    True
    """
    checks.check_velocity(velocity)
    sounding = checks.check_roll("roll", roll)
    before = np.zeros_like(sounding)
    before[1:] = sounding[:-1]
    begins = sounding & ~before
    if onsets is not None:
        begins |= checks.check_onsets(onsets, sounding)
    ends_before = begins | ~sounding  # a note that sounded has stopped here
    notes = []
    for pitch in np.flatnonzero(begins.any(axis=0)):
        starts = np.flatnonzero(begins[:, pitch])
        stops = np.append(np.flatnonzero(ends_before[:, pitch]), len(sounding))
        ends = stops[np.searchsorted(stops, starts, side="right")]
        notes += [
            Note(int(start), int(pitch), int(end - start), velocity)
            for start, end in zip(starts, ends, strict=True)
        ]
    return sorted(notes)


def _timesteps(notes: list[Note], wanted: int | None) -> int:
    last = max((note.end for note in notes), default=0)
    return last if wanted is None else checks.check_ends_within(last, wanted)
