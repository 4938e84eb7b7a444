"""Pieces in every form a user has are read alike, and what is none is named."""

import numpy as np
import pandas as pd
import pytest

from seqkit.estimators.music_pieces import (
    chords_of_played,
    is_one_piece,
    read_piece,
    read_pieces,
)
from seqkit.readers import read_midi, write_midi
from seqkit.sequences import Note, roll_of
from seqkit.sequences.keyboard import notes_of_played

NOTES = [Note(0, 48, 4), Note(0, 72, 2), Note(2, 74, 1), Note(3, 74, 1)]
CHORDS = [[72, 48], [72, 48], [74, 48], [74, 48]]


@pytest.fixture
def file(tmp_path):
    write_midi(tmp_path / "two voices.mid", [NOTES[1:], NOTES[:1]])
    return tmp_path / "two voices.mid"


def notes_of(piece):
    (played,) = read_pieces([piece], 4)
    return notes_of_played(played)


def test_files_and_notes_are_read_alike(file):
    for piece in (file, str(file), read_midi(file), NOTES, tuple(NOTES[::-1])):
        assert notes_of(piece) == NOTES


def test_in_chords_and_rolls_a_repeated_pitch_goes_on():
    joined = [*NOTES[:2], Note(2, 74, 2)]
    roll = roll_of(NOTES)
    every = (CHORDS, np.array(CHORDS), roll, roll[:, 21:109], roll.astype("int8"))
    for piece in every:
        assert notes_of(piece) == joined


def test_silence_is_kept():
    (played,) = read_pieces([[[-1, -1], [60, -1], [-1, -1]]], 4)
    assert played.sounds.sum(axis=1).tolist() == [0, 1, 0]
    assert chords_of_played([played])[0].tolist() == [[-1], [60], [-1]]


def test_a_series_of_pieces_is_a_list_of_them():
    assert len(read_pieces(pd.Series([NOTES, CHORDS]), 4)) == 2
    assert len(read_pieces(np.array([CHORDS, CHORDS]), 4)) == 2


def test_nothing_is_a_piece_to_begin_with():
    assert len(read_piece(None, 4, "primer 0").sounds) == 0
    assert len(read_piece([], 4, "primer 0").sounds) == 0


def test_one_piece_is_told_from_several(file):
    one = (None, file, str(file), read_midi(file), NOTES, CHORDS, np.array(CHORDS), [])
    several = ([NOTES], [CHORDS], [None, None], [str(file)], np.array([CHORDS]))
    assert all(map(is_one_piece, one))
    assert not any(map(is_one_piece, several))
    assert not is_one_piece(pd.Series([NOTES]))


@pytest.mark.parametrize("empty", [[], (), np.zeros((0, 2), int)])
def test_pieces_without_a_step_are_pieces_among_others(empty):
    for several in ([empty, CHORDS], [empty, NOTES], [empty], [empty, empty, None]):
        assert not is_one_piece(several)


@pytest.mark.parametrize(
    ("X", "error", "said"),
    [
        ([], ValueError, "X holds no sequences; give at least one"),
        ("tune.mid", TypeError, r"list of pieces, got str; for one piece pass \[piece"),
        (3, TypeError, "X must be a list of pieces, got int"),
        (pd.DataFrame({"a": [1]}), TypeError, "list of pieces, got DataFrame"),
        (NOTES, TypeError, r"got a list of Note, which is one; pass \[notes\]"),
        ([NOTES, []], ValueError, "piece 1 holds no note and no step; drop it"),
        ([np.zeros((0, 4), int)], ValueError, "piece 0 holds no note and no step"),
        ([CHORDS, 7], TypeError, "piece 1 must be the path of a MIDI file, .* got 7"),
        ([[60, 62]], TypeError, "piece 0 must be the path"),
        ([[[60], [62, 64]]], TypeError, "piece 0 must be the path"),
        ([[[60.5, 62.0]]], ValueError, "the chords of piece 0 must be whole numbers"),
        ([CHORDS, [[200, 60]]], ValueError, "the chords of piece 1 hold 200 at step 0"),
        ([[[110, 60]]], ValueError, "piece 0 must keep to the keys .*, got 110; move"),
        ([np.full((2, 88), 2)], ValueError, "piece 0 must hold True and False"),
        ([[Note(0, 60, 0)]], ValueError, "piece 0: the length of note 0 must be"),
    ],
)
def test_what_is_no_piece_is_named(X, error, said):
    with pytest.raises(error, match=said):
        read_pieces(X, 4)


def test_files_that_are_none_are_named(tmp_path, file):
    write_midi(tmp_path / "empty.mid", [])
    with pytest.raises(ValueError, match=r"piece 0 \(.*empty.mid\) holds no note"):
        read_pieces([tmp_path / "empty.mid"], 4)
    write_midi(tmp_path / "high.mid", [Note(0, 120, 1)])
    with pytest.raises(ValueError, match=r"piece 1 \(.*high.mid\) must keep to the"):
        read_pieces([file, tmp_path / "high.mid"], 4)
    (tmp_path / "cut.mid").write_bytes(file.read_bytes()[:40])
    with pytest.raises(ValueError, match=r"cut.mid is not a whole MIDI file"):
        read_pieces([tmp_path / "cut.mid"], 4)
    with pytest.raises(FileNotFoundError, match=r"none.mid"):
        read_pieces([tmp_path / "none.mid"], 4)
    with pytest.raises(ValueError, match=r"piece 0 has 8 steps a beat, but .*=4; read"):
        read_pieces([read_midi(file, steps_per_beat=8)], 4)
