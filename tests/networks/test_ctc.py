"""CTC: sums over paths by enumeration, gradients, padding, files, length of frames."""

import itertools

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.networks.ctc import (
    CTCLoss,
    blank_where_padded,
    frames_needed,
    transcript_log_likelihood,
)


def drawn(batch, frames, classes, seed=0, dtype="float32"):
    """Return log probabilities (batch, frames, classes)."""
    scores = np.random.default_rng(seed).normal(size=(batch, frames, classes)) * 2
    return tf.nn.log_softmax(tf.constant(scores, dtype)).numpy()


def collapsed(path):
    """Return what a path spells: runs once, blanks never."""
    return tuple(symbol for symbol, _ in itertools.groupby(path) if symbol)


def probability_by_enumeration(log_probs, symbols):
    frames, classes = log_probs.shape
    return sum(
        np.exp(sum(log_probs[t, symbol] for t, symbol in enumerate(path)))
        for path in itertools.product(range(classes), repeat=frames)
        if collapsed(path) == tuple(symbols)
    )


TRANSCRIPTS = np.array([[1, 2, -1], [1, 1, -1], [2, -1, -1], [-1, -1, -1], [1, 2, 1]])


def test_likelihood_is_that_of_all_paths():
    log_probs = drawn(5, 4, 3, dtype="float64")
    found = transcript_log_likelihood(log_probs, TRANSCRIPTS).numpy()
    expected = [
        probability_by_enumeration(row, [symbol for symbol in symbols if symbol > 0])
        for row, symbols in zip(log_probs, TRANSCRIPTS, strict=True)
    ]
    np.testing.assert_allclose(np.exp(found), expected, rtol=1e-10)


def test_gradient_is_that_of_enumeration():
    log_probs, step = drawn(5, 4, 3, dtype="float64"), 1e-5
    given = tf.constant(log_probs)
    with tf.GradientTape() as tape:
        tape.watch(given)
        total = tf.reduce_sum(
            transcript_log_likelihood(given, TRANSCRIPTS) * [1, 2, 3, 4, 5]
        )
    found = tape.gradient(total, given).numpy()
    for row, t, symbol in [(0, 0, 1), (1, 1, 0), (2, 3, 2), (3, 2, 0), (4, 1, 2)]:
        sides = []
        for way in (step, -step):
            moved = log_probs[row].copy()
            moved[t, symbol] += way
            symbols = [each for each in TRANSCRIPTS[row] if each > 0]
            sides.append(np.log(probability_by_enumeration(moved, symbols)))
        slope = (row + 1) * (sides[0] - sides[1]) / (2 * step)
        np.testing.assert_allclose(found[row, t, symbol], slope, rtol=1e-7, atol=1e-9)


def test_loss_and_gradient_are_those_of_tensorflow():
    scores = tf.constant(np.random.default_rng(1).normal(size=(6, 40, 12)), "float32")
    draw = np.random.default_rng(2)
    symbols = np.full((6, 9), -1)
    lengths = np.array([40, 33, 25, 40, 12, 20])
    for row, count in enumerate([9, 4, 1, 7, 2, 5]):
        symbols[row, :count] = draw.integers(1, 12, count)
    mask = np.arange(40) < lengths[:, None]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(scores)
        padded = blank_where_padded(tf.nn.log_softmax(scores), mask)
        own = CTCLoss(reduction=None)(symbols, padded)
        other = tf.nn.ctc_loss(
            *(np.maximum(symbols, 0), scores, (symbols > 0).sum(1), lengths),
            logits_time_major=False,
            blank_index=0,
        )
    np.testing.assert_allclose(own, other, rtol=1e-5)
    pair = tape.gradient(own, scores), tape.gradient(other, scores)
    np.testing.assert_allclose(*pair, atol=1e-5)


@tf.function(reduce_retracing=True)
def loss_and_slope(scores, mask, symbols):
    with tf.GradientTape() as tape:
        tape.watch(scores)
        padded = blank_where_padded(tf.nn.log_softmax(scores), mask)
        loss = CTCLoss(reduction=None)(symbols, padded)
    return loss, tape.gradient(loss, scores)


def test_padding_of_frames_and_symbols_changes_nothing():
    scores = tf.constant(np.random.default_rng(3).normal(size=(3, 9, 4)), "float32")
    symbols = tf.constant([[1, 2, 2], [3, -1, -1], [-1, -1, -1]])
    mask = np.arange(9) < np.array([[9], [4], [5]])
    loss, slope = loss_and_slope(scores, tf.constant(mask), symbols)
    noise = tf.fill((3, 6, 4), 7.0)
    more = tf.concat([tf.where(mask[..., None], scores, 5.0), noise], axis=1)
    wider = tf.pad(symbols, [[0, 0], [0, 4]], constant_values=-1)
    padded = tf.constant(np.pad(mask, [(0, 0), (0, 6)]))
    again, other = loss_and_slope(more, padded, wider)
    np.testing.assert_allclose(again, loss, rtol=1e-6)
    np.testing.assert_allclose(other[:, :9], slope, atol=1e-6)
    assert not np.any(other[:, 9:])
    assert not np.any(slope.numpy()[~mask])


def test_five_hundred_sure_frames_stay_finite():
    scores = tf.constant(np.random.default_rng(4).normal(size=(2, 500, 30)) * 30)
    scores = tf.cast(scores, "float32")
    symbols = tf.constant(np.random.default_rng(5).integers(1, 30, (2, 60)))
    loss, slope = loss_and_slope(scores, tf.ones((2, 500), "bool"), symbols)
    exact = tf.nn.log_softmax(tf.cast(scores, "float64"))
    np.testing.assert_allclose(
        loss, -transcript_log_likelihood(exact, symbols), rtol=1e-5
    )
    assert np.isfinite(slope).all()
    np.testing.assert_allclose(slope.numpy().sum(axis=2), 0, atol=1e-3)


def test_transcripts_too_long_count_nothing():
    log_probs = tf.constant(drawn(2, 3, 3))
    symbols = tf.constant([[1, 1, 2], [1, 2, -1]])
    with tf.GradientTape() as tape:
        tape.watch(log_probs)
        loss = CTCLoss(reduction=None)(symbols, log_probs)
    slope = tape.gradient(loss, log_probs).numpy()
    assert loss[0] == 0 < loss[1]
    assert not slope[0].any()
    assert np.isfinite(slope).all()
    assert [frames_needed(row) for row in ([1, 1, 2], [])] == [4, 0]


def test_weights_of_sequences_and_a_mask_on_the_output():
    log_probs, symbols = tf.constant(drawn(2, 3, 3)), tf.constant([[1], [2]])
    each = CTCLoss(reduction=None)(symbols, log_probs).numpy()
    log_probs._keras_mask = tf.ones((2, 3), "bool")
    weighed = CTCLoss()(symbols, log_probs, tf.constant([3.0, 1.0]))
    np.testing.assert_allclose(weighed, each @ [3, 1] / 2, rtol=1e-6)


@pytest.mark.slow
def test_it_trains_in_keras_and_is_saved(tmp_path):
    frames = keras.Input((None, 2))
    network = keras.Model(
        frames, keras.layers.Dense(3, keras.activations.log_softmax)(frames)
    )
    network.compile("sgd", CTCLoss())
    X = np.random.default_rng(0).normal(size=(8, 5, 2))
    y = np.tile([[1, 2, -1]], (8, 1))
    before = network.evaluate(X, y, verbose=0)
    network.fit(X, y, epochs=3, verbose=0)
    assert network.evaluate(X, y, verbose=0) < before
    network.save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_allclose(
        again.evaluate(X, y, verbose=0), network.evaluate(X, y, verbose=0), rtol=1e-6
    )
