"""Networks of music: probabilities of chords, by hand and by brute force."""

from itertools import combinations

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.networks import (
    EventLoss,
    FromTheirBeginning,
    MusicSizes,
    RollLoss,
    music_network,
)
from seqkit.networks.music import PermittedEvents, RunningSum, music_states
from seqkit.sequences.keyboard import EVENTS, KEYS, OVER

ROLL, OF_EVENTS = MusicSizes("roll"), MusicSizes("events")


def inputs(sizes, rows=2, steps=3, places=4, states=(), seed=0):
    """Return drawn frames, given events that could stand there, states of zeros."""
    draw = np.random.default_rng(seed)
    frames = (draw.random((rows, steps, sizes.features)) < 0.1).astype("float32")
    found = {"frames": tf.constant(frames)}
    if sizes.representation == "events":
        keys = np.sort(draw.integers(0, KEYS, (rows, steps, places)), axis=2)[..., ::-1]
        found["given"] = tf.constant(np.insert(keys + 1, 0, 0, axis=2), "int32")
    return found | {name: tf.zeros((rows, size)) for name, size in states}


@pytest.mark.parametrize("cell", ["simple", "lstm", "gru"])
@pytest.mark.parametrize("sizes", [ROLL, OF_EVENTS], ids=["roll", "events"])
def test_states_carry_on_where_a_part_ended(sizes, cell):
    network = music_network(sizes, cell=cell, units=(5, 4), chord_units=6)
    whole = inputs(sizes, states=music_states(network).items())
    expected = network(whole, training=False)
    timed = ("frames", "given")
    states = {n: part for n, part in whole.items() if n not in timed}
    parts = []
    for step in range(3):
        given = {n: whole[n][:, step : step + 1] for n in timed if n in whole}
        found = network({**given, **states}, training=False)
        states = {name: found[name] for name in states}
        parts.append(found["scores"])
    np.testing.assert_allclose(
        tf.concat(parts, 1), expected["scores"], rtol=1e-4, atol=1e-5
    )


def test_events_that_may_not_stand_have_no_chance():
    frames = np.zeros((1, 1, EVENTS), "float32")
    frames[0, 0, [1 + 10, 1 + KEYS + 20]] = 1  # key 10 began, key 20 went on
    given = tf.constant([[[OVER, 1 + 15]]])  # nothing before; key 15 before
    scores = PermittedEvents()(tf.zeros((1, 1, 2, EVENTS)), given, tf.constant(frames))
    first, behind = (np.flatnonzero(row > -1).tolist() for row in scores[0, 0].numpy())
    goes_on = [1 + KEYS + 10, 1 + KEYS + 20]
    assert first == [OVER, *range(1, 1 + KEYS), *goes_on]
    assert behind == [OVER, *range(1, 1 + 15), goes_on[0]]


def test_probabilities_of_all_chords_sum_to_one():
    """Of a keyboard whose higher keys have no chance: 2 begin, 1 of them may go on."""
    draw = np.random.default_rng(0)
    network = music_network(OF_EVENTS, cell="gru", units=(4,), chord_units=5)
    network.set_weights([draw.normal(0, 0.7, w.shape) for w in network.get_weights()])
    few = [0, 1, 2, 3, 1 + KEYS + 1]  # over, keys 0 to 2 begin, key 1 goes on
    closed = np.full(EVENTS, -50.0)
    closed[few] = 0
    kernel, bias = network.get_layer("scores").get_weights()
    network.get_layer("scores").set_weights([kernel, bias + closed])
    frames = np.zeros((1, 1, EVENTS), "float32")
    frames[0, 0, 1 + 1] = 1
    total = 0.0
    for count in range(4):
        for chord in combinations(few[1:], count):
            keys = [(event - 1) % KEYS for event in chord]
            if len(set(keys)) == count:
                events = [e for _, e in sorted(zip(keys, chord, strict=True))][::-1]
                total += probability(network, frames, events)
    assert total == pytest.approx(1, abs=1e-5)


def probability(network, frames, events):
    given = tf.constant([[[OVER, *events]]])
    scores = network(
        {"frames": tf.constant(frames), "given": given, "h1": tf.zeros((1, 4))},
        training=False,
    )["scores"]
    wanted = tf.constant([[[*events, OVER]]])
    return float(tf.exp(-EventLoss()(wanted, scores)))


def test_a_key_knows_those_above_it_and_none_below():
    network = music_network(OF_EVENTS, units=(4,), chord_units=6)
    states = music_states(network).items()
    one = inputs(OF_EVENTS, rows=1, steps=1, places=3, states=states)
    one["given"] = tf.constant([[[0, 60, 50, 40]]])
    other = one | {"given": tf.constant([[[0, 60, 51, 40]]])}
    first, second = (network(x, training=False)["scores"][0, 0] for x in (one, other))
    over = np.abs(first - second)[:, OVER]
    np.testing.assert_array_equal(first[:2], second[:2])
    assert over[2:].min() > 1e-5


def test_running_sum_adds_up_places():
    x = tf.constant(np.arange(12.0).reshape(1, 2, 3, 2), "float32")
    np.testing.assert_allclose(RunningSum()(x), np.cumsum(x, axis=2))


def test_roll_loss_by_hand_and_without_padding():
    scores = np.random.default_rng(0).normal(size=(2, 2, 3)).astype("float32")
    wanted = np.array([[[1, 0, 0], [0, 0, 1]], [[1, 1, 1], [-1, -1, -1]]])
    shares = 1 / (1 + np.exp(-scores))
    each = -np.log(np.where(wanted > 0, shares, 1 - shares)).sum(axis=2)
    real = np.array([[True, True], [True, False]])
    assert float(RollLoss()(wanted, scores)) == pytest.approx(each[real].mean())
    weighted = float(RollLoss()(wanted, scores, np.array([1.0, 3.0])))
    expected = (each[0].sum() + 3 * each[1, 0]) / 5
    assert weighted == pytest.approx(expected)


def test_event_loss_by_hand_and_without_padding():
    scores = np.random.default_rng(0).normal(size=(1, 2, 3, 4)).astype("float32")
    wanted = np.array([[[2, 1, 0], [0, -1, -1]]])
    log_shares = scores - np.log(np.exp(scores).sum(axis=3, keepdims=True))
    total = -log_shares[0, 0, [0, 1, 2], [2, 1, 0]].sum() - log_shares[0, 1, 0, 0]
    assert float(EventLoss()(wanted, scores)) == pytest.approx(total / 2, rel=1e-6)


@pytest.mark.parametrize("loss", [RollLoss, EventLoss])
def test_losses_of_nothing_are_zero(loss):
    shape = (1, 2, 3) if loss is RollLoss else (1, 2, 3, 4)
    assert float(loss()(np.full((1, 2, 3), -1), np.zeros(shape, "float32"))) == 0


def test_training_begins_with_zeros_and_shares_weights():
    network = music_network(ROLL, units=(4,))
    whole = inputs(ROLL, states=music_states(network).items())
    trained = FromTheirBeginning(network)
    found = trained({"frames": whole["frames"]}, training=False)
    expected = network(whole, training=False)["scores"]
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert len(trained.trainable_weights) == len(network.trainable_weights)


def test_network_is_saved_and_opened_in_safe_mode(tmp_path):
    network = music_network(OF_EVENTS, units=(4,), chord_units=6)
    whole = inputs(OF_EVENTS, states=music_states(network).items())
    network.save(tmp_path / "music.keras")
    again = keras.saving.load_model(tmp_path / "music.keras", safe_mode=True)
    expected = network(whole, training=False)["scores"]
    np.testing.assert_allclose(again(whole, training=False)["scores"], expected)
