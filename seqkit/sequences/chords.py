"""Chords of a few voices ↔ the notes of each voice, and ↔ piano rolls.

Chords are whole numbers (timesteps, voices): the pitch that each voice sings, highest
voice first, -1 where it is silent.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.sequences.notes import PITCHES, VELOCITY, Note

SILENCE = -1


def voices_of_chords(chords: Any, *, velocity: int = VELOCITY) -> list[list[Note]]:
    """Return the notes of each voice: one for as long as it holds a pitch.

    Parameters
    ----------
    chords : whole numbers (timesteps, voices), pitches or -1
    velocity : of every note, 1 to 127

    Returns
    -------
    list of voices lists of Note, in order

    Raises
    ------
    ValueError
        If chords have another shape or other values, or the velocity is out of range.

    Examples
    --------
    >>> soprano, bass = voices_of_chords([[72, 48], [72, -1], [74, 50]])
    >>> soprano
    ... # doctest: +NORMALIZE_WHITESPACE
    [Note(start=0, pitch=72, length=2, velocity=64),
     Note(start=2, pitch=74, length=1, velocity=64)]
    >>> [note.start for note in bass]
    [0, 2]
    """
    checks.check_velocity(velocity)
    return [_runs(voice, velocity) for voice in checks.check_chords(chords).T]


def chords_of_voices(
    voices: Sequence[Iterable[Note]], timesteps: int | None = None
) -> np.ndarray:
    """Return what each voice sings at each step, the inverse of `voices_of_chords`.

    Parameters
    ----------
    voices : the notes of each voice, one at a time, in any order
    timesteps : the length of the result; None: until the last note ends

    Returns
    -------
    int64 array (timesteps, voices), -1 where a voice is silent

    Raises
    ------
    ValueError
        If a note is outside of its ranges, a voice sings two at once, or one ends after
        the last step.

    Examples
    --------
    >>> chords_of_voices([[Note(0, 72, 2)], [Note(1, 48, 1)]]).tolist()
    [[72, -1], [72, 48]]
    """
    known = [checks.check_notes(voice) for voice in voices]
    last = max((note.end for voice in known for note in voice), default=0)
    if timesteps is not None:
        last = checks.check_ends_within(last, timesteps)
    chords = np.full((last, len(known)), SILENCE, dtype="int64")
    for number, voice in enumerate(known):
        for note in voice:
            sung = chords[note.start : note.end, number]
            checks.check_one_at_a_time(number, note.start, sung)
            sung[:] = note.pitch
    return chords


def roll_of_chords(chords: Any) -> np.ndarray:
    """Return where each pitch sounds, whichever voice sings it.

    Parameters
    ----------
    chords : whole numbers (timesteps, voices), pitches or -1

    Returns
    -------
    bool array (timesteps, 128)

    Raises
    ------
    ValueError
        If chords have another shape or other values.

    Examples
    --------
    >>> np.argwhere(roll_of_chords([[72, 48], [72, -1]])).tolist()
    [[0, 48], [0, 72], [1, 72]]
    """
    sung = checks.check_chords(chords)
    roll = np.zeros((len(sung), PITCHES), dtype=bool)
    steps, voices = np.nonzero(sung != SILENCE)
    roll[steps, sung[steps, voices]] = True
    return roll


def chords_of_roll(roll: Any, voices: int = 4) -> np.ndarray:
    """Return the pitches of each step, highest first, -1 behind the lowest.

    The inverse of `roll_of_chords` for chords that stand so; which voice sang what
    cannot be seen from a roll.

    Parameters
    ----------
    roll : bool array (timesteps, 128), or of 0 and 1
    voices : the columns of the result

    Returns
    -------
    int64 array (timesteps, voices)

    Raises
    ------
    ValueError
        If the roll has another shape or other values, or more pitches sound at once
        than there are voices.

    Examples
    --------
    >>> chords_of_roll(roll_of_chords([[48, 72], [-1, 60]]), voices=2).tolist()
    [[72, 48], [60, -1]]
    """
    checks.check_count("voices", voices)
    sounding = checks.check_roll("roll", roll)
    checks.check_enough_voices(sounding.sum(axis=1), voices)
    falling = sounding[:, ::-1]
    chords = np.full((len(sounding), voices), SILENCE, dtype="int64")
    steps, places = np.nonzero(falling)
    columns = falling.cumsum(axis=1)[steps, places] - 1
    chords[steps, columns] = PITCHES - 1 - places
    return chords


def _runs(pitches: np.ndarray, velocity: int) -> list[Note]:
    changes = np.flatnonzero(np.diff(pitches)) + 1
    starts = np.concatenate([[0], changes]) if len(pitches) else changes
    ends = np.append(changes, len(pitches))
    return [
        Note(int(start), int(pitches[start]), int(end - start), velocity)
        for start, end in zip(starts, ends, strict=False)
        if pitches[start] != SILENCE
    ]
