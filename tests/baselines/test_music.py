"""Which chord follows which, by hand; and that probabilities are some."""

import json
from itertools import product

import numpy as np
import pytest

from seqkit.baselines import ChordModel
from seqkit.datasets import fetch_jsb
from seqkit.sequences import roll_of_chords

C, G, F = [72, 60], [71, 55], [69, 53]


def rates_by_hand(pieces):
    """Count how often each pitch sounds behind silence and behind itself."""
    rates = np.empty((2, 128))
    rolls = [roll_of_chords(piece) for piece in pieces]
    for state, pitch in product(range(2), range(128)):
        sounds, steps = 0.5, 1.0
        for roll in rolls:
            for step in range(len(roll)):
                held = bool(step and roll[step - 1, pitch])
                if held == bool(state):
                    steps += 1
                    sounds += roll[step, pitch]
        rates[state, pitch] = sounds / steps
    return rates


def by_pitch(rates, before, chord):
    held, sounds = np.zeros(128, bool), np.zeros(128, bool)
    held[list(before)] = True
    sounds[list(chord)] = True
    rate = np.where(held, rates[1], rates[0])
    return np.where(sounds, rate, 1 - rate).prod()


def test_probabilities_by_hand():
    pieces = [np.array([C, G, C, F, G, C]), np.array([C, F])]
    model = ChordModel.of(pieces)
    rates = rates_by_hand(pieces)
    np.testing.assert_allclose(model.rates, rates)
    # chords: C 4, G 2, F 2 of 8 steps; behind C: G 1, F 2; behind the beginning: C 2
    found = np.exp(model.log_probabilities([np.array([C, F, [64, -1]])])[0])
    start = (2 + 1 * (4 + 3 * by_pitch(rates, (), C)) / 11) / 3
    behind_c = (2 + 2 * (2 + 3 * by_pitch(rates, C, F)) / 11) / 5
    unseen = (0 + 1 * (0 + 3 * by_pitch(rates, F, [64])) / 11) / 2
    np.testing.assert_allclose(found, [start, behind_c, unseen])


def test_behind_an_unseen_chord_frequencies_count():
    model = ChordModel.of([np.array([C, G, C])])
    found = np.exp(model.log_probabilities([np.array([F, C])])[0][1])
    rates = rates_by_hand([np.array([C, G, C])])
    assert found == pytest.approx((2 + 2 * by_pitch(rates, F, C)) / 5)


def test_probabilities_of_all_chords_sum_to_one():
    model = ChordModel.of([np.array([[2, 0], [1, 0], [2, -1]])])
    nearly = model.rates.copy()
    nearly[:, 3:] = 1e-13  # so that chords of three pitches are all that matter
    model = ChordModel(model.followers, model.chords, nearly)
    for before in ([2, 0, -1], [2, 1, 0]):
        total = 0.0
        for sounds in product([True, False], repeat=3):
            chord = [pitch if on else -1 for pitch, on in enumerate(sounds)]
            total += np.exp(model.log_probabilities([np.array([before, chord])])[0][1])
        assert total == pytest.approx(1, abs=1e-9)


def test_who_sings_a_pitch_does_not_matter():
    model = ChordModel.of([np.array([C, G, C])])
    one, other = np.array([C, G]), np.array([C[::-1], [*G[::-1]]])
    assert model.loss_per_step([one]) == model.loss_per_step([other])


def test_loss_is_the_mean_over_steps():
    model = ChordModel.of([np.array([C, G, C])])
    pieces = [np.array([C, G]), np.array([C])]
    found = model.log_probabilities(pieces)
    assert [len(each) for each in found] == [2, 1]
    assert model.loss_per_step(pieces) == pytest.approx(-np.concatenate(found).mean())
    assert np.isnan(model.loss_per_step([]))
    assert model.log_probabilities([np.zeros((0, 4), int)])[0].shape == (0,)


def test_a_chain_knows_more_than_frequencies():
    tune = np.array([C, G, F] * 20)
    model = ChordModel.of([tune])
    alone = ChordModel({}, model.chords, model.rates)
    assert model.loss_per_step([tune]) < 0.2 < alone.loss_per_step([tune])


def test_samples_are_chords_that_were_counted():
    tune = np.array([C, G, C, F, [60, -1]])
    model = ChordModel.of([tune] * 5)
    drawn = model.sample(300, voices=3, random_state=0)
    assert drawn.shape == (300, 3)
    known = {(*row, -1) for row in tune.tolist()}
    assert {tuple(row) for row in drawn.tolist()} == known
    assert drawn[0].tolist() == [*C, -1]
    behind_f = [
        row for row, f in zip(drawn[1:, 0], drawn[:, 0], strict=False) if f == 69
    ]
    assert np.mean(np.array(behind_f) == 60) > 0.6
    again = model.sample(300, voices=3, random_state=0)
    np.testing.assert_array_equal(drawn, again)
    assert model.sample(0).shape == (0, 4)


def test_the_state_gives_the_same_model():
    model = ChordModel.of([np.array([C, G, C, F]), np.array([[60, -1], C])])
    state = model.to_state()
    plain = json.loads(json.dumps(state | {"counts": 0, "rates": 0}))
    again = ChordModel.from_state(state | {"chords": plain["chords"]})
    assert again.followers == model.followers
    assert again.chords == model.chords
    drawn = model.sample(50, voices=2, random_state=1)
    np.testing.assert_array_equal(again.sample(50, voices=2, random_state=1), drawn)
    assert again.loss_per_step([drawn]) == model.loss_per_step([drawn])


def test_refuses_what_it_cannot_count():
    with pytest.raises(ValueError, match="the pieces hold no step"):
        ChordModel.of([np.zeros((0, 4), int)])
    with pytest.raises(ValueError, match="the pieces hold no step"):
        ChordModel.of([])
    with pytest.raises(TypeError, match=r"pieces must be a list of arrays .* got 3"):
        ChordModel.of(3)
    with pytest.raises(ValueError, match=r"the chords of piece 0 must .* shape \(2,\)"):
        ChordModel.of(np.array([C, G]))
    with pytest.raises(ValueError, match="the chords of piece 1 hold 128 at step 0 of"):
        ChordModel.of([np.array([C]), np.array([[128]])])
    with pytest.raises(ValueError, match="voices must be a whole number >= 2, got 1"):
        ChordModel.of([np.array([C])]).sample(3, voices=1)


@pytest.mark.data
def test_loss_on_real_chorales(data_folder, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", data_folder)
    train, _, test = fetch_jsb()
    model = ChordModel.of(train)
    assert model.loss_per_step(test) == pytest.approx(6.094, abs=0.001)
    by_pitch = ChordModel({}, type(model.chords)({(): 0}), model.rates)
    assert by_pitch.loss_per_step(test) == pytest.approx(10.478, abs=0.001)
