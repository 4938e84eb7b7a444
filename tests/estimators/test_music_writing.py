"""A network of music at work: parts go on from each other, draws by hand."""

import numpy as np
import pytest

from seqkit.estimators import music_writing
from seqkit.estimators.music_writing import MusicDrawing, MusicReader
from seqkit.keras_backend import keras
from seqkit.networks import MusicSizes, music_network
from seqkit.sequences.keyboard import KEYS, Played

SIZES = {name: MusicSizes(name) for name in ("roll", "events")}


def piece(steps, seed=0):
    sounds = np.random.default_rng(seed).random((steps, KEYS)) < 0.04
    return Played(sounds, sounds & ~np.insert(sounds, 0, False, axis=0)[:-1])


@pytest.fixture(params=["roll", "events"])
def reader(request):
    keras.utils.set_random_seed(0)
    sizes = SIZES[request.param]
    network = music_network(sizes, cell="gru", units=(6,), chord_units=5)
    return MusicReader.of(network, sizes)


def test_windows_and_neighbours_change_no_score(reader, monkeypatch):
    pieces = [piece(n, n) for n in (9, 1, 14, 4)]
    expected = reader.log_probabilities(pieces)
    monkeypatch.setattr(music_writing, "_WINDOW", 4)
    monkeypatch.setattr(music_writing, "_ROWS", 3)
    for one, other in zip(reader.log_probabilities(pieces), expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4)
    assert reader.log_probabilities([]) == []


def test_what_is_written_goes_on_where_a_primer_ended(reader, monkeypatch):
    """Five steps at once are two, and three more behind them."""
    drawing = MusicDrawing(0)
    primer = piece(6)
    (whole,) = reader.write([primer], 5, drawing, 0)
    (first,) = reader.write([primer], 2, drawing, 0)
    longer = Played(*(np.concatenate(both) for both in zip(primer, first, strict=True)))
    monkeypatch.setattr(music_writing, "_WINDOW", 3)
    (second,) = reader.write([longer], 3, drawing, 0)
    np.testing.assert_array_equal(whole.sounds[2:], second.sounds)
    np.testing.assert_array_equal(whole.begins[2:], second.begins)


def test_notes_begin_where_nothing_sounded(reader):
    for played in reader.write([piece(3), piece(0)], 12, MusicDrawing(2.0), 0):
        assert played.sounds.shape == (12, KEYS)
        assert not (played.begins & ~played.sounds).any()
        goes_on = played.sounds[1:] & ~played.begins[1:]
        assert not (goes_on & ~played.sounds[:-1]).any()


def test_events_fall_where_a_number_points():
    scores = np.log(np.array([[0.5, 0.25, 0.25]] * 4, "float32"))
    found = music_writing._one_of(scores, 1.0, np.array([0.0, 0.49, 0.51, 0.99]))
    assert found.tolist() == [0, 0, 1, 2]
    cool = music_writing._one_of(scores, 0.5, np.array([0.0, 0.6, 0.7, 0.99]))
    assert cool.tolist() == [0, 0, 1, 2]  # 4/6, 1/6, 1/6
    assert music_writing._one_of(scores, 0, np.zeros(4)).tolist() == [0] * 4


def test_an_event_without_a_chance_is_never_drawn():
    scores = np.array([[-1e9, 0.0, -1e9, 0.0, -1e9]], "float32")
    chances = np.linspace(0, 1 - 1e-12, 50)
    found = music_writing._one_of(scores.repeat(50, 0), 3.0, chances)
    assert set(found.tolist()) == {1, 3}


def test_shares_of_keys_by_hand():
    scores = np.array([0.0, np.log(3), -np.log(3)])
    np.testing.assert_allclose(music_writing._shares(scores, 1.0), [0.5, 0.75, 0.25])
    np.testing.assert_allclose(music_writing._shares(scores, 0.5), [0.5, 0.9, 0.1])
    assert music_writing._shares(scores, 0).tolist() == [0, 1, 0]
