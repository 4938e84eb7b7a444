"""Pieces of music in the forms that users have ↔ what is played on a piano.

A piece is the path of a MIDI file, what `read_midi` gives, a list of Note, chords
(timesteps, voices), or a roll (timesteps, 88 or 128).
"""

from os import PathLike, fspath
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.readers.midi import MidiNotes, read_midi
from seqkit.sequences.chords import chords_of_roll, roll_of_chords
from seqkit.sequences.keyboard import (
    KEYS,
    LOWEST,
    Played,
    played_of_notes,
    played_of_roll,
    roll_of_played,
)
from seqkit.sequences.notes import PITCHES, Note


def read_pieces(X: Any, steps_per_beat: int) -> list[Played]:
    """Return what is played in each piece.

    Parameters
    ----------
    X : list of pieces
    steps_per_beat : the grid of files

    Raises
    ------
    TypeError
        If X is no list of pieces.
    ValueError
        If a piece holds no step, or leaves the keys of a piano, by its number.

    Examples
    --------
    >>> (played,) = read_pieces([[[72, 48], [72, -1]]], 4)
    >>> played.sounds.sum(axis=1).tolist()
    [2, 1]
    """
    pieces = []
    for number, piece in enumerate(checks.check_music_list(X)):
        name = f"piece {number}"
        played = read_piece(piece, steps_per_beat, name)
        checks.check_played(len(played.sounds), _named(piece, name))
        pieces.append(played)
    return pieces


def read_piece(piece: Any, steps_per_beat: int, name: str) -> Played:
    """Return what is played in one piece; None is one without a step.

    Parameters
    ----------
    piece : in one of the forms
    steps_per_beat : the grid of files
    name : what an error calls it
    """
    if piece is None:
        return played_of_notes([])
    if isinstance(piece, str | PathLike):
        found = read_midi(fspath(piece), steps_per_beat=steps_per_beat)
        return played_of_notes(found.notes, _named(piece, name))
    try:
        if isinstance(piece, MidiNotes):
            checks.check_same_grid(piece.steps_per_beat, steps_per_beat, name)
            return played_of_notes(piece.notes, name)
        if _is_notes(piece):
            return played_of_notes(piece, name)
        return _played_of_array(checks.check_piece_form(piece, name), name)
    except ValueError as error:
        if name in str(error):
            raise
        checks.reject_piece(name, error)


def is_one_piece(given: Any) -> bool:
    """Return whether something is a piece, or None, and not a list of pieces."""
    if given is None or isinstance(given, str | PathLike | MidiNotes):
        return True
    if isinstance(given, np.ndarray):
        return given.ndim == 2
    if not isinstance(given, list | tuple):
        return False
    filled = [part for part in given if not _is_empty(part)]
    if not filled:  # without a step, or several without
        return len(given) == 0
    first = filled[0]
    rows = isinstance(first, list | tuple | np.ndarray)
    return isinstance(first, Note) or (rows and not any(map(np.ndim, first)))


def chords_of_played(pieces: list[Played]) -> list[np.ndarray]:
    """Return the chords of pieces, as counted baselines read them."""
    return [
        chords_of_roll(
            roll_of_played(played), max(1, int(played.sounds.sum(axis=1).max()))
        )
        for played in pieces
    ]


def _is_empty(part: Any) -> bool:
    return isinstance(part, list | tuple | np.ndarray) and len(part) == 0


def _is_notes(piece: Any) -> bool:
    return isinstance(piece, list | tuple) and all(isinstance(n, Note) for n in piece)


def _named(piece: Any, name: str) -> str:
    """Return what an error calls a piece: its number, and its file if it has one."""
    is_file = isinstance(piece, str | PathLike)
    return f"{name} ({fspath(piece)})" if is_file else name


def _played_of_array(array: np.ndarray, name: str) -> Played:
    """Read a roll, or chords."""
    if array.shape[1] == KEYS:
        every = np.zeros((len(array), PITCHES), dtype=array.dtype)
        every[:, LOWEST : LOWEST + KEYS] = array
        array = every
    if array.shape[1] == PITCHES:
        return played_of_roll(checks.check_roll(name, array), name=name)
    chords = checks.check_chords(array, f"the chords of {name}")
    return played_of_roll(roll_of_chords(chords), name=name)
