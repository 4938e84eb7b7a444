"""Pieces and networks of music that are none get one sentence."""

import numpy as np
import pytest

from seqkit import checks
from seqkit.keras_backend import keras
from seqkit.networks import MusicSizes, music_network


def test_pieces_come_back_as_a_list():
    pieces = ([[60, 48]], [[62, 50]])
    assert checks.check_music_list(pieces) == list(pieces)
    array = checks.check_piece_form([[60, 48], [62, -1]], "piece 0")
    assert array.tolist() == [[60, 48], [62, -1]]


@pytest.mark.parametrize("piece", [3, None, {"a": 1}, [1, 2], [[1], [2, 3]], [["a"]]])
def test_what_is_no_piece_is_named(piece):
    with pytest.raises(
        TypeError, match="piece 2 must be the path of a MIDI file, what"
    ):
        checks.check_piece_form(piece, "piece 2")


def test_pitches_at_both_ends_of_a_piano_are_taken():
    checks.check_piano_pitches(np.array([21, 108]), 21, 88, "a")
    for pitch in (20, 109):
        with pytest.raises(ValueError, match=f"a must keep .* got {pitch}; move it by"):
            checks.check_piano_pitches(np.array([60, pitch]), 21, 88, "a")


def test_a_network_of_music_is_told_from_others():
    states = {"h1": 3, "c1": 3}
    network = music_network(MusicSizes("roll"), units=(3,))
    checks.check_music_network(network, states, ("frames",))
    with pytest.raises(ValueError, match="from a dict of 'frames' and 'given' and st"):
        checks.check_music_network(network, states, ("frames", "given"))
    with pytest.raises(ValueError, match=r"got inputs \['NoneType'\] and outputs"):
        checks.check_music_network(keras.Model(), states, ("frames",))


def test_an_error_says_which_piece_it_is():
    with pytest.raises(ValueError, match="piece 4: too loud"):
        checks.reject_piece("piece 4", ValueError("too loud"))
